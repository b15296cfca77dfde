"""How the README and docs/start.md set termscheck up works, and the files that the README names are there."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
SETUP = "python3 -m venv .venv && .venv/bin/pip install -q "


def blocks(language: str) -> list[str]:
    """The fenced pieces of the README in a language."""
    return re.findall(rf"^```{language}[^\n]*\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder that holds the samples as a checkout does."""
    shutil.copytree(REPOSITORY / "samples", tmp_path / "samples")
    return tmp_path


def test_two_commands_of_one_line_set_everything_up() -> None:
    check, _, test = [block.strip() for block in blocks("sh")]

    assert check.startswith(f"{SETUP}. && .venv/bin/termscheck check samples/")
    assert test == f'{SETUP}-e ".[dev]" && .venv/bin/pytest'
    assert "\n" not in check + test


def test_the_check_command_finds_something_and_says_where_its_report_is(elsewhere: Path) -> None:
    script, *arguments = shlex.split(blocks("sh")[0].rpartition("&&")[2])
    installed = shutil.which(Path(script).name, path=str(Path(sys.executable).parent))
    assert installed, "termscheck is not installed here: run the README's test command"

    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [installed, *arguments]
    done = subprocess.run(command, cwd=elsewhere, env=environment, capture_output=True, encoding="utf-8", check=False)

    report = arguments[arguments.index("--out") + 1]
    assert done.returncode == 1, done.stderr
    assert f"Written to {report}" in done.stderr
    assert (elsewhere / report).read_text(encoding="utf-8").rstrip().endswith("</html>")


def test_the_python_example_runs(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = blocks("python")
    monkeypatch.chdir(elsewhere)

    exec(compile(example, "README.md", "exec"), {})

    assert capsys.readouterr().out.strip()


def test_the_files_that_it_mentions_exist() -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)]+)\)", README)

    assert links
    assert not [path for path in links if not (REPOSITORY / path).exists()]
