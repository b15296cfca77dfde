"""Where the words of a text stand, so that a pattern is tried only where its first word is.

A text is then read once, and not once for every pattern: there are dozens of them, and few words that any begins with.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property

_WORD = re.compile(r"\w+")
_LETTERS = re.compile(r"[^\W\d_]+")


class Index:
    """The words of a text in small letters, each an unbroken run of letters and digits, with their places."""

    def __init__(self, low: str) -> None:
        self.low = low
        self._places: dict[str, list[int]] = defaultdict(list)
        for match in _WORD.finditer(low):
            self._places[match[0]].append(match.start())

    def of(self, words: Iterable[str]) -> list[int]:
        """Where any of the words stands."""
        return sorted(place for word in dict.fromkeys(words) for place in self._places.get(word, ()))

    def beginning(self, *letters: str) -> list[int]:
        """Where the words stand that begin with any of these letters."""
        return self.of(word for word in self._places if word.startswith(letters))

    @cached_property
    def numbers(self) -> list[int]:
        """Where the words stand that begin with a figure: "30", "2nd"."""
        return self.of(word for word in self._places if word[0].isdigit())

    def glued(self, words: Collection[str]) -> list[int]:
        """Where the words stand within longer ones, beside figures or underscores: "2.1Charges", "_Fee_"."""
        return [
            place + part.start()
            for word, places in self._places.items()
            if not word.isalpha()
            for part in _LETTERS.finditer(word)
            if part[0] in words and part[0] != word
            for place in places
        ]

    def count(self, wanted: Callable[[str], bool], end: int) -> int:
        """How many of the words that are wanted stand before a place."""
        return sum(bisect_left(places, end) for word, places in self._places.items() if wanted(word))

    def has(self, *words: str) -> bool:
        """Whether all of the words stand in the text."""
        return all(word in self._places for word in words)


def found_at(pattern: re.Pattern[str], text: str, places: Iterable[int]) -> Iterator[re.Match[str]]:
    """What `pattern.finditer(text)` finds, given all the places, in order, where the pattern may begin."""
    end = 0
    for place in places:
        if place >= end and (match := pattern.match(text, place)):
            yield match
            end = match.end()


def any_literally(literals: Iterable[str], text: str) -> list[int]:
    """Where any of some literals stands, in order."""
    return sorted({place for literal in literals for place in literally(literal, text)})


def literally(literal: str, text: str) -> Iterator[int]:
    """Where a literal stands."""
    at = text.find(literal)
    while at >= 0:
        yield at
        at = text.find(literal, at + 1)
