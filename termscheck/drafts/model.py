"""What changed between two drafts of a contract: the types that the renderers tell. All are frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from termscheck.model import SEVERITIES, Confidence, FailOn, Rag, Severity, View

Change = Literal["new", "worse", "reworded", "better", "gone", "unchanged"]
"""What became of a finding. `reworded`: as severe as it was, in other words or another figure."""
ClauseChange = Literal["new", "gone", "changed", "same"]
"""What became of a clause. `same`: the same words, but for its own number and those that it refers to."""
PieceKind = Literal["same", "out", "in"]

CHANGES: tuple[Change, ...] = ("new", "worse", "reworded", "better", "gone", "unchanged")
"""In the order in which they are told: first what needs an answer."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a clause: words that both drafts have, words that only the old one has (out) or the new one (in)."""

    kind: PieceKind
    """Which of the drafts has the words."""
    text: str
    """The words."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a clause in one of the drafts; the texts of its pieces, joined, are the words as they stand."""

    clause: str
    """Id of the clause in the review of that draft."""
    label: str
    """As a lawyer cites it; empty for text without a number."""
    heading: str
    """Its own heading, or the nearest above it; empty when there is none."""
    document: str
    """Name of the file."""
    page: int | None
    """Page from 1; null where the format has no pages."""
    pieces: tuple[Piece, ...]
    """The words, with those that the other draft has not marked."""


@dataclass(frozen=True, slots=True)
class ClausePair:
    """A clause as it was and as it is; one of the two is null for a clause that is new or gone."""

    change: ClauseChange
    """Whether it is new, gone, changed, or the same but for numbers."""
    old: Wording | None
    """In the old draft."""
    new: Wording | None
    """In the new draft."""
    astray: tuple[str, ...] = ()
    """References that are written as before, and lead to another clause since clauses were renumbered."""

    @property
    def ids(self) -> tuple[str, str]:
        """The clause's ids in the two drafts; empty where it is not there."""
        return self.old.clause if self.old else "", self.new.clause if self.new else ""

    @property
    def renumbered(self) -> bool:
        """Whether the clause has another number than it had."""
        return bool(self.old and self.new and self.old.label != self.new.label)


@dataclass(frozen=True, slots=True)
class Told:
    """A finding as the review of one draft told it."""

    rule: str
    """Id of the rule."""
    name: str
    """Short name of the rule."""
    title: str
    """The finding in one line."""
    severity: Severity
    """How bad it is for us."""
    confidence: Confidence
    """How sure the reading is."""
    message: str
    """One sentence about that draft."""
    clause: str | None
    """Id of the clause; null for a missing protection."""
    clause_label: str
    """The clause as a lawyer cites it; empty when there is none."""
    missing: bool
    """Whether it is a protection that the draft lacks."""
    set_aside: bool
    """Whether a person decided to live with it."""
    values: Mapping[str, float | str]
    """Quantities that the rule read."""
    why: str
    """Why it matters."""
    negotiate: str
    """A sentence to say to the other side."""
    suggest: str
    """Wording to propose instead."""
    fingerprint: str
    """As in the review."""


@dataclass(frozen=True, slots=True)
class FindingChange:
    """What became of a finding; `old` is null for a new one, `new` for one that is gone."""

    change: Change
    """What became of it."""
    old: Told | None
    """As the old draft's review told it."""
    new: Told | None
    """As the new draft's review told it."""
    wordings: tuple[ClausePair, ...]
    """The clauses that hold its evidence in either draft, its own clause first."""

    @property
    def latest(self) -> Told:
        """The finding as it is or, when it is gone, as it was."""
        told = self.new or self.old
        assert told  # noqa: S101  (a change is of something)
        return told


@dataclass(frozen=True, slots=True)
class ProtectionChange:
    """A good term that one draft has and the other lacks."""

    change: Literal["gained", "lost"]
    """Which of the two has it."""
    rule: str
    """Id of the rule that recognised it."""
    message: str
    """One sentence about the draft that has it."""
    wordings: tuple[ClausePair, ...]
    """The clauses that hold it, in both drafts where both have them."""


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """One of the two drafts, and what its review said of it as a whole."""

    name: str
    """File name, or names."""
    sha256: tuple[str, ...]
    """Hashes of the files."""
    view: View
    """Whether tracked changes were read as accepted (final) or as rejected (original)."""
    rag: Rag
    """The colour of its review."""
    rag_reason: str
    """Why, in a sentence."""
    findings: int
    """Number of findings."""
    clauses: int
    """Number of clauses with words of their own."""
    words: int
    """Number of words read."""
    unread: tuple[str, ...]
    """What may not have been read or checked, in sentences; empty when all of it was."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed between two drafts. Renderers are pure functions of it."""

    tool_version: str
    """Version of termscheck that compared them."""
    fail_on: FailOn
    """The least severity that the profile of the new draft's review lets make the exit code 1."""
    old: DraftFacts
    """The old draft."""
    new: DraftFacts
    """The new draft."""
    caveats: tuple[str, ...]
    """Why the two may differ for another reason than their words, in sentences."""
    findings: tuple[FindingChange, ...]
    """All findings of both, in the order of `CHANGES`, of these the most severe first."""
    protections: tuple[ProtectionChange, ...]
    """Good terms gained and lost."""
    clauses: tuple[ClausePair, ...]
    """Clauses that are new, gone or changed, in the order of the new draft, whether or not a finding stands in them."""
    renumbered: tuple[tuple[str, str], ...]
    """Numbers of clauses that moved, old and new."""

    def of(self, change: Change) -> tuple[FindingChange, ...]:
        """The findings of which this became."""
        return tuple(one for one in self.findings if one.change == change)

    @property
    def other_clauses(self) -> tuple[ClausePair, ...]:
        """The changed clauses that no change of a finding or of a protection shows."""
        told = [pair for one in self.findings if one.change != "unchanged" for pair in one.wordings]
        told += [pair for one in self.protections for pair in one.wordings]
        shown = {pair.ids for pair in told}
        return tuple(pair for pair in self.clauses if pair.ids not in shown)

    @property
    def fully_read(self) -> bool:
        """Whether nothing material of either draft was left unread."""
        return not self.old.unread and not self.new.unread

    def fails(self, fail_on: FailOn | None = None) -> bool:
        """Whether a finding at or above `fail_on` is new or worse, and nobody set it aside."""
        least = fail_on or self.fail_on
        return least != "never" and any(
            one.change in ("new", "worse")
            and not one.latest.set_aside
            and SEVERITIES.index(one.latest.severity) >= SEVERITIES.index(least)
            for one in self.findings
        )

    def to_dict(self) -> dict[str, Any]:
        """The comparison as `termscheck.comparison/1`, ready for `json.dumps`."""
        # the one import that points back, as in termscheck.model
        from termscheck.drafts.wire import comparison_to_dict

        return comparison_to_dict(self)
