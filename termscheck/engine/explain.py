"""Why a rule fired on a contract, and why it did not: the passages concerned, and what came of each part of the rule.

It looks at the same passages in the same order as the checker, through `trace`. Nothing is printed here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import Literal

from termscheck.engine.check import Checker, touches_own
from termscheck.engine.patterns import Compiled
from termscheck.engine.ruleset import Rule, RuleSet
from termscheck.engine.severity import adjusting, band_of, severity_of
from termscheck.engine.trace import Step, Tracer
from termscheck.engine.views import Match, View
from termscheck.model import Contract, LookedFor, Progress, Severity, Span

Verdict = Literal["fired", "protects", "kept-quiet", "set-aside", "near"]
"""`kept-quiet` by an `unless`; `set-aside`: the pattern holds, in words that bind nobody or in a lead-in only."""
MOST_NEAR = 3
"""Passages that came near and are told."""
MOST_TRACED = 200
"""Passages of a long contract that are looked at part by part."""
NEAR = 0.5
"""The least closeness that is worth telling."""
FALLING_OFF = 0.7
"""The least share of the best passage's closeness that is worth telling beside it."""


@dataclass(frozen=True, slots=True)
class Deciding:
    """The part of a rule that decided: the number of an `unless` or `adjust`, from 1, and its reason."""

    number: int
    because: str
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """A rule tried on one passage.

    `step` is what came of its pattern. `severity` is None unless it fired; `guesses` counts what the text left open.
    """

    clause: str
    label: str
    heading: str
    page: int | None
    span: Span
    text: str
    verdict: Verdict
    step: Step
    why: str = ""
    severity: Severity | None = None
    guesses: int = 0
    unless: Deciding | None = None
    adjust: Deciding | None = None
    band: str = ""
    """The band of a parameter that decided the severity, where no `adjust` did: "payment-days.high"."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What came of one rule on one contract: the passages that decided, else those that came nearest."""

    rule: Rule
    looked: LookedFor
    tried: tuple[Tried, ...]
    passages: int
    """How many passages the contract has, or the clause that was asked about."""
    clause: str | None = None


def explain(
    contract: Contract, rule_set: RuleSet, rule: Rule, progress: Progress, clause: str | None = None
) -> Explanation:
    """Why `rule` fired on a contract or did not; of one clause (its label or id) with its sub-clauses, if given."""
    return Explainer(contract, rule_set, progress).explain(rule, clause)


class Explainer:
    """Explains rules on one contract."""

    def __init__(self, contract: Contract, rule_set: RuleSet, progress: Progress) -> None:
        self.contract = contract
        self.checker = Checker(contract, rule_set)
        self.checked = self.checker.check(progress)

    def explain(self, rule: Rule, clause: str | None = None) -> Explanation:
        """What came of a rule. With a clause every passage of it is told, however far from the rule."""
        looked = next(one for one in self.checked.looked_for if one.rule == rule.id)
        views = self.checker.views if clause is None else self._within(clause)
        pattern = rule.protection or rule.match
        worth = self._promising(pattern, views) if pattern and clause is None else views
        tried = [self._tried(rule, pattern, view) for view in worth] if pattern else []
        if clause is None:
            tried = _worth_telling(tried)
        return Explanation(rule, looked, tuple(tried), len(views), clause)

    @cached_property
    def tracer(self) -> Tracer:
        """Vocabularies weigh by how few of the contract's passages have them."""
        return Tracer(self._quote, self._weight, self.checker.weigh)

    def _weight(self, vocabulary: str) -> float:
        passages_with = self.checker.prefilter.having(vocabulary).bit_count()
        return log((len(self.checker.views) + 1) / (passages_with + 0.5)) + 0.1

    def _promising(self, pattern: Compiled, views: list[View]) -> list[View]:
        """The passages in which a pattern holds, and those with the most of its rarest words: the rest is far off."""
        if len(views) <= MOST_TRACED:
            return views
        weights = {name: self._weight(name) for name in set(pattern.vocabularies())}
        score = {view.passage.index: sum(weights.get(name, 0.0) for name in view.names) for view in views}
        least = sorted(score.values(), reverse=True)[MOST_TRACED]
        return [view for view in views if score[view.passage.index] > least or pattern.find(view)]

    def trace(self, pattern: Compiled, view: View, place: tuple[str | int, ...]) -> Step:
        """What came of a pattern of a rule in a passage."""
        return self.tracer.trace(pattern, view, place)

    def holding(self, pattern: Compiled, view: View) -> list[Match]:
        """The matches of a pattern that count: those with words in the passage's own sentence."""
        return [match for match in pattern.find(view) if touches_own(match, view.passage)]

    def _within(self, clause: str) -> list[View]:
        wanted = clause.casefold().removeprefix("clause ").strip()
        by_id = self.checker.clauses

        def belongs(clause_id: str) -> bool:
            one = by_id.get(clause_id)
            while one:
                if wanted in (one.id.casefold(), one.label.casefold(), one.heading.casefold()):
                    return True
                one = by_id.get(one.parent) if one.parent else None
            return False

        return [view for view in self.checker.views if belongs(view.passage.clause)]

    def _tried(self, rule: Rule, pattern: Compiled, view: View) -> Tried:
        step = self.trace(pattern, view, ("protection",) if rule.missing else ("match",))
        if not step.held:
            return self._told(view, "near", step)
        if not self.checker.speaks(view.passage):
            why = "a definition that nothing uses, a recital or a signature binds nobody"
            return self._told(view, "set-aside", step, why)
        found = self.holding(pattern, view)
        if not found and not rule.missing:
            return self._told(view, "set-aside", step, "the words stand in the lead-in only, which is told once")
        if why := self.checker.taken_back(rule, view):
            return self._told(view, "kept-quiet", step, why)
        for number, (unless, because) in enumerate(rule.unless):
            if unless.find(view):
                deciding = Deciding(number + 1, because, self.trace(unless, view, ("unless", number, "match")))
                return self._told(view, "kept-quiet", step, unless=deciding)
        if rule.missing:
            return self._told(view, "protects", step)
        match = found[0]
        number_or_none = adjusting(rule, view, match, self.checked.findings)
        adjust = None
        if number_or_none is not None:
            when = rule.adjust[number_or_none][0]
            trace = self.trace(when, view, ("adjust", number_or_none, "when")) if when else None
            adjust = Deciding(number_or_none + 1, rule.file.adjust[number_or_none].because, trace)
        severity = severity_of(rule, view, match, self.checked.findings)
        name = band_of(rule, match) if adjust is None else None
        band = f"{rule.bands.name}.{name}" if rule.bands and name else ""
        return self._told(view, "fired", step, severity=severity, guesses=match.guesses, adjust=adjust, band=band)

    def _told(  # noqa: PLR0913
        self,
        view: View,
        verdict: Verdict,
        step: Step,
        why: str = "",
        *,
        severity: Severity | None = None,
        guesses: int = 0,
        unless: Deciding | None = None,
        adjust: Deciding | None = None,
        band: str = "",
    ) -> Tried:
        clause = self.checker.clauses[view.passage.clause]
        span = view.passage.own
        return Tried(
            clause.id, clause.label, clause.heading, clause.page, span, self.contract.quote(span),
            verdict, step, why, severity, guesses, unless, adjust, band,
        )  # fmt: skip

    def _quote(self, view: View, start: int, end: int) -> str:
        return " … ".join(" ".join(self.contract.quote(span).split()) for span in view.passage.spans(start, end))


def _worth_telling(tried: Iterable[Tried]) -> list[Tried]:
    """The passages that decided, in the order of the text; where none fired, also those that came nearest."""
    every = list(tried)
    told = [one for one in every if one.verdict != "near"]
    if any(one.verdict in ("fired", "protects") for one in told):
        return told
    near = sorted((one for one in every if one.verdict == "near"), key=lambda one: -one.step.closeness)
    least = max(NEAR, FALLING_OFF * near[0].step.closeness) if near else NEAR
    return told + [one for one in near[:MOST_NEAR] if one.step.closeness >= least]
