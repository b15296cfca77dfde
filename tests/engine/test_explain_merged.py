"""What explaining says of figures, definitions and house changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from termscheck.annotate import annotate
from termscheck.engine.explain import Explanation, explain
from termscheck.engine.lines import Lines
from termscheck.engine.loader import load
from termscheck.engine.trace import Step
from termscheck.errors import RuleError
from termscheck.pipeline import Engine, load_rules, quiet
from termscheck.readers import read_text
from termscheck.renderers import explanation, rule

HEAD = """\
SUB-CONTRACT
This Sub-Contract is made between:
(1) ALDERGATE WORKS LIMITED (the “Contractor”); and
(2) THE OWL HOUSE TRUST (the “Subcontractor”).
1. Payment
"""
DUE = HEAD + (
    "1.1 The Contractor shall pay the Subcontractor on the Due Date.\n"
    "1.2 “Due Date” means {days} days after receipt of a valid invoice.\n"
)
CHANGE = """\
id: PAY-001
extends: PAY-001
unless:
  add:
    - {match: {words: in a storm}, because: nobody is to blame}
adjust:
  add:
    - {days: "> 70", severity: low, because: we can wait}
"""


def explained(text: str, engine: Engine | None = None) -> Explanation:
    engine = engine or load_rules()
    (wanted,) = (one for one in engine.rule_set.rules if one.id == "PAY-001")
    contract = annotate(engine.nlp, [read_text(text, "contract.txt", "")])
    return explain(contract, engine.rule_set, wanted, quiet)


def parts(step: Step) -> list[Step]:
    return [step, *(one for inner in step.steps for one in parts(inner))]


@pytest.mark.parametrize(("days", "severity"), [(45, "high"), (75, "critical")])
def test_a_band_of_a_parameter_is_told_as_what_made_the_severity(days: int, severity: str) -> None:
    told = explained(DUE.format(days=days))

    assert {(one.severity, one.band, one.adjust) for one in told.tried} == {
        (severity, f"payment-days.{severity}", None)
    }
    text = explanation.to_text(told, Lines(load_rules().rule_set), "contract.txt")
    assert f"falls into payment-days.{severity}" in " ".join(text.split())


def test_a_definition_is_followed_and_quoted_as_a_part_of_the_rule() -> None:
    tried = explained(DUE.format(days=45)).tried[0]
    defined = next(one for one in parts(tried.step) if one.held and one.part == "defined: {payment-date}")

    assert defined.words == "Due Date"
    assert "45 days" in [one.words for one in parts(defined)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (DUE.format(days=14), "14 is not > 30"),
        (
            HEAD + "1.1 The Contractor shall pay the Subcontractor on the Due Date.\n",
            "no defined term with {payment-date}",
        ),
    ],
)
def test_a_definition_that_does_not_fit_is_told(text: str, why: str) -> None:
    steps = [step for one in explained(text).tried for step in parts(one.step)]

    assert any(why in step.why for step in steps if not step.held)


def test_the_parts_of_a_house_change_are_cited_in_its_own_file(house: Callable[[str, str], Path]) -> None:
    folder = house("payment-deferral/PAY-001-ours.yaml", CHANGE)
    engine = load_rules((folder,))
    told = explained(DUE.format(days=75), engine)
    (changed,) = (one for one in engine.rule_set.rules if one.id == "PAY-001")
    lines = Lines(engine.rule_set)

    assert {one.severity for one in told.tried} == {"low"}
    text = " ".join(explanation.to_text(told, lines, "contract.txt").split())
    assert "low by adjust 1 (house/payment-deferral/PAY-001-ours.yaml:8): we can wait" in text
    assert str(lines.line(changed, ("unless", 0, "match"))) == "house/payment-deferral/PAY-001-ours.yaml:5"
    assert lines.line(changed, ("unless", 1)).file == changed.shown
    (before,) = (one for one in load_rules().rule_set.rules if one.id == "PAY-001")
    assert lines.line(changed, ("unless", 1)) == lines.line(before, ("unless", 0))


def test_show_says_definitions_figures_and_regimes_in_words() -> None:
    rule_set = load_rules().rule_set
    (wanted,) = (one for one in rule_set.rules if one.id == "PAY-001")
    text = " ".join(rule.to_text(wanted, rule_set).split())

    assert "a defined term with {payment-date} in it, whose definition has:" in text
    assert "critical where it is more than 60 days" in text
    assert "No public contract above: enforceable, though unfair" in text


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("term: payment-date", "term: payment-dat", "no vocabulary “payment-dat”. Did you mean “payment-date”?"),
        ("\n              words: \"{duration >", "\n              words: \"{durashun >", "no vocabulary “durashun”"),
        ("bands: payment-days", "bands: payment-dais", "no parameter “payment-dais” in parameters.yaml. Did you mean"),
        ("  pcr-2015:", "  pcr-2016:", "no regime “pcr-2016” in regimes.yaml. Did you mean “pcr-2015”?"),
    ],
)  # fmt: skip
def test_what_a_rule_says_of_definitions_figures_and_regimes_is_proofread(
    house: Callable[[str, str], Path], right: str, wrong: str, says: str
) -> None:
    path = next(one.path for one in load_rules().rule_set.rules if one.id == "PAY-001")
    text = path.read_text(encoding="utf-8").replace("PAY-001", "OWN-001").replace("payment-deferral", "own")
    assert right in text
    folder = house("own/OWN-001-long-payment-period.yaml", text.replace(right, wrong))

    with pytest.raises(RuleError) as caught:
        load([folder])

    assert any(says in str(fault) for fault in caught.value.faults), caught.value.faults
