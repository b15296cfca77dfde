"""What is understood of the documents of a contract: clauses, parties, definitions, statements …: a `Contract`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Literal, NamedTuple

from termscheck.model.document import Document, Notice, Span

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

new = tuple.__new__
"""Makes a named tuple of a class and its values at half the cost of calling the class: a contract has ten thousands."""
_VOCABULARY = itemgetter(0)
"""Of a hit."""


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


class Hits(tuple[Hit, ...]):
    """The hits of a passage, by position; by vocabulary too, once anybody has asked."""

    @cached_property
    def names(self) -> frozenset[str]:
        """The vocabularies."""
        return frozenset(map(_VOCABULARY, self))

    @cached_property
    def by_vocabulary(self) -> Mapping[str, Sequence[Hit]]:
        """The hits of each vocabulary, by position."""
        groups: dict[str, list[Hit]] = defaultdict(list)
        for hit in self:
            groups[hit[0]].append(hit)
        return dict(groups)


class Gate(NamedTuple):
    """An event that an act is tied to ("unless and until the Authority has paid"), at tokens `[start, end)`.

    `kind` is the vocabulary of the words that tie it ("condition", "suspension", "clock", …). `effect` is what that
    makes of the act: it "needs" the event, is "blocked" by it, takes place "despite" it, or holds "except" for it.
    """

    kind: str
    start: int
    end: int
    effect: Effect = "needs"


class Proposition(NamedTuple):
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
    hits: Hits
    terms: tuple[Use, ...] = ()
    """Defined terms in it, by position."""

    @property
    def own(self) -> Span:
        """The sentence itself, without lead-in and tail."""
        return Span(self.tokens[self.own_start][0], self.tokens[self.own_end - 1][1], self.document)

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """The characters of tokens `[start, end)`: one span for each piece of text that they touch."""
        tokens, found = self.tokens, []
        for low, high in self.pieces:
            first, last = max(start, low), min(end, high)
            if first < last:
                found.append(Span(tokens[first][0], tokens[last - 1][1], self.document))
        return tuple(found)


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
