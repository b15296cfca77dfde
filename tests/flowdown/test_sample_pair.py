"""The head contract and the harsh sub-contract, laid beside each other as Word and as PDF files."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from termscheck.flowdown.model import Flowdown, Reading, Row
from termscheck.flowdown.run import flowdown

SAMPLES = Path(__file__).parents[2] / "samples"
EXPECTED: dict[str, Any] = yaml.safe_load((SAMPLES / "head-contract.flowdown.yaml").read_text(encoding="utf-8"))
each_format = pytest.mark.parametrize("suffix", ["docx", "pdf"])


@cache
def made(suffix: str, head: str = EXPECTED["head"], sub: str = EXPECTED["sub"]) -> Flowdown:
    return flowdown([SAMPLES / f"{head}.{suffix}"], [SAMPLES / f"{sub}.{suffix}"])


def told(row: Row) -> dict[str, Any]:
    """A row as the expectations write it."""
    entry: dict[str, Any] = {"verdict": row.verdict}
    entry |= {side: place(one) for side, one in (("head", row.head), ("sub", row.sub)) if one}
    figures = [one and one.value for one in (row.head, row.sub)]
    return entry | ({"figures": figures} if figures != [None, None] else {})


def place(reading: Reading) -> str:
    label = reading.quotations[0].label
    return "note" if label.startswith("Note to") else label


@each_format
def test_every_point_is_read_and_judged_as_expected(suffix: str) -> None:
    found = {row.point: told(row) for row in made(suffix).rows if row.verdict != "not-found"}
    assert found == EXPECTED["points"]


@each_format
def test_duties_that_only_the_head_contract_tells_of_are_listed(suffix: str) -> None:
    taken = made(suffix).incorporation
    assert sorted(one.label for one in taken.found) == EXPECTED["by-reference"]["words"]
    assert [one.quotation.label for one in taken.obligations] == EXPECTED["by-reference"]["unseen"]
    assert taken.duties > len(taken.obligations)


@each_format
def test_the_prime_is_known_by_the_name_that_both_contracts_have(suffix: str) -> None:
    one = made(suffix)
    assert (one.head.performer, one.head.payer) == ("Contractor", "Authority")
    assert (one.sub.performer, one.sub.payer) == ("Delivery Partner", "Lead Provider")
    assert one.head.performer_name == one.sub.payer_name
    assert not one.caveats


@each_format
def test_every_quotation_stands_in_the_text_that_was_read(suffix: str) -> None:
    from termscheck.pipeline import understand

    texts = {side: understand([SAMPLES / f"{EXPECTED[side]}.{suffix}"]).documents[0].text for side in ("head", "sub")}
    quoted = 0
    for row in made(suffix).rows:
        for side, reading in (("head", row.head), ("sub", row.sub)):
            for one in (*reading.quotations, *reading.also) if reading else ():
                quoted += 1
                assert texts[side][one.start : one.end] == one.text
    assert quoted > 60


def test_a_point_that_was_not_found_says_where_it_was_looked_for() -> None:
    row = next(row for row in made("docx").rows if row.point == "our-cap")
    assert row.sub is None
    assert "Not found in the sub-contract (looked in all " in row.reason
    assert "17 Limits on liability" in row.reason
    assert row.confidence != "high"


def test_a_fair_sub_contract_has_hardly_anything_worse() -> None:
    one = made("docx", sub="fair-sub-contract")
    assert {row.point for row in one.rows if row.worse} == {"notice", "audit-notice"}
    assert not one.incorporation.found
    assert not one.incorporation.obligations
    assert "no prime in common" in " ".join(one.caveats)


def test_two_readings_are_the_same_bytes() -> None:
    from termscheck.renderers.flowdown import RENDERERS

    again = flowdown([SAMPLES / "head-contract.docx"], [SAMPLES / "harsh-sub-contract.docx"])
    for render in RENDERERS.values():
        assert render(again) == render(made("docx"))
