"""The numbers that Word prints beside paragraphs but does not store: "12.3", "(a)", "Schedule 2".

Word keeps list definitions (`numbering.xml`) and styles (`styles.xml`); what a paragraph is numbered follows from
both and from every numbered paragraph before it. `Numbering` holds the definitions, `Counters` is the state of one
story (body, notes, text boxes), asked once for each paragraph in document order.

What Word does beyond the standard (ISO 29500-1 §17.9) was measured against numbers that Word itself had cached in
contracts; each such place says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from termscheck.readers.docx.numbers import write_number
from termscheck.readers.docx.styles import MOST_HOPS, Indent, Style, Styles, W, integer, switch, value

BULLET = "•"
DEEPEST = 8
"""Lists have levels 0 to 8."""

_LABEL_TEXT = 255  # a level's text is repeated for each paragraph, so it must not be long
_PLACEHOLDER = re.compile(r"%([1-9])")
_CUSTOM_FORMAT = re.compile(r"(0{1,8}1)\b")  # "001, 002, 003, ..."


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list (`w:lvl`)."""

    start: int
    number_format: str
    text: str
    """What is printed, with %1 to %9 where the numbers of levels 0 to 8 go."""
    legal: bool
    restart: int | None
    """None: starts anew after any higher level; 0: never; k: after one of the first k levels."""
    style: str
    indent: Indent
    capitals: bool
    hidden: bool

    @classmethod
    def of(cls, element: etree._Element) -> Level:
        """A `w:lvl`."""
        bullet = element.find(W + "lvlPicBulletId") is not None
        restart, look = integer(value(element, "lvlRestart")), element.find(W + "rPr")
        return cls(
            start=integer(value(element, "start")) or 0,
            number_format="bullet" if bullet else _number_format(element),
            text=(value(element, "lvlText") or "")[:_LABEL_TEXT],
            legal=switch(element, "isLgl") or False,
            restart=restart if restart is not None and 0 <= restart <= 7 else None,  # Word takes no others
            style=value(element, "pStyle") or "",
            indent=Indent.of(element.find(W + "pPr")),
            capitals=switch(look, "caps") or False,
            hidden=switch(look, "vanish") or False,
        )


def _number_format(level: etree._Element) -> str:
    """A format of a newer Word stands beside an older one in `mc:AlternateContent`."""
    formats = list(level.iter(W + "numFmt"))
    for element in formats:
        custom = _CUSTOM_FORMAT.match(element.get(W + "format", ""))
        if element.get(W + "val") == "custom" and custom:
            return custom[1]
    return formats[-1].get(W + "val", "decimal") if formats else "decimal"


@dataclass(frozen=True, slots=True)
class NumberedList:
    """A list that paragraphs can name (`w:num`): levels, and the numbers from which it begins them anew.

    Lists made from the same definition (`abstract`, a `w:abstractNum`) share one count.
    """

    id: str
    abstract: str
    levels: Mapping[int, Level]
    restarts: Mapping[int, int]

    def start(self, level: int) -> int:
        """The number that a level begins with, the first time and after each restart."""
        return self.restarts.get(level, self.levels[level].start if level in self.levels else 1)


class Place(NamedTuple):
    """Where a paragraph stands: in which list and how deep, from 0."""

    list: NumberedList
    level: int

    @property
    def definition(self) -> Level:
        """The level itself; a place is only made where the list has it."""
        return self.list.levels[self.level]


class Numbering:
    """The lists of a file; `root` is its `w:numbering`, or None when it has none."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self.styles = styles
        self._links: dict[str, str] = {}  # abstract -> style that stands for another one
        self._abstracts: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, NumberedList] = {}
        if root is None:
            return
        for element in root.iterchildren(W + "abstractNum"):
            key = element.get(W + "abstractNumId", "")
            self._abstracts[key] = _levels(element)
            if link := value(element, "numStyleLink"):
                self._links[key] = link
        elements = {element.get(W + "numId", ""): element for element in root.iterchildren(W + "num")}
        for key, element in elements.items():
            self._lists[key] = self._list(key, element, elements)

    def _list(self, key: str, element: etree._Element, elements: Mapping[str, etree._Element]) -> NumberedList:
        abstract = self._abstract(element, elements)
        levels, restarts = dict(self._abstracts.get(abstract, {})), {}
        for override in element.iterchildren(W + "lvlOverride"):
            levels |= _levels(override)
            level, start = integer(override.get(W + "ilvl")), integer(value(override, "startOverride"))
            if level is not None and start is not None:
                restarts[level] = start
        return NumberedList(key, abstract, levels, restarts)

    def _abstract(self, element: etree._Element, elements: Mapping[str, etree._Element]) -> str:
        """The definition that a list stands on, followed through list styles."""
        abstract = ""
        for _ in range(MOST_HOPS):
            abstract = value(element, "abstractNumId") or ""
            style = self.styles.chain(self._links.get(abstract))
            linked = elements.get(style[0].list_id or "") if style else None
            if linked is None:
                break
            element = linked
        return abstract

    def place(self, chain: Sequence[Style]) -> Place | None:
        """Where a paragraph stands in which list; None when Word does not number it.

        `chain` holds the paragraph's own properties, its style and those that is based on, nearest first.
        """
        found = self._lists.get(next((style.list_id for style in chain if style.list_id is not None), "0"))
        if found is None:  # also list "0", which switches numbering off
            return None
        level = min(max(_depth(chain, found), 0), DEEPEST)
        return Place(found, level) if level in found.levels else None


def _levels(parent: etree._Element) -> dict[int, Level]:
    levels = {}
    for element in parent.iterchildren(W + "lvl"):
        level = integer(element.get(W + "ilvl"))
        if level is not None and 0 <= level <= DEEPEST:
            levels[level] = Level.of(element)
    return levels


def _depth(chain: Sequence[Style], numbered: NumberedList) -> int:
    """The level that a list ties to a paragraph's style counts before the one that the style names."""
    tied = {level.style: depth for depth, level in numbered.levels.items() if level.style}
    for style in chain:
        if style.id and style.id in tied:
            return tied[style.id]
        if style.list_level is not None:
            return style.list_level
        if not style.id and style.list_id is not None:
            break  # the paragraph itself names a list without a level: the first
    return 0


def indent(chain: Sequence[Style], place: Place | None) -> Indent:
    """A paragraph's indent: a list's counts before the style that brought the list, and after what lies nearer."""
    result = Indent()
    for style in chain:
        result = result.over(style.indent)
        if place and (style.list_id is not None or style.list_level is not None):
            result, place = result.over(place.definition.indent), None
    return result


# --- counting -----------------------------------------------------------------------------------------------


class Number(NamedTuple):
    """What Word prints beside a paragraph, without a closing full stop.

    `path` is the chain of labels from the outermost: ("Schedule 2", "4.1", "(a)"). A label that repeats the numbers
    above it ("4.1") stands for them.
    """

    label: str
    path: tuple[str, ...]


class Counters:
    """The running numbers of one story of a file, to be asked once for each numbered paragraph, in order."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[int, int]] = {}
        self._restarted: set[str] = set()

    def number(self, place: Place) -> Number:
        """Count a paragraph and say what Word prints beside it."""
        numbered, level = place
        counts = self._counts.setdefault(numbered.abstract, {})
        for higher in range(level):  # a level that was skipped counts as begun: 1.1 without a 1 is followed by 2
            counts.setdefault(higher, numbered.start(higher))
        restarts = level in numbered.restarts and numbered.id not in self._restarted
        if restarts:  # when the list is first met, not each time that the text comes back to it
            self._restarted.add(numbered.id)
        counts[level] = numbered.start(level) if restarts or level not in counts else counts[level] + 1
        for deeper in [depth for depth in counts if depth > level]:
            limit = numbered.levels[deeper].restart if deeper in numbered.levels else None
            if limit is None or level < limit:
                del counts[deeper]
        return Number(_label(place, counts), _path(place, counts))


def _label(place: Place, counts: Mapping[int, int]) -> str:
    numbered, own = place
    definition = place.definition
    if definition.number_format == "bullet":
        return BULLET

    def written(found: re.Match[str]) -> str:
        depth = int(found[1]) - 1
        if depth > own or depth not in numbered.levels:
            return ""
        number_format = numbered.levels[depth].number_format
        if definition.legal and number_format not in {"decimalZero", "none"} and not number_format.startswith("0"):
            number_format = "decimal"
        return write_number(counts[depth], number_format)

    label = _PLACEHOLDER.sub(written, definition.text).strip().rstrip(".").strip()
    return "" if definition.hidden else label.upper() if definition.capitals else label


def printed_before(told: str) -> str:
    """What a tracked renumbering (`w:original` of a `w:numberingChange`) says was printed, such as "%1:3:4:)": c)."""

    def written(found: re.Match[str]) -> str:
        return write_number(int(found[1]), _FORMAT_NUMBERS.get(int(found[2]), "decimal")) + found[3]

    found = _TOLD_NUMBER.findall(told[:_LABEL_TEXT])
    label = _TOLD_NUMBER.sub(written, told[:_LABEL_TEXT]).strip().rstrip(".").strip() if found else ""
    return BULLET if found and int(found[-1][1]) == _BULLET_NUMBER else label


_TOLD_NUMBER = re.compile(r"%[1-9]:(\d{1,9}):(\d{1,9}):([^%]*)")
_BULLET_NUMBER = 23
_FORMAT_NUMBERS = {
    1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 5: "ordinal", 6: "cardinalText",
    7: "ordinalText", 22: "decimalZero", _BULLET_NUMBER: "bullet", 255: "none",
}  # fmt: skip


def _path(place: Place, counts: Mapping[int, int]) -> tuple[str, ...]:
    labels: list[str] = []
    numbered, level = place
    while level >= 0:
        if level in counts and level in numbered.levels and (label := _label(Place(numbered, level), counts)):
            labels.insert(0, label)
            named = [int(found) - 1 for found in _PLACEHOLDER.findall(numbered.levels[level].text)]
            level = min([level, *named])  # a text may name only levels below its own, and must not lead back down
        level -= 1
    return tuple(labels)
