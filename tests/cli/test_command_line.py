"""The command line: progress, rules, help; and what the real engine makes of it where nothing stands in for it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from stand_ins import TEXT, Engine, Ran, terminal_on

from termscheck.cli.progress import progress_bar


def test_long_work_shows_its_progress_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = terminal_on("stderr", monkeypatch)
    monkeypatch.setattr("termscheck.cli.progress.PATIENCE", 0.01)
    with progress_bar("long [red].pdf") as progress:
        progress("Reading page", 3, 40)
        time.sleep(0.3)
    assert "long [red].pdf: Reading page 3 of 40" in terminal.shown


def test_short_work_shows_none(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = terminal_on("stderr", monkeypatch)
    with progress_bar("short.pdf") as progress:
        progress("Reading page", 1, 1)
    assert terminal.shown == ""


def test_progress_is_not_shown_where_there_is_no_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("termscheck.cli.progress.PATIENCE", 0.01)
    with progress_bar("long.pdf") as progress:
        progress("Reading page", 3, 40)
        time.sleep(0.1)
    assert capsys.readouterr() == ("", "")


def rule_test(monkeypatch: pytest.MonkeyPatch, *problems: str) -> None:
    results = [
        SimpleNamespace(
            problem=problem, example=SimpleNamespace(rule="PAY-002", number=number, text=TEXT.strip(), fires=True)
        )
        for number, problem in enumerate(problems, 1)
    ]
    monkeypatch.setattr("termscheck.authoring.examples.run_examples", lambda engine: results)


def test_rules_whose_examples_hold_are_0(
    engine: Engine, run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    rule_test(monkeypatch, "", "")
    ran = run("rules", "test")
    assert (ran.code, ran.out) == (0, "2 examples, 0 not as expected\n")


def test_a_failed_example_is_shown_and_is_2(
    engine: Engine, run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    rule_test(monkeypatch, "", "did not fire")
    ran = run("rules", "test")
    assert ran.code == 2
    assert ran.out.splitlines() == [
        "PAY-002 flags 2: did not fire",
        "    The Contractor shall pay when it is paid.",
        "2 examples, 1 not as expected",
    ]


def test_the_list_of_rules_has_id_severity_and_title(run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    file = SimpleNamespace(id="PAY-002", severity="critical", title="Payment waits for someone else to pay")
    rule_set = SimpleNamespace(rules=[SimpleNamespace(file=file)])
    monkeypatch.setattr("termscheck.pipeline.load_rules", lambda folders: SimpleNamespace(rule_set=rule_set))
    ran = run("rules", "list")
    assert ran.out.split(maxsplit=2) == ["PAY-002", "critical", "Payment waits for someone else to pay\n"]


def test_a_folder_of_rules_that_is_not_there_is_2(run: Callable[..., Ran]) -> None:
    """With the real engine."""
    ran = run("rules", "list", "--rules", "nowhere")
    assert (ran.code, ran.out) == (2, "")
    assert "no such folder of rules" in ran.err


@pytest.mark.parametrize("args", [("-h",), ("check", "-h"), ("check", "--help")])
def test_help_explains_the_exit_codes(run: Callable[..., Ran], args: tuple[str, ...]) -> None:
    ran = run(*args)
    assert ran.code == 0
    assert [line.split()[0] for line in ran.out.split("Exit codes:")[1].splitlines() if line] == [*"0123", "70"]


@pytest.mark.parametrize(
    ("args", "code"),
    [(["--version"], 0), (["check", "--help"], 0), (["check", "missing.docx"], 3), (["extract", "."], 3)],
)
def test_what_needs_no_engine_does_not_wait_for_it(folder: Path, args: list[str], code: int) -> None:
    script = (
        f"import sys; from termscheck.cli import main; code = main({args!r}); "
        "assert 'spacy' not in sys.modules; sys.exit(code)"
    )
    assert (
        subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, timeout=60).returncode == code
    )


def test_the_package_runs_as_a_module(folder: Path) -> None:
    ran = subprocess.run([sys.executable, "-m", "termscheck", "--version"], check=True, capture_output=True, timeout=60)
    assert ran.stdout.startswith(b"termscheck, version ")


def test_extracted_text_is_the_text_file_to_the_byte(run: Callable[..., Ran], folder: Path) -> None:
    content = "1. Payment\r\n“We” shall pay £5.\r\n"
    (folder / "three.txt").write_bytes(content.encode())
    ran = run("extract", "three.txt")
    assert (ran.code, ran.out, ran.err) == (0, content, "")


def test_extracted_json_is_a_review_without_findings(run: Callable[..., Ran], folder: Path) -> None:
    ran = run("extract", "one.txt", "--out", "understood.json")
    assert (ran.code, ran.out) == (0, "")
    understood = json.loads((folder / "understood.json").read_bytes())
    assert understood["schema"] == "termscheck.review/1"
    assert understood["document"]["chars"] == len(TEXT)
    assert "findings" not in understood


def test_extract_does_not_overwrite_what_it_reads(run: Callable[..., Ran], folder: Path) -> None:
    assert run("extract", "one.txt", "--out", "one.txt").code == 2
    assert (folder / "one.txt").read_text() == TEXT


@pytest.mark.parametrize("command", ["check", "extract"])
def test_a_dash_reads_standard_input(run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    ran = run(command, "-", "--format", "json")
    assert ran.code in (0, 1), ran.err
    assert json.loads(ran.out)["document"]["chars"] == len(TEXT)


def test_a_reader_that_goes_away_ends_the_output_quietly(folder: Path) -> None:
    (folder / "long.txt").write_text("The Contractor shall pay the Partner.\n" * 5000)
    command = [sys.executable, "-m", "termscheck", "extract", "long.txt"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_full_disk_behind_standard_output_is_one_sentence(folder: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "termscheck", "extract", "one.txt"]
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, timeout=60)
    assert (ran.returncode, ran.stderr.count(b"\n")) == (2, 1)
    assert ran.stderr.startswith(b"Error: Standard output cannot be written")


def test_the_same_file_and_rules_give_the_same_bytes(run: Callable[..., Ran]) -> None:
    first, second = (run("check", "one.txt", "--format", "json").out for _ in range(2))
    assert first == second


def test_the_summary_names_the_next_command_with_files_and_options_as_they_were_given(
    engine: Engine, run: Callable[..., Ran], folder: Path
) -> None:
    (folder / "my contracts").mkdir()
    (folder / "my contracts" / "one.txt").write_text(TEXT, encoding="utf-8")
    ran = run("check", "my contracts/one.txt", "--us", "Delivery Partner", "--profile", "triage", "--rules", "ours")

    again = "'my contracts/one.txt' --us 'Delivery Partner' --profile triage --rules ours"
    assert f"termscheck check {again} --out report.html" in " ".join(ran.out.split())


def test_a_house_style_changes_the_report_and_is_named_in_the_next_command(
    engine: Engine, run: Callable[..., Ran], folder: Path
) -> None:
    (folder / "style").mkdir()
    (folder / "style" / "house.yaml").write_text("name: Tern and Tide Law Centre\n", encoding="utf-8")
    run("check", "one.txt", "--reports", "style", "--out", "report.html")
    assert "Tern and Tide Law Centre" in (folder / "report.html").read_text(encoding="utf-8")
    assert "check one.txt --reports style --out" in run("check", "one.txt", "--reports", "style").out


def test_a_house_style_that_is_wrong_is_told_before_anything_is_read(
    engine: Engine, run: Callable[..., Ran], folder: Path
) -> None:
    (folder / "style").mkdir()
    (folder / "style" / "house.yaml").write_text("ordre: [first]\n", encoding="utf-8")
    ran = run("check", "one.txt", "--reports", "style")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "Error: style/house.yaml:1:1: unknown key “ordre”. Did you mean “order”?\n"


def test_the_next_command_checks_files_together_that_were_checked_together(
    engine: Engine, run: Callable[..., Ran]
) -> None:
    assert "check --together one.txt two.txt --out" in run("check", "--together", "one.txt", "two.txt").out
    told = run("check", "one.txt", "two.txt").out
    assert "check one.txt --out" in told
    assert "check two.txt --out" in told
