"""The tree of clauses: what holds for every document, hostile ones too, and for contracts that people labelled."""

from __future__ import annotations

import json
import os
import re
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from outlines import document

from termscheck.model import Cell, Clause, Document
from termscheck.segment import segment

CORPUS = Path(os.environ.get("TERMSCHECK_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))


# --- what holds for every document --------------------------------------------------------------------------

OPENINGS = st.sampled_from(
    ["1. ", "2. ", "1.1 ", "1.2 ", "2.1 ", "(a) ", "(b) ", "(i) ", "(ii) ", "(A) ", "A. ", "• ", "Schedule 1 ",
     "SCHEDULE 2 ", "Part 1 ", "Article I ", "“Fees” means ", "WHEREAS ", "BETWEEN:", "Signed by ", "NOW THEREFORE ",
     "9.3 (a) ", ""]
)  # fmt: skip
BODIES = st.sampled_from(
    ["The Supplier shall pay:", "the costs;", "and the fees,", "PAYMENT", "provided that it may stop.", "in clause 4",
     "(a) one; (b) two, in each case paid. Then more.", "Term ..... 4", "- 4 -", "1. One. 2. Two. (a) x", "", "X" * 90]
)  # fmt: skip
EXTRAS = st.sampled_from(
    [{}, {}, {}, {"label": "(a)", "list_level": 1}, {"label": "3.", "list_level": 0}, {"kind": "footnote"},
     {"outline_level": 0}, {"cell": Cell(0, 0, 0)}, {"cell": Cell(0, 0, 1)}, {"cell": Cell(0, 1, 0), "bold": True},
     {"bold": True}, {"indent": 30.0}]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(OPENINGS, BODIES, EXTRAS), max_size=25))
@example(
    [
        ("“Fees” means ", "(a) one; (b) two, in each case paid. Then more.", {"outline_level": 0}),
        ("2. ", "The Supplier shall pay:", {}),
    ]
)
def test_clauses_nest_and_nothing_is_lost(parts: list[tuple[str, str, dict[str, Any]]]) -> None:
    made = document([(opening + body, extra) for opening, body, extra in parts])
    clauses = segment(made)
    assert_sound(made, clauses)
    assert_nothing_lost(made, clauses)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=60).map(lambda line: " ".join(line.split())), max_size=20))
def test_any_text_is_segmented(lines: list[str]) -> None:
    made = document(lines)
    assert_sound(made, segment(made))


def assert_sound(made: Document, clauses: tuple[Clause, ...]) -> None:
    by_id = {clause.id: clause for clause in clauses}
    assert len(by_id) == len(clauses)
    assert [clause.span.start for clause in clauses] == sorted(clause.span.start for clause in clauses)
    pieces = sorted((piece.start, piece.end) for clause in clauses for piece in clause.own)
    assert all(before[1] <= after[0] for before, after in pairwise(pieces))
    open_ones: list[Clause] = []
    for clause in clauses:
        assert all(clause.span.contains(piece) for piece in clause.own)
        if clause.parent:
            assert by_id[clause.parent].span.contains(clause.span)
            assert by_id[clause.parent].level == clause.level - 1
        ancestors = set()
        above = clause.parent
        while above:
            ancestors.add(above)
            above = by_id[above].parent
        open_ones = [other for other in open_ones if other.id in ancestors or other.span.end > clause.span.start]
        assert all(other.id in ancestors for other in open_ones if other.span.end > clause.span.start)
        open_ones.append(clause)


def assert_nothing_lost(made: Document, clauses: tuple[Clause, ...]) -> None:
    """Every word is some clause's own, or a typed label, or a page number."""
    owned = bytearray(len(made.text))
    for clause in clauses:
        for piece in clause.own:
            owned[piece.start : piece.end] = b"\1" * (piece.end - piece.start)
    lost = "".join(" " if held else letter for letter, held in zip(made.text, owned, strict=True))
    label = r"\(?(?:\d+(?:\.\d+)*|[A-Za-z]|ii)[.)]?|•|(?:Schedule|SCHEDULE|Part|Article)|I|[-–—:.]"
    assert [word for word in re.split(r"\s+", lost) if word and not re.fullmatch(label, word)] == []


# --- hostile input ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lines",
    [
        *([line] * 10_000 for line in ("(a)", "(a) x", "1.", ".", "• x", "Schedule 1", "“A” means b", "BETWEEN")),
        ["PAYMENT"] * 5_000, ["Signed by"] * 2_000 + ["1. x y z a b c"] * 2_000,
        [".".join(["1"] * depth) + " x" for depth in range(1, 500)],
        [" " * depth + "(a) x:" for depth in range(1, 500)],
        ["1. " + "(a) x; (b) y " * 5_000], ["1. " + "(i) (a) " * 5_000],
        ["x" * 500_000], ["“" * 100_000], [". " * 100_000],
    ],
    ids=lambda lines: f"{len(lines)} × {lines[0][:12]!r}",
)  # fmt: skip
def test_hostile_input_takes_seconds_and_stays_shallow(lines: list[str]) -> None:
    made = document(lines)
    before = time.process_time()
    clauses = segment(made)
    assert time.process_time() - before < 5
    assert all(clause.level <= 20 for clause in clauses)
    assert len({clause.id for clause in clauses}) == len(clauses)


def test_time_grows_with_length_and_not_with_its_square() -> None:
    def seconds(times: int) -> float:
        lines = [f"{n}. Clause {n}. The Supplier shall (a) act; (b) stop; or (c) pay." for n in range(1, 200 * times)]
        made = document(lines)
        before = time.process_time()
        segment(made)
        return time.process_time() - before

    seconds(1)
    assert seconds(8) < 30 * max(seconds(1), 0.005)


# --- labelled contracts -------------------------------------------------------------------------------------


def _citation(words: str) -> str:
    words = re.sub(r"[“”]", lambda quote: "(" if quote[0] == "“" else ")", words.lower())
    return re.sub(r"[\s,]+|para(?:graph)?", "", words)


@pytest.mark.parametrize(
    ("name", "share"),
    [
        ("uk-dev-1", 1.0), ("kubient", 1.0), ("bnl", 0.95), ("dynamex", 0.95), ("ability", 0.9), ("cca", 0.85),
        ("mplx", 0.85),
    ],
)  # fmt: skip
def test_quotes_of_labelled_contracts_fall_in_the_clause_that_readers_cited(name: str, share: float) -> None:
    text_file = CORPUS / "dev" / f"{name}.txt"
    if not text_file.is_file():
        pytest.skip("the corpus is not here: set TERMSCHECK_CORPUS to its folder")
    made = document(text_file.read_bytes().decode().split("\n"))
    clauses = segment(made)
    assert_sound(made, clauses)
    right = total = 0
    for line in (CORPUS / "dev" / f"{name}.gold.jsonl").read_text().splitlines():
        gold = json.loads(line)
        for quote in [gold, *gold.get("also", [])]:
            if "start" not in quote or not quote.get("clause"):
                continue
            held = [clause for clause in clauses if any(piece.end > quote["start"] for piece in clause.own)]
            inside = [clause for clause in held if any(piece.start <= quote["start"] + 8 for piece in clause.own)]
            best = max(inside, key=lambda clause: max(p.start for p in clause.own if p.start <= quote["start"] + 8))
            total += 1
            right += _citation(best.label) == _citation(quote["clause"])
    assert right >= share * total
