"""Does a label fit the numbering that is open where it stands? The family stack and its arithmetic.

"(i)" after "(h)" may be a letter or the first roman number; "6." may go on with clause 5 or with a list inside it.
Every open sequence makes an offer, and the best offer wins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from termscheck.segment.labels import Label, Reading
from termscheck.segment.marks import Place
from termscheck.segment.tree import Node

EXACT = 6.0
"""The offer of a sequence whose next member the label is. Less is a guess, good enough only at a paragraph's start."""

BEGIN = 4.0
JUMP = 2.0
DOUBT = 1.0
LIST_STYLES = frozenset({"paren", "close", "dot", "bullet", "other"})


@dataclass(slots=True)
class Level:
    """An open sequence of siblings and the member reached."""

    style: str
    parent: Node | None
    node: Node
    word: str = ""
    alphabet: str = ""
    ordinal: int = 0
    path: tuple[str, ...] = ()
    in_sentence: bool = False
    """The list is part of one sentence of its parent, inside one paragraph."""
    list_level: int | None = None
    indent: float = 0.0
    capitals: bool = False
    nested: bool = False
    """A list of "1.", "2." under a numbered clause, not the contract's own clauses."""

    @property
    def is_list(self) -> bool:
        return self.style in LIST_STYLES or self.nested

    def successor(self) -> Place:
        """The place of the next member."""
        if self.style == "decimal":
            return ("decimal", *self.path[:-1], str(self.ordinal + 1))
        return (self.style, self.word, self.alphabet, str(self.ordinal + 1))


@dataclass(frozen=True, slots=True)
class Offer:
    """How well a label fits: as the next member of open sequence number `level`, or (`below`) as a new one after it."""

    score: float
    level: int
    below: bool
    reading: Reading


@dataclass(frozen=True, slots=True)
class Look:
    """How a labelled paragraph looks, to tell two sequences apart that both fit."""

    list_level: int | None
    indent: float
    capitals: bool

    def likeness(self, level: Level) -> float:
        """At most 2.5: never enough to beat an exact fit by a mere guess."""
        same_depth = self.list_level is not None and self.list_level == level.list_level
        return 1.0 * same_depth + 1.0 * (self.capitals == level.capitals) + 0.5 * (abs(self.indent - level.indent) < 3)


def offers(label: Label, look: Look, stack: Sequence[Level], base: int) -> Iterator[Offer]:
    """What the open sequences from number `base` on make of the label."""
    for number in range(base, len(stack)):
        level = stack[number]
        if label.style == "decimal":
            score, below = _decimal(label, level)
        else:
            score, below = max((_listed(label, reading, level) for reading in label.readings), default=0.0), False
        if score > 0:
            reading = max(label.readings, key=lambda reading: _listed(label, reading, level)) if not below else label.readings[0]
            yield Offer(score + 0.2 * look.likeness(level) + 0.01 * number, number, below, reading)


def _decimal(label: Label, level: Level) -> tuple[float, bool]:
    path, ordinal = label.path, label.readings[0].ordinal
    if level.style == "article" and len(path) == 2 and path[0] == str(level.ordinal):
        return (EXACT if ordinal <= 1 else BEGIN), True
    if level.style != "decimal":
        return 0.0, False
    depth = len(level.path)
    if len(path) > depth and path[:depth] == level.path:
        return (EXACT if len(path) == depth + 1 and ordinal <= 1 else JUMP + 1 - 0.1 * (len(path) - depth)), True
    if len(path) != depth:
        return 0.0, False
    if path[:-1] != level.path[:-1]:  # "32.1" among the members of 42: a misprint
        return (0.5 if depth > 1 else 0.0), False
    inserted = ordinal == level.ordinal and path != level.path and not path[-1].isdigit()
    return _step(ordinal - level.ordinal, inserted, ordinal), False


def _listed(label: Label, reading: Reading, level: Level) -> float:
    if (label.style, label.word, reading.alphabet) != (level.style, level.word, level.alphabet):
        return 0.0
    inserted = 26 < reading.ordinal == level.ordinal + 26  # "(aa)" between "(a)" and "(b)"
    return _step(reading.ordinal - level.ordinal, inserted, reading.ordinal)


def _step(step: int, inserted: bool, ordinal: int) -> float:
    if step == 1 or inserted:
        return EXACT
    if step > 1:
        return JUMP
    return DOUBT if ordinal <= 1 else 0.2
