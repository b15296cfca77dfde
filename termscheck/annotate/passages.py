"""Passages: each sentence with the lead-in of its list before it and any flush tail after it.

"The Supplier shall: (a) indemnify …; (b) pay …; in each case on demand" is judged as two statements of the
Supplier, both on demand (rulebook 1.3).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

from spacy.language import Language
from spacy.tokens import Doc

from termscheck.annotate.lexicon import Found
from termscheck.annotate.notes import Component, Notes, Sentence, notes_of
from termscheck.model import Clause, Hit, Passage

CLOSED = (".", "!", "?", '"')
STEM_TOKENS = 200
"""Longest lead-in that is carried to the items of its list; a longer one is cut from the front."""

Piece = tuple[int, int]


@Language.factory("termscheck_passages")
def create_passages(nlp: Language, name: str) -> Component:
    """Joins sentences with their lead-ins and tails, and hands each the vocabulary hits that lie in it."""

    def passages(doc: Doc) -> Doc:
        notes = notes_of(doc)
        hits = _all_hits(notes)
        places = [hit[0] for hit in hits]
        context = Context(notes)
        for sentence in notes.sentences:
            if sentence.first == sentence.last:
                continue
            before, after = context.around(sentence)
            own = (sentence.first, sentence.last)
            pieces = (*before, own, *after)
            notes.passages.append(_passage(notes, len(notes.passages), sentence, pieces, len(before), hits, places))
        return doc

    return passages


def _all_hits(notes: Notes) -> list[tuple[int, int, str, str, float]]:
    """Vocabulary phrases, mentions of parties and quantities together, by position."""
    found: Iterable[Found] = (*notes.found, *notes.mentions)
    hits = [(hit.start, hit.end, hit.vocabulary, str(hit.form), 0.0) for hit in found]
    for quantity, (start, end) in zip(notes.quantities, notes.quantity_tokens, strict=True):
        hits.append((start, end, quantity.kind, "phrase", quantity.value))
    return sorted(hits, key=lambda hit: (hit[0], -hit[1]))


def _passage(  # noqa: PLR0913, PLR0917
    notes: Notes,
    index: int,
    sentence: Sentence,
    pieces: tuple[Piece, ...],
    own: int,
    hits: list[tuple[int, int, str, str, float]],
    places: list[int],
) -> Passage:
    tokens: list[tuple[int, int]] = []
    ranges: list[Piece] = []
    inside: list[Hit] = []
    for first, last in pieces:
        shift = len(tokens) - first
        ranges.append((len(tokens), len(tokens) + last - first))
        for start, end, vocabulary, form, value in hits[bisect_left(places, first) : bisect_left(places, last)]:
            if end <= last:
                inside.append(Hit(vocabulary, start + shift, end + shift, form, value))
        tokens += zip(notes.starts[first:last], notes.ends[first:last], strict=True)
    clause = notes.clauses[sentence.clause].id
    return Passage(index, clause, notes.index, tuple(tokens), tuple(ranges), *ranges[own], tuple(inside))


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
        self._lead_ins: dict[int, tuple[Piece, ...]] = {}

    def around(self, sentence: Sentence) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
        """The token ranges that a sentence is read with: lead-ins from the outermost, then the tail."""
        clause = self._notes.clauses[sentence.clause]
        parent = self._number.get(clause.parent or "")
        if parent is None or not self._is_first_piece(sentence, clause):
            return (), ()
        lead_in = self.lead_in(parent)
        return lead_in, self._tail(parent) if lead_in else ()

    def _is_first_piece(self, sentence: Sentence, clause: Clause) -> bool:
        return bool(clause.own) and clause.own[0].start <= sentence.start < clause.own[0].end

    def lead_in(self, number: int) -> tuple[Piece, ...]:
        """The unfinished sentence with which clause `number` opens its list, with those it depends on itself."""
        if number not in self._lead_ins:
            self._lead_ins[number] = ()  # guards against a circle of parents
            self._lead_ins[number] = self._find_lead_in(number)
        return self._lead_ins[number]

    def _find_lead_in(self, number: int) -> tuple[Piece, ...]:
        opening = self._sentences.get((number, 0))
        if not opening:
            return ()
        last = opening[-1]
        words = self._notes.view[last.start : last.end]
        # a heading on its own ("PAYMENT") opens no list
        if words.endswith(CLOSED) or words.isupper() or not self._says_something(last):
            return ()
        parent = self._number.get(self._notes.clauses[number].parent or "")
        outer = self.lead_in(parent) if parent is not None and len(opening) == 1 else ()
        return (*outer, (max(last.first, last.last - STEM_TOKENS), last.last))

    def _says_something(self, sentence: Sentence) -> bool:
        text = self._notes.view[sentence.start : sentence.end]
        return text.endswith((":", "-", "\u2013", "\u2014", ",", ";")) or sentence.last - sentence.first > 8

    def _tail(self, number: int) -> tuple[Piece, ...]:
        """The flush text after a list, where it goes on with the list's own sentence."""
        clause = self._notes.clauses[number]
        for part in range(1, len(clause.own)):
            sentences = self._sentences.get((number, part))
            if sentences and self._notes.view[sentences[0].start].islower():
                return ((sentences[0].first, min(sentences[0].last, sentences[0].first + STEM_TOKENS)),)
        return ()
