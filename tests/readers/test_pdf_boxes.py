"""Where words stand on the pages of a PDF: a highlight made from the boxes covers exactly the words asked for."""

from __future__ import annotations

import os
import random
import re
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdf_files import ALSO_FULL, FULL, column, make_pdf, read_pdf, ruled, show

from termscheck.model import Document, PageBox, Span
from termscheck.readers import open_bytes, places
from termscheck.readers.pdf import Opened, boxes, opened

CORPUS = Path(os.environ.get("TERMSCHECK_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
needs_corpus = pytest.mark.skipif(not (CORPUS / "dev").is_dir(), reason="the corpus is not here: TERMSCHECK_CORPUS")

PARAGRAPH = column(FULL, ALSO_FULL, "payment back.", "", "(a) Another paragraph.")
TABLE = (
    ruled((70, 200, 400), (660, 700, 720))
    + show(75, 706, "Fee        ")
    + show(205, 706, "When payable")
    + show(75, 686, "£100")
    + show(205, 686, "on receipt of payment from")
    + show(205, 672, "the Authority")
)
TORN = column(FULL, "performed by the Contrac-", "tor, whose non-", "refundable fees the Contractor bears.")
LIGATURES = (
    "1 begincodespacerange <00> <ff> endcodespacerange 3 beginbfchar <41> <FB01> <42> <0078> <20> <0020> endbfchar"
)
KINDS = {
    "plain": make_pdf(PARAGRAPH, PARAGRAPH),
    "over the page": make_pdf(column(FULL, "last day of each"), column("month. Then more.", "", "End.")),
    "table": make_pdf(TABLE),
    "torn words": make_pdf(TORN),
    "ligatures": make_pdf(
        show(72, 700, "BA  BAB B", "F3"),
        unicode_map=f"/CIDInit /ProcSet findresource begin begincmap {LIGATURES} endcmap end",
    ),
    "wide blanks": make_pdf(show(72, 700, "one      two") + show(200, 700, "three")),
    "shown sideways": make_pdf(PARAGRAPH, page="/Rotate 90"),
    "upside down": make_pdf(PARAGRAPH, page="/Rotate 180"),
    "drawn sideways": make_pdf(f"0 1 -1 0 760 0 cm {PARAGRAPH}"),
    "drawn and shown sideways": make_pdf(f"0 1 -1 0 760 0 cm {PARAGRAPH}", page="/Rotate 90"),
    "cropped": make_pdf(PARAGRAPH, page="/CropBox[50 50 590 780]"),
    "glued label": make_pdf(show(72, 700, "5.6.10") + show(105, 700, "Buyer pays.")),
}


def bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def under(data: bytes, found: tuple[PageBox, ...]) -> str:
    """The characters whose middle lies under the boxes, as a reader would see them highlighted."""
    pdf = pdfium.PdfDocument(data)
    text = ""
    for box in found:
        page = pdf[box.page - 1].get_textpage()
        for index in range(page.count_chars()):
            left, bottom, right, top = page.get_charbox(index)
            inside = box.left < (left + right) / 2 < box.right and box.bottom < (bottom + top) / 2 < box.top
            text += page.get_text_range(index, 1) if inside else ""
    return text.replace("\ufb01", "fi")


def check(data: bytes, document: Document, spans: list[Span]) -> None:
    for span, found in zip(spans, boxes(Opened(data, "a.pdf"), document, spans), strict=True):
        assert bare(under(data, found)) == bare(document.quote(span)), document.quote(span)


@pytest.mark.parametrize("kind", KINDS)
def test_boxes_hold_exactly_the_words(kind: str) -> None:
    data = KINDS[kind]
    document = read_pdf(data, "a.pdf")
    words = [Span(*found.span()) for found in re.finditer(r"[^\s\W](?:\S*\w)?", document.text)]
    spans = words + [Span(words[i].start, words[i + 2].end) for i in range(len(words) - 2)]
    check(data, document, spans)


@pytest.mark.parametrize("kind", KINDS)
def test_origins_cover_every_block(kind: str) -> None:
    document = read_pdf(KINDS[kind], "a.pdf")
    for block in document.blocks:
        covered = {i for origin in block.origins for i in range(origin.start, origin.end)}
        missing = [document.text[i] for i in range(block.span.start, block.span.end) if i not in covered]
        assert set(missing) <= {" ", "-"}
        assert block.origins[0].start == block.span.start
        assert block.origins[-1].end == block.span.end


def test_one_box_for_each_line_in_the_order_of_the_text() -> None:
    data = KINDS["over the page"]
    document = read_pdf(data, "a.pdf")
    (found,) = places(data, document, [document.blocks[0].span])
    assert [box.page for box in found if isinstance(box, PageBox)] == [1, 1, 2]
    first, second, _ = found
    assert isinstance(first, PageBox)
    assert isinstance(second, PageBox)
    assert first.bottom > second.top
    assert first.left == pytest.approx(72, abs=2)


def test_a_box_is_as_narrow_as_the_words() -> None:
    data = KINDS["plain"]
    document = read_pdf(data, "a.pdf")
    start = document.text.index("Contractor")
    ((box,),) = boxes(Opened(data, "a.pdf"), document, [Span(start, start + len("Contractor"))])
    assert isinstance(box, PageBox)
    assert 45 < box.right - box.left < 60
    assert 5 < box.top - box.bottom < 14


def test_places_are_the_same_on_pages_that_do_not_stay_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    data = KINDS["over the page"]
    with open_bytes(data, "a.pdf") as reading:
        spans = [block.span for block in reading.document.blocks]
        assert reading.pages_open == 2
        kept = reading.places(spans)
    with open_bytes(data, "a.pdf", keep=1) as reading:
        assert reading.pages_open == 0
        assert reading.places(spans) == kept == places(data, reading.document, spans)
    monkeypatch.setattr(opened, "LIGHT", 0)
    with open_bytes(data, "a.pdf") as reading:
        assert reading.places(spans) == kept


def test_words_in_a_form_field_have_the_field_for_a_place() -> None:
    fields = ("<</Type/Annot/Subtype/Widget/FT/Tx/T(Fee)/V(£900 a day)/Rect[72 500 200 520]>>",)
    data = make_pdf(column(FULL, "day."), page="/Annots[7 0 R]", catalog="/AcroForm<</Fields[7 0 R]>>", objects=fields)
    document = read_pdf(data, "a.pdf")
    start = document.text.index("£900")
    assert boxes(Opened(data, "a.pdf"), document, [Span(start, start + 4)]) == [(PageBox(1, 72, 500, 200, 520),)]


def test_blanks_and_breaks_have_no_place() -> None:
    data = KINDS["plain"]
    document = read_pdf(data, "a.pdf")
    end = document.blocks[0].span.end
    assert boxes(Opened(data, "a.pdf"), document, [Span(end, end + 1), Span(3, 4), Span(3, 3)]) == [(), (), ()]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_boxes_lie_on_their_page_whatever_is_asked(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(KINDS)))
    document = read_pdf(KINDS[kind], "a.pdf")
    start = data.draw(st.integers(0, len(document.text)))
    end = data.draw(st.integers(start, len(document.text)))
    (found,) = boxes(Opened(KINDS[kind], "a.pdf"), document, [Span(start, end)])
    for box in found:
        assert isinstance(box, PageBox)
        assert 0 <= box.left < box.right <= 612
        assert 0 <= box.bottom < box.top <= 792
    assert bool(found) == bool(re.search(r"[^\s-]", document.text[start:end])) or "-" in document.text[start:end]


@needs_corpus
def test_random_words_of_real_contracts_are_under_their_boxes() -> None:
    chosen = random.Random(7)
    paths = sorted((CORPUS / "documents" / "ccs").glob("*Schedule_1*.pdf"))
    assert len(paths) >= 4
    for path in paths:
        data = path.read_bytes()
        document = read_pdf(data, path.name)
        words = [Span(*found.span()) for found in re.finditer(r"\w{2,}", document.text)]
        check(data, document, chosen.sample(words, 25))
