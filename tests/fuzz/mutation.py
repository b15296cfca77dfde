"""Changes to a Word file that leave it one: its parts are taken out, changed as XML, and packed again.

Bytes changed at random would hardly ever pass the checksums of the zip.
"""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Callable

from lxml import etree

Bytes = Callable[[bytes, int], bytes]
"""Changes bytes at random, up to a length."""
VALUES = (
    "", "0", "1", "-1", "9", "99999999999", "1.5", "true", "false", "off", "none", "decimal", "lowerRoman", "%1.%2",
    "bullet", "begin", "separate", "end", "restart", "continue", "preserve", "../x", "é\u202e", "ListParagraph",
)  # fmt: skip
WORDS = ("", " ", "1.", "(a)", "\t", "PAGE", " REF _Ref1 \\r \\h ", "\u00ad", "\u200b", "clause 1", "A" * 300)


def changed(data: bytes, most: int, seed: int, mutate: Bytes) -> bytes:
    """A Word file that differs from another in one part, of at most `most` bytes; anything else is changed as bytes."""
    chance = random.Random(seed)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return mutate(data, most)
    if not parts or chance.random() < 0.05:
        return mutate(data, most)
    name = chance.choice(sorted(parts))
    if "word/document.xml" in parts and chance.random() < 0.6:
        name = "word/document.xml"
    for _ in range(chance.randint(1, 3)):
        parts[name] = _part(parts[name], chance, mutate)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for part, content in parts.items():
            archive.writestr(zipfile.ZipInfo(part), content)
    packed = stream.getvalue()
    return packed if len(packed) <= most else data


def _part(content: bytes, chance: random.Random, mutate: Bytes) -> bytes:
    if chance.random() < 0.1:
        return mutate(content, len(content) + 200)
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, huge_tree=False))
    except etree.XMLSyntaxError:
        return mutate(content, len(content) + 200)
    elements = list(root.iter(etree.Element))
    _element(chance.choice(elements), elements, chance)
    return etree.tostring(root)


def _element(one: etree._Element, elements: list[etree._Element], chance: random.Random) -> None:
    """Changes an element in one of eight ways."""
    other, parent = chance.choice(elements), one.getparent()
    match chance.randrange(8):
        case 0 if parent is not None:
            parent.remove(one)
        case 1 if parent is not None:
            parent.insert(chance.randint(0, len(parent)), _copy(one))
        case 2:
            one.append(_copy(other))
        case 3 if parent is not None:
            parent.replace(one, _copy(other))
        case 4:
            one.tag = other.tag
        case 5 if one.attrib:
            key = chance.choice(list(one.attrib))
            values = [value for element in elements for value in element.attrib.values()]
            one.set(key, chance.choice([*VALUES, *values]))
        case 6 if one.attrib:
            del one.attrib[chance.choice(list(one.attrib))]
        case _:
            one.text = chance.choice(WORDS)


def _copy(element: etree._Element) -> etree._Element:
    return etree.fromstring(etree.tostring(element, with_tail=False))
