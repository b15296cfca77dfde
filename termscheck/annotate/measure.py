"""A quantity as it is found in a text, before the words around it are read."""

from __future__ import annotations

from dataclasses import dataclass

from termscheck.model import QuantityKind


@dataclass(frozen=True, slots=True)
class Measure:
    """Kind, value and unit as in `Quantity`, at characters `[start, end)`.

    `count` is the number as printed, before it is turned into days or per cent; `least` the lower end of a range.
    `doubted` says that it is printed twice, in words and in figures, and that the two differ.
    """

    kind: QuantityKind
    value: float
    unit: str
    start: int
    end: int
    count: float | None = None
    least: float | None = None
    doubted: bool = False
