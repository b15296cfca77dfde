"""Pictures as small as a word that stand where a clause number would, and the shapes of what they show.

Word exports automatic numbers as small pictures when their type is outlined or shadowed: nothing in the file says
then which number is meant.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pypdfium2 as pdfium

from termscheck.readers.pdf.drawing import Mark
from termscheck.readers.text import Line

_MOST_SHAPES = 14
"""Characters of a clause number: "12.10.3.1(viii)" has no more."""
_MOST_PIXELS = 400_000
"""Pixels of a picture that is looked at, and, within one picture, of those that are worked on together."""
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


class _Seen(NamedTuple):
    """A picture that shows a few characters: how dark its pixels are, the points of one, and where each stands."""

    ink: Any
    scale: float
    cuts: tuple[_Cut, ...]


class _Cut(NamedTuple):
    """Where a character stands in a picture, in pixels, and whether a blank row parts it."""

    rows: tuple[int, int]
    columns: tuple[int, int]
    parted: bool


def pictured(pdf: Any, page: Any, marks: Sequence[Mark], lines: Sequence[Line]) -> Iterator[Pictured]:
    """The pictures that stand before a line as a number does and show a few shapes side by side."""
    taken = set[int]()
    seen: dict[int, _Seen] = {}
    pixels = 0
    for mark in marks:
        line = _line_after(mark, lines)
        if line is not None and line not in taken and (found := _seen(pdf, page, mark)):
            taken.add(line)
            seen[line] = found
            pixels += found.ink.size
            if pixels > _MOST_PIXELS:
                yield from _told(seen)
                seen, pixels = {}, 0
    yield from _told(seen)


def _told(seen: Mapping[int, _Seen]) -> Iterator[Pictured]:
    """The pictures before lines, by the numbers of these, with the shapes of their characters."""
    grids = iter(_resampled([*seen.values()]) if seen else ())
    for line, (_, scale, cuts) in seen.items():
        yield Pictured(line, tuple(_shape(cut, scale, next(grids)) for cut in cuts))


def _shape(cut: _Cut, scale: float, grid: Any) -> Shape:
    (top, bottom), (start, end), parted = cut
    return Shape((end - start) * scale, (bottom - top) * scale, parted, grid.tobytes())


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


def _seen(pdf: Any, page: Any, mark: Mark) -> _Seen | None:
    """The characters in a picture from left to right, as far as white columns part them; none if it is no text."""
    picture = pdfium.PdfObject(mark.handle, page=page, pdf=pdf)
    try:
        if not 1 < math.prod(picture.get_px_size()) <= _MOST_PIXELS:
            return None
        ink = _ink(picture.get_bitmap(render=True, scale_to_original=True).to_numpy())
    except (pdfium.PdfiumError, ValueError):  # a picture that cannot be decoded
        return None
    if ink.size == 0 or ink.max() < 0.3 or ink.mean() > 0.6:
        return None
    cuts = _cuts(ink > _INK)
    return _Seen(ink, mark.box.height / ink.shape[0], cuts) if cuts else None


def _cuts(filled: Any) -> tuple[_Cut, ...]:
    """Where the characters are among pixels that are inked or not; none if there are too many."""
    columns = _runs(filled.any(axis=0))
    if not 0 < len(columns) <= _MOST_SHAPES:
        return ()
    starts = [start for start, _ in columns]
    rows = [_runs(own) for own in np.logical_or.reduceat(filled, starts, axis=1).T]
    return tuple(
        _Cut((parts[0][0], parts[-1][1]), span, len(parts) > 1) for parts, span in zip(rows, columns, strict=True)
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


def _resampled(pictures: Sequence[_Seen]) -> Any:
    """The characters of pictures on grids of one size, so that shapes from pictures of different fineness compare.

    All at once: there are hundreds, and each is so small that numpy takes longer to be called than to work it out.
    """
    cuts = [cut for picture in pictures for cut in picture.cuts]
    counts = [len(picture.cuts) for picture in pictures]
    begins = np.cumsum([0, *(picture.ink.size for picture in pictures[:-1])]).repeat(counts)
    widths = np.repeat([picture.ink.shape[1] for picture in pictures], counts)
    number = len(cuts)
    near, between = _places([*(cut.rows for cut in cuts), *(cut.columns for cut in cuts)])
    lines = near[:, :number] * widths[:, None] + begins[:, None]
    ink = np.concatenate([picture.ink.ravel() for picture in pictures])
    upper, lower = ink.take(lines[:, None, :, :, None] + near[:, number:, None])
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
