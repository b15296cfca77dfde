"""A reader for the tests of the documentation."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from doc_reader import STANDS_FOR, Reader, samples_as

from termscheck.cli import main


@pytest.fixture(scope="session")
def november(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A batch of a reader's contracts, run once: whoever runs it again finds it done."""
    folder = tmp_path_factory.mktemp("batch")
    samples_as({name: sample for name, sample in STANDS_FOR.items() if name.startswith("contracts/")}, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert main(["batch", "contracts/", "--out", "november/", "--keep-contracts"]) == 1
    return folder / "november"


@pytest.fixture
def reader(
    tmp_path: Path, november: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Iterator[Reader]:
    made = Reader(tmp_path, monkeypatch, capsysbinary)
    for name in ("november", "reviewed"):
        shutil.copytree(november, tmp_path / name)
    yield made
    made.forget()
