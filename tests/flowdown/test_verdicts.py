"""What becomes of a point: by what each contract says, and in which direction."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from termscheck import check_text
from termscheck.engine.schema import Pattern, PointFile
from termscheck.flowdown.compare import Given, compare_contracts, verdict
from termscheck.flowdown.model import Flowdown, Quotation, Reading, Row
from termscheck.flowdown.read import Search
from termscheck.flowdown.reasons import Names, reason
from termscheck.pipeline import load_rules

QUOTED = Quotation("1", "1.1", "Payment", "a.docx", 0, None, 0, 4, "Text", "")
HEAD = """\
SERVICES CONTRACT

This Contract is made on 1 April 2026 between:
(1) THE COUNTY COUNCIL OF NORVALE (the “Authority”); and
(2) ALDERGATE WORKS LIMITED (the “Contractor”).

1. Services
1.1 The Contractor shall provide the Services for the Authority.
"""
SUB = """\
SUB-CONTRACT

This Sub-Contract is made on 1 May 2026 between:
(1) Aldergate Works Ltd (the “Lead Provider”); and
(2) THE OWL HOUSE TRUST, a registered charity (the “Partner”).

1. Services
1.1 The Partner shall provide the Services. The Lead Provider shall pay the Partner for them.
"""


def point(sort: str = "risk", value: str | None = None, better: str = "less", **more: Any) -> PointFile:
    return PointFile(
        point="a-point", title="A point", sort=sort, severity="high", value=value, better=better, why="Why.",
        match=Pattern(words="words"), **more,
    )  # fmt: skip


def reading(value: float | None = None, unit: str = "") -> Reading:
    return Reading(value, unit, "", (QUOTED,), (), "high")


def beside(head: str, sub: str) -> Flowdown:
    return compare_contracts(check_text(HEAD + head), check_text(SUB + sub), load_rules().rule_set)


def row(head: str, sub: str, name: str) -> Row:
    return next(row for row in beside(head, sub).rows if row.point == name)


figures = st.floats(0, 10_000_000, allow_nan=False)
sorts = st.sampled_from(["risk", "protection"])
ways = st.sampled_from(["more", "less"])


@given(sorts, ways, figures, figures)
def test_worse_one_way_round_is_better_the_other_way_round(sort: str, better: str, one: float, other: float) -> None:
    it = point(sort, "duration", better)
    there = verdict(it, reading(one, "days"), reading(other, "days"), Given())
    back = verdict(it, reading(other, "days"), reading(one, "days"), Given())
    opposite = {"enlarged": "eased", "eased": "enlarged"}
    assert back == opposite.get(there, there)
    assert (there in opposite) == (one != other)


@given(sorts, ways, figures, figures, figures)
def test_moving_the_figure_against_us_never_makes_it_better(
    sort: str, better: str, head: float, one: float, other: float
) -> None:
    rank = {"eased": 0, "even": 1, "passed-on": 1, "enlarged": 2}
    good, bad = sorted((one, other), reverse=better == "more")
    it = point(sort, "money", better)
    before = verdict(it, reading(head, "GBP"), reading(good, "GBP"), Given())
    after = verdict(it, reading(head, "GBP"), reading(bad, "GBP"), Given())
    assert rank[before] <= rank[after]


@pytest.mark.parametrize(
    ("it", "head", "sub", "given_points", "expected"),
    [
        (point("risk"), reading(), None, Given(), "only-head"),
        (point("risk"), None, reading(), Given(), "only-sub"),
        (point("risk"), None, reading(), Given(head=frozenset({"other"})), "enlarged"),
        (point("risk"), reading(), reading(), Given(), "passed-on"),
        (point("protection"), reading(), None, Given(), "kept-back"),
        (point("protection", missing="enlarged"), reading(), None, Given(), "enlarged"),
        (point("protection", limits="credits"), reading(), None, Given(), "only-head"),
        (point("protection", limits="credits"), reading(), None, Given(sub=frozenset({"credits"})), "kept-back"),
        (point("protection"), None, reading(), Given(), "eased"),
        (point("protection"), reading(), reading(), Given(), "even"),
        (point("protection", undone_by="b"), reading(), reading(), Given(sub=frozenset({"b"})), "unclear"),
        (
            point("protection", undone_by="b"), reading(), reading(),
            Given(frozenset({"b"}), frozenset({"b"})), "even",
        ),
        (point("protection"), None, None, Given(), "not-found"),
        (point("risk", "percentage"), reading(20, "%"), reading(), Given(), "unclear"),
        (point("risk", "percentage"), reading(20, "%"), reading(5000, "GBP"), Given(), "unclear"),
        (point("risk", "percentage"), reading(), reading(), Given(), "passed-on"),
    ],
)  # fmt: skip
def test_a_verdict(it: PointFile, head: Reading, sub: Reading, given_points: Given, expected: str) -> None:
    assert verdict(it, head, sub, given_points) == expected


@given(sorts, st.sampled_from([None, "duration"]), st.booleans(), st.booleans(), figures, figures)
def test_every_verdict_has_its_reason_in_sentences(
    sort: str, value: str | None, in_head: bool, in_sub: bool, one: float, other: float
) -> None:
    it = point(sort, value)
    head = reading(one, "days") if in_head and value else reading() if in_head else None
    sub = reading(other, "days") if in_sub and value else reading() if in_sub else None
    searches = Search(12, ("6 Payment",), 0), Search(30, (), 0)
    told = reason(it, verdict(it, head, sub, Given()), head, sub, searches, Names("The Prime", "the Council"))
    assert told.strip() == told
    assert told.endswith(".")
    assert ("Not found in the head contract" in told) == (head is None)
    assert ("Not found in the sub-contract" in told) == (sub is None)


# --- as contracts say it ------------------------------------------------------------------------------------


def test_working_days_are_counted_as_calendar_days() -> None:
    it = row(
        "2. Payment\n2.1 The Authority shall pay each valid invoice within 30 days of receiving it.\n",
        "2. Payment\n2.1 The Lead Provider shall pay each valid invoice within 30 Working Days of receiving it.\n",
        "days-to-pay",
    )
    assert (it.verdict, it.head and it.head.value, it.sub and it.sub.value) == ("enlarged", 30, 42)
    assert "30 Working Days" in it.reason


def test_the_same_days_are_even() -> None:
    words = "2. Payment\n2.1 {} shall pay each valid invoice within 30 days of receiving it.\n"
    assert row(words.format("The Authority"), words.format("The Lead Provider"), "days-to-pay").verdict == "even"


def test_paid_when_paid_enlarges_the_risk_and_undoes_the_days() -> None:
    head = "2. Payment\n2.1 The Authority shall pay each valid invoice within 30 days of receiving it.\n"
    sub = (
        "2. Payment\n2.1 The Lead Provider shall pay each valid invoice within 30 days of receiving it.\n"
        "2.2 No sum is payable to the Partner unless and until the Lead Provider has received the corresponding "
        "payment from the Authority.\n"
    )
    made = {one.point: one.verdict for one in beside(head, sub).rows}
    assert made["waits-for-authority"] == "enlarged"
    assert made["days-to-pay"] == "unclear"


def test_a_limit_that_is_not_ours_is_not_taken_for_ours() -> None:
    head = "2. Liability\n2.1 The total liability of the Contractor shall not exceed 100% of the Charges paid.\n"
    sub = "2. Liability\n2.1 The total liability of the Lead Provider shall not exceed 10% of the Charges paid.\n"
    assert row(head, sub, "our-cap").verdict == "enlarged"


def test_sums_in_two_currencies_are_not_compared() -> None:
    head = "2. Insurance\n2.1 The Contractor shall maintain public liability insurance of £5,000,000.\n"
    sub = "2. Insurance\n2.1 The Partner shall maintain public liability insurance of US$6,000,000.\n"
    it = row(head, sub, "public-liability")
    assert it.verdict == "unclear"
    assert "£5,000,000" in it.reason
    assert "USD 6,000,000" in it.reason


def test_compensation_on_ending_is_kept_back() -> None:
    head = (
        "2. Ending\n2.1 If the Authority ends this Contract without a reason it shall pay the Contractor the costs "
        "that the Contractor cannot reasonably avoid.\n"
    )
    it = row(head, "2. Ending\n2.1 The Lead Provider may end this Sub-Contract on 30 days’ notice.\n", "compensation")
    assert it.verdict == "kept-back"
    assert "2 Ending" in it.reason


@settings(max_examples=12, deadline=None)
@given(st.integers(1, 120), st.integers(1, 120))
def test_the_days_that_are_printed_are_the_days_that_are_compared(above: int, below: int) -> None:
    words = "2. Payment\n2.1 {} shall pay each valid invoice within {} days of receiving it.\n"
    it = row(words.format("The Authority", above), words.format("The Lead Provider", below), "days-to-pay")
    assert (it.head and it.head.value, it.sub and it.sub.value) == (above, below)
    assert it.verdict == ("even" if above == below else "enlarged" if below > above else "eased")
