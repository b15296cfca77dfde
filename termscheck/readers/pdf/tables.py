"""Ruled tables: pdfium gives the rules of a page, pdfplumber's table finder the cells between them.

Measured: pdfplumber's own pass over such a page takes thirty times as long, and takes the edges of shaded areas for
rules, which tears cells; so only its geometry is used, on the rules that pdfium has found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from termscheck.readers.pdf.drawing import Drawing, Rule
from termscheck.readers.pdf.geometry import Box
from termscheck.readers.pdf.rows import column_rules, row_groups

_MOST_RULES = 1_500
_MOST_CROSSINGS = 1_200
_NEAR = 3.0
"""Points within which rules are in line or meet; pdfplumber's own default."""


class TableCell(NamedTuple):
    """A cell of a ruled table on the page."""

    box: Box
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of a ruled table, row by row."""

    cells: tuple[TableCell, ...]

    @property
    def columns(self) -> tuple[float, ...]:
        """Where its columns begin, from the left, and where the last ends."""
        return (*sorted({cell.box.left for cell in self.cells}), max(cell.box.right for cell in self.cells))

    def cell_at(self, x: float, y: float) -> TableCell | None:
        """The cell that holds a point of the upright page."""
        for cell in self.cells:
            if cell.box.left <= x <= cell.box.right and cell.box.top <= y <= cell.box.bottom:
                return cell
        return None


def ruled_tables(drawing: Drawing, words: Callable[[], Sequence[Box]]) -> list[Table]:
    """The ruled tables of a page: rules that meet and part an area into two columns or more.

    `words` gives the places of all words; it is asked for only where rules part rows and nothing parts columns.
    """
    across, down = drawing.across, drawing.down
    if not across or len(across) + len(down) > _MOST_RULES:
        return []
    if not down and (groups := row_groups(across)):
        places = words()
        down = [rule for group in groups for rule in column_rules(group, places)]
    if not down:
        return []
    from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

    edges = merge_edges([*_edges(across, "h"), *_edges(down, "v")], _NEAR, _NEAR, _NEAR, _NEAR)
    edges += _missing_sides(edges)
    crossings = edges_to_intersections(edges, _NEAR, _NEAR)
    if len(crossings) > _MOST_CROSSINGS:
        return []
    found = [_table(cells) for cells in cells_to_tables(intersections_to_cells(crossings))]
    return [table for table in found if len({cell.column for cell in table.cells}) > 1]


def _edges(rules: Iterable[Rule], orientation: str) -> list[dict[str, Any]]:
    """Rules in the form in which pdfplumber has them."""
    if orientation == "h":
        return [_edge("h", rule.start, rule.at, rule.end, rule.at) for rule in rules]
    return [_edge("v", rule.at, rule.start, rule.at, rule.end) for rule in rules]


def _edge(orientation: str, x0: float, top: float, x1: float, bottom: float) -> dict[str, Any]:
    size = {"width": x1 - x0, "height": bottom - top}
    return {"orientation": orientation, "x0": x0, "top": top, "x1": x1, "bottom": bottom, "doctop": top, **size}


def _missing_sides(edges: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The outer sides that a table was drawn without: where rows that columns part end one below the other."""
    across = [edge for edge in edges if edge["orientation"] == "h"]
    down = [edge for edge in edges if edge["orientation"] == "v"]
    rows = [row for row in across if any(_meet(row, column) for column in down)]
    sides: list[dict[str, Any]] = []
    for end in ("x0", "x1"):
        for group in _in_line(rows, end):
            x = group[0][end]
            top, bottom = group[0]["top"], group[-1]["top"]
            inside = any(_reaches_beyond(row, x, top, bottom, end) for row in rows)
            if len(group) > 1 and not inside and not any(abs(column["x0"] - x) <= _NEAR for column in down):
                sides.append(_edge("v", x, top, x, bottom))
    columns = [column for column in down if any(_meet(row, column) for row in across)]
    for end in ("top", "bottom"):
        for group in _in_line(columns, end):
            y = group[0][end]
            left = min([group[0]["x0"], *(row["x0"] for row in rows if _meet_any(row, group))])
            right = max([group[-1]["x0"], *(row["x1"] for row in rows if _meet_any(row, group))])
            if not any(abs(row["top"] - y) <= _NEAR for row in across) and right - left > _NEAR:
                sides.append(_edge("h", left, y, right, y))
    return [*sides, *_corners(sides)]


def _reaches_beyond(row: dict[str, Any], x: float, top: float, bottom: float, end: str) -> bool:
    """Whether a row between two others goes on past the place where they end."""
    further = row["x0"] < x - _NEAR if end == "x0" else row["x1"] > x + _NEAR
    return bool(further and top - _NEAR <= row["top"] <= bottom + _NEAR)


def _corners(sides: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Added sides drawn out to added ends, so that they meet."""
    ends = [side for side in sides if side["orientation"] == "h"]
    longer = []
    for side in sides:
        if side["orientation"] == "v":
            near = [end["top"] for end in ends if end["x0"] - _NEAR <= side["x0"] <= end["x1"] + _NEAR]
            top, bottom = min([side["top"], *near]), max([side["bottom"], *near])
            if (top, bottom) != (side["top"], side["bottom"]):
                longer.append(_edge("v", side["x0"], top, side["x0"], bottom))
    return longer


def _meet(row: dict[str, Any], column: dict[str, Any]) -> bool:
    return bool(
        column["top"] - _NEAR <= row["top"] <= column["bottom"] + _NEAR
        and row["x0"] - _NEAR <= column["x0"] <= row["x1"] + _NEAR
    )


def _meet_any(row: dict[str, Any], columns: Iterable[dict[str, Any]]) -> bool:
    return any(_meet(row, column) for column in columns)


def _in_line(edges: Iterable[dict[str, Any]], end: str) -> list[list[dict[str, Any]]]:
    """Edges that end at one place, from the top or the left."""
    groups: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    places: list[float] = []
    for edge in sorted(edges, key=lambda edge: edge[end]):
        if not places or edge[end] - places[-1] > _NEAR:
            places.append(edge[end])
        groups[len(places)].append(edge)
    return [sorted(group, key=lambda edge: (edge["top"], edge["x0"])) for group in groups.values()]


def _table(cells: Sequence[tuple[float, float, float, float]]) -> Table:
    """Cells numbered by where they begin, so that one which spans rows or columns leaves the others their numbers."""
    tops = sorted({top for _, top, _, _ in cells})
    lefts = sorted({left for left, _, _, _ in cells})
    placed = (TableCell(Box(*cell), tops.index(cell[1]), lefts.index(cell[0])) for cell in cells)
    return Table(tuple(sorted(placed, key=lambda cell: (cell.row, cell.column))))
