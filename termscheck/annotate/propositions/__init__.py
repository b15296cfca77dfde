"""Propositions: who must, may or must not do what, to whom, on what event, and except what.

Every way of saying an act is turned into one shape here, once, so that rules need not know syntax: active ("the
Partner shall indemnify the Prime"), passive ("shall be indemnified by"), plain present ("we pay you"), order ("send
us"), noun ("payment to the Partner"), adjective ("payable to"). There is no parser: each act's words look left for
the modal and subject that govern them and right for the counterparty, within borders that a sentence of legal
English rarely crosses. `marks` sorts the words, `events` finds conditions and exceptions, `statement` fills the slots.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from termscheck.annotate.notes import Notes, notes_of
from termscheck.annotate.propositions.events import events_of
from termscheck.annotate.propositions.marks import Kinds, marks_of
from termscheck.annotate.propositions.statement import Statement
from termscheck.annotate.vocabulary import Vocabulary
from termscheck.model import Hit, Holder, Passage, Proposition
from termscheck.model.contract import new

SPOKEN_TO = ("you", "You", "YOU")
"""Labels of whoever is told what to do by a sentence without a subject."""


class PropositionsComponent:
    """Reads the propositions out of each passage."""

    def __init__(self) -> None:
        self._kinds = Kinds(Vocabulary())

    def use(self, vocabulary: Vocabulary) -> None:
        """Takes the acts and what ties them to events from the vocabulary."""
        self._kinds = Kinds(vocabulary)

    def __call__(self, doc: Doc) -> Doc:
        """Adds the propositions of all passages to the notes, in text order."""
        notes = notes_of(doc)
        spoken_to = _spoken_to(notes)
        for passage in notes.passages:
            notes.propositions += self.read(passage, spoken_to)
        return doc

    def read(self, passage: Passage, spoken_to: Holder = "unknown") -> list[Proposition]:
        """The propositions of one passage, lead-in and tail included; `spoken_to` is whom orders are given to."""
        marks = marks_of(passage, self._kinds)
        if marks is None:
            return []
        events = events_of(marks, self._kinds.openers)
        propositions: list[Proposition] = []
        speaker: Holder = "unknown"
        for hits in marks.predicates.values():
            statement = Statement(marks, events, hits[0], speaker, spoken_to, self._kinds)
            first = statement.read()
            if hits[0].form != "noun" and first.mode != "state" and first.bearer in ("us", "them", "above"):
                speaker = first.bearer
            propositions.append(first)
            if len(hits) > 1:
                propositions += _as_well(first, hits[1:])
        return propositions


def _as_well(said: Proposition, hits: Sequence[Hit]) -> list[Proposition]:
    """The same statement for each further class of act that the words belong to."""
    rest = said[1:]
    return [new(Proposition, (hit[0], *rest)) for hit in hits]


def _spoken_to(notes: Notes) -> Holder:
    """The side that the contract calls "you"."""
    roles = {party.role for party in notes.parties if any(label in SPOKEN_TO for label in party.labels)}
    role = roles.pop() if len(roles) == 1 else "undecided"
    return "unknown" if role == "undecided" else role


@Language.factory("termscheck_propositions")
def create_propositions(nlp: Language, name: str) -> PropositionsComponent:
    """See `PropositionsComponent`."""
    return PropositionsComponent()
