"""The summary in a terminal, and the same as plain text."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from termscheck.model import Party
from termscheck.renderers import render
from termscheck.renderers.terminal import MOST_FINDINGS, print_summary


def told(review, width=80, **options):
    paper = io.StringIO()
    print_summary(review, Console(file=paper, width=width, **options))
    return paper.getvalue()


def test_what_was_not_read_comes_before_any_finding(review):
    words = told(review)
    assert words.index("could not be read. (pages 3–4)") < words.index("RED") < words.index("You are only paid when")


def test_it_names_the_file_the_colour_with_its_reason_and_the_next_step(review):
    words = told(review)
    assert "RED  Serious unfair terms found\nThree critical findings" in words
    assert "termscheck check 'Harbour Lane sub-contract (draft 3).pdf' --out report.html" in words


@pytest.mark.parametrize("width", [40, 80, 100])
def test_no_line_is_wider_than_the_terminal_but_the_command_which_stays_whole(review, width):
    long = replace(
        review.findings[0],
        clause_label="Schedule " + 40 * "1.",
        advice=replace(review.findings[0].advice, title=300 * "x"),
    )
    lines = told(replace(review, findings=(long, *review.findings)), width).splitlines()
    assert [line for line in lines if len(line) > width] in (
        [],
        [line for line in lines if "--out report.html" in line],
    )


def test_without_colour_there_is_no_escape_and_with_colour_the_words_are_the_same(review):
    plain, coloured = told(review), told(review, force_terminal=True, color_system="truecolor")
    assert "\x1b" not in plain
    assert "\x1b[" in coloured


def test_escape_sequences_markup_and_direction_marks_in_a_contract_are_inert(review):
    hostile = "\x1b]0;owned\x07 \x9b2J [bold red]no[/] :boom: \u202egnorw\r\nx\x00"
    finding = replace(
        review.findings[0],
        clause_label=hostile,
        advice=replace(review.findings[0].advice, title=hostile),
        evidence=tuple(replace(piece, text=hostile) for piece in review.findings[0].evidence),
    )
    document = replace(review.contract.documents[0], name=f"{hostile}; rm -rf .pdf")
    bad = replace(review, findings=(finding,), contract=replace(review.contract, documents=(document,)))
    words = told(bad, width=200)
    assert not set(words) & set("\x1b\x07\x9b\u202e\x00\r")
    assert "[bold red]no[/] :boom: [U+202E]gnorw" in words
    assert "check '[U+001B]" in words


def test_the_text_format_does_not_depend_on_the_environment(review, monkeypatch):
    before = render(review, "text")
    for name, value in {"COLUMNS": "33", "FORCE_COLOR": "1", "TERM": "dumb", "NO_COLOR": "1"}.items():
        monkeypatch.setenv(name, value)
    assert render(review, "text") == before
    assert max(len(line) for line in before.decode().splitlines()) <= 100


def test_many_findings_are_cut_and_counted(review):
    words = told(replace(review, findings=300 * review.findings[:1]))
    assert words.count("“no obligation") == MOST_FINDINGS
    assert f"… and {300 - MOST_FINDINGS} more in the full report" in words


def test_green_says_that_nothing_listed_was_found_and_how_far_it_looked(changed):
    words = told(changed(rag="green", findings=(), rag_reason="No finding."))
    assert "GREEN  No listed unfair term found, in the part that was read" in words
    assert "14 clauses read, 88 rules applied." in words
    assert "safe" not in words


def test_it_asks_for_the_sides_when_they_could_not_be_told(review):
    parties = (Party("Harbour Lane Community Trust", ("Sub-Contractor",), "undecided"),)
    words = told(replace(review, contract=replace(review.contract, parties=parties)))
    assert "--us" in words


def test_quotation_marks_within_a_quotation_are_single(review):
    piece = replace(review.findings[0].evidence[0], text="“Due Date” means the fifth Business Day")
    quoting = replace(review, findings=(replace(review.findings[0], evidence=(piece,)),))
    assert "“‘Due Date’ means the fifth Business Day”" in render(quoting, "text").decode()
