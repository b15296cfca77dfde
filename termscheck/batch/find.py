"""Which contracts a batch is of: the files and folders that were named, and the files within the folders."""

from __future__ import annotations

import glob
import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from termscheck.errors import ReadError
from termscheck.readers import OFFICE_SUFFIXES, TEXT_SUFFIXES, load

LIST = "contract.yaml"
SUFFIXES = TEXT_SUFFIXES | OFFICE_SUFFIXES | {".docx", ".docm", ".dotx", ".pdf"}
"""What is taken for a contract in a folder: also what cannot be read without LibreOffice, which is then said."""


@dataclass(frozen=True, slots=True)
class Found:
    """A contract: a file, or a folder with a list of its files. `name` is its path below all that was named, with
    slashes: no two of a batch have the same, and it stays when the whole folder moves."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Search:
    """The contracts, by name; how many `others` are none, and which folders were not searched, being links."""

    contracts: tuple[Found, ...]
    others: int
    links: tuple[str, ...]


def search(given: Sequence[str], out: Path) -> Search:
    """The contracts of files, folders and patterns (`*.docx`); `out` is not searched, nor are links to folders."""
    searched = _Searched(Path(os.path.abspath(out)))  # noqa: PTH100  (resolve() would follow links)
    for one in given:
        matched = [one] if os.path.lexists(one) else sorted(glob.glob(one, recursive=True)) or [one]  # noqa: PTH207
        for path in matched:
            searched.add(Path(os.path.abspath(path)))  # noqa: PTH100
    paths = sorted(searched.contracts)
    folders = [str(path if path.is_dir() and path not in searched.contracts else path.parent) for path in searched.top]
    try:
        top = os.path.commonpath(folders)
    except ValueError:  # none, or several drives of Windows
        top = ""
    named = [Found(Path(os.path.relpath(path, top) if top else path).as_posix(), path) for path in paths]
    return Search(tuple(sorted(named, key=lambda one: one.name)), searched.others, tuple(sorted(searched.links)))


class _Searched:
    def __init__(self, out: Path) -> None:
        self.out = out
        self.top: set[Path] = set()
        self.contracts: set[Path] = set()
        self.links: set[str] = set()
        self.others = 0

    def add(self, path: Path) -> None:
        """Takes in what was named: a folder is searched, anything else is a contract whatever it is called."""
        self.top.add(path)
        if path.is_dir():
            self._walk(path)
        else:
            self.contracts.add(path)

    def _walk(self, top: Path) -> None:
        for folder, folders, files in os.walk(top, onerror=self._shut):
            here = Path(folder)
            if LIST in files:
                self.contracts.add(here)
                folders.clear()
                continue
            self.links |= {str(here / name) for name in folders if (here / name).is_symlink()}
            folders[:] = [name for name in folders if here / name != self.out]
            wanted = [name for name in files if _is_contract(name)]
            self.others += len(files) - len(wanted)
            self.contracts |= {here / name for name in wanted}

    def _shut(self, problem: OSError) -> None:
        """A folder that cannot be searched may hold contracts: it becomes one that cannot be read."""
        self.contracts.add(Path(problem.filename))


def _is_contract(name: str) -> bool:
    return Path(name).suffix.lower() in SUFFIXES and not name.startswith((".", "~$"))


def digests(contract: Found) -> tuple[str, ...]:
    """Hashes of the bytes that a contract is read from: of each of its files, in order, then of the list of them.

    Raises `ReadError` and `UsageError` for what cannot be read, or is wrong with the list.
    """
    return tuple(_digests(contract.path))


def _digests(path: Path) -> Iterator[str]:
    if path.is_dir():
        from termscheck.manifest import read_manifest

        listed = read_manifest(path)
        for file in listed.files:
            yield from _digests(file)
        told = repr((listed.us, listed.them, listed.kind, listed.unlisted, [file.name for file in listed.files]))
        yield hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()
        return
    if path.exists() and not path.is_file():  # a pipe would keep its reader waiting
        raise ReadError("E-PATH", path.name, "this is not an ordinary file.")
    yield hashlib.sha256(load(path)).hexdigest()
