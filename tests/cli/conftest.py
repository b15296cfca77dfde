"""A working folder with contracts in it, and the command line run there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from stand_ins import TEXT, Engine, Ran

from termscheck.cli import main


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    fake = Engine()
    monkeypatch.setattr("termscheck.pipeline.check", fake.check)
    monkeypatch.setattr("termscheck.pipeline.load_rules", lambda folders=(), profile=None: None)
    return fake


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with two contracts in it."""
    monkeypatch.chdir(tmp_path)
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text(TEXT)
    return tmp_path


@pytest.fixture
def run(folder: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Ran]:
    def run(*args: str) -> Ran:
        code = main(args)
        return Ran(code, *capsysbinary.readouterr())

    return run
