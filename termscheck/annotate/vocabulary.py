"""Vocabularies: the words and phrases by which contracts say a thing, kept as YAML in `rules/vocabulary/`.

An entry names what its words mean. Verbs and nouns are written once and inflected here; "..." in a verb
phrase stands for up to `GAP` words ("hold ... harmless"). `kind` says what the language components do with it:

* `act`: what a party does ("pay", "indemnify"); the heads of propositions
* `mode`: duty, right, prohibition, release: what a modal says of an act
* `gate`: what ties an act to the event after it ("unless and until")
* `concession`: what unties it ("whether or not")
* `tie`: what says of an act that it waits for the event after it ("is conditional upon"); a denial unties it
* `trigger`: what says of the event before it that the act after it waits ("is a condition precedent to")
* `exception`: what takes something out of a statement ("save for")
* `label`: names that parties usually bear; `side` says whose
* `work`, `money`: what tells the two sides of a contract apart: what `side` does to the other
* `name`: what can be the name or label of a party, and what cannot
* `words`: anything else that rules look for
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from termscheck.annotate.inflect import Form, adjective_forms, noun_forms, verb_forms
from termscheck.model import Role

Kind = Literal[
    "act", "mode", "gate", "tie", "trigger", "concession", "exception", "label", "work", "money", "name", "words"
]
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
    adjectives: tuple[str, ...] = ()
    """What a sum, right or thing is said to be when the act is done to it, or is to be: "payable"."""
    phrases: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    side: Role | None = None
    takes: bool = False
    """For acts: what stands after "from" is whom it is taken from, and not who does it ("recover from")."""
    done_to: bool = False
    """For acts: what stands after the noun and "of" is whom it is done to ("payment of the Partner")."""
    between: bool = False
    """For acts: the one side does it to the other, unless somebody else is named."""
    strength: int = 1
    """For labels: 3 the label alone decides, 2 usual, 1 ambiguous; for work and money how much a deed weighs."""

    def surface(self) -> Iterator[tuple[str, Form]]:
        """Every way the vocabulary is written."""
        for verb in self.verbs:
            yield from verb_forms(verb)
        for noun in self.nouns:
            yield from noun_forms(noun)
        for adjective in self.adjectives:
            yield from adjective_forms(adjective)
        for phrase in self.phrases:
            yield phrase, "phrase"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All vocabularies of a rule set, and the literal phrases that its patterns name, each with its mark: `=net of`."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    literals: frozenset[str] = frozenset()

    def of_kind(self, kind: Kind) -> frozenset[str]:
        """The names of all vocabularies of one kind."""
        return frozenset(name for name, entry in self.entries.items() if entry.kind == kind)
