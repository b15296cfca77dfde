"""What is read in a contract, and how what is not found is taken."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from contracts import contract, sample

from termscheck.errors import UsageError
from termscheck.exposure import applies, exposure
from termscheck.exposure.inputs import inputs_of, read_inputs, term_value
from termscheck.exposure.model import Inputs
from termscheck.exposure.spec import specs
from termscheck.pipeline import check_text, load_rules


def read(review, key, **said):
    return exposure(review, Inputs(**said)).term(key)


# --- the samples ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value", "place"),
    [
        ("annual-value", 216_000, "“Key Terms”, the row “Annual Charges”"),
        ("term-months", 36, "“Key Terms”, the row “Term”"),
        ("payment-days", 30, "Clause 8.3"),
        ("results-share", 0, ""),
        ("waits-for-authority", 0, ""),
        ("retention", 0, ""),
        ("clawback-months", 0, ""),
        ("price-review", 1, "Clause 7.2"),
        ("volume-floor", 80, "“Key Terms”, the row “Minimum Quarterly Payment”"),
        ("leave-days", 90, "Clause 20.1"),
        ("termination-payment", 100, "Clause 21.2"),
        ("liability-cap", 216_000, "Clause 15.3"),
    ],
)
def test_terms_of_the_fair_contract(key, value, place):
    term = read(sample("fair-sub-contract"), key)
    assert (term.value, term.place) == (value, place)


@pytest.mark.parametrize(
    ("key", "value", "place"),
    [
        ("annual-value", None, ""),
        ("term-months", 36, "“Contract Particulars”, the row “First Term”"),
        ("payment-days", 56, "Clause 8.4"),
        ("results-payment-days", 90, "a note to Schedule 2, 2.4"),
        ("results-share", 25, None),
        ("measure-days", 182, "Schedule 2, 2.1(b)"),
        ("waits-for-authority", 3, "Clause 8.5"),
        ("clawback-months", None, "Clause 9.1"),
        ("notice-days", 45, "“Contract Particulars”, the row “Length of notice under clause 22.2”"),
        ("tail-kept", 1, "Clause 23.3"),
        ("liability-cap", None, ""),
        ("interest-points", 1, "Clause 8.8"),
    ],
)
def test_terms_of_the_harsh_contract(key, value, place):
    term = read(sample("harsh-sub-contract"), key)
    assert term.value == value
    assert place is None or term.place == place


def test_the_harsh_contract_is_worse_than_the_fair_one_at_the_same_price():
    said = {"annual_value": Decimal(200_000), "inflation": Decimal(0)}
    fair, harsh = (exposure(sample(f"{name}-sub-contract"), Inputs(**said)) for name in ("fair", "harsh"))
    for key in ("first-year", "late-peak", "most", "back", "depends-results", "depends-authority", "depends-volume"):
        assert harsh.figure(key).value > fair.figure(key).value, key
    assert harsh.figure("damages").value is None
    assert fair.figure("damages").value == 3 * 200_000
    assert harsh.changes[0].ceiling
    assert not fair.changes or not fair.changes[0].ceiling


# --- one term -------------------------------------------------------------------------------------------


def test_what_we_pay_is_not_what_they_pay():
    review = contract(
        "The Contractor shall pay each invoice within thirty (30) days of receipt.",
        "The Subcontractor shall pay the Contractor’s invoices within ninety (90) days of receipt.",
    )
    assert read(review, "payment-days").value == 30


def test_a_protection_that_is_not_found_is_missing_and_a_burden_not_there():
    review = contract("The parties shall meet monthly.")
    told = exposure(review)
    assert told.relative
    for key, value in {"payment-days": 60, "volume-floor": 0, "notice-days": 0, "leave-days": None}.items():
        term = told.term(key)
        assert (term.value, term.origin) == (value, "worst"), key
        assert "worst" in term.words
    for key in ("retention", "credits", "prime-fee", "waits-for-authority", "clawback-months"):
        term = told.term(key)
        assert (term.value, term.origin) == (0, "not-found"), key
        assert "Looked for" in term.words
    assert told.figure("damages").value is None


def test_what_the_user_says_goes_before_the_contract_which_is_still_told():
    review = contract("The Contractor shall pay each invoice within ninety (90) days of receipt.")
    term = read(review, "payment-days", terms={"payment-days": Decimal(30)})
    assert (term.value, term.origin, term.place) == (30, "said", "Clause 2.1")
    assert term.words.startswith("You said 30 days (the contract: clause 2.1")
    assert read(review, "annual-value", annual_value=Decimal(90_000)).value == 90_000


def test_without_a_price_sums_that_need_it_are_refused():
    review = contract("The parties shall meet monthly.")
    with pytest.raises(UsageError, match=r"--monthly-cost and --reserves cannot be used .* add --annual-value"):
        exposure(review, Inputs(monthly_cost=Decimal(1), reserves=Decimal(1)))


def test_no_results_may_be_expected():
    told = exposure(sample("harsh-sub-contract"), Inputs(annual_value=Decimal(120_000), expected_rate=Decimal(0)))
    assert told.ledger("expected").outcome == told.ledger("nil").outcome
    assert told.figure("even-rate").told == "cannot be reached"


def test_without_a_price_all_is_told_as_a_share_of_it():
    told = exposure(contract("The Contractor shall pay each invoice within thirty (30) days of receipt."))
    assert told.figure("first-year").told == "about 17% of a year’s price, in month 2"  # two months of twelve
    assert "£" not in "".join(figure.told + figure.working for figure in told.figures)


def test_a_ceiling_with_exceptions_that_swallow_it_is_none():
    cap = "The liability of the Subcontractor in each contract year shall not exceed £500,000."
    capped = exposure(contract(cap), Inputs(annual_value=Decimal(100_000), terms={"term-months": Decimal(24)}))
    assert capped.figure("damages").value == 1_000_000
    swallowed = exposure(
        contract(cap, "The limit in clause 2.1 does not apply to any indemnity, to any breach of this Sub-Contract or "
                 "to any failure to comply with the law."),
        Inputs(annual_value=Decimal(100_000)),
    )  # fmt: skip
    assert swallowed.figure("damages").value is None
    assert swallowed.figure("damages").told == "no ceiling"


def test_a_note_or_a_schedule_by_itself_costs_nothing():
    assert not applies(replace(contract("Nothing."), contract=replace(contract("Nothing.").contract, kind="nda")))
    assert check_text("Payment terms are net ninety (90) days.").to_dict()["exposure"] is None


def test_the_rules_and_figures_that_terms_name_are_there():
    ids = {rule.id for rule in load_rules().rule_set.rules}
    for spec in specs().values():
        assert ids >= {*spec.rules, *spec.good, *spec.shown_by, *spec.at_once, *spec.passed_on}, spec.key
        assert spec.ask is None or spec.ask_words, spec.key


# --- what the user says ---------------------------------------------------------------------------------


def test_numbers_may_be_written_as_people_write_them():
    said = inputs_of({"annual_value": "£240,000", "low_rate": "32.5%"}, ["payment-days=30", "liability-cap=none"])
    assert (said.annual_value, said.low_rate) == (240_000, Decimal("32.5"))
    assert said.terms == {"payment-days": 30, "liability-cap": None}


def test_options_go_before_the_file(tmp_path):
    file = tmp_path / "money.yaml"
    file.write_text("annual-value: 240000\nreserves: 60000\nterms: {payment-days: 45, tail-kept: yes}\n", "utf-8")
    said = inputs_of({"reserves": "1"}, ["payment-days=30"], file)
    assert (said.annual_value, said.reserves) == (240_000, 1)
    assert said.terms == {"payment-days": 30, "tail-kept": 1}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("monthly-costs: 4", "1:1: unknown key “monthly-costs”. Did you mean “monthly-cost”?"),
        ("annual-value: lots", "“annual-value”: “lots” is not a number"),
        ("annual-value: -1", "should be greater than 0"),
        ("terms: {paymnt-days: 3}", "There is no term “paymnt-days”. Did you mean “payment-days”?"),
        ("terms: {payment-days: none}", "payment-days cannot be “none”"),
        ("terms: {retention: 250}", "retention should be from 0 to 100 per cent"),
        ("- 1", "should be"),
        ("a: ]", ""),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_its_place(tmp_path, text, sentence):
    file = tmp_path / "money.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(UsageError) as caught:
        read_inputs(file)
    assert f"{file}:1:" in str(caught.value)
    assert sentence in str(caught.value)


@pytest.mark.parametrize("value", ["nan", "1e999999", "inf", "=1+1", "1;2", "", "0x10", "1e6000"])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(UsageError):
        term_value("annual-value", value)
    with pytest.raises(UsageError):
        inputs_of({"annual_value": value})


def test_scopes_and_yes_and_no_are_words():
    assert term_value("waits-for-authority", "results") == 2
    assert term_value("tail-kept", "yes") == 1
    for key, value in {"waits-for-authority": "most", "tail-kept": "2"}.items():
        with pytest.raises(UsageError, match=key):
            term_value(key, value)


def test_a_sentence_without_an_end_is_soon_done_with():
    endless = "pay on or before the period of " * 20_000
    assert specs()["payment-days"].fits(endless) is False
