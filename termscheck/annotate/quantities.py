"""Durations, percentages and sums of money, normalised, with the worst case taken.

A working day counts 7/5 of a calendar day, a week 7, a month 30, a quarter 91, a year 365 (rulebook 1.3).
"Thirty (30)" is one number. A duration that runs from a month's end is up to 30 days longer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from termscheck.annotate.notes import Component, notes_of, show
from termscheck.model import Quantity, QuantityKind, Span

UNITS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS = {
    word: 10 * n
    for n, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2)
}
SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "next": 1, "following": 1}
DAYS = {"day": 1.0, "week": 7.0, "fortnight": 14.0, "month": 30.0, "quarter": 91.0, "year": 365.0}
WORKING = 7 / 5
MONTH_END = 30.0
HALF_MONTH = 15.0
"""A few days after a month's end is a pay day for that month's work, not a longer wait for an invoice."""

_WORD = "|".join([*UNITS, *TENS, *SCALES])
_WORDS = rf"(?:{_WORD})(?:(?:[ -]|[ -]and[ -])(?:{_WORD}))*"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_NUMBER = rf"(?P<number>{_DIGITS}|\b{_WORDS}|\ban?\b|\bhalf an?\b)(?:\s*\(\s*(?P<again>{_DIGITS}|{_WORDS})\s*\))?"
_DAY = r"(?P<sort>calendar|clear|consecutive|business|working|banking)?"
DURATION = re.compile(
    rf"(?<![\w.£$€]){_NUMBER}[\s-]*(?:full\s+|complete\s+)?{_DAY}[\s-]*(?P<unit>day|week|fortnight|month|quarter|year)s?(?P<close>\)?)\b",
    re.IGNORECASE,
)
PERCENTAGE = re.compile(
    rf"(?<![\w.]){_NUMBER}\s*(?:%|per\s?cent\b|percent\b)(?:\s*\(\s*(?:{_DIGITS})\s*%\s*\))?", re.IGNORECASE
)
MONEY = re.compile(
    rf"(?P<symbol>£|\$|€|\b(?:GBP|USD|EUR|US\$))\s?(?P<number>{_DIGITS})(?:\s?(?P<scale>million|billion|thousand|m|bn|k)\b)?",
    re.IGNORECASE,
)
LAST_DAY = re.compile(
    r"\b(?:last|final)\s+(?:\w+\s+){0,2}day\s+of\s+the\s+(?P<which>first|second|third|fourth|next|following)\s+(?:calendar\s+)?month\b",
    re.IGNORECASE,
)
_ORDINAL = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|"
    "twentieth|thirtieth|fortieth|fiftieth|sixtieth|ninetieth"
)
NTH_DAY = re.compile(
    rf"\b(?:(?P<tens>twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[ -])?"
    rf"(?P<nth>{_ORDINAL}|\d+(?:st|nd|rd|th))\s+"
    rf"(?P<sort>calendar|clear|business|working|banking)?\s*day\s+(?:after|following|from)\b",
    re.IGNORECASE,
)
NTH = {
    word: value
    for value, word in enumerate(
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"], start=1
    )
}
NTH |= {"twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "sixtieth": 60, "ninetieth": 90}
NET = re.compile(
    rf"\bnet[\s-]+(?P<number>\d+|{_WORDS})\b(?!\s*(?:calendar|business|working|\)|\(|days?|%|\d|[.,]\d))", re.IGNORECASE
)
FROM_MONTH_END = re.compile(
    r"[^.;\n]{0,25}?\b(?:end\s+of\s+(?:the|each|that|a)?\s*(?:calendar\s+)?month|month[\s-]end|EOM)\b", re.IGNORECASE
)
SCALE_LETTERS = {"m": 1e6, "bn": 1e9, "k": 1e3}
CURRENCIES = {"£": "GBP", "$": "USD", "us$": "USD", "€": "EUR"}


def number(text: str) -> float:
    """The value of "30", "1,250.50", "thirty-five", "one hundred and twenty", "a" (1) or "half a" (0.5)."""
    text = text.lower().strip()
    if text[0].isdigit():
        return float(text.replace(",", ""))
    if text in {"a", "an"}:
        return 1.0
    if text.startswith("half"):
        return 0.5
    total = group = 0
    for word in re.split(r"[ -]+", text):
        if word in UNITS or word in TENS:
            group += UNITS.get(word, TENS.get(word, 0))
        elif word == "hundred":
            group = max(group, 1) * 100
        elif word in SCALES:
            total, group = total + max(group, 1) * SCALES[word], 0
    return float(total + group)


def find(view: str) -> Iterator[tuple[QuantityKind, float, str, int, int]]:
    """Kind, value, unit and offsets of each quantity in a folded text."""
    yield from _durations(view)
    for match in PERCENTAGE.finditer(view):
        yield "percentage", number(match["again"] or match["number"]), "%", match.start(), match.end()
    for match in MONEY.finditer(view):
        scale = (match["scale"] or "").lower()
        value = number(match["number"]) * (SCALE_LETTERS.get(scale) or SCALES.get(scale, 1))
        unit = CURRENCIES.get(match["symbol"].lower(), match["symbol"].upper())
        yield "money", value, unit, match.start(), match.end()


def _durations(view: str) -> Iterator[tuple[QuantityKind, float, str, int, int]]:
    for match in DURATION.finditer(view):
        sort, unit = (match["sort"] or "").lower(), match["unit"].lower()
        working = sort in {"business", "working", "banking"}
        days = number(match["again"] or match["number"]) * DAYS[unit] * (WORKING if working else 1)
        if days >= HALF_MONTH and FROM_MONTH_END.match(view, match.end()):
            days += MONTH_END
        yield "duration", days, f"{sort} {unit}s".strip(), match.start(), match.end()
    for match in NTH_DAY.finditer(view):
        nth = match["nth"].lower()
        count = NTH.get(nth) or int(re.sub(r"\D", "", nth))
        working = (match["sort"] or "").lower() in {"business", "working", "banking"}
        days = (TENS.get((match["tens"] or "").lower(), 0) + count) * (WORKING if working else 1)
        yield "duration", days, "days", match.start(), match.end()
    for match in NET.finditer(view):
        end_of_month = MONTH_END if FROM_MONTH_END.match(view, match.end()) else 0.0
        yield "duration", number(match["number"]) + end_of_month, "days", match.start("number"), match.end()
    for match in LAST_DAY.finditer(view):
        yield (
            "duration",
            DAYS["month"] * ORDINALS[match["which"].lower()] + MONTH_END,
            "months",
            match.start(),
            match.end(),
        )


@Language.factory("termscheck_quantities")
def create_quantities(nlp: Language, name: str) -> Component:
    """Writes `doc.spans["quantities"]`, labelled duration, percentage or money."""

    def quantities(doc: Doc) -> Doc:
        notes = notes_of(doc)
        clause_at = notes.clause_finder()
        for kind, value, unit, start, end in sorted(find(notes.view), key=lambda found: found[3]):
            notes.quantities.append(Quantity(kind, value, unit, Span(start, end, notes.index), clause_at(start)))
            notes.quantity_tokens.append(notes.tokens(start, end))
        kinds = [quantity.kind for quantity in notes.quantities]
        show(doc, "quantities", [(a, b, kind) for (a, b), kind in zip(notes.quantity_tokens, kinds, strict=True)])
        return doc

    return quantities
