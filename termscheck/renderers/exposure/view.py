"""What the template of the exposure tells: every sum and term as words, in the order in which it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from termscheck.exposure.model import Change, Exposure, Figure, Ledger, Term
from termscheck.exposure.results import Teller
from termscheck.exposure.sums import SCALE, exact, plain
from termscheck.places import PlaceLink, Places
from termscheck.renderers.exposure.chart import Chart, draw
from termscheck.words import listed

FIRST = ("first-year", "late-peak", "peak", "outcome", "most", "damages")
"""The figures that are told first and largest; the others follow in the table of workings."""
MOST_CHANGES = 6
"""Changes that are shown before the rest is folded away."""
ORIGINS = {
    "said": "You said",
    "finding": "In the contract",
    "contract": "In the contract",
    "worst": "Not found: taken at its worst",
    "not-found": "Looked for, not found",
    "assumed": "Taken by us",
}
"""Where a term comes from, in a few words."""


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term, where it comes from, and its clause."""

    name: str
    told: str
    words: str
    where: PlaceLink | None


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """A scenario in words and sums; `letter` is that of its line in the chart."""

    letter: str
    name: str
    meaning: str
    lent: str
    month: int
    outcome: str
    worst_year: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What a change is worth, in words."""

    name: str
    now: str
    ask: str
    worth: str
    working: str
    place: str


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """The balance at the end of a month, scenario by scenario."""

    month: int
    sums: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A month of the expected case, to the pound."""

    month: int
    paid_out: str
    base: str
    results: str
    released: str
    balance: str


@dataclass(frozen=True, slots=True)
class View:
    """Everything that the template tells of an exposure."""

    exposure: Exposure
    first: tuple[Figure, ...]
    figures: tuple[Figure, ...]
    scenarios: tuple[ScenarioRow, ...]
    chart: Chart
    chart_in_words: str
    balances: tuple[BalanceRow, ...]
    ledger: tuple[LedgerRow, ...]
    changes: tuple[ChangeRow, ...]
    more_changes: tuple[ChangeRow, ...]
    terms: tuple[TermRow, ...]
    nothing_said: bool
    """Whether the user said nothing of money, so that most of it is taken by us."""
    in_pounds: bool


def view(exposure: Exposure, places: Places) -> View:
    """What is told of an exposure; `places` gives the links to clauses."""
    teller = Teller(exposure.relative, exposure.inputs.reserves)
    order = sorted((figure for figure in exposure.figures if figure.key in FIRST), key=lambda one: FIRST.index(one.key))
    changes = tuple(_change(change, teller) for change in exposure.changes)
    expected = exposure.ledgers[0]
    return View(
        exposure=exposure,
        first=tuple(order),
        figures=exposure.figures,
        scenarios=tuple(_scenario(number, ledger, teller) for number, ledger in enumerate(exposure.ledgers)),
        chart=draw(exposure, _label(exposure.relative)),
        chart_in_words=_chart_in_words(exposure, teller),
        balances=_balances(exposure, teller),
        ledger=tuple(
            LedgerRow(
                one.number, teller.exact(one.paid_out), teller.exact(one.received_base),
                teller.exact(one.received_results), teller.exact(one.released), teller.exact(one.balance),
            )
            for one in expected.months
        ),
        changes=changes[:MOST_CHANGES],
        more_changes=changes[MOST_CHANGES:],
        terms=tuple(_term(term, places) for term in exposure.terms),
        nothing_said=exposure.inputs == type(exposure.inputs)(),
        in_pounds=not exposure.relative,
    )  # fmt: skip


def _label(alone: bool) -> Callable[[Decimal], str]:
    """How sums at the side of the chart are told."""
    if alone:
        return lambda sum_: f"{plain((sum_ / SCALE * 100).quantize(Decimal('0.1')))}%"

    def label(sum_: Decimal) -> str:
        if abs(sum_) >= 1_000_000:
            return f"{'−' if sum_ < 0 else ''}£{plain(abs(sum_) / 1_000_000)}m"
        if abs(sum_) >= 1000:
            return f"{'−' if sum_ < 0 else ''}£{plain(abs(sum_) / 1000)}k"
        return exact(sum_)

    return label


def _scenario(number: int, ledger: Ledger, teller: Teller) -> ScenarioRow:
    told = teller.told(abs(ledger.outcome)).removeprefix("about ")
    outcome = "even" if told == "nothing" else f"{'a loss of' if ledger.outcome < 0 else 'a surplus of'} {told}"
    return ScenarioRow(
        letter="ABCDEFGH"[number],
        name=ledger.scenario.name,
        meaning=ledger.scenario.meaning,
        lent=teller.told(ledger.lent).removeprefix("about "),
        month=ledger.peak.number,
        outcome=outcome,
        worst_year=teller.told(min(ledger.years)).removeprefix("about "),
    )


def _change(change: Change, teller: Teller) -> ChangeRow:
    worth = "a ceiling, where there is none" if change.ceiling else teller.told(change.worth)
    working = f"{change.working[0].upper()}{change.working[1:]}"
    return ChangeRow(change.name, change.now, change.ask, worth, working, change.place)


def _term(term: Term, places: Places) -> TermRow:
    clause = places.clause(term.clause)
    where = PlaceLink(term.place, places.anchor(clause)) if term.place else None
    return TermRow(term.name, term.told, term.words, where)


def _chart_in_words(exposure: Exposure, teller: Teller) -> str:
    each = [
        f"{ledger.scenario.name.lower()} falls to {teller.told(ledger.peak.lowest).removeprefix('about ')} in month "
        f"{ledger.peak.number} and ends at {teller.told(ledger.outcome).removeprefix('about ')}"
        for ledger in exposure.ledgers
    ]
    return f"What has come in less what has gone out, month by month: {listed(each)}."


def _balances(exposure: Exposure, teller: Teller) -> tuple[BalanceRow, ...]:
    last = max(ledger.months[-1].number for ledger in exposure.ledgers)
    at = [*range(0, last, 12 if last > 30 else 3 if last <= 12 else 6), last]
    return tuple(
        BalanceRow(
            month,
            tuple(teller.exact(one.months[min(month, one.months[-1].number)].balance) for one in exposure.ledgers),
        )
        for month in at
    )
