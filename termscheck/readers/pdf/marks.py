"""Pictures as small as a word that stand where a clause number would, and the shapes of what they show.

Word exports automatic numbers as small pictures when their type is outlined or shadowed: nothing in the file says
then which number is meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import pypdfium2 as pdfium

from termscheck.readers.pdf.drawing import Mark
from termscheck.readers.text import Line

_MOST_SHAPES = 14
"""Characters of a clause number: "12.10.3.1(viii)" has no more."""
_MOST_PIXELS = 400_000
_GRID = 16
_INK = 0.35


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
    beside = [
        (line.left, index)
        for index, line in enumerate(lines)
        if box.top < line.baseline - 0.2 * line.size and -0.5 * box.height < line.baseline - box.bottom < 2.5
    ]
    if not beside:
        return None
    left, index = min(beside)
    fits = 0.4 * lines[index].size <= box.height <= 1.6 * lines[index].size
    return index if fits and -2 <= left - box.right <= 72 else None


def _shapes(pdf: Any, page: Any, mark: Mark) -> tuple[Shape, ...]:
    """The characters in a picture from left to right, as far as white columns part them; none if it is no text."""
    import numpy as np

    picture = pdfium.PdfObject(mark.handle, page=page, pdf=pdf)
    try:
        if not 1 < picture.get_px_size()[0] * picture.get_px_size()[1] <= _MOST_PIXELS:
            return ()
        ink = _ink(picture.get_bitmap(render=True, scale_to_original=True).to_numpy())
    except (pdfium.PdfiumError, ValueError):  # a picture that cannot be decoded
        return ()
    if ink.size == 0 or ink.max() < 0.3 or ink.mean() > 0.6:
        return ()
    columns = list(_runs(ink.max(axis=0) > _INK))
    if len(columns) > _MOST_SHAPES:
        return ()
    scale = mark.box.height / ink.shape[0]
    return tuple(_shape(np, ink[:, start:end], scale) for start, end in columns)


def _shape(np: Any, ink: Any, scale: float) -> Shape:
    rows = list(_runs(ink.max(axis=1) > _INK))
    top, bottom = rows[0][0], rows[-1][1]
    grid = _resampled(np, ink[top:bottom])
    return Shape(ink.shape[1] * scale, (bottom - top) * scale, len(rows) > 1, grid)


def _ink(pixels: Any) -> Any:
    """How dark each pixel is on white paper, from 0 to 1."""
    if pixels.ndim == 2 or pixels.shape[2] == 1:
        return 1 - pixels.reshape(pixels.shape[:2]) / 255
    dark = 1 - pixels[..., :3].mean(axis=2) / 255
    return dark * (pixels[..., 3] / 255 if pixels.shape[2] == 4 else 1)


def _runs(filled: Iterable[bool]) -> Iterator[tuple[int, int]]:
    """Where values are true without a break."""
    start = None
    index = -1
    for index, value in enumerate(filled):
        if value and start is None:
            start = index
        elif not value and start is not None:
            yield start, index
            start = None
    if start is not None:
        yield start, index + 1


def _resampled(np: Any, cut: Any) -> bytes:
    """A cut-out on a grid of one size, so that shapes from pictures of different fineness compare."""
    grid = _stretched(np, _stretched(np, cut).T).T
    return bytes((grid / max(float(grid.max()), 0.01) * 255).astype(np.uint8).tobytes())


def _stretched(np: Any, rows: Any) -> Any:
    """As many rows as the grid has, each between the two that are nearest."""
    places = np.linspace(0, len(rows) - 1, _GRID)
    above = places.astype(int)
    below = np.minimum(above + 1, len(rows) - 1)
    return (rows[below] - rows[above]) * (places - above)[:, None] + rows[above]
