"""A row of short cells is one sentence, read with the words over its columns; a long cell is read by itself."""

from __future__ import annotations

import pytest

from termscheck.annotate import annotate
from termscheck.engine.check import check
from termscheck.model import Contract
from termscheck.pipeline import load_rules, quiet
from termscheck.readers import read_text
from tests.readers.word_files import cell, para, read, row, run, table

ENGINE = load_rules()
PARTIES = para(run("SUB-CONTRACT between Alder Prime Limited (the “Prime”) and Owl Trust (the “Provider”)"))
RETURNS = (
    ("Return", "Due", "Payable by the Provider if late"),
    ("Monthly report", "Fifth day", "£750 for each day or part of a day, for as long as the return is outstanding"),
    ("Accounts", "30 June", "£500. The Prime shall send a reminder."),
)


def contract_of(rows: tuple[tuple[str, ...], ...], bold: str = "") -> Contract:
    made = (row(*(cell(para(run(words, bold if not at else ""))) for words in one)) for at, one in enumerate(rows))
    body = PARTIES + para(run("1. The Provider shall send these returns.")) + table(*made)
    return annotate(ENGINE.nlp, [read(body)])


def words_of(contract: Contract, own: str) -> str:
    text = contract.documents[0].text
    found = [one for one in contract.passages if " ".join(contract.quote(one.own).split()) == own]
    assert len(found) == 1
    return " ".join(word for start, end in found[0].tokens if (word := text[start:end].strip()))


def test_a_row_is_read_after_the_names_of_its_columns() -> None:
    own = "Monthly report Fifth day £750 for each day or part of a day, for as long as the return is outstanding"
    read_as = words_of(contract_of(RETURNS), own)
    assert read_as.startswith("Return Due Payable by the Provider if late Monthly report Fifth day £ 750 for each day")


def test_cells_with_several_sentences_are_read_by_themselves_after_the_names_of_column_and_row() -> None:
    contract = contract_of(RETURNS)
    assert words_of(contract, "30 June") == "Due Accounts 30 June"
    assert words_of(contract, "Accounts") == "Return Accounts"
    assert words_of(contract, "£500.") == "Payable by the Provider if late Accounts £ 500 ."


def test_a_second_sentence_of_a_cell_stands_by_itself() -> None:
    assert words_of(contract_of(RETURNS), "The Prime shall send a reminder.") == "The Prime shall send a reminder ."


def test_names_of_columns_are_read_with_nothing() -> None:
    own = "Return Due Payable by the Provider if late"
    assert words_of(contract_of(RETURNS), own) == own


@pytest.mark.parametrize(
    ("first", "bold", "read_as"),
    [
        (("Item", "Value"), "", "Notice Three months"),
        (("Item", "Value"), "<w:b/>", "Value Notice Three months"),
        (("Start", "1 May 2027"), "<w:b/>", "Notice Three months"),
    ],
)
def test_two_columns_have_names_where_these_are_bold_and_no_figures(
    first: tuple[str, str], bold: str, read_as: str
) -> None:
    assert words_of(contract_of((first, ("Notice", "Three months")), bold), "Three months") == read_as


@pytest.mark.parametrize(
    ("rows", "own", "read_as"),
    [
        ((("", "Due", "Sum"), ("Report", "Friday", "None")), "Report Friday None", "Due Sum Report Friday None"),
        ((("Return", "Due", "Sum"), ("", "Friday", "Ten")), "Ten", "Sum Ten"),
        ((("Return", "Due", "Sum"), ("Late returns are told.",)), "Late returns are told.", "Late returns are told ."),
        ((("Return", "x/" * 60, "Sum"), ("Report", "Friday", "None")), "Report Friday None", "Report Friday None"),
    ],
    ids=["no name in the corner", "no name of the row", "one cell over all columns", "too long for a name"],
)
def test_only_what_names_a_column_is_put_before_a_row(
    rows: tuple[tuple[str, ...], ...], own: str, read_as: str
) -> None:
    assert words_of(contract_of(rows), own) == read_as


def test_the_sentence_that_opens_a_table_is_read_with_the_first_cell_of_a_row() -> None:
    body = para(run("1. The Provider shall pay:")) + table(
        *(row(*(cell(para(run(w))) for w in one)) for one in RETURNS)
    )
    contract = annotate(ENGINE.nlp, [read(PARTIES + body)])
    assert words_of(contract, "Accounts") == "The Provider shall pay : Return Accounts"


def test_each_row_is_a_finding_of_its_own_and_quotes_no_names() -> None:
    rows = (
        ("No", "Subject", "Term"),
        ("A", "Invoices", "The Prime shall pay each invoice of the Provider within 120 days of its receipt"),
        ("B", "Expenses", "The Prime shall pay the Provider's expenses within 90 days of receipt of an invoice"),
    )
    found = [one for one in check(contract_of(rows), ENGINE.rule_set, quiet).findings if one.rule == "PAY-001"]
    assert sorted(one.clause or "" for one in found) == ["1.row-2", "1.row-3"]
    assert not any("Subject" in one.evidence[0].text for one in found)


def test_a_sum_for_each_day_of_delay_is_found_in_a_table() -> None:
    found = check(contract_of(RETURNS), ENGINE.rule_set, quiet).findings
    assert [one.clause for one in found if one.rule == "LIA-009"] == ["1.row-2"]


def test_a_column_that_only_numbers_the_rows_names_nothing() -> None:
    rows = (("Ref", "Item", "Detail"), ("A1", "Notice", "Three months"), ("A2", "Price", "Ten pounds"))
    contract = contract_of(rows)
    assert words_of(contract, "A1 Notice Three months") == "Item Detail A1 Notice Three months"
    assert [clause.heading for clause in contract.clauses if clause.kind == "row"] == ["Ref", "Notice", "Price"]


@pytest.mark.parametrize("between", ["Yes", "No", "None", "Not negotiable"])
def test_what_one_cell_denies_is_no_denial_of_another(between: str) -> None:
    rows = (
        ("Topic", "Negotiable", "Term"),
        ("Ending", between, "The Prime may terminate this Agreement at any time without notice"),
        ("Losses", between, "The Provider shall indemnify the Prime against all losses however arising"),
    )
    found = {one.rule for one in check(contract_of(rows), ENGINE.rule_set, quiet).findings}
    assert {"TER-001", "LIA-002"} <= found


def test_bars_part_the_words_of_a_row_without_blanks() -> None:
    document = read_text("|Topic|Open|Term|\n|Ending|No|The Prime may end this Agreement|", "a.txt", "")
    contract = annotate(ENGINE.nlp, [document])
    assert words_of(contract, "Ending|No|The Prime may end this Agreement").endswith(
        "| The Prime may end this Agreement"
    )
