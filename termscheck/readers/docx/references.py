"""Word's own numbers, cached in cross-references and tables of contents, held against those worked out here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from termscheck.readers.docx.contents import ContentsLine
from termscheck.readers.docx.fields import CachedReference
from termscheck.readers.docx.numbering import BULLET
from termscheck.readers.docx.paragraphs import Paragraph

BROKEN = re.compile(r"Error[!:] (?:Reference source not found|Bookmark not defined|No text of specified style)")
_PAGE = re.compile(r"\t\s*(?:\d{1,4}|[ivxlc]{1,8})$", re.IGNORECASE)


def check_numbers(
    references: Iterable[CachedReference],
    contents: Iterable[ContentsLine],
    bookmarks: Mapping[str, Paragraph],
    counts: Counter[str],
) -> None:
    """Count the cached numbers that could be held against ours, and those that agree."""
    for reference in references:
        target = bookmarks.get(reference.bookmark)
        if target is not None and reference.printed.strip() and not BROKEN.search(reference.printed):
            counts["references"] += 1
            counts["references_agreeing"] += _agrees(reference.printed, target)
    for line in contents:
        target = bookmarks.get(line.target)
        printed = None if target is None else number_in_line(line.text, target)
        if target is not None and printed is not None:
            counts["references"] += 1
            counts["references_agreeing"] += _agrees(printed or "0", target)


def number_in_line(line: str, target: Paragraph) -> str | None:
    """The number that a line of a table of contents prints before its heading; None where that cannot be told.

    A line holds number, heading and page, parted by tabs or, for some lists, by nothing. A heading that has no
    number on either side proves nothing.
    """
    line = _PAGE.sub("", line)
    entry, heading = _squashed(line), _squashed(target.text)
    label = target.number.label if target.number else ""
    if heading and entry.endswith(heading):
        printed = entry.removesuffix(heading)
        return printed if printed or label not in {"", BULLET} else None
    number, tab, _ = line.partition("\t")
    return number if tab else None


def _squashed(text: str) -> str:
    return re.sub(r"\s", "", text).casefold()


def _agrees(printed: str, target: Paragraph) -> bool:
    """Whether a number that Word printed for a paragraph is the one worked out here, or the end of its full path."""
    wanted = _squashed(printed).rstrip(".")
    number = target.number
    if number is None or not number.label:
        return wanted == "0"
    if number.label == BULLET:
        return True  # Word prints the bullet's own sign
    ways = [number.label, *("".join(number.path[start:]) for start in range(len(number.path)))]
    return wanted in {_squashed(way) for way in ways}
