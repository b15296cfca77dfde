"""One act of a passage, and what its surroundings say of it."""

from __future__ import annotations

from collections.abc import Sequence

from termscheck.annotate.propositions.events import Event, around
from termscheck.annotate.propositions.marks import MODES, PARTIES, Kinds, Marks
from termscheck.model import Effect, Gate, Hit, Holder, Mode, Proposition

NEAR = 4
"""Tokens within which a form of "be" belongs to the participle after it, or a noun to its owner."""
REACH = 18
"""Tokens after an act within which its counterparty is looked for."""
AFTER_DENIAL = 3
"""Tokens after an act within which "nothing" is its object."""
OPPOSITE: dict[Holder, Holder] = {"us": "them", "them": "us", "both": "both"}
_new = tuple.__new__
"""Makes named tuples at half the cost of calling their class."""


class Statement:
    """Reads one act; `speaker` is the last party that did something, `spoken_to` whom orders are given to."""

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        marks: Marks,
        events: Sequence[Event],
        act: Hit,
        speaker: Holder,
        spoken_to: Holder,
        kinds: Kinds,
    ) -> None:
        self.marks = marks
        self.act = act
        self.speaker = speaker
        self.spoken_to = spoken_to
        self.takes = act.vocabulary in kinds.takes
        self.done_to = act.vocabulary in kinds.done_to
        self.between = act.vocabulary in kinds.between
        self.events = events
        self.left = marks.left_border(act.start)
        self.right = marks.right_border(act.end)
        self.inside = around(events, act.start) if events else events
        self.limit = self._limit() if marks.parties else self.right
        self.opens = self._clause_start()
        self.modal = self._modal()
        self.subject = self._subject()

    def read(self) -> Proposition:
        """The proposition of this act."""
        passive = self._passive()
        bearer, counterparty = self._with_both_sides(*self._parties(passive))
        mode = self._mode(passive)
        negated = self._negated(mode)
        mode = self._told_mode(mode, negated)
        return _new(Proposition, (
            self.act.vocabulary, mode, bearer, counterparty, negated, self.marks.passage.index, self.left, self.right,
            self.act.start, self.act.end, self._gates(negated), self._quantities(),
        ))  # fmt: skip

    def _parties(self, passive: bool) -> tuple[Holder, Holder]:
        if not self.marks.parties:
            return self.spoken_to if self._order() else "unknown", "unknown"
        if passive:
            return self._passive_parties()
        if self.act.form == "noun":
            bearer, counterparty = self._noun_parties()
            if not self.modal or bearer != "unknown":
                return bearer, counterparty
        bearer = self._holder(self.subject)
        if bearer == "unknown" and self._order():
            bearer = self.spoken_to
        return bearer, self._object(bearer)

    def _with_both_sides(self, bearer: Holder, counterparty: Holder) -> tuple[Holder, Holder]:
        """Two sides deal with each other: where only one of an act between them is named, the other is meant."""
        if bearer == "both" and counterparty == "unknown":
            return bearer, "both"
        if not self.between or bearer == counterparty:
            return bearer, counterparty
        if bearer == "unknown" and counterparty in OPPOSITE:
            return OPPOSITE[counterparty], counterparty
        if counterparty == "unknown" and bearer in OPPOSITE and not self._others():
            return bearer, OPPOSITE[bearer]
        return bearer, counterparty

    def _others(self) -> bool:
        """Whether somebody beside the two sides is named in the words that belong to the act."""
        limit = self.limit
        return any(
            self.act.end <= party.start < limit and PARTIES[party.vocabulary] in ("above", "other")
            for party in self.marks.parties
        )

    # --- what governs the act -------------------------------------------------------------------------------

    def _clause_start(self) -> int:
        """Start of the clause that the act stands in: of the statement, or of a condition or "which" in it."""
        left, act_start = self.left, self.act.start
        start = left
        for _, opens, end, _, _ in self.marks.links:
            if left <= opens and start < end <= act_start:
                start = end
        if not self.events:
            return start
        start = max([start, *[event.start for event in self.inside if event.link != "trigger"]])
        for event in self.events:
            if event.link == "trigger" or not (self.left <= event.opens and start < event.end <= self.act.start):
                continue
            if event.opens <= self.left + 1 or self._begins_anew(event.end):
                start = event.end
            elif start > event.opens:  # the link stood in the event: the clause around it goes on
                start = self.left
        return start

    def _begins_anew(self, end: int) -> bool:
        """Whether what follows an inserted condition has a subject of its own, so that it is another clause."""
        modes = [hit.start for hit in self.marks.modes if end <= hit.start < self.act.start]
        stop = modes[0] if modes else self.act.start
        return any(end <= party.start < stop for party in self.marks.parties)

    def _modal(self) -> Hit | None:
        """The nearest modal to the left in the same clause."""
        opens, act_start = self.opens, self.act.start
        for modal in reversed(self.marks.modes):
            if opens <= modal[1] < act_start:
                own = self.act.form in ("base", "past") and self._own_subject(modal)
                return None if own else modal
        return None

    def _own_subject(self, modal: Hit) -> bool:
        """ "… shall replace any staff that the Buyer considers unsuitable": the act has a subject of its own."""
        before = [party for party in self.marks.parties if modal.end + 2 < party.start and party.end == self.act.start]
        if not before or before[0] not in self.marks.free:
            return False
        self.opens = before[0].start
        return True

    def _asked(self) -> Hit | None:
        """ "Require the Supplier to remove", "the right of the Prime to terminate": the party right before "to"."""
        if self.act.form != "base" or not self.marks.at("to", self.act.start - 1):
            return None
        asked = [party for party in self.marks.parties if party.end == self.act.start - 1]
        return asked[0] if asked else None

    def _subject(self) -> Hit | None:
        """The party before the modal (or before the act) that no preposition takes away from it."""
        if not self.marks.parties:
            return None
        if asked := self._asked():
            return asked
        end = self.modal.start if self.modal else self.act.start
        return self._last(self.marks.free, end) or self._inverted() or self._last(self.marks.owners, end)

    def _last(self, parties: Sequence[Hit], end: int) -> Hit | None:
        """The last of some parties that stand in the same clause before a token."""
        for party in reversed(parties):
            if self.opens <= party[1] and party[2] <= end:
                return party
        return None

    def _inverted(self) -> Hit | None:
        """ "In no event shall the Provider …", "nothing shall oblige the Prime to …": the party after the modal."""
        if not self.modal:
            return None
        after = [hit for hit in self.marks.parties if self.modal.start < hit.start and hit.end <= self.act.start]
        if after and after[0].start <= self.modal.end + 2 and not self.marks.near_before("be", after[0].start, 2):
            return after[0]
        return None

    def _passive(self) -> bool:
        if self.act.form == "adjective":
            return True
        if self.act.form != "past":
            return False
        start = self.modal.end - 1 if self.modal else max(self.opens, self.act.start - NEAR)
        if any(self.marks.at("be", at) for at in range(start, self.act.start)):
            return True
        # "sums paid by the Authority", but not "the Authority has paid"
        return not self.marks.near_before("have", self.act.start, NEAR) and self._follows("by")

    def _follows(self, word: str) -> bool:
        return any(self.marks.at(word, at) for at in range(self.act.end, min(self.right, self.act.end + 3)))

    def _order(self) -> bool:
        """ "Send us an invoice": an act in its plain form without a subject, at the start of what is said."""
        if self.act.form != "base" or self.modal or self.subject:
            return False
        return self.act.start - self.opens <= 3

    # --- its parties ----------------------------------------------------------------------------------------

    def _holder(self, party: Hit | None) -> Holder:
        if party is None:
            return "unknown"
        if party.vocabulary == "pronoun":
            return self.speaker
        if party.vocabulary == "outsider" and (owner := self._whose(party)):
            return owner
        if party.vocabulary == "counterparty":
            return self._the_other(party)
        return self._together(party)

    def _the_other(self, party: Hit) -> Holder:
        """ "The other party": not the subject, or where it is the subject itself not the one named first."""
        if party is not self.subject:
            name = self.subject.vocabulary if self.subject else "undecided"
            return OPPOSITE.get(self.speaker if name == "pronoun" else PARTIES[name], "unknown")
        first = next((one for one in self.marks.parties if one.vocabulary in ("us", "them", "both", "neither")), None)
        return OPPOSITE.get(PARTIES[first.vocabulary], "unknown") if first and first.start < party.start else "unknown"

    def _together(self, party: Hit) -> Holder:
        """Both, where "the Prime and the Partner" share what is said."""
        role = PARTIES[party.vocabulary]
        ands = self.marks.small.get("and")
        if not ands or role not in ("us", "them"):
            return role
        for other in self.marks.parties:
            if PARTIES[other.vocabulary] != OPPOSITE[role]:
                continue
            first, second = (other, party) if other.start <= party.start else (party, other)
            if first.end < second.start <= first.end + 3 and not ands.isdisjoint(range(first.end, second.start)):
                return "both"
        return role

    def _whose(self, people: Hit) -> Holder | None:
        """Whose people they are: a party answers for its own staff."""
        for party in self.marks.parties:
            if party is people or party.vocabulary == "outsider":
                continue
            before = party.end <= people.start <= party.end + 3 and party in self.marks.owning
            after = people.end < party.start <= people.end + 3 and party in self.marks.after_of
            if before or after:
                return self._holder(party)
        return None

    def _limit(self) -> int:
        """Where the words that belong to the act end: at the next event, "which", or statement with a subject."""
        _, act_start, act_end, _, _ = self.act
        stop = min(self.right, act_end + REACH)
        for hit in (*self.marks.links, *self.marks.modes):
            if act_end <= hit[1] < stop:
                stop = hit[1]
        for event in self.events:
            if act_end <= event.opens < stop and event.link != "trigger":
                stop = event.opens
        for event in self.inside:
            if act_start < event.end < stop:
                stop = event.end
        return stop

    def _object(self, bearer: Holder) -> Holder:
        """Whom it is done to: the first party after the act, or within it ("hold the Prime harmless")."""
        limit = self.limit
        owners: list[Hit] = []
        for party in self.marks.parties:
            within = self.act.start < party.start < self.act.end
            if not within and not self.act.end <= party.start < limit:
                continue
            if self._same(party) or self.marks.near_before("by", party.start, 2):
                continue
            if party in self.marks.owning:
                owners.append(party)
                continue
            if party.vocabulary == "pronoun":
                return self._other_side()
            holder = self._holder(party)
            return "other" if holder == bearer and party.vocabulary == "outsider" else holder
        return self._holder(owners[0]) if owners else "unknown"

    def _other_side(self) -> Holder:
        """Whom "it" stands for after a subject: the last party named before that is not the subject."""
        holder = self._holder(self.subject)
        return OPPOSITE.get(holder, "unknown") if self.speaker != holder else "unknown"

    def _same(self, party: Hit) -> bool:
        return (
            self.subject is not None
            and party.vocabulary == self.subject.vocabulary
            and party.vocabulary not in ("other", "outsider", "both")
        )

    def _party_after(self, *words: str) -> Holder:
        for party in self.marks.parties:
            after = self.act.end <= party.start < self.limit
            if after and any(self.marks.near_before(word, party.start, 2) for word in words):
                return self._holder(party)
        return "unknown"

    def _passive_parties(self) -> tuple[Holder, Holder]:
        """ "The Partner shall be paid by the Prime"; "sums shall be recovered by the Prime from the Partner"."""
        bearer = self._party_after("by")
        receiver = self._party_after("from" if self.takes else "to")
        if receiver != "unknown":
            return bearer, receiver
        subject = self.subject
        if subject is None and (before := self._before("to")):  # "sums due to the Partner may be withheld"
            subject = before
        return bearer, self._holder(subject)

    def _before(self, word: str) -> Hit | None:
        end = self.modal.start if self.modal else self.act.start
        found = [
            hit
            for hit in self.marks.parties
            if self.opens <= hit.start and hit.end <= end and self.marks.near_before(word, hit.start, 2)
        ]
        return found[-1] if found else None

    def _noun_parties(self) -> tuple[Holder, Holder]:
        """ "Payment by the Prime to the Partner", "the Prime's payment", "an indemnity from the Partner"."""
        takes = self.takes
        bearer = self._party_after("by") if takes else self._party_after("by", "from")
        receiver = self._party_after("from") if takes else self._party_after("to")
        owners = [p for p in self.marks.parties if p.end <= self.act.start <= p.end + NEAR and p in self.marks.owning]
        after = [p for p in self.marks.parties if 0 < p.start - self.act.end <= 2 and p in self.marks.after_of]
        if after and not owners and self.done_to:
            return bearer, receiver if receiver != "unknown" else self._holder(after[0])
        owner = owners[-1] if owners else after[0] if after else None
        if bearer == "unknown" and owner is None and (by := self._exercised_by()):
            bearer = by
        if owner is None:
            return bearer, receiver
        if bearer == "unknown":
            return self._holder(owner), receiver
        return bearer, receiver if receiver != "unknown" else self._holder(owner)

    def _exercised_by(self) -> Holder | None:
        """ "No set-off shall be exercisable by the Partner": the noun is the subject, its doer after the modal."""
        for mode in self.marks.modes:
            if self.limit == mode.start:
                for party in self.marks.parties:
                    if mode.end <= party.start < min(self.right, mode.end + REACH) and self.marks.near_before(
                        "by", party.start, 2
                    ):
                        return self._holder(party)
        return None

    # --- its force ------------------------------------------------------------------------------------------

    def _mode(self, passive: bool) -> Mode:
        if self.modal:
            return MODES[self.modal.vocabulary]
        if self.inside or (self.opens > self.left and any(hit.end == self.opens for hit in self.marks.links)):
            return "state"
        if self._order() and self.spoken_to != "unknown":
            return "duty"
        near = self.subject is not None and self.act.start - self.subject.end <= NEAR
        return "duty" if self.act.form == "base" and near and not passive else "state"

    def _told_mode(self, mode: Mode, negated: bool) -> Mode:
        """What two denials, or one outside the modal, make of its force: "no fee shall be charged" forbids."""
        if self.act.vocabulary == "be-entitled" and mode in ("prohibition", "duty"):
            return "right"
        if self.act.vocabulary == "be-liable" and negated and mode in ("prohibition", "duty"):
            return "release"
        if mode == "duty" and negated:
            return "prohibition"
        return "right" if mode == "prohibition" and not negated else mode

    def _negated(self, mode: Mode) -> bool:
        """Whether the act is denied; two denials cancel out ("nothing shall oblige … not to")."""
        marks, modal = self.marks, self.modal
        denied = mode in ("prohibition", "release")
        neither = self.subject is not None and self.subject.vocabulary == "neither"
        if not marks.denies:
            return denied != neither
        start, stop = self.opens, self.act.start
        if modal and not denied and marks.within("negator", modal.start, modal.end):
            denied = True
        failing = any(start <= hit.start and hit.end <= stop <= hit.end + 1 for hit in marks.failing)
        nothing = marks.within("nothing", self.act.end, min(self.right, self.act.end + AFTER_DENIAL))
        count = denied + (neither or self._denied_outside()) + failing + nothing
        return count % 2 == 1

    def _denied_outside(self) -> bool:
        """Whether a denial stands before the act, but not in its modal or in an event between the two."""
        stop, modal = self.act.start, self.modal
        denials = [at for at in self.marks.denials if self.opens <= at < stop]
        if not denials:
            return False
        aside = [event for event in self.events if event.end <= stop and event.link != "trigger"]
        return any(
            not (modal and modal.start <= at < modal.end) and not any(event.holds(at) for event in aside)
            for at in denials
        )

    # --- what measures and ties it --------------------------------------------------------------------------

    def _gates(self, negated: bool) -> tuple[Gate, ...]:
        if not self.events:
            return ()
        return tuple(
            [
                Gate(event.kind, event.start, event.end, _effect(event, negated))
                for event in self.events
                if self._tied(event)
            ]
        )

    def _tied(self, event: Event) -> bool:
        """Whether the event is one of this act: in the same statement, and not around it."""
        if event.holds(self.act.start) or event.opens < self.left or event.end > self.right:
            return False
        if event.link == "trigger":
            return event.opens < self.act.start
        if event.link == "tie":
            return self.act.start < event.opens
        # an event inside the condition that the act itself stands in goes with it
        return not self.inside or any(one.holds(event.opens) for one in self.inside)

    def _quantities(self) -> tuple[Hit, ...]:
        """Durations and sums after the act up to the next act with a subject and modal of its own, or before it."""
        if not self.marks.quantities:
            return ()
        stop = self.right
        for mode in self.marks.modes:
            named = any(self.act.end <= party.start < mode.start for party in self.marks.parties)
            if mode.start >= self.act.end and named:
                stop = mode.start
                break
        fronted = self.modal is not None
        return tuple(
            hit
            for hit in self.marks.quantities
            if self.act.end <= hit.start < stop or (fronted and self.opens <= hit.start and hit.end <= self.act.start)
        )


def _effect(event: Event, negated: bool) -> Effect:
    """What the event does to the act: the act needs it, is blocked by it, or takes place in spite of it."""
    if event.link == "concession":
        return "despite"
    if event.link == "exception":
        return "except"
    waits = event.kind == "suspension"
    return "needs" if waits == negated else "blocked"
