"""Proposed wording as tracked changes: new paragraphs, which go when they are rejected, and nothing is deleted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy

from lxml import etree

from termscheck.readers.docx.styles import W
from termscheck.renderers.marked.notes import AUTHOR, Proposal
from termscheck.renderers.marked.runs import SPACE, P, R

_TABLE, _CONTROL, _PROPERTIES = W + "tbl", W + "sdt", W + "pPr"
_FILLED = [W + name for name in ("text", "dataBinding", "date", "comboBox", "dropDownList")]
"""What makes a content control one for a single value."""
_FONT = ("rFonts", "sz", "szCs", "lang")
_TWIPS = 20


def insert(paragraphs: Sequence[etree._Element], proposals: Sequence[Proposal], new_id: Callable[[], str]) -> None:
    """Insert each proposal as a paragraph of its own. `paragraphs` are all those of the part, in order.

    It looks like the paragraph that it follows, without its number, so that no number changes; after a row it follows
    the table, since the last mark of a cell cannot be taken away again.
    """
    last: dict[etree._Element, etree._Element] = {}
    for proposal in proposals:
        before = paragraphs[proposal.after.paragraph]
        place = _around(before)
        new = _paragraph(proposal, before, new_id)
        last.get(place, place).addnext(new)
        last[place] = new


def _around(paragraph: etree._Element) -> etree._Element:
    """The paragraph, or what stands around it that cannot take another one."""
    found = paragraph
    for around in paragraph.iterancestors():
        control = around.find(W + "sdtPr") if around.tag == _CONTROL else None
        if around.tag == _TABLE or (control is not None and any(control.find(mark) is not None for mark in _FILLED)):
            found = around
    return found


def _paragraph(proposal: Proposal, like: etree._Element, new_id: Callable[[], str]) -> etree._Element:
    paragraph = etree.Element(P)
    properties = etree.SubElement(paragraph, _PROPERTIES)
    # in the order of the schema
    _copy(like, properties, "pStyle")
    for name in ("keepNext", "pageBreakBefore"):
        etree.SubElement(properties, W + name, {W + "val": "0"})
    numbering = etree.SubElement(properties, W + "numPr")
    for name in ("ilvl", "numId"):
        etree.SubElement(numbering, W + name, {W + "val": "0"})
    _copy(like, properties, "bidi")
    _copy(like, properties, "spacing")
    edge = str(round(max(proposal.indent, 0.0) * _TWIPS))
    etree.SubElement(properties, W + "ind", {W + "left": edge, W + "firstLine": "0"})
    _copy(like, properties, "jc")
    etree.SubElement(properties, W + "outlineLvl", {W + "val": "9"})  # not in a table of contents
    _insertion(etree.SubElement(properties, W + "rPr"), new_id)
    run = etree.SubElement(_insertion(paragraph, new_id), R)
    _font(like, run)
    etree.SubElement(run, W + "t", {SPACE: "preserve"}).text = proposal.text
    return paragraph


def _insertion(around: etree._Element, new_id: Callable[[], str]) -> etree._Element:
    return etree.SubElement(around, W + "ins", {W + "id": new_id(), W + "author": AUTHOR})


def _copy(like: etree._Element, properties: etree._Element, name: str) -> None:
    found = like.find(f"{_PROPERTIES}/{W}{name}")
    if found is not None:
        properties.append(deepcopy(found))


def _font(like: etree._Element, run: etree._Element) -> None:
    """Typeface, size and language of the first words of the paragraph; not that they are bold or hidden."""
    words = next(like.iter(W + "t"), None)
    look = None if words is None else words.getparent()
    found = [] if look is None else [look.find(f"{W}rPr/{W}{name}") for name in _FONT]
    if kept := [deepcopy(one) for one in found if one is not None]:
        etree.SubElement(run, W + "rPr").extend(kept)
