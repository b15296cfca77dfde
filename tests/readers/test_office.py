"""OpenDocument, RTF and old Word files: read through LibreOffice where it is installed, which is given no freedom."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

import termscheck
from termscheck.batch.find import SUFFIXES
from termscheck.errors import ReadError
from termscheck.model import Span
from termscheck.readers import office, places, programs, read_bytes
from termscheck.renderers import render
from termscheck.renderers.marked import mark_up

SAMPLE = Path(__file__).parents[2] / "samples" / "harsh-sub-contract.docx"
KINDS = [kind.name for kind in office.OFFICE]
needs_office = pytest.mark.skipif(office.program() is None, reason="LibreOffice (soffice) is not installed")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
STARTS = {
    "odt": b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.text",
    "rtf": rb"{\rtf1 The Partner shall pay.}",
    "doc": OLE + bytes(600) + "WordDocument".encode("utf-16-le"),
}


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample as LibreOffice writes it in each format."""
    folder = tmp_path_factory.mktemp("office")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    for kind in KINDS:
        command = (office.program() or "", profile, "--headless", "--convert-to", kind, "--outdir", folder, SAMPLE)
        subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder


@needs_office
@pytest.mark.parametrize("kind", KINDS)
def test_the_words_are_those_of_the_word_file_and_so_are_the_findings(converted: Path, kind: str) -> None:
    path = converted / f"harsh-sub-contract.{kind}"
    review, word = termscheck.check_file(path), termscheck.check_file(SAMPLE)
    document = review.contract.documents[0]
    words, wanted = document.text.split(), word.contract.documents[0].text.split()
    differing = [one for one in zip(words, wanted, strict=True) if one[0] != one[1]]
    assert len(differing) <= 3, "writing a .doc, LibreOffice shortens the number in a cross-reference"
    assert (document.format, document.name) == (kind, path.name)
    assert [(one.rule, one.clause_label) for one in review.findings] == [
        (one.rule, one.clause_label) for one in word.findings
    ]
    (notice,) = [one for one in review.notices if one.code == "N-CONVERTED"]
    assert "LibreOffice" in notice.message
    assert not notice.material
    for form in ("json", "html", "sarif", "csv", "md"):
        assert render(review, form)
    with pytest.raises(ReadError, match=r"save it as \.docx|Save it as \.docx"):
        mark_up(review, path.read_bytes())


@needs_office
def test_tracked_changes_have_both_views_and_no_place_is_claimed(converted: Path) -> None:
    data = (converted / "harsh-sub-contract.odt").read_bytes()
    final, original = (read_bytes(data, "a.odt", view=view) for view in ("final", "original"))
    assert final.counts["deletions"] == original.counts["deletions"] == 1
    assert final.text != original.text
    assert places(data, final, [Span(0, 20)]) == [()]


@pytest.mark.parametrize("kind", KINDS)
def test_without_libreoffice_it_is_said_what_to_install_or_save(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "find", lambda *_: None)
    with pytest.raises(ReadError) as caught:
        read_bytes(STARTS[kind], "a.docx")
    assert caught.value.code == "E-LEGACY"
    assert "Install LibreOffice" in str(caught.value)
    assert "save it as .docx" in str(caught.value)


@needs_office
def test_what_libreoffice_cannot_open_is_one_sentence(converted: Path) -> None:
    for kind in KINDS:
        whole = (converted / f"harsh-sub-contract.{kind}").read_bytes()
        for data in (STARTS[kind] if kind != "rtf" else b"{\\rtf1", whole[: len(whole) // 3]):
            with pytest.raises(ReadError) as caught:
                read_bytes(data, f"a.{kind}")
            assert caught.value.code in {"E-CORRUPT", "E-FORMAT", "E-NOTEXT"}


def odt(content: str, **parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        spaces = "".join(
            f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
            for name, urn in (("office", "office"), ("text", "text"), ("draw", "drawing"), ("svg", "svg-compatible"),
                              ("script", "script"))
        )  # fmt: skip
        archive.writestr(
            "content.xml",
            f'<office:document-content{spaces} xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2">'
            f"{content}</office:document-content>",
        )
        listed = "".join(
            f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
            for name in ("content.xml", *parts)
        )
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" '
            f'manifest:media-type="application/vnd.oasis.opendocument.text"/>{listed}</manifest:manifest>',
        )
        for name, text in parts.items():
            archive.writestr(name, text)
    return made.getvalue()


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """The address of a web server, and what it was asked for."""
    asked: list[str] = []

    class Noting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Noting) as listening:
        Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_port}", asked
        listening.shutdown()


def fetching(address: str, secret: Path) -> bytes:
    """A contract whose picture and parts are to be fetched, from the web and from this machine."""
    sections = "".join(
        f'<text:section text:name="s{number}"><text:section-source xlink:href="{source}"/><text:p>its own</text:p>'
        "</text:section>"
        for number, source in enumerate((f"{address}/part.odt", secret.as_uri()))
    )
    return odt(
        "<office:body><office:text><text:p>The Contractor shall pay the Partner.</text:p><text:p>"
        '<draw:frame text:anchor-type="as-char" svg:width="2cm" svg:height="2cm">'
        f'<draw:image xlink:href="{address}/picture.png"/></draw:frame></text:p>{sections}</office:text></office:body>'
    )


@needs_office
def test_nothing_that_a_file_links_to_is_fetched(
    server: tuple[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, asked = server
    secret = tmp_path / "secret.txt"
    secret.write_text("words of this machine")
    data = fetching(address, secret)
    with monkeypatch.context() as free:
        free.setattr(office, "_SETTINGS", office._settings())
        read_bytes(data, "a.odt")
        assert asked, "LibreOffice does fetch them where nobody forbids it"
        asked.clear()

    document = read_bytes(data, "a.odt")

    assert not asked
    assert document.text.split("\n")[0] == "The Contractor shall pay the Partner."
    assert "words of this machine" not in document.text
    linked = rf'{{\rtf1 We pay. {{\field{{\*\fldinst INCLUDEPICTURE "{address}/a.png"}}{{\fldrslt x}}}}'
    linked += rf'{{\field{{\*\fldinst INCLUDETEXT "{secret.as_uri()}"}}{{\fldrslt its own}}}}}}'
    assert "words of this machine" not in read_bytes(linked.encode(), "a.rtf").text
    assert not asked


@needs_office
def test_no_macro_of_a_file_runs(tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    library = '<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" '
    data = odt(
        "<office:scripts><office:event-listeners><script:event-listener "
        'xmlns:xlink="http://www.w3.org/1999/xlink" script:language="ooo:script" script:event-name="dom:load" '
        'xlink:href="vnd.sun.star.script:Standard.Main.Main?language=Basic&amp;location=document"/>'
        "</office:event-listeners></office:scripts><office:body><office:text><text:p>We pay.</text:p></office:text>"
        "</office:body>",
        **{
            "Basic/script-lc.xml": '<library:libraries xmlns:library="http://openoffice.org/2000/library">'
            '<library:library library:name="Standard" library:link="false"/></library:libraries>',
            "Basic/Standard/script-lb.xml": f'{library}library:readonly="false"><library:element library:name="Main"/>'
            "</library:library>",
            "Basic/Standard/Main.xml": '<script:module xmlns:script="http://openoffice.org/2000/script" '
            'script:name="Main" script:language="StarBasic">Sub Main\nn = FreeFile\n'
            f'Open "{ran}" For Output As #n\nPrint #n, "ran"\nClose #n\nEnd Sub</script:module>',
        },
    )
    assert read_bytes(data, "a.odt").text == "We pay.\n"
    assert not ran.exists()


def test_bombs_and_locked_files_are_refused_before_libreoffice_sees_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> bytes:
        raise AssertionError("LibreOffice was started")

    monkeypatch.setattr(programs, "find", lambda *_: "/bin/false")
    monkeypatch.setattr(office, "_as_word_file", never)
    body = "<office:body/>"
    bomb = odt(body, **{"styles.xml": " " * (office.MOST_BYTES_UNPACKED + 1)})
    locked = odt(body.replace("/>", "><!-- --></office:body>"), **{"encryption-data": ""})
    for data, code in ((bomb, "E-TOOBIG"), (locked, "E-PASSWORD"), (bomb[:5000], "E-CORRUPT")):
        with pytest.raises(ReadError) as caught:
            read_bytes(data, "a.odt")
        assert caught.value.code == code


@needs_office
def test_one_that_takes_too_long_is_ended_and_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "MOST_SECONDS", 0.2)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(ReadError, match=r"more than 0\.2 seconds") as caught:
        read_bytes(STARTS["rtf"], "a.rtf")
    assert caught.value.code == "E-TOOBIG"
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for LibreOffice is a shell script")
def test_a_programs_failure_is_one_sentence_and_the_other_sides_file_name_never_reaches_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in, told = tmp_path / "soffice", tmp_path / "told"
    stand_in.write_text(f'#!/bin/sh\necho "$@" >> {told}\nexit 0\n')
    stand_in.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert shutil.which("soffice") == str(stand_in)
    with pytest.raises(ReadError, match="LibreOffice cannot open it"):
        read_bytes(STARTS["rtf"], "--convert-to=exe; rm -rf ~.rtf")
    assert "rm -rf" not in told.read_text()


def test_batch_takes_in_every_kind() -> None:
    assert {f".{kind}" for kind in KINDS} <= SUFFIXES
