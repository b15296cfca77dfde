"""Quotations: flagged words inside the clause they stand in, cut so that a reader sees enough and not too much."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from termscheck.model import Clause, Contract, Evidence, Span
from termscheck.words import cite, shorten

CONTEXT = 240
"""Characters of the contract shown on either side of flagged words."""
LONGEST_MARK = 800
"""Characters of flagged words shown in one piece before the middle is left out."""
MOST_MARKS = 6
"""Flagged pieces shown in one quotation."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a quotation: words around the flagged ones, the flagged words (mark), or an omission (gap)."""

    text: str
    kind: Literal["text", "mark", "gap"] = "text"


@dataclass(frozen=True, slots=True)
class Quotation:
    """Flagged words inside the clause they stand in. `lead_in` is the opening of the list they are an item of."""

    clause: str | None
    anchor: str
    """The id of that clause in the clause-by-clause view; empty for text outside the clauses."""
    place: str
    lead_in: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class PlaceLink:
    """A place as a lawyer cites it, and the id of its clause in the clause-by-clause view, if it has one there."""

    name: str
    anchor: str


class Places:
    """Finds clauses: by their id, and the innermost one around a span.

    `linked` says whether there is a clause-by-clause view to lead to; without one no clause has an anchor.
    """

    def __init__(self, contract: Contract, linked: bool = True) -> None:
        self.contract = contract
        self.linked = linked
        self._by_id = {clause.id: clause for clause in contract.clauses}
        self._numbers = {clause.id: number for number, clause in enumerate(contract.clauses, 1)}
        self._ordered = sorted(
            contract.clauses, key=lambda clause: (clause.span.document, clause.span.start, -clause.span.end)
        )
        self._starts = [(clause.span.document, clause.span.start) for clause in self._ordered]

    def clause(self, id: str | None) -> Clause | None:  # noqa: A002 - the trade's own word
        """The clause with this id; None for none."""
        return self._by_id.get(id) if id else None

    def anchor(self, clause: Clause | None) -> str:
        """The id of a clause in the clause-by-clause view, "clause-12"; empty for none."""
        return f"clause-{self._numbers[clause.id]}" if clause and self.linked else ""

    def around(self, span: Span) -> Clause | None:
        """The innermost clause around a span; None for text outside the clauses."""
        last = bisect_right(self._starts, (span.document, span.start)) - 1
        at = self._ordered[last] if last >= 0 else None
        while at is not None and not at.span.contains(span):  # spans nest as the clauses do
            at = self.clause(at.parent)
        return at

    def top(self, clause: Clause) -> Clause:
        """The clause of the first level that a clause belongs to."""
        while above := self.clause(clause.parent):
            clause = above
        return clause

    def name(self, span: Span) -> str:
        """The place of a span, with the file's name where there are several."""
        clause = self.around(span)
        place = cite(clause.label, clause.heading) if clause else cite("")
        several = len(self.contract.documents) > 1
        return f"{place} of {self.contract.documents[span.document].name}" if several else place

    def link(self, span: Span) -> PlaceLink:
        """The place of a span, to be linked to."""
        return PlaceLink(self.name(span), self.anchor(self.around(span)))

    def heading(self, clause: Clause) -> str:
        """The heading that a clause stands under: its own, or the nearest above it."""
        above: Clause | None = clause
        for _ in range(clause.level + 1):
            if above is None or above.heading:
                break
            above = self.clause(above.parent)
        return above.heading if above else ""

    def lead_in(self, clause: Clause) -> str:
        """The opening words of the list that a clause is an item of ("The Supplier shall:"); empty for none."""
        parent = self.clause(clause.parent)
        if not parent or not parent.own or parent.own[0].end > clause.span.start:
            return ""
        words = self.contract.quote(parent.own[0]).rstrip()
        return shorten(words, CONTEXT) if words.endswith((":", "—", "–", ":-")) else ""


def quotations(places: Places, evidence: Iterable[Evidence]) -> tuple[Quotation, ...]:
    """The clauses that hold the evidence, each with its flagged words marked.

    Evidence in the lead-in of a list and in one of its items makes one quotation; evidence elsewhere another.
    """
    groups: list[tuple[Clause | None, list[Span]]] = []
    for span in sorted((piece.span for piece in evidence), key=lambda span: (span.document, span.start, span.end)):
        clause = places.around(span)
        last = groups[-1][0] if groups else None
        if clause and last and last.span.contains(clause.span):
            groups[-1][1].append(span)
        else:
            groups.append((clause, [span]))
    return tuple(_quotation(places, clause, marks) for clause, marks in groups)


def _quotation(places: Places, clause: Clause | None, marks: Sequence[Span]) -> Quotation:
    text = places.contract.documents[marks[0].document].text
    bounds = clause.span if clause else Span(0, len(text), marks[0].document)
    return Quotation(
        clause=clause.id if clause else None,
        anchor=places.anchor(clause),
        place=places.name(marks[0]),
        lead_in=places.lead_in(clause) if clause else "",
        pieces=tuple(excerpt(text, bounds, marks)),
    )


def excerpt(text: str, bounds: Span, marks: Sequence[Span], context: int = CONTEXT) -> list[Piece]:
    """The text around `marks`, which are in order, never reaching outside `bounds`; long stretches are left out."""
    shown = _merged(marks)[:MOST_MARKS]
    pieces = _before(text, bounds.start, shown[0].start, context)
    for mark, following in zip(shown, [*shown[1:], None], strict=True):
        pieces += _marked(text[mark.start : mark.end])
        if following:
            pieces += _between(text[mark.end : following.start], context)
        else:
            pieces += _after(text, mark.end, bounds.end, context)
    return [piece for piece in pieces if piece.text]


def _merged(marks: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for mark in marks:
        if merged and mark.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, mark.end), mark.document)
        else:
            merged.append(mark)
    return merged


def _before(text: str, low: int, start: int, context: int) -> list[Piece]:
    if start - low <= context:
        return [Piece(text[low:start].lstrip())]
    _, _, words = text[start - context : start].partition(" ")
    return [Piece("[…] ", "gap"), Piece(words)]


def _after(text: str, end: int, high: int, context: int) -> list[Piece]:
    if high - end <= context:
        return [Piece(text[end:high].rstrip())]
    words, _, _ = text[end : end + context].rpartition(" ")
    return [Piece(words), Piece(" […]", "gap")]


def _between(text: str, context: int) -> list[Piece]:
    if len(text) <= 2 * context:
        return [Piece(text)]
    return [*_after(text, 0, len(text), context), *_before(text, 0, len(text), context)[1:]]


def _marked(text: str) -> list[Piece]:
    if len(text) <= LONGEST_MARK:
        return [Piece(text, "mark")]
    return [Piece(text[: LONGEST_MARK - 200], "mark"), Piece(" […] ", "gap"), Piece(text[-200:], "mark")]
