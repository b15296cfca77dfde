"""Runs the examples that every rule and topic carries: they are its tests and its documentation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from termscheck.engine.check import check
from termscheck.engine.ruleset import Rule
from termscheck.engine.source import Place
from termscheck.engine.topics import TopicRule
from termscheck.model import Contract
from termscheck.pipeline import Engine, quiet


@dataclass(frozen=True, slots=True)
class Example:
    """A wording of a rule or topic, and whether that must fire on it."""

    rule: str
    number: int
    text: str
    fires: bool
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """An example, run. `problem` is empty when the rule did as it should."""

    example: Example
    problem: str


def examples_of(rule: Rule) -> Iterator[Example]:
    """The wordings of a rule, those that must fire first."""
    for number, flag in enumerate(rule.file.examples.flags, 1):
        yield Example(rule.id, number, flag.text, True, flag.words)
    for number, passed in enumerate(rule.file.examples.passes, 1):
        yield Example(rule.id, number, passed.text, False)


def topic_examples_of(topic: TopicRule) -> Iterator[Example]:
    """The wordings of a topic, those that are about it first; one that needs a heading stands below it."""
    examples = topic.file.examples
    for fires, wordings in ((True, examples.flags), (False, examples.passes)):
        for number, one in enumerate(wordings, 1):
            text = f"1. {one.heading}\n1.1 {one.text}" if one.heading else one.text
            yield Example(topic.name, number, text, fires)


def run_topic_example(engine: Engine, example: Example) -> Result:
    """Understands one wording, as a text of its own."""
    from termscheck.annotate import annotate
    from termscheck.readers import read_text

    contract = annotate(engine.nlp, [read_text(example.text, "example", "")])
    if any(topic.topic == example.rule for topic in contract.topics) == example.fires:
        return Result(example, "")
    return Result(example, "is not recognised" if example.fires else "is taken for the topic")


def contract_of(engine: Engine, rule: Rule, example: Example) -> Contract:
    """An example as a contract: a text of its own, or inside the bare contract for a rule on absence or combination."""
    from termscheck.annotate import annotate
    from termscheck.readers import read_text

    bare = rule.missing or rule.combined
    text = engine.rule_set.carrier.replace("@@", example.text) if bare else example.text
    return annotate(engine.nlp, [read_text(text, "example", "")])


def exercised_by_examples(engine: Engine, rule: Rule) -> set[Place]:
    """The branches of a rule, and of the concepts it uses, that its examples exercise."""
    from termscheck.engine.coverage import exercised

    contracts = (contract_of(engine, rule, example) for example in examples_of(rule))
    return exercised(rule, engine.rule_set, contracts, quiet)


def run_example(engine: Engine, rule: Rule, example: Example) -> Result:
    """Checks one wording."""
    contract = contract_of(engine, rule, example)
    findings = [f for f in check(contract, engine.rule_set, quiet).findings if f.rule == rule.id]
    if bool(findings) != example.fires:
        return Result(example, "did not fire" if example.fires else "fired")
    if example.words and not any(example.words in one.text for f in findings for one in f.evidence):
        return Result(example, f"fired, but “{example.words}” is not among the evidence")
    return Result(example, "")


def run_examples(engine: Engine) -> list[Result]:
    """All the examples of a rule set, but for rules that its profile leaves out; those of its topics last."""
    rules = [rule for rule in engine.rule_set.rules if rule.id not in engine.rule_set.left_out]
    topics = engine.rule_set.topics
    results = [run_example(engine, rule, example) for rule in rules for example in examples_of(rule)]
    return results + [run_topic_example(engine, one) for topic in topics for one in topic_examples_of(topic)]
