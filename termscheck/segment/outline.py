"""Builds the tree of clauses: one pass over the blocks, one stack of open numbering, no recursion.

Words go to the clause that is open. A label opens the next clause when it fits the numbering (`clauses`), a heading
or landmark another part of the contract (`parts`), and everything else is text of the clause that it follows.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain, groupby

from termscheck.model import Block, Clause, Document
from termscheck.segment import parts, wording
from termscheck.segment.clauses import open_label
from termscheck.segment.draft import EARLY, Draft
from termscheck.segment.furniture import contents_and_page_numbers, running_lines
from termscheck.segment.marks import Mark, Sequence, after_label, listed_divisions, marks_of
from termscheck.segment.tree import Node, finish, name_headings

_FRONT_MATTER = 60
"""Paragraphs among which the parties, recitals or words of agreement must begin, if at all."""


def segment(document: Document, index: int = 0) -> tuple[Clause, ...]:
    """The clauses of a document in document order.

    `index` is the document's number in its contract: it goes into every span, and from 1 on into the ids ("d2:7.2.a").
    Words that lie in no clause are typed labels, tables of contents and page numbers.
    """
    nodes = _Outline(document).read()
    name_headings(document.text, nodes)
    return finish(document, nodes, index)


class _Outline:
    def __init__(self, document: Document) -> None:
        self.text = document.text
        outside = contents_and_page_numbers(document)
        running = running_lines(document, outside)
        order = [index for index in range(len(document.blocks)) if index not in outside]
        self.blocks = [document.blocks[index] for index in order]
        self.asides = {place for place, index in enumerate(order) if index in running}
        self.asides.update(place for place, block in enumerate(self.blocks) if block.kind in parts.ASIDES)
        self.marks = [marks_of(block, self.text) for block in self.blocks]
        for place in listed_divisions(self.marks):
            self.marks[place] = []
        self.ranks = Counter(block.outline_level for block in self.blocks)
        self.draft = Draft(self.text, Sequence(chain.from_iterable(self.marks)))
        self.front_matter = self._front_matter()

    def read(self) -> list[Node]:
        """Reads all blocks, a row of a table at a time, and returns the clauses in the order in which they begin."""
        for row, group in groupby(range(len(self.blocks)), self._row):
            places = list(group)
            if row is not None:
                cells = [self.blocks[place] for place in places]
                for place in places[1:]:  # "Transfer of staff | Schedule 7" points to a schedule and begins none
                    self.marks[place] = [one for one in self.marks[place] if not _is_division(one)]
                if not any(map(self._is_clause, places)):
                    parts.read_row(self.draft, cells)
                    continue
                if parts.open_row_definition(self.draft, cells):  # the list in the cell beside it is the definition's
                    places = places[1:]
            for place in places:
                self._block(place)
        self.draft.numbering.close(0)
        return self.draft.nodes

    def _front_matter(self) -> int:
        """The number of the paragraph where the parties, recitals or words of agreement begin; 0 when none does."""
        early = (wording.landmark(self._words(place)) for place in range(min(_FRONT_MATTER, len(self.blocks))))
        return next((place for place, name in enumerate(early) if name and name != "signature"), 0)

    def _words(self, place: int) -> str:
        """The beginning of a paragraph: enough to see what it is."""
        span = self.blocks[place].span
        return self.text[span.start : min(span.end, span.start + wording.LOOK)].strip()

    # --- labelled words -----------------------------------------------------------------------------------

    def _row(self, place: int) -> tuple[int, int] | None:
        cell = self.blocks[place].cell
        return (cell.table, cell.row) if cell else None

    def _is_clause(self, place: int) -> bool:
        """Whether a cell opens with a label that fits, as in a contract laid out in a table; else its row is data."""
        mark = next(iter(self.marks[place]), None)
        if not mark or not mark.opening or not mark.label or mark.label.style == "bullet":
            return False
        if mark.computed or _is_division(mark):
            return True
        draft, block = self.draft, self.blocks[place]
        return draft.numbering.choose(mark, mark.label, block, draft.at, draft.since) is not None

    def _block(self, place: int) -> None:
        """Reads one block: the words before its first label, then a clause for every label in it."""
        block, draft = self.blocks[place], self.draft
        position, end = block.span.start, block.span.end
        begun = False
        for mark in () if place in self.asides else self.marks[place]:
            if mark.start < position or (mark.chained and self.text[draft.since : mark.start].strip()):
                continue
            if not begun and self.text[position : mark.start].strip():
                self._begin(place)
                begun = True
            if self._take(mark, block, position):
                begun = True
                position = draft.since = after_label(mark, self.text, end)
        if not begun:
            self._begin(place)
        draft.target.say(self.text, position, end)

    def _take(self, mark: Mark, block: Block, position: int) -> bool:
        """Opens what a mark stands for, if it fits, once the words before it are handed over."""
        draft = self.draft
        if mark.label:
            return open_label(draft, mark, mark.label, block, position)
        words = self.text[mark.start : mark.start + wording.LOOK]
        if mark.role == "term" and draft.zone != "signature":
            draft.target.say(self.text, position, mark.start)
            parts.open_definition(draft, mark.start, wording.defined_term(words))
            return True
        name = wording.landmark(words) if mark.role == "landmark" else None
        if name and (name == "signature" or draft.zone in EARLY):
            draft.target.say(self.text, position, mark.start)
            return parts.open_landmark(draft, name, mark.start)
        return False

    # --- unlabelled words ---------------------------------------------------------------------------------

    def _begin(self, place: int) -> None:
        """Decides whose words an unlabelled paragraph is."""
        block, draft, text = self.blocks[place], self.draft, self._words(place)
        if not text:
            return
        if place in self.asides:
            parts.open_aside(draft, block)
        elif draft.zone == "signature" and not self._leaves_signature(block, text):
            draft.target = draft.at
        elif not (self._continues(block, text) or self._opens(place, text)):
            self._follow(place, text)

    def _leaves_signature(self, block: Block, text: str) -> bool:
        styled = block.kind == "heading" or block.outline_level is not None
        if wording.is_signing(text) or not (styled or block.span.end - block.span.start > 400):
            return False
        self.draft.zone = "body"
        self.draft.move(self.draft.division)
        return True

    def _continues(self, block: Block, text: str) -> bool:
        """The words of a label that stands alone, or a sentence that goes on after a page's end."""
        at = self.draft.at
        if not at.own:
            fits = at.numbered and (not at.container or wording.is_title_line(text))
            if fits and at.container:
                at.heading = " ".join(text.split())
        elif at.container or at.kind == "title" or block.cell:
            fits = False
        else:
            said, small = at.said(self.text), text[:1].islower()
            flush = small and said.endswith(",") and self.draft.numbering.is_item(at)
            broken = at.numbered and wording.words(said) > 8
            broken = broken and not wording.is_heading(block, text) and not wording.landmark(text)
            fits = wording.is_unfinished(said) and (small or broken) and not flush
        if fits:
            self.draft.target = at
        return fits

    def _opens(self, place: int, text: str) -> bool:
        """Opens a part of the contract, a headed group of clauses or a definition, if the paragraph does."""
        block, draft = self.blocks[place], self.draft
        start = block.span.start
        name = None if block.cell else wording.landmark(text)
        if name and parts.open_landmark(draft, name, start):
            return True
        last = place + 1 == len(self.blocks)  # the only line of a text is its text, not its title
        if not block.cell and not last and wording.is_heading(block, text):
            if not self._is_title(place):
                parts.open_heading(draft, block, text)
            elif draft.zone == "front":
                parts.open_title(draft, start)
            else:
                draft.target = draft.at
            return True
        term = wording.defined_term(text)
        if not term and draft.zone == "body":
            bare = wording.defined_term(text, bare=True)
            term = bare if bare and parts.expects_definitions(draft) else ""
        if term and draft.zone in ("front", "body"):
            parts.open_definition(draft, start, term)
            return True
        if draft.zone == "front" and not last and wording.is_title_line(text):
            parts.open_title(draft, start)
            return True
        return False

    def _is_title(self, place: int) -> bool:
        """Whether a heading is the title of the contract, or a name among the parties, and heads no clauses."""
        block, draft = self.blocks[place], self.draft
        styled = block.kind == "heading" or block.outline_level is not None
        if draft.zone == "parties":
            return not styled and not draft.at.said(self.text).endswith("as follows:")
        if draft.zone != "front":
            return False
        if styled:
            return self.ranks[block.outline_level] == 1 and draft.at.kind in ("title", "text") and not draft.heading()
        text = self._words(place + 1)
        return bool(self.marks[place + 1]) or not wording.is_sentence(text) or wording.landmark(text) is not None

    def _follow(self, place: int, text: str) -> None:
        """Text that opens nothing: of the clause before it, of that clause's parent, or a clause of its own."""
        block, draft = self.blocks[place], self.draft
        at = draft.at
        if at.kind == "parties" and not at.numbered:
            if wording.names_party(text) or (wording.words(text) <= 25 and not wording.is_sentence(text)):
                draft.target = at
                return
            draft.zone = "body"
            draft.move(draft.division)
        elif at.kind == "definition" and self._ends_definition(text):
            draft.move(next(node for node in at.ancestors() if node.kind != "definition"))
            if draft.at.cited:
                return
        elif at.cited or at.kind == "definition":
            owner = self._owner(block, text)
            if not owner.container:
                draft.move(owner)
                return
        if draft.zone == "front" and place >= self.front_matter:
            draft.zone = "body"
        container = next(node for node in draft.at.ancestors() if node.container)
        draft.paragraph(container, block.span.start, "recital" if draft.zone == "recitals" else "text")

    def _ends_definition(self, text: str) -> bool:
        """Whether a paragraph without a number, after a definition, is a term of the contract of its own."""
        said = self.draft.at.said(self.text)
        return said.endswith(".") and not wording.goes_on_defining(text)

    def _owner(self, block: Block, text: str) -> Node:
        """The clause that a paragraph after the open one belongs to: flush text goes back to the list's parent."""
        draft = self.draft
        level = draft.numbering.level_of(draft.at)
        if not level or not level.is_list or level.parent is draft.root:
            return draft.at
        if text[:1].islower():
            return level.parent
        following = draft.numbering.sequence.next(level.successor, block.span.start)
        if block.indent > level.indent + 3 or (following is not None and following - block.span.end < 3):
            return draft.at
        parent = level.parent
        return parent if parent.own and wording.leads_in(parent.said(self.text)) else draft.at


def _is_division(mark: Mark) -> bool:
    """Whether a mark is the head of a schedule, annex or part."""
    return mark.label is not None and mark.label.style == "division"
