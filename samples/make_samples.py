"""Builds the sample contracts from their plain-text sources: `python samples/make_samples.py`.

The Word file comes from python-docx and lxml alone and is the same, byte for byte, every time. The PDF is made by
LibreOffice where it is installed, from a copy in which the tracked changes have been accepted. How a source is
written: README.md beside this file.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import docx
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph
from lxml.etree import _Element as Element

HERE = Path(__file__).parent
WHEN = datetime(2026, 2, 20, 10, 0, tzinfo=UTC)
"""The one date that is written into the files, so that building them again changes nothing."""
REVISER = "Lead Provider, legal team"
TEXT_WIDTH_CM = 16.0


# --- the source ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the source. `label` is what Word will print before it, `cite` how a lawyer cites it."""

    style: str
    text: str
    ident: str = ""
    label: str = ""
    cite: str = ""
    page_break: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the source; `widths` are percentages. All but the signature block have a heading row."""

    name: str
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A whole contract: its blocks in order, and its footnotes by name in order of appearance."""

    blocks: tuple[Paragraph | Table, ...]
    notes: dict[str, str]

    @property
    def targets(self) -> dict[str, Paragraph]:
        """Every paragraph that a cross-reference can name."""
        return {block.ident: block for block in self.blocks if isinstance(block, Paragraph) and block.ident}

    @property
    def citations(self) -> set[str]:
        """All that can be cited: "8.4", "3.2(e)(i)", "Schedule 2, 2.1", "Recital (B)", "Footnote 1"."""
        numbered = {block.cite for block in self.blocks if isinstance(block, Paragraph) and block.cite}
        return numbered | {f"Footnote {number}" for number in range(1, len(self.notes) + 1)}

    def text(self) -> str:
        """The words as they stand with the tracked changes accepted, numbers left out, a line for each paragraph."""
        texts: list[str] = []
        for block in self.blocks:
            if isinstance(block, Table):
                texts += ["\t".join(row) for row in block.rows]
            else:
                texts.append(block.text)
        return "\n".join(self.plain(text) for text in [*texts, *self.notes.values()])

    def plain(self, text: str) -> str:
        pieces = (piece for piece in inline(text) if piece.kind not in {"deleted", "note"})
        return "".join(self.targets[p.text].label if p.kind == "reference" else p.text for p in pieces)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph: plain, bold, inserted, deleted, a reference (its name) or a note (its name)."""

    kind: str
    text: str


INLINE = re.compile(
    r"\*\*(?P<bold>.+?)\*\*|\[\[(?P<reference>[\w-]+)\]\]|\[\^(?P<note>\w+)\]|\{\+(?P<inserted>.+?)\+\}|\{-(?P<deleted>.+?)-\}"
)
TRAILER = re.compile(r"\s*\{(?:#(?P<ident>[\w-]+)|(?P<break>break))\}$")
MARKS = {
    "=": "Unnumbered Heading",
    ">": "Flush Text",
    "party:": "Party",
    "recital:": "Recital",
    "-": "Definition Item",
    "@draft": "Cover Draft",
    "@date": "Cover Date",
    "@title": "Cover Title",
    "@subtitle": "Cover Subtitle",
    "@cover-party": "Cover Party",
    "@cover-small": "Cover Small",
    "@cover-and": "Cover Small",
    "@cover-note": "Cover Note",
}


def inline(text: str) -> Iterator[Piece]:
    """Split a paragraph at its marks."""
    at = 0
    for match in INLINE.finditer(text):
        if match.start() > at:
            yield Piece("plain", text[at : match.start()])
        kind = match.lastgroup or "plain"
        yield Piece(kind, match[kind])
        at = match.end()
    if at < len(text):
        yield Piece("plain", text[at:])


def letter(number: int) -> str:
    return "abcdefghijklmnopqrstuvwxyz"[number - 1]


def roman(number: int) -> str:
    return ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")[number - 1]


@dataclass
class Counters:
    """Counts clauses, schedules, parties and recitals as Word will, for the cached text of cross-references."""

    schedule: int = 0
    levels: list[int] = field(default_factory=list)
    lists: dict[str, int] = field(default_factory=dict)

    def clause(self, depth: int) -> str:
        """The full number of the next paragraph at `depth` (1 to 4), such as "12.3(b)(i)"."""
        self.levels = [*self.levels[:depth], *[0] * (depth - len(self.levels))][:depth]
        self.levels[-1] += 1
        first, *rest = self.levels
        number = f"{first}.{rest[0]}" if rest else f"{first}"
        return number + "".join(f"({shape(n)})" for shape, n in zip((letter, roman), rest[1:], strict=False))

    def start_schedule(self) -> str:
        self.schedule += 1
        self.levels = []
        return f"Schedule {self.schedule}"

    def item(self, style: str) -> str:
        self.lists[style] = self.lists.get(style, 0) + 1
        return f"({self.lists[style]})" if style == "Party" else f"({letter(self.lists[style]).upper()})"


def read_source(path: Path) -> Source:
    """Read a source file. Raises `ValueError` for a line with an unknown mark or a reference that leads nowhere."""
    blocks: list[Paragraph | Table] = []
    notes: dict[str, str] = {}
    counters = Counters()
    lines = deque(path.read_text(encoding="utf-8").splitlines())
    while lines:
        line = lines.popleft()
        if not line.strip() or line.startswith("%%"):
            continue
        if note := re.match(r"\[\^(\w+)\]: (.+)", line):
            notes[note[1]] = note[2]
        elif line.startswith("table "):
            blocks.append(read_table(line, lines))
        else:
            blocks.append(read_paragraph(line, counters))
    source = Source(tuple(blocks), notes)
    source.text()  # finds a dangling reference now, not when Word is opened
    return source


def read_table(head: str, lines: deque[str]) -> Table:
    name, _, widths = head.removeprefix("table ").partition(":")
    columns = tuple(int(width) for width in widths.split())
    rows: list[tuple[str, ...]] = []
    while lines and lines[0].startswith("|"):
        rows.append(tuple(cell.strip() for cell in lines.popleft().strip().strip("|").split("|")))
        if len(rows[-1]) != len(columns):
            raise ValueError(f"a row of the table {name!r} has {len(rows[-1])} cells, not {len(columns)}")
    return Table(name, columns, tuple(rows))


def read_paragraph(line: str, counters: Counters) -> Paragraph:
    trailer = TRAILER.search(line)
    ident = (trailer["ident"] or "") if trailer else ""
    page_break = bool(trailer and trailer["break"])
    line = TRAILER.sub("", line)
    if line.startswith('"'):
        return Paragraph("Definition", re.sub(r'"([^"]+)"', r"“**\1**”", line), ident)
    mark, _, text = line.partition(" ")
    if mark == "!":
        label = counters.start_schedule()
        return Paragraph("Schedule", text, ident, label, label, page_break=True)
    if set(mark) == {"#"}:
        number = counters.clause(len(mark))
        division = "Schedule" if counters.schedule else "Clause"
        cite = f"Schedule {counters.schedule}, {number}" if counters.schedule else number
        return Paragraph(f"{division} Level {len(mark)}", text, ident, number, cite)
    if mark not in MARKS:
        raise ValueError(f"a line starts with an unknown mark: {line[:60]!r}")
    style = MARKS[mark]
    if style in {"Party", "Recital"}:
        label = counters.item(style)
        return Paragraph(style, text, ident, label, f"{style} {label}")
    return Paragraph(style, text, ident, page_break=page_break)


# --- Word ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph style looks: sizes and spaces in points, indents in centimetres."""

    size: float = 10.5
    bold: bool = False
    italic: bool = False
    centred: bool = False
    before: float = 0
    after: float = 6
    left: float = 0
    hanging: float = 0
    keep_next: bool = False
    outline: int | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a Word list: its style, number format, printed pattern and what follows the number."""

    style: str
    fmt: str
    pattern: str
    suffix: str = "tab"


LOOKS = {
    "Cover Draft": Look(size=9, italic=True, after=2),
    "Cover Date": Look(after=90),
    "Cover Title": Look(size=22, bold=True, centred=True, before=60, after=14),
    "Cover Subtitle": Look(size=13, centred=True, after=80),
    "Cover Party": Look(size=12, bold=True, centred=True, before=10, after=2),
    "Cover Small": Look(centred=True, after=10),
    "Cover Note": Look(size=9, italic=True, centred=True, before=110),
    "Unnumbered Heading": Look(size=12, bold=True, before=10, after=8, keep_next=True),
    "Flush Text": Look(),
    "Party": Look(left=1.25, hanging=1.25),
    "Recital": Look(left=1.25, hanging=1.25),
    "Definition": Look(left=1.25),
    "Definition Item": Look(left=2.25, hanging=1.0),
    "Definition Text": Look(left=1.25),
    "Clause Level 1": Look(size=11, bold=True, before=10, left=1.25, hanging=1.25, keep_next=True, outline=0),
    "Clause Level 2": Look(left=1.25, hanging=1.25),
    "Clause Level 3": Look(left=2.25, hanging=1.0),
    "Clause Level 4": Look(left=3.25, hanging=1.0),
    "Schedule": Look(size=13, bold=True, centred=True, after=14, keep_next=True, outline=0),
    "Schedule Level 1": Look(size=11, bold=True, before=8, left=1.25, hanging=1.25, keep_next=True, outline=1),
    "Schedule Level 2": Look(left=1.25, hanging=1.25),
    "Schedule Level 3": Look(left=2.25, hanging=1.0),
    "Schedule Level 4": Look(left=3.25, hanging=1.0),
    "Table Text": Look(size=9.5, before=3, after=3),
    "Signature Text": Look(before=18, after=18),
    "Note Text": Look(size=8.5, after=2),
}
LISTS = (
    (
        Level("Clause Level 1", "decimal", "%1."),
        Level("Clause Level 2", "decimal", "%1.%2"),
        Level("Clause Level 3", "lowerLetter", "(%3)"),
        Level("Clause Level 4", "lowerRoman", "(%4)"),
    ),
    (
        Level("Schedule", "decimal", "Schedule %1", "space"),
        Level("Schedule Level 1", "decimal", "%2."),
        Level("Schedule Level 2", "decimal", "%2.%3"),
        Level("Schedule Level 3", "lowerLetter", "(%4)"),
        Level("Schedule Level 4", "lowerRoman", "(%5)"),
    ),
    # the definitions carry no number; they are in a list so that "(a)" starts again after each of them
    (Level("Definition", "none", "", "nothing"), Level("Definition Item", "lowerLetter", "(%2)")),
    (Level("Party", "decimal", "(%1)"),),
    (Level("Recital", "upperLetter", "(%1)"),),
)
FOOTNOTES = PackURI("/word/footnotes.xml")


def build_docx(source: Source, *, accept_changes: bool = False) -> bytes:
    """The Word file. With `accept_changes` it holds the final wording only, which is what the PDF shows."""
    document = docx.Document()
    make_styles(document)
    make_numbering(document)
    lay_out_pages(document)
    writer = Writer(document, source, accept_changes)
    for block in source.blocks:
        writer.table(block) if isinstance(block, Table) else writer.paragraph(block)
    add_footnotes(document, writer.footnotes)
    set_properties(document)
    return saved(document)


def make_styles(document: WordDocument) -> None:
    normal = document.styles["Normal"]
    normal.font.name = "Arial"
    normal.font.size = Pt(10.5)
    for name, look in LOOKS.items():
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        apply_look(style, look)
    mark = document.styles.add_style("Note Mark", WD_STYLE_TYPE.CHARACTER)
    mark.font.superscript = True


def apply_look(style: ParagraphStyle, look: Look) -> None:
    style.font.size, style.font.bold, style.font.italic = Pt(look.size), look.bold, look.italic
    style.font.color.rgb = RGBColor(0, 0, 0)
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(look.before), Pt(look.after)
    shape.line_spacing = 1.1
    shape.left_indent, shape.first_line_indent = Cm(look.left), Cm(-look.hanging)
    shape.keep_with_next = look.keep_next
    if look.centred:
        shape.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if look.outline is not None:
        style.element.get_or_add_pPr().append(element("w:outlineLvl", val=look.outline))


def make_numbering(document: WordDocument) -> None:
    """Replace the template's lists by ours, and link each level to its style both ways."""
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    for index, levels in enumerate(LISTS):
        numbering.append(abstract_list(document, index, levels))
    for index, levels in enumerate(LISTS):
        number = element("w:num", numId=index + 1)
        number.append(element("w:abstractNumId", val=index))
        numbering.append(number)
        for depth, level in enumerate(levels):
            link = document.styles[level.style].element.get_or_add_pPr().get_or_add_numPr()
            link.get_or_add_ilvl().val, link.get_or_add_numId().val = depth, index + 1


def abstract_list(document: WordDocument, index: int, levels: tuple[Level, ...]) -> Element:
    abstract = element("w:abstractNum", abstractNumId=index)
    abstract.append(element("w:multiLevelType", val="multilevel"))
    for depth, level in enumerate(levels):
        look = LOOKS[level.style]
        lvl = element("w:lvl", ilvl=depth)
        lvl.append(element("w:start", val=1))
        lvl.append(element("w:numFmt", val=level.fmt))
        lvl.append(element("w:pStyle", val=document.styles[level.style].style_id))
        lvl.append(element("w:suff", val=level.suffix))
        lvl.append(element("w:lvlText", val=level.pattern))
        lvl.append(element("w:lvlJc", val="left"))
        properties = element("w:pPr")
        properties.append(element("w:ind", left=twips(look.left), hanging=twips(look.hanging)))
        lvl.append(properties)
        abstract.append(lvl)
    return abstract


def lay_out_pages(document: WordDocument) -> None:
    """A4, with a running header and "Page 2 of 9" at the foot; the cover has neither."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.5)
    section.different_first_page_header_footer = True
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    header.add_run("Stepping Forward Programme: Sub-Contract")
    header.alignment, footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run("Page ")
    add_field(footer, "PAGE", "2")
    footer.add_run(" of ")
    add_field(footer, "NUMPAGES", "2")
    for run in [*header.runs, *footer.runs]:
        run.font.size = Pt(8.5)


class Writer:
    """Writes blocks to a Word document, keeping count of bookmarks, tracked changes and footnotes."""

    def __init__(self, document: WordDocument, source: Source, accept_changes: bool) -> None:
        self.document = document
        self.source = source
        self.accept_changes = accept_changes
        self.targets = source.targets
        self.footnotes: list[str] = []
        self._ids = 0
        self._in_definition = False

    def paragraph(self, block: Paragraph) -> None:
        self._in_definition = block.style.startswith("Definition") or (
            self._in_definition and block.style == "Flush Text"
        )
        style = "Definition Text" if self._in_definition and block.style == "Flush Text" else block.style
        paragraph = self.document.add_paragraph(style=style)
        paragraph.paragraph_format.page_break_before = block.page_break or None
        if not block.ident:
            self._write(paragraph, block.text)
            return
        number = self._next_id()
        paragraph._p.append(element("w:bookmarkStart", id=number, name=bookmark(block.ident)))
        self._write(paragraph, block.text)
        paragraph._p.append(element("w:bookmarkEnd", id=number))

    def table(self, block: Table) -> None:
        signature = block.name == "signature"
        table = self.document.add_table(len(block.rows), len(block.widths), None if signature else "Table Grid")
        table.autofit = False
        for column, width in zip(table.columns, block.widths, strict=True):
            column.width = Cm(TEXT_WIDTH_CM * width / 100)
        for at, (row, cells) in enumerate(zip(block.rows, table.rows, strict=True)):
            cells._tr.get_or_add_trPr().append(element("w:cantSplit"))
            for text, width, cell in zip(row, block.widths, cells.cells, strict=True):
                cell.width = Cm(TEXT_WIDTH_CM * width / 100)
                cell.paragraphs[0].style = "Signature Text" if signature else "Table Text"
                cell.paragraphs[0].paragraph_format.keep_with_next = block.name == "example" or None
                self._write(cell.paragraphs[0], f"**{text}**" if text and at == 0 and not signature else text)
        if not signature:
            repeat_heading(table)
        # without a paragraph between them Word would join this table to the next
        self.document.add_paragraph(style="Flush Text").paragraph_format.space_after = Pt(0)

    def _write(self, paragraph: WordParagraph, text: str) -> None:
        for piece in inline(text):
            if piece.kind == "reference":
                target = self.targets[piece.text]
                # \w gives a clause's full number "3.2(b)"; a schedule's paragraph is cited by its own, \n
                switch = "n" if target.style.startswith("Schedule") else "w"
                add_field(paragraph, f"REF {bookmark(target.ident)} \\{switch} \\h", target.label)
            elif piece.kind == "note":
                self.footnotes.append(self.source.notes[piece.text])
                run = paragraph.add_run(style="Note Mark")
                run._r.append(element("w:footnoteReference", id=len(self.footnotes)))
            elif piece.kind in {"inserted", "deleted"}:
                self._change(paragraph, piece)
            else:
                paragraph.add_run(piece.text).bold = True if piece.kind == "bold" else None

    def _change(self, paragraph: WordParagraph, piece: Piece) -> None:
        if self.accept_changes:
            if piece.kind == "inserted":
                paragraph.add_run(piece.text)
            return
        tag = "w:ins" if piece.kind == "inserted" else "w:del"
        change = element(tag, id=self._next_id(), author=REVISER, date=WHEN.strftime("%Y-%m-%dT%H:%M:%SZ"))
        run = paragraph.add_run(piece.text)._r
        if piece.kind == "deleted":
            for words in run.findall(qn("w:t")):
                words.tag = qn("w:delText")
        paragraph._p.append(change)
        change.append(run)

    def _next_id(self) -> int:
        self._ids += 1
        return self._ids


def repeat_heading(table: WordTable) -> None:
    """Print the heading row on each page of the table, shaded."""
    row = table.rows[0]
    row._tr.get_or_add_trPr().append(element("w:tblHeader"))
    for cell in row.cells:
        cell._tc.get_or_add_tcPr().append(element("w:shd", val="clear", color="auto", fill="E7E6E6"))


def add_field(paragraph: WordParagraph, instruction: str, result: str) -> None:
    """A complex field with its cached result, as Word writes it."""
    for kind in ("begin", "instruction", "separate", "result", "end"):
        run = paragraph.add_run(result if kind == "result" else "")
        if kind == "instruction":
            words = element("w:instrText")
            words.text = f" {instruction} "
            words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            run._r.append(words)
        elif kind != "result":
            run._r.append(element("w:fldChar", fldCharType=kind))


def add_footnotes(document: WordDocument, notes: list[str]) -> None:
    """Write the notes part, which python-docx does not know, with the two separators that Word expects."""
    style = document.styles["Note Text"].style_id
    mark = document.styles["Note Mark"].style_id
    parts = [
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{tag}/></w:r></w:p></w:footnote>'
        for number, kind, tag in ((-1, "separator", "separator"), (0, "continuationSeparator", "continuationSeparator"))
    ]
    parts += [
        f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f'<w:r><w:rPr><w:rStyle w:val="{mark}"/></w:rPr><w:footnoteRef/></w:r>'
        f'<w:r><w:t xml:space="preserve"> {escape(text)}</w:t></w:r></w:p></w:footnote>'
        for number, text in enumerate(notes, start=1)
    ]
    blob = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f"<w:footnotes {nsdecls('w')}>{''.join(parts)}</w:footnotes>"
    ).encode()
    part = Part(FOOTNOTES, CONTENT_TYPE.WML_FOOTNOTES, blob, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    properties = parse_xml(f'<w:footnotePr {nsdecls("w")}><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>')
    compatibility = document.settings.element.find(qn("w:compat"))
    compatibility.addprevious(properties)


def set_properties(document: WordDocument) -> None:
    properties = document.core_properties
    properties.title = "Sub-Contract for Employment and Wellbeing Support (fictional)"
    properties.author = properties.last_modified_by = "termscheck samples"
    properties.comments = "A specimen of our own drafting; every party in it is fictional."
    properties.created = properties.modified = WHEN.replace(tzinfo=None)
    properties.revision = 1


def saved(document: WordDocument) -> bytes:
    """The file's bytes, with one date on every member, so that they depend on the source only."""
    raw, fixed = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, WHEN.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(member, source.read(name))
    return fixed.getvalue()


def element(tag: str, **attributes: object) -> Element:
    made: Element = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def bookmark(ident: str) -> str:
    return "_Ref_" + ident.replace("-", "_")


def twips(centimetres: float) -> int:
    return round(centimetres * 1440 / 2.54)


# --- PDF ----------------------------------------------------------------------------------------------------


def make_pdf(word: bytes, target: Path) -> None:
    """Print a Word file with LibreOffice. Raises `CalledProcessError` or `TimeoutExpired` when it fails."""
    with tempfile.TemporaryDirectory() as folder:
        copy_of_word = Path(folder, target.with_suffix(".docx").name)
        copy_of_word.write_bytes(word)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(copy_of_word)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        shutil.copyfile(copy_of_word.with_suffix(".pdf"), target)


def main() -> None:
    """Build every sample that has a source beside this file; a PDF only if its wording has changed."""
    for path in sorted(HERE.glob("*.source.md")):
        source = read_source(path)
        word, pdf = (HERE / path.name.replace(".source.md", suffix) for suffix in (".docx", ".pdf"))
        built = build_docx(source)
        # LibreOffice stamps the time into a PDF, so one that is up to date is left alone
        fresh = pdf.exists() and word.exists() and word.read_bytes() == built
        word.write_bytes(built)
        if not fresh and shutil.which("soffice"):
            make_pdf(build_docx(source, accept_changes=True), pdf)


if __name__ == "__main__":
    main()
