"""What is made from the rule files is up to date: the catalogue, a page for each rule, the JSON Schema for editors."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from termscheck.content import bundled
from termscheck.engine.drafting import general
from termscheck.engine.json_schema import rule_schema
from termscheck.engine.overrides import RuleOverride
from termscheck.engine.ruleset import Rule
from termscheck.engine.skeleton import skeleton
from termscheck.engine.source import Loader
from termscheck.pipeline import load_rules
from termscheck.renderers.rule import to_page, to_text
from termscheck.renderers.rule_pages import pages

RULE_SET = load_rules().rule_set
FOLDER = bundled("rules")
each_rule = pytest.mark.parametrize("rule", RULE_SET.rules, ids=lambda rule: rule.id)


def test_the_catalogue_and_the_pages_are_those_of_the_rule_files() -> None:
    made = pages(RULE_SET, FOLDER)
    stale = [
        name
        for name, text in made.items()
        if not (FOLDER / name).is_file() or (FOLDER / name).read_text(encoding="utf-8") != text
    ]

    assert not stale, f"{', '.join(stale)}: run “termscheck rules docs” and commit what it writes"
    assert {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.md")} == set(made)


def test_the_schema_for_editors_is_that_of_the_rule_language() -> None:
    kept = bundled("reports") / "json" / "termscheck.rule-1.schema.json"
    command = f"termscheck rules schema > reports/json/{kept.name}"

    assert kept.is_file(), command
    assert json.loads(kept.read_text(encoding="utf-8")) == rule_schema(), f"run “{command}” and commit what it writes"


@each_rule
def test_every_rule_is_valid_by_the_schema(rule: Rule) -> None:
    data = yaml.load(rule.path.read_text(encoding="utf-8"), Loader=Loader)

    jsonschema.Draft202012Validator(rule_schema()).validate(data)


def test_the_schema_refuses_what_the_loader_refuses() -> None:
    data = yaml.load(skeleton("OUR-001", "x", "own", "house-rules"), Loader=Loader)
    validator = jsonschema.Draft202012Validator(rule_schema())

    assert validator.is_valid(data)
    assert not validator.is_valid({**data, "severtiy": "low"})
    assert not validator.is_valid({**data, "severity": "lowest"})
    assert not validator.is_valid({**data, "id": "OUR-1"})


HOUSE_CHANGE = """
id: PAY-001
extends: PAY-001
name: long-payment-period
severity: high
negotiate: Our funder asks for 30 days; so must we.
questions: {add: [Who pays late?]}
authorities: {add: [FPC], remove: [LP4]}
by_regime: {private: {legal_note: Nothing of this holds.}}
unless: {add: [{match: {words: "{supply-chain}"}, because: we pay these in advance}]}
adjust: {add: [{days: "> 90", severity: critical, because: nobody can wait so long}]}
examples: {passes: [{text: "The Prime shall pay its supply chain in 90 days.", because: we pay these in advance}]}
"""


def test_the_schema_takes_changes_to_a_rule_for_what_they_are() -> None:
    data = yaml.load(HOUSE_CHANGE, Loader=Loader)
    validator = jsonschema.Draft202012Validator(rule_schema())

    validator.validate(data)
    assert RuleOverride.model_validate(data)
    assert validator.is_valid({"id": "PAY-001", "extends": "PAY-001"})
    for wrong in ({"severtiy": "low"}, {"severity": "lowest"}, {"match": {"words": "x"}}, {"unless": []}):
        assert not validator.is_valid({**data, **wrong}), wrong
    assert not validator.is_valid({key: value for key, value in data.items() if key != "extends"})


def test_every_key_of_the_schema_says_what_it_is_for() -> None:
    schema = rule_schema()
    silent = [
        f"{model}.{key}"
        for model, one in {"RuleFile": schema, **schema["$defs"]}.items()
        for key, what in one.get("properties", {}).items()
        if "description" not in what and "$ref" not in what
    ]

    assert not silent


@each_rule
def test_a_rule_is_told_whole_in_eighty_columns(rule: Rule) -> None:
    text = to_text(rule, RULE_SET)
    said = " ".join(text.split())

    assert not [line for line in text.splitlines() if len(line) > 80 and line != rule.shown]
    for example in (*rule.file.examples.flags, *rule.file.examples.passes):
        assert " ".join(example.text.split()) in said
    for part in (
        rule.file.title,
        rule.file.severity_note,
        rule.file.legal_note,
        *general().texts(rule.file).questions,
        *rule.file.limits,
    ):
        assert " ".join(part.split()) in said
    for one in rule.authorities:
        assert one.title in said
    assert all(because in said for _, because in rule.unless)


@each_rule
def test_no_placeholder_is_left_in_what_a_page_says_to_the_reader(rule: Rule) -> None:
    advice = to_page(rule, RULE_SET).partition("## What it looks for")[0].partition("## What satisfies it")[0]

    assert not re.search(r"\{\w+\}", advice)


def test_nothing_in_a_rule_is_read_as_markup(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    (folder / "own").mkdir(parents=True)
    text = skeleton("OUR-001", "x", "own", "mine").replace("REPLACE with the problem", "a|b *c* <b>d</b> [e](f) `g`")
    (folder / "own" / "OUR-001-x.yaml").write_text(text, encoding="utf-8")

    made = pages(load_rules((folder,)).rule_set, folder)

    assert set(made) == {"README.md", "own/OUR-001-x.md"}
    assert r"a\|b \*c\* \<b\>d\</b\> \[e\](f) \`g\`" in made["README.md"]
