"""Words broken at the end of a line, made whole by what the document itself writes elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from termscheck.readers.text import Line

_COMPOUND = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_PREFIXES = frozenset({"ex", "non", "post", "pre", "self", "semi", "sub"})
_LAST = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*$")
_LONGEST = 100
"""Characters of a word: no more are looked at, so that long lines cost no more than short ones."""
_HYPHENATED = re.compile(r"(?<=[^\W\d_])[-‐\u00ad]$")


class Vocabulary:
    """The document's own words, which tell whether "post / closing" was "post-closing" or "postclosing"."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines

    @cached_property
    def _words(self) -> Counter[str]:
        """How often each whole word stands there: counted only once a word is torn, as many documents have none."""
        found: list[str] = []
        torn = False
        for line in self._lines:
            words = _COMPOUND.findall(line.text.lower())
            ends_torn = line.broken or bool(_HYPHENATED.search(line.text[-2:]))
            found += words[torn : len(words) - ends_torn]
            torn = ends_torn
        return Counter(found)

    @cached_property
    def _parts(self) -> set[str]:
        return {part for word in self._words for part in word.split("-")}

    def joint(self, head: str, tail: str) -> str:
        """What stands between two lines, the first of which ends within a word (its hyphen already removed)."""
        before = _LAST.search(head[-_LONGEST:])
        after = _COMPOUND.match(tail)
        if not before or not after:
            return "-"
        left, right = before[0].lower(), after[0].lower()
        whole, parted = self._words[left + right], self._words[f"{left}-{right}"]
        hyphen = parted > whole if whole != parted else after[0][0].isupper() or self._is_compound(left, right)
        return "-" * hyphen

    def _is_compound(self, left: str, right: str) -> bool:
        """Whether halves that the document never shows together are words ("law-abiding") or pieces ("in-demnify")."""
        head, tail = left.rpartition("-")[2], right.partition("-")[0]
        return head in _PREFIXES or (head in self._parts and (tail in self._parts or len(head) >= 3))

    def paragraph(self, lines: Sequence[Line]) -> tuple[str, list[tuple[int, int]]]:
        """The words of lines as one text, and which characters of it each line gave."""
        parts: list[str] = []
        ranges: list[tuple[int, int]] = []
        position = 0
        for line, following in zip(lines, [*lines[1:], None], strict=True):
            words, joint = line.text, " "
            if following and line.broken:
                joint = self.joint(words, following.text)
            elif following and following.text[:1].isalpha() and _HYPHENATED.search(words[-2:]):
                words = words[:-1]
                joint = self.joint(words, following.text)
            if following is None:
                joint = ""
            taken = len(words) + (joint == "-")
            ranges.append((position, position + taken))
            parts += [words, joint]
            position += len(words) + len(joint)
        return "".join(parts), ranges
