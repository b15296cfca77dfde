"""The dates, sums and periods of a contract, each in its words, with what it was read as: so that it can be seen that
none was read wrongly; and the places where one is still to be filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from termscheck.model import Quantity, QuantityKind, Span
from termscheck.places import PlaceLink, Places
from termscheck.renderers.clause_view import Flag, Flagged
from termscheck.renderers.quotations import Piece, excerpt
from termscheck.words import MONTHS, day_in_words

CONTEXT = 80
"""Characters of the contract shown on either side of a figure."""
MOST_FIGURES = 500
"""Figures of one sort that are listed; the report says how many more there are."""

_SORTS: tuple[tuple[str, tuple[QuantityKind, ...]], ...] = (
    ("dates", ("date",)),
    ("sums", ("money", "percentage")),
    ("periods", ("duration",)),
)
_SIGNS = {"GBP": "£", "USD": "$", "EUR": "€"}
_PER = {"claim": "for each claim", "event": "for each event", "aggregate": "in all", "year": "a year", "day": "a day"}


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A date, sum or period in its words, marked; `read_as` is what it was taken to say; `flags` rest on it."""

    pieces: tuple[Piece, ...]
    read_as: str
    where: PlaceLink
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class BlankRow:
    """A place that is still to be filled in, marked, and what is wanted there: "sum", "period", …"""

    pieces: tuple[Piece, ...]
    kind: str
    where: PlaceLink


@dataclass(frozen=True, slots=True)
class FigureTable:
    """Figures of one sort ("dates", "sums" or "periods") in the order of the contract; `more` are not listed."""

    sort: str
    rows: tuple[FigureRow, ...]
    more: int


def figure_tables(places: Places, flags: Sequence[Flag]) -> tuple[FigureTable, ...]:
    """The contract's figures, sort by sort; sorts without any are left out."""
    flagged = [Flagged(number, flags) for number in range(len(places.contract.documents))]
    made = []
    for sort, kinds in _SORTS:
        ours = [quantity for quantity in places.contract.quantities if quantity.kind in kinds]
        rows = tuple(_row(places, quantity, flagged) for quantity in ours[:MOST_FIGURES])
        if rows:
            made.append(FigureTable(sort, rows, len(ours[MOST_FIGURES:])))
    return tuple(made)


def blank_rows(places: Places) -> tuple[BlankRow, ...]:
    """The places that are still to be filled in, in the order of the contract."""
    from termscheck.annotate.blanks import blanks, kind_of  # its package loads spaCy

    made = []
    for blank in blanks(places.contract.documents):
        document = places.contract.documents[blank.document]
        clause = places.around(blank)
        bounds = clause.span if clause else Span(0, len(document.text), blank.document)
        pieces = tuple(excerpt(document.text, bounds, [blank], CONTEXT))
        made.append(BlankRow(pieces, kind_of(document, blank), places.link(blank)))
    return tuple(made)


def _row(places: Places, quantity: Quantity, flagged: Sequence[Flagged]) -> FigureRow:
    span = quantity.span
    text = places.contract.documents[span.document].text
    clause = places.around(span)
    bounds = clause.span if clause else Span(0, len(text), span.document)
    if clause and clause.kind == "row":  # what a share is of is not told by the next cell
        quantity = replace(quantity, of="")
    return FigureRow(
        pieces=tuple(excerpt(text, bounds, [span], CONTEXT)),
        read_as=read_as(quantity),
        where=places.link(span),
        flags=tuple(dict.fromkeys(flag for *_, flag in flagged[span.document].within(span.start, span.end))),
    )


def read_as(quantity: Quantity) -> str:
    """What a quantity was taken to say: "at most 20 working days (about 28 days)", "£5,000,000 for each claim"."""
    told = {"duration": _duration, "money": _money, "percentage": _share, "date": _date}[quantity.kind](quantity)
    for per in quantity.per:
        told += f" {_PER.get(per, f'per {per}')}"
    if quantity.choice:
        told += f", whichever is the {quantity.choice}"
    return f"{quantity.comparator} {told}".strip()


def _duration(quantity: Quantity) -> str:
    if quantity.least is not None:
        return f"{quantity.least:g} to {quantity.value:g} days"
    if quantity.count is None:
        return _counted(quantity.value, "days")
    told = _counted(quantity.count, quantity.unit)
    if any(word in quantity.unit.lower() for word in ("working", "business")):
        told += f" (about {_counted(ceil(quantity.value), 'days')})"
    return told


def _counted(number: float, things: str) -> str:
    return f"{number:,g} {things.removesuffix('s') if number == 1 else things}"


def _money(quantity: Quantity) -> str:
    sign = _SIGNS.get(quantity.unit, f"{quantity.unit} ")
    low = f"{sign}{quantity.least:,.2f} to ".replace(".00 ", " ") if quantity.least is not None else ""
    return f"{low}{sign}{quantity.value:,.2f}".removesuffix(".00")


def _share(quantity: Quantity) -> str:
    low = f"{quantity.least:g} to " if quantity.least is not None else ""
    base = quantity.of if quantity.of.startswith(("above", "over", "below")) else f"of {quantity.of}"
    return f"{low}{quantity.value:g}% {base if quantity.of else ''}".strip()


def _date(quantity: Quantity) -> str:
    year, month, day = quantity.unit.rsplit("-", 2)
    if year.isdigit():
        return day_in_words(quantity.unit)
    return f"{int(day)} {MONTHS[int(month) - 1]} (no year is printed)"
