"""Faults of the machine, and files beside a contract: clear words, the right exit code, nothing half done."""

from __future__ import annotations

import errno
import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import docx
import pytest

from termscheck import pipeline
from termscheck.cli import main
from termscheck.readers import office, programs, read_bytes

SAMPLE = Path(__file__).parents[2] / "samples" / "harsh-sub-contract.docx"
CONTRACT = "1. Payment\nThe Contractor shall pay the Partner when the Authority has paid the Contractor.\n"
FULL, DENIED = OSError(errno.ENOSPC, "No space left on device"), PermissionError(errno.EACCES, "Permission denied")


class Ran(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    monkeypatch.chdir(tmp_path)
    Path("contract.txt").write_text(CONTRACT)

    def run(*args: str) -> Ran:
        code = main(args)
        return Ran(code, *capsys.readouterr())

    return run


@pytest.mark.parametrize("fault", [FULL, DENIED], ids=["full disk", "no permission"])
@pytest.mark.parametrize("out", ["report.html", "report.json", "report.letter.docx", "batch"])
def test_a_report_that_cannot_be_written_is_one_sentence_and_leaves_nothing_half_done(
    run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, fault: OSError, out: str
) -> None:
    whole, broken = Path.open, []

    def failing(path: Path, mode: str = "r", *args: object, **options: object) -> object:
        if mode != "xb":
            return whole(path, mode, *args, **options)  # type: ignore[call-overload]
        broken.append(path)
        if fault is DENIED:
            raise fault
        file = whole(path, mode)
        file.write(b"half of it")

        def write(_: bytes) -> int:
            raise fault

        return _Full(file, write)

    monkeypatch.setattr(Path, "open", failing)
    ran = run("batch", "contract.txt", "--out", out) if out == "batch" else run("check", "contract.txt", "--out", out)
    assert broken
    assert ran.code == 2
    assert str(fault.strerror) in ran.err
    assert "Traceback" not in ran.err
    left = [path for path in Path().rglob("*") if path.is_file()]
    assert left == [Path("contract.txt")]


class _Full:
    """A file on a disk that is full."""

    def __init__(self, file: io.BufferedWriter, write: Callable[[bytes], int]) -> None:
        self._file, self.write = file, write

    def __enter__(self) -> _Full:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="this system has no such permissions")
def test_a_file_that_may_not_be_read_is_one_sentence(run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Path.open

    def denied(path: Path, *args: object, **options: object) -> object:
        if path.name == "contract.txt":
            raise DENIED
        return whole(path, *args, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", denied)
    ran = run("check", "contract.txt")
    assert (ran.code, ran.out) == (3, "")
    assert "you may not read this file" in ran.err


def test_too_little_memory_is_one_sentence(run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    def hungry(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(pipeline, "annotate", hungry)
    ran = run("check", "contract.txt")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("Error: there is not enough memory")
    assert ran.err.count("\n") == 1


def test_no_room_for_what_libreoffice_needs_is_one_sentence(
    run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> int:
        raise FULL

    monkeypatch.setattr(programs, "find", lambda *_: "/bin/true")
    monkeypatch.setattr(Path, "write_bytes", full)
    with Path("contract.rtf").open("wb") as file:
        file.write(rb"{\rtf1 We pay.}")
    ran = run("check", "contract.rtf")
    assert (ran.code, ran.err.count("\n")) == (3, 1)
    assert "No space left on device" in ran.err


def test_files_laid_beside_a_contract_change_nothing(run: Callable[..., Ran]) -> None:
    """A zip from the other side may hold more than the contract: none of it is taken for rules, looks or settings."""
    alone = run("check", "contract.txt", "--format", "html").out
    for folder in ("rules", "reports", "termscheck", ".termscheck"):
        Path(folder, "payment").mkdir(parents=True)
        Path(folder, "payment", "PAY-002-pay-when-paid.yaml").write_text("id: [")
        Path(folder, "report.html.j2").write_text("Nothing unfair was found.")
        Path(folder, "vocabulary").mkdir()
    for name in ("termscheck.yaml", "decisions.yaml", ".termscheck.yaml", "pyproject.toml", "sitecustomize.py"):
        Path(name).write_text("[tool.termscheck]\nsuppress: all\n")
    for name in ("tesseract", "soffice", "tesseract.exe", "soffice.exe"):
        Path(name).write_text("#!/bin/sh\ntouch ran\n")
        Path(name).chmod(0o755)
    assert run("check", "contract.txt", "--format", "html").out == alone
    assert not Path("ran").exists()


def test_a_program_that_lies_beside_a_contract_is_never_started(
    run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (*office.LIBREOFFICE, "tesseract"):
        Path(name).write_text("#!/bin/sh\ntouch ran\n")
        Path(name).chmod(0o755)
    for path in (".", f".{os.pathsep}", ""):
        monkeypatch.setenv("PATH", path)
        assert programs.find(*office.LIBREOFFICE, "tesseract") is None


def test_a_table_of_thousands_of_rows_is_read_to_its_last() -> None:
    made, document = io.BytesIO(), docx.Document()
    document.add_table(rows=2, cols=3).rows[0].cells[0].text = "The Partner shall pay"
    document.save(made)
    with zipfile.ZipFile(made) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    xml = parts["word/document.xml"].decode()
    start, end = xml.index("<w:tr>"), xml.index("</w:tr>") + len("</w:tr>")
    parts["word/document.xml"] = (xml[:start] + xml[start:end] * 20_000 + xml[end:]).encode()
    huge = io.BytesIO()
    with zipfile.ZipFile(huge, "w") as archive:  # not packed: it would be taken for a bomb
        for name, data in parts.items():
            archive.writestr(name, data)
    read = read_bytes(huge.getvalue(), "huge.docx")
    assert read.text.count("The Partner shall pay") == 20_000


@pytest.mark.parametrize(
    "text",
    ["[" * 5_000, "{a: " * 5_000, "- " * 20_000, "a: &a [*a]", "!!python/object:os.system x"],
    ids=["lists", "maps", "items", "itself", "object"],
)
def test_a_hostile_rule_or_list_of_files_is_told_in_words(run: Callable[..., Ran], text: str) -> None:
    Path("house").mkdir()
    Path("house", "PAY-999-x.yaml").write_text(text)
    ran = run("check", "contract.txt", "--rules", "house")
    assert ran.code == 2
    assert "Traceback" not in ran.err
    Path("folder").mkdir()
    Path("folder", "contract.yaml").write_text(text)
    ran = run("check", "folder")
    assert ran.code in (2, 3)
    assert "Traceback" not in ran.err
