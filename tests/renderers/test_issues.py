"""The issues list: what is in its rows, and that no cell of it can start a formula."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from termscheck.model import Suppression
from termscheck.renderers import render
from termscheck.words import LONGEST_CELL, cell

HEADINGS = [
    *("Issue", "Status", "Clause", "Severity", "Quotation", "Why it matters", "Our position", "Proposed wording"),
    *("Authority", "Owner", "Note"),
]
SIGNS = "=+-@＝＋－＠"


def rows(review):
    return list(csv.DictReader(io.StringIO(render(review, "csv").decode("utf-8-sig"))))


def workbook(review):
    return openpyxl.load_workbook(io.BytesIO(render(review, "xlsx")))


def in_sheet(sheet):
    return [[value.value or "" for value in row] for row in sheet.iter_rows()]


# --- rows -------------------------------------------------------------------------------------------------


def test_a_finding_is_a_row_with_its_words_its_reason_and_its_wording(review):
    row = next(row for row in rows(review) if row["Clause"] == "Clause 14.1")
    assert list(row) == HEADINGS
    assert row["Issue"] == "The other side can end the contract whenever it likes, you cannot"
    assert row["Status"] == "Open"
    assert row["Severity"] == "High"
    assert row["Quotation"].startswith("may terminate this Sub-Contract at any time on 30 days’ written notice")
    assert row["Why it matters"] == "You can lose the contract for no reason, while you are locked in."
    assert row["Our position"].startswith("Press for a change. Same right, same notice, both ways")
    assert row["Proposed wording"].startswith("Either party may terminate on not less than 3 months’ written notice.")
    assert row["Authority"].startswith("Braganza v BP Shipping [2015] UKSC 17; ")
    assert row["Owner"] == ""
    assert row["Note"] == "Check this one yourself: the text leaves it open. TER-001."


def test_words_of_several_clauses_are_quoted_with_their_places(review):
    row = next(row for row in rows(review) if row["Clause"] == "Clause 7.2")
    assert row["Quotation"].startswith("Clause 7.2: “no obligation to make any payment")
    assert "; Clause 1.1: “the fifth Business Day" in row["Quotation"]


def test_what_was_not_read_comes_before_the_findings(review):
    first, second, *_ = rows(review)
    assert (first["Issue"], first["Status"]) == ("Part of the contract was not read", "To check")
    assert first["Why it matters"].startswith("Two pages hold pictures of text, which could not be read.")
    assert second["Severity"] == "Critical"


def test_what_was_set_aside_stays_with_its_reason_and_comes_last(review):
    decided = Suppression("Our funder pays us in advance.", "Amina Khan", "2027-03-31")
    aside = replace(review.findings[0], suppressed=decided)
    known = replace(review.findings[1], known=True)
    told = rows(replace(review, findings=(aside, known, *review.findings[2:])))
    assert told[-1]["Status"] == "Set aside"
    assert told[-1]["Note"].startswith("Set aside by Amina Khan until 31 March 2027: Our funder pays us in advance.")
    assert "Open (known before)" in {row["Status"] for row in told}


def test_a_missing_protection_and_a_combination_have_no_clause(review, changed):
    whole = replace(review.findings[0], rule="COM-001", clause=None, clause_label="")
    told = rows(changed(findings=(whole, review.findings[3])))
    assert [row["Clause"] for row in told[1:]] == ["Several terms together", "Not in the contract"]


def test_csv_begins_with_the_mark_that_excel_needs_and_has_one_line_for_each_row(review):
    made = render(review, "csv")
    assert made.startswith(b"\xef\xbb\xbf")
    assert made.count(b"\r\n") == len(rows(review)) + 1 == made.count(b"\n")


# --- the workbook -----------------------------------------------------------------------------------------


def test_the_workbook_has_the_same_rows_with_filters_and_a_header_that_stays(review):
    sheet = workbook(review)["Issues"]
    assert in_sheet(sheet) == [HEADINGS, *(list(row.values()) for row in rows(review))]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == sheet.dimensions == f"A1:K{len(rows(review)) + 1}"
    assert sheet.print_title_rows == "$1:$1"


def test_every_cell_wraps_is_text_and_stays_text_when_it_is_edited(review):
    for sheet in workbook(review):
        for row in sheet.iter_rows():
            assert all(
                one.data_type in ("s", "inlineStr") and one.alignment.wrap_text and one.quotePrefix for one in row
            )


def test_rows_are_as_tall_as_their_text_and_no_taller_than_excel_allows(review):
    long = replace(review.findings[0], advice=replace(review.findings[0].advice, why="word " * 3000))
    sheet = workbook(replace(review, findings=(long, review.findings[3])))["Issues"]
    heights = [sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1)]
    assert heights[0] < heights[3] < heights[2] == 409


def test_statuses_can_be_chosen_from_a_list(review):
    (offered,) = workbook(review)["Issues"].data_validations.dataValidation
    assert offered.formula1 == '"Open,Open (known before),Set aside,To check,Agreed,Compromise,Conceded"'
    assert str(offered.sqref).startswith("B2:B")


def test_a_second_sheet_says_what_was_read_and_what_was_not(review):
    told = in_sheet(workbook(review)["What was read"])
    assert told[0][0] == "Result"
    assert told[0][1].startswith("RED. Serious unfair terms found. Three critical findings")
    assert ["Not read", "Two pages hold pictures of text, which could not be read. (pages 3–4)"] in told
    assert "not legal advice" in told[-1][1]


def test_the_workbook_is_the_same_every_time(review):
    assert render(review, "xlsx") == render(review, "xlsx")


# --- formulas ---------------------------------------------------------------------------------------------


def starts(text: str, separators: str) -> list[str]:
    """The beginnings of the cells that a spreadsheet could make of one, with quotation marks and blanks taken off."""
    return [part.strip(" \t\r\n\"'“”‘’«»`") for part in re.split(f"[{separators}]", text)]


@given(st.text(max_size=60))
@example('=cmd|"/C calc"!A1')
@example("\t=1+1")
@example("\r=1+1")
@example('" =1+1')
@example("“=HYPERLINK(“http://example.com”)”")
@example("safe; =1+1")
@example("safe\n=1+1")
@example("\u200b=1+1")
@example("＝1+1")
@example("'=1+1")
def test_no_cell_can_start_a_formula_however_it_is_opened(text):
    made = cell(text)
    assert "\n" not in made
    assert "\r" not in made
    assert "\t" not in made
    for start, whole in zip(starts(made, ";"), made.split(";"), strict=True):
        assert start[:1] not in tuple(SIGNS) or whole.startswith("'")


def test_a_formula_in_a_contract_is_text_in_every_spreadsheet(review):
    hostile = '=HYPERLINK("http://example.com";"x")'
    finding = replace(
        review.findings[0],
        clause_label=hostile,
        evidence=tuple(replace(piece, text=hostile) for piece in review.findings[0].evidence),
        advice=replace(review.findings[0].advice, title=hostile, suggest="-1+1", why="@SUM(A1)", negotiate="+1"),
    )
    bad = replace(review, findings=(finding,))
    assert rows(bad)[1]["Issue"] == f"'{hostile}"
    assert rows(bad)[1]["Proposed wording"] == "'-1+1"
    for sheet in workbook(bad):
        for row in sheet.iter_rows():
            assert not any(one.data_type == "f" for one in row)


def test_a_number_of_a_character_in_excels_own_way_stays_as_it_is_written(review):
    finding = replace(review.findings[0], advice=replace(review.findings[0].advice, title="_x003D_1+1 _x202E_"))
    made = render(replace(review, findings=(finding,)), "xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(made))["Issues"]
    assert sheet["A3"].value == "_x005F_x003D_1+1 _x005F_x202E_"  # as Excel stores what it shows without “x005F_”


@given(st.integers(min_value=1, max_value=20_000))
def test_no_cell_is_longer_than_a_spreadsheet_takes(length):
    assert len(cell("x" * length)) <= LONGEST_CELL


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_libreoffice_opens_it_and_finds_no_formula(review, tmp_path, suffix):
    finding = replace(review.findings[0], advice=replace(review.findings[0].advice, title="=1+1", why="; =1+1"))
    (tmp_path / f"issues.{suffix}").write_bytes(render(replace(review, findings=(finding,)), suffix))
    filters = ["--infilter=CSV:44,34,76"] if suffix == "csv" else []
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", *filters]
    command += ["--convert-to", "fods", "--outdir", str(tmp_path), str(tmp_path / f"issues.{suffix}")]
    done = subprocess.run(command, capture_output=True, timeout=180, check=False)
    made = tmp_path / "issues.fods"
    if not made.exists():
        pytest.skip(f"LibreOffice has no spreadsheet part here: {done.stderr.decode()[:200]}")
    told = made.read_text(encoding="utf-8")
    assert "=1+1" in told
    assert "table:formula" not in told
