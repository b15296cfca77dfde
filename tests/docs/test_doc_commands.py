"""Every command of the documentation runs as printed, and gives the answer that stands below it."""

from __future__ import annotations

import doctest
import re
import shlex
import tomllib

import click
import pytest
from doc_pages import COMMANDS, PAGES, REPOSITORY, Page, Piece
from doc_reader import Reader

from termscheck.cli import cli

OUTCOMES = (0, 1)
"""Exit codes of a command that works: nothing was found, or something."""
INSTALLS = re.compile(r"^(?:[\w./]+/)?pip install ")
PLACEHOLDER = re.compile(r"…|(?<![\w-])[A-Z][A-Z0-9|]+(?![\w-])")
EXTRAS = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


@each_page
def test_a_page_runs_as_printed(page: Page, reader: Reader) -> None:
    for piece in page.pieces():
        if piece.path:
            reader.write(piece.path, piece.text)
        elif piece.language == "python":
            exec(compile(piece.text, page.name, "exec"), {})
        elif piece.language in COMMANDS and not elsewhere(piece):
            for command, printed in piece.typed():
                run(reader, page, piece, command, printed)
    for command in dict.fromkeys(page.spans() if page.name != "CHANGELOG.md" else ()):
        if command.startswith("termscheck ") and complete(command):
            code, said = reader.types(command)
            assert code in OUTCOMES, f"{page.name}: {command}\n{said}"


def run(reader: Reader, page: Page, piece: Piece, command: str, printed: str) -> None:
    """One command, and its answer where there is one."""
    where = f"{page.name}, line {piece.line}: {command}"
    if INSTALLS.match(command):
        assert set(re.findall(r"\[(.*?)\]", command)) <= set(EXTRAS), where
        return
    if piece.note == "server":
        said = reader.starts(command)
    else:
        code, said = reader.types(command)
        assert code in OUTCOMES, f"{where}\n{said}"
    if printed:
        assert doctest.OutputChecker().check_output(printed, said, doctest.ELLIPSIS), f"{where}\n{said}"


def elsewhere(piece: Piece) -> str:
    """The test that runs it, where this one does not."""
    return piece.note.removeprefix("tested-in=") if piece.note.startswith("tested-in=") else ""


def complete(command: str) -> bool:
    """True where code in the text can be typed as it is: no placeholder, and more than the name of a command."""
    words = shlex.split(command)
    return len(words) > len(path_of(words)) + 1 and not PLACEHOLDER.search(command) and words[1] != "serve"


def path_of(words: list[str]) -> list[str]:
    """The names of the commands that words begin with, after `termscheck`."""
    found: click.Command | None = cli
    names: list[str] = []
    for word in words[1:]:
        found = found.get_command(click.Context(found), word) if isinstance(found, click.Group) else None
        if found is None:
            break
        names.append(word)
    return names


@each_page
def test_what_is_run_elsewhere_is_run_there(page: Page) -> None:
    for piece in page.pieces():
        assert piece.note in ("", "server") or piece.path or elsewhere(piece), f"{page.name}, line {piece.line}"
        if name := elsewhere(piece):
            assert page.name in (REPOSITORY / name).read_text(encoding="utf-8"), f"{name} does not name {page.name}"


@each_page
def test_commands_stand_where_they_are_run(page: Page) -> None:
    """A command in a piece of another language would be passed over."""
    for piece in page.pieces():
        if piece.language not in COMMANDS:
            assert not re.search(r"^(\$ |termscheck |python |pip )", piece.text, re.MULTILINE), (page.name, piece.line)
        elif piece.language == "console":
            assert piece.text.startswith("$ "), (page.name, piece.line)


@each_page
def test_every_command_and_option_that_is_named_exists(page: Page) -> None:
    typed = [command for piece in page.pieces() if piece.language in COMMANDS for command, _ in piece.typed()]
    for command in [*typed, *page.spans()]:
        if not command.startswith("termscheck "):
            continue
        words = command.split()
        command_found: click.Command = cli
        for name in path_of(words):
            assert isinstance(command_found, click.Group)
            within = command_found.get_command(click.Context(command_found), name)
            assert within is not None
            command_found = within
        bare = words[1] in ("…", "--help", "--version") or words[1].isupper()
        assert command_found is not cli or bare, f"{page.name}: {command}"
        known = {name for option in command_found.params for name in option.opts} | {"--help", "--version"}
        assert {word for word in words if re.match(r"--\w", word)} <= known, f"{page.name}: {command}"
