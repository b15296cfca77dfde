"""Reads what LibreOffice can turn into a Word file, where it is installed. `OFFICE` has all there is to know of a kind.

The file is not trusted. LibreOffice is given a copy of it in a folder of its own, with a profile made for that one
file: no macros, no active content, nothing fetched that the file links to, and a proxy that is not there.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from termscheck.errors import ReadError
from termscheck.model import Document, Notice, Progress, View
from termscheck.readers import programs

LIBREOFFICE = ("soffice", "libreoffice")
MOST_SECONDS = 120
MOST_BYTES_UNPACKED = 256 * 2**20
_FILTERS = {"doc": ("--infilter=MS Word 97",)}
"""Without it LibreOffice reads the bytes of a damaged Word file as if they were text."""


class Kind(NamedTuple):
    """A kind of file: what it is called, by its suffix and in words, its media type, and what tells it by its bytes."""

    name: str
    told: str
    mime: str
    is_one: Callable[[bytes], bool]


def _is_odt(data: bytes) -> bool:
    return data.startswith(b"PK\x03\x04") and b"application/vnd.oasis.opendocument.text" in data[30:120]


def _is_doc(data: bytes) -> bool:
    old = data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") and "WordDocument".encode("utf-16-le") in data
    return old and "EncryptedPackage".encode("utf-16-le") not in data


OFFICE = (
    Kind("odt", "an OpenDocument text (.odt)", "application/vnd.oasis.opendocument.text", _is_odt),
    Kind("rtf", "an RTF file", "application/rtf", lambda data: data.startswith(b"{\\rtf")),
    Kind("doc", "a Word 97-2003 file (.doc)", "application/msword", _is_doc),
)


def kind_of(data: bytes) -> Kind | None:
    """What kind of file the bytes are, where LibreOffice is needed for it."""
    return next((kind for kind in OFFICE if kind.is_one(data)), None)


def program() -> str | None:
    """LibreOffice, where it is installed."""
    return programs.find(*LIBREOFFICE)


def read_office(data: bytes, kind: Kind, name: str, progress: Progress | None = None, view: View = "final") -> Document:
    """Read a file as the Word file that LibreOffice makes of it.

    Its blocks have no origins, since the paragraphs of that Word file are not those of the file itself. Raises
    `ReadError`: E-LEGACY without LibreOffice, E-PASSWORD, E-CORRUPT, E-TOOBIG (of time or size), and what the reader
    of Word files raises.
    """
    from termscheck.readers.docx import read_docx

    office = program()
    if office is None:
        raise ReadError(
            "E-LEGACY",
            name,
            f"this is {kind.told}. Install LibreOffice, which termscheck then reads it with, or open it in Word or "
            "LibreOffice and save it as .docx.",
        )
    _refuse_unsafe(data, kind, name)
    if progress:
        progress("Reading it with LibreOffice", 0, 0)
    try:
        made = _as_word_file(data, kind, name, office)
    except OSError as problem:
        raise _no_room(name, problem) from problem
    document = read_docx(made, name, progress, view)
    notice = Notice(
        "N-CONVERTED",
        f"This is {kind.told}. It was read as {_version(office)} turned it into a Word file: check clause numbers in "
        "the file before you cite them, and ask for the Word file or a PDF if the other side has one.",
    )
    return replace(
        document,
        format=kind.name,
        sha256=sha256(data).hexdigest(),
        blocks=tuple(replace(block, origins=()) for block in document.blocks),
        notices=(notice, *document.notices),
    )


def _version(office: str) -> str:
    """ "LibreOffice 7.4.7.2"; without the build, which says nothing to people."""
    return " ".join(programs.version(office).split()[:2]) or "LibreOffice"


def _refuse_unsafe(data: bytes, kind: Kind, name: str) -> None:
    """Judge an archive by its directory, as is done with Word files. Raises E-CORRUPT, E-TOOBIG, E-PASSWORD."""
    if kind.name != "odt":
        return
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES_UNPACKED:
                raise ReadError("E-TOOBIG", name, "the file unpacks to more than 256 MB, which no contract does.")
            locked = b"encryption-data" in archive.read("META-INF/manifest.xml")
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError, NotImplementedError, RuntimeError) as problem:
        sentence = "the file is damaged or cut short. Ask for it to be sent again."
        raise ReadError("E-CORRUPT", name, sentence) from problem
    if locked:
        raise ReadError("E-PASSWORD", name, "the file is locked with a password. Save a copy without it and try again.")


def _as_word_file(data: bytes, kind: Kind, name: str, office: str) -> bytes:
    """What LibreOffice makes of a file. Its name stays outside: it is the other side's."""
    with TemporaryDirectory(prefix="termscheck-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        (folder / f"contract.{kind.name}").write_bytes(data)
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        command = (
            office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck",
            *_FILTERS.get(kind.name, ()), "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "out"),
            str(folder / f"contract.{kind.name}"),
        )  # fmt: skip
        try:
            programs.run(command, seconds=MOST_SECONDS, environment={"TMPDIR": made})
            return (folder / "out" / "contract.docx").read_bytes()
        except programs.ProgramError as problem:
            if problem.late:
                sentence = f"LibreOffice needed more than {MOST_SECONDS} seconds. Save it as .docx and try again."
                raise ReadError("E-TOOBIG", name, sentence) from problem
            raise _unopened(name) from problem
        except FileNotFoundError as problem:
            raise _unopened(name) from problem


def _no_room(name: str, problem: OSError) -> ReadError:
    sentence = f"the folder for temporary files cannot be written ({problem.strerror}). Make room there and try again."
    return ReadError("E-PATH", name, sentence)


def _unopened(name: str) -> ReadError:
    return ReadError(
        "E-CORRUPT",
        name,
        "LibreOffice cannot open it: it is damaged, or locked with a password. Open it in Word and save it as .docx.",
    )


def _settings(*items: tuple[str, str, str]) -> str:
    told = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{prop}" oor:op="fuse"><value>{value}</value></prop>'
        "</item>"
        for path, prop, value in items
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        f'xmlns:xs="http://www.w3.org/2001/XMLSchema">{told}</oor:items>'
    )


_SETTINGS = _settings(
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "CheckDocumentEvents", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Writer/Content/Update", "Field", "false"),
    ("Inet/Settings", "ooInetProxyType", "1"),
    *(("Inet/Settings", f"ooInet{scheme}ProxyName", "127.0.0.1") for scheme in ("HTTP", "HTTPS", "FTP")),
    *(("Inet/Settings", f"ooInet{scheme}ProxyPort", "9") for scheme in ("HTTP", "HTTPS", "FTP")),
    ("Inet/Settings", "ooInetNoProxy", ""),
)
"""Of LibreOffice's profile."""
