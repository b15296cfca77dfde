"""What a reader makes of one file: a `Document` of blocks, with where each stands in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

BlockKind = Literal["paragraph", "heading", "list-item", "cell", "footnote", "endnote", "text-box"]
View = Literal["final", "original"]
"""Tracked changes taken as accepted (final) or as rejected (original)."""
AsideKind = Literal["running-line", "page-number", "header", "footer", "contents", "comment", "deletion", "insertion"]


class Span(NamedTuple):
    """Characters `[start, end)` of the text of the contract's document number `document` (0 when there is one)."""

    start: int
    end: int
    document: int = 0

    def contains(self, other: Span) -> bool:
        """Whether `other` lies wholly within this span."""
        return self.document == other.document and self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.document == other.document and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Cell:
    """The place of a block in a table: number of the table in the document, row and column, all from 0."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Where characters `[start, end)` of `Document.text` stand in the file, so that the original can be marked up.

    In a Word file `unit` is the paragraph (`w:p` of the package's `part` in document order, from 0), and
    `[first, last)` are offsets into that paragraph as it is read, one for one with `[start, end)`. In a PDF `unit` is
    the page, from 1, and `[first, last)` are the characters of a printed line as pdfium counts those of the page; the
    text may have fewer, since blanks are run together. Of words typed into a form field or text box of a PDF `part` is
    "annotation" and `first` the number of the annotation on its page. Of a line read by OCR `part` is "ocr" and `box`
    its left, bottom, right and top, as in `PageBox`.
    """

    start: int
    end: int
    unit: int
    first: int
    last: int
    part: str = ""
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class PageBox:
    """A rectangle on a page of a PDF (from 1): points from the lower left corner of its user space, before rotation."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class RunRange:
    """Characters `[start, end)` of paragraph number `paragraph` of a part of a Word file, as in `Origin`."""

    part: str
    paragraph: int
    start: int
    end: int


Place = PageBox | RunRange
"""Where words stand in the file itself."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item, table cell paragraph or note, as the file has it.

    `label` is a number that the reader *computed* ("12.3", "(a)", "Schedule 2"): Word prints it but does not
    store it, so it is not part of `Document.text`. A number that was typed stays in the text and `label` is
    empty; the segmenter finds it there.
    """

    span: Span
    kind: BlockKind = "paragraph"
    label: str = ""
    list_level: int | None = None
    """Depth in an automatic list, from 0; None when the block is not numbered by Word."""
    outline_level: int | None = None
    """0 for a level-1 heading by style or outline; None for body text, or where the format does not say."""
    indent: float = 0.0
    """Left edge in points; only differences within one document mean something."""
    bold: bool = False
    """True when all visible words are bold: how a heading looks where there are no heading styles."""
    centred: bool = False
    hidden: bool = False
    """Word's hidden text: kept, because a hidden term still binds."""
    style: str = ""
    page: int | None = None
    """Page from 1 where the format has pages (PDF). Word files have none, and none is invented."""
    cell: Cell | None = None
    origins: tuple[Origin, ...] = ()
    """Where the words stand in the file, in the order of the text; empty for plain text, which stands as it is."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that could not be read, resolved or checked, or that a reader of the report must know first.

    A `material` notice means that words of the contract may not have been checked: exit code 3.
    """

    code: str
    message: str
    material: bool = False
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Aside:
    """Words in the file that are no words of the contract, told in the ledger so that nothing is lost unseen.

    `times` says how often they come, `pages` where (PDF, from 1), `by` who wrote a comment or made a change.
    """

    kind: AsideKind
    text: str
    times: int = 1
    pages: tuple[int, ...] = ()
    by: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One file, read.

    `text` is final: the blocks in reading order, each followed by a line break, cells of one table row parted by
    tabs. For a `.txt` file it is the file's content, to the character. `counts` says what was read, for the
    ledger: `paragraphs`, `tables`, `pages`, `insertions`, `deletions`, …
    """

    name: str
    format: str
    """"docx", "pdf", "text", or what LibreOffice turned into a Word file: "odt", "rtf", "doc"."""
    sha256: str
    text: str
    blocks: tuple[Block, ...]
    pages: int | None = None
    notices: tuple[Notice, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    asides: tuple[Aside, ...] = ()
    view: View = "final"
    numbers_doubted: bool = False
    """Whether the file itself shows that the numbers worked out for its clauses may be wrong in places."""
    ocr: Mapping[int, int] = field(default_factory=dict)
    """Pages (from 1) whose words were read by OCR, and how sure it is of them in per cent."""

    @property
    def words(self) -> int:
        """How many words the text has, parted by white space."""
        return len(self.text.split())

    def quote(self, span: Span) -> str:
        """The words at `span`."""
        return self.text[span.start : span.end]
