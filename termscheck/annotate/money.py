"""Sums of money, in the main unit of their currency."""

from __future__ import annotations

import re
from collections.abc import Iterator

from termscheck.annotate.index import Index, found_at, literally
from termscheck.annotate.measure import Measure
from termscheck.annotate.numbers import DIGITS, SCALES, WORDS, Figure, number

SCALE_LETTERS = {"m": 1e6, "mn": 1e6, "mm": 1e6, "bn": 1e9, "k": 1e3}
SYMBOLS = {
    "£": "GBP", "$": "USD", "us$": "USD", "u.s.$": "USD", "u.s$": "USD", "€": "EUR", "c$": "CAD", "cdn$": "CAD",
    "a$": "AUD", "gbp": "GBP", "usd": "USD", "eur": "EUR",
}  # fmt: skip
NAMES = {
    "pounds sterling": "GBP", "pounds": "GBP", "pound": "GBP", "sterling": "GBP", "gbp": "GBP", "pence": "GBP",
    "euros": "EUR", "euro": "EUR", "eur": "EUR", "us dollars": "USD", "u.s. dollars": "USD", "dollars": "USD",
    "dollar": "USD", "usd": "USD", "cents": "USD",
}  # fmt: skip
HUNDREDTHS = {"pence", "cents"}

_SCALE = r"(?:\s?(?P<scale>million|billion|thousand|mn|mm|m|bn|k)\b)"
_NAME = "|".join(re.escape(name).replace(r"\ ", r"\s") for name in NAMES)
_BY_SYMBOL = re.compile(
    rf"(?P<symbol>(?:\bu\.?s\.?\s?|\bc(?:dn)?|\ba)?\$|£|€|\b(?:gbp|usd|eur)(?![a-z]))\s?(?P<number>{DIGITS}|\.\d{{1,6}}){_SCALE}?"
    rf"(?:\s(?:sterling|pounds(?:\ssterling)?)\b)?"
    rf"(?:\s?\([^()\d\n]{{3,120}}(?:pounds?|dollars?|euros?|sterling|{'|'.join(SCALES)})\b[^()\n]{{0,20}}\))?"
)
_BEFORE_DOLLAR = len("u.s. ")
_BY_NAME = re.compile(
    rf"{_SCALE}?\s?(?P<name>{_NAME})\b(?:\s(?:and\s)?(?P<rest>{WORDS}|\d{{1,2}})\s(?:pence|cents)\b)?(?:\ssterling\b)?"
    rf"(?:\s?\(\s?(?:[a-z.]{{0,4}}\s?[£$€]|gbp|usd|eur)\s?(?P<figure>{DIGITS})"
    rf"{_SCALE.replace('P<scale>', 'P<scale_2>')}?(?P<rest_2>[^()\n]{{0,20}})\))?"
)
_PENCE = re.compile(r"(?<![\w.,£])(?P<number>\d{1,2}(?:\.\d{1,2})?)p\b(?!\.\d)")


def by_symbol(index: Index) -> Iterator[Measure]:
    """The sums that begin with their currency, and pence: "£1.5m", "EUR 2,000", "50p"."""
    low = index.low
    dollars = (at for dollar in literally("$", low) for at in range(max(0, dollar - _BEFORE_DOLLAR), dollar + 1))
    signs = {*dollars, *literally("£", low), *literally("€", low), *index.beginning("gbp", "usd", "eur")}
    for match in found_at(_BY_SYMBOL, low, sorted(signs)):
        unit = SYMBOLS[re.sub(r"\s", "", match["symbol"])]
        count = float(match["number"]) if match["number"][0] == "." else number(match["number"])
        yield Measure("money", count * _scale(match["scale"]), unit, match.start(), match.end(), count)
    for match in found_at(_PENCE, low, index.numbers):
        count = number(match["number"])
        yield Measure("money", count / 100, "GBP", match.start(), match.end(), count)


def by_name(low: str, figure: Figure) -> Measure | None:
    """The sum that a number begins, when its currency follows: "one million pounds (£1,000,000)" is one sum."""
    match = _BY_NAME.match(low, figure.end)
    if not match:
        return None
    name = " ".join(match["name"].split())
    value = figure.value * _scale(match["scale"]) + (number(match["rest"]) / 100 if match["rest"] else 0)
    value = value / 100 if name in HUNDREDTHS else value
    figure_told = match["figure"] and not match["rest_2"].strip()
    again = number(match["figure"]) * _scale(match["scale_2"]) if figure_told else value
    return Measure(
        "money", value, NAMES[name], figure.start, match.end(), figure.value,
        doubted=figure.doubted or round(again) != round(value),
    )  # fmt: skip


def _scale(printed: str | None) -> float:
    return SCALE_LETTERS.get(printed or "") or SCALES.get(printed or "", 1)
