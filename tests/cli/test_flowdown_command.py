"""`termscheck flowdown`: two contracts in, exit code and answer out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from stand_ins import Ran

from termscheck.cli import main

PARTIES = """\
{kind}

This {kind} is made on 1 April 2026 between:
(1) {payer} (the “{pays}”); and
(2) {performer} (the “{works}”).

1. Services
1.1 The {works} shall provide the Services for the {pays}.
2. Payment
2.1 The {pays} shall pay each valid invoice within {days} days of receiving it.
3. Data
3.1 The {works} shall tell the {pays} of a personal data breach within {hours} hours.
"""


def head(days: int = 30, hours: int = 72) -> str:
    return PARTIES.format(
        kind="CONTRACT", payer="NORVALE COUNCIL", pays="Authority", performer="ALDERGATE WORKS LIMITED",
        works="Contractor", days=days, hours=hours,
    )  # fmt: skip


def sub(days: int = 30, hours: int = 72) -> str:
    return PARTIES.format(
        kind="SUB-CONTRACT", payer="Aldergate Works Ltd", pays="Lead Provider", performer="THE OWL HOUSE TRUST",
        works="Partner", days=days, hours=hours,
    )  # fmt: skip


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Callable[..., Ran]:
    monkeypatch.chdir(tmp_path)
    texts = {"head.txt": head(), "even.txt": sub(), "late.txt": sub(days=60), "hasty.txt": sub(hours=24)}
    for name, text in texts.items():
        Path(name).write_text(text, encoding="utf-8")
    return lambda *args: Ran(main(["flowdown", *args]), *capsysbinary.readouterr())


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("head.txt", "even.txt"), 0),
        (("head.txt", "late.txt"), 1),
        (("head.txt", "late.txt", "--fail-on", "critical"), 0),
        (("head.txt", "late.txt", "--fail-on", "never"), 0),
        (("head.txt", "hasty.txt"), 0),
        (("head.txt", "hasty.txt", "--fail-on", "low"), 1),
    ],
)
def test_the_exit_code_says_whether_anything_that_counts_is_worse(
    run: Callable[..., Ran], args: tuple[str], code: int
) -> None:
    assert run(*args).code == code


def test_the_summary_tells_both_figures_and_their_places(run: Callable[..., Ran]) -> None:
    out = run("head.txt", "late.txt").out
    assert "Risk enlarged (high)  Days until a valid invoice is paid" in out
    assert "Head contract: 30 days (clause 2.1). Sub-contract: 60 days (clause 2.1). That is 30 days more." in out
    assert "\x1b" not in out


def test_each_file_is_written_in_the_format_of_its_suffix(run: Callable[..., Ran]) -> None:
    done = run("head.txt", "late.txt", "--out", "a.html", "--out", "a.json", "--out", "a.txt")
    assert done.out == ""
    assert "Written to a.html, a.json, a.txt." in done.err
    assert Path("a.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert json.loads(Path("a.json").read_bytes())["schema"] == "termscheck.flowdown/1"


def test_further_files_belong_to_the_head_contract(run: Callable[..., Ran]) -> None:
    Path("schedule.txt").write_text(
        "Schedule 1 Exit\n1. Exit\n1.1 The Authority shall pay for that help at the daily rates.\n", encoding="utf-8"
    )
    made = json.loads(run("head.txt", "even.txt", "--with-head", "schedule.txt", "--format", "json").out)
    assert made["head"]["name"] == "head.txt + schedule.txt"
    row = next(row for term in made["terms"] for row in term["rows"] if row["point"] == "exit-paid")
    assert row["verdict"] == "kept-back"
    assert row["head"]["quotations"][0]["document"] == "schedule.txt"


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("head.txt", "nowhere.docx"), 3, "nowhere.docx"),
        (("head.txt", "head.txt"), 2, "named both as head contract and as sub-contract"),
        (("-", "-"), 2, "Standard input (-) can be read only once"),
        (("head.txt", "even.txt", "--out", "answer.pdf"), 2, "passed-down.html"),
        (("head.txt", "even.txt", "--out", "head.txt"), 2, "head.txt"),
        (("head.txt", "even.txt", "--profile", "nonsense"), 2, "nonsense"),
        (("head.txt", "broken.docx"), 3, "broken.docx"),
        (("head.txt",), 2, "SUB"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    run: Callable[..., Ran], args: tuple[str], code: int, words: str
) -> None:
    Path("broken.docx").write_bytes(b"PK\x03\x04 not a zip at all")
    done = run(*args)
    assert done.code == code, done.err
    assert words in done.err
    assert "Traceback" not in done.err


def test_what_was_not_read_makes_the_exit_code_3_and_is_told(run: Callable[..., Ran]) -> None:
    Path("contract").mkdir()
    for name in ("head.txt", "left-out.txt"):
        Path("contract", name).write_text(head(), encoding="utf-8")
    Path("contract", "contract.yaml").write_text("files: [head.txt]\n", encoding="utf-8")
    done = run("contract", "late.txt")
    assert done.code == 3
    assert "left-out.txt" in done.err
    assert "Not fully read, the head contract" in done.out
