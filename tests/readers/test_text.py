"""Plain text: kept to the character, and cut into blocks."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termscheck.errors import ReadError
from termscheck.model import Cell, Document
from termscheck.readers import read
from termscheck.readers.text import read_text

CORPUS = Path(os.environ.get("TERMSCHECK_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))

WRAPPED = """\
                         SERVICES AGREEMENT

1.   PAYMENT

1.1  The Contractor shall pay the Sub-Contractor for the Services within
     sixty days of a valid invoice, unless the Authority has not paid the
     Contractor for them.

     (a) An invoice is valid when it names the Services, the period in
         which they were performed and the order under which they were
         asked for; and
     (b) it must reach the Contractor on the date that is stated in clause
         12.3 at the latest.
1.2  Nothing in this Agreement shall oblige the Contractor to pay for what
the Authority has refused, for whatever reason that may have been, until
30 days after the refusal was withdrawn.

Signed:
Jo Example
"""


def blocks(document: Document) -> list[str]:
    return [document.quote(block.span) for block in document.blocks]


def flat(document: Document) -> list[str]:
    return [" ".join(words.split()) for words in blocks(document)]


def has_words(text: str) -> bool:
    return bool(text.replace("\ufeff", "").strip())


@given(st.text().filter(has_words))
def test_any_text_is_kept_and_its_blocks_lie_in_order_within_it(text: str) -> None:
    document = read_text(text, "a.txt", "")
    assert document.text == text
    end = 0
    for block in document.blocks:
        words = document.quote(block.span)
        assert words
        assert words == words.strip().strip("\ufeff")
        assert end <= block.span.start <= block.span.end <= len(text)
        end = block.span.end


@given(st.text(alphabet=" \t\r\n\f\xa0\ufeff"))
def test_a_text_without_words_is_refused(text: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_text(text, "a.txt", "")
    assert caught.value.code == "E-EMPTY"


@given(st.lists(st.text(alphabet="abc .;(1)\t", min_size=1, max_size=100), min_size=1, max_size=12))
def test_every_word_stands_in_a_block(lines: list[str]) -> None:
    text = "\n".join(lines)
    if text.strip():
        assert " ".join(blocks(read_text(text, "a.txt", ""))).split() == text.split()


def test_a_line_is_a_block_and_blank_lines_are_none() -> None:
    document = read_text("1. Payment\n\n   (a) within 30 days;\r\n\t(b) in pounds.\n", "a.txt", "")
    assert blocks(document) == ["1. Payment", "(a) within 30 days;", "(b) in pounds."]
    assert [block.indent for block in document.blocks] == [0, 18, 24]
    assert document.counts == {"paragraphs": 3, "lines": 3}


def test_a_byte_order_mark_stays_in_the_text_but_in_no_block() -> None:
    document = read_text("\ufeffPayment is due.", "a.txt", "")
    assert document.text[0] == "\ufeff"
    assert blocks(document) == ["Payment is due."]
    assert document.blocks[0].indent == 0


def test_wrapped_lines_are_one_block_that_covers_their_line_breaks() -> None:
    document = read_text(WRAPPED, "a.txt", "")
    assert flat(document) == [
        "SERVICES AGREEMENT",
        "1. PAYMENT",
        "1.1 The Contractor shall pay the Sub-Contractor for the Services within sixty days of a valid invoice, unless "
        "the Authority has not paid the Contractor for them.",
        "(a) An invoice is valid when it names the Services, the period in which they were performed and the order "
        "under which they were asked for; and",
        "(b) it must reach the Contractor on the date that is stated in clause 12.3 at the latest.",
        "1.2 Nothing in this Agreement shall oblige the Contractor to pay for what the Authority has refused, for "
        "whatever reason that may have been, until 30 days after the refusal was withdrawn.",
        "Signed:",
        "Jo Example",
    ]
    assert "within\n     sixty" in blocks(document)[2]
    assert document.blocks[3].indent == 30


def test_windows_line_breaks_wrap_alike() -> None:
    windows = read_text(WRAPPED.replace("\n", "\r\n"), "a.txt", "")
    assert flat(windows) == flat(read_text(WRAPPED, "a.txt", ""))


@pytest.mark.parametrize(
    "text",
    [
        "The Contractor shall pay the Sub-Contractor within 30 days.\nThe Sub-Contractor shall perform the Services.\n"
        * 4,
        "SUPPLY OF SERVICES AGREEMENT BETWEEN THE PARTIES\nbetween\nNorthgate Limited\nand\nHarbour Lane Trust\n",
        "The Contractor shall pay the Sub-Contractor " * 5 + "\nbut the Authority shall not.\n" + "The Charges " * 20,
    ],
)
def test_a_paragraph_a_line_stays_so(text: str) -> None:
    assert blocks(read_text(text, "a.txt", "")) == [line.strip() for line in text.splitlines()]


@pytest.mark.skipif(not (CORPUS / "dev").is_dir(), reason="the corpus is not here: TERMSCHECK_CORPUS")
def test_contracts_that_were_not_wrapped_keep_a_block_a_line() -> None:
    for path in sorted((CORPUS / "dev").glob("*.txt")):
        document = read(path)
        assert document.text == path.read_bytes().decode("utf-8")
        assert blocks(document) == [line.strip() for line in document.text.splitlines() if line.strip()]


@pytest.mark.parametrize(
    "rows",
    ["Item | Notice | Price\nA | None | £5\n", "| Item | Notice | Price |\n|---|:--|--:|\n| A | None | £5 |\n"],
)
def test_lines_with_bars_are_the_rows_of_a_table(rows: str) -> None:
    document = read_text(f"Prices\n{rows}Either | or\n\nLast | not least", "a.txt", "")

    found = [(document.text[one.span.start : one.span.end], one.cell) for one in document.blocks]
    last = max(cell.row for _, cell in found if cell)
    assert found[0] == ("Prices", None)
    assert found[1:4] == [("Item", Cell(0, 0, 0)), ("Notice", Cell(0, 0, 1)), ("Price", Cell(0, 0, 2))]
    assert found[4:7] == [(one, Cell(0, last - 1, at)) for at, one in enumerate(("A", "None", "£5"))]
    assert found[7:9] == [("Either", Cell(0, last, 0)), ("or", Cell(0, last, 1))]
    assert found[9:] == [("Last | not least", None)]


def test_an_empty_cell_keeps_its_column() -> None:
    document = read_text("| Item | | Price |\n| | Notice | £5 |", "a.txt", "")

    assert [(one.cell.row, one.cell.column) for one in document.blocks if one.cell] == [(0, 0), (0, 2), (1, 1), (1, 2)]


def test_words_in_a_frame_are_no_table() -> None:
    document = read_text("| The Prime shall pay  |\n| within sixty days of |\n| an invoice.          |", "a.txt", "")

    assert not any(one.cell for one in document.blocks)


def test_a_wrapped_text_with_a_table_in_it_is_still_put_together() -> None:
    rows = "".join(f"Item {number} | Unit | £{number} | monthly\n" for number in range(6))
    document = read_text(WRAPPED + "\n" + rows, "a.txt", "")

    assert "\n" in document.text[document.blocks[2].span.start : document.blocks[2].span.end]
    assert sum(1 for one in document.blocks if one.cell) == 24
