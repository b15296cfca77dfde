"""What the pipeline's components know of a document while they work; it never leaves this package."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import cast

from spacy.tokens import Doc
from spacy.tokens import Span as DocSpan

from termscheck.annotate.doubts import UNSEEN, as_they_look
from termscheck.annotate.index import Index
from termscheck.annotate.lexicon import Found
from termscheck.annotate.numbers import lowered
from termscheck.model import (
    Clause,
    Definition,
    Document,
    Notice,
    Party,
    Passage,
    Proposition,
    Quantity,
    Reference,
    Span,
    Topic,
)

# One character for one, so that offsets in the view are offsets in the text.
FOLD = {
        "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "\u00b4": "'", "\u2032": "'",
        "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"', "\u2033": '"',
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2212": "-", "\u00a0": " ", "\u2007": " ", "\u202f": " ",
}  # fmt: skip


_UNSEEN = re.compile(f"[{UNSEEN}]")


def folded(text: str) -> str:
    """The text with typographic variants and lookalikes made plain, character for character."""
    if text.isascii():
        return text
    text = as_they_look(text)
    for printed, plain in FOLD.items():  # hardly any is there: it is faster than `str.translate`
        text = text.replace(printed, plain)
    return text


def mend_words(doc: Doc, view: str) -> None:
    """Gives a token that characters without width cut in two the norm of the word that a person reads."""
    if view.isascii() or not _UNSEEN.search(view):
        return
    for token in doc:
        if whole := _UNSEEN.sub("", token.text).rstrip() if _UNSEEN.search(token.text) else "":
            token.norm_ = doc.vocab[whole].norm_


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence's characters and tokens, and the clause whose own words it belongs to."""

    clause: int
    start: int
    end: int
    first: int
    last: int
    """Token after the last."""


@dataclass
class Notes:
    """The working notes of one document; components add to them in the pipeline's order."""

    document: Document
    index: int
    clauses: tuple[Clause, ...]
    view: str
    us: tuple[str, ...] = ()
    them: tuple[str, ...] = ()
    known: tuple[Party, ...] = ()
    """Parties found in an earlier document of the same contract."""
    watched: bool = False
    """Whether components of others are in the pipeline, who see a spaCy Doc and not these notes."""
    words: Index = field(init=False)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    mentions: list[Found] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    quantity_tokens: list[tuple[int, int]] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    propositions: list[Proposition] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.words = Index(lowered(self.view))

    def tokens(self, start: int, end: int) -> tuple[int, int]:
        """The tokens that characters `[start, end)` touch."""
        first = bisect_left(self.ends, start + 1)
        return first, max(first, bisect_left(self.starts, end))

    def references_in(self, span: Span) -> list[Reference]:
        """The references within a span, by position."""
        first = bisect_left(self.references, span.start, key=lambda one: one.span.start)
        last = bisect_left(self.references, span.end, key=lambda one: one.span.start)
        return self.references[first:last]

    def clause_finder(self) -> Callable[[int], str]:
        """A function from an offset to the id of the clause whose own words are there ("" outside all clauses)."""
        pieces = sorted((piece.start, piece.end, clause.id) for clause in self.clauses for piece in clause.own)
        starts = [start for start, _, _ in pieces]

        def clause_at(offset: int) -> str:
            at = bisect_right(starts, offset) - 1
            return pieces[at][2] if at >= 0 and offset < pieces[at][1] else ""

        return clause_at


KEY = "termscheck"


def notes_of(doc: Doc) -> Notes:
    """The working notes that travel with a spaCy Doc."""
    return cast(Notes, doc.user_data[KEY])


def show(doc: Doc, key: str, ranges: Iterable[tuple[int, int, str]]) -> None:
    """Makes annotations visible to components of others as `doc.spans[key]`; ranges are tokens and a label."""
    if notes_of(doc).watched:
        doc.spans[key] = [DocSpan(doc, start, end, label=label) for start, end, label in ranges if start < end]


Component = Callable[[Doc], Doc]
