"""The parts of a Word file: a zip archive whose parts are XML and linked to each other.

The file is not trusted: it is never unpacked to disk, nothing it links to is fetched, and the size of a part is judged
before it is inflated.
"""

from __future__ import annotations

import posixpath
import re
import shutil
import zipfile
import zlib
from collections.abc import Mapping
from copy import copy
from io import BytesIO
from typing import IO, NamedTuple
from urllib.parse import unquote

from lxml import etree

from termscheck.errors import ReadError

MOST_BYTES_UNPACKED = 512 * 2**20
MOST_BYTES_OF_PART = 64 * 2**20
MOST_COMPRESSION = 200

_MOST_TAGS = 5_000_000  # a parsed element takes far more memory than its bytes
_SMALL_PART = 2**20  # a part of a megabyte is harmless, however well it was packed
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


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
        self._relations: dict[str, list[Relation]] = {}
        self._strict: set[str] = set()
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as problem:
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

    @property
    def is_signed(self) -> bool:
        """Whether someone has signed the file digitally."""
        return any(part.startswith("_xmlsignatures/") for part in self._parts)

    def relations(self, part: str) -> list[Relation]:
        """The links from a part; from the package itself for ""."""
        if part not in self._relations:
            self._relations[part] = self._read_relations(part)
        return self._relations[part]

    def _read_relations(self, part: str) -> list[Relation]:
        folder, path = posixpath.dirname(part), links_of(part)
        if path not in self:
            return []
        found = []
        for element in self.xml(path).iter(_RELATION):
            target, external = unquote(element.get("Target", "")), element.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found.append(Relation(element.get("Type", "").rpartition("/")[2], target, external))
        return found

    def parts(self, kind: str) -> list[str]:
        """The parts of a kind that the main part links to, each once, in order."""
        links = (link for link in self.relations(self.main) if link.kind == kind and not link.external)
        return list(dict.fromkeys(link.target for link in links))

    def xml(self, part: str) -> etree._Element:
        """The root of a part. Raises E-CORRUPT, E-UNSAFE and E-TOOBIG."""
        data = self._bytes(part)
        unsafe = self.error("E-UNSAFE", f"{part} holds a document type declaration, which Word files never do.")
        if _declares_type(data):
            raise unsafe
        if b"purl.oclc.org/ooxml" in data:
            self._strict.add(part.lower())
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

    def serialised(self, part: str, root: etree._Element) -> bytes:
        """A part as it is written in this file: one that `xml` gave and that was changed since, or a new one."""
        data = etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)
        like = part if part in self else self.main
        return _TRANSITIONAL.sub(rb"http://purl.oclc.org/ooxml/\1/", data) if like.lower() in self._strict else data

    def with_parts(self, parts: Mapping[str, bytes]) -> bytes:
        """The file with `parts` in the place of those of the same names, or added; all others keep their bytes.

        Raises E-CORRUPT when one of those cannot be unpacked.
        """
        wanted = {name.lower(): (name, data) for name, data in parts.items()}
        stream = BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as written:
            written.comment = self._archive.comment
            for entry in self._archive.infolist():
                _, data = wanted.pop(entry.filename.lower(), ("", None))
                same = copy(entry)
                same.extra = b""  # sizes of the old archive, and padding
                with written.open(same, "w") as target:
                    if data is not None:
                        target.write(data)
                    else:
                        self._copy(entry, target)
            for name, data in wanted.values():
                written.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
        return stream.getvalue()

    def _copy(self, entry: zipfile.ZipInfo, target: IO[bytes]) -> None:
        try:
            with self._archive.open(entry) as source:
                shutil.copyfileobj(source, target)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as problem:
            sentence = f"{entry.filename} is damaged. Ask for the file to be sent again."
            raise self.error("E-CORRUPT", sentence) from problem

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
_TRANSITIONAL = re.compile(rb"http://schemas\.openxmlformats\.org/(?!package/)(\w+)/2006/")


def links_of(part: str) -> str:
    """The part that keeps the links from a part; from the package itself for ""."""
    folder, base = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def _declares_type(data: bytes) -> bool:
    """Whether the bytes hold a document type declaration, in UTF-8 or UTF-16, the encodings that a part may have."""
    sign = "<!DOCTYPE"
    return any(sign.encode(encoding) in data for encoding in ("ascii", "utf-16-le", "utf-16-be"))
