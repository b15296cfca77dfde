"""Runs the examples that every rule carries: they are its tests and its documentation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from termscheck.engine.check import check
from termscheck.engine.loader import Rule
from termscheck.engine.source import Place
from termscheck.model import Contract
from termscheck.pipeline import Engine, quiet


@dataclass(frozen=True, slots=True)
class Example:
    """A wording, whether its rule must fire on it, and what happened."""

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


def contract_of(engine: Engine, rule: Rule, example: Example) -> Contract:
    """An example as a contract: a text of its own, or inside the bare contract for a rule on absence."""
    from termscheck.annotate import annotate
    from termscheck.readers import read_text

    text = engine.rule_set.carrier.replace("@@", example.text) if rule.missing else example.text
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
    """All the examples of a rule set."""
    return [run_example(engine, rule, example) for rule in engine.rule_set.rules for example in examples_of(rule)]
