"""Pictures as small as a word that stand where a clause number would, and the shapes of what they show.

Word exports automatic numbers as small pictures when their type is outlined or shadowed: nothing in the file says
then which number is meant.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pypdfium2 as pdfium

from termscheck.readers.pdf.drawing import Mark
from termscheck.readers.text import Line

_MOST_SHAPES = 14
"""Characters of a clause number: "12.10.3.1(viii)" has no more."""
_MOST_PIXELS = 400_000
_GRID = 16
_INK = 0.35
_RUN = re.compile(b"\x01+")
_BESIDE = np.array((0, 1))[:, None, None]
_DARK = 1 - np.arange(3 * 255 + 1) / 3 / 255
"""How dark a pixel is by the sum of its three colours."""


class Shape(NamedTuple):
    """What one character looks like: its size in points, whether a blank row parts it, its ink on a small grid."""

    width: float
    height: float
    parted: bool
    ink: bytes


class Pictured(NamedTuple):
    """A picture at the head of line number `line` of a page, as the shapes of its characters."""

    line: int
    shapes: tuple[Shape, ...]


def pictured(pdf: Any, page: Any, marks: Sequence[Mark], lines: Sequence[Line]) -> Iterator[Pictured]:
    """The pictures that stand before a line as a number does and show a few shapes side by side."""
    taken = set[int]()
    for mark in marks:
        line = _line_after(mark, lines)
        if line is not None and line not in taken and (shapes := _shapes(pdf, page, mark)):
            taken.add(line)
            yield Pictured(line, shapes)


def _line_after(mark: Mark, lines: Sequence[Line]) -> int | None:
    """The line that a picture stands at the head of: on its baseline, with nothing printed between or before."""
    box = mark.box
    _, top, _, bottom = box
    above = -0.5 * box.height
    beside = [
        (line.left, index)
        for index, line in enumerate(lines)
        if above < line.baseline - bottom < 2.5 and top < line.baseline - 0.2 * line.size
    ]
    if not beside:
        return None
    left, index = min(beside)
    fits = 0.4 * lines[index].size <= box.height <= 1.6 * lines[index].size
    return index if fits and -2 <= left - box.right <= 72 else None


def _shapes(pdf: Any, page: Any, mark: Mark) -> tuple[Shape, ...]:
    """The characters in a picture from left to right, as far as white columns part them; none if it is no text."""
    picture = pdfium.PdfObject(mark.handle, page=page, pdf=pdf)
    try:
        if not 1 < math.prod(picture.get_px_size()) <= _MOST_PIXELS:
            return ()
        ink = _ink(picture.get_bitmap(render=True, scale_to_original=True).to_numpy())
    except (pdfium.PdfiumError, ValueError):  # a picture that cannot be decoded
        return ()
    if ink.size == 0 or ink.max() < 0.3 or ink.mean() > 0.6:
        return ()
    filled = ink > _INK
    columns = _runs(filled.any(axis=0))
    if not 0 < len(columns) <= _MOST_SHAPES:
        return ()
    starts = [start for start, _ in columns]
    rows = [_runs(own) for own in np.logical_or.reduceat(filled, starts, axis=1).T]
    outer = [(parts[0][0], parts[-1][1]) for parts in rows]
    scale = mark.box.height / ink.shape[0]
    return tuple(
        Shape((end - start) * scale, (bottom - top) * scale, len(parts) > 1, grid.tobytes())
        for (start, end), (top, bottom), parts, grid in zip(
            columns, outer, rows, _resampled(ink, outer, columns), strict=True
        )
    )


def _ink(pixels: Any) -> Any:
    """How dark each pixel is on white paper, from 0 to 1."""
    if pixels.ndim == 2 or pixels.shape[2] == 1:
        return 1 - pixels.reshape(pixels.shape[:2]) / 255
    dark = _DARK.take(pixels[..., 0].astype(int) + pixels[..., 1] + pixels[..., 2])
    return dark * (pixels[..., 3] / 255) if pixels.shape[2] == 4 else dark


def _runs(filled: Any) -> list[tuple[int, int]]:
    """Where values are true without a break."""
    return [run.span() for run in _RUN.finditer(filled.tobytes())]


def _resampled(ink: Any, rows: Sequence[tuple[int, int]], columns: Sequence[tuple[int, int]]) -> Any:
    """Cut-outs on grids of one size, so that shapes from pictures of different fineness compare."""
    number = len(rows)
    near, between = _places([*rows, *columns])
    upper, lower = ink.take(near[:, None, :number, :, None] * ink.shape[1] + near[:, number:, None])
    left, right = (lower - upper) * between[:number, :, None] + upper
    grids = ((right - left) * between[number:, None] + left).reshape(number, -1)
    darkest = np.maximum(grids.max(axis=1, keepdims=True), 0.01)
    return (grids / darkest * 255).astype(np.uint8)


def _places(spans: Sequence[tuple[int, int]]) -> tuple[Any, Any]:
    """For each span as many places as the grid has: those before and after each, and how far it is between them."""
    starts, ends = np.array(spans).T[:, :, None]
    last = ends - 1
    places = np.arange(_GRID) * ((last - starts) / (_GRID - 1))
    places[:, -1] = (last - starts)[:, 0]
    whole = places.astype(int)
    return np.minimum(starts + whole + _BESIDE, last), places - whole
