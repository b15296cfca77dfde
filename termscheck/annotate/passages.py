"""Passages: each sentence with the lead-in of its list before it and any flush tail after it.

"The Supplier shall: (a) indemnify …; (b) pay …; in each case on demand" is judged as two statements of the
Supplier, both on demand (rulebook 1.3).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from operator import itemgetter

from spacy.language import Language
from spacy.tokens import Doc

from termscheck.annotate.cells import read_with, tabs_between
from termscheck.annotate.lexicon import Found, in_order
from termscheck.annotate.notes import Component, Notes, Sentence, notes_of
from termscheck.model import Clause, Hit, Hits, Passage
from termscheck.model.contract import new

CLOSED = (".", "!", "?", '"')
STEM_TOKENS = 200
"""Longest lead-in that is carried to the items of its list; a longer one is cut from the front."""

Piece = tuple[int, int]
_START = itemgetter(0)
"""Of a hit: its first token."""


@Language.factory("termscheck_passages")
def create_passages(nlp: Language, name: str) -> Component:
    """Joins sentences with their lead-ins and tails, and hands each the vocabulary hits that lie in it."""

    def passages(doc: Doc) -> Doc:
        notes = notes_of(doc)
        made = _Passages(notes)
        context = Context(notes)
        for sentence in notes.sentences:
            if sentence.first < sentence.last:
                notes.passages.append(made.passage(sentence, *context.around(sentence)))
        return doc

    return passages


class _Passages:
    """Puts passages together, one after the other."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._number = 0
        self._words = list(zip(notes.starts, notes.ends, strict=True))
        self._hits = _all_hits(notes)
        self._lead_ins: dict[tuple[Piece, ...], tuple[list[tuple[int, int]], list[Hit]]] = {}

    def passage(self, sentence: Sentence, before: tuple[Piece, ...], after: tuple[Piece, ...]) -> Passage:
        """The sentence between the pieces of text that it is read with."""
        if before not in self._lead_ins:
            self._lead_ins = {before: self._together(before, [], [])}  # the items of a list come one after the other
        lead_in = self._lead_ins[before]
        words, hits = lead_in[0].copy(), lead_in[1].copy()
        own = (len(words), len(words) + sentence.last - sentence.first)
        pieces = (*before, (sentence.first, sentence.last), *after)
        self._together(pieces[len(before) :], words, hits)
        ranges, upto = [], 0
        for first, last in pieces:
            ranges.append((upto, upto := upto + last - first))
        number, self._number = self._number, self._number + 1
        clause = self._notes.clauses[sentence.clause].id
        return Passage(number, clause, self._notes.index, tuple(words), tuple(ranges), *own, Hits(hits))

    def _together(
        self, pieces: tuple[Piece, ...], words: list[tuple[int, int]], hits: list[Hit]
    ) -> tuple[list[tuple[int, int]], list[Hit]]:
        """Adds the words and hits of pieces of text to those that are there."""
        for first, last in pieces:
            shift = len(words) - first
            hits += [
                new(Hit, (vocabulary, start + shift, end + shift, form, value))
                for start, end, meanings in self._hits[self._at(first) : self._at(last)]
                if end <= last
                for vocabulary, form, value in meanings
            ]
            words += self._words[first:last]
        return words, hits

    def _at(self, token: int) -> int:
        """The number of hits that begin before a token."""
        return bisect_left(self._hits, token, key=_START)


def _all_hits(notes: Notes) -> list[Found]:
    """Vocabulary phrases, mentions of parties and quantities together, by position; the longest first."""
    quantities = [
        Found(*tokens, [(quantity.kind, "phrase", quantity.value)])
        for quantity, tokens in zip(notes.quantities, notes.quantity_tokens, strict=True)
    ]
    parted = [Found(*notes.tokens(at, at + 1), [("border", "phrase", 0.0)]) for at in tabs_between(notes.document)]
    return in_order(notes.found, (*notes.mentions, *quantities, *parted))


class Context:
    """Knows the lead-in and the tail of every clause."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._number = {clause.id: number for number, clause in enumerate(notes.clauses)}
        self._sentences: dict[tuple[int, int], list[Sentence]] = defaultdict(list)
        for sentence in notes.sentences:
            clause = notes.clauses[sentence.clause]
            for part, piece in enumerate(clause.own):
                if piece.start <= sentence.start < piece.end:
                    self._sentences[sentence.clause, part].append(sentence)
        self._items: dict[int, int] = {}
        """Where the first clause under each begins."""
        for clause in notes.clauses:
            if clause.own and (parent := self._number.get(clause.parent or "")) is not None:
                self._items.setdefault(parent, clause.own[0].start)
        self._lead_ins: dict[int, tuple[Piece, ...]] = {}
        self._cells = read_with(notes.document)
        self._begin = sorted(self._cells)

    def around(self, sentence: Sentence) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
        """The token ranges that a sentence is read with: lead-ins from the outermost, then the tail.

        In a table a row, or the first sentence of each paragraph of a cell, is read with the names of its columns.
        """
        clause = self._notes.clauses[sentence.clause]
        names = self._names(sentence)
        parent = self._number.get(clause.parent or "")
        if parent is None or not self._is_first_piece(sentence, clause):
            return names, ()
        lead_in = self.lead_in(parent)
        return (*lead_in, *names), self._tail(parent) if lead_in else ()

    def _names(self, sentence: Sentence) -> tuple[Piece, ...]:
        """What its cells are read with: the names over their columns, and that of the row if it does not begin so."""
        begin = self._begin[bisect_left(self._begin, sentence.start) : bisect_left(self._begin, sentence.end)]
        names = dict.fromkeys(name for at in begin for name in self._cells[at])
        return tuple(self._notes.tokens(*one) for one in names if not sentence.start <= one[0] < sentence.end)

    def _is_first_piece(self, sentence: Sentence, clause: Clause) -> bool:
        return bool(clause.own) and clause.own[0].start <= sentence.start < clause.own[0].end

    def lead_in(self, number: int) -> tuple[Piece, ...]:
        """The unfinished sentence with which clause `number` opens its list, with those it depends on itself."""
        if number not in self._lead_ins:
            self._lead_ins[number] = ()  # guards against a circle of parents
            self._lead_ins[number] = self._find_lead_in(number)
        return self._lead_ins[number]

    def _find_lead_in(self, number: int) -> tuple[Piece, ...]:
        paragraph = self._opens(number)
        opening = self._sentences.get((number, paragraph))
        if not opening:
            return ()
        last = opening[-1]
        words = self._notes.view[last.start : last.end]
        # a heading on its own ("PAYMENT") opens no list
        if words.endswith(CLOSED) or words.isupper() or not self._says_something(last):
            return ()
        parent = self._number.get(self._notes.clauses[number].parent or "")
        outer = self.lead_in(parent) if parent is not None and len(opening) == 1 and not paragraph else ()
        return (*outer, (max(last.first, last.last - STEM_TOKENS), last.last))

    def _opens(self, number: int) -> int:
        """The number of the paragraph that stands right before the clauses under this one; a heading may precede it."""
        own, items = self._notes.clauses[number].own, self._items.get(number)
        before = sum(piece.end <= items for piece in own) if items is not None else 0
        return max(before - 1, 0)

    def _says_something(self, sentence: Sentence) -> bool:
        text = self._notes.view[sentence.start : sentence.end]
        return text.endswith((":", "-", "\u2013", "\u2014", ",", ";")) or sentence.last - sentence.first > 8

    def _tail(self, number: int) -> tuple[Piece, ...]:
        """The flush text after a list, where it goes on with the list's own sentence."""
        clause = self._notes.clauses[number]
        for part in range(self._opens(number) + 1, len(clause.own)):
            sentences = self._sentences.get((number, part))
            if sentences and self._notes.view[sentences[0].start].islower():
                return ((sentences[0].first, min(sentences[0].last, sentences[0].first + STEM_TOKENS)),)
        return ()
