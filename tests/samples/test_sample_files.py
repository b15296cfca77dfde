"""The samples themselves: real Word and PDF files, and expectations that quote them truly."""

import importlib.util
import io
import re
import sys
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import docx
import pypdfium2
import pytest
import yaml
from docx.oxml import parse_xml
from docx.oxml.ns import qn

SAMPLES = Path(__file__).parents[2] / "samples"
HARSH = "harsh-sub-contract"
JUDGED = (HARSH, "fair-sub-contract", "blank-template")
"""Samples with expectations of what is found in them; of the second draft it is expected what changed."""
NAMES = (*JUDGED, "harsh-sub-contract-draft-2")
every_sample = pytest.mark.parametrize("name", NAMES)
every_judged_sample = pytest.mark.parametrize("name", JUDGED)
TYPED_NUMBER = re.compile(r"\s*(\d+(\.\d+)*[.)]?\s|\([a-z]{1,4}\)\s|Schedule \d)")
RULE_ID = re.compile(r"(PAY|RSK|LIA|TER|CTL|PEO|IPD|VOI|MIS|COM)-\d{3}")
SEVERITIES = {"low", "medium", "high", "critical", None}


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_samples", SAMPLES / "make_samples.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up by name
    sys.path.insert(0, str(SAMPLES))  # as when the script is run
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(SAMPLES))
    return module


@pytest.fixture
def source(maker: ModuleType, name: str) -> Any:
    written = SAMPLES / f"{name}.source.md"
    return maker.read_source(written if written.exists() else SAMPLES / f"{name}.changes.yaml")


@pytest.fixture
def expected(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((SAMPLES / f"{name}.expected.yaml").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture
def pdf_pages(name: str) -> list[str]:
    with pypdfium2.PdfDocument(SAMPLES / f"{name}.pdf") as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


def quotations(expected: dict[str, Any]) -> list[dict[str, Any]]:
    """Every place that the expectations quote, second places included."""
    entries = [entry for key in ("unfair", "quiet", "known", "protections") for entry in expected.get(key, ())]
    entries += [place for entry in expected["unfair"] for place in entry.get("also", [])]
    return [entry for entry in entries if "words" in entry] + [entry["nearest"] for entry in expected["missing"]]


def words_by_citation(source: Any, maker: ModuleType) -> dict[str, list[str]]:
    """What can be cited, with its words: definitions and tables belong to the paragraph above them."""
    found: dict[str, list[tuple[str, ...]]] = {}
    passage: list[tuple[str, ...]] = []
    for block in source.blocks:
        if isinstance(block, maker.Paragraph) and block.cite:
            found[block.cite] = passage = []
        elif isinstance(block, maker.Paragraph) and block.style == "Unnumbered Heading":
            found[block.text] = passage = []
        elif not found:
            continue
        passage += block.rows if isinstance(block, maker.Table) else [(block.text,)]
    plain = {cite: [" | ".join(map(source.plain, row)) for row in rows] for cite, rows in found.items()}
    return plain | {f"Footnote {n}": [source.plain(note)] for n, note in enumerate(source.notes.values(), 1)}


@every_sample
def test_the_word_file_opens_and_its_clauses_are_numbered_by_word_not_typed(name: str) -> None:
    document = docx.Document(str(SAMPLES / f"{name}.docx"))
    styles = [paragraph.style for paragraph in document.paragraphs if paragraph.style]
    numbered = [s.name for s in styles if s.name and s.element.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None]
    patterns = {lvl.get(qn("w:val")) for lvl in document.part.numbering_part.element.iter(qn("w:lvlText"))}

    assert {"%1.", "%1.%2", "(%3)", "(%4)", "Schedule %1", "%2.%3"} <= patterns
    assert len([name for name in numbered if name.startswith("Clause Level")]) > 25
    assert not [p.text for p in document.paragraphs if TYPED_NUMBER.match(p.text)]


def test_the_word_file_has_what_a_reader_must_cope_with() -> None:
    with zipfile.ZipFile(SAMPLES / f"{HARSH}.docx") as word:
        body = word.read("word/document.xml").decode()
        notes = word.read("word/footnotes.xml").decode()

    assert (body.count("<w:ins "), body.count("<w:del ")) == (1, 1)
    assert body.count("<w:tbl>") == 6
    assert "<w:footnoteReference " in body
    assert "ninety (90) days" in notes
    assert re.search(r"REF _Ref_\w+ \\w \\h", body)


@pytest.mark.parametrize("name", [HARSH])
def test_the_pdf_is_as_long_as_a_real_contract_and_shows_the_final_wording(pdf_pages: list[str]) -> None:
    text = " ".join(" ".join(pdf_pages).split())

    assert 15 <= len(pdf_pages) <= 20
    assert "the total liability of the Lead Provider in a Contract Year" in text
    assert "or under any other arrangement with the Lead Provider’s Group" in text
    assert "Error" not in text


@every_sample
def test_the_pdf_was_made_from_this_source(source: Any, pdf_pages: list[str]) -> None:
    furniture = re.compile(rf"^({re.escape(source.header)}|Page \d+ of \d+)\s*$", re.MULTILINE)
    printed = squeezed(" ".join(furniture.sub("", page) for page in pdf_pages))

    lines = source.text().replace("\t", "\n").splitlines()
    assert not [line for line in lines if squeezed(line) not in printed], "run samples/make_samples.py"


def squeezed(text: str) -> str:
    """Without white space and hyphens, which PDF readers put and leave out at the end of a line as they like."""
    return re.sub(r"[\s\x02\ufffe-]", "", text)


@every_judged_sample
def test_every_quotation_stands_in_the_source_at_the_place_that_is_cited(
    source: Any, expected: dict[str, Any], maker: ModuleType
) -> None:
    passages = words_by_citation(source, maker)
    for entry in quotations(expected):
        assert entry["words"] in source.text(), entry
        here = [line for line in passages[entry["clause"]] if entry["words"] in line]
        assert here, f"{entry['clause']} does not say: {entry['words']}"
        if term := entry.get("term"):
            assert here[0].startswith(f"“{term}”")
        if row := entry.get("row"):
            assert here[0].startswith(row)


@every_judged_sample
def test_every_quotation_stands_in_the_word_file_with_the_tracked_changes_accepted(
    name: str, expected: dict[str, Any]
) -> None:
    text = final_text(SAMPLES / f"{name}.docx")

    assert not [entry["words"] for entry in quotations(expected) if entry["words"] not in text]


def final_text(path: Path) -> str:
    with zipfile.ZipFile(path) as word:
        roots = [parse_xml(word.read(f"word/{part}.xml")) for part in ("document", "footnotes")]
    paragraphs = [paragraph for root in roots for paragraph in root.iter(qn("w:p"))]
    return "\n".join("".join(words.text or "" for words in p.iter(qn("w:t"))) for p in paragraphs)


@every_sample
def test_the_cited_clause_numbers_are_the_printed_ones(source: Any, maker: ModuleType, pdf_pages: list[str]) -> None:
    text = " ".join(" ".join(pdf_pages).split())
    paragraphs = [block for block in source.blocks if isinstance(block, maker.Paragraph) and block.change != "deleted"]
    clauses = [block for block in paragraphs if block.style in PRINTED]

    assert len(clauses) > 25
    for block in clauses:
        label = block.label + ("" if "." in block.label else ".")
        opening = " ".join(source.plain(block.text).split()[:5])
        assert f"{label} {opening}" in text, f"{block.cite} is not printed as {label}"


PRINTED = {"Clause Level 1", "Clause Level 2", "Schedule Level 1", "Schedule Level 2"}


@every_judged_sample
def test_the_expectations_name_rules_severities_and_labels_that_exist(expected: dict[str, Any], source: Any) -> None:
    text = source.text()
    parts = ("unfair", "missing", "interactions", "arguable", "quiet", "known", "protections")
    entries = [entry for part in parts for entry in expected.get(part, ())]

    assert all(RULE_ID.fullmatch(entry["rule"]) for entry in entries)
    assert all(entry["severity"] in SEVERITIES for entry in entries if "severity" in entry)
    assert all(label in text for role in ("us", "them", "above") for label in expected["parties"][role])
    found = {entry["rule"] for entry in [*expected["unfair"], *expected["missing"]]}
    assert {part for entry in expected["interactions"] for part in entry["parts"]} <= found


@every_sample
def test_building_again_gives_the_same_word_file(name: str, source: Any, maker: ModuleType) -> None:
    built = maker.build_docx(source)

    with zipfile.ZipFile(io.BytesIO(built)) as fresh, zipfile.ZipFile(SAMPLES / f"{name}.docx") as kept:
        assert fresh.namelist() == kept.namelist()
        for part in ("word/document.xml", "word/footnotes.xml", "word/numbering.xml", "docProps/core.xml"):
            assert fresh.read(part) == kept.read(part), f"{part}: run samples/make_samples.py"


def test_the_second_draft_tracks_what_was_deleted_inserted_and_renumbered() -> None:
    with zipfile.ZipFile(SAMPLES / f"{HARSH}-draft-2.docx") as word:
        body = word.read("word/document.xml").decode()

    assert "<w:delText>forty (40)</w:delText>" in body
    assert re.search(r"<w:rPr><w:ins [^>]+/></w:rPr></w:pPr>", body), "a paragraph that was inserted"
    assert re.search(r"<w:rPr><w:del [^>]+/></w:rPr></w:pPr>", body), "a paragraph that was deleted"
    # a cross-reference to a clause with another number, as Word tracks it when it brings the field up to date
    assert re.search(r"<w:delText>8</w:delText></w:r></w:del><w:ins [^>]+><w:r>.{0,20}<w:t>9</w:t></w:r></w:ins>", body)


def test_a_change_that_fits_no_place_or_several_is_refused(maker: ModuleType) -> None:
    from sample_source import amended

    assert amended("pay {+at once+}{- late-}", [{"find": "at once", "put": "{-at once-}"}]) == "pay {-at once-}"
    for found in ("nowhere", "a"):
        with pytest.raises(ValueError, match=f"places, not one, say '{found}'"):
            amended("a a", [{"find": found, "put": ""}])
