"""Durations, dates, percentages and sums of money, normalised, with what the words around make of them.

How each is read stands in `durations`, `dates`, `money`, `shares` and `bounds`.
"""

from __future__ import annotations

from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from termscheck.annotate.bounds import Alternatives, alternatives, base, comparator, scopes
from termscheck.annotate.dates import dates
from termscheck.annotate.durations import duration_of, other_durations
from termscheck.annotate.index import Index
from termscheck.annotate.measure import Measure
from termscheck.annotate.money import by_name, by_symbol
from termscheck.annotate.notes import Component, Notes, notes_of, show
from termscheck.annotate.numbers import Figure, figures, lowered, upper_end
from termscheck.annotate.shares import named_shares, share_of
from termscheck.model import Notice, Quantity, Span


def find(view: str, index: Index | None = None) -> list[Measure]:
    """The quantities of a folded text, by position; of those that overlap the first, then the longest."""
    index = index or Index(lowered(view))
    low = index.low
    found = [*dates(view, index), *other_durations(index), *by_symbol(index), *named_shares(index)]
    found += [measure for figure in figures(index) if (measure := _measure(low, figure))]
    kept: list[Measure] = []
    for measure in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or measure.start >= kept[-1].end:
            kept.append(measure)
    return kept


def _measure(low: str, figure: Figure) -> Measure | None:
    """What a number measures, by the words after it; most numbers measure nothing."""
    for reading in (share_of, duration_of, by_name):
        if measure := reading(low, figure):
            return measure
    range_ = upper_end(low, figure)
    return _measure(low, range_) if range_ and figure.least is None else None


def understood(view: str, measures: list[Measure], document: int = 0, index: Index | None = None) -> list[Quantity]:
    """The quantities with their bounds, scopes and bases; their clauses are left open."""
    index = index or Index(lowered(view))
    low = index.low
    together: dict[int, Alternatives] = {}
    for group in alternatives(index, measures):
        for member in group.members:
            together.setdefault(member, group)
    return [_quantity(view, low, one, together.get(n), document) for n, one in enumerate(measures)]


def _quantity(view: str, low: str, one: Measure, group: Alternatives | None, document: int) -> Quantity:
    begin, end = base(low, one)
    start = min(one.start, group.start) if group else one.start
    return Quantity(
        kind=one.kind,
        value=one.value,
        unit=one.unit,
        span=Span(one.start, one.end, document),
        clause="",
        count=one.count,
        least=one.least,
        comparator=comparator(low, start, one.end),
        per=() if one.kind == "date" else scopes(view, low, start, one.end) or scopes(view, low, start, end),
        of=" ".join(view[begin:end].split()),
        choice=group.choice if group else "",
        among=Span(group.start, max(group.end, one.end), document) if group else None,
    )


@Language.factory("termscheck_quantities")
def create_quantities(nlp: Language, name: str) -> Component:
    """Shows `doc.spans["quantities"]`, labelled duration, date, percentage or money."""

    def quantities(doc: Doc) -> Doc:
        notes = notes_of(doc)
        clause_at = notes.clause_finder()
        measures = find(notes.view, notes.words)
        for quantity in understood(notes.view, measures, notes.index, notes.words):
            notes.quantities.append(replace(quantity, clause=clause_at(quantity.span.start)))
            notes.quantity_tokens.append(notes.tokens(quantity.span.start, quantity.span.end))
        notes.notices += _doubts(notes, measures)
        kinds = [quantity.kind for quantity in notes.quantities]
        show(doc, "quantities", ((a, b, kind) for (a, b), kind in zip(notes.quantity_tokens, kinds, strict=True)))
        return doc

    return quantities


def _doubts(notes: Notes, measures: list[Measure]) -> list[Notice]:
    shown = [f"“{' '.join(notes.view[one.start : one.end].split())}”" for one in measures if one.doubted]
    if not shown:
        return []
    return [
        Notice(
            "N-TWO-NUMBERS",
            f"Words and figures differ in {', '.join(dict.fromkeys(shown[:5]))}. The words were taken, as a court "
            "would; ask which is meant.",
        )
    ]
