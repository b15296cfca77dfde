"""Clauses in the making: what each is called, what it holds, and how the finished tuple is built from them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter

from termscheck.model import Clause, ClauseKind, Document, Span
from termscheck.segment import wording

DEEPEST = 16
"""No clause lies deeper; a contract that nests further is damaged or hostile, and its clauses become siblings."""

LONGEST_LABEL = 200
_SLUG = re.compile(r"[^a-z0-9]+")


class Node:
    """A clause while its words are still being gathered."""

    __slots__ = ("container", "counts", "depth", "heading", "key", "kind", "label", "numbered", "own", "parent", "start")

    def __init__(self, parent: Node | None, start: int, label: str, key: str, kind: ClauseKind = "operative") -> None:
        self.parent = parent
        self.start = start
        self.label = label[:LONGEST_LABEL]
        self.key = key[:LONGEST_LABEL]
        self.kind = kind
        self.depth = parent.depth + 1 if parent else 0
        self.heading = ""
        self.own: list[tuple[int, int]] = []
        self.container = False
        """Unnumbered paragraphs below it are clauses of their own: schedules, headings, recitals."""
        self.numbered = True
        self.counts: Counter[str] = Counter()

    def say(self, text: str, start: int, end: int) -> None:
        """Adds words, without the white space around them."""
        piece = text[start:end]
        stripped = piece.strip()
        if stripped:
            start += len(piece) - len(piece.lstrip())
            self.own.append((start, start + len(stripped)))

    def said(self, text: str) -> str:
        """The last words so far, enough of them to see how they end."""
        if not self.own:
            return ""
        start, end = self.own[-1]
        return text[max(start, end - 200) : end]

    def count(self, what: str) -> int:
        """The next number for an unnumbered part: a bullet, a table row, a paragraph."""
        self.counts[what] += 1
        return self.counts[what]

    def at_most(self, depth: int) -> Node:
        """This clause, or its ancestor when it lies deeper than that."""
        node = self
        while node.depth > depth and node.parent:
            node = node.parent
        return node


def slug(words: str) -> str:
    """Words as a part of an id: "Annual Contract Sum" is "annual-contract-sum"."""
    return _SLUG.sub("-", words[:80].lower()).strip("-") or "x"


def joined(parent: Node | None, separator: str, part: str) -> str:
    """A child's id before duplicates are parted."""
    return f"{parent.key}{separator}{part}" if parent and parent.key else part


def finish(document: Document, nodes: list[Node], index: int) -> tuple[Clause, ...]:
    """The clauses, in document order, with spans that nest and ids that are unique."""
    ends = _ends(nodes)
    ids = _ids(nodes, index)
    starts = [block.span.start for block in document.blocks]
    order = sorted(range(len(nodes)), key=lambda i: nodes[i].start)
    return tuple(
        Clause(
            id=ids[nodes[i]],
            label=nodes[i].label,
            span=Span(nodes[i].start, ends[nodes[i]], index),
            own=tuple(Span(start, end, index) for start, end in sorted(nodes[i].own)),
            kind=nodes[i].kind,
            heading=nodes[i].heading,
            level=nodes[i].depth,
            parent=ids[parent] if (parent := nodes[i].parent) else None,
            page=document.blocks[max(0, bisect_right(starts, nodes[i].start) - 1)].page,
        )
        for i in order
    )


def _ends(nodes: list[Node]) -> dict[Node, int]:
    ends = {node: max([node.start, *(end for _, end in node.own)]) for node in nodes}
    for node in reversed(nodes):  # children were made after their parents
        if node.parent:
            ends[node.parent] = max(ends[node.parent], ends[node])
    return ends


def _ids(nodes: list[Node], index: int) -> dict[Node, str]:
    prefix = f"d{index + 1}:" if index else ""
    taken: set[str] = set()
    again: Counter[str] = Counter()
    ids: dict[Node, str] = {}
    for node in nodes:
        name = prefix + node.key
        while name in taken:
            again[node.key] += 1
            name = f"{prefix}{node.key}~{again[node.key] + 1}"
        taken.add(name)
        ids[node] = name
    return ids


def name_headings(text: str, nodes: list[Node]) -> None:
    """Gives numbered clauses the heading that runs into their first words, and definitions their term."""
    for node in nodes:
        if node.heading or not node.numbered or not node.own or node.kind in ("schedule", "row"):
            continue
        start, end = node.own[0]
        if term := wording.defined_term(text, start, end) if node.kind == "operative" else "":
            node.kind, node.heading = "definition", term
        else:
            node.heading = wording.run_in_heading(text[start : min(end, start + wording.LOOK)], whole=end - start < wording.LOOK)
