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
    us not them: {indemnify}    of a contract: nowhere is the same said of the other side
    us and them: {indemnify}    the same is said of both sides, if not in one breath
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

import snowballstemmer

from termscheck.annotate.lexicon import LITERAL
from termscheck.engine.patterns import Match, View

SIDES: Mapping[str, str] = {
    "us": "us", "them": "them", "above": "above", "both": "both", "neither": "both", "pronoun": "it",
}  # fmt: skip
OTHER: Mapping[str, str] = {"us": "them", "them": "us"}
_OF_A_SIDE = tuple(f"{side}: " for side in OTHER)
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


def signs_of(view: View) -> frozenset[str]:
    """The signs of a passage, lead-in and tail included."""
    return frozenset((*_of_words(view), *_of_figures(view), *_of_classes(view), *_of_statements(view)))


def side_by_side(passages: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """The signs of the passages of one contract, with what shows only when all it says of each side is compared."""
    said = [
        [sign.split(": ", 1) for sign in signs if sign.startswith(_OF_A_SIDE) and sign[-1] == "}"] for signs in passages
    ]
    everything = {(side, act) for one in said for side, act in one}
    return [
        signs
        | {f"{side} {'and' if (OTHER[side], act) in everything else 'not'} {OTHER[side]}: {act}" for side, act in one}
        for signs, one in zip(passages, said, strict=True)
    ]


def _of_words(view: View) -> Iterator[str]:
    words = _words(view)
    after = _sides_before(words)
    before = reversed(_sides_before(words[::-1]))
    for said in set(zip(words, after, before, strict=True)):
        yield from _of_word(*said)
    for pair in set(pairwise(words)):
        yield _of_pair(*pair)


# contracts repeat themselves: the same names are asked for again and again, and looked up by their hash
@lru_cache(maxsize=50_000)
def _of_word(word: str, side: str, next_side: str) -> Sequence[str]:
    if word in SMALL:
        return (f"“{word}”",)
    return f"“{word}”", f"{side} … “{word}”", f"“{word}” … {next_side}"


@lru_cache(maxsize=50_000)
def _of_pair(first: str, second: str) -> str:
    return f"“{first} {second}”"


@lru_cache(maxsize=10_000)
def _of_class(name: str, *, denied: bool) -> str:
    return f"{'not ' if denied else ''}{{{name}}}"


@lru_cache(maxsize=10_000)
def _after(side: str, name: str) -> str:
    return f"{side} … {{{name}}}"


def _words(view: View) -> list[str]:
    """The words in order without their endings; a mention of a party or a figure is one word, in capitals."""
    stands_for: dict[int, str] = {}
    for hit in view.passage.hits:
        name = SIDES.get(hit.vocabulary) or (hit.vocabulary if hit.vocabulary in FIGURES else "")
        if name:
            stands_for |= dict.fromkeys(range(hit.start, hit.end), name.upper())
    words: list[str] = []
    for token, word in enumerate(view.words):
        named = stands_for.get(token)
        if not (named and words and words[-1] == named):
            words.append(named or stem(word))
    return words


def _sides_before(words: Sequence[str]) -> list[str]:
    """For each word the side mentioned last before it."""
    last = "-"
    sides = []
    for word in words:
        sides.append(last)
        if word.isupper() and word.lower() in NAMED:
            last = word.lower()
    return sides


def _of_figures(view: View) -> Iterator[str]:
    """How large the periods and shares in a passage are."""
    for hit in view.passage.hits:
        for step in STEPS.get(hit.vocabulary, ()):
            if hit.value >= step:
                yield f"{hit.vocabulary} ≥ {step}"


def _of_classes(view: View) -> Iterator[str]:
    """The vocabularies of which words stand in the passage."""
    mentions = [(hit.start, SIDES[hit.vocabulary]) for hit in view.passage.hits if hit.vocabulary in SIDES]
    labels = {at for hit in view.passage.hits if hit.vocabulary in LABELLED for at in range(hit.start, hit.end)}
    at, side = 0, "-"
    classes: dict[tuple[str, bool], None] = {}
    sided: dict[tuple[str, str], None] = {}
    for hit in view.passage.hits:
        while at < len(mentions) and mentions[at][0] < hit.start:
            side = mentions[at][1]
            at += 1
        name = hit.vocabulary
        if name[0] == LITERAL or (hit.start in labels and name not in SIDES):
            continue
        classes[name, view.denied(Match(hit.start, hit.end))] = None
        if name not in SIDES:
            sided[side, name] = None
    for name, denied in classes:
        yield _of_class(name, denied=denied)
    for side, name in sided:
        yield _after(side, name)


def _of_statements(view: View) -> Iterator[str]:
    for said in view.propositions:
        act = f"{'never ' if said.negated else ''}{{{said.act}}}"
        yield f": {act}"
        yield f"{said.bearer}: {act}"
        yield f"{said.bearer}: {act} {said.counterparty}"
        yield f"{said.mode} of {said.bearer}: {act}"
        for gate in said.gates:
            yield f"{act} {gate.effect}"
            for other in view.propositions:
                if gate.start <= other.act_start < gate.end:
                    yield f"{act} {gate.effect} {{{other.act}}}"
