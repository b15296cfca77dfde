"""Files that cannot be read, or are no contracts: one plain sentence, exit code 3, never a traceback.

The engine is the real one.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import docx
import docx.oxml
import docx.oxml.ns
import pytest

from termscheck.cli import main
from termscheck.readers import office

SAMPLES = Path(__file__).parents[2] / "samples"
CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CONTRACT = "1. Payment\nThe Contractor shall pay the Partner within 30 days of a valid invoice.\n"


def sample(suffix: str) -> bytes:
    return (SAMPLES / f"harsh-sub-contract{suffix}").read_bytes()


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    made = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    made += b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n" % (size, table, size)
    return made + b"startxref\n%d\n%%%%EOF\n" % made.index(b"xref\n0 ")


def stream(entries: bytes, content: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(content), content)


def scanned_page() -> tuple[bytes, ...]:
    """Objects 3 to 5 of a PDF: a page that is a picture, with grey lines where a scanner would see words."""
    row = b"\xff" * 20 + b"\x40" * 60 + b"\xff" * 20
    picture = zlib.compress(b"".join(row if y % 6 < 2 else b"\xff" * 100 for y in range(140)))
    image = b"/Type /XObject /Subtype /Image /Width 100 /Height 140 /ColorSpace /DeviceGray /BitsPerComponent 8"
    return (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /XObject << /Scan 5 0 R >> >> >>",
        stream(b"", b"q 595 0 0 842 0 0 cm /Scan Do Q"),
        stream(image + b" /Filter /FlateDecode", picture),
    )


def typed_page() -> tuple[bytes, ...]:
    """Objects 6 to 8 of a PDF: a page with a sentence of nine words."""
    return (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 7 0 R "
        b"/Resources << /Font << /F1 8 0 R >> >> >>",
        stream(b"", b"BT /F1 12 Tf 72 700 Td (The Contractor shall pay the Partner within 30 days.) Tj ET"),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )


def scanned_pdf() -> bytes:
    """One scanned page and nothing else."""
    return pdf(CATALOGUE, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", *scanned_page())


def mixed_pdf() -> bytes:
    """A typed page, then a scanned one."""
    pages = b"<< /Type /Pages /Kids [6 0 R 3 0 R] /Count 2 >>"
    return pdf(CATALOGUE, pages, *scanned_page(), *typed_page())


def zipped(**members: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def word_file(xml: str) -> bytes:
    """A Word file of this one paragraph."""
    made = io.BytesIO()
    document = docx.Document()
    paragraph = xml.replace("<w:p>", f"<w:p {docx.oxml.ns.nsdecls('w')}>", 1)
    document.element.body.insert(0, docx.oxml.parse_xml(paragraph))
    document.save(made)
    return made.getvalue()


def rotten_docx() -> bytes:
    """A Word file with some bytes of its main part spoilt."""
    data = bytearray(sample(".docx"))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        part = archive.getinfo("word/document.xml")
    middle = part.header_offset + part.compress_size // 2
    data[middle : middle + 40] = bytes(40)
    return bytes(data)


class Bad(NamedTuple):
    """A file that cannot be read, and a part of the sentence that says why."""

    name: str
    content: Callable[[], bytes]
    said: str


BAD = (
    Bad("empty.docx", lambda: b"", "empty"),
    Bad("empty.pdf", lambda: b"", "empty"),
    Bad("text.docx", CONTRACT.encode, "not a Word file"),
    Bad("text.pdf", CONTRACT.encode, "not a PDF file"),
    Bad("text.csv", CONTRACT.encode, "plain text"),
    Bad("only-a-header.pdf", lambda: b"%PDF-1.7\n", "damaged"),
    Bad("truncated.pdf", lambda: sample(".pdf")[:700], "damaged"),
    Bad("scanned.pdf", scanned_pdf, "scanned"),
    Bad("blank.pdf", lambda: scanned_pdf().replace(b"/Scan Do", b"        "), "blank"),
    Bad("truncated.docx", lambda: sample(".docx")[:2000], "damaged"),
    Bad("cut-in-half.docx", lambda: sample(".docx")[: len(sample(".docx")) // 2], "damaged"),
    Bad("rotten.docx", rotten_docx, "damaged"),
    Bad("any-zip.docx", lambda: zipped(readme="not a Word file"), "not a Word file"),
    Bad("locked.docx", lambda: OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "password"),
    Bad("old.doc", lambda: OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "save it as .docx"),
    Bad("mail.msg", lambda: OLE + b"\0" * 600 + "__substg1.0_".encode("utf-16-le"), "Outlook"),
    Bad("rich.docx", lambda: b"{\\rtf1", "RTF" if office.program() is None else "LibreOffice cannot open it"),
    Bad("page.docx", lambda: b"<!DOCTYPE html><html><p>We pay.</html>", "HTML"),
    Bad("picture.pdf", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "picture"),
    Bad("program.txt", lambda: bytes(range(256)) * 20, "neither a document nor text"),
    Bad("utf-16.txt", lambda: CONTRACT.encode("utf-16"), "UTF-16"),
    Bad("~$contract.docx", lambda: b"\x05Owner" + bytes(150), "lock file"),
    Bad(".DS_Store", lambda: b"\0\0\0\x01Bud1" + bytes(400), "neither a document nor text"),
    Bad("many.docx", lambda: b"PK\x03\x04" * 5000, "damaged"),
)


class Ran(NamedTuple):
    """The exit code, and what was said where."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Callable[..., Ran]:
    monkeypatch.chdir(tmp_path)

    def run(*args: str) -> Ran:
        code = main(args)
        out, err = capsysbinary.readouterr()
        return Ran(code, out.decode(), err.decode())

    return run


def refused(ran: Ran, name: str, said: str) -> None:
    """One sentence that names the file and says why, and nothing on standard output."""
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith(f"Error: {name}: ")
    assert said in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize("command", ["check", "extract"])
@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_a_file_that_cannot_be_read_is_one_sentence(run: Callable[..., Ran], bad: Bad, command: str) -> None:
    Path(bad.name).write_bytes(bad.content())
    refused(run(command, bad.name, "--format", "json"), bad.name, bad.said)


@pytest.mark.parametrize("command", ["check", "extract"])
def test_a_missing_file_a_folder_and_a_path_through_a_file_are_told_apart(
    run: Callable[..., Ran], command: str
) -> None:
    Path("folder.docx").mkdir()
    Path("file").touch()
    refused(run(command, "missing.docx"), "missing.docx", "no such file")
    refused(run(command, "folder.docx"), "folder.docx", "folder")
    refused(run(command, "file/contract.docx"), "file/contract.docx", "folder on the way")
    refused(run(command, "x" * 300), "x" * 300, "cannot be opened")


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf, which locks the PDF, is not installed")
def test_a_pdf_with_a_password_is_one_sentence(run: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "open.pdf").write_bytes(sample(".pdf"))
    subprocess.run(["qpdf", "--encrypt", "us", "them", "256", "--", "open.pdf", "locked.pdf"], cwd=tmp_path, check=True)
    refused(run("check", "locked.pdf"), "locked.pdf", "password")


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n" + bytes(100)])
def test_standard_input_that_cannot_be_read_is_one_sentence(
    run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    ran = run("check", "-")
    assert (ran.code, ran.out, ran.err.count("\n")) == (3, "", 1)


def test_among_bad_files_the_good_ones_are_checked_and_each_bad_one_is_named(run: Callable[..., Ran]) -> None:
    for bad in BAD:
        Path(bad.name).write_bytes(bad.content())
    Path("good.txt").write_text(CONTRACT)
    ran = run("check", *(bad.name for bad in BAD), "good.txt", "missing.docx", "--format", "json")
    assert ran.code == 3
    assert [json.loads(line)["document"]["name"] for line in ran.out.splitlines()] == ["good.txt"]
    told = {line.split(": ")[1] for line in ran.err.splitlines()}
    assert told == {bad.name for bad in BAD} | {"missing.docx"}


def test_a_report_is_not_written_for_a_file_that_cannot_be_read(run: Callable[..., Ran]) -> None:
    Path("report.html").write_text("of last week")
    Path("bad.pdf").write_bytes(b"%PDF-1.7\n")
    assert run("check", "bad.pdf", "--out", "report.html").code == 3
    assert Path("report.html").read_text() == "of last week"


def test_a_scan_between_pages_of_text_is_checked_as_far_as_it_goes_and_is_3(run: Callable[..., Ran]) -> None:
    """Never a silent clean: what was read is told, and so is the page that was not."""
    Path("mixed.pdf").write_bytes(mixed_pdf())
    ran = run("check", "mixed.pdf", "--format", "json")
    assert ran.code == 3
    told = json.loads(ran.out)
    assert told["document"]["words"] == 9
    assert [notice["pages"] for notice in told["notices"] if notice["material"]] == [[2]]
    assert "page 2" in ran.err


def test_a_shopping_list_is_read_and_said_not_to_be_a_contract(run: Callable[..., Ran]) -> None:
    Path("list.txt").write_text("milk\nbread\n6 eggs\nbiscuits for the volunteers\n" * 25)
    ran = run("check", "list.txt", "--format", "json")
    assert ran.code == 0
    told = json.loads(ran.out)
    assert "N-NOT-A-CONTRACT" in [notice["code"] for notice in told["notices"]]
    assert told["findings"] == []


def test_links_that_lead_in_a_circle_are_one_sentence(run: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "one.docx").symlink_to("two.docx")
    (tmp_path / "two.docx").symlink_to("one.docx")
    refused(run("check", "one.docx"), "one.docx", "cannot be opened")


def test_a_paragraph_of_more_than_a_million_characters_is_read_to_its_end(run: Callable[..., Ran]) -> None:
    Path("long.txt").write_text(" ".join(["The Supplier may wait"] * 57_000) + " and " + CONTRACT, encoding="utf-8")
    ran = run("extract", "long.txt", "--format", "json")
    assert ran.code == 0
    understood = json.loads(ran.out)
    assert understood["document"]["chars"] > 1_200_000
    assert understood["clauses"][-1]["end"] >= understood["document"]["chars"] - 2


def test_a_changed_sentence_is_checked_in_the_view_that_was_asked_for(run: Callable[..., Ran]) -> None:
    paragraph = (
        '<w:p><w:del w:id="1" w:author="A"><w:r><w:delText>Tea is served at four.</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="A"><w:r><w:t>The Subcontractor shall indemnify the Contractor against all losses '
        "howsoever arising.</w:t></w:r></w:ins></w:p>"
    )
    Path("draft.docx").write_bytes(word_file(paragraph))
    final = json.loads(run("check", "draft.docx", "--format", "json").out)
    original = json.loads(run("check", "draft.docx", "--format", "json", "--view", "original").out)
    assert "LIA-002" in [finding["rule"] for finding in final["findings"]]
    assert [finding["rule"] for finding in original["findings"]] == []
    asides = [review["coverage"]["ledgers"][0]["set_aside"] for review in (final, original)]
    assert [review["document"]["view"] for review in (final, original)] == ["final", "original"]
    assert [[(one["kind"], one["text"][:12], one["by"]) for one in found] for found in asides] == [
        [("deletion", "Tea is serve", "A")],
        [("insertion", "The Subcontr", "A")],
    ]


def test_a_term_in_a_page_header_is_no_silent_clean(run: Callable[..., Ran]) -> None:
    made = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("1. The Partner shall provide the Services with care and skill at all times.")
    document.sections[0].header.paragraphs[0].text = "The Partner shall indemnify the Prime against all losses."
    document.save(made)
    Path("contract.docx").write_bytes(made.getvalue())
    ran = run("check", "contract.docx")
    assert ran.code == 3
    assert "reads like a term of the contract" in " ".join(ran.out.split())
