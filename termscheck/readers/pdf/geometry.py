"""Places on a page, turned so that words run left to right and lines go down."""

from __future__ import annotations

from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle on the upright page, measured from its top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top


class Upright(NamedTuple):
    """Turns points of the page so that its words run left to right and lines go down, from the top left corner."""

    quarter: int
    left: float
    bottom: float
    right: float
    top: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the page's user space lies on the upright page."""
        quarter, left, bottom, right, top = self
        if quarter == 0:  # by far the most; told one by one, as this is asked for every word of a table
            return x - left, top - y
        if quarter == 1:
            return y - bottom, x - left
        return (right - x, y - bottom) if quarter == 2 else (top - y, right - x)

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A rectangle of the page's user space on the upright page."""
        (x0, y0), (x1, y1) = self.point(left, bottom), self.point(right, top)
        return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def unturned(self, box: Box) -> tuple[float, float, float, float]:
        """Left, bottom, right and top in the page's user space of a rectangle on the upright page."""
        left, top, right, bottom = box
        return (
            (self.left + left, self.top - bottom, self.left + right, self.top - top),
            (self.left + top, self.bottom + left, self.left + bottom, self.bottom + right),
            (self.right - right, self.bottom + top, self.right - left, self.bottom + bottom),
            (self.right - bottom, self.top - right, self.right - top, self.top - left),
        )[self.quarter]

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as read."""
        across, up = self.right - self.left, self.top - self.bottom
        return (up, across) if self.quarter % 2 else (across, up)


class Matrix(NamedTuple):
    """How a drawing's own measure is turned into that of the page it stands on, as PDF writes it."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the drawing in the measure of the page."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def within(self, outer: Matrix) -> Matrix:
        """This measure inside another: first this is applied, then the other."""
        e, f = outer.point(self.e, self.f)
        return Matrix(
            outer.a * self.a + outer.c * self.b,
            outer.b * self.a + outer.d * self.b,
            outer.a * self.c + outer.c * self.d,
            outer.b * self.c + outer.d * self.d,
            e,
            f,
        )


PAGE = Matrix()
"""The measure of the page itself."""


def around(*points: tuple[float, float]) -> Box:
    """The smallest box that holds all the points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(min(xs), min(ys), max(xs), max(ys))


def around_boxes(*boxes: Box) -> Box:
    """The smallest box that holds all the boxes."""
    return around(*((box.left, box.top) for box in boxes), *((box.right, box.bottom) for box in boxes))


def around_all(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    """The smallest rectangle around two, each left, bottom, right and top in user space."""
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
