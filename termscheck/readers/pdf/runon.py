"""Tables that run on over the page: one table where the columns stay the same, one row where a sentence goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from termscheck.model import Cell
from termscheck.readers.text import Line, is_finished

Columns = tuple[float, ...]
"""Where the columns of a table begin, from the left, and where the last ends."""


def run_on(pages: Sequence[list[Line]], columns: Sequence[Columns]) -> list[list[Line]]:
    """The lines of each page, with tables and rows numbered on where they continue those of the page before.

    `columns` are those of each table of the document. Only a table that ends its page and one that begins the next
    can be one; page furniture must be gone already.
    """
    done: list[list[Line]] = []
    now: dict[int, tuple[int, int]] = {}  # the number that a table has become, and of its first row
    for before, lines in pairwise([[], *pages]):
        first = lines[0].cell if lines else None
        last = done[-1][-1].cell if done and done[-1] else None
        if first and last and before[-1].cell and _alike(columns[before[-1].cell.table], columns[first.table]):
            same_row = _goes_on(done[-1], lines)
            now[first.table] = (last.table, last.row + (0 if same_row else 1))
        done.append([_moved(line, now) for line in lines])
    return done


def _alike(one: Columns, other: Columns) -> bool:
    return len(one) == len(other) and all(abs(a - b) <= 3 for a, b in zip(one, other, strict=True))


def _goes_on(before: Sequence[Line], lines: Sequence[Line]) -> bool:
    """Whether the first row of a page has nothing but the rest of the sentence that the last cell before it began."""
    last, first = before[-1], lines[0]
    row = {line.cell.column for line in lines if line.cell and first.cell and _row(line.cell) == _row(first.cell)}
    same = last.cell and row == {last.cell.column}
    return bool(same and first.text[:1].islower() and not is_finished(last.text))


def _row(cell: Cell) -> tuple[int, int]:
    return cell.table, cell.row


def _moved(line: Line, now: dict[int, tuple[int, int]]) -> Line:
    if line.cell is None or line.cell.table not in now:
        return line
    table, row = now[line.cell.table]
    cell = replace(line.cell, table=table, row=line.cell.row + row)
    return line._replace(cell=cell, frame=(*line.frame[:2], cell.table, cell.column))
