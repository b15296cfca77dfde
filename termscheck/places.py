"""The places of a contract: which clause words stand in, and what a lawyer calls it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from termscheck.model import Clause, Contract, Span
from termscheck.words import cite, shorten

LONGEST_LEAD_IN = 240
"""Characters of the opening words of a list."""


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
        return shorten(words, LONGEST_LEAD_IN) if words.endswith((":", "—", "–", ":-")) else ""
