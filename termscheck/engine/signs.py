"""Signs: the small things that a passage says, each of which counts for or against a meaning.

A sign is a word, a class of words or a proposition, with the side that it is said of. `weights` knows what each is
worth for a rule. The names of signs are meant to be read::

    “withhold”                  the word, in any form
    them … “withhold”           the same after a mention of the prime, and before any other party's
    “withhold” … us             the same before a mention of us
    “withhold payment”          two words that stand together
    {pay}   not {pay}           a word of the vocabulary; the same within a denial
    them … {pay}                after a mention of the prime
    them: {pay} us              a proposition: who does it, to whom
    duty of them: {pay}         with its mode; "never" in front of the act where it is denied
    {pay} needs {receive}       what an act waits for, is kept from by, holds despite, or does not reach
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import snowballstemmer

from termscheck.annotate.lexicon import LITERAL
from termscheck.engine.patterns import Match, View

SIDES: Mapping[str, str] = {
    "us": "us", "them": "them", "above": "above", "both": "both", "neither": "both", "pronoun": "it",
}  # fmt: skip
FIGURES = frozenset({"duration", "percentage", "money", "date"})
NAMED = frozenset({"us", "them", "above", "both"})
"""Mentions that tell of whom the words after them are said; a pronoun does not."""
LABELLED = frozenset({"us", "them", "above", "other", "undecided"})
"""Mentions by a label, whose words say nothing else: a "Provider" need not provide."""
SMALL = frozenset(
    ["the", "a", "an", "of", "to", "in", "and", "or", "for", "by", "on", "with", "as", "at", "that", "which", "it",
     "its", "be", "is", "are", "any", "such", "this", ",", ";"]
)  # fmt: skip
"""Words that mean the same whoever they are said of."""
_STEMMER = snowballstemmer.stemmer("english")


class Said(NamedTuple):
    """A word, or what stands for it: a side, or the kind of a figure. `token` is where it stands."""

    word: str
    token: int


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A word without its endings, as the Snowball stemmer for English cuts it; punctuation is "," or ";"."""
    if not word[:1].isalnum() and word[:1] not in "'$£€%":
        return ";" if word in (".", ";", ":") else ","
    return str(_STEMMER.stemWord(word))


STEPS: Mapping[str, Sequence[float]] = {
    "duration": (5, 10, 14, 20, 30, 31, 45, 60, 90, 120, 180, 365, 730, 1825),
    "percentage": (2, 5, 8, 10, 15, 20, 25, 30, 50, 75, 100),
}
"""Figures that a period (in days) or a share is compared with."""


def signs_of(view: View) -> dict[str, int]:
    """The signs of a passage, lead-in and tail included, each with the token where it first stands."""
    signs: dict[str, int] = {}
    for name, token in (
        *_of_words(view),
        *_of_figures(view),
        *_of_classes(view),
        *_of_statements(view),
    ):
        if name not in signs:
            signs[name] = token
    return signs


def _of_words(view: View) -> Iterator[tuple[str, int]]:
    words = _words(view)
    after = _sides_before(words)
    before = reversed(_sides_before(words[::-1]))
    for (word, token), side, next_side in zip(words, after, before, strict=True):
        yield f"“{word}”", token
        if word not in SMALL:
            yield f"{side} … “{word}”", token
            yield f"“{word}” … {next_side}", token
    for first, second in pairwise(words):
        yield f"“{first.word} {second.word}”", first.token


def _words(view: View) -> list[Said]:
    """The words in order; a mention of a party or a figure is one word."""
    stands_for: dict[int, str] = {}
    for hit in view.passage.hits:
        name = SIDES.get(hit.vocabulary) or (hit.vocabulary if hit.vocabulary in FIGURES else "")
        if name:
            stands_for |= dict.fromkeys(range(hit.start, hit.end), name.upper())
    said: list[Said] = []
    for token, word in enumerate(view.words):
        named = stands_for.get(token)
        if named and said and said[-1].word == named:
            continue
        said.append(Said(named or stem(word), token))
    return said


def _sides_before(words: Sequence[Said]) -> list[str]:
    """For each word the side mentioned last before it."""
    last = "-"
    sides = []
    for word, _ in words:
        sides.append(last)
        if word.lower() in NAMED and word.isupper():
            last = word.lower()
    return sides


def _of_figures(view: View) -> Iterator[tuple[str, int]]:
    """How large the periods and shares in a passage are."""
    for hit in view.passage.hits:
        for step in STEPS.get(hit.vocabulary, ()):
            if hit.value >= step:
                yield f"{hit.vocabulary} ≥ {step}", hit.start


def _of_classes(view: View) -> Iterator[tuple[str, int]]:
    """The vocabularies of which words stand in the passage."""
    mentions = [(hit.start, SIDES[hit.vocabulary]) for hit in view.passage.hits if hit.vocabulary in SIDES]
    labels = {at for hit in view.passage.hits if hit.vocabulary in LABELLED for at in range(hit.start, hit.end)}
    at, side = 0, "-"
    for hit in view.passage.hits:
        while at < len(mentions) and mentions[at][0] < hit.start:
            side = mentions[at][1]
            at += 1
        if hit.vocabulary.startswith(LITERAL) or (hit.start in labels and hit.vocabulary not in SIDES):
            continue
        denied = view.denied(Match(hit.start, hit.end))
        yield f"{'not ' if denied else ''}{{{hit.vocabulary}}}", hit.start
        if hit.vocabulary not in SIDES:
            yield f"{side} … {{{hit.vocabulary}}}", hit.start


def _of_statements(view: View) -> Iterator[tuple[str, int]]:
    for said in view.propositions:
        act = f"{'never ' if said.negated else ''}{{{said.act}}}"
        at = said.act_start
        yield f": {act}", at
        yield f"{said.bearer}: {act}", at
        yield f"{said.bearer}: {act} {said.counterparty}", at
        yield f"{said.mode} of {said.bearer}: {act}", at
        for gate in said.gates:
            yield f"{act} {gate.effect}", at
            for name in dict.fromkeys(_acts_within(view, gate.start, gate.end)):
                yield f"{act} {gate.effect} {{{name}}}", at


def _acts_within(view: View, start: int, end: int) -> Iterable[str]:
    return (said.act for said in view.propositions if start <= said.act_start < end)
