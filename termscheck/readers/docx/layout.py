"""From paragraphs to the text and the blocks of a document, and back from its words to the runs of the file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lxml import etree

from termscheck.model import Block, Cell, Origin, Span, View
from termscheck.readers.docx.changes import Changes
from termscheck.readers.docx.numbering import Numbering, indent
from termscheck.readers.docx.paragraphs import Paragraph, Piece
from termscheck.readers.docx.styles import Styles, first
from termscheck.readers.docx.walk import Walk

_DEFAULT_TAB = 36.0  # points


def lay_out(paragraphs: Sequence[Paragraph]) -> tuple[str, tuple[Block, ...]]:
    """The text of a document and its blocks: a line for each, cells of one row parted by tabs."""
    parts: list[str] = []
    blocks: list[Block] = []
    position = 0
    before: Cell | None = None
    for paragraph in paragraphs:
        whole, cell = paragraph.text, paragraph.cell
        words = whole.strip()
        if blocks:
            same_row = before and cell and (before.table, before.row) == (cell.table, cell.row)
            parts.append("\t" if same_row and before != cell else "\n")
            position += 1
        blocks.append(_block(paragraph, position, whole, words))
        parts.append(words)
        position += len(words)
        before = cell
    return "".join([*parts, "\n"]), tuple(blocks)


def _block(paragraph: Paragraph, start: int, whole: str, words: str) -> Block:
    hidden, lead = paragraph.hidden, whole.index(words)
    visible = [piece for piece in paragraph.pieces if not piece.text.isspace() and piece.hidden == hidden]
    label = paragraph.number.label if paragraph.number else ""
    outline_level, kind = _outline_level(paragraph), paragraph.kind
    if kind == "paragraph":
        kind = "heading" if outline_level is not None else "list-item" if label else kind
    return Block(
        span=Span(start, start + len(words)),
        kind=kind,
        label=label,
        list_level=paragraph.place.level if paragraph.place and label else None,
        outline_level=outline_level,
        indent=_left_edge(paragraph, whole[:lead]),
        bold=all(piece.bold for piece in visible),
        centred=first(style.alignment for style in paragraph.styles) == "center",
        hidden=hidden,
        style=paragraph.style_name,
        cell=paragraph.cell,
        origins=tuple(_origins(paragraph, start, lead, len(words))),
    )


def _origins(paragraph: Paragraph, start: int, lead: int, length: int) -> Iterator[Origin]:
    """One for each `w:p` that has a share in the words, which stand at `start` and have blanks before them."""
    begin = 0
    for unit, pieces in paragraph.by_unit():
        end = begin + sum(len(piece.text) for piece in pieces)
        low, high = max(begin, lead), min(end, lead + length)
        if low < high:
            shift = start - lead
            yield Origin(low + shift, high + shift, unit, low - begin, high - begin, paragraph.part)
        begin = end


def _left_edge(paragraph: Paragraph, blanks: str) -> float:
    """Where the words begin: after the number or the typed label that stands in a hanging first line."""
    found = indent(paragraph.styles, paragraph.place)
    left, first_line = found.left or 0.0, found.first or 0.0
    hangs = first_line < 0 and (paragraph.number is not None or "\t" in paragraph.text.strip())
    return round((left if hangs else left + first_line) + blanks.count("\t") * _DEFAULT_TAB, 2)


def _outline_level(paragraph: Paragraph) -> int | None:
    level = first(style.outline_level for style in paragraph.styles)
    if level is None:
        names = (re.fullmatch(r"heading ([1-9])", style.name, re.IGNORECASE) for style in paragraph.styles)
        level = first(int(found[1]) - 1 if found else None for found in names)
    return level if level is not None and 0 <= level <= 8 else None


# --- back to the file ---------------------------------------------------------------------------------------


class Cut(NamedTuple):
    """Characters `[start, end)` of what an element in a run prints: of a `w:t`, its own text; of others, one sign."""

    element: etree._Element
    start: int
    end: int


def pieces_of_part(root: etree._Element, view: View = "final") -> dict[int, list[Piece]]:
    """What each `w:p` of a part was read as, by its number in document order; those without words are left out.

    `root` may come from any parser of the same bytes: with it, a program that edits the file finds its own elements.
    """
    walk = Walk(Numbering(None, Styles(None)), Changes(view, Counter()))
    found = walk.read(root)
    for note in walk.notes.values():
        found.extend(note)
    return {unit: pieces for paragraph in found for unit, pieces in paragraph.by_unit()}


def cuts(pieces: Sequence[Piece], start: int, end: int) -> list[Cut]:
    """The elements that print characters `[start, end)` of a `w:p`, as an `Origin` counts them, with the share of each.

    `pieces` are those of the paragraph, as from `pieces_of_part`.
    """
    found = []
    begin = 0
    for piece in pieces:
        low, high = max(start, begin), min(end, begin + len(piece.text))
        if low < high:
            found.append(Cut(piece.element, piece.at + low - begin, piece.at + high - begin))
        begin += len(piece.text)
    return found
