"""A person's decisions to set findings aside, kept in a file beside the contract and named with `--decisions`.

::

    decisions:
      - rule: PAY-001
        clause: "7.2"           # or a fingerprint; a missing protection needs neither
        reason: The funder pays us in advance, so we can wait.
        by: Amina Khan
        on: 2026-11-22          # the day of the decision: what changed in the rule since is told; may be left out
        until: 2027-03-31       # the last day on which it holds

The file is never picked up because it lies there: a contract may come with one of the other side's making. A finding
that is set aside stays in every report, with the reason, but decides neither the colour nor the exit code. A decision
that has run out or fits nothing is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from termscheck.engine.history import History
from termscheck.engine.schema import Strict, Text
from termscheck.engine.source import Source, did_you_mean
from termscheck.errors import UsageError
from termscheck.model import EXPIRED, RETIRED, UNMATCHED, Finding, Notice, Suppression
from termscheck.words import day_in_words


class DecisionEntry(Strict):
    """One decision. A `fingerprint` is in the JSON report and outlives renumbering; a clause is easier to write."""

    rule: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}-\d{3}$")] | None = None
    clause: Text | None = Field(None, description="As the report cites it: 7.2(a)")
    fingerprint: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{20}$")] | None = None
    reason: Text
    by: Text = Field(description="Who decided")
    on: Text | None = Field(None, description="The day on which it was decided, as YYYY-MM-DD")
    until: Text = Field(description="The last day on which it holds, as YYYY-MM-DD")


class DecisionsFile(Strict):
    """The whole file."""

    decisions: list[DecisionEntry]


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision, read."""

    rule: str | None
    clause: str | None
    fingerprint: str | None
    suppression: Suppression
    on: date | None = None

    def fits(self, finding: Finding) -> bool:
        """Whether it is about this finding. Without a clause or a fingerprint it is about a missing protection."""
        if self.rule and finding.rule != self.rule:
            return False
        if self.fingerprint:
            return finding.fingerprint == self.fingerprint
        if self.clause:
            return _plain(self.clause) in (_plain(finding.clause_label), _plain(finding.clause or ""))
        return finding.missing

    def __str__(self) -> str:
        about = self.rule or "the finding"
        if self.clause:
            about += f" in clause {self.clause.removeprefix('Clause ').removeprefix('clause ')}"
        if self.fingerprint:
            about += f" with the fingerprint {self.fingerprint}"
        return f"The decision of {self.suppression.by} on {about}"


def read(path: Path) -> tuple[Decision, ...]:
    """The decisions of a file; raises `UsageError` with every fault in it."""
    source = Source(path, str(path))
    file = source.validated(DecisionsFile, source.data) if not source.faults else None
    for number, entry in enumerate(file.decisions if file else ()):
        place = ("decisions", number)
        if not entry.rule and not entry.fingerprint:
            source.fault(place, "a decision is about a `rule`, with a `clause`, or about a `fingerprint`")
        if entry.clause and entry.fingerprint:
            source.fault((*place, "clause"), "a decision has a clause or a fingerprint, not both")
        for key, day in (("on", entry.on), ("until", entry.until)):
            try:
                date.fromisoformat(day or entry.until)
            except ValueError:
                source.fault((*place, key), f"“{day}” is no day such as 2027-03-31")
    if file is None or source.faults:
        raise UsageError("\n".join(map(str, source.faults)))
    return tuple(
        Decision(
            one.rule,
            one.clause,
            one.fingerprint,
            Suppression(one.reason, one.by, date.fromisoformat(one.until).isoformat()),
            date.fromisoformat(one.on) if one.on else None,
        )
        for one in file.decisions
    )


def set_aside(
    findings: Sequence[Finding], decisions: Sequence[Decision], today: date, rules: Iterable[str], history: History
) -> tuple[tuple[Finding, ...], list[Notice]]:
    """The findings, those that a decision is about with that decision; and what is to be told of the decisions.

    `rules` are the ids that there are, `history` what has become of others.
    """
    notices: list[Notice] = []
    aside: dict[int, Decision] = {}
    for decision in decisions:
        fitting = [number for number, finding in enumerate(findings) if decision.fits(finding)]
        if decision.rule in history.retired:
            notices.append(Notice(RETIRED, f"{decision} no longer holds. {history.retired[decision.rule]}"))
        elif not fitting:
            notices.append(Notice(UNMATCHED, f"{decision} fits no finding: {_why_not(decision, findings, rules)}"))
        elif date.fromisoformat(decision.suppression.until) < today:
            day = day_in_words(decision.suppression.until)
            notices.append(Notice(EXPIRED, f"{decision} held until {day}: the finding counts again."))
        else:
            aside |= {number: decision for number in fitting if number not in aside}
    return tuple(
        _under(aside[number], finding, history) if number in aside else finding
        for number, finding in enumerate(findings)
    ), notices


def _under(decision: Decision, finding: Finding, history: History) -> Finding:
    changes = history.since(finding.rule, decision.on) if decision.on else ()
    return replace(finding, suppressed=decision.suppression, rule_changes=changes)


def _why_not(decision: Decision, findings: Sequence[Finding], rules: Iterable[str]) -> str:
    if decision.rule and decision.rule not in rules:
        return f"there is no rule {decision.rule}{did_you_mean(decision.rule, rules, '.')}"
    places = [finding.clause_label for finding in findings if finding.rule == decision.rule and finding.clause_label]
    if not places:
        return "the words may have changed, or the term may be gone."
    return f"the rule found something in {', '.join(places[:5])}. Say which clause is meant."


def _plain(label: str) -> str:
    return "".join(label.casefold().removeprefix("clause").split())
