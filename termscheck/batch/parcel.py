"""A contract, and how it is to be checked, by content: what travels to a worker that sees none of our files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from termscheck.batch.asked import Asked
from termscheck.batch.find import LIST
from termscheck.batch.work import Bounds, Checker, Job
from termscheck.errors import UsageError
from termscheck.manifest import read_manifest
from termscheck.readers import load

MOST_BYTES_OF_RULES = 50 * 2**20


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file, or a folder of files, under the name that reports call it by. Its words are kept out of any log."""

    name: str
    files: tuple[tuple[str, bytes], ...] = field(repr=False)
    """Paths below the folder, with slashes, and what is in them; for a file that is no folder, its own name."""
    is_folder: bool = False

    def unpack(self, below: Path) -> Path:
        """Writes it into a folder, which is made, and gives its path there. Raises OSError."""
        top = below / self.name if self.is_folder else below
        top.mkdir(parents=True)
        for name, data in self.files:
            path = top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return below / self.name


@dataclass(frozen=True, slots=True)
class Order:
    """How contracts are to be checked: `asked` without its folders of rules, which come by content."""

    asked: Asked
    rules: tuple[Parcel, ...]
    fingerprint: str
    bounds: Bounds
    checker: Checker


@dataclass(frozen=True, slots=True)
class Errand:
    """A contract to be checked as ordered, under the key of its outcome; `digests` are of the bytes that are meant."""

    key: str
    contract: Parcel
    digests: tuple[str, ...]

    def job(self, asked: Asked, order: Order, below: Path) -> Job:
        """What a worker process is given to do: the contract is written below a folder. Raises OSError."""
        return Job(self.key, self.contract.unpack(below), self.digests, asked, order.bounds, order.checker)


@lru_cache(maxsize=1)
def order_of(asked: Asked, bounds: Bounds, checker: Checker) -> Order:
    """How the contracts of a batch are to be checked. Raises UsageError for folders of rules that cannot be sent."""
    rules = tuple(map(_rules, asked.rules))
    return Order(replace(asked, rules=()), rules, asked.fingerprint, bounds, checker)


def errand_of(job: Job) -> Errand:
    """The job with its contract's bytes. Raises `ReadError` and `UsageError` for what cannot be read (any more)."""
    return Errand(job.key, _contract(job.path), job.digests)


def _contract(path: Path) -> Parcel:
    if not path.is_dir():
        return Parcel(path.name, ((path.name, load(path)),))
    listed = read_manifest(path)
    files = [(one.name, load(one)) for one in (path / LIST, *listed.files)]
    unread = [(name, b"") for name in listed.unlisted]  # that they are there is told, and nothing else of them
    return Parcel(path.name, (*files, *unread), is_folder=True)


def _rules(folder: Path) -> Parcel:
    if folder.name in {"", ".."}:
        raise UsageError(f"--rules {folder}: name the folder itself, so that workers elsewhere can call it the same.")
    files: list[tuple[str, bytes]] = []
    size = 0
    for path in _files(folder):
        files.append((path.relative_to(folder).as_posix(), load(path)))
        size += len(files[-1][1])
        if size > MOST_BYTES_OF_RULES:
            raise UsageError(f"--rules {folder}: has more than {MOST_BYTES_OF_RULES // 2**20} MB, which no rules have.")
    return Parcel(folder.name, tuple(files), is_folder=True)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if not path.name.startswith(".") and path.is_file())
