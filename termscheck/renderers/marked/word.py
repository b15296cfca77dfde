"""A Word file with comments, and with proposed wording as tracked insertions.

Written on the XML itself: python-docx, which can add comments too, writes every part anew, and here all parts but those
that hold the comments must stay the same bytes. There are no dates, so that the same review gives the same copy.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from functools import cache
from itertools import count

from lxml import etree

from termscheck.model import RunRange, View
from termscheck.readers.docx.package import Package, links_of
from termscheck.readers.docx.styles import W, value
from termscheck.renderers.marked.notes import AUTHOR, Marks, Note
from termscheck.renderers.marked.redline import insert
from termscheck.renderers.marked.runs import SPACE, P, R, Runs, Stretch

MOST_COMMENTS = 32_767
"""Word opens no file with more comment ranges."""

_INITIALS = "tc"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_TYPES = "[Content_Types].xml"
_STYLES = {"annotation text": "text", "annotation reference": "mark"}

Styles = Mapping[str, str]
"""What this file calls the styles of comments, by "text" and "mark", where it has them."""


def mark_word(data: bytes, name: str, view: View, marks: Marks) -> bytes:
    """The Word file with a comment for each note and a tracked paragraph for each proposal.

    Raises `ReadError`: E-CORRUPT for a part that cannot be carried over, E-TOOBIG for more comments than Word opens.
    """
    package = Package(data, name)
    root, (part, comments) = package.xml(package.main), _comments(package)
    if len(comments) + len(marks.notes) > MOST_COMMENTS:
        raise package.error("E-TOOBIG", "it would have more comments than Word opens. Remove some of those in it.")
    new_id, styles = _unused(root, comments), _comment_styles(package)
    runs = Runs(root, package.main, view, cache(package.xml), new_id)
    ends = _Ends(runs)
    places = [[place for place in note.places if isinstance(place, RunRange)] for note in marks.notes]
    for note, stretch in zip(marks.notes, runs.stretches(places), strict=True):
        key = new_id()
        comments.append(_comment(key, note, styles))
        mark = _run(etree.Element(W + "commentReference", {W + "id": key}), styles)
        if stretch is None:  # nothing is known but the file
            runs.paragraphs[0].append(mark)
        else:
            ends.put(stretch, key, mark)
    insert(runs.paragraphs, marks.proposals, new_id)
    changed = {package.main: root, part: comments} | _announced(package, part)
    return package.with_parts({name: package.serialised(name, root) for name, root in changed.items()})


def _unused(*roots: etree._Element) -> Callable[[], str]:
    """Gives numbers that no annotation has, one by one."""
    used = {element.get(W + "id") for root in roots for element in root.iter() if W + "id" in element.attrib}
    free = (str(number) for number in count() if str(number) not in used)
    return lambda: next(free)


class _Ends:
    """Puts the marks of comments around words; those at one place stand in the order in which they are put."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs
        self._last: dict[etree._Element, etree._Element] = {}

    def put(self, stretch: Stretch, key: str, mark: etree._Element) -> None:
        """Mark words as those of comment `key`, whose sign is `mark`."""
        stretch.first.addprevious(etree.Element(W + "commentRangeStart", {W + "id": key}))
        self._after(stretch.last, etree.Element(W + "commentRangeEnd", {W + "id": key}))
        child = next(each for each in (stretch.last, *stretch.last.iterancestors()) if _stands_in_paragraph(each))
        self._after(self._runs.before_sign(child), mark)

    def _after(self, element: etree._Element, new: etree._Element) -> None:
        self._last.get(element, element).addnext(new)
        self._last[element] = new


def _stands_in_paragraph(element: etree._Element) -> bool:
    around = element.getparent()
    return around is not None and around.tag == P


# --- the comments -------------------------------------------------------------------------------------------


def _comments(package: Package) -> tuple[str, etree._Element]:
    """The part for comments, with those that are in the file."""
    for part in package.parts("comments"):
        return part, package.xml(part)
    names = (posixpath.join(posixpath.dirname(package.main), f"comments{number or ''}.xml") for number in count())
    return next(name for name in names if name not in package), etree.Element(W + "comments", nsmap={"w": W[1:-1]})


def _comment_styles(package: Package) -> Styles:
    found = {}
    for part in package.parts("styles")[:1]:
        for style in package.xml(part).iter(W + "style"):
            if known := _STYLES.get((value(style, "name") or "").lower()):
                found[known] = style.get(W + "styleId", "")
    return found


def _comment(key: str, note: Note, styles: Styles) -> etree._Element:
    comment = etree.Element(W + "comment", {W + "id": key, W + "author": AUTHOR, W + "initials": _INITIALS})
    for number, line in enumerate(note.lines):
        paragraph = etree.SubElement(comment, P)
        if "text" in styles:
            properties = etree.SubElement(paragraph, W + "pPr")
            etree.SubElement(properties, W + "pStyle", {W + "val": styles["text"]})
        if not number:
            paragraph.append(_run(etree.Element(W + "annotationRef"), styles))
        run = etree.SubElement(paragraph, R)
        if not number:
            etree.SubElement(etree.SubElement(run, W + "rPr"), W + "b")
        etree.SubElement(run, W + "t", {SPACE: "preserve"}).text = line
    return comment


def _run(mark: etree._Element, styles: Styles) -> etree._Element:
    run = etree.Element(R)
    if "mark" in styles:
        etree.SubElement(etree.SubElement(run, W + "rPr"), W + "rStyle", {W + "val": styles["mark"]})
    run.append(mark)
    return run


def _announced(package: Package, part: str) -> dict[str, etree._Element]:
    """The parts that say that there are comments in `part`, where they have to be changed for that."""
    if part in package:
        return {}
    path = links_of(package.main)
    links = package.xml(path) if path in package else etree.fromstring(f'<Relationships xmlns="{_LINKS}"/>')
    used = {link.get("Id") for link in links}
    key = next(key for key in (f"rId{number}" for number in count(1)) if key not in used)
    link = {"Id": key, "Type": _LINK, "Target": posixpath.basename(part)}
    etree.SubElement(links, f"{{{_LINKS}}}Relationship", link)
    types = package.xml(_TYPES)
    space = etree.QName(types).namespace
    etree.SubElement(types, f"{{{space}}}Override", {"PartName": f"/{part}", "ContentType": _TYPE})
    return {path: links, _TYPES: types}
