"""A second witness: LibreOffice numbers the corpus as we do, and what it and python-docx write reads the same."""

from __future__ import annotations

import io
import os
from pathlib import Path

import docx
import pytest
from benchmarks import numbering
from word_files import numbered, para, read

from termscheck.model import Document
from termscheck.readers.docx import read_docx

CORPUS = Path(os.environ.get("TERMSCHECK_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
FORMS = CORPUS / "documents" / "forms"


@pytest.fixture
def office() -> str:
    command = numbering.office()
    if command is None:
        pytest.skip("LibreOffice is not installed: no second witness for clause numbers")
    return command


def corpus_files(folder: Path = CORPUS) -> list[Path]:
    files = numbering.word_files(folder)
    if not files:
        pytest.skip("the corpus is not here: set TERMSCHECK_CORPUS to its folder")
    return files


def test_libreoffice_prints_the_same_number_before_every_paragraph_of_the_corpus(office):
    found = numbering.compare_all(corpus_files(), office)
    differences = {path.name: result.differences for path, result in found.items() if result.differences}
    compared, missed = (sum(getattr(result, name) for result in found.values()) for name in ("compared", "missed"))
    print(f"{compared} numbers compared, {missed} not found in the export")
    assert len(found) == len(corpus_files())
    assert differences == {}
    assert compared >= 4_800
    assert missed <= compared // 100


def test_the_comparison_sees_a_wrong_a_lacking_and_a_superfluous_number():
    lines = ["Payment terms apply here", "Fees are due at once", "Interest runs from then", "Nothing more is owed"]
    document = read("".join(para(line, look=numbered(0)) for line in lines[:3]) + para(lines[3]))
    right = "".join(f"    {number}. {line}\n" for number, line in zip("123", lines, strict=False)) + lines[3]
    assert numbering.compare(document, right)[:3] == (3, [], 0)
    wrong = right.replace("1. Pay", "7. Pay").replace("2. Fees", "Fees").replace("Nothing", "4. Nothing")
    assert [(d.ours, d.theirs) for d in numbering.compare(document, wrong).differences] == [
        ("1", "7."),
        ("2", ""),
        ("", "4."),
    ]
    assert numbering.compare(document, "other words").missed == 3


def content(document: Document) -> list[tuple[str, str]]:
    return [(block.label, " ".join(document.quote(block.span).split())) for block in document.blocks]


def test_forms_that_went_through_libreoffice_read_the_same(office, tmp_path):
    originals = [path for path in corpus_files() if path.parent == FORMS]
    back = numbering.convert(originals, "odt", tmp_path, office)
    assert len(back) == len(originals)
    again = numbering.convert(list(back.values()), "docx", tmp_path, office)
    for path in originals:
        before = read_docx(path.read_bytes(), path.name)
        after = read_docx(again[back[path]].read_bytes(), path.name)
        print(path.name)
        assert after.text.split() == before.text.split()
        assert [label for label, _ in content(after) if label] == [label for label, _ in content(before) if label]


def test_a_file_made_by_python_docx_reads_as_it_was_written():
    made = docx.Document()
    made.add_heading("Terms", 1)
    made.add_paragraph("The Supplier shall pay.", style="List Number")
    made.add_paragraph("The Buyer shall wait.", style="List Number")
    made.add_paragraph("a point", style="List Bullet")
    cells = made.add_table(2, 2).rows
    cells[0].cells[0].merge(cells[0].cells[1]).text = "Fees"
    cells[1].cells[0].text, cells[1].cells[1].text = "£1", "a day"
    made.sections[0].header.paragraphs[0].text = "Draft of May"
    made.add_comment(made.paragraphs[1].runs, "Too short", author="Ann Lee", initials="AL")
    stream = io.BytesIO()
    made.save(stream)
    document = read_docx(stream.getvalue(), "made.docx")
    assert content(document) == [
        ("", "Terms"),
        ("1", "The Supplier shall pay."),
        ("2", "The Buyer shall wait."),
        ("•", "a point"),
        ("", "Fees"),
        ("", "£1"),
        ("", "a day"),
    ]
    assert [(aside.kind, aside.text, aside.by) for aside in document.asides] == [
        ("header", "Draft of May", ""),
        ("comment", "Too short", "Ann Lee"),
    ]
