"""A house style: the logo, wording, order and looks that a legal team gives its outputs, in a folder of its own.

::

    our-style/
      logo.svg             or .png, .jpg
      house.yaml           name, logo, order and hide (all may be left out)
      html/                the report, and the comparison of two drafts
        words.yaml           of the words those that differ
        house.css            looks, added after the report's own
        sections/….html.j2   sections of your own, or in place of the report's
      letter/ issues/ md/ marked/
                           the letter, the issues list, the report as Markdown, comments in Word and PDF: a file named
                           as one of ours stands in for it

Everything is read and checked at once, before any contract is: a name that leads nowhere is told, never passed over.
Files are read from this folder only, and no link in it is followed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from termscheck.engine.source import Source, did_you_mean
from termscheck.errors import UsageError
from termscheck.renderers.house.folder import LARGEST_TEMPLATE, LOOKS, MOST_FILES, SECTIONS, SETTINGS, SUFFIX, Folder
from termscheck.renderers.house.logo import letterhead, logo
from termscheck.renderers.house.said import IssueWords, Wording, issues, points, words
from termscheck.words import visible

KEPT = ("result", "read", "findings", "missing", "set-aside")
"""Sections that cannot be hidden: what was found, and what was not read. The first of them always comes first."""
LARGEST_CSS = 100_000
"""Bytes of one file."""

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


@dataclass(frozen=True, slots=True, eq=False)
class HouseStyle:
    """How a house wants its outputs. `order` has every section of the report, less those hidden."""

    order: tuple[str, ...]
    words: Mapping[str, Any]
    """Of the report, the comparison, and of fixed values in every output: `words.yaml`."""
    points: Mapping[str, Wording]
    """What the letter says of each rule: `points.yaml`."""
    issues: IssueWords
    name: str = ""
    logo: str = ""
    """A data: address, so that a page needs nothing else."""
    logo_text: str = ""
    letterhead: bytes = b""
    """A picture for the head of the letter."""
    css: str = ""
    templates: Mapping[str, Template] = field(default_factory=lambda: MappingProxyType({}))
    """By their names beneath the folder: "html/sections/decide.html.j2"."""

    @property
    def files(self) -> frozenset[str]:
        """The templates' files, as messages name them."""
        return frozenset(template.file for template in self.templates.values())


@cache
def plain_style() -> HouseStyle:
    """The style that termscheck comes with."""
    said = words()
    return HouseStyle(tuple(said["headings"]), said, points(), issues())


def read_house(path: Path) -> HouseStyle:
    """The house style in a folder. Raises `UsageError` with everything that is wrong with it, each with its place."""
    if not path.is_dir():
        raise UsageError(f"{path} is not a folder: --reports names a folder with a house style.")
    folder = Folder(path)
    templates = _templates(folder)
    own = [_section(name) for name in templates if name.startswith(SECTIONS)]
    own = [name for name in own if name not in words()["headings"]]
    said = words(folder, own)
    settings, source = _settings(folder)
    style = HouseStyle(
        order=_order(settings, source, list(said["headings"]), own, folder),
        words=said,
        points=points(folder),
        issues=issues(folder),
        name=settings.name,
        logo=logo(folder, settings.logo, source),
        logo_text=settings.logo_text or settings.name or "Logo",
        letterhead=letterhead(folder),
        css=_css(folder),
        templates=MappingProxyType(templates),
    )
    if folder.faults:
        raise UsageError("\n".join(map(str, folder.faults)))
    return style


def _templates(folder: Folder) -> dict[str, Template]:
    names = [name for name in folder.files if name.endswith(".j2")]
    return {name: Template(visible(folder.text(name, LARGEST_TEMPLATE)), folder.shown(name)) for name in names}


def _section(name: str) -> str:
    return name.removeprefix(SECTIONS).removesuffix(SUFFIX)


def _settings(folder: Folder) -> tuple[_Settings, Source | None]:
    source = folder.source(SETTINGS)
    settings = source.validated(_Settings, source.data or {}) if source and not source.faults else None
    return settings or _Settings(), source


def _order(
    settings: _Settings, source: Source | None, known: Sequence[str], own: Sequence[str], folder: Folder
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


def _css(folder: Folder) -> str:
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
