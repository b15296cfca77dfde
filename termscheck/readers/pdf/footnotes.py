"""Footnotes: what stands at the foot of a page in smaller type, marked with a figure, so that it cuts no sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from termscheck.readers.pdf.pages import Page
from termscheck.readers.text import Line

_RAISED_MARK = re.compile(r"[¹²³⁰⁴-⁹]{1,3}|[*†‡§]{1,3}(?=\s?\w)")
_MARK = re.compile(r"\d{1,3}\.?\s+\S|\[\d{1,3}\]\s")
_SMALLER = 0.93
"""The size of a note's type, compared with the text's."""


def text_size(pages: Sequence[Page]) -> float:
    """The size of type that most characters of a document have."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def part_notes(page: Page, lines: list[Line], size: float) -> tuple[list[Line], list[Line]]:
    """The lines of a page, and those of the footnotes under them."""
    first = len(lines)
    while first and _is_small(lines[first - 1], size):
        first -= 1
    for start in range(max(first, 1), len(lines)):
        last, line = lines[start - 1], lines[start]
        ruled = any(last.baseline < rule < line.baseline for rule in page.short_rules)
        if _RAISED_MARK.match(line.text) or (ruled and _MARK.match(line.text)):
            return lines[:start], lines[start:]
    return lines, []


def _is_small(line: Line, size: float) -> bool:
    return line.size < _SMALLER * size and line.cell is None and line.label is None
