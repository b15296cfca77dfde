"""What is told of a rule on a contract: findings in the contract's own words, and what was looked for."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from termscheck.engine.drafting import Texts, in_days, wording
from termscheck.engine.ruleset import Rule, RuleSet
from termscheck.engine.schema import RegimeNote
from termscheck.engine.views import Match, View
from termscheck.model import (
    Advice,
    Clause,
    Confidence,
    Contract,
    Direction,
    Evidence,
    Finding,
    LookedFor,
    Outcome,
    Severity,
    Span,
)

MOST_EVIDENCE = 480
"""Characters of one piece of evidence; a longer one is cut, since evidence is a sentence or less."""
FIGURES: Mapping[str, str] = {"duration": "days", "percentage": "percent", "money": "amount"}
"""What a figure is called among the values of a finding, by the kind of quantity."""
MONTHS: Mapping[str, int] = {"months": 1, "calendar months": 1, "years": 12}


class Telling:
    """Speaks of one contract."""

    def __init__(self, contract: Contract, rule_set: RuleSet) -> None:
        self.contract = contract
        self.regimes = rule_set.regimes
        self.clauses = {clause.id: clause for clause in contract.clauses}
        self.wording = wording(contract)

    def finding(  # noqa: PLR0913, PLR0917
        self,
        rule: Rule,
        clause: Clause | None,
        evidence: tuple[Evidence, ...],
        severity: Severity,
        confidence: Confidence,
        direction: Direction,
        days: float | None,
    ) -> Finding:
        """A finding of a rule at a clause, or about what the whole contract lacks; without a fingerprint as yet."""
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
        regimes = self.regimes.names(self.contract.regime)
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

    def looked_for(self, rule: Rule, outcome: Outcome, reason: str, nearest: tuple[Span, ...] = ()) -> LookedFor:
        """What came of a rule, with its texts as they are where no words were found."""
        file = rule.file
        advice = self._advice(rule, rule.in_general)
        return LookedFor(rule.id, file.title, outcome, reason, nearest, file.name, file.category, file.severity, advice)

    def evidence(self, view: View, match: Match) -> list[Evidence]:
        """The words to quote of a match, and those of the definitions it needed."""
        passage = view.passage
        start, end = _whole_statement(view, match)
        if self.clauses[passage.clause].kind == "row":
            start = max(start, passage.own_start)
        spans = passage.spans(start, end) or (passage.own,)
        defined = [self.contract.passages[number].own for number in match.elsewhere]
        return [self.quoted(span) for span in (*spans, *defined)]

    def quoted(self, span: Span) -> Evidence:
        """The words of a span, or as many of them as make one piece of evidence."""
        text = self.contract.quote(span)
        if len(text) > MOST_EVIDENCE:
            cut = text.rfind(" ", 0, MOST_EVIDENCE)
            span = Span(span.start, span.start + (cut if cut > 0 else MOST_EVIDENCE), span.document)
            text = self.contract.quote(span)
        return Evidence(span, text)


def _whole_statement(view: View, match: Match) -> tuple[int, int]:
    """The tokens to quote: the match, out to the borders of the statements in it."""
    start, end = match.start, match.end
    low = view.passage.own_start if start >= view.passage.own_start else 0
    for said in view.propositions:
        if start <= said.act_start < end:
            return max(low, min(start, said.start)), max(end, said.end)
    return start, end


def numbered(findings: Sequence[Finding]) -> list[Finding]:
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
