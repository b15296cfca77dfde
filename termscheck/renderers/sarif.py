"""The review as SARIF 2.1.0, the format in which code checkers report, so that their tools can show and track it.

Positions are characters of the text of a contract as it is read. Of a Word file or PDF that text is an artifact of its
own, which is included, since SARIF has no text positions in such files; its name is the file's with ".txt" added, and
`termscheck extract FILE --format text` writes it. A partial fingerprint `termscheckFinding/v1` is the finding's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from termscheck.model import Contract, Document, Evidence, Finding, LookedFor, Notice, Review, Severity, Span
from termscheck.places import Places
from termscheck.readers.office import OFFICE
from termscheck.renderers import json
from termscheck.renderers.markdown import escaped
from termscheck.words import visible

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "termscheckFinding/v1"
LEVELS: Mapping[Severity, str] = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
RANKS: Mapping[Severity, float] = {"critical": 90.0, "high": 70.0, "medium": 40.0, "low": 10.0}
"""How much a result matters, out of 100."""
MIME_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "text": "text/plain",
    **{kind.name: kind.mime for kind in OFFICE},
}

Object = dict[str, Any]


def render(review: Review) -> bytes:
    """One run, in UTF-8."""
    driver = {
        "name": "termscheck",
        "semanticVersion": review.tool_version,
        "shortDescription": {"text": "Finds terms in a sub-contract that are unfair to whoever does the work."},
        "rules": [_rule(entry) for entry in review.looked_for],
        "properties": {
            "profile": review.profile.name,
            "ruleFolders": [
                {"folder": source.folder, "version": source.version, "sha256": source.sha256}
                for source in review.rule_sources
            ],
        },
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\n"],
        "artifacts": [artifact for document in review.contract.documents for artifact in _artifacts(document)],
        "invocations": [
            {
                "executionSuccessful": review.fully_read,
                "toolExecutionNotifications": [_notification(notice) for notice in review.notices],
            }
        ],
        "results": _results(review),
    }
    return json.dump({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def plain(text: str) -> str:
    """Text for a message, in which braces would name arguments and square brackets with round ones be a link."""
    return visible(text).replace("{", "{{").replace("}", "}}").replace("](", "] (")


# --- rules ------------------------------------------------------------------------------------------------


def _rule(entry: LookedFor) -> Object:
    told: Object = {
        "id": entry.rule,
        "shortDescription": {"text": entry.title},
        "defaultConfiguration": {"level": LEVELS[entry.severity], "rank": RANKS[entry.severity]},
        "properties": {"tags": [entry.category] if entry.category else [], "severity": entry.severity},
    }
    if entry.name:
        told["name"] = "".join(word.capitalize() for word in entry.name.split("-"))
    if advice := entry.advice:
        sections = {
            "Why it matters": advice.why,
            "What the law makes of it": advice.legal_effect_note,
            "What you could say": advice.negotiate,
            "Wording to propose": advice.suggest,
            "What it rests on": "; ".join(authority.title for authority in advice.authorities),
        }
        kept = {heading: said for heading, said in sections.items() if said}
        told["fullDescription"] = {"text": plain(advice.why)}
        told["help"] = {
            "text": plain("\n\n".join(f"{heading}: {said}" for heading, said in kept.items())),
            "markdown": "\n\n".join(f"**{heading}.** {_markdown(said)}" for heading, said in kept.items()),
        }
    else:
        told["help"] = {"text": plain(entry.title)}
    return told


def _markdown(text: str) -> str:
    return str(escaped(text)).replace("{", "{{").replace("}", "}}")


# --- files ------------------------------------------------------------------------------------------------


def _artifacts(document: Document) -> list[Object]:
    """The file, and its text where that is not the file itself."""
    file = {
        "location": {"uri": _uri(document)},
        "mimeType": MIME_TYPES[document.format],
        "hashes": {"sha-256": document.sha256},
        "roles": ["analysisTarget"],
    }
    if document.format == "text":
        return [file | {"encoding": "utf-8"}]
    text = document.text.encode("utf-8", "surrogatepass")
    return [
        file,
        {
            "location": {"uri": _uri_of_text(document)},
            "description": {"text": plain(f"The words of {document.name} as they were read.")},
            "mimeType": "text/plain",
            "encoding": "utf-8",
            "hashes": {"sha-256": hashlib.sha256(text).hexdigest()},
            "roles": ["resultFile"],
            "contents": {"text": document.text},
        },
    ]


def _uri(document: Document) -> str:
    return quote(document.name.encode("utf-8", "surrogatepass"))


def _uri_of_text(document: Document) -> str:
    return _uri(document) if document.format == "text" else _uri(document) + ".txt"


def _artifact(contract: Contract, wanted: int, text: bool) -> Object:
    """A reference to the file of document number `wanted`, or to its text."""
    index = sum(1 if document.format == "text" else 2 for document in contract.documents[:wanted])
    document = contract.documents[wanted]
    if not text or document.format == "text":
        return {"uri": _uri(document), "index": index}
    return {"uri": _uri_of_text(document), "index": index + 1}


# --- results ----------------------------------------------------------------------------------------------


def _results(review: Review) -> list[Object]:
    places, rules = Places(review.contract), [entry.rule for entry in review.looked_for]
    return [_result(review, places, rules, finding) for finding in review.findings]


def _result(review: Review, places: Places, rules: Sequence[str], finding: Finding) -> Object:
    contract = review.contract
    evidence = _own_first(places, finding)
    number = evidence[0].span.document if evidence else 0
    result: Object = {
        "ruleId": finding.rule,
        "level": LEVELS[finding.severity],
        "rank": RANKS[finding.severity],
        "message": {"text": plain(finding.message)},
        "locations": [_location(places, evidence[0]) if evidence else _whole(contract)],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
        "suppressions": _suppressions(finding),
        "properties": {
            "severity": finding.severity,
            "confidence": finding.confidence,
            "legalEffect": finding.legal_effect,
            "direction": finding.direction,
            "missing": finding.missing,
            "wordingToPropose": finding.advice.suggest,
        },
    }
    if finding.rule in rules:
        result["ruleIndex"] = rules.index(finding.rule)
    if evidence and contract.documents[number].format != "text":
        result["analysisTarget"] = _artifact(contract, number, text=False)
    if evidence[1:]:
        related = dict.fromkeys(piece.span for piece in evidence[1:])
        by_span = {piece.span: piece for piece in evidence}
        result["relatedLocations"] = [_location(places, by_span[span]) for span in related]
    if review.baseline is not None:
        result["baselineState"] = "unchanged" if finding.known else "new"
    return result


def _own_first(places: Places, finding: Finding) -> list[Evidence]:
    own = places.clause(finding.clause)
    return sorted(finding.evidence, key=lambda piece: not (own and own.span.contains(piece.span)))


def _location(places: Places, piece: Evidence) -> Object:
    contract, span = places.contract, piece.span
    text = contract.documents[span.document].text
    location: Object = {
        "physicalLocation": {
            "artifactLocation": _artifact(contract, span.document, text=True),
            "region": _region(text, span),
        }
    }
    if clause := places.around(span):
        location["logicalLocations"] = [{"name": visible(places.name(span)), "fullyQualifiedName": visible(clause.id)}]
    return location


def _whole(contract: Contract) -> Object:
    return {"physicalLocation": {"artifactLocation": _artifact(contract, 0, text=False)}}


def _region(text: str, span: Span) -> Object:
    return {
        "startLine": text.count("\n", 0, span.start) + 1,
        "startColumn": span.start - text.rfind("\n", 0, span.start),
        "endLine": text.count("\n", 0, span.end) + 1,
        "endColumn": span.end - text.rfind("\n", 0, span.end),
        "charOffset": span.start,
        "charLength": span.end - span.start,
        "snippet": {"text": text[span.start : span.end]},
    }


def _suppressions(finding: Finding) -> list[Object]:
    if finding.suppressed is None:
        return []
    decision = finding.suppressed
    justification = visible(decision.reason)
    return [
        {
            "kind": "external",
            "status": "accepted",
            "justification": justification,
            "properties": {"by": decision.by, "until": decision.until},
        }
    ]


def _notification(notice: Notice) -> Object:
    told: Object = {
        "descriptor": {"id": notice.code},
        "level": "error" if notice.material else "note",
        "message": {"text": plain(notice.message)},
    }
    if notice.pages:
        told["properties"] = {"pages": list(notice.pages)}
    return told
