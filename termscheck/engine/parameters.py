"""Named figures that rules compare with, kept apart from the rules so that a legal team can tune them.

`parameters.yaml` holds them by name. Each has bands: from which figure on a term is how severe. A rule refers to them
in two ways, and never has to be copied for another figure:

- `payment-days.high` after a comparison sign, or in braces anywhere else in a rule or concept, stands for the figure of
  that band: `{duration > payment-days.high}`, `more than {payment-days.critical} days`. After a sign it is in calendar
  days, whatever its unit, since that is what patterns compare.
- `bands: payment-days` makes the severity follow the duration found, where no `adjust` of the rule holds.

Bands that come from law say so, and take their figure from `law.yaml`. A profile may make such a figure stricter, never
laxer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from pydantic import Field

from termscheck.engine.comparisons import Comparison
from termscheck.engine.law import PREFIX, Figure
from termscheck.engine.schema import Strict, Text
from termscheck.engine.source import Place, Source, did_you_mean
from termscheck.model import SEVERITIES, Severity

FILE = "parameters.yaml"
Unit = Literal["days", "working days", "months", "per cent", "points over base", "times"]
DAYS: Mapping[Unit, float] = {"days": 1, "working days": 7 / 5, "months": 30}
"""Calendar days of the units that measure time, as quantities are read."""
_NAME = r"[a-z][a-z-]*\.[a-z][a-z-]*"
REFERENCE = re.compile(rf"(?P<sign>[<>]=?\s*)(?P<compared>{_NAME})|\{{(?P<told>{_NAME})\}}")
EXAMPLES = "examples"
"""The part of a rule that holds wordings of contracts, where nothing is filled in."""


class Named(NamedTuple):
    """A figure that has a name, and how many calendar days one of its unit has, where it measures time."""

    number: float
    days: float = 1


class ParameterEntry(Strict):
    """One figure with its bands: `bands: {high: "> 30", critical: "> 60"}`."""

    meaning: Text
    unit: Unit
    bands: dict[Severity, str] = Field(min_length=1, description="From which figure on a term is how severe")
    law: dict[Severity, list[str]] = Field(default={}, description="Bands that come from law, with their authorities")
    rules: list[str] = Field(min_length=1, description="The rules that use it")
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure, read. `law` names the bands whose figure is not ours to choose."""

    name: str
    meaning: str
    unit: Unit
    bands: Mapping[Severity, Comparison]
    law: Mapping[Severity, tuple[str, ...]]
    rules: tuple[str, ...]

    def severity(self, days: float) -> Severity | None:
        """The most severe band that a duration falls into; None below all of them."""
        value = days / DAYS[self.unit]
        return next(
            (name for name in reversed(SEVERITIES) if name in self.bands and self.bands[name].holds(value)), None
        )


def read(source: Source, data: Mapping[str, object]) -> dict[str, Parameter]:
    """The parameters of a file; faults are noted at their places."""
    found: dict[str, Parameter] = {}
    for name, one in data.items():
        entry = source.validated(ParameterEntry, one, (name,))
        if entry is None:
            continue
        bands = _bands(source, entry.bands, (name, "bands"))
        for band in entry.law.keys() - entry.bands.keys():
            source.fault((name, "law", band), f"there is no band “{band}”")
        if bands is not None:
            law = {band: tuple(codes) for band, codes in entry.law.items()}
            found[name] = Parameter(name, entry.meaning, entry.unit, bands, law, tuple(entry.rules))
    return found


def overridden(parameter: Parameter, bands: Mapping[Severity, str], source: Source, place: Place) -> Parameter:
    """The parameter with other figures for some bands; itself where they are wrong, which is noted."""
    told = _bands(source, bands, place)
    if told is None:
        return parameter
    for band, comparison in told.items():
        before = parameter.bands.get(band)
        if before and band in parameter.law and _wider(before, comparison):
            source.fault((*place, band), f"“{before}” comes from law: a profile may make it stricter, not laxer")
            return parameter
    merged = {**parameter.bands, **told}
    return replace(parameter, bands=merged) if _in_order(source, merged, place) else parameter


def figures(law: Mapping[str, Figure], parameters: Mapping[str, Parameter] | None = None) -> dict[str, Named]:
    """All figures that have a name, by that name."""
    named = {f"{PREFIX}{one.name}": Named(one.value) for one in law.values()}
    for parameter in (parameters or {}).values():
        for band, comparison in parameter.bands.items():
            named[f"{parameter.name}.{band}"] = Named(comparison.number, DAYS.get(parameter.unit, 1))
    return named


def filled_in(data: Any, named: Mapping[str, Named], source: Source, place: Place = ()) -> Any:
    """`data` of a file of rules with the figures in the places of their names."""
    if isinstance(data, dict):
        return {
            key: value if key == EXAMPLES and not place else filled_in(value, named, source, (*place, key))
            for key, value in data.items()
        }
    if isinstance(data, list):
        return [filled_in(value, named, source, (*place, number)) for number, value in enumerate(data)]
    if not isinstance(data, str):
        return data

    def figure(match: re.Match[str]) -> str:
        wanted = match["compared"] or match["told"]
        if wanted not in named:
            source.fault(place, f"there is no parameter “{wanted}”{did_you_mean(wanted, named)}")
            return match[0]
        one = named[wanted]
        return f"{match['sign']}{one.number * one.days:g}" if match["sign"] else f"{one.number:g}"

    return REFERENCE.sub(figure, data)


def _bands(source: Source, bands: Mapping[Severity, str], place: Place) -> dict[Severity, Comparison] | None:
    read: dict[Severity, Comparison] = {}
    for name, text in bands.items():
        try:
            read[name] = Comparison.parse(text)
        except ValueError as error:
            source.fault((*place, name), str(error))
            return None
    return read if _in_order(source, read, place) else None


def _in_order(source: Source, bands: Mapping[Severity, Comparison], place: Sequence[str | int]) -> bool:
    """Whether each band lies within the milder ones; a fault otherwise, since one of them could never be reached."""
    ordered = [(name, bands[name]) for name in SEVERITIES if name in bands]
    for (milder, low), (worse, high) in pairwise(ordered):
        if low.sign[0] != high.sign[0] or _wider(high, low) or high == low:
            source.fault((*place, worse), f"“{worse}” must be worse than “{milder}” ({low})")
            return False
    return True


def _wider(one: Comparison, other: Comparison) -> bool:
    """Whether `one` catches something that `other` does not."""
    if one.sign[0] != other.sign[0]:
        return True
    if one.number == other.number:
        return len(one.sign) > len(other.sign)
    return (one.number < other.number) == (one.sign[0] == ">")
