"""How a review looks on the wire: `termscheck.review/1`, as typed dictionaries and as a JSON Schema.

Every position is a half-open range of characters of `Document.text`, with the number of its document. A consumer
must ignore keys it does not know: keys may be added within version 1, and are never renamed or given another meaning.

``python -m termscheck.wire`` writes the schema to ``reports/json/``.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NotRequired

from typing_extensions import TypedDict, is_typeddict  # pydantic reads no other before Python 3.12

from termscheck.content import bundled
from termscheck.errors import UsageError
from termscheck.exposure import wire as exposures
from termscheck.exposure.wire import ExposureDict
from termscheck.model import (
    Advice,
    AsideKind,
    Assumption,
    Authority,
    Choice,
    Clause,
    ClauseKind,
    Comparator,
    Confidence,
    Contract,
    Coverage,
    Definition,
    DefinitionForm,
    Direction,
    Document,
    DocumentKind,
    Effect,
    Evidence,
    FailOn,
    Finding,
    Holder,
    Ledger,
    LegalEffect,
    LookedFor,
    Mode,
    Notice,
    Outcome,
    Party,
    Passage,
    Place,
    Proposition,
    Protection,
    Quantity,
    QuantityKind,
    Rag,
    Review,
    Role,
    RuleSource,
    RunRange,
    Severity,
    Span,
    ToldBy,
    View,
    subjects,
)

if TYPE_CHECKING:
    from pydantic import TypeAdapter

SCHEMA: Final = "termscheck.review/1"
SCHEMA_FILE = "termscheck.review-1.schema.json"
MOST_BYTES = 200_000_000
"""Size of a report above which it is not read."""


class SpanDict(TypedDict):
    """Characters `[start, end)` of the text of document number `document`."""

    start: int
    """First character, from 0."""
    end: int
    """One past the last character."""
    document: int
    """Number of the document, from 0, in order of precedence; 0 when there is only one."""


class QuoteDict(SpanDict):
    """A span and the words that stand there."""

    text: str
    """The words, to the character."""


class PageBoxDict(TypedDict):
    """A printed line, or part of one, on a page of a PDF: in points, from the lower left corner of its user space."""

    page: int
    """Page from 1."""
    left: float
    """Left edge."""
    bottom: float
    """Lower edge; y goes up."""
    right: float
    """Right edge."""
    top: float
    """Upper edge."""


class RunRangeDict(TypedDict):
    """Characters `[start, end)` of a paragraph of a Word file, counted as they are read."""

    part: str
    """The part of the package, such as "word/document.xml"."""
    paragraph: int
    """Number of the paragraph (`w:p`) in the part, from 0."""
    start: int
    """First character in the paragraph, from 0."""
    end: int
    """One past the last character."""


class EvidenceDict(QuoteDict):
    """Words that decide, and where they stand in the file itself."""

    places: list[PageBoxDict | RunRangeDict]
    """The printed lines of a PDF, or the paragraphs of a Word file; empty for plain text."""


class RuleSourceDict(TypedDict):
    """A folder of rules that was applied."""

    folder: str
    """The folder as it was named to termscheck."""
    version: str
    """The version that the folder states."""
    sha256: str
    """Hash of its content."""
    changes: int
    """How many changes of rules it tells; a later report that has this one as its baseline tells the further ones."""


class ToolDict(TypedDict):
    """What made this object."""

    version: str
    """Version of termscheck."""
    rules: list[RuleSourceDict]
    """The rule folders, in the order in which they were applied."""


class OcrPageDict(TypedDict):
    """A page whose words were read by text recognition (OCR)."""

    page: int
    """Page from 1."""
    sure: int
    """How sure it is of the words, in per cent."""


class DocumentDict(TypedDict):
    """One file that was read."""

    name: str
    """File name, without its folder."""
    sha256: str
    """Hash of the file's bytes."""
    format: str
    """What the file is: "docx", "pdf", "text", or what LibreOffice turned into a Word file, such as "odt"."""
    kind: DocumentKind
    """The kind of contract, which decides which rules apply."""
    template: bool
    """True for a blank form whose names and figures are still to be filled in."""
    view: View
    """Whether tracked changes were read as accepted (final) or as rejected (original)."""
    pages: int | None
    """Number of pages; null where the format has none."""
    ocr: list[OcrPageDict]
    """Pages that are pictures, whose words were read by text recognition."""
    words: int
    """Number of words read."""
    chars: int
    """Length of the text in characters, so that positions can be compared between formats."""
    text: str
    """The words that were read: what every position counts."""
    text_sha256: str
    """Hash of the text in UTF-8: equal hashes mean that positions agree."""
    law: str
    """Governing law; empty when the contract does not say."""
    regime: str
    """Procurement regime; "unknown" when it could not be told."""


class PartyDict(TypedDict):
    """Who the contract is between, or who stands above it."""

    name: str
    """Name of the party."""
    labels: list[str]
    """What the text calls it."""
    role: Role
    """`us` does the work and is paid, `them` pays or passes work down, `above` is the authority over `them`."""
    evidence: list[QuoteDict]
    """The words that decided the role."""


class ClauseDict(SpanDict):
    """A clause with all its sub-clauses."""

    id: str
    """Unique in the contract and stable between runs."""
    label: str
    """As a lawyer cites it; empty for text without a number."""
    heading: str
    """Its heading; empty when it has none."""
    level: int
    """Depth in the outline, from 0."""
    parent: str | None
    """Id of the clause that it is part of; null at the top."""
    path: list[str]
    """The labels that lead to it, as printed: "12", "12.3", "(a)"."""
    kind: ClauseKind
    """What sort of text it is."""
    page: int | None
    """Page from 1 on which it starts; null where the format has no pages."""
    own: list[SpanDict]
    """Its own words, without a typed label and without its sub-clauses."""


class TopicDict(SpanDict):
    """The subject of a passage."""

    topic: str
    """Name of the topic."""
    clause: str
    """Id of the clause that the passage stands in."""


class DefinitionDict(QuoteDict):
    """A defined term, and the words that define it."""

    term: str
    """The defined term."""
    clause: str
    """Id of the clause that defines it."""
    form: DefinitionForm
    """How it is defined: in words, in a row of a table of definitions or of an order form, or in brackets."""
    target: str | None
    """Id of the clause that it refers to for its meaning; null where it gives the meaning itself."""
    uses: list[SpanDict]
    """Where the term is used, in any of the documents; empty where nothing uses it."""


class ReferenceDict(QuoteDict):
    """A pointer from one clause to another."""

    clause: str
    """Id of the clause that the pointer stands in."""
    target: str | None
    """Id of the clause pointed to; null when it leads nowhere."""
    label: str
    """What it points to, such as "schedule 2, 4.1": one member of the list or range that is printed."""
    outside: bool
    """Whether it points to a clause of another agreement, which was not supplied."""
    subjects: list[str]
    """What the clause pointed to is about: its heading, then those above it."""


class QuantityDict(QuoteDict):
    """A duration, date, percentage or sum."""

    kind: QuantityKind
    """What is measured."""
    value: float
    """In calendar days at the worst case, in per cent, or in the currency of `unit`; a date's ordinal, from 1 January
    of the year 1, or 0 where no year is printed."""
    unit: str
    """What was printed, such as "business days"; "fraction" and "times" are shares in per cent; ISO form of a date."""
    count: float | None
    """The number as printed: 20 of "20 Working Days"; null where none is ("twice", a date)."""
    least: float | None
    """Lower end of a range whose upper end is `value`, in the same unit; else null."""
    comparator: Comparator
    """Whether the words before make it a floor or a ceiling; empty when they do not."""
    per: list[str]
    """What it counts for: "claim", "event", "aggregate", "year", …"""
    of: str
    """What it is a share of, as printed; or a margin over, as in "above the base rate"."""
    choice: Choice
    """Whether the greater or the lesser of several quantities counts; empty when it stands alone."""
    among: SpanDict | None
    """The words that hold all the quantities among which is chosen."""
    clause: str
    """Id of the clause that it stands in."""


class ConditionDict(SpanDict):
    """An event that an act is tied to, or what is taken out of it."""

    effect: Effect
    """Whether the act needs it, is blocked by it, takes place despite it, or holds except for it."""


class MeasureDict(SpanDict):
    """A quantity that measures an act."""

    kind: str
    """"duration" in calendar days, "money" or "percentage"."""
    value: float
    """The normalised value."""


class ObligationDict(SpanDict):
    """One thing that the contract says a party must, may or must not do."""

    clause: str
    """Id of the clause that says it."""
    act: str
    """Class of the act, such as "pay"."""
    mode: Mode
    """Whether it is a duty, a right, a prohibition, a release or a statement."""
    bearer: Holder
    """Who must, may or must not."""
    counterparty: Holder
    """Whom it is done to."""
    negated: bool
    """True when the text says that it is not so."""
    act_words: SpanDict
    """The words that name the act."""
    conditions: list[ConditionDict]
    """What the act is tied to."""
    quantities: list[MeasureDict]
    """What measures it: calendar days, money, per cent."""


class AuthorityDict(TypedDict):
    """A statute, case, code or guide that a rule rests on."""

    code: str
    """Short name within the rules."""
    title: str
    """What it is."""
    says: str
    """What it says, in our words."""
    url: str
    """Where it was seen; text for a person, not to be fetched."""
    verified: str
    """How far the citation was checked, in words."""
    checked: str | None
    """The day on which it was last checked, as YYYY-MM-DD; null if never."""
    review_by: str | None
    """The day by which it is to be checked again, as YYYY-MM-DD."""


class AdviceDict(TypedDict):
    """What a rule tells the reader."""

    title: str
    """The finding in one line."""
    why: str
    """Why it matters, in plain English."""
    legal_effect_note: str
    """What the law makes of it."""
    suggest: str
    """Wording to propose instead."""
    negotiate: str
    """A sentence to say to the other side."""
    questions: list[str]
    """Questions to ask before signing."""
    authorities: list[AuthorityDict]
    """What the rule rests on."""
    ruinous: NotRequired[bool]
    """Whether it can by itself close an organisation: raised before equally severe findings."""


class SuppressedDict(TypedDict):
    """A person's decision to set a finding aside."""

    reason: str
    """Why."""
    by: str
    """Who decided."""
    until: str
    """The last day on which the decision holds, as YYYY-MM-DD."""


class ChangeDict(TypedDict):
    """Something that changed in a rule."""

    on: str
    """The day, as YYYY-MM-DD."""
    what: str
    """What changed, in a sentence."""


class FindingDict(TypedDict):
    """A term that is unfair to us, or a protection that the contract lacks."""

    rule: str
    """Id of the rule; never reused for another meaning."""
    name: str
    """Short name of the rule."""
    category: str
    """Group of rules that it belongs to."""
    severity: Severity
    """How bad it is for us."""
    confidence: Confidence
    """How sure the reading is."""
    legal_effect: LegalEffect
    """What a court would probably make of it: unfair and unlawful are two questions."""
    direction: Direction
    """Whom the term burdens."""
    clause: str | None
    """Id of the clause; null for a missing protection and where several clauses act together."""
    clause_label: str
    """The clause as a lawyer cites it; empty when there is none."""
    page: int | None
    """Page from 1; null where the format has no pages."""
    missing: bool
    """True when the finding is that something is not there; the evidence is then what came nearest."""
    message: str
    """One sentence about this contract."""
    evidence: list[EvidenceDict]
    """The words that carry the meaning: a sentence or less each."""
    values: dict[str, float | str]
    """Quantities and names that the rule read."""
    advice: AdviceDict
    """Why it matters and what to ask for."""
    fingerprint: str
    """Stays the same when clauses are renumbered."""
    suppressed: SuppressedDict | None
    """Null where no person has decided to set the finding aside. One that is gives no colour and no exit code."""
    known: bool
    """True when the baseline had the finding already; such a finding gives no exit code."""
    part_of: str | None
    """The rule on a combination of findings that this one is a part of; null where it stands alone."""
    rule_changes: list[ChangeDict]
    """What has changed in the rule since the baseline, or since the decision that sets the finding aside."""


class ProtectionDict(TypedDict):
    """A term found that helps us."""

    rule: str
    """Id of the rule that recognised it."""
    clause: str
    """Id of the clause."""
    evidence: list[EvidenceDict]
    """The words that give the protection."""
    message: str
    """One sentence about this contract."""


class LookedForDict(TypedDict):
    """What became of a rule in this contract."""

    rule: str
    """Id of the rule."""
    title: str
    """What the rule looks for."""
    outcome: Outcome
    """Whether it fired, looked and found nothing, or does not apply."""
    reason: str
    """Why, where there is something to say."""
    nearest: list[QuoteDict]
    """The passages that came closest."""


class AsideDict(TypedDict):
    """Words in a file that are no words of the contract."""

    kind: AsideKind
    """What they are."""
    text: str
    """The words; of lines that differ in a figure only, the first."""
    times: int
    """How often they come."""
    pages: list[int]
    """The pages they stand on, from 1; empty where the format has no pages."""
    by: str
    """Who wrote the comment or made the change; empty where that is not known."""


class LedgerDict(TypedDict):
    """What became of the words of one file."""

    name: str
    """File name, without its folder."""
    counts: dict[str, int]
    """Paragraphs, tables, notes, tracked changes … read."""
    set_aside: list[AsideDict]
    """What was read and left out of the contract's text."""
    unread: list[str]
    """Plain sentences naming what was not read or is doubtful."""


class CoverageDict(TypedDict):
    """The ledger of what was read and checked."""

    ledgers: list[LedgerDict]
    """One for each file, in order of precedence."""

    counts: dict[str, int]
    """Paragraphs, tables, notes, tracked changes … read, over all documents."""
    clauses: int
    """Number of clauses recognised."""
    passages: int
    """Number of sentences that the rules saw."""
    rules_applied: int
    """Number of rules that were tried; 0 for `extract`."""
    unread: list[str]
    """Plain sentences naming what was not read or is doubtful; empty when everything was read."""


class NoticeDict(TypedDict):
    """Something that could not be read, resolved or checked."""

    code: str
    """Kind of notice."""
    message: str
    """One sentence."""
    material: bool
    """True when words of the contract may not have been checked."""
    pages: list[int]
    """The pages concerned, from 1; empty when it is not about pages."""


class ProfileDict(TypedDict):
    """The choice of rules and figures that was applied."""

    name: str
    """Name of the profile."""
    meaning: str
    """For whom it is and how it differs, in words."""
    fail_on: FailOn
    """The least severity that it lets make the exit code 1."""


class AssumptionDict(TypedDict):
    """What the law was taken to be where the words of a clause do not decide it."""

    switch: str
    """What was to be decided: the procurement regime, the nation, a setting …"""
    value: str
    """How it was decided; "unknown" when nothing decided it."""
    told_by: ToldBy
    """Who said so: the user, the text of the contract, the profile, or nobody (default)."""
    says: str
    """What follows from it, in words."""
    evidence: list[QuoteDict]
    """The words that decided."""


class BaselineDict(TypedDict):
    """The earlier review that findings were compared with."""

    name: str
    """File name of the earlier review."""
    gone: int
    """How many of its findings are no more."""


class ContractDict(TypedDict):
    """What termscheck understood of a contract: the result of `extract`."""

    schema: Literal["termscheck.review/1"]
    """Name and version of this format."""
    tool: ToolDict
    """What made this object."""
    document: DocumentDict
    """The first document."""
    documents: NotRequired[list[DocumentDict]]
    """All documents in order of precedence; absent when there is only one."""
    parties: list[PartyDict]
    """Who is who."""
    clauses: list[ClauseDict]
    """All clauses, in the order of the text; parents before their children."""
    topics: list[TopicDict]
    """Subjects of passages."""
    definitions: list[DefinitionDict]
    """Defined terms."""
    references: list[ReferenceDict]
    """Cross-references."""
    quantities: list[QuantityDict]
    """Durations, percentages and sums."""
    obligations: list[ObligationDict]
    """What each side must, may or must not do."""
    coverage: CoverageDict
    """What was read and checked."""
    notices: list[NoticeDict]
    """What could not be read, resolved or checked."""


class ReviewDict(ContractDict):
    """The result of a check."""

    findings: list[FindingDict]
    """Unfair terms and missing protections."""
    protections: list[ProtectionDict]
    """Good terms found; never among the findings."""
    looked_for: list[LookedForDict]
    """What became of every rule."""
    rag: Rag
    """Red, amber or green. Green means that no listed unfair term was found, never that the contract is safe."""
    rag_reason: str
    """Why, in a sentence."""
    profile: ProfileDict
    """The profile that was applied."""
    assumptions: list[AssumptionDict]
    """What the law was taken to be."""
    baseline: BaselineDict | None
    """The earlier review that findings were compared with; null for none."""
    overdue: list[str]
    """Codes of the authorities that findings rest on and that were to be checked again before the day of the check."""
    exposure: NotRequired[ExposureDict | None]
    """What the contract would cost; null where nobody is paid under it, absent in older reports."""


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


def read_report(path: Path) -> dict[str, Any]:
    """A JSON report as it was kept, whatever it holds. Raises `UsageError` for a file that is none."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UsageError(f"{path} is too big to be a report.")
        told = json.loads(path.read_bytes())
    except OSError as problem:
        raise UsageError(f"{path} cannot be read: {problem.strerror}.") from None
    except (ValueError, RecursionError):
        raise UsageError(f"{path} is not JSON: name a report that check --format json wrote.") from None
    if not isinstance(told, dict) or told.get("schema") != SCHEMA or not isinstance(told.get("findings"), list):
        raise UsageError(f"{path} is not a review of termscheck: name a report that check --format json wrote.")
    return told


def read_review(path: Path) -> ReviewDict:
    """A review that was kept as JSON, every part of it as it should be. Raises `UsageError`."""
    from pydantic import ValidationError

    told = read_report(path)
    try:
        return _adapter().validate_python(told)
    except ValidationError as problem:
        where = ".".join(map(str, problem.errors(include_url=False)[0]["loc"]))
        raise UsageError(f"{path} is not a whole review (see {where}): check the contract again.") from None


@cache
def _adapter() -> TypeAdapter[ReviewDict]:
    from pydantic import TypeAdapter

    return TypeAdapter(ReviewDict)


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
        "topics": [{"topic": topic.topic, "clause": topic.clause, **_span(topic.span)} for topic in contract.topics],
        "definitions": [_definition(contract, definition) for definition in contract.definitions],
        "references": _references(contract),
        "quantities": [_quantity(contract, quantity) for quantity in contract.quantities],
        "obligations": [_obligation(contract, proposition) for proposition in contract.propositions],
        "coverage": _coverage(coverage),
        "notices": [_notice(notice) for notice in notices],
    }
    if len(documents) > 1:
        result["documents"] = documents
    return result


def _span(span: Span) -> SpanDict:
    return {"start": span.start, "end": span.end, "document": span.document}


def _quote(contract: Contract, span: Span) -> QuoteDict:
    return {**_span(span), "text": contract.quote(span)}


def _evidence(evidence: Sequence[Evidence]) -> list[EvidenceDict]:
    return [
        {**_span(piece.span), "text": piece.text, "places": [_place(place) for place in piece.places]}
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
        "own": [_span(piece) for piece in clause.own],
        **_span(clause.span),
    }


def _definition(contract: Contract, definition: Definition) -> DefinitionDict:
    return {
        "term": definition.term,
        "clause": definition.clause,
        "form": definition.form,
        "target": definition.target,
        "uses": [_span(use) for use in definition.uses],
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
        "among": _span(quantity.among) if quantity.among else None,
        "clause": quantity.clause,
        **_quote(contract, quantity.span),
    }


def _obligation(contract: Contract, proposition: Proposition) -> ObligationDict:
    passage = contract.passages[proposition.passage]
    start, end = proposition.start, proposition.end
    # of a statement that begins in the lead-in of a list, the part in the item itself tells it from its siblings
    own = passage.spans(max(start, passage.own_start), min(end, passage.own_end))
    span = (own or passage.spans(start, end))[0]
    return {
        "clause": passage.clause,
        "act": proposition.act,
        "mode": proposition.mode,
        "bearer": proposition.bearer,
        "counterparty": proposition.counterparty,
        "negated": proposition.negated,
        "act_words": _words_of(passage, proposition.act_start, proposition.act_end),
        "conditions": [
            {"effect": gate.effect, **_words_of(passage, gate.start, gate.end)}
            for gate in proposition.gates
            if gate.start < gate.end
        ],
        "quantities": [
            {"kind": hit.vocabulary, "value": hit.value, **_words_of(passage, hit.start, hit.end)}
            for hit in proposition.quantities
        ],
        **_span(span),
    }


def _words_of(passage: Passage, start: int, end: int) -> SpanDict:
    """Tokens of a passage as a span; of words in several pieces of the text the last."""
    return _span(passage.spans(start, end)[-1])


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


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a review; its `#/$defs/ContractDict` is that of `extract`."""
    # only this needs pydantic, and the check of a short contract is over before it is loaded
    from pydantic import TypeAdapter, with_config

    shapes = [value for value in (globals() | vars(exposures)).values() if is_typeddict(value)]
    for shape in shapes:
        with_config(use_attribute_docstrings=True)(shape)
    _, schema = TypeAdapter.json_schemas(
        [("review", "serialization", TypeAdapter(ReviewDict)), ("extract", "serialization", TypeAdapter(ContractDict))]
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:termscheck:review:1",
        "title": SCHEMA,
        "$ref": "#/$defs/ReviewDict",
        "$defs": schema["$defs"],
    }


def schema_text() -> str:
    """The schema as `reports/json/` keeps it."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the schema into the reports folder of this checkout."""
    path = bundled("reports") / "json" / SCHEMA_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(schema_text(), encoding="utf-8", newline="\n")
    sys.stderr.write(f"wrote {path}\n")


if __name__ == "__main__":
    main()
