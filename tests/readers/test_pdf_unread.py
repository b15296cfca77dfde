"""PDF files and pages that cannot be read, or not fully: what is refused, and what is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from pdf_files import ALSO_FULL, FULL, IMAGE, column, make_pdf, read_pdf, refusal, show

from termscheck.readers.pdf import reader

pytestmark = pytest.mark.usefixtures("without_tesseract")
FILES = Path(__file__).parent / "files"


# --- pages that cannot be read ------------------------------------------------------------------------------


def test_a_scan_without_text_is_refused_with_advice() -> None:
    problem = refusal(make_pdf(IMAGE))
    assert problem.code == "E-NOTEXT"
    assert "ocrmypdf" in str(problem)


def test_a_scan_with_only_a_stamp_on_it_is_refused() -> None:
    assert refusal(make_pdf(IMAGE + "\n" + show(72, 20, "Received 3 May"))).code == "E-NOTEXT"


def drawn(width: int, height: int) -> str:
    """A picture of this size in points."""
    return IMAGE.replace("612 0 0 792 0 0", f"{width} 0 0 {height} 72 100") + "\n"


def test_a_table_pasted_as_a_picture_under_a_heading_is_not_passed_over() -> None:
    pasted = drawn(400, 300) + show(72, 700, "EXHIBIT B - Rates")
    document = read_pdf(make_pdf(column(FULL), pasted), "a.pdf")
    assert [(notice.code, notice.material, notice.pages) for notice in document.notices] == [("N-NO-TEXT", True, (2,))]


def test_words_inside_pictures_on_pages_of_text_are_told_but_not_of_an_emblem_on_every_page() -> None:
    words = column(*[FULL] * 8)
    picture, emblem = drawn(300, 200), drawn(60, 50)
    document = read_pdf(make_pdf(emblem + words, emblem + picture + words, emblem + words), "a.pdf")
    (notice,) = document.notices
    assert (notice.code, notice.material, notice.pages) == ("N-PICTURES", False, (2,))


def test_words_that_lie_over_the_picture_of_a_page_are_said_to_be_recognised() -> None:
    document = read_pdf(make_pdf(IMAGE + "\n" + column(*[FULL] * 8)), "a.pdf")
    assert [(notice.code, notice.pages) for notice in document.notices] == [("N-RECOGNISED", (1,))]


def test_scanned_pages_among_others_are_named() -> None:
    document = read_pdf(make_pdf(column(FULL), IMAGE, column(FULL), IMAGE, IMAGE), "a.pdf")
    (notice,) = document.notices
    assert (notice.code, notice.material, notice.pages) == ("N-NO-TEXT", True, (2, 4, 5))
    assert "pages 2 and 4–5" in notice.message
    assert document.counts["pictures"] == 3


def test_blank_pages_are_nothing_to_speak_of() -> None:
    document = read_pdf(make_pdf("", column(FULL), ""), "a.pdf")
    assert (document.notices, document.pages) == ((), 3)


def test_a_document_of_blank_pages_is_refused() -> None:
    assert refusal(make_pdf("", "")).code == "E-NOTEXT"


def test_letters_drawn_as_shapes_are_no_text() -> None:
    curve = "10 10 m 20 40 30 40 40 10 c 30 5 20 5 10 10 c f"
    assert refusal(make_pdf("\n".join([curve] * 120))).code == "E-NOTEXT"


def test_characters_without_meaning_are_garbled() -> None:
    ranges = "1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfrange <20> <7e> <E020> endbfrange"
    cmap = f"/CIDInit /ProcSet findresource begin begincmap {ranges} endcmap end"
    document = read_pdf(make_pdf(show(72, 700, FULL, "F3"), column(FULL), unicode_map=cmap), "a.pdf")
    (notice,) = document.notices
    assert (notice.code, notice.material, notice.pages) == ("N-GARBLED", True, (1,))


def test_letters_that_make_no_words_are_garbled() -> None:
    shifted = "".join(chr(ord(c) + 3) if c.isalpha() and c.lower() < "w" else c for c in f"{FULL} {ALSO_FULL}")
    half = len(shifted) // 2
    page = column(*[shifted[:half], shifted[half:]] * 4)
    assert [notice.code for notice in read_pdf(make_pdf(page, column(FULL)), "a.pdf").notices] == ["N-GARBLED"]


@pytest.mark.parametrize(
    "words",
    [
        "Le Fournisseur est tenu de payer les sommes dues en vertu du contrat dans un délai de trente jours",
        "THE SUPPLIER SHALL INDEMNIFY THE BUYER AGAINST ALL LOSSES OF WHATEVER KIND THAT IT MAY SUFFER",
        "SL1 95% 10 £372,000 SL2 90% 5 £155,000 SL3 90% 5 £93,000 KPI 4.2.1 RM3830 v1.0 ZZ1 4QT 0161 228 6333",
    ],
)
def test_other_languages_capitals_and_figures_are_not_garbled(words: str) -> None:
    assert read_pdf(make_pdf(column(*[words] * 12)), "a.pdf").notices == ()


# --- files that cannot be read, or not fully ----------------------------------------------------------------


def test_a_locked_file_is_refused() -> None:
    assert refusal((FILES / "locked.pdf").read_bytes()).code == "E-PASSWORD"


def test_a_restricted_file_is_read_with_a_notice() -> None:
    document = read_pdf((FILES / "restricted.pdf").read_bytes(), "a.pdf")
    assert "pay the Charges" in document.text
    assert [(notice.code, notice.material) for notice in document.notices] == [("N-RESTRICTED", False)]


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\nnothing of a PDF", make_pdf(column(FULL))[:200]])
def test_a_damaged_file_is_refused(data: bytes) -> None:
    assert refusal(data).code == "E-CORRUPT"


def test_a_file_without_pages_is_refused() -> None:
    assert refusal(make_pdf()).code == "E-CORRUPT"


def test_a_damaged_page_is_named() -> None:
    data = make_pdf(column(FULL), column(ALSO_FULL)).replace(b"/Kids[8 0 R 10 0 R]", b"/Kids[8 0 R 99 0 R]")
    (notice,) = read_pdf(data, "a.pdf").notices
    assert (notice.code, notice.material, notice.pages) == ("N-DAMAGED", True, (2,))


def test_pages_beyond_the_limit_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_PAGES", 2)
    document = read_pdf(make_pdf(*[column(f"Page {word}.") for word in ("one", "two", "three")]), "a.pdf")
    (notice,) = document.notices
    assert (notice.code, notice.material) == ("N-PAGES", True)
    assert "three" not in document.text
    assert document.pages == 3
    assert document.counts["pages"] == 2


def test_attached_files_are_told() -> None:
    names = "/Names<</EmbeddedFiles<</Names[(terms.docx) 7 0 R]>>>>"
    files = ("<</Type/Filespec/F(terms.docx)/UF(terms.docx)/EF<</F 8 0 R>>>>", "<</Length 2>>stream\nhi\nendstream")
    (notice,) = read_pdf(make_pdf(column(FULL), catalog=names, objects=files), "a.pdf").notices
    assert (notice.code, notice.material) == ("N-ATTACHED", True)


def test_what_was_typed_into_a_form_is_read_at_the_end_of_its_page() -> None:
    fields = (
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(Fee)/V(£900 a day)/Rect[72 500 200 520]>>",
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(Empty)/Rect[72 400 200 420]>>",
        "<</Type/Annot/Subtype/FreeText/Contents(Typed over the page)/Rect[72 300 200 320]>>",
        "<</Type/Annot/Subtype/Text/Contents(A remark)/Rect[72 200 90 220]>>",
        "<</Type/Annot/Subtype/StrikeOut/QuadPoints[72 690 99 690 72 700 99 700]/Rect[72 690 99 700]>>",
    )
    document = read_pdf(
        make_pdf(
            column(FULL, "day."),
            page="/Annots[7 0 R 8 0 R 9 0 R 10 0 R 11 0 R]",
            catalog="/AcroForm<</Fields[7 0 R 8 0 R]>>",
            objects=fields,
        ),
        "a.pdf",
    )
    assert document.text == f"{FULL} day.\nFee: £900 a day\nTyped over the page\n"
    assert [notice.code for notice in document.notices] == ["N-FORM", "N-STRUCK", "N-COMMENTS"]
    assert document.counts["fields"] == 1


def test_an_adobe_form_without_pages_is_refused() -> None:
    catalog = "/NeedsRendering true/AcroForm<</Fields[]/XFA 7 0 R>>"
    page = column("Please wait...", "If this message is not eventually replaced, upgrade your viewer.")
    problem = refusal(make_pdf(page, catalog=catalog, objects=("<</Length 0>>stream\n\nendstream",)))
    assert problem.code == "E-FORMAT"
    assert "print" in str(problem)


def test_progress_counts_pages() -> None:
    seen: list[tuple[str, int, int]] = []
    read_pdf(make_pdf(column(FULL), column(FULL)), "a.pdf", lambda *step: seen.append(step))
    assert seen == [("Reading page", 1, 2), ("Reading page", 2, 2)]
