"""The examples of rules, run, and what they leave untried."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from termscheck.cli.exits import ExitCode, say, taught
from termscheck.cli.options import profile_option, rules_option
from termscheck.cli.output import print_bytes
from termscheck.cli.progress import progress_bar
from termscheck.cli.rules.chosen import chosen
from termscheck.words import counted

if TYPE_CHECKING:
    from termscheck.engine.lines import Line
    from termscheck.engine.ruleset import Rule
    from termscheck.engine.source import Place
    from termscheck.pipeline import Engine


@click.command(
    name="test",
    short_help="Run the examples of rules; tell what they leave untested.",
    epilog=taught(
        "termscheck rules test",
        "termscheck rules test PAY-001 PAY-002 --coverage",
        "termscheck rules test PAY-001 --rules our-rules/ --profile our-desk",
        codes={
            ExitCode.NOTHING: "all examples are as expected",
            ExitCode.USAGE: "one is not; or the command or a rule file is wrong",
        },
    ),
)
@click.argument("only", nargs=-1, metavar="[RULE]...")
@click.option("--coverage", is_flag=True, help="List every branch of a rule that none of its examples exercises.")
@profile_option
@rules_option
def test_rules(only: tuple[str, ...], coverage: bool, profile: str | None, rules: tuple[Path, ...]) -> int:
    """Run the examples of every rule: each must fire, or keep quiet, as the rule's file says.

    RULE is an id or name, to run the examples of that rule only. With --coverage the exit code stays that of the
    examples. With --profile the rules that it leaves out are passed over.
    """
    from termscheck import pipeline
    from termscheck.authoring import examples

    engine = pipeline.load_rules(rules, profile)
    # only a profile that is named leaves rules out
    asked = chosen(engine.rule_set, only) if only or profile else []
    left_out = [rule.id for rule in asked if rule.id in engine.rule_set.left_out]
    if only:
        wanted = [rule for rule in asked if rule.id not in left_out]
        results = [examples.run_example(engine, rule, one) for rule in wanted for one in examples.examples_of(rule)]
    else:
        wanted, results = [], examples.run_examples(engine)
    failed = [result for result in results if result.problem]
    for result in failed:
        example = result.example
        kind = "flags" if example.fires else "passes"
        print_bytes(f"{example.rule} {kind} {example.number}: {result.problem}\n    {example.text}\n".encode())
    print_bytes(f"{counted(len(results), 'example')}, {len(failed)} not as expected\n".encode())
    if left_out:
        say(f"Left out by the profile “{engine.rule_set.profile.name}”: {', '.join(left_out)}.")
    if coverage and (wanted or not only):
        print_bytes("".join(f"{line}\n" for line in _coverage(engine, wanted)).encode())
    return ExitCode.USAGE if failed else ExitCode.NOTHING


def _coverage(engine: Engine, only: Sequence[Rule]) -> list[str]:
    """Each branch that no example exercises, with its line, and the count. Concepts only when all rules are run."""
    from termscheck.authoring import examples
    from termscheck.engine.coverage import branches, concept_branches
    from termscheck.engine.lines import Lines, cited

    lines = Lines(engine.rule_set)
    rules = list(only) or [rule for rule in engine.rule_set.rules if rule.id not in engine.rule_set.left_out]
    missed: list[tuple[Line, Place]] = []
    total = 0
    everywhere = set()
    with progress_bar("termscheck") as progress:
        for number, rule in enumerate(rules):
            progress("Branches of rule", number + 1, len(rules))
            exercised = examples.exercised_by_examples(engine, rule)
            everywhere |= exercised
            every = branches(rule)
            total += len(every)
            missed += [(lines.line(rule, place), place) for place in every if place not in exercised]
    if not only and rules:
        shared = concept_branches(engine.rule_set)
        total += len(shared)
        missed += [(lines.line(rules[0], place), place) for place in shared if place not in everywhere]
    told = [f"{line}: no example exercises {cited(place)}" for line, place in sorted(missed, key=lambda one: one[0])]
    return [*told, f"{counted(total, 'branch', 'branches')}, {len(told)} that no example exercises"]
