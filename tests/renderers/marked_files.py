"""For tests of marked-up Word files: proof that nothing but marks was added, and the words that marks hold."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from lxml import etree

from termscheck.model import RunRange, Span, View
from termscheck.readers import places, read_bytes
from termscheck.readers.docx.layout import pieces_of_part
from termscheck.readers.docx.package import Package
from termscheck.readers.docx.styles import W
from termscheck.renderers.marked.notes import AUTHOR, Marks, Note, Proposal
from termscheck.renderers.marked.word import mark_word
from tests.readers.word_files import package, word_parts

TEXTS = (W + "t", W + "delText")
OFFICE_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def openable(inside: str, **more: str) -> bytes:
    """A Word file with all that stricter programs want."""
    made = word_parts(inside, **more)  # type: ignore[arg-type]
    names = [name for name in ("styles", "numbering", "footnotes", "comments") if f"word/{name}.xml" in made]
    known = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{OFFICE_TYPES}.{name}+xml"/>' for name in names
    )
    known += '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    made["[Content_Types].xml"] = str(made["[Content_Types].xml"]).replace("</Types>", f"{known}</Types>")
    return package(made)


def marked(data: bytes, spans: Sequence[Span], view: View = "final", proposals: Sequence[Proposal] = ()) -> bytes:
    """A Word file with a comment on each span: its text is its number."""
    document = read_bytes(data, "a.docx", view=view)
    notes = tuple(
        Note((str(number), "Why it matters."), found, "high")
        for number, found in enumerate(places(data, document, spans))
    )
    return mark_word(data, "a.docx", view, Marks(notes, tuple(proposals)))


def below(data: bytes, block: int, text: str = "Proposed wording.", view: View = "final") -> Proposal:
    """A proposal below a block of the document."""
    origin = read_bytes(data, "a.docx", view=view).blocks[block].origins[-1]
    return Proposal(text, "Clause 1", RunRange(origin.part, origin.unit, origin.first, origin.last), 36.0)


def span_of(data: bytes, words: str, view: View = "final") -> Span:
    start = read_bytes(data, "a.docx", view=view).text.index(words)
    return Span(start, start + len(words))


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def body(data: bytes) -> etree._Element:
    package = Package(data, "a.docx")
    return package.xml(package.main)


def comments(data: bytes) -> list[etree._Element]:
    package = Package(data, "a.docx")
    return [comment for part in package.parts("comments") for comment in package.xml(part)]


def ours(data: bytes) -> dict[str, str]:
    """The numbers of our comments, by their first line."""
    found = (one for one in comments(data) if one.get(W + "author") == AUTHOR)
    return {"".join(one[0].itertext()): str(one.get(W + "id")) for one in found}


def keys(data: bytes) -> list[str]:
    """The numbers of our comments."""
    return [str(one.get(W + "id")) for one in comments(data) if one.get(W + "author") == AUTHOR]


def words_marked(data: bytes, key: str, view: View = "final") -> str:
    """The words, as they are read, between the ends of comment `key`."""
    root = body(data)
    order = {element: number for number, element in enumerate(root.iter())}
    (start,) = (order[one] for one in root.iter(W + "commentRangeStart") if one.get(W + "id") == key)
    (end,) = (order[one] for one in root.iter(W + "commentRangeEnd") if one.get(W + "id") == key)
    read = pieces_of_part(root, view)
    return "".join(piece.text for unit in sorted(read) for piece in read[unit] if start < order[piece.element] < end)


def without_marks(data: bytes) -> bytes:
    """The body without our marks and insertions, canonical, with the runs that only these had cut in one again."""
    root, added = body(data), set(keys(data))
    for element in list(root.iter(W + "commentRangeStart", W + "commentRangeEnd")):
        if element.get(W + "id") in added:
            _take_out(element)
    for sign in list(root.iter(W + "commentReference")):
        if sign.get(W + "id") in added:
            _take_out(next(sign.iterancestors(W + "r")))
    for mark in list(root.iter(W + "ins")):
        paragraph = next(mark.iterancestors(W + "p"), None)
        if mark.get(W + "author") == AUTHOR and paragraph is not None and paragraph.getparent() is not None:
            _take_out(paragraph)
    for change in root.iter(W + "rPrChange"):
        change.attrib.pop(W + "id", None)
    for text in root.iter(*TEXTS):
        text.attrib.pop(SPACE, None)
    for run in list(root.iter(W + "r")):
        while run.getparent() is not None and (following := run.getnext()) is not None and _alike(run, following):
            run.extend([child for child in following if child.tag != W + "rPr"])
            _take_out(following)
        _join_texts(run)
    return etree.tostring(root, method="c14n")


def _take_out(element: etree._Element) -> None:
    around = element.getparent()
    assert around is not None
    around.remove(element)


def _alike(one: etree._Element, other: etree._Element) -> bool:
    looks = [None if (look := run.find(W + "rPr")) is None else etree.tostring(look) for run in (one, other)]
    return other.tag == W + "r" and dict(one.attrib) == dict(other.attrib) and looks[0] == looks[1]


def _join_texts(run: etree._Element) -> None:
    before = None
    for child in list(run):
        if before is not None and child.tag in TEXTS and before.tag == child.tag:
            before.text = (before.text or "") + (child.text or "")
            run.remove(child)
        else:
            before = child
