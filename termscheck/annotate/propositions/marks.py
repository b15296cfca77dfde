"""A passage's vocabulary hits, sorted by what they do in a sentence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from termscheck.annotate.vocabulary import Vocabulary
from termscheck.model import Hit, Holder, Mode, Passage

PROVISO = 14
"""Tokens after "provided that" within which a modal makes what follows a statement of its own."""
ON_EVENT = 3
"""Most tokens from "upon" to the act that makes it an event."""
MEASURES = ("duration", "percentage", "money")
PARTIES: Mapping[str, Holder] = {
    "us": "us", "them": "them", "above": "above", "other": "other", "undecided": "unknown",
    "both": "both", "neither": "both", "counterparty": "unknown", "pronoun": "unknown", "outsider": "other",
}  # fmt: skip
MODES: Mapping[str, Mode] = {"duty": "duty", "right": "right", "prohibition": "prohibition", "release": "release"}
SMALL = (
    "article", "be", "have", "by", "of", "to", "from", "and", "possessive", "possessor", "comma", "negator", "nor",
    "nothing", "preposition", "colon",
)  # fmt: skip
"""Small words that hold a sentence together, each a vocabulary of rules/vocabulary/grammar.yaml."""
LISTED = frozenset({"party", "mode", "border", "link", "opener", "proviso", "failing", "quantity"})
"""What is kept as hits, by position."""
_VOCABULARY, _START, _END = itemgetter(0), itemgetter(1), itemgetter(2)
"""Of a hit."""
DENIALS = frozenset({"negator", "nor", "nothing"})
"""Small words that deny."""
_NOWHERE = (-1, -1)
"""What follows the last words of a passage."""


class Kinds:
    """What each vocabulary does, looked up once per rule set."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.acts = vocabulary.of_kind("act")
        self.done_to = frozenset(name for name in self.acts if vocabulary.entries[name].done_to)
        self.between = frozenset(name for name in self.acts if vocabulary.entries[name].between)
        self.takes = frozenset(name for name in self.acts if vocabulary.entries[name].takes)
        openers = {
            name: entry.kind
            for name, entry in vocabulary.entries.items()
            if entry.kind in ("gate", "concession", "exception", "tie", "trigger")
        }
        self.openers: Mapping[str, str] = openers
        group = dict.fromkeys(PARTIES, "party") | dict.fromkeys(MODES, "mode") | {name: name for name in SMALL}
        group |= {name: name for name in ("border", "link", "proviso", "failing")} | dict.fromkeys(MEASURES, "quantity")
        group |= dict.fromkeys(openers, "opener") | dict.fromkeys(self.acts, "act")
        self.group: Mapping[str, str] = group


@dataclass(slots=True)  # frozen, they would take thrice as long to make
class Marks:
    """What stands where in a passage; all positions are tokens."""

    passage: Passage
    predicates: Mapping[tuple[int, int], Sequence[Hit]]
    """The act hits by the words they share: one phrase can be an act of several classes."""
    modes: Sequence[Hit]
    parties: Sequence[Hit]
    free: Sequence[Hit]
    """The parties that neither a preposition nor a possessive makes part of another phrase."""
    owners: Sequence[Hit]
    """The parties whose something is: "the Prime's", "of the Prime"."""
    owning: frozenset[Hit]
    """The same, to ask whether one is among them."""
    after_of: frozenset[Hit]
    borders: Sequence[Hit]
    links: Sequence[Hit]
    """Words that open a subordinate clause: what follows them is not governed by the modal before them."""
    openers: Sequence[Hit]
    """Words that open a condition, concession or exception, or tie an act to an event."""
    quantities: Sequence[Hit]
    failing: Sequence[Hit]
    """Words that deny the act right after them, as a fact: "fails to", "without"."""
    small: Mapping[str, Sequence[int]]
    """Start tokens of small words, in order."""
    border_starts: Sequence[int]
    border_ends: Sequence[int]
    party_starts: Sequence[int]
    clause_starts: Sequence[int]
    """Where links and modals begin, in a passage that names a party."""
    denials: Sequence[int]
    """Where "not" and "nor" and their like stand."""
    denies: bool
    """Whether any of its words denies something, beside its modals."""

    def at(self, word: str, token: int) -> bool:
        """Whether a small word stands at `token`."""
        return token in self.small.get(word, ())

    def within(self, word: str, low: int, high: int) -> bool:
        """Whether a small word stands within `[low, high)`."""
        places = self.small.get(word)
        if places is None:
            return False
        first = bisect_left(places, low)
        return first < len(places) and places[first] < high

    def near_before(self, word: str, token: int, most: int) -> bool:
        """Whether a small word stands at most so many tokens before `token`."""
        return self.within(word, token - most, token)

    def places(self, word: str, low: int, high: int) -> Sequence[int]:
        """Where the small word stands within `[low, high)`."""
        places = self.small.get(word, ())
        return places[bisect_left(places, low) : bisect_left(places, high)]

    def parties_within(self, low: int, high: int) -> Sequence[Hit]:
        """The parties that are named within `[low, high)`."""
        starts = self.party_starts
        return self.parties[bisect_left(starts, low) : bisect_left(starts, high)]

    def left_border(self, token: int) -> int:
        """End of the last border before `token`: where its statement begins."""
        before = bisect_right(self.border_ends, token) if self.border_ends else 0
        return self.border_ends[before - 1] if before else 0

    def right_border(self, token: int) -> int:
        """Start of the next border from `token` on: where its statement ends."""
        after = bisect_left(self.border_starts, token) if self.border_starts else 0
        return self.border_starts[after] if after < len(self.border_starts) else len(self.passage.tokens)


def marks_of(passage: Passage, kinds: Kinds) -> Marks | None:
    """The marks of a passage; none where nothing in it is an act."""
    groups: dict[str, list[Hit]] = defaultdict(list)
    small: dict[str, list[int]] = defaultdict(list)
    predicates: dict[tuple[int, int], list[Hit]] = defaultdict(list)
    named = 0
    """Where the last mention of a party ends: its label is no act ("Subcontractor")."""
    group_of = kinds.group.get
    for hit in passage.hits:
        group = group_of(hit[0])
        if group is None:
            continue
        if group == "act":
            _, start, end, form, _ = hit
            if end > named or form != "noun":
                predicates[start, end].append(hit)
        elif group in LISTED:
            groups[group].append(hit)
            if group == "party" and hit[0] != "outsider":
                named = max(named, hit[2])
        else:
            small[group].append(hit[1])
    if not predicates:
        return None
    modes, links = _longest(groups["mode"]), groups["link"]
    conditions, statements = _provisos(groups["proviso"], modes)
    borders = sorted([*groups["border"], *statements], key=_START)
    ands = small.get("and", ())
    openers = [
        hit
        for hit in _longest([*groups["opener"], *conditions])
        if hit[0] != "on-event" or (hit[2] not in ands and _an_event(hit, predicates, borders))
    ]
    parties = _without_doubles(groups["party"])
    return Marks(
        passage,
        _outermost(predicates),
        modes,
        parties,
        *_by_what_stands_around(parties, small),
        borders,
        links,
        openers,
        groups["quantity"],
        groups["failing"],
        small,
        [*map(_START, borders)],
        sorted(map(_END, borders)),
        [*map(_START, parties)],
        sorted(map(_START, (*links, *modes))) if parties else (),
        sorted({*small.get("negator", ()), *small.get("nor", ())}),
        bool(groups["failing"]) or not DENIALS.isdisjoint(small),
    )


def _without_doubles(parties: list[Hit]) -> list[Hit]:
    """Without the words for outsiders that are a party's own label here ("Customer")."""
    if not parties:
        return parties
    taken = {at for hit in parties if hit.vocabulary != "outsider" for at in range(hit.start, hit.end)}
    return [hit for hit in parties if hit.vocabulary != "outsider" or hit.start not in taken]


def _by_what_stands_around(
    parties: Sequence[Hit], small: Mapping[str, Sequence[int]]
) -> tuple[list[Hit], list[Hit], frozenset[Hit], frozenset[Hit]]:
    """The parties that are free, those that own something, in order and as a set, and those that stand after "of"."""
    if not parties:
        return [], [], frozenset(), frozenset()
    articles, ofs, possessives, possessors = (
        frozenset(small.get(word, ())) for word in ("article", "of", "possessive", "possessor")
    )
    taking = set().union(*(small.get(word, ()) for word in ("by", "to", "from", "preposition")))
    after_of = frozenset(hit for hit in parties if hit[1] - 1 in ofs or (hit[1] - 1 in articles and hit[1] - 2 in ofs))
    owners = [hit for hit in parties if hit[2] in possessives or hit[1] in possessors or hit in after_of]
    owning = frozenset(owners)
    free = [hit for hit in parties if hit[1] - 1 not in taking and hit[1] - 2 not in taking and hit not in owning]
    return free, owners, owning, after_of


def _provisos(provisos: list[Hit], modes: list[Hit]) -> tuple[list[Hit], list[Hit]]:
    """ "Provided that it has been paid" is a condition, "provided that the Prime may …" a statement of its own."""
    if not provisos:
        return [], []
    statements = [hit for hit in provisos if any(hit.end <= mode.start < hit.end + PROVISO for mode in modes)]
    conditions = [hit._replace(vocabulary="condition") for hit in provisos if hit not in statements]
    return conditions, statements


def _an_event(on: Hit, predicates: Mapping[tuple[int, int], Sequence[Hit]], borders: Sequence[Hit]) -> bool:
    """Whether an act follows ("upon receipt"), or the statement begins with it."""
    if on.start == 0 or any(hit.end == on.start for hit in borders):
        return True
    return any(
        on.end <= start < on.end + ON_EVENT and any(hit.form in ("noun", "ing", "past") for hit in hits)
        for (start, _), hits in predicates.items()
    )


def _outermost(predicates: dict[tuple[int, int], list[Hit]]) -> dict[tuple[int, int], list[Hit]]:
    """Without the words of an act inside a longer phrase of the same act: "pay" in "be liable to pay"."""
    spans = sorted(predicates)
    kept: dict[tuple[int, int], list[Hit]] = {}
    reach = 0
    for span, (next_start, _) in zip(spans, (*spans[1:], _NOWHERE), strict=True):
        hits = predicates[span]
        start, end = span
        if end <= reach or start == next_start:
            near = spans[bisect_left(spans, (start - 12, 0)) : bisect_left(spans, (start + 1, 0))]
            wider = [other for other in near if end <= other[1] and other != span]
            taken = {hit.vocabulary for other in wider for hit in predicates[other]}
            hits = [hit for hit in hits if hit.vocabulary not in taken]
        reach = max(reach, end)
        if hits:
            kept[span] = hits
    return kept


def _longest(hits: list[Hit]) -> list[Hit]:
    if len(hits) < 2:
        return hits
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept
