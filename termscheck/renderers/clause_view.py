"""The contract clause by clause, whole, with the words that findings and good terms rest on marked in it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Literal

from termscheck.model import Clause, Contract, Severity, Span
from termscheck.places import Places
from termscheck.words import cite

LONGEST_LABEL = 40
"""Characters before a clause's own words that are still taken for its printed number."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A finding or a good term, as the contract points back to it.

    `anchor` is the id of its card ("finding-12"), `name` what it is called ("Finding 12"). Its card leads to the first
    of its words, the first of `spans`.
    """

    anchor: str
    name: str
    title: str
    kind: Severity | Literal["good"]
    spans: tuple[Span, ...]

    @property
    def landing(self) -> str:
        """The id of its first words in the contract: "at-finding-12"."""
        return f"at-{self.anchor}"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of a clause that are flagged alike. A "tab" parts the cells of a row of a table."""

    text: str
    kind: Literal["text", "mark", "tab"] = "text"
    opens: bool = False
    """Whether flagged words begin here, after others that are not; `closes` likewise."""
    closes: bool = False
    landings: tuple[str, ...] = ()
    backs: tuple[Flag, ...] = ()
    """Those whose flagged words end here."""


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of a contract's text as it is shown: a heading, a paragraph, a row of a table.

    `anchor` and `label` (the number as printed) stand on a clause's first line only; `cited` is the number in full
    where the printed one does not tell it.
    """

    stretches: tuple[Stretch, ...]
    level: int = 0
    anchor: str = ""
    label: str = ""
    cited: str = ""
    kind: Literal["heading", "words", "row"] = "words"


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of one clause of the first level; `file` names the document that begins with it, else it is empty."""

    lines: tuple[Line, ...]
    file: str = ""


def clause_view(places: Places, flags: Sequence[Flag]) -> tuple[Part, ...]:
    """All the text of the contract, part by part: nothing of it is left out."""
    return tuple(
        part
        for number, document in enumerate(places.contract.documents)
        for part in _parts(places, number, document.name if len(places.contract.documents) > 1 else "", flags)
    )


def landings(view: Iterable[Part]) -> frozenset[str]:
    """The ids of flagged words that the view has."""
    return frozenset(
        landing for part in view for line in part.lines for stretch in line.stretches for landing in stretch.landings
    )


@dataclass(frozen=True, slots=True)
class _Own:
    """A piece of a clause's own words. `first` says that its number stands before it."""

    clause: Clause
    start: int
    end: int
    first: bool


def _parts(places: Places, number: int, name: str, flags: Sequence[Flag]) -> Iterator[Part]:
    lines = _lines(places, number, Flagged(number, flags))
    for index, (_, group) in enumerate(groupby(lines, key=lambda pair: pair[0])):
        yield Part(tuple(line for _, line in group), name if index == 0 else "")


class Flagged:
    """The flagged words of a document, to be found by where they stand."""

    def __init__(self, number: int, flags: Iterable[Flag]) -> None:
        pairs = ((span, flag) for flag in flags for span in flag.spans if span.document == number)
        self._pairs = sorted(pairs, key=lambda pair: pair[0].start)
        self._starts = [span.start for span, _ in self._pairs]
        self._longest = max((span.end - span.start for span, _ in self._pairs), default=0)

    def within(self, start: int, end: int) -> list[tuple[int, int, Span, Flag]]:
        """What of them stands in `[start, end)`: where that begins and ends, and of what it is."""
        first, last = bisect_left(self._starts, start - self._longest), bisect_left(self._starts, end)
        here = ((max(span.start, start), min(span.end, end), span, flag) for span, flag in self._pairs[first:last])
        return [one for one in here if one[0] < one[1]]


def _lines(places: Places, number: int, flags: Flagged) -> Iterator[tuple[str, Line]]:
    """Each line with the id of the clause of the first level that it stands in."""
    text = places.contract.documents[number].text
    computed = {block.span.start: block.label for block in places.contract.documents[number].blocks if block.label}
    at, top = 0, ""
    for own in _owns(places.contract, number):
        clause = own.clause
        begin = max(at, clause.span.start) if own.first else own.start
        if own.start - begin > LONGEST_LABEL:
            begin = own.start
        if text[at:begin].strip():
            yield top, Line(_stretches(text, at, begin, flags))
        top = places.top(clause).id
        label = f"{computed.get(begin, '')} {text[begin : own.start].strip()}".strip()
        yield (
            top,
            Line(
                stretches=_stretches(text, own.start, own.end, flags),
                level=min(clause.level, 4),
                anchor=places.anchor(clause) if own.first else "",
                label=label,
                cited=cite(clause.label) if own.first and label and label.rstrip(".") != clause.label else "",
                kind=_kind(clause, text[own.start : own.end]),
            ),
        )
        at = max(at, own.end)
    if text[at:].strip():
        yield top, Line(_stretches(text, at, len(text), flags))


def _owns(contract: Contract, number: int) -> list[_Own]:
    """The pieces of the clauses' own words in the order of the text; the cells of a row are one."""
    text = contract.documents[number].text
    owns = []
    for clause in contract.clauses:
        if clause.span.document != number:
            continue
        pieces = clause.own
        if not pieces:  # a number without words of its own: its place is where its first sub-clause begins
            inner = [other.span.start for other in contract.clauses if other.parent == clause.id]
            pieces = (Span(*2 * (min(inner, default=clause.span.end),), number),)
        owns += [_Own(clause, span.start, span.end, index == 0) for index, span in enumerate(pieces)]
    owns.sort(key=lambda own: (own.start, own.end, own.clause.level))
    joined: list[_Own] = []
    for own in owns:
        last = joined[-1] if joined else None
        if last and own.clause is last.clause and own.clause.kind == "row" and not text[last.end : own.start].strip():
            joined[-1] = replace(last, end=own.end)
        else:
            joined.append(own)
    return joined


def _kind(clause: Clause, text: str) -> Literal["heading", "words", "row"]:
    if clause.level == 0 and clause.heading and _plain(text) == _plain(clause.heading):
        return "heading"
    return "row" if "\t" in text else "words"


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text)).casefold()


def _stretches(text: str, start: int, end: int, flags: Flagged) -> tuple[Stretch, ...]:
    """The words of `[start, end)`, parted wherever something begins or ends to be flagged, and at tabs."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    here = flags.within(start, end)
    tabs = [at for at in range(start, end) if text[at] == "\t"] if "\t" in text[start:end] else []
    cuts = sorted({start, end, *(at for one in here for at in one[:2]), *tabs, *(at + 1 for at in tabs)})
    made: list[Stretch] = []
    for low, high in pairwise(cuts):
        over = [one for one in here if one[0] <= low and high <= one[1]]
        made.append(
            Stretch(
                text=text[low:high],
                kind="tab" if text[low] == "\t" else "mark" if over else "text",
                opens=not any(one[0] < low <= one[1] for one in here),
                closes=not any(one[0] <= high < one[1] for one in here),
                landings=tuple(
                    dict.fromkeys(flag.landing for at, _, span, flag in over if at == low and span == flag.spans[0])
                ),
                backs=tuple(dict.fromkeys(flag for _, stop, _, flag in over if stop == high)),
            )
        )
    return tuple(made)
