"""How an exposure is told: the report, the page, the summary, JSON and the workbook."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal

import jsonschema
import lxml.html
import openpyxl
import pytest
from contracts import contract, sample

from termscheck.exposure import exposure
from termscheck.exposure.ledger import ledger
from termscheck.exposure.model import Inputs
from termscheck.exposure.sums import rounded
from termscheck.renderers import render
from termscheck.renderers.exposure import RENDERERS
from termscheck.wire.reading import read_review
from termscheck.wire.schema import json_schema

SAID = Inputs(annual_value=Decimal(240_000), monthly_cost=Decimal(19_500), reserves=Decimal(60_000))
HOSTILE = (
    '“Annual Price” means £120,000 <script>alert(1)</script> =HYPERLINK("http://example.invalid") \u202egnp.exe',
    "=cmd|’ /C calc’!A0 The Contractor shall pay each invoice within ninety (90) days <img src=x onerror=y>.",
)


def words(element):
    return " ".join(element.text_content().split())


def told(review, name, inputs=SAID):
    return RENDERERS[name](review, exposure(review, inputs))


@pytest.fixture(scope="module")
def section():
    """The section of the report of the harsh contract, nothing said."""
    tree = lxml.html.document_fromstring(render(sample("harsh-sub-contract"), "html"))
    return tree.xpath("//section[@aria-labelledby='exposure']")[0]


# --- for people -----------------------------------------------------------------------------------------


def test_a_report_without_figures_tells_shares_and_how_to_give_figures(section):
    said = words(section)
    assert "all is told as a share of it. Put in your own figures" in said
    assert "termscheck exposure contract.docx --annual-value" in said
    assert re.search(r"in the first year, if all goes as expected about \d+% of a year’s price, in month \d+", said)
    assert "no ceiling" in said
    assert "£" not in words(section.xpath(".//dl[contains(@class, 'money')]")[0])


def test_terms_lead_to_their_clauses_in_the_report(section):
    links = section.xpath(".//a[starts-with(@href, '#clause-')]")
    assert "Clause 8.5" in [words(link) for link in links]


def test_a_report_with_figures_tells_pounds_and_reserves():
    review = replace(sample("harsh-sub-contract"), inputs=SAID)
    tree = lxml.html.document_fromstring(render(review, "html"))
    said = words(tree.xpath("//section[@aria-labelledby='exposure']")[0])
    assert "Put in your own figures" not in said
    assert re.search(r"about £[\d,]+, in month \d+: [\d.]+(%| times) (of )?your reserves of £60,000", said)


def test_the_chart_is_told_in_words_and_in_a_table(section):
    (chart,) = section.xpath(".//figure[@class='cash']//svg")
    assert chart.get("role") == "img"
    assert chart.get("aria-label").startswith(
        "What has come in less what has gone out, month by month: as expected falls"
    )
    lines = chart.xpath("./polyline")
    assert len(lines) == 5
    assert len({line.get("stroke-dasharray") for line in lines}) == 5  # told apart without colour
    assert not chart.xpath(".//@style | .//@fill | .//@stroke")
    balances = section.xpath(".//table[caption='Balance at the end of a month']")[0]
    assert [words(cell) for cell in balances.xpath("./thead/tr/th")][:2] == ["Month", "A: As expected"]
    assert words(balances.xpath("./tbody/tr[1]")[0]).startswith("Month 0 0% 0%")


def test_every_figure_has_its_arithmetic(section):
    terms = section.xpath(".//details//dl/div")
    assert len(terms) == len(exposure(sample("harsh-sub-contract")).figures)
    assert all("=" in words(row) or ":" in words(row) for row in terms)


def test_the_page_opens_and_runs_nothing():
    page = told(sample("harsh-sub-contract"), "html").decode()
    tree = lxml.html.document_fromstring(page)
    assert not tree.xpath("//script | //iframe | //img | //*[@style]")
    assert all(link.startswith("#") for link in tree.xpath("//@href") if not link.startswith("data:"))
    assert "default-src 'none'" in page


def test_an_id_stands_once(section):
    tree = lxml.html.document_fromstring(render(sample("harsh-sub-contract"), "html"))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("sum_", "said"),
    [(0, "nothing"), (49, "nothing"), (1_234, "about £1,200"), (51_667, "about £51,700"), (948_739, "about £949,000"),
     (-809_239, "about −£809,000"), (3_640_572, "about £3.64 million")],
)  # fmt: skip
def test_sums_are_rounded_for_people(sum_, said):
    assert rounded(Decimal(sum_)) == said


def test_the_same_review_gives_the_same_bytes():
    review = sample("harsh-sub-contract")
    for name in RENDERERS:
        assert told(review, name) == told(review, name), name


# --- hostile text ---------------------------------------------------------------------------------------


def test_words_of_the_contract_are_text_in_every_format():
    review = contract(*HOSTILE)
    page = told(review, "html").decode()
    assert not lxml.html.fromstring(page).xpath(".//script | .//img | .//*[@onerror]")
    assert "\u202e" not in page
    assert "\u202e" not in told(review, "text").decode()


def test_no_cell_with_words_of_the_contract_begins_a_formula():
    book = openpyxl.load_workbook(io.BytesIO(told(contract(*HOSTILE), "xlsx")))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert not re.search(r"HYPERLINK|cmd|calc", cell.value)
                    assert sheet.title not in ("Terms", "Workings", "What to negotiate")
                elif isinstance(cell.value, str):
                    assert not cell.value.lstrip("“‘\"' ").startswith(("=", "+", "@")) or cell.value.startswith("'")


# --- for programs ---------------------------------------------------------------------------------------


def test_the_json_follows_the_schema_of_a_review():
    review = replace(sample("harsh-sub-contract"), inputs=SAID)
    data = json.loads(json.dumps(review.to_dict()))
    jsonschema.Draft202012Validator(json_schema()).validate(data)
    assert data["exposure"] == json.loads(told(review, "json"))
    assert data["exposure"]["inputs"] == {"annual_value": "240000", "monthly_cost": "19500", "reserves": "60000"}


def test_an_older_report_without_an_exposure_is_still_read(tmp_path):
    data = sample("harsh-sub-contract").to_dict()
    del data["exposure"]
    path = tmp_path / "old.json"
    path.write_text(json.dumps(data), "utf-8")
    assert "exposure" not in read_review(path)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_workbook_works_out_what_the_program_does(tmp_path):
    said = replace(
        SAID, staff=4, redundancy_each=Decimal(1500), setup_cost=Decimal(3000), expected_rate=Decimal(45),
        planned_rate=Decimal(50), inflation=Decimal("2.5"),
        terms={"retention": Decimal("7.5"), "release-months": Decimal(5), "termination-payment": Decimal(40),
               "tail-kept": Decimal(0), "exit-days": Decimal(40), "prime-fee": Decimal(4)},
    )  # fmt: skip
    review = sample("harsh-sub-contract")
    worked = exposure(review, said)
    (tmp_path / "cost.xlsx").write_bytes(RENDERERS["xlsx"](review, worked))
    sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", sheet, "--outdir", tmp_path, tmp_path / "cost.xlsx"]
    subprocess.run(command, check=True, capture_output=True, timeout=500)
    for one in worked.ledgers:
        text = (tmp_path / f"cost-{one.scenario.name}.csv").read_text("utf-8")
        rows = [row for row in csv.reader(io.StringIO(text)) if row[0].isdigit()]
        assert len(rows) == len(one.months)
        for row, month in zip(rows, one.months, strict=True):
            assert abs(Decimal(row[9]) - month.balance) < Decimal("0.5"), (one.scenario.name, month.number)
            assert abs(Decimal(row[4]) - month.paid_out) < Decimal("0.02")
    assert any(ledger(worked.deal, one.scenario).outcome for one in worked.ledgers)
