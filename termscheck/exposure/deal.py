"""From terms and inputs to the numbers of the arithmetic, with what was not said and how it was taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from termscheck.errors import UsageError
from termscheck.exposure.ledger import months
from termscheck.exposure.model import SCOPES, Deal, Inputs, Scenario, Scope, Term
from termscheck.exposure.spec import figures
from termscheck.exposure.sums import SCALE, exact, plain
from termscheck.model import Review

INFLATION, LATE_DAYS, ENDED_AFTER, RUN_ON = Decimal(3), 60, 12, 3
"""Our guesses where nothing is said: costs rise so many per cent a year, they pay so many days late, they end it after
so many months, and costs run on for so many months after an early end."""
SEEN = 12
"""Months until it is plain that too little work comes, where the contract lets us leave."""
LOW_RESULTS = Decimal(50)
"""Per cent of the planned results that is reached where results are low and nothing is said."""
LONGEST_TERM = 240
"""Months."""


def relative(terms: Sequence[Term], inputs: Inputs) -> bool:
    """Whether no price is known, so that all is told as a share of it. Raises UsageError for sums that need it."""
    if _by_key(terms)["annual-value"].value is not None:
        return False
    needing = {
        "--monthly-cost": inputs.monthly_cost, "--setup-cost": inputs.setup_cost, "--reserves": inputs.reserves,
        "--redundancy-each": inputs.redundancy_each,
    }  # fmt: skip
    given = [name for name, value in needing.items() if value is not None]
    if given:
        raise UsageError(
            f"{' and '.join(given)} cannot be used without the price of a year, which could not be read in the "
            "contract: add --annual-value, or annual-value in the file."
        )
    return True


def deal(terms: Sequence[Term], inputs: Inputs) -> Deal:
    """The numbers. Where no price is known, that of a year is `SCALE`."""
    by = _by_key(terms)
    annual = by["annual-value"].value
    alone = annual is None
    annual = SCALE if annual is None else annual
    staff = Decimal(inputs.staff or 0)
    clawback, leave, cap = by["clawback-months"], by["leave-days"], by["liability-cap"]
    return Deal(
        annual_value=annual,
        monthly_cost=annual / 12 if inputs.monthly_cost is None else inputs.monthly_cost,
        setup_cost=inputs.setup_cost or Decimal(0),
        term_months=max(1, min(LONGEST_TERM, int(by["term-months"].amount))),
        inflation=INFLATION if inputs.inflation is None else inputs.inflation,
        price_review=bool(by["price-review"].amount),
        results_share=by["results-share"].amount,
        payment_days=int(by["payment-days"].amount),
        results_payment_days=int(by["results-payment-days"].amount),
        measure_days=int(by["measure-days"].amount),
        approval_days=int(by["approval-days"].amount),
        waits=SCOPES[int(by["waits-for-authority"].amount)],
        authority_days=_law("public-payment-days") if inputs.authority_days is None else inputs.authority_days,
        pass_on_days=int(by["pass-on-days"].amount),
        retention=by["retention"].amount,
        retention_scope=by["retention"].scope,
        release_months=int(by["release-months"].amount),
        clawback_months=None if clawback.value is None else int(clawback.value),
        clawback_scope=_scope_of(clawback),
        credits=by["credits"].amount,
        prime_fee=by["prime-fee"].amount,
        volume_floor=by["volume-floor"].amount,
        notice_days=int(by["notice-days"].amount),
        leave_days=None if leave.value is None else int(leave.value),
        termination_payment=by["termination-payment"].amount,
        tail_kept=bool(by["tail-kept"].amount),
        cap=None if alone else cap.value,
        cap_yearly=cap.yearly,
        exit_days=int(by["exit-days"].amount),
        run_on_months=RUN_ON if inputs.run_on_months is None else inputs.run_on_months,
        redundancy=staff * (inputs.redundancy_each or Decimal(0)),
    )


def _scope_of(clawback: Term) -> Scope:
    return clawback.scope if clawback.value is None or clawback.value else "none"


def _by_key(terms: Sequence[Term]) -> Mapping[str, Term]:
    return {term.key: term for term in terms}


def _law(name: str) -> int:
    return int(figures()[name].value)


def base_rate(review: Review, inputs: Inputs) -> Decimal:
    """The base rate: that which the user says, or that on which the review rests, or that of `law.yaml`."""
    if inputs.base_rate is not None:
        return inputs.base_rate
    told = next((one.value for one in review.assumptions if one.switch == "base-rate"), "")
    return Decimal(told) if told else Decimal(str(figures()["base-rate"].value))


def rates(inputs: Inputs) -> tuple[Decimal, Decimal, Decimal]:
    """The rate that the price was worked out for, the expected one and the low one, in per cent."""
    expected = Decimal(100) if inputs.expected_rate is None else inputs.expected_rate
    planned = inputs.planned_rate or expected or Decimal(100)
    low = planned * LOW_RESULTS / 100 if inputs.low_rate is None else inputs.low_rate
    return planned, expected, low


def scenarios(numbers: Deal, inputs: Inputs) -> tuple[Scenario, ...]:
    """What may happen, from what is expected to what the contract allows."""
    planned, expected, low = rates(inputs)
    usual, poor = expected / planned * 100, low / planned * 100
    late = LATE_DAYS if inputs.late_days is None else inputs.late_days
    ended = ended_after(numbers, inputs)
    low_volume = Decimal(100) if inputs.low_volume is None else inputs.low_volume
    results = numbers.results_share > 0
    made = [
        Scenario("expected", "As expected", "The work and the results that you expect, paid on time.", results=usual)
    ]
    if results or low_volume < 100:
        meaning = f"{plain(low)}% reach the result, and {plain(low_volume)}% of the expected work comes."
        if not results:
            meaning = f"{plain(low_volume)}% of the expected work comes."
        made.append(Scenario("low", "Low", meaning, low_volume, poor))
    if results:
        made.append(
            Scenario("nil", "No results", "All the work is done and not one result counts.", results=Decimal(0))
        )
    made += [
        Scenario("late", "Paid late", f"As expected, and each payment comes {late} days late.", results=usual,
                 late_days=late),
        Scenario("early", "Ended early", f"As expected until they end it after month {ended}.", results=usual,
                 ends_after=ended),
        Scenario("fewest", "Fewest referrals",
                 f"You stay ready for {locked_in(numbers)} months, and only the work that is promised comes: "
                 f"{plain(numbers.volume_floor)}%.",
                 Decimal(0), usual, ends_after=locked_in(numbers), by_us=True),
    ]  # fmt: skip
    return tuple(made)


def ended_after(numbers: Deal, inputs: Inputs) -> int:
    """The month after which the contract is ended early: before its end, if it lasts longer than a month."""
    wanted = min(ENDED_AFTER, numbers.term_months // 2) if inputs.ended_after is None else inputs.ended_after
    return max(1, min(wanted, numbers.term_months - 1))


def locked_in(numbers: Deal) -> int:
    """Months for which the work must be done however little is paid for it."""
    if numbers.leave_days is None:
        return numbers.term_months
    return min(numbers.term_months, SEEN + months(numbers.leave_days))


def assumed(review: Review, terms: Sequence[Term], inputs: Inputs, numbers: Deal) -> tuple[tuple[str, str], ...]:
    """What was not said and how it was taken: the option that says it, and a sentence."""
    return tuple(_assumed(review, _by_key(terms)["annual-value"].value is None, inputs, numbers))


def _assumed(  # noqa: PLR0912  (one for each input)
    review: Review, alone: bool, inputs: Inputs, numbers: Deal
) -> Iterator[tuple[str, str]]:
    planned, _, low = rates(inputs)
    on_results = bool(numbers.results_share)
    if alone:
        yield "--annual-value", "The price for a year is not known, so all is told as a share of it."
    if inputs.monthly_cost is None:
        sum_ = "" if alone else f", {exact(numbers.monthly_cost)}"
        yield (
            "--monthly-cost",
            f"A month’s work is taken to cost you a twelfth of the price{sum_}: no surplus, no loss.",
        )
    if inputs.setup_cost is None:
        yield "--setup-cost", "What you spend before the start is not counted."
    if inputs.staff and inputs.redundancy_each is None:
        yield "--redundancy-each", f"Redundancy pay for your {inputs.staff} staff is not counted."
    if inputs.reserves is None:
        yield "--reserves", "Your free reserves are not known, so no share of them is told."
    if inputs.expected_rate is None and on_results:
        yield "--expected-rate", "You are taken to reach all the results that the price was worked out for."
    if inputs.low_rate is None and on_results:
        yield "--low-rate", f"Low results are taken as {plain(low)}% where {plain(planned)}% are planned: a guess."
    if inputs.inflation is None:
        yield "--inflation", f"Costs are taken to rise by {plain(numbers.inflation)}% at each anniversary: a guess."
    if inputs.authority_days is None and numbers.waits != "none":
        paid = f"The authority is taken to pay {numbers.authority_days} days after the work or the result is billed"
        yield "--authority-days", f"{paid}, as the law asks of it. It may pay later, or never."
    if inputs.late_days is None:
        yield "--late-days", f"“Paid late” is taken as {LATE_DAYS} days late: a guess."
    if inputs.ended_after is None:
        yield "--ended-after", f"“Ended early” is taken as after month {ended_after(numbers, inputs)}: a guess."
    if inputs.run_on_months is None:
        what = f"Staff notice, leases and the like are taken to cost as much for {RUN_ON} months after an early end"
        yield "--run-on-months", f"{what}, less the notice that you get: a guess."
    if inputs.base_rate is None:
        yield "--base-rate", f"The Bank of England’s base rate is taken as {plain(base_rate(review, inputs))}%."
