"""What the reader of the report must know about how a PDF was read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2.raw as pdfium_c

from termscheck.model import Notice
from termscheck.readers.pdf import ocr
from termscheck.readers.pdf.damage import is_damaged
from termscheck.readers.pdf.numbers import Numbers
from termscheck.readers.pdf.pages import Page

_SCAN = 0.8
"""Share of a page that only the picture of a whole page covers."""
_ILLUSTRATION = 0.06
"""Share of a page from which a picture may hold words; emblems and signatures are smaller."""


def _plural(number: int, one: str) -> str:
    return f"{number:,} {one}" if number == 1 else f"{number:,} {one}s"


def _listed(pages: Sequence[int]) -> str:
    """ "pages 3, 5–9 and 12", in words for a sentence's start or middle."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    words = [f"{run[0]}" if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    listed = " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
    return f"{'page' if len(pages) == 1 else 'pages'} {listed}"


def page_notices(pages: Sequence[Page], damaged: Sequence[int]) -> Iterator[Notice]:
    """Pages that were not read, and why."""
    if scanned := tuple(page.number for page in pages if page.state == "no_text"):
        advice = (
            f"{ocr.name()} found no words there, or was not given the time. Look at them yourself."
            if ocr.program()
            else "Install Tesseract, or run OCR on the file (for example with ocrmypdf), and check it again."
        )
        yield Notice(
            "N-NO-TEXT",
            f"Not read, because they are pictures without a text layer: {_listed(scanned)}. {advice}",
            material=True,
            pages=scanned,
        )
    yield from _ocr_notices(pages)
    text = [page for page in pages if page.state == "text" and page.sure is None]
    if recognised := tuple(page.number for page in text if page.picture_share > _SCAN):
        yield Notice(
            "N-RECOGNISED",
            f"The words on {_listed(recognised)} lie over pictures of the pages, where a program for text recognition "
            "puts them. It may have misread some: compare the quotations in this report with the pages.",
            pages=recognised,
        )
    shown = [page for page in text if _ILLUSTRATION < page.picture_share <= _SCAN]
    if shown and len(shown) <= max(3, len(pages) / 2):  # more is the paper that it is printed on
        numbers = tuple(page.number for page in shown)
        yield Notice("N-PICTURES", f"Words inside the pictures on {_listed(numbers)} were not read.", pages=numbers)
    if garbled := tuple(page.number for page in pages if page.state == "garbled"):
        yield Notice(
            "N-GARBLED",
            f"The file does not say which letters it shows on {_listed(garbled)}, so what was read there makes no "
            "sense. Ask for the Word file, or run OCR on the pages.",
            material=True,
            pages=garbled,
        )
    if overloaded := tuple(page.number for page in pages if page.state == "overloaded"):
        yield Notice(
            "N-OVERLOADED",
            f"Not read, because far more is drawn there than a page of text needs: {_listed(overloaded)}. Look at it, "
            "and check its words on their own.",
            material=True,
            pages=overloaded,
        )
    if damaged:
        yield Notice(
            "N-DAMAGED",
            f"Not read, because the file is damaged there: {_listed(damaged)}. Ask for it to be sent again.",
            material=True,
            pages=tuple(damaged),
        )


def _ocr_notices(pages: Sequence[Page]) -> Iterator[Notice]:
    """Pages whose words were read by OCR, and those of them that it is not sure of."""
    read = {page.number: page.sure for page in pages if page.sure is not None}
    if read:
        sure = round(sum(read.values()) / len(read))
        yield Notice(
            "N-OCR",
            f"The words on {_listed(tuple(read))} were read from pictures by text recognition ({ocr.name()}), which is "
            f"{sure}% sure of them. It may have misread or missed some: compare the quotations and clause "
            "numbers in this report with the pages.",
            pages=tuple(read),
        )
    if unsure := {number: sure for number, sure in read.items() if sure < ocr.SURE}:
        told = ", ".join(f"{sure}% on page {number}" for number, sure in unsure.items())
        yield Notice(
            "N-OCR-UNSURE",
            f"Text recognition is not sure what {_listed(tuple(unsure))} says ({told}): count it as not read. Read it "
            "yourself, or ask for the Word file.",
            material=True,
            pages=tuple(unsure),
        )


def damage_notices(data: bytes) -> Iterator[Notice]:
    """That the bytes of the file are not whole."""
    if is_damaged(data):
        yield Notice(
            "N-DAMAGED-FILE",
            "The file is damaged: words or whole pages may be missing where nothing shows it. Ask for it to be sent "
            "again.",
            material=True,
        )


def file_notices(pdf: Any, pages: Sequence[Page], damaged: Sequence[int]) -> Iterator[Notice]:
    """What is true of the file as a whole."""
    total, reached = len(pdf), max([*damaged, pages[-1].number])
    if total > reached:
        yield Notice(
            "N-PAGES",
            f"Only the first {reached:,} of {total:,} pages were read. Split the file and check the rest on its own.",
            material=True,
        )
    if attached := pdf.count_attachments():
        yield Notice(
            "N-ATTACHED",
            f"{_plural(attached, 'file')} attached to this PDF were not read. Save what belongs to the contract on its "
            "own, and check it too.",
            material=True,
        )
    if pdf.get_formtype() == pdfium_c.FORMTYPE_XFA_FULL:
        yield Notice(
            "N-XFA",
            "The file is an Adobe form (XFA): what was typed into it was not read. Print it to a new PDF and "
            "check that.",
            material=True,
        )
    if fields := sum(page.overlay.fields for page in pages):
        yield Notice(
            "N-FORM", f"{_plural(fields, 'form field')} filled in: the values were read at the end of their page."
        )
    if struck := sum(page.overlay.struck for page in pages):
        told = f"{_plural(struck, 'passage')} struck out by hand: they were read as if they stood."
        yield Notice("N-STRUCK", told, material=True)
    if comments := sum(len(page.overlay.comments) for page in pages):
        yield Notice(
            "N-COMMENTS", f"{_plural(comments, 'comment')} in the margin: not part of the contract, not checked."
        )
    if pdfium_c.FPDF_GetSecurityHandlerRevision(pdf.raw) != -1:
        yield Notice(
            "N-RESTRICTED",
            "The file's owner restricts copying or printing. It was read for your own review; mind that when you pass "
            "quotations on.",
        )


def number_notices(numbers: Numbers) -> Iterator[Notice]:
    """Clause numbers that are pictures: what was made of them."""
    total, read = len(numbers.labels), numbers.count
    if not total:
        return
    are = "is a picture" if total == 1 else "are pictures"
    if not read:
        made = "What they say could not be worked out, so those clauses are cited without their numbers."
    elif read == total:
        made = "They were worked out from their shapes and their order."
    else:
        made = (
            f"{read:,} were worked out from their shapes and their order; the others, on {_listed(numbers.unread)}, "
            "could not be, so those clauses are cited without their numbers."
        )
    yield Notice(
        "N-PICTURE-NUMBERS",
        f"{_plural(total, 'clause number')} {are} and not text. {made} Check them in the file before you cite them.",
        pages=numbers.pages,
    )
