"""What an exposure is made of: terms with where each comes from, inputs, months, scenarios and figures with workings.

Money is in pounds as `Decimal`, to the penny, seen from the side of `us`: costs go out, charges come in. Periods are in
days (a month counts 30) or in whole months; shares are in per cent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from termscheck.model import Span

Origin = Literal["said", "finding", "contract", "worst", "not-found", "assumed"]
"""Who says so: the user; a finding or other words of the contract; nobody, and it is taken at its worst; the rules
looked for it and found nothing, and it is taken not to be there; or nobody, and it is our guess, which is no worst."""
Unit = Literal["days", "months", "per cent", "pounds", "points", "yes or no", "scope"]
Scope = Literal["none", "base", "results", "all"]
"""What part of the price a term is about: none of it, what does not hang on results, what does, or the whole."""
SCOPES: tuple[Scope, ...] = ("none", "base", "results", "all")


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the contract as it enters the arithmetic, and where it comes from.

    `value` is None for what has no limit (no ceiling, no end, no right to leave); 1 and 0 stand for yes and no, and the
    numbers of `SCOPES` for a scope. `told` is the value in words, `words` a sentence that tells
    it and its origin; `place` is the clause as a lawyer
    cites it and `clause` its id, both empty where no clause says so; `also` are further clauses that matter.
    """

    key: str
    name: str
    value: Decimal | None
    told: str
    unit: Unit
    origin: Origin
    words: str
    clause: str = ""
    place: str = ""
    span: Span | None = None
    rule: str = ""
    scope: Scope = "all"
    also: tuple[str, ...] = ()
    yearly: bool = False
    """Of a ceiling: whether it counts anew each year."""

    @property
    def amount(self) -> Decimal:
        """The value of a term that always has one."""
        return Decimal(0) if self.value is None else self.value


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the user says. None is what was not said; sums are in pounds, shares in per cent.

    `expected_rate` and `low_rate` are how many of those helped reach the result, or how much of the planned results is
    reached; `planned_rate`, if the price was worked out for another rate than the expected one, is that rate.
    `terms` states terms of the contract by their keys, such as {"payment-days": 30}, whatever was found.
    """

    annual_value: Decimal | None = None
    monthly_cost: Decimal | None = None
    setup_cost: Decimal | None = None
    staff: int | None = None
    redundancy_each: Decimal | None = None
    reserves: Decimal | None = None
    expected_rate: Decimal | None = None
    low_rate: Decimal | None = None
    planned_rate: Decimal | None = None
    low_volume: Decimal | None = None
    base_rate: Decimal | None = None
    inflation: Decimal | None = None
    authority_days: int | None = None
    late_days: int | None = None
    ended_after: int | None = None
    run_on_months: int | None = None
    terms: Mapping[str, Decimal | None] | None = None


@dataclass(frozen=True, slots=True)
class Deal:
    """The numbers of a contract and of its costs, ready for the month-by-month arithmetic."""

    annual_value: Decimal
    monthly_cost: Decimal
    setup_cost: Decimal
    term_months: int
    inflation: Decimal
    """Rise of costs, in per cent a year, at each anniversary."""
    price_review: bool
    """Whether the price rises as costs do."""
    results_share: Decimal
    payment_days: int
    results_payment_days: int
    measure_days: int
    approval_days: int
    waits: Scope
    """What is paid only after the authority has paid the other side."""
    authority_days: int
    pass_on_days: int
    retention: Decimal
    retention_scope: Scope
    release_months: int
    clawback_months: int | None
    """None: at any time."""
    clawback_scope: Scope
    credits: Decimal
    """Per cent of a month's charges that may be taken off."""
    prime_fee: Decimal
    volume_floor: Decimal
    notice_days: int
    leave_days: int | None
    """Notice with which we may leave without a reason; None: we may not."""
    termination_payment: Decimal
    """Per cent of the costs that run on after an early end that are paid to us."""
    tail_kept: bool
    """Whether results that show only after the end are paid."""
    cap: Decimal | None
    """Ceiling of liability in pounds for `cap_years` years; None: there is none."""
    cap_yearly: bool
    exit_days: int
    run_on_months: int
    redundancy: Decimal


@dataclass(frozen=True, slots=True)
class Scenario:
    """What happens. `volume` and `results` are in per cent of what the price was worked out for."""

    key: str
    name: str
    meaning: str
    volume: Decimal = Decimal(100)
    results: Decimal = Decimal(100)
    late_days: int = 0
    ends_after: int | None = None
    by_us: bool = False
    """Whether it is we who end it then, and can prepare for it."""


class Month(NamedTuple):
    """One month's money, to the penny; month 0 is all that comes before the start.

    `lowest` is the balance once the month's costs are paid and before its receipts, which come at its end.
    """

    number: int
    earned_base: Decimal
    earned_results: Decimal
    paid_out: Decimal
    received_base: Decimal
    received_results: Decimal
    released: Decimal
    """Retention, and payment for costs of an early end."""
    lowest: Decimal
    balance: Decimal

    @property
    def received(self) -> Decimal:
        """All that came in."""
        return self.received_base + self.received_results + self.released


@dataclass(frozen=True, slots=True)
class Ledger:
    """A scenario, month by month, until the last payment has come in."""

    scenario: Scenario
    months: tuple[Month, ...]
    base_lag: int
    results_lag: int
    """Months from the work to the money."""
    end: int
    """The last month of the contract."""

    @property
    def peak(self) -> Month:
        """The month in which most money is lent; the first of several."""
        return min(self.months, key=lambda month: (month.lowest, month.number))

    @property
    def lent(self) -> Decimal:
        """The most that is lent to the contract, in pounds."""
        return max(Decimal(0), -self.peak.lowest)

    @property
    def lent_in_first_year(self) -> Decimal:
        """The same within the first twelve months."""
        return max(Decimal(0), -min(month.lowest for month in self.months if month.number <= 12))

    @property
    def outcome(self) -> Decimal:
        """What is left at the end of all; below nothing, a loss."""
        return self.months[-1].balance

    @property
    def years(self) -> tuple[Decimal, ...]:
        """What came in less what went out, year by year from the start; what comes before it counts to the first."""
        sums: dict[int, Decimal] = {}
        for month in self.months:
            year = max(0, month.number - 1) // 12
            sums[year] = sums.get(year, Decimal(0)) + month.received - month.paid_out
        return tuple(sums[year] for year in sorted(sums))


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its arithmetic. `value` is in pounds or per cent, and None for "no limit" or "cannot be reached".

    `told` is the number for people, rounded; `working` the arithmetic in words; `places` the clauses behind it.
    """

    key: str
    title: str
    value: Decimal | None
    unit: Literal["pounds", "per cent", "months"]
    told: str
    working: str
    places: tuple[str, ...] = ()
    share_of_reserves: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What it is worth to get one term changed. All sums are pounds gained; `worth` is the largest that can be counted.

    `ceiling` says that the change puts a ceiling on the loss where there is none now.
    """

    key: str
    name: str
    now: str
    ask: str
    place: str
    lent_less: Decimal
    kept_more: Decimal
    """In the scenario in which it helps most."""
    safe_more: Decimal
    """By how much the most that the work itself can lose falls."""
    ceiling: bool
    working: str

    @property
    def worth(self) -> Decimal:
        """The largest of the gains: they are different things, and do not add up."""
        return max(self.lent_less, self.kept_more, self.safe_more)


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a contract would cost us: the terms, the scenarios, the figures, and what to negotiate first.

    Where no yearly price is known all sums are per £`scale` of it and `relative` is true: the figures tell them in per
    cent of a year's price.
    """

    terms: tuple[Term, ...]
    inputs: Inputs
    assumed: tuple[tuple[str, str], ...]
    """What was not said and how it was taken, in words: name, sentence."""
    deal: Deal
    ledgers: tuple[Ledger, ...]
    figures: tuple[Figure, ...]
    changes: tuple[Change, ...]
    unlimited: tuple[tuple[str, str], ...]
    """Liabilities that no arithmetic can bound: the rule's title and the clause."""
    unknown: tuple[str, ...]
    """What is not in the figures, in sentences."""
    relative: bool

    def term(self, key: str) -> Term:
        """The term with a key, such as "payment-days"."""
        return next(term for term in self.terms if term.key == key)

    def figure(self, key: str) -> Figure:
        """The figure with a key, such as "peak"."""
        return next(figure for figure in self.figures if figure.key == key)

    def ledger(self, key: str) -> Ledger:
        """The scenario with a key, such as "expected"."""
        return next(ledger for ledger in self.ledgers if ledger.scenario.key == key)
