"""What signs are worth: for each rule how much a sign counts for or against its meaning.

A score is a sum of whole numbers over the signs of a passage, divided by the length of these, as the cosine of two
texts is, or by a little less where the passage is long; it does not depend on the machine. The file is made by
`learning` from wordings that people have judged.
"""

from __future__ import annotations

import zipfile
from array import array
from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from math import log
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from termscheck.engine.patterns import WEIGHED
from termscheck.engine.signs import NAMING, Said, said_in, said_of_sides, side_by_side, signs_of
from termscheck.engine.views import View
from termscheck.model import Passage

FILE = "signs.npz"
"""Its name in a folder of rules."""
SCALE = 100
"""Weights are kept in hundredths."""
MOST_KNOWN = 40_000
"""Pairs of words and other things whose signs are remembered, whatever stands around; then these are forgotten."""
MOST_KNOWN_BESIDE = 5_000
"""Words whose signs are remembered for each of the circumstances in which they can stand."""


LONG = 55.0
"""Length of signs (some fifteen words) beyond which a passage is long: what is beside its point hides the point."""
LONGER = 0.7
"""Power by which the length of such a passage counts."""


class WeightsError(ValueError):
    """A file of weights that cannot be read; the message says why."""


class Sign(NamedTuple):
    """A sign of a passage, and what it adds to a score or takes from it."""

    name: str
    worth: float


Numbers = NDArray[np.int32]
"""The numbers of signs."""
_BELOW = np.array([-1], np.int32).tobytes()
"""Less than any sign's number."""


class _Known(dict[Any, bytes]):
    """The numbers of the signs of things that passages say in the same circumstances, looked up once.

    They are kept as the bytes of `Numbers`, since nothing is put together faster.
    """

    def __init__(self, named: Callable[..., Sequence[str]], numbers: Mapping[str, int], circumstances: Any) -> None:
        super().__init__()
        self._named = named
        self._numbers = numbers
        self._circumstances = circumstances

    def __missing__(self, said: object) -> bytes:
        if len(self) >= (MOST_KNOWN_BESIDE if self._circumstances else MOST_KNOWN):
            self.clear()
        names = self._named(said, *self._circumstances)
        self[said] = array("i", [self._numbers[name] for name in names if name in self._numbers]).tobytes()
        return self[said]


class _KnownByCircumstances(dict[Any, _Known]):
    """The same for each of the circumstances that there are: a few dozen at most."""

    def __init__(self, named: Callable[..., Sequence[str]], numbers: Mapping[str, int]) -> None:
        super().__init__()
        self._named = named
        self._numbers = numbers

    def __missing__(self, circumstances: object) -> _Known:
        self[circumstances] = _Known(self._named, self._numbers, circumstances)
        return self[circumstances]


@dataclass(frozen=True)
class Weights:
    """The weights of a set of rules.

    `worth[sign, rule]` is in hundredths, `length[sign]` the square of what the sign adds to the length of a passage,
    in hundredths too. `least[rule]` is the score from which a passage counts as having the meaning.
    """

    names: tuple[str, ...]
    rules: tuple[str, ...]
    worth: NDArray[np.int16]
    length: NDArray[np.int32]
    least: NDArray[np.float64]

    @classmethod
    def read(cls, path: Path) -> Weights:
        """Raises `WeightsError` for a file that is none."""
        try:
            with path.open("rb") as bytes_, np.load(bytes_, allow_pickle=False) as file:
                names, rules = (bytes(file[key]).decode("utf-8").split("\n") for key in ("names", "rules"))
                worth = np.ascontiguousarray(
                    file["worth"]
                )  # the weights of a sign stand together: they are asked for by sign
                return cls(tuple(names), tuple(rules), worth, file["length"], file["least"])
        except (OSError, EOFError, ValueError, KeyError, NotImplementedError, zipfile.BadZipFile) as error:
            raise WeightsError(f"not a file of weights ({error}); make it anew with `termscheck rules learn`") from None

    def write(self, path: Path) -> None:
        """Writes the file that `read` reads."""
        texts: dict[str, Any] = {
            key: np.frombuffer("\n".join(words).encode(), dtype=np.uint8)
            for key, words in (("names", self.names), ("rules", self.rules))
        }
        np.savez_compressed(path, worth=self.worth, length=self.length, least=self.least, **texts)

    @cached_property
    def _number(self) -> Mapping[str, int]:
        return {name: number for number, name in enumerate(self.names)}

    @cached_property
    def _rule(self) -> Mapping[str, int]:
        return {rule: number for number, rule in enumerate(self.rules)}

    @cached_property
    def _known(self) -> Sequence[_KnownByCircumstances]:
        """For each field of `Said`."""
        return [_KnownByCircumstances(named, self._number) for named in NAMING]

    def scores(self, signs: Iterable[str]) -> NDArray[np.float64]:
        """By how much a passage with these signs is above (or below) what each rule asks for."""
        return self._scores_of(self._numbers_named(signs))

    def numbers_of(self, said: Said, compared: Iterable[str]) -> Numbers:
        """The signs of what a passage says, whose names need not be spelt, and the signs compared, each once."""
        parts = [_BELOW]
        for known, kind in zip(self._known, cast(Sequence[Mapping[Any, Any]], said), strict=True):
            for circumstances, ones in kind.items():
                parts += map(known[circumstances].__getitem__, ones)
        if compared:
            parts.append(np.array([*self._numbers_named(compared)], np.int32).tobytes())
        found: Numbers = np.frombuffer(bytearray().join(parts), np.int32)
        found.sort()
        once: Numbers = found[1:][found[1:] != found[:-1]]
        return once

    def scores_by_themselves_and_around(
        self, numbers: Sequence[Numbers], near: Sequence[Sequence[int]], less: NDArray[np.float64] | float = 0.0
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The scores of passages, one a row, and those that each has together with the ones near it.

        `less` is how much less rules ask for. What is too far below all rules for others to lift is weighed by itself.
        """
        totals, lengths = self._sums(numbers)
        own = self._above(totals, lengths) + less
        around = own.copy()
        places = [place for place in np.flatnonzero(own.max(axis=1) >= -FAR).tolist() if near[place]]
        if places:
            members = [[place, *near[place]] for place in places]
            eased = less[places] if isinstance(less, np.ndarray) else less
            around[places] = self._above(*self._together(members, numbers, totals, lengths)) + eased
        return own, around

    def _together(
        self,
        members: Sequence[Sequence[int]],
        numbers: Sequence[Numbers],
        totals: NDArray[np.int32],
        lengths: NDArray[np.int64],
    ) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The sums of groups of passages, told by their places.

        A sign counts once, in however many of them it is: what it adds again is taken off the sum of theirs.
        """
        again, lengths_again = self._sums([_again([numbers[one] for one in some]) for some in members])
        flat = list(chain.from_iterable(members))
        starts = np.cumsum([0, *map(len, members[:-1])])
        around = np.add.reduceat(totals.take(flat, axis=0), starts, axis=0) - again
        return around, np.add.reduceat(lengths.take(flat), starts) - lengths_again

    def _scores_of(self, numbers: Collection[int]) -> NDArray[np.float64]:
        """The scores of a passage with the signs of these numbers."""
        first: NDArray[np.float64] = self._above(*self._sums([np.array([*numbers], np.int32)]))[0]
        return first

    def _sums(self, numbers: Sequence[Numbers]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """For each passage what its signs are worth together, and the square of their length, both in hundredths."""
        worth = [np.add.reduce(self.worth.take(some, axis=0), axis=0, dtype=np.int32) for some in numbers]
        ends = np.cumsum([0, *map(len, numbers)])
        upto = np.zeros(ends[-1] + 1, np.int64)
        np.cumsum(self.length.take(np.concatenate(numbers)), out=upto[1:])
        return np.array(worth), np.diff(upto[ends])

    def _above(self, totals: NDArray[np.int32], lengths: NDArray[np.int64]) -> NDArray[np.float64]:
        """Scores, one passage a row; without a sign it is below everything."""
        size = counted(np.sqrt(np.maximum(lengths, 1) / SCALE))[:, np.newaxis]
        return np.where(lengths[:, np.newaxis] > 0, totals / SCALE / size - self.least, -np.inf)

    def _numbers_named(self, signs: Iterable[str]) -> set[int]:
        return {number for number in map(self._number.get, signs) if number is not None}

    def weigh(self, view: View, rule: str, less: float = 0.0) -> tuple[float, list[Sign]]:
        """The score of a passage for one rule that asks for so much less, and its signs by what they are worth.

        The weightiest come first.
        """
        column = self._rule[rule]
        own = around = self._numbers_named(signs_of(view) | view.compared)
        alone = self._scores_of(own)[column] + less
        if alone >= -FAR:
            around = own.union(*(self._numbers_named(signs_of(one) | one.compared) for one in view.around))
        worth = dict.fromkeys(around, 0.0)
        for numbers, share in ((own, 1 - AROUND), (around, AROUND)):
            length = sum(int(self.length[number]) for number in numbers)
            size = float(counted(np.sqrt(np.array([max(length, 1) / SCALE])))[0])
            for number in numbers:
                worth[number] += int(self.worth[number, column]) / SCALE / size * share
        signs = [Sign(self.names[number], one) for number, one in worth.items()]
        score = together(alone, self._scores_of(around)[column] + less)
        return float(score), sorted(signs, key=lambda sign: (-abs(sign.worth), sign.name))


BEFORE, AFTER = 1, 2
"""Sentences of its paragraph that one is weighed with: they may limit it, pay for it or give the same to both sides."""
AROUND = 0.5
"""How much of a sentence's score is that of all of them together, if it is not `FAR` from the rule by itself."""
FAR = 0.5
"""How far below what a rule asks for a sentence can be by itself for those around it to make it up."""
TAKEN_BACK = 1.4
"""How much lower than a sentence by itself they come together, below what a rule asks for, where they take it back."""
EASED = 0.08
"""How much less a rule asks for in a contract: of the wordings it was tried on half are near misses, there few are."""
SHORT = 30
"""Words (and marks) of a sentence of a contract below which a rule asks for more: few signs make a high score soon."""
SHORTER, MOST_SHORTER = 0.15, 0.2
"""How much more for a sentence that is shorter e times, and how much at most."""
RIVAL = 0.2
"""By how much another rule's score may be higher: a sentence that speaks far more clearly for that means that."""
CLEAR = 0.3
"""A score that no rival takes away: a sentence can clearly mean two things."""
PROTECTS = 0.4
"""A score from which a passage is said to give a protection; below it, it may."""
FEWEST = 5
"""Words (and marks) that a sentence has at least if its signs are to be weighed: a heading or a figure says nothing."""


def weigh_all(
    views: Sequence[View],
    weights: Sequence[Weights],
    protections: Container[str] = (),
    *,
    paragraphs: Sequence[object] = (),
    of_contract: bool = False,
) -> None:
    """Lets views know which rules their signs speak for; a protection is no rival of what is unfair.

    A view is weighed by itself and together with its neighbours where `paragraphs` tells the paragraph of each.
    Where the views are of a contract, its two sides are compared first, and rules ask for less.
    """
    if not (weights and views):
        return
    sides = [said_of_sides(view) if of_contract else frozenset() for view in views]
    every: list[list[Numbers]] = [[] for _ in weights]
    for view, compared in zip(views, side_by_side(sides), strict=True):
        view.compared = compared
        said = said_in(view)
        for one, numbers in zip(weights, every, strict=True):
            numbers.append(one.numbers_of(said, compared))
    near = [_neighbours(place, paragraphs) for place in range(len(views))]
    easier = [_easier(view.passage) if of_contract else 0.0 for view in views]
    found: list[dict[str, float]] = [{} for _ in views]
    for one, numbers in zip(weights, every, strict=True):
        less = np.outer(easier, [rule not in protections for rule in one.rules])
        own, around = one.scores_by_themselves_and_around(numbers, near, less)
        for place, rule in np.argwhere((own >= 0) & (around < 0) & (around < own - TAKEN_BACK)).tolist():
            if one.rules[rule] not in protections:
                views[place].taken_back |= {one.rules[rule]}
        above = together(own, around)
        for place, rule in np.argwhere(above >= 0).tolist():
            found[place][one.rules[rule]] = float(above[place, rule])
    for view, some, others in zip(views, found, near, strict=True):
        view.around = [views[number] for number in others]
        view.weighed = _without_rivals(some, protections)
        view.names |= {WEIGHED + rule for rule in view.weighed}


def eased(passage: Passage, rule: str, protections: Container[str], of_contract: bool) -> float:
    """How much less a rule asks for: that a contract gives a protection must be as sure as ever."""
    return _easier(passage) if of_contract and rule not in protections else 0.0


def _easier(passage: Passage) -> float:
    """The same of any rule on what is unfair, by the length of the sentence."""
    words = passage.own_end - passage.own_start
    return EASED - min(SHORTER * log(SHORT / words), MOST_SHORTER) if words < SHORT else EASED


def _without_rivals(scores: Mapping[str, float], protections: Container[str]) -> dict[str, float]:
    """The rules that a passage speaks for, without those that it speaks far less clearly for than for another."""
    rivals = [score for rule, score in scores.items() if rule not in protections]
    least = min(max(rivals, default=0.0) - RIVAL, CLEAR)
    return {rule: score for rule, score in scores.items() if score >= least or rule in protections}


def together(own: NDArray[np.float64] | float, around: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """The scores of sentences that have these by themselves and those with their neighbours."""
    return np.where(np.greater_equal(own, -FAR), (1 - AROUND) * own + AROUND * around, own)


def counted(size: NDArray[np.float64]) -> NDArray[np.float64]:
    """How the lengths of the signs of passages count: those of long ones less than they are."""
    return np.where(size > LONG, LONG * (size / LONG) ** LONGER, size)


def _neighbours(place: int, paragraphs: Sequence[object]) -> list[int]:
    """The places of the sentences around one in the same paragraph."""
    some = range(max(0, place - BEFORE), min(len(paragraphs), place + AFTER + 1))
    return [number for number in some if number != place and paragraphs[number] == paragraphs[place]]


def _again(numbers: Sequence[Numbers]) -> Numbers:
    """The signs of several passages that were in another of them before, as often as they were."""
    if len(numbers) == 1:
        return numbers[0][:0]
    every = np.concatenate(numbers)
    every.sort()
    again: Numbers = every[1:][every[1:] == every[:-1]]
    return again
