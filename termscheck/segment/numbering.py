"""Does a label fit the numbering that is open where it stands? The stack of label families and its arithmetic.

"(i)" after "(h)" may be a letter or the first roman number; "6." may go on with clause 5 or with a list inside it.
Every open sequence makes an offer, so does the beginning of a new one, and the best offer wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from termscheck.model import Block
from termscheck.segment import wording
from termscheck.segment.labels import Label, Reading, figure
from termscheck.segment.marks import Mark, Place, Sequence, place_of
from termscheck.segment.tree import Node

EXACT = 6.0
"""The offer of a sequence whose next member the label is. Less is a guess, good enough only at a paragraph's start."""

BEGIN = 4.0
SKIPPED = 2.5
JUMP = 2.0
DOUBT = 1.0
UNLIKELY = 0.2

_FAR = 8000
"""Characters within which the second member of a list inside a paragraph must follow the first."""

_SHOUTED = re.compile(r"\s*([A-Z][\w’'&-]*(?:\s[A-Z][\w’'&-]*)?)")


@dataclass(slots=True)
class Level:
    """An open sequence of siblings and the member that it has reached."""

    style: str
    parent: Node
    node: Node
    word: str = ""
    alphabet: str = ""
    ordinal: int = 0
    path: tuple[str, ...] = ()
    list_level: int | None = None
    indent: float = 0.0
    capitals: bool = False
    in_sentence: bool = False
    """The list is part of a sentence of its parent, inside one paragraph."""
    nested: bool = False
    """A list of "1.", "2." inside a clause, not the contract's own clauses."""

    @property
    def is_list(self) -> bool:
        """Whether flush text after its members belongs to their parent."""
        return self.nested or self.style in ("paren", "close", "dot", "bullet", "other")

    @property
    def successor(self) -> Place:
        """The place of the next member."""
        if self.style == "decimal":
            return ("decimal", *self.path[:-1], str(self.ordinal + 1))
        return (self.style, self.word, self.alphabet, str(self.ordinal + 1))

    @property
    def family(self) -> tuple[str, str, str, int]:
        """What the sequence counts with."""
        return (self.style, self.word, self.alphabet, len(self.path))

    def is_family(self, label: Label, reading: Reading) -> bool:
        """Whether a label is of the kind that the sequence counts with."""
        if label.style == "decimal":
            return self.style == "decimal" and len(self.path) == len(label.path)
        return (self.style, self.word, self.alphabet) == (label.style, label.word, reading.alphabet)

    def reach(self, label: Label, reading: Reading, block: Block, capitals: bool) -> None:
        """Takes the label as the member now reached; an inserted "(aa)" leaves the count at "(a)"."""
        if not (self.ordinal and reading.ordinal == self.ordinal + 26):
            self.ordinal = reading.ordinal
        self.path, self.list_level, self.indent, self.capitals = label.path, block.list_level, block.indent, capitals


class Offer(NamedTuple):
    """How well a label fits: as a member of open sequence number `level`, or as the first of a new one.

    A new sequence lies below the member reached of sequence `level`, or below the open clause when `level` is None.
    """

    score: float
    reading: Reading
    level: int | None = None
    below: bool = False


class Numbering:
    """The open sequences, outermost first. Those of schedules and parts always come first."""

    def __init__(self, text: str, sequence: Sequence, root: Node) -> None:
        self.text = text
        self.sequence = sequence
        self.root = root
        self.stack: list[Level] = []

    # --- the stack ----------------------------------------------------------------------------------------

    @property
    def base(self) -> int:
        """The number of the first open sequence inside the current schedule or part; divisions stand below the rest."""
        for number, level in enumerate(self.stack):
            if level.style != "division":
                return number
        return len(self.stack)

    @property
    def division(self) -> Node:
        """The schedule or part that is open, else the root."""
        base = self.base
        return self.stack[base - 1].node if base else self.root

    @property
    def inside(self) -> list[Level]:
        """The open sequences inside the current schedule or part."""
        return self.stack[self.base :]

    def level_of(self, node: Node) -> Level | None:
        """The sequence that has reached a clause."""
        return next((level for level in reversed(self.stack) if level.node is node), None)

    def is_item(self, node: Node) -> bool:
        """Whether a clause is an item of a list, so that flush text after it belongs to its parent."""
        level = self.level_of(node)
        return bool(level and level.is_list and level.parent.cited)

    def begin(self, level: Level) -> None:
        """Opens a sequence, in place of one of the same kind under the same parent: its list starts again."""
        self.close_outside(level.parent)
        for number, other in enumerate(self.stack):
            if other.parent is level.parent and other.family == level.family:
                self.close(number)
                break
        self.stack.append(level)

    def close_outside(self, node: Node) -> None:
        """Closes every sequence that does not run through a clause."""
        inside = set(map(id, node.ancestors()))
        keep = len(self.stack)
        while keep and id(self.stack[keep - 1].parent) not in inside:
            keep -= 1
        self.close(keep)

    def close(self, size: int) -> None:
        """Closes the sequences from number `size` on; words after a list inside a sentence go back to its owner."""
        closing = self.stack[size:]
        del self.stack[size:]
        owner: Node | None = None
        for level in reversed(closing):
            if not level.in_sentence:
                break
            owner = level.parent
        if owner:
            self._give_back(closing[-1].node, owner)

    def settle(self, item: Node) -> Node:
        """The clause whose words were last, once what follows a list inside a sentence is back with its owner."""
        while (level := self.level_of(item)) and level.in_sentence and self._give_back(item, level.parent):
            item = level.parent
        return item

    def _give_back(self, item: Node, owner: Node) -> bool:
        """Whether there were words after the item, which are now the owner's."""
        if owner.parent is None:  # the root is no clause: words given to it would be lost
            return False
        for number, (start, end) in enumerate(item.own):
            tail = wording.tail_start(self.text, start, end)
            if tail is not None:
                owner.own += item.own[number + 1 :]
                del item.own[number:]
                item.say(self.text, start, tail)
                owner.say(self.text, tail, end)
                return True
        return False

    # --- choosing -----------------------------------------------------------------------------------------

    def choose(self, mark: Mark, label: Label, block: Block, at: Node, since: int) -> Offer | None:
        """The best offer for a label that stands after `at`, whose words begin at `since`; None when it is no label."""
        if label.style in ("bullet", "other"):
            return self._by_depth(label, block)
        capitals = self.is_shouted(mark)
        found = [*self._offers(label, block, capitals, at), *self._beginnings(mark, label, block, at, since)]
        likely = self._likely(label, mark.start)
        best = max(found, key=lambda offer: offer.score + 3.0 * (offer.reading in likely))
        return best if mark.computed or self._is_credible(mark, label, best, since) else None

    def is_shouted(self, mark: Mark) -> bool:
        """Whether the words after a label begin in capitals, as a heading may."""
        first = _SHOUTED.match(self.text, mark.end, mark.end + 60)
        return bool(first and wording.is_capitals(first[1]))

    def _offers(self, label: Label, block: Block, capitals: bool, at: Node) -> Iterator[Offer]:
        for number in range(self.base, len(self.stack)):
            level = self.stack[number]
            for reading in label.readings:
                score, below = (
                    _decimal(label, level) if label.style == "decimal" else (_listed(label, reading, level), False)
                )
                if score and not (below and level.node not in at.ancestors()):
                    same_depth = block.list_level is not None and block.list_level == level.list_level
                    likeness = same_depth + (capitals == level.capitals) + 0.5 * (abs(block.indent - level.indent) < 3)
                    yield Offer(score + 0.2 * likeness + 0.01 * number, reading, number, below)

    def _by_depth(self, label: Label, block: Block) -> Offer:
        """Bullets and labels of no known family go by glyph and by depth in the list alone."""
        for number in range(len(self.stack) - 1, self.base - 1, -1):
            level = self.stack[number]
            if level.style != label.style or (label.style == "bullet" and level.word != label.text):
                continue
            step = block.indent - level.indent
            if block.list_level is not None and level.list_level is not None:
                step = 6.0 * (block.list_level - level.list_level)
            if step > 3:
                break
            if step >= -3 or not any(outer.family == level.family for outer in self.stack[self.base : number]):
                return Offer(EXACT, Reading("name", level.ordinal + 1), number)
        return Offer(BEGIN, Reading("name", 1))

    def _beginnings(self, mark: Mark, label: Label, block: Block, at: Node, since: int) -> Iterator[Offer]:
        """The label as the first member of a new sequence under the open clause."""
        inside = self.inside
        next_major = _is_next_major(label, inside)
        for reading in label.readings:
            same = next((level for level in reversed(inside) if level.is_family(label, reading)), None)
            if next_major:
                score = EXACT
            elif reading.ordinal > 1 or len(label.path) > 1:
                score = UNLIKELY / 2 if same else DOUBT
            else:
                score = DOUBT / 2 if same and not self._may_nest(mark, block, same, at, since) else BEGIN
            yield Offer(score, reading)

    def _may_nest(self, mark: Mark, block: Block, level: Level, at: Node, since: int) -> bool:
        """Whether a list that starts again with "(a)" or "1." lies inside the item of a list of the same kind."""
        if level.style == "decimal":
            return self.sequence.next(level.successor, mark.start) is not None
        if mark.opening and block.list_level is not None and level.list_level is not None:
            return block.list_level > level.list_level
        said = at.said(self.text) if mark.opening else self.text[max(since, mark.start - 200) : mark.start]
        opens = wording.leads_in(said) and not said.rstrip().endswith(";")
        return bool(said.strip()) and (opens or block.indent > level.indent + 3)

    def _likely(self, label: Label, start: int) -> list[Reading]:
        """An "(i)" is what its nearest successor says: a letter before "(j)", a roman number before "(ii)"."""
        if len(label.readings) < 2:
            return []
        nexts = {reading: self.sequence.next(place_of(label, reading, 1), start) for reading in label.readings}
        nearest = min((at for at in nexts.values() if at is not None), default=None)
        return [reading for reading, at in nexts.items() if at is not None and at == nearest]

    # --- believing ----------------------------------------------------------------------------------------

    def _is_credible(self, mark: Mark, label: Label, offer: Offer, since: int) -> bool:
        """A typed label must fit: exactly when it stands inside a paragraph, roughly when it opens one."""
        if offer.score >= EXACT or mark.doubtful:
            return offer.score >= EXACT
        step = offer.reading.ordinal - self.stack[offer.level].ordinal if offer.level is not None else None
        succeeds = self.sequence.next(place_of(label, offer.reading, 1), mark.start) is not None
        if not mark.opening:
            misses_one = label.style == "dot" and step == 2 and succeeds
            return misses_one or (offer.level is None and self._lists_ahead(mark, label, offer.reading, since))
        if label.style == "decimal" and label.text.isdigit():  # "1" without a stop may be any figure
            fresh = offer.level is None and offer.reading.ordinal == 1
            return fresh and succeeds and not any(level.style == "decimal" for level in self.inside)
        if len(label.path) > 1 or label.word or offer.reading.ordinal <= 1:
            return True
        if step is None:
            alone = label.style == "decimal" and not self.root.counts["numbered"]
            heads = self.sequence.next(("decimal", *label.path, "1"), mark.start) is not None
            return succeeds or alone or heads or label.style == "paren"
        return step > 0 and (succeeds or step <= 5)

    def _lists_ahead(self, mark: Mark, label: Label, reading: Reading, since: int) -> bool:
        """A list inside a paragraph has a second item before it has a first again, or stands right under a heading."""
        if reading.ordinal != 1:
            return False
        again = self.sequence.next(place_of(label, reading), mark.start)
        second = self.sequence.next(place_of(label, reading, 1), mark.start)
        if second is not None and second - mark.start < _FAR and (again is None or second < again):
            return True
        between = self.text[max(since, mark.start - 160) : mark.start]
        return not between.strip() or bool(wording.run_in_heading(between, whole=True))


def _is_next_major(label: Label, inside: list[Level]) -> bool:
    """Whether "5." follows "4.2" where "4." itself is not to be seen."""
    if len(label.path) != 1:
        return False
    own = next((level for level in inside if level.style == "decimal" and not level.nested), None)
    return own is not None and len(own.path) > 1 and label.readings[0].ordinal == figure(own.path[0]) + 1


def _decimal(label: Label, level: Level) -> tuple[float, bool]:
    """What a sequence makes of "12.3": a score, and whether as a member or below the member reached."""
    path, ordinal = label.path, label.readings[0].ordinal
    if level.style == "article" and len(path) == 2 and path[0] == str(level.ordinal):
        return (EXACT if ordinal <= 1 else BEGIN), True
    if level.style != "decimal":
        return 0.0, False
    depth = len(level.path)
    if len(path) > depth and path[:depth] == level.path:
        return (EXACT if len(path) == depth + 1 and ordinal <= 1 else SKIPPED), True
    if len(path) != depth:
        return 0.0, False
    if path[:-1] != level.path[:-1]:  # "32.1" among the members of 42: a misprint, unless there is no 42
        return (DOUBT / 2 if figure(path[0]) <= figure(level.path[0]) else 0.0), False
    inserted = ordinal == level.ordinal and path != level.path and not path[-1].isdigit()
    return _step(ordinal - level.ordinal, ordinal, inserted), False


def _listed(label: Label, reading: Reading, level: Level) -> float:
    if not level.is_family(label, reading):
        return 0.0
    inserted = 26 < reading.ordinal == level.ordinal + 26  # "(aa)" between "(a)" and "(b)"
    return _step(reading.ordinal - level.ordinal, reading.ordinal, inserted)


def _step(step: int, ordinal: int, inserted: bool) -> float:
    if step == 1 or inserted:
        return EXACT
    if step > 1:
        return JUMP
    return DOUBT if ordinal <= 1 else UNLIKELY
