"""Places in tables, and the colours that cells put behind white words."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from termscheck.model import Cell, View
from termscheck.readers.docx.styles import Styles, W, fills, in_view, integer, value

_MOST_COLUMNS = 63


@dataclass(slots=True)
class Table:
    """A table being read: its number in the file, and the row and column (of its grid) that the walk has come to."""

    number: int
    row: int = -1
    column: int = 0
    next_column: int = 0

    @property
    def cell(self) -> Cell:
        """The place that the walk has come to."""
        return Cell(self.number, self.row, self.column)

    def begin_row(self, properties: etree._Element | None) -> None:
        """Go on to a row, by its `w:trPr`."""
        self.row += 1
        self.next_column = _columns(value(properties, "gridBefore"), 0)

    def begin_cell(self, properties: etree._Element | None) -> None:
        """Go on to a cell, by its `w:tcPr`."""
        self.column = self.next_column
        self.next_column += _columns(value(properties, "gridSpan"), 1)


def _columns(text: str | None, default: int) -> int:
    """Columns of the grid that a cell or a gap takes; Word's tables have at most 63."""
    return min(max(integer(text) or default, default), _MOST_COLUMNS)


def continues(properties: etree._Element | None, view: View) -> bool:
    """Whether a cell is the hidden rest of the merged cell above or before it, by its `w:tcPr`."""
    told = in_view(properties, view)
    if properties is None or told is None:
        return False
    tracked = properties.find(W + "cellMerge")
    if tracked is not None and tracked.get(W + ("vMerge" if view == "final" else "vMergeOrig")) == "cont":
        return True
    merges = (told.find(W + merge) for merge in ("vMerge", "hMerge"))
    return any(merge is not None and merge.get(W + "val", "continue") == "continue" for merge in merges)


def on_colour(words: etree._Element, styles: Styles) -> bool:
    """Whether anything around white words may put a colour behind them: paragraph, cell, table, text box or page."""
    for around in words.iterancestors():
        if around.tag in _BOXES:
            return True
        properties = _PROPERTIES.get(around.tag)
        told = around.find(properties) if properties else None
        if told is not None:
            shading = told.find(W + "shd")
            if shading is not None and fills(shading):
                return True
            names = (value(told, "tblStyle"), value(told, "pStyle"))
            if any(style.on_colour for name in names if name for style in styles.chain(name)):
                return True
        if around.tag == W + "document":
            return around.find(W + "background") is not None
    return False


_BOXES = {W + "txbxContent", W + "hdr", W + "ftr"}
_PROPERTIES = {W + "p": W + "pPr", W + "tc": W + "tcPr", W + "tbl": W + "tblPr"}
