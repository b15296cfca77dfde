"""The shape of a review: `ReviewDict`, a `ContractDict` with what was found in it.

The docstring of a key is its description in the JSON Schema.
"""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict  # pydantic reads no other before Python 3.12

from termscheck.exposure.wire import ExposureDict
from termscheck.model import Confidence, Direction, FailOn, LegalEffect, Outcome, Rag, Severity, ToldBy
from termscheck.wire.contract import ContractDict, EvidenceDict, QuoteDict


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
