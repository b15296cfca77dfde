"""Durations, percentages and sums, with the worst case taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termscheck.annotate.quantities import SCALES, TENS, UNITS, find, number

ONES = {value: word for word, value in UNITS.items()}
DECADES = {value: word for word, value in TENS.items()}
PIECES = [
    "thirty",
    "(30)",
    "30",
    "days",
    "Business",
    "months",
    "per cent",
    "%",
    "£",
    "1,000",
    "m",
    "net",
    "(",
    ")",
    ".",
]


def in_words(value: int) -> str:
    """A number as a lawyer writes it: "one hundred and twenty-five"."""
    for scale in (1_000_000, 1_000, 100):
        if value >= scale:
            head, rest = divmod(value, scale)
            name = next(word for word, size in SCALES.items() if size == scale)
            link = " and " if 0 < rest < 100 else " "
            return f"{in_words(head)} {name}" + (link + in_words(rest) if rest else "")
    if value < 20:
        return ONES[value]
    return DECADES[value - value % 10] + (f"-{ONES[value % 10]}" if value % 10 else "")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("within thirty (30) Business Days of receipt", 42),
        ("within 20 Working Days", 28),
        ("one hundred and twenty days", 120),
        ("thirty-five days", 35),
        ("60 days end of month", 90),
        ("30 Working Days of the end of the month", 72),
        ("60 days of the end of the month in which it is received", 90),
        ("5 days after the end of the month", 5),
        ("three (3) months' notice", 90),
        ("a twelve-month term", 360),
        ("half a month", 15),
        ("a fortnight", 14),
        ("six weeks", 42),
        ("one year", 365),
        ("sixty (60) clear days", 60),
        ("net 45", 45),
        ("the fortieth day after receipt", 40),
        ("the forty-fifth Working Day following receipt", 63),
        ("0 days", 0),
    ],
)
def test_a_duration_is_in_calendar_days_at_the_worst_case(text: str, days: float) -> None:
    ((kind, value, *_),) = find(text)

    assert kind == "duration"
    assert value == pytest.approx(days)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("£1.5 million", 1_500_000, "GBP"),
        ("£5m", 5_000_000, "GBP"),
        ("£12,000", 12_000, "GBP"),
        ("EUR 2,000", 2_000, "EUR"),
        ("US$3bn", 3e9, "USD"),
    ],
)
def test_a_sum_is_in_its_currency(text: str, value: float, unit: str) -> None:
    assert [found[:3] for found in find(text)] == [("money", value, unit)]


@pytest.mark.parametrize(
    "text",
    [
        "40%",
        "40 %",
        "40 percent",
        "forty per cent",
        "forty per cent (40%)",
        "forty (40) per cent",
    ],
)
def test_a_percentage_is_counted_once(text: str) -> None:
    assert [found[:3] for found in find(text)] == [("percentage", 40.0, "%")]


@pytest.mark.parametrize("text", ["clause 30", "1 April 2026", "Working Day", "the day", "30", "BS 5750", ""])
def test_a_bare_number_or_unit_is_no_quantity(text: str) -> None:
    assert not list(find(text))


@given(st.integers(0, 999_999_999))
def test_the_words_of_a_number_have_its_value(value: int) -> None:
    assert number(in_words(value)) == value
    assert number(f"{value:,}") == value


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=12).map(" ".join))
def test_quantities_stand_within_the_text_and_are_no_debts(text: str) -> None:
    for _, value, unit, start, end in find(text):
        assert 0 <= start < end <= len(text)
        assert text[start:end].strip()
        assert value >= 0
        assert unit
