"""The whole path, from a text or files to a review."""

from __future__ import annotations

import gc
import json
import os
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from termscheck import pipeline
from termscheck.collector import paused
from termscheck.content import bundled
from termscheck.errors import ReadError
from termscheck.model import PageBox, Review, RunRange
from termscheck.pipeline import Sides, _engine, check, check_file, check_text, load_rules, quiet
from termscheck.readers import Reading
from termscheck.renderers import json as json_report
from tests.small_contract import HEAD

SAMPLE = Path(__file__).parents[2] / "samples" / "harsh-sub-contract.docx"
ABSENCES = {rule.id for rule in load_rules().rule_set.rules if rule.missing}
CONTRACT = f"""\
{HEAD}\
2. Payment
2.1 The Contractor shall pay each invoice within ninety (90) days of receipt.
2.2 The Contractor shall not be liable to pay the Subcontractor unless and until it has been paid by the Authority.
3. Indemnity
3.1 The Subcontractor shall indemnify the Contractor against all losses howsoever arising.
4. Ending
4.1 The Contractor may terminate this Sub-Contract at any time without cause.
"""
NEUTRAL = (
    "This Sub-Contract may be executed in counterparts.",
    "Headings are for ease of reference only.",
    "This Sub-Contract is governed by the law of England and Wales.",
    "Words in the singular include the plural.",
    "The Subcontractor shall keep a register of visitors to its premises.",
    "Each party shall name a contract manager.",
)


def fired(review: Review) -> set[tuple[str, str | None]]:
    return {(finding.rule, finding.clause) for finding in review.findings}


def test_the_terms_of_a_harsh_contract_are_found_at_their_clauses() -> None:
    assert fired(check_text(CONTRACT)) >= {
        ("PAY-001", "2.1"),
        ("PAY-002", "2.2"),
        ("LIA-002", "3.1"),
        ("TER-001", "4.1"),
    }


@pytest.mark.parametrize("before", ["", "\ufeff", "🙂 e\u0301\n", "\r\n\r\n"])
def test_evidence_is_the_text_at_its_offsets(before: str) -> None:
    text = before + CONTRACT.replace("\n", "\r\n" if "\r" in before else "\n")
    review = check_text(text)
    evidence = [one for finding in review.findings for one in finding.evidence]
    evidence += [one for protection in review.protections for one in protection.evidence]

    assert evidence
    assert [one.text for one in evidence] == [text[one.span.start : one.span.end] for one in evidence]


@pytest.mark.parametrize("text", [CONTRACT, CONTRACT.replace("\n", "\r\n"), "a\r\n\tb\u00a0c \x0c d\r\r\n"])
def test_a_text_file_is_read_to_the_character(tmp_path: Path, text: str) -> None:
    path = tmp_path / "contract.txt"
    path.write_bytes(text.encode())

    assert check_file(path).contract.documents[0].text == text


def test_crlf_and_lf_give_the_same_findings() -> None:
    assert fired(check_text(CONTRACT.replace("\n", "\r\n"))) == fired(check_text(CONTRACT))


@pytest.mark.parametrize("text", [CONTRACT, "Bread, milk and eggs.", "{ [ ( \x00 </script>"])
def test_the_json_report_keeps_to_its_schema(text: str) -> None:
    review = check_text(text)

    assert json.loads(json_report.render(review)) == json.loads(json.dumps(review.to_dict()))
    jsonschema.Draft202012Validator(_schema()).validate(json.loads(json_report.render(review)))


def _schema() -> Any:
    schema = json.loads((bundled("reports") / "json" / "termscheck.review-1.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return schema


@pytest.mark.parametrize("text", ["", "\n\n", " \t\r\n", "\ud800 half a character"])
def test_a_text_without_words_or_with_half_characters_is_refused(text: str) -> None:
    with pytest.raises(ReadError, match="holds"):
        check_text(text)


def test_two_processes_give_the_same_bytes() -> None:
    command = [sys.executable, "-m", "termscheck", "check", str(SAMPLE), "--format", "json", "--out", "-"]
    runs = [
        subprocess.run(command, capture_output=True, check=False, env={**os.environ, "PYTHONHASHSEED": seed})
        for seed in ("1", "4242")
    ]

    assert [run.returncode for run in runs] == [1, 1]
    assert runs[0].stdout.startswith(b"{")
    assert runs[0].stdout == runs[1].stdout


def test_two_documents_are_one_contract(tmp_path: Path) -> None:
    order, terms = tmp_path / "order.txt", tmp_path / "terms.txt"
    head, body = CONTRACT.split("3. Indemnity\n")
    order.write_text(head, encoding="utf-8")
    terms.write_text("3. Indemnity\n" + body, encoding="utf-8")

    review = check([order, terms])
    documents = review.contract.documents
    evidence = [one for finding in review.findings for one in finding.evidence]

    assert {(finding.rule, one.span.document) for finding in review.findings for one in finding.evidence} >= {
        ("PAY-001", 0),
        ("LIA-002", 1),
        ("TER-001", 1),
    }
    assert all(one.text == documents[one.span.document].quote(one.span) for one in evidence)
    assert len({clause.id for clause in review.contract.clauses}) == len(review.contract.clauses)


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(NEUTRAL), min_size=1, max_size=4, unique=True))
def test_a_neutral_clause_at_the_end_takes_no_finding_away(added: list[str]) -> None:
    clauses = "".join(f"5.{number} {sentence}\n" for number, sentence in enumerate(added, 1))

    assert fired(check_text(CONTRACT + "5. General\n" + clauses)) >= fired(check_text(CONTRACT))


@pytest.mark.parametrize(
    "text",
    [
        "SCHEDULE 2\n\nCHARGES\n\n1. The Start Fee is £250.\n2. The Outcome Fee is £1,250.\n3. All sums exclude VAT.\n",
        "Shopping list\n\nBread\nMilk\nSix eggs\nTwo pounds of flour\n",
    ],
    ids=["a lone schedule", "a shopping list"],
)
def test_what_is_no_whole_contract_is_not_said_to_lack_anything(text: str) -> None:
    review = check_text(text)

    assert not [finding for finding in review.findings if finding.missing]
    assert {one.rule: one.outcome for one in review.looked_for if one.rule in ABSENCES} == dict.fromkeys(
        ABSENCES, "not-applicable"
    )


def test_a_check_opens_no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a check must not touch the network")

    monkeypatch.setattr(socket, "socket", forbidden)
    monkeypatch.setattr(socket, "create_connection", forbidden)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    monkeypatch.setattr("termscheck.pipeline._engine", _engine.__wrapped__)  # the rules are loaded anew

    review = check_file(SAMPLE)

    assert json_report.render(review)
    assert review.findings


def test_clauses_set_in_one_paragraph_are_judged_as_if_each_had_its_own() -> None:
    apart = """\
5. Ending
5.1 The Contractor may audit the Subcontractor at any time without notice and at the Subcontractor's cost.
5.2 The Subcontractor may terminate this Sub-Contract at any time if the Contractor has not paid for 60 days.
5.3 The parties shall meet each month. Each party bears its own costs of the meetings.
"""
    apart += "".join(
        f"5.{number} The Subcontractor shall keep a list of the meetings of week {number}, and of all who came.\n"
        for number in range(4, 14)
    )
    together = apart.replace("\n5.", "  5.").rstrip() + "\n"

    rules = [
        {(finding.rule, finding.clause_label) for finding in check_text(HEAD + text).findings if not finding.missing}
        for text in (apart, together)
    ]

    assert rules[0] == rules[1]
    assert ("CTL-005", "5.1") in rules[0]


def test_every_rule_is_accounted_for() -> None:
    review = check_text(CONTRACT)

    assert [one.rule for one in review.looked_for] == [rule.id for rule in load_rules().rule_set.rules]
    assert {one.rule for one in review.looked_for if one.outcome == "fired"} == {one.rule for one in review.findings}


def test_a_fingerprint_outlives_renumbering_and_no_two_are_alike() -> None:
    before = [finding.fingerprint for finding in check_text(CONTRACT).findings]
    renumbered = CONTRACT.replace("4. Ending\n4.1", "7. Ending\n7.4").replace("3. Indemnity\n3.1", "5. Indemnity\n5.2")

    assert len(set(before)) == len(before)
    assert {finding.fingerprint for finding in check_text(renumbered).findings} == set(before)


def test_where_words_own_numbers_differ_from_ours_no_finding_is_quite_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    sure = check_file(SAMPLE).findings
    reading = pipeline.open_bytes

    def doubting(*given: Any) -> Reading:
        read = reading(*given)
        return replace(read, document=replace(read.document, numbers_doubted=True))

    monkeypatch.setattr(pipeline, "open_bytes", doubting)
    doubted = check_file(SAMPLE).findings
    assert "high" in {finding.confidence for finding in sure if finding.clause_label}
    assert "high" not in {finding.confidence for finding in doubted if finding.clause_label}


def test_pages_of_few_files_of_a_contract_stay_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [SAMPLE.with_suffix(".pdf"), SAMPLE.with_name("fair-sub-contract.pdf"), SAMPLE]
    with pipeline._read(paths, Sides((), (), None), "final", quiet) as (files, _):
        pages = [len(file.opened.pdf) if file.opened else 0 for file in files]
        assert [file.pages_open for file in files] == pages
    monkeypatch.setattr(pipeline, "MOST_PAGES_OPEN", pages[0])
    with pipeline._read(paths, Sides((), (), None), "final", quiet) as (files, _):
        assert [file.pages_open for file in files] == [pages[0], 0, 0]
        assert all(file.places([file.document.blocks[0].span])[0] for file in files)


@pytest.mark.parametrize("suffix", [".docx", ".pdf"])
def test_evidence_knows_its_place_in_the_file(suffix: str) -> None:
    review = check_file(SAMPLE.with_suffix(suffix))
    evidence = [one for finding in review.findings for one in finding.evidence]
    assert evidence
    assert all(one.places for one in evidence)
    if suffix == ".pdf":
        assert all(isinstance(place, PageBox) and place.page >= 1 for one in evidence for place in one.places)
    else:
        lengths = [[place.end - place.start for place in one.places if isinstance(place, RunRange)] for one in evidence]
        # the white space between the cells of a row stands nowhere in the file
        assert [sum(each) for each in lengths] == [len(one.text.replace("\t", "")) for one in evidence]


# --- what is left behind ----------------------------------------------------------------------------------


def test_a_check_leaves_nothing_to_the_cycle_collector_and_sets_it_going_again() -> None:
    text = (
        "SUB-CONTRACT between A LIMITED (the “Prime”) and B TRUST (the “Partner”).\n"
        "1. Payment\n1.1 “Due Date” means 60 days after receipt.\n"
        "1.2 The Prime shall pay the Partner on the Due Date.\n"
        "1.3 The Partner shall keep records of the Services. It shall send them to the Prime each month.\n"
    )
    check_text(text)
    gc.collect()

    review = check_text(text)
    assert gc.isenabled()
    del review

    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        gc.collect()
        left = [one for one in gc.garbage if type(one).__module__.startswith(("termscheck", "spacy"))]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
    assert left == []


def test_the_cycle_collector_stays_as_the_caller_had_it() -> None:
    gc.disable()
    try:
        with paused():
            check_text("The Prime shall pay the Partner.")
        assert not gc.isenabled()
    finally:
        gc.enable()
    with paused(), paused():
        assert not gc.isenabled()
    assert gc.isenabled()
