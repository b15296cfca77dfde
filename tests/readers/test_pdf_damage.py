"""A damaged PDF of which something can still be read is never passed off as whole."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from termscheck.errors import ReadError
from termscheck.readers import read_bytes
from termscheck.readers.pdf.damage import is_damaged
from tests.benchmarks.damage import damaged
from tests.readers.pdf_files import column, make_pdf

SAMPLES = Path(__file__).parents[2] / "samples"
WHOLE = make_pdf(column("1. The Partner shall pay."), column("2. The Contractor may end this Agreement."))


def test_whole_files_are_whole() -> None:
    for path in (*SAMPLES.glob("*.pdf"), *(Path(__file__).parent / "files").glob("*.pdf")):
        assert not is_damaged(path.read_bytes()), path.name
    assert not is_damaged(WHOLE)
    assert not is_damaged(make_pdf("")), "a page without anything on it"
    assert not is_damaged(b"Received by mail\r\n" + WHOLE + b"\r\n" * 100)


def test_a_page_whose_words_were_changed_is_told() -> None:
    at = WHOLE.rindex(b"stream\n", 0, WHOLE.rindex(b"endstream")) + 20
    spoilt = WHOLE[:at] + b"\0\0\0\0" + WHOLE[at + 4 :]
    (notice,) = [one for one in read_bytes(spoilt, "a.pdf").notices if one.code == "N-DAMAGED-FILE"]
    assert notice.material


def test_a_file_in_which_something_is_overwritten_between_the_pages_is_told() -> None:
    at = WHOLE.index(b"3 0 obj")
    assert is_damaged(WHOLE[:at] + b"?" * 60 + WHOLE[at + 60 :])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[: data.rindex(b"startxref")],
        lambda data: data[:200] + data[260:],
        lambda data: data[: len(data) * 2 // 3],
    ],
    ids=["no end", "a piece missing", "cut off"],
)
def test_a_file_that_is_cut_is_told(spoil: object) -> None:
    assert is_damaged(spoil(WHOLE))  # type: ignore[operator]


def test_damage_by_chance_loses_no_words_in_silence() -> None:
    whole, chance = (SAMPLES / "harsh-sub-contract.pdf").read_bytes(), random.Random(10)
    words = read_bytes(whole, "a.pdf").words
    for _ in range(60):
        try:
            document = read_bytes(damaged(whole, chance), "a.pdf")
        except ReadError:
            continue
        told = any(notice.material for notice in document.notices)
        assert told or document.words > 0.95 * words
