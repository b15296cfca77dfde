"""The words that decide, as short quotations with their places: for lists, letters and messages."""

from __future__ import annotations

from dataclasses import dataclass

from termscheck.model import Clause, Finding
from termscheck.renderers.quotations import Places
from termscheck.words import quotable, shorten, visible


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
