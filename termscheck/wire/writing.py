"""Turns a review, or what was understood of a contract, into typed dictionaries ready for JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from termscheck.collector import paused
from termscheck.exposure import wire as exposures
from termscheck.model import (
    Advice,
    Assumption,
    Authority,
    Clause,
    Contract,
    Coverage,
    Definition,
    Document,
    Evidence,
    Finding,
    Ledger,
    LookedFor,
    Notice,
    Party,
    Place,
    Protection,
    Quantity,
    Review,
    RuleSource,
    RunRange,
    Span,
    subjects,
)
from termscheck.wire.contract import (
    SCHEMA,
    ClauseDict,
    ContractDict,
    CoverageDict,
    DefinitionDict,
    DocumentDict,
    EvidenceDict,
    LedgerDict,
    NoticeDict,
    PageBoxDict,
    PartyDict,
    QuantityDict,
    QuoteDict,
    ReferenceDict,
    RuleSourceDict,
    RunRangeDict,
)
from termscheck.wire.obligations import obligations, span_to_dict
from termscheck.wire.review import (
    AdviceDict,
    AssumptionDict,
    AuthorityDict,
    FindingDict,
    LookedForDict,
    ProtectionDict,
    ReviewDict,
)


@paused()  # tens of thousands of small dictionaries, among which no cycles arise
def review_to_dict(review: Review) -> ReviewDict:
    """The review as `termscheck.review/1`, ready for `json.dumps`."""
    contract = review.contract
    understood = contract_to_dict(
        contract,
        tool_version=review.tool_version,
        coverage=review.coverage,
        notices=review.notices,
        rule_sources=review.rule_sources,
    )
    return {
        **understood,
        "findings": [_finding(finding) for finding in review.findings],
        "protections": [_protection(protection) for protection in review.protections],
        "looked_for": [_looked_for(contract, entry) for entry in review.looked_for],
        "rag": review.rag,
        "rag_reason": review.rag_reason,
        "profile": {
            "name": review.profile.name,
            "meaning": review.profile.meaning,
            "fail_on": review.profile.fail_on,
        },
        "assumptions": [_assumption(contract, one) for one in review.assumptions],
        "baseline": {"name": review.baseline.name, "gone": review.baseline.gone} if review.baseline else None,
        "overdue": list(review.overdue),
        "exposure": exposures.of_review(review),
    }


def contract_to_dict(
    contract: Contract,
    *,
    tool_version: str,
    coverage: Coverage,
    notices: Sequence[Notice],
    rule_sources: Sequence[RuleSource] = (),
) -> ContractDict:
    """What was understood of a contract: a review without findings, protections, `looked_for` and `rag`."""
    documents = [_document(contract, document) for document in contract.documents]
    result: ContractDict = {
        "schema": SCHEMA,
        "tool": {"version": tool_version, "rules": [_rule_source(source) for source in rule_sources]},
        "document": documents[0],
        "parties": [_party(contract, party) for party in contract.parties],
        "clauses": [_clause(clause) for clause in contract.clauses],
        "topics": [
            {"topic": topic.topic, "clause": topic.clause, **span_to_dict(topic.span)} for topic in contract.topics
        ],
        "definitions": [_definition(contract, definition) for definition in contract.definitions],
        "references": _references(contract),
        "quantities": [_quantity(contract, quantity) for quantity in contract.quantities],
        "obligations": obligations(contract),
        "coverage": _coverage(coverage),
        "notices": [_notice(notice) for notice in notices],
    }
    if len(documents) > 1:
        result["documents"] = documents
    return result


def _quote(contract: Contract, span: Span) -> QuoteDict:
    return {**span_to_dict(span), "text": contract.quote(span)}


def _evidence(evidence: Sequence[Evidence]) -> list[EvidenceDict]:
    return [
        {**span_to_dict(piece.span), "text": piece.text, "places": [_place(place) for place in piece.places]}
        for piece in evidence
    ]


def _place(place: Place) -> PageBoxDict | RunRangeDict:
    if isinstance(place, RunRange):
        return {"part": place.part, "paragraph": place.paragraph, "start": place.start, "end": place.end}
    return {
        "page": place.page,
        "left": place.left,
        "bottom": place.bottom,
        "right": place.right,
        "top": place.top,
    }


def _rule_source(source: RuleSource) -> RuleSourceDict:
    return {
        "folder": source.folder,
        "version": source.version,
        "sha256": source.sha256,
        "changes": source.changes,
    }


def _document(contract: Contract, document: Document) -> DocumentDict:
    # a lone surrogate, which no reader should let through, must not cost the whole report
    text = document.text.encode("utf-8", "surrogatepass")
    return {
        "name": document.name,
        "sha256": document.sha256,
        "format": document.format,
        "kind": contract.kind,
        "template": contract.template,
        "view": document.view,
        "pages": document.pages,
        "ocr": [{"page": page, "sure": sure} for page, sure in sorted(document.ocr.items())],
        "words": document.words,
        "chars": len(document.text),
        "text": document.text,
        "text_sha256": hashlib.sha256(text).hexdigest(),
        "law": contract.law,
        "regime": contract.regime,
    }


def _party(contract: Contract, party: Party) -> PartyDict:
    return {
        "name": party.name,
        "labels": list(party.labels),
        "role": party.role,
        "evidence": [_quote(contract, span) for span in party.evidence],
    }


def _clause(clause: Clause) -> ClauseDict:
    return {
        "id": clause.id,
        "label": clause.label,
        "heading": clause.heading,
        "level": clause.level,
        "parent": clause.parent,
        "path": list(clause.path),
        "kind": clause.kind,
        "page": clause.page,
        "own": [span_to_dict(piece) for piece in clause.own],
        **span_to_dict(clause.span),
    }


def _definition(contract: Contract, definition: Definition) -> DefinitionDict:
    return {
        "term": definition.term,
        "clause": definition.clause,
        "form": definition.form,
        "target": definition.target,
        "uses": [span_to_dict(use) for use in definition.uses],
        **_quote(contract, definition.span),
    }


def _references(contract: Contract) -> list[ReferenceDict]:
    clauses = {clause.id: clause for clause in contract.clauses}
    return [
        {
            "clause": reference.clause,
            "target": reference.target,
            "label": reference.label,
            "outside": reference.outside,
            "subjects": list(subjects(clauses, reference.target)) if reference.target else [],
            **_quote(contract, reference.span),
        }
        for reference in contract.references
    ]


def _quantity(contract: Contract, quantity: Quantity) -> QuantityDict:
    return {
        "kind": quantity.kind,
        "value": quantity.value,
        "unit": quantity.unit,
        "count": quantity.count,
        "least": quantity.least,
        "comparator": quantity.comparator,
        "per": list(quantity.per),
        "of": quantity.of,
        "choice": quantity.choice,
        "among": span_to_dict(quantity.among) if quantity.among else None,
        "clause": quantity.clause,
        **_quote(contract, quantity.span),
    }


def _assumption(contract: Contract, assumption: Assumption) -> AssumptionDict:
    return {
        "switch": assumption.switch,
        "value": assumption.value,
        "told_by": assumption.told_by,
        "says": assumption.says,
        "evidence": [_quote(contract, span) for span in assumption.evidence],
    }


def _finding(finding: Finding) -> FindingDict:
    aside = finding.suppressed
    return {
        "rule": finding.rule,
        "name": finding.name,
        "category": finding.category,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "legal_effect": finding.legal_effect,
        "direction": finding.direction,
        "clause": finding.clause,
        "clause_label": finding.clause_label,
        "page": finding.page,
        "missing": finding.missing,
        "message": finding.message,
        "evidence": _evidence(finding.evidence),
        "values": dict(finding.values),
        "advice": _advice(finding.advice),
        "fingerprint": finding.fingerprint,
        "suppressed": {"reason": aside.reason, "by": aside.by, "until": aside.until} if aside else None,
        "known": finding.known,
        "part_of": finding.part_of or None,
        "rule_changes": [{"on": change.on.isoformat(), "what": change.what} for change in finding.rule_changes],
    }


def _advice(advice: Advice) -> AdviceDict:
    return {
        "title": advice.title,
        "why": advice.why,
        "legal_effect_note": advice.legal_effect_note,
        "suggest": advice.suggest,
        "negotiate": advice.negotiate,
        "questions": list(advice.questions),
        "authorities": [_authority(authority) for authority in advice.authorities],
        "ruinous": advice.ruinous,
    }


def _authority(authority: Authority) -> AuthorityDict:
    return {
        "code": authority.code,
        "title": authority.title,
        "says": authority.says,
        "url": authority.url,
        "verified": authority.verified,
        "checked": authority.checked.isoformat() if authority.checked else None,
        "review_by": authority.review_by.isoformat() if authority.review_by else None,
    }


def _protection(protection: Protection) -> ProtectionDict:
    return {
        "rule": protection.rule,
        "clause": protection.clause,
        "evidence": _evidence(protection.evidence),
        "message": protection.message,
    }


def _looked_for(contract: Contract, entry: LookedFor) -> LookedForDict:
    return {
        "rule": entry.rule,
        "title": entry.title,
        "outcome": entry.outcome,
        "reason": entry.reason,
        "nearest": [_quote(contract, span) for span in entry.nearest],
    }


def _coverage(coverage: Coverage) -> CoverageDict:
    return {
        "ledgers": [_ledger(ledger) for ledger in coverage.ledgers],
        "counts": coverage.counts,
        "clauses": coverage.clauses,
        "passages": coverage.passages,
        "rules_applied": coverage.rules_applied,
        "unread": list(coverage.unread),
    }


def _ledger(ledger: Ledger) -> LedgerDict:
    return {
        "name": ledger.name,
        "counts": dict(ledger.counts),
        "set_aside": [
            {"kind": one.kind, "text": one.text, "times": one.times, "pages": list(one.pages), "by": one.by}
            for one in ledger.asides
        ],
        "unread": list(ledger.unread),
    }


def _notice(notice: Notice) -> NoticeDict:
    return {
        "code": notice.code,
        "message": notice.message,
        "material": notice.material,
        "pages": list(notice.pages),
    }
