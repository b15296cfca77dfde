"""What the cells of a table are read with: the words over their columns, and those that the row begins with.

"£750 for each day" says who pays, and for what, only under "Payable by the Provider if late", beside "Monthly return".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from termscheck.model import Block, Cell, Document
from termscheck.segment.wording import is_number

MOST_WORDS = 12
"""Most words of a cell that names a column or a row."""
LONGEST_NAME = 100
"""Most characters of one."""
FEWEST_COLUMNS = 3
"""Columns from which a first row without figures has the names of these, even if it is not set in bold."""
_FIGURE = re.compile(r"\d")
_SENTENCE = re.compile(r"[.;:]\s*$")

Range = tuple[int, int]


@dataclass
class _Table:
    """The blocks of a table by row and column."""

    rows: dict[int, dict[int, list[Block]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))

    def names_of_columns(self, text: str) -> Mapping[int, Range]:
        """The words of each column's head; empty where the first row has none."""
        first, *others = (self.rows[row] for row in sorted(self.rows))
        columns = {column for row in self.rows.values() for column in row}
        heads = {column: name for column, blocks in first.items() if (name := _name(blocks, text))}
        headed = len(heads) == len(first) and len(heads) >= max(2, len(columns) - 1)  # the corner may be empty
        if not others or not headed or any(_FIGURE.search(text, *name) for name in heads.values()):
            return {}
        bold = all(block.bold for blocks in first.values() for block in blocks)
        told_apart = bold and not all(block.bold for row in others for blocks in row.values() for block in blocks)
        return heads if told_apart or len(columns) >= FEWEST_COLUMNS else {}

    def _naming(self, text: str, top: int) -> int:
        """The column with the names of rows: the first, or the next where that only numbers them."""
        columns = sorted({column for row in self.rows.values() for column in row})
        first = [self.rows[row][columns[0]][0].span for row in self.rows if row != top and columns[0] in self.rows[row]]
        numbers = first and all(is_number(text[span.start : span.end]) for span in first)
        return columns[1] if numbers and len(columns) >= FEWEST_COLUMNS else columns[0]

    def read_with(self, text: str) -> Iterator[tuple[int, tuple[Range, ...]]]:
        """Where the words of each cell begin that has names, and these."""
        heads = self.names_of_columns(text)
        top = min(self.rows)
        naming = self._naming(text, top)
        for number, row in self.rows.items():
            if len(row) < 2 or (heads and number == top):  # a cell over all columns has no name of its own
                continue
            name = _name(row[naming], text) if naming in row else None
            for column, blocks in row.items():
                names = [heads[column]] if column in heads and column >= naming else []  # numbers need none
                if name and column != naming:
                    names.append(name)
                if names:
                    yield from ((block.span.start, tuple(names)) for block in blocks)


def read_with(document: Document) -> Mapping[int, tuple[Range, ...]]:
    """By where a paragraph of a cell begins: the characters that it is read after, those over its column first."""
    tables: dict[int, _Table] = defaultdict(_Table)
    for block in document.blocks:
        if block.cell:
            tables[block.cell.table].rows[block.cell.row][block.cell.column].append(block)
    return dict(found for table in tables.values() for found in table.read_with(document.text))


def tabs_between(document: Document) -> Iterator[int]:
    """Where the tabs stand that part the cells of a row in Word files and PDFs: a statement ends with its cell."""
    for one, other in pairwise(document.blocks):
        beside = one.cell and other.cell and _row(one.cell) == _row(other.cell)
        if beside and document.text[one.span.end : other.span.start] == "\t":
            yield one.span.end


def _row(cell: Cell) -> tuple[int, int]:
    return cell.table, cell.row


def _name(blocks: list[Block], text: str) -> Range | None:
    """The words of a cell that only names something: one short paragraph, and no sentence."""
    if len(blocks) != 1:
        return None
    span = blocks[0].span
    words = text[span.start : span.end]
    short = words.strip() and len(words) <= LONGEST_NAME and len(words.split()) <= MOST_WORDS
    return (span.start, span.end) if short and not _SENTENCE.search(words) else None
