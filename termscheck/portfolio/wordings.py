"""Clauses of many contracts that say the same in nearly the same words, put together.

A template is copied, and its copies are edited: the clause that most contracts have is set beside those that differ in
a few words. Numbers of other clauses count as the same, whatever they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from termscheck.drafts.differences import REFERENCE, Word, differences
from termscheck.drafts.model import Piece
from termscheck.portfolio.model import Template

ALIKE = 0.8
"""Share of words in common from which two clauses are taken for versions of one."""
MOST_WORDINGS = 1_500
"""Different wordings of one term that are held against each other; the commonest are taken."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a wording stands: in which contract, and in which clause of it as a lawyer cites it."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Wording:
    """Clauses with the same words, and the words of the first of them."""

    words: tuple[Word, ...]
    standing: tuple[Standing, ...]

    @property
    def contracts(self) -> int:
        """How many contracts have it."""
        return len({one.name for one in self.standing})

    @property
    def text(self) -> str:
        """As it stands in the first of them."""
        return "".join(word.text for word in self.words).strip()

    def beside(self, other: Wording) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
        """This wording and another, with the words marked that the other has not."""
        return differences(self.words, other.words, {})


@dataclass(frozen=True, slots=True)
class Family:
    """Versions of one clause, the one that most contracts have first."""

    wordings: tuple[Wording, ...]

    @property
    def contracts(self) -> int:
        """How many contracts have any of them."""
        return len({one.name for wording in self.wordings for one in wording.standing})


def families(templates: Iterable[Template], rule: str) -> list[Family]:
    """The clauses in which a rule fired that several contracts have in nearly the same words; the commonest first."""
    found: list[list[tuple[Key, Wording]]] = []
    for key, wording in _wordings(templates, rule):
        best, nearest = 0.0, None
        for family in found:
            alike = Indel.normalized_similarity(key, family[0][0], score_cutoff=max(ALIKE, best))
            if alike > best:
                best, nearest = alike, family
        if nearest is None:
            found.append([(key, wording)])
        else:
            nearest.append((key, wording))
    made = [Family(tuple(wording for _, wording in family)) for family in found]
    return sorted((one for one in made if one.contracts > 1), key=lambda family: -family.contracts)


def _wordings(templates: Iterable[Template], rule: str) -> Sequence[tuple[Key, Wording]]:
    """Each wording once, the commonest first."""
    standing: dict[Key, list[Standing]] = {}
    words: dict[Key, tuple[Word, ...]] = {}
    for template, label, own in _clauses(templates, rule):
        key = tuple(REFERENCE if word.target else word.key.casefold() for word in own)
        words.setdefault(key, own)
        here = Standing(template.name, label)
        if here not in standing.setdefault(key, []):
            standing[key].append(here)
    made = [(key, Wording(words[key], tuple(held))) for key, held in standing.items()]
    return sorted(made, key=lambda one: (-one[1].contracts, one[0]))[:MOST_WORDINGS]


def _clauses(templates: Iterable[Template], rule: str) -> Iterator[tuple[Template, str, tuple[Word, ...]]]:
    for template in templates:
        for term in template.terms:
            if term.rule == rule and term.words:
                yield template, term.label, term.words
