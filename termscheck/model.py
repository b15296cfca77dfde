"""The types that cross module borders, in the order in which the data flows.

::

    files ─read─▶ Document ─segment─▶ Clause ─annotate─▶ Contract ─check─▶ Finding ─▶ Review ─render─▶ html …

All are frozen. Every position in the program is a `Span`: half-open character offsets into
`Document.text`, which a reader builds once and nobody edits. spaCy objects never leave the step that
made them. This module imports nothing of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from termscheck.exposure.model import Inputs
    from termscheck.wire.review import ReviewDict

BlockKind = Literal["paragraph", "heading", "list-item", "cell", "footnote", "endnote", "text-box"]
ClauseKind = Literal[
    "title", "parties", "recital", "definition", "operative", "schedule", "row", "note", "signature", "text"
]
DocumentKind = Literal[
    "sub-contract", "framework", "call-off", "direct-contract", "grant", "nda", "annex", "contract", "unknown"
]
Role = Literal["us", "them", "above", "other", "undecided"]
Holder = Literal["us", "them", "above", "other", "both", "unknown"]
Mode = Literal["duty", "right", "prohibition", "release", "state"]
Effect = Literal["needs", "blocked", "despite", "except"]
QuantityKind = Literal["duration", "date", "percentage", "money"]
Comparator = Literal["", "at least", "at most", "more than", "less than"]
Choice = Literal["", "greater", "lesser"]
DefinitionForm = Literal["words", "table", "row", "inline"]
Severity = Literal["critical", "high", "medium", "low"]
Confidence = Literal["high", "medium", "low"]
Direction = Literal["against_us", "mutual", "unknown"]
LegalEffect = Literal[
    "no-effect-by-statute",
    "probably-void",
    "reasonableness-test",
    "penalty-risk",
    "enforceable-but-unfair",
    "policy-breach",
]
Outcome = Literal["fired", "quiet", "not-applicable"]
FailOn = Severity | Literal["never"]
"""The least severity that makes the exit code 1."""
ToldBy = Literal["user", "text", "profile", "default"]
"""Who says what a regime switch stands at."""
View = Literal["final", "original"]
"""Tracked changes taken as accepted (final) or as rejected (original)."""
AsideKind = Literal["running-line", "page-number", "header", "footer", "contents", "comment", "deletion", "insertion"]
Rag = Literal["red", "amber", "green"]

Progress = Callable[[str, int, int], None]
"""Called with a stage in words ("Reading page"), how much of it is done and how much there is; 0 when not known."""

EXPIRED, UNMATCHED = "N-DECISION-EXPIRED", "N-DECISION-UNMATCHED"
"""Notices of a person's decision that has run out, or that fits no finding."""
RETIRED, OVERDUE = "N-RULE-RETIRED", "N-LAW-OVERDUE"
"""Notices of a decision or an earlier report that names a rule that is no more, and of sources past their review."""

SEVERITIES: tuple[Severity, ...] = ("low", "medium", "high", "critical")
"""From the least to the most severe, so that `SEVERITIES.index` orders them."""
CONFIDENCES: tuple[Confidence, ...] = ("high", "medium", "low")
"""From the surest to the least sure."""


# --- read -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `[start, end)` of the text of the contract's document number `document` (0 when there is one)."""

    start: int
    end: int
    document: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def contains(self, other: Span) -> bool:
        """Whether `other` lies wholly within this span."""
        return self.document == other.document and self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.document == other.document and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Cell:
    """The place of a block in a table: number of the table in the document, row and column, all from 0."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Where characters `[start, end)` of `Document.text` stand in the file, so that the original can be marked up.

    In a Word file `unit` is the paragraph (`w:p` of the package's `part` in document order, from 0), and
    `[first, last)` are offsets into that paragraph as it is read, one for one with `[start, end)`. In a PDF `unit` is
    the page, from 1, and `[first, last)` are the characters of a printed line as pdfium counts those of the page; the
    text may have fewer, since blanks are run together. Of words typed into a form field or text box of a PDF `part` is
    "annotation" and `first` the number of the annotation on its page. Of a line read by OCR `part` is "ocr" and `box`
    its left, bottom, right and top, as in `PageBox`.
    """

    start: int
    end: int
    unit: int
    first: int
    last: int
    part: str = ""
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class PageBox:
    """A rectangle on a page of a PDF (from 1): points from the lower left corner of its user space, before rotation."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class RunRange:
    """Characters `[start, end)` of paragraph number `paragraph` of a part of a Word file, as in `Origin`."""

    part: str
    paragraph: int
    start: int
    end: int


Place = PageBox | RunRange
"""Where words stand in the file itself."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item, table cell paragraph or note, as the file has it.

    `label` is a number that the reader *computed* ("12.3", "(a)", "Schedule 2"): Word prints it but does not
    store it, so it is not part of `Document.text`. A number that was typed stays in the text and `label` is
    empty; the segmenter finds it there.
    """

    span: Span
    kind: BlockKind = "paragraph"
    label: str = ""
    list_level: int | None = None
    """Depth in an automatic list, from 0; None when the block is not numbered by Word."""
    outline_level: int | None = None
    """0 for a level-1 heading by style or outline; None for body text, or where the format does not say."""
    indent: float = 0.0
    """Left edge in points; only differences within one document mean something."""
    bold: bool = False
    """True when all visible words are bold: how a heading looks where there are no heading styles."""
    centred: bool = False
    hidden: bool = False
    """Word's hidden text: kept, because a hidden term still binds."""
    style: str = ""
    page: int | None = None
    """Page from 1 where the format has pages (PDF). Word files have none, and none is invented."""
    cell: Cell | None = None
    origins: tuple[Origin, ...] = ()
    """Where the words stand in the file, in the order of the text; empty for plain text, which stands as it is."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that could not be read, resolved or checked, or that a reader of the report must know first.

    A `material` notice means that words of the contract may not have been checked: exit code 3.
    """

    code: str
    message: str
    material: bool = False
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Aside:
    """Words in the file that are no words of the contract, told in the ledger so that nothing is lost unseen.

    `times` says how often they come, `pages` where (PDF, from 1), `by` who wrote a comment or made a change.
    """

    kind: AsideKind
    text: str
    times: int = 1
    pages: tuple[int, ...] = ()
    by: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One file, read.

    `text` is final: the blocks in reading order, each followed by a line break, cells of one table row parted by
    tabs. For a `.txt` file it is the file's content, to the character. `counts` says what was read, for the
    ledger: `paragraphs`, `tables`, `pages`, `insertions`, `deletions`, …
    """

    name: str
    format: str
    """"docx", "pdf", "text", or what LibreOffice turned into a Word file: "odt", "rtf", "doc"."""
    sha256: str
    text: str
    blocks: tuple[Block, ...]
    pages: int | None = None
    notices: tuple[Notice, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    asides: tuple[Aside, ...] = ()
    view: View = "final"
    numbers_doubted: bool = False
    """Whether the file itself shows that the numbers worked out for its clauses may be wrong in places."""
    ocr: Mapping[int, int] = field(default_factory=dict)
    """Pages (from 1) whose words were read by OCR, and how sure it is of them in per cent."""

    @property
    def words(self) -> int:
        """How many words the text has, parted by white space."""
        return len(self.text.split())

    def quote(self, span: Span) -> str:
        """The words at `span`."""
        return self.text[span.start : span.end]


# --- segment ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered or headed piece of a contract, or a paragraph between such pieces.

    `span` runs from the clause's first character to the end of its last descendant, so that spans nest as the
    clauses do. `own` holds the pieces of text that are the clause's own words, without a typed label and
    without its sub-clauses: first the lead-in, then any flush text that follows a list ("… provided that").
    """

    id: str
    """Unique and stable: "7.2.a", "schedule-2/4.1"."""
    label: str
    """As a lawyer cites it: "7.2(a)", "Schedule 2, 4.1", "Recital (B)"; empty for text without a number."""
    span: Span
    own: tuple[Span, ...]
    kind: ClauseKind = "text"
    heading: str = ""
    level: int = 0
    parent: str | None = None
    path: tuple[str, ...] = ()
    """The labels that lead here, as printed: ("12", "12.3", "(a)"), ("Schedule 13", "Part 2", "4", "4.1")."""
    page: int | None = None


def subjects(clauses: Mapping[str, Clause], clause: str) -> tuple[str, ...]:
    """What a clause is about, by its own heading and those above it: ("Payment", "Charges") for a clause 2 of them.

    So a carve-out "except under clauses 9 and 14" can be read by its subjects.
    """
    found: list[str] = []
    at = clauses.get(clause)
    while at is not None:
        if at.heading and at.kind != "title":
            found.append(at.heading)
        at = clauses.get(at.parent or "")
    return tuple(found)


# --- annotate ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Party:
    """Who a contract is between, or who stands above it.

    `us` performs and is paid (the sub-contractor), `them` pays or passes down (the prime), `above` is the
    authority over the prime. `labels` are the names used in the text; `evidence` the words that decided.
    """

    name: str
    labels: tuple[str, ...]
    role: Role
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """A defined term, the words that define it, and the places that use it.

    `form` tells how it is defined: in words ("means"), as a row of a table of definitions or of an order form, or in
    brackets within a sentence (“the Cap”). `target` is the clause that it refers to for its meaning, where it does.
    `passages` are those that give the meaning, that clause's included: what `Passage.terms` lead to.
    """

    term: str
    span: Span
    clause: str
    uses: tuple[Span, ...] = ()
    form: DefinitionForm = "words"
    target: str | None = None
    passages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A pointer such as "clause 12.3(b)"; `target` is a clause id, or None when it leads nowhere.

    `label` is what it points to, as a lawyer would cite it ("Schedule 2, 4.1"): one member of a printed list or range.
    One that leads `outside`, to a clause of another agreement, has no target either.
    """

    span: Span
    clause: str
    target: str | None
    label: str = ""
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Quantity:
    """A duration, date, percentage or sum; `span` are its own words, as printed.

    `value` is in calendar days at the worst case (a working day counts 7/5, a month 30, a period from a month's end
    up to 30 more), in per cent, or in the currency of `unit`. A date's is its proleptic ordinal, as in Python, or 0
    where no year is printed. `unit` keeps what was printed: "business days", "%", "GBP"; "fraction" and "times" are
    shares in per cent ("half of", "twice"); a date has its ISO form ("2026-04-01", "--04-01").
    """

    kind: QuantityKind
    value: float
    unit: str
    span: Span
    clause: str
    count: float | None = None
    """The number as printed, in the printed unit: 20 of "20 Working Days"."""
    least: float | None = None
    """The lower end of a range, whose upper end is `value`: "30 to 45 days"."""
    comparator: Comparator = ""
    """What the words before make of it: a floor ("not less than"), a ceiling ("within", "not exceeding"), …"""
    per: tuple[str, ...] = ()
    """What it counts for: "claim", "event", "aggregate", "year", "day", or what is printed after "per"."""
    of: str = ""
    """What it is a share of, as printed ("the Charges paid"), or a margin over ("above the base rate")."""
    choice: Choice = ""
    """Whether the greater or the lesser of several counts."""
    among: Span | None = None
    """The words that hold all the quantities among which is chosen; alike for each of them."""


class Use(NamedTuple):
    """A defined term at tokens `[start, end)` of a passage; `definition` is its number in `Contract.definitions`."""

    definition: int
    start: int
    end: int


class Hit(NamedTuple):
    """A word or phrase of a vocabulary, a party or a quantity, at tokens `[start, end)` of a passage.

    `form` tells how the word stands: "base", "past", "ing", "noun", "adjective" or "phrase". `value` is a quantity's,
    else 0.
    """

    vocabulary: str
    start: int
    end: int
    form: str = "phrase"
    value: float = 0.0


@dataclass(frozen=True, slots=True)
class Gate:
    """An event that an act is tied to ("unless and until the Authority has paid"), at tokens `[start, end)`.

    `kind` is the vocabulary of the words that tie it ("condition", "suspension", "clock", …). `effect` is what that
    makes of the act: it "needs" the event, is "blocked" by it, takes place "despite" it, or holds "except" for it.
    """

    kind: str
    start: int
    end: int
    effect: Effect = "needs"


@dataclass(frozen=True, slots=True)
class Proposition:
    """One thing that the contract says of a party: the unit that rules see.

    `bearer` is who must, may or must not; `act` a class of the act vocabulary ("pay", "indemnify");
    `counterparty` whom it is done to. "both" means that it binds or benefits the two sides alike; "unknown" that
    the text does not say, which lowers confidence and never matches freely. A statement without modal force
    (an event in a condition, a noun) has mode "state". `gates` are what the act waits for; `quantities` number
    the hits of the passage that measure it ("within 60 days").

    Positions are tokens of the passage: `[start, end)` the statement, `[act_start, act_end)` the act's words.
    """

    act: str
    mode: Mode
    bearer: Holder
    counterparty: Holder
    negated: bool
    passage: int
    start: int
    end: int
    act_start: int
    act_end: int
    gates: tuple[Gate, ...] = ()
    quantities: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A passage's subject, such as `liability-cap`."""

    topic: str
    span: Span
    clause: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence as a lawyer reads it: with the lead-in of its list before it and any flush tail after it.

    `tokens` are the offsets of all its words, lead-in and tail included; `pieces` the token ranges that stand
    together in the text; `[own_start, own_end)` is the sentence itself. `hits` are by position.
    """

    index: int
    clause: str
    document: int
    tokens: tuple[tuple[int, int], ...]
    pieces: tuple[tuple[int, int], ...]
    own_start: int
    own_end: int
    hits: tuple[Hit, ...]
    terms: tuple[Use, ...] = ()
    """Defined terms in it, by position."""

    @property
    def own(self) -> Span:
        """The sentence itself, without lead-in and tail."""
        return self.spans(self.own_start, self.own_end)[0]

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """The characters of tokens `[start, end)`: one span for each piece of text that they touch."""
        cuts = ((max(start, low), min(end, high)) for low, high in self.pieces)
        return tuple(
            Span(self.tokens[low][0], self.tokens[high - 1][1], self.document) for low, high in cuts if low < high
        )


@dataclass(frozen=True, slots=True)
class Contract:
    """All that a rule can see: one document, or several in order of precedence, understood."""

    documents: tuple[Document, ...]
    clauses: tuple[Clause, ...]
    kind: DocumentKind = "unknown"
    template: bool = False
    """Whether it is a blank form, whose names and figures are still to be filled in."""
    law: str = ""
    regime: str = "unknown"
    parties: tuple[Party, ...] = ()
    definitions: tuple[Definition, ...] = ()
    references: tuple[Reference, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    passages: tuple[Passage, ...] = ()
    propositions: tuple[Proposition, ...] = ()
    topics: tuple[Topic, ...] = ()
    notices: tuple[Notice, ...] = ()

    def quote(self, span: Span) -> str:
        """The words at `span`."""
        return self.documents[span.document].quote(span)


# --- check ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Authority:
    """A statute, case, code or guide that a rule rests on, how far the citation was verified, when, and until when
    that may be relied on."""

    code: str
    title: str
    says: str
    url: str
    verified: str
    checked: date | None = None
    review_by: date | None = None

    def overdue(self, day: date) -> bool:
        """Whether it was to be checked again before a day."""
        return self.review_by is not None and self.review_by < day


@dataclass(frozen=True, slots=True)
class Change:
    """Something that changed in a rule, in a sentence, and the day on which it did."""

    on: date
    what: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What a rule tells the reader: of a finding in the words of the contract at hand, else in general ones."""

    title: str
    why: str
    legal_effect_note: str
    suggest: str
    negotiate: str
    questions: tuple[str, ...]
    authorities: tuple[Authority, ...]
    ruinous: bool = False
    """Whether what the rule is about can by itself close an organisation, so that it is raised before its equals."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that carry the meaning: a sentence or less. `places` are empty where the file is plain text."""

    span: Span
    text: str
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Suppression:
    """A person's decision to set a finding aside, up to and including the day `until` (ISO 8601)."""

    reason: str
    by: str
    until: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A term that is unfair to us, or (`missing`) a protection that the contract lacks.

    A missing protection has no clause; its evidence, if any, is what came nearest. `fingerprint` rests on the
    rule, the normalised evidence and its occurrence, never on a clause number, so that it outlives renumbering.
    `known` says that an earlier review, named as the baseline, had it already.
    """

    rule: str
    name: str
    category: str
    severity: Severity
    confidence: Confidence
    legal_effect: LegalEffect
    direction: Direction
    message: str
    advice: Advice
    fingerprint: str
    clause: str | None = None
    clause_label: str = ""
    page: int | None = None
    missing: bool = False
    evidence: tuple[Evidence, ...] = ()
    values: Mapping[str, float | str] = field(default_factory=dict)
    suppressed: Suppression | None = None
    known: bool = False
    part_of: str = ""
    """The rule on a combination that this finding is a part of, if any."""
    rule_changes: tuple[Change, ...] = ()
    """What has changed in the rule since the earlier review, or since the decision that sets the finding aside."""

    @property
    def counts(self) -> bool:
        """Whether it decides the exit code: nobody set it aside, and it is not known already."""
        return self.suppressed is None and not self.known

    @property
    def urgency(self) -> tuple[int, bool, int]:
        """Sorts findings by what to push back on first: the most severe, the ruinous of these, and the surest."""
        return -SEVERITIES.index(self.severity), not self.advice.ruinous, CONFIDENCES.index(self.confidence)


@dataclass(frozen=True, slots=True)
class Protection:
    """A term found that helps us; never a finding."""

    rule: str
    clause: str
    evidence: tuple[Evidence, ...]
    message: str


@dataclass(frozen=True, slots=True)
class LookedFor:
    """What became of a rule in this contract; `nearest` are the passages that came closest when it kept quiet.

    `name`, `category`, `severity` and `advice` are those of the rule itself, whether or not it fired: its severity
    before any adjustment, and its advice in general words ("the prime"), since no clause is meant.
    """

    rule: str
    title: str
    outcome: Outcome
    reason: str = ""
    nearest: tuple[Span, ...] = ()
    name: str = ""
    category: str = ""
    severity: Severity = "medium"
    advice: Advice | None = None


@dataclass(frozen=True, slots=True)
class RuleSource:
    """A folder of rules that was applied, so that a report can be traced to the exact rules."""

    folder: str
    version: str
    sha256: str
    changes: int = 0
    """How many changes of rules it tells; a later review tells those that came after."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The choice of rules and figures that was applied."""

    name: str = "self-check"
    meaning: str = ""
    fail_on: FailOn = "high"


@dataclass(frozen=True, slots=True)
class Assumption:
    """What a regime switch was taken to stand at, and what follows from it: the law that advice rests on."""

    switch: str
    value: str
    told_by: ToldBy
    says: str
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Baseline:
    """The earlier review that findings were compared with; `gone` counts those of its findings that are no more."""

    name: str
    gone: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """What became of the words of one file: how much was read, what was set aside as no words of the contract, and
    plain sentences naming what was not read or is doubtful."""

    name: str
    counts: Mapping[str, int]
    asides: tuple[Aside, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was read and checked, and what was not. Counts add up over the ledgers, one for each document."""

    ledgers: tuple[Ledger, ...]
    clauses: int
    passages: int
    rules_applied: int

    @property
    def counts(self) -> dict[str, int]:
        """What was read, over all documents."""
        names = dict.fromkeys(name for ledger in self.ledgers for name in ledger.counts)
        return {name: sum(ledger.counts.get(name, 0) for ledger in self.ledgers) for name in names}

    @property
    def unread(self) -> tuple[str, ...]:
        """What was not read or is doubtful; empty when everything was read."""
        return tuple(sentence for ledger in self.ledgers for sentence in ledger.unread)


@dataclass(frozen=True, slots=True)
class Review:
    """The result of a check. Renderers are pure functions of it."""

    tool_version: str
    rule_sources: tuple[RuleSource, ...]
    contract: Contract
    findings: tuple[Finding, ...]
    protections: tuple[Protection, ...]
    looked_for: tuple[LookedFor, ...]
    rag: Rag
    rag_reason: str
    coverage: Coverage
    notices: tuple[Notice, ...]
    profile: Profile = field(default_factory=Profile)
    assumptions: tuple[Assumption, ...] = ()
    baseline: Baseline | None = None
    overdue: tuple[str, ...] = ()
    """Codes of the authorities that findings rest on and that were to be checked again before the day of the check."""
    inputs: Inputs | None = None
    """What the user says of prices and costs, for the exposure."""

    @property
    def fully_read(self) -> bool:
        """Whether nothing material was left unread."""
        return not any(notice.material for notice in self.notices)

    def to_dict(self) -> ReviewDict:
        """The review as `termscheck.review/1`, ready for `json.dumps`."""
        # the one import that points back, so that a caller with a review in hand needs nothing else
        from termscheck.wire.writing import review_to_dict

        return review_to_dict(self)
