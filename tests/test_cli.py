"""The command line: where the answer goes and which exit code comes back. The engine is stood in for by small fakes,
except where a test says that it runs the real one."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from termscheck.cli import main
from termscheck.cli.exits import worst
from termscheck.cli.progress import progress_bar
from termscheck.errors import Fault, ReadError, RuleError, UsageError
from termscheck.model import (
    Advice,
    Contract,
    Coverage,
    Document,
    Finding,
    Ledger,
    Notice,
    Progress,
    Review,
    Severity,
)
from termscheck.renderers import RENDERERS

NOT_READ = Notice("N-NO-TEXT", "A page holds only a picture.", material=True, pages=(2,))
TEXT = "The Contractor shall pay when it is paid.\n"


def finding(severity: Severity) -> Finding:
    advice = Advice("You may never be paid", "You carry a risk that is not yours.", "", "", "", (), ())
    return Finding(
        "PAY-002", "pay-when-paid", "payment", severity, "high", "policy-breach", "against_us", "It says so.", advice,
        fingerprint="f", missing=True,
    )  # fmt: skip


def review_of(paths: Sequence[Path], *severities: Severity, notices: tuple[Notice, ...] = ()) -> Review:
    documents = tuple(
        Document(path.name, "text", hashlib.sha256(path.name.encode()).hexdigest(), TEXT, ()) for path in paths
    )
    return Review(
        tool_version="0",
        rule_sources=(),
        contract=Contract(documents, ()),
        findings=tuple(finding(severity) for severity in severities),
        protections=(),
        looked_for=(),
        rag="amber",
        rag_reason="One high finding.",
        coverage=Coverage(tuple(Ledger(path.name, {"words": 4}) for path in paths), 0, 1, 1),
        notices=notices,
    )


class Engine:
    """Stands in for `pipeline.check`: answers by file name and remembers what it was asked."""

    def __init__(self) -> None:
        self.severities: tuple[Severity, ...] = ()
        self.notices: tuple[Notice, ...] = ()
        self.trouble: dict[str, Exception] = {}
        self.asked: list[dict[str, object]] = []

    def check(self, paths: Sequence[Path], *, progress: Progress, **asked: object) -> Review:
        self.asked.append({"paths": [path.name for path in paths], **asked})
        progress("Reading", 0, 0)
        for path in paths:
            if path.name in self.trouble:
                raise self.trouble[path.name]
        return review_of(paths, *self.severities, notices=self.notices)


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


class Ran:
    """The exit code, and what was said where."""

    def __init__(self, code: int, out: bytes, err: bytes) -> None:
        self.code, self.out, self.err = code, out.decode(), err.decode()


@pytest.fixture
def run(folder: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Ran]:
    def run(*args: str) -> Ran:
        code = main(args)
        return Ran(code, *capsysbinary.readouterr())

    return run


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def __init__(self) -> None:
        self.paper = io.BytesIO()
        super().__init__(self.paper, encoding="utf-8", write_through=True)

    def isatty(self) -> bool:
        return True

    @property
    def shown(self) -> str:
        return self.paper.getvalue().decode()


def terminal_on(stream: str, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal in place of `sys.stdout` or `sys.stderr`; no fixture: pytest sets these before a test."""
    terminal = Terminal()
    monkeypatch.setattr(sys, stream, terminal)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return terminal


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# --- exit codes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("severities", "fail_on", "code"),
    [
        ((), "low", 0),
        (("medium", "low"), None, 0),
        (("high",), None, 1),
        (("critical",), None, 1),
        (("medium",), "medium", 1),
        (("high",), "critical", 0),
        (("critical",), "never", 0),
    ],
)
def test_a_finding_at_or_above_fail_on_makes_the_exit_code_1(
    engine: Engine, run: Callable[..., Ran], severities: tuple[Severity, ...], fail_on: str | None, code: int
) -> None:
    engine.severities = severities
    assert run("check", "one.txt", *(("--fail-on", fail_on) if fail_on else ())).code == code


@pytest.mark.parametrize("fail_on", ["high", "never"])
def test_a_contract_that_was_not_all_read_is_3_whatever_was_found_and_its_json_is_written(
    engine: Engine, run: Callable[..., Ran], fail_on: str
) -> None:
    engine.severities, engine.notices = ("critical",), (NOT_READ,)
    ran = run("check", "one.txt", "--format", "json", "--fail-on", fail_on)
    assert ran.code == 3
    assert [one["code"] for one in json.loads(ran.out)["notices"]] == ["N-NO-TEXT"]
    assert ran.err == "Not fully read: one.txt: A page holds only a picture. (page 2)\n"


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_the_format_does_not_change_the_exit_code(engine: Engine, run: Callable[..., Ran], form: str) -> None:
    engine.severities = ("high",)
    assert run("check", "one.txt", "--format", form).code == 1


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("check",),
        ("chekc", "one.txt"),
        ("check", "one.txt", "--format", "xml"),
        ("check", "one.txt", "--fail-on", "sometimes"),
        ("check", "one.txt", "--colour"),
        ("check", "-", "-"),
        ("extract", "one.txt", "two.txt"),
    ],
)
def test_a_wrong_command_line_is_2(engine: Engine, run: Callable[..., Ran], args: tuple[str, ...]) -> None:
    ran = run(*args)
    assert (ran.code, ran.out) == (2, "")
    assert "Traceback" not in ran.err
    assert not engine.asked


def test_faults_in_rules_are_2_and_told_once_with_their_places(
    engine: Engine, run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    def load_rules(folders: object, profile: object) -> None:
        raise RuleError([Fault("PAY-002.yaml", 7, 3, "unknown key “phrse”"), Fault("b.yaml", 0, 0, "is not YAML")])

    monkeypatch.setattr("termscheck.pipeline.load_rules", load_rules)
    ran = run("check", "one.txt", "two.txt")
    assert ran.code == 2
    assert ran.err.splitlines() == [
        "Error: 2 faults in the rules:",
        "PAY-002.yaml:7:3: unknown key “phrse”",
        "b.yaml: is not YAML",
    ]


def test_a_wrong_configuration_is_told_once_and_not_for_every_file(engine: Engine, run: Callable[..., Ran]) -> None:
    engine.trouble = {name: UsageError("There is no profile 'x'.") for name in ("one.txt", "two.txt")}
    ran = run("check", "one.txt", "two.txt", "--profile", "x")
    assert (ran.code, ran.err) == (2, "Error: There is no profile 'x'.\n")


def test_a_fault_of_ours_is_70_keeps_its_traceback_and_does_not_stop_the_other_files(
    engine: Engine, run: Callable[..., Ran]
) -> None:
    engine.trouble = {"one.txt": ZeroDivisionError("by nought")}
    ran = run("check", "one.txt", "two.txt", "--format", "json")
    assert ran.code == 70
    assert "ZeroDivisionError: by nought" in ran.err
    assert "Traceback" in ran.err
    assert "report it" in ran.err.splitlines()[-1]
    assert [json.loads(line)["document"]["name"] for line in ran.out.splitlines()] == ["two.txt"]


def test_one_bad_file_does_not_stop_the_others(engine: Engine, run: Callable[..., Ran]) -> None:
    engine.severities = ("critical",)
    engine.trouble = {"one.txt": ReadError("E-CORRUPT", "one.txt", "the file is damaged.")}
    ran = run("check", "missing.txt", "one.txt", "two.txt", "--format", "json")
    assert ran.code == 3
    assert [json.loads(line)["document"]["name"] for line in ran.out.splitlines()] == ["two.txt"]
    assert [line.split(":")[1] for line in ran.err.splitlines()] == [" missing.txt", " one.txt"]


def test_a_contract_of_several_files_is_not_checked_without_one_of_them(
    engine: Engine, run: Callable[..., Ran]
) -> None:
    assert run("check", "--together", "one.txt", "missing.txt").code == 3
    assert not engine.asked


def test_the_worst_exit_code_of_several_counts() -> None:
    assert [worst(codes) for codes in ([0, 1], [1, 3], [3, 2], [2, 70, 0])] == [1, 3, 2, 70]


def test_ctrl_c_ends_with_a_word_and_without_a_traceback(
    engine: Engine, run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*args: object, **asked: object) -> Review:
        raise KeyboardInterrupt

    monkeypatch.setattr("termscheck.pipeline.check", interrupted)
    ran = run("check", "one.txt", "two.txt")
    assert ran.code == 130
    assert ran.err.split() == ["Stopped."]


def test_an_end_of_file_that_nobody_expected_is_a_fault_of_ours(
    run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_short(*args: object, **asked: object) -> Contract:
        raise EOFError

    monkeypatch.setattr("termscheck.pipeline.understand", cut_short)
    assert run("extract", "one.txt").code == 70


# --- where output goes ------------------------------------------------------------------------------------


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


# --- progress ---------------------------------------------------------------------------------------------


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


# --- rules ------------------------------------------------------------------------------------------------


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


# --- help and speed ---------------------------------------------------------------------------------------


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


# --- with the real engine ---------------------------------------------------------------------------------


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
