"""What opens without a number: title, parties, recitals, headings, definitions, table rows, signature block."""

from __future__ import annotations

import re

from termscheck.model import Block, ClauseKind
from termscheck.segment import wording
from termscheck.segment.draft import EARLY, Draft
from termscheck.segment.numbering import Level
from termscheck.segment.tree import Name, Node, key_below, slug

ASIDES = ("footnote", "endnote", "text-box")
"""Kinds of blocks that stand beside the text."""

_WHEREAS = re.compile(r"(?:and\s)?whereas\b(?!\s?:?[ \t]*(?:\n|$))", re.I)


def open_landmark(draft: Draft, name: wording.Landmark, start: int) -> bool:
    """Opens the part of a contract that a paragraph announces, if it can stand here."""
    if name == "signature":
        draft.zone = "signature"
        draft.part(start, Name("", "signature"), "signature")
    elif name == "agreed" and draft.zone in EARLY:
        draft.zone = "body"
        draft.paragraph(draft.division, start, "text")
    elif name == "recital" and draft.zone in EARLY:
        _open_recital(draft, start)
    elif name == "parties" and draft.zone == "front":
        draft.zone = "parties"
        draft.part(start, Name("Parties", "parties"), "parties")
    elif name == "parties" and draft.zone == "parties":
        draft.target = draft.at
    else:
        return False
    return True


def _open_recital(draft: Draft, start: int) -> None:
    headed = not _WHEREAS.match(draft.text, start, start + 40)
    draft.zone = "recitals"
    recitals = next((node for node in draft.at.ancestors() if node.kind == "recital" and node.container), None)
    if headed or not recitals:
        recitals = draft.part(start, Name("Recitals", "recitals"), "recital")
        recitals.container = True
    if not headed:
        draft.paragraph(recitals, start, "recital")


def open_title(draft: Draft, start: int) -> None:
    """Front matter: the lines of a title page are one clause."""
    if draft.at.kind != "title":
        draft.move(draft.add(draft.root, start, Name("", "title"), "title"))
    draft.target = draft.at


def open_aside(draft: Draft, block: Block) -> None:
    """A note, text box or running line: a clause of its own that does not interrupt the one around it."""
    kind: ClauseKind = "text" if block.kind == "text-box" else "note"
    key = f"{draft.at.key}/note-{draft.at.count('note')}".lstrip("/")
    draft.target = draft.add(draft.at, block.span.start, Name(f"Note {block.label}" if block.label else "", key), kind)


def open_heading(draft: Draft, block: Block, text: str) -> None:
    """An unnumbered heading stands beside the clauses whose numbering goes on below it, else above what follows."""
    start = block.span.start
    draft.zone = "body"
    going_on = _goes_on(draft, start)
    rank = block.outline_level if block.outline_level is not None else 9
    if going_on:
        parent = going_on.parent
    else:
        parent = draft.heading(rank) or draft.division
        draft.numbering.close(draft.numbering.base)
    node = draft.add(parent, start, Name("", key_below(parent, slug(text))), "text")
    node.heading, node.container = " ".join(text.split()), True
    if not going_on:
        draft.enter_heading(rank, node)
    draft.move(node)


def _goes_on(draft: Draft, start: int) -> Level | None:
    """The numbering of clauses whose next member comes soonest after a heading."""
    soonest: tuple[int, Level] | None = None
    for level in draft.numbering.inside:
        if level.style in ("decimal", "article") and not level.nested:
            following = draft.numbering.sequence.next(level.successor, start)
            if following is not None and (soonest is None or following < soonest[0]):
                soonest = following, level
    return soonest[1] if soonest else None


def open_definition(draft: Draft, start: int, term: str) -> None:
    """A definition entry: beside the entries before it, else under the clause that is open."""
    draft.zone = "body"
    level = next((level for level in reversed(draft.numbering.stack) if level.style == "term"), None)
    parent = level.parent if level else _above_definitions(draft)
    label = f"{parent.label} “{term}”" if parent.label else f"“{term}”"
    node = draft.add(parent, start, Name(label, key_below(parent, slug(term))), "definition", numbered=True)
    node.heading = term
    draft.move(node)
    if level:
        level.node = node
    else:
        draft.numbering.stack.append(Level("term", parent, node))


def _above_definitions(draft: Draft) -> Node:
    items = {id(level.node) for level in draft.numbering.stack if level.is_list}
    return next(node for node in draft.at.ancestors() if node.container or (node.numbered and id(node) not in items))


def expects_definitions(draft: Draft) -> bool:
    """Whether the open clause lies in a list of definitions, where a term may stand without quotation marks."""
    for node in draft.at.ancestors():
        if node.kind == "definition" or wording.expects_definitions(f"{node.heading} {node.began(draft.text)}"):
            return True
        if node.numbered and "." not in node.label:
            return False
    return False


def read_row(draft: Draft, cells: list[Block]) -> None:
    """A row of a table: a definition in a table of definitions, a part of the signature block, else a clause."""
    cells = [block for block in cells if draft.text[block.span.start : block.span.end].strip()]
    if not cells:
        return
    start = cells[0].span.start
    node = draft.at
    if draft.zone != "signature":
        if term := _row_term(draft, cells):
            open_definition(draft, start, term)
            node = draft.at
        else:
            above = next(above for above in draft.at.ancestors() if above.numbered or above.container)
            draft.move(above)
            part = f"row {above.count('row')}"
            label = f"{above.label} ({part})" if above.label else part.capitalize()
            node = draft.add(above, start, Name(label, key_below(above, slug(part))), "row")
            node.heading = _row_key(draft, cells)
    for block in cells:
        node.say(draft.text, block.span.start, block.span.end)


def open_row_definition(draft: Draft, cells: list[Block]) -> bool:
    """Opens the definition whose term is the first cell of a row, if it is one; the others are still to be read."""
    term = _row_term(draft, cells) if draft.zone != "signature" else ""
    if term:
        start, end = cells[0].span.start, cells[0].span.end
        open_definition(draft, start, term)
        draft.target.say(draft.text, start, end)
    return bool(term)


def _row_key(draft: Draft, cells: list[Block]) -> str:
    """What a row of an order form is about: its first cell (but for a number) where a value stands beside it."""
    numbered = len(cells) > 2 and wording.is_number(draft.text[cells[0].span.start : cells[0].span.end])
    first = cells[1] if numbered else cells[0]
    words = " ".join(draft.text[first.span.start : first.span.end].split()).rstrip(": ")
    beside = cells[-1].cell != first.cell
    return words if beside and wording.is_title_line(words) and wording.words(words) <= 10 else ""


def _row_term(draft: Draft, cells: list[Block]) -> str:
    """The term of a row in a two-column table of definitions, else empty."""
    first, *others = cells
    words = draft.text[first.span.start : first.span.end]
    if len({block.cell.column for block in cells if block.cell}) != 2:
        return ""
    if term := wording.quoted(words):
        return term
    bold = first.bold and not any(block.bold for block in others) and wording.words(words) <= 8
    return " ".join(words.split()) if bold and expects_definitions(draft) else ""
