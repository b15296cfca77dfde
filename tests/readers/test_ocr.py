"""Scanned pages: read by Tesseract where it is installed, told as such, and never a silent clean."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageFilter

from termscheck.cli import main
from termscheck.errors import ReadError
from termscheck.model import PageBox, Span
from termscheck.readers import places, programs, read_bytes
from termscheck.readers.pdf import ocr
from tests.readers.pdf_files import column, make_pdf

SAMPLE = Path(__file__).parents[2] / "samples" / "harsh-sub-contract.pdf"
PAYMENT = 6
"""The page of the sample, from 0, on which payment is dealt with."""
FLATTENED = "Nothing becomes payable to the Delivery Partner for a Month before the Commissioner"
WORDS = column(
    "1. Payment",
    "1.1 The Contractor shall pay the Partner within ninety days of a valid invoice.",
    "1.2 The Partner shall indemnify the Contractor against all losses howsoever arising.",
)

needs_tesseract = pytest.mark.skipif(ocr.program() is None, reason="Tesseract with its English is not installed")


def picture_of(data: bytes, page: int = 0, dots: int = 200) -> Image.Image:
    pdf = pdfium.PdfDocument(data)
    made: Image.Image = pdf[page].render(scale=dots / 72, grayscale=True).to_pil().convert("L")
    pdf.close()
    return made


def scan(*pictures: Image.Image, dots: int = 200) -> bytes:
    """A PDF of pictures, as a scanner makes it."""
    made = io.BytesIO()
    pictures[0].save(made, "PDF", resolution=dots, save_all=True, append_images=pictures[1:], quality=80)
    return made.getvalue()


@pytest.fixture(scope="module")
def payment() -> bytes:
    return scan(picture_of(SAMPLE.read_bytes(), PAYMENT))


@pytest.fixture(scope="module")
def small() -> bytes:
    return scan(picture_of(make_pdf(WORDS)))


def codes(data: bytes) -> dict[str, bool]:
    return {notice.code: notice.material for notice in read_bytes(data, "scan.pdf").notices}


@needs_tesseract
def test_a_scanned_page_is_read_with_its_numbers_and_told_as_read_by_ocr(payment: bytes) -> None:
    document = read_bytes(payment, "scan.pdf")
    assert FLATTENED in document.text
    starts = [document.quote(block.span).split()[0] for block in document.blocks]
    assert {"8.4", "8.5", "8.6", "8.7"} <= set(starts), "each clause is a block that begins with its number"
    assert list(document.ocr) == [1]
    assert 85 <= document.ocr[1] <= 100
    assert document.counts["ocr_pages"] == 1
    (notice,) = [one for one in document.notices if one.code == "N-OCR"]
    assert f"{document.ocr[1]}% sure" in notice.message
    assert (notice.material, notice.pages) == (False, (1,))
    assert read_bytes(payment, "scan.pdf") == document, "the same scan gives the same words"


@needs_tesseract
def test_words_read_by_ocr_have_their_place_on_the_page(payment: bytes) -> None:
    document = read_bytes(payment, "scan.pdf")
    start = document.text.index(FLATTENED)
    ((box, *_),) = places(payment, document, [Span(start, start + len(FLATTENED))])
    assert isinstance(box, PageBox)
    original = SAMPLE.read_bytes()
    printed = read_bytes(original, "a.pdf")
    start = printed.text.index(FLATTENED)
    ((true, *_),) = places(original, printed, [Span(start, start + len(FLATTENED))])
    assert isinstance(true, PageBox)
    assert (box.page, true.page) == (1, PAYMENT + 1)
    assert abs(box.bottom - true.bottom) < 6
    assert abs(box.top - true.top) < 6


@needs_tesseract
def test_findings_on_scanned_pages_say_so(
    payment: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("scan.pdf").write_bytes(payment)
    code = main(["check", "scan.pdf", "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert code == 1
    (page,) = told["document"]["ocr"]
    found = [one for one in told["findings"] if one["evidence"]]
    assert "PAY-002" in {one["rule"] for one in found}
    assert all(f"Read by text recognition on page 1 ({page['sure']}% sure)" in one["message"] for one in found)
    assert all(one["confidence"] != "high" for one in found)
    assert main(["check", "scan.pdf"]) == 1
    assert "1 page read by OCR" in " ".join(capsys.readouterr().out.split())
    assert main(["check", "scan.pdf", "--out", "marked.pdf"]) == 1
    assert Path("marked.pdf").stat().st_size > len(payment)


@needs_tesseract
def test_a_page_turned_on_its_side_is_read_as_it_is_shown(small: bytes) -> None:
    turned = scan(picture_of(make_pdf(WORDS)).transpose(Image.Transpose.ROTATE_90))
    pdf = pdfium.PdfDocument(turned)
    pdf[0].set_rotation(90)
    made = io.BytesIO()
    pdf.save(made)
    document = read_bytes(made.getvalue(), "scan.pdf")
    assert "indemnify the Contractor against all losses" in document.text
    start = document.text.index("indemnify")
    ((box,),) = places(made.getvalue(), document, [Span(start, start + 9)])
    assert isinstance(box, PageBox)
    assert box.top - box.bottom > 5 * (box.right - box.left), "on the page itself the line runs upwards"


@needs_tesseract
@pytest.mark.parametrize("how", ["upside down", "blurred"])
def test_what_ocr_cannot_make_out_is_never_a_silent_clean(how: str) -> None:
    picture = picture_of(SAMPLE.read_bytes(), PAYMENT, dots=100)
    spoilt = picture.rotate(180) if how == "upside down" else picture.filter(ImageFilter.GaussianBlur(2))
    try:
        told = {one.code for one in read_bytes(scan(spoilt, dots=100), "scan.pdf").notices if one.material}
    except ReadError as problem:
        told = {problem.code}
    assert told in ({"E-NOTEXT"}, {"N-OCR-UNSURE"})


@needs_tesseract
def test_blank_scanned_paper_is_blank_and_a_picture_without_words_is_named(small: bytes) -> None:
    white = Image.new("L", (1700, 2200), 255)
    grey = Image.radial_gradient("L").resize((1700, 2200))
    words = picture_of(make_pdf(WORDS))
    assert "N-NO-TEXT" not in codes(scan(words, white))
    (notice,) = [one for one in read_bytes(scan(words, grey), "scan.pdf").notices if one.code == "N-NO-TEXT"]
    assert notice.material
    assert notice.pages == (2,)


@needs_tesseract
def test_two_columns_are_read_one_after_the_other() -> None:
    left = [f"Left {number} the Partner shall do what it is told" for number in range(30)]
    right = [f"Right {number} the Contractor may do as it likes" for number in range(30)]
    text = read_bytes(scan(picture_of(make_pdf(column(*left, x=40) + column(*right, x=330)))), "scan.pdf").text
    assert text.index("Left 29") < text.index("Right 0")


@needs_tesseract
def test_a_typed_page_keeps_its_own_words_beside_a_scanned_one(small: bytes) -> None:
    typed, scanned = pdfium.PdfDocument(make_pdf(column("2. The Partner shall insure."))), pdfium.PdfDocument(small)
    typed.import_pages(scanned)
    made = io.BytesIO()
    typed.save(made)
    document = read_bytes(made.getvalue(), "mixed.pdf")
    assert list(document.ocr) == [2]
    assert document.text.startswith("2. The Partner shall insure.\n1. Payment")


@needs_tesseract
@pytest.mark.parametrize(
    ("bound", "value"),
    [("MOST_SECONDS_OF_PAGE", 0.01), ("MOST_SECONDS", 0.5), ("MOST_PAGES", 0), ("MOST_PIXELS_OF_PICTURE", 1_000)],
)
def test_pages_beyond_the_bounds_are_named_as_not_read(
    small: bytes, monkeypatch: pytest.MonkeyPatch, bound: str, value: float
) -> None:
    monkeypatch.setattr(ocr, bound, value)
    with pytest.raises(ReadError) as caught:
        read_bytes(small, "scan.pdf")
    assert caught.value.code == "E-NOTEXT"
    assert "scanned" in str(caught.value)


@needs_tesseract
def test_a_huge_page_is_drawn_small(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []

    def count(picture: Image.Image, *_: object) -> str:
        asked.append(picture.shape)  # type: ignore[attr-defined]
        return ""

    monkeypatch.setattr(ocr, "_asked", count)
    huge = scan(picture_of(make_pdf(WORDS)), dots=9)  # a page five metres high
    with pytest.raises(ReadError):
        read_bytes(huge, "scan.pdf")
    ((height, width),) = asked
    assert height * width <= 1.01 * ocr.MOST_PIXELS


@pytest.mark.parametrize("missing", ["Tesseract", "its English"])
def test_without_tesseract_the_pages_are_named_and_it_is_said_what_to_install(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    def find(*_: str) -> str | None:
        return None if missing == "Tesseract" else "/bin/false"

    monkeypatch.setattr(programs, "find", find)
    scanned = scan(Image.effect_noise((400, 500), 90))
    with pytest.raises(ReadError, match=r"scanned.*Install Tesseract"):
        read_bytes(scanned, "scan.pdf")
    typed, picture = pdfium.PdfDocument(make_pdf(column("2. The Partner shall insure."))), pdfium.PdfDocument(scanned)
    typed.import_pages(picture)
    made = io.BytesIO()
    typed.save(made)
    (notice,) = read_bytes(made.getvalue(), "mixed.pdf").notices
    assert (notice.code, notice.material, notice.pages) == ("N-NO-TEXT", True, (2,))
    assert "Install Tesseract" in notice.message


@needs_tesseract
def test_no_picture_of_a_page_is_written_to_disk(small: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    read_bytes(small, "scan.pdf")
    assert not list(tmp_path.iterdir())
