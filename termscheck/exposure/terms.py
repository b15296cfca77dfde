"""The terms of a contract as they enter the arithmetic, each with where it comes from.

What the user states goes before all; then findings, good terms and other sentences. A protection whose figure is not
found is taken to be missing, a burden that the contract has and does not measure at its worst, and a burden that was
looked for and not found not to be there: each term says which of these it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from termscheck.exposure import paying, taking
from termscheck.exposure.evidence import Evidence
from termscheck.exposure.model import Inputs, Term
from termscheck.exposure.spec import Spec, specs
from termscheck.exposure.stating import plain, told_as
from termscheck.model import Review


def terms(review: Review, inputs: Inputs) -> tuple[Term, ...]:
    """All terms, in the order of `exposure.yaml`."""
    evidence = Evidence(review)
    stated = dict(inputs.terms or {})
    if inputs.annual_value is not None:
        stated["annual-value"] = inputs.annual_value
    made: dict[str, Term] = {}
    for key, spec in specs().items():
        if key == "payment-days":
            paying.name_elements(evidence, made["results-share"])
        term = _READERS.get(key, plain)(evidence, spec, made)
        if key in stated:
            term = _said(term, spec, stated[key])
        made[key] = term
    return tuple(made.values())


def _said(term: Term, spec: Spec, value: Decimal | None) -> Term:
    found = f" (the contract: {term.words[0].lower()}{term.words[1:]}" if term.clause else ""
    words = f"You said {told_as(spec, value)}{found.rstrip('.')}{')' * bool(found)}."
    return replace(term, value=value, told=told_as(spec, value), origin="said", words=words)


_READERS: Mapping[str, Callable[[Evidence, Spec, Mapping[str, Term]], Term]] = {
    "annual-value": paying.annual_value,
    "term-months": paying.term_months,
    "payment-days": paying.payment_days("base"),
    "results-payment-days": paying.payment_days("results"),
    "results-share": paying.results_share,
    "measure-days": paying.measure_days,
    "approval-days": paying.approval_days,
    "waits-for-authority": paying.waits,
    "pass-on-days": paying.pass_on_days,
    "retention": paying.retention,
    "release-months": paying.release,
    "clawback-months": taking.clawback,
    "credits": taking.deductions,
    "price-review": taking.price_review,
    "volume-floor": taking.volume_floor,
    "notice-days": taking.notice_days,
    "leave-days": taking.leave_days,
    "termination-payment": taking.by_words(100),
    "tail-kept": taking.tail,
    "liability-cap": taking.cap,
    "interest-points": taking.interest,
    "exit-days": taking.exit_days,
}
