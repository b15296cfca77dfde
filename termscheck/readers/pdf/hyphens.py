"""Words broken at the end of a line, made whole by what the document itself writes elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from termscheck.readers.text import Line

_COMPOUND = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_PREFIXES = frozenset({"ex", "non", "post", "pre", "self", "semi", "sub"})
_HYPHENATED = re.compile(r"(?<=[^\W\d_])[-‐\u00ad]$")


class Vocabulary:
    """The document's own words, which tell whether "post / closing" was "post-closing" or "postclosing"."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._words: Counter[str] = Counter()
        torn = False
        for line in lines:
            words = _COMPOUND.findall(line.text.lower())
            ends_torn = line.broken or bool(_HYPHENATED.search(line.text))
            self._words.update(words[torn : len(words) - ends_torn])
            torn = ends_torn
        self._parts = {part for word in self._words for part in word.split("-")}

    def join(self, head: str, tail: str) -> str:
        """The text of two lines, the first of which ends within a word (its hyphen already removed)."""
        before = re.search(r"[^\W\d_]+(?:-[^\W\d_]+)*$", head)
        after = _COMPOUND.match(tail)
        if not before or not after:
            return f"{head}-{tail}"
        left, right = before[0].lower(), after[0].lower()
        whole, parted = self._words[left + right], self._words[f"{left}-{right}"]
        hyphen = parted > whole if whole != parted else after[0][0].isupper() or self._is_compound(left, right)
        return head + "-" * hyphen + tail

    def _is_compound(self, left: str, right: str) -> bool:
        """Whether halves that the document never shows together are words ("law-abiding") or pieces ("in-demnify")."""
        head, tail = left.rpartition("-")[2], right.partition("-")[0]
        return head in _PREFIXES or (head in self._parts and (tail in self._parts or len(head) >= 3))

    def paragraph(self, lines: Sequence[Line]) -> tuple[str, list[tuple[int, int]]]:
        """The words of lines as one text, and which characters of it each line gave."""
        text, starts = lines[0].text, [0]
        for last, line in pairwise(lines):
            if last.broken:
                text = self.join(text, line.text)
            elif _HYPHENATED.search(text) and line.text[:1].isalpha():
                text = self.join(text[:-1], line.text)
            else:
                text = f"{text} {line.text}"
            starts.append(len(text) - len(line.text))
        ends = [
            min(start + len(line.text), next_)
            for start, line, next_ in zip(starts, lines, [*starts[1:], len(text)], strict=True)
        ]
        return text, list(zip(starts, ends, strict=True))
