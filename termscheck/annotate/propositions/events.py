"""Conditions, concessions and exceptions of a passage: where each stands, and what it ties to what."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from termscheck.annotate.propositions.marks import Marks
from termscheck.model import Effect, Gate, Hit

SUBJECT = 8
"""Most tokens from the comma after a fronted condition to the modal of the main clause."""
DENIED = 5
"""Most tokens from a denial to the tie that it denies ("is not, for any purpose, conditional upon")."""


@dataclass(slots=True)  # frozen, they would take thrice as long to make
class Event:
    """What an opener introduces, at tokens `[start, end)`; the opener itself begins at `opens`.

    `link` is how the opener ties: "gate", "tie", "trigger", "concession" or "exception".
    """

    link: str
    opens: int
    start: int
    end: int
    gates: tuple[Gate, Gate]
    """What it is to an act that is not denied, and to one that is."""

    def holds(self, token: int) -> bool:
        """Whether the token stands in the event."""
        return self.start <= token < self.end


def events_of(marks: Marks, openers: Mapping[str, str]) -> list[Event]:
    """The events of a passage, by position."""
    events = []
    for opener in marks.openers:
        link = openers[opener.vocabulary]
        if link in ("tie", "trigger") and _denied(marks, opener):
            link = "concession"
        if link == "trigger":
            start, end = marks.left_border(opener.start), opener.start
        else:
            start, end = opener.end, _end(marks, opener)
        kind = opener.vocabulary
        gates = Gate(kind, start, end, _effect(kind, link, False)), Gate(kind, start, end, _effect(kind, link, True))
        events.append(Event(link, opener.start, start, end, gates))
    return events


def _effect(kind: str, link: str, denied: bool) -> Effect:
    """What the event does to an act: the act needs it, is blocked by it, or takes place in spite of it."""
    if link == "concession":
        return "despite"
    if link == "exception":
        return "except"
    waits = kind == "suspension"
    return "needs" if waits == denied else "blocked"


def _denied(marks: Marks, tie: Hit) -> bool:
    """ "shall not be conditional on", "shall not make payment conditional on"."""
    left = marks.left_border(tie.start)
    if any(left <= hit.start < tie.start <= hit.end + DENIED for hit in marks.modes if hit.vocabulary == "prohibition"):
        return True
    return marks.within("negator", max(left, tie.start - DENIED), tie.end)


def _end(marks: Marks, opener: Hit) -> int:
    """Where the event ends: at the next opener, a border, or the main clause after a comma."""
    stops = [marks.right_border(opener.end)]
    stops += [hit.start for hit in marks.openers if hit.start >= opener.end]
    stops += marks.places("colon", opener.end + 1, stops[0])[:1]  # "Once it is approved: the Supplier shall"
    commas = marks.places("comma", opener.end, stops[0])
    fronted = _fronted(marks, opener)
    if fronted:
        stops += _main_clause(marks, opener)
    for mode in marks.modes:
        before = bisect_left(commas, mode.start)
        if not before:
            continue
        comma = commas[before - 1]
        named = marks.parties_within(comma + 1, mode.start)
        if named or (fronted and mode.start - comma <= SUBJECT):  # "If …, the fee shall be refunded"
            stops.append(comma)
    if fronted and not marks.modes:  # "If the Council pays late, you are paid late"
        named_after = [at for at in commas if any(at < party.start <= at + 3 for party in marks.parties)]
        stops += named_after[:1]
    if marks.at("comma", opener.start - 1) or any(mode.end == opener.start for mode in marks.modes):
        stops += commas[:1]  # "shall, on receipt of funds, pay": an aside ends where its comma does
    stops += [at for at in commas if marks.at("to", at + 1)]
    return max(opener.end, min(stops))


def _main_clause(marks: Marks, opener: Hit) -> list[int]:
    """Where the main clause begins that no comma parts from the event: a second party with a modal right after it."""
    parties = [party for party in marks.parties if party.start >= opener.end]
    return [party.start for party in parties if any(party.end <= mode.start <= party.end + 1 for mode in marks.modes)][
        :1
    ]


def _fronted(marks: Marks, opener: Hit) -> bool:
    return opener.start - marks.left_border(opener.start) <= 1


def around(events: Sequence[Event], token: int) -> list[Event]:
    """The events that the token stands in."""
    return [event for event in events if event.start <= token < event.end]
