"""The guide to flow-down works as printed: its commands are typed, and the answers are those that it shows."""

from __future__ import annotations

import doctest
import re
import shlex
import shutil
from pathlib import Path

import pytest

from termscheck.cli import main
from termscheck.flowdown.model import VERDICTS
from termscheck.renderers.flowdown.words import HEADINGS

REPOSITORY = Path(__file__).parents[1]
GUIDE = (REPOSITORY / "docs" / "flowdown.md").read_text(encoding="utf-8")
TYPED = re.findall(r"^\$ termscheck (.*)\n((?:(?!\$ |```).*\n)*)", GUIDE, re.MULTILINE)


@pytest.mark.parametrize(("command", "printed"), TYPED)
def test_a_command_answers_as_printed(
    command: str,
    printed: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    shutil.copytree(REPOSITORY / "samples", tmp_path / "samples")
    monkeypatch.chdir(tmp_path)
    code = main(shlex.split(command))
    said = b"".join(capsysbinary.readouterr()).decode()
    assert code == (0 if "--fail-on critical" in command else 1), said
    assert doctest.OutputChecker().check_output(printed, said, doctest.ELLIPSIS), said


def test_it_explains_every_verdict() -> None:
    assert len(TYPED) == 3
    assert not [HEADINGS[one] for one in VERDICTS if one != "not-found" and f"| {HEADINGS[one]} |" not in GUIDE]


def test_the_files_that_it_names_are_there() -> None:
    paths = re.findall(r"`([\w./-]+/[\w./-]*)`", GUIDE)
    assert paths
    assert not [path for path in paths if not (REPOSITORY / path).exists()]
