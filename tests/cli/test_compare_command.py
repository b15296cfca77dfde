"""`termscheck compare`: drafts in, exit code and comparison out. The engine is stood in for by hand-made reviews."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from stand_ins import Ran

from termscheck.cli import main
from termscheck.errors import ReadError
from termscheck.model import Notice, Progress, Review
from termscheck.renderers import render
from tests.drafts.reviews import Flaw, review_of

PAY = "The Contractor shall pay each invoice within sixty days of the day on which it receives it."
FLAW = Flaw("PAY-001", "high", "1")
FAIR = review_of({"1": PAY.replace("sixty", "thirty")})
UNFAIR = review_of({"1": PAY}, [FLAW])


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The files that were checked, with their views; in the working folder are two drafts, fair and unfair."""
    calls: list[tuple[str, str]] = []
    reviews = {"fair.docx": FAIR, "unfair.docx": UNFAIR}

    def check(paths: Sequence[Path], *, view: str, progress: Progress, **options: object) -> Review:
        name = paths[0].name
        calls.append((name, view))
        if name not in reviews:
            raise ReadError("E-FORMAT", name, "it is no contract.")
        return reviews[name]

    monkeypatch.setattr("termscheck.pipeline.check", check)
    monkeypatch.chdir(tmp_path)
    for name in (*reviews, "odd.docx"):
        Path(name).write_text(f"{name}\n")
    return calls


@pytest.fixture
def run(asked: list[tuple[str, str]], capsysbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Ran]:
    return lambda *args: Ran(main(["compare", *args]), *capsysbinary.readouterr())


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("fair.docx", "unfair.docx"), 1),
        (("fair.docx", "unfair.docx", "--fail-on", "critical"), 0),
        (("unfair.docx", "fair.docx"), 0),
        (("unfair.docx", "odd.docx"), 3),
        (("fair.docx", "nowhere.docx"), 3),
        (("fair.docx", "unfair.docx", "--out", "changes.doc"), 2),
        (("fair.docx", "unfair.docx", "--out", "fair.docx", "--format", "json"), 2),
        (("fair.docx", "unfair.docx", "--out", "."), 2),
        (("-", "-"), 2),
        ((), 2),
    ],
)
def test_the_exit_code_says_whether_anything_is_new_or_worse(
    run: Callable[..., Ran], args: tuple[str, ...], code: int
) -> None:
    ran = run(*args)
    assert ran.code == code
    assert "Traceback" not in ran.err


def test_what_was_not_read_makes_3_and_is_told(
    run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, asked: list[tuple[str, str]]
) -> None:
    unread = replace(FAIR, notices=(Notice("E-NOTEXT", "Page 2 is a picture.", material=True),))
    monkeypatch.setattr("termscheck.pipeline.check", lambda *args, **options: unread)
    ran = run("fair.docx", "unfair.docx")
    assert ran.code == 3
    assert "Not fully read: draft.docx: Page 2 is a picture." in ran.err


def test_both_drafts_are_read_with_their_tracked_changes(run: Callable[..., Ran], asked: list[tuple[str, str]]) -> None:
    run("fair.docx", "unfair.docx")
    assert asked == [("fair.docx", "final"), ("unfair.docx", "final")]


@pytest.mark.parametrize("names", [("unfair.docx",), ("unfair.docx", "unfair.docx")])
def test_one_draft_is_compared_with_itself_before_its_tracked_changes(
    run: Callable[..., Ran], asked: list[tuple[str, str]], names: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = run(*names)
    assert asked == [("unfair.docx", "original"), ("unfair.docx", "final")]
    assert ran.code == 2
    assert "has no tracked changes: name the earlier draft and the later one." in ran.err


def test_reports_that_were_kept_give_the_same_comparison_as_their_files(run: Callable[..., Ran]) -> None:
    Path("fair.json").write_bytes(render(FAIR, "json"))
    Path("unfair.json").write_bytes(render(UNFAIR, "json"))
    from_files = run("fair.docx", "unfair.docx", "--format", "json")
    from_reports = run("fair.json", "unfair.json", "--format", "json")
    mixed = run("fair.docx", "unfair.json", "--format", "json")
    assert from_files.code == from_reports.code == mixed.code == 1
    assert from_files.out == from_reports.out == mixed.out
    assert json.loads(from_files.out)["findings"][0]["change"] == "new"


def test_formats_go_where_out_says(run: Callable[..., Ran]) -> None:
    ran = run("fair.docx", "unfair.docx", "--out", "a.html", "--out", "b.json", "--out", "c.txt")
    assert ran.out == ""
    assert "1 finding is new. Written to a.html, b.json, c.txt." in ran.err
    assert Path("a.html").read_bytes().startswith(b"<!DOCTYPE html>")
    assert json.loads(Path("b.json").read_bytes())["schema"] == "termscheck.comparison/1"
    assert Path("c.txt").read_text(encoding="utf-8").startswith("Old draft: draft.docx")


def broken(**changes: object) -> str:
    return json.dumps(json.loads(render(FAIR, "json")) | changes)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "[" * 100_000, '{"schema": "termscheck.review/1", "findings": []}', broken(clauses=[{}]),
     broken(findings=[{"rule": 1}]), broken(rag="mauve"), broken(schema="termscheck.comparison/1")],
)  # fmt: skip
def test_a_file_that_is_no_whole_review_is_refused(run: Callable[..., Ran], text: str) -> None:
    Path("odd.json").write_text(text)
    ran = run("odd.json", "fair.docx")
    assert ran.code == 2
    assert ran.err.startswith("Error: odd.json is not ")


@pytest.mark.parametrize(
    "change",
    [
        {"own": [{"start": 5, "end": 2, "document": 0}]},
        {"own": [{"start": -9, "end": 10**12, "document": 7}]},
        {"document": 99},
        {"parent": "1"},
        {"start": 10**9, "end": 0},
    ],
)
def test_a_review_with_impossible_places_costs_no_traceback(run: Callable[..., Ran], change: dict[str, object]) -> None:
    told = json.loads(render(UNFAIR, "json"))
    told["clauses"][0] |= change
    Path("odd.json").write_text(json.dumps(told))
    ran = run("odd.json", "fair.docx", "--out", "a.html", "--out", "b.txt")
    assert ran.code == 0
    assert "Traceback" not in ran.err


def test_help_shows_the_exit_codes(run: Callable[..., Ran]) -> None:
    ran = run("--help")
    assert ran.code == 0
    assert "Exit codes:" in ran.out


def test_a_house_style_changes_the_page_and_is_told_at_once_when_it_is_wrong(
    run: Callable[..., Ran], asked: list[tuple[str, str]]
) -> None:
    Path("style").mkdir()
    Path("style/house.yaml").write_text("name: Tern and Tide\n", encoding="utf-8")
    run("fair.docx", "unfair.docx", "--reports", "style", "--out", "changes.html")
    assert "Tern and Tide" in Path("changes.html").read_text(encoding="utf-8")
    asked.clear()
    Path("style/html").mkdir()
    Path("style/html/changes.html.j2").write_text("\n{% if %}\n", encoding="utf-8")
    ran = run("fair.docx", "unfair.docx", "--reports", "style", "--out", "changes.html")
    assert (ran.code, asked) == (2, [])
    assert "style/html/changes.html.j2, line 2: " in ran.err
