"""Clause numbers drawn as pictures: worked out where shapes and order prove them, else told."""

from __future__ import annotations

import os
import re
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from pdf_files import make_pdf, read_pdf, show

from termscheck.model import Block, Document
from termscheck.readers import read as read_file
from termscheck.readers.text import opening_label

CORPUS = Path(os.environ.get("TERMSCHECK_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
needs_corpus = pytest.mark.skipif(not (CORPUS / "dev").is_dir(), reason="the corpus is not here: TERMSCHECK_CORPUS")

Label = tuple[str, str]
"""What is drawn before a line, as a picture, and the words of the line; a heading has no picture."""

CLAUSES: list[Label] = [
    ("", "1. PAYMENT"),
    ("1.1", "The Contractor shall pay the Charges."),
    ("1.2", "The Contractor may withhold:"),
    ("1.2.1", "sums that are in dispute; and"),
    ("1.2.2", "sums that"),
    ("(a)", "are late; or"),
    ("(b)", "are wrong."),
    ("1.3", "The rest falls due at once."),
    ("", "2. LIABILITY"),
    ("2.1", "Nobody is liable for what nobody foresaw."),
    ("2.2", "The cap is the sum of the Charges."),
    ("2.3", "This Paragraph survives the end of the Contract."),
]


@cache
def drawn(words: str, font: str = "F1", scale: float = 3.0) -> tuple[int, int, bytes]:
    """A picture of words as a program exports it: width, height and darkness of its pixels, cut close."""
    pdf = pdfium.PdfDocument(make_pdf(show(100, 700, words, font)))
    grey: Any = pdf[0].render(scale=scale, grayscale=True).to_numpy()
    grey = grey.reshape(grey.shape[:2])
    rows, columns = (grey < 128).any(axis=1).nonzero()[0], (grey < 128).any(axis=0).nonzero()[0]
    cut = grey[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return cut.shape[1], cut.shape[0], cut.tobytes()


def document(*pages: list[Label], font: str = "F1", scale: float = 3.0, descends: bool = True) -> Document:
    """A document whose lines have pictures before them."""
    objects: dict[str, bytes] = {}
    contents = []
    for page in pages:
        content, y = "", 740.0
        for label, words in page:
            left = 72.0 if not label else 130.0
            content += show(left, y, words)
            if label:
                width, height, pixels = drawn(label, font, scale)
                if label not in objects:
                    head = f"<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray"
                    objects[label] = f"{head}/BitsPerComponent 8/Length {len(pixels)}>>stream\n".encode() + pixels
                number = list(objects).index(label)
                below = 2.3 if descends and "(" in label else 0.0
                place = f"{width / scale} 0 0 {height / scale} 90 {y - below}"
                content += f"q {place} cm /I{number} Do Q\n"
            y -= 24
        contents.append(content)
    names = "".join(f"/I{i} {7 + i} 0 R" for i in range(len(objects)))
    images = tuple(body + b"\nendstream" for body in objects.values())
    return read_pdf(make_pdf(*contents, resources=f"/XObject<<{names}>>", objects=images), "a.pdf")


def labels(document: Document) -> list[Label]:
    return [(block.label, document.quote(block.span)) for block in document.blocks]


def notice(document: Document) -> str:
    (one,) = [one.message for one in document.notices if one.code == "N-PICTURE-NUMBERS"]
    return one


@pytest.mark.parametrize("scale", [2.0, 3.0, 5.0])
@pytest.mark.parametrize("font", ["F1", "F2"])
def test_numbers_are_worked_out_from_shapes_and_order(font: str, scale: float) -> None:
    read = document(CLAUSES, font=font, scale=scale)
    assert labels(read) == CLAUSES
    assert read.counts["picture_numbers"] == 10
    assert notice(read).startswith("10 clause numbers are pictures and not text. They were worked out")


def test_a_numbering_goes_on_over_the_page_and_starts_again() -> None:
    assert labels(document(CLAUSES[:5], CLAUSES[5:], CLAUSES)) == CLAUSES * 2


def test_indent_is_where_the_words_begin() -> None:
    assert {block.indent for block in document(CLAUSES).blocks if block.label} == {130.0}


def test_headings_may_be_pictures_too() -> None:
    clauses = [(label or words[:2], words if label else words[3:]) for label, words in CLAUSES]
    assert labels(document(clauses)) == clauses


def test_a_number_left_out_does_not_stop_the_others() -> None:
    clauses = [clause for clause in CLAUSES if clause[0] != "2.1"]
    assert labels(document(clauses)) == clauses


def test_a_picture_begins_a_paragraph_even_in_mid_sentence() -> None:
    clauses = [(label, words.rstrip(".;:").lower()) for label, words in CLAUSES]
    assert [label for label, _ in labels(document(clauses))] == [label for label, _ in CLAUSES]


def test_numbers_in_no_order_are_not_guessed_at() -> None:
    shuffled = ["7.4", "3.9", "8.2", "5.6", "4.1", "9.7"]
    read = document([(label, f"Words of clause {word}.") for label, word in zip(shuffled, "ABCDEF", strict=True)])
    assert {label for label, _ in labels(read)} == {""}
    assert "could not be worked out" in notice(read)
    assert [one.pages for one in read.notices] == [(1,)]


def test_one_that_fits_nowhere_is_told_with_its_page() -> None:
    clauses = [*CLAUSES[:4], ("&%#", "sums that are owed."), *CLAUSES[4:]]
    read = document(clauses)
    assert [label for label, _ in labels(read)] == [label.replace("&%#", "") for label, _ in clauses]
    assert "10 were worked out" in notice(read)
    assert "page 1" in notice(read)


@pytest.mark.parametrize("sign", ["x", "OK", "A+B", "E=mc"])
def test_ticks_and_icons_are_no_numbers(sign: str) -> None:
    read = document([(sign, f"Item {word} of the list.") for word in "ABCDEFGH"])
    assert {label for label, _ in labels(read)} == {""}
    assert read.notices == ()
    assert read.counts["picture_numbers"] == 0


@pytest.mark.parametrize(("left", "scale"), [(60.0, 0.6), (130.0, 3.0)], ids=["scans", "formulas"])
def test_large_pictures_and_those_within_a_line_are_no_numbers(left: float, scale: float) -> None:
    """Three signatures as tall as three lines stand before their names; three formulas stand in mid-sentence."""
    images, content = [], ""
    for index, words in enumerate(["1.1", "1.2", "1.3"]):
        width, height, pixels = drawn(words)
        head = f"<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray"
        images.append(f"{head}/BitsPerComponent 8/Length {len(pixels)}>>stream\n".encode() + pixels + b"\nendstream")
        y = 700 - 60 * index
        before, after = ("", "A. Person, director") if scale < 1 else ("The sum is", "for each of the periods")
        content += show(72, y, before) + show(170, y, after)
        content += f"q {width / scale} 0 0 {height / scale} {left} {y} cm /I{index} Do Q\n"
    names = "".join(f"/I{i} {7 + i} 0 R" for i in range(3))
    read = read_pdf(make_pdf(content, resources=f"/XObject<<{names}>>", objects=tuple(images)), "a.pdf")
    assert len(read.blocks) == 3
    assert {block.label for block in read.blocks} == {""}
    assert read.notices == ()


def test_every_word_is_still_there() -> None:
    words = re.findall(r"\w+", " ".join(words for _, words in CLAUSES))
    assert re.findall(r"\w+", document(CLAUSES).text) == words


@needs_corpus
def test_real_contracts_have_the_numbers_that_word_computes() -> None:
    """Files whose numbers are pictures, beside the Word files they were made from."""
    compared = 0
    for path in sorted((CORPUS / "documents" / "ccs").glob("*.pdf")):
        pdf = read_file(path) if path.with_suffix(".docx").is_file() else None
        if pdf is None or pdf.counts["picture_numbers"] < 20:
            continue
        wanted = [block.label.rstrip(".") for block in read_file(path.with_suffix(".docx")).blocks if block.label]
        got = [printed(pdf, block).rstrip(".") for block in pdf.blocks if printed(pdf, block)]
        same = SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks()
        assert sum(part.size for part in same) >= 0.98 * len(wanted), path.name
        assert "could not be" not in notice(pdf)
        compared += 1
    assert compared >= 3


def printed(pdf: Document, block: Block) -> str:
    label = opening_label(pdf.quote(block.span))
    return block.label or (label.text if label else "")
