"""Defined terms: how they are defined, who uses them, and the way from a use to the meaning."""

from __future__ import annotations

from itertools import pairwise

import pytest

from termscheck.annotate import annotate
from termscheck.annotate.following import follow
from termscheck.engine.check import check
from termscheck.model import Contract, Finding
from termscheck.pipeline import load_rules, quiet
from termscheck.readers import read_text
from tests.readers.word_files import cell, para, read, row, run, table

ENGINE = load_rules()
PARTIES = (
    "This Sub-Contract is made on 1 April 2026 between ALDERGATE LIMITED (the “Contractor”) and OWL TRUST "
    "(the “Partner”).\n"
)
PAYMENT = "2. Payment\n2.1 The Contractor shall pay the Partner on the Due Date.\n"
DEFINED = "1. Definitions\n1.1 In this Agreement:\n{}\n"


def contract_of(*texts: str) -> Contract:
    return annotate(ENGINE.nlp, [read_text(text, f"{number}.txt", "") for number, text in enumerate(texts)])


def late(contract: Contract) -> list[Finding]:
    return [one for one in check(contract, ENGINE.rule_set, quiet).findings if one.rule == "PAY-001"]


@pytest.mark.parametrize(
    ("text", "term", "form"),
    [
        ("“Due Date” means 60 days after receipt.", "Due Date", "words"),
        ("“Due Date” shall mean 60 days after receipt.", "Due Date", "words"),
        ("“Due Date”: 60 days after receipt.", "Due Date", "words"),
        ("Due Date: 60 days after receipt.", "Due Date", "words"),
        ("Due Date means 60 days after receipt.", "Due Date", "words"),
        ("“Due Date” or “Pay Day” means 60 days after receipt.", "Pay Day", "words"),
        ("“Losses” includes fines.", "Losses", "words"),
        ("The sums owed (the “Debt”) are payable.", "Debt", "inline"),
        ("All claims and costs (together, the “Losses”) are payable.", "Losses", "inline"),
        ("All claims (collectively referred to as the “Claims”) are payable.", "Claims", "inline"),
        ("In this clause, “Loss” means fines only.", "Loss", "words"),
    ],
)
def test_a_definition_is_found_in_all_its_forms(text: str, term: str, form: str) -> None:
    found = {one.term: one.form for one in contract_of(PARTIES + DEFINED.format(text)).definitions}

    assert found[term] == form


@pytest.mark.parametrize(
    "printed", ["2.1Fees are due.", "2.1 We bill 30Fees a day.", "2.1 The _Fees_ are due.", "2.1 Fees____ are due."]
)
def test_a_term_is_used_where_figures_or_lines_touch_it(printed: str) -> None:
    contract = contract_of(f"{PARTIES}{DEFINED.format('“Fees” means the sums of Schedule 1.')}2. Payment\n{printed}\n")
    (fees,) = (one for one in contract.definitions if one.term == "Fees")

    assert [contract.quote(use) for use in fees.uses] == ["Fees"]


def test_a_definition_in_the_line_that_names_an_article_is_none() -> None:
    contract = contract_of("Article V Key Plan means the plan.\n\n1. Pay\n1.1 The Contractor shall pay the Partner.\n")

    assert contract.definitions == ()
    assert check(contract, ENGINE.rule_set, quiet).looked_for


def test_the_parties_are_no_defined_terms_and_a_row_that_nothing_uses_is_none() -> None:
    contract = contract_of("Order Form\nPayment Period: 60 days\nContact: the manager\n" + PARTIES + PAYMENT)

    assert contract.definitions == ()


def test_uses_are_found_in_every_file_and_in_either_number() -> None:
    contract = contract_of(
        PARTIES + DEFINED.format("“Charge” means a sum due.\n“Idle Term” means nothing."),
        "SCHEDULE 1\n1. The Charges are fixed. A charge of theft is none. Each Charge is final.\n",
    )
    charge, idle = contract.definitions

    assert [(contract.quote(use), use.document) for use in charge.uses] == [("Charges", 1), ("Charge", 1)]
    assert idle.uses == ()


def test_of_terms_within_each_other_the_longest_is_used() -> None:
    contract = contract_of(
        PARTIES
        + DEFINED.format("“Contract” means this.\n“Contract Year” means a year.")
        + "2. Term\n2.1 Each Contract Year ends.\n"
    )
    uses = {one.term: len(one.uses) for one in contract.definitions}

    assert uses == {"Contract": 0, "Contract Year": 1}


@pytest.mark.parametrize(
    ("texts", "days", "quoted"),
    [
        (
            (PARTIES + DEFINED.format("“Due Date” means 60 days after receipt of a valid invoice.") + PAYMENT,),
            60,
            "60 days",
        ),
        (
            (PARTIES + DEFINED.format("Due Date: 60 days after receipt of a valid invoice.") + PAYMENT,),
            60,
            "Due Date: 60 days",
        ),
        (("ORDER FORM\nDue Date: 60 days after receipt\n", PARTIES + PAYMENT), 60, "Due Date: 60 days"),
        (
            (
                PARTIES + PAYMENT,
                "SCHEDULE 1\nDEFINITIONS\n1. In this Agreement:\n“Due Date” means 60 days after receipt.\n",
            ),
            60,
            "60 days",
        ),
        (
            (
                PARTIES + DEFINED.format("“Due Date” means the day stated in the Order Form.") + PAYMENT,
                "ORDER FORM\nDue Date: 45 days\n",
            ),
            45,
            "Due Date: 45 days",
        ),
        (
            (
                PARTIES
                + DEFINED.format("“Due Date” has the meaning given in clause 3.1.")
                + PAYMENT
                + "3. Dates\n3.1 The day for paying comes ninety days after the invoice.\n",
            ),
            90,
            "ninety days",
        ),
        (
            (
                PARTIES
                + DEFINED.format("“Due Date” means the end of the Long Time.\n“Long Time” means 50 days from invoice.")
                + PAYMENT,
            ),
            50,
            "50 days",
        ),
    ],
    ids=["clause", "colon", "order form", "another file", "order form by reference", "by reference", "two steps"],
)
def test_a_payment_on_a_defined_day_is_as_late_as_its_definition(
    texts: tuple[str, ...], days: float, quoted: str
) -> None:
    (finding,) = late(contract_of(*texts))

    assert finding.values == {"days": days}
    assert "shall pay the Partner on the Due Date" in finding.evidence[0].text
    assert any(quoted in one.text for one in finding.evidence[1:])


def test_a_definition_in_a_table_of_a_word_file_is_followed() -> None:
    lines = (PARTIES.strip(), "1. Definitions", "1.1 In this Agreement the following terms have these meanings:")
    rows = (("“Due Date”", "60 days after receipt of a valid invoice"), ("“Charges”", "the sums due"))
    body = "".join(para(run(line)) for line in lines)
    body += table(*(row(*(cell(para(run(words))) for words in one)) for one in rows))
    body += "".join(para(run(line)) for line in PAYMENT.strip().splitlines())
    contract = annotate(ENGINE.nlp, [read(body)])

    assert {one.term: one.form for one in contract.definitions}["Due Date"] == "table"
    (finding,) = late(contract)
    assert finding.values == {"days": 60}
    assert "60 days after receipt" in finding.evidence[1].text


def test_a_row_of_an_order_form_in_a_table_is_followed() -> None:
    rows = (("Contractor", "Aldergate Limited"), ("Payment Period", "75 days from invoice"))
    body = para(run("Order Form")) + table(*(row(*(cell(para(run(words))) for words in one)) for one in rows))
    body += "".join(
        para(run(line))
        for line in (PARTIES.strip(), "2. Payment", "2.1 The Contractor shall pay within the Payment Period.")
    )
    (finding,) = late(annotate(ENGINE.nlp, [read(body)]))

    assert finding.values == {"days": 75}
    assert "75 days from invoice" in " ".join(one.text for one in finding.evidence)


@pytest.mark.parametrize(
    ("definition", "sentence"),
    [
        ("“Due Date” means 30 days after receipt.", "The Contractor shall pay the Partner on the Due Date."),
        ("“Term” means three years.", "The Contractor shall pay the Partner during the Term."),
        (
            "“Due Date” means the earlier of 60 days after receipt and the next pay day.",
            "The Contractor shall pay the Partner on the Due Date.",
        ),
        ("“Observation” means 60 days after the end.", "The Contractor shall pay the Partner on the Due Date."),
    ],
)
def test_other_terms_and_short_days_keep_the_rule_quiet(definition: str, sentence: str) -> None:
    assert not late(contract_of(PARTIES + DEFINED.format(definition) + f"2. Payment\n2.1 {sentence}\n"))


def test_a_circle_of_definitions_ends() -> None:
    contract = contract_of(
        PARTIES + DEFINED.format("“Due Date” means the Pay Day.\n“Pay Day” means the Due Date.") + PAYMENT
    )
    passage = next(one for one in contract.passages if one.clause == "2.1")
    steps = list(follow(contract, passage))

    assert [(step.depth, step.passage.clause) for step in steps] == [(1, "1.1.due-date"), (2, "1.1.pay-day")]


def test_no_more_than_three_definitions_are_followed_one_after_another() -> None:
    names = ["First Day", "Second Day", "Third Day", "Fourth Day", "Fifth Day"]
    chain = "\n".join(f"“{one}” means the {after}." for one, after in pairwise(names))
    contract = contract_of(
        PARTIES + DEFINED.format(chain) + "2. Payment\n2.1 The Contractor shall pay on the First Day.\n"
    )
    passage = next(one for one in contract.passages if one.clause == "2.1")

    assert [step.depth for step in follow(contract, passage)] == [1, 2, 3]


def test_the_first_document_wins_where_two_define_a_term() -> None:
    contract = contract_of(
        PARTIES + DEFINED.format("“Rate” means 8%."),
        "SCHEDULE 1\nDEFINITIONS\n1. In this Schedule:\n“Rate” means 2%.\n",
    )

    assert [(one.term, one.span.document) for one in contract.definitions] == [("Rate", 0)]


def test_a_period_that_a_definition_gives_is_told_once_however_many_clauses_use_it() -> None:
    more = (
        "2.2 If the Contractor disputes an item it shall pay the rest on the Due Date.\n"
        "2.3 The Contractor shall pay for set-up within 75 days of receipt of the invoice.\n"
    )
    found = late(contract_of(PARTIES + DEFINED.format("“Due Date” means 60 days after receipt.") + PAYMENT + more))

    assert sorted((one.clause_label, one.values["days"]) for one in found) == [("2.1", 60.0), ("2.3", 75.0)]
