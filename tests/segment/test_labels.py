"""Labels as contracts print them, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termscheck.segment.labels import Reading, letters, match, parse, readings, roman

LABELS = [
    *("1.", "1", "12.3", "12.3.", "12.3.1A", "7A", "7A.1", "4.01", "5.0", "23.B", "§ 5"),
    *("(a)", "(aa)", "(iv)", "(A)", "(II)", "(1)", "a)", "iv)", "1)", "i.", "A.", "IV."),
    *("Section 4.01", "SECTION 2.", "Clause 5", "Paragraph 3.2", "Article Four", "ARTICLE IV", "Article 5."),
    *("Schedule 2", "SCHEDULE TWO", "Schedule “C”", "Part 1", "PART A", "Annex A", "Annex 1", "Appendix 1"),
    *("Exhibit B", "Exhibit A-1", "Attachment 3", "SCHEDULE", "Recital (A)", "Recital B", "•", "–"),
]


@pytest.mark.parametrize("text", LABELS)
def test_a_label_is_parsed_from_end_to_end_and_keeps_its_text(text: str) -> None:
    label = parse(text)
    assert label is not None
    assert label.text == text


@pytest.mark.parametrize(
    "text",
    [
        "No. 4 of 2010",
        "2026",
        "£1.5",
        "5th",
        "Inc.",
        "Schedule of Charges",
        "PART OF",
        "Particulars",
        "(ab)",
        "(hello)",
        "",
    ],
)
def test_what_only_looks_like_a_label_is_none(text: str) -> None:
    assert match(text) is None


def test_a_label_is_found_at_the_start_of_a_line_and_ends_before_its_words() -> None:
    label = match("12.3 Limits. The Supplier shall pay.")
    assert label is not None
    assert (label.text, label.path) == ("12.3", ("12", "3"))


@pytest.mark.parametrize("text", ["1." * 500, "1.1.1.1.1.1.1.1.1.1.1.1", "(" * 500 + "a)", "x" * 10_000 + "."])
def test_a_row_of_numbers_too_long_for_a_label_is_none(text: str) -> None:
    assert parse(text) is None


def test_a_leading_nought_and_a_final_nought_do_not_change_the_number() -> None:
    assert parse("Section 4.01").path == ("4", "1")
    assert parse("5.0").path == ("5",)


def test_an_ambiguous_letter_keeps_all_its_readings() -> None:
    assert parse("(i)").readings == (Reading("lower", 9), Reading("roman", 1))
    assert parse("(V)").readings == (Reading("upper", 22), Reading("Roman", 5))
    assert parse("(h)").readings == (Reading("lower", 8),)


def test_number_words_count() -> None:
    assert parse("Article Four").readings == (Reading("number", 4),)
    assert parse("SCHEDULE TWO").readings == (Reading("number", 2),)


def test_letters_go_on_after_z_as_lists_do() -> None:
    assert [letters(number) for number in (1, 26, 27, 28, 52)] == ["a", "z", "aa", "bb", "zz"]


def test_roman_numbers_are_those_of_the_books() -> None:
    assert [roman(number) for number in (1, 4, 9, 14, 40, 89)] == ["i", "iv", "ix", "xiv", "xl", "lxxxix"]


@given(st.integers(1, 89))
def test_a_roman_number_reads_back(number: int) -> None:
    assert Reading("roman", number) in readings(roman(number))
    assert Reading("Roman", number) in readings(roman(number).upper())


@given(st.integers(1, 52))
def test_a_letter_reads_back(number: int) -> None:
    assert Reading("lower", number) in readings(letters(number))


@given(
    st.lists(st.integers(1, 99), min_size=1, max_size=9).map(lambda path: ".".join(map(str, path)))
    | st.integers(1, 52).map(lambda number: f"({letters(number)})")
    | st.integers(1, 89).map(lambda number: f"{roman(number)})")
    | st.integers(1, 99).map(lambda number: f"Schedule {number}")
)
def test_a_label_printed_and_parsed_is_the_same_label(text: str) -> None:
    label = parse(text)
    assert label is not None
    assert parse(label.text) == label


@given(st.text(max_size=200))
def test_any_text_has_a_label_or_none(text: str) -> None:
    label = match(text)
    assert label is None or text.startswith(label.text)


@pytest.mark.parametrize("text", ["0ET", "0AB x", "1.0QX", "00", "0.0 x"])
def test_noughts_before_letters_are_read_or_refused_without_failing(text: str) -> None:
    label = match(text)
    assert label is None or text.startswith(label.text)
