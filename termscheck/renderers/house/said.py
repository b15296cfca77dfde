"""What the YAML files of `reports/` say, with the words of a house in the places of ours.

A house writes down only what differs. Words under names are merged, a list takes the place of ours whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from termscheck.content import bundled
from termscheck.engine.source import Source, did_you_mean
from termscheck.errors import UsageError
from termscheck.renderers.house.folder import ISSUES, POINTS, WORDS, Folder

ABOVE, RULE = "{above}", "{rule}"
"""Stand for what the contract calls the authority (in `points.yaml`), and for a rule (in `issues.yaml`)."""
LONGEST_WORDS = 5_000
"""Characters of one entry."""
LONGEST_CHOICES = 250
"""Characters of all statuses together: Excel takes 255 for a list to choose from."""

_A_RULE = re.compile(r"[A-Z]{3}-\d{3}")
_OPEN = frozenset({"categories", "counts", "regimes"})
"""Words for names that others may add: categories of rules, counts and regimes."""

Text = Annotated[str, StringConstraints(max_length=LONGEST_WORDS)]
Sheet = Annotated[str, StringConstraints(pattern=r"^[^\[\]:*?/\\']{1,31}$")]
Status = Annotated[str, StringConstraints(pattern=r'^[^,"\n]{1,60}$')]
Part = Literal[
    "issue", "status", "clause", "severity", "quotation", "why", "position", "wording", "authority", "owner", "note"
]


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Wording(_Said):
    """What `points.yaml` says of a rule."""

    heading: Text = ""
    reason: Text = ""
    ask: list[Text] = []
    together: Text = ""

    @model_validator(mode="after")
    def _no_other_brace(self) -> Wording:
        for text in (self.heading, self.reason, self.together, *self.ask):
            if set("{}") & set(text.replace(ABOVE, "")):
                raise ValueError(f"there is a brace that is not part of {ABOVE}: “{text}”")
        return self


class Column(_Said):
    """A column of the issues list: the part of an issue it shows, what it is called, and its width in characters."""

    field: Part
    heading: Text
    width: int = Field(ge=2, le=200)


class About(_Said):
    """What is called what on the sheet beside the issues."""

    sheet: Sheet
    result: Text
    read: Text
    aside: Text
    checked: Text
    unread: Text
    note: Text
    tool: Text
    caution: Text


class IssueWords(_Said):
    """What `issues.yaml` says."""

    sheet: Sheet
    columns: list[Column] = Field(min_length=1, max_length=40)
    statuses: dict[str, Status]
    more_statuses: list[Status]
    severities: dict[str, Text]
    positions: dict[str, Text]
    unread: dict[str, Text]
    missing: Text
    several: Text
    notes: dict[str, Text]
    about: About

    @model_validator(mode="after")
    def _for_excel(self) -> IssueWords:
        if self.sheet.casefold() == self.about.sheet.casefold():
            raise ValueError(f"two sheets are called “{self.sheet}”")
        if len(",".join([*self.statuses.values(), *self.more_statuses])) > LONGEST_CHOICES:
            raise ValueError(f"the statuses have more than {LONGEST_CHOICES} characters together")
        return self


@cache
def bundled_data(name: str) -> dict[str, Any]:
    """What a YAML file of `reports/` holds. Raises `UsageError` with what is wrong with it."""
    source = Source(bundled("reports") / name, name)
    if source.faults:
        raise UsageError("\n".join(map(str, source.faults)))
    data: dict[str, Any] = source.data
    return data


def words(folder: Folder | None = None, own: Sequence[str] = ()) -> Mapping[str, Any]:
    """The report's words. `own` are the house's own sections, whose headings are their names unless it says others."""
    base = bundled_data(WORDS)
    titles = {name: name.replace("-", " ").capitalize() for name in own}
    base = {**base, "headings": {**base["headings"], **titles}}
    source = folder.source(WORDS) if folder else None
    return _merged(source, base, _entries(source), ()) if source else base


def points(folder: Folder | None = None) -> Mapping[str, Wording]:
    """What the letter says, by rule. Of a rule that ours knows too, a house says only what differs."""
    base, source = bundled_data(POINTS), folder.source(POINTS) if folder else None
    made = {rule: Wording.model_validate(entry) for rule, entry in base.items()}
    if not source:
        return MappingProxyType(made)
    for rule, entry in _entries(source).items():
        if not _A_RULE.fullmatch(str(rule)):
            near = did_you_mean(str(rule), base)
            source.fault((rule,), f"“{rule}” is not the id of a rule, such as {next(iter(base))}{near}")
        elif said := source.validated(Wording, entry, (rule,)):
            made[rule] = made.get(rule, Wording()).model_copy(update=said.model_dump(exclude_unset=True))
    return MappingProxyType(made)


def issues(folder: Folder | None = None) -> IssueWords:
    """What the issues list says."""
    base, source = bundled_data(ISSUES), folder.source(ISSUES) if folder else None
    merged = _merged(source, base, _entries(source), ()) if source else base
    made = source.validated(IssueWords, merged) if source and not source.faults else None
    return made or IssueWords.model_validate(base)


def _entries(source: Source) -> dict[Any, Any]:
    """What stands in the file of a house; nothing where that is a fault."""
    if source.faults or source.data is None:
        return {}
    if isinstance(source.data, dict):
        return source.data
    source.fault((), "should hold words under the names that ours has for them")
    return {}


def _merged(
    source: Source, base: Mapping[str, Any], given: Mapping[Any, Any], place: tuple[str, ...]
) -> dict[str, Any]:
    """The words of `base`, with those given in their places; every fault is noted."""
    made = dict(base)
    for key, value in given.items():
        name, here = str(key), (*place, str(key))
        inner = base.get(name)
        if name not in base and (not place or place[-1] not in _OPEN):
            near = did_you_mean(name, base, f"; known here are {', '.join(base)}")
            source.fault(here, f"unknown words “{name}”{near}")
        elif isinstance(inner, dict):
            if isinstance(value, dict):
                made[name] = _merged(source, inner, value, here)
            else:
                source.fault(here, f"“{name}” should hold words under names, such as “{next(iter(inner))}”")
        elif isinstance(inner, list):
            if isinstance(value, list):
                made[name] = value
            else:
                source.fault(here, f"“{name}” should be a list")
        elif not isinstance(value, str):
            source.fault(here, f"“{name}” should be words: put them in quotation marks")
        elif len(value) > LONGEST_WORDS:
            source.fault(here, f"“{name}” is longer than {LONGEST_WORDS:,} characters")
        else:
            made[name] = value
    return made
