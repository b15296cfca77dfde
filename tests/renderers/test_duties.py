"""Who must and may do what: sentences fall on the side that they name, and on none where they name none or both."""

from __future__ import annotations

import pytest

from termscheck.pipeline import check_text
from termscheck.places import Places
from termscheck.renderers import render
from termscheck.renderers.duties import Duties, duties
from termscheck.renderers.house import plain_style

HEAD = """\
SUB-CONTRACT
This agreement is made between (1) Northgate Justice Partnerships Limited (the “Contractor”) and (2) Harbour Lane \
Community Trust, a charity (the “Sub-Contractor”), which shall provide the services.
"""


def of(*clauses: str) -> Duties:
    text = HEAD + "".join(f"{number}. {words}\n" for number, words in enumerate(clauses, 1))
    return duties(Places(check_text(text).contract))


def shared(*clauses: str) -> dict[str, dict[str, list[str]]]:
    """The places of each sort and side."""
    return {
        row.sort: {share.side: [place.name for place in share.places] for share in row.shares if share.count}
        for row in of(*clauses).rows
    }


@pytest.mark.parametrize(
    ("sentence", "sort", "side"),
    [
        ("The Contractor shall pay the Charges within 30 days.", "pay", "them"),
        ("The Sub-Contractor shall repay any sum that was overpaid.", "pay", "us"),
        ("The Contractor may deduct from any payment what it thinks that it is owed.", "keep-back", "them"),
        ("The Sub-Contractor shall indemnify the Contractor against all losses.", "indemnify", "us"),
        ("Each party shall indemnify the other against claims for injury.", "indemnify", "both"),
        ("The Sub-Contractor is liable to the Contractor for what its volunteers do.", "answer", "us"),
        ("The Sub-Contractor shall maintain public liability insurance.", "insure", "us"),
        ("The Contractor may terminate this Agreement at any time by notice.", "end", "them"),
        ("Either party may terminate this Agreement on three months’ notice.", "end", "both"),
        ("The Sub-Contractor may suspend the Services while an invoice is unpaid.", "stop", "us"),
        ("The Contractor may vary the Services by notice.", "change", "them"),
    ],
)  # fmt: skip
def test_a_sentence_falls_on_the_side_that_it_names(sentence: str, sort: str, side: str) -> None:
    assert shared(sentence) == {sort: {side: ["Clause 1"]}}


@pytest.mark.parametrize(
    "sentence",
    [
        "The Contractor shall not pay interest on the Charges.",
        "The Contractor’s duty to pay the Charges is not limited.",
        "“Charges” means what the Contractor shall pay under Schedule 2.",
        "The contract managers shall settle every dispute.",
        "The Contractor may withhold from publication what it regards as secret.",
    ],
)
def test_what_lays_nothing_on_a_side_is_not_counted(sentence: str) -> None:
    assert shared(sentence) == {}


def test_a_sentence_that_names_no_side_is_told_as_undecided() -> None:
    found = of(
        "The Contractor shall pay the Charges.", "The remainder of the invoice shall be paid in the ordinary way."
    )
    (row,) = found.rows
    assert [(share.side, share.count) for share in row.shares] == [
        ("us", 0),
        ("them", 1),
        ("both", 0),
        ("undecided", 1),
    ]
    assert (found.binding, found.undecided) == (2, 1)


def test_bars_are_as_long_as_the_numbers_beside_them() -> None:
    (row,) = of(
        *["The Contractor shall pay the Charges."] * 4, "The Sub-Contractor shall repay what was overpaid."
    ).rows
    assert [share.width for share in row.shares] == [25, 100, 0, 0]


def test_every_sort_and_side_has_its_words_and_the_report_links_to_the_clauses() -> None:
    from termscheck.renderers.duties import SIDES, SORTS

    words = plain_style().words
    assert (set(words["duties"]), set(words["sides"])) == (set(SORTS), set(SIDES))
    review = check_text(HEAD + "1. The Contractor shall pay the Charges.\n")
    assert "Who must and may do what" in render(review, "html").decode()
