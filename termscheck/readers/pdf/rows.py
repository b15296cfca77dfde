"""Tables ruled between their rows only, as many order forms are: their columns found by where the words begin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from termscheck.readers.pdf.drawing import Rule
from termscheck.readers.pdf.geometry import Box

_NARROWEST = 150.0
_FEWEST_ROWS = 3
_GAP = 8.0
"""Points of white before a word that may begin a column."""
_MOST_WORDS = 1_500


class _Row(NamedTuple):
    top: float
    bottom: float
    words: tuple[Box, ...]

    def starts(self) -> Iterator[float]:
        """Where words begin that have white before them."""
        for word in self.words:
            beside = (other for other in self.words if abs(other.bottom - word.bottom) < 0.5 * word.height + 1)
            if all(other.right < word.left - _GAP or other.left >= word.left for other in beside):
                yield word.left

    def is_crossed(self, x: float) -> bool:
        """Whether a word stands across a place."""
        return any(word.left < x - 2 and word.right > x - 1 for word in self.words)


def row_groups(across: Iterable[Rule]) -> list[list[Rule]]:
    """Rules of one length, one under the other, as many as part three rows."""
    groups: defaultdict[tuple[int, int], list[Rule]] = defaultdict(list)
    for rule in sorted(across):
        if rule.end - rule.start >= _NARROWEST:
            group = groups[round(rule.start / 3), round(rule.end / 3)]
            if not group or rule.at - group[-1].at > 3:
                group.append(rule)
    return [group for group in groups.values() if len(group) > _FEWEST_ROWS]


def column_rules(group: Sequence[Rule], words: Sequence[Box]) -> list[Rule]:
    """The rules that a group of rows lacks between its columns; none where the words show no columns."""
    start, end = group[0].start, group[0].end
    rows = []
    for upper, lower in pairwise(group):
        inside = [
            word
            for word in words[:_MOST_WORDS]
            if upper.at < (word.top + word.bottom) / 2 < lower.at and start - 3 <= word.left and word.right <= end + 3
        ]
        if inside:
            rows.append(_Row(upper.at, lower.at, tuple(inside)))
    found: list[Rule] = []
    for x in _columns(rows, start):
        found += [Rule(x, row.top, row.bottom) for row in rows if not row.is_crossed(x)]
    return found


def _columns(rows: Sequence[_Row], left: float) -> Iterator[float]:
    """Places where words begin in half of the rows and in three at least, and which words of few rows cross."""
    starts = sorted((x, number) for number, row in enumerate(rows) for x in row.starts() if x > left + 30)
    first = 0
    while first < len(starts):
        last = first
        while last + 1 < len(starts) and starts[last + 1][0] - starts[first][0] <= 3:
            last += 1
        x = starts[first][0] - 2
        support = len({number for _, number in starts[first : last + 1]})
        crossed = sum(row.is_crossed(x) for row in rows)
        if support >= max(_FEWEST_ROWS, 0.5 * len(rows)) and crossed <= 0.25 * len(rows):
            yield x
        first = last + 1
