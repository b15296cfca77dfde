"""Why a point got its verdict, in plain English: who has what, by how much they differ, where nothing was found."""

from __future__ import annotations

import re
from typing import NamedTuple

from termscheck.engine.schema import PointFile
from termscheck.flowdown.model import Reading, Search, Verdict
from termscheck.words import cite, counted, listed

_COUNTED = re.compile(r"work|business|week|month|quarter", re.IGNORECASE)
"""Marks of a period that was counted in days only here."""


UNDONE = "Another term of your contract takes this away again, at least in part: read the two together."
"""What is said of a protection that a risk of the same term undoes."""


class Names(NamedTuple):
    """What the sides are called, to the reader, who is “you”."""

    prime: str
    authority: str


def reason(  # noqa: PLR0913, PLR0917
    point: PointFile,
    became: Verdict,
    head: Reading | None,
    sub: Reading | None,
    searches: tuple[Search, Search],
    names: Names,
) -> str:
    """One or two sentences for the row of a point."""
    above, below = _said("Head contract", point, head, names), _said("Sub-contract", point, sub, names)
    if head and sub:
        return f"{above} {below} {_compared(became, head, sub, names)}".rstrip()
    if head:
        return f"{above} {_not_found('sub-contract', searches[1])} {_head_only(point, became, names)}"
    if sub:
        return f"{_not_found('head contract', searches[0])} {below} {_sub_only(point, became, names)}".rstrip()
    return f"{_not_found('head contract', searches[0])} {_not_found('sub-contract', searches[1])}"


def figure(reading: Reading, of: str | None = None) -> str:
    """A figure as a person says it: "90 days", "25% of the charges", "£5,000,000"; empty where there is none."""
    if reading.value is None:
        return ""
    if reading.unit == "days":
        return _days(reading.value)
    number = f"{reading.value:,.2f}".rstrip("0").rstrip(".")
    if reading.unit == "%":
        return f"{number}% {of}" if of else f"{number}%"
    return f"£{number}" if reading.unit == "GBP" else f"{reading.unit} {number}"


def is_counted(reading: Reading) -> bool:
    """Whether a period is printed in another unit than days, so that both are to be told."""
    return reading.unit == "days" and _COUNTED.search(reading.printed) is not None


def place(reading: Reading) -> str:
    """Where it stands, for a sentence: "clause 7.2"."""
    first = reading.quotations[0]
    cited = cite(first.label, first.heading)
    return cited[0].lower() + cited[1:] if cited.startswith(("Clause", "Unnumbered")) else cited


def _said(which: str, point: PointFile, reading: Reading | None, names: Names) -> str:
    """What one contract says, with its place: "Sub-contract: 56 days (“forty Working Days”, clause 8.4)."."""
    if reading is None:
        return ""
    value = figure(reading, point.of)
    if not value:
        return f"{which}: {place(reading)}."
    where = f"“{reading.printed}”, {place(reading)}" if is_counted(reading) else place(reading)
    if point.promise and which == "Head contract":
        return f"{names.prime} has {point.promise} {value} ({where})."
    return f"{which}: {value} ({where})."


def _compared(became: Verdict, head: Reading, sub: Reading, names: Names) -> str:
    """What follows where both contracts speak of a point."""
    return {
        "enlarged": _difference(head, sub),
        "even": "You get what the prime has.",
        "passed-on": f"{names.prime} hands down to you what it bears itself.",
        "eased": "That is better for you than what the prime has.",
        "unclear": "" if _comparable(head, sub) else "The two cannot be compared by their figures: read both.",
    }[became]


def _comparable(head: Reading, sub: Reading) -> bool:
    return (head.value is None) == (sub.value is None) and head.unit == sub.unit


def _difference(head: Reading, sub: Reading) -> str:
    if head.value is None or sub.value is None:
        return ""
    more = sub.value > head.value
    gap = abs(sub.value - head.value)
    if head.unit == "days":
        return f"That is {_days(gap)} {'more' if more else 'less'}."
    if head.unit != "%":
        sum_ = f"£{gap:,.0f}" if head.unit == "GBP" else f"{head.unit} {gap:,.0f}"
        return f"That is {sum_} {'more' if more else 'less'}."
    points = f"{gap:,.2f}".rstrip("0").rstrip(".")
    return f"That is {points} percentage {'point' if points == '1' else 'points'} {'more' if more else 'less'}."


def _head_only(point: PointFile, became: Verdict, names: Names) -> str:
    if point.sort == "protection" and became == "only-head":
        return "What it limits was not found in the sub-contract either."
    if point.sort == "risk":
        return f"{names.prime} bears this risk, and was not found to hand it down to you in its own words."
    if point.missing == "enlarged":
        return "Without a limit of your own you could be made to pay more than the prime could."
    return f"{names.prime} was not found to give you what {names.authority} gives it."


def _sub_only(point: PointFile, became: Verdict, names: Names) -> str:
    if became == "unclear":
        return ""
    if point.sort == "risk":
        return f"{names.prime} was not found to bear this towards {names.authority}."
    return f"{names.prime} gives you more than {names.authority} was found to give it."


def _not_found(where: str, search: Search) -> str:
    looked = f"looked in all {counted(search.clauses, 'clause')}"
    if search.near:
        near = [*search.near, f"{counted(search.more, 'more')}"] if search.more else list(search.near)
        looked += f", above all in {listed(near)}"
    return f"Not found in the {where} ({looked})."


def _days(days: float) -> str:
    hours = days * 24
    if days < 4 and hours == int(hours):
        return counted(int(hours), "hour")
    if days >= 360:
        years = days / 365
        return counted(round(years), "year") if abs(years - round(years)) < 0.02 else f"{days:,.0f} days"
    return counted(int(days), "day") if days == int(days) else f"{days:,.1f} days"
