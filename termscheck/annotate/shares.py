"""Percentages, fractions and multiples of something, all in per cent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from termscheck.annotate.index import Index, found_at
from termscheck.annotate.measure import Measure
from termscheck.annotate.numbers import DIGITS, Figure

PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
NAMED = {"half": 50.0, "moiety": 50.0, "a third": 100 / 3, "a quarter": 25.0, "a fifth": 20.0, "a tenth": 10.0}
TIMES = {"twice": 200.0, "thrice": 300.0, "double": 200.0, "treble": 300.0, "triple": 300.0}

_OWNER = r"(?:the|its|their|our|your|that|such|any|all|each|annual)"
_OF_SOMETHING = rf"\s(?:of\s(?!an?\s)|(?={_OWNER}\s))(?![\w\s]{{0,20}}\b(?:day|week|month|year)s?\b)"
_PER_CENT = re.compile(
    r"(?:\s{0,3}\(\s?\d[\d.]{0,6}\s?%\s?\)(?=\s?per))?\s{0,3}(?P<sign>percentage\spoints?\b|(?:basis\spoints?|bps?)\b|%|per\s?-?cent(?:um|age)?\b\.?|percent\b)"
    rf"(?:\s{{0,3}}\(\s?(?:{DIGITS})?\s?(?:%|per\scent|percent)\s?\))?"
)
_PARTS = re.compile(rf"[ -](?P<part>{'|'.join(PARTS)})s?(?={_OF_SOMETHING})")
_NAMED = re.compile(rf"\b(?P<name>half|moiety|a\s(?:third|quarter|fifth|tenth))(?={_OF_SOMETHING})")
_TIMES = re.compile(rf"\s?(?:times|x)(?=\s{_OWNER}\s)")
_TIMES_NAMED = re.compile(rf"\b(?P<times>{'|'.join(TIMES)})(?=\s{_OWNER}\s)")


def named_shares(index: Index) -> Iterator[Measure]:
    """The shares that are words without a number: "half of the Charges", "twice the annual Charges"."""
    low = index.low
    for match in found_at(_NAMED, low, index.of(("half", "moiety", "a"))):
        yield Measure("percentage", NAMED[" ".join(match["name"].split())], "fraction", match.start(), match.end())
    for match in found_at(_TIMES_NAMED, low, index.of(TIMES)):
        share = TIMES[match["times"]]
        yield Measure("percentage", share, "times", match.start(), match.end(), share / 100)


def share_of(low: str, figure: Figure) -> Measure | None:
    """The share that a number begins: "ten per cent (10%)", "50 basis points", "two-thirds of", "three times the"."""
    if match := _PER_CENT.match(low, figure.end):
        sign = match["sign"]
        unit = "percentage points" if sign.endswith(("point", "points")) and sign[0] == "p" else "%"
        unit = "basis points" if sign.startswith("b") else unit
        return _measure(figure, match.end(), unit, 0.01 if unit == "basis points" else 1.0)
    if match := _PARTS.match(low, figure.end):
        return _measure(figure, match.end(), "fraction", 100 / PARTS[match["part"]])
    if match := _TIMES.match(low, figure.end):
        return _measure(figure, match.end(), "times", 100.0)
    return None


def _measure(figure: Figure, end: int, unit: str, one: float) -> Measure:
    least = None if figure.least is None else figure.least * one
    return Measure("percentage", figure.value * one, unit, figure.start, end, figure.value, least, figure.doubted)
