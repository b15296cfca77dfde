"""The command line: where the answer goes. The engine is stood in for by small fakes."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from stand_ins import TEXT, Engine, Ran, names, terminal_on

from termscheck.cli import main
from termscheck.renderers import RENDERERS


def test_a_plain_check_shows_a_summary_and_writes_nothing(
    engine: Engine, run: Callable[..., Ran], folder: Path
) -> None:
    ran = run("check", "one.txt")
    assert "one.txt" in ran.out
    assert "AMBER" in ran.out
    assert "\x1b" not in ran.out
    assert ran.err == ""
    assert names(folder) == {"one.txt", "two.txt"}


def test_json_on_standard_output_is_nothing_but_json(engine: Engine, run: Callable[..., Ran]) -> None:
    ran = run("check", "one.txt", "--format", "json")
    assert json.loads(ran.out)["schema"] == "termscheck.review/1"
    assert ran.err == ""


def test_json_of_several_files_is_one_object_a_line_in_the_order_given(engine: Engine, run: Callable[..., Ran]) -> None:
    lines = run("check", "two.txt", "one.txt", "--format", "json").out.splitlines()
    assert [json.loads(line)["document"]["name"] for line in lines] == ["two.txt", "one.txt"]


def test_files_together_are_one_contract_in_the_order_given(engine: Engine, run: Callable[..., Ran]) -> None:
    told = json.loads(run("check", "--together", "two.txt", "one.txt", "--format", "json").out)
    assert [document["name"] for document in told["documents"]] == ["two.txt", "one.txt"]


def test_labels_profile_and_rule_folders_reach_the_engine(engine: Engine, run: Callable[..., Ran]) -> None:
    sides = ("--us", "We", "--us", "Partner", "--them", "You", "--kind", "grant")
    judged = ("--regime", "private", "--decisions", "decided.yaml", "--baseline", "march.json", "--on", "2026-12-01")
    run("check", "one.txt", *sides, "--view", "original", "--profile", "triage", "--rules", "ours", *judged)
    assert engine.asked == [
        {
            "paths": ["one.txt"],
            "us": ("We", "Partner"),
            "them": ("You",),
            "profile": "triage",
            "rules": (Path("ours"),),
            "kind": "grant",
            "view": "original",
            "regime": "private",
            "decisions": Path("decided.yaml"),
            "baseline": Path("march.json"),
            "money": None,
            "today": date(2026, 12, 1),
        }
    ]


def test_the_suffix_of_out_decides_the_format(engine: Engine, run: Callable[..., Ran], folder: Path) -> None:
    ran = run("check", "one.txt", "--out", "report.html", "--out", "report.json")
    assert ran.out == ""
    assert ran.err == "one.txt: AMBER. One high finding. Written to report.html, report.json.\n"
    assert b"<html" in (folder / "report.html").read_bytes()
    assert json.loads((folder / "report.json").read_bytes())["rag"] == "amber"


@pytest.mark.parametrize(
    ("args", "written"),
    [
        (("--format", "html", "--format", "json", "--out", "new/"), {"new/one.html", "new/one.json"}),
        (("--format", "html", "--format", "json", "--out", "report"), {"report.html", "report.json"}),
        (("--format", "html", "--format", "json", "--out", "report.v2"), {"report.v2.html", "report.v2.json"}),
        (("--format", "json", "--out", "exactly-this"), {"exactly-this"}),
        (("--out", "deeper/report.htm"), {"deeper/report.htm"}),
        (("--format", "json", "--out", "-", "--out", "report.html"), {"report.html"}),
        (("--format", "json", "--format", "html", "--out", "-", "--out", "report.html"), {"report.html"}),
        (("--format", "letter", "--out", "to-the-prime.docx"), {"to-the-prime.docx"}),
        (("--format", "letter-md", "--format", "junit", "--out", "b.md", "--out", "b.xml"), {"b.md", "b.xml"}),
        (("--out", "one.letter.docx", "--out", "one.sarif.json"), {"one.letter.docx", "one.sarif.json"}),
    ],
)
def test_formats_go_where_out_says(
    engine: Engine, run: Callable[..., Ran], folder: Path, args: tuple[str, ...], written: set[str]
) -> None:
    ran = run("check", "one.txt", *args)
    assert ran.code == 0, ran.err
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert found - {"one.txt", "two.txt"} == written
    assert bool(ran.out) == ("-" in args)
    assert not ran.out or json.loads(ran.out)


def test_every_format_goes_to_a_folder_under_a_name_that_tells_it(
    engine: Engine, run: Callable[..., Ran], folder: Path
) -> None:
    engine.severities = ("high",)
    wanted = [part for name in RENDERERS for part in ("--format", name)]
    assert run("check", "one.txt", *wanted, "--out", "all/").code == 1
    assert names(folder / "all") == {
        *("one.html", "one.json", "one.txt", "one.md", "one.csv", "one.xlsx", "one.sarif", "one.junit.xml"),
        *("one.letter.docx", "one.letter.md"),
    }


@pytest.mark.parametrize("form", [name for name, renderer in RENDERERS.items() if renderer.binary])
def test_what_nobody_can_read_is_not_shown_on_a_screen(
    engine: Engine, run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    screen = terminal_on("stdout", monkeypatch)
    assert main(["check", "one.txt", "--format", form]) == 2
    assert screen.shown == ""
    assert engine.asked == []


def test_several_contracts_go_to_a_folder_each_under_its_own_name(
    engine: Engine, run: Callable[..., Ran], folder: Path
) -> None:
    assert run("check", "one.txt", "two.txt", "--format", "html", "--out", "reports").code == 0
    assert names(folder / "reports") == {"one.html", "two.html"}


def test_contracts_of_the_same_name_do_not_overwrite_each_other(
    engine: Engine, run: Callable[..., Ran], folder: Path
) -> None:
    for other in ("One.md", "sub/one.txt"):
        (folder / other).parent.mkdir(exist_ok=True)
        (folder / other).write_text(TEXT)
    run("check", "one.txt", "One.md", "--format", "json", "--out", "a/")
    assert names(folder / "a") == {"one.txt.json", "One.md.json"}
    run("check", "one.txt", "sub/one.txt", "--format", "json", "--out", "b/")
    assert names(folder / "b") == {"1-one.txt.json", "2-one.txt.json"}


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("one.txt", "--format", "json", "--format", "html"), "Several formats cannot share standard output"),
        (("one.txt", "two.txt", "--format", "html"), "Several html reports cannot share standard output"),
        (("one.txt", "two.txt", "--out", "all.json"), "Several contracts cannot share all.json"),
        (("one.txt", "--format", "json", "--out", "report.html"), "No --out takes json"),
        (("one.txt", "--out", "report"), "The format for report is not clear"),
        (("one.txt", "--out", "report.odt"), "The format for report.odt is not clear"),
        (("one.txt", "--out", "new/"), "The format for new/ is not clear"),
        (("one.txt", "--out", "one.txt"), "one.txt is the contract itself"),
        (("one.txt", "--out", "./sub/../one.txt"), "is the contract itself"),
        (("one.txt", "--out", "link.json"), "link.json is the contract itself"),
        (("two.txt", "one.txt", "--format", "text", "--out", "."), "is the contract itself"),
        (("one.txt", "--out", "no/such/folder/report.html"), "there is no folder"),
        (("one.txt", "--out", "two.txt/report.html"), "there is no folder"),
        (("one.txt", "--out", "x" * 300 + ".html"), "cannot be written"),
    ],
)
def test_output_that_cannot_be_meant_is_one_sentence_before_anything_is_read(
    engine: Engine, run: Callable[..., Ran], folder: Path, args: tuple[str, ...], said: str
) -> None:
    (folder / "sub").mkdir()
    (folder / "link.json").symlink_to("one.txt")
    before = names(folder)
    ran = run("check", *args)
    assert (ran.code, ran.out, engine.asked) == (2, "", [])
    assert said in ran.err
    assert ran.err.startswith("Error: ")
    assert ran.err.count("\n") == 1
    assert names(folder) == before
    assert (folder / "one.txt").read_text() == TEXT


def test_a_report_is_replaced_whole_or_not_at_all(
    engine: Engine, run: Callable[..., Ran], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "report.json").write_text("the old report")

    def full(path: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    ran = run("check", "one.txt", "--out", "report.json")
    assert (ran.code, ran.err) == (2, "Error: report.json cannot be written (No space left on device).\n")
    assert (folder / "report.json").read_text() == "the old report"
    assert names(folder) == {"one.txt", "two.txt", "report.json"}


def test_a_report_may_be_read_by_whom_the_umask_says(engine: Engine, run: Callable[..., Ran], folder: Path) -> None:
    run("check", "one.txt", "--out", "report.json")
    assert (folder / "report.json").stat().st_mode == (folder / "one.txt").stat().st_mode


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_or_device_is_written_to_and_not_replaced(engine: Engine, run: Callable[..., Ran], folder: Path) -> None:
    os.mkfifo(folder / "pipe.json")
    received: list[bytes] = []
    reader = threading.Thread(target=lambda: received.append((folder / "pipe.json").read_bytes()))
    reader.start()
    assert run("check", "one.txt", "--out", "pipe.json").code == 0
    reader.join(5)
    assert (folder / "pipe.json").is_fifo()
    assert json.loads(received[0])["rag"] == "amber"


def test_names_from_the_other_side_cannot_steer_the_terminal(engine: Engine, run: Callable[..., Ran]) -> None:
    ran = run("check", "evil\x1b[2J.txt")
    assert ran.code == 3
    assert "evil[U+001B][2J.txt" in ran.err


def test_the_summary_is_coloured_on_a_terminal_only(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = terminal_on("stdout", monkeypatch)
    assert main(["check", "one.txt"]) == 0
    assert "\x1b[" in terminal.shown
