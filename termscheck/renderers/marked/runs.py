"""Runs of a Word file's main part: where words begin and end among them, and how one is cut in two."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from typing import NamedTuple

from lxml import etree

from termscheck.model import RunRange, View
from termscheck.readers.docx.layout import cuts, pieces_of_part
from termscheck.readers.docx.paragraphs import Piece
from termscheck.readers.docx.styles import W

P, R, BOX, CELL = W + "p", W + "r", W + "txbxContent", W + "tc"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_OPEN = {W + name for name in ("hyperlink", "ins", "del", "moveTo", "moveFrom")}
"""What may hold marks between its runs. Content controls may be filled anew from data, fields worked out anew, formulas
are not made of words, and in the rest LibreOffice loses marks: they stand outside of these."""
_REFERENCES = {W + "footnote": W + "footnoteReference", W + "endnote": W + "endnoteReference"}


class Stretch(NamedTuple):
    """Words in the main part, by the elements that they begin and end with; both are children of something that may
    hold marks."""

    first: etree._Element
    last: etree._Element


class _Part(NamedTuple):
    """A share of a stretch: what lies in one paragraph. `length` is in characters."""

    first: etree._Element
    last: etree._Element
    length: int


class Runs:
    """The runs of a Word file's main part."""

    def __init__(
        self,
        root: etree._Element,
        part: str,
        view: View,
        notes: Callable[[str], etree._Element],
        new_id: Callable[[], str],
    ) -> None:
        """`notes` gives the root of another part; `new_id` an annotation number that is not in use."""
        self.paragraphs = list(root.iter(P))
        self._root, self._part, self._view, self._notes, self._new_id = root, part, view, notes, new_id
        self._fields: dict[etree._Element, dict[etree._Element, Stretch]] = {}

    def stretches(self, wanted: Sequence[Sequence[RunRange]]) -> list[Stretch | None]:
        """The words at each of several places, after the runs have been cut where these begin and end.

        Of words that lie in several cells, the longest share; of words in a text box, or in a note, the run that the
        box hangs on, or the note's number; None for words that are nowhere to be found.
        """
        pieces = pieces_of_part(self._root, self._view)
        offsets: dict[int, set[int]] = {}
        for place in (place for places in wanted for place in places if place.part == self._part):
            offsets.setdefault(place.paragraph, set()).update((place.start, place.end))
        for paragraph, found in offsets.items():
            for offset in sorted(found, reverse=True):
                self._cut(pieces.get(paragraph, []), offset)
        again = pieces_of_part(self._root, self._view)
        return [self._stretch([part for place in places for part in self._parts(place, again)]) for places in wanted]

    def before_sign(self, last: etree._Element) -> etree._Element:
        """What the sign of a comment goes after: the last child of a paragraph that the comment is about.

        LibreOffice (7.4) loses the words before a sign in the first paragraph of a content control; then, if it can, it
        goes to the beginning of the next paragraph.
        """
        paragraph = next(last.iterancestors(P))
        if not _begins_control(paragraph):
            return last
        following = self.paragraphs[self.paragraphs.index(paragraph) + 1 :]
        overleaf = next((each for each in following if _host(each) is None), None)
        properties = None if overleaf is None or _begins_control(overleaf) else overleaf.find(W + "pPr")
        return last if properties is None else properties

    # cutting

    def _cut(self, pieces: Sequence[Piece], offset: int) -> None:
        """Let a run begin at this character of a paragraph, unless it is outside what can be marked anyway."""
        for printed, start, _ in cuts(pieces, offset, offset + 1):
            run = _run_of(printed)
            if run.tag != R or _outermost(run) is not run or _host(run) is not None:
                return
            element = _cut_text(printed, start) if start else printed
            if any(child.tag != _RPR for child in element.itersiblings(preceding=True)):
                self._cut_run(run, element)

    def _cut_run(self, run: etree._Element, at: etree._Element) -> None:
        right = _empty_like(run)
        look = run.find(_RPR)
        if look is not None:
            right.append(deepcopy(look))
            for change in right.iter(W + "rPrChange"):
                change.set(W + "id", self._new_id())
        right.extend([at, *at.itersiblings()])
        run.addnext(right)

    # finding

    def _parts(self, place: RunRange, pieces: dict[int, list[Piece]]) -> Iterator[_Part]:
        if place.part != self._part:
            number = self._note_number(place)
            if number is not None:
                yield _Part(number, number, place.end - place.start)
            return
        runs = [_run_of(cut.element) for cut in cuts(pieces.get(place.paragraph, []), place.start, place.end)]
        if runs:
            yield _Part(_in_body(runs[0]), _in_body(runs[-1]), place.end - place.start)

    def _note_number(self, place: RunRange) -> etree._Element | None:
        """The run in the body with the number of the note that a place is in."""
        paragraph = next((p for i, p in enumerate(self._notes(place.part).iter(P)) if i == place.paragraph), None)
        note = None if paragraph is None else next(paragraph.iterancestors(*_REFERENCES), None)
        if note is None:
            return None
        for reference in self._root.iter(_REFERENCES[str(note.tag)]):
            if reference.get(W + "id") == note.get(W + "id"):
                return _in_body(_run_of(reference))
        return None

    def _stretch(self, parts: Sequence[_Part]) -> Stretch | None:
        groups: list[list[_Part]] = []
        for part in parts:
            if groups and _container(groups[-1][-1].last) is _container(part.first):
                groups[-1].append(part)
            else:
                groups.append([part])
        if not groups:
            return None
        longest = max(groups, key=lambda group: sum(part.length for part in group))
        first, last = self._field_around(longest[0].first).first, self._field_around(longest[-1].last).last
        return Stretch(_outermost(first), _outermost(last))

    def _field_around(self, run: etree._Element) -> Stretch:
        """The runs with which a field around a run begins and ends, if both are in its paragraph; else the run."""
        paragraph = next(run.iterancestors(P))
        if paragraph not in self._fields:
            self._fields[paragraph] = _fields_in(paragraph)
        return self._fields[paragraph].get(run, Stretch(run, run))


def _fields_in(paragraph: etree._Element) -> dict[etree._Element, Stretch]:
    """Each run that is part of a field that begins and ends in the paragraph, with its ends."""
    found: dict[etree._Element, Stretch] = {}
    inside: list[etree._Element] = []
    depth = 0
    for run in paragraph.iter(R):
        inside += [run] if depth else []
        for mark in run.iterchildren(W + "fldChar"):
            kind = mark.get(W + "fldCharType")
            if kind == "begin":
                depth += 1
                inside = inside if depth > 1 else [run]
            elif kind == "end" and depth:
                depth -= 1
                if not depth:
                    found.update(dict.fromkeys(inside, Stretch(inside[0], run)))
    return found


def _cut_text(element: etree._Element, at: int) -> etree._Element:
    """Cut the text of a `w:t` in two; gives the second."""
    text = element.text or ""
    right = _empty_like(element)
    element.text, right.text = text[:at], text[at:]
    for one in (element, right):
        one.set(SPACE, "preserve")
    element.addnext(right)
    return right


def _empty_like(element: etree._Element) -> etree._Element:
    right = element.makeelement(element.tag)
    for name, value in element.attrib.items():
        right.set(name, value)
    return right


def _run_of(element: etree._Element) -> etree._Element:
    """The run that an element prints in; of a formula, whatever it stands in."""
    return next(element.iterancestors())


def _outermost(run: etree._Element) -> etree._Element:
    """A run, or what it stands in if marks cannot stand beside it there."""
    found = run
    for around in run.iterancestors():
        if around.tag == P:
            return found
        if around.tag not in _OPEN:
            found = around
    return found


def _host(run: etree._Element) -> etree._Element | None:
    """The run of the body that the text box hangs on in which a run stands, if it stands in one."""
    boxes = list(run.iterancestors(BOX))
    return next(boxes[-1].iterancestors(R), None) if boxes else None


def _in_body(run: etree._Element) -> etree._Element:
    """The run, or the one that the text box around it hangs on."""
    host = _host(run)
    return run if host is None else host


def _begins_control(paragraph: etree._Element) -> bool:
    return any(next(content.iter(P)) is paragraph for content in paragraph.iterancestors(_CONTROL))


def _container(run: etree._Element) -> etree._Element | None:
    """The cell that a run stands in; None for the body."""
    return next(run.iterancestors(CELL), None)


_RPR, _CONTROL = W + "rPr", W + "sdtContent"
