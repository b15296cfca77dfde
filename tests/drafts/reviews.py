"""Small reviews made by hand: clauses, and findings in them, without an engine."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from termscheck.model import (
    Advice,
    Clause,
    Contract,
    Coverage,
    Document,
    Evidence,
    Finding,
    Ledger,
    Notice,
    Party,
    Protection,
    Reference,
    Review,
    RuleSource,
    Severity,
    Span,
    Suppression,
)


class Flaw(NamedTuple):
    """A finding: a rule, how severe it is, and the words of the clause that it quotes (all of them if empty)."""

    rule: str
    severity: Severity
    clause: str | None
    words: str = ""
    set_aside: bool = False


def review_of(
    clauses: Mapping[str, str],
    flaws: Sequence[Flaw] = (),
    protections: Mapping[str, str] | None = None,
    references: Mapping[str, str] | None = None,
    notices: tuple[Notice, ...] = (),
    name: str = "draft.docx",
    us: str = "Partner",
    rules: str = "c0ffee",
) -> Review:
    """A review of a contract whose clauses are its lines.

    `protections` says which clause each rule found to help us; `references` which clause each printed reference means.
    """
    text = "".join(f"{words}\n" for words in clauses.values())
    made: list[Clause] = []
    at = 0
    for label, words in clauses.items():
        span = Span(at, at + len(words))
        made.append(Clause(label, label, span, (span,), kind="operative", path=(label,)))
        at += len(words) + 1
    document = Document(name, "docx", hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), text, ())
    pointers = tuple(
        Reference(Span(start, start + len(printed)), clause.id, target)
        for printed, target in (references or {}).items()
        for clause in made
        for start in _places(text, printed, clause.span)
    )
    by_label = {clause.label: clause for clause in made}
    found = tuple(_finding(number, flaw, by_label, text) for number, flaw in enumerate(flaws))
    good = tuple(
        Protection(rule, label, (_evidence(by_label[label].span, text),), f"Clause {label} helps you.")
        for rule, label in (protections or {}).items()
    )
    return Review(
        tool_version="0",
        rule_sources=(RuleSource("rules", "1", rules),),
        contract=Contract(
            (document,), tuple(made), parties=(Party("The Owl Trust", (us,), "us"),), references=pointers
        ),
        findings=found,
        protections=good,
        looked_for=(),
        rag="red" if any(flaw.severity == "critical" for flaw in flaws) else "amber" if flaws else "green",
        rag_reason=f"{len(flaws)} findings.",
        coverage=Coverage((Ledger(name, {"words": len(text.split())}),), len(made), len(made), 1),
        notices=notices,
    )


def _places(text: str, printed: str, within: Span) -> list[int]:
    start = text.find(printed, within.start, within.end)
    return [] if start < 0 else [start]


def _evidence(span: Span, text: str) -> Evidence:
    return Evidence(span, text[span.start : span.end])


def _finding(number: int, flaw: Flaw, clauses: Mapping[str, Clause], text: str) -> Finding:
    clause = clauses[flaw.clause] if flaw.clause else None
    quoted = ()
    if clause:
        start = text.index(flaw.words, clause.span.start) if flaw.words else clause.span.start
        quoted = (_evidence(Span(start, start + len(flaw.words)) if flaw.words else clause.span, text),)
    words = " ".join(one.text for one in quoted)
    return Finding(
        rule=flaw.rule,
        name="a-name",
        category="payment",
        severity=flaw.severity,
        confidence="high",
        legal_effect="policy-breach",
        direction="against_us",
        message=f"It is {flaw.rule}.",
        advice=Advice(f"Title of {flaw.rule}", "Why.", "", "Suggest.", "Say.", (), ()),
        fingerprint=hashlib.sha256(f"{flaw.rule}\0{words}".encode("utf-8", "surrogatepass")).hexdigest()[:20],
        clause=clause.id if clause else None,
        clause_label=clause.label if clause else "",
        missing=clause is None,
        evidence=quoted,
        suppressed=Suppression("We can live with it.", "Amina", "2030-01-01") if flaw.set_aside else None,
    )
