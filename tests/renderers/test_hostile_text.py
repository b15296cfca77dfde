"""Whatever a contract says, and however it calls its parties and files, no format breaks, hides it or obeys it."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import docx
import jsonschema
import lxml.etree
import lxml.html
import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from termscheck.model import Authority, Notice, Party, Span, Suppression
from termscheck.renderers import RENDERERS, render
from tests.renderers.conftest import make_review

SCHEMA = Path(__file__).parents[1] / "data" / "sarif" / "sarif-2.1.0.schema.json"
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffe\uffff\ud800-\udfff]"
)
EXAMPLES = (
    "<script>alert(1)</script>]]><!--{{ 7*7 }}{% raw %}",
    '=cmd|"/C calc"!A1\t;+1\r\n-1@SUM(A1)',
    "\u202etxet\u2066 hidden\u200b\ufeff",
    "\x00\x01\x08\x0b\x1f\x7f\x85\ufffe\uffff \ud800 \U0001f600",
    "x" * 10_000,
    ("\u202e" + "W" * 99) * 100,
    "# [a](javascript:b) **c** `d` | e\n\n---\n\n    f",
    "_x000D_ _x202E_ &amp; &#x202e; %s {0} \\u202e",
    "",
)


def hostile(text: str):
    """A review in which all that can come from a contract, a file name or a person is this text."""
    base = make_review()
    document = replace(base.contract.documents[0], name=text, text=f"{text} \n" + base.contract.documents[0].text)
    shift = len(text) + 2
    clauses = tuple(
        replace(
            clause,
            label=text or clause.label,
            heading=text,
            span=Span(clause.span.start + shift, clause.span.end + shift),
            own=(),
        )
        for clause in base.contract.clauses
    )
    contract = replace(
        base.contract,
        documents=(document,),
        clauses=clauses,
        law=text,
        parties=tuple(Party(text, (text,), role) for role in ("us", "them", "above")),
    )
    findings = tuple(
        replace(
            finding,
            message=text,
            clause_label=text,
            evidence=tuple(
                replace(one, text=text, span=Span(one.span.start + shift, one.span.end + shift))
                for one in finding.evidence
            ),
            advice=replace(
                finding.advice, title=text, why=text, suggest=f"{text} [ ]", negotiate=text, questions=(text,),
                authorities=(Authority(text, text, text, text, text),),
            ),
        )
        for finding in base.findings
    )  # fmt: skip
    aside = replace(findings[0], suppressed=Suppression(text, text, "2027-03-31"))
    return replace(
        base,
        contract=contract,
        findings=(*findings, aside),
        protections=(replace(base.protections[0], message=text, evidence=()),),
        looked_for=tuple(replace(entry, title=text, reason=text, nearest=()) for entry in base.looked_for),
        notices=(Notice(text, text, material=True), Notice(text, text)),
        rag_reason=text,
    )


def each_text(test):
    """Runs a test with every example and with what hypothesis makes up."""
    for text in EXAMPLES:
        test = example(text)(test)
    return settings(max_examples=25, deadline=None)(given(st.text(st.characters(), max_size=200))(test))


@each_text
def test_markup_formats_stay_well_formed_and_inert(text):
    review = hostile(text)
    page = lxml.html.document_fromstring(render(review, "html"))
    assert not page.xpath("//img | //iframe | //a[starts-with(@href, 'javascript')] | //*[@onerror]")
    suite = lxml.etree.fromstring(render(review, "junit")).find("testsuite")
    assert len(suite) == len(review.looked_for) + 1


@each_text
def test_office_files_open_with_the_text_in_them_and_no_formula(text):
    review = hostile(text)
    for sheet in openpyxl.load_workbook(io.BytesIO(render(review, "xlsx"))):
        assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    word = docx.Document(io.BytesIO(render(review, "letter")))
    assert len([one for one in word.paragraphs if one.style.name == "Proposed wording"]) == len(review.findings) - 1
    assert len(word.comments) == 1


@each_text
def test_machine_formats_can_be_read_back(text):
    review = hostile(text)
    assert json.loads(render(review, "json"))["findings"]
    jsonschema.Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(
        json.loads(render(review, "sarif"))
    )
    rows = list(csv.reader(io.StringIO(render(review, "csv").decode("utf-8-sig"))))
    assert {len(row) for row in rows} == {11}
    assert len(rows) == 1 + 1 + len(review.findings)


@pytest.mark.parametrize("name", [name for name in RENDERERS if name not in ("json", "sarif", "xlsx", "letter")])
def test_nothing_hidden_or_turning_stays_so_where_people_read(name):
    @each_text
    def shown(text):
        told = render(hostile(text), name).decode("utf-8-sig").replace("\r\n", "\n")
        assert not HIDDEN.search(told.replace("\r", "") if name == "csv" else told)

    shown()


@pytest.mark.parametrize("text", EXAMPLES)
def test_nothing_hidden_or_turning_stays_so_in_office_files(text):
    review = hostile(text)
    word = docx.Document(io.BytesIO(render(review, "letter")))
    assert not HIDDEN.search("\n".join(one.text for one in (*word.paragraphs, *word.comments)))
    for sheet in openpyxl.load_workbook(io.BytesIO(render(review, "xlsx"))):
        assert not HIDDEN.search("\n".join(str(cell.value or "") for row in sheet.iter_rows() for cell in row))


@pytest.mark.parametrize("name", list(RENDERERS))
def test_a_contract_of_the_longest_words_makes_no_endless_report(name):
    assert len(render(hostile("x" * 10_000), name)) < 3_000_000
