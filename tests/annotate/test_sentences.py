"""Where a sentence of a contract ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termscheck.annotate.sentences import split


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text, 0, len(text))]


@pytest.mark.parametrize(
    "text",
    [
        "See cl. 3 and No. 4 of the Schedule.",
        "The Provider (e.g. Thornfield) shall pay, i.e. It must remit the sum.",
        "Acme Ltd. Incorporated in England shall pay.",
        "It was held in Smith v. Jones that nothing was due.",
        "Mr. J. Smith signs for the Provider.",
        "The fee is £1.50 per visit; the rest (if any) follows.",
        "Sums due under paras. 4 and 5 of Sch. 2 are payable.",
        "The Provider shall: deliver the Services; keep records; and report.",
        "interest at 4.5 per cent. per annum is payable",
    ],
)
def test_one_sentence_stays_whole(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The Contractor may terminate at any time.", "No reason need be given."),
        ("The customer is Acme Ltd.", "The Provider pays."),
        ("He may ask “why?”", "The Contractor need not answer."),
        ("Payment is due in 30 days.", "£5 is charged after that."),
        ("See clause 3.", "(The rest is void.)"),
        ("It ends in May.", "2 copies are kept."),
    ],
)
def test_two_sentences_are_parted(first: str, second: str) -> None:
    text = f"{first} {second}".replace("“", '"').replace("”", '"')

    assert sentences(text) == [text[: len(first)], text[len(first) + 1 :]]


def test_an_empty_line_ends_a_sentence() -> None:
    assert sentences("Payment terms\n\nThe Contractor pays") == ["Payment terms", "The Contractor pays"]


@given(st.text(alphabet="aT.!? \n()\"'£9;", max_size=60))
def test_no_visible_character_is_lost_or_said_twice(text: str) -> None:
    spans = list(split(text, 0, len(text)))

    assert "".join("".join(text[a:b] for a, b in spans).split()) == "".join(text.split())
    assert spans == sorted(spans)
