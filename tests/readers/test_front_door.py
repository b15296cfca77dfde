"""The front door: what a file is, whatever it is called, and what to do when it cannot be read."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from termscheck import readers
from termscheck.errors import ReadError
from termscheck.model import Document
from termscheck.readers import programs, read, read_bytes

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
FILES = Path(__file__).parent / "files"


def refusal(data: bytes, name: str = "contract.docx") -> ReadError:
    with pytest.raises(ReadError) as caught:
        read_bytes(data, name)
    assert str(caught.value).startswith(f"{name}: ")
    return caught.value


def path_refusal(path: Path) -> str:
    with pytest.raises(ReadError) as caught:
        read(path)
    assert caught.value.code == "E-PATH"
    return str(caught.value)


def test_text_is_read_from_a_file_with_the_hash_of_its_bytes(tmp_path: Path) -> None:
    data = "Payment is due in £.\r\nWithin 30 days.\n".encode()
    path = tmp_path / "terms.txt"
    path.write_bytes(data)
    document = read(path)
    assert (document.name, document.format) == ("terms.txt", "text")
    assert document.text == data.decode()
    assert document.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("name", ["terms.txt", "TERMS.TXT", "terms.md", "-"])
def test_text_is_welcome_under_its_own_names(name: str) -> None:
    assert read_bytes(b"Payment is due.", name).format == "text"


def test_a_pdf_is_read_whatever_it_is_called() -> None:
    data = (FILES / "restricted.pdf").read_bytes()
    for name in ("a.pdf", "a.docx", "a", "-"):
        document = read_bytes(data, name)
        assert document.format == "pdf"
        assert document.sha256 == hashlib.sha256(data).hexdigest()
    assert read_bytes(b"rubbish before it\n" + data, "a.pdf").format == "pdf"


def test_a_text_that_speaks_of_pdf_is_a_text() -> None:
    assert read_bytes(b"The header is %PDF-1.7 in such files.", "a.txt").format == "text"


def test_a_zip_goes_to_the_word_reader() -> None:
    assert refusal(b"PK\x03\x04 and then nothing of a zip").code == "E-CORRUPT"


@pytest.mark.parametrize(
    ("data", "code", "says"),
    [
        (b"", "E-EMPTY", "empty"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "E-PASSWORD", "password"),
        (OLE + "__substg1.0_1000".encode("utf-16-le"), "E-FORMAT", "Outlook"),
        (OLE, "E-FORMAT", "old Microsoft Office"),
        (b"\n<!DOCTYPE HTML><p>Payment", "E-FORMAT", "HTML"),
        (b"<html><p>Payment", "E-FORMAT", "HTML"),
        (b"<?xml version='1.0'?><w:wordDocument>", "E-FORMAT", "Word 2003"),
        (b"<?xml version='1.0'?><office:document>", "E-FORMAT", "OpenDocument"),
        (b"\x89PNG\r\n\x1a\n" + bytes(9), "E-FORMAT", "picture"),
        (b"\xff\xd8\xff\xe0" + bytes(9), "E-FORMAT", "OCR"),
        (b"\x1f\x8b\x08" + bytes(9), "E-FORMAT", "archive"),
        ("Payment is due.".encode("utf-16"), "E-FORMAT", "UTF-16"),
        (b"\x7fELF" + bytes(99), "E-FORMAT", "neither a document nor text"),
        (b"Payment\0is due.", "E-FORMAT", "neither a document nor text"),
        (b"Payment is due.", "E-FORMAT", "not a Word file (plain text inside)"),
    ],
)
def test_what_is_no_word_file_is_named(data: bytes, code: str, says: str) -> None:
    problem = refusal(data)
    assert problem.code == code
    assert says in str(problem)


def test_text_under_other_names_is_refused_with_advice() -> None:
    assert "not a PDF file (plain text inside)" in str(refusal(b"Payment is due.", "a.pdf"))
    assert "rename it to .txt" in str(refusal(b"Payment is due.", "a.csv"))
    assert "lock file" in str(refusal(b"\x05Jo Example", "~$contract.docx"))


def test_text_of_white_space_is_empty() -> None:
    assert refusal(b"\xef\xbb\xbf \n\t\r\n", "a.txt").code == "E-EMPTY"


def test_text_in_windows_encoding_is_read_with_a_notice() -> None:
    document = read_bytes("The “Charges” are £100.".encode("cp1252"), "a.txt")
    assert document.text == "The “Charges” are £100."
    assert [(notice.code, notice.material) for notice in document.notices] == [("N-ENCODING", False)]


def test_too_big_a_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "MOST_BYTES", 2**20)
    path = tmp_path / "big.txt"
    path.write_bytes(b"a " * 2**20)
    with pytest.raises(ReadError) as caught:
        read(path)
    assert caught.value.code == "E-TOOBIG"


def test_each_thing_wrong_with_a_path_has_its_own_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Payment is due.")
    (tmp_path / "loop").symlink_to("loop")
    sentences = [
        path_refusal(tmp_path / "missing.docx"),
        path_refusal(tmp_path),
        path_refusal(tmp_path / "a.txt" / "b.docx"),
        path_refusal(tmp_path / "loop"),
        path_refusal(tmp_path / "a\0b"),
    ]
    assert len({sentence.rpartition(": ")[2] for sentence in sentences}) == len(sentences)


def test_permission_denied_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", deny)
    assert "may not read" in path_refusal(tmp_path / "a.txt")


def test_a_wrong_file_is_answered_without_the_heavy_libraries() -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom termscheck.errors import ReadError\n"
        "from termscheck.readers import read\n"
        "try:\n    read(Path('missing.pdf'))\nexcept ReadError:\n"
        "    print([name for name in ('pypdfium2', 'pdfplumber', 'docx', 'lxml', 'spacy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def outcome(data: bytes, name: str) -> str:
    """The code of the error, or nothing when there is a document. LibreOffice would take a second for each."""
    try:
        with patch.object(programs, "find", return_value=None):
            document = read_bytes(data, name)
    except ReadError as problem:
        return problem.code
    assert isinstance(document, Document)
    assert document.blocks
    return ""


START = st.sampled_from([b"", b"%PDF-1.7\n", OLE, b"{\\rtf", b"\xef\xbb\xbf", b"PK\x03\x04", b"<html", b"Payment "])


@given(START, st.binary(max_size=300), st.sampled_from(["a.txt", "a.pdf", "a.docx", "-", "a"]))
@settings(deadline=None)
def test_any_bytes_give_a_document_or_a_sentence(start: bytes, rest: bytes, name: str) -> None:
    codes = {"", "E-EMPTY", "E-FORMAT", "E-LEGACY", "E-PASSWORD", "E-CORRUPT", "E-NOTEXT"}
    assert outcome(start + rest, name) in codes


@given(st.text(min_size=1))
def test_any_text_comes_back_from_its_bytes(text: str) -> None:
    data = text.encode("utf-8", "ignore")
    try:
        document = read_bytes(data, "a.txt")
    except ReadError:
        return
    assert document.text.encode() == data


@given(st.integers(0, 1655), st.integers(0, 255))
@settings(deadline=None)
def test_a_pdf_with_a_damaged_byte_gives_a_document_or_a_sentence(place: int, byte: int) -> None:
    data = bytearray((FILES / "restricted.pdf").read_bytes())
    data[place] = byte
    assert outcome(bytes(data), "a.pdf") in {"", "E-CORRUPT", "E-PASSWORD", "E-NOTEXT", "E-FORMAT"}


@pytest.mark.parametrize(("name", "what"), [("samples/harsh-sub-contract.pdf", "A PDF"), ("", "A text file")])
def test_the_original_of_what_keeps_no_changes_is_told_to_be_the_same(name: str, what: str) -> None:
    data = (Path(__file__).parents[2] / name).read_bytes() if name else b"The Charges are due."
    document = read_bytes(data, Path(name).name or "a.txt", view="original")

    (notice,) = [one for one in document.notices if one.code == "N-VIEW"]
    assert notice.message.startswith(f"{what} keeps no tracked changes")
    assert not notice.material
    assert not [one for one in read_bytes(data, Path(name).name or "a.txt").notices if one.code == "N-VIEW"]
