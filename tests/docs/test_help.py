"""The help of every command teaches it: what it is, examples that can be typed, and what its exit codes mean."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest
from doc_pages import REPOSITORY
from doc_reader import Reader, samples_as
from small_contract import CONTRACT

from termscheck.cli import cli

OUTCOMES = (0, 1)
ELSEWHERE = {
    "termscheck batch contracts/ --out reviewed/ --scheduler": "tests/batch/test_batch_on_cluster.py",
    "termscheck rules learn": "tests/engine/test_signs.py",
    "termscheck rules test\n": "tests/rules/test_rules.py",
}
"""What takes a cluster, or minutes for all rules, and the tests that do it."""
FILES = {
    "decisions.yaml": 'decisions:\n  - {rule: PAY-001, clause: "8.2", reason: Known., by: Amina, until: 2099-12-31}\n',
    "money.yaml": "annual-value: 120000\nmonthly-cost: 10000\nreserves: 50000\n",
    "whose.csv": "file,prime,family\norder-*.docx,Harbour Services Limited,Short form\n",
    "contract.txt": CONTRACT,
    "signed-contract/contract.yaml": "files: [order-form.docx, terms.pdf]\n",
}
PARTS = {
    "head.docx": "head-contract.docx",
    "core-terms.docx": "head-contract.docx",
    "schedule-6.docx": "blank-template.docx",
    "schedule-20.docx": "fair-sub-contract.docx",
    "sub.docx": "harsh-sub-contract.docx",
}
MADE_BEFORE = ("check contract.docx --out march.json", "check draft-2.docx --out june.json")
"""What the examples take to have been made earlier."""


def commands(group: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with the words that it is called by, in the order in which they can be tried."""
    yield path, group
    if isinstance(group, click.Group):
        here = click.Context(group)
        for name in group.list_commands(here):
            command = group.get_command(here, name)
            assert command is not None
            yield from commands(command, (*path, name))


ALL = dict(commands(cli))
FIRST_WORDS = sorted({path[:1] for path in ALL})
each_command = pytest.mark.parametrize("path", ALL, ids=lambda path: " ".join(path) or "termscheck")


def examples(command: click.Command) -> list[str]:
    """The commands that stand below its options."""
    return re.findall(r"^  (termscheck .*)$", command.epilog or "", re.MULTILINE)


@each_command
def test_it_says_what_it_does_with_examples_and_exit_codes(path: tuple[str, ...]) -> None:
    command, called = ALL[path], " ".join(("termscheck", *path))
    assert command.help
    if path:
        assert not command.get_short_help_str(61).endswith("..."), f"{called}: too long for the list of commands"
    assert [one for one in examples(command) if one.startswith(called)], f"{called} has no example of its own"
    assert "Exit codes:" in (command.epilog or "")
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help or isinstance(option.type, click.Choice), f"{called}: {option.opts[0]} says nothing"


@pytest.mark.parametrize("first", FIRST_WORDS, ids=lambda first: " ".join(first) or "termscheck")
def test_the_examples_can_be_typed(first: tuple[str, ...], reader: Reader) -> None:
    for name, text in FILES.items():
        reader.write(name, text)
    samples_as(PARTS, reader.folder)
    typed = [example for path, command in ALL.items() if path[:1] == first for example in examples(command)]
    for before in MADE_BEFORE:
        if any(before.split()[-1] in example for example in typed):
            reader.types(f"termscheck {before}")
    for example in dict.fromkeys(typed):
        if any(f"{example}\n".startswith(skipped) for skipped in ELSEWHERE):
            continue
        if example.startswith("termscheck serve"):
            reader.starts(example)
            continue
        code, said = reader.types(example)
        assert code in OUTCOMES, f"{example}\n{said}"


def test_what_is_not_typed_here_is_tested_elsewhere() -> None:
    assert not [name for name in ELSEWHERE.values() if not (REPOSITORY / name).is_file()]
