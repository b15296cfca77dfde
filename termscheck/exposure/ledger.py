"""The money of a contract, month by month.

The work of a month is paid for as it is done and charged for at the month's end. Money that is due so many days later
comes at the end of the month in which that day falls, so that costs always go out before receipts come in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import NamedTuple, TypeVar

from termscheck.exposure.model import Deal, Ledger, Month, Scenario

PENNY = Decimal("0.01")
DAYS = 30
"""Days that count as a month."""
NOTHING = Decimal(0)
_Sum = TypeVar("_Sum", Decimal, tuple[Decimal, Decimal])


def penny(sum_: Decimal) -> Decimal:
    """A sum to the penny, halves up."""
    return sum_.quantize(PENNY, ROUND_HALF_UP)


def months(days: int) -> int:
    """Days in whole months, rounded up."""
    return -(-days // DAYS)


def base_days(deal: Deal, late: int = 0) -> int:
    """Days from the end of a month's work to the payment of what does not hang on results."""
    if deal.waits in ("base", "all"):
        return max(deal.payment_days, deal.authority_days + deal.pass_on_days) + late
    return deal.payment_days + late


def shown_days(deal: Deal) -> int:
    """Days from the end of a month's work until its results are measured and approved."""
    return deal.measure_days + deal.approval_days


def results_days(deal: Deal, late: int = 0) -> int:
    """Days from the end of a month's work to the payment for its results."""
    waited = deal.results_payment_days
    if deal.waits in ("results", "all"):
        waited = max(waited, deal.authority_days + deal.pass_on_days)
    return shown_days(deal) + waited + late


def cost_of(deal: Deal, month: int) -> Decimal:
    """The cost of a month's work, from 1; costs rise at each anniversary."""
    return penny(deal.monthly_cost * _risen(deal, month))


def price_of(deal: Deal, month: int, scenario: Scenario) -> tuple[Decimal, Decimal]:
    """What a month's work earns: what does not hang on results, and what does. The other side's fee is off."""
    whole = deal.annual_value / 12 * (100 - deal.prime_fee) / 100
    if deal.price_review:
        whole *= _risen(deal, month)
    volume = max(scenario.volume, deal.volume_floor)
    base = whole * (100 - deal.results_share) / 100 * volume / 100
    results = whole * deal.results_share / 100 * scenario.volume / 100 * scenario.results / 100
    return penny(base), penny(results)


@cache
def _grown(inflation: Decimal, years: int) -> Decimal:
    return (1 + inflation / 100) ** years


def _risen(deal: Deal, month: int) -> Decimal:
    return _grown(deal.inflation, (month - 1) // 12)


def by_year(end: int) -> Iterator[tuple[int, int]]:
    """The first month of each year until a month, and how many months it has: within it costs and prices stand."""
    return ((first, min(12, end - first + 1)) for first in range(1, end + 1, 12))


def _monthly(end: int, of: Callable[[int], _Sum]) -> dict[int, _Sum]:
    """What stands within a year, for each month."""
    return {at: sum_ for first, count in by_year(end) for sum_ in [of(first)] for at in range(first, first + count)}


def run_on(deal: Deal, early: bool) -> int:
    """Months of cost after the end: unpaid work that the contract asks for, and after an early end what cannot be
    stopped within the notice."""
    after = months(deal.exit_days)
    return max(after, left_over(deal)) if early else after


def left_over(deal: Deal) -> int:
    """Months of cost that run on after an early end, less the notice."""
    return max(0, deal.run_on_months - deal.notice_days // DAYS)


def ledger(deal: Deal, scenario: Scenario) -> Ledger:
    """A scenario, month by month, until the last payment has come in."""
    early = scenario.ends_after is not None and scenario.ends_after < deal.term_months
    thrown_out = early and not scenario.by_us
    end = min(scenario.ends_after or deal.term_months, deal.term_months)
    after = run_on(deal, thrown_out)
    base_lag, results_lag = months(base_days(deal, scenario.late_days)), months(results_days(deal, scenario.late_days))
    settled = end + months(deal.payment_days)
    last = max(end + after, end + base_lag, end + results_lag, end + deal.release_months, settled)
    earned = _monthly(end, lambda month: price_of(deal, month, scenario))
    costs = _monthly(end, lambda month: cost_of(deal, month))
    received = _received(deal, earned, end, base_lag, results_lag, last)
    out = [deal.setup_cost, *costs.values(), *[costs[end]] * after, *[NOTHING] * (last - end - after)]
    if early:
        out[end] += deal.redundancy
    if thrown_out:
        run_on_costs = left_over(deal) * costs[end] + deal.redundancy
        received.released[settled] += penny(run_on_costs * deal.termination_payment / 100)
    made: list[Month] = []
    balance = NOTHING
    for month, (paid, base, results, released) in enumerate(zip(out, *received, strict=True)):
        lowest = balance - paid
        balance = lowest + base + results + released
        gained = earned.get(month, (NOTHING, NOTHING))
        made.append(Month(month, *gained, paid, base, results, released, lowest, balance))
    return Ledger(scenario, tuple(made), base_lag, results_lag, end)


class _Received(NamedTuple):
    """What comes in, month by month from 0."""

    base: list[Decimal]
    results: list[Decimal]
    released: list[Decimal]


def _received(  # noqa: PLR0913, PLR0917
    deal: Deal, earned: Mapping[int, tuple[Decimal, Decimal]], end: int, base_lag: int, results_lag: int, last: int
) -> _Received:
    """The price of each month's work when it is paid, less what is retained, and that when it is released."""
    in_base, in_results, released = ([NOTHING] * (last + 1) for _ in range(3))
    kept_base = deal.retention if deal.retention_scope in ("base", "all") else NOTHING
    kept_results = deal.retention if deal.retention_scope in ("results", "all") else NOTHING
    shown = end if deal.tail_kept else end - months(shown_days(deal))
    release = end + deal.release_months
    for month, (base, all_results) in earned.items():
        results = all_results if month <= shown else NOTHING
        in_base[month + base_lag], in_results[month + results_lag] = base, results
        # what is retained from money that comes after the release is released with it
        if kept_base:
            kept = penny(base * kept_base / 100)
            in_base[month + base_lag] -= kept
            released[max(release, month + base_lag)] += kept
        if kept_results:
            kept = penny(results * kept_results / 100)
            in_results[month + results_lag] -= kept
            released[max(release, month + results_lag)] += kept
    return _Received(in_base, in_results, released)


def receipts_within(ledger: Ledger, deal: Deal, window: int | None) -> tuple[Decimal, int]:
    """The most that was received in any run of `window` months and may be taken back, and the month it ends in."""
    sums = [_recoverable(month, deal) for month in ledger.months]
    if window is None:
        return sum(sums, NOTHING), ledger.months[-1].number
    best, at = NOTHING, 0
    running = NOTHING
    for number, one in enumerate(sums):
        running += one - (sums[number - window] if number >= window else NOTHING)
        if running > best:
            best, at = running, number
    return best, at


def _recoverable(month: Month, deal: Deal) -> Decimal:
    base = month.received_base if deal.clawback_scope in ("base", "all") else NOTHING
    return base + (month.received_results if deal.clawback_scope in ("results", "all") else NOTHING)
