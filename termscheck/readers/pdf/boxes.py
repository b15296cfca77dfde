"""Where words of a document stand on the pages of its PDF: rectangles to lay a highlight on.

The characters of each printed line are walked beside the text that was made of them, so that a box holds exactly the
words asked for, whatever blanks were run together and ligatures spelt out between page and text.
"""

from __future__ import annotations

import ctypes
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from operator import attrgetter
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from termscheck.model import Document, Origin, PageBox, Place, Span
from termscheck.readers.pdf.forms import rectangle
from termscheck.readers.pdf.geometry import around_all
from termscheck.readers.pdf.lines import CLEANED
from termscheck.readers.pdf.ocr import OCR
from termscheck.readers.pdf.opened import Loaded, Opened
from termscheck.readers.pdf.reader import ANNOTATION

_MOST_RECTANGLES = 1_000


class _Piece(NamedTuple):
    """The part of span number `span` that one printed line gave, as characters of the document's text."""

    span: int
    origin: Origin
    start: int
    end: int


def boxes(opened: Opened, document: Document, spans: Sequence[Span]) -> list[tuple[Place, ...]]:
    """For each span one box for each printed line that it touches, in the order of the text.

    `opened` is the file that the document was read from; only the pages touched are looked at. A piece of which no
    place is known (nothing printed, a page that has become unreadable) has no box.
    """
    pieces = defaultdict[int, list[_Piece]](list)
    for piece in _pieces(document, spans):
        pieces[piece.origin.unit].append(piece)
    found: list[list[PageBox]] = [[] for _ in spans]
    for number, touched in sorted(pieces.items()):
        with ExitStack() as stack:
            try:
                loaded = stack.enter_context(opened.page(number))
            except (pdfium.PdfiumError, IndexError):
                continue
            _add(loaded, number, document.text, touched, found)
    return [tuple(one) for one in found]


def _pieces(document: Document, spans: Sequence[Span]) -> Iterator[_Piece]:
    origins = [origin for block in document.blocks for origin in block.origins]
    starts, ends = list(map(attrgetter("start"), origins)), list(map(attrgetter("end"), origins))
    for number, span in enumerate(spans):
        for origin in origins[bisect_right(ends, span.start) : bisect_left(starts, span.end)]:
            yield _Piece(number, origin, max(span.start, origin.start), min(span.end, origin.end))


def _add(loaded: Loaded, number: int, text: str, pieces: Sequence[_Piece], found: list[list[PageBox]]) -> None:
    """Adds the boxes of the pieces that stand on a page."""
    page, textpage, printed, _ = loaded
    edges = page.get_bbox()
    for piece in pieces:
        if piece.origin.part == ANNOTATION:
            box = rectangle(page, piece.origin.first)
        elif piece.origin.part == OCR:
            box = piece.origin.box
        else:
            box = _box(textpage, *_characters(printed, text, piece))
        if box and (inner := _within(box, edges)):
            found[piece.span].append(PageBox(number, *inner))


def _characters(printed: str, text: str, piece: _Piece) -> tuple[int, int]:
    """The characters of the page that a piece of the text was made of: text and page differ in blanks alone."""
    origin = piece.origin
    places = [
        index
        for index in range(origin.first, min(origin.last, len(printed)))
        for character in printed[index].translate(CLEANED)
        if not character.isspace()
    ]
    before = _visible(text[origin.start : piece.start])
    wanted = places[before : before + _visible(text[piece.start : piece.end])]
    return (wanted[0], wanted[-1] + 1) if wanted else (0, 0)


def _visible(text: str) -> int:
    return len("".join(text.split()))


def _box(textpage: Any, first: int, last: int) -> tuple[float, float, float, float] | None:
    """The rectangle around characters of one line, as pdfium would select them."""
    count = pdfium_c.FPDFText_CountRects(textpage.raw, first, last - first) if last > first else 0
    left, top, right, bottom = (ctypes.c_double() for _ in range(4))
    around: tuple[float, float, float, float] | None = None
    for number in range(min(count, _MOST_RECTANGLES)):
        if pdfium_c.FPDFText_GetRect(textpage.raw, number, left, top, right, bottom):
            box = left.value, bottom.value, right.value, top.value
            around = around_all(around, box) if around else box
    return around


def _within(
    box: tuple[float, float, float, float], edges: tuple[float, float, float, float]
) -> tuple[float, float, float, float] | None:
    """The part of a box that lies on the page, if any does."""
    left, bottom = max(box[0], edges[0]), max(box[1], edges[1])
    right, top = min(box[2], edges[2]), min(box[3], edges[3])
    return (left, bottom, right, top) if left < right and bottom < top else None
