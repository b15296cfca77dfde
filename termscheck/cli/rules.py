"""`termscheck rules`: what is checked for."""

from __future__ import annotations

from pathlib import Path

import click

from termscheck.cli.exits import ExitCode
from termscheck.cli.options import rules_option
from termscheck.cli.output import print_bytes
from termscheck.renderers.words import counted


@click.group(name="rules")
def rules_group() -> None:
    """What is checked for: list the rules, or test them."""


@rules_group.command(name="list")
@rules_option
def list_rules(rules: tuple[Path, ...]) -> int:
    """Print the id, severity and title of every rule."""
    from termscheck import pipeline

    files = [rule.file for rule in pipeline.load_rules(rules).rule_set.rules]
    print_bytes("".join(f"{file.id:<9}{file.severity:<10}{file.title}\n" for file in files).encode())
    return ExitCode.NOTHING


@rules_group.command(name="test")
@rules_option
def test_rules(rules: tuple[Path, ...]) -> int:
    """Run the examples of every rule: each must fire, or keep quiet, as the rule's file says."""
    from termscheck import pipeline, testing

    results = testing.run_examples(pipeline.load_rules(rules))
    failed = [result for result in results if result.problem]
    for result in failed:
        example = result.example
        kind = "flags" if example.fires else "passes"
        print_bytes(f"{example.rule} {kind} {example.number}: {result.problem}\n    {example.text}\n".encode())
    print_bytes(f"{counted(len(results), 'example')}, {len(failed)} not as expected\n".encode())
    return ExitCode.USAGE if failed else ExitCode.NOTHING
