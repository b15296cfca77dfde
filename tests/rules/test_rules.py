"""The rule set: every example that a rule carries, and what must hold of the set as a whole."""

from __future__ import annotations

import re

import pytest

from termscheck.annotate import annotate
from termscheck.authoring.examples import Example, examples_of, run_example
from termscheck.content import bundled
from termscheck.engine.check import check
from termscheck.engine.ruleset import Rule
from termscheck.pipeline import load_rules, quiet
from termscheck.readers import read_text

ENGINE = load_rules()
RULES = ENGINE.rule_set.rules
BY_ID = {rule.id: rule for rule in RULES}
FOLDER = bundled("rules")
GRAMMAR = "grammar.yaml"


def _name(example: Example) -> str:
    return f"{example.rule}[{'flags' if example.fires else 'passes'}-{example.number}]"


EXAMPLES = [pytest.param(example, id=_name(example)) for rule in RULES for example in examples_of(rule)]
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_rule_does_with_its_example_as_the_example_says(example: Example) -> None:
    assert not run_example(ENGINE, BY_ID[example.rule], example).problem, example.text


# --- the set ----------------------------------------------------------------------------------------------


def test_every_file_in_the_folder_of_a_category_is_a_rule_of_it() -> None:
    files = {path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("*/*.yaml")}
    others = ("vocabulary/", "concepts/", "profiles/", "topics/", "terms/")
    rules = {path for path in files if not path.startswith(others)}

    assert rules == {f"{r.file.category}/{r.file.id}-{r.file.name}.yaml" for r in RULES}


@each_rule
def test_a_rule_carries_the_wordings_of_the_rulebook_on_both_sides_and_says_so(rule: Rule) -> None:
    examples = rule.file.examples

    assert [one for one in examples.flags if one.source]
    assert [one for one in examples.passes if one.source]
    sources = [one.source for one in examples.flags if one.source]
    sources += [one.source for one in examples.passes if one.source]
    assert len(sources) == len(set(sources))


@each_rule
def test_no_example_stands_twice(rule: Rule) -> None:
    texts = [example.text for example in examples_of(rule)]

    assert len(texts) == len(set(texts))


@each_rule
def test_a_rule_rests_on_an_authority_that_is_listed(rule: Rule) -> None:
    assert rule.authorities
    assert [authority.code for authority in rule.authorities] == rule.file.authorities
    for one in rule.authorities:
        assert one.title
        assert one.says
        assert one.url.startswith("http") or one.verified.startswith("no")


def test_every_vocabulary_is_used_by_a_rule_or_topic_counts_as_a_sign_or_belongs_to_the_grammar() -> None:
    patterns = [p for rule in RULES for p in (rule.match, rule.protection, rule.nearest, *(u for u, _ in rule.unless))]
    patterns += [pattern for rule in RULES for pattern, _ in rule.adjust]
    patterns += [pattern for topic in ENGINE.rule_set.topics for pattern in topic.patterns()]
    used = {name for pattern in patterns if pattern for name in pattern.vocabularies()}
    used |= {
        name
        for weights in ENGINE.rule_set.weights
        for sign in weights.names
        for name in re.findall(r"{([a-z-]+)}", sign)
    }
    grammar = (FOLDER / "vocabulary" / GRAMMAR).read_text(encoding="utf-8")
    words = {name for name, entry in ENGINE.rule_set.vocabulary.entries.items() if entry.kind == "words"}

    assert not {name for name in words - used if not re.search(rf"^{name}:", grammar, re.MULTILINE)}


def test_the_bare_contract_for_rules_on_absence_has_one_place_and_no_protection() -> None:
    absences = {rule.id for rule in RULES if rule.missing}
    carrier = ENGINE.rule_set.carrier
    contract = annotate(ENGINE.nlp, [read_text(carrier.replace("@@", "Headings are for convenience."), "bare", "")])

    assert carrier.count("@@") == 1
    found = {finding.rule for finding in check(contract, ENGINE.rule_set, quiet).findings if finding.missing}
    assert len(absences - found) <= 1  # what another finding says already is not said again
