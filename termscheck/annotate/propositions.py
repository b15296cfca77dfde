"""Propositions: who must, may or must not do what, to whom, and on what event.

Every way of saying an act is turned into one shape here, once, so that rules need not know syntax: active
("the Partner shall indemnify the Prime"), passive ("shall be indemnified by"), plain present ("we pay you"), noun
("payment to the Partner"). There is no parser: each act's words look left for the modal and subject that govern
them and right for the counterparty, within borders that a sentence of legal English rarely crosses.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from termscheck.annotate.notes import notes_of
from termscheck.annotate.vocabulary import Vocabulary
from termscheck.model import Gate, Hit, Holder, Mode, Passage, Proposition

PARTIES: Mapping[str, Holder] = {
    "us": "us", "them": "them", "above": "above", "other": "other", "undecided": "unknown",
    "both": "both", "neither": "both", "counterparty": "unknown", "pronoun": "unknown",
}  # fmt: skip
MODES: Mapping[str, Mode] = {"duty": "duty", "right": "right", "prohibition": "prohibition", "release": "release"}
NEAR = 4
"""Tokens within which a preposition belongs to the party after it, or a form of "be" to the participle after it."""
SUBJECT = 8
"""Most tokens from the comma after a fronted condition to the modal of the main clause."""
REACH = 18
"""Tokens after an act within which its counterparty is looked for."""


@dataclass(frozen=True, slots=True)
class Words:
    """A passage's hits, sorted by what they do."""

    passage: Passage
    acts: Sequence[Hit]
    modes: Sequence[Hit]
    parties: Sequence[Hit]
    borders: Sequence[Hit]
    links: Sequence[Hit]
    """Relative and conditional words: what follows them is not governed by the modal before them."""
    gates: Sequence[Hit]
    small: Mapping[str, frozenset[int]]
    """Start tokens of small words by vocabulary: be, by, of, to, from, possessive, comma, negator."""
    quantities: Sequence[Hit]

    def before(self, vocabulary: str, token: int, within: int = NEAR) -> bool:
        """Whether a small word stands at most `within` tokens before `token`."""
        places = self.small.get(vocabulary, frozenset())
        return any(at in places for at in range(max(0, token - within), token))


class PropositionsComponent:
    """Reads the propositions out of each passage."""

    SMALL = ("be", "by", "of", "to", "from", "possessive", "comma", "negator")

    def __init__(self) -> None:
        self._acts: frozenset[str] = frozenset()
        self._gates: frozenset[str] = frozenset()

    def use(self, vocabulary: Vocabulary) -> None:
        """Takes the acts and gates from the vocabulary."""
        self._acts = vocabulary.of_kind("act")
        self._gates = vocabulary.of_kind("gate") | vocabulary.of_kind("concession")
        self._concessions = vocabulary.of_kind("concession")

    def __call__(self, doc: Doc) -> Doc:
        """Adds the propositions of all passages to the notes, in text order."""
        notes = notes_of(doc)
        for passage in notes.passages:
            if any(hit.vocabulary in self._acts for hit in passage.hits):
                notes.propositions += self.read(passage)
        return doc

    def read(self, passage: Passage) -> list[Proposition]:
        """The propositions whose act stands in the passage's own sentence, or in the lead-in it completes."""
        words = self._sort(passage)
        gates = [self._window(words, gate) for gate in words.gates]
        propositions: list[Proposition] = []
        bearer: Holder = "unknown"
        for act in words.acts:
            statement = Statement(words, gates, act, bearer).read()
            if statement.mode != "state" and statement.bearer in ("us", "them", "above"):
                bearer = statement.bearer
            propositions.append(statement)
        return propositions

    def _sort(self, passage: Passage) -> Words:
        small: dict[str, set[int]] = {}
        groups: dict[str, list[Hit]] = {
            key: [] for key in ("act", "mode", "party", "border", "link", "gate", "quantity")
        }
        for hit in passage.hits:
            name = hit.vocabulary
            if name in self._acts:
                groups["act"].append(hit)
            elif name in self.SMALL:
                small.setdefault(name, set()).add(hit.start)
            elif name in MODES:
                groups["mode"].append(hit)
            elif name in PARTIES:
                groups["party"].append(hit)
            elif name in self._gates:
                groups["gate"].append(hit)
            elif name in ("border", "link", "duration"):
                groups["quantity" if name == "duration" else name].append(hit)
        return Words(
            passage,
            groups["act"],
            _longest(groups["mode"]),
            groups["party"],
            groups["border"],
            groups["link"],
            _longest(groups["gate"]),
            {name: frozenset(places) for name, places in small.items()},
            groups["quantity"],
        )

    def _window(self, words: Words, gate: Hit) -> Gate:
        """The event that a gate's words introduce: up to the next gate, a border, or the main clause after a comma."""
        stops = [hit.start for hit in (*words.borders, *words.gates) if hit.start >= gate.end]
        fronted = gate.start == max((hit.end for hit in words.borders if hit.end <= gate.start), default=0)
        for mode in words.modes:
            commas = [at for at in words.small.get("comma", ()) if gate.end < at < mode.start]
            if not commas:
                continue
            named = any(max(commas) < party.start < mode.start for party in words.parties)
            if named or (fronted and mode.start - max(commas) <= SUBJECT):  # "If …, the fee shall be refunded"
                stops.append(max(commas))
        commas = sorted(words.small.get("comma", ()))
        aside = gate.start - 1 in commas or any(mode.end == gate.start for mode in words.modes)
        if aside:  # "shall, on receipt of funds, pay", "shall on demand, pay": an aside ends where its comma does
            stops += [at for at in commas if at > gate.end][:1]
        infinitives = words.small.get("to", frozenset())
        stops += [at for at in words.small.get("comma", ()) if at > gate.end and at + 1 in infinitives]
        end = min(stops, default=len(words.passage.tokens))
        kind = "concession" if gate.vocabulary in self._concessions else gate.vocabulary
        return Gate(kind, gate.end, max(gate.end, end))


class Statement:
    """One act, and what its surroundings say of it."""

    def __init__(self, words: Words, gates: Sequence[Gate], act: Hit, speaker: Holder) -> None:
        self.words = words
        self.gates = gates
        self.act = act
        self.speaker = speaker
        self.left = max((hit.end for hit in words.borders if hit.end <= act.start), default=0)
        self.right = min(
            (hit.start for hit in words.borders if hit.start >= act.end), default=len(words.passage.tokens)
        )
        self.link = self._last_link()
        self.modal = self._modal()

    def read(self) -> Proposition:
        """The proposition of this act."""
        subject = self._subject()
        if self._passive():
            bearer, counterparty = self._party_after("by"), self._holder(subject)
            if counterparty == "unknown" or (subject and self._owner(subject)):
                receiver = self._party_after("to")  # "the Partner's fee shall be repaid to the Prime"
                counterparty = counterparty if receiver == "unknown" else receiver
        elif self.act.form == "noun" and not self.modal:
            bearer, counterparty = self._noun_parties()
        else:
            bearer = self._holder(subject)
            counterparty = self._object(subject)
            if bearer == "unknown" and self.act.form == "noun":  # "payment shall be made by the Prime"
                bearer = self._party_after("by", "from")
        mode = self._mode(subject)
        return Proposition(
            act=self.act.vocabulary,
            mode=mode,
            bearer=bearer,
            counterparty=counterparty,
            negated=self._negated(mode, subject),
            passage=self.words.passage.index,
            start=self.left,
            end=self.right,
            act_start=self.act.start,
            act_end=self.act.end,
            gates=tuple(gate for gate in self.gates if self._gated_by(gate)),
            quantities=self._quantities(),
        )

    # --- what governs the act -------------------------------------------------------------------------------

    def _last_link(self) -> int:
        """Start of the subordinate clause that the act stands in, else the start of its segment."""
        ends = [hit.end for hit in self.words.links if self.left <= hit.start and hit.end <= self.act.start]
        ends += [gate.start for gate in self.gates if self.left <= gate.start <= self.act.start < gate.end]
        return max(ends, default=self.left)

    def _modal(self) -> Hit | None:
        """The nearest modal to the left in the same clause."""
        modals = [hit for hit in self.words.modes if self.link <= hit.start and hit.end <= self.act.start]
        return modals[-1] if modals else None

    def _subject(self) -> Hit | None:
        """The party before the modal (or before the act) that no preposition takes away from it."""
        end = self.modal.start if self.modal else self.act.start
        parties = [hit for hit in self.words.parties if self.link <= hit.start and hit.end <= end]
        free = [hit for hit in parties if not self._taken(hit)]
        if free:
            return free[-1]
        owners = [hit for hit in parties if self._owner(hit)]
        if owners:
            return owners[-1]
        if self.link > self.left and not self.modal:
            return None
        return self._inverted()

    def _inverted(self) -> Hit | None:
        """ "In no event shall the Provider …": the party right after the modal."""
        if not self.modal:
            return None
        after = [hit for hit in self.words.parties if self.modal.end <= hit.start <= self.modal.end + 2]
        return (
            after[0]
            if after and after[0].end <= self.act.start and not self.words.before("be", after[0].start, 2)
            else None
        )

    def _taken(self, party: Hit) -> bool:
        """Whether a preposition or a possessive makes the party part of another phrase."""
        return self._owner(party) or any(self.words.before(word, party.start, 2) for word in ("by", "to", "from"))

    def _owner(self, party: Hit) -> bool:
        return party.end in self.words.small.get("possessive", frozenset()) or self.words.before("of", party.start, 2)

    def _passive(self) -> bool:
        if self.act.form != "past":
            return False
        start = self.modal.end - 1 if self.modal else max(self.link, self.act.start - NEAR)
        return any(at in self.words.small.get("be", frozenset()) for at in range(start, self.act.start))

    # --- its parties ----------------------------------------------------------------------------------------

    def _holder(self, party: Hit | None) -> Holder:
        if party is None:
            return "unknown"
        if party.vocabulary == "pronoun":
            return self.speaker
        return PARTIES[party.vocabulary]

    def _object(self, subject: Hit | None) -> Holder:
        reach = min(self.right, self.act.end + REACH)
        inside = (self.act.start, self.act.end)  # "hold the Prime harmless" has its object within
        for party in self.words.parties:
            within = inside[0] < party.start < inside[1]
            if (within or self.act.end <= party.start < reach) and not self._same(party, subject):
                if party.vocabulary in ("counterparty", "pronoun"):
                    return _opposite(self._holder(subject)) if party.vocabulary == "counterparty" else "unknown"
                if not self.words.before("by", party.start, 2):
                    return PARTIES[party.vocabulary]
        return "unknown"

    @staticmethod
    def _same(party: Hit, subject: Hit | None) -> bool:
        return subject is not None and party.vocabulary == subject.vocabulary and party.vocabulary != "other"

    def _party_after(self, *words: str) -> Holder:
        reach = min(self.right, self.act.end + REACH)
        for party in self.words.parties:
            if self.act.end <= party.start < reach and any(self.words.before(word, party.start, 2) for word in words):
                return self._holder(party)
        return "unknown"

    def _noun_parties(self) -> tuple[Holder, Holder]:
        """ "Payment by the Prime to the Partner", "the Prime's payment", "an indemnity from the Partner"."""
        bearer = self._party_after("by", "from")
        if bearer == "unknown":
            owner = [p for p in self.words.parties if p.end <= self.act.start <= p.end + NEAR and self._owner(p)]
            bearer = self._holder(owner[-1]) if owner else "unknown"
        return bearer, self._party_after("to")

    # --- its force ------------------------------------------------------------------------------------------

    def _mode(self, subject: Hit | None) -> Mode:
        if self.modal:
            return MODES[self.modal.vocabulary]
        event = self.link > self.left
        near = subject is not None and self.act.start - subject.end <= NEAR
        return "duty" if self.act.form == "base" and near and not event else "state"

    def _negated(self, mode: Mode, subject: Hit | None) -> bool:
        neither = subject is not None and subject.vocabulary == "neither"
        start = self.link if self.link < self.act.start else self.left
        # "if an outcome is not sustained, the fee shall be refunded": the condition's "not" is its own
        gated = [gate for gate in self.gates if gate.end <= self.act.start]
        negators = {
            at
            for at in self.words.small.get("negator", frozenset())
            if not any(gate.start <= at < gate.end for gate in gated)
        }
        inside = self.modal is not None and any(self.modal.start <= at < self.modal.end for at in negators)
        outside = any(
            at in negators
            for at in range(start, self.act.start)
            if not (self.modal and self.modal.start <= at < self.modal.end)
        )
        denied = mode in ("prohibition", "release") or inside
        if denied and outside and not neither:  # "nothing shall oblige … not to": two denials cancel out
            return False
        return denied or neither or outside

    # --- what measures and ties it ----------------------------------------------------------------------------

    def _gated_by(self, gate: Gate) -> bool:
        inside = gate.start <= self.act.start < gate.end
        return not inside and self.left <= gate.start and gate.end <= self.right

    def _quantities(self) -> tuple[Hit, ...]:
        """Durations after the act up to the next act with a modal of its own, or before it."""
        modals = [hit.start for hit in self.words.modes if hit.start >= self.act.end]
        parties = [hit.start for hit in self.words.parties]
        stop = self.right
        for at in modals:
            own_subject = bisect_right(parties, at) > bisect_right(parties, self.act.end)
            if own_subject:
                stop = min(stop, at)
                break
        fronted = self.modal is not None
        return tuple(
            hit
            for hit in self.words.quantities
            if self.act.end <= hit.start < stop or (fronted and self.link <= hit.start and hit.end <= self.act.start)
        )


def _opposite(holder: Holder) -> Holder:
    return {"us": "them", "them": "us", "both": "both"}.get(holder, "unknown")  # type: ignore[return-value]


def _longest(hits: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


@Language.factory("termscheck_propositions")
def create_propositions(nlp: Language, name: str) -> PropositionsComponent:
    """See `PropositionsComponent`."""
    return PropositionsComponent()
