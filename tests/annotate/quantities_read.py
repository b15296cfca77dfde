"""The quantities of a text."""

from __future__ import annotations

from termscheck.annotate.quantities import find, understood
from termscheck.model import Quantity


def read(text: str) -> list[Quantity]:
    return understood(text, find(text))


def only(text: str) -> Quantity:
    (quantity,) = read(text)
    return quantity
