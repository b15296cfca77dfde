"""Dates: 1 April 2026, the 1st day of April, April 1, 2026, 01/04/2026, 2026-04-01."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from termscheck.annotate.index import Index, found_at
from termscheck.annotate.measure import Measure
from termscheck.annotate.numbers import NTH

MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9,
    "october": 10, "november": 11, "december": 12,
}  # fmt: skip
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}

_NAMES = sorted(MONTHS, key=len, reverse=True)
# names of months begin with a capital, or "may" would be one
_MONTH = rf"(?P<month>(?:{'|'.join([name.title() for name in _NAMES] + [name.upper() for name in _NAMES])})\b\.?)"
_YEAR = r"(?P<year>(?:19|20)\d\d)\b"
_PATTERNS = (
    re.compile(
        rf"(?<![\w.,/-])(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?|(?P<nth>{'|'.join(NTH)}))"
        rf"(?:\s+day)?(?:\s+of)?[\s-]{_MONTH}(?:,?[\s-]{_YEAR})?"
    ),
    re.compile(
        rf"\b{_MONTH}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*(?:\(|days?|months?|weeks?|years?|%)|[.,]?\d|-\d)"
        rf"(?:,?\s{_YEAR})?"
    ),
    re.compile(r"(?<![\w./-])(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b"),
    re.compile(r"(?<![\w./-])(?P<day>\d{1,2})(?P<by>[/-])(?P<month>\d{1,2})(?P=by)(?P<year>(?:19|20)?\d\d)(?![\w/-])"),
    re.compile(rf"(?<![\w./-])(?P<day>\d\d)\.(?P<month>\d\d)\.{_YEAR}(?![\w/-])"),
)
_IN_FIGURES = re.compile(r"\d{1,4}[./-]\d")
"""How a date begins that is all figures; few numbers do."""
_LEAP_YEAR = 2000
"""Stands in where no year is printed, so that 29 February is a date."""


def dates(view: str, index: Index) -> Iterator[Measure]:
    """Every date: its ordinal as value (0 where no year is printed) and its ISO form as unit."""
    figures = [place for place in index.numbers if _IN_FIGURES.match(view, place)]
    words = sorted([*index.of(NTH), *index.numbers]), index.of(MONTHS), *[figures] * 3
    for pattern, places in zip(_PATTERNS, words, strict=True):
        for match in found_at(pattern, view, places):
            printed = match.groupdict()
            if at := _date(printed):
                value, unit = (at.toordinal(), at.isoformat()) if printed["year"] else (0, f"--{at:%m-%d}")
                yield Measure("date", float(value), unit, match.start(), match.end())


def _date(printed: dict[str, str | None]) -> date | None:
    name = (printed["month"] or "").rstrip(".").lower()
    month = MONTHS.get(name) or int(name)
    day = int(printed["day"]) if printed["day"] else NTH[printed["nth"] or ""]
    if month > 12 >= day:  # 04/25/2026, as Americans write it
        day, month = month, day
    year = int(printed["year"] or _LEAP_YEAR)
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:  # 31 June
        return None
