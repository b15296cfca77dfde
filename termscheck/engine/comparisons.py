"""Comparisons that rules make with quantities: "> 30"."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass

OPERATORS: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Comparison:
    """An operator and the number to compare with."""

    sign: str
    number: float

    @classmethod
    def parse(cls, text: str) -> Comparison:
        """Reads "> 30"; raises ValueError for anything else."""
        match = re.fullmatch(r"\s*(>=|<=|>|<)\s*(\d+(?:\.\d+)?)\s*", text)
        if not match:
            raise ValueError(f"“{text}” is no comparison such as “> 30”")
        return cls(match[1], float(match[2]))

    def __str__(self) -> str:
        return f"{self.sign} {self.number:g}"

    def holds(self, value: float) -> bool:
        """Whether `value` is on the right side of the number."""
        return OPERATORS[self.sign](value, self.number)
