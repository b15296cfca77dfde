"""Builds the tree of clauses: one pass over the blocks, one stack of open numbering, no recursion.

Words go to the clause that is open (`at`). A label opens the next clause when it fits the numbering (`fit`), a
heading or landmark moves to another part of the contract, and everything else is text of the clause it follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, groupby
from typing import Literal

from termscheck.model import Block, Clause, ClauseKind, Document
from termscheck.segment import wording
from termscheck.segment.fit import BEGIN, DOUBT, EXACT, JUMP, Level, Look, Offer, offers
from termscheck.segment.furniture import contents_and_page_numbers, running_lines
from termscheck.segment.labels import Label, Reading
from termscheck.segment.marks import Mark, Sequence, marks_of, places
from termscheck.segment.tree import DEEPEST, Node, finish, joined, name_headings, slug

Zone = Literal["front", "parties", "recitals", "body", "signature"]

_FAR = 8000
"""Characters within which the second member of a list inside a paragraph must follow the first."""

_AFTER_LABEL = re.compile(r"[\s.:–—-]*")
_NAMED_NUMBERS = {"I", "V", "X"}


def segment(document: Document, index: int = 0) -> tuple[Clause, ...]:
    """The clauses of a document in document order.

    `index` is the document's number in its contract: it goes into every span, and from 1 on into the ids ("d2:7.2.a").
    Words that lie in no clause are typed labels, tables of contents, page numbers, headers and footers.
    """
    outline = _Outline(document)
    outline.read()
    name_headings(document.text, outline.nodes)
    return finish(document, outline.nodes, index)


class _Outline:
    def __init__(self, document: Document) -> None:
        self.text = document.text
        self.blocks = document.blocks
        outside = contents_and_page_numbers(document)
        self.running = running_lines(document, outside)
        self.order = [index for index in range(len(self.blocks)) if index not in outside]
        self.marks = {index: marks_of(self.blocks[index], self.text) for index in self.order}
        _withdraw_listed_divisions(self.order, self.marks)
        self.sequence = Sequence(chain.from_iterable(self.marks[index] for index in self.order))
        self.nodes: list[Node] = []
        self.stack: list[Level] = []
        self.headings: list[tuple[int, Node]] = []
        self.at: Node | None = None
        self.target: Node | None = None
        self.zone: Zone = "front"
        self.since = 0
        """Where the words of the open clause begin: the end of its label."""

    # --- blocks -------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Reads all blocks, a row of a table at a time."""
        for row, group in groupby(self.order, self._row):
            indexes = list(group)
            if row is not None and not self._is_laid_out(indexes):
                self._table_row(indexes)
                continue
            for index in indexes:
                self._block(index)
        self._truncate(0)

    def _row(self, index: int) -> tuple[int, int] | None:
        cell = self.blocks[index].cell
        return (cell.table, cell.row) if cell else None

    def _block(self, index: int) -> None:
        block = self.blocks[index]
        position, end = block.span.start, block.span.end
        begun = False
        for mark in () if self._is_aside(index) else self.marks[index]:
            if mark.start < position or (mark.chained and self.text[self.since : mark.start].strip()):
                continue
            if not begun and self.text[position : mark.start].strip():
                self._begin(index)
                begun = True
            if self._take(mark, block, position):
                begun = True
                position = self.since = max(mark.end, self._skip(mark, end))
        if not begun:
            self._begin(index)
        self._say(position, end)

    def _take(self, mark: Mark, block: Block, position: int) -> bool:
        """Opens what the mark stands for, if it fits, after handing over the words before it."""
        if mark.role == "landmark":
            name = wording.landmark(self.text[mark.start : mark.start + wording.LOOK])
            if not name or not (name == "signature" or self.zone in ("front", "parties", "recitals")):
                return False
            self._say(position, mark.start)
            return self._landmark(name, mark.start)
        if mark.role == "term":
            if self.zone == "signature":
                return False
            self._say(position, mark.start)
            self._term(mark.start, wording.defined_term(self.text, mark.start))
            return True
        return mark.label is not None and self._label(mark, mark.label, block, position)

    def _skip(self, mark: Mark, end: int) -> int:
        """The end of a label with the dash or colon after it."""
        if mark.label and (mark.label.word or mark.computed):
            found = _AFTER_LABEL.match(self.text, mark.end, end)
            return found.end() if found else mark.end
        return mark.end

    def _say(self, start: int, end: int) -> None:
        if self.target:
            self.target.say(self.text, start, end)

    # --- unlabelled paragraphs ----------------------------------------------------------------------------

    def _is_aside(self, index: int) -> bool:
        return index in self.running or self.blocks[index].kind in ("footnote", "endnote", "text-box")

    def _begin(self, index: int) -> None:
        """Decides whose words an unlabelled paragraph is; they are handed over by `_say`."""
        block = self.blocks[index]
        text = self.text[block.span.start : min(block.span.end, block.span.start + wording.LOOK)].strip()
        if not text:
            self.target = None
        elif self._is_aside(index):
            self._aside(block)
        elif self.zone == "signature" and not self._leaves_signature(block, text):
            self.target = self.at
        elif not (self._continues(block, text) or self._opens_part(block, text)):
            self._follow(index, block, text)

    def _aside(self, block: Block) -> None:
        """A note, text box or running line: a clause of its own that does not interrupt the one around it."""
        parent = self.at.at_most(DEEPEST - 1) if self.at else None
        number = parent.count("note") if parent else len(self.nodes) + 1
        kind: ClauseKind = "text" if block.kind == "text-box" else "note"
        label = f"Note {block.label}" if block.label else ""
        self.target = self._node(parent, block.span.start, label, joined(parent, "/", f"note-{number}"), kind, numbered=False)

    def _leaves_signature(self, block: Block, text: str) -> bool:
        styled = block.kind == "heading" or block.outline_level is not None
        if wording.is_signing(text) or not (styled or block.span.end - block.span.start > 400):
            return False
        self.zone = "body"
        self._move(self._division)
        return True

    def _continues(self, block: Block, text: str) -> bool:
        """A sentence that goes on after a page's end, or the words of a label that stood alone."""
        at = self.at
        if not at or at.kind == "title":
            return False
        said = at.said(self.text)
        if not at.own:
            fits = at.numbered and (not at.container or wording.is_title_line(text))
            if fits and at.container:
                at.heading = " ".join(text.split())
        else:
            small = text[:1].islower()
            longer = wording.words(said) > 8 and not wording.is_heading(block, text)
            fits = not at.container and wording.is_unfinished(said) and (small or longer) and not block.cell
            fits = fits and not (wording.landmark(text) and not small)
            fits = fits and not (small and said.endswith(",") and self._is_item(at))  # flush text of the list's parent
        if fits:
            self.target = at
        return fits

    def _opens_part(self, block: Block, text: str) -> bool:
        start = block.span.start
        name = wording.landmark(text)
        if name and not block.cell and self._landmark(name, start):
            return True
        if not block.cell and wording.is_heading(block, text) and not (self.zone == "front" and not self._any_later(start)):
            if self.zone == "front" and block.kind != "heading" and block.outline_level is None:
                return self._title(start)
            self._heading(block, text)
            return True
        term = wording.defined_term(text)
        if not term and self.at and self._expects_definitions():
            term = wording.defined_term(text, bare=True)
        if term and self.zone in ("front", "body"):
            self.zone = "body"
            self._term(start, term)
            return True
        return self.zone == "front" and wording.is_title_line(text) and self._any_later(start) and self._title(start)

    def _any_later(self, start: int) -> bool:
        """Whether anything but this paragraph follows: the only line of a text is its text, not its title."""
        return bool(self.text[start:].partition("\n")[2].strip()) if len(self.text) < 5000 else True

    def _expects_definitions(self) -> bool:
        node = self.at
        while node:
            if node.kind == "definition" or (node.own and wording.expects_definitions(self.text[node.own[0][0] : node.own[0][1]])):
                return True
            if node.numbered and "." not in node.label:
                return False
            node = node.parent
        return False

    def _title(self, start: int) -> bool:
        if not self.at or self.at.kind != "title":
            self.at = self._node(None, start, "", "title", "title", numbered=False)
        self.target = self.at
        return True

    def _follow(self, index: int, block: Block, text: str) -> None:
        """Text that opens nothing: of the clause before it, of that clause's parent, or a clause of its own."""
        at = self.at
        if self.zone == "front" and not (at and at.numbered):
            self.zone = "body" if at and at.kind == "text" else self.zone
        if at and not at.container and (at.numbered or at.kind in ("definition", "parties")):
            owner = self._owner(at, block, text)
            if owner and not owner.container:
                self._move(owner)
                return
        container = self._container()
        parties = self.zone == "parties" and at and at.kind == "parties"
        if parties and (wording.words(text) <= 25 or wording.names_party(text)) and at:
            self.target = at
            return
        if parties:
            self.zone, container = "body", self._division
        self._paragraph(container, block.span.start, "recital" if self.zone == "recitals" else "text")

    def _paragraph(self, parent: Node | None, start: int, kind: ClauseKind) -> None:
        number = parent.count("paragraph") if parent else sum(1 for node in self.nodes if not node.parent) + 1
        division = self._division_of(parent)
        label = division.label if division else ""
        self._move(self._node(parent, start, label, joined(parent, "/", f"p{number}"), kind, numbered=False))

    def _container(self) -> Node | None:
        node = self.at
        while node and not node.container:
            node = node.parent
        return node

    def _is_item(self, node: Node) -> bool:
        return any(level.node is node and level.is_list for level in self.stack)

    def _owner(self, at: Node, block: Block, text: str) -> Node | None:
        """The clause that an unlabelled paragraph after `at` belongs to: flush text goes back to the list's parent."""
        level = next((level for level in reversed(self.stack) if level.node is at), None)
        if not level or not level.is_list or not level.parent:
            return at
        if text[:1].islower():
            return level.parent
        following = self.sequence.next(level.successor(), block.span.start)
        if block.indent > level.indent + 3 or (following is not None and following - block.span.end < 3):
            return at
        return level.parent if level.parent.own and wording.leads_in(level.parent.said(self.text)) else at

    # --- parts of a contract ------------------------------------------------------------------------------

    @property
    def _base(self) -> int:
        """The number of the first open sequence inside the current schedule or part."""
        return next((n + 1 for n in range(len(self.stack) - 1, -1, -1) if self.stack[n].style == "division"), 0)

    @property
    def _division(self) -> Node | None:
        return self.stack[self._base - 1].node if self._base else None

    def _landmark(self, name: wording.Landmark, start: int) -> bool:
        early = self.zone in ("front", "parties", "recitals")
        if name == "signature":
            self.zone = "signature"
            self._enter(self._division, start, "", "signature", "signature")
        elif name == "agreed" and early:
            self.zone = "body"
            self._move(self._division)
            self._paragraph(self._division, start, "text")
        elif name == "recital" and early:
            self._recital(start)
        elif name == "parties" and self.zone == "front":
            self.zone = "parties"
            self._enter(self._division, start, "Parties", "parties", "parties")
        else:
            return False
        return True

    def _recital(self, start: int) -> None:
        headed = not re.match(r"(?:and\s)?whereas\b(?!\s*:)", self.text[start : start + 20], re.I)
        self.zone = "recitals"
        inside = next((node for node in self._ancestors(self.at) if node.key.endswith("recitals")), None)
        if headed or not inside:
            inside = self._enter(self._division, start, "Recitals", "recitals", "recital")
            inside.container = True
        if not headed:
            self._paragraph(inside, start, "recital")

    def _enter(self, parent: Node | None, start: int, label: str, key: str, kind: ClauseKind) -> Node:
        """Opens an unnumbered part directly under the current division."""
        self._truncate(self._base)
        node = self._node(parent, start, label, joined(parent, "/", key), kind, numbered=False)
        self._move(node)
        return node

    def _heading(self, block: Block, text: str) -> None:
        """An unnumbered heading stands beside the clauses whose numbering goes on below it, else above what follows."""
        start = block.span.start
        self.zone = "body"
        going_on = next((n for n in range(self._base, len(self.stack)) if self._goes_on(self.stack[n], start)), None)
        if going_on is not None:
            parent = self.stack[going_on].parent
        else:
            rank = block.outline_level if block.outline_level is not None else 9
            while self.headings and self.headings[-1][0] >= rank:
                self.headings.pop()
            parent = self.headings[-1][1] if self.headings else self._division
        heading = " ".join(text.split())
        node = self._node(parent, start, "", joined(parent, "/", slug(heading)), "text", numbered=False)
        node.heading, node.container = heading, True
        if going_on is None:
            self._truncate(self._base)
            self.headings.append((rank, node))
        self._move(node)

    def _goes_on(self, level: Level, start: int) -> bool:
        return level.style in ("decimal", "article") and not level.nested and self.sequence.next(level.successor(), start) is not None

    def _term(self, start: int, term: str) -> None:
        """A definition entry: beside the entries before it, else under the clause that is open."""
        level = next((level for level in reversed(self.stack) if level.style == "term"), None)
        parent = level.parent if level else self._definitions_parent()
        label = f"{parent.label} “{term}”" if parent and parent.label else f"“{term}”"
        separator = "." if parent and parent.numbered and not parent.container else "/"
        node = self._node(parent, start, label, joined(parent, separator, slug(term)), "definition")
        node.heading = term
        self._move(node)
        if level:
            level.node = node
        else:
            self._push(Level("term", parent, node))

    def _definitions_parent(self) -> Node | None:
        lists = {id(level.node) for level in self.stack if level.is_list}
        node = self.at
        while node and (id(node) in lists or not (node.numbered or node.container)):
            node = node.parent
        return node

    # --- tables -------------------------------------------------------------------------------------------

    def _is_laid_out(self, indexes: list[int]) -> bool:
        """Whether a row holds clauses (a contract laid out in a table) and not data."""
        for index in indexes:
            for mark in self.marks[index][:1]:
                if not mark.opening or not mark.label or mark.label.style == "bullet":
                    continue
                if mark.computed or mark.label.style == "division" or self._choose(mark, mark.label, self.blocks[index]):
                    return True
        return False

    def _table_row(self, indexes: list[int]) -> None:
        cells = [self.blocks[index].span for index in indexes if self.text[self.blocks[index].span.start : self.blocks[index].span.end].strip()]
        if not cells:
            return
        if self.zone == "signature" and self.at:
            node = self.at
        elif term := self._row_term(indexes):
            self._term(cells[0].start, term)
            node = self.at or self.nodes[-1]
        else:
            open_one = self.at if self.at and (self.at.numbered or self.at.container) else self.at.parent if self.at else None
            parent = open_one.at_most(DEEPEST - 1) if open_one else None
            number = parent.count("row") if parent else len(self.nodes) + 1
            label = f"{parent.label} (row {number})" if parent and parent.label else f"Row {number}"
            node = self._node(parent, cells[0].start, label, joined(parent, ".", f"row-{number}"), "row")
        for cell in cells:
            node.say(self.text, cell.start, cell.end)

    def _row_term(self, indexes: list[int]) -> str:
        """The term of a row in a two-column table of definitions, else empty."""
        first, *others = (self.blocks[index] for index in indexes)
        columns = {self.blocks[index].cell.column for index in indexes if self.blocks[index].cell}  # type: ignore[union-attr]
        words = self.text[first.span.start : first.span.end]
        if len(columns) != 2 or self.zone == "signature":
            return ""
        if term := wording.quoted(words):
            return term
        bold = first.bold and not any(block.bold for block in others) and wording.words(words) <= 8
        return " ".join(words.split()) if bold and self._expects_definitions() else ""

    # --- labels -------------------------------------------------------------------------------------------

    def _label(self, mark: Mark, label: Label, block: Block, position: int) -> bool:
        if label.style == "division":
            return self._open_division(mark, label, block, position)
        if self.zone == "signature":
            if not self._leaves_by(mark, label, block):
                return False
            self.zone = "body"
            self._move(self._division)
        offer = self._choose(mark, label, block)
        if not offer:
            return False
        self._say(position, mark.start)
        self._open(mark, label, offer, block)
        return True

    def _leaves_by(self, mark: Mark, label: Label, block: Block) -> bool:
        """Numbered clauses that follow a signature block, as after a signed front sheet; "1. Name:" does not."""
        rest = self.text[mark.end : min(block.span.end, mark.end + wording.LOOK)]
        first = label.style in ("decimal", "article") and (len(label.path) > 1 or label.readings[0].ordinal == 1)
        return mark.opening and first and not wording.is_signing(rest) and (mark.computed or wording.words(rest) > 5)

    def _choose(self, mark: Mark, label: Label, block: Block) -> Offer | None:
        """The best offer for a label, or None when it is no label here."""
        look = Look(block.list_level, block.indent, self._is_shouted(mark))
        if label.style in ("bullet", "other"):
            return self._choose_by_depth(label, block)
        found = [*offers(label, look, self.stack, self._base), *self._beginnings(mark, label, block)]
        if not found:
            return None
        best = max(found, key=lambda offer: offer.score + self._lookahead(label, offer.reading, mark.start))
        return best if mark.computed or self._is_credible(mark, label, block, best) else None

    def _is_shouted(self, mark: Mark) -> bool:
        first = re.match(r"\s*((?:[A-Z][\w’'&-]*\s?){1,3})", self.text[mark.end : mark.end + 60])
        return bool(first) and wording.is_capitals(first[1][:12]) if first else False

    def _lookahead(self, label: Label, reading: Reading, start: int) -> float:
        """"(i)" is what its nearest successor says: a letter before "(j)", a roman number before "(ii)"."""
        if len(label.readings) < 2:
            return 0.0
        nexts = {
            other: self.sequence.next((label.style, label.word, other.alphabet, str(other.ordinal + 1)), start) for other in label.readings
        }
        near = [at for at in nexts.values() if at is not None]
        return 3.0 if near and nexts[reading] == min(near) else 0.0

    def _choose_by_depth(self, label: Label, block: Block) -> Offer:
        """Bullets and labels of no known family go by glyph and depth in the list alone."""
        for number in range(len(self.stack) - 1, self._base - 1, -1):
            level = self.stack[number]
            deeper = block.indent > level.indent + 3 if block.list_level is None else block.list_level > (level.list_level or 0)
            if level.style == label.style and (level.word == label.text or label.style == "other"):
                if deeper:
                    break
                return Offer(EXACT, number, False, Reading("name", level.ordinal + 1))
        return Offer(BEGIN, len(self.stack), True, Reading("name", 1))

    def _beginnings(self, mark: Mark, label: Label, block: Block) -> Iterator[Offer]:
        """The label as the first member of a new sequence under the open clause."""
        for reading in label.readings:
            first = reading.ordinal <= 1 and len(label.path) < 2
            same = [n for n in range(self._base, len(self.stack)) if self._is_same_family(self.stack[n], label, reading)]
            if first and same and not self._may_nest(mark, self.stack[same[-1]], label, block):
                yield Offer(0.5, len(self.stack), True, reading)
            elif first:
                yield Offer(BEGIN, len(self.stack), True, reading)
            else:
                yield Offer(DOUBT - 0.1 * bool(same), len(self.stack), True, reading)

    @staticmethod
    def _is_same_family(level: Level, label: Label, reading: Reading) -> bool:
        if label.style == "decimal":
            return level.style == "decimal" and len(level.path) == len(label.path)
        return (level.style, level.word, level.alphabet) == (label.style, label.word, reading.alphabet)

    def _may_nest(self, mark: Mark, level: Level, label: Label, block: Block) -> bool:
        """Whether a list that starts again with "(a)" or "1." lies inside the item of a list of the same kind."""
        if label.style == "decimal" and self.sequence.next(level.successor(), mark.start) is None:
            return False
        if block.list_level is not None and level.list_level is not None and mark.opening:
            return block.list_level > level.list_level
        said = self.text[max(self.since, mark.start - 200) : mark.start] if not mark.opening else self.at.said(self.text) if self.at else ""
        if label.style == "decimal":
            return True
        return bool(said.strip()) and (wording.leads_in(said) and not said.rstrip().endswith(";") or block.indent > level.indent + 3)

    def _is_credible(self, mark: Mark, label: Label, block: Block, offer: Offer) -> bool:
        """A typed label must fit: exactly when it stands inside a paragraph, roughly when it opens one."""
        exact = offer.score >= EXACT
        if exact and (mark.opening or mark.chained):
            return True
        if not mark.opening:
            return exact or (offer.below and offer.score >= BEGIN and self._is_list_ahead(mark, label, offer.reading))
        succeeds = any(self.sequence.next(self._after(place), mark.start) is not None for place in places(label))
        begins = offer.below and offer.reading.ordinal <= 1
        bare = label.style == "decimal" and label.text.isdigit()
        if bare:
            return begins and succeeds and not any(level.style == "decimal" for level in self.stack[self._base :])
        if len(label.path) > 1 or label.word or begins or offer.score < JUMP and not offer.below:
            return True
        if offer.below:
            return succeeds or not any(node.numbered for node in self.nodes) or label.style == "paren"
        gap = offer.reading.ordinal - self.stack[offer.level].ordinal
        return succeeds or gap <= 5

    @staticmethod
    def _after(place: tuple[str, ...]) -> tuple[str, ...]:
        digits = re.match(r"\d+", place[-1])
        return (*place[:-1], str(int(digits[0]) + 1 if digits else 0))

    def _is_list_ahead(self, mark: Mark, label: Label, reading: Reading) -> bool:
        """A list inside a paragraph has a second item before it has a first again, or stands right under a heading."""
        place = ("decimal", *label.path) if label.style == "decimal" else (label.style, label.word, reading.alphabet, str(reading.ordinal))
        again = self.sequence.next(place, mark.start)
        second = self.sequence.next(self._after(place), mark.start)
        if reading.ordinal == 1 and second is not None and second - mark.start < _FAR and (again is None or second < again):
            return True
        between = self.text[max(self.since, mark.start - 160) : mark.start]
        return reading.ordinal == 1 and (not between.strip() or bool(wording.run_in_heading(between, whole=True)))

    # --- opening ------------------------------------------------------------------------------------------

    def _open(self, mark: Mark, label: Label, offer: Offer, block: Block) -> None:
        small = self.text[mark.end : mark.end + 20].lstrip()[:1].islower()
        in_sentence = small and not mark.opening and not mark.chained and wording.leads_in(self.text[max(self.since, mark.start - 80) : mark.start])
        if offer.below:
            parent = self._parent_for(label, offer)
        else:
            parent = self.stack[offer.level].parent
        if self.zone in ("front", "recitals") and label.style in ("decimal", "article"):
            self.zone = "body"
        if parent and parent.depth >= DEEPEST:
            parent = parent.at_most(DEEPEST - 1)
        if offer.below or parent is not self.stack[offer.level].parent:
            level = Level(label.style, parent, Node(None, 0, "", ""), label.word, offer.reading.alphabet, in_sentence=in_sentence)
            level.nested = label.style == "decimal" and len(label.path) == 1 and bool(parent and parent.numbered and not parent.container)
            self._truncate_for(parent)
            self.stack.append(level)
        else:
            self._truncate(offer.level + 1)
            level = self.stack[offer.level]
        if label.style == "bullet":
            level.word = label.text
        inserted = not offer.below and level.ordinal and offer.reading.ordinal == level.ordinal + 26 and offer.reading.ordinal > 26
        level.ordinal = level.ordinal if inserted else offer.reading.ordinal
        level.path, level.list_level, level.indent = label.path, block.list_level, block.indent
        level.capitals = self._is_shouted(mark)
        level.node = self.at = self.target = self._numbered(parent, mark, label, level)

    def _parent_for(self, label: Label, offer: Offer) -> Node | None:
        """The clause under which a new sequence begins."""
        if offer.level < len(self.stack):
            return self.stack[offer.level].node
        at = self.at
        if label.style not in ("decimal", "article") and not (label.style == "dot" and label.readings[0].alphabet in ("upper", "Roman")):
            return at if at and at.kind != "title" else self._division
        if self.zone == "parties" and at:
            return next((node for node in self._ancestors(at) if node.key.endswith("parties")), at)
        if label.style == "dot" and at and (at.numbered or at.container):
            return at
        open_ones = [level for level in self.stack[self._base :] if level.style == label.style]
        if label.style == "decimal" and len(label.path) > 1:
            higher = next((level for level in open_ones if len(level.path) == 1 and not level.nested), None)
            return higher.parent if higher else self._top()
        if label.style == "decimal" and at and at.numbered and not at.container:
            main = next((level for level in open_ones if not level.nested), None)
            if main is None or self.sequence.next(main.successor(), at.start) is not None:
                return at
        return self._top()

    def _top(self) -> Node | None:
        """Where the contract's own numbering starts: the division, or a heading when the division is numbered already."""
        again = any(node.numbered and node.parent is self._division and node.kind != "schedule" for node in self.nodes[-400:])
        return self.headings[-1][1] if again and self.headings else self._division

    def _numbered(self, parent: Node | None, mark: Mark, label: Label, level: Level) -> Node:
        cited = parent is not None and parent.numbered and not parent.container
        if label.style == "bullet":
            words, key, separator = f" (bullet {level.ordinal})", f"bullet-{level.ordinal}", "."
        elif parent and parent.kind in ("recital", "parties") and parent.container | (parent.kind == "parties"):
            name = "Recital" if parent.kind == "recital" else "Parties"
            return self._node(parent, mark.start, f"{name} {label.text.rstrip('.')}", joined(parent, ".", slug(label.core)), parent.kind)
        elif label.style == "recital":
            words, key, separator = label.text, f"recital-{slug(label.core)}", "/"
        elif (label.style == "decimal" and not level.nested) or label.style == "article":
            return self._clause(parent, mark, label)
        else:
            core = label.core.strip("()")
            words = f"({core})" if cited or label.style == "paren" else core
            key, separator = slug(core), "." if parent and not parent.container else "/"
        if cited and parent:
            shown = parent.label + words
        else:
            division = self._division_of(parent)
            shown = f"{division.label}, {words.strip()}" if division else words.strip()
        kind: ClauseKind = parent.kind if parent and parent.kind in ("recital", "parties", "definition") else "operative"
        return self._node(parent, mark.start, shown, joined(parent, separator, key), kind)

    def _clause(self, parent: Node | None, mark: Mark, label: Label) -> Node:
        """A clause whose printed number is its whole citation within the division: "12.3", "Article IV"."""
        if label.style == "article":
            core, key = f"Article {label.core.title() if len(label.core) > 3 and not set(label.core) <= set('IVXL') else label.core}", f"article-{label.readings[0].ordinal}"
        else:
            core, key = label.core, label.core.lower()
        division = self._division_of(parent)
        scope = next((node for node in self._ancestors(parent) if node.container), None)
        shown = f"{division.label}, {core}" if division else core
        return self._node(parent, mark.start, shown, joined(scope, "/", key), "operative")

    def _division_of(self, node: Node | None) -> Node | None:
        return next((ancestor for ancestor in self._ancestors(node) if ancestor.kind == "schedule"), None)

    @staticmethod
    def _ancestors(node: Node | None) -> Iterator[Node]:
        while node:
            yield node
            node = node.parent

    def _open_division(self, mark: Mark, label: Label, block: Block, position: int) -> bool:
        level = self._division_level(mark, label)
        same = level < self._base and self.stack[level].word == label.word
        if same and self.stack[level].path == (label.core.upper(),):  # repeated at the head of a page
            if mark.opening:
                self._say(position, mark.start)
                self._aside(block)
            return True
        self._say(position, mark.start)
        self._truncate(level)
        above = self._division
        number = label.readings[0]
        shown = f"{label.word} {label.core if len(label.core) < 3 or label.core[:1].isdigit() or set(label.core) <= set('IVXL') else label.core.capitalize()}".strip()
        named = str(number.ordinal) if number.alphabet == "number" and label.core.isalpha() else label.core.lower()
        key = slug(f"{label.word}-{named}")
        node = self._node(above, mark.start, f"{above.label}, {shown}" if above else shown, joined(above, "/", key), "schedule")
        node.container = True
        rest = self.text[mark.end : min(block.span.end, mark.end + 300)].strip(" \t\r\n.:–—-")
        if wording.words(rest) <= 20:
            node.heading = " ".join(rest.split())
        self.headings.clear()
        self.zone = "body"
        self._push(Level("division", above, node, label.word, number.alphabet, number.ordinal, (label.core.upper(),)))
        self.at = self.target = node
        return True

    def _division_level(self, mark: Mark, label: Label) -> int:
        """Where a schedule or part goes among the open ones: parts lie in schedules, an annex perhaps."""
        open_ones = self.stack[: self._base]
        same = next((n for n, level in enumerate(open_ones) if level.word == label.word), None)
        if same is not None:
            return same
        if not open_ones or label.word == "Part":
            return len([level for level in open_ones if level.style == "division"]) if open_ones else 0
        outer = open_ones[0]
        return 1 if outer.word != "Part" and self.sequence.next_division(outer.successor(), mark.start) is not None else 0

    # --- the stack ----------------------------------------------------------------------------------------

    def _node(self, parent: Node | None, start: int, label: str, key: str, kind: ClauseKind, numbered: bool = True) -> Node:
        if parent:
            parent = parent.at_most(DEEPEST - 1)
        node = Node(parent, start, label, key, kind)
        node.numbered = numbered
        self.nodes.append(node)
        return node

    def _push(self, level: Level) -> None:
        self.stack.append(level)

    def _move(self, node: Node | None) -> None:
        """Goes on in another clause and closes every sequence that does not run through it."""
        self.at = self.target = node
        self._truncate_for(node)

    def _truncate_for(self, node: Node | None) -> None:
        inside = {id(ancestor) for ancestor in self._ancestors(node)}
        keep = len(self.stack)
        while keep > 0 and self.stack[keep - 1].parent is not None and id(self.stack[keep - 1].parent) not in inside:
            keep -= 1
        self._truncate(keep)

    def _truncate(self, size: int) -> None:
        """Closes the sequences from number `size` on, and gives back the words after a list inside a sentence."""
        closing = self.stack[size:]
        del self.stack[size:]
        owner: Node | None = None
        for level in reversed(closing):
            if not level.in_sentence:
                break
            owner = level.parent
        if owner:
            self._give_back(closing[-1].node, owner)

    def _give_back(self, item: Node, owner: Node) -> None:
        for number, (start, end) in enumerate(item.own):
            tail = wording.tail_start(self.text, start, end)
            if tail is not None:
                rest = [(tail, end), *item.own[number + 1 :]]
                item.own[number:] = [(start, tail)]
                item.own[number:] = []
                item.say(self.text, start, tail)
                owner.own.extend(piece for piece in rest if piece[0] < piece[1])
                return


def _withdraw_listed_divisions(order: list[int], marks: dict[int, list[Mark]]) -> None:
    """A list of schedules ("Schedule 1 Services", "Schedule 2 Charges", …) is not the schedules: the later head counts."""
    heads = {
        place: (mark.label.word, mark.label.core.upper())
        for place, index in enumerate(order)
        for mark in marks[index][:1]
        if mark.label and mark.label.style == "division"
    }
    last = {name: place for place, name in heads.items()}
    for place, name in heads.items():
        if last[name] > place and (place + 1 in heads or place - 1 in heads):
            marks[order[place]] = [mark for mark in marks[order[place]] if mark.label and mark.label.style != "division"]
