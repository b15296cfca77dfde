"""The self-check with the real rules, on sample contracts: from the file to what is taken away."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from page_visits import Visitor, serving

from termscheck import check_file
from termscheck.renderers import render
from termscheck.web.settings import Settings
from termscheck.web.worker import CHECKER

SAMPLES = Path(__file__).parents[2] / "samples"
DAY = date(2026, 11, 26)


def file(name: str) -> tuple[str, bytes]:
    return name, (SAMPLES / name).read_bytes()


@pytest.fixture(scope="module")
def visitors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Visitor]]:
    settings = Settings(folder=tmp_path_factory.mktemp("visits"), workers=1, today=DAY)
    with serving(replace(settings, checker=CHECKER)) as made:
        yield made


@pytest.fixture
def read(visitor: Visitor) -> Callable[..., str]:
    """The visit of a contract that has been read, and whose questions are to be answered."""

    def read(*names: str) -> str:
        visit = visitor.visit(*map(file, names))
        assert visitor.wait(visit).location == f"{visit}/questions"
        return visit

    return read


def test_what_is_taken_away_is_what_the_command_line_makes(visitor: Visitor, read: Callable[..., str]) -> None:
    visit = read("harsh-sub-contract.docx")
    questions = visitor.get(f"{visit}/questions").text
    assert questions.index("THISTLEDOWN STEPS") < questions.index("GANTRY AND QUILL")
    assert "does the work and is paid for it" in questions

    assert visitor.post(f"{visit}/questions", us="1", kind="", regime="").location == visit
    assert visitor.get(visit).location == f"{visit}/report", "what is already known is not checked again"

    review = check_file(SAMPLES / "harsh-sub-contract.docx", today=DAY)
    for name, form in (
        ("report.html", "html"),
        ("letter.docx", "letter"),
        ("issues.csv", "csv"),
        ("review.json", "json"),
    ):
        assert visitor.get(f"{visit}/files/{name}").body == render(review, form), name
    assert "THISTLEDOWN STEPS" in visitor.get(f"{visit}/report").text
    assert Document(io.BytesIO(visitor.get(f"{visit}/files/letter.docx").body)).paragraphs
    assert openpyxl.load_workbook(io.BytesIO(visitor.get(f"{visit}/files/issues.xlsx").body)).worksheets
    marked = visitor.get(f"{visit}/files/marked-1.docx")
    assert marked.body[:2] == b"PK"
    assert "harsh-sub-contract-marked.docx" in marked.headers["content-disposition"]


def test_who_says_that_they_are_the_other_side_has_another_report(visitor: Visitor, read: Callable[..., str]) -> None:
    visit = read("harsh-sub-contract.docx")
    visitor.post(f"{visit}/questions", us="0", kind="", regime="")
    assert visitor.wait(visit).location == f"{visit}/report"

    assert "<strong><bdi>GANTRY AND QUILL OUTCOMES LIMITED</bdi></strong>" in visitor.get(f"{visit}/report").text
    again = visitor.get(f"{visit}/questions").text
    assert "checked" in again[again.index('id="us-0"') :][:80], "the answer is remembered"


def test_who_does_not_know_is_taken_for_the_side_that_does_the_work(visitor: Visitor, read: Callable[..., str]) -> None:
    visit = read("fair-sub-contract.pdf")
    visitor.post(f"{visit}/questions", us="other", label="")
    assert "LANTERN STREET" in visitor.get(f"{visit}/report").text

    assert visitor.post(f"{visit}/questions").status == 400
    assert visitor.post(f"{visit}/questions", us="99").status == 400
    assert visitor.post(f"{visit}/questions", us="0", kind="nonsense").status == 400


def test_sums_of_money_go_into_the_forecast_of_the_report(visitor: Visitor, read: Callable[..., str]) -> None:
    visit = read("harsh-sub-contract.docx")
    sums = {"annual_value": "£240,000", "monthly_cost": "19500", "reserves": "61,234"}
    wrong = visitor.post(f"{visit}/questions", us="1", **{**sums, "reserves": "a lot"})
    assert wrong.status == 400
    assert "such as 240,000" in wrong.text
    assert 'value="a lot"' in wrong.text, "what was written stays to be mended"

    visitor.post(f"{visit}/questions", us="1", **sums)
    assert visitor.wait(visit).location == f"{visit}/report"

    assert "61,234" in visitor.get(f"{visit}/report").text
    assert 'value="61,234"' in visitor.get(f"{visit}/questions").text


def test_several_files_are_one_contract_and_the_order_can_be_changed(
    visitor: Visitor, read: Callable[..., str]
) -> None:
    visit = read("fair-sub-contract.docx", "harsh-sub-contract.pdf")
    fields = {"us": "1", "order-0": "2", "order-1": "1"}
    visitor.post(f"{visit}/questions", **fields)
    assert visitor.wait(visit).location == f"{visit}/report"

    told = visitor.get(f"{visit}/report").text
    assert "harsh-sub-contract.pdf" in told[: told.index("</title>")].replace("<wbr>", "")
    assert visitor.get(f"{visit}/files/marked-1.pdf").body.startswith(b"%PDF")
    assert visitor.get(f"{visit}/files/marked-2.docx").body.startswith(b"PK")


def test_the_same_file_twice_is_told(visitor: Visitor) -> None:
    contract = file("blank-template.docx")
    visit = visitor.visit(contract, ("copy.docx", contract[1]))

    assert "is the same file as" in visitor.wait(visit).text


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("empty.docx", b"", "is empty"),
        ("program.docx", b"MZ\x90\x00\x03" + bytes(5000), "neither a document nor text"),
        ("contract.docx", b"PK\x03\x04 no zip at all", ""),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "save it as .docx"),
        ("locked.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_what_to_do(
    visitor: Visitor, name: str, data: bytes, told: str
) -> None:
    answer = visitor.wait(visitor.visit((name, data)))

    assert "This could not be checked" in answer.text
    assert told in answer.text
    assert "neither that it is fair" in answer.text
    assert "Traceback" not in answer.text


def test_which_of_several_files_cannot_be_read_is_told(visitor: Visitor) -> None:
    answer = visitor.wait(visitor.visit(file("blank-template.docx"), ("broken.pdf", b"%PDF-1.7 no more")))

    assert "“broken.pdf”" in answer.text
