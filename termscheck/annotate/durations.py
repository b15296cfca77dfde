"""Durations, in calendar days at the worst case.

A working day counts 7/5 of a calendar day, a week 7, a month 30, a quarter 91, a year 365 (rulebook 1.3). A period
that runs from a month's end is up to a month longer, since an invoice may come on the first of the month.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from termscheck.annotate.index import Index, found_at
from termscheck.annotate.measure import Measure
from termscheck.annotate.numbers import HALF, NTH, ORDINAL, TENS, WORDS, Figure, number, ordinal

DAYS = {
    "minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "weekday": 1.0, "week": 7.0, "fortnight": 14.0, "month": 30.0,
    "quarter": 91.0, "half-year": 182.0, "year": 365.0,
}  # fmt: skip
WORKING = 7 / 5
WORKING_DAY_HOURS = 8
MONTH_END = 30.0
HALF_MONTH = 15.0
"""A few days after a month's end is a pay day for that month's work, not a longer wait for an invoice."""

_WORKING = r"business|working|banking|bank|operational"
_SORT = rf"(?P<sort>(?:(?:calendar|clear|consecutive|running|full|complete|whole|{_WORKING})[\s-]{{1,3}}){{0,3}})"
_UNIT = r"(?P<unit>minute|hour|day|weekday|week|fortnight|month|quarter|half-year|year)s?\b(?![-\w])"
_UNITS = re.compile(rf"(?:\sor\s(?:more|less|fewer)\b)?[\s-]{{0,4}}{_SORT}{_UNIT}(?P<half>{HALF})")
_ONE = re.compile(rf"\b(?P<half>half\s)?an?[\s-]{_SORT}{_UNIT}")
_ONE_IS_A_TIME = re.compile(r"\b(?:within|for|after|than|least|expiry of|once|period of)\s+$")
_ONE_IS_A_PERIOD = re.compile(r"'s?\b|\s(?:after|before|from|following|prior|notice|later|beginning|ending)\b")
_AGAIN = r"(?:\s?[(\[]\s?[a-z\d][a-z\d -]{0,15}[)\]])?"
"""The same ordinal once more: "the forty-fifth (45th) day"."""
_NTH_DAY = re.compile(
    rf"\b{ORDINAL}{_AGAIN}\s++(?P<sort>calendar|clear|business|working|banking)?\s*+day\s+(?:next\s+)?"
    r"(?:after|following|from)\b"
)
_NET = re.compile(
    rf"\bnett?[\s-]{{1,3}}(?P<number>\d{{1,3}}|{WORDS})\b"
    r"(?!\s*(?:(?:calendar|business|working|days?|months?|weeks?)\b|%|\)|\(|\d|[.,]\d))"
)
_LATER_MONTH = (
    r"(?:(?:first|1st|next|following|(?P<second>second|2nd)|(?P<third>third|3rd)|(?P<fourth>fourth|4th))\s+"
    r"(?:calendar\s+)?month|(?:calendar\s+)?month\s+(?:following|after|next))\b"
)
_LAST_DAY = re.compile(rf"\b(?:(?:last|final)\s+(?:\w+\s+){{0,2}}day|end)\s+of\s+(?:the\s+)?{_LATER_MONTH}")
_RUNS_FROM = re.compile(r"(?:day|week|month)s?\s(?:after|from|of|following)\s(?:the\s)?$")
_DAY_OF_MONTH = re.compile(
    rf"\b{ORDINAL}{_AGAIN}\s+(?:(?P<sort>calendar|business|working|banking)\s+)?(?:day\s+)?of\s+the\s+{_LATER_MONTH}"
)
_FROM_MONTH_END = re.compile(
    r"[^.;\n]{0,25}?\b(?:(?:end|last\s+day)\s+of\s++(?:the|each|that|a)?\s*+(?P<later>following\s+|next\s+)?(?:calendar\s+)?month"
    r"|month[\s-]end|eom)\b"
    r"(?P<invoice>\s+(?:in|during)\s+which\s+(?:\w+\s+){0,5}?(?:invoice|it)\b|\s+of\s+(?:\w+\s+){0,2}?invoice\b)?"
)


def duration_of(low: str, figure: Figure) -> Measure | None:
    """The duration that a number begins, when a unit of time follows."""
    match = _UNITS.match(low, figure.end)
    if not match or (match["unit"] == "year" and _is_calendar_year(figure)):
        return None
    count = figure.value + (0.5 if match["half"] else 0)
    sort, one = _one(match)
    days = _from_month_end(low, count * one, match.end())
    least = None if figure.least is None else round(figure.least * one, 6)
    return Measure(
        "duration", days, f"{sort} {match['unit']}s".strip(), figure.start, match.end(), count, least, figure.doubted
    )


def _one(match: re.Match[str]) -> tuple[str, float]:
    """What sort of unit it is, in words, and how many calendar days one of them is."""
    sort, unit = " ".join(match["sort"].replace("-", " ").split()), match["unit"]
    if unit == "hour" and _works(sort):
        return sort, WORKING / WORKING_DAY_HOURS
    works = unit == "weekday" or (unit == "day" and _works(sort))
    return sort, DAYS[unit] * (WORKING if works else 1)


def _works(sort: str | None) -> bool:
    return bool(sort and re.search(_WORKING, sort))


def _is_calendar_year(figure: Figure) -> bool:
    """ "The 2025 financial year" is no period of 2,025 years."""
    return 1900 <= figure.value < 2100 and figure.end - figure.start == 4


def other_durations(index: Index) -> Iterator[Measure]:
    """The durations that do not begin with a number: "a month's notice", "net 60", "the fortieth day after", …"""
    low = index.low
    ordinals = sorted([*index.of((*TENS, *NTH)), *index.numbers])
    for match in found_at(_ONE, low, index.of(("half", "a", "an"))):
        if _is_one(low, match):
            sort, one = _one(match)
            count = 0.5 if match["half"] else 1.0
            yield Measure(
                "duration", count * one, f"{sort} {match['unit']}s".strip(), match.start(), match.end(), count
            )
    for match in found_at(_NTH_DAY, low, ordinals):
        nth = ordinal(match)
        days = _from_month_end(low, nth * (WORKING if _works(match["sort"]) else 1), match.end())
        yield Measure("duration", days, "days", match.start(), match.end(), nth)
    for match in found_at(_NET, low, index.of(("net", "nett"))):
        count = number(match["number"])
        days = _from_month_end(low, count, match.end())
        yield Measure("duration", days, "days", match.start("number"), match.end(), count)
    yield from _of_a_later_month(index, ordinals)


def _is_one(low: str, match: re.Match[str]) -> bool:
    """ "A fortnight" and "a month's notice" are times; "a Business Day", "a year" on its own are mostly not."""
    if match["unit"] == "fortnight" or match["half"]:
        return True
    before = low[max(0, match.start() - 14) : match.start()]
    return bool(_ONE_IS_A_TIME.search(before) or _ONE_IS_A_PERIOD.match(low, match.end()))


def _of_a_later_month(index: Index, ordinals: list[int]) -> Iterator[Measure]:
    """Days named by the month after: counted from the first of the month before, when the invoice may have come."""
    low = index.low
    for match in found_at(_LAST_DAY, low, index.of(("last", "final", "end"))):
        if _RUNS_FROM.search(low, max(0, match.start() - 30), match.start()):
            continue  # "10 days after the end of the following month" is read as one
        months = _months_later(match)
        yield Measure("duration", MONTH_END * (months + 1), "months", match.start(), match.end(), months)
    for match in found_at(_DAY_OF_MONTH, low, ordinals):
        nth = ordinal(match)
        days = nth * (WORKING if _works(match["sort"]) else 1)
        months = _months_later(match) - (1 if days < HALF_MONTH else 0)
        yield Measure("duration", MONTH_END * months + days, "days", match.start(), match.end(), nth)


def _months_later(match: re.Match[str]) -> float:
    return 2.0 if match["second"] else 3.0 if match["third"] else 4.0 if match["fourth"] else 1.0


def _from_month_end(low: str, days: float, end: int) -> float:
    """The days, with up to a month more where they run from a month's end."""
    found = _FROM_MONTH_END.match(low, end)
    if not found:
        return round(days, 6)
    more = MONTH_END * (2 if found["later"] else 1)
    longer = days >= HALF_MONTH or found["invoice"] or found["later"]
    return round(days + more if longer else days, 6)
