"""Clauses in the making: what each is called, what it holds, and how the finished tuple is built from them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from termscheck.model import Clause, ClauseKind, Document, Span
from termscheck.segment import wording
from termscheck.segment.labels import NUMBER_WORDS, Label

DEEPEST = 16
"""No clause lies deeper; a contract that nests further is damaged or hostile, and its clauses become siblings."""

_LONGEST_NAME = 200
_SLUG = re.compile(r"[^a-z0-9]+")


class Name(NamedTuple):
    """What a clause is called: as a lawyer cites it, and its id before duplicates are parted."""

    label: str
    key: str


class Node:
    """A clause while its words are still being gathered. The root, which is no clause, stands for the document."""

    __slots__ = (
        "container",
        "counts",
        "depth",
        "heading",
        "key",
        "kind",
        "label",
        "numbered",
        "own",
        "parent",
        "start",
    )

    def __init__(self, parent: Node | None, start: int, name: Name, kind: ClauseKind, numbered: bool = False) -> None:
        self.parent = parent
        self.depth: int = parent.depth + 1 if parent else -1
        self.start = start
        self.label = name.label[:_LONGEST_NAME]
        self.key = name.key[:_LONGEST_NAME]
        self.kind: ClauseKind = kind
        self.numbered = numbered
        self.heading = ""
        self.own: list[tuple[int, int]] = []
        self.container = parent is None
        """Unnumbered paragraphs below it are clauses of their own: schedules, headings, recitals."""
        self.counts: defaultdict[str, int] = defaultdict(int)

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

    def began(self, text: str) -> str:
        """The first words, enough of them to see what they are."""
        if not self.own:
            return ""
        start, end = self.own[0]
        return text[start : min(end, start + wording.LOOK)]

    def count(self, what: str) -> int:
        """The next number for an unnumbered part: a table row, a paragraph, a note."""
        self.counts[what] += 1
        return self.counts[what]

    def ancestors(self) -> Iterator[Node]:
        """The clause itself, then what it lies in, up to the root."""
        node: Node | None = self
        while node:
            yield node
            node = node.parent

    def at_most(self, depth: int) -> Node:
        """The clause, or its ancestor when it lies deeper than that."""
        node = self
        while node.depth > depth and node.parent:
            node = node.parent
        return node

    @property
    def division(self) -> Node | None:
        """The innermost schedule or part that it is or lies in."""
        return next((node for node in self.ancestors() if node.kind == "schedule"), None)

    @property
    def cited(self) -> bool:
        """True when what lies below is cited by this clause's number: "12.3" of "12.3(a)"."""
        return self.numbered and not self.container


def slug(words: str) -> str:
    """Words as a part of an id: "Annual Contract Sum" is "annual-contract-sum"."""
    return _SLUG.sub("-", words[:80].lower()).strip("-") or "x"


def name_below(parent: Node, label: str, key: str) -> Name:
    """The name of a numbered clause below another.

    "(a)" below "12.3" is "12.3(a)" and "12.3.a"; "4.1" below "Schedule 2" is "Schedule 2, 4.1" and "schedule-2/4.1".
    """
    if parent.cited:
        return Name(parent.label + label, key_below(parent, key))
    division = parent.division
    parted = "" if label.startswith(" ") else ", "
    return Name(f"{division.label}{parted}{label}" if division else label.strip(), key_below(parent, key))


def key_below(parent: Node, key: str) -> str:
    """The id of a clause below another: "12.3.a" where the parent is cited by number, else "schedule-2/p1"."""
    return f"{parent.key}{'.' if parent.cited else '/'}{key}" if parent.key else key


def shown(label: Label) -> str:
    """The label of a division or article in one way of writing: "SCHEDULE TWO" is "Schedule Two"."""
    named = len(label.core) == 1 or label.core.lower() in NUMBER_WORDS
    core = label.core.capitalize() if named else label.core
    return f"{label.word} {core}".strip()


def name_headings(text: str, nodes: list[Node]) -> None:
    """Gives numbered clauses the heading that runs into their first words, and numbered definitions their term."""
    for node in nodes:
        if node.heading or not node.numbered or not node.own or node.kind in ("schedule", "row", "parties"):
            continue
        start, end = node.own[0]
        if term := wording.defined_term(text, start, end) if node.kind == "operative" else "":
            node.kind, node.heading = "definition", term
        else:
            whole = end - start < wording.LOOK
            node.heading = wording.run_in_heading(node.began(text), whole=whole, item=node.label.endswith(")"))


def finish(document: Document, nodes: list[Node], index: int) -> tuple[Clause, ...]:
    """The clauses, in document order, with spans that nest and ids that are unique."""
    ends = _ends(nodes)
    ids = _ids(nodes, f"d{index + 1}:" if index else "")
    starts = [block.span.start for block in document.blocks]
    paths = _paths(nodes)
    return tuple(
        Clause(
            id=ids[node],
            label=node.label,
            span=Span(node.start, ends[node], index),
            own=tuple([Span(start, end, index) for start, end in sorted(node.own)]),
            kind=node.kind,
            heading=node.heading,
            level=node.depth,
            parent=ids.get(node.parent) if node.parent else None,
            path=paths[node],
            page=document.blocks[max(0, bisect_right(starts, node.start) - 1)].page,
        )
        for node in sorted(nodes, key=lambda node: node.start)
    )


def _paths(nodes: list[Node]) -> dict[Node, tuple[str, ...]]:
    """The labels that lead to each clause, each as printed beside its own words."""
    paths: dict[Node, tuple[str, ...]] = {}
    for node in nodes:  # children were made after their parents
        above = paths.get(node.parent, ()) if node.parent else ()
        own = _own_label(node)
        paths[node] = (*above, own) if own else above
    return paths


def _own_label(node: Node) -> str:
    """What a clause's label adds to those above it: "(a)" of "12.3(a)", "4.1" of "Schedule 2, 4.1", else all of it."""
    above = node.parent
    while above:
        added = node.label.removeprefix(above.label)
        if above.label and not added:  # a paragraph without a number is cited as the clause around it
            return ""
        if above.label and added.startswith((", ", " (", " “", "(")) and len(added) < len(node.label):
            return added.removeprefix(",").strip()
        above = above.parent
    return node.label


def _ends(nodes: list[Node]) -> dict[Node, int]:
    ends = {node: max([node.start, *(end for _, end in node.own)]) for node in nodes}
    for node in reversed(nodes):  # children were made after their parents
        if node.parent in ends:
            ends[node.parent] = max(ends[node.parent], ends[node])
    return ends


def _ids(nodes: list[Node], prefix: str) -> dict[Node, str]:
    taken: set[str] = set()
    times: Counter[str] = Counter()
    ids: dict[Node, str] = {}
    for node in nodes:
        name = node.key
        while name in taken:
            times[node.key] += 1
            name = f"{node.key}~{times[node.key] + 1}"
        taken.add(name)
        ids[node] = prefix + name
    return ids
