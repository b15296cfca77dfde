"""The command line: which exit code comes back. The engine is stood in for by small fakes."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from stand_ins import NOT_READ, Engine, Ran

from termscheck.cli.exits import worst
from termscheck.errors import Fault, ReadError, RuleError, UsageError
from termscheck.model import Contract, Review, Severity


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
