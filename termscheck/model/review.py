"""What a check says of a contract: findings, protections, what was looked for, and on what footing: a `Review`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from termscheck.model.contract import Contract
from termscheck.model.document import Aside, Notice, Place, Span

if TYPE_CHECKING:
    from termscheck.exposure.model import Inputs
    from termscheck.wire.review import ReviewDict

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
Rag = Literal["red", "amber", "green"]

EXPIRED, UNMATCHED = "N-DECISION-EXPIRED", "N-DECISION-UNMATCHED"
"""Notices of a person's decision that has run out, or that fits no finding."""
RETIRED, OVERDUE = "N-RULE-RETIRED", "N-LAW-OVERDUE"
"""Notices of a decision or an earlier report that names a rule that is no more, and of sources past their review."""

SEVERITIES: tuple[Severity, ...] = ("low", "medium", "high", "critical")
"""From the least to the most severe, so that `SEVERITIES.index` orders them."""
CONFIDENCES: tuple[Confidence, ...] = ("high", "medium", "low")
"""From the surest to the least sure."""


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
