"""The rule set: every example that a rule carries, and what must hold of the set as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from termscheck.annotate import annotate
from termscheck.content import bundled
from termscheck.engine.check import check
from termscheck.engine.loader import PLACEHOLDER, PLACEHOLDERS, Rule
from termscheck.engine.schema import RuleFile
from termscheck.pipeline import check_text, load_rules, quiet
from termscheck.readers import read_text
from termscheck.testing import Example, examples_of, run_example

ENGINE = load_rules()
RULES = ENGINE.rule_set.rules
BY_ID = {rule.id: rule for rule in RULES}
FOLDER = bundled("rules")
GRAMMAR = "grammar.yaml"
PRONOUNS = {"we": "you", "us": "you", "our": "your", "ours": "yours", "your": "our", "yours": "ours"}
NOT_ABOUT_SIDES: dict[str, str] = {"RSK-003[flags-5]": "turned round it is no sentence (“us accept”)"}
"""Examples that stay unfair when the sides change places, by test id, and why."""


def _name(example: Example) -> str:
    return f"{example.rule}[{'flags' if example.fires else 'passes'}-{example.number}]"


EXAMPLES = [pytest.param(example, id=_name(example)) for rule in RULES for example in examples_of(rule)]
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_rule_does_with_its_example_as_the_example_says(example: Example) -> None:
    assert not run_example(ENGINE, BY_ID[example.rule], example).problem, example.text


# --- role swap --------------------------------------------------------------------------------------------


def _labels(text: str) -> dict[str, tuple[str, ...]]:
    """The labels that stand in a text, by side, the longest first."""
    found: dict[str, tuple[str, ...]] = {"us": (), "them": ()}
    for party in annotate(ENGINE.nlp, [read_text(text, "example", "")]).parties:
        if party.role in found:
            found[party.role] += party.labels
    return {role: tuple(sorted(labels, key=len, reverse=True)) for role, labels in found.items()}


def _in_plain_english(text: str) -> str:
    """ "We will pay you" as "You will pay us": "you" becomes "we" where it is written with a capital."""

    def other(match: re.Match[str]) -> str:
        word = match[0]
        if word.lower() == "you":
            return "We" if word[0].isupper() else "us"
        turned = PRONOUNS[word.lower()]
        return turned.capitalize() if word[0].isupper() else turned

    return re.sub(r"\b(?:we|us|ours?|yours?|you)\b", other, text, flags=re.IGNORECASE)


def _swapped(text: str) -> str | None:
    """The text with the sides changed over; None when it does not name both."""
    labels = _labels(text)
    if not labels["us"] or not labels["them"]:
        return None
    if "you" in labels["us"] or "your" in labels["us"]:
        return _in_plain_english(text)
    turned = dict.fromkeys(labels["us"], labels["them"][0]) | dict.fromkeys(labels["them"], labels["us"][0])
    mention = re.compile(rf"\b(?:{'|'.join(re.escape(label) for label in sorted(turned, key=len, reverse=True))})\b")
    # a label that stands only within a longer one ("Head Contractor") is no mention
    mentioned = set(mention.findall(text))
    if not mentioned & set(labels["us"]) or not mentioned & set(labels["them"]):
        return None
    return mention.sub(lambda match: turned[match[0]], text)


def _one_sided() -> Iterator[object]:
    for rule in RULES:
        for example in examples_of(rule):
            if rule.missing or not example.fires or (swapped := _swapped(example.text)) is None:
                continue
            reason = NOT_ABOUT_SIDES.get(_name(example))
            marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
            yield pytest.param(rule, swapped, id=_name(example), marks=marks)


@pytest.mark.parametrize(("rule", "text"), list(_one_sided()))
def test_a_wording_is_no_longer_flagged_when_the_sides_change_places(rule: Rule, text: str) -> None:
    turned = Example(rule.id, 0, text, fires=False)

    assert not run_example(ENGINE, rule, turned).problem, text


# --- the set ----------------------------------------------------------------------------------------------


def test_every_file_outside_vocabulary_concepts_topics_and_profiles_is_a_rule_in_the_folder_of_its_category() -> None:
    files = {path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("*/*.yaml")}
    rules = {path for path in files if not path.startswith(("vocabulary/", "concepts/", "profiles/", "topics/"))}

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
    assert all(one.title and one.says and one.verified and one.url.startswith("http") for one in rule.authorities)


@each_rule
def test_every_placeholder_of_a_rule_is_filled_in_before_the_reader_sees_it(rule: Rule) -> None:
    named = {name for text in _told(rule.file) for name in PLACEHOLDER.findall(text)}
    assert named <= PLACEHOLDERS

    flag = next(example for example in examples_of(rule) if example.fires)
    carrier = ENGINE.rule_set.carrier.replace("@@", flag.text)

    finding = next(one for one in check_text(carrier).findings if one.rule == rule.id)
    said = (finding.message, finding.advice.why, finding.advice.suggest, finding.advice.negotiate, finding.advice.title)
    assert not [text for text in said if "{" in text or not text.strip()]


def _told(file: RuleFile) -> tuple[str, ...]:
    return (file.message, file.why, file.suggest, file.negotiate, file.title, *file.questions)


def test_every_vocabulary_is_used_by_a_rule_or_topic_or_belongs_to_the_grammar() -> None:
    patterns = [p for rule in RULES for p in (rule.match, rule.protection, rule.nearest, *(u for u, _ in rule.unless))]
    patterns += [pattern for rule in RULES for pattern, _ in rule.adjust]
    patterns += [pattern for topic in ENGINE.rule_set.topics for pattern in topic.patterns()]
    used = {name for pattern in patterns if pattern for name in pattern.vocabularies()}
    grammar = (FOLDER / "vocabulary" / GRAMMAR).read_text(encoding="utf-8")
    words = {name for name, entry in ENGINE.rule_set.vocabulary.entries.items() if entry.kind == "words"}

    assert not {name for name in words - used if not re.search(rf"^{name}:", grammar, re.MULTILINE)}


def test_the_bare_contract_for_rules_on_absence_has_one_place_and_no_protection() -> None:
    absences = {rule.id for rule in RULES if rule.missing}
    carrier = ENGINE.rule_set.carrier
    contract = annotate(ENGINE.nlp, [read_text(carrier.replace("@@", "Headings are for convenience."), "bare", "")])

    assert carrier.count("@@") == 1
    assert {finding.rule for finding in check(contract, ENGINE.rule_set, quiet).findings} == absences
