"""Rules that look at the findings of others: what one covers, and what several make together (rulebook 6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from termscheck.engine.patterns import Compiled
from termscheck.engine.ruleset import Rule
from termscheck.engine.schema import Covered, Part
from termscheck.model import SEVERITIES, Finding

Said = Callable[[Compiled], bool]
"""Whether a pattern holds somewhere in the contract."""


def uncovered(findings: Sequence[Finding], rules: Sequence[Rule]) -> tuple[list[Finding], dict[str, str]]:
    """The findings that no other finding makes needless, and for each rule that lost all of its own why it did."""
    covering = {rule.id: rule.file.covered for rule in rules if rule.file.covered}
    kept: list[Finding] = []
    why: dict[str, str] = {}
    for finding in findings:
        by = next((one for one in covering.get(finding.rule, ()) if _covers(one, finding, findings)), None)
        if by is None:
            kept.append(finding)
        else:
            why[finding.rule] = by.because
    left = {finding.rule for finding in kept}
    return kept, {rule: reason for rule, reason in why.items() if rule not in left}


def _covers(covered: Covered, finding: Finding, findings: Sequence[Finding]) -> bool:
    return any(
        other.rule in covered.by and (covered.within == "contract" or _share_words(other, finding))
        for other in findings
    )


def _share_words(one: Finding, other: Finding) -> bool:
    return any(
        first.span.document == second.span.document
        and first.span.start < second.span.end
        and second.span.start < first.span.end
        for first in one.evidence
        for second in other.evidence
    ) or (one.clause is not None and one.clause == other.clause)


def combined(rule: Rule, findings: Sequence[Finding], said: Said) -> list[Finding] | str:
    """The findings that make up a combination, the most severe of each part; or which part is not there."""
    made: list[Finding] = []
    for part, (somewhere, nowhere) in zip(rule.file.combine or (), rule.parts, strict=True):
        if somewhere or nowhere:
            if (somewhere and not said(somewhere)) or (nowhere and said(nowhere)):
                return f"not so: {part.meaning}"
            continue
        there = [finding for finding in findings if _is_part(part, finding)]
        if not there:
            return f"not so: {part.meaning}"
        made.append(max(there, key=lambda finding: SEVERITIES.index(finding.severity)))
    return made


def _is_part(part: Part, finding: Finding) -> bool:
    severe = SEVERITIES.index(finding.severity) >= SEVERITIES.index(part.at_least)
    return finding.rule in (part.rules or ()) and severe


def marked(findings: Sequence[Finding], rule: str, parts: Sequence[Finding]) -> list[Finding]:
    """The findings, with those that are parts of a combination saying so; the first combination counts."""
    mine = {id(part) for part in parts}
    return [
        replace(finding, part_of=rule) if id(finding) in mine and not finding.part_of else finding
        for finding in findings
    ]
