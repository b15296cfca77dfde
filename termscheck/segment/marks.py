"""Where labels stand in a document: at the start of paragraphs, and inside paragraphs that hold several clauses.

A mark is only a candidate. These tests look at the words around it; whether it fits its neighbours is for the outline.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from typing import Literal, NamedTuple

from termscheck.model import Block
from termscheck.segment import labels, wording
from termscheck.segment.labels import NUMBER_WORDS, Label, Reading

Role = Literal["label", "term", "landmark"]
Place = tuple[str, ...]
"""A label's place in a sequence, such as ("paren", "lower", "2") or ("decimal", "12", "3")."""


class Mark(NamedTuple):
    """A candidate: a label, defined term or landmark at `start`; a typed label ends at `end`."""

    start: int
    end: int
    role: Role = "label"
    label: Label | None = None
    opening: bool = False
    """At the start of its paragraph."""
    chained: bool = False
    """Follows another mark at once ("12.3 (a)"), and counts only when that one does."""
    computed: bool = False
    """The reader's, not typed: certainly a label."""
    doubtful: bool = False
    """Its words run on like the rest of a sentence ("3.1.1 shall not …"), so that only a perfect fit is believed."""


_INLINE = re.compile(
    r"[\s—](?![a-hj-km-uwyz][a-z])"  # no label begins so, but most words do
    r"(?=\([a-zA-Z0-9]{1,6}\)|\d{1,3}(?:[.)]|\s\.)|[a-zA-Z][.)]|[ivxl]{2,5}[.)]|[IVXL]{2,5}[.)]"
    r"|(?:ARTICLE|Article|SECTION|Section|CLAUSE|Clause)\s)"
)
_POINTER = re.compile(
    r"(?:\b(?:clauses?|sections?|articles?|paragraphs?|paras?|(?:sub|sub-)(?:clause|section|paragraph)s?|schedules?|items?|limbs?"
    r"|recitals?|parts?|annex|appendix|exhibits?|rules?|regulations?|see|under|per|either|both|(?:nos?|cl|paras?|arts?)\.?),?"
    r"|(?:\d|\([a-zA-Z0-9]{1,5}\))(?:,|,?\s?(?:and|or|and/or|to|through|&|-|–)))[ \t]{0,4}\n?[ \t]{0,20}\Z", re.I,
)  # fmt: skip
_LONGEST_POINTER = 16
"""Characters from the first to the last that is no blank: "(xviii) through", "sub-paragraphs,"."""
_COUNTED = re.compile(
    rf"(?:\b(?:{'|'.join(NUMBER_WORDS)}|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand)|\d)\s$", re.I
)
_LONGEST_COUNT = 11
"""Characters: "seventeen", a blank and a line break."""
_POINTING_ON = re.compile(
    r"\s{0,3}(?:[,;.)]|(?:above|below|hereof|thereof|herein|inclusive)\b"
    r"|(?:of|in|to)\s(?:this|that|the\s(?:definition|preceding|foregoing)|clause|section|paragraph|schedule)\b"
    r"|(?:and|or|to|through)\s\(?(?:[a-zA-Z]{1,3}|\d{1,2})\))", re.I,
)  # fmt: skip
_RUNS_ON = re.compile(
    r"\s{1,3}(?:of|and|or|to|above|below|shall|hereof|per\scent|percent|days?|months?|years?|is|in|by)\b"
)
_FRESH = re.compile(r"(?:[.;:!?)\]”\"]\s{1,4}|\s{2,}|\n|—\s?)$")
_DATE = re.compile(
    r"\s{1,2}(?:january|february|march|april|may|june|july|august|september|october|november|december)\b(?!\s[a-z])",
    re.I,
)
_CAPITAL = re.compile(r"\s{0,40}(?:[“\"‘']?[A-Z]|[(\[]|$)")
_LISTED = re.compile(r"[:;](?:\s{1,4}(?:and/or|and|or|but))?\s{1,4}$")
"""Before an item of a list that is written on in one paragraph."""
_AFTER_WORD = re.compile(r"(?:\s?\([a-zA-Z0-9]{1,5}\)){0,4}\s{0,40}[.:–—-]?\s{0,40}(?:[“\"‘'\[(]?[A-Z]|$)")
_OF_ANOTHER = re.compile(r"to\s(?:the\s|this\s)?[A-Z]")
_DASH = re.compile(r"[\s.:–—-]*")
_MIDDLE = re.compile(
    r"\b(?:in|of|to|and|or|the|with|under|by|see|per|at|on|this|from|clause|section|paragraph|article|no)\s*$", re.I
)


def place_of(label: Label, reading: Reading, ahead: int = 0) -> Place:
    """The place of a label in a reading of it, or the place so many members ahead."""
    if label.style != "decimal":
        return (label.style, label.word, reading.alphabet, str(reading.ordinal + ahead))
    return ("decimal", *label.path[:-1], str(reading.ordinal + ahead))


def marks_of(block: Block, text: str) -> list[Mark]:
    """The candidates in one block, by position."""
    start, end = block.span.start, block.span.end
    while start < end and text[start].isspace():
        start += 1
    found = _opening(block, text, start, end)
    seen = found[-1].end if found else start
    if end - start > 40:
        found += _inline(text, seen, end, found[0].label if found else None)
    if end - start > 400:
        found += [Mark(at, at, "landmark") for at in wording.inline_landmarks(text, seen, end)]
        found += [Mark(at, at, "term") for at in wording.inline_terms(text, seen, end)]
    return sorted(found, key=lambda mark: (mark.start, mark.end)) if len(found) > 1 else found


def _opening(block: Block, text: str, start: int, end: int) -> list[Mark]:
    if block.label:
        shown = block.label.strip().rstrip(":–— ")
        computed = labels.parse(shown) or Label(shown, "other", shown, (Reading("name", 0),))
        return [Mark(start, start, label=computed, opening=True, computed=True), *_chain(text, computed, start, end)]
    label = labels.match(text, start)
    if not label or start + len(label.text) > end or not _may_open(block, text, start, end, label):
        return []
    after = start + len(label.text)
    runs_on = _is_glued(text, after, end) or not (label.text.endswith(".") or _CAPITAL.match(text, after, end))
    doubtful = label.style == "decimal" and runs_on
    return [Mark(start, after, label=label, opening=True, doubtful=doubtful), *_chain(text, label, after, end)]


def _chain(text: str, above: Label, position: int, end: int) -> list[Mark]:
    """The labels that follow a label at once: "(b) (i)", "Schedule 13 Part 2", "1. 1.1"."""
    found: list[Mark] = []
    for _ in range(4):
        while position < end and text[position].isspace():
            position += 1
        if position >= end or (text[position].isalpha() and above.style != "division"):
            break  # words, as after most labels; none that follows begins with a letter, unless "Schedule 13 Part 2"
        label = labels.match(text, position)
        if not label or not _may_follow(above, label) or not _is_parted(text, position + len(label.text), end):
            break
        found.append(Mark(position, position + len(label.text), label=label, chained=True))
        position, above = found[-1].end, label
    return found


def _may_follow(above: Label, label: Label) -> bool:
    if label.style == "decimal":
        return above.style == "decimal" and not label.word and label.path[:-1] == above.path
    if label.style == "division":
        return above.style == "division" and label.word != above.word
    return label.style == "paren"


def _is_glued(text: str, position: int, end: int) -> bool:
    return position < end and text[position].isalpha()


def _is_parted(text: str, position: int, end: int) -> bool:
    following = text[position : position + 1] if position < end else " "
    return following.isspace() or following.isupper() or following in "“\"‘'([:–—"


def _may_open(block: Block, text: str, start: int, end: int, label: Label) -> bool:
    after = start + len(label.text)
    if not _is_parted(text, after, end):
        return label.style == "decimal" and len(label.path) > 1 and _is_glued(text, after, end)
    if label.style == "bullet":
        return True
    before = text[max(0, start - 40) : start]
    if label.style == "division":
        return _heads_division(block, text, start, end, label)
    if not _FRESH.search(before.rstrip()[-1:] + " ") and (pointer := _pointer(before)):
        short = start < 40 or "\n" in before.rstrip()
        if not (pointer[0][0].isupper() and short):  # else the heading "1. Schedule" above "1.1 The …"
            return False
    if label.style == "recital":
        return True
    if label.style == "article":
        return not _RUNS_ON.match(text, after, end)
    if label.style == "decimal":
        if label.word:  # "Section 14.1(d) to fulfil" goes on with a sentence
            return bool(_AFTER_WORD.match(text, after, end))
        if len(label.path) > 2:
            return True
        if _DATE.match(text, after, end) or _RUNS_ON.match(text, after, end):
            return False
        return len(label.path) > 1 or label.text.endswith(".") or bool(_CAPITAL.match(text, after, end))
    return not (label.style == "paren" and _POINTING_ON.match(text, after, end))


def _pointer(before: str) -> re.Match[str] | None:
    """The words before a number that make it point to another place: "clause ", "(a) and "."""
    return _POINTER.search(before, max(0, len(before.rstrip()) - _LONGEST_POINTER))


def _is_counted(before: str) -> bool:
    """Whether a number in words or figures stands just before: "thirty (30) days"."""
    return bool(_COUNTED.search(before, max(0, len(before) - _LONGEST_COUNT)))


def _heads_division(block: Block, text: str, start: int, end: int, label: Label) -> bool:
    """False for "Schedule 1 and the Services shall …" at the start of a wrapped line: a pointer, not a head."""
    rest = text[start + len(label.text) : min(end, start + wording.LOOK)].strip()
    shouted = label.text.isupper()
    if label.word == "Exhibit" and "." in label.core:
        return False  # the number under which a filer lodged the contract: "Exhibit 10.14"
    if not rest:
        return shouted or not _MIDDLE.search(text[max(0, start - 40) : start])
    if _OF_ANOTHER.match(rest):  # "Annex 1 to Schedule 2"
        return wording.is_title_line(rest) and not _MIDDLE.search(text[max(0, start - 40) : start])
    if rest[0] in ".,;)" or (rest[0].islower() and not (block.bold or block.centred or block.kind == "heading")):
        return shouted and rest == "."
    if shouted and not rest[0].islower():
        return True
    return wording.words(rest) <= 15 and not rest.endswith((".", ";", ",")) and not wording.is_sentence(rest)


def _inline(text: str, start: int, end: int, above: Label | None) -> list[Mark]:
    """The labels inside a paragraph, which opens with the label `above` if with any."""
    found: list[Mark] = []
    for match in _INLINE.finditer(text, max(0, start - 1), end):
        at = match.end()
        label = labels.match(text, at) if not found or at >= found[-1].end else None
        if label and at + len(label.text) <= end and _may_stand_inside(text, at, end, label, above):
            runs_on = label.style == "decimal" and not _CAPITAL.match(text, at + len(label.text), end)
            found.append(Mark(at, at + len(label.text), label=label, doubtful=runs_on))
            found += _chain(text, label, found[-1].end, end)
    return found


def _may_stand_inside(text: str, at: int, end: int, label: Label, above: Label | None) -> bool:
    after = at + len(label.text)
    if label.style in ("bullet", "division", "recital") or not _is_parted(text, after, end):
        return False
    before = text[max(0, at - 40) : at]
    if label.style in ("paren", "close"):
        return not (_pointer(before) or _is_counted(before) or _POINTING_ON.match(text, after, end))
    many = len(label.path) > 1 and not label.word
    if many and above and label.path[:-1] == above.path and _LISTED.search(before):
        return True  # an item of the paragraph's own list: "18.1 … if: 18.1.1 is absent; or 18.1.2 fails"
    if not _CAPITAL.match(text, after, end):
        return False
    if many:
        return not _pointer(before) and not _RUNS_ON.match(text, after, end)
    return bool(_FRESH.search(before))


def after_label(mark: Mark, text: str, end: int) -> int:
    """The end of a label; after the word of a schedule or article, with the dash or colon that follows it."""
    dash = _DASH.match(text, mark.end, end) if mark.label and mark.label.word else None
    return dash.end() if dash else mark.end


class Sequence:
    """Looks ahead: where in the document a label's successor stands."""

    def __init__(self, marks: Iterable[Mark]) -> None:
        self._at: dict[Place, list[int]] = {}
        self._divisions: list[int] = []
        for mark in marks:
            if mark.label is None:
                continue
            if mark.label.style == "division":
                self._divisions.append(mark.start)
            for reading in mark.label.readings:
                self._at.setdefault(place_of(mark.label, reading), []).append(mark.start)

    def next(self, place: Place, after: int) -> int | None:
        """The first candidate for `place` after a position and within the same schedule, or None."""
        at = self._first(self._at.get(place, ()), after)
        border = self._first(self._divisions, after)
        return at if at is not None and (border is None or at < border) else None

    def next_division(self, place: Place, after: int) -> int | None:
        """The first division head for `place` after a position, or None."""
        return self._first(self._at.get(place, ()), after)

    @staticmethod
    def _first(positions: list[int] | tuple[()], after: int) -> int | None:
        index = bisect_right(positions, after)
        return positions[index] if index < len(positions) else None


def listed_divisions(marks: list[list[Mark]]) -> list[int]:
    """Numbers of the paragraphs that only list schedules ("Schedule 1 Services", "Schedule 2 Charges", …).

    Each names a schedule whose own head comes later, and stands next to another such line.
    """
    heads = {
        number: (found[0].label.word, found[0].label.core.upper())
        for number, found in enumerate(marks)
        if found and found[0].opening and found[0].label and found[0].label.style == "division"
    }
    last = {name: number for number, name in heads.items()}
    return [
        number for number, name in heads.items() if last[name] > number and ({number - 1, number + 1} & heads.keys())
    ]
