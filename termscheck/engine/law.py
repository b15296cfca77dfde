"""Figures that come from law or from an official rate, each in one place with the days for which it holds.

`law.yaml` of a folder of rules holds them by name, each with the authorities that it rests on; these have the day of
the last check and of the next. Everywhere else a figure is named: `{law.public-payment-days}` in a sentence or pattern
of a rule, in `parameters.yaml` and in `regimes.yaml`, and `> law.public-payment-days` in a comparison. When the law
changes, it is changed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import Field

from termscheck.engine.schema import Day, Strict, Text
from termscheck.engine.source import Source, did_you_mean
from termscheck.model import OVERDUE, Authority, Finding, Notice
from termscheck.words import day_in_words

FILE = "law.yaml"
PREFIX = "law."
MOST_SOURCES = 3
"""Sources past their review that a notice names; the report marks them all."""


class FigureEntry(Strict):
    """One figure of the law."""

    meaning: Text
    value: float
    unit: Literal["days", "per cent", "points over base", "pounds"]
    since: Day | None = Field(None, description="The first day on which it holds: 2026-07-01; none where always")
    until: Day | None = Field(None, description="The last day on which it is known to hold")
    authorities: list[str] = Field(min_length=1, description="Codes of authorities.yaml that say so")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, read. It holds from the day `since` to the day `until`, both included, where these are given."""

    name: str
    value: float
    since: date | None
    until: date | None
    authorities: tuple[str, ...]


def read(source: Source, data: Mapping[str, object], known: Mapping[str, Figure]) -> dict[str, Figure]:
    """The figures of a file besides those that are `known`; faults are noted at their places."""
    found: dict[str, Figure] = {}
    for name, one in data.items():
        entry = source.validated(FigureEntry, one, (name,))
        if name in known:
            source.fault((name,), f"the figure “{name}” comes with termscheck; another value belongs in a profile")
        elif entry and entry.since and entry.until and entry.until < entry.since:
            source.fault((name, "until"), f"is before the first day, {entry.since}")
        elif entry:
            found[name] = Figure(name, entry.value, entry.since, entry.until, tuple(entry.authorities))
    return found


def proofread(source: Source, data: Mapping[str, object], authorities: Iterable[str]) -> None:
    """Notes the authorities that figures rest on and nobody lists."""
    for name, one in data.items():
        codes = one.get("authorities") if isinstance(one, dict) else None
        for number, code in enumerate(codes if isinstance(codes, list) else ()):
            if code not in authorities:
                hint = did_you_mean(str(code), authorities)
                source.fault((name, "authorities", number), f"there is no authority “{code}” in authorities.yaml{hint}")


def overdue(findings: Iterable[Finding], day: date) -> tuple[tuple[str, ...], list[Notice]]:
    """The codes of the authorities that findings rest on and that were to be checked again before a day, and a notice
    that says so."""
    late: dict[str, Authority] = {}
    resting = 0
    for finding in findings:
        found = {one.code: one for one in finding.advice.authorities if one.overdue(day)}
        late |= found
        resting += bool(found)
    if not late:
        return (), []
    told = [f"{one.title} by {day_in_words(one.review_by)}" for one in late.values() if one.review_by]
    named = "; ".join(told[:MOST_SOURCES]) + (f"; and {len(told) - MOST_SOURCES} more" * (len(told) > MOST_SOURCES))
    sentence = (
        f"The law may have changed since it was last looked up for {resting} of the findings. These sources were to be "
        f"checked again: {named}. Use newer rules, or ask for advice on the law as it now stands."
    )
    return tuple(sorted(late)), [Notice(OVERDUE, sentence)]
