"""The numbers that Word prints beside paragraphs but does not store: "12.3", "(a)", "Schedule 2".

Word keeps list definitions (`numbering.xml`) and styles (`styles.xml`); what a paragraph is numbered follows from
both and from every numbered paragraph before it. `Numbering` and `Styles` are the definitions, `Counters` is the
state of one story (body, notes, text boxes), asked once for each paragraph in document order. Lengths are points.

What Word does beyond the standard (ISO 29500-1 §17.9) was measured against numbers that Word itself had cached in
contracts; each such place says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BULLET = "•"
DEEPEST = 8
"""Lists have levels 0 to 8."""

_HOPS = 50  # how far a chain of styles or list links is followed; files made to loop exist
_LABEL_TEXT = 255  # a level's text is repeated for each paragraph, so it must not be long
_MEASURE = re.compile(r"(-?\d{1,7}(?:\.\d{1,6})?)(pt|in|cm|mm|pc|pi)?")
_UNITS = {"": 0.05, "pt": 1.0, "in": 72.0, "cm": 28.3465, "mm": 2.83465, "pc": 12.0, "pi": 12.0}  # bare: twips
_PLACEHOLDER = re.compile(r"%([1-9])")


def value(parent: etree._Element | None, name: str) -> str | None:
    """The `w:val` of the child called `name` ("w:" left out), or None when there is no such child or value."""
    child = None if parent is None else parent.find(W + name)
    return None if child is None else child.get(W + "val")


def switch(parent: etree._Element | None, name: str) -> bool | None:
    """Whether an on/off property is on; None when the element does not say."""
    child = None if parent is None else parent.find(W + name)
    return None if child is None else child.get(W + "val") not in {"0", "false", "off"}


def integer(text: str | None) -> int | None:
    """A whole number of at most nine digits; None for anything else."""
    return int(text) if text is not None and re.fullmatch(r"-?\d{1,9}", text) else None


def _points(text: str | None) -> float | None:
    found = _MEASURE.fullmatch(text or "")
    return float(found[1]) * _UNITS[found[2] or ""] if found else None


# --- properties and styles ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Indent:
    """Left edge of a paragraph, and of its first line relative to that (negative when it hangs); None: not said."""

    left: float | None = None
    first: float | None = None

    def over(self, base: Indent) -> Indent:
        """This indent, with what it does not say taken from `base`."""
        return Indent(base.left if self.left is None else self.left, base.first if self.first is None else self.first)

    @classmethod
    def of(cls, properties: etree._Element | None) -> Indent:
        """The `w:ind` of a `w:pPr`."""
        element = None if properties is None else properties.find(W + "ind")
        if element is None:
            return cls()
        hanging, first = _points(element.get(W + "hanging")), _points(element.get(W + "firstLine"))
        return cls(
            _points(element.get(W + "left") or element.get(W + "start")), -hanging if hanging is not None else first
        )


@dataclass(frozen=True, slots=True)
class Style:
    """What a style, or a paragraph's own properties, say; None where they are silent and the base decides."""

    id: str = ""
    name: str = ""
    base: str = ""
    list_id: str | None = None
    list_level: int | None = None
    outline_level: int | None = None
    indent: Indent = Indent()
    alignment: str | None = None
    bold: bool | None = None
    hidden: bool | None = None

    @classmethod
    def of(cls, properties: etree._Element | None) -> Style:
        """A paragraph's own `w:pPr`. Bold and hidden are left out: there they speak of the paragraph mark alone."""
        numbered = None if properties is None else properties.find(W + "numPr")
        return cls(
            list_id=value(numbered, "numId"),
            list_level=integer(value(numbered, "ilvl")),
            outline_level=integer(value(properties, "outlineLvl")),
            indent=Indent.of(properties),
            alignment=value(properties, "jc"),
        )

    @classmethod
    def defined(cls, element: etree._Element) -> Style:
        """A `w:style`. Its name is Word's English one even where the id is another language's."""
        words = element.find(W + "rPr")
        return replace(
            cls.of(element.find(W + "pPr")),
            id=element.get(W + "styleId", ""),
            name=value(element, "name") or "",
            base=value(element, "basedOn") or "",
            bold=switch(words, "b"),
            hidden=switch(words, "vanish"),
        )


class Styles:
    """The styles of a file; `root` is its `w:styles`, or None when it has none."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, Style] = {}
        self._chains: dict[str, tuple[Style, ...]] = {}
        self._default = ""
        for element in () if root is None else root.iterchildren(W + "style"):
            style = Style.defined(element)
            self._styles.setdefault(style.id, style)
            if element.get(W + "type") == "paragraph" and element.get(W + "default") in {"1", "true", "on"}:
                self._default = style.id

    def paragraph(self, style_id: str | None) -> tuple[Style, ...]:
        """A paragraph's style and those it is based on, nearest first; without a known style, Word's default."""
        return self.chain(style_id if style_id in self._styles else self._default)

    def chain(self, style_id: str | None) -> tuple[Style, ...]:
        """The style and those it is based on, nearest first; empty when there is no such style."""
        key = style_id or ""
        if key not in self._chains:
            chain: list[Style] = []
            while (style := self._styles.get(style_id or "")) and style not in chain and len(chain) < _HOPS:
                chain.append(style)
                style_id = style.base
            self._chains[key] = tuple(chain)
        return self._chains[key]


# --- how numbers are written --------------------------------------------------------------------------------


# fmt: off
_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
_TENS = ("", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}
_ROMANS = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)
# fmt: on


def _letters(number: int) -> str:
    """27 is aa and 28 is bb, unlike the columns of a spreadsheet."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number <= 780 else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    written = ""
    for worth, sign in _ROMANS:
        count, number = divmod(number, worth)
        written += sign * count
    return written


def _ordinal(number: int) -> str:
    teen = number % 100 in {11, 12, 13}
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _cardinal_words(number: int) -> str:
    if not 0 <= number < 1_000_000:
        return str(number)
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10] + (f"-{_ONES[number % 10]}" if number % 10 else "")
    size, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
    rest = f" {_cardinal_words(number % size)}" if number % size else ""
    return f"{_cardinal_words(number // size)} {name}{rest}"


def _ordinal_words(number: int) -> str:
    if not 0 <= number < 1_000_000:
        return _ordinal(number)
    words = _cardinal_words(number)
    last = re.split("[ -]", words)[-1]
    ending = _ORDINALS.get(last) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")
    return words.removesuffix(last) + ending


def write_number(number: int, number_format: str) -> str:
    """A number as Word writes it in `number_format` (`w:numFmt`); a format that is not known is written in digits."""
    match number_format:
        case "none" | "bullet":
            return ""
        case "decimalZero":
            return f"{number:02d}"
        case "lowerLetter":
            return _letters(number)
        case "upperLetter":
            return _letters(number).upper()
        case "lowerRoman":
            return _roman(number).lower()
        case "upperRoman":
            return _roman(number)
        case "ordinal":
            return _ordinal(number)
        case "cardinalText":
            return _cardinal_words(number).capitalize()
        case "ordinalText":
            return _ordinal_words(number).capitalize()
        case _:
            return str(number)


# --- list definitions ---------------------------------------------------------------------------------------


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
        """A `w:lvl`. A format of a newer Word stands beside an older one in `mc:AlternateContent`."""
        formats = [found.get(W + "val", "") for found in element.iter(W + "numFmt")]
        bullet = element.find(W + "lvlPicBulletId") is not None
        restart, look = integer(value(element, "lvlRestart")), element.find(W + "rPr")
        return cls(
            start=integer(value(element, "start")) or 0,
            number_format="bullet" if bullet else formats[-1] if formats else "decimal",
            text=(value(element, "lvlText") or "")[:_LABEL_TEXT],
            legal=switch(element, "isLgl") or False,
            restart=restart if restart is not None and 0 <= restart <= 7 else None,  # Word takes no others
            style=value(element, "pStyle") or "",
            indent=Indent.of(element.find(W + "pPr")),
            capitals=switch(look, "caps") or False,
            hidden=switch(look, "vanish") or False,
        )


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
        for _ in range(_HOPS):
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
        if definition.legal and number_format not in {"decimalZero", "none"}:
            number_format = "decimal"
        return write_number(counts[depth], number_format)

    label = _PLACEHOLDER.sub(written, definition.text).strip().rstrip(".").strip()
    return "" if definition.hidden else label.upper() if definition.capitals else label


def _path(place: Place, counts: Mapping[int, int]) -> tuple[str, ...]:
    labels: list[str] = []
    numbered, level = place
    while level >= 0:
        if level in counts and level in numbered.levels and (label := _label(Place(numbered, level), counts)):
            labels.insert(0, label)
            level = min((int(found) - 1 for found in _PLACEHOLDER.findall(numbered.levels[level].text)), default=level)
        level -= 1
    return tuple(labels)
