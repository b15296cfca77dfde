"""A PDF with highlights and notes: the same bytes with something after them, and each highlight on its words."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject

from termscheck.errors import ReadError
from termscheck.model import PageBox, Review, Span
from termscheck.pipeline import check_file
from termscheck.readers import places, read_bytes
from termscheck.renderers.marked import mark_up
from termscheck.renderers.marked.notes import Marks, Note
from termscheck.renderers.marked.pdf import mark_pdf
from tests.readers.pdf_files import column, make_pdf

SAMPLE = Path(__file__).parents[2] / "samples" / "harsh-sub-contract.pdf"
DATA = SAMPLE.read_bytes()
TWO_PAGES = make_pdf(
    column("1. The Contractor shall pay in time.", "2. It may end this at any time.", "", "3. It must give"),
    column("a reason for it, and pay all costs.", "4. All is well."),
)


@pytest.fixture(scope="module")
def sample() -> Review:
    return check_file(SAMPLE)


def marked(data: bytes, *words: str) -> bytes:
    document = read_bytes(data, "a.pdf")
    spans = [Span(start, start + len(one)) for one in words for start in [document.text.index(one)]]
    found = zip(words, places(data, document, spans), strict=True)
    return mark_pdf(data, "a.pdf", Marks(tuple(Note((one, "Why."), at, "high") for one, at in found)))


def annotations(data: bytes, kind: str) -> list[tuple[int, DictionaryObject]]:
    """Page (from 1) and annotation, of one kind."""
    pages = PdfReader(io.BytesIO(data)).pages
    every = [(number, one.get_object()) for number, page in enumerate(pages, 1) for one in page.get("/Annots") or ()]
    return [(number, one) for number, one in every if one["/Subtype"] == f"/{kind}"]


def words_under(data: bytes, page: int, mark: DictionaryObject) -> str:
    """The words that a highlight lies on, by its four-cornered pieces."""
    corners = [float(edge) for edge in mark["/QuadPoints"]]
    with pypdfium2.PdfDocument(data) as pdf:
        text = pdf[page - 1].get_textpage()
        lines = [corners[at : at + 8] for at in range(0, len(corners), 8)]
        return " ".join(text.get_text_bounded(line[0], line[5], line[2], line[1]).strip() for line in lines)


def test_each_highlight_lies_on_its_words_and_holds_its_note() -> None:
    made = marked(TWO_PAGES, "at any time", "All is well.")
    found = annotations(made, "Highlight")

    assert [(page, words_under(made, page, one)) for page, one in found] == [(1, "at any time"), (2, "All is well.")]
    assert [one["/Contents"] for _, one in found] == ["at any time\n\nWhy.", "All is well.\n\nWhy."]
    assert {str(one["/T"]) for _, one in found} == {"termscheck"}
    assert not any("/M" in one or "/CreationDate" in one for _, one in found)


def test_each_highlight_has_a_note_to_open_on_the_page() -> None:
    made = marked(TWO_PAGES, "at any time")
    ((_, mark),), ((_, note),) = annotations(made, "Highlight"), annotations(made, "Popup")

    assert note["/Parent"]["/Contents"] == mark["/Contents"]
    assert mark["/Popup"]["/Rect"] == note["/Rect"]
    assert float(note["/Rect"][2]) <= 612


def test_words_that_go_on_overleaf_are_highlighted_there_too() -> None:
    made = marked(TWO_PAGES, "It must give a reason for it")
    (first, mark), (second, more) = annotations(made, "Highlight")

    assert (first, words_under(made, first, mark)) == (1, "It must give")
    assert (second, words_under(made, second, more)) == (2, "a reason for it")
    assert "This goes on from page 1, where the note is." in str(more["/Contents"])


def test_notes_on_the_same_words_share_a_highlight() -> None:
    made = marked(TWO_PAGES, "at any time", "at any time", "any")
    found = [str(one["/Contents"]) for _, one in annotations(made, "Highlight")]
    assert found == ["at any time\n\nWhy.\n\n* * *\n\nat any time\n\nWhy.", "any\n\nWhy."]


def test_a_note_without_a_place_stands_with_the_first_or_in_the_corner() -> None:
    box = (PageBox(1, 72, 690, 200, 702),)
    lost = Note(("Lost", "Why."), ())
    beside = mark_pdf(TWO_PAGES, "a.pdf", Marks((Note(("First",), box), lost)))
    alone = mark_pdf(TWO_PAGES, "a.pdf", Marks((lost,)))

    assert str(annotations(beside, "Highlight")[0][1]["/Contents"]) == "First\n\n* * *\n\nLost\n\nWhy."
    assert [page for page, _ in annotations(alone, "Highlight")] == [1]


@pytest.mark.parametrize("data", [DATA, TWO_PAGES, b"rubbish\n" + TWO_PAGES])
def test_the_file_is_there_byte_for_byte_and_reads_the_same(data: bytes) -> None:
    document = read_bytes(data, "a.pdf")
    made = mark_pdf(data, "a.pdf", Marks((Note(("One",), places(data, document, [Span(0, 9)])[0], "low"),)))

    assert made.startswith(data)
    assert made == mark_pdf(data, "a.pdf", Marks((Note(("One",), places(data, document, [Span(0, 9)])[0], "low"),)))
    assert read_bytes(made, "a.pdf").text == document.text


def test_what_was_noted_before_stays_and_a_copy_can_be_marked_again() -> None:
    once = marked(TWO_PAGES, "at any time")
    twice = marked(once, "All is well.")
    assert [str(one["/Contents"])[:3] for _, one in annotations(twice, "Highlight")] == ["at ", "All"]


def test_every_finding_of_the_sample_is_noted_on_its_words(sample: Review) -> None:
    made = mark_up(sample, DATA)
    texts = [str(one["/Contents"]) for _, one in annotations(made, "Highlight")]

    assert made.startswith(DATA)
    assert texts[0].startswith("Red: Serious unfair terms found")
    for finding in sample.findings:
        assert any(finding.advice.title in text and finding.advice.suggest in text for text in texts)
    held = {"".join(words_under(made, page, one).split()) for page, one in annotations(made, "Highlight")}
    (paid,) = [one for one in sample.findings if one.rule == "PAY-002" and one.clause_label == "8.5"]
    assert "".join(paid.evidence[0].text.split()) in held


def test_hostile_words_are_shown_and_do_no_harm(sample: Review) -> None:
    finding = sample.findings[0]
    advice = replace(finding.advice, title="A\u202eB (\\) <<>> endobj \x00\ud800 ☑", why="w" * 10_000)
    made = mark_up(replace(sample, findings=(replace(finding, advice=advice),)), DATA)

    (text,) = [str(one["/Contents"]) for _, one in annotations(made, "Highlight") if "endobj" in str(one["/Contents"])]
    assert "A[U+202E]B (\\) <<>> endobj [U+0000][U+D800] ☑" in text
    assert len(text) < 6_000


@pytest.mark.parametrize("method", ["RC4-128", "AES-256"])
def test_a_protected_file_is_refused_in_words(method: str) -> None:
    writer, stream = PdfWriter(clone_from=io.BytesIO(TWO_PAGES)), io.BytesIO()
    writer.encrypt(user_password="", owner_password="secret", algorithm=method)
    writer.write(stream)
    with pytest.raises(ReadError, match=r"a\.pdf: this PDF is protected against changes"):
        marked(stream.getvalue(), "at any time")


def test_a_file_that_cannot_be_added_to_is_refused_in_words(capfd: pytest.CaptureFixture[str]) -> None:
    damaged = TWO_PAGES.replace(b"/Type/Catalog/Pages 2 0 R", b"/Type/Catalog/Pages 9 9 R")
    with pytest.raises(ReadError) as raised:
        mark_pdf(damaged, "a.pdf", Marks((Note(("One",), (PageBox(1, 0, 0, 9, 9),)),)))
    assert str(raised.value).startswith("a.pdf: ")
    assert capfd.readouterr().err == ""


def test_a_page_that_is_not_there_is_refused_in_words() -> None:
    with pytest.raises(ReadError, match="no notes can be added"):
        mark_pdf(TWO_PAGES, "a.pdf", Marks((Note(("One",), (PageBox(7, 0, 0, 9, 9),)),)))


def test_a_reader_sees_the_highlights(sample: Review) -> None:
    with pypdfium2.PdfDocument(mark_up(sample, DATA)) as pdf:
        colours = pdf[6].render(scale=0.5).to_pil().convert("RGB").getcolors(100_000)
    strong = {colour for count, colour in colours if count > 50}
    assert any(red > 240 and green < 170 for red, green, _ in strong)
