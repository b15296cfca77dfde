"""The files of rules/terms: every point can be found, and what is wrong in a file is told with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from termscheck import check_text
from termscheck.content import bundled
from termscheck.engine.loader import load
from termscheck.errors import RuleError
from termscheck.flowdown.read import Reader
from termscheck.pipeline import load_rules

TERMS = load_rules().rule_set.terms
POINTS = {point.file.point: point for term in TERMS for point in term.points}
SAMPLE = yaml.safe_load(
    (Path(__file__).parents[2] / "samples" / "head-contract.flowdown.yaml").read_text(encoding="utf-8")
)
FRONT = """\
SUB-CONTRACT

This Sub-Contract is made on 1 May 2026 between:
(1) Aldergate Works Ltd (the “Contractor”); and
(2) THE OWL HOUSE TRUST, a registered charity (the “Partner”).

1. Services
1.1 The Partner shall provide the Services. The Contractor shall pay the Partner for them.
2. Terms
2.1 """
WORDINGS = {
    "retention": "From each payment the Contractor shall retain five per cent until the end of the Main Contract.",
    "ends-with-head": "This Sub-Contract shall terminate automatically if the Main Contract ends for any reason.",
    "audit-cost": "The Partner shall bear the cost of every inspection.",
    "data-risk": "The Partner shall indemnify the Contractor without limit against all fines and claims under data "
    "protection law, whoever caused the breach.",
    "all-tupe-claims": "The Partner shall indemnify the Contractor against all claims of transferring employees, "
    "whether they arise before, on or after the transfer date.",
    "pension": "The Partner shall be responsible for all employer contributions to the Local Government Pension Scheme "
    "and for any deficit whenever it arises.",
    "exit-unpaid": "The Partner shall provide exit assistance for six months after termination free of charge.",
    "no-relief": "No failure of the Contractor or of the Authority shall excuse the Partner from meeting the targets.",
    "cap-exceptions": "The cap on the Partner’s liability shall not apply to any indemnity, any breach of law or any "
    "breach of this Sub-Contract.",
}
"""A sentence for each point that the pair of samples does not have."""
BAD = """\
term: {term}
title: A term
order: 1
headings: [things]
points:
  - {{point: one, title: One, sort: risk, severity: low, why: Why., {more}}}
"""


@pytest.mark.parametrize("name", WORDINGS)
def test_a_point_is_found_in_a_sentence_that_says_it(name: str) -> None:
    contract = check_text(FRONT + WORDINGS[name] + "\n").contract
    reading = Reader(contract, load_rules().rule_set, "sub").read(POINTS[name])
    assert reading is not None
    assert reading.quotations[0].text in WORDINGS[name]


def test_every_point_is_found_in_the_samples_or_in_a_sentence() -> None:
    assert set(POINTS) == set(SAMPLE["points"]) | set(WORDINGS)


def test_a_term_bears_the_name_of_its_file_and_no_point_comes_twice() -> None:
    files = {path.stem for path in (bundled("rules") / "terms").glob("*.yaml")}
    assert {term.file.term for term in TERMS} == files
    assert len(POINTS) == sum(len(term.points) for term in TERMS)


def test_a_house_term_is_added(tmp_path: Path) -> None:
    (tmp_path / "terms").mkdir()
    (tmp_path / "terms" / "things.yaml").write_text(BAD.format(term="things", more="match: {words: [a thing]}"))
    assert "things" in {term.file.term for term in load([tmp_path]).terms}


@pytest.mark.parametrize(
    ("term", "more", "sentence"),
    [
        ("things", "match: {words: ['{nonsense}']}", "there is no vocabulary “nonsense”"),
        ("things", "match: {concept: nonsense}", "there is no concept “nonsense”"),
        ("things", "rules: [XYZ-999]", "there is no rule XYZ-999"),
        ("things", "rules: [PAY-001], limits: two", "there is no point “two” in this term"),
        ("things", "severity_note: none", "severity_note"),
        ("things", "head: {words: [a thing]}", "a point must be looked for"),
        ("others", "rules: [PAY-001]", "the file should be terms/others.yaml"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, term: str, more: str, sentence: str) -> None:
    (tmp_path / "terms").mkdir()
    (tmp_path / "terms" / "things.yaml").write_text(BAD.format(term=term, more=more))
    with pytest.raises(RuleError) as caught:
        load([tmp_path])
    (fault,) = caught.value.faults
    assert sentence in fault.sentence
    assert fault.line >= 1
