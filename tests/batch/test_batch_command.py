"""`termscheck batch` with the real engine: the same findings as one by one, exit codes, and what is said."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from batch_checkers import DAY

from termscheck.batch.asked import Asked
from termscheck.batch.work import load
from termscheck.cli import main
from termscheck.errors import UsageError

SAMPLES = Path(__file__).parents[2] / "samples"
FAIR = "1. Payment\nThe Contractor shall pay the Partner within 30 days of a valid invoice.\n"


class Ran(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    monkeypatch.chdir(tmp_path)

    def run(*args: str) -> Ran:
        code = main(args)
        return Ran(code, *capsys.readouterr())

    return run


def test_a_batch_finds_what_single_checks_find_to_the_byte(run: Callable[..., Ran], tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / "in" / folder).mkdir(parents=True)
    for suffix in ("docx", "pdf"):
        shutil.copy(SAMPLES / f"harsh-sub-contract.{suffix}", tmp_path / "in" / "a" / f"harsh.{suffix}")
    Path("in/b/harsh.docx").write_bytes(b"")
    Path("in/b/fair.txt").write_text(FAIR)
    asked = ("--us", "Delivery Partner", "--profile", "triage", "--on", "2026-11-22")

    ran = run("batch", "in", "--out", "out", *asked)

    assert (ran.code, ran.out) == (3, "")
    assert "b/harsh.docx: not checked (E-EMPTY): the file is empty" in ran.err
    assert "4 contracts: 2 red, 0 amber, 1 green and 1 not checked. Written to out." in ran.err
    told = {line["file"]: line for line in map(json.loads, Path("out/outcomes.jsonl").read_text().splitlines())}
    assert list(told) == ["a/harsh.docx", "a/harsh.pdf", "b/fair.txt", "b/harsh.docx"]
    for name in list(told)[:3]:
        run("check", f"in/{name}", "--out", "single.json", *asked)
        assert Path("out", told[name]["review"]).read_bytes() == Path("single.json").read_bytes(), name

    Path("in/b/harsh.docx").unlink()
    summary = Path("out/summary.csv").read_bytes()
    again = run("batch", "in", "--out", "out", *asked, "--since", "out")
    assert again.code == 1
    assert again.err.count("(known already)") == 3
    assert "Since the earlier batch: 3 unchanged and 1 gone." in again.err
    assert Path("out/summary.csv").read_bytes() != summary
    assert run("batch", "in", "--out", "out", *asked, "--fail-on", "never").code == 0


def test_a_batch_of_nothing_is_2(run: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "photo.png").touch()
    ran = run("batch", "in", "--out", "out")
    assert ran.code == 2
    assert ran.err == "Error: No contracts found (1 other file): termscheck reads .docx, .pdf, .txt and .md.\n"
    assert not Path("out").exists()


def test_what_cannot_be_read_is_named_and_3(run: Callable[..., Ran]) -> None:
    Path("empty").mkdir()
    ran = run("batch", "missing.docx", "--out", "out")
    assert ran.code == 3
    assert "1 of 1: missing.docx: not checked (E-PATH): there is no such file." in ran.err


@pytest.mark.parametrize("args", [(), ("in",), ("in", "--out", "in"), ("in", "--out", "out", "--rules", "no-folder")])
def test_a_wrong_command_is_2(run: Callable[..., Ran], args: tuple[str, ...]) -> None:
    Path("in").mkdir()
    Path("in/fair.txt").write_text(FAIR)
    ran = run("batch", *args)
    assert ran.code == 2
    assert "Traceback" not in ran.err
    assert [path.name for path in Path("in").iterdir()] == ["fair.txt"]


@pytest.mark.parametrize("wrong", [{"profile": "triag"}, {"regime": "pcr"}])
def test_workers_refuse_a_profile_or_regime_that_is_not_there(wrong: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        load(Asked(DAY, **wrong))


def test_faults_of_rules_are_told_as_by_check(run: Callable[..., Ran]) -> None:
    Path("rules").mkdir()
    Path("rules/odd.yaml").write_text("id: [")
    Path("fair.txt").write_text(FAIR)
    asked = ("fair.txt", "--rules", "rules")
    ran = run("batch", *asked, "--out", "out")
    assert ran.code == 2
    assert ran.err == run("check", *asked).err


def test_an_old_batch_is_checked_again_as_its_contracts_were(run: Callable[..., Ran]) -> None:
    """With one between that has the old contracts and the new rules, each change has one cause."""
    Path("in/form").mkdir(parents=True)
    Path("in/a.txt").write_text(FAIR)
    Path("in/empty.txt").write_text("")
    Path("in/form/contract.yaml").write_text("files: [terms.txt]")
    Path("in/form/terms.txt").write_text(FAIR)
    Path("in/form/unlisted.txt").write_text(FAIR)
    asked = ("--on", "2026-11-22")
    run("batch", "in", "--out", "old", "--keep-contracts", *asked)
    Path("in/a.txt").write_text(FAIR.replace("30 days", "95 days"))

    again = run("batch", "--recheck", "old", "--out", "same", *asked)
    assert again.err.count("(known already)") == 3
    assert Path("same/outcomes.jsonl").read_text().count('"changed": "unchanged"') == 3
    other = run("batch", "--recheck", "old", "--out", "between", "--profile", "triage", *asked)
    assert "Since the earlier batch: 3 rules and 0 gone." in other.err
    new = run("batch", "in", "--out", "new", "--since", "between", "--profile", "triage", *asked)
    assert "Since the earlier batch: 1 contract, 2 unchanged and 0 gone." in new.err

    assert run("batch", "--recheck", "between", "--out", "x").err == (
        "Error: between holds no contracts to check again: it was made without --keep-contracts.\n"
    )
    assert run("batch", "in", "--recheck", "old", "--out", "x").code == 2
