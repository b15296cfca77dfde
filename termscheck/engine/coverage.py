"""Which branches of a rule its examples exercise: a branch that none does is a promise that nobody has tested.

Branches are the alternatives of `any`, the lines of a list of `words`, each `unless` and each `adjust`. A branch of
a pattern counts where the whole pattern holds; one that must not be there counts where it alone stands in the way;
an `unless` where it silences a match; an `adjust` where it decides a severity.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from termscheck.engine.explain import Explainer
from termscheck.engine.proofread import patterns_of
from termscheck.engine.ruleset import Rule, RuleSet
from termscheck.engine.schema import WITHIN_STATEMENT, Pattern
from termscheck.engine.severity import adjusting
from termscheck.engine.source import Place
from termscheck.engine.trace import CONCEPT, Step
from termscheck.engine.views import Match, View
from termscheck.model import Contract, Progress


def branches(rule: Rule) -> list[Place]:
    """Every branch of a rule, in the order of its file."""
    found = [place for place, pattern in patterns_of(rule.file) for place in _inside(pattern, place)]
    found += [("unless", number) for number in range(len(rule.file.unless))]
    found += [("adjust", number) for number in range(len(rule.file.adjust))]
    return found


def concept_branches(rule_set: RuleSet) -> list[Place]:
    """Every branch of the concepts that rules share."""
    return [
        place
        for name, (pattern, _, _) in rule_set.concepts.items()
        for place in _inside(pattern, (CONCEPT + name, "match"))
    ]


def exercised(rule: Rule, rule_set: RuleSet, contracts: Iterable[Contract], progress: Progress) -> set[Place]:
    """The branches of a rule, and of the concepts it uses, that some contract exercises."""
    found: set[Place] = set()
    for contract in contracts:
        explainer = Explainer(contract, rule_set, progress)
        for view in explainer.checker.views:
            found.update(_in_passage(rule, explainer, view))
    return found


def _inside(pattern: Pattern, place: Place) -> Iterator[Place]:
    """The branches of a pattern, from the outermost inwards."""
    for key in ("any", "all", "none"):
        for number, inner in enumerate(getattr(pattern, key) or ()):
            if key == "any":
                yield (*place, key, number)
            yield from _inside(inner, (*place, key, number))
    if isinstance(pattern.words, list) and len(pattern.words) > 1:
        yield from ((*place, "words", number) for number in range(len(pattern.words)))
    if pattern.defined:
        yield from _inside(pattern.defined.match, (*place, "defined", "match"))
    if pattern.statement:
        for key in WITHIN_STATEMENT:
            if inner := getattr(pattern.statement, key):
                yield from _inside(inner, (*place, "statement", key))


def _in_passage(rule: Rule, explainer: Explainer, view: View) -> Iterator[Place]:
    pattern = rule.protection or rule.match
    if pattern is None:
        return
    yield from _held(explainer.trace(pattern, view, ("protection",) if rule.missing else ("match",)))
    if rule.nearest:
        yield from _held(explainer.trace(rule.nearest, view, ("nearest",)))
    found = pattern.find(view) if rule.missing else explainer.holding(pattern, view)
    if found and (rule.missing or explainer.checker.speaks(view.passage)):
        silent = False
        for number, (unless, _) in enumerate(rule.unless):
            if unless.find(view):
                silent = True
                yield ("unless", number)
                yield from _held(explainer.trace(unless, view, ("unless", number, "match")))
        if silent:
            return
    match = found[0] if found else None
    if rule.missing:  # a rule on absence decides its severity once, for the whole contract
        match = Match(0, 0) if view is explainer.checker.views[0] and _fired(rule, explainer) else None
    if match:
        decided = adjusting(rule, view, match, explainer.checked.findings)
        if decided is not None:
            yield ("adjust", decided)
            when = rule.adjust[decided][0]
            if when:
                yield from _held(explainer.trace(when, view, ("adjust", decided, "when")))


def _fired(rule: Rule, explainer: Explainer) -> bool:
    return any(finding.rule == rule.id for finding in explainer.checked.findings)


def _held(step: Step) -> Iterator[Place]:
    """The places of the parts that held together, or of those that alone kept a pattern from holding."""
    if step.held:
        for number, inner in enumerate(step.steps):
            if inner.held:
                if step.choice:  # a branch has the place of the choice, and its number
                    yield (*step.place, number)
                yield from _held(inner)
            elif step.choice:
                yield from _blocking(inner)
    else:
        yield from _blocking(step)


def _blocking(step: Step) -> Iterator[Place]:
    """What stands in the way where all else holds."""
    if step.held:
        return
    if step.guard:
        for inner in step.steps:
            yield from _held(inner)
    elif step.choice or all(inner.held or inner.guard or len(step.steps) == 1 for inner in step.steps):
        for inner in step.steps:
            yield from _blocking(inner)
