"""Several files as one contract: listed in a folder, in order of precedence."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from termscheck.errors import ReadError, UsageError
from termscheck.manifest import NAME, read_manifest
from termscheck.pipeline import check, check_file

SAMPLE = Path(__file__).parents[2] / "samples" / "harsh-sub-contract.docx"
ORDER = """\
ORDER FORM
Partner: The Owl House Trust
1. Services: as set out in Schedule 2 and clause 4.1 of the terms.
"""
TERMS = """\
This Sub-Contract is made on 1 April 2026 between ALDERGATE LIMITED (the “Contractor”) and OWL TRUST (the “Partner”).
4. Payment
4.1 The Contractor shall pay each invoice within ninety (90) days of receipt.
"""
SCHEDULE = "SCHEDULE 2\nThe Services\nThe Partner shall run a night shelter.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("order.txt", ORDER), ("terms.txt", TERMS), ("schedule-2.txt", SCHEDULE)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / NAME).write_text("files: [order.txt, terms.txt, schedule-2.txt]\nus: Partner\n", encoding="utf-8")
    return tmp_path


def test_the_files_of_a_folder_are_one_contract_in_the_order_of_its_list(folder: Path) -> None:
    review = check_file(folder)
    assert [document.name for document in review.contract.documents] == ["order.txt", "terms.txt", "schedule-2.txt"]
    (late,) = [finding for finding in review.findings if finding.rule == "PAY-001"]
    assert late.evidence[0].span.document == 1
    assert [ledger.name for ledger in review.coverage.ledgers] == ["order.txt", "terms.txt", "schedule-2.txt"]


def test_a_reference_to_a_clause_or_schedule_in_another_file_is_resolved(folder: Path) -> None:
    contract = check_file(folder).contract
    targets = {contract.quote(one.span): one.target for one in contract.references if one.span.document == 0}
    ends = {clause.id: clause.span.document for clause in contract.clauses}
    assert {words: ends[target] for words, target in targets.items() if target} == {"Schedule 2": 2, "clause 4.1": 1}


def test_the_sides_of_the_list_hold_unless_the_user_says_otherwise(folder: Path) -> None:
    assert {party.labels[0]: party.role for party in check_file(folder).contract.parties}["Partner"] == "us"
    told = check([folder], us=("Contractor",)).contract.parties
    assert {party.labels[0]: party.role for party in told}["Contractor"] == "us"


def test_a_folder_without_a_list_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="put a list of them"):
        check_file(tmp_path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("files: [../secret.txt]", "without a path"),
        ("files: [/etc/passwd]", "without a path"),
        ("files: [..]", "without a path"),
        ("files: [link.txt]", "without a path"),
        ("files: []", "at least 1"),
        ("fils: [order.txt]", "Did you mean “files”"),
        ("files: [order.txt]\nkind: lease", "kind"),
        ("files: [order.txt\n", "contract.yaml:2:1"),
        ("rules: evil/\nfiles: [order.txt]", "unknown key “rules”"),
    ],
)
def test_a_wrong_list_is_told_with_its_place(folder: Path, text: str, says: str) -> None:
    (folder / "link.txt").symlink_to(SAMPLE)
    (folder / NAME).write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=says) as told:
        read_manifest(folder)
    assert NAME in str(told.value)


def test_a_listed_file_that_is_not_there_is_named(folder: Path) -> None:
    (folder / "terms.txt").unlink()
    with pytest.raises(ReadError, match=r"terms\.txt: there is no such file"):
        check_file(folder)


def test_a_file_that_is_listed_twice_or_copied_is_told(folder: Path) -> None:
    shutil.copy(folder / "terms.txt", folder / "terms-copy.txt")
    (folder / NAME).write_text("files: [terms.txt, terms-copy.txt]", encoding="utf-8")
    with pytest.raises(UsageError, match=r"terms-copy\.txt is the same file as terms\.txt"):
        check_file(folder)


def test_a_file_that_is_listed_twice_under_its_own_name_is_told(folder: Path) -> None:
    (folder / NAME).write_text("files: [terms.txt, terms.txt]", encoding="utf-8")
    with pytest.raises(UsageError, match="is the same file as"):
        check_file(folder)


def test_a_contract_in_the_folder_that_is_not_on_the_list_is_told(folder: Path) -> None:
    (folder / "schedule-9.txt").write_text("SCHEDULE 9", encoding="utf-8")
    review = check_file(folder)
    assert not review.fully_read
    assert any("“schedule-9.txt”" in notice.message for notice in review.notices)


def test_word_and_text_go_together(folder: Path) -> None:
    shutil.copy(SAMPLE, folder / "terms.docx")
    (folder / NAME).write_text("files:\n  - order.txt\n  - terms.docx\n", encoding="utf-8")
    assert "schedule-2.txt" in read_manifest(folder).unlisted
    places = [place for finding in check_file(folder).findings for piece in finding.evidence for place in piece.places]
    assert places
    assert {place.part for place in places} == {"word/document.xml", "word/footnotes.xml"}  # type: ignore[union-attr]
