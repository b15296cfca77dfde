"""Builds the tree of clauses: one pass over the blocks, one stack of open numbering, no recursion.

Words go to the clause that is open (`at`). A label opens the next clause when it fits the numbering, a heading or
landmark moves to another part of the contract, and everything else is text of the clause that it follows.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain, groupby
from typing import Literal

from termscheck.model import Block, Clause, ClauseKind, Document
from termscheck.segment import wording
from termscheck.segment.furniture import contents_and_page_numbers, running_lines
from termscheck.segment.labels import Label
from termscheck.segment.marks import Mark, Sequence, listed_divisions, marks_of
from termscheck.segment.numbering import BEGIN, Level, Numbering, Offer
from termscheck.segment.tree import DEEPEST, Node, finish, key_below, label_below, name_headings, shown, slug

Zone = Literal["front", "parties", "recitals", "body", "signature"]

_FRONT_MATTER = 60
"""Paragraphs among which the parties, recitals or words of agreement must begin, if at all."""

_AFTER_LABEL = re.compile(r"[\s.:–—-]*")
_WHEREAS = re.compile(r"(?:and\s)?whereas\b(?!\s?:?[ \t]*(?:\n|$))", re.I)


def segment(document: Document, index: int = 0) -> tuple[Clause, ...]:
    """The clauses of a document in document order.

    `index` is the document's number in its contract: it goes into every span, and from 1 on into the ids ("d2:7.2.a").
    Words that lie in no clause are typed labels, tables of contents, page numbers, headers and footers.
    """
    nodes = _Outline(document).read()
    name_headings(document.text, nodes)
    return finish(document, nodes, index)


class _Outline:
    def __init__(self, document: Document) -> None:
        self.text = document.text
        self.blocks = document.blocks
        outside = contents_and_page_numbers(document)
        self.running = running_lines(document, outside)
        self.order = [index for index in range(len(self.blocks)) if index not in outside]
        self.marks = {index: marks_of(self.blocks[index], self.text) for index in self.order}
        for index in listed_divisions([self.marks[index] for index in self.order]):
            self.marks[self.order[index]] = []
        self.ranks = Counter(self.blocks[index].outline_level for index in self.order)
        sequence = Sequence(chain.from_iterable(self.marks[index] for index in self.order))
        self.root = Node(None, 0, "", "", "text", numbered=False)
        self.numbering = Numbering(self.text, sequence, self.root)
        self.nodes: list[Node] = []
        self.headings: list[tuple[int, Node]] = []
        self.zone: Zone = "front"
        self.at = self.root
        """The clause that is open."""
        self.target = self.root
        """Where words go: the open clause, or an aside in it."""
        self.front_matter = self._front_matter()
        """Number of the paragraph, in reading order, where the parties, recitals or words of agreement begin."""
        self.since = 0
        """Where the words of the open clause begin: the end of its label."""

    # --- blocks -------------------------------------------------------------------------------------------

    def read(self) -> list[Node]:
        """Reads all blocks, a row of a table at a time, and returns the clauses in the order in which they begin."""
        for row, group in groupby(enumerate(self.order), lambda item: self._row(item[1])):
            places = [place for place, _ in group]
            if row is not None and not self._is_laid_out(places):
                self._table_row([self.blocks[self.order[place]] for place in places])
            else:
                for place in places:
                    self._block(place)
        self.numbering.close(0)
        return self.nodes

    def _front_matter(self) -> int:
        for place, index in enumerate(self.order[:_FRONT_MATTER]):
            span = self.blocks[index].span
            text = self.text[span.start : min(span.end, span.start + wording.LOOK)].strip()
            if wording.landmark(text) in ("parties", "recital", "agreed"):
                return place
        return 0

    def _row(self, index: int) -> tuple[int, int] | None:
        cell = self.blocks[index].cell
        return (cell.table, cell.row) if cell else None

    def _block(self, place: int) -> None:
        """Reads one block: the words before its first label, then a clause for every label in it."""
        block = self.blocks[self.order[place]]
        position, end = block.span.start, block.span.end
        begun = False
        for mark in () if self._is_aside(place) else self.marks[self.order[place]]:
            if mark.start < position or (mark.chained and self.text[self.since : mark.start].strip()):
                continue
            if not begun and self.text[position : mark.start].strip():
                self._begin(place)
                begun = True
            if self._take(mark, block, position):
                begun = True
                position = self.since = self._after(mark, end)
        if not begun:
            self._begin(place)
        self.target.say(self.text, position, end)

    def _take(self, mark: Mark, block: Block, position: int) -> bool:
        """Opens what a mark stands for, if it fits, once the words before it are handed over."""
        if mark.role == "label" and mark.label:
            return self._label(mark, mark.label, block, position)
        words = self.text[mark.start : mark.start + wording.LOOK]
        if mark.role == "term" and self.zone != "signature":
            self.target.say(self.text, position, mark.start)
            self._term(mark.start, wording.defined_term(words))
            return True
        name = wording.landmark(words) if mark.role == "landmark" else None
        if name and (name == "signature" or self.zone in ("front", "parties", "recitals")):
            self.target.say(self.text, position, mark.start)
            return self._landmark(name, mark.start)
        return False

    def _after(self, mark: Mark, end: int) -> int:
        """The end of a label; after the word of a schedule or article, with the dash or colon that follows it."""
        dash = _AFTER_LABEL.match(self.text, mark.end, end) if mark.label and mark.label.word else None
        return dash.end() if dash else mark.end

    # --- unlabelled paragraphs ----------------------------------------------------------------------------

    def _is_aside(self, place: int) -> bool:
        index = self.order[place]
        return index in self.running or self.blocks[index].kind in ("footnote", "endnote", "text-box")

    def _begin(self, place: int) -> None:
        """Decides whose words an unlabelled paragraph is."""
        block = self.blocks[self.order[place]]
        text = self.text[block.span.start : min(block.span.end, block.span.start + wording.LOOK)].strip()
        if not text:
            return
        if self._is_aside(place):
            self._aside(block)
        elif self.zone == "signature" and not self._leaves_signature(block, text):
            self.target = self.at
        elif not (self._continues(block, text) or self._opens_part(place, block, text)):
            self._follow(place, block, text)

    def _aside(self, block: Block) -> None:
        """A note, text box or running line: a clause of its own that does not interrupt the one around it."""
        kind: ClauseKind = "text" if block.kind == "text-box" else "note"
        label = f"Note {block.label}" if block.label else ""
        key = f"{self.at.key}/note-{self.at.count('note')}".lstrip("/")
        self.target = self._node(self.at, block.span.start, label, key, kind)

    def _leaves_signature(self, block: Block, text: str) -> bool:
        styled = block.kind == "heading" or block.outline_level is not None
        if wording.is_signing(text) or not (styled or block.span.end - block.span.start > 400):
            return False
        self.zone = "body"
        self._move(self.numbering.division)
        return True

    def _continues(self, block: Block, text: str) -> bool:
        """The words of a label that stands alone, or a sentence that goes on after a page's end."""
        at = self.at
        if not at.own:
            fits = at.numbered and (not at.container or wording.is_title_line(text))
            if fits and at.container:
                at.heading = " ".join(text.split())
        elif at.container or at.kind == "title" or block.cell:
            fits = False
        else:
            said, small = at.said(self.text), text[:1].islower()
            flush = small and said.endswith(",") and self.numbering.is_item(at)
            broken = wording.words(said) > 8 and not wording.is_heading(block, text) and not wording.landmark(text)
            fits = wording.is_unfinished(said) and (small or (broken and at.numbered)) and not flush
        if fits:
            self.target = at
        return fits

    def _opens_part(self, place: int, block: Block, text: str) -> bool:
        """Whether a paragraph opens a part of the contract, a headed group of clauses or a definition; then opens it."""
        start = block.span.start
        name = None if block.cell else wording.landmark(text)
        if name and self._landmark(name, start):
            return True
        if not block.cell and wording.is_heading(block, text) and self._follows(place):
            if not self._is_title_page(place, block):
                self._heading(block, text)
            elif self.zone == "front":
                self._title(start)
            else:
                self.target = self.at
            return True
        term = wording.defined_term(text)
        if not term and self.zone == "body" and self._expects_definitions():
            term = wording.defined_term(text, bare=True)
        if term and self.zone in ("front", "body"):
            self._term(start, term)
            return True
        if self.zone == "front" and wording.is_title_line(text) and self._follows(place):
            self._title(start)
            return True
        return False

    def _follows(self, place: int) -> bool:
        """Whether anything comes after a paragraph: the only line of a text is its text, not its title."""
        return place + 1 < len(self.order)

    def _is_title_page(self, place: int, block: Block) -> bool:
        """Whether a heading is the title of the contract or a name among the parties, and heads no clauses."""
        if self.zone == "parties":
            agreed = self.at.said(self.text).endswith("as follows:")
            return block.kind != "heading" and block.outline_level is None and not agreed
        if self.zone != "front":
            return False
        if block.kind == "heading" or block.outline_level is not None:
            return self.ranks[block.outline_level] == 1 and self.at.kind in ("title", "text") and not self.headings
        following = self.order[place + 1]
        span = self.blocks[following].span
        text = self.text[span.start : min(span.end, span.start + wording.LOOK)].strip()
        return bool(self.marks[following]) or not wording.is_sentence(text) or wording.landmark(text) is not None

    def _expects_definitions(self) -> bool:
        for node in self.at.ancestors():
            if node.kind == "definition" or wording.expects_definitions(f"{node.heading} {node.began(self.text)}"):
                return True
            if node.numbered and "." not in node.label:
                return False
        return False

    def _follow(self, place: int, block: Block, text: str) -> None:
        """Text that opens nothing: of the clause before it, of that clause's parent, or a clause of its own."""
        at = self.at
        if at.kind == "parties" and not at.numbered:
            if wording.names_party(text) or (wording.words(text) <= 25 and not wording.is_sentence(text)):
                self.target = at
                return
            self.zone = "body"
            self._move(self.numbering.division)
        elif at.cited or at.kind == "definition":
            owner = self._owner(block, text)
            if not owner.container:
                self._move(owner)
                return
        if self.zone == "front" and place >= self.front_matter:
            self.zone = "body"
        container = next(node for node in self.at.ancestors() if node.container)
        self._paragraph(container, block.span.start, "recital" if self.zone == "recitals" else "text")

    def _owner(self, block: Block, text: str) -> Node:
        """The clause that a paragraph after the open one belongs to: flush text goes back to the list's parent."""
        level = self.numbering.level_of(self.at)
        if not level or not level.is_list or level.parent is self.root:
            return self.at
        if text[:1].islower():
            return level.parent
        following = self.numbering.sequence.next(level.successor, block.span.start)
        if block.indent > level.indent + 3 or (following is not None and following - block.span.end < 3):
            return self.at
        return level.parent if level.parent.own and wording.leads_in(level.parent.said(self.text)) else self.at

    # --- parts of a contract ------------------------------------------------------------------------------

    def _landmark(self, name: wording.Landmark, start: int) -> bool:
        early = self.zone in ("front", "parties", "recitals")
        division = self.numbering.division
        if name == "signature":
            self.zone = "signature"
            self._part(start, "", "signature", "signature")
        elif name == "agreed" and early:
            self.zone = "body"
            self._paragraph(division, start, "text")
        elif name == "recital" and early:
            self._recital(start)
        elif name == "parties" and self.zone == "front":
            self.zone = "parties"
            self._part(start, "Parties", "parties", "parties")
        elif name == "parties" and self.zone == "parties":
            self.target = self.at
        else:
            return False
        return True

    def _recital(self, start: int) -> None:
        headed = not _WHEREAS.match(self.text, start, start + 40)
        self.zone = "recitals"
        inside = next((node for node in self.at.ancestors() if node.kind == "recital" and node.container), None)
        if headed or not inside:
            inside = self._part(start, "Recitals", "recitals", "recital")
            inside.container = True
        if not headed:
            self._paragraph(inside, start, "recital")

    def _part(self, start: int, label: str, key: str, kind: ClauseKind) -> Node:
        """Opens an unnumbered part directly under the current division."""
        division = self.numbering.division
        self.numbering.close(self.numbering.base)
        node = self._node(division, start, label, key_below(division, key), kind)
        self._move(node)
        return node

    def _title(self, start: int) -> None:
        if self.at.kind != "title":
            self._move(self._node(self.root, start, "", "title", "title"))
        self.target = self.at

    def _paragraph(self, parent: Node, start: int, kind: ClauseKind) -> None:
        division = parent.division
        key = key_below(parent, f"p{parent.count('paragraph')}")
        self._move(self._node(parent, start, division.label if division else "", key, kind))

    def _heading(self, block: Block, text: str) -> None:
        """An unnumbered heading stands beside the clauses whose numbering goes on below it, else above what follows."""
        start = block.span.start
        self.zone = "body"
        rank = block.outline_level if block.outline_level is not None else 9
        going_on = next((level for level in self.numbering.inside if self._goes_on(level, start)), None)
        if not going_on:
            self.numbering.close(self.numbering.base)
            while self.headings and self.headings[-1][0] >= rank:
                self.headings.pop()
        parent = going_on.parent if going_on else self._open_heading() or self.numbering.division
        node = self._node(parent, start, "", key_below(parent, slug(text)), "text")
        node.heading, node.container = " ".join(text.split()), True
        if not going_on:
            self.headings.append((rank, node))
        self._move(node)

    def _open_heading(self) -> Node | None:
        """The innermost heading that the open clause still lies under."""
        above = set(map(id, self.at.ancestors()))
        while self.headings and id(self.headings[-1][1]) not in above:
            self.headings.pop()
        return self.headings[-1][1] if self.headings else None

    def _goes_on(self, level: Level, start: int) -> bool:
        own = level.style in ("decimal", "article") and not level.nested
        return own and self.numbering.sequence.next(level.successor, start) is not None

    def _term(self, start: int, term: str) -> None:
        """A definition entry: beside the entries before it, else under the clause that is open."""
        self.zone = "body"
        level = next((level for level in reversed(self.numbering.stack) if level.style == "term"), None)
        parent = level.parent if level else self._above_definitions()
        quoted = f" “{term}”" if parent.label else f"“{term}”"
        node = self._node(parent, start, f"{parent.label}{quoted}", key_below(parent, slug(term)), "definition", True)
        node.heading = term
        self._move(node)
        if level:
            level.node = node
        else:
            self.numbering.stack.append(Level("term", parent, node))

    def _above_definitions(self) -> Node:
        items = {id(level.node) for level in self.numbering.stack if level.is_list}
        return next(node for node in self.at.ancestors() if node.container or (node.numbered and id(node) not in items))

    # --- tables -------------------------------------------------------------------------------------------

    def _is_laid_out(self, places: list[int]) -> bool:
        """Whether a row holds clauses, as in a contract laid out in a table, and not data."""
        for index in (self.order[place] for place in places):
            for mark in self.marks[index][:1]:
                if not mark.opening or not mark.label or mark.label.style == "bullet":
                    continue
                if mark.computed or mark.label.style == "division":
                    return True
                if self.numbering.choose(mark, mark.label, self.blocks[index], self.at, self.since):
                    return True
        return False

    def _table_row(self, cells: list[Block]) -> None:
        cells = [block for block in cells if self.text[block.span.start : block.span.end].strip()]
        if not cells:
            return
        start = cells[0].span.start
        node = self.at
        if self.zone != "signature":
            if term := self._row_term(cells):
                self._term(start, term)
                node = self.at
            else:
                above = next(above for above in self.at.ancestors() if above.numbered or above.container)
                self._move(above)
                part = f"row {above.count('row')}"
                label = f"{above.label} ({part})" if above.label else part.capitalize()
                node = self._node(above, start, label, key_below(above, slug(part)), "row")
        for block in cells:
            node.say(self.text, block.span.start, block.span.end)

    def _row_term(self, cells: list[Block]) -> str:
        """The term of a row in a two-column table of definitions, else empty."""
        first, *others = cells
        words = self.text[first.span.start : first.span.end]
        if len({block.cell.column for block in cells if block.cell}) != 2:
            return ""
        if term := wording.quoted(words):
            return term
        bold = first.bold and not any(block.bold for block in others) and wording.words(words) <= 8
        return " ".join(words.split()) if bold and self._expects_definitions() else ""

    # --- labels -------------------------------------------------------------------------------------------

    def _label(self, mark: Mark, label: Label, block: Block, position: int) -> bool:
        """Opens the clause that a label stands for, unless it is no label here."""
        if label.style == "division":
            self.target.say(self.text, position, mark.start)
            self._division(mark, label, block)
            return True
        if self.zone == "signature" and not self._resumes(mark, label, block):
            return False
        offer = self.numbering.choose(mark, label, block, self.at, self.since)
        if not offer:
            return False
        self.target.say(self.text, position, mark.start)
        if self.zone != "body" and label.style in ("decimal", "article") and not self._is_party(mark, block):
            self.zone = "body"
            self._move(self.numbering.division)
            again = self.numbering.choose(mark, label, block, self.at, mark.start)
            offer = again or Offer(BEGIN, label.readings[0])
        self._open(mark, label, offer, block)
        return True

    def _resumes(self, mark: Mark, label: Label, block: Block) -> bool:
        """Numbered clauses after a signature block, as after a signed front sheet; "1. Name:" does not resume them."""
        rest = self.text[mark.end : min(block.span.end, mark.end + wording.LOOK)]
        first = label.style in ("decimal", "article") and (len(label.path) > 1 or label.readings[0].ordinal == 1)
        return mark.opening and first and not wording.is_signing(rest) and (mark.computed or wording.words(rest) > 5)

    def _is_party(self, mark: Mark, block: Block) -> bool:
        rest = self.text[mark.end : min(block.span.end, mark.end + wording.LOOK)]
        return self.zone == "parties" and wording.names_party(rest)

    def _open(self, mark: Mark, label: Label, offer: Offer, block: Block) -> None:
        """Opens a numbered clause where the numbering has room for it."""
        level = self.numbering.stack[offer.level] if offer.level is not None else None
        if level and not offer.below:
            parent = level.parent
            self.numbering.close(self.numbering.stack.index(level) + 1)
        else:
            parent = (level.node if level else self._parent_for(label, offer)).at_most(DEEPEST - 1)
            self.numbering.close_outside(parent)
            level = Level(label.style, parent, parent, label.text if label.style == "bullet" else label.word)
            level.alphabet = offer.reading.alphabet
            level.nested = label.style == "decimal" and len(label.path) == 1 and parent.cited
            level.in_sentence = self._is_in_sentence(mark)
            self.numbering.stack.append(level)
        level.reach(label, offer.reading, block, self.numbering.is_shouted(mark))
        level.node = self.at = self.target = self._numbered(mark, label, level)

    def _is_in_sentence(self, mark: Mark) -> bool:
        if mark.opening or mark.chained or not self.text[mark.end : mark.end + 20].lstrip()[:1].islower():
            return False
        return wording.leads_in(self.text[max(self.since, mark.start - 80) : mark.start])

    def _parent_for(self, label: Label, offer: Offer) -> Node:
        """The clause under which a new sequence begins."""
        division = self.numbering.division
        at = self.numbering.root if self.at.kind == "title" else self.at
        if self.zone == "parties" and label.style != "article":
            return next((node for node in at.ancestors() if node.kind == "parties" and not node.numbered), at)
        if label.style == "article":
            return division
        if label.style != "decimal":
            return at if label.style != "dot" or at.numbered or at.container else division
        own = next((level for level in self.numbering.inside if level.style == "decimal" and not level.nested), None)
        if len(label.path) > 1:
            return own.parent if own and len(own.path) == 1 else division
        if at.cited and (not own or self.numbering.sequence.next(own.successor, at.start) is not None):
            return at
        again = offer.reading.ordinal == 1 and division.counts["numbered"] > 0
        return (self._open_heading() if again else None) or division

    def _numbered(self, mark: Mark, label: Label, level: Level) -> Node:
        """The clause of a label: what it is called and what it is."""
        parent, start = level.parent, mark.start
        kind: ClauseKind = parent.kind if parent.kind in ("recital", "parties", "definition") else "operative"
        core = label.core.strip("()")
        if label.style == "bullet":
            part = f"bullet {level.ordinal}"
            return self._node(
                parent, start, label_below(parent, f" ({part})"), key_below(parent, slug(part)), kind, True
            )
        if kind in ("recital", "parties") and not parent.numbered:
            name = "Recital" if kind == "recital" else "Parties"
            text = label.text if label.style == "paren" else core
            return self._node(parent, start, f"{name} {text}", f"{parent.key}.{slug(core)}", kind, True)
        if label.style == "recital":
            return self._node(
                parent, start, label_below(parent, label.text.rstrip(".")), f"recitals.{slug(core)}", kind, True
            )
        if (label.style == "decimal" and not level.nested) or label.style == "article":
            scope = next(node for node in parent.ancestors() if node.container)
            article = label.style == "article"
            number = f"article-{label.readings[0].ordinal}" if article else core.lower()
            scope.count("numbered")
            return self._node(
                parent,
                start,
                label_below(scope, shown(label) if article else core),
                key_below(scope, number),
                kind,
                True,
            )
        part = f"({core})" if parent.cited or label.style == "paren" else core
        return self._node(parent, start, label_below(parent, part), key_below(parent, slug(core)), kind, True)

    def _division(self, mark: Mark, label: Label, block: Block) -> None:
        """Opens a schedule or part; a head that a page repeats is an aside."""
        number = self._division_level(mark, label)
        open_ones = self.numbering.stack[: self.numbering.base]
        core = (label.core.upper(),)
        if number < len(open_ones) and open_ones[number].word == label.word and open_ones[number].path == core:
            if mark.opening:
                self._aside(block)
            return
        self.numbering.close(number)
        above, reading = self.numbering.division, label.readings[0]
        name = str(reading.ordinal) if reading.alphabet == "number" and label.core.isalpha() else label.core
        key = key_below(above, slug(f"{label.word} {name}"))
        node = self._node(above, mark.start, label_below(above, shown(label)), key, "schedule", True)
        rest = self.text[mark.end : min(block.span.end, mark.end + 300)].strip(" \t\r\n.:–—-")
        node.heading = " ".join(rest.split()) if wording.words(rest) <= 20 else ""
        node.container = True
        level = Level("division", above, node, label.word, reading.alphabet, reading.ordinal, core)
        self.numbering.stack.append(level)
        self.headings.clear()
        self.zone = "body"
        self.at = self.target = node

    def _division_level(self, mark: Mark, label: Label) -> int:
        """Where a schedule or part goes among the open ones: parts lie in schedules, an annex perhaps."""
        open_ones = self.numbering.stack[: self.numbering.base]
        for number, level in enumerate(open_ones):
            if level.word == label.word:
                return number
        if not open_ones or label.word == "Part":
            return len(open_ones)
        goes_on = self.numbering.sequence.next_division(open_ones[0].successor, mark.start) is not None
        return 1 if goes_on and open_ones[0].word != "Part" else 0

    # --- moving -------------------------------------------------------------------------------------------

    def _node(self, parent: Node, start: int, label: str, key: str, kind: ClauseKind, numbered: bool = False) -> Node:
        node = Node(parent.at_most(DEEPEST - 1), start, label, key, kind, numbered)
        self.nodes.append(node)
        self.root.counts["numbered"] += numbered and kind == "operative"
        return node

    def _move(self, node: Node) -> None:
        """Goes on in another clause and closes every sequence that does not run through it."""
        self.at = self.target = node
        self.numbering.close_outside(node)
