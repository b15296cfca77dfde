"""What the properties of paragraphs and runs say, and the styles that speak where these are silent.

Lengths are points.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from lxml import etree

from termscheck.model import View

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MOST_HOPS = 50
"""How far a chain of styles or list links is followed; files made to loop exist."""

_MEASURE = re.compile(r"(-?\d{1,7}(?:\.\d{1,6})?)(pt|in|cm|mm|pc|pi)?")
_UNITS = {"": 0.05, "pt": 1.0, "in": 72.0, "cm": 28.3465, "mm": 2.83465, "pc": 12.0, "pi": 12.0}  # bare: twips
_TOO_SMALL = 4  # half points: nobody reads two points on paper
_OFF = {"0", "false", "off"}
_VAL = W + "val"
_B, _VANISH, _COLOUR, _SIZE = W + "b", W + "vanish", W + "color", W + "sz"
_RSTYLE, _FONTS, _BEHIND = W + "rStyle", W + "rFonts", (W + "shd", W + "highlight")
_T = TypeVar("_T")


# --- reading properties -------------------------------------------------------------------------------------


def value(parent: etree._Element | None, name: str) -> str | None:
    """The `w:val` of the child called `name` ("w:" left out), or None when there is no such child or value."""
    child = None if parent is None else parent.find(W + name)
    return None if child is None else child.get(W + "val")


def switch(parent: etree._Element | None, name: str) -> bool | None:
    """Whether an on/off property is on; None when the element does not say."""
    return None if parent is None else switched_on(parent.find(W + name))


def children(properties: etree._Element | None) -> dict[str, etree._Element]:
    """What properties say, by tag: faster than to look for each of many."""
    return {} if properties is None else {child.tag: child for child in properties}


def switched_on(element: etree._Element | None) -> bool | None:
    """Whether an on/off property is on; None when it is not there."""
    return None if element is None else element.get(_VAL) not in _OFF


def integer(text: str | None) -> int | None:
    """A whole number of at most nine digits; None for anything else."""
    return int(text) if text is not None and re.fullmatch(r"-?\d{1,9}", text) else None


def in_view(properties: etree._Element | None, view: View) -> etree._Element | None:
    """The properties themselves or, in the original view, those before a tracked change of formatting."""
    if properties is None or view == "final":
        return properties
    change = properties.find(f"{properties.tag}Change")
    return properties if change is None else change.find(properties.tag)


def first(values: Iterable[_T | None]) -> _T | None:
    """What the nearest one says that says anything."""
    return next((found for found in values if found is not None), None)


def fills(shading: etree._Element) -> bool:
    """Whether a `w:shd` or `w:highlight` puts a colour behind the words."""
    if shading.tag == W + "highlight":
        return shading.get(W + "val") not in {"none", "white"}
    pattern, colour = shading.get(W + "val", "clear"), shading.get(W + "fill", "auto")
    return pattern not in {"clear", "nil"} or colour.upper() not in {"AUTO", "FFFFFF"}


def _points(text: str | None) -> float | None:
    found = _MEASURE.fullmatch(text or "")
    return float(found[1]) * _UNITS[found[2] or ""] if found else None


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
        return cls.told(None if properties is None else properties.find(W + "ind"))

    @classmethod
    def told(cls, element: etree._Element | None) -> Indent:
        """A `w:ind`."""
        if element is None:
            return cls()
        hanging, first_line = _points(element.get(W + "hanging")), _points(element.get(W + "firstLine"))
        return cls(
            _points(element.get(W + "left") or element.get(W + "start")),
            -hanging if hanging is not None else first_line,
        )


@dataclass(frozen=True, slots=True)
class Look:
    """How words look, as far as it matters to who reads them; None where a run or a style does not say."""

    bold: bool | None = None
    hidden: bool | None = None
    white: bool | None = None
    tiny: bool | None = None
    on_colour: bool | None = None
    style: str = ""
    font: str = ""

    @classmethod
    def of(cls, properties: etree._Element | None) -> Look:
        """A `w:rPr`."""
        if properties is None or not len(properties):
            return _PLAIN
        said = children(properties)
        colour, size, style, font = said.get(_COLOUR), said.get(_SIZE), said.get(_RSTYLE), said.get(_FONTS)
        behind = [said[tag] for tag in _BEHIND if tag in said]
        points = None if size is None else integer(size.get(_VAL))
        return cls(
            switched_on(said.get(_B)),
            switched_on(said.get(_VANISH)),
            None if colour is None else colour.get(_VAL, "").upper() == "FFFFFF",
            None if points is None else points <= _TOO_SMALL,
            any(fills(shading) for shading in behind) if behind else None,
            "" if style is None else style.get(_VAL, ""),
            "" if font is None else font.get(W + "ascii") or font.get(W + "hAnsi") or "",
        )


_PLAIN = Look()


# --- styles -------------------------------------------------------------------------------------------------


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
    look: Look = _PLAIN
    on_colour: bool = False
    """Whether it puts a colour behind anything: the paragraph, or a part of the table."""

    @classmethod
    def of(cls, properties: etree._Element | None, view: View = "final") -> Style:
        """A paragraph's own `w:pPr`; `base` is its style. Its `w:rPr` is left out: it speaks of the mark alone."""
        said = children(properties)
        if not said:
            return _SILENT
        numbered = said.get(W + "numPr")
        if numbered is not None and view == "original" and numbered.find(W + "ins") is not None:
            numbered = None
        outline, alignment, style = said.get(W + "outlineLvl"), said.get(W + "jc"), said.get(W + "pStyle")
        return cls(
            base="" if style is None else style.get(_VAL, ""),
            list_id=value(numbered, "numId"),
            list_level=integer(value(numbered, "ilvl")),
            outline_level=None if outline is None else integer(outline.get(_VAL)),
            indent=Indent.told(said.get(W + "ind")),
            alignment=None if alignment is None else alignment.get(_VAL),
        )

    @classmethod
    def defined(cls, element: etree._Element) -> Style:
        """A `w:style`. Its name is Word's English one even where the id is another language's."""
        return replace(
            cls.of(element.find(W + "pPr")),
            id=element.get(W + "styleId", ""),
            name=value(element, "name") or "",
            base=value(element, "basedOn") or "",
            look=Look.of(element.find(W + "rPr")),
            on_colour=any(fills(shading) for shading in element.iter(W + "shd")),
        )


_SILENT = Style()


class Styles:
    """The styles of a file; `root` is its `w:styles`, or None when it has none."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, Style] = {}
        self._chains: dict[str, tuple[Style, ...]] = {}
        self._looks: dict[tuple[str, str], Look] = {}
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
            while (style := self._styles.get(style_id or "")) and style not in chain and len(chain) < MOST_HOPS:
                chain.append(style)
                style_id = style.base
            self._chains[key] = tuple(chain)
        return self._chains[key]

    def look(self, of_paragraph: str, of_words: str = "") -> Look:
        """How words look by the style of their paragraph and their own, before what the run itself says."""
        key = of_paragraph, of_words
        if key not in self._looks:
            below, above = self.chain(of_paragraph), self.chain(of_words)
            looks = [style.look for style in (*above, *below)]
            # bold by paragraph style and by character style cancel each other (ISO 29500-1 §17.7.3)
            by_words, by_paragraph = first(s.look.bold for s in above), first(s.look.bold for s in below)
            self._looks[key] = Look(
                bool(by_words) != bool(by_paragraph),
                first(look.hidden for look in looks) or False,
                first(look.white for look in looks) or False,
                first(look.tiny for look in looks) or False,
                first(look.on_colour for look in looks) or False,
            )
        return self._looks[key]
