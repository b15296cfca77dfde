"""Quotations: flagged words inside the clause they stand in, cut so that a reader sees enough and not too much.

For lists, letters and messages there are short ones (`quotes`) of the words that decide alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from termscheck.model import Clause, Evidence, Finding, Span
from termscheck.places import Places
from termscheck.words import quotable, shorten, visible

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


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of one place, on one line, cut where they are long; "…" stands for what is left out."""

    place: str
    text: str

    @property
    def marked(self) -> str:
        """The words in quotation marks."""
        return f"“{quotable(self.text)}”"


def quotes(places: Places, finding: Finding, longest: int) -> list[Quote]:
    """What a finding quotes, one entry a clause, its own clause first; each cut to `longest` characters.

    Words in the lead-in of a list and in one of its items are one entry, under the name of the finding's clause.
    """
    own = places.clause(finding.clause)
    groups: list[tuple[Clause | None, str, list[str]]] = []
    for piece in sorted(finding.evidence, key=lambda one: (one.span.document, one.span.start, one.span.end)):
        clause, (last, _, texts) = places.around(piece.span), groups[-1] if groups else (None, "", [])
        if clause and last and last.span.contains(clause.span):
            texts.append(piece.text)
        else:
            named = own.span if own and clause and clause.span.contains(own.span) else piece.span
            groups.append((clause, places.name(named), [piece.text]))
    groups.sort(key=lambda group: not (own and group[0] and _related(own, group[0])))
    return [Quote(place, shorten(visible(" … ".join(texts)), longest)) for _, place, texts in groups]


def _related(one: Clause, other: Clause) -> bool:
    return one.span.contains(other.span) or other.span.contains(one.span)
