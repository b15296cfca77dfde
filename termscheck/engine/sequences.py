"""The `words` pattern: words in order, compiled to sequences of vocabulary hits.

``{them} ... (may | can) {terminate}`` asks for a mention of them, a gap, one of two literals and an act. All the
literals go into the vocabulary, so that matching only looks at hits and its cost grows with these, not with words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, product
from math import prod
from operator import itemgetter
from typing import NamedTuple

from termscheck.annotate.lexicon import LITERAL
from termscheck.engine.comparisons import Comparison
from termscheck.model import Hit

GAP = 25
"""Most words that "..." stands for."""
MOST_VARIANTS = 512
MOST_STEPS = 40
"""Most steps of a sequence: a line that has more is no sentence."""
DEEPEST = 8
"""Most brackets within brackets."""
_PLACE = itemgetter(1, 2, 0)
"""Of a hit; of two at one place the same comes first whatever the hash seed."""
_NAME = itemgetter(0)
"""Its vocabulary."""
_PIECE = re.compile(
    r"\{(?P<name>[a-z-]+)(?:\s*(?P<op>[<>]=?)\s*(?P<number>\d+(?:\.\d+)?))?\}|(?P<sign>\.\.\.|[\[\]()|])|(?P<word>[^\s\[\](){}|]+)"
)


class PatternError(ValueError):
    """A words pattern that cannot be read; the message says why."""


class Element(NamedTuple):
    """One step of a sequence: a hit of any of some vocabularies, after a gap of at most `gap` words."""

    vocabularies: frozenset[str]
    gap: int
    comparison: Comparison | None = None


Sequence_ = tuple[Element, ...]
_NONE: frozenset[str] = frozenset()


@lru_cache(maxsize=5_000)
def parse(pattern: str) -> tuple[Sequence_, ...]:
    """All the sequences that a words pattern stands for, those that differ in one step as one; raises `PatternError`.

    What was read is remembered: a pattern is proofread before it is compiled, and a concept is in many rules.
    """
    pieces = list(_pieces(pattern))
    variants, rest = _alternatives(pieces, 0, closing=None)
    if rest != len(pieces):
        raise PatternError(f"unexpected “{pieces[rest]}” in “{pattern}”")
    if len(variants) > MOST_VARIANTS:
        raise PatternError(f"“{pattern}” stands for {len(variants)} wordings; {MOST_VARIANTS} is the most")
    sequences = dict.fromkeys(_sequence(variant) for variant in variants)
    if not all(sequences):
        raise PatternError(f"“{pattern}” can match nothing at all")
    if max(map(len, sequences)) > MOST_STEPS:
        raise PatternError(f"it asks for more than {MOST_STEPS} things one after the other")
    return tuple(_merged(sequences))


def _merged(sequences: Iterable[Sequence_]) -> list[Sequence_]:
    """The sequences, those that differ in nothing but the words of one step made one, step by step from the last."""
    merged = list(sequences)
    for place in reversed(range(max(map(len, merged)))):
        alike: dict[tuple[object, ...], list[Sequence_]] = defaultdict(list)
        for one in merged:
            around = (
                (one[:place], one[place]._replace(vocabularies=_NONE), one[place + 1 :]) if place < len(one) else one
            )
            alike[around].append(one)
        merged = [_as_one(some, place) for some in alike.values()]
    return merged


def _as_one(sequences: Sequence[Sequence_], place: int) -> Sequence_:
    """Sequences that differ at one place only, as one with a choice there."""
    first = sequences[0]
    if len(sequences) == 1:
        return first
    choice = frozenset().union(*(one[place].vocabularies for one in sequences))
    return (*first[:place], first[place]._replace(vocabularies=choice), *first[place + 1 :])


def _pieces(pattern: str) -> Iterator[str]:
    at = 0
    for match in _PIECE.finditer(pattern):
        if pattern[at : match.start()].strip():
            raise PatternError(f"cannot read “{pattern[at : match.start()].strip()}” in “{pattern}”")
        at = match.end()
        yield match[0]
    if pattern[at:].strip():
        raise PatternError(f"cannot read “{pattern[at:].strip()}” in “{pattern}”")


def _alternatives(
    pieces: Sequence[str], at: int, closing: str | None, depth: int = 0
) -> tuple[list[tuple[str, ...]], int]:
    """The variants of a group: its branches parted by "|", each a run of words and groups."""
    if depth > DEEPEST:
        raise PatternError("brackets are nested too deep")
    branches: list[tuple[str, ...]] = []
    parts: list[list[tuple[str, ...]]] = []
    while at < len(pieces):
        piece = pieces[at]
        if piece in ("]", ")"):
            if piece != closing:
                raise PatternError(f"“{piece}” closes nothing")
            return branches + _joined(parts), at + 1
        if piece == "|":
            branches += _joined(parts)
            parts = []
            at += 1
        elif piece in ("[", "("):
            inner, at = _alternatives(pieces, at + 1, "]" if piece == "[" else ")", depth + 1)
            parts.append([(), *inner] if piece == "[" else inner)
        else:
            parts.append([(piece,)])
            at += 1
    if closing:
        raise PatternError(f"“{closing}” is missing")
    return branches + _joined(parts), at


def _joined(parts: list[list[tuple[str, ...]]]) -> list[tuple[str, ...]]:
    if prod(len(part) for part in parts) > MOST_VARIANTS:
        raise PatternError(f"it stands for more than {MOST_VARIANTS} wordings")
    return [tuple(piece for part in choice for piece in part) for choice in product(*parts)]


def _sequence(pieces: tuple[str, ...]) -> Sequence_:
    elements: list[Element] = []
    literal: list[str] = []
    gap = 0
    for piece in pieces:
        if piece != "..." and piece[0] != "{":
            literal.append(piece)
            continue
        if literal:
            elements.append(_element(" ".join(literal), gap))
            literal.clear()
            gap = 0
        if piece == "...":
            gap = GAP
        else:
            elements.append(_element(piece, gap))
            gap = 0
    if literal:
        elements.append(_element(" ".join(literal), gap))
    return tuple(elements)


@lru_cache(maxsize=500)
def _element(words: str, gap: int) -> Element:
    """The step that asks for a vocabulary ("{pay}", "{duration > 30}") or else for literal words."""
    match = _PIECE.fullmatch(words) if words[0] == "{" else None
    if match is None:
        return Element(frozenset([LITERAL + words.lower()]), gap)
    comparison = Comparison.parse(f"{match['op']} {match['number']}") if match["op"] else None
    return Element(frozenset([match["name"]]), gap, comparison)


class Run(NamedTuple):
    """A sequence found at tokens `[start, end)`, with the quantities in it."""

    start: int
    end: int
    values: tuple[Hit, ...] = ()


def find(  # noqa: PLR0913, PLR0917
    sequence: Sequence_,
    hits: Mapping[str, Sequence[Hit]],
    articles: frozenset[int],
    borders: Sequence[int],
    low: int,
    high: int,
) -> Iterator[Run]:
    """Where `sequence` stands within tokens `[low, high)`: leftmost first, then shortest.

    Only articles may stand between adjacent steps; a gap never crosses a border. Runs that begin and end with the same
    vocabularies do not overlap.
    """
    *steps, last = (standing(element, hits) for element in sequence)
    if not (all(steps) and last):
        return
    endings: Mapping[str, Sequence[Hit]] = {"": ()}
    if steps:
        endings = {name: [hit for hit in last if hit.vocabulary == name] for name in dict.fromkeys(map(_NAME, last))}
    gaps = [element.gap for element in sequence]
    reach: dict[tuple[str, str], int] = {}
    for first in steps[0] if steps else last:
        if first.end > high:
            continue
        for name, ending in endings.items():
            if first.start < reach.get((first.vocabulary, name), low):
                continue
            rest = _continue([*steps, ending], gaps, 1, first.end, articles, borders, high)
            if rest is not None:
                end = rest[-1].end if rest else first.end
                yield Run(first.start, end, tuple(hit for hit in (first, *rest) if hit.value))
                reach[first.vocabulary, name] = end


def standing(element: Element, hits: Mapping[str, Sequence[Hit]]) -> Sequence[Hit]:
    """The hits that a step may be, by position, the shortest first."""
    present = [hits[name] for name in hits.keys() & element.vocabularies]
    found = present[0] if len(present) == 1 else sorted(chain.from_iterable(present), key=_PLACE)
    comparison = element.comparison
    return found if comparison is None else [hit for hit in found if comparison.holds(hit.value)]


def _continue(  # noqa: PLR0913, PLR0917
    steps: Sequence[Sequence[Hit]],
    gaps: Sequence[int],
    step: int,
    at: int,
    articles: frozenset[int],
    borders: Sequence[int],
    high: int,
) -> tuple[Hit, ...] | None:
    if step == len(steps):
        return ()
    nearest = bisect_left(borders, at)
    stop = borders[nearest] if nearest < len(borders) else high
    gap = gaps[step]
    furthest = min(at + max(gap, 2), stop)
    for hit in steps[step]:
        if hit.start < at:
            continue
        if hit.start > furthest or (gap == 0 and not all(token in articles for token in range(at, hit.start))):
            break
        if hit.end > high:
            continue
        rest = _continue(steps, gaps, step + 1, hit.end, articles, borders, high)
        if rest is not None:
            return (hit, *rest)
    return None
