"""Applies rules to a contract: findings, protections, and what was looked for without being found."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from termscheck.annotate.following import follow
from termscheck.engine.drafting import Texts, general, in_days, sentence, wording
from termscheck.engine.patterns import Compiled, Match, View
from termscheck.engine.prefilter import Prefilter, numbers
from termscheck.engine.ruleset import Rule, RuleSet
from termscheck.engine.schema import RegimeNote
from termscheck.engine.together import combined, marked, uncovered
from termscheck.engine.views import all_views, let_go
from termscheck.engine.weights import FEWEST, PROTECTS, Sign, weigh_all
from termscheck.model import (
    SEVERITIES,
    Advice,
    Clause,
    Confidence,
    Contract,
    Direction,
    Evidence,
    Finding,
    LookedFor,
    Outcome,
    Passage,
    Progress,
    Protection,
    Rag,
    Severity,
    Span,
    Use,
)

MOST_EVIDENCE = 480
"""Characters of one piece of evidence; a longer one is cut, since evidence is a sentence or less."""
FEWEST_IN_NAMES = 12
"""Words (and marks) of a cell, heading or title that says something: fewer are a figure, or a name of something."""
BOUND = frozenset({"us", "them", "both"})
"""Of whom a definition must say what they shall or may do, if it is to bind although nothing uses it."""
FIGURES: Mapping[str, str] = {"duration": "days", "percentage": "percent", "money": "amount"}
"""What a figure is called among the values of a finding, by the kind of quantity."""
MONTHS: Mapping[str, int] = {"months": 1, "calendar months": 1, "years": 12}
WHOLE_CONTRACTS = frozenset({"sub-contract", "framework", "direct-contract", "contract"})


@dataclass(frozen=True, slots=True)
class Checked:
    """All that applying a rule set to a contract yields."""

    findings: tuple[Finding, ...]
    protections: tuple[Protection, ...]
    looked_for: tuple[LookedFor, ...]
    rag: Rag
    rag_reason: str


def _paragraphs(contract: Contract, views: Sequence[View]) -> list[tuple[int, int]]:
    """The document and the paragraph, by its number there, that each passage stands in."""
    starts = [[block.span.start for block in document.blocks] for document in contract.documents]
    spans = [view.passage.own for view in views]
    return [(span.document, bisect_right(starts[span.document], span.start)) for span in spans]


@dataclass(frozen=True, slots=True)
class _Place:
    """A match of a rule in one passage, with the severity it has there."""

    view: View
    match: Match
    severity: Severity


class Checker:
    """Looks at one contract through all rules."""

    def __init__(self, contract: Contract, rule_set: RuleSet) -> None:
        self.contract = contract
        self.rules = rule_set.rules
        self.rule_set = rule_set
        self.clauses = {clause.id: clause for clause in contract.clauses}
        self.wording = wording(contract)
        self.views = all_views(contract)
        for view in self.views:
            if view.passage.terms:
                view.follow = partial(_definitions, contract, self.views, view.passage)
        protections = {rule.id for rule in self.rules if rule.missing}
        telling = [view for view in self.views if self._tells(view.passage)]
        paragraphs = _paragraphs(contract, telling)
        weigh_all(telling, rule_set.weights, protections, paragraphs=paragraphs, of_contract=contract.kind != "unknown")
        self.whole = contract.kind in WHOLE_CONTRACTS
        self.used = {definition.clause for definition in contract.definitions if definition.uses}
        self.prefilter = Prefilter(self.views, self.views)

    def _tells(self, passage: Passage) -> bool:
        """Whether a passage is long enough to say something; headings and cells are names of something when short."""
        clause = self.clauses[passage.clause]
        # a whole term can be set as a heading, where Word's heading styles are used for numbered paragraphs
        names = clause.kind == "row" or (clause.heading and self.contract.quote(passage.own) == clause.heading)
        return passage.own_end - passage.own_start >= (FEWEST_IN_NAMES if names else FEWEST)

    def weigh(self, view: View, rule: str) -> tuple[float, list[Sign]]:
        """How far a passage is above or below what a rule's signs must come to, and what each is worth."""
        weights = next(one for one in self.rule_set.weights if rule in one.rules)
        return weights.weigh(view, rule)

    def check(self, progress: Progress) -> Checked:
        """Wording rules first, and of these first the ones that look at no other rule's findings."""
        findings: list[Finding] = []
        protections: list[Protection] = []
        looked: dict[str, LookedFor] = {}
        order = sorted(
            self.rules, key=lambda rule: (rule.combined, rule.missing, any(one.fired for one in rule.file.adjust))
        )
        last = max((number for number, rule in enumerate(order) if not rule.combined), default=-1)
        for number, rule in enumerate(order):
            progress("Applying rule", number + 1, len(order))
            if rule.id in self.rule_set.left_out:
                reason = f"left out by the profile “{self.rule_set.profile.name}”"
                looked[rule.id] = self._looked(rule, "not-applicable", reason)
            elif rule.file.applies_to and self.contract.kind not in (*rule.file.applies_to, "unknown"):
                looked[rule.id] = self._looked(
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
        findings = _numbered(findings)
        findings.sort(
            key=lambda f: (
                -SEVERITIES.index(f.severity),
                f.missing,
                f.evidence[0].span.start if f.evidence else 0,
                f.rule,
            )
        )
        rag, reason = colour(findings)
        return Checked(tuple(findings), tuple(protections), tuple(looked[rule.id] for rule in self.rules), rag, reason)

    # --- wording --------------------------------------------------------------------------------------------

    def _candidates(self, pattern: Compiled) -> list[View]:
        return [self.views[number] for number in numbers(pattern.possible(self.prefilter))]

    def _check_wording(self, rule: Rule, findings: list[Finding]) -> LookedFor:
        if rule.match is None:
            return self._looked(rule, "not-applicable", "")
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
            place = _Place(view, worst, self.severity(rule, view, worst, findings))
            places[self._family(view.passage)].append(place)
        places = _without_told(places)
        if rule.file.once and places:
            every = [place for found in places.values() for place in found]
            places = {max(every, key=lambda place: SEVERITIES.index(place.severity)).view.passage.clause: every}
        for family, found in places.items():
            findings.append(self._finding(rule, family, found))
        if places:
            return self._looked(rule, "fired", "")
        reason = quiet[0][1] if quiet else ""
        return self._looked(rule, "quiet", reason, tuple(span for span, _ in quiet[:3]))

    def speaks(self, passage: Passage) -> bool:
        """Whether a passage can bind anyone: a recital, a signature and a definition that nothing uses do not.

        Drafters hide terms all the same: a definition is read where it says what a side shall or may do, and from its
        second sentence on; of a title page what is too long for a title.
        """
        clause = self.clauses[passage.clause]
        if clause.kind in ("signature", "recital"):
            return not self.whole
        if clause.kind == "title":
            return not self.whole or passage.own_end - passage.own_start >= FEWEST_IN_NAMES
        first = not clause.own or passage.own.start <= clause.own[0].start
        if clause.kind != "definition" or not first or not self.whole or clause.id in self.used:
            return True
        return any(one.mode != "state" and one.bearer in BOUND for one in self.views[passage.index].propositions)

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

    def severity(self, rule: Rule, view: View, match: Match, findings: Sequence[Finding]) -> Severity:
        """How severe a match is: as the rule and its adjustments say, and lower where much had to be guessed."""
        severity = adjusted_severity(rule, match, adjusting(rule, view, match, findings))
        if match.guesses > 1:
            lower = SEVERITIES[max(0, SEVERITIES.index(severity) - 1)]
            return "high" if severity == "critical" else lower
        return severity

    def _finding(self, rule: Rule, family: str, found: list[_Place]) -> Finding:
        worst = max(found, key=lambda place: SEVERITIES.index(place.severity))
        clause = self.clauses[
            family if len({p.view.passage.clause for p in found}) > 1 else found[0].view.passage.clause
        ]
        evidence = tuple(dict.fromkeys(one for place in found for one in self._evidence(place)))
        days = max((place.match.days for place in found if place.match.days is not None), default=None)
        guesses = worst.match.guesses
        confidence: Confidence = ("high", "medium", "low")[min(guesses, 2)]
        direction: Direction = "mutual" if worst.match.mutual else "unknown" if guesses > 1 else "against_us"
        return self._told(rule, clause, evidence, worst.severity, confidence, direction, days)

    def _evidence(self, place: _Place) -> list[Evidence]:
        passage = place.view.passage
        start, end = _whole_statement(place.view, place.match)
        if self.clauses[passage.clause].kind == "row":
            start = max(start, passage.own_start)
        spans = passage.spans(start, end) or (passage.own,)
        defined = [self.contract.passages[number].own for number in place.match.elsewhere]
        return [self._quoted(span) for span in (*spans, *defined)]

    def _quoted(self, span: Span) -> Evidence:
        text = self.contract.quote(span)
        if len(text) > MOST_EVIDENCE:
            cut = text.rfind(" ", 0, MOST_EVIDENCE)
            span = Span(span.start, span.start + (cut if cut > 0 else MOST_EVIDENCE), span.document)
            text = self.contract.quote(span)
        return Evidence(span, text)

    # --- absence --------------------------------------------------------------------------------------------

    def _check_absence(self, rule: Rule, findings: list[Finding], protections: list[Protection]) -> LookedFor:
        if rule.protection is None or not self.whole:
            return self._looked(rule, "not-applicable", "what is missing can only be said of a whole agreement")
        if rule.requires and not self.said(rule.requires):
            return self._looked(rule, "not-applicable", "nothing in the contract makes its lack matter")
        protecting = self._protecting(rule, rule.protection)
        if protecting:
            view, match = min(protecting, key=lambda one: (one[1].guesses, -one[0].weighed.get(rule.id, 0.0)))
            sure = not match.guesses or view.weighed.get(rule.id, 0.0) >= PROTECTS
            cited = sentence(self.cite(view.passage.clause))
            if not sure:  # enough neither to call it a good term nor to say that there is none
                reason = f"{cited} may give this protection: read whether it does"
                return self._looked(rule, "quiet", reason, (view.passage.own,))
            evidence = tuple(self._quoted(span) for span in view.passage.spans(match.start, match.end))
            text = f"{cited} protects you against: {rule.file.title}."
            protections.append(Protection(rule.id, view.passage.clause, evidence, text))
            return self._looked(rule, "quiet", f"{cited} gives this protection")
        near = self._near(rule)
        severity = self.severity(rule, self.views[0], Match(0, 0), findings) if self.views else rule.file.severity
        finding = self._told(rule, None, (), severity, "medium" if near else "high", "against_us", None)
        findings.append(finding)
        return self._looked(rule, "fired", "", near)

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
            return findings, self._looked(
                rule, "not-applicable", "what is missing can only be said of a whole agreement"
            )
        parts = combined(rule, findings, self.said)
        if isinstance(parts, str):
            return findings, self._looked(rule, "quiet", parts)
        fired = {finding.rule for finding in findings}
        adjust = next((one for one in rule.file.adjust if one.fired and fired & set(one.fired)), None)
        worst = max(parts, key=lambda part: SEVERITIES.index(part.severity))
        surest = ("low", "medium", "high")
        confidence = min((part.confidence for part in parts), key=surest.index)
        clause = self.clauses[worst.clause] if worst.clause else None
        evidence = tuple(dict.fromkeys(part.evidence[0] for part in parts if part.evidence))
        severity = adjust.severity if adjust else rule.file.severity
        whole = self._told(rule, clause, evidence, severity, confidence, "against_us", None)
        return [*marked(findings, rule.id, parts), whole], self._looked(rule, "fired", "")

    def _near(self, rule: Rule) -> tuple[Span, ...]:
        if rule.nearest is None:
            return ()
        return tuple(view.passage.own for view in self._candidates(rule.nearest) if rule.nearest.find(view))[:3]

    # --- telling ----------------------------------------------------------------------------------------------

    def _told(  # noqa: PLR0913, PLR0917
        self,
        rule: Rule,
        clause: Clause | None,
        evidence: tuple[Evidence, ...],
        severity: Severity,
        confidence: Confidence,
        direction: Direction,
        days: float | None,
    ) -> Finding:
        file = rule.file
        note = self._regime_note(rule)
        told = self.wording.texts(file, self.cite(clause.id) if clause else "the contract", in_days(days))
        return Finding(
            rule=file.id,
            name=file.name,
            category=file.category,
            severity=severity,
            confidence=confidence,
            legal_effect=(note and note.legal_effect) or file.legal_effect,
            direction=direction,
            message=told.message,
            advice=self._advice(rule, told),
            fingerprint="",
            clause=clause.id if clause else None,
            clause_label=clause.label if clause else "",
            page=clause.page if clause else None,
            missing=rule.missing,
            evidence=evidence,
            values=self._figures(evidence) | ({"days": days} if days else {}),
        )

    def _advice(self, rule: Rule, told: Texts) -> Advice:
        file, note = rule.file, self._regime_note(rule)
        return Advice(
            file.title,
            told.why,
            note.legal_note if note else file.legal_note,
            told.suggest,
            told.negotiate,
            told.questions,
            rule.authorities,
            file.ruinous,
        )

    def _regime_note(self, rule: Rule) -> RegimeNote | None:
        """What the law makes of it under the regime of the contract, where the rule says so."""
        regimes = self.rule_set.regimes.names(self.contract.regime)
        return next((rule.file.by_regime[name] for name in regimes if name in rule.file.by_regime), None)

    def _figures(self, evidence: Sequence[Evidence]) -> dict[str, float | str]:
        """The largest period (in days, and in months where these are printed), share and sum in the words quoted."""
        found: dict[str, float | str] = {}

        def note(name: str, value: float) -> None:
            found[name] = max(value, float(found.get(name, value)))

        for one in self.contract.quantities:
            if one.kind in FIGURES and any(quoted.span.contains(one.span) for quoted in evidence):
                note(FIGURES[one.kind], one.value)
                if one.unit in MONTHS and one.count is not None:
                    note("months", one.count * MONTHS[one.unit])
        return found

    def cite(self, clause_id: str) -> str:
        """A clause as it is cited within a sentence."""
        clause = self.clauses.get(clause_id)
        if clause is None or not clause.label:
            return "the wording quoted"
        numbered = clause.label[0].isdigit() or clause.label[0] == "("
        return f"clause {clause.label}" if numbered else clause.label

    def _looked(self, rule: Rule, outcome: Outcome, reason: str, nearest: tuple[Span, ...] = ()) -> LookedFor:
        file = rule.file
        advice = self._advice(rule, general().texts(file))
        return LookedFor(rule.id, file.title, outcome, reason, nearest, file.name, file.category, file.severity, advice)


def adjusting(rule: Rule, view: View, match: Match, findings: Sequence[Finding]) -> int | None:
    """Which `adjust` of a rule decides the severity of a match: the first that holds; None for the base severity."""
    fired = {finding.rule for finding in findings}
    for number, (adjust, (pattern, comparison)) in enumerate(zip(rule.file.adjust, rule.adjust, strict=True)):
        if pattern and not pattern.find(view):
            continue
        if comparison and (match.days is None or not comparison.holds(match.days)):
            continue
        if adjust.fired and not fired & set(adjust.fired):
            continue
        return number
    return None


def adjusted_severity(rule: Rule, match: Match, number: int | None) -> Severity:
    """The severity by that `adjust`; where none holds by the band of the duration found, or else the base severity."""
    if number is not None:
        return rule.file.adjust[number].severity
    return band_of(rule, match) or rule.file.severity


def band_of(rule: Rule, match: Match) -> Severity | None:
    """The band that the duration found falls into."""
    return rule.bands.severity(match.days) if rule.bands and match.days is not None else None


def check(contract: Contract, rule_set: RuleSet, progress: Progress) -> Checked:
    """What the rules say of a contract."""
    checker = Checker(contract, rule_set)
    checked = checker.check(progress)
    let_go(checker.views)
    return checked


def colour(findings: Sequence[Finding]) -> tuple[Rag, str]:
    """The contract's colour and the reason for it (rulebook 1.5)."""
    sure = [f for f in findings if f.confidence != "low"]
    critical = [f for f in sure if f.severity == "critical"]
    high = [f for f in findings if f.severity == "high"]
    medium = [f for f in findings if f.severity == "medium"]
    doubtful = [f for f in findings if f.severity == "critical" and f.confidence == "low"]
    if critical:
        return "red", f"{_count(len(critical), 'critical finding')}."
    if len(high) >= 3:
        return "red", f"{_count(len(high), 'high finding')}; three are enough for red."
    if high:
        return "amber", f"{_count(len(high), 'high finding')} and none critical."
    if doubtful:
        return "amber", f"{_count(len(doubtful), 'possible critical finding')} to check by eye."
    if len(medium) >= 3:
        return "amber", f"{_count(len(medium), 'medium finding')}; three are enough for amber."
    if findings:
        return "green", f"{_count(len(findings), 'smaller finding')}, to be read all the same."
    return "green", "None of the rules that were applied found anything."


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")


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


def touches_own(match: Match, passage: Passage) -> bool:
    """Whether a match has words in the passage's own sentence, and not only in the lead-in of its list."""
    return match.start < passage.own_end and passage.own_start < match.end


def _whole_statement(view: View, match: Match) -> tuple[int, int]:
    """The tokens to quote: the match, out to the borders of the statements in it."""
    start, end = match.start, match.end
    low = view.passage.own_start if start >= view.passage.own_start else 0
    for said in view.propositions:
        if start <= said.act_start < end:
            return max(low, min(start, said.start)), max(end, said.end)
    return start, end


def _numbered(findings: Sequence[Finding]) -> list[Finding]:
    """Findings with their fingerprints: rule, normalised evidence, occurrence."""
    seen: dict[tuple[str, str], int] = defaultdict(int)
    numbered = []
    for finding in findings:
        words = " ".join(
            "".join(c for c in one.text.casefold() if c.isalnum() or c.isspace()) for one in finding.evidence
        )
        key = finding.rule, " ".join(words.split())
        seen[key] += 1
        digest = hashlib.sha256("\0".join((*key, str(seen[key]))).encode()).hexdigest()
        numbered.append(replace(finding, fingerprint=digest[:20]))
    return numbered
