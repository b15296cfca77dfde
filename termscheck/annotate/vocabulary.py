"""Vocabularies: the words and phrases by which contracts say a thing, kept as YAML in `rules/vocabulary/`.

An entry names what its words mean. Verbs and nouns are written once and inflected here; "..." in a verb
phrase stands for up to `GAP` words ("hold ... harmless"). `kind` says what the language components do with it:

* `act`: what a party does ("pay", "indemnify"); the heads of propositions
* `mode`: duty, right, prohibition, release: what a modal says of an act
* `gate`: what ties an act to an event ("unless and until"), and `concession` what unties it ("whether or not")
* `label`: names that parties usually bear; `side` says whose
* `work`, `money`: what tells the two sides of a contract apart: what `side` does to the other
* `name`: what can be the name or label of a party, and what cannot
* `words`: anything else that rules look for
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from termscheck.annotate.inflect import Form, noun_forms, verb_forms
from termscheck.model import Role

Kind = Literal["act", "mode", "gate", "concession", "label", "work", "money", "name", "words"]
GAP = 8
"""Most words that "..." in a phrase stands for."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One vocabulary. `excludes` are look-alikes: a phrase of the vocabulary that overlaps one does not count."""

    name: str
    kind: Kind
    meaning: str
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    side: Role | None = None
    strength: int = 1
    """For labels: 3 the label alone decides, 2 usual, 1 ambiguous."""

    def surface(self) -> Iterator[tuple[str, Form]]:
        """Every way the vocabulary is written."""
        for verb in self.verbs:
            yield from verb_forms(verb)
        for noun in self.nouns:
            yield from noun_forms(noun)
        for phrase in self.phrases:
            yield phrase, "phrase"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All vocabularies of a rule set, and the literal phrases that its patterns name."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    literals: frozenset[str] = frozenset()

    def of_kind(self, kind: Kind) -> frozenset[str]:
        """The names of all vocabularies of one kind."""
        return frozenset(name for name, entry in self.entries.items() if entry.kind == kind)
