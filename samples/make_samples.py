"""Builds the sample contracts from their plain-text sources: `python samples/make_samples.py`.

The Word file comes from python-docx and lxml alone and is the same, byte for byte, every time. The PDF is made by
LibreOffice where it is installed, from a copy in which the tracked changes have been accepted. How a source is
written: README.md beside this file.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph
from lxml.etree import _Element as Element
from sample_looks import FOOTNOTES, element, make_numbering, make_styles
from sample_source import Change, Paragraph, Source, Table, inline, read_source

HERE = Path(__file__).parent
WHEN = datetime(2026, 2, 20, 10, 0, tzinfo=UTC)
"""The one date that is written into the files, so that building them again changes nothing."""
REVISER = "Lead Provider, legal team"
TEXT_WIDTH_CM = 16.0


def build_docx(source: Source, *, accept_changes: bool = False) -> bytes:
    """The Word file. With `accept_changes` it holds the final wording only, which is what the PDF shows."""
    document = docx.Document()
    make_styles(document)
    make_numbering(document)
    lay_out_pages(document, source.header)
    writer = Writer(document, source, accept_changes)
    for block in source.blocks:
        if accept_changes and isinstance(block, Paragraph) and block.change == "deleted":
            continue
        writer.table(block) if isinstance(block, Table) else writer.paragraph(block)
    add_footnotes(document, writer.footnotes)
    set_properties(document, source.title)
    return saved(document)


def lay_out_pages(document: WordDocument, running: str) -> None:
    """A4, with a running head and "Page 2 of 9" at the foot; the cover has neither."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.5)
    section.different_first_page_header_footer = True
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    header.add_run(running)
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
        if block.change and not self.accept_changes:
            mark = paragraph._p.get_or_add_pPr()
            mark.append(element("w:rPr"))
            mark[-1].append(self._change(block.change))
        if not block.ident:
            self._write(paragraph, block.text, block.change)
            return
        number = self._next_id()
        paragraph._p.append(element("w:bookmarkStart", id=number, name=bookmark(block.ident)))
        self._write(paragraph, block.text, block.change)
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

    def _write(self, paragraph: WordParagraph, text: str, whole: Change = "") -> None:
        for piece in inline(text):
            change: Change = whole or (piece.kind if piece.kind in {"inserted", "deleted"} else "")
            if change == "deleted" and self.accept_changes:
                continue
            before = len(paragraph._p)
            if piece.kind == "reference":
                self._refer(paragraph, self.targets[piece.text], change)
            elif piece.kind == "note":
                self.footnotes.append(self.source.notes[piece.text])
                run = paragraph.add_run(style="Note Mark")
                run._r.append(element("w:footnoteReference", id=len(self.footnotes)))
            elif piece.kind in {"plain", "bold"}:
                paragraph.add_run(piece.text).bold = True if piece.kind == "bold" else None
            else:
                paragraph.add_run(piece.text)
            self._track(paragraph, before, change)

    def _refer(self, paragraph: WordParagraph, target: Paragraph, change: Change) -> None:
        """A cross-reference; where changes have moved what it leads to, Word tracks the old number and the new."""
        # \w gives a clause's full number "3.2(b)"; a schedule's paragraph is cited by its own, \n
        switch = "n" if target.style.startswith("Schedule") else "w"
        instruction = f"REF {bookmark(target.ident)} \\{switch} \\h"
        moved = not change and target.was != target.label and not self.accept_changes
        add_field(paragraph, instruction, target.was if moved or change == "deleted" else target.label)
        if moved:
            at = len(paragraph._p) - 2
            paragraph._p.insert(at + 1, paragraph.add_run(target.label)._r)
            for place, kind in ((at + 1, "inserted"), (at, "deleted")):
                self._track(paragraph, place, kind, place + 1)

    def _track(self, paragraph: WordParagraph, start: int, change: Change, end: int | None = None) -> None:
        """Put what stands at `[start, end)` of a paragraph into a tracked change, unless that is accepted already."""
        if not change or self.accept_changes:
            return
        runs = list(paragraph._p[start:end])
        around = self._change(change)
        paragraph._p.insert(start, around)
        around.extend(runs)
        if change == "deleted":
            for words in around.iter(qn("w:t"), qn("w:instrText")):
                words.tag = qn("w:delText" if words.tag == qn("w:t") else "w:delInstrText")

    def _change(self, change: Change) -> Element:
        tag = "w:ins" if change == "inserted" else "w:del"
        return element(tag, id=self._next_id(), author=REVISER, date=WHEN.strftime("%Y-%m-%dT%H:%M:%SZ"))

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


def set_properties(document: WordDocument, title: str) -> None:
    properties = document.core_properties
    properties.title = title
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


def bookmark(ident: str) -> str:
    return "_Ref_" + ident.replace("-", "_")


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
    for path in sorted([*HERE.glob("*.source.md"), *HERE.glob("*.changes.yaml")]):
        source = read_source(path)
        name = path.name.removesuffix(".source.md").removesuffix(".changes.yaml")
        word, pdf = (HERE / f"{name}{suffix}" for suffix in (".docx", ".pdf"))
        built = build_docx(source)
        # LibreOffice stamps the time into a PDF, so one that is up to date is left alone
        fresh = pdf.exists() and word.exists() and word.read_bytes() == built
        word.write_bytes(built)
        if not fresh and shutil.which("soffice"):
            make_pdf(build_docx(source, accept_changes=True), pdf)


if __name__ == "__main__":
    main()
