"""How an exposure looks on the wire: the key `exposure` of a review, and what `termscheck exposure` writes as JSON.

Sums are in pounds with pence, as texts, so that no reader rounds them; `relative` says that they are per £1,000,000 of
a year's price instead, because none is known.
"""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import TYPE_CHECKING

from typing_extensions import TypedDict

from termscheck.exposure.model import Change, Exposure, Figure, Inputs, Ledger, Term
from termscheck.exposure.sums import plain

if TYPE_CHECKING:
    from termscheck.model import Review


class TermDict(TypedDict):
    """A term of the contract as it enters the arithmetic."""

    key: str
    """Its name for programs: "payment-days"."""
    name: str
    """Its name for people."""
    value: str | None
    """A number; null for no limit. 1 and 0 stand for yes and no."""
    unit: str
    """What it is counted in."""
    told: str
    """The value in words."""
    origin: str
    """said, finding, contract, worst (not found, taken at its worst), not-found (taken not to be there), or assumed."""
    words: str
    """Where it comes from, in a sentence."""
    clause: str
    """Id of the clause; empty where none says so."""
    place: str
    """The clause as a lawyer cites it."""
    rule: str
    """The rule of the finding that it comes from; may be empty."""


class FigureDict(TypedDict):
    """A figure with its arithmetic."""

    key: str
    """Its name for programs: "peak"."""
    title: str
    """What it is."""
    value: str | None
    """To the penny or the tenth of a per cent; null for "no limit" and "cannot be reached"."""
    unit: str
    """pounds or per cent."""
    told: str
    """For people, rounded."""
    working: str
    """The arithmetic, in words."""
    places: list[str]
    """The clauses behind it."""


class MonthDict(TypedDict):
    """A month's money."""

    month: int
    """From 0, which is all that comes before the start."""
    out: str
    """What goes out."""
    received: str
    """What comes in, at the month's end."""
    lowest: str
    """Balance before the receipts."""
    balance: str
    """Balance after them."""


class CaseDict(TypedDict):
    """A scenario, month by month."""

    key: str
    """Its name for programs: "expected", "low", "nil", "late", "early", "fewest"."""
    name: str
    """Its name for people."""
    meaning: str
    """What happens in it."""
    lent: str
    """The most of our own money in it at once."""
    lent_in: int
    """The month of that."""
    outcome: str
    """What is left at the end."""
    years: list[str]
    """What comes in less what goes out, year by year."""
    months: list[MonthDict]
    """The months."""


class AskDict(TypedDict):
    """What it is worth to get a term changed."""

    term: str
    """The term's key."""
    ask: str
    """What to ask for."""
    now: str
    """What it is now."""
    place: str
    """Its clause."""
    worth: str
    """The largest gain that can be counted."""
    ceiling: bool
    """Whether it puts a ceiling on the loss where there is none."""
    working: str
    """The gains, in words."""


class UnlimitedDict(TypedDict):
    """A liability that no arithmetic can bound."""

    title: str
    """What it is."""
    place: str
    """Its clause."""


class AssumedDict(TypedDict):
    """What was not said and how it was taken."""

    option: str
    """The option that says it."""
    taken: str
    """How it was taken, in a sentence."""


class ExposureDict(TypedDict):
    """What the contract would cost."""

    relative: bool
    """Whether no price for a year is known, so that sums are per £1,000,000 of it."""
    inputs: dict[str, str]
    """What the user said."""
    terms: list[TermDict]
    """The terms of the contract that count."""
    assumed: list[AssumedDict]
    """What was taken where the user said nothing."""
    figures: list[FigureDict]
    """The figures."""
    scenarios: list[CaseDict]
    """What may happen, month by month."""
    changes: list[AskDict]
    """What to negotiate first."""
    unlimited: list[UnlimitedDict]
    """What has no limit."""
    unknown: list[str]
    """What is not in the figures."""


def of_review(review: Review) -> ExposureDict | None:
    """The exposure of a review; None where nobody is paid under the contract."""
    # the shapes here stand below the engine, which the arithmetic rests on
    from termscheck.exposure.work_out import applies, exposure

    return exposure_to_dict(exposure(review)) if applies(review) else None


def exposure_to_dict(told: Exposure) -> ExposureDict:
    """The exposure, ready for `json.dumps`."""
    return {
        "relative": told.relative,
        "inputs": _inputs(told.inputs),
        "terms": [_term(term) for term in told.terms],
        "assumed": [{"option": option, "taken": sentence} for option, sentence in told.assumed],
        "figures": [_figure(figure) for figure in told.figures],
        "scenarios": [_ledger(ledger) for ledger in told.ledgers],
        "changes": [_change(change) for change in told.changes],
        "unlimited": [{"title": title, "place": place} for title, place in told.unlimited],
        "unknown": list(told.unknown),
    }


def _inputs(inputs: Inputs) -> dict[str, str]:
    said = {field.name: getattr(inputs, field.name) for field in fields(inputs) if field.name != "terms"}
    stated = {f"terms.{key}": value for key, value in (inputs.terms or {}).items()}
    told = {name: str(value) for name, value in said.items() if value is not None}
    return told | {name: "none" if value is None else str(value) for name, value in stated.items()}


def _term(term: Term) -> TermDict:
    return {
        "key": term.key,
        "name": term.name,
        "value": None if term.value is None else plain(term.value),
        "unit": term.unit,
        "told": term.told,
        "origin": term.origin,
        "words": term.words,
        "clause": term.clause,
        "place": term.place,
        "rule": term.rule,
    }


def _figure(figure: Figure) -> FigureDict:
    places = Decimal("0.01" if figure.unit == "pounds" else "0.1")
    return {
        "key": figure.key,
        "title": figure.title,
        "value": None if figure.value is None else str(figure.value.quantize(places)),
        "unit": figure.unit,
        "told": figure.told,
        "working": figure.working,
        "places": list(figure.places),
    }


def _ledger(ledger: Ledger) -> CaseDict:
    return {
        "key": ledger.scenario.key,
        "name": ledger.scenario.name,
        "meaning": ledger.scenario.meaning,
        "lent": _pence(ledger.lent),
        "lent_in": ledger.peak.number,
        "outcome": _pence(ledger.outcome),
        "years": [_pence(year) for year in ledger.years],
        "months": [
            {
                "month": month.number,
                "out": _pence(month.paid_out),
                "received": _pence(month.received),
                "lowest": _pence(month.lowest),
                "balance": _pence(month.balance),
            }
            for month in ledger.months
        ],
    }


def _change(change: Change) -> AskDict:
    return {
        "term": change.key,
        "ask": change.ask,
        "now": change.now,
        "place": change.place,
        "worth": _pence(change.worth),
        "ceiling": change.ceiling,
        "working": change.working,
    }


def _pence(sum_: Decimal) -> str:
    return str(sum_.quantize(Decimal("0.01")))
