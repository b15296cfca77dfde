"""Applies rules to a contract: findings, protections, and what was looked for without being found."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from termscheck.annotate.following import follow
from termscheck.engine.drafting import Wording, sentence
from termscheck.engine.patterns import Compiled
from termscheck.engine.prefilter import Prefilter, numbers
from termscheck.engine.ruleset import Rule, RuleSet
from termscheck.engine.severity import colour, severity_of
from termscheck.engine.signs import FIGURES
from termscheck.engine.telling import Telling, numbered
from termscheck.engine.together import combined, marked, uncovered
from termscheck.engine.views import Match, View, all_views, let_go
from termscheck.engine.weights import FEWEST, PROTECTS, Sign, eased, weigh_all
from termscheck.model import (
    SEVERITIES,
    Clause,
    Confidence,
    Contract,
    Direction,
    Finding,
    LookedFor,
    Passage,
    Progress,
    Protection,
    Rag,
    Severity,
    Span,
    Use,
)

FEWEST_IN_NAMES = 12
"""Words (and marks) of a cell, heading or title that says something: fewer are a figure, or a name of something."""
_FIGURE = re.compile(r"\d")
PAGES = 1_000
"""Characters of a paragraph that holds more than one clause would."""
_STOPS = (".", ".”", '."', ".’", ".)")
"""How a sentence ends."""
MOST_USES = 15
"""Uses of a defined term beyond which it is a word of every clause."""
BOUND = frozenset({"us", "them", "both"})
"""Of whom a definition must say what they shall or may do, if it is to bind although nothing uses it."""
LONGEST_CHAIN = 5
"""Rules that look at each other's findings one after the other, at most: more of them are a circle."""
WHOLE_CONTRACTS = frozenset({"sub-contract", "framework", "direct-contract", "contract"})
ONLY_OF_WHOLE = "what is missing can only be said of a whole agreement"


@dataclass(frozen=True, slots=True)
class Checked:
    """All that applying a rule set to a contract yields."""

    findings: tuple[Finding, ...]
    protections: tuple[Protection, ...]
    looked_for: tuple[LookedFor, ...]
    rag: Rag
    rag_reason: str
    wording: Wording
    """What the contract and the report call the sides."""


def _paragraphs(contract: Contract, views: Sequence[View]) -> list[int]:
    """The paragraph that each passage stands in, by number.

    Some files set whole clauses, pages of them, in one paragraph: there a sub-clause after a full stop counts as one
    too, unlike an item within a sentence, and unlike words of the clause around that close a list.
    """
    starts = [[block.span.start for block in document.blocks] for document in contract.documents]
    parents = {clause.id: clause.parent for clause in contract.clauses}
    numbers: list[int] = []
    at, clause, ended = (-1, -1), "", True
    for view in views:
        own, now = view.passage.own, view.passage.clause
        place = (own.document, bisect_right(starts[own.document], own.start))
        block = contract.documents[own.document].blocks[max(place[1] - 1, 0)].span
        long = block.end - block.start >= PAGES
        apart = long and ended and clause != now and not _within(clause, now, parents)
        numbers.append((numbers[-1] if numbers else 0) + (place != at or apart))
        at, clause, ended = place, now, contract.quote(own).rstrip().endswith(_STOPS)
    return numbers


def _within(clause: str, other: str, parents: Mapping[str, str | None]) -> bool:
    """Whether a clause lies within another."""
    above = parents.get(clause)
    while above and above != other:
        above = parents.get(above)
    return above == other


@dataclass(frozen=True, slots=True)
class _Place:
    """A match of a rule in one passage, with the severity it has there."""

    view: View
    match: Match
    severity: Severity


def _is_worse(one: _Place, other: _Place) -> bool:
    return SEVERITIES.index(one.severity) > SEVERITIES.index(other.severity)


def _levels(rules: Sequence[Rule]) -> Mapping[str, int]:
    """For each rule how many stand before it, each of which looks at the findings of the one before."""
    looks_at = {rule.id: {name for one in rule.file.adjust for name in one.fired or ()} for rule in rules}
    levels = dict.fromkeys(looks_at, 0)
    for _ in range(LONGEST_CHAIN):
        levels = {
            rule: max((1 + levels[name] for name in named & levels.keys()), default=0)
            for rule, named in looks_at.items()
        }
    return levels


class Checker:
    """Looks at one contract through all rules."""

    def __init__(self, contract: Contract, rule_set: RuleSet) -> None:
        self.contract = contract
        self.rules = rule_set.rules
        self.rule_set = rule_set
        self.telling = Telling(contract, rule_set)
        self.clauses = self.telling.clauses
        self.views = all_views(contract)
        for view in self.views:
            if view.passage.terms:
                view.follow = partial(_definitions, contract, self.views, view.passage)
        self.protections = frozenset(rule.id for rule in self.rules if rule.missing)
        self.of_contract = contract.kind != "unknown"
        telling = [view for view in self.views if self._tells(view.passage)]
        paragraphs = _paragraphs(contract, telling)
        weigh_all(telling, rule_set.weights, self.protections, paragraphs=paragraphs, of_contract=self.of_contract)
        self.whole = contract.kind in WHOLE_CONTRACTS
        self.used = {definition.clause for definition in contract.definitions if definition.uses}
        self.defined: dict[str, set[int]] = defaultdict(set)
        """What a clause that does nothing else defines, by its number among the definitions."""
        for number, definition in enumerate(contract.definitions):
            if self.clauses[definition.clause].kind == "definition":
                self.defined[definition.clause].add(number)
        self.prefilter = Prefilter(self.views, self.views)

    def _tells(self, passage: Passage) -> bool:
        """Whether a passage is long enough to say something; headings and cells are names of something when short."""
        length = passage.own_end - passage.own_start
        if not FEWEST <= length < FEWEST_IN_NAMES:
            return length >= FEWEST_IN_NAMES
        clause = self.clauses[passage.clause]
        # a whole term can be set as a heading, where Word's heading styles are used for numbered paragraphs
        said = self.contract.quote(passage.own)
        return bool(_FIGURE.search(said)) if clause.kind == "row" else said != clause.heading

    def weigh(self, view: View, rule: str) -> tuple[float, list[Sign]]:
        """How far a passage is above or below what a rule's signs must come to, and what each is worth."""
        weights = next(one for one in self.rule_set.weights if rule in one.rules)
        return weights.weigh(view, rule, eased(view.passage, rule, self.protections, self.of_contract))

    def check(self, progress: Progress) -> Checked:
        """Wording rules first, each after those whose findings it looks at."""
        findings: list[Finding] = []
        protections: list[Protection] = []
        looked: dict[str, LookedFor] = {}
        levels = _levels(self.rules)
        order = sorted(self.rules, key=lambda rule: (rule.combined, rule.missing, levels[rule.id]))
        last = max((number for number, rule in enumerate(order) if not rule.combined), default=-1)
        for number, rule in enumerate(order):
            progress("Applying rule", number + 1, len(order))
            if rule.id in self.rule_set.left_out:
                reason = f"left out by the profile “{self.rule_set.profile.name}”"
                looked[rule.id] = self.telling.looked_for(rule, "not-applicable", reason)
            elif rule.file.applies_to and self.contract.kind not in (*rule.file.applies_to, "unknown"):
                looked[rule.id] = self.telling.looked_for(
                    rule, "not-applicable", f"does not apply to this kind of document ({self.contract.kind})"
                )
            elif rule.combined:
                findings, looked[rule.id] = self._check_combination(rule, findings)
            elif rule.missing:
                looked[rule.id] = self._check_absence(rule, findings, protections)
            else:
                looked[rule.id] = self._check_wording(rule, findings)
            if number == last:
                findings, covered = uncovered(findings, self.rules)
                for covered_rule, because in covered.items():
                    looked[covered_rule] = replace(looked[covered_rule], outcome="quiet", reason=because)
        findings = numbered(findings)
        findings.sort(
            key=lambda f: (
                -SEVERITIES.index(f.severity),
                f.missing,
                f.evidence[0].span.start if f.evidence else 0,
                f.rule,
            )
        )
        rag, reason = colour(findings)
        looked_for = tuple(looked[rule.id] for rule in self.rules)
        return Checked(tuple(findings), tuple(protections), looked_for, rag, reason, self.telling.wording)

    # --- wording --------------------------------------------------------------------------------------------

    def _candidates(self, pattern: Compiled) -> list[View]:
        return [self.views[number] for number in numbers(pattern.possible(self.prefilter))]

    def _check_wording(self, rule: Rule, findings: list[Finding]) -> LookedFor:
        if rule.match is None:
            return self.telling.looked_for(rule, "not-applicable", "")
        places: dict[str, list[_Place]] = defaultdict(list)
        quiet: list[tuple[Span, str]] = []
        for view in self._candidates(rule.match):
            if not self.speaks(view.passage):
                continue
            matches = [m for m in rule.match.find(view) if touches_own(m, view.passage)]
            if not matches:
                continue
            because = self.taken_back(rule, view) or next((why for one, why in rule.unless if one.find(view)), "")
            if because:
                quiet.append((view.passage.own, because))
                continue
            worst = max(matches, key=lambda match: match.days or 0)  # of two periods the longer one counts
            place = _Place(view, worst, severity_of(rule, view, worst, findings))
            places[self._family(view.passage)].append(place)
        places = self._told_where_used(_each_period_once(_without_told(places)))
        if rule.file.once and places:
            every = [place for found in places.values() for place in found]
            places = {max(every, key=lambda place: SEVERITIES.index(place.severity)).view.passage.clause: every}
        for family, found in places.items():
            findings.append(self._finding(rule, family, found))
        if places:
            return self.telling.looked_for(rule, "fired", "")
        reason = quiet[0][1] if quiet else ""
        return self.telling.looked_for(rule, "quiet", reason, tuple(span for span, _ in quiet[:3]))

    def _told_where_used(self, places: Mapping[str, list[_Place]]) -> dict[str, list[_Place]]:
        """The places of definitions together with the first that uses the term: they are one term of the contract."""
        every = [(family, place) for family, found in places.items() for place in found]
        used = [(place, family, self._user(place, every)) for family, place in every]
        told: dict[str, list[_Place]] = defaultdict(list)
        for place, family, user in sorted(used, key=lambda one: one[2] is not None):  # definitions are quoted last
            told[user or family].append(place)
        return told

    def _user(self, defining: _Place, every: Sequence[tuple[str, _Place]]) -> str | None:
        """The family of the first place that uses what another defines, and is no less severe.

        A definition that gives a figure is told by itself, so that the figure is, and so is a word of every clause,
        such as "Services".
        """
        view = defining.view
        if view.passage.clause not in self.defined or not FIGURES.isdisjoint(view.names):
            return None
        numbers = {one for one in self.defined[view.passage.clause] if self._is_special(one)}
        for family, place in every:
            passage = place.view.passage
            fits = passage.clause not in self.defined and not _is_worse(defining, place)
            if fits and any(use.definition in numbers for use in passage.terms):
                return family
        return None

    def _is_special(self, definition: int) -> bool:
        return len(self.contract.definitions[definition].uses) <= MOST_USES

    def speaks(self, passage: Passage) -> bool:
        """Whether a passage can bind anyone: a recital, a short title or signature, and a definition
        that nothing uses do not.

        Drafters hide terms all the same: a recital is read where it says what we shall do, a definition where it says
        what a side shall or may do, and from its second sentence on; of a title page and of signatures, beside which
        people are made to answer for what we owe, what is too long for a title or a name.
        """
        clause = self.clauses[passage.clause]
        if clause.kind in ("signature", "title"):
            return not self.whole or passage.own_end - passage.own_start >= FEWEST_IN_NAMES
        if clause.kind == "recital":
            return not self.whole or self._binds(passage, ("us",))
        first = not clause.own or passage.own.start <= clause.own[0].start
        if clause.kind != "definition" or not first or not self.whole or self._is_used(clause):
            return True
        return self._binds(passage, BOUND)

    def _binds(self, passage: Passage, sides: Container[str]) -> bool:
        """Whether a passage says what one of some sides shall or may do."""
        return any(one.mode != "state" and one.bearer in sides for one in self.views[passage.index].propositions)

    def _is_used(self, clause: Clause) -> bool:
        """Whether anything uses the term that a clause defines, or that the clause defines whose list it belongs to."""
        above: Clause | None = clause
        while above is not None and above.kind == "definition":
            if above.id in self.used:
                return True
            above = self.clauses.get(above.parent or "")
        return False

    def taken_back(self, rule: Rule, view: View) -> str:
        """Why a passage does not mean what it says by itself; empty where it does."""
        return "the sentences around it in the paragraph take it back" if rule.id in view.taken_back else ""

    def _family(self, passage: Passage) -> str:
        """Items of one list are one finding, since they share the words that bind."""
        parent = self.clauses[passage.clause].parent
        if not parent or len(passage.pieces) == 1:
            return passage.clause
        begins = [passage.tokens[start][0] for start, end in passage.pieces if start < end]
        binding = any(own.start <= begin < own.end for own in self.clauses[parent].own for begin in begins)
        return parent if binding else passage.clause  # the names of a cell's column and row do not bind

    def _finding(self, rule: Rule, family: str, found: list[_Place]) -> Finding:
        worst = max(found, key=lambda place: SEVERITIES.index(place.severity))
        clause = self.clauses[
            family if len({p.view.passage.clause for p in found}) > 1 else found[0].view.passage.clause
        ]
        quoted = (one for place in found for one in self.telling.evidence(place.view, place.match))
        evidence = tuple(dict.fromkeys(quoted))
        days = max((place.match.days for place in found if place.match.days is not None), default=None)
        guesses = worst.match.guesses
        confidence: Confidence = ("high", "medium", "low")[min(guesses, 2)]
        direction: Direction = "mutual" if worst.match.mutual else "unknown" if guesses > 1 else "against_us"
        return self.telling.finding(rule, clause, evidence, worst.severity, confidence, direction, days)

    # --- absence --------------------------------------------------------------------------------------------

    def _check_absence(self, rule: Rule, findings: list[Finding], protections: list[Protection]) -> LookedFor:
        if rule.protection is None or not self.whole:
            return self.telling.looked_for(rule, "not-applicable", ONLY_OF_WHOLE)
        if rule.requires and not self.said(rule.requires):
            return self.telling.looked_for(rule, "not-applicable", "nothing in the contract makes its lack matter")
        protecting = self._protecting(rule, rule.protection)
        if protecting:
            view, match = min(protecting, key=lambda one: (one[1].guesses, -one[0].weighed.get(rule.id, 0.0)))
            sure = not match.guesses or view.weighed.get(rule.id, 0.0) >= PROTECTS
            cited = sentence(self.telling.cite(view.passage.clause))
            if not sure:  # enough neither to call it a good term nor to say that there is none
                reason = f"{cited} may give this protection: read whether it does"
                return self.telling.looked_for(rule, "quiet", reason, (view.passage.own,))
            evidence = tuple(self.telling.quoted(span) for span in view.passage.spans(match.start, match.end))
            text = f"{cited} protects you against: {rule.file.title}."
            protections.append(Protection(rule.id, view.passage.clause, evidence, text))
            return self.telling.looked_for(rule, "quiet", f"{cited} gives this protection")
        near = self._near(rule)
        severity = severity_of(rule, self.views[0], Match(0, 0), findings) if self.views else rule.file.severity
        finding = self.telling.finding(rule, None, (), severity, "medium" if near else "high", "against_us", None)
        findings.append(finding)
        return self.telling.looked_for(rule, "fired", "", near)

    def _protecting(self, rule: Rule, protection: Compiled) -> list[tuple[View, Match]]:
        """Where a protection stands, in words that bind."""
        return [
            (view, found[0])
            for view in self._candidates(protection)
            if self.speaks(view.passage)
            and (found := protection.find(view))
            and not any(pattern.find(view) for pattern, _ in rule.unless)
        ]

    # --- combination ------------------------------------------------------------------------------------------

    def said(self, pattern: Compiled) -> bool:
        """Whether a pattern holds in a passage that can bind someone."""
        return any(self.speaks(view.passage) and pattern.find(view) for view in self._candidates(pattern))

    def _check_combination(self, rule: Rule, findings: list[Finding]) -> tuple[list[Finding], LookedFor]:
        if not self.whole and any(part.not_said for part in rule.file.combine or ()):
            return findings, self.telling.looked_for(rule, "not-applicable", ONLY_OF_WHOLE)
        parts = combined(rule, findings, self.said)
        if isinstance(parts, str):
            return findings, self.telling.looked_for(rule, "quiet", parts)
        fired = {finding.rule for finding in findings}
        adjust = next((one for one in rule.file.adjust if one.fired and fired & set(one.fired)), None)
        worst = max(parts, key=lambda part: SEVERITIES.index(part.severity))
        surest = ("low", "medium", "high")
        confidence = min((part.confidence for part in parts), key=surest.index)
        clause = self.clauses[worst.clause] if worst.clause else None
        evidence = tuple(dict.fromkeys(part.evidence[0] for part in parts if part.evidence))
        severity = adjust.severity if adjust else rule.file.severity
        whole = self.telling.finding(rule, clause, evidence, severity, confidence, "against_us", None)
        return [*marked(findings, rule.id, parts), whole], self.telling.looked_for(rule, "fired", "")

    def _near(self, rule: Rule) -> tuple[Span, ...]:
        if rule.nearest is None:
            return ()
        return tuple(view.passage.own for view in self._candidates(rule.nearest) if rule.nearest.find(view))[:3]


def check(contract: Contract, rule_set: RuleSet, progress: Progress) -> Checked:
    """What the rules say of a contract."""
    checker = Checker(contract, rule_set)
    checked = checker.check(progress)
    let_go(checker.views)
    return checked


def _definitions(
    contract: Contract, views: Sequence[View], passage: Passage, low: int, high: int
) -> Iterator[tuple[Use, View]]:
    for step in follow(contract, passage, low, high):
        yield step.use, views[step.passage.index]


def _without_told(places: Mapping[str, list[_Place]]) -> dict[str, list[_Place]]:
    """The places without definitions that a place using their term has told already, as part of its evidence."""
    told = {number for found in places.values() for place in found for number in place.match.elsewhere}
    return {
        family: found
        for family, found in places.items()
        if not all(place.view.passage.index in told and not place.match.elsewhere for place in found)
    }


def _each_period_once(places: Mapping[str, list[_Place]]) -> dict[str, list[_Place]]:
    """The places without those whose only period stands in a definition that an earlier place has told of already."""
    told: set[tuple[int, ...]] = set()
    kept: dict[str, list[_Place]] = {}
    for family, found in places.items():
        new = [
            one
            for one in found
            if one.match.days is None or one.match.elsewhere not in told or "duration" in one.view.names
        ]
        told |= {one.match.elsewhere for one in new if one.match.elsewhere and one.match.days is not None}
        if new:
            kept[family] = new
    return kept


def touches_own(match: Match, passage: Passage) -> bool:
    """Whether a match has words in the passage's own sentence, and not only in the lead-in of its list."""
    return match.start < passage.own_end and passage.own_start < match.end
