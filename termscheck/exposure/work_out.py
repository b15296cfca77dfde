"""Putting it together: terms, the numbers they come to, scenarios, figures and what each change is worth."""

from __future__ import annotations

from termscheck.exposure import deal as deals
from termscheck.exposure.ledger import ledger
from termscheck.exposure.model import Exposure, Inputs, Term
from termscheck.exposure.results import Teller, figures
from termscheck.exposure.sensitivity import changes
from termscheck.exposure.terms import terms as read_terms
from termscheck.model import Finding, Review
from termscheck.words import cite

UNLIMITED = (
    "LIA-001", "LIA-002", "LIA-003", "LIA-005", "LIA-008", "RSK-001", "RSK-005", "RSK-011", "RSK-012", "PEO-001",
    "PEO-003", "PEO-004", "IPD-002",
)  # fmt: skip
"""Rules on liabilities that no arithmetic can bound."""


def applies(review: Review) -> bool:
    """Whether it makes sense to ask what a contract would cost: someone is paid under it, or the user says sums."""
    return review.inputs is not None or review.contract.kind not in ("nda", "annex", "unknown")


def exposure(review: Review, inputs: Inputs | None = None) -> Exposure:
    """What the contract of a review would cost us. The same review and inputs give the same answer.

    `inputs` are those of the review where none are given. Raises `UsageError` for sums that cannot be used because the
    contract states no price for a year and the inputs do not either.
    """
    said = inputs or review.inputs or Inputs()
    terms = read_terms(review, said)
    alone = deals.relative(terms, said)
    numbers = deals.deal(terms, said)
    ledgers = tuple(ledger(numbers, scenario) for scenario in deals.scenarios(numbers, said))
    teller = Teller(alone, said.reserves)
    return Exposure(
        terms=terms,
        inputs=said,
        assumed=deals.assumed(review, terms, said, numbers),
        deal=numbers,
        ledgers=ledgers,
        figures=figures(terms, said, numbers, ledgers, deals.base_rate(review, said), teller),
        changes=changes(terms, numbers, ledgers, teller),
        unlimited=_unlimited(review),
        unknown=_unknown(review, terms),
        relative=alone,
    )


def _unlimited(review: Review) -> tuple[tuple[str, str], ...]:
    ours = [finding for finding in review.findings if finding.rule in UNLIMITED]
    return tuple(dict.fromkeys((finding.advice.title, _place(finding)) for finding in ours))


def _place(finding: Finding) -> str:
    return cite(finding.clause_label) if finding.clause_label else ""


def _unknown(review: Review, terms: tuple[Term, ...]) -> tuple[str, ...]:
    fired = {finding.rule for finding in review.findings}
    notes = {
        "RSK-014": "what the insurance costs that the contract asks for: get a quotation before you sign",
        "RSK-013": "what you must set up, lease or buy before the start, unless you gave --setup-cost",
        "PEO-001": "claims of staff who transfer to you, from before they came",
        "PEO-002": "what staff cost who transfer to you, if it is more than you were told",
        "PEO-004": "pension contributions and deficits",
        "RSK-007": "costs of changes in the law",
        "PAY-010": "what they may hold back because they say that you owe it, also under other contracts",
        "PAY-007": "money that you lose when you bill late or make a mistake",
        "PAY-014": "that results are paid all or nothing: a near miss pays as little as “no results”",
    }
    told = [note for rule, note in notes.items() if rule in fired]
    if any(term.key == "results-share" and term.amount for term in terms):
        told.append("when each kind of result is measured: all are taken to come as late as the latest")
    if not any(party.role == "us" for party in review.contract.parties):
        told.append("which side is yours: it could not be told, and terms may be the wrong way round; say it with --us")
    return (*told, "tax, value added tax, and interest on what you borrow")
