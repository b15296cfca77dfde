"""Small Word files made of strings, for the tests of the Word reader."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from types import MappingProxyType

import pytest

from termscheck.errors import ReadError
from termscheck.model import Block, Document, View
from termscheck.readers.docx import read_docx

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'xmlns:r="{OFFICE}/relationships"'
)
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
LIST = """<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/>
  <w:pPr><w:ind w:left="720" w:hanging="720"/></w:pPr></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl>
</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>"""


def relationships(*links: tuple[str, str], external: tuple[tuple[str, str], ...] = ()) -> str:
    lines = [
        f'<Relationship Id="r{i}" Type="{OFFICE}/relationships/{k}" Target="{t}"/>' for i, (k, t) in enumerate(links)
    ]
    lines += [
        f'<Relationship Id="x{i}" Type="{OFFICE}/relationships/{k}" Target="{t}" TargetMode="External"/>'
        for i, (k, t) in enumerate(external)
    ]
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{"".join(lines)}</Relationships>'


def part(root: str, inside: str) -> str:
    return f"<w:{root} {NAMESPACES}>{inside}</w:{root}>"


def package(parts: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def word_parts(
    body: str,
    *,
    styles: str = "",
    footnotes: str = "",
    endnotes: str = "",
    external: tuple[tuple[str, str], ...] = (),
    links: tuple[tuple[str, str], ...] = (),
    content_type: str = MAIN,
    lists: str = LIST,
    more: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, str | bytes]:
    links = (("styles", "styles.xml"), ("numbering", "numbering.xml"), *links)
    notes = {"footnotes": footnotes, "endnotes": endnotes}
    links += tuple((kind, f"{kind}.xml") for kind, inside in notes.items() if inside)
    types = f'<Override PartName="/word/document.xml" ContentType="{content_type}"/>'
    return {
        "[Content_Types].xml": f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{types}</Types>',
        "_rels/.rels": relationships(("officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": relationships(*links, external=external),
        "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
        "word/styles.xml": part("styles", styles),
        "word/numbering.xml": part("numbering", lists),
        **{f"word/{kind}.xml": part(kind, inside) for kind, inside in notes.items() if inside},
        **{f"word/{name}": content for name, content in more.items()},
    }


def word(body: str, **more: object) -> bytes:
    return package(word_parts(body, **more))  # type: ignore[arg-type]


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def para(*runs: str, look: str = "") -> str:
    return f"<w:p><w:pPr>{look}</w:pPr>{''.join(item if item.startswith('<') else run(item) for item in runs)}</w:p>"


def numbered(depth: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr>'


def cell(*paragraphs: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(paragraphs)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def field(instruction: str, result: str) -> str:
    code = f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
    return f"{mark('begin')}{code}{mark('separate')}{run(result)}{mark('end')}"


def read(body: str, view: View = "final", **more: object) -> Document:
    return read_docx(word(body, **more), "contract.docx", view=view)


def text(body: str, view: View = "final", **more: object) -> str:
    return read(body, view, **more).text


def codes(body: str, **more: object) -> list[str]:
    return [notice.code for notice in read(body, **more).notices]


def unit(block: Block) -> int:
    """The number of the `w:p` in which a block begins."""
    return block.origins[0].unit


def error(data: bytes) -> ReadError:
    with pytest.raises(ReadError) as raised:
        read_docx(data, "contract.docx")
    assert str(raised.value).startswith("contract.docx: ")
    return raised.value


def bookmarked(words: str, look: str, name: str = "_Ref1") -> str:
    return f'<w:p><w:pPr>{look}</w:pPr><w:bookmarkStart w:id="1" w:name="{name}"/>{run(words)}</w:p>'


def contents_line(number: str, heading: str, bookmark: str) -> str:
    """A line of a table of contents as Word writes it."""
    label = f"{run(number)}<w:r><w:tab/></w:r>" if number else ""
    page = f"<w:r><w:tab/></w:r>{field(f' PAGEREF {bookmark} ', '3')}"
    return f'<w:p><w:hyperlink w:anchor="{bookmark}">{label}{run(heading)}{page}</w:hyperlink></w:p>'


def contents_table(*lines: str, after: str = "") -> str:
    """A table of contents: its field begins in the first line and ends in a paragraph of its own."""
    code = '<w:r><w:instrText> TOC \\o "1-3" \\h </w:instrText></w:r>'
    begun = lines[0].replace("<w:p>", f"<w:p>{mark('begin')}{code}{mark('separate')}", 1)
    return begun + "".join(lines[1:]) + para(mark("end"), *([after] if after else []))


def box(*paragraphs: str) -> str:
    content = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    ways = f"<mc:Choice>{content}</mc:Choice><mc:Fallback>{content}</mc:Fallback>"
    return f"<w:r><mc:AlternateContent>{ways}</mc:AlternateContent></w:r>"


def note(kind: str, key: int, words: str, more: str = "") -> str:
    return f'<w:{kind} w:id="{key}"{more}>{para(words)}</w:{kind}>'
