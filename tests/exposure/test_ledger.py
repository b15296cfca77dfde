"""The money month by month, worked by hand, and what must always hold of it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from termscheck.exposure.deal import scenarios
from termscheck.exposure.ledger import ledger, receipts_within
from termscheck.exposure.model import SCOPES, Deal, Inputs, Scenario
from termscheck.exposure.results import all_damages, most_lost

USUAL = Scenario("expected", "As expected", "")
PENNY = Decimal("0.01")


def sums(values: list[int]) -> list[Decimal]:
    return [Decimal(value) for value in values]


# --- worked by hand -------------------------------------------------------------------------------------


def test_paid_after_thirty_days_two_months_of_cost_are_lent(deal):
    told = ledger(deal(), USUAL)
    assert (told.lent, told.peak.number) == (20_000, 2)  # months 1 and 2 are spent before month 1 is paid
    assert told.outcome == 0
    assert [month.balance for month in told.months[:4]] == sums([0, -10_000, -10_000, -10_000])
    assert told.months[-1].number == 13


@pytest.mark.parametrize(("days", "lent"), [(0, 10_000), (1, 20_000), (30, 20_000), (31, 30_000), (90, 40_000)])
def test_days_are_whole_months_rounded_up(deal, days, lent):
    assert ledger(deal(payment_days=days), USUAL).lent == lent


def test_what_waits_for_the_authority_comes_after_both(deal):
    # 45 days to the prime and 14 to pass it on are 59: two months
    assert ledger(deal(waits="all", authority_days=45, pass_on_days=14), USUAL).lent == 30_000
    # nothing is paid sooner than its own days
    assert ledger(deal(waits="all", authority_days=1, payment_days=90), USUAL).lent == 40_000


def test_results_come_after_they_are_measured_approved_and_paid(deal):
    told = ledger(deal(results_share=Decimal(40), measure_days=180), USUAL)
    assert (told.base_lag, told.results_lag) == (1, 7)
    # month 8: 80,000 out; 6 × 6,000 in
    assert (told.lent, told.peak.number) == (44_000, 8)
    assert told.outcome == 0
    later = ledger(deal(results_share=Decimal(40), measure_days=180, approval_days=30), USUAL)
    assert later.results_lag == 8


def test_results_that_show_after_the_end_are_lost_where_the_contract_says_so(deal):
    told = ledger(deal(results_share=Decimal(40), measure_days=180, tail_kept=False), USUAL)
    assert told.outcome == -6 * 4_000


def test_what_is_kept_back_comes_after_the_end(deal):
    told = ledger(deal(retention=Decimal("7.5"), release_months=6), USUAL)
    assert told.months[2].received == 9_250
    assert told.months[18].released == 12 * 750
    assert told.lent == 120_000 - 10 * 9_250  # in month 12, before month 11 is paid
    assert told.outcome == 0


def test_an_early_end_costs_what_runs_on_beyond_the_notice(deal):
    early = replace(USUAL, ends_after=6)
    assert ledger(deal(run_on_months=3, notice_days=30), early).outcome == -20_000
    assert ledger(deal(run_on_months=3, notice_days=90), early).outcome == 0
    assert ledger(deal(run_on_months=3, redundancy=Decimal(5_000)), early).outcome == -35_000
    assert ledger(deal(run_on_months=3, termination_payment=Decimal(100)), early).outcome == 0


def test_work_after_the_end_without_pay_costs_as_much_as_before(deal):
    assert ledger(deal(exit_days=90), USUAL).outcome == -30_000


def test_a_frozen_price_loses_what_costs_rise(deal):
    told = ledger(deal(term_months=24, inflation=Decimal(3)), USUAL)
    assert told.outcome == -12 * 300
    assert ledger(deal(term_months=24, inflation=Decimal(3), price_review=True), USUAL).outcome == 0


def test_a_promise_of_work_is_paid_when_none_comes(deal):
    none = replace(USUAL, volume=Decimal(0))
    assert ledger(deal(), none).outcome == -120_000
    assert ledger(deal(volume_floor=Decimal(80)), none).outcome == -24_000


def test_what_can_be_taken_back_is_what_came_within_the_window(deal):
    told = ledger(deal(clawback_scope="all"), USUAL)
    assert receipts_within(told, deal(clawback_scope="all"), 6)[0] == 60_000
    assert receipts_within(told, deal(clawback_scope="all"), None)[0] == 120_000
    assert receipts_within(told, deal(clawback_scope="results"), None)[0] == 0


def test_years_hold_what_came_in_less_what_went_out(deal):
    told = ledger(deal(setup_cost=Decimal(7_000)), USUAL)
    assert told.years == (Decimal(-17_000), Decimal(10_000))


# --- what must always hold ------------------------------------------------------------------------------

shares = st.integers(0, 1000).map(lambda tenths: Decimal(tenths) / 10)
periods = st.integers(0, 400)
scopes = st.sampled_from(SCOPES)
deals = st.builds(
    Deal,
    annual_value=st.integers(1, 5_000_000).map(Decimal), monthly_cost=st.integers(0, 400_000).map(Decimal),
    setup_cost=st.integers(0, 50_000).map(Decimal), term_months=st.integers(1, 30),
    inflation=st.integers(0, 10).map(Decimal), price_review=st.booleans(), results_share=shares, payment_days=periods,
    results_payment_days=periods, measure_days=periods, approval_days=st.integers(0, 60), waits=scopes,
    authority_days=periods, pass_on_days=st.integers(0, 60), retention=st.integers(0, 50).map(Decimal),
    retention_scope=scopes, release_months=st.integers(0, 24),
    clawback_months=st.none() | st.integers(0, 40), clawback_scope=scopes, credits=shares,
    prime_fee=st.integers(0, 30).map(Decimal), volume_floor=shares, notice_days=periods, leave_days=st.none() | periods,
    termination_payment=shares, tail_kept=st.booleans(), cap=st.none() | st.integers(0, 10**7).map(Decimal),
    cap_yearly=st.booleans(), exit_days=periods, run_on_months=st.integers(0, 12),
    redundancy=st.integers(0, 90_000).map(Decimal),
)  # fmt: skip
cases = st.builds(
    Scenario, st.just("any"), st.just("Any"), st.just(""), volume=shares, results=shares,
    late_days=st.integers(0, 120), ends_after=st.none() | st.integers(1, 30),
)  # fmt: skip
many = settings(max_examples=60, deadline=None)


def worst(deal: Deal) -> Decimal:
    inputs = Inputs()
    return most_lost(deal, [ledger(deal, scenario) for scenario in scenarios(deal, inputs)])


@many
@given(deals, cases)
def test_every_penny_that_is_earned_is_paid_or_lost(deal: Deal, case: Scenario):
    told = ledger(deal, case)
    earned = sum(month.earned_base + month.earned_results for month in told.months)
    came = sum(month.received for month in told.months)
    extra = Decimal(0) if deal.termination_payment == 0 else came  # what is paid for an early end is not earned
    assert came <= earned + extra
    if deal.tail_kept and deal.termination_payment == 0:
        assert came == earned
    assert told.outcome == came - sum(month.paid_out for month in told.months)
    assert all(sum_ == sum_.quantize(PENNY) for month in told.months for sum_ in (month.balance, month.lowest))


def more(name: str, step: Any, most: Any) -> Any:
    """The deal with a greater figure, but no more than `most`."""

    def changed(deal: Deal) -> Deal:
        return replace(deal, **{name: min(most, getattr(deal, name) + step)})

    return changed


LATER = [
    *(more(name, 45, 4_000) for name in ("payment_days", "results_payment_days", "approval_days", "pass_on_days")),
    more("authority_days", 45, 4_000), more("retention", Decimal(5), Decimal(100)), more("release_months", 5, 60),
    lambda deal: replace(deal, waits="all"),
]  # fmt: skip
"""What makes money come later and takes none of it away."""


@many
@given(deals, cases, st.sampled_from(LATER))
def test_what_pays_later_never_lowers_the_money_that_is_lent(deal: Deal, case: Scenario, later):
    assert ledger(later(deal), case).lent >= ledger(deal, case).lent


@many
@given(deals, cases, st.integers(1, 90))
def test_paid_later_never_lowers_the_money_that_is_lent(deal: Deal, case: Scenario, days: int):
    late = replace(case, late_days=case.late_days + days)
    assert ledger(deal, late).lent >= ledger(deal, case).lent


@many
@given(deals, cases, shares)
def test_fewer_results_and_less_work_never_raise_what_is_left(deal: Deal, case: Scenario, share: Decimal):
    usual = ledger(deal, case)
    for fewer in (
        replace(case, results=case.results * share / 100),
        replace(case, volume=case.volume * share / 100),
    ):
        told = ledger(deal, fewer)
        assert told.outcome <= usual.outcome
        assert told.lent >= usual.lent


BETTER = [
    more("termination_payment", Decimal(20), Decimal(100)), more("notice_days", 30, 4_000),
    more("volume_floor", Decimal(10), Decimal(100)), lambda deal: replace(deal, tail_kept=True),
    lambda deal: replace(deal, price_review=True), lambda deal: replace(deal, exit_days=deal.exit_days // 2),
    lambda deal: replace(deal, prime_fee=deal.prime_fee / 2), lambda deal: replace(deal, measure_days=0),
]  # fmt: skip


@many
@given(deals, cases, st.sampled_from(BETTER))
def test_a_better_term_never_leaves_less(deal: Deal, case: Scenario, better):
    if better in (BETTER[1],):  # with less notice there is more to pay for, and less is paid where all of it is
        deal = replace(deal, termination_payment=Decimal(0))
    assert ledger(better(deal), case).outcome >= ledger(deal, case).outcome


WORSE = [
    more("retention", Decimal(5), Decimal(100)), more("credits", Decimal(10), Decimal(100)),
    lambda deal: replace(deal, clawback_months=None), lambda deal: replace(deal, clawback_scope="all"),
    lambda deal: replace(deal, volume_floor=deal.volume_floor / 2), lambda deal: replace(deal, waits="all"),
    more("exit_days", 60, 4_000), more("prime_fee", Decimal(3), Decimal(100)),
]  # fmt: skip


@many
@given(deals, st.sampled_from(WORSE))
def test_a_worse_term_never_lowers_the_most_that_can_be_lost(deal: Deal, worse):
    assert worst(worse(deal)) >= worst(deal)


@many
@given(deals, cases)
def test_a_longer_window_never_lowers_what_can_be_taken_back(deal: Deal, case: Scenario):
    told = ledger(deal, case)
    taken = [receipts_within(told, deal, window)[0] for window in (0, 1, 6, 24, 72, None)]
    assert taken == sorted(taken)


@many
@given(deals, st.integers(0, 10**7).map(Decimal))
def test_a_ceiling_never_raises_the_damages_and_a_lower_one_lowers_them(deal: Deal, cap: Decimal):
    capped = all_damages(replace(deal, cap=cap))
    lower = all_damages(replace(deal, cap=cap / 2))
    assert capped is not None
    assert lower is not None
    assert lower <= capped
    assert all_damages(replace(deal, cap=None)) is None


@many
@given(deals)
def test_no_case_loses_more_than_the_most_that_can_be_lost(deal: Deal):
    most = worst(deal)
    assert all(-ledger(deal, scenario).outcome <= most for scenario in scenarios(deal, Inputs()))


@given(deals, cases)
@settings(max_examples=20, deadline=None)
def test_the_same_deal_gives_the_same_months(deal: Deal, case: Scenario):
    assert ledger(deal, case) == ledger(deal, case)
