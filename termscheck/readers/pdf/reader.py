"""The PDF reader's course: pages, then furniture, then paragraphs, then the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import chain
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from termscheck.errors import ReadError
from termscheck.model import Aside, Block, BlockKind, Cell, Document, Origin, Progress, Span
from termscheck.readers.pdf import ocr
from termscheck.readers.pdf.footnotes import part_notes, text_size
from termscheck.readers.pdf.furniture import Spot, asides, furniture
from termscheck.readers.pdf.hyphens import Vocabulary
from termscheck.readers.pdf.lines import MOST_CHARACTERS
from termscheck.readers.pdf.notices import damage_notices, file_notices, number_notices, page_notices
from termscheck.readers.pdf.numbers import work_out
from termscheck.readers.pdf.opened import Opened
from termscheck.readers.pdf.pages import Page, read_page
from termscheck.readers.pdf.runon import run_on
from termscheck.readers.text import Layout, Line

MOST_PAGES = 2_000
ANNOTATION = "annotation"
"""The part of a page's `Origin` whose characters stand in an annotation: `first` is its number on the page."""


def read_opened(opened: Opened, progress: Progress | None = None) -> Document:
    """Read an open PDF, which stays so.

    `counts` of the result: pages (read), paragraphs, tables, furniture_lines (left out), pictures (pages that have
    any), picture_numbers (clause numbers drawn as pictures, worked out), fields (filled in), comments and ocr_pages.

    Raises `ReadError`: E-CORRUPT, E-FORMAT (a form that only Adobe's programs show), E-NOTEXT.
    """
    data, name = opened.data, opened.name
    pages, damaged = _read_pages(opened, name, progress)
    pdf = opened.pdf
    pages = ocr.recognised(pdf, pages, progress)
    notices = [*damage_notices(data), *file_notices(pdf, pages, damaged), *page_notices(pages, damaged)]
    total = len(pdf)
    shell = pdf.get_formtype() == pdfium_c.FORMTYPE_XFA_FULL
    if shell and any("Please wait" in line.text for line in pages[0].lines[:3]):
        raise ReadError(
            "E-FORMAT", name, "this is an Adobe form (XFA) without pages. Open it in Acrobat and print it to a new PDF."
        )
    _refuse_wordless(pages, name)
    return _document(pages, Document(name, "pdf", sha256(data).hexdigest(), "", (), total, tuple(notices)))


def _read_pages(opened: Opened, name: str, progress: Progress | None) -> tuple[list[Page], list[int]]:
    """The pages as far as the limits allow, and the numbers of those that are damaged. Raises E-CORRUPT."""
    pages: list[Page] = []
    damaged: list[int] = []
    tables = characters = 0
    total = min(len(opened.pdf), MOST_PAGES)
    for number in range(1, total + 1):
        if progress:
            progress("Reading page", number, total)
        try:
            page = read_page(opened, number, tables)
        except pdfium.PdfiumError:
            damaged.append(number)
            continue
        pages.append(page)
        tables += len(page.tables)
        characters += sum(len(line.text) for line in page.lines)
        if characters > MOST_CHARACTERS:
            break
    if not pages:
        raise ReadError("E-CORRUPT", name, "no page of the file can be opened. Ask for it to be sent again.")
    return pages, damaged


def _refuse_wordless(pages: Sequence[Page], name: str) -> None:
    states = {page.state for page in pages}
    if any(page.overlay.typed for page in pages):
        return
    if states <= {"blank"}:
        raise ReadError("E-NOTEXT", name, "all its pages are blank. Check that it is the right file.")
    if states <= {"blank", "no_text"}:
        raise ReadError("E-NOTEXT", name, f"it is scanned: it has no text layer{_no_words_why()}")
    if states <= {"blank", "no_text", "overloaded"}:
        raise ReadError(
            "E-NOTEXT", name, "its pages are drawings without words that can be read. Ask for the Word file."
        )


def _no_words_why() -> str:
    if ocr.program():
        return ", and text recognition found no words in it. Ask for the Word file, or for a clearer scan."
    return (
        ". Install Tesseract, which termscheck then uses, or run OCR first (for example with ocrmypdf) and check the "
        "result."
    )


def _document(pages: Sequence[Page], empty: Document) -> Document:
    """The document that `empty` becomes when it gets the words of its pages."""
    left_out = furniture(pages)
    numbers = work_out(pages, left_out)
    body, notes = list[list[Line]](), list[list[Line]]()
    size = text_size(pages)
    for i, page in enumerate(pages):
        words = [numbers.put_before(i, j, line) for j, line in enumerate(page.lines) if Spot(i, j) not in left_out]
        for part, lines in zip((body, notes), part_notes(page, words, size), strict=True):
            part.append(lines)
    kept = [line for lines in run_on(body, [columns for page in pages for columns in page.tables]) for line in lines]
    typed = [_typed_line(page, words.text, words.annotation) for page in pages for words in page.overlay.typed]
    layout, vocabulary = Layout([*kept, *chain(*notes), *typed]), Vocabulary([*kept, *chain(*notes)])
    groups = [
        *(_Group("cell" if group[0].cell else "paragraph", group) for group in layout.paragraphs(kept)),
        *(_Group("footnote", group) for lines in notes for group in layout.paragraphs(lines)),
        *(_Group("paragraph", [line]) for line in typed),
    ]
    groups.sort(key=lambda group: group.lines[0].page)
    text, blocks = _lay_out(groups, layout, vocabulary)
    counts = {
        "pages": len(pages),
        "paragraphs": len(blocks),
        "tables": len({block.cell.table for block in blocks if block.cell}),
        "furniture_lines": len(left_out),
        "pictures": sum(page.pictures > 0 for page in pages),
        "picture_numbers": numbers.count,
        "fields": sum(page.overlay.fields for page in pages),
        "comments": sum(len(page.overlay.comments) for page in pages),
        "ocr_pages": sum(page.sure is not None for page in pages),
    }
    notices = (*empty.notices, *number_notices(numbers))
    return replace(
        empty,
        text=text,
        blocks=blocks,
        counts=counts,
        notices=notices,
        ocr={page.number: page.sure for page in pages if page.sure is not None},
        asides=(*asides(pages, left_out), *_comments(pages)),
    )


def _comments(pages: Sequence[Page]) -> list[Aside]:
    return [
        Aside("comment", comment.text, pages=(page.number,), by=comment.by)
        for page in pages
        for comment in page.overlay.comments
    ]


def _typed_line(page: Page, words: str, annotation: int) -> Line:
    """Words that were laid over a page, as a line at its end."""
    return Line(words, 0.0, 0.0, page.height, 10.0, page.number, start=annotation, end=annotation + 1, part=ANNOTATION)


class _Group(NamedTuple):
    """Lines that are one block."""

    kind: BlockKind
    lines: Sequence[Line]


def _lay_out(groups: Sequence[_Group], layout: Layout, vocabulary: Vocabulary) -> tuple[str, tuple[Block, ...]]:
    """The text of the document and its blocks: a line for each, cells of one row parted by tabs."""
    parts: list[str] = []
    blocks: list[Block] = []
    position = 0
    before: Cell | None = None
    for kind, group in groups:
        (words, ranges), first = vocabulary.paragraph(group), group[0]
        if blocks:
            parts.append("\t" if _same_row(before, first.cell) else "\n")
            position += 1
        origins = (
            Origin(position + start, position + end, line.page, line.start, line.end, line.part, line.box)
            for (start, end), line in zip(ranges, group, strict=True)
        )
        blocks.append(
            Block(
                Span(position, position + len(words)),
                kind=kind,
                label=first.label or "",
                indent=first.left,
                bold=all(line.bold for line in group),
                centred=layout.is_centred(group),
                page=first.page,
                cell=first.cell,
                origins=tuple(origins),
            )
        )
        parts.append(words)
        position += len(words)
        before = first.cell
    return "".join([*parts, "\n"]), tuple(blocks)


def _same_row(before: Cell | None, cell: Cell | None) -> bool:
    """Whether a cell stands in the row of the one before, and is another."""
    return bool(before and cell and before != cell and (before.table, before.row) == (cell.table, cell.row))
