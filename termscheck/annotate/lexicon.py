"""Finds the phrases of all vocabularies in a text, in one pass whose cost does not grow with their number.

Everything literal that any rule or component looks for goes into one tree of words (by spaCy's NORM, so that case,
curly quotes and contractions fall away); later steps only look at the hits.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

import numpy as np
from spacy.attrs import NORM, ORTH
from spacy.language import Language
from spacy.tokens import Doc

from termscheck.annotate.inflect import Form
from termscheck.annotate.vocabulary import GAP, Vocabulary
from termscheck.model.contract import new

Meaning = tuple[str, Form, float]
"""A vocabulary, the form its words have, and a quantity's value, else 0."""


class Found(NamedTuple):
    """Words of one or more vocabularies at tokens `[start, end)` of a spaCy Doc."""

    start: int
    end: int
    meanings: Sequence[Meaning]


LITERAL = "="
"""Prefix of the pseudo-vocabulary of a literal phrase in a pattern: `=net of`."""


@dataclass(frozen=True, slots=True)
class _Gapped:
    vocabulary: str
    form: Form
    rest: tuple[str, ...]


@dataclass(slots=True)
class _Phrase:
    """What certain words mean, alone and as a part of something longer."""

    meanings: tuple[Meaning, ...] = ()
    """Each vocabulary at most once."""
    gapped: tuple[_Gapped, ...] = ()
    """The phrases with a gap that begin with them."""
    rests: tuple[str, ...] = ()
    """The names by which phrases with a gap go on with them."""
    excludes: tuple[str, ...] = ()
    """The vocabularies that do not count where they stand."""

    def mean(self, meaning: Meaning) -> None:
        """Adds a meaning, unless one of the same vocabulary is there."""
        if not self.meanings:  # most have one
            self.meanings = (meaning,)
        elif meaning[0] not in [known[0] for known in self.meanings]:
            self.meanings += (meaning,)

    @property
    def special(self) -> bool:
        """Whether it is more than words that mean something by themselves."""
        return bool(self.gapped or self.rests or self.excludes)

    @property
    def counting(self) -> tuple[Meaning, ...]:
        """Its meanings without those of vocabularies for which it does not count."""
        return tuple(one for one in self.meanings if one[0] not in self.excludes)

    def take_in(self, other: _Phrase) -> None:
        """Adds what the same words mean where they are spelt otherwise."""
        for meaning in other.meanings:
            self.mean(meaning)
        self.gapped += other.gapped
        self.rests += other.rests
        self.excludes += other.excludes


class _Node:
    """A place in the tree of phrases: what the words up to here mean, and which may come next."""

    __slots__ = ("meanings", "phrase", "then")

    def __init__(self) -> None:
        self.meanings: tuple[Meaning, ...] | None = None
        """None where no phrase ends, nor a single word that means nothing by itself."""
        self.phrase: _Phrase | None = None
        """The phrase that ends here; once all are planted, only if it is special."""
        self.then: dict[int, _Node] = _NOTHING

    def grown(self, norm: int) -> _Node:
        """The place after one more word, which is new."""
        if not self.then:
            self.then = {}
        node = self.then[norm] = _Node()
        return node


_NOTHING: dict[int, _Node] = {}
"""What may come after most places, which is left empty."""
_Place = tuple[int, int, _Phrase]
"""A special phrase at tokens `[start, end)`."""
_Placed = TypeVar("_Placed", bound=tuple[Any, ...])
"""Whatever begins with its tokens."""
_START = itemgetter(0)
FOUND_BY_PARTIES = frozenset({"label", "work", "money", "name"})
"""The kinds of vocabulary that the parties component looks for, which knows who bears them."""


class _Phrases(dict[str, _Phrase]):
    """All phrases with what they mean, by their words as `_key` spells them."""

    def __missing__(self, key: str) -> _Phrase:
        self[key] = phrase = _Phrase()
        return phrase

    def add(self, words: str, vocabulary: str, form: Form) -> None:
        """Notes that words are of a vocabulary, or that they are its words before and after a gap."""
        if "..." not in words:
            self[_key(words)].mean((vocabulary, form, 0.0))
            return
        first, *rest = words.split("...")
        parts = tuple(map(_key, rest))
        for part in parts:
            self[part].rests = (part,)
        self[_key(first)].gapped += (_Gapped(vocabulary, form, parts),)


def _key(words: str) -> str:
    return " ".join(words.lower().split())


class Lexicon:
    """A compiled vocabulary. Built once per rule set and shared by all documents."""

    def __init__(self, nlp: Language, vocabulary: Vocabulary) -> None:
        self._root = _Node()
        phrases = _Phrases()
        for entry in vocabulary.entries.values():
            if entry.kind in FOUND_BY_PARTIES:
                continue
            for phrase, form in dict.fromkeys(entry.surface()):
                phrases.add(phrase, entry.name, form)
            for phrase in entry.excludes:
                phrases[_key(phrase)].excludes += (entry.name,)
        for literal in sorted(vocabulary.literals):  # in one order, whatever the hash seed
            phrases[_key(literal.removeprefix(LITERAL))].mean((literal, "phrase", 0.0))
        self._plant(phrases, nlp)

    def _plant(self, phrases: Mapping[str, _Phrase], nlp: Language) -> None:
        """Cuts all phrases in one go, and puts the norms of their words into the tree."""
        lines = nlp.make_doc("\t".join([*phrases, ""]))
        table = lines.to_array([ORTH, NORM])
        norms = table[:, 1].tolist()
        begin = 0
        planted: list[tuple[_Node, _Phrase, bool]] = []
        ends = np.flatnonzero(table[:, 0] == nlp.vocab.strings["\t"]).tolist()
        for phrase, end in zip(phrases.values(), ends, strict=False):
            node = self._root
            for norm in norms[begin:end]:
                node = node.then.get(norm) or node.grown(norm)
            if node.phrase is None:
                node.phrase = phrase
                planted.append((node, phrase, end > begin + 1))
            else:
                node.phrase.take_in(phrase)
            begin = end + 1
        for node, phrase, long in planted:
            node.meanings = phrase.counting if long else phrase.counting or None
            node.phrase = phrase if phrase.special else None

    def find(self, doc: Doc) -> list[Found]:
        """All phrases in `doc`, by position; of overlapping phrases of one vocabulary only the longest."""
        places, special = self._places(doc.to_array(NORM).tolist())
        special.sort(key=_order)
        excluded = _excluded(special)
        reach: dict[str, int] = defaultdict(int)
        covered = 0  # up to here a phrase of several words may be in the way of a word
        kept: list[Found] = []
        for found in in_order(places, _split_phrases(special)):
            start, end, meanings = found
            if start >= covered and end == start + 1:
                kept.append(found)
                continue
            covered = max(covered, end)
            left = []
            for meaning in meanings:
                name = meaning[0]
                if end > reach[name] and (name not in excluded or not excluded[name].overlaps(start, end)):
                    reach[name] = end
                    left.append(meaning)
            if left:
                kept.append(new(Found, (start, end, left)))
        return kept

    def _places(self, norms: list[int]) -> tuple[list[Found], list[_Place]]:
        """Where phrases stand, the longest of those that begin with the same word first; and special ones once more."""
        norms.append(0)  # no word's, so that nothing goes on there
        first = self._root.then.get
        places: list[Found] = []
        special: list[_Place] = []
        for start, norm in enumerate(norms):
            node = first(norm)
            if node is None:
                continue
            end = start + 1
            here: list[Found] | None = None
            while further := node.then.get(norms[end]):
                if node.meanings is not None:
                    here = here or []
                    here.append(new(Found, (start, end, node.meanings)))
                if node.phrase is not None:
                    special.append((start, end, node.phrase))
                node = further
                end += 1
            if node.meanings is not None:
                places.append(new(Found, (start, end, node.meanings)))
            if node.phrase is not None:
                special.append((start, end, node.phrase))
            if here:
                places += reversed(here)
        return places, special


def _split_phrases(places: Sequence[_Place]) -> list[Found]:
    """Phrases with a gap, such as "hold (the Prime) harmless"."""
    rests = [place for place in places if place[2].rests]
    found = []
    for start, end, phrase in places:
        if phrase.gapped and (near := _after(rests, end)):
            for one in phrase.gapped:
                last = near.get(one.rest[0])
                for part in one.rest[1:]:
                    last = _after(rests, last).get(part) if last is not None else None
                if last is not None:
                    found.append(Found(start, last, ((one.vocabulary, one.form, 0.0),)))
    return found


def _after(rests: list[_Place], token: int) -> Mapping[str, int]:
    """The rests that begin at most a gap after a token, by name, each with the end of the first."""
    ends: dict[str, int] = {}
    for at in range(bisect_left(rests, token, key=_START), len(rests)):
        start, end, phrase = rests[at]
        if start > token + GAP:
            break
        for name in phrase.rests:
            ends.setdefault(name, end)
    return ends


def _excluded(places: Sequence[_Place]) -> Mapping[str, _Ranges]:
    ranges: dict[str, _Ranges] = defaultdict(_Ranges)
    for start, end, phrase in places:
        for name in phrase.excludes:
            ranges[name].add(start, end)
    return dict(ranges)


class _Ranges:
    """Ranges of tokens, added by their start; those that overlap are one."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, start: int, end: int) -> None:
        if self._ends and start <= self._ends[-1]:
            self._ends[-1] = max(self._ends[-1], end)
        else:
            self._starts.append(start)
            self._ends.append(end)

    def overlaps(self, start: int, end: int) -> bool:
        """Whether any of them has a token in common with `[start, end)`."""
        before = bisect_left(self._starts, end)
        return before > 0 and start < self._ends[before - 1]


def in_order(many: Sequence[_Placed], few: Iterable[_Placed]) -> list[_Placed]:
    """What is in order already, by start and the longest first, with a few more: after those of the same words."""
    together: list[_Placed] = []
    at = 0
    for one in sorted(few, key=_order):
        upto = bisect_right(many, _order(one), at, key=_order)
        together += many[at:upto]
        together.append(one)
        at = upto
    together += many[at:]
    return together


def _order(place: tuple[Any, ...]) -> tuple[int, int]:
    return place[0], -place[1]
