"""Defined terms as a report lists them: what each means, where that is said, and where the term is used."""

from __future__ import annotations

from dataclasses import dataclass

from termscheck.model import Definition, Span
from termscheck.places import PlaceLink, Places
from termscheck.renderers.quotations import excerpt
from termscheck.words import shorten

LONGEST_MEANING = 280
"""Characters of a definition shown; the clause that it stands in is linked."""
MOST_PLACES = 12
"""Clauses that use a term, as far as they are named; the report says how many more there are."""


@dataclass(frozen=True, slots=True)
class TermRow:
    """A defined term. `uses` are the clauses that use it, each once; `more` are not named; `times` counts all uses."""

    term: str
    meaning: str
    where: PlaceLink
    uses: tuple[PlaceLink, ...]
    more: int
    times: int


def glossary(places: Places) -> tuple[TermRow, ...]:
    """The contract's defined terms, in the order of the alphabet."""
    definitions = sorted(places.contract.definitions, key=lambda one: (one.term.casefold(), one.span.start))
    return tuple(_row(places, definition) for definition in definitions)


def _row(places: Places, definition: Definition) -> TermRow:
    uses = list(dict.fromkeys(places.link(span) for span in definition.uses))
    return TermRow(
        term=definition.term,
        meaning=_meaning(places, definition),
        where=places.link(definition.span),
        uses=tuple(uses[:MOST_PLACES]),
        more=len(uses[MOST_PLACES:]),
        times=len(definition.uses),
    )


def _meaning(places: Places, definition: Definition) -> str:
    """The words of the definition; of one in brackets ("the “Cap”") also those before, which it stands for."""
    words = places.contract.quote(definition.span)
    clause = places.around(definition.span)
    if definition.form != "inline" or clause is None:
        return shorten(words, LONGEST_MEANING)
    bounds = Span(clause.span.start, definition.span.end, definition.span.document)
    text = places.contract.documents[definition.span.document].text
    return shorten("".join(piece.text for piece in excerpt(text, bounds, [definition.span], 160)), LONGEST_MEANING)
