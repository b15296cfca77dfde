"""Every seed, and every input that once did harm, is fed to its target; fuzzing itself is tried for seconds."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from termscheck.engine import loader
from termscheck.readers import programs
from tests.fuzz import targets
from tests.fuzz.mutation import changed

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module", params=targets.TARGETS)
def target(request: pytest.FixtureRequest) -> Iterator[tuple[str, targets.Feed]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loader, "bundled", loader.bundled)  # targets put others in the place of these
        patch.setattr(programs, "find", programs.find)
        yield request.param, targets.TARGETS[request.param].ready()


def test_whatever_is_fed_is_read_or_refused_in_words(target: tuple[str, targets.Feed]) -> None:
    name, feed = target
    inputs = [path for folder in (targets.seeds(name), targets.found(name)) for path in sorted(folder.glob("*"))]

    assert inputs
    for path in inputs:
        feed(path.read_bytes())


def test_a_changed_word_file_is_still_one() -> None:
    """The mutator brings targets past the zip; otherwise nothing behind it would ever be fuzzed."""
    seed = (targets.seeds("word") / "numbered").read_bytes()
    made = {changed(seed, 20_000, number, lambda data, _: data) for number in range(40)}

    assert len(made) > 20
    assert all(data.startswith(b"PK") for data in made)


def test_the_command_fuzzes_and_says_what_it_did(tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="atheris is not installed (the extra `fuzz`)")
    command = [sys.executable, "-m", "tests.fuzz", "quantities", "--seconds", "2", "--folder", tmp_path]

    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, encoding="utf-8", check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing found" in done.stdout
    assert list((tmp_path / "quantities" / "grown").iterdir())
