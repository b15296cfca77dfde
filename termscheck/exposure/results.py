"""What the arithmetic says: the figures that matter, each with its working and the clauses behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from termscheck.exposure.deal import SEEN, locked_in, rates
from termscheck.exposure.ledger import by_year, cost_of, price_of, receipts_within, run_on
from termscheck.exposure.model import Deal, Figure, Inputs, Ledger, Scenario, Term
from termscheck.exposure.sums import SCALE, exact, plain, rounded, share, times
from termscheck.words import counted

NOTHING = Decimal(0)
TENTH = Decimal("0.1")


class Teller:
    """Tells sums in pounds, or as a share of a year's price where that is not known."""

    def __init__(self, alone: bool, reserves: Decimal | None) -> None:
        self.alone = alone
        self.reserves = reserves

    def exact(self, sum_: Decimal) -> str:
        """A sum in a working, to the pound."""
        return f"{plain((sum_ / SCALE * 100).quantize(Decimal('0.1')))}%" if self.alone else exact(sum_)

    def told(self, sum_: Decimal) -> str:
        """A sum for people."""
        if not self.alone:
            return rounded(sum_)
        return "nothing" if abs(sum_) * 1000 < SCALE else f"about {share(sum_ / SCALE * 100)} of a year’s price"

    def of_reserves(self, sum_: Decimal) -> str:
        """A sum as a share of the reserves, in words; empty where these are not known."""
        if not self.reserves or self.reserves <= 0:
            return ""
        return f"{times(sum_, self.reserves)} your reserves of {exact(self.reserves)}"


def safe_income(deal: Deal) -> Decimal:
    """What nobody can withhold, take off or take back while we are locked in: the promised part of the price that does
    not hang on results, less all that may be taken off, kept back or taken back."""
    if deal.waits in ("base", "all"):
        return NOTHING
    still = locked_in(deal)
    least = Scenario("", "", "", volume=NOTHING, results=NOTHING)
    promised = _sum(price_of(deal, first, least)[0] * count for first, count in by_year(still))
    kept = deal.retention if deal.retention_scope in ("base", "all") else NOTHING
    promised *= (100 - deal.credits) / 100 * (100 - kept) / 100
    if deal.clawback_scope in ("base", "all"):
        window = still if deal.clawback_months is None else min(still, deal.clawback_months)
        promised *= Decimal(still - window) / still
    return promised


def costs_locked_in(deal: Deal) -> Decimal:
    """All costs while we are locked in, with those before and after."""
    still = locked_in(deal)
    running = _sum(cost_of(deal, first) * count for first, count in by_year(still))
    after = run_on(deal, early=True) * cost_of(deal, still)
    return deal.setup_cost + running + after + deal.redundancy


def most_lost(deal: Deal, ledgers: Sequence[Ledger]) -> Decimal:
    """The most that the work itself can lose, without damages: all costs less safe income while we are locked in, or
    the loss of a scenario in which we carry on for longer."""
    carried_on = max(-one.outcome for one in ledgers)
    return max(costs_locked_in(deal) - safe_income(deal), carried_on)


def all_damages(deal: Deal) -> Decimal | None:
    """The ceiling of liability over the whole contract; None where there is none."""
    if deal.cap is None:
        return None
    return deal.cap * (-(-deal.term_months // 12) if deal.cap_yearly else 1)


def figures(  # noqa: PLR0913, PLR0917  (all that the figures are made of)
    terms: Sequence[Term], inputs: Inputs, deal: Deal, ledgers: Sequence[Ledger], rate: Decimal, teller: Teller
) -> tuple[Figure, ...]:
    """The figures, in the order in which they are told."""
    by = {term.key: term for term in terms}
    expected = ledgers[0]
    made = [
        _first_year(by, expected, teller),
        _peak(by, expected, teller),
        _late_peak(by, ledgers, teller),
        _outcome(by, expected, teller),
        _worst_year(ledgers, teller),
        *_depends(by, deal, teller),
        _back(by, deal, expected, teller),
        _off(by, deal, teller),
        _most(by, deal, ledgers, teller),
        _damages(by, deal, teller),
        *_break_even(by, deal, inputs, expected, teller),
        _interest(by, deal, ledgers, rate, teller),
    ]
    return tuple(figure for figure in made if figure is not None)


def places(by: Mapping[str, Term], *keys: str) -> tuple[str, ...]:
    """The clauses behind some terms."""
    return tuple(dict.fromkeys(by[key].place for key in keys if by[key].place))


def _first_year(by: Mapping[str, Term], ledger: Ledger, teller: Teller) -> Figure:
    low = min((one for one in ledger.months if one.number <= 12), key=lambda one: (one.lowest, one.number))
    out = _sum(one.paid_out for one in ledger.months if one.number <= low.number)
    came = _sum(one.received for one in ledger.months if one.number < low.number)
    lent = ledger.lent_in_first_year
    working = (
        f"Money for a month’s work comes {counted(ledger.base_lag, 'month')} after it"
        + (f", and money for its results {counted(ledger.results_lag, 'month')} after it" * bool(ledger.results_lag))
        + f". By month {low.number}, before that month’s receipts: {teller.exact(out)} out − {teller.exact(came)} in = "
        f"{teller.exact(out - came)}."
    )
    behind = ("payment-days", "results-payment-days", "results-share", "measure-days", "waits-for-authority",
              "retention")  # fmt: skip
    return Figure(
        "first-year", "The most of your own money in it in the first year, if all goes as expected", lent, "pounds",
        f"{teller.told(lent)}, in month {low.number}", working, places(by, *behind), teller.of_reserves(lent),
    )  # fmt: skip


def _peak(by: Mapping[str, Term], ledger: Ledger, teller: Teller) -> Figure:
    peak = ledger.peak
    out = _sum(one.paid_out for one in ledger.months if one.number <= peak.number)
    came = _sum(one.received for one in ledger.months if one.number < peak.number)
    lost = max(NOTHING, -ledger.outcome)
    working = (
        f"By month {peak.number}, before that month’s receipts, {teller.exact(out)} has gone out and "
        f"{teller.exact(came)} has come in: {teller.exact(out)} − {teller.exact(came)} = {teller.exact(out - came)}"
    )
    told = f"{teller.told(ledger.lent)}, in month {peak.number}"
    if lost:
        told += f"; {teller.told(min(lost, ledger.lent)).removeprefix('about ')} of it never comes back"
    behind = ("payment-days", "results-payment-days", "results-share", "measure-days", "waits-for-authority",
              "retention", "volume-floor")  # fmt: skip
    return Figure(
        "peak", "The most of your own money in it over the whole time, if all goes as expected", ledger.lent, "pounds",
        told, f"{working}.", places(by, *behind), teller.of_reserves(ledger.lent),
    )  # fmt: skip


def _late_peak(by: Mapping[str, Term], ledgers: Sequence[Ledger], teller: Teller) -> Figure:
    usual, late = ledgers[0], _scenario(ledgers, "late")
    first, then = usual.lent_in_first_year, late.lent_in_first_year
    more = f"{teller.exact(then)} − {teller.exact(first)} = {teller.exact(then - first)} more"
    working = (
        f"Each payment comes {late.scenario.late_days} days later than it should. In the first year "
        f"{teller.exact(then)} at most instead of {teller.exact(first)}: {more}. Over the whole time "
        f"{teller.exact(late.lent)} instead of {teller.exact(usual.lent)}."
    )
    return Figure(
        "late-peak", "The most of your own money in it in the first year, if they pay late", then, "pounds",
        teller.told(then), working, places(by, "payment-days", "waits-for-authority"), teller.of_reserves(then),
    )  # fmt: skip


def _outcome(by: Mapping[str, Term], ledger: Ledger, teller: Teller) -> Figure:
    out = _sum(one.paid_out for one in ledger.months)
    came = _sum(one.received for one in ledger.months)
    unpaid = _sum(one.earned_results + one.earned_base for one in ledger.months) - came
    working = (
        f"{teller.exact(came)} comes in and {teller.exact(out)} goes out: {teller.exact(came)} − {teller.exact(out)} = "
        f"{teller.exact(came - out)}."
    )
    if unpaid > 0:
        working += (
            f" Not paid: {teller.exact(unpaid)} for results of work that was done, because they show after the end."
        )
    kind = "surplus" if ledger.outcome > 0 else "loss"
    told = teller.told(abs(ledger.outcome))
    return Figure(
        "outcome", "What is left at the end, if all goes as expected", ledger.outcome, "pounds",
        "neither surplus nor loss" if told == "nothing" else f"a {kind} of {told}", working,
        places(by, "price-review", "tail-kept", "exit-days", "prime-fee"),
        teller.of_reserves(-ledger.outcome) if ledger.outcome < 0 else "",
    )  # fmt: skip


def _sum(sums: Iterable[Decimal]) -> Decimal:
    return sum(sums, NOTHING)


def _scenario(ledgers: Sequence[Ledger], key: str) -> Ledger:
    return next(one for one in ledgers if one.scenario.key == key)


def _worst_year(ledgers: Sequence[Ledger], teller: Teller) -> Figure:
    worst, year, ledger = min(
        ((sum_, number, ledger) for ledger in ledgers for number, sum_ in enumerate(ledger.years, 1)),
        key=lambda one: (one[0], one[1]),
    )
    each = "; ".join(f"{one.scenario.name.lower()} {teller.exact(min(one.years))}" for one in ledgers)
    return Figure(
        "worst-year", "The worst year for your bank balance", worst, "pounds",
        f"{teller.told(worst)}, in year {year} with “{ledger.scenario.name.lower()}”",
        f"What comes in less what goes out, in the worst year of each case: {each}.", (),
        teller.of_reserves(-worst) if worst < 0 else "",
    )  # fmt: skip


def _depends(by: Mapping[str, Term], deal: Deal, teller: Teller) -> Iterable[Figure]:
    price = deal.annual_value
    part = {
        "none": NOTHING, "base": 100 - deal.results_share, "results": deal.results_share, "all": Decimal(100)
    }[deal.waits]  # fmt: skip
    asked = (
        ("depends-results", "Income of a year that hangs on results", deal.results_share, "results-share"),
        ("depends-authority", "Income of a year that comes only if the authority pays", part, "waits-for-authority"),
        ("depends-volume", "Income of a year that hangs on referrals that nobody promises", 100 - deal.volume_floor,
         "volume-floor"),
    )  # fmt: skip
    for key, title, portion, term in asked:
        sum_ = price * portion / 100
        working = f"{plain(portion)}% of {teller.exact(price)} = {teller.exact(sum_)}."
        yield Figure(key, title, sum_, "pounds", teller.told(sum_), working, places(by, term))


def _back(by: Mapping[str, Term], deal: Deal, ledger: Ledger, teller: Teller) -> Figure:
    term = by["clawback-months"]
    sum_, at = receipts_within(ledger, deal, deal.clawback_months)
    working = term.words
    if deal.clawback_scope != "none":
        what = {"base": "what does not hang on results", "results": "payments for results", "all": "all payments"}
        window = "at any time" if deal.clawback_months is None else f"for {deal.clawback_months} months"
        working = (
            f"{term.place or 'You said'}: {what[deal.clawback_scope]} may be taken back {window}. By month {at} "
            f"{teller.exact(sum_)} of that has come in, if all goes as expected."
        )
    return Figure(
        "back", "The most that you were paid and can be made to pay back", sum_, "pounds", teller.told(sum_), working,
        (*places(by, term.key), *term.also), teller.of_reserves(sum_) if sum_ else "",
    )  # fmt: skip


def _off(by: Mapping[str, Term], deal: Deal, teller: Teller) -> Figure:
    month = deal.annual_value / 12 * (100 - deal.results_share) / 100
    sum_ = month * deal.credits / 100
    working = (
        f"{plain(deal.credits)}% of a month’s price that does not hang on results: {plain(deal.credits)}% of "
        f"{teller.exact(month)} = {teller.exact(sum_)}."
    )
    return Figure(
        "off", "What can be taken off a month’s charges", sum_, "pounds", teller.told(sum_), working,
        (*places(by, "credits"), *by["credits"].also),
    )  # fmt: skip


def _most(by: Mapping[str, Term], deal: Deal, ledgers: Sequence[Ledger], teller: Teller) -> Figure:
    cost, safe, still = costs_locked_in(deal), safe_income(deal), locked_in(deal)
    most = most_lost(deal, ledgers)
    reason = "you may not leave earlier" if deal.leave_days is None else f"{SEEN} months to see it, and your notice"
    working = (
        f"Costs of {still} months ({reason}), with what comes before and runs on after: {teller.exact(cost)}. Income "
        f"that nobody can withhold, take off or take back: {teller.exact(safe)}. {teller.exact(cost)} − "
        f"{teller.exact(safe)} = {teller.exact(cost - safe)}."
    )
    if most > cost - safe:
        worst = min(ledgers, key=lambda one: one.outcome)
        working += f" “{worst.scenario.name}” loses more if you carry on to the end: {teller.exact(most)}."
    behind = ("volume-floor", "waits-for-authority", "clawback-months", "credits", "leave-days", "exit-days")
    return Figure(
        "most", "The most that the work itself can lose", most, "pounds", teller.told(most),
        f"{working} This is what the contract allows, not what is likely.", places(by, *behind),
        teller.of_reserves(most),
    )  # fmt: skip


def _damages(by: Mapping[str, Term], deal: Deal, teller: Teller) -> Figure:
    cap = by["liability-cap"]
    ceiling = None if cap.also else all_damages(deal)
    told = "no ceiling" if ceiling is None else f"{teller.told(ceiling)} besides"
    if ceiling is None and cap.value is not None and not cap.also:
        told = f"{cap.told}{' a year' if cap.yearly else ''}"
    years = -(-deal.term_months // 12)
    working = cap.words
    if ceiling is not None and cap.yearly and years > 1:
        working += (
            f" Over {years} contract years: {years} × {teller.exact(deal.cap or NOTHING)} = {teller.exact(ceiling)}."
        )
    return Figure(
        "damages", "Damages and indemnities on top of that", ceiling, "pounds", told, working,
        (*places(by, "liability-cap"), *cap.also), teller.of_reserves(ceiling) if ceiling else "",
    )  # fmt: skip


def _break_even(by: Mapping[str, Term], deal: Deal, inputs: Inputs, ledger: Ledger, teller: Teller) -> Iterable[Figure]:
    cost = _sum(one.paid_out for one in ledger.months)
    paid = _sum(one.received for one in ledger.months)
    base = _sum(one.earned_base for one in ledger.months)
    if deal.results_share:
        yield _even_rate(by, inputs, cost, base, paid - base, teller)
    told, working, volume = "cannot be reached", "Nothing comes in at any volume.", None
    if paid > 0:
        volume = cost / paid * 100
        told = f"{share(volume)} of the expected work"
        working = (
            f"Costs ÷ income from the expected work: {teller.exact(cost)} ÷ {teller.exact(paid)} = "
            f"{plain(volume.quantize(TENTH))}%. Costs are taken not to fall when less work comes."
        )
    yield Figure(
        "even-volume", "The work that must come for you not to lose money", volume, "per cent", told, working,
        places(by, "volume-floor", "results-share", "price-review", "tail-kept", "exit-days"),
    )  # fmt: skip


def _even_rate(  # noqa: PLR0913, PLR0917
    by: Mapping[str, Term], inputs: Inputs, cost: Decimal, base: Decimal, results: Decimal, teller: Teller
) -> Figure:
    planned, expected, _ = rates(inputs)
    behind = places(by, "results-share", "price-review", "tail-kept", "exit-days")
    title = "The results that you must reach not to lose money"
    if results <= 0:
        never = "No result is ever paid under these terms and inputs."
        return Figure("even-rate", title, None, "per cent", "cannot be reached", never, behind)
    rate = (cost - base) / results * expected
    working = (
        f"(Costs − income that does not hang on results) ÷ income from results at {plain(expected)}%: "
        f"({teller.exact(cost)} − {teller.exact(base)}) ÷ {teller.exact(results)} × {plain(expected)}% = "
        f"{plain(rate.quantize(TENTH))}%."
    )
    told = "none: the rest of the price covers the costs"
    if rate > 0:
        told = f"{share(rate)}, where the price was worked out for {plain(planned)}%"
    if rate > planned * 10:
        told = "cannot be reached"
    return Figure("even-rate", title, rate, "per cent", told, working, behind)


def _interest(by: Mapping[str, Term], deal: Deal, ledgers: Sequence[Ledger], rate: Decimal, teller: Teller) -> Figure:
    late = _scenario(ledgers, "late").scenario.late_days
    part = {
        "none": Decimal(100), "base": deal.results_share, "results": 100 - deal.results_share, "all": NOTHING
    }[deal.waits]  # fmt: skip
    due = deal.annual_value * part / 100
    points = by["interest-points"].amount
    sum_ = due * (points + rate) / 100 * late / 365
    working = (
        f"A year’s price that is due without waiting for the authority, {teller.exact(due)}, paid {late} days late: "
        f"{teller.exact(due)} × ({plain(points)}% + base rate {plain(rate)}%) × {late} ÷ 365 = {teller.exact(sum_)}. "
        "What waits for the authority is not late in law until it has paid."
    )
    return Figure(
        "interest", "What they owe you in interest for a year of late payment", sum_, "pounds", teller.told(sum_),
        working, places(by, "interest-points"),
    )  # fmt: skip
