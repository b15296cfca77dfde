"""Why a rule fired, and why it did not: the same answer as the checker's, with its reasons."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from termscheck.annotate import annotate
from termscheck.authoring.examples import Example, contract_of, examples_of
from termscheck.engine.check import Checker, check
from termscheck.engine.coverage import branches, exercised
from termscheck.engine.explain import Explainer, Explanation, Tried
from termscheck.engine.lines import Lines
from termscheck.engine.patterns import Compiled
from termscheck.engine.proofread import patterns_of
from termscheck.engine.ruleset import Rule
from termscheck.engine.schema import Pattern
from termscheck.engine.trace import Step, failures, nearest_part
from termscheck.model import Contract
from termscheck.pipeline import Engine, load_rules, quiet
from termscheck.readers import read_text

HEAD = """\
SUB-CONTRACT
This Sub-Contract is made between:
(1) ALDERGATE WORKS LIMITED (the “Contractor”); and
(2) THE OWL HOUSE TRUST (the “Subcontractor”).
1. Services
1.1 The Subcontractor shall provide the Services for the Authority.
2. Terms
"""
ENGINE = load_rules()
RULE = """\
id: OWN-001
name: late-teas
title: Tea is late
category: own
severity: low
severity_note: Always low.
legal_effect: enforceable-but-unfair
legal_note: None.
why: Tea matters.
message: "{Clause}: {they} may serve tea late."
suggest: Tea is served at four.
negotiate: We need tea.
match:
  any:
    - words: "{them} ... serve tea late"
    - words: ["tea late ... {us}", "cold tea"]
    - statement: {act: own-serve, by: [them], having: {words: tea}, lacking: {words: [early, biscuits]}}
unless:
  - match: {words: "with cake"}
    because: cake makes up for it
  - match: {words: "in a storm"}
    because: nobody is to blame
adjust:
  - {when: {words: "every day"}, severity: high, because: it goes on and on}
  - {when: {words: "twice"}, severity: medium, because: once is enough}
examples:
  flags:
    - text: The Contractor may serve tea late every day.
  passes:
    - {text: The Contractor may serve tea late with cake., because: of the cake}
    - {text: The Contractor may serve tea early., because: it is not late}
"""
VOCABULARY = "own-serve: {kind: act, meaning: bring to the table, verbs: [serve]}\n"


@pytest.fixture(scope="module")
def tea(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The bundled rules with one of one's own."""
    folder = tmp_path_factory.mktemp("rules") / "mine"
    for name, text in (("own/OWN-001-late-teas.yaml", RULE), ("vocabulary/own.yaml", VOCABULARY)):
        path = folder / name
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    return load_rules((folder,))


def rule(engine: Engine, rule_id: str) -> Rule:
    return next(one for one in engine.rule_set.rules if one.id == rule_id)


def contract(engine: Engine, *clauses: str) -> Contract:
    text = HEAD + "".join(f"2.{number} {clause}\n" for number, clause in enumerate(clauses, 1))
    return annotate(engine.nlp, [read_text(text, "contract", "")])


def explained(engine: Engine, rule_id: str, *clauses: str, clause: str | None = None) -> Explanation:
    return Explainer(contract(engine, *clauses), engine.rule_set, quiet).explain(rule(engine, rule_id), clause)


def whys(tried: Tried) -> list[str]:
    return [f"{one.part}: {one.why}" for one in failures(tried.step)]


def some_examples(one: Rule) -> list[Example]:
    """The first two wordings on which a rule fires, and the first two on which it does not."""
    every = list(examples_of(one))
    return [example for fires in (True, False) for example in [x for x in every if x.fires == fires][:2]]


@pytest.mark.parametrize("one", ENGINE.rule_set.rules, ids=lambda one: one.id)
def test_tracing_a_pattern_gives_the_same_answer_as_looking_for_it(one: Rule) -> None:
    compiled = [one.match, one.protection, one.nearest, *(p for p, _ in one.unless), *(p for p, _ in one.adjust)]
    for example in some_examples(one):
        explainer = Explainer(contract_of(ENGINE, one, example), ENGINE.rule_set, quiet)
        for view in explainer.checker.views:
            for pattern in filter(None, compiled):
                assert explainer.trace(pattern, view, ()).held == bool(pattern.find(view)), example.text


@pytest.mark.parametrize("one", ENGINE.rule_set.rules, ids=lambda one: one.id)
def test_an_explanation_agrees_with_the_findings(one: Rule) -> None:
    for example in some_examples(one):
        made = contract_of(ENGINE, one, example)
        found = [finding for finding in check(made, ENGINE.rule_set, quiet).findings if finding.rule == one.id]
        told = Explainer(made, ENGINE.rule_set, quiet).explain(one)
        verdicts = {tried.verdict for tried in told.tried}

        assert (told.looked.outcome == "fired") == bool(found)
        if one.combined:
            assert not told.tried
        elif one.missing:
            assert ("protects" in verdicts) != bool(found), example.text
        else:
            assert ("fired" in verdicts) == bool(found), example.text
            assert {tried.severity for tried in told.tried if tried.severity} >= {one.severity for one in found}


def every_part(step: Step) -> Iterator[Step]:
    """A step with all the steps within it."""
    yield step
    for inner in step.steps:
        yield from every_part(inner)


def test_what_fired_is_told_with_its_signs_and_severity() -> None:
    (tried,) = explained(
        ENGINE, "TER-001", "The Contractor may terminate this Agreement at any time on 14 days' notice."
    ).tried
    signs = next(part for part in every_part(tried.step) if part.part == "signs of TER-001")

    assert (tried.verdict, tried.severity, tried.label) == ("fired", "critical", "2.1")
    assert tried.adjust
    assert (tried.adjust.number, tried.adjust.because) == (2, "less than 30 days' notice")
    assert signs.held
    assert re.match(
        r"\d\.\d\d above what the rule asks for; for it: .+ \+\d\.\d\d.*; against it: .+ -\d\.\d\d", signs.why
    )


@pytest.mark.parametrize(
    ("rule_id", "clause"),
    [
        ("PAY-002", "The Contractor shall pay the Subcontractor within 30 days of receipt of its invoice."),
        ("LIA-002", "The Contractor shall indemnify the Subcontractor."),
        ("TER-001", "The Contractor may terminate if the Subcontractor is in breach."),
    ],
)
def test_what_did_not_fire_is_told_with_what_speaks_against_it(rule_id: str, clause: str) -> None:
    told = explained(ENGINE, rule_id, clause, clause="2.1")

    assert told.looked.outcome == "quiet"
    (near,) = told.tried
    assert near.verdict == "near"
    assert re.match(rf"signs of {rule_id}: \d\.\d\d below what the rule asks for; .*against it: ", whys(near)[0])


def test_a_statement_that_did_not_hold_is_told_with_the_slot_that_failed() -> None:
    told = explained(ENGINE, "PAY-001", "The Contractor shall pay the Subcontractor within 30 days.", clause="2.1")

    assert any(
        "days: 30 is not > 30" in step.why or "30 is not > 30" in step.why
        for tried in told.tried
        for step in every_part(tried.step)
    )


def test_what_is_kept_quiet_names_the_unless_and_its_words(tea: Engine) -> None:
    (tried,) = explained(tea, "OWN-001", "The Contractor may serve tea late with cake.").tried

    assert tried.verdict == "kept-quiet"
    assert tried.unless
    assert (tried.unless.number, tried.unless.because) == (1, "cake makes up for it")
    assert tried.unless.step
    assert tried.unless.step.words == "with cake"


def test_a_part_that_stands_in_the_way_is_told(tea: Engine) -> None:
    (tried,) = explained(tea, "OWN-001", "The Contractor may serve tea early.", clause="2.1").tried

    assert tried.verdict == "near"
    assert whys(tried) == ["lacking: found “early”"]


@pytest.mark.parametrize(
    ("clause", "why"),
    [
        ("The Contractor may serve coffee late.", "having"),
        ("The Subcontractor may serve tea.", "by: wanted them, found us"),
        ("Having tea late is nice.", "no {us}"),
    ],
)
def test_the_nearest_alternative_is_the_one_that_is_explained(tea: Engine, clause: str, why: str) -> None:
    (tried,) = explained(tea, "OWN-001", clause, clause="2.1").tried

    parts = [*whys(tried), *(step.part for step in nearest_part(tried.step).steps)]
    assert any(why in one for one in parts), parts


def test_one_clause_is_told_with_its_sub_clauses_and_no_other(tea: Engine) -> None:
    clauses = ("The Contractor may:\n(a) serve tea late; or\n(b) serve no tea.", "Tea is a drink.")

    labels = [tried.label for tried in explained(tea, "OWN-001", *clauses, clause="Clause 2.1").tried]

    assert labels
    assert all(label.startswith("2.1") for label in labels)
    assert not explained(tea, "OWN-001", *clauses, clause="7").tried


def test_a_missing_protection_is_told_with_what_came_near() -> None:
    told = explained(ENGINE, "MIS-002", "The Contractor's liability shall not exceed £50,000.")

    assert told.looked.outcome == "fired"
    assert any(tried.label == "2.1" for tried in told.tried)


def test_every_place_of_a_rule_has_a_line_of_its_file() -> None:
    places = Lines(ENGINE.rule_set)
    for one in ENGINE.rule_set.rules:
        lines = one.path.read_text(encoding="utf-8").splitlines()
        for place, _ in patterns_of(one.file):
            assert str(place[0]) in "".join(lines[places.line(one, place[:1]).line - 1 :])[:60]


# --- coverage -------------------------------------------------------------------------------------------------


def test_the_branches_of_a_rule_are_its_alternatives_and_its_exceptions(tea: Engine) -> None:
    assert branches(rule(tea, "OWN-001")) == [
        ("match", "any", 0),
        ("match", "any", 1),
        ("match", "any", 1, "words", 0),
        ("match", "any", 1, "words", 1),
        ("match", "any", 2),
        ("match", "any", 2, "statement", "lacking", "words", 0),
        ("match", "any", 2, "statement", "lacking", "words", 1),
        ("unless", 0),
        ("unless", 1),
        ("adjust", 0),
        ("adjust", 1),
    ]


def test_a_branch_is_exercised_where_it_makes_a_difference(tea: Engine) -> None:
    own = rule(tea, "OWN-001")
    contracts = [contract_of(tea, own, example) for example in examples_of(own)]

    missed = set(branches(own)) - exercised(own, tea.rule_set, contracts, quiet)

    assert missed == {
        ("match", "any", 1),
        ("match", "any", 1, "words", 0),
        ("match", "any", 1, "words", 1),
        ("match", "any", 2, "statement", "lacking", "words", 1),
        ("unless", 1),
        ("adjust", 1),
    }


def test_an_explanation_does_not_depend_on_the_hash_seed() -> None:
    contract = Path(__file__).parents[1] / "benchmarks" / "fresh" / "contracts" / "k100.txt"
    command = [sys.executable, "-m", "termscheck", "rules", "explain", "RSK-009", str(contract)]
    told = {
        subprocess.run(
            command, capture_output=True, check=False, env={**os.environ, "PYTHONHASHSEED": seed, "COLUMNS": "80"}
        ).stdout
        for seed in ("0", "7")
    }
    assert len(told) == 1
    assert "RSK-009" in told.pop().decode("utf-8")


def test_explaining_leaves_the_checker_as_it_was(tea: Engine) -> None:
    made = contract(tea, "The Contractor may serve tea late with cake.")
    before = Checker(made, tea.rule_set).check(quiet)
    Explainer(made, tea.rule_set, quiet).explain(rule(tea, "OWN-001"))

    assert Checker(made, tea.rule_set).check(quiet) == before


def test_a_file_of_rules_is_read_again_only_for_its_lines(tea: Engine, tmp_path: Path) -> None:
    line = Lines(tea.rule_set).line(rule(tea, "OWN-001"), ("match", "any", 1, "words", 1))

    assert str(line) == "mine/own/OWN-001-late-teas.yaml:16"


def test_what_the_sentences_around_take_back_is_told_as_kept_quiet() -> None:
    given = "The Subcontractor shall indemnify the Contractor against all losses arising out of the Services."
    shared = (
        "The Contractor gives the Subcontractor an indemnity in identical terms, and the liability of each of them is "
        "limited to the Charges."
    )
    tried = explained(ENGINE, "LIA-002", f"{given} {shared}").tried[0]

    assert (tried.verdict, tried.text) == ("kept-quiet", given)
    assert tried.why == "the sentences around it in the paragraph take it back"


def test_signs_can_be_asked_to_speak_more_surely() -> None:
    made = contract(ENGINE, "The Contractor shall pay the Subcontractor only if and when the Authority has paid it.")
    explainer = Explainer(made, ENGINE.rule_set, quiet)
    view = next(view for view in explainer.checker.views if "PAY-002" in view.weighed)
    view.weighed = {"PAY-002": 0.5}

    for over, held in ((0.0, True), (0.4, True), (0.6, False)):
        pattern = Compiled(Pattern(signs="PAY-002", over=over), {})
        assert bool(pattern.find(view)) == explainer.trace(pattern, view, ()).held == held
