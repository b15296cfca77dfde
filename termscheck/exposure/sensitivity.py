"""Which term to negotiate first: each is changed to what `exposure.yaml` asks for, the others left as they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from termscheck.exposure.ledger import ledger, receipts_within
from termscheck.exposure.model import Change, Deal, Ledger, Term
from termscheck.exposure.results import Teller, most_lost
from termscheck.exposure.spec import Spec, specs
from termscheck.exposure.sums import plain

Edit = Callable[[Deal, Decimal], Deal]
EDITS: Mapping[str, Edit] = {
    "payment-days": lambda deal, ask: replace(deal, payment_days=min(deal.payment_days, int(ask))),
    "results-payment-days": lambda deal, ask: replace(
        deal, results_payment_days=min(deal.results_payment_days, int(ask))
    ),
    "results-share": lambda deal, ask: replace(deal, results_share=min(deal.results_share, ask)),
    "measure-days": lambda deal, ask: replace(deal, measure_days=min(deal.measure_days, int(ask))),
    "approval-days": lambda deal, ask: replace(deal, approval_days=min(deal.approval_days, int(ask))),
    "waits-for-authority": lambda deal, _: replace(deal, waits="none"),
    "retention": lambda deal, ask: replace(deal, retention=min(deal.retention, ask)),
    "clawback-months": lambda deal, ask: replace(
        deal, clawback_months=int(ask) if deal.clawback_months is None else min(deal.clawback_months, int(ask))
    ),
    "credits": lambda deal, ask: replace(deal, credits=min(deal.credits, ask)),
    "prime-fee": lambda deal, ask: replace(deal, prime_fee=min(deal.prime_fee, ask)),
    "price-review": lambda deal, _: replace(deal, price_review=True),
    "volume-floor": lambda deal, ask: replace(deal, volume_floor=max(deal.volume_floor, ask)),
    "notice-days": lambda deal, ask: replace(deal, notice_days=max(deal.notice_days, int(ask))),
    "leave-days": lambda deal, ask: replace(
        deal, leave_days=int(ask) if deal.leave_days is None else min(deal.leave_days, int(ask))
    ),
    "termination-payment": lambda deal, ask: replace(deal, termination_payment=max(deal.termination_payment, ask)),
    "tail-kept": lambda deal, _: replace(deal, tail_kept=True),
    "exit-days": lambda deal, ask: replace(deal, exit_days=min(deal.exit_days, int(ask))),
}
UNMOVED = frozenset({"clawback-months", "credits", "leave-days"})
"""Terms that move no money from month to month as long as nobody acts on them: the ledger does not ask for them."""
_AT_STAKE = {"clawback-months": "can be taken back", "credits": "can be taken off in a year"}


def changes(terms: Sequence[Term], deal: Deal, ledgers: Sequence[Ledger], teller: Teller) -> tuple[Change, ...]:
    """What each change is worth: those that put a ceiling on the loss first, then by the largest gain."""
    made = [_cap(term, deal, teller) for term in terms if term.key == "liability-cap"]
    for term in terms:
        spec = specs()[term.key]
        if spec.ask is not None and term.key in EDITS:
            made.append(_change(term, spec, deal, EDITS[term.key](deal, spec.ask), ledgers, teller))
    kept = [one for one in made if one and (one.ceiling or one.worth >= deal.annual_value / 1000)]
    return tuple(sorted(kept, key=lambda one: (not one.ceiling, -one.worth)))


def _change(  # noqa: PLR0913, PLR0917
    term: Term, spec: Spec, deal: Deal, better: Deal, ledgers: Sequence[Ledger], teller: Teller
) -> Change | None:
    if better == deal:
        return None
    after = ledgers if term.key in UNMOVED else [ledger(better, one.scenario) for one in ledgers]
    lent = ledgers[0].lent - after[0].lent
    gains = [(new.outcome - old.outcome, old.scenario.name) for old, new in zip(ledgers, after, strict=True)]
    kept, where = max(gains, key=lambda one: one[0])
    back = receipts_within(ledgers[0], deal, deal.clawback_months)[0]
    back -= receipts_within(after[0], better, better.clawback_months)[0] if term.key == "clawback-months" else back
    off = deal.annual_value * (100 - deal.results_share) / 100 * (deal.credits - better.credits) / 100
    safe = max(most_lost(deal, ledgers) - most_lost(better, after), back, off)
    told = [
        f"the most of your own money in it falls from {teller.exact(ledgers[0].lent)} to {teller.exact(after[0].lent)}"
        if lent
        else "",
        f"“{where.lower()}” ends {teller.exact(kept)} better" if kept > 0 else "",
        f"{teller.exact(safe)} less {_AT_STAKE.get(term.key, 'can be lost at the worst')}" if safe > 0 else "",
    ]
    return Change(
        term.key, term.name, term.told, _asked(spec), term.place, lent, kept, safe, False,
        "; ".join(filter(None, told)) + ".",
    )  # fmt: skip


def _cap(term: Term, deal: Deal, teller: Teller) -> Change | None:
    spec = specs()[term.key]
    ceiling = deal.annual_value * (spec.ask or Decimal(100)) / 100
    open_ended = term.value is None or bool(term.also)
    saved = Decimal(0) if open_ended or deal.cap is None else deal.cap - ceiling
    if not open_ended and saved <= 0:
        return None
    nothing = Decimal(0)
    places = ", ".join(filter(None, (term.place, *term.also)))
    each = " for each year" if term.yearly and not open_ended else ""
    working = (
        f"nothing limits what you may have to pay; {teller.exact(ceiling)} would be the most."
        if open_ended
        else f"the ceiling falls from {teller.exact(deal.cap or Decimal(0))} to {teller.exact(ceiling)}{each}."
    )
    now = f"{term.told}, with exceptions that leave no ceiling" if term.also else term.told
    return Change(term.key, term.name, now, _asked(spec), places, nothing, nothing, saved, open_ended, working)


def _asked(spec: Spec) -> str:
    return spec.ask_words.replace("{ask}", plain(spec.ask or Decimal(0)))
