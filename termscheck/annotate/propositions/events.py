"""Conditions, concessions and exceptions of a passage: where each stands, and what it ties to what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from termscheck.annotate.propositions.marks import Marks
from termscheck.model import Hit

SUBJECT = 8
"""Most tokens from the comma after a fronted condition to the modal of the main clause."""
DENIED = 5
"""Most tokens from a denial to the tie that it denies ("is not, for any purpose, conditional upon")."""


@dataclass(frozen=True, slots=True)
class Event:
    """What an opener introduces, at tokens `[start, end)`; the opener itself begins at `opens`.

    `kind` is the opener's vocabulary; `link` how it ties: "gate", "tie", "trigger", "concession" or "exception".
    """

    kind: str
    link: str
    opens: int
    start: int
    end: int

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
            events.append(Event(opener.vocabulary, link, opener.start, marks.left_border(opener.start), opener.start))
        else:
            events.append(Event(opener.vocabulary, link, opener.start, opener.end, _end(marks, opener)))
    return events


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
        before = [at for at in commas if at < mode.start]
        if not before:
            continue
        named = any(before[-1] < party.start < mode.start for party in marks.parties)
        if named or (fronted and mode.start - before[-1] <= SUBJECT):  # "If …, the fee shall be refunded"
            stops.append(before[-1])
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
