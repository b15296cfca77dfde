"""A house style: the logo, wording, order and looks that a legal team gives the HTML report, in a folder of its own.

::

    our-style/
      house.yaml           name, logo, order and hide (all may be left out)
      logo.svg             or .png, .jpg
      html/
        words.yaml         of the report's words those that differ
        house.css          looks, added after the report's own
        sections/….html.j2 sections of your own, or in place of the report's

Everything is read and checked at once, before any contract is: a name that leads nowhere is told, never passed over.
Files are read from this folder only, and no link in it is followed.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from termscheck.content import bundled
from termscheck.engine.source import Source, did_you_mean
from termscheck.errors import Fault, UsageError

SETTINGS, WORDS, LOOKS = "house.yaml", "html/words.yaml", "html/house.css"
SECTIONS = "html/sections/"
SUFFIX = ".html.j2"
KEPT = ("result", "read", "findings", "missing", "set-aside")
"""Sections that cannot be hidden: what was found, and what was not read. The first of them always comes first."""
MOST_FILES = 100
LARGEST_LOGO, LARGEST_CSS, LARGEST_TEMPLATE = 300_000, 100_000, 64_000
"""Bytes of one file."""
LONGEST_WORDS = 5_000
"""Characters of one entry of the words."""

_OPEN = frozenset({"categories", "counts", "regimes"})
"""Words for names that others may add: categories of rules, counts and regimes."""
_KINDS = {".png": ("image/png", b"\x89PNG\r\n\x1a\n"), ".jpg": ("image/jpeg", b"\xff\xd8\xff"),
          ".jpeg": ("image/jpeg", b"\xff\xd8\xff"), ".svg": ("image/svg+xml", b"<svg")}  # fmt: skip
_REACHES_OUT = re.compile(r"""@import|url\(\s*['"]?(?!data:)""", re.IGNORECASE)


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    name: str = Field(default="", max_length=200)
    logo: str = ""
    logo_text: str = Field(default="", max_length=200)
    order: list[str] = Field(default=[], max_length=MOST_FILES)
    hide: list[str] = Field(default=[], max_length=MOST_FILES)


@dataclass(frozen=True, slots=True)
class Template:
    """A template of the house: its text, and the file it is in as messages name it."""

    text: str
    file: str


@dataclass(frozen=True, slots=True)
class HouseStyle:
    """How a house wants its reports. `logo` is a data: address; `order` has every section, less those hidden."""

    order: tuple[str, ...]
    words: Mapping[str, Any]
    name: str = ""
    logo: str = ""
    logo_text: str = ""
    css: str = ""
    templates: Mapping[str, Template] = field(default_factory=lambda: MappingProxyType({}))
    """By their names beneath the folder `html`: "sections/decide.html.j2"."""

    @property
    def files(self) -> frozenset[str]:
        """The templates' files, as messages name them."""
        return frozenset(template.file for template in self.templates.values())


def plain_style() -> HouseStyle:
    """The style that termscheck comes with."""
    words = _bundled_words()
    return HouseStyle(tuple(words["headings"]), words)


def read_house(path: Path) -> HouseStyle:
    """The house style in a folder. Raises `UsageError` with everything that is wrong with it, each with its place."""
    if not path.is_dir():
        raise UsageError(f"{path} is not a folder: --reports names a folder with a house style.")
    folder = _Folder(path)
    templates = _templates(folder)
    base = _bundled_words()
    own = [name for name in _sections(templates) if name not in base["headings"]]
    settings, source = _settings(folder)
    style = HouseStyle(
        order=_order(settings, source, [*base["headings"], *own], own, folder),
        words=_words(folder, base, own),
        name=settings.name,
        logo=_logo(folder, settings.logo, source) if settings.logo and source else "",
        logo_text=settings.logo_text or settings.name,
        css=_css(folder),
        templates=MappingProxyType(templates),
    )
    faults = [*folder.faults, *(source.faults if source else ())]
    if faults:
        raise UsageError("\n".join(map(str, faults)))
    return style


def _bundled_words() -> dict[str, Any]:
    source = Source(bundled("reports") / WORDS, WORDS)
    if source.faults:
        raise UsageError("\n".join(map(str, source.faults)))
    words: dict[str, Any] = source.data
    return words


class _Folder:
    """The files of a house style by their names beneath the folder, and all that is found to be wrong with them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.faults: list[Fault] = []
        self.files = [name for name in self._names() if self._may_be(name)]

    def shown(self, name: str) -> str:
        """The file as messages name it."""
        return (self.path / name).as_posix()

    def fault(self, name: str, sentence: str, line: int = 0, column: int = 0) -> None:
        """Notes what is wrong with a file."""
        self.faults.append(Fault(self.shown(name), line, column, sentence))

    def source(self, name: str) -> Source | None:
        """A YAML file; None where there is none."""
        return Source(self.path / name, self.shown(name)) if name in self.files else None

    def data(self, name: str, most: int) -> bytes:
        """What is in a file of at most `most` bytes; nothing where that is a fault."""
        try:
            with (self.path / name).open("rb") as file:
                data = file.read(most + 1)
        except OSError as problem:
            self.fault(name, f"cannot be read ({problem.strerror})")
            return b""
        if len(data) > most:
            self.fault(name, f"is too big: {most // 1000} kB is the most")
            return b""
        return data

    def text(self, name: str, most: int) -> str:
        """The same as text; what is not UTF-8 is a fault."""
        try:
            return self.data(name, most).decode("utf-8").replace("\r\n", "\n")
        except UnicodeDecodeError:
            self.fault(name, "is not UTF-8 text")
            return ""

    def _names(self) -> list[str]:
        """Names of files down to the third level; what begins with a dot is left alone."""
        found: list[str] = []
        waiting = [self.path]
        while waiting:
            for entry in sorted(os.scandir(waiting.pop(0)), key=lambda entry: entry.name):
                path = Path(entry.path)
                below = path.relative_to(self.path)
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False) and len(below.parts) < 3:
                    waiting.append(path)
                else:
                    found.append(below.as_posix())
                if len(found) + len(waiting) > MOST_FILES:
                    self.fault("", f"holds more than {MOST_FILES} files: is it the right folder?")
                    return []
        return found

    def _may_be(self, name: str) -> bool:
        """Whether a file can be part of a house style: a name that leads nowhere is a fault, never passed over."""
        known = [entry.name for entry in bundled("reports").iterdir() if entry.is_dir()]
        top, _, rest = name.partition("/")
        if (self.path / name).is_symlink():
            self.fault(name, "is a link; put the file itself here")
        elif rest and top not in known:
            self.fault(name, f"lies in no folder of a house style{did_you_mean(top, known)}")
        elif top == "html" and not _is_part(rest):
            wanted = [*_bundled_templates(), "words.yaml", "house.css"]
            self.fault(name, f"is no part of the report{did_you_mean(rest, wanted)}")
        else:
            return True
        return False


def _bundled_templates() -> list[str]:
    """The templates that a house may have its own of: not the pages themselves, which keep a report closed."""
    html = bundled("reports") / "html"
    return ["masthead.html.j2", "parts.j2", *sorted(f"sections/{path.name}" for path in html.glob("sections/*.j2"))]


def _is_part(name: str) -> bool:
    own = name.startswith(("sections/", "_")) and name.endswith(SUFFIX)
    return own or f"html/{name}" in (WORDS, LOOKS) or name in _bundled_templates()


def _templates(folder: _Folder) -> dict[str, Template]:
    names = [name for name in folder.files if name.endswith(".j2")]
    return {
        name.removeprefix("html/"): Template(folder.text(name, LARGEST_TEMPLATE), folder.shown(name)) for name in names
    }


def _sections(templates: Mapping[str, Template]) -> list[str]:
    names = [name for name in templates if name.startswith("sections/")]
    return [name.removeprefix("sections/").removesuffix(SUFFIX) for name in names]


def _settings(folder: _Folder) -> tuple[_Settings, Source | None]:
    source = folder.source(SETTINGS)
    settings = source.validated(_Settings, source.data or {}) if source and not source.faults else None
    return settings or _Settings(), source


def _order(
    settings: _Settings, source: Source | None, known: list[str], own: list[str], folder: _Folder
) -> tuple[str, ...]:
    """The sections as they come: first those that the settings name, then the others as they always come."""
    for key, names in (("order", settings.order), ("hide", settings.hide)):
        for number, name in enumerate(names):
            if source and name not in known:
                near = did_you_mean(name, known, f"; there are {', '.join(known)}")
                source.fault((key, number), f"there is no section “{name}”{near}")
            elif source and key == "hide" and name in KEPT:
                source.fault(
                    (key, number), f"“{name}” cannot be hidden: a report says what it found and what was not read"
                )
    for name in own:
        if name not in (*settings.order, *settings.hide):
            near = did_you_mean(name, [one for one in known if one not in own])
            told = f"is a section of your own, and “order” in {SETTINGS} does not say where it comes{near}"
            folder.fault(f"{SECTIONS}{name}{SUFFIX}", told)
    ordered = dict.fromkeys([KEPT[0], *settings.order, *known])
    return tuple(name for name in ordered if name not in settings.hide)


def _words(folder: _Folder, base: dict[str, Any], own: list[str]) -> dict[str, Any]:
    """The report's words with those of the house in their places."""
    titles = {name: name.replace("-", " ").capitalize() for name in own}
    base = {**base, "headings": {**base["headings"], **titles}}
    merged = base
    source = folder.source(WORDS)
    if source and not source.faults and source.data is not None:
        if isinstance(source.data, dict):
            merged = _merged(source, base, source.data, ())
        else:
            source.fault((), "should hold words under the names that the report has for them, such as “headings”")
    if source:
        folder.faults += source.faults
    return merged


def _merged(source: Source, base: dict[str, Any], given: dict[Any, Any], place: tuple[str, ...]) -> dict[str, Any]:
    made = dict(base)
    for key, value in given.items():
        name, here = str(key), (*place, str(key))
        inner = base.get(name)
        if name not in base and (not place or place[-1] not in _OPEN):
            near = did_you_mean(name, base, f"; known here are {', '.join(base)}")
            source.fault(here, f"unknown words “{name}”{near}")
        elif isinstance(inner, dict):
            if isinstance(value, dict):
                made[name] = _merged(source, inner, value, here)
            else:
                source.fault(here, f"“{name}” should hold words under names, such as “{next(iter(inner))}”")
        elif not isinstance(value, str):
            source.fault(here, f"“{name}” should be words: put them in quotation marks")
        elif len(value) > LONGEST_WORDS:
            source.fault(here, f"“{name}” is longer than {LONGEST_WORDS:,} characters")
        else:
            made[name] = value
    return made


def _logo(folder: _Folder, name: str, source: Source) -> str:
    """The logo as a data: address, so that the report needs nothing else."""
    if name not in folder.files:
        pictures = [file for file in folder.files if Path(file).suffix.lower() in _KINDS]
        source.fault(("logo",), f"“{name}” is not in the folder{did_you_mean(name, pictures)}")
        return ""
    kind, begins = _KINDS.get(Path(name).suffix.lower(), ("", b""))
    if not kind:
        source.fault(("logo",), f"“{name}” should be a .png, .jpg or .svg")
        return ""
    data = folder.data(name, LARGEST_LOGO)
    svg = begins == b"<svg"
    if data and (begins not in data[:2000] if svg else not data.startswith(begins)):
        folder.fault(name, f"is not what its name says, a picture of the kind {kind}")
    if svg and b"<!ENTITY" in data:
        folder.fault(name, "declares entities: save it as a plain SVG")
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def _css(folder: _Folder) -> str:
    if LOOKS not in folder.files:
        return ""
    text = folder.text(LOOKS, LARGEST_CSS)
    for number, line in enumerate(text.splitlines(), 1):
        if "</" in line:
            folder.fault(LOOKS, "“</” cannot stand in a style sheet", number, line.index("</") + 1)
        if found := _REACHES_OUT.search(line):
            told = "a report opens nothing: put pictures and fonts in as data: addresses"
            folder.fault(LOOKS, told, number, found.start() + 1)
    return text
