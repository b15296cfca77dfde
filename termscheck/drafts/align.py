"""Which clause of the new draft is which of the old one, whatever their numbers.

In this order: clauses with the same words, in the same order and then in any; clauses in which the same finding stands;
definitions and rows of the same name; clauses whose words are much alike; clauses that follow the same clause and are a
little alike, or have the same number. A clause has at most one partner.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from difflib import SequenceMatcher

import numpy as np
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from termscheck.drafts.differences import REFERENCE
from termscheck.drafts.draft import Draft, Unit

ALIKE = 0.6
"""Share of words in common from which two clauses are taken for one, wherever they stand."""
AKIN = 0.3
"""The same for two clauses that follow the same clause."""
FEW = 3
"""Clauses after the same one up to which the same number makes two of them one: it was written anew."""
MOST_PAIRS = 1_000_000
"""Pairs of clauses that are held against each other; with more left over, only those with the same number are."""
LONGEST = 400
"""Words of a clause that are looked at."""


def align(old: Draft, new: Draft) -> dict[str, str]:
    """Ids of clauses of the old draft, each with that of its partner in the new one."""
    pairs = _Pairs(list(old.units.values()), list(new.units.values()))
    pairs.take(_in_order(pairs.old, pairs.new))
    pairs.take(_by(pairs, _text))
    pairs.take(_by_findings(old, new))
    pairs.take(_by(pairs, lambda unit: unit.name and (unit.clause["kind"], unit.name.casefold())))
    pairs.take(_alike(*pairs.left()))
    pairs.take(_after_the_same(pairs))
    return {one.id: pairs.partners[one.id] for one in pairs.old if one.id in pairs.partners}


class _Pairs:
    """The partners found so far."""

    def __init__(self, old: list[Unit], new: list[Unit]) -> None:
        self.old, self.new = old, new
        self.partners: dict[str, str] = {}
        self._taken: set[str] = set()

    def take(self, found: Iterable[tuple[str, str]]) -> None:
        """Make partners of those of the pairs, in their order, of which neither has one."""
        for one, other in found:
            if one not in self.partners and other not in self._taken:
                self.partners[one] = other
                self._taken.add(other)

    def left(self) -> tuple[list[Unit], list[Unit]]:
        """The clauses without a partner."""
        old = [unit for unit in self.old if unit.id not in self.partners]
        return old, [unit for unit in self.new if unit.id not in self._taken]


def _text(unit: Unit) -> tuple[str, ...]:
    return tuple(REFERENCE if word.target else word.key for word in unit.words)


def _in_order(old: Sequence[Unit], new: Sequence[Unit]) -> list[tuple[str, str]]:
    """Clauses with the same words in the same order."""
    texts = [_text(unit) for unit in old], [_text(unit) for unit in new]
    if texts[0] > texts[1]:  # difflib may answer otherwise when the two change places, and we may not
        return [(one, other) for other, one in _in_order(new, old)]
    blocks = SequenceMatcher(None, *texts, autojunk=False).get_matching_blocks()
    return [(old[start + n].id, new[at + n].id) for start, at, length in blocks for n in range(length)]


def _by(pairs: _Pairs, key: Callable[[Unit], Hashable]) -> Iterable[tuple[str, str]]:
    """Clauses that have no partner yet and the same key, the first with the first; an empty key is none."""
    old, new = pairs.left()
    waiting: dict[Hashable, list[str]] = defaultdict(list)
    for unit in reversed(new):
        waiting[key(unit)].append(unit.id)
    for unit in old:
        mark = key(unit)
        if mark and waiting[mark]:
            yield unit.id, waiting[mark].pop()


def _by_findings(old: Draft, new: Draft) -> Iterable[tuple[str, str]]:
    """A fingerprint rests on the words of the evidence: the same one means that the same sentence stands there."""
    here, there = (
        {one["fingerprint"]: draft.holding(one) for one in draft.review["findings"] if not one["missing"]}
        for draft in (old, new)
    )
    for mark in here:
        yield from zip(here[mark], there.get(mark, ()), strict=False)


def _alike(old: Sequence[Unit], new: Sequence[Unit]) -> Iterable[tuple[str, str]]:
    if len(old) * len(new) <= MOST_PAIRS:
        return _likest(old, new, ALIKE)
    # too many to hold each against each: those that kept their number are the likeliest
    label = {unit.clause["label"]: unit for unit in new}
    chosen = ((one, label[one.clause["label"]]) for one in old if one.clause["label"] in label)
    return (pair for one, other in chosen for pair in _likest([one], [other], ALIKE))


def _after_the_same(pairs: _Pairs) -> Iterable[tuple[str, str]]:
    for old, new in _gaps(pairs):
        if len(old) * len(new) <= MOST_PAIRS:
            yield from _likest(old, new, AKIN)
        if max(len(old), len(new)) <= FEW:
            number = {unit.clause["label"]: unit.id for unit in new if unit.clause["label"]}
            yield from ((one.id, number[one.clause["label"]]) for one in old if one.clause["label"] in number)


def _likest(old: Sequence[Unit], new: Sequence[Unit], least: float) -> Iterable[tuple[str, str]]:
    """Pairs of clauses with `least` of their words in common, in the same order; the likest first."""
    if not old or not new:
        return
    words = [[_text_of(unit) for unit in units] for units in (old, new)]
    scores = cdist(words[0], words[1], scorer=Indel.normalized_similarity, score_cutoff=least)

    def rank(place: tuple[int, int]) -> tuple[float, bool, int, int]:
        n, m = place
        # the first before the later ones, from either side: no two pairs that share a clause are of the same rank
        return -float(scores[place]), old[n].clause["label"] != new[m].clause["label"], n + m, abs(n - m)

    for n, m in sorted(((int(n), int(m)) for n, m in np.argwhere(scores >= least)), key=rank):
        # a row of a table and a sentence are not the same, however many words they share
        if (old[n].clause["kind"] == "row") == (new[m].clause["kind"] == "row"):
            yield old[n].id, new[m].id


def _gaps(pairs: _Pairs) -> Iterable[tuple[list[Unit], list[Unit]]]:
    """Runs of clauses without partners that follow the same clause, or begin both drafts."""
    backwards = {after: before for before, after in pairs.partners.items()}
    runs: list[dict[str, list[Unit]]] = []
    for units, known in ((pairs.old, {one: one for one in pairs.partners}), (pairs.new, backwards)):
        after: dict[str, list[Unit]] = defaultdict(list)
        last = ""
        for unit in units:
            if unit.id in known:
                last = known[unit.id]
            else:
                after[last].append(unit)
        runs.append(after)
    return [(old, runs[1][mark]) for mark, old in runs[0].items() if mark in runs[1]]


def _text_of(unit: Unit) -> list[str]:
    return [REFERENCE if word.target else word.key.casefold() for word in unit.words[:LONGEST]]
