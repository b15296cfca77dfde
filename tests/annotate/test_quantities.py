"""Durations, dates, percentages and sums: what is printed, what it is worth, and what the words around make of it."""

from __future__ import annotations

from datetime import date

import pytest
from quantities_read import only, read

from termscheck.annotate.quantities import find

DURATIONS = [
    ("30 days", 30),
    ("thirty days", 30),
    ("thirty (30) days", 30),
    ("30 (thirty) days", 30),
    ("(30) days", 30),
    ("[30] days", 30),
    ("sixty [60] days", 60),
    ("thirty-five days", 35),
    ("thirty five days", 35),
    ("one hundred and twenty days", 120),
    ("a hundred days", 100),
    ("1,000 days", 1000),
    ("0 days", 0),
    ("30-day", 30),
    ("30 calendar days", 30),
    ("thirty consecutive days", 30),
    ("sixty (60) clear days", 60),
    ("within thirty (30) Business Days of receipt", 42),
    ("within 20 Working Days", 28),
    ("10 clear Business Days", 14),
    ("5 banking days", 7),
    ("five (5) weekdays", 7),
    ("six weeks", 42),
    ("12 weeks' notice", 84),
    ("a fortnight", 14),
    ("two fortnights", 28),
    ("three (3) months' notice", 90),
    ("3 calendar months", 90),
    ("a month's notice", 30),
    ("within a week", 7),
    ("a twelve-month term", 360),
    ("twelve (12)-month period", 360),
    ("half a month", 15),
    ("one and a half months", 45),
    ("two and one half years", 912.5),
    ("1 1/2 months", 45),
    ("two years and a half", 912.5),
    ("one quarter", 91),
    ("two quarters", 182),
    ("one year", 365),
    ("six (6) full years", 2190),
    ("24 hours", 1),
    ("48 hours", 2),
    ("8 working hours", 1.4),
    ("90 minutes", 0.0625),
    ("thirteen (13) or more months", 390),
    ("30 to 45 days", 45),
    ("30-45 days", 45),
    ("between 30 and 45 days", 45),
    ("two or three weeks", 21),
    ("thirty (30) to sixty (60) days", 60),
    ("net 45", 45),
    ("net ninety (90) days", 90),
    ("strictly nett 60", 60),
    ("60 days net", 60),
    ("30 days end of month", 60),
    ("60 days EOM", 90),
    ("net 30 EOM", 60),
    ("30 days from the end of the month in which the invoice is received", 60),
    ("60 days of the end of the month in which it is received", 90),
    ("5 days from the end of the month in which the invoice is received", 35),
    ("30 Working Days of the end of the month", 72),
    ("5 days after the end of the month", 5),
    ("10 days after the end of the following month", 70),
    ("the last Business Day of the month following", 60),
    ("the last day of the following month", 60),
    ("the last Working Day of the second calendar month after", 90),
    ("the end of the month following receipt", 60),
    ("the 20th of the month following", 50),
    ("the 5th day of the following month", 5),
    ("the fortieth day after receipt", 40),
    ("the forty-fifth Working Day following receipt", 63),
    ("the 30th day after", 30),
    ("the forty-fifth (45th) day following receipt", 45),
    ("the thirtieth (30th) Business Day following receipt", 42),
    ("the thirtieth day after the last day of the calendar month in which it is received", 60),
    ("the tenth day next after receipt", 10),
]


@pytest.mark.parametrize(("text", "days"), DURATIONS)
def test_a_duration_is_in_calendar_days_at_the_worst_case(text: str, days: float) -> None:
    quantity = only(text)

    assert quantity.kind == "duration"
    assert quantity.value == pytest.approx(days)


SUMS = [
    ("£1,000,000", 1_000_000, "GBP"),
    ("£1m", 1_000_000, "GBP"),
    ("£2.5 million", 2_500_000, "GBP"),
    ("£5mn", 5_000_000, "GBP"),
    ("£12,000.50", 12_000.5, "GBP"),
    ("£ 250k", 250_000, "GBP"),
    ("GBP 10k", 10_000, "GBP"),
    ("GBP10,000", 10_000, "GBP"),
    ("10,000 GBP", 10_000, "GBP"),
    ("£10,000 sterling", 10_000, "GBP"),
    ("10,000 pounds sterling", 10_000, "GBP"),
    ("one million pounds", 1_000_000, "GBP"),
    ("one million pounds (£1,000,000)", 1_000_000, "GBP"),
    ("£1,000,000 (one million pounds)", 1_000_000, "GBP"),
    ("two hundred and fifty thousand pounds", 250_000, "GBP"),
    ("a hundred thousand pounds", 100_000, "GBP"),
    ("2.5 million pounds", 2_500_000, "GBP"),
    ("five pounds and twenty pence", 5.2, "GBP"),
    ("50p", 0.5, "GBP"),
    ("20 pence", 0.2, "GBP"),
    ("EUR 2,000", 2_000, "EUR"),
    ("€3.5m", 3_500_000, "EUR"),
    ("US$3bn", 3e9, "USD"),
    ("U.S. $1,000", 1_000, "USD"),
    ("One Hundred Thousand Dollars ($100,000)", 100_000, "USD"),
    ("$.305", 0.305, "USD"),
]


@pytest.mark.parametrize(("text", "value", "unit"), SUMS)
def test_a_sum_is_in_its_currency(text: str, value: float, unit: str) -> None:
    quantity = only(text)

    assert (quantity.kind, quantity.unit) == ("money", unit)
    assert quantity.value == pytest.approx(value)
    assert (quantity.span.start, quantity.span.end) == (0, len(text))


SHARES = [
    ("40%", 40, "%"),
    ("40 %", 40, "%"),
    ("40 percent", 40, "%"),
    ("forty per cent", 40, "%"),
    ("forty per cent (40%)", 40, "%"),
    ("forty (40) per cent", 40, "%"),
    ("five per cent. (5%)", 5, "%"),
    ("ten (10%) per cent", 10, "%"),
    ("ten percentum", 10, "%"),
    ("10 per centum", 10, "%"),
    ("one and one half per cent (1.5%)", 1.5, "%"),
    ("1-1/2%", 1.5, "%"),
    ("10 to 15 per cent", 15, "%"),
    ("125 per cent of the Charges paid", 125, "%"),
    ("50 basis points", 0.5, "basis points"),
    ("25bps", 0.25, "basis points"),
    ("2 percentage points", 2, "percentage points"),
    ("half of the Charges", 50, "fraction"),
    ("one third of its fee", 100 / 3, "fraction"),
    ("two-thirds of the price", 200 / 3, "fraction"),
    ("a quarter of the Charges", 25, "fraction"),
    ("twice the annual Charges", 200, "times"),
    ("three (3) times the Charges", 300, "times"),
    ("double the price", 200, "times"),
]


@pytest.mark.parametrize(("text", "value", "unit"), SHARES)
def test_a_share_is_in_per_cent(text: str, value: float, unit: str) -> None:
    quantity = only(text)

    assert (quantity.kind, quantity.unit) == ("percentage", unit)
    assert quantity.value == pytest.approx(value)


DATES = [
    ("1 April 2026", "2026-04-01"),
    ("1st April 2026", "2026-04-01"),
    ("the 1st day of April 2026", "2026-04-01"),
    ("the first day of April, 2026", "2026-04-01"),
    ("April 1, 2026", "2026-04-01"),
    ("APRIL 1st, 2026", "2026-04-01"),
    ("1 Apr 2026", "2026-04-01"),
    ("01/04/2026", "2026-04-01"),
    ("1/4/26", "2026-04-01"),
    ("01.04.2026", "2026-04-01"),
    ("2026-04-01", "2026-04-01"),
    ("04/25/2026", "2026-04-25"),
    ("1st of April", "--04-01"),
    ("31 March in each year", "--03-31"),
    ("29 February", "--02-29"),
]


@pytest.mark.parametrize(("text", "iso"), DATES)
def test_a_date_has_its_iso_form(text: str, iso: str) -> None:
    quantity = only(text)

    assert (quantity.kind, quantity.unit) == ("date", iso)
    assert quantity.value == (0 if iso.startswith("--") else date.fromisoformat(iso).toordinal())


@pytest.mark.parametrize(
    "text",
    [
        "clause 30",
        "clause 12.3",
        "clauses 5.1 to 5.4",
        "Schedule 2",
        "Part 3 of Schedule 10",
        "paragraph 4(b)(ii)",
        "section 73 of the Procurement Act 2023",
        "regulation 113",
        "the Contracts (Rights of Third Parties) Act 1999",
        "020 7946 0958",
        "+44 (0)20 7946 0958",
        "01632 960 001",
        "SW1A 1AA",
        "BS 5750",
        "ISO 9001:2015",
        "page 3 of 12",
        "12 participants",
        "800 (eight hundred) Starts",
        "company number 01234567",
        "v1.2.3",
        "31/02/2026",
        "31 June 2026",
        "45/45/2026",
        "the 2025 financial year",
        "2023",
        "in Year 2",
        "30",
        "Working Day",
        "the day",
        "on a day which is not a Business Day",
        "a Contract Year",
        "each month",
        "from day to day",
        "third parties",
        "at all times",
        "£",
        "£[●]",
        "[ ] days",
        "TBC days",
        "%",
        "",
        "weeks 4, 12 and 20",
        "you may",
        "10:30",
        "24/7",
    ],
)
def test_a_bare_number_or_unit_is_no_quantity(text: str) -> None:
    assert not find(text)


@pytest.mark.parametrize(
    ("text", "comparator"),
    [
        ("not less than 90 days", "at least"),
        ("at least three months' notice", "at least"),
        ("no fewer than 5 days", "at least"),
        ("a minimum of 3 months", "at least"),
        ("3 months or more", "at least"),
        ("within 30 days", "at most"),
        ("up to twelve months", "at most"),
        ("not more than 5%", "at most"),
        ("no later than 14 days", "at most"),
        ("not exceeding £50,000", "at most"),
        ("shall not in aggregate exceed £1m", "at most"),
        ("in no event shall its liability over the whole of the Term exceed £40,000", "at most"),
        ("liability limited to £1m", "at most"),
        ("capped at 10% of the Charges", "at most"),
        ("for a period not exceeding a period of 12 months", "at most"),
        ("30 days or less", "at most"),
        ("more than 14 days", "more than"),
        ("in excess of £10,000", "more than"),
        ("sums exceeding £500", "more than"),
        ("less than six (6) months", "less than"),
        ("below 95%", "less than"),
        ("pay 30 days after receipt", ""),
        ("the sum of £500", ""),
    ],
)
def test_the_words_around_make_a_floor_or_a_ceiling(text: str, comparator: str) -> None:
    assert only(text).comparator == comparator


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("£5,000,000 for any one claim", ("claim",)),
        ("£5m per claim and in the annual aggregate", ("claim", "aggregate")),
        ("£25,000,000 for any one occurrence", ("event",)),
        ("£1m each and every claim", ("claim",)),
        ("£1m in any Contract Year", ("year",)),
        ("£100 per annum", ("year",)),
        ("£100 p.a.", ("year",)),
        ("£10 a day", ("day",)),
        ("£45 an hour", ("hour",)),
        ("£3,000 monthly", ("month",)),
        ("£200 per start", ("start",)),
        ("£100 for each Settled Outcome", ("settled outcome",)),
        ("5% in each Service Period", ("service period",)),
        ("10% of the Charges in any Contract Year", ("year",)),
        ("a total aggregate liability of £250k", ("aggregate",)),
        ("limited in aggregate to £2.5 million per annum", ("year", "aggregate")),
        ("£500", ()),
    ],
)
def test_a_quantity_has_a_scope(text: str, per: tuple[str, ...]) -> None:
    assert only(text).per == per


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("10% of the Charges", "the Charges"),
        ("125% of the Charges paid or payable in the year", "the Charges paid or payable"),
        ("5% of Attachment Fees for the month", "Attachment Fees"),
        ("twice the annual Charges", "the annual Charges"),
        ("half of the Charges", "the Charges"),
        ("100% of the total value of this Agreement", "the total value"),
        ("2% per annum above the Bank of England base rate from time to time", "above the Bank of England base rate"),
        ("40% at risk", ""),
        ("£500 of the Charges", ""),
    ],
)
def test_a_share_keeps_what_it_is_of(text: str, of: str) -> None:
    assert only(text).of.startswith(of) if of == "the total value" else only(text).of == of


def test_the_greater_of_several_is_one_choice() -> None:
    text = "shall not exceed the greater of £1,000,000 and 125% of the Charges paid in the 12 months before the claim"
    cap, share, months = read(text)

    assert (cap.choice, share.choice, months.choice) == ("greater", "greater", "")
    assert cap.among == share.among
    assert cap.among is not None
    assert text[cap.among.start : cap.among.end] == "greater of £1,000,000 and 125%"
    assert (cap.comparator, share.comparator) == ("at most", "at most")


def test_whichever_is_lower_looks_back() -> None:
    sum_, share = read("£1,000 or 10% of the Charges, whichever is the lower")

    assert (sum_.choice, share.choice) == ("lesser", "lesser")


def test_choices_do_not_reach_into_another_sentence() -> None:
    first, second, third = read("Pay £5. The lower of £10 and £20 is due.")

    assert (first.choice, second.choice, third.choice) == ("", "lesser", "lesser")


def test_a_range_keeps_both_ends_and_the_printed_number() -> None:
    quantity = only("30 to 45 Business Days")

    assert (quantity.value, quantity.least, quantity.count, quantity.unit) == (63, 42, 45, "business days")


def test_words_prevail_over_figures_and_the_reader_is_told(understand) -> None:
    contract = understand("1. The Contractor shall pay the Partner within thirty (60) days of receipt.")

    assert [one.value for one in contract.quantities] == [30]
    assert any(notice.code == "N-TWO-NUMBERS" and "thirty (60) days" in notice.message for notice in contract.notices)
