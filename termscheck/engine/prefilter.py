"""Which passages can match a pattern at all: worked out for all of them at once, before any is looked at closely.

The passages in which a vocabulary stands are the bits of a number, so that the "all" and "any" of patterns are the
"and" and "or" of numbers. Hundreds of rules cost little in this way: most of their words stand nowhere in a contract.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Protocol

_ONE = ord("1")


class Standing(Protocol):
    """What has words: a passage, or a clause with all its passages."""

    @property
    def names(self) -> frozenset[str]:
        """The vocabularies that stand in it."""
        ...


class Around(Standing, Protocol):
    """A passage that knows the clause around it; without one it has no clause to look into."""

    @property
    def whole(self) -> Standing | None:
        """The clause."""
        ...


class Prefilter:
    """What stands where among passages, numbered by position."""

    def __init__(self, passages: Sequence[Standing], around: Sequence[Around] = ()) -> None:
        self._around = around
        self._places: dict[str, list[int]] = defaultdict(list)
        for number, one in enumerate(passages):
            for name in one.names:
                self._places[name].append(number)
        self._size = len(passages)
        self._bits: dict[str, int] = {}
        self._bits_of_any: dict[frozenset[str], int] = {}
        self.every = (1 << self._size) - 1

    def having(self, name: str) -> int:
        """The passages with a vocabulary."""
        if name not in self._places:
            return 0
        if name not in self._bits:
            digits = bytearray(b"0" * (self._size + 1))
            for number in self._places[name]:
                digits[-1 - number] = _ONE
            self._bits[name] = int(digits, 2)
        return self._bits[name]

    def having_any(self, names: Iterable[str]) -> int:
        """The passages with one of several vocabularies."""
        found = 0
        for name in names:
            found |= self.having(name)
        return found

    def having_all_of_any(self, choices: Iterable[Iterable[frozenset[str]]]) -> int:
        """The passages with what one of several choices needs: a vocabulary of each of its sets."""
        found = 0
        known, anywhere = self._bits_of_any, self._anywhere
        for needs in choices:
            these = self.every
            for names in needs:
                if (bits := known.get(names)) is None:
                    bits = known[names] = self.having_any(anywhere & names)
                these &= bits
                if not these:
                    break
            found |= these
        return found

    @cached_property
    def _anywhere(self) -> frozenset[str]:
        """The vocabularies that any passage has."""
        return frozenset(self._places)

    def in_clauses(self, possible: Callable[[Prefilter], int]) -> int:
        """The passages within whose clause something is possible."""
        filter_, members = self._clauses
        found = 0
        for number in numbers(possible(filter_)):
            found |= members[number]
        return found

    @cached_property
    def _clauses(self) -> tuple[Prefilter, list[int]]:
        """The same of clauses, and the passages of each."""
        members: dict[int, int] = defaultdict(int)
        clauses: dict[int, Standing] = {}
        for number, passage in enumerate(self._around):
            if passage.whole is not None:
                clauses[id(passage.whole)] = passage.whole
                members[id(passage.whole)] |= 1 << number
        return Prefilter(list(clauses.values())), [members[key] for key in clauses]


def numbers(bits: int) -> Iterator[int]:
    """The numbers that the bits of a number stand for, from the least."""
    digits = f"{bits:b}"[::-1]
    at = digits.find("1")
    while at >= 0:
        yield at
        at = digits.find("1", at + 1)
