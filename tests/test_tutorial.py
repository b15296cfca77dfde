"""The tutorial works as printed: its files are made, its commands typed, and the answers are those that it shows."""

from __future__ import annotations

import doctest
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from termscheck.cli import main
from termscheck.pipeline import load_rules

REPOSITORY = Path(__file__).parents[1]
TUTORIAL = (REPOSITORY / "docs" / "writing-a-rule.md").read_text(encoding="utf-8")
Answers = Callable[[str], str]


def steps() -> list[tuple[str, str]]:
    """The fenced pieces in order: what stands after the fence ("yaml house-rules/…", "console"), and the piece."""
    return re.findall(r"^```([^\n]*)\n(.*?)^```", TUTORIAL, re.MULTILINE | re.DOTALL)


def typed(piece: str) -> list[tuple[str, str]]:
    """The commands of a console, each with the answer that is printed below it."""
    return re.findall(r"^\$ termscheck (.*)\n((?:(?!\$ ).*\n)*)", piece, re.MULTILINE)


@pytest.fixture
def answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Answers:
    """Types a command in an empty folder and tells what is printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")

    def answer(command: str) -> str:
        load_rules.cache_clear()  # each command is a process of its own, and the files change between them
        code = main(command.split())
        said = b"".join(capsysbinary.readouterr()).decode()
        assert code in (0, 1), said
        return said

    return answer


def test_the_tutorial_runs_as_printed(answers: Answers, tmp_path: Path) -> None:
    ran = 0
    for about, piece in steps():
        kind, _, path = about.partition(" ")
        if path:
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(piece, encoding="utf-8")
            continue
        assert kind == "console", f"a piece that is neither a file nor typed: {about}"
        for command, printed in typed(piece):
            ran += 1
            said = answers(command)
            assert doctest.OutputChecker().check_output(printed, said, doctest.ELLIPSIS), f"{command}\n{said}"
    assert ran >= 8
    assert (tmp_path / "report.html").is_file()


@pytest.mark.parametrize("word", ["explain", "test", "new", "show", "docs", "schema"])
def test_it_teaches_every_command_that_an_author_needs(word: str) -> None:
    assert f"$ termscheck rules {word}" in TUTORIAL
