"""A PDF with highlights and notes: all its bytes as they were, and what is new after them."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Highlight, Popup
from pypdf.generic import ArrayObject, FloatObject, NameObject, TextStringObject

from termscheck.errors import ReadError
from termscheck.model import PageBox, Severity
from termscheck.readers.pdf import Opened
from termscheck.renderers.marked.notes import AUTHOR, Marks, Note

_COLOURS: Mapping[Severity | None, str] = MappingProxyType(
    {"critical": "ff9d9d", "high": "ffc477", "medium": "ffee70", "low": "d6ecb0", None: "bcd9ff"}
)
_BETWEEN = "\n\n* * *\n\n"
"""Between notes on the very same words, which share one highlight: of several on top of each other one is seen."""
_MOST_PASSED_OVER = 1_000
_POPUP_WIDTH, _POPUP_HEIGHT = 240.0, 160.0  # points

Boxes = tuple[PageBox, ...]
"""The lines of one page that words stand on."""
Shared = dict[Boxes, list[tuple[Note, str]]]
"""Notes on the same words, with their text."""


def mark_pdf(data: bytes, name: str, marks: Marks) -> bytes:
    """The PDF with a highlight for the words of each note, which holds the note.

    Raises `ReadError`: E-PASSWORD for a file that is protected against changes, E-CORRUPT for one that cannot be added
    to.
    """
    whole = data if data.endswith(b"\n") else data + b"\n"  # or what follows would be part of the last line
    try:
        with _quiet():
            reader = PdfReader(BytesIO(whole))
            if reader.is_encrypted:
                raise ReadError("E-PASSWORD", name, _PROTECTED)
            writer = PdfWriter(reader, incremental=True)
            _pass_over(writer, reader.trailer.get("/Size"))
            shared = _by_boxes(marks.notes, _corner(writer))
            written = _written(writer, shared)
    except ReadError:
        raise
    except Exception as problem:  # in a damaged file pypdf raises whatever it stumbles over
        raise ReadError("E-CORRUPT", name, _DAMAGED) from problem
    touched = {boxes[0].page for boxes in shared}
    before, after = _counts(data, name, touched), _counts(written, name, touched)
    if after.pages != before.pages or after.annotations != before.annotations + 2 * len(shared):
        raise ReadError("E-CORRUPT", name, _DAMAGED)  # what was put together is not what another program reads
    return written


_PROTECTED = (
    "this PDF is protected against changes, so that no notes can be added. Ask for a copy without protection, or make "
    "a report instead."
)
_DAMAGED = "this PDF is damaged: it can be read, but no notes can be added. Print it to a new PDF and try again."


def _pass_over(writer: PdfWriter, size: object) -> None:
    """Let new objects have numbers from `size` on: pypdf may give away that of the file's own table of objects."""
    missing = size - 1 - len(writer._objects) if isinstance(size, int) else 0
    writer._objects += [None] * min(max(missing, 0), _MOST_PASSED_OVER)


def _written(writer: PdfWriter, shared: Shared) -> bytes:
    """The file with a highlight and, for it to open, a pop-up for the notes on the same words."""
    for boxes, notes in shared.items():
        page = writer.pages[boxes[0].page - 1]
        mark = writer.add_annotation(page, _highlight(boxes, notes))
        right, top = float(page.mediabox.right), max(box.top for box in boxes)
        corner = (right - _POPUP_WIDTH, top - _POPUP_HEIGHT, right, top)
        writer.add_annotation(page, Popup(rect=corner, parent=mark))
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _by_boxes(notes: Sequence[Note], corner: Boxes) -> Shared:
    """The notes with their text, by the boxes of one page. Where words go on overleaf, a short note there says so.

    A note with no place of its own stands with the first, and that in the corner of the first page if need be.
    """
    found: Shared = {}
    first = corner
    for note in notes:
        pages = [tuple(boxes) for _, boxes in groupby(_boxes(note), key=lambda box: box.page)] or [first]
        first = pages[0] if first is corner else first
        found.setdefault(pages[0], []).append((note, "\n\n".join(note.lines)))
        for boxes in pages[1:]:
            text = f"{note.lines[0]}\n\nThis goes on from page {pages[0][0].page}, where the note is."
            found.setdefault(boxes, []).append((note, text))
    return found


def _boxes(note: Note) -> list[PageBox]:
    return [place for place in note.places if isinstance(place, PageBox)]


def _corner(writer: PdfWriter) -> Boxes:
    page = writer.pages[0].mediabox
    left, top = float(page.left), float(page.top)
    return (PageBox(1, left, top - 24, left + 24, top),)


def _highlight(boxes: Boxes, notes: Sequence[tuple[Note, str]]) -> Highlight:
    around = (
        min(box.left for box in boxes),
        min(box.bottom for box in boxes),
        max(box.right for box in boxes),
        max(box.top for box in boxes),
    )
    # in the order that programs expect, whatever the standard says: upper left, upper right, lower left, lower right
    corners = [
        edge
        for box in boxes
        for edge in (box.left, box.top, box.right, box.top, box.left, box.bottom, box.right, box.bottom)
    ]
    worst = next((note.severity for note, _ in notes if note.severity), None)
    quads = ArrayObject(FloatObject(edge) for edge in corners)
    mark = Highlight(rect=around, quad_points=quads, highlight_color=_COLOURS[worst], printing=True)
    mark[NameObject("/T")] = TextStringObject(AUTHOR)
    mark[NameObject("/Contents")] = TextStringObject(_BETWEEN.join(text for _, text in notes))
    return mark


class _Counts(NamedTuple):
    pages: int
    annotations: int


def _counts(data: bytes, name: str, touched: Collection[int]) -> _Counts:
    """How many pages a file has, and how many annotations there are on some of them, as pdfium sees it."""
    with Opened(data, name, forms=False) as opened:
        pdf = opened.pdf
        try:
            pages = [pdf[number - 1] for number in touched]
            return _Counts(len(pdf), sum(pdfium_c.FPDFPage_GetAnnotCount(page.raw) for page in pages))
        except (pdfium.PdfiumError, IndexError):
            return _Counts(len(pdf), 0)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the warnings that pypdf gives on standard error of what it puts right in a file."""
    log = logging.getLogger("pypdf")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)
