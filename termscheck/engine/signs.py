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

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple, cast

import snowballstemmer

from termscheck.annotate.lexicon import LITERAL
from termscheck.engine.patterns import View
from termscheck.model import Hit

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
_MENTIONS: Mapping[str, str] = {name: word.upper() for name, word in (*SIDES.items(), *((one, one) for one in FIGURES))}
"""The word that a mention counts as."""
_NAMES = frozenset(_MENTIONS.values())
_NAMED: Mapping[str, str] = {side.upper(): side for side in NAMED}
SMALL = frozenset(
    ["the", "a", "an", "of", "to", "in", "and", "or", "for", "by", "on", "with", "as", "at", "that", "which", "it",
     "its", "be", "is", "are", "any", "such", "this", ",", ";"]
)  # fmt: skip
"""Words that mean the same whoever they are said of."""
_STEMMER = snowballstemmer.stemmer("english")


@lru_cache(maxsize=20_000)
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


class Said(NamedTuple):
    """What a passage says, in the shape that its signs are named from: the same again and again in any contract."""

    words: set[tuple[str, str, str]]
    """Each with the side mentioned last before it, and the one mentioned next."""
    pairs: set[tuple[str, str]]
    figures: set[tuple[str, float]]
    classes: set[tuple[str, bool]]
    """Vocabularies, and whether within a denial."""
    sided: set[tuple[str, str]]
    """The side mentioned last before a vocabulary's word, and the vocabulary."""
    statements: set[tuple[str, bool, str, str, str]]
    """Act, whether it is denied, bearer, counterparty, mode."""
    ties: set[tuple[str, bool, str, str]]
    """Act, whether it is denied, what an event does to it, and an act in the event ("" for the event itself)."""


def said_in(view: View) -> Said:
    """What a passage says, lead-in and tail included."""
    mentions = [hit for hit in view.passage.hits if hit.vocabulary in _MENTIONS]
    words = _words(view, mentions)
    after = _sides_before(words)
    before = reversed(_sides_before(words[::-1]))
    statements: set[tuple[str, bool, str, str, str]] = {
        (p.act, p.negated, p.bearer, p.counterparty, p.mode) for p in view.propositions
    }
    figures = {(hit.vocabulary, hit.value) for hit in mentions if hit.vocabulary in STEPS}
    return Said(
        set(zip(words, after, before, strict=True)),
        set(pairwise(words)),
        figures,
        *_classes(view, mentions),
        statements,
        set(_ties(view)),
    )


def signs_of(view: View) -> frozenset[str]:
    """The signs of a passage, lead-in and tail included."""
    said = said_in(view)
    return frozenset(
        sign for keys, named in zip(said, NAMING, strict=True) for key in cast(Any, keys) for sign in named(*key)
    )


def said_of_sides(said: Said) -> frozenset[str]:
    """The signs that `side_by_side` compares."""
    return frozenset(f"{bearer}: {_act(act, denied)}" for act, denied, bearer, *_ in said.statements if bearer in OTHER)


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


def _words(view: View, mentions: Sequence[Hit]) -> list[str]:
    """The words in order without their endings; a mention of a party or a figure is one word, in capitals."""
    words = list(map(stem, view.words))
    for hit in mentions:
        words[hit.start : hit.end] = [_MENTIONS[hit.vocabulary]] * (hit.end - hit.start)
    return [word for word, before in zip(words, ("", *words), strict=False) if word != before or word not in _NAMES]


def _sides_before(words: Sequence[str]) -> list[str]:
    """For each word the side mentioned last before it."""
    last = "-"
    sides = []
    for word in words:
        sides.append(last)
        if word in _NAMED:
            last = _NAMED[word]
    return sides


def _classes(view: View, mentions: Sequence[Hit]) -> tuple[set[tuple[str, bool]], set[tuple[str, str]]]:
    """The vocabularies of which words stand in the passage."""
    sides: list[str] = []
    """For each token the side mentioned last before it."""
    last = "-"
    for hit in mentions:
        if hit.vocabulary in SIDES:
            sides += [last] * (hit.start + 1 - len(sides))
            last = SIDES[hit.vocabulary]
    sides += [last] * (view.length + 1 - len(sides))
    labels = {at for name in LABELLED for hit in view.hits.get(name, ()) for at in range(hit.start, hit.end)}
    ends = {hit.end for hit in view.passage.hits}
    denied = {end: view.denied_at(end) for end in ends} if view.denials else dict.fromkeys(ends, False)
    words = [hit for hit in view.passage.hits if hit[0][0] != LITERAL and (hit[1] not in labels or hit[0] in SIDES)]
    classes = {(name, denied[end]) for name, _, end, _, _ in words}
    return classes, {(sides[start], name) for name, start, _, _, _ in words if name not in SIDES}


def _ties(view: View) -> Iterator[tuple[str, bool, str, str]]:
    for said in view.propositions:
        for gate in said.gates:
            yield said.act, said.negated, gate.effect, ""
            for other in view.propositions:
                if gate.start <= other.act_start < gate.end:
                    yield said.act, said.negated, gate.effect, other.act


# --- names of signs -----------------------------------------------------------------------------------------


def _of_word(word: str, side: str, next_side: str) -> Sequence[str]:
    if word in SMALL:
        return (f"“{word}”",)
    return f"“{word}”", f"{side} … “{word}”", f"“{word}” … {next_side}"


def _of_pair(first: str, second: str) -> Sequence[str]:
    return (f"“{first} {second}”",)


def _of_figure(kind: str, value: float) -> Sequence[str]:
    """How large a period or share is."""
    return [f"{kind} ≥ {step}" for step in STEPS[kind] if value >= step]


def _of_class(name: str, denied: bool) -> Sequence[str]:
    return (f"{'not ' if denied else ''}{{{name}}}",)


def _after(side: str, name: str) -> Sequence[str]:
    return (f"{side} … {{{name}}}",)


def _act(act: str, denied: bool) -> str:
    return f"{'never ' if denied else ''}{{{act}}}"


def _of_statement(act: str, denied: bool, bearer: str, counterparty: str, mode: str) -> Sequence[str]:
    done = _act(act, denied)
    return f": {done}", f"{bearer}: {done}", f"{bearer}: {done} {counterparty}", f"{mode} of {bearer}: {done}"


def _of_tie(act: str, denied: bool, effect: str, other: str) -> Sequence[str]:
    return (f"{_act(act, denied)} {effect}" + (f" {{{other}}}" if other else ""),)


NAMING: Sequence[Callable[..., Sequence[str]]] = (
    _of_word, _of_pair, _of_figure, _of_class, _after, _of_statement, _of_tie
)  # fmt: skip
"""What names the signs of each field of `Said`, from its parts."""
