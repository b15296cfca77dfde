"""What a head contract gives the prime and a sub-contract gives us: the types that the renderers tell, all frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from termscheck.model import SEVERITIES, Confidence, DocumentKind, FailOn, Severity

Verdict = Literal[
    "enlarged", "kept-back", "only-sub", "passed-on", "unclear", "only-head", "even", "eased", "not-found"
]
Sort = Literal["risk", "protection"]

VERDICTS: tuple[Verdict, ...] = (
    "enlarged", "kept-back", "only-sub", "passed-on", "unclear", "only-head", "even", "eased", "not-found",
)  # fmt: skip
"""In the order in which they matter to us. Of these

- `enlarged`: the prime bears less towards the authority than we bear towards the prime;
- `kept-back`: the prime has a protection that it does not give us;
- `only-sub`: a risk of which the head contract says nothing at all;
- `passed-on`: a risk that the prime bears and has handed down to us as it is;
- `unclear`: found, but what was found cannot be compared;
- `only-head`: a risk that the prime bears and has not handed down;
- `even`: what the prime has it gives us;
- `eased`: the prime gives us more than it has;
- `not-found`: neither contract was found to say anything of it.
"""
WORSE: frozenset[Verdict] = frozenset({"enlarged", "kept-back", "only-sub"})
"""The verdicts that can make the exit code 1."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of one of the two contracts, and where they stand."""

    clause: str
    """Id of the clause."""
    label: str
    """The clause as a lawyer cites it; empty for text without a number."""
    heading: str
    """Its heading, or the nearest above it; empty when there is none."""
    document: str
    """Name of the file."""
    number: int
    """Number of the file among those of the contract, from 0: what `start` and `end` count in."""
    page: int | None
    """Page from 1; null where the format has no pages."""
    start: int
    """Offset of the first character into the text that was read of the file."""
    end: int
    """Offset after the last character."""
    text: str
    """The words, a sentence or less."""
    lead_in: str
    """The words with which the list begins that the sentence is an item of; empty for others."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one of the contracts was read to say on a point."""

    value: float | None
    """The figure in `unit`, at the worst case (a working day counts 7/5, a month 30 days); null where there is none."""
    unit: str
    """Unit of the figure: "days", "%" or a currency such as "GBP"; empty where there is none."""
    printed: str
    """The figure as printed; empty where there is none."""
    quotations: tuple[Quotation, ...]
    """The words that say it, then those that define a term in them."""
    also: tuple[Quotation, ...]
    """Other places that say something on the point, which are better for us or less sure."""
    confidence: Confidence
    """How sure the reading is."""


@dataclass(frozen=True, slots=True)
class Search:
    """Where a point was looked for in one of the contracts."""

    clauses: int
    """Number of clauses that were searched: all that were read."""
    near: tuple[str, ...]
    """The clauses whose heading names the term, as a lawyer cites them."""
    more: int
    """How many such clauses there are beyond these."""


@dataclass(frozen=True, slots=True)
class Row:
    """A point, as the prime has it and as we get it."""

    point: str
    """Name of the point, unique within its term."""
    title: str
    """The point in a few words."""
    sort: Sort
    """Whether it is bad (risk) or good (protection) for whoever does the work."""
    severity: Severity
    """How bad a worse sub-contract is for us."""
    verdict: Verdict
    """What became of it on the way down."""
    reason: str
    """Why, in a sentence or two."""
    why: str
    """Why it matters."""
    head: Reading | None
    """In the head contract; null where it was not found."""
    sub: Reading | None
    """In the sub-contract; null where it was not found."""
    confidence: Confidence
    """How sure the verdict is: no surer than either reading."""

    @property
    def worse(self) -> bool:
        """Whether the sub-contract is worse for us than the head contract is for the prime."""
        return self.verdict in WORSE


@dataclass(frozen=True, slots=True)
class TermRows:
    """A term with its points, and where each contract was searched for it."""

    term: str
    """Name of the term."""
    title: str
    """The term in a few words."""
    verdict: Verdict
    """The gravest of its points."""
    rows: tuple[Row, ...]
    """Its points, in the order of the rules."""
    head_search: Search
    """Where the head contract was searched."""
    sub_search: Search
    """Where the sub-contract was searched."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """A duty of the prime under the head contract that no clause of the sub-contract was found to tell us of."""

    quotation: Quotation
    """The words of the head contract."""
    likeness: float
    """From 0 to 1, how much of it the likest sentence of the sub-contract says."""


@dataclass(frozen=True, slots=True)
class Incorporation:
    """Whether the sub-contract takes in the head contract by reference, and what comes to us with that."""

    found: tuple[Quotation, ...]
    """The words of the sub-contract that take it in; empty when none were found."""
    obligations: tuple[Obligation, ...]
    """Duties that come to us by those words alone, in the order of the head contract."""
    duties: int
    """How many duties of the prime the head contract was found to have."""
    narrowed: bool
    """Whether the words limit what is taken in to what concerns our services."""


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """One of the two contracts, and who was taken to be who in it."""

    name: str
    """File name, or names."""
    sha256: tuple[str, ...]
    """Hashes of the files."""
    kind: DocumentKind
    """What kind of document it was taken for."""
    clauses: int
    """Number of clauses read."""
    words: int
    """Number of words read."""
    performer: str
    """Who does the work there, as the contract calls it; empty when that is undecided."""
    payer: str
    """Who pays there; empty when that is undecided."""
    performer_name: str
    """Full name of who does the work; as `performer` where the contract has no other."""
    payer_name: str
    """Full name of who pays."""
    unread: tuple[str, ...]
    """What may not have been read, in sentences; empty when all of it was."""


@dataclass(frozen=True, slots=True)
class Flowdown:
    """A head contract above a sub-contract, term by term. Renderers are pure functions of it."""

    tool_version: str
    """Version of termscheck that compared them."""
    fail_on: FailOn
    """The least severity that the profile lets make the exit code 1."""
    head: ContractFacts
    """The contract between the authority and the prime."""
    sub: ContractFacts
    """The contract between the prime and us."""
    caveats: tuple[str, ...]
    """What makes the comparison doubtful as a whole, in sentences."""
    terms: tuple[TermRows, ...]
    """The terms, in the order of the rules."""
    incorporation: Incorporation
    """What comes to us by reference."""

    @property
    def rows(self) -> tuple[Row, ...]:
        """All points."""
        return tuple(row for term in self.terms for row in term.rows)

    def of(self, verdict: Verdict) -> tuple[Row, ...]:
        """The points of which this became, the gravest first."""
        found = [row for row in self.rows if row.verdict == verdict]
        return tuple(sorted(found, key=lambda row: -SEVERITIES.index(row.severity)))

    @property
    def fully_read(self) -> bool:
        """Whether nothing material of either contract was left unread."""
        return not self.head.unread and not self.sub.unread

    def fails(self, fail_on: FailOn | None = None) -> bool:
        """Whether a risk at or above `fail_on` is enlarged or new, or a protection as grave is kept back."""
        least = fail_on or self.fail_on
        return least != "never" and any(
            row.worse and SEVERITIES.index(row.severity) >= SEVERITIES.index(least) for row in self.rows
        )

    def to_dict(self) -> dict[str, Any]:
        """The comparison as `termscheck.flowdown/1`, ready for `json.dumps`."""
        # the one import that points back, as in termscheck.model
        from termscheck.flowdown.wire import flowdown_to_dict

        return flowdown_to_dict(self)
