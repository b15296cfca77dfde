"""The manual of exposures names every option, and what is given wrongly is told in a sentence."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from termscheck.cli import main
from termscheck.cli.exposure import MONEY_OPTIONS
from termscheck.exposure.deal import ENDED_AFTER, INFLATION, LATE_DAYS, RUN_ON

MANUAL = (Path(__file__).parents[2] / "docs" / "exposure.md").read_text(encoding="utf-8")


def test_the_manual_names_every_option_and_what_is_taken():
    for name, *_ in MONEY_OPTIONS:
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
