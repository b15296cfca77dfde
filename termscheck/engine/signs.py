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

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple, cast

import snowballstemmer

from termscheck.annotate.lexicon import LITERAL
from termscheck.engine.views import View
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
_SIDED = frozenset(SIDES) | LABELLED
"""Mentions beside which it counts where a word stands."""
_NAMES = frozenset(_MENTIONS.values())
_NAMED: Mapping[str, str] = {side.upper(): side for side in NAMED}
SMALL = frozenset(
    ["the", "a", "an", "of", "to", "in", "and", "or", "for", "by", "on", "with", "as", "at", "that", "which", "it",
     "its", "be", "is", "are", "any", "such", "this", ",", ";"]
)  # fmt: skip
"""Words that mean the same whoever they are said of."""
_STATED = attrgetter("act", "negated", "bearer", "counterparty", "mode")
"""What counts of a proposition."""
_VOCABULARY, _START = itemgetter(0), itemgetter(1)
"""Of a hit."""
_STEMMER = snowballstemmer.stemmer("english")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word without its endings, as the Snowball stemmer cuts it; a number is "0", punctuation "," or ";"."""
    word = word.lower()
    if not word[:1].isalnum() and word[:1] not in "'$£€%":
        return ";" if word in (".", ";", ":") else ","
    if word[0].isdecimal():
        return "0"
    return str(_STEMMER.stemWord(word))


STEPS: Mapping[str, Sequence[float]] = {
    "duration": (5, 10, 14, 20, 30, 31, 45, 60, 90, 120, 180, 365, 730, 1825),
    "percentage": (2, 5, 8, 10, 15, 20, 25, 30, 50, 75, 100),
}
"""Figures that a period (in days) or a share is compared with."""


class Said(NamedTuple):
    """What a passage says, in the shape that its signs are named from: the same again and again in any contract.

    Each kind of thing said is kept by the circumstances in which it is, where these count.
    """

    words: Mapping[tuple[str, str], Collection[str]]
    """By the side mentioned last before them, and the one mentioned next."""
    pairs: Mapping[tuple[()], Collection[tuple[str, str]]]
    figures: Mapping[tuple[()], Collection[tuple[str, float]]]
    classes: Mapping[tuple[bool, str], Collection[str]]
    """Vocabularies, by whether they stand within a denial, and the side mentioned last before the word of one.

    Literal phrases are among them, and have no sign.
    """
    statements: Mapping[tuple[()], Collection[tuple[str, bool, str, str, str]]]
    """Act, whether it is denied, bearer, counterparty, mode."""
    ties: Mapping[tuple[()], Collection[tuple[str, bool, str, str]]]
    """Act, whether it is denied, what an event does to it, and an act in the event ("" for the event itself)."""


def said_in(view: View) -> Said:
    """What a passage says, lead-in and tail included."""
    mentions = [] if view.names.isdisjoint(_MENTIONS) else [hit for hit in view.passage.hits if hit[0] in _MENTIONS]
    words = _words(view, mentions)
    return Said(
        _by_sides_around(words),
        {(): list(pairwise(words))},
        {(): {(hit.vocabulary, hit.value) for hit in mentions if hit.vocabulary in STEPS}},
        _classes(view, mentions),
        {(): set(map(_STATED, view.propositions))},
        {(): _ties(view)},
    )


def signs_of(view: View) -> frozenset[str]:
    """The signs of a passage, lead-in and tail included."""
    said = cast(Sequence[Mapping[Any, Any]], said_in(view))
    return frozenset(
        sign
        for kind, named in zip(said, NAMING, strict=True)
        for circumstances, ones in kind.items()
        for one in ones
        for sign in named(one, *circumstances)
    )


def said_of_sides(view: View) -> frozenset[str]:
    """The signs that `side_by_side` compares."""
    return frozenset(f"{p.bearer}: {_act(p.act, p.negated)}" for p in view.propositions if p.bearer in OTHER)


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
    if not mentions:
        return words
    for hit in mentions:
        words[hit.start : hit.end] = [_MENTIONS[hit.vocabulary]] * (hit.end - hit.start)
    return [word for word, before in zip(words, ("", *words), strict=False) if word != before or word not in _NAMES]


def _by_sides_around(words: Sequence[str]) -> Mapping[tuple[str, str], Sequence[str]]:
    """The words by the side mentioned last before them, and the one mentioned next after them."""
    named = [at for at, word in enumerate(words) if word in _NAMED]
    if not named:
        return {("-", "-"): words}
    sides = ["-", *(_NAMED[words[at]] for at in named), "-"]
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    begin = 0
    for before, at, side, after in zip(sides, named, sides[1:], sides[2:], strict=False):
        groups[before, side] += words[begin:at]
        groups[before, after].append(words[at])
        begin = at + 1
    groups[sides[-2], "-"] += words[begin:]
    return groups


def _classes(view: View, mentions: Sequence[Hit]) -> Mapping[tuple[bool, str], Collection[str]]:
    """The vocabularies of which words stand in the passage."""
    hits: Sequence[Hit] = view.passage.hits
    if not view.denials and view.names.isdisjoint(_SIDED):
        return {(False, "-"): view.passage.hits.names}
    if not view.names.isdisjoint(LABELLED):
        labels = {at for hit in hits if hit[0] in LABELLED for at in range(hit[1], hit[2])}
        hits = [hit for hit in hits if hit[1] not in labels or hit[0] in SIDES]
    groups: dict[tuple[bool, str], set[str]] = defaultdict(set)
    for side, some in _by_side_before(hits, mentions):
        if view.denials:
            denied = view.denied_before
            groups[True, side].update([hit[0] for hit in some if denied[hit[2]]])
            groups[False, side].update([hit[0] for hit in some if not denied[hit[2]]])
        else:
            groups[False, side].update(map(_VOCABULARY, some))
    return groups


def _by_side_before(hits: Sequence[Hit], mentions: Sequence[Hit]) -> Iterator[tuple[str, Sequence[Hit]]]:
    """The hits by the side mentioned last before them, in order."""
    side, begin = "-", 0
    for mention in mentions:
        if mention.vocabulary in SIDES:
            end = bisect_right(hits, mention.start, begin, key=_START)
            yield side, hits[begin:end]
            side, begin = SIDES[mention.vocabulary], end
    yield side, hits[begin:]


def _ties(view: View) -> set[tuple[str, bool, str, str]]:
    tied = {(p.act, p.negated, gate.effect, gate.start, gate.end) for p in view.propositions for gate in p.gates}
    if not tied:
        return set()
    acts = {
        (start, end): {"", *(p.act for p in view.propositions if start <= p.act_start < end)}
        for start, end in {one[3:] for one in tied}
    }
    return {(act, denied, effect, other) for act, denied, effect, start, end in tied for other in acts[start, end]}


# --- names of signs -----------------------------------------------------------------------------------------


def _of_word(word: str, side: str, next_side: str) -> Sequence[str]:
    if word in SMALL:
        return (f"“{word}”",)
    return f"“{word}”", f"{side} … “{word}”", f"“{word}” … {next_side}"


def _of_pair(words: tuple[str, str]) -> Sequence[str]:
    return (f"“{words[0]} {words[1]}”",)


def _of_figure(figure: tuple[str, float]) -> Sequence[str]:
    """How large a period or share is."""
    kind, value = figure
    return [f"{kind} ≥ {step}" for step in STEPS[kind] if value >= step]


def _of_class(name: str, denied: bool, side: str) -> Sequence[str]:
    if name.startswith(LITERAL):
        return ()
    sign = f"{'not ' if denied else ''}{{{name}}}"
    return (sign,) if name in SIDES else (sign, f"{side} … {{{name}}}")


def _act(act: str, denied: bool) -> str:
    return f"{'never ' if denied else ''}{{{act}}}"


def _of_statement(statement: tuple[str, bool, str, str, str]) -> Sequence[str]:
    act, denied, bearer, counterparty, mode = statement
    done = _act(act, denied)
    return f": {done}", f"{bearer}: {done}", f"{bearer}: {done} {counterparty}", f"{mode} of {bearer}: {done}"


def _of_tie(tie: tuple[str, bool, str, str]) -> Sequence[str]:
    act, denied, effect, other = tie
    return (f"{_act(act, denied)} {effect}" + (f" {{{other}}}" if other else ""),)


NAMING: Sequence[Callable[..., Sequence[str]]] = (
    _of_word, _of_pair, _of_figure, _of_class, _of_statement, _of_tie
)  # fmt: skip
"""What names the signs of each field of `Said`: of one thing said, and its circumstances."""
