"""What has become of rules: those that are no more (`retired.yaml`), and what changed in the others (`changes.yaml`).

An id is never used again, since decisions, earlier reports and what people have written to each other name it::

    PAY-099:                      # retired.yaml
      name: paid-in-vouchers
      on: 2027-02-01
      because: It said what PAY-013 says.
      now: [PAY-013]

`changes.yaml` tells, the newest first, what a reader may notice from one report to the next::

    changes:
      - on: 2027-02-01
        rules: [PAY-013]          # or: all
        what: It now also looks for pay in vouchers.

Entries are added and never taken away: a report states how many there were, and a later one tells what has been added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Literal

from pydantic import Field

from termscheck.engine.schema import Day, Strict, Text
from termscheck.engine.source import Place, Source, did_you_mean
from termscheck.model import Change
from termscheck.words import day_in_words

RETIRED = "retired.yaml"
CHANGES = "changes.yaml"


class RetiredEntry(Strict):
    """A rule that is no more."""

    name: Text = Field(description="The short name that it had")
    on: Day = Field(description="The day from which it was no more: 2027-02-01")
    because: Text = Field(description="Why, in a sentence that the reader of a report may see")
    now: list[str] = Field(default=[], description="The rules that look for the same now, if any")


class ChangeEntry(Strict):
    """Something that changed in rules."""

    on: Day = Field(description="The day of the change: 2027-02-01")
    rules: Literal["all"] | list[str] = Field(description="The rules in which it changed")
    what: Text = Field(description="What a reader of reports may notice, in a sentence")


class ChangesFile(Strict):
    """The whole file."""

    changes: list[ChangeEntry]


@dataclass(frozen=True, slots=True)
class Retired:
    """A rule that is no more; as words, a sentence or two about it."""

    id: str
    name: str
    on: date
    because: str
    now: tuple[str, ...]
    folder: str

    def __str__(self) -> str:
        told = f"{self.id} ({self.name}) was retired on {day_in_words(self.on)}: {self.because}"
        told += "" if told.endswith((".", "!", "?")) else "."
        if not self.now:
            return told
        return f"{told} {' and '.join(self.now)} {'looks' if len(self.now) == 1 else 'look'} for it now."


@dataclass
class History:
    """What has become of the rules of a set. Changes are kept by folder, the oldest first."""

    retired: dict[str, Retired] = field(default_factory=dict)
    changes: dict[str, list[tuple[frozenset[str] | None, Change]]] = field(default_factory=dict)
    """With the rules that each change is about; None for all."""
    named: list[tuple[Source, Place, list[str]]] = field(default_factory=list)
    """The rules that the files name, with their places."""

    def read(self, source: Source, folder: str, name: str) -> None:
        """Adds what a file of a folder says; faults are noted in it."""
        if name == RETIRED:
            self._read_retired(source, folder)
        elif file := source.validated(ChangesFile, source.data):
            listed = [(number, one.rules) for number, one in enumerate(file.changes) if one.rules != "all"]
            self.named += [(source, ("changes", number, "rules"), rules) for number, rules in listed]
            for number, (newer, older) in enumerate(pairwise(file.changes), 1):
                if older.on > newer.on:
                    source.fault(("changes", number, "on"), "the newest change stands first")
            self.changes[folder] = [
                (None if one.rules == "all" else frozenset(one.rules), Change(one.on, one.what))
                for one in reversed(file.changes)
            ]

    def _read_retired(self, source: Source, folder: str) -> None:
        data = source.data or {}
        if not isinstance(data, dict):
            source.fault((), "should hold the ids of rules, each with what became of it")
            return
        for code, one in data.items():
            entry = source.validated(RetiredEntry, one, (code,))
            if code in self.retired:
                source.fault((code,), f"{self.retired[code]}")
            elif entry:
                self.retired[code] = Retired(code, entry.name, entry.on, entry.because, tuple(entry.now), folder)
                self.named.append((source, (code, "now"), entry.now))

    def proofread(self, rules: Iterable[str]) -> None:
        """Notes the rules that are named here and never were."""
        known = {*rules, *self.retired}
        for source, place, listed in self.named:
            for number, code in enumerate(listed):
                if code not in known:
                    source.fault((*place, number), f"there is no rule {code}{did_you_mean(code, known)}")

    def since(self, rule: str, day: date) -> tuple[Change, ...]:
        """What changed in a rule after a day."""
        return tuple(
            change
            for entries in self.changes.values()
            for rules, change in entries
            if change.on > day and (rules is None or rule in rules)
        )

    def added(self, rule: str, before: Mapping[str, int]) -> tuple[Change, ...]:
        """What changed in a rule since each folder had so many entries; a folder that is not named tells nothing."""
        return tuple(
            change
            for folder, count in before.items()
            for rules, change in self.changes.get(folder, [])[count:]
            if rules is None or rule in rules
        )

    def of(self, rule: str) -> tuple[Change, ...]:
        """All that changed in a rule, the oldest first; not what changed in all rules."""
        return tuple(
            change for entries in self.changes.values() for rules, change in entries if rules and rule in rules
        )
