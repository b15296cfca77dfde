"""Puts together what a Word file says: its paragraphs, what stands beside them, and what must be told of it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from lxml import etree

from termscheck.errors import ReadError
from termscheck.model import Document, Progress, View
from termscheck.readers.docx.asides import Margins, contents_asides, counted
from termscheck.readers.docx.changes import Changes, changes_asides
from termscheck.readers.docx.contents import ContentsLine
from termscheck.readers.docx.fields import CachedReference
from termscheck.readers.docx.layout import lay_out
from termscheck.readers.docx.notices import content_notices, numbers_doubted, package_notices, plural, unread_notice
from termscheck.readers.docx.numbering import BULLET, Numbering
from termscheck.readers.docx.package import Package
from termscheck.readers.docx.paragraphs import Paragraph
from termscheck.readers.docx.references import check_numbers
from termscheck.readers.docx.styles import Styles, W
from termscheck.readers.docx.walk import Walk

MOST_PARAGRAPHS = 200_000

_COUNTED = ("footnotes", "endnotes", "comments", "insertions", "deletions", "tables", "text_boxes", "pictures")


def read_docx(data: bytes, name: str, progress: Progress | None = None, view: View = "final") -> Document:
    """Read a Word file from its bytes; `view` takes its tracked changes as accepted or as rejected.

    `counts` of the result: paragraphs (with words), numbered, tables, footnotes, endnotes, text_boxes, comments,
    insertions, deletions, moves, pictures, headers_footers, embedded (parts not read), placeholders (of content
    controls that nobody filled in), hidden_words, invisible_words (white or too small), covered_words (in cells that
    were merged away, not read), and references with references_agreeing (numbers that Word cached in cross-references
    and tables of contents and that could be held against ours).

    Raises `ReadError`: E-FORMAT (a zip file of another kind), E-CORRUPT, E-PASSWORD, E-UNSAFE, E-TOOBIG, E-NOTEXT.
    """
    package = Package(data, name)
    story = read_story(package, progress, view)
    counts = story.counts
    if not story.paragraphs:
        pictures = counts["pictures"]
        seen = f", only {plural(pictures, 'picture')}" if pictures else ""
        raise package.error("E-NOTEXT", f"there is no text in this file{seen}. Ask for a version with text in it.")
    text, blocks = lay_out(story.paragraphs)
    check_numbers(story.references, story.contents, story.bookmarks, counts)
    margins = Margins(package, story.numbering, view)
    asides = [*margins.asides, *contents_asides(story.contents), *changes_asides(story.changes.left_out, view, text)]
    counts["paragraphs"] = len(blocks)
    counts["numbered"] = sum(block.label not in {"", BULLET} for block in blocks)
    counts["headers_footers"] = sum(r.kind in {"header", "footer"} for r in package.relations(package.main))
    counts["hidden_words"] = sum(_words_that(line, hidden=True) for line in story.paragraphs)
    counts["struck_words"] = story.struck
    counts["invisible_words"] = sum(_words_that(line, hidden=False) for line in story.paragraphs)
    notices = (
        *content_notices(counts, text, view, [*story.watermarks, *margins.watermarks]),
        *package_notices(package, list(_settings(package))),
        *unread_notice(margins.unread),
    )
    return Document(
        name=name,
        format="docx",
        sha256=hashlib.sha256(data).hexdigest(),
        text=text,
        blocks=blocks,
        notices=notices,
        counts={key: counts[key] for key in sorted({*counts, *_COUNTED})},
        asides=counted(asides),
        view=view,
        numbers_doubted=numbers_doubted(counts),
    )


@dataclass(frozen=True, slots=True)
class Story:
    """All that was read of the contract itself: body, text boxes, footnotes and endnotes."""

    paragraphs: list[Paragraph]
    """Those that have words, in reading order."""
    bookmarks: dict[str, Paragraph]
    references: list[CachedReference]
    contents: list[ContentsLine]
    watermarks: list[str]
    numbering: Numbering
    changes: Changes
    counts: Counter[str]
    struck: int
    """Words that a line is drawn through by hand."""


def read_story(package: Package, progress: Progress | None = None, view: View = "final") -> Story:
    """Read the contract in a package: the notes first, since the body says where they stand."""
    root = package.xml(package.main)
    if root.tag != W + "document":
        raise package.error("E-FORMAT", "this is an Office file, but not a Word file. Save it as .docx or PDF.")
    styles, lists = (next(map(package.xml, package.parts(kind)), None) for kind in ("styles", "numbering"))
    numbering, counts = Numbering(lists, Styles(styles)), Counter[str]()
    changes = Changes(view, counts)
    notes: dict[tuple[str, str], list[Paragraph]] = {}
    walks = []
    for part in (*package.parts("footnotes")[:1], *package.parts("endnotes")[:1]):
        notes_root = package.xml(part)
        _count_paragraphs(package, notes_root)
        walks.append(Walk(numbering, changes, part))
        walks[-1].read(notes_root)
        notes |= walks[-1].notes
    total = _count_paragraphs(package, root)
    walk = Walk(numbering, changes, package.main, notes, progress)
    paragraphs = walk.read(root, total)
    if progress:
        progress("Reading paragraphs", total, total)
    walks.append(walk)
    return Story(
        paragraphs,
        {name: target for each in walks for name, target in each.bookmarks.items()},
        [reference for each in walks for reference in each.references],
        [line for each in walks for line in each.contents],
        [mark for each in walks for mark in each.watermarks],
        numbering,
        changes,
        counts,
        _struck_words(root),
    )


def _struck_words(root: etree._Element) -> int:
    """Words whose runs are struck through without a tracked change."""
    words = 0
    for mark in root.iter(W + "strike", W + "dstrike"):
        look = mark.getparent()
        run = None if look is None else look.getparent()
        if run is not None and run.tag == W + "r" and mark.get(W + "val") not in {"0", "false", "off"}:
            words += len("".join(text.text or "" for text in run.iter(W + "t")).split())
    return words


def _count_paragraphs(package: Package, root: etree._Element) -> int:
    total = sum(1 for _ in root.iter(W + "p"))
    if total > MOST_PARAGRAPHS:
        raise package.error("E-TOOBIG", f"the file has more than {MOST_PARAGRAPHS:,} paragraphs.")
    return total


def _settings(package: Package) -> Iterator[etree._Element]:
    """The settings say nothing of the contract's words, so that damage to them does no harm."""
    for part in package.parts("settings")[:1]:
        try:
            yield package.xml(part)
        except ReadError:
            return


def _words_that(paragraph: Paragraph, *, hidden: bool) -> int:
    """How many words of a paragraph are hidden or, of those that are not, cannot be seen on paper."""
    if not any(piece.hidden or piece.invisible for piece in paragraph.pieces):
        return 0
    words = 0
    for kind, pieces in groupby(
        paragraph.pieces, key=lambda p: "hidden" if p.hidden else "white" if p.invisible else ""
    ):
        if kind == ("hidden" if hidden else "white"):
            words += len("".join(piece.text for piece in pieces).split())
    return words
