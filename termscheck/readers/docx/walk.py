"""The walk through a part of a Word file, in document order, that collects its paragraphs.

It follows the start and end of elements without recursion; elements that it does not know are transparent, so that
text in content controls, hyperlinks, insertions, smart tags and custom XML is read wherever they nest.

The file is long because it is read as one: the table of elements at its end, and the methods that it names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from lxml import etree

from termscheck.model import BlockKind, Progress
from termscheck.readers.docx.changes import CHANGES, Changes, printed
from termscheck.readers.docx.contents import ContentsLine, take_out_contents
from termscheck.readers.docx.fields import CachedReference, Fields, unclosed_fields
from termscheck.readers.docx.flow import Flow, Gone
from termscheck.readers.docx.numbering import Counters, Numbering
from termscheck.readers.docx.paragraphs import Paragraph
from termscheck.readers.docx.styles import Style, W, children, in_view, switch, switched_on, value
from termscheck.readers.docx.symbols import as_printed, form_field, glyph, tick, ticked_as
from termscheck.readers.docx.tables import Table, continues

Notes = Mapping[tuple[str, str], list[Paragraph]]

_NO_NOTES: Notes = MappingProxyType({})
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_VML = "{urn:schemas-microsoft-com:vml}"
_SHAPE = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PAGE_FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES"})  # they change from page to page
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SOFT_HYPHEN = "\u00ad"
_PRIVATE = re.compile("[\uf020-\uf0ff]")
_BLANKS = str.maketrans("\t\r\n\u2011", "   -")


class Walk:
    """One going through a part; what it finds is in its attributes when it has been read."""

    def __init__(
        self,
        numbering: Numbering,
        changes: Changes,
        part: str = "",
        notes: Notes = _NO_NOTES,
        progress: Progress | None = None,
    ) -> None:
        """`notes` are those that a walk of the notes' own part found; the counts of `changes` go on from there."""
        self.counts = changes.counts
        self.notes: dict[tuple[str, str], list[Paragraph]] = {}
        self.bookmarks: dict[str, Paragraph] = {}
        self.references: list[CachedReference] = []
        self.contents: list[ContentsLine] = []
        self.watermarks: list[str] = []
        self._numbering = numbering
        self._changes = changes
        self._part = part
        self._known_notes = dict(notes)
        self._progress = progress
        self._in_margin = False
        self._flows: list[Flow] = []
        # Word lays out text boxes as a story of their own
        self._box_counters = Counters()
        self._muted: list[etree._Element] = []
        self._controls: list[tuple[etree._Element, str]] = []
        self._floating: list[str] = []
        self._unclosed: set[etree._Element] = set()
        self._index = -1

    def read(self, root: etree._Element, paragraphs: int = 0) -> list[Paragraph]:
        """The paragraphs of a part that have words, in reading order; `paragraphs` is how many there are in all."""
        self._unclosed = unclosed_fields(root)
        self._in_margin = root.tag in {W + "hdr", W + "ftr"}
        self._flows = [self._flow("paragraph", Counters())]
        events = etree.iterwalk(root, events=("start", "end"), tag=_TAGS)
        for event, element in events:
            tag = element.tag
            if event == "start":
                if tag in _PROPERTIES:
                    events.skip_subtree()
                elif tag in _START:
                    _START[tag](self, element)
            else:
                if tag in _END:
                    _END[tag](self, element)
                if self._muted and self._muted[-1] is element:
                    self._muted.pop()
                if tag == _P and self._progress and self._index % 500 == 0:
                    self._progress("Reading paragraphs", self._index, paragraphs)
        self._flow_now.release()
        return self._flows[0].out

    def _flow(self, kind: BlockKind, counters: Counters) -> Flow:
        fields = Fields(_PAGE_FIELDS if self._in_margin else frozenset())
        return Flow(kind, counters, self._numbering, self._changes.view, fields, self.bookmarks)

    @property
    def _flow_now(self) -> Flow:
        return self._flows[-1]

    # paragraphs

    def _open_paragraph(self, element: etree._Element) -> None:
        self._index += 1
        flow, view = self._flow_now, self._changes.view
        flow.properties = element.find(_PPR)
        own = Style.of(in_view(flow.properties, view), view)
        styles = self._numbering.styles.paragraph(own.base)
        cell = flow.tables[-1].cell if flow.tables else None
        flow.paragraph = Paragraph(flow.block_kind, cell, (own, *styles), self._part, bookmarks=self._floating)
        flow.unit, self._floating = self._index, []

    def _close_paragraph(self, _: etree._Element) -> None:
        flow = self._flow_now
        paragraph, flow.paragraph = flow.paragraph, None
        if paragraph is None or self._muted:
            return
        if line := take_out_contents(paragraph):
            self.contents.append(line)
        gone = self._gone(paragraph)
        section_break = flow.properties is not None and flow.properties.find(_SECTION) is not None
        if gone in {None, "separator"} and not (section_break and not paragraph.has_words):
            flow.count(paragraph)
        alone = gone == "hidden" and paragraph.hidden
        flow.close(paragraph, None if alone else gone)

    def _gone(self, paragraph: Paragraph) -> Gone | None:
        """Why the mark of the paragraph that ends here is gone, if it is."""
        properties = self._flow_now.properties
        mark = None if properties is None else properties.find(_RPR)
        look = children(in_view(mark, self._changes.view))
        merged = self._changes.among(mark) is not None
        if switched_on(look.get(_SEPARATOR)):
            return "separator"
        if merged:
            return "merged"
        hidden = switched_on(look.get(_VANISH))
        by_style = self._numbering.styles.look(paragraph.style_id).hidden
        return "hidden" if (by_style if hidden is None else hidden) else None

    def _bookmark(self, element: etree._Element) -> None:
        paragraph = self._flow_now.paragraph
        names = self._floating if paragraph is None else paragraph.bookmarks
        names.append(element.get(W + "name", "").lower())

    def _link(self, element: etree._Element) -> None:
        if (paragraph := self._flow_now.paragraph) and not paragraph.target:
            paragraph.target = element.get(W + "anchor", "").lower()

    # words

    def _open_run(self, element: etree._Element) -> None:
        self._flow_now.dress(element)

    def _add(self, text: str, element: etree._Element, at: int = 0) -> None:
        if self._muted or not text:
            return
        state = self._controls[-1][1] if self._controls else ""
        self._flow_now.add(ticked_as(state, text) if state else text, element, at)

    def _words(self, element: etree._Element) -> None:
        text, font = element.text or "", self._flow_now.font
        if font or _PRIVATE.search(text):
            text = as_printed(text, font)
        text = text.translate(_BLANKS)
        if text[:1].isdigit() and text.isdigit() and _is_raised(element):  # "30" with a note's figure is not 301
            text = text.translate(_RAISED)
        if _SOFT_HYPHEN in text:
            for found in re.finditer(f"[^{_SOFT_HYPHEN}]+", text):
                self._add(found[0], element, found.start())
        else:
            self._add(text, element)

    def _deleted_words(self, element: etree._Element) -> None:
        if self._changes.view == "original":
            self._words(element)

    def _formula(self, _: etree._Element) -> None:
        self._flow_now.undress()
        self.counts["formulas"] += not self._muted

    def _symbol(self, element: etree._Element) -> None:
        code = element.get(W + "char", "")
        if re.fullmatch("[0-9A-Fa-f]{1,4}", code):
            self._add(glyph(element.get(W + "font", ""), int(code, 16)), element)

    # fields

    def _field_mark(self, element: etree._Element) -> None:
        match element.get(W + "fldCharType"):
            case "begin":
                self._add(form_field(element.find(W + "ffData")), element)
                if element not in self._unclosed:
                    self._flow_now.fields.begin()
            case "separate":
                self._flow_now.fields.separate()
            case "end":
                self._end_field(element)

    def _end_field(self, _: etree._Element) -> None:
        flow = self._flow_now
        ended = flow.fields.end()
        if ended is None or self._muted:
            return
        self.counts["listnums"] += ended.name == "LISTNUM"
        if reference := ended.reference:
            self.references.append(reference)
        if flow.paragraph and ended.target and not flow.paragraph.target:
            flow.paragraph.target = ended.target

    def _begin_simple_field(self, element: etree._Element) -> None:
        fields = self._flow_now.fields
        fields.begin()
        fields.instruct(element.get(W + "instr", ""))
        fields.separate()

    def _instruction(self, element: etree._Element) -> None:
        self._flow_now.fields.instruct(element.text or "")

    def _deleted_instruction(self, element: etree._Element) -> None:
        if self._changes.view == "original":
            self._instruction(element)

    # tables

    def _open_table(self, _: etree._Element) -> None:
        self._flow_now.release()
        self._flow_now.tables.append(Table(self.counts["tables"]))
        self.counts["tables"] += not self._muted

    def _close_table(self, _: etree._Element) -> None:
        if tables := self._flow_now.tables:
            tables.pop()

    def _open_row(self, element: etree._Element) -> None:
        tables, properties = self._flow_now.tables, element.find(W + "trPr")
        if not tables or self._left_out(element, properties):
            return
        tables[-1].begin_row(in_view(properties, self._changes.view))

    def _close_row(self, _: etree._Element) -> None:
        self._flow_now.close_row()

    def _open_cell(self, element: etree._Element) -> None:
        tables, properties, view = self._flow_now.tables, element.find(W + "tcPr"), self._changes.view
        if not tables:
            return
        tables[-1].begin_cell(in_view(properties, view))
        if not self._left_out(element, properties) and continues(properties, view):
            self.counts["covered_words"] += 0 if self._muted else len(printed(element).split())
            self._mute(element)

    def _close_cell(self, _: etree._Element) -> None:
        self._flow_now.release()

    def _left_out(self, element: etree._Element, properties: etree._Element | None) -> bool:
        """Whether tracked changes take a row or a cell away."""
        change = None if self._muted else self._changes.among(properties)
        if change is not None:
            self._changes.leave_out(change, element, (self._part, self._index))
            self._mute(element)
        return change is not None

    # text boxes and notes

    def _open_box(self, _: etree._Element) -> None:
        self._flows.append(self._flow("text-box", self._box_counters))
        self.counts["text_boxes"] += not self._muted

    def _close_box(self, _: etree._Element) -> None:
        self._flow_now.release()
        inner = self._flows.pop()
        outer = self._flow_now
        if outer.paragraph is not None:
            outer.paragraph.after.extend(inner.out)
        else:
            outer.out.extend(inner.out)

    def _open_note(self, element: etree._Element) -> None:
        kind: BlockKind = "footnote" if element.tag == _FOOTNOTE else "endnote"
        self._flows.append(self._flow(kind, self._flows[0].counters))
        if element.get(W + "type", "normal") != "normal":
            self._mute(element)  # the line above notes

    def _close_note(self, element: etree._Element) -> None:
        self._flow_now.release()
        note = self._flows.pop()
        self.notes[(note.kind, element.get(W + "id", ""))] = note.out

    def _note_reference(self, element: etree._Element) -> None:
        kind = "footnote" if element.tag == W + "footnoteReference" else "endnote"
        flow = self._flow_now
        if flow.paragraph is not None and not self._muted and not flow.fields.silent:
            note = self._known_notes.pop((kind, element.get(W + "id", "")), [])
            flow.paragraph.after.extend(note)
            self.counts[f"{kind}s"] += bool(note)

    # what is not read

    def _mute(self, element: etree._Element) -> None:
        self._muted.append(element)

    def _change(self, element: etree._Element) -> None:
        if self._muted or not self._changes.meet(element):
            return
        paragraph = self._flow_now.paragraph
        self._changes.leave_out(element, element, (self._part, self._index, len(paragraph.pieces) if paragraph else 0))
        self._mute(element)

    def _moved_range(self, element: etree._Element) -> None:
        if not self._muted:
            self._changes.move(element)

    def _alternative(self, element: etree._Element) -> None:
        """The same thing told for newer and for older versions of Word: only the first is read."""
        if any(True for _ in element.itersiblings(*_ALTERNATIVES, preceding=True)):
            self._mute(element)

    def _open_control(self, element: etree._Element) -> None:
        properties = element.find(W + "sdtPr")
        if properties is None:
            return
        self.counts["placeholders"] += bool(switch(properties, "showingPlcHdr")) and not self._muted
        if state := tick(properties):
            self._controls.append((element, state))
        elif value(properties.find(W + "docPartObj"), "docPartGallery") == "Table of Contents":
            self._controls.append((element, ""))
            self._flow_now.galleries += 1

    def _close_control(self, element: etree._Element) -> None:
        if self._controls and self._controls[-1][0] is element:
            _, state = self._controls.pop()
            self._flow_now.galleries -= not state

    def _word_art(self, element: etree._Element) -> None:
        """Words drawn as a shape, as in a watermark; newer shapes hold them as a text box, which is read."""
        if self._muted:
            return
        if element.tag == _VML + "textpath":
            self.watermarks.append(element.get("string", ""))
        elif self._in_margin and element.get("prst") != "textNoShape":
            shape = next(element.iterancestors(_SHAPE + "wsp"), None)
            self.watermarks += [] if shape is None else [printed(shape)]

    def _embedded_object(self, element: etree._Element) -> None:
        equation = element.get("ProgID", "").startswith("Equation")
        self.counts["embedded"] += not self._muted and not equation

    def _comment(self, _: etree._Element) -> None:
        self.counts["comments"] += 1


_P, _PPR, _RPR, _FOOTNOTE, _ENDNOTE = W + "p", W + "pPr", W + "rPr", W + "footnote", W + "endnote"
_SEPARATOR, _VANISH, _SECTION = W + "specVanish", W + "vanish", W + "sectPr"
_ALTERNATIVES = (_MC + "Choice", _MC + "Fallback")
_PROPERTIES = {
    W + name
    for name in ("pPr", "rPr", "tblPr", "tblPrEx", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr", "sectPr", "ffData")
} | {f"{_MATHS}{name}" for name in ("rPr", "ctrlPr")}

Handler = Callable[[Walk, etree._Element], None]


def _prints(text: str) -> Handler:
    return lambda walk, element: walk._add(text, element)


def _counts(what: str) -> Handler:
    def count(walk: Walk, _: etree._Element) -> None:
        walk.counts[what] += not walk._muted

    return count


_START: dict[str, Handler] = {
    _P: Walk._open_paragraph,
    W + "r": Walk._open_run,
    W + "t": Walk._words,
    W + "delText": Walk._deleted_words,
    W + "tab": _prints("\t"),
    W + "ptab": _prints("\t"),
    W + "br": _prints("\n"),
    W + "cr": _prints("\n"),
    W + "noBreakHyphen": _prints("-"),
    W + "sym": Walk._symbol,
    _MATHS + "t": Walk._words,
    _MATHS + "oMath": Walk._formula,
    W + "fldChar": Walk._field_mark,
    W + "fldSimple": Walk._begin_simple_field,
    W + "instrText": Walk._instruction,
    W + "delInstrText": Walk._deleted_instruction,
    W + "bookmarkStart": Walk._bookmark,
    W + "hyperlink": Walk._link,
    W + "tbl": Walk._open_table,
    W + "tr": Walk._open_row,
    W + "tc": Walk._open_cell,
    W + "txbxContent": Walk._open_box,
    _FOOTNOTE: Walk._open_note,
    _ENDNOTE: Walk._open_note,
    W + "footnoteReference": Walk._note_reference,
    W + "endnoteReference": Walk._note_reference,
    W + "commentReference": Walk._comment,
    **dict.fromkeys(CHANGES, Walk._change),
    W + "moveFromRangeStart": Walk._moved_range,
    W + "moveToRangeStart": Walk._moved_range,
    W + "rt": Walk._mute,  # the small reading aid above East Asian words
    W + "sdt": Walk._open_control,
    W + "altChunk": _counts("embedded"),
    W + "subDoc": _counts("embedded"),
    **dict.fromkeys(_ALTERNATIVES, Walk._alternative),
    "{urn:schemas-microsoft-com:office:office}OLEObject": Walk._embedded_object,
    _VML + "textpath": Walk._word_art,
    _DRAWING + "prstTxWarp": Walk._word_art,
    _VML + "imagedata": _counts("pictures"),
    "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic": _counts("pictures"),
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart": _counts("pictures"),
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds": _counts("pictures"),
}
_END: dict[str, Handler] = {
    _P: Walk._close_paragraph,
    W + "fldSimple": Walk._end_field,
    W + "tbl": Walk._close_table,
    W + "tr": Walk._close_row,
    W + "tc": Walk._close_cell,
    W + "sdt": Walk._close_control,
    W + "txbxContent": Walk._close_box,
    _FOOTNOTE: Walk._close_note,
    _ENDNOTE: Walk._close_note,
}
_TAGS = [*_START, *(tag for tag in _END if tag not in _START), *_PROPERTIES]


def _is_raised(element: etree._Element) -> bool:
    """Whether a text stands in a superscript run."""
    run = element.getparent()
    mark = None if run is None else run.find(f"{W}rPr/{W}vertAlign")
    return mark is not None and mark.get(W + "val") == "superscript"
