"""Any duration, date, share or sum that is printed is read back, and any text is read in good time."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from quantities_read import only, read

from termscheck.annotate.numbers import SCALES, TENS, UNITS, number

ONES = {value: word for word, value in UNITS.items()}
DECADES = {value: word for word, value in TENS.items()}
PIECES = [
    "thirty", "(30)", "30", "days", "Business", "months", "per cent", "%", "£", "1,000", "m", "net", "(", ")", ".",
    "the greater of", "and a half", "in aggregate", "not exceeding", "of the Charges", "1 April", "/", "to", "end of",
]  # fmt: skip


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


@given(st.integers(0, 999_999_999))
def test_the_words_of_a_number_have_its_value(value: int) -> None:
    assert number(in_words(value)) == value
    assert number(f"{value:,}") == value


@given(
    st.integers(1, 9_999),
    st.sampled_from(
        ["{0} {1}", "{2} {1}", "{2} ({0}) {1}", "{0} ({2}) {1}", "({0}) {1}", "within {2} ({0}) {1} of it"]
    ),
    st.sampled_from(
        [("days", 1), ("Business Days", 1.4), ("Working Days", 1.4), ("weeks", 7), ("calendar months", 30)]
    ),
)
def test_a_printed_duration_is_read_back(value: int, form: str, unit: tuple[str, float]) -> None:
    quantity = only(form.format(value, unit[0], in_words(value)))

    assert (quantity.kind, quantity.count) == ("duration", value)
    assert quantity.value == pytest.approx(value * unit[1])


@given(
    st.integers(1, 99_999_999),
    st.sampled_from(
        ["£{0:,}", "£{0}", "GBP {0:,}", "{0:,} pounds", "{1} pounds", "{1} pounds (£{0:,})", "£{0:,} ({1} pounds)"]
    ),
)
def test_a_printed_sum_is_read_back(value: int, form: str) -> None:
    quantity = only(form.format(value, in_words(value)))

    assert (quantity.kind, quantity.unit, quantity.value) == ("money", "GBP", value)


@given(
    st.integers(0, 500),
    st.sampled_from(["{0}%", "{0} per cent", "{1} per cent", "{1} per cent ({0}%)", "{1} ({0}) percent"]),
)
def test_a_printed_percentage_is_read_back(value: int, form: str) -> None:
    quantity = only(form.format(value, in_words(value)))

    assert (quantity.kind, quantity.value) == ("percentage", value)


@given(
    st.dates(date(1950, 1, 1), date(2089, 12, 31)),
    st.sampled_from(
        ["{0.day} {0:%B} {0.year}", "{0:%B} {0.day}, {0.year}", "{0:%d/%m/%Y}", "{0:%Y-%m-%d}", "{0:%d.%m.%Y}"]
    ),
)
def test_a_printed_date_is_read_back(day: date, form: str) -> None:
    quantity = only(form.format(day))

    assert (quantity.kind, quantity.unit) == ("date", day.isoformat())


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=12).map(" ".join))
def test_quantities_stand_within_the_text_and_are_no_debts(text: str) -> None:
    end = 0
    for one in read(text):
        assert end <= one.span.start < one.span.end <= len(text)
        assert text[one.span.start : one.span.end].strip()
        assert one.value >= 0
        assert one.unit
        end = one.span.end


@pytest.mark.parametrize(
    "seed",
    [
        "one ", "one-", "1,", "1 ", "30 to ", "(", "[30", "thirty (30) ", "30      ", "and a half ",
        "not ", "the greater of ",
    ],
)  # fmt: skip
def test_a_text_of_nothing_but_numbers_takes_linear_time(seed: str) -> None:
    def seconds(length: int) -> float:
        text = (seed * (length // len(seed) + 1))[:length]
        start = time.perf_counter()
        read(text)
        return time.perf_counter() - start

    short = min(seconds(10_000) for _ in range(3))
    assert seconds(80_000) < 40 * short + 0.2
