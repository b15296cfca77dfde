"""Figures of the law stand once, and are named everywhere else."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from termscheck.content import bundled
from termscheck.engine.loader import load
from termscheck.errors import RuleError
from termscheck.pipeline import check, check_text, load_rules

RULE_SET = load_rules().rule_set
LAW = RULE_SET.regimes.law
Write = Callable[[str, str], Path]


def test_every_figure_rests_on_an_authority_that_was_checked_and_is_checked_again() -> None:
    assert {"public-payment-days", "business-payment-days", "late-interest-points", "base-rate"} <= LAW.keys()
    for figure in LAW.values():
        for code in figure.authorities:
            assert RULE_SET.authorities[code].review_by, figure.name


def test_the_base_rate_is_looked_up_again_when_its_half_year_is_over() -> None:
    rate = LAW["base-rate"]

    assert rate.until == RULE_SET.authorities[rate.authorities[0]].review_by


def test_figures_that_come_from_law_stand_nowhere_else() -> None:
    for name in ("parameters.yaml", "regimes.yaml"):
        text = (bundled("rules") / name).read_text(encoding="utf-8")
        assert not re.search(r"\b30 days|\b8 points", text), name
    for rule in RULE_SET.rules:
        written = rule.path.read_text(encoding="utf-8").partition("\nmatch:")[0].partition("\nexamples:")[0]
        assert not re.search(r"\b8%? (?:a year|over|points)|£40\b", written), rule.id


def test_bands_that_come_from_law_are_those_of_the_law(tmp_path: Path) -> None:
    within, beyond = (
        check_text(f"The Contractor shall pay the Partner within {days} days of its invoice.").findings
        for days in (int(LAW["public-payment-days"].value), int(LAW["public-payment-days"].value) + 1)
    )

    assert "PAY-001" not in [one.rule for one in within]
    assert "PAY-001" in [one.rule for one in beyond]


def test_the_report_says_what_statutory_interest_comes_to_and_until_when() -> None:
    (told,) = [one for one in check_text("1. Tea is at four.").assumptions if one.switch == "base-rate"]
    rate, points = LAW["base-rate"].value, LAW["late-interest-points"].value

    assert (told.value, told.told_by) == (f"{rate:g}", "default")
    assert f"counts as {rate:g} per cent, so that the interest is {rate + points:g} per cent a year" in told.says
    assert "{" not in told.says
    assert re.search(r"from 1 (?:January|July) \d{4} to 3[01] (?:June|December) \d{4}", told.says)


def test_what_is_wrong_in_figures_is_told_with_its_place(house: Write) -> None:
    folder = house(
        "law.yaml",
        "tea-days: {meaning: Tea, value: 4, unit: days, since: 2027-02-01, until: 2027-01-01, authorities: [LP4]}\n"
        "base-rate: {meaning: Base, value: 4, unit: per cent, authorities: [LP4]}\n"
        "cake: {meaning: Cake, value: four, unit: slices, authorities: [LP99]}\n",
    )
    house("parameters.yaml", 'tea: {meaning: Tea, unit: days, bands: {low: "> law.tea-day"}, rules: [PAY-001]}\n')
    with pytest.raises(RuleError) as caught:
        load([folder])
    told = "\n".join(map(str, caught.value.faults))

    for says in (
        "house/law.yaml:1:67: is before the first day, 2027-02-01",
        "house/law.yaml:2:1: the figure “base-rate” comes with termscheck",
        "house/law.yaml:3:23: “value”",
        "house/law.yaml:3:36: “unit”",
        "house/law.yaml:3:64: there is no authority “LP99” in authorities.yaml",
        "house/parameters.yaml:1:41: there is no parameter “law.tea-day”",
    ):
        assert says in told, told


def test_a_house_may_have_figures_of_its_own_and_name_them_in_a_rule(house: Write, tmp_path: Path) -> None:
    folder = house("law.yaml", "tea-days: {meaning: Tea, value: 4, unit: days, authorities: [LP4]}\n")
    house(
        "payment-deferral/PAY-001-ours.yaml", "id: PAY-001\nextends: PAY-001\nnegotiate: Within {law.tea-days} days.\n"
    )
    contract = tmp_path / "c.txt"
    contract.write_text("Payment terms are net 90 days.")

    assert check([contract], rules=[folder]).findings[0].advice.negotiate == "Within 4 days."
