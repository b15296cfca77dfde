"""The front door: finds out what a file is by its first bytes, and hands it to the reader for it.

The readers of Word and PDF are imported when they are needed, so that a wrong path or file is answered at once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path, PurePath
from types import TracebackType
from typing import TYPE_CHECKING, Self

from termscheck.errors import ReadError
from termscheck.model import Document, Notice, Place, Progress, RunRange, Span, View
from termscheck.readers import programs
from termscheck.readers.office import LIBREOFFICE, OFFICE, kind_of, read_office
from termscheck.readers.text import read_text

if TYPE_CHECKING:
    from termscheck.readers.pdf import Opened

__all__ = [
    "MOST_BYTES", "MOST_PAGES_OPEN", "OFFICE_SUFFIXES", "STDIN", "TEXT_SUFFIXES", "Reading", "load", "open_bytes",
    "places", "programs_in_use", "read", "read_bytes", "read_text",
]  # fmt: skip

MOST_BYTES = 200 * 2**20
MOST_PAGES_OPEN = 40
"""Pages of PDFs that stay loaded while a contract is understood, a third of a megabyte each."""
OFFICE_SUFFIXES = frozenset(f".{kind.name}" for kind in OFFICE)
TEXT_SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown"})
STDIN = "-"
"""The name of what came by standard input: text is as welcome there as in a .txt file."""

_WORD_ADVICE = "Open it in Word or LibreOffice, save it as .docx and try again."
_PICTURE_ADVICE = "Run text recognition (OCR) on it, save the result as PDF and try again."
_PACKED_ADVICE = "Unpack it and check what is inside."
_CONTRACT_ADVICE = "termscheck reads .docx, .pdf, .txt and .md, and with LibreOffice .odt, .rtf and .doc."

_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (rb"\s{0,200}(?i:<!doctype html|<html)", "a web page (HTML)", _WORD_ADVICE),
    (rb"(?s)<\?xml.{0,400}(?:w:wordDocument|mso-application)", "a Word 2003 XML file", _WORD_ADVICE),
    (rb"(?s)<\?xml.{0,400}office:document", "an OpenDocument XML file", _WORD_ADVICE),
    (rb"MIME-Version:|From: .{1,200}\nTo: ", "an e-mail or web archive", "Save the contract on its own and try again."),
    (rb"\xffWPC", "a WordPerfect file", _WORD_ADVICE),
    (rb"%!PS", "a PostScript file", "Turn it into a PDF and try again."),
    (rb"\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\0|II\*\0|MM\0\*", "a picture", _PICTURE_ADVICE),
    (rb"(?s)RIFF.{4}WEBP|.{4}ftyp(?:hei|avif|mif1)", "a picture", _PICTURE_ADVICE),
    (rb"\x1f\x8b|7z\xbc\xaf|Rar!|BZh|\xfd7zXZ", "a packed archive", _PACKED_ADVICE),
    (rb"\xff\xfe|\xfe\xff", "text in UTF-16", "Save it as UTF-8 and try again."),
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONTROL = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))


def read(path: Path, progress: Progress | None = None, view: View = "final") -> Document:
    """Read a contract from a file. Raises `ReadError` with any of its codes; see `read_bytes`."""
    return read_bytes(load(path), path.name, progress, view)


def read_bytes(data: bytes, name: str, progress: Progress | None = None, view: View = "final") -> Document:
    """Read a contract from its bytes; `name` is shown, and its suffix says whether text is meant as a contract.

    `view` says whether the tracked changes of a Word file are taken as accepted or as rejected.

    The content decides: a PDF is read as one whatever it is called. Text is accepted with a suffix of
    `TEXT_SUFFIXES` or from standard input (name "-"), as UTF-8 or, with a notice, as Windows-1252.

    Raises `ReadError`: E-EMPTY, E-TOOBIG, E-FORMAT, E-LEGACY, E-PASSWORD, and what the reader of the format raises.
    """
    with open_bytes(data, name, progress, view, keep=0) as reading:
        return reading.document


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a file, and for a PDF the file: open if it is short, else its bytes.

    Open or not, it can be asked for places until it is closed.
    """

    document: Document
    opened: Opened | None = None
    data: bytes = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def pages_open(self) -> int:
        """Pages that are loaded."""
        return self.opened.kept if self.opened else 0

    def close(self) -> None:
        """Lets go of the file."""
        if self.opened:
            self.opened.close()

    def places(self, spans: Sequence[Span]) -> list[tuple[Place, ...]]:
        """Where each span of the document stands in the file: line by line in a PDF, else by paragraph.

        Nothing is known of plain text, which stands as it is.
        """
        if self.document.format != "pdf":
            return [_runs(self.document, span) for span in spans]
        from termscheck.readers.pdf import Opened, boxes

        if self.opened:
            return boxes(self.opened, self.document, spans)
        with Opened(self.data, self.document.name, forms=False) as opened:
            return boxes(opened, self.document, spans)


def open_bytes(
    data: bytes, name: str, progress: Progress | None = None, view: View = "final", keep: int = MOST_PAGES_OPEN
) -> Reading:
    """Read a contract from its bytes as `read_bytes` does, and keep the file to be asked for places in it.

    A PDF of at most `keep` pages stays open.
    """
    if not data:
        raise ReadError("E-EMPTY", name, "the file is empty. Ask for it to be sent again.")
    if len(data) > MOST_BYTES:
        raise ReadError("E-TOOBIG", name, f"the file has more than {MOST_BYTES // 2**20} MB, which no contract does.")
    if _is_pdf(data, name):
        from termscheck.readers.pdf import Opened, read_opened

        opened = Opened(data, name, keep=keep)
        try:
            document = _as_it_stands(read_opened(opened, progress), view)
        except BaseException:
            opened.close()
            raise
        if opened.kept:
            return Reading(document, opened)
        opened.close()
        return Reading(document, data=data)
    return Reading(_read_other(data, name, progress, view))


def _read_other(data: bytes, name: str, progress: Progress | None, view: View) -> Document:
    """Read what is no PDF."""
    if kind := kind_of(data):
        return read_office(data, kind, name, progress, view)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        from termscheck.readers.docx import read_docx

        return read_docx(data, name, progress, view)
    _refuse_other_formats(data, name)
    return _as_it_stands(_read_plain(data, name), view)


def _as_it_stands(document: Document, view: View) -> Document:
    """The document, with a word on the view that was asked for and that it cannot have."""
    if view == "final":
        return document
    what = "A PDF" if document.format == "pdf" else "A text file"
    notice = Notice(
        "N-VIEW",
        f"{what} keeps no tracked changes, so “original” changes nothing: it was read as it stands. Ask for the Word "
        "file if there are changes to compare.",
    )
    return replace(document, notices=(*document.notices, notice))


def places(data: bytes, document: Document, spans: Sequence[Span]) -> list[tuple[Place, ...]]:
    """Where each span of a document stands in the file it was read from, whose bytes are `data`: see `Reading`."""
    return Reading(document, data=data).places(spans)


def programs_in_use() -> list[str]:
    """The programs of others that decide what can be read here, with their versions: Tesseract, LibreOffice."""
    found = (programs.find("tesseract"), programs.find(*LIBREOFFICE))
    return [programs.version(path) for path in found if path]


def load(path: Path) -> bytes:
    """All bytes of a file, read once: what is hashed is what is read. Raises E-PATH."""
    try:
        if path.is_dir():
            raise ReadError("E-PATH", str(path), "this is a folder, not a file. Name a file in it.")
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError as problem:
        raise ReadError("E-PATH", str(path), "there is no such file. Check the spelling and the folder.") from problem
    except NotADirectoryError as problem:
        raise ReadError("E-PATH", str(path), "a folder on the way to it is a file. Check the path.") from problem
    except PermissionError as problem:
        raise ReadError("E-PATH", str(path), "you may not read this file. Ask for permission to it.") from problem
    except (OSError, ValueError) as problem:  # ValueError: a NUL in the path
        reason = getattr(problem, "strerror", None) or "not a usable path"
        raise ReadError("E-PATH", str(path), f"the file cannot be opened ({reason}). Check the path.") from problem


def _runs(document: Document, span: Span) -> tuple[Place, ...]:
    found = (
        (origin, max(span.start, origin.start), min(span.end, origin.end))
        for block in document.blocks
        if block.span.start < span.end and span.start < block.span.end
        for origin in block.origins
    )
    return tuple(
        RunRange(origin.part, origin.unit, origin.first + start - origin.start, origin.first + end - origin.start)
        for origin, start, end in found
        if start < end
    )


def _suffix(name: str) -> str:
    return PurePath(name).suffix.lower()


def _is_pdf(data: bytes, name: str) -> bool:
    """Rubbish may stand before the header, but a text that speaks of "%PDF-" is a text."""
    return data.startswith(b"%PDF-") or (b"%PDF-" in data[:1024] and _suffix(name) not in TEXT_SUFFIXES)


def _refuse_other_formats(data: bytes, name: str) -> None:
    if PurePath(name).name.startswith("~$"):
        raise ReadError("E-FORMAT", name, "this is a lock file that Word keeps while a document is open. Pass it over.")
    if data.startswith(_OLE):
        _refuse_ole(data, name)
    start = data[:1024].removeprefix(b"\xef\xbb\xbf")
    for magic, what, advice in _MAGIC:
        if re.match(magic, start):
            raise ReadError("E-FORMAT", name, f"this is {what}, which termscheck does not read. {advice}")
    if b"\0" in data or len(data) - len(data.translate(None, _CONTROL)) > len(data) // 100:
        raise ReadError("E-FORMAT", name, f"this is neither a document nor text. {_CONTRACT_ADVICE}")


def _refuse_ole(data: bytes, name: str) -> None:
    """Tell apart, by the names of their streams, the formats that share Microsoft's old container."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise ReadError("E-PASSWORD", name, "the file is locked with a password. Save a copy without it and try again.")
    mail = "__substg1.0_".encode("utf-16-le") in data
    what = "an Outlook message" if mail else "an old Microsoft Office file, not a Word document"
    raise ReadError("E-FORMAT", name, f"this is {what}. Save the contract on its own as .docx or PDF and try again.")


def _read_plain(data: bytes, name: str) -> Document:
    suffix = _suffix(name)
    if suffix not in TEXT_SUFFIXES and name != STDIN:
        expected = {".pdf": "a PDF", ".docx": "a Word", ".docm": "a Word", ".doc": "a Word"}.get(suffix)
        if expected:
            sentence = f"this is not {expected} file (plain text inside). Ask for the real file, or rename it to .txt."
        else:
            sentence = f"this is plain text. If it is a contract, rename it to .txt. {_CONTRACT_ADVICE}"
        raise ReadError("E-FORMAT", name, sentence)
    digest = sha256(data).hexdigest()
    try:
        return read_text(data.decode("utf-8"), name, digest)
    except UnicodeDecodeError:
        notice = Notice(
            "N-ENCODING",
            "The text is not UTF-8. It was read as Windows-1252: check that pound signs, quotation marks and accents "
            "in the quotations of this report look right.",
        )
        return replace(read_text(data.decode("cp1252", errors="replace"), name, digest), notices=(notice,))
