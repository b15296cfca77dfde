"""The folder of a house style: which files it may hold, and all that is found to be wrong with them."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from termscheck.content import bundled
from termscheck.engine.source import Source, did_you_mean
from termscheck.errors import Fault

SETTINGS = "house.yaml"
WORDS, LOOKS = "html/words.yaml", "html/house.css"
POINTS, LETTERHEADS = "letter/points.yaml", ("letter/letterhead.png", "letter/letterhead.jpg")
ISSUES = "issues/issues.yaml"
SECTIONS = "html/sections/"
SUFFIX = ".html.j2"
MOST_FILES = 100
LARGEST_TEMPLATE = 64_000
"""Bytes of one file."""

_PAGES = tuple(f"html/{name}.html.j2" for name in ("frame", "report", "comparison", "exposure", "flowdown"))
"""What no house has of its own: these keep a report closed."""

_FOLDERS = ("html", "issues", "letter", "marked", "md")
"""The outputs that take a house style."""


@cache
def replaceable() -> tuple[str, ...]:
    """The files of `reports/` in whose place a house may put its own, by their names beneath the folder."""
    reports = bundled("reports")
    files = [path for folder in _FOLDERS for path in (reports / folder).rglob("*") if path.is_file()]
    names = sorted(path.relative_to(reports).as_posix() for path in files)
    return tuple(name for name in names if name.endswith((".j2", ".yaml")) and name not in _PAGES)


class Folder:
    """The files of a house style by their names beneath the folder, and all that is found to be wrong with them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._faults: list[Fault] = []
        self._sources: list[Source] = []
        self.files = [name for name in self._names() if self._may_be(name)]

    def shown(self, name: str) -> str:
        """The file as messages name it."""
        return (self.path / name).as_posix()

    @property
    def faults(self) -> list[Fault]:
        """All that was found to be wrong, in the folder and in its YAML files."""
        return [*self._faults, *(fault for source in self._sources for fault in source.faults)]

    def fault(self, name: str, sentence: str, line: int = 0, column: int = 0) -> None:
        """Notes what is wrong with a file."""
        self._faults.append(Fault(self.shown(name), line, column, sentence))

    def source(self, name: str) -> Source | None:
        """A YAML file, whose faults are this folder's; None where there is none."""
        if name not in self.files:
            return None
        self._sources.append(Source(self.path / name, self.shown(name)))
        return self._sources[-1]

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
        wanted = [*replaceable(), LOOKS, *LETTERHEADS]
        folders = sorted({one.partition("/")[0] for one in wanted})
        top, _, rest = name.partition("/")
        if (self.path / name).is_symlink():
            self.fault(name, "is a link; put the file itself here")
        elif rest and top not in folders:
            self.fault(name, f"lies in no folder of a house style{did_you_mean(top, folders)}")
        elif rest and name not in wanted and not _is_own(name):
            self.fault(name, f"is no part of a house style{did_you_mean(name, wanted)}")
        else:
            return True
        return False


def _is_own(name: str) -> bool:
    """Whether a file is a section of the house's own, or a part that its templates include."""
    rest = name.partition("/")[2]
    return (name.startswith(SECTIONS) and name.endswith(SUFFIX)) or (rest.startswith("_") and rest.endswith(".j2"))
