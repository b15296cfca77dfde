"""The help of every command teaches it: what it is, examples that can be typed, and what its exit codes mean."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest
from doc_reader import Reader
from small_contract import CONTRACT

from termscheck.cli import cli

ELSEWHERE = {
    "--scheduler": "tests/batch/test_batch_on_cluster.py",
    "rules learn": "tests/engine/test_signs.py",
}
"""What is not run here, because it takes a cluster, or the learning of all rules, and the tests that do it."""
PRIMES = "file,prime,family\norder-*.docx,Harbour Services Limited,Short form\n"
DECISIONS = """\
decisions:
  - {rule: PAY-001, clause: "2.1", reason: Our funder pays us in advance., by: Amina Khan}
"""
PARTS = ("contract.txt", "core-terms.docx", "schedule-6.docx", "schedule-20.docx", "head.docx", "sub.docx")


def commands(group: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with the words that it is called by."""
    yield path, group
    if isinstance(group, click.Group):
        for name, command in group.commands.items():
            yield from commands(command, (*path, name))


ALL = list(commands(cli))
each_command = pytest.mark.parametrize(("path", "command"), ALL, ids=[" ".join(path) or "termscheck" for path, _ in ALL])


def examples(command: click.Command) -> list[str]:
    """The commands that stand below its options."""
    return re.findall(r"^  (termscheck .*)$", command.epilog or "", re.MULTILINE)


@each_command
def test_it_says_what_it_does_with_examples_and_exit_codes(path: tuple[str, ...], command: click.Command) -> None:
    called = " ".join(("termscheck", *path))
    assert command.help
    assert command.get_short_help_str(61)[-3:] != "...", f"{called}: too long for the list of commands"
    assert [one for one in examples(command) if one.startswith(called)], f"{called} has no example of its own"
    assert "Exit codes:" in (command.epilog or "")
    for option in command.params:
        if isinstance(option, click.Option) and not option.hidden:
            assert option.help or isinstance(option.type, click.Choice), f"{called}: {option.opts[0]} says nothing"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """The folder of somebody who has worked with termscheck for some time."""
    with pytest.MonkeyPatch.context() as patch:
        reader = Reader(tmp_path_factory.mktemp("help"), patch, None)
        reader.write("contract.txt", CONTRACT)
        for name in ("core-terms.docx", "head.docx"):
            (reader.folder / "head-contract.docx").copy(name) if False else reader.copy("head-contract.docx", name)
        yield reader
