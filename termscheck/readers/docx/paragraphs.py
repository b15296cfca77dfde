"""What a walk through a part yields: paragraphs as printed, made of pieces that lead back to the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from lxml import etree

from termscheck.model import BlockKind, Cell
from termscheck.readers.docx.numbering import Number, Place
from termscheck.readers.docx.styles import Style


class Piece(NamedTuple):
    """Characters of a paragraph and the element in a run that prints them (`w:t`, `w:tab`, `w:br` …).

    `at` is where they begin in the element's own text, which prints them sign for sign; `unit` is the `w:p`.
    """

    text: str
    element: etree._Element
    at: int
    unit: int
    bold: bool
    hidden: bool
    invisible: bool
    contents: bool
    """Whether it belongs to a table of contents."""


@dataclass(slots=True)
class Paragraph:
    """One paragraph as printed; paragraphs that tracked changes or a hidden mark run together are one.

    `text` is the pieces joined, so that offsets in it can be traced to runs; a block holds it without the blanks
    around it.
    """

    kind: BlockKind
    cell: Cell | None
    styles: tuple[Style, ...]
    part: str = ""
    place: Place | None = None
    number: Number | None = None
    pieces: list[Piece] = field(default_factory=list)
    after: list[Paragraph] = field(default_factory=list)
    """Notes and text boxes that hang on this paragraph."""
    bookmarks: list[str] = field(default_factory=list)
    target: str = ""
    """The bookmark that a line of a table of contents leads to."""

    @property
    def text(self) -> str:
        """All that is printed, blanks at the ends included."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def has_words(self) -> bool:
        """Whether anything but blanks is printed."""
        return any(not piece.text.isspace() for piece in self.pieces)

    @property
    def hidden(self) -> bool:
        """Whether there are words, and Word shows none of them."""
        words = [piece for piece in self.pieces if not piece.text.isspace()]
        return bool(words) and all(piece.hidden for piece in words)

    @property
    def style_name(self) -> str:
        """The English name of its style."""
        return self.styles[1].name if len(self.styles) > 1 else ""

    @property
    def style_id(self) -> str:
        """The name of its style in this file."""
        return self.styles[1].id if len(self.styles) > 1 else ""

    def by_unit(self) -> list[tuple[int, list[Piece]]]:
        """The pieces of each `w:p`, in order."""
        return [(unit, list(pieces)) for unit, pieces in groupby(self.pieces, key=_unit)]


def _unit(piece: Piece) -> int:
    return piece.unit
