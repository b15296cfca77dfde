"""One act of a passage, and what its surroundings say of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from termscheck.annotate.propositions.events import Event, around
from termscheck.annotate.propositions.marks import MODES, PARTIES, Kinds, Marks
from termscheck.model import Gate, Hit, Holder, Mode, Proposition
from termscheck.model.contract import new

NEAR = 4
"""Tokens within which a form of "be" belongs to the participle after it, or a noun to its owner."""
REACH = 18
"""Tokens after an act within which its counterparty is looked for."""
AFTER_DENIAL = 3
"""Tokens after an act within which "nothing" is its object."""
OPPOSITE: dict[Holder, Holder] = {"us": "them", "them": "us", "both": "both"}


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
        self.act, self.start, self.end, self.form, _ = act
        self.speaker = speaker
        self.spoken_to = spoken_to
        self.kinds = kinds
        self.events = events
        self.left = marks.left_border(self.start)
        self.right = marks.right_border(self.end)
        self.inside = around(events, self.start) if events else events
        self.after: Sequence[Hit] = ()
        """The parties named in the words that belong to the act."""
        self.limit = self.right
        """Where these words end; looked for only where a party stands after the act."""
        if marks.parties and self.end <= marks.party_starts[-1]:
            self.limit = self._limit()
            self.after = marks.parties_within(self.end, self.limit)
        self.opens = self._clause_start()
        self.modal = self._modal() if marks.modes else None
        self.subject = self._subject() if marks.parties else None

    def read(self) -> Proposition:
        """The proposition of this act."""
        passive = self._passive()
        bearer, counterparty = self._with_both_sides(*self._parties(passive))
        mode = self._mode(passive)
        negated = self._negated(mode)
        mode = self._told_mode(mode, negated)
        return new(Proposition, (
            self.act, mode, bearer, counterparty, negated, self.marks.passage.index, self.left, self.right,
            self.start, self.end, self._gates(negated), self._quantities(),
        ))  # fmt: skip

    def _parties(self, passive: bool) -> tuple[Holder, Holder]:
        if not self.marks.parties:
            return self.spoken_to if self._order() else "unknown", "unknown"
        if passive:
            return self._passive_parties()
        if self.form == "noun":
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
        if bearer == counterparty or self.act not in self.kinds.between:
            return bearer, counterparty
        if bearer == "unknown" and counterparty in OPPOSITE:
            return OPPOSITE[counterparty], counterparty
        if counterparty == "unknown" and bearer in OPPOSITE and not self._others():
            return bearer, OPPOSITE[bearer]
        return bearer, counterparty

    def _others(self) -> bool:
        """Whether somebody beside the two sides is named in the words that belong to the act."""
        return any(PARTIES[party.vocabulary] in ("above", "other") for party in self.after)

    # --- what governs the act -------------------------------------------------------------------------------

    def _clause_start(self) -> int:
        """Start of the clause that the act stands in: of the statement, or of a condition or "which" in it."""
        left, act_start = self.left, self.start
        start = left
        for _, opens, end, _, _ in self.marks.links:
            if opens >= act_start:
                break
            if left <= opens and start < end <= act_start:
                start = end
        for event in self.inside:
            if event.link != "trigger" and start < event.start:
                start = event.start
        for event in self.events:
            if event.link == "trigger" or not (left <= event.opens and start < event.end <= act_start):
                continue
            if event.opens <= left + 1 or self._begins_anew(event.end):
                start = event.end
            elif start > event.opens:  # the link stood in the event: the clause around it goes on
                start = left
        return start

    def _begins_anew(self, end: int) -> bool:
        """Whether what follows an inserted condition has a subject of its own, so that it is another clause."""
        modes = [hit.start for hit in self.marks.modes if end <= hit.start < self.start]
        stop = modes[0] if modes else self.start
        return bool(self.marks.parties_within(end, stop))

    def _modal(self) -> Hit | None:
        """The nearest modal to the left in the same clause."""
        for modal in reversed(self.marks.modes):
            if self.opens <= modal[1] < self.start:
                own = self.form in ("base", "past") and self._own_subject(modal)
                return None if own else modal
        return None

    def _own_subject(self, modal: Hit) -> bool:
        """ "… shall replace any staff that the Buyer considers unsuitable": the act has a subject of its own."""
        before = [party for party in self.marks.parties if modal.end + 2 < party.start and party.end == self.start]
        if not before or before[0] not in self.marks.free:
            return False
        self.opens = before[0].start
        return True

    def _asked(self) -> Hit | None:
        """ "Require the Supplier to remove", "the right of the Prime to terminate": the party right before "to"."""
        if self.form != "base" or not self.marks.at("to", self.start - 1):
            return None
        asked = [party for party in self.marks.parties if party.end == self.start - 1]
        return asked[0] if asked else None

    def _subject(self) -> Hit | None:
        """The party before the modal (or before the act) that no preposition takes away from it."""
        if asked := self._asked():
            return asked
        end = self.modal.start if self.modal else self.start
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
        for party in self.marks.parties_within(self.modal.start + 1, self.modal.end + 3):
            if party.end <= self.start:
                return None if self.marks.near_before("be", party.start, 2) else party
        return None

    def _passive(self) -> bool:
        if self.form == "adjective":
            return True
        if self.form != "past":
            return False
        start = self.modal.end - 1 if self.modal else max(self.opens, self.start - NEAR)
        if self.marks.within("be", start, self.start):
            return True
        # "sums paid by the Authority", but not "the Authority has paid"
        by = self.marks.within("by", self.end, min(self.right, self.end + 3))
        return by and not self.marks.near_before("have", self.start, NEAR)

    def _order(self) -> bool:
        """ "Send us an invoice": an act in its plain form without a subject, at the start of what is said."""
        if self.form != "base" or self.modal or self.subject:
            return False
        return self.start - self.opens <= 3

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
        if "and" not in self.marks.small or role not in ("us", "them"):
            return role
        for other in self.marks.parties:
            if PARTIES[other.vocabulary] != OPPOSITE[role]:
                continue
            first, second = (other, party) if other.start <= party.start else (party, other)
            if first.end < second.start <= first.end + 3 and self.marks.within("and", first.end, second.start):
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
        act_start, act_end = self.start, self.end
        stop = min(self.right, act_end + REACH)
        clauses = self.marks.clause_starts
        following = bisect_left(clauses, act_end)
        if following < len(clauses) and clauses[following] < stop:
            stop = clauses[following]
        for event in self.events:
            if act_end <= event.opens < stop and event.link != "trigger":
                stop = event.opens
        for event in self.inside:
            if act_start < event.end < stop:
                stop = event.end
        return stop

    def _object(self, bearer: Holder) -> Holder:
        """Whom it is done to: the first party after the act, or within it ("hold the Prime harmless")."""
        owners: list[Hit] = []
        for party in (*self.marks.parties_within(self.start + 1, self.end), *self.after):
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
        for party in self.after:
            if any(self.marks.near_before(word, party.start, 2) for word in words):
                return self._holder(party)
        return "unknown"

    def _passive_parties(self) -> tuple[Holder, Holder]:
        """ "The Partner shall be paid by the Prime"; "sums shall be recovered by the Prime from the Partner"."""
        bearer = self._party_after("by")
        receiver = self._party_after("from" if self.act in self.kinds.takes else "to")
        if receiver != "unknown":
            return bearer, receiver
        subject = self.subject
        if subject is None and (before := self._before("to")):  # "sums due to the Partner may be withheld"
            subject = before
        return bearer, self._holder(subject)

    def _before(self, word: str) -> Hit | None:
        end = self.modal.start if self.modal else self.start
        found = [
            hit
            for hit in self.marks.parties
            if self.opens <= hit.start and hit.end <= end and self.marks.near_before(word, hit.start, 2)
        ]
        return found[-1] if found else None

    def _noun_parties(self) -> tuple[Holder, Holder]:
        """ "Payment by the Prime to the Partner", "the Prime's payment", "an indemnity from the Partner"."""
        takes = self.act in self.kinds.takes
        bearer = self._party_after("by") if takes else self._party_after("by", "from")
        receiver = self._party_after("from") if takes else self._party_after("to")
        owning = self.marks.owners
        owners = [party for party in owning if party.end <= self.start <= party.end + NEAR]
        after = [party for party in owning if 0 < party.start - self.end <= 2 and party in self.marks.after_of]
        if after and not owners and self.act in self.kinds.done_to:
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
                for party in self.marks.parties_within(mode.end, min(self.right, mode.end + REACH)):
                    if self.marks.near_before("by", party.start, 2):
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
        near = self.subject is not None and self.start - self.subject.end <= NEAR
        return "duty" if self.form == "base" and near and not passive else "state"

    def _told_mode(self, mode: Mode, negated: bool) -> Mode:
        """What two denials, or one outside the modal, make of its force: "no fee shall be charged" forbids."""
        if self.act == "be-entitled" and mode in ("prohibition", "duty"):
            return "right"
        if self.act == "be-liable" and negated and mode in ("prohibition", "duty"):
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
        start, stop = self.opens, self.start
        if modal and not denied and marks.within("negator", modal.start, modal.end):
            denied = True
        failing = bool(marks.failing) and any(
            start <= hit.start and hit.end <= stop <= hit.end + 1 for hit in marks.failing
        )
        nothing = marks.within("nothing", self.end, min(self.right, self.end + AFTER_DENIAL))
        count = denied + (neither or self._denied_outside()) + failing + nothing
        return count % 2 == 1

    def _denied_outside(self) -> bool:
        """Whether a denial stands before the act, but not in its modal or in an event between the two."""
        stop, modal = self.start, self.modal
        denials = [at for at in self.marks.denials if self.opens <= at < stop]
        if modal:
            denials = [at for at in denials if not modal.start <= at < modal.end]
        if not denials:
            return False
        aside = [event for event in self.events if event.end <= stop and event.link != "trigger"]
        return not all(any(event.holds(at) for event in aside) for at in denials)

    # --- what measures and ties it --------------------------------------------------------------------------

    def _gates(self, negated: bool) -> tuple[Gate, ...]:
        if not self.events:
            return ()
        return tuple([event.gates[negated] for event in self.events if self._tied(event)])

    def _tied(self, event: Event) -> bool:
        """Whether the event is one of this act: in the same statement, and not around it."""
        if event.start <= self.start < event.end or event.opens < self.left or event.end > self.right:
            return False
        if event.link == "trigger":
            return event.opens < self.start
        if event.link == "tie":
            return self.start < event.opens
        # an event inside the condition that the act itself stands in goes with it
        return not self.inside or any(one.holds(event.opens) for one in self.inside)

    def _quantities(self) -> tuple[Hit, ...]:
        """Durations and sums after the act up to the next act with a subject and modal of its own, or before it."""
        if not self.marks.quantities:
            return ()
        stop = self.right
        for mode in self.marks.modes:
            if mode.start >= self.end and self.marks.parties_within(self.end, mode.start):
                stop = mode.start
                break
        fronted = self.modal is not None
        return tuple(
            hit
            for hit in self.marks.quantities
            if self.end <= hit.start < stop or (fronted and self.opens <= hit.start and hit.end <= self.start)
        )
