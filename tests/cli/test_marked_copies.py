"""Marked-up contracts from the command line: where the copies go, and what cannot be meant. The real engine runs."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from termscheck.cli import main

SAMPLES = Path(__file__).parents[2] / "samples"
WORD, PDF = SAMPLES / "harsh-sub-contract.docx", SAMPLES / "harsh-sub-contract.pdf"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with the sample in it."""
    for file in (WORD, PDF):
        shutil.copy(file, tmp_path)
    (tmp_path / "notes.txt").write_text("Payment terms are net ninety (90) days.")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(folder: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """The exit code and what was said."""

    def run(*args: str) -> tuple[int, str]:
        code = main(["check", *args])
        return code, capfd.readouterr().err

    return run


def comments(path: Path) -> list[str]:
    return [one.text for one in docx.Document(str(path)).comments]


def test_a_suffix_asks_for_the_marked_up_file(run: Callable[..., tuple[int, str]], folder: Path) -> None:
    code, said = run(WORD.name, "--out", "marked.docx", "--out", "report.html", "--redline")

    assert code == 1
    assert said.endswith("Written to marked.docx, report.html.\n")
    assert len(comments(folder / "marked.docx")) > 40
    assert b'w:author="termscheck"' in _body(folder / "marked.docx")
    assert (folder / WORD.name).read_bytes() == WORD.read_bytes()


def _body(path: Path) -> bytes:
    return docx.Document(str(path)).part.blob


def test_in_a_folder_each_file_has_a_copy_of_its_own_name(run: Callable[..., tuple[int, str]], folder: Path) -> None:
    code, _ = run(WORD.name, PDF.name, "--format", "docx", "--format", "pdf", "--out", ".")

    assert code == 1
    assert comments(folder / "harsh-sub-contract-marked.docx")
    assert PdfReader(folder / "harsh-sub-contract-marked.pdf").pages[0]["/Annots"]
    assert not (folder / "harsh-sub-contract.html").exists()


def test_files_of_one_contract_are_marked_each_and_what_is_not_is_told(
    run: Callable[..., tuple[int, str]], folder: Path
) -> None:
    (folder / "whole").mkdir()
    for name in (WORD.name, "notes.txt"):
        shutil.move(folder / name, folder / "whole")
    (folder / "whole" / "contract.yaml").write_text(f"files: [{WORD.name}, notes.txt]\n")
    code, said = run("whole", "--format", "docx", "--out", "out/")

    assert code == 1
    assert [path.name for path in (folder / "out").iterdir()] == ["harsh-sub-contract-marked.docx"]
    assert "Not marked up: notes.txt (it is plain text)." in said


def test_the_copy_of_a_macro_file_keeps_its_suffix(run: Callable[..., tuple[int, str]], folder: Path) -> None:
    shutil.move(folder / WORD.name, folder / "a.docm")
    assert run("a.docm", "--format", "docx", "--out", "out/")[0] == 1
    assert (folder / "out" / "a-marked.docm").exists()
    assert run("a.docm", "--out", "b.docx") == (
        2,
        "Error: b.docx must end in .docm, as a marked-up copy of a.docm does.\n",
    )


def test_a_report_is_written_when_a_copy_cannot_be(run: Callable[..., tuple[int, str]], folder: Path) -> None:
    shutil.move(folder / PDF.name, folder / "wrong.docx")
    code, said = run("wrong.docx", "--out", "marked.docx", "--out", "report.html")

    assert code == 3
    assert "Error: wrong.docx: its suffix is not that of its content. Rename it and check it again." in said
    assert "Written to report.html." in said
    assert not (folder / "marked.docx").exists()


def test_a_marked_up_contract_is_not_poured_over_a_screen(
    run: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    code, said = run(WORD.name, "--format", "docx")
    assert (code, said) == (2, "Error: A marked-up contract is no text for a screen: add --out marked.docx.\n")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("notes.txt", "--out", "a.docx"), "notes.txt cannot be marked up as docx"),
        ((WORD.name, "--out", "a.pdf"), f"{WORD.name} cannot be marked up as pdf"),
        (("-", "--format", "docx"), "- cannot be marked up as docx"),
        ((PDF.name, "--out", "a.pdf", "--redline"), "--redline is about marked-up Word files"),
        ((WORD.name, "--redline"), "--redline is about marked-up Word files"),
        ((WORD.name, "--out", WORD.name), "is the contract itself"),
        ((WORD.name, PDF.name, "--out", "a.docx"), "Several contracts cannot share a.docx"),
        ((WORD.name, PDF.name, "--format", "docx"), "Several docx reports cannot share standard output"),
        (("--together", WORD.name, "more.docx", "--out", "a.docx"), "gets a marked-up copy of its own: name a folder"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(
    run: Callable[..., tuple[int, str]], folder: Path, args: tuple[str, ...], said: str
) -> None:
    (folder / "more.docx").write_bytes(b"")
    code, told = run(*args)
    assert code == 2
    assert said in told
    assert told.count("\n") == 1


def test_comments_and_the_letter_are_in_the_style_of_the_house(
    run: Callable[..., tuple[int, str]], folder: Path
) -> None:
    for name, words in {"marked/summary.txt.j2": "Ours.", "letter/before-you-send.md.j2": "Ring us."}.items():
        (folder / "style" / name).parent.mkdir(parents=True)
        (folder / "style" / name).write_text(words, encoding="utf-8")
    run(WORD.name, "--reports", "style", "--format", "docx", "--format", "letter", "--out", "made/")
    assert comments(folder / "made" / f"{WORD.stem}-marked.docx")[0] == "Ours."
    assert comments(folder / "made" / f"{WORD.stem}.letter.docx") == ["Ring us."]


def test_a_template_of_the_house_that_fails_costs_only_the_output_it_is_for(
    run: Callable[..., tuple[int, str]], folder: Path
) -> None:
    (folder / "style" / "md").mkdir(parents=True)
    (folder / "style" / "md" / "report.md.j2").write_text("\n{{ nobody }}", encoding="utf-8")
    code, told = run(WORD.name, "--reports", "style", "--format", "md", "--format", "csv", "--out", "made/")
    assert code == 2
    assert "style/md/report.md.j2, line 2: “nobody” is not known here." in told
    assert [path.suffix for path in (folder / "made").iterdir()] == [".csv"]
