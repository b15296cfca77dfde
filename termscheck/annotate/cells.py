"""What a cell of a table is read with: the words over its column, and those that its row begins with.

"£750 for each day" says who pays, and for what, only under "Payable by the Provider if late", beside "Monthly return".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from termscheck.model import Block, Document

LONGEST_NAME = 12
"""Most words of a cell that names a column or a row."""
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
        heads = {column: name for column, blocks in first.items() if (name := _name(blocks, text))}
        if not others or len(heads) < max(2, len(first)) or any(_FIGURE.search(text, *name) for name in heads.values()):
            return {}
        bold = all(block.bold for blocks in first.values() for block in blocks)
        told_apart = bold and not all(block.bold for row in others for blocks in row.values() for block in blocks)
        return heads if told_apart or len(heads) >= FEWEST_COLUMNS else {}


def read_with(document: Document) -> Mapping[int, tuple[Range, ...]]:
    """By where a cell's words begin: the characters that it is read after, those over its column first."""
    text = document.text
    found: dict[int, tuple[Range, ...]] = {}
    for table in _tables(document.blocks):
        heads = table.names_of_columns(text)
        for number, row in table.rows.items():
            if heads and number == min(table.rows):
                continue
            first = min(row)
            name = _name(row[first], text)
            for column, blocks in row.items():
                before = [heads[column]] if column in heads else []
                if name and column != first:
                    before.append(name)
                for block in blocks if before else ():
                    found[block.span.start] = tuple(before)
    return found


def _tables(blocks: Iterable[Block]) -> Iterable[_Table]:
    tables: dict[int, _Table] = defaultdict(_Table)
    for block in blocks:
        if block.cell:
            tables[block.cell.table].rows[block.cell.row][block.cell.column].append(block)
    return tables.values()


def _name(blocks: list[Block], text: str) -> Range | None:
    """The words of a cell that only names something: one short paragraph, and no sentence."""
    if len(blocks) != 1:
        return None
    span = blocks[0].span
    words = text[span.start : span.end]
    short = 0 < len(words.split()) <= LONGEST_NAME
    return (span.start, span.end) if short and not _SENTENCE.search(words) else None
