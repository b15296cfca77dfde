"""The state of segmenting one document: the clauses so far, which is open, and in what part of the contract."""

from __future__ import annotations

from typing import Literal

from termscheck.model import ClauseKind
from termscheck.segment.marks import Sequence
from termscheck.segment.numbering import Numbering
from termscheck.segment.tree import DEEPEST, Name, Node, key_below

Zone = Literal["front", "parties", "recitals", "body", "signature"]
EARLY: tuple[Zone, ...] = ("front", "parties", "recitals")


class Draft:
    """Clauses in the order in which they begin. A clause may only be added below the open one or one around it."""

    def __init__(self, text: str, sequence: Sequence) -> None:
        self.text = text
        self.root = Node(None, 0, Name("", ""), "text")
        self.numbering = Numbering(text, sequence, self.root)
        self.nodes: list[Node] = []
        self.zone: Zone = "front"
        self.at = self.root
        """The clause that is open."""
        self.target = self.root
        """Where words go: the open clause, or an aside in it."""
        self.since = 0
        """Where the words of the open clause begin: the end of its label."""
        self._headings: list[tuple[int, Node]] = []

    @property
    def division(self) -> Node:
        """The schedule or part that is open, else the root."""
        return self.numbering.division

    def add(self, parent: Node, start: int, name: Name, kind: ClauseKind, numbered: bool = False) -> Node:
        """A new clause below another, or beside it when that lies as deep as clauses may."""
        node = Node(parent.at_most(DEEPEST - 1), start, name, kind, numbered)
        self.nodes.append(node)
        self.root.counts["numbered"] += numbered and kind == "operative"
        return node

    def move(self, node: Node) -> None:
        """Goes on in another clause and closes every sequence that does not run through it."""
        self.at = self.target = node
        self.numbering.close_outside(node)

    def part(self, start: int, name: Name, kind: ClauseKind) -> Node:
        """Opens an unnumbered part, such as the recitals, directly under the current division."""
        division = self.division
        self.numbering.close(self.numbering.base)
        node = self.add(division, start, Name(name.label, key_below(division, name.key)), kind)
        self.move(node)
        return node

    def paragraph(self, parent: Node, start: int, kind: ClauseKind) -> None:
        """Opens a clause for an unnumbered paragraph; within a schedule it is cited as the schedule."""
        division = parent.division
        name = Name(division.label if division else "", key_below(parent, f"p{parent.count('paragraph')}"))
        self.move(self.add(parent, start, name, kind))

    def enter_heading(self, rank: int, node: Node) -> None:
        """Notes an unnumbered heading; `rank` is its outline level."""
        self._headings.append((rank, node))

    def heading(self, rank: int | None = None) -> Node | None:
        """The innermost heading that the open clause lies under; with `rank`, the innermost above that rank."""
        above = set(map(id, self.at.ancestors()))
        while self._headings:
            its_rank, node = self._headings[-1]
            if id(node) in above and (rank is None or its_rank < rank):
                return node
            self._headings.pop()
        return None
