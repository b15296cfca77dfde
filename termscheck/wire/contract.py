"""The shape of what was understood of a contract: `ContractDict` and all that it holds.

The docstring of a key is its description in the JSON Schema.
"""

from __future__ import annotations

from typing import Final, Literal, NotRequired

from typing_extensions import TypedDict  # pydantic reads no other before Python 3.12

from termscheck.model import (
    AsideKind,
    Choice,
    ClauseKind,
    Comparator,
    DefinitionForm,
    DocumentKind,
    Effect,
    Holder,
    Mode,
    QuantityKind,
    Role,
    View,
)

SCHEMA: Final = "termscheck.review/1"
"""Name and version of the format."""


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
