"""Reads Word files (.docx, .docm, .dotx, .dotm; transitional and strict) as their reader sees them on paper.

Tracked changes are taken as accepted; automatic numbers are worked out (`numbering`); tables, content controls, text
boxes, footnotes and endnotes are read where they stand, a note after the paragraph that refers to it. What stands in
a table (text box or note) follows the row it hangs on. Tables of contents are left out: they repeat the headings.
Headers and footers are counted, not read.

The file is not trusted: it is never unpacked to disk, nothing it links to is fetched, macros are ignored, and its
size is judged before anything is inflated.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from types import MappingProxyType
from typing import NamedTuple, TypeVar
from urllib.parse import unquote

from lxml import etree

from termscheck.errors import ReadError
from termscheck.model import Block, BlockKind, Cell, Document, Notice, Progress, Span
from termscheck.readers.numbering import (
    BULLET,
    Counters,
    Number,
    Numbering,
    Place,
    Style,
    Styles,
    W,
    indent,
    integer,
    switch,
    value,
)

MOST_BYTES_UNPACKED = 512 * 2**20
MOST_BYTES_OF_PART = 64 * 2**20
MOST_COMPRESSION = 200
MOST_PARAGRAPHS = 200_000

_MOST_TAGS = 5_000_000  # a parsed element takes far more memory than its bytes
_SMALL_PART = 2**20  # a part of a megabyte is harmless, however well it was packed
_DEFAULT_TAB = 36.0  # points
_LONGEST_NUMBER = 100  # characters
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


# --- the package --------------------------------------------------------------------------------------------


class Relation(NamedTuple):
    """A link from one part of the package to another, or, when `external`, out of it."""

    kind: str
    target: str
    external: bool


class Package:
    """The parts of a Word file. Everything that can be wrong with them is raised as a `ReadError`."""

    def __init__(self, data: bytes, name: str) -> None:
        """Judge the archive by its directory. Raises E-CORRUPT, E-FORMAT and E-TOOBIG."""
        self.name = name
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError) as problem:
            raise self.error("E-CORRUPT", "the file is damaged or cut short. Ask for it to be sent again.") from problem
        # names of parts are compared without regard to case (ISO 29500-2 §9.1.1)
        entries = self._archive.infolist()
        self._parts = {entry.filename.lower(): entry for entry in entries}
        if len(self._parts) < len(entries):  # programs would differ over which of them is the contract
            raise self.error("E-CORRUPT", "the file holds two parts of the same name. Ask for it to be sent again.")
        if sum(entry.file_size for entry in entries) > MOST_BYTES_UNPACKED:
            raise self.error("E-TOOBIG", "the file unpacks to more than 512 MB, which no contract does.")
        self._refuse_other_formats()
        main = [relation.target for relation in self.relations("") if relation.kind == "officeDocument"]
        if not main or main[0].lower() not in self._parts:
            raise self.error("E-CORRUPT", "the main part of the Word file is missing. Ask for it to be sent again.")
        self.main = main[0]

    def error(self, code: str, sentence: str) -> ReadError:
        """An error about this file."""
        return ReadError(code, self.name, sentence)

    def _refuse_other_formats(self) -> None:
        for part, what in _OTHER_FORMATS.items():
            if part in self._parts:
                raise self.error("E-FORMAT", f"this is {what}, not a Word file. Save it as .docx or PDF and try again.")
        if "[content_types].xml" not in self._parts:
            if any(part.startswith("word/") for part in self._parts):
                raise self.error("E-CORRUPT", "the file's list of contents is missing. Ask for it to be sent again.")
            raise self.error("E-FORMAT", "this is a zip archive, not a Word file. Unpack it and check what is inside.")

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._parts

    @property
    def is_template(self) -> bool:
        """Whether the file is a template (.dotx, .dotm) by its content type, whatever its name."""
        main = f"/{self.main}".lower()
        types = self.xml("[Content_Types].xml").iter("{*}Override")
        return any(e.get("PartName", "").lower() == main and "template" in e.get("ContentType", "") for e in types)

    def relations(self, part: str) -> list[Relation]:
        """The links from a part; from the package itself for ""."""
        folder, base = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{base}.rels")
        if path not in self:
            return []
        found = []
        for element in self.xml(path).iter(_RELATION):
            target, external = unquote(element.get("Target", "")), element.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found.append(Relation(element.get("Type", "").rpartition("/")[2], target, external))
        return found

    def xml(self, part: str) -> etree._Element:
        """The root of a part. Raises E-CORRUPT, E-UNSAFE and E-TOOBIG."""
        data = self._bytes(part)
        unsafe = self.error("E-UNSAFE", f"{part} holds a document type declaration, which Word files never do.")
        if _declares_type(data):
            raise unsafe
        if b"purl.oclc.org/ooxml" in data:
            data = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", data)
        if data.count(b"<") > _MOST_TAGS:
            raise self.error("E-TOOBIG", f"{part} has more than {_MOST_TAGS:,} tags, which no contract has.")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as problem:
            if "depth" in str(problem):
                raise self.error("E-CORRUPT", f"{part} is nested too deep to be a contract.") from problem
            line = problem.lineno or 1
            raise self.error(
                "E-CORRUPT", f"{part} is damaged at line {line}. Ask for it to be sent again."
            ) from problem
        if root.getroottree().docinfo.internalDTD is not None:
            raise unsafe
        return root

    def _bytes(self, part: str) -> bytes:
        entry = self._parts.get(part.lower())
        if entry is None:
            raise self.error("E-CORRUPT", f"{part} is missing. Ask for the file to be sent again.")
        if entry.flag_bits & 1:
            raise self.error("E-PASSWORD", "the file is locked with a password. Save a copy without it.")
        ratio = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > MOST_BYTES_OF_PART or (entry.file_size > _SMALL_PART and ratio > MOST_COMPRESSION):
            raise self.error(
                "E-TOOBIG", f"{part} unpacks to {entry.file_size:,} bytes, far more than a contract needs."
            )
        try:
            return self._archive.read(entry)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as problem:
            raise self.error("E-CORRUPT", f"{part} is damaged. Ask for the file to be sent again.") from problem


_OTHER_FORMATS = {
    "meta-inf/container.xml": "an e-book (EPUB)",
    "mimetype": "an OpenDocument file (ODT or a relation of it)",
    "xl/workbook.xml": "an Excel workbook",
    "xl/workbook.bin": "an Excel workbook",
    "ppt/presentation.xml": "a PowerPoint presentation",
    "visio/document.xml": "a Visio drawing",
    "index/document.iwa": "an Apple Pages document",
}
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")


def _declares_type(data: bytes) -> bool:
    """Whether the bytes hold a document type declaration, in UTF-8 or UTF-16, the encodings that a part may have."""
    sign = "<!DOCTYPE"
    return any(sign.encode(encoding) in data for encoding in ("ascii", "utf-16-le", "utf-16-be"))


# --- what a walk yields -------------------------------------------------------------------------------------


class Piece(NamedTuple):
    """Characters of a paragraph and the element in a run that prints them (`w:t`, `w:tab`, `w:br` …)."""

    text: str
    element: etree._Element
    bold: bool
    hidden: bool


@dataclass(slots=True)
class Paragraph:
    """One paragraph as printed; paragraphs that tracked changes or a hidden mark run together are one.

    `text` is the pieces joined, so that offsets in it can be traced to runs; a block holds it without the blanks
    around it. `index` counts the `w:p` elements of the part from 0.
    """

    index: int
    kind: BlockKind
    cell: Cell | None
    styles: tuple[Style, ...]
    place: Place | None = None
    number: Number | None = None
    pieces: list[Piece] = field(default_factory=list)
    after: list[Paragraph] = field(default_factory=list)
    """Notes and text boxes that hang on this paragraph."""

    @property
    def text(self) -> str:
        """All that is printed, blanks at the ends included."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def has_words(self) -> bool:
        """Whether anything but blanks is printed."""
        return any(not piece.text.isspace() for piece in self.pieces)

    @property
    def hidden(self) -> bool:
        """Whether there are words, and Word shows none of them."""
        words = [piece for piece in self.pieces if not piece.text.isspace()]
        return bool(words) and all(piece.hidden for piece in words)


class CachedReference(NamedTuple):
    """A cross-reference to a numbered paragraph, with the number that Word last printed for it."""

    bookmark: str
    printed: str


@dataclass(slots=True)
class Table:
    """A table being read: its number in the file, and the row and column (of its grid) that the walk has come to."""

    number: int
    row: int = -1
    column: int = 0
    next_column: int = 0


@dataclass(slots=True)
class Field:
    """A field being read: its instruction ("REF _Ref12 \\r"), then the result that Word cached."""

    instruction: list[str] = field(default_factory=list)
    result: str = ""
    silent: bool = True

    @property
    def words(self) -> list[str]:
        """The instruction's words; never empty."""
        return "".join(self.instruction).split() or [""]

    def add(self, printed: str) -> None:
        """Take in more of the result, as far as a number can be long."""
        self.result = (self.result + printed[:_LONGEST_NUMBER])[:_LONGEST_NUMBER]


@dataclass(slots=True)
class Scope:
    """A flow of text being read: the body, one note or one text box."""

    kind: BlockKind
    counters: Counters
    out: list[Paragraph] = field(default_factory=list)
    paragraph: Paragraph | None = None
    carried: Paragraph | None = None
    """A paragraph whose mark is deleted or hidden, waiting for the next one to go on from it."""
    keeps_number: bool = False
    tables: list[Table] = field(default_factory=list)
    after_row: list[Paragraph] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    silent_fields: int = 0
    bold: bool = False
    hidden: bool = False
    """How the run being read looks."""


# --- the walk -----------------------------------------------------------------------------------------------


class Walk:
    """Goes through one part in document order and collects its paragraphs.

    It follows the start and end of elements without recursion; elements that it does not know are transparent, so
    that text in content controls, hyperlinks, insertions, smart tags and custom XML is read wherever they nest.
    """

    def __init__(
        self,
        package: Package,
        numbering: Numbering,
        counts: Counter[str],
        notes: Mapping[tuple[str, str], list[Paragraph]] = MappingProxyType({}),
        progress: Progress | None = None,
    ) -> None:
        """`notes` are those that a walk of the notes' own parts found; `counts` goes on from there."""
        self.counts = counts
        self.notes: dict[tuple[str, str], list[Paragraph]] = {}
        self.bookmarks: dict[str, Paragraph] = {}
        self.references: list[CachedReference] = []
        self._package = package
        self._numbering = numbering
        self._known_notes = dict(notes)
        self._progress = progress
        self._scopes = [Scope("paragraph", Counters())]
        # Word lays out text boxes as a story of their own
        self._box_counters = Counters()
        self._muted: list[etree._Element] = []
        self._floating: list[str] = []
        self._index = -1

    def read(self, root: etree._Element) -> list[Paragraph]:
        """The paragraphs of a part that have words, in reading order. Raises E-TOOBIG."""
        self._unclosed = _unclosed_fields(root)
        events = etree.iterwalk(root, events=("start", "end"))
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
        self._release_carried()
        return self._scopes[0].out

    # paragraphs

    def _open_paragraph(self, element: etree._Element) -> None:
        self._index += 1
        if self._index >= MOST_PARAGRAPHS:
            raise self._package.error("E-TOOBIG", f"the file has more than {MOST_PARAGRAPHS:,} paragraphs.")
        if self._progress and self._index % 500 == 0:
            self._progress("Reading paragraphs", self._index, 0)
        scope = self._scopes[-1]
        properties = element.find(_PPR)
        own, styles = Style.of(properties), self._numbering.styles.paragraph(value(properties, "pStyle"))
        cell = Cell(scope.tables[-1].number, scope.tables[-1].row, scope.tables[-1].column) if scope.tables else None
        kind: BlockKind = "cell" if cell and scope.kind == "paragraph" else scope.kind
        scope.paragraph = Paragraph(self._index, kind, cell, (own, *styles))
        self.bookmarks.update(dict.fromkeys(self._floating, scope.paragraph))
        self._floating.clear()

    def _close_paragraph(self, element: etree._Element) -> None:
        scope = self._scopes[-1]
        paragraph, scope.paragraph = scope.paragraph, None
        if paragraph is None or self._muted:
            return
        properties = element.find(_PPR)
        mark = None if properties is None else properties.find(W + "rPr")
        separator = switch(mark, "specVanish") or False
        deleted = self._count_mark_changes(mark)
        gone = deleted or separator or self._hides_mark(mark, paragraph)
        if _CONTENTS_STYLE.match(_style_name(paragraph)):
            paragraph.pieces.clear()
        section_break = properties is not None and properties.find(W + "sectPr") is not None
        if (separator or not gone) and not (section_break and not paragraph.has_words):
            paragraph.place = self._numbering.place(paragraph.styles)
            paragraph.number = scope.counters.number(paragraph.place) if paragraph.place else None
        alone = not deleted and not separator and paragraph.hidden
        self._join_carried(paragraph)
        if gone and not alone:
            scope.carried, scope.keeps_number = paragraph, separator
        else:
            self._emit(paragraph)

    def _count_mark_changes(self, mark: etree._Element | None) -> bool:
        if mark is None:
            return False
        self.counts["insertions"] += mark.find(W + "ins") is not None
        deleted = mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None
        self.counts["deletions"] += deleted
        return deleted

    @staticmethod
    def _hides_mark(mark: etree._Element | None, paragraph: Paragraph) -> bool:
        own = switch(mark, "vanish")
        return _first(style.hidden for style in paragraph.styles) or False if own is None else own

    def _join_carried(self, paragraph: Paragraph) -> None:
        """Go on from a paragraph that has no mark. The mark that is left rules, but for a style separator (Word's
        way to run a numbered heading into its text), whose number stands before the line."""
        scope = self._scopes[-1]
        carried, scope.carried = scope.carried, None
        if carried is None:
            return
        if carried.has_words:
            paragraph.index = carried.index
        # the longer list is kept and the shorter one added, or thousands of deleted marks would take hours
        carried.pieces += paragraph.pieces
        carried.after += paragraph.after
        paragraph.pieces, paragraph.after = carried.pieces, carried.after
        if scope.keeps_number:
            paragraph.styles, paragraph.place, paragraph.number = carried.styles, carried.place, carried.number

    def _release_carried(self) -> None:
        """Nothing follows in this cell or story for a paragraph without a mark to go on into."""
        scope = self._scopes[-1]
        carried, scope.carried = scope.carried, None
        if carried is not None:
            self._emit(carried)

    def _emit(self, paragraph: Paragraph) -> None:
        scope = self._scopes[-1]
        if paragraph.has_words:
            scope.out.append(paragraph)
        (scope.after_row if scope.tables else scope.out).extend(paragraph.after)

    # words

    def _open_run(self, element: etree._Element) -> None:
        scope = self._scopes[-1]
        paragraph = scope.paragraph
        if paragraph is None:
            return
        look = element.find(_RPR)
        words = self._numbering.styles.chain(value(look, "rStyle")) if look is not None else ()
        bold, hidden = switch(look, "b"), switch(look, "vanish")
        if bold is None:  # bold by paragraph style and by character style cancel each other (ISO 29500-1 §17.7.3)
            by_paragraph, by_words = _first(s.bold for s in paragraph.styles), _first(s.bold for s in words)
            bold = bool(by_paragraph) != bool(by_words)
        if hidden is None:
            hidden = _first(s.hidden for s in (*words, *paragraph.styles)) or False
        scope.bold, scope.hidden = bold, hidden

    def _add(self, text: str | None, element: etree._Element) -> None:
        scope = self._scopes[-1]
        if not text or self._muted or scope.silent_fields or scope.paragraph is None:
            return
        scope.paragraph.pieces.append(Piece(text, element, scope.bold, scope.hidden))
        if scope.fields:
            scope.fields[-1].add(text)

    def _words(self, element: etree._Element) -> None:
        text = element.text or ""
        if _PRIVATE.search(text):
            font = element.getparent().find(f"{W}rPr/{W}rFonts")  # type: ignore[union-attr]
            name = "" if font is None else font.get(W + "ascii") or font.get(W + "hAnsi") or ""
            text = _PRIVATE.sub(lambda found: _glyph(name, ord(found[0])), text)
        self._add(text.translate(_BLANKS), element)

    def _formula(self, _: etree._Element) -> None:
        self._scopes[-1].bold = self._scopes[-1].hidden = False
        self.counts["formulas"] += not self._muted

    def _symbol(self, element: etree._Element) -> None:
        code = element.get(W + "char", "")
        if re.fullmatch("[0-9A-Fa-f]{1,4}", code):
            self._add(_glyph(element.get(W + "font", ""), int(code, 16)), element)

    # fields

    def _field_mark(self, element: etree._Element) -> None:
        match element.get(W + "fldCharType"):
            case "begin":
                self._add(_form_field(element.find(W + "ffData")), element)
                if element not in self._unclosed:
                    self._begin_field()
            case "separate":
                self._separate_field()
            case "end":
                self._end_field()

    def _begin_field(self) -> None:
        scope = self._scopes[-1]
        scope.fields.append(Field())
        scope.silent_fields += 1

    def _separate_field(self) -> None:
        scope = self._scopes[-1]
        if scope.fields and scope.fields[-1].silent and scope.fields[-1].words[0].upper() not in _CONTENTS_FIELDS:
            scope.fields[-1].silent = False
            scope.silent_fields -= 1

    def _end_field(self) -> None:
        scope = self._scopes[-1]
        if not scope.fields:
            return
        ended = scope.fields.pop()
        scope.silent_fields -= ended.silent
        if scope.fields:
            scope.fields[-1].add(ended.result)
        name, *rest = ended.words
        if name.upper() == "LISTNUM" and not self._muted:
            self.counts["listnums"] += 1
        switches = {word.lower() for word in rest if word.startswith("\\")}
        if name.upper() == "REF" and switches & _NUMBER_SWITCHES and not switches & _CHANGED_NUMBER_SWITCHES:
            self.references.append(CachedReference(rest[0], ended.result))

    def _instruction(self, element: etree._Element) -> None:
        scope = self._scopes[-1]
        if scope.fields and scope.fields[-1].silent:
            scope.fields[-1].instruction.append(element.text or "")

    def _begin_simple_field(self, element: etree._Element) -> None:
        self._begin_field()
        self._scopes[-1].fields[-1].instruction.append(element.get(W + "instr", ""))
        self._separate_field()

    def _end_simple_field(self, _: etree._Element) -> None:
        self._end_field()

    def _bookmark(self, element: etree._Element) -> None:
        paragraph, name = self._scopes[-1].paragraph, element.get(W + "name", "")
        if paragraph is None:
            self._floating.append(name)
        else:
            self.bookmarks[name] = paragraph

    # tables

    def _open_table(self, _: etree._Element) -> None:
        self._release_carried()
        scope = self._scopes[-1]
        scope.tables.append(Table(self.counts["tables"]))
        self.counts["tables"] += not self._muted

    def _close_table(self, _: etree._Element) -> None:
        scope = self._scopes[-1]
        if scope.tables:
            scope.tables.pop()

    def _open_row(self, element: etree._Element) -> None:
        tables, properties = self._scopes[-1].tables, element.find(W + "trPr")
        if not tables:
            return
        if properties is not None:
            self.counts["insertions"] += properties.find(W + "ins") is not None
            if properties.find(W + "del") is not None:
                self._deletion(element)
                return
        tables[-1].row += 1
        tables[-1].next_column = _columns(value(properties, "gridBefore"), 0)

    def _close_row(self, _: etree._Element) -> None:
        scope = self._scopes[-1]
        if len(scope.tables) == 1:
            scope.out += scope.after_row
            scope.after_row = []

    def _open_cell(self, element: etree._Element) -> None:
        tables, properties = self._scopes[-1].tables, element.find(W + "tcPr")
        if not tables:
            return
        table = tables[-1]
        table.column = table.next_column
        table.next_column += _columns(value(properties, "gridSpan"), 1)
        if properties is None:
            return
        if properties.find(W + "cellDel") is not None:
            self._deletion(element)
        elif any(_continues(properties.find(W + merge)) for merge in ("vMerge", "hMerge")):
            self._mute(element)

    def _close_cell(self, _: etree._Element) -> None:
        self._release_carried()

    # text boxes and notes

    def _open_box(self, _: etree._Element) -> None:
        self._scopes.append(Scope("text-box", self._box_counters))
        self.counts["text_boxes"] += not self._muted

    def _close_box(self, _: etree._Element) -> None:
        self._release_carried()
        inner = self._scopes.pop()
        outer = self._scopes[-1]
        if outer.paragraph is not None:
            outer.paragraph.after.extend(inner.out)
        else:
            outer.out.extend(inner.out)

    def _open_note(self, element: etree._Element) -> None:
        kind: BlockKind = "footnote" if element.tag == _FOOTNOTE else "endnote"
        self._scopes.append(Scope(kind, self._scopes[0].counters))
        if element.get(W + "type", "normal") != "normal":
            self._mute(element)  # the line above notes

    def _close_note(self, element: etree._Element) -> None:
        self._release_carried()
        note = self._scopes.pop()
        self.notes[(note.kind, element.get(W + "id", ""))] = note.out

    def _note_reference(self, element: etree._Element) -> None:
        kind = "footnote" if element.tag == W + "footnoteReference" else "endnote"
        paragraph, silent = self._scopes[-1].paragraph, self._muted or self._scopes[-1].silent_fields
        if paragraph is not None and not silent:
            note = self._known_notes.pop((kind, element.get(W + "id", "")), [])
            paragraph.after.extend(note)
            self.counts[f"{kind}s"] += bool(note)

    # what is not read

    def _mute(self, element: etree._Element) -> None:
        self._muted.append(element)

    def _insertion(self, _: etree._Element) -> None:
        self.counts["insertions"] += not self._muted

    def _deletion(self, element: etree._Element) -> None:
        self.counts["deletions"] += not self._muted
        self._mute(element)

    def _alternative(self, element: etree._Element) -> None:
        """The same thing told for newer and for older versions of Word: only the first is read."""
        if any(True for _ in element.itersiblings(*_ALTERNATIVES, preceding=True)):
            self._mute(element)

    def _content_control(self, element: etree._Element) -> None:
        gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
        if gallery is not None and gallery.get(W + "val") == "Table of Contents":
            self._mute(element)

    def _picture(self, _: etree._Element) -> None:
        self.counts["pictures"] += not self._muted

    def _embedded_object(self, element: etree._Element) -> None:
        equation = element.get("ProgID", "").startswith("Equation")
        self.counts["embedded"] += not self._muted and not equation

    def _embedded_part(self, _: etree._Element) -> None:
        self.counts["embedded"] += not self._muted

    def _comment(self, _: etree._Element) -> None:
        self.counts["comments"] += 1


_T = TypeVar("_T")
_PPR, _RPR, _FOOTNOTE, _ENDNOTE = W + "pPr", W + "rPr", W + "footnote", W + "endnote"
_ALTERNATIVES = (_MC + "Choice", _MC + "Fallback")
_CONTENTS_FIELDS = {"TOC", "TOA", "INDEX"}
_NUMBER_SWITCHES = {r"\r", r"\n", r"\w"}
_CHANGED_NUMBER_SWITCHES = {r"\t", r"\p", r"\d"}  # without its words, with "above", with other separators
_CONTENTS_STYLE = re.compile(r"toc (\d|heading)", re.IGNORECASE)
_PRIVATE = re.compile("[\uf020-\uf0ff]")
_BLANKS = str.maketrans("\t\r\n", "   ")
_PROPERTIES = {
    W + name
    for name in ("pPr", "rPr", "tblPr", "tblPrEx", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr", "sectPr", "ffData")
} | {f"{_MATHS}{name}" for name in ("rPr", "ctrlPr")}

Handler = Callable[[Walk, etree._Element], None]


def _prints(text: str) -> Handler:
    return lambda walk, element: walk._add(text, element)


_START: dict[str, Handler] = {
    W + "p": Walk._open_paragraph,
    W + "r": Walk._open_run,
    W + "t": Walk._words,
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
    W + "bookmarkStart": Walk._bookmark,
    W + "tbl": Walk._open_table,
    W + "tr": Walk._open_row,
    W + "tc": Walk._open_cell,
    W + "txbxContent": Walk._open_box,
    _FOOTNOTE: Walk._open_note,
    _ENDNOTE: Walk._open_note,
    W + "footnoteReference": Walk._note_reference,
    W + "endnoteReference": Walk._note_reference,
    W + "commentReference": Walk._comment,
    W + "ins": Walk._insertion,
    W + "moveTo": Walk._insertion,
    W + "del": Walk._deletion,
    W + "moveFrom": Walk._deletion,
    W + "rt": Walk._mute,  # the small reading aid above East Asian words
    W + "sdt": Walk._content_control,
    W + "altChunk": Walk._embedded_part,
    W + "subDoc": Walk._embedded_part,
    **dict.fromkeys(_ALTERNATIVES, Walk._alternative),
    "{urn:schemas-microsoft-com:office:office}OLEObject": Walk._embedded_object,
    "{urn:schemas-microsoft-com:vml}imagedata": Walk._picture,
    "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic": Walk._picture,
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart": Walk._picture,
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds": Walk._picture,
}
_END: dict[str, Handler] = {
    W + "p": Walk._close_paragraph,
    W + "fldSimple": Walk._end_simple_field,
    W + "tbl": Walk._close_table,
    W + "tr": Walk._close_row,
    W + "tc": Walk._close_cell,
    W + "txbxContent": Walk._close_box,
    _FOOTNOTE: Walk._close_note,
    _ENDNOTE: Walk._close_note,
}


def _first(values: Iterable[_T | None]) -> _T | None:
    """What the nearest one says that says anything."""
    return next((found for found in values if found is not None), None)


def _style_name(paragraph: Paragraph) -> str:
    return paragraph.styles[1].name if len(paragraph.styles) > 1 else ""


def _columns(text: str | None, default: int) -> int:
    """Columns of the grid that a cell or a gap takes; Word's tables have at most 63."""
    return min(max(integer(text) or default, default), 63)


def _continues(merge: etree._Element | None) -> bool:
    """Whether a cell is the hidden rest of the merged cell above or before it."""
    return merge is not None and merge.get(W + "val", "continue") == "continue"


def _unclosed_fields(root: etree._Element) -> set[etree._Element]:
    """Marks that begin a field that never ends: they are passed over, or they would swallow all that follows."""
    begun: list[etree._Element] = []
    for mark in root.iter(W + "fldChar"):
        if mark.get(W + "fldCharType") == "begin":
            begun.append(mark)
        elif mark.get(W + "fldCharType") == "end" and begun:
            begun.pop()
    return set(begun)


def _form_field(data: etree._Element | None) -> str:
    """What an old form field shows: its state is kept in the field's data, not in a result."""
    if data is None:
        return ""
    box, choices = data.find(W + "checkBox"), data.find(W + "ddList")
    if box is not None:
        ticked = switch(box, "default") if box.find(W + "checked") is None else switch(box, "checked")
        return "☑" if ticked else "☐"
    if choices is not None:
        entries = [entry.get(W + "val", "") for entry in choices.iterchildren(W + "listEntry")]
        chosen = integer(value(choices, "result") or value(choices, "default")) or 0
        return entries[chosen] if 0 <= chosen < len(entries) else ""
    return ""


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


def _glyph(font: str, code: int) -> str:
    """A character of a symbol font, such as a tick box, in Unicode."""
    glyphs = _GLYPHS.get(font.lower())
    if glyphs is None and 0x20 <= code < 0xD800:
        return chr(code)
    return (glyphs or {}).get(code & 0xFF, _UNKNOWN_GLYPH)


# --- from paragraphs to a document --------------------------------------------------------------------------


def _left_edge(paragraph: Paragraph) -> float:
    """Where the words begin: after the number or the typed label that stands in a hanging first line."""
    found, text = indent(paragraph.styles, paragraph.place), paragraph.text
    left, first = found.left or 0.0, found.first or 0.0
    words = text.strip()
    hangs = first < 0 and (paragraph.number is not None or "\t" in words)
    tabs = text[: text.index(words)].count("\t")
    return round((left if hangs else left + first) + tabs * _DEFAULT_TAB, 2)


def _outline_level(paragraph: Paragraph) -> int | None:
    level = _first(style.outline_level for style in paragraph.styles)
    if level is None:
        names = (re.fullmatch(r"heading ([1-9])", style.name, re.IGNORECASE) for style in paragraph.styles)
        level = _first(int(found[1]) - 1 if found else None for found in names)
    return level if level is not None and 0 <= level <= 8 else None


def _block(paragraph: Paragraph, start: int, words: str) -> Block:
    hidden = paragraph.hidden
    visible = [piece for piece in paragraph.pieces if not piece.text.isspace() and piece.hidden == hidden]
    label = paragraph.number.label if paragraph.number else ""
    outline_level, kind = _outline_level(paragraph), paragraph.kind
    if kind == "paragraph":
        kind = "heading" if outline_level is not None else "list-item" if label else kind
    return Block(
        span=Span(start, start + len(words)),
        kind=kind,
        label=label,
        list_level=paragraph.place.level if paragraph.place and label else None,
        outline_level=outline_level,
        indent=_left_edge(paragraph),
        bold=all(piece.bold for piece in visible),
        centred=_first(style.alignment for style in paragraph.styles) == "center",
        hidden=hidden,
        style=_style_name(paragraph),
        cell=paragraph.cell,
        paragraph=paragraph.index if paragraph.kind not in {"footnote", "endnote"} else None,
    )


def _lay_out(paragraphs: list[Paragraph]) -> tuple[str, tuple[Block, ...]]:
    """The text of a document and its blocks: a line for each, cells of one row parted by tabs."""
    parts: list[str] = []
    blocks: list[Block] = []
    position = 0
    before: Cell | None = None
    for paragraph in paragraphs:
        words, cell = paragraph.text.strip(), paragraph.cell
        if blocks:
            same_row = before and cell and (before.table, before.row) == (cell.table, cell.row)
            parts.append("\t" if same_row and before != cell else "\n")
            position += 1
        blocks.append(_block(paragraph, position, words))
        parts.append(words)
        position += len(words)
        before = cell
    return "".join([*parts, "\n"]), tuple(blocks)


def _agrees(printed: str, target: Paragraph) -> bool:
    """Whether a number that Word printed for a paragraph is the one worked out here, or the end of its full path."""
    wanted = re.sub(r"\s", "", printed).rstrip(".")
    number = target.number
    if number is None or not number.label:
        return wanted == "0"
    if number.label == BULLET:
        return True  # Word prints the bullet's own sign
    ways = [number.label, *("".join(number.path[start:]) for start in range(len(number.path)))]
    return wanted in {re.sub(r"\s", "", way) for way in ways}


def _check_references(walk: Walk) -> None:
    """Hold our numbers against those that Word cached in the file's cross-references."""
    for reference in walk.references:
        target = walk.bookmarks.get(reference.bookmark)
        if target is not None and reference.printed.strip() and not _BROKEN.search(reference.printed):
            walk.counts["references"] += 1
            walk.counts["references_agreeing"] += _agrees(reference.printed, target)


_BROKEN = re.compile(r"Error! (?:Reference source not found|Bookmark not defined|No text of specified style)")


# --- what the reader of the report must know ----------------------------------------------------------------


def _plural(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _content_notices(counts: Mapping[str, int], text: str) -> Iterator[Notice]:
    if parts := counts["embedded"]:
        yield Notice(
            "N-EMBEDDED",
            f"{_plural(parts, 'document')} embedded in this file could not be read. Open the file in Word, save "
            "each of them on its own, and check it too.",
            material=True,
        )
    insertions, deletions = counts["insertions"], counts["deletions"]
    if insertions or deletions:
        yield Notice(
            "N-TRACKED",
            f"The file has tracked changes: {_plural(insertions, 'insertion')} and {_plural(deletions, 'deletion')}. "
            "It was read as it will stand when all of them are accepted.",
        )
    if hidden := counts["hidden_words"]:
        yield Notice(
            "N-HIDDEN",
            f"{_plural(hidden, 'word')} in this file {'is' if hidden == 1 else 'are'} hidden: Word normally does not "
            "show them. They were read and checked, because hidden terms can still bind. Ask why they are there.",
        )
    if broken := len(_BROKEN.findall(text)):
        yield Notice(
            "N-BROKEN-REF",
            f"{_plural(broken, 'cross-reference leads', 'cross-references lead')} nowhere (“Error! Reference source "
            "not found.”). Ask which clause is meant before you sign.",
        )
    if counts["references"] > counts["references_agreeing"]:
        astray = counts["references"] - counts["references_agreeing"]
        yield Notice(
            "N-NUMBERS",
            f"{astray:,} of {_plural(counts['references'], 'automatic cross-reference')} in this file show another "
            "number than the clause they point to has now. Check which clause is meant.",
        )
    if numbers := counts["listnums"]:
        yield Notice(
            "N-LISTNUM",
            f"{_plural(numbers, 'number')} in the middle of paragraphs could not be worked out. Look in Word for them.",
        )
    if formulas := counts["formulas"]:
        yield Notice(
            "N-FORMULA",
            f"{_plural(formulas, 'formula was', 'formulas were')} read as plain characters, without fractions or "
            "raised numbers. Check the arithmetic in Word.",
        )
    if comments := counts["comments"]:
        yield Notice(
            "N-COMMENTS",
            f"{_plural(comments, 'comment')} in the margin {'is' if comments == 1 else 'are'} not part of the contract "
            f"and {'was' if comments == 1 else 'were'} not checked.",
        )
    if pictures := counts["pictures"]:
        yield Notice("N-PICTURES", f"{_plural(pictures, 'picture')}: text in them was not read.")


def _package_notices(package: Package) -> Iterator[Notice]:
    settings = [relation.target for relation in package.relations(package.main) if relation.kind == "settings"]
    relations = [relation for part in (package.main, *settings) for relation in package.relations(part)]
    outside = sum(relation.external and relation.kind != "hyperlink" for relation in relations)
    if outside:
        yield Notice(
            "N-EXTERNAL",
            f"The file points to {_plural(outside, 'thing')} outside itself, such as a template or a linked picture. "
            "Nothing was fetched.",
        )
    if any(relation.kind == "vbaProject" for relation in relations):
        yield Notice("N-MACROS", "The file holds macros (small programs). They were ignored and never run.")
    if package.is_template:
        yield Notice("N-TEMPLATE", "The file is a Word template. It was read like any other Word file.")


# --- reading ------------------------------------------------------------------------------------------------


def read_docx(data: bytes, name: str, progress: Progress | None = None) -> Document:
    """Read a Word file from its bytes.

    `counts` of the result: paragraphs (with words), numbered, tables, footnotes, endnotes, text_boxes, comments,
    insertions, deletions, pictures, headers_footers, embedded (parts not read), hidden_words, and references with
    references_agreeing (cross-references whose cached number could be held against ours).

    Raises `ReadError`: E-FORMAT (a zip file of another kind), E-CORRUPT, E-PASSWORD, E-UNSAFE, E-TOOBIG, E-NOTEXT.
    """
    package = Package(data, name)
    walk, paragraphs = read_paragraphs(package, progress)
    if not paragraphs:
        pictures = walk.counts["pictures"]
        seen = f", only {_plural(pictures, 'picture')}" if pictures else ""
        raise package.error("E-NOTEXT", f"there is no text in this file{seen}. Ask for a version with text in it.")
    _check_references(walk)
    text, blocks = _lay_out(paragraphs)
    counts = walk.counts
    counts["paragraphs"] = len(blocks)
    counts["numbered"] = sum(block.label not in {"", BULLET} for block in blocks)
    counts["headers_footers"] = sum(r.kind in {"header", "footer"} for r in package.relations(package.main))
    counts["hidden_words"] = sum(len(p.text.split()) for line in paragraphs for p in line.pieces if p.hidden)
    if progress:
        progress("Reading paragraphs", len(blocks), len(blocks))
    return Document(
        name=name,
        format="docx",
        sha256=hashlib.sha256(data).hexdigest(),
        text=text,
        blocks=blocks,
        notices=(*_content_notices(counts, text), *_package_notices(package)),
        counts={key: counts[key] for key in sorted({*counts, *_COUNTED})},
    )


_COUNTED = ("footnotes", "endnotes", "comments", "insertions", "deletions", "tables", "text_boxes", "pictures")


def read_paragraphs(package: Package, progress: Progress | None = None) -> tuple[Walk, list[Paragraph]]:
    """The paragraphs of a Word file that have words, in reading order, and the walk that found them."""
    parts = {relation.kind: relation.target for relation in package.relations(package.main) if not relation.external}
    root = package.xml(package.main)
    if root.tag != W + "document":
        raise package.error("E-FORMAT", "this is an Office file, but not a Word file. Save it as .docx or PDF.")
    styles, lists = (package.xml(parts[kind]) if kind in parts else None for kind in ("styles", "numbering"))
    numbering = Numbering(lists, Styles(styles))
    counts: Counter[str] = Counter()
    notes: dict[tuple[str, str], list[Paragraph]] = {}
    for kind in ("footnotes", "endnotes"):
        if kind in parts:
            notes_walk = Walk(package, numbering, counts)
            notes_walk.read(package.xml(parts[kind]))
            notes |= notes_walk.notes
    walk = Walk(package, numbering, counts, notes, progress)
    return walk, walk.read(root)
