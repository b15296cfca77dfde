"""Characters of symbol fonts, and the tick boxes and choices of forms, as a reader sees them on paper."""

from __future__ import annotations

import re

from lxml import etree

from termscheck.readers.docx.styles import W, integer, switch, value

# fmt: off
_GLYPHS = {
    "wingdings": {
        0x6C: "●", 0x6E: "■", 0x6F: "☐", 0x71: "☐", 0x72: "☐", 0xA7: "▪", 0xA8: "☐", 0xD8: "➢", 0xE0: "→", 0xFB: "✗",
        0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    },
    "wingdings 2": {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "☐"},
    "symbol": {
        0xA3: "≤", 0xAE: "→", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xD2: "®",
        0xD3: "©", 0xD4: "™", 0xE2: "®", 0xE3: "©", 0xE4: "™", **{code: chr(code) for code in range(0x20, 0x40)},
    },
}
# fmt: on
_UNKNOWN_GLYPH = "▯"
_PRIVATE = re.compile("[\uf020-\uf0ff]")
_TICKED, _NOT_TICKED = "☑", "☐"
_SHOWN = {_TICKED: frozenset("☑☒✓✔✗✘xX"), _NOT_TICKED: frozenset("☐□▢○")}


def glyph(font: str, code: int) -> str:
    """A character of a symbol font, such as a tick box, in Unicode."""
    glyphs = _GLYPHS.get(font.lower())
    if glyphs is None and 0x20 <= code < 0xD800:
        return chr(code)
    return (glyphs or {}).get(code & 0xFF, _UNKNOWN_GLYPH)


def as_printed(text: str, font: str) -> str:
    """Words in `font`, sign for sign, when it may be a symbol font."""
    text = _PRIVATE.sub(lambda found: glyph(font, ord(found[0])), text)
    glyphs = _GLYPHS.get(font.lower())
    if glyphs:  # what was typed in such a font is stored as the letter on the key
        text = "".join(glyphs.get(ord(sign), sign) for sign in text)
    return text


def form_field(data: etree._Element | None) -> str:
    """What an old form field shows: its state is kept in the field's data, not in a result."""
    if data is None:
        return ""
    box, choices = data.find(W + "checkBox"), data.find(W + "ddList")
    if box is not None:
        ticked = switch(box, "default") if box.find(W + "checked") is None else switch(box, "checked")
        return _TICKED if ticked else _NOT_TICKED
    if choices is not None:
        entries = [entry.get(W + "val", "") for entry in choices.iterchildren(W + "listEntry")]
        chosen = integer(value(choices, "result") or value(choices, "default")) or 0
        return entries[chosen] if 0 <= chosen < len(entries) else ""
    return ""


def tick(properties: etree._Element) -> str:
    """The sign for the state of a content control that is a tick box, by its `w:sdtPr`; "" when it is none."""
    box = properties.find("{*}checkbox")
    if box is None:
        return ""
    state = box.find("{*}checked")
    ticked = state is not None and next(iter(state.attrib.values()), "1") not in {"0", "false", "off"}
    return _TICKED if ticked else _NOT_TICKED


def ticked_as(state: str, shown: str) -> str:
    """The one sign that a tick box shows, or its state where the sign says something else or nothing."""
    return shown if len(shown) != 1 or shown in _SHOWN[state] else state
