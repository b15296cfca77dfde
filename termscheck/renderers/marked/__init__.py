"""The contract itself, marked up: a Word file with comments and tracked insertions, or a PDF with highlights and notes.

What is there is kept as it is; the copy is a pure function of the review and of the bytes that were read.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING

from termscheck.errors import ReadError
from termscheck.model import Review

if TYPE_CHECKING:
    from termscheck.renderers.house import HouseStyle

MARKED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"docx": (".docx", ".docm", ".dotx", ".dotm"), "pdf": (".pdf",)}
)
"""The formats of marked-up contracts, and the suffixes of the contracts that each is for."""


def mark_up(
    review: Review, data: bytes, document: int = 0, *, redline: bool = False, house: HouseStyle | None = None
) -> bytes:
    """The file of the contract's document number `document`, whose bytes are `data`, with the findings as comments.

    `redline` adds the wording to propose to a Word file as tracked insertions; the comments are in the style of a
    `house` if one is given. Raises `ReadError`: E-PATH when `data` is not what was reviewed, E-FORMAT for plain text
    and for what LibreOffice reads, E-PASSWORD for a PDF that is protected against changes, E-TOOBIG or E-CORRUPT for a
    file that can be read but not written; and `UsageError` for a template of the house that cannot be filled in.
    """
    from termscheck.renderers.marked.notes import Notebook

    read = review.contract.documents[document]
    if sha256(data).hexdigest() != read.sha256:
        raise ReadError("E-PATH", read.name, "the file has changed while it was checked. Check it again.")
    if read.format == "text":
        raise ReadError("E-FORMAT", read.name, "plain text has no room for comments. Ask for a report, such as HTML.")
    if read.format not in MARKED:
        raise ReadError("E-FORMAT", read.name, "only Word files and PDFs are marked up. Save it as .docx first.")
    marks = Notebook(review, document, data, redline, house).marks()
    if read.format == "pdf":
        from termscheck.renderers.marked.pdf import mark_pdf

        return mark_pdf(data, read.name, marks)
    from termscheck.renderers.marked.word import mark_word

    return mark_word(data, read.name, read.view, marks)
