"""The manual of exposures works as printed: its files are made, its commands typed, and the answers are those shown."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest

from termscheck.cli import main
from termscheck.cli.exposure import _OPTIONS
from termscheck.exposure.deal import ENDED_AFTER, INFLATION, LATE_DAYS, RUN_ON

MANUAL = (Path(__file__).parents[1] / "docs" / "exposure.md").read_text(encoding="utf-8")


def test_the_manual_runs_as_printed(tmp_path, monkeypatch, capsysbinary):
    monkeypatch.chdir(tmp_path)
    ran = 0
    for about, piece in re.findall(r"^```([^\n]*)\n(.*?)^```", MANUAL, re.MULTILINE | re.DOTALL):
        _, _, path = about.partition(" ")
        if path:
            (tmp_path / path).write_text(piece, encoding="utf-8")
            continue
        for command, printed in re.findall(r"^\$ termscheck (.*)\n((?:(?!\$ ).*\n)*)", piece, re.MULTILINE):
            ran += 1
            assert main(shlex.split(command)) == 0
            said = capsysbinary.readouterr().out.decode()
            assert doctest.OutputChecker().check_output(printed, said, doctest.ELLIPSIS), f"{command}\n{said}"
    assert ran == 3
    assert {path.name for path in tmp_path.glob("cost.*")} == {"cost.html", "cost.xlsx", "cost.json"}


def test_the_manual_names_every_option_and_what_is_taken():
    for name, *_ in _OPTIONS:
        assert f"`{name}`" in MANUAL, name
    for line in (f"| {INFLATION}% at each", f"| {LATE_DAYS} days |", f"| month {ENDED_AFTER},", f"| {RUN_ON} months |"):
        assert line in MANUAL


@pytest.mark.parametrize(
    ("command", "code", "sentence"),
    [
        ("exposure nowhere.docx", 3, "nowhere.docx"),
        ("exposure owl.txt --annual-value lots", 2, "--annual-value: “lots” is not a number."),
        ("exposure owl.txt --term payment-days", 2, "write it as NAME=VALUE"),
        ("exposure owl.txt --out cost.docx", 2, "The format for cost.docx is not clear"),
        ("exposure owl.txt --money nowhere.yaml", 2, "nowhere.yaml"),
        ("exposure owl.txt --out owl.txt", 2, "owl.txt"),
        ("check owl.txt --money nowhere.yaml", 2, "nowhere.yaml"),
    ],
)
def test_what_is_wrong_is_one_sentence(tmp_path, monkeypatch, capsys, command, code, sentence):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "owl.txt").write_text("The Contractor shall pay within ninety days.\n", encoding="utf-8")
    assert main(shlex.split(command)) == code
    said = capsys.readouterr().err
    assert sentence in said
    assert "Traceback" not in said
