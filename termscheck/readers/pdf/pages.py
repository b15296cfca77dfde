"""One page of a PDF: its lines, whether its words can be read, and what else stands on it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from termscheck.readers.pdf.drawing import Drawing, drawn
from termscheck.readers.pdf.forms import Overlay, overlay
from termscheck.readers.pdf.lines import Glyphs, Sheet
from termscheck.readers.pdf.marks import Pictured, pictured
from termscheck.readers.pdf.opened import Opened
from termscheck.readers.pdf.runon import Columns
from termscheck.readers.pdf.tables import ruled_tables
from termscheck.readers.text import Line

State = Literal["text", "no_text", "garbled", "blank", "overloaded"]


@dataclass(frozen=True, slots=True)
class Page:
    """What one page gave. `pictures` counts all of its pictures, `pictured` has those that may be clause numbers."""

    number: int
    height: float
    state: State
    lines: tuple[Line, ...] = ()
    pictures: int = 0
    picture_share: float = 0.0
    """How much of the page its largest picture covers, from 0 to 1 or, where it reaches over the edge, more."""
    sure: int | None = None
    """How sure OCR is of its words, in per cent, where it read the page."""
    overlay: Overlay = field(default_factory=Overlay)
    tables: tuple[Columns, ...] = ()
    """The columns of each ruled table."""
    pictured: tuple[Pictured, ...] = ()
    short_rules: tuple[float, ...] = ()
    """How far down the page lie rules that are no wider than half of it, as those above footnotes."""


def read_page(opened: Opened, number: int, before: int) -> Page:
    """Read page `number` (from 1), with `before` tables on the pages before it.

    Raises `PdfiumError` when the page is damaged.
    """
    with opened.page(number) as (page, textpage, text, area):
        if textpage is None:
            return Page(number, page.get_height(), "overloaded")
        drawing = drawn(page, area)
        sheet = Sheet(text, Glyphs(textpage), area, number, before)
        tables = ruled_tables(drawing, sheet.words)
        lines = sheet.lines(tables)
        return Page(
            number=number,
            height=area.size[1],
            state=_state(text, drawing),
            lines=tuple(lines),
            pictures=drawing.pictures,
            picture_share=drawing.picture_share,
            overlay=overlay(opened.pdf, page),
            tables=tuple(table.columns for table in tables),
            short_rules=tuple(rule.at for rule in drawing.across if rule.end - rule.start < 0.5 * area.size[0]),
            pictured=tuple(pictured(opened.pdf, page, drawing.marks, lines)),
        )


_FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        "the of and to in a or is be by for shall with this any de la le les et des du en der die und den das zu von "
        "el los que y di il e da do os het een van och att som w na i się",
    )
)


_PRIVATE = re.compile("[\ue000-\uf8ff]")


def _state(text: str, drawing: Drawing) -> State:
    """Whether a page has words that can be read; without a text layer, whether there is anything to be read."""
    visible = len("".join(text.split()))
    if visible == 0:
        return "no_text" if drawing.pictures or drawing.strokes >= 100 else "blank"
    if visible < 100 and drawing.picture_share > 0.15:  # a scan with a stamp on it, or a table pasted under a heading
        return "no_text"
    return "garbled" if _is_garbled(text, visible) else "text"


def _is_garbled(text: str, visible: int) -> bool:
    """Whether the file does not say which letters its shapes are: private characters, or letters of no language."""
    nameless = sum(text.count(mark) for mark in ("\ufffd", "\ufffe", "\0"))
    private = len(_PRIVATE.findall(text))
    if nameless + private > 0.2 * visible:
        return True
    words = re.findall(r"[A-Za-z]{2,}", text.lower())
    letters = "".join(words)
    if len(words) < 60 or len(letters) < 0.4 * visible:  # too little, or another script
        return False
    vowels = sum(letters.count(vowel) for vowel in "aeiouy")
    return vowels < 0.27 * len(letters) and sum(word in _FUNCTION_WORDS for word in words) < 0.02 * len(words)
