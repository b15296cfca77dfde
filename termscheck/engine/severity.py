"""How severe a match of a rule is, and the colour that findings give a contract (rulebook 1.4 and 1.5)."""

from __future__ import annotations

from collections.abc import Sequence

from termscheck.engine.ruleset import Rule
from termscheck.engine.views import Match, View
from termscheck.model import SEVERITIES, Finding, Rag, Severity


def severity_of(rule: Rule, view: View, match: Match, findings: Sequence[Finding]) -> Severity:
    """As the rule and its adjustments say, and a step lower where much had to be guessed."""
    severity = adjusted_severity(rule, match, adjusting(rule, view, match, findings))
    if match.guesses > 1:
        lower = SEVERITIES[max(0, SEVERITIES.index(severity) - 1)]
        return "high" if severity == "critical" else lower
    return severity


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
