"""A flow of text being read: the body, one note or one text box."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from lxml import etree

from termscheck.model import BlockKind, View
from termscheck.readers.docx.fields import Fields
from termscheck.readers.docx.numbering import Counters, Number, Numbering, printed_before
from termscheck.readers.docx.paragraphs import Paragraph, Piece
from termscheck.readers.docx.styles import Look, W, in_view
from termscheck.readers.docx.tables import Table, on_colour

Gone = Literal["merged", "separator", "hidden"]
"""Why a paragraph has no mark of its own: a tracked change, a style separator (Word's way to run a numbered heading
into its text), or a mark that is hidden."""


@dataclass(slots=True)
class Flow:
    """What a walk must remember of the flow that it is in; flows nest, as a text box stands in the body."""

    kind: BlockKind
    counters: Counters
    numbering: Numbering
    view: View
    fields: Fields
    bookmarks: dict[str, Paragraph]
    """Those of the whole part."""
    out: list[Paragraph] = field(default_factory=list)
    paragraph: Paragraph | None = None
    properties: etree._Element | None = None
    """Of the `w:p` being read, its `w:pPr`."""
    unit: int = -1
    """Number of the `w:p` being read."""
    tables: list[Table] = field(default_factory=list)
    galleries: int = 0
    """How many content controls around this place hold a table of contents."""
    bold: bool = False
    hidden: bool = False
    invisible: bool = False
    font: str = ""
    """How the run being read looks."""
    _carried: Paragraph | None = None
    """A paragraph whose mark is deleted or hidden, waiting for the next one to go on from it."""
    _why: Gone = "merged"
    _after_row: list[Paragraph] = field(default_factory=list)

    @property
    def block_kind(self) -> BlockKind:
        """What a paragraph is at this place."""
        return "cell" if self.tables and self.kind == "paragraph" else self.kind

    def dress(self, run: etree._Element) -> None:
        """Take in how the words of a run look."""
        if self.paragraph is None:
            return
        look = Look.of(in_view(run.find(_RPR), self.view))
        base = self.numbering.styles.look(self.paragraph.style_id, look.style)
        self.bold = bool(base.bold if look.bold is None else look.bold)
        self.hidden = bool(base.hidden if look.hidden is None else look.hidden)
        self.invisible = bool(base.tiny if look.tiny is None else look.tiny)
        self.font = look.font
        if base.white if look.white is None else look.white:
            coloured = base.on_colour if look.on_colour is None else look.on_colour
            self.invisible |= not coloured and not on_colour(run, self.numbering.styles)

    def undress(self) -> None:
        """What follows, a formula, has no look of its own."""
        self.bold = self.hidden = self.invisible = False
        self.font = ""

    def add(self, text: str, element: etree._Element, at: int) -> None:
        """Add words to the paragraph, if there is one and they print."""
        if self.paragraph is None or self.fields.silent:
            return
        contents = bool(self.fields.contents or self.galleries)
        self.paragraph.pieces.append(
            Piece(text, element, at, self.unit, self.bold, self.hidden, self.invisible, contents)
        )
        self.fields.add(text)

    def count(self, paragraph: Paragraph) -> None:
        """Give a paragraph its number: as it is now or, in the original view, as a tracked renumbering tells it."""
        paragraph.place = self.numbering.place(paragraph.styles)
        if paragraph.place is None:
            return
        paragraph.number = self.counters.number(paragraph.place)
        if self.view == "original" and (label := self._number_before()):
            paragraph.number = Number(label, (*paragraph.number.path[:-1], label))

    def _number_before(self) -> str:
        change = None if self.properties is None else self.properties.find(f"{W}numPr/{W}numberingChange")
        return "" if change is None else printed_before(change.get(W + "original", ""))

    def close(self, paragraph: Paragraph, gone: Gone | None) -> None:
        """End a paragraph; when its mark is gone, the next one goes on from it.

        The mark that is left rules, but for a style separator, whose number stands before the line.
        """
        self._join_carried(paragraph)
        if gone:
            self._carried, self._why = paragraph, gone
        else:
            self._emit(paragraph)

    def _join_carried(self, paragraph: Paragraph) -> None:
        carried, self._carried = self._carried, None
        if carried is None:
            return
        # the longer list is kept and the shorter one added, or thousands of deleted marks would take hours
        carried.pieces += paragraph.pieces
        carried.after += paragraph.after
        carried.bookmarks += paragraph.bookmarks
        paragraph.pieces, paragraph.after, paragraph.bookmarks = carried.pieces, carried.after, carried.bookmarks
        if self._why == "separator":
            paragraph.styles, paragraph.place, paragraph.number = carried.styles, carried.place, carried.number

    def release(self) -> None:
        """Nothing follows for a paragraph without a mark to go on into: a table begins, or a cell or story ends.

        There Word cannot take a mark away, so that what is left of the paragraph keeps its number.
        """
        carried, self._carried = self._carried, None
        if carried is None:
            return
        if self._why == "merged" and carried.has_words:
            self.count(carried)
        self._emit(carried)

    def _emit(self, paragraph: Paragraph) -> None:
        if paragraph.has_words:
            self.out.append(paragraph)
        (self._after_row if self.tables else self.out).extend(paragraph.after)
        self.bookmarks.update(dict.fromkeys(paragraph.bookmarks, paragraph))

    def close_row(self) -> None:
        """Let out what hangs on the cells of a row, so that notes and text boxes do not break it."""
        if len(self.tables) == 1:
            self.out += self._after_row
            self._after_row = []


_RPR = W + "rPr"
