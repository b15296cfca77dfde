"""What is drawn on a page besides words: rules, pictures, and shapes that are neither.

Drawings inside drawings (form XObjects) have a measure of their own, which is followed down to the page's.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium_c

from termscheck.readers.pdf.geometry import PAGE, Box, Matrix, Upright, around

MOST_OPERATORS = 300_000
"""Drawn objects of a page that is read at all: a page of text has hundreds, a map tens of thousands."""
_MOST_OBJECTS = 20_000
"""Drawn objects looked at on a page; a map has more, and no table."""
_MOST_SEGMENTS = 1_500
_MOST_MARKS = 500
_DEEPEST = 4
"""Drawings inside drawings inside drawings."""
_TALLEST_MARK = 24.0
_WIDEST_MARK = 90.0


class Rule(NamedTuple):
    """A straight line: where it lies across its direction, and from where to where along it."""

    at: float
    start: float
    end: float


class Mark(NamedTuple):
    """A picture as small as a word, which may show one."""

    box: Box
    handle: Any


@dataclass(slots=True)
class Drawing:
    """What is drawn on a page besides words. `strokes` counts the parts of shapes that are no straight rules."""

    pictures: int = 0
    picture_share: float = 0.0
    strokes: int = 0
    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)


def is_overloaded(page: Any) -> bool:
    """Whether so much is drawn on a page that reading it would take minutes."""
    return bool(pdfium_c.FPDFPage_CountObjects(page.raw) > MOST_OPERATORS)


def drawn(page: Any, upright: Upright) -> Drawing:
    """Look through the objects of a page, as many as are worth looking at."""
    found = Drawing()
    area = max(upright.size[0] * upright.size[1], 1.0)
    for item, kind, measure in _objects(page):
        if kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            box = _bounds(item, measure, upright)
            found.pictures += 1
            found.picture_share = max(found.picture_share, box.width * box.height / area)
            if box.height <= _TALLEST_MARK and box.width <= _WIDEST_MARK and len(found.marks) < _MOST_MARKS:
                found.marks.append(Mark(box, item))
        elif kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            _add_shape(found, item, measure, upright)
    return found


def _objects(page: Any) -> Iterator[tuple[Any, int, Matrix]]:
    """The objects of a page, each with its type and the measure it is drawn in."""
    handle = page.raw
    count = _count(pdfium_c.FPDFPage_CountObjects(handle))
    stack = [(pdfium_c.FPDFPage_GetObject(handle, i), PAGE, 0) for i in reversed(range(count))]
    seen = 0
    while stack and seen < _MOST_OBJECTS:
        item, measure, depth = stack.pop()
        seen += 1
        kind = pdfium_c.FPDFPageObj_GetType(item)
        yield item, kind, measure
        if kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            own = _matrix(item).within(measure)
            inside = reversed(range(_count(pdfium_c.FPDFFormObj_CountObjects(item))))
            stack += [(pdfium_c.FPDFFormObj_GetObject(item, i), own, depth + 1) for i in inside]


def _count(number: int) -> int:
    return max(0, min(number, _MOST_OBJECTS))


def _matrix(item: Any) -> Matrix:
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFPageObj_GetMatrix(item, matrix)
    return Matrix(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _bounds(item: Any, measure: Matrix, upright: Upright) -> Box:
    corners = [ctypes.c_float() for _ in range(4)]
    pdfium_c.FPDFPageObj_GetBounds(item, *corners)
    left, bottom, right, top = (corner.value for corner in corners)
    if measure is PAGE:
        return upright.box(left, bottom, right, top)
    return around(*(upright.point(*measure.point(x, y)) for x in (left, right) for y in (bottom, top)))


def _add_shape(found: Drawing, item: Any, measure: Matrix, upright: Upright) -> None:
    """Take a shape as rules where it is one."""
    box = _bounds(item, measure, upright)
    for part in (box,) if min(box.width, box.height) <= 3 else _straight_parts(item, measure, upright):
        if part.height <= 3 and part.width >= 6:
            found.across.append(Rule((part.top + part.bottom) / 2, part.left, part.right))
        elif part.width <= 3 and part.height >= 6:
            found.down.append(Rule((part.left + part.right) / 2, part.top, part.bottom))
        else:
            found.strokes += 1


def _straight_parts(item: Any, measure: Matrix, upright: Upright) -> list[Box]:
    """The edges of a drawn outline; a filled area has none, but counts as strokes by its curves."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(item, fill, stroke)
    count = pdfium_c.FPDFPath_CountSegments(item)
    if count > _MOST_SEGMENTS or not (stroke.value or count > 8):
        return []
    own = _matrix(item).within(measure)
    parts: list[Box] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    start = last = (0.0, 0.0)
    for number in range(count):
        segment = pdfium_c.FPDFPath_GetPathSegment(item, number)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        point = upright.point(*own.point(x.value, y.value))
        if pdfium_c.FPDFPathSegment_GetType(segment) == pdfium_c.FPDF_SEGMENT_MOVETO:
            start = point
        else:
            parts.append(around(last, point))
        if pdfium_c.FPDFPathSegment_GetClose(segment):
            parts.append(around(point, start))
        last = point
    return parts
