"""Tracked changes, taken as accepted (the final view) or as rejected (the original), and the words left out by that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from termscheck.model import Aside, AsideKind, View
from termscheck.readers.docx.styles import W

MOST_ASIDES = 2_000
LONGEST_ASIDE = 1_000
"""Characters."""

_INSERTED = {W + "ins", W + "moveTo", W + "cellIns"}
_DELETED = {W + "del", W + "moveFrom", W + "cellDel"}
_MOVED = {W + "moveTo", W + "moveFrom"}
CHANGES = _INSERTED | _DELETED
_WORDS = {W + "t", W + "delText", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"}
_GAPS = {W + "tab", W + "br", W + "cr", W + "p"}


@dataclass(slots=True)
class LeftOut:
    """Words that a view leaves out; those that were `moved` are read at their other place."""

    by: str
    moved: bool
    text: str


class Changes:
    """The tracked changes that a walk has met."""

    def __init__(self, view: View, counts: Counter[str]) -> None:
        self.view = view
        self.left_out: list[LeftOut] = []
        self.counts = counts
        self._gone = _DELETED if view == "final" else _INSERTED
        self._moves: set[str] = set()
        self._place: object = None

    def meet(self, change: etree._Element) -> bool:
        """Count a change, and say whether what it marks is left out."""
        if change.tag not in _MOVED:
            self.counts["insertions" if change.tag in _INSERTED else "deletions"] += 1
        elif not self._moves:  # counted by their ranges, unless there are none
            self.counts["moves"] = 1
        return change.tag in self._gone

    def among(self, properties: etree._Element | None) -> etree._Element | None:
        """The change that leaves out a paragraph mark, a row or a cell, found among its properties."""
        gone = None
        for change in () if properties is None else properties:
            if change.tag in CHANGES and self.meet(change):
                gone = change if gone is None else gone
        return gone

    def move(self, mark: etree._Element) -> None:
        """Count the beginning of a moved range; it comes twice, with one name."""
        self._moves.add(mark.get(W + "name", ""))
        self.counts["moves"] = len(self._moves)

    def leave_out(self, change: etree._Element, marked: etree._Element, place: object) -> None:
        """Keep what stands in `marked`. Changes that follow each other at one `place` are one, by one author."""
        by, moved, text = change.get(W + "author", ""), change.tag in _MOVED, printed(marked)
        last = self.left_out[-1] if self.left_out and self._place == place else None
        self._place = place
        if last and (last.by, last.moved) == (by, moved):
            last.text = (last.text + text)[: LONGEST_ASIDE + 1]
        elif len(self.left_out) < MOST_ASIDES:
            self.left_out.append(LeftOut(by, moved, text))


def printed(element: etree._Element) -> str:
    """All words in an element, up to a length, whatever marks them."""
    parts: list[str] = []
    length = 0
    for found in element.iter(*_WORDS, *_GAPS):
        parts.append((found.text or "") if found.tag in _WORDS else " ")
        length += len(parts[-1])
        if length > LONGEST_ASIDE:
            break
    return "".join(parts)[: LONGEST_ASIDE + 1]


def shortened(text: str) -> str:
    """Words for an aside: blanks run together, and no longer than an aside may be."""
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_ASIDE else f"{words[:LONGEST_ASIDE]}…"


def changes_asides(left_out: Iterable[LeftOut], view: View, text: str) -> list[Aside]:
    """What the view does not read; moved words only where the text that was read has them nowhere."""
    kind: AsideKind = "deletion" if view == "final" else "insertion"
    read = " ".join(text.split())
    words = ((change, shortened(change.text)) for change in left_out)
    return [Aside(kind, said, by=change.by) for change, said in words if said and not (change.moved and said in read)]
