"""The folder of a batch, in which every outcome is kept under a key of all that decides it: see `docs/batch.md`.

A review is written before its outcome, and each of them whole or not at all: where there is an outcome it is complete,
whenever the driver was killed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from termscheck.batch.asked import Asked
from termscheck.batch.find import LIST, Found
from termscheck.batch.outcome import Outcome, from_json
from termscheck.errors import UsageError
from termscheck.files import UNFINISHED, write
from termscheck.manifest import read_manifest

RUN, LINES, TABLE, SUMMARY = "run.json", "outcomes.jsonl", "summary.csv", "summary.json"
SCHEMA = "termscheck.batch/1"
PRIVATE = 0o700


def key_of(contract: Found, digests: Sequence[str], asked: Asked) -> str:
    """Of the contract's bytes, the file name that its report bears, and how it is checked."""
    folders = [str(folder) for folder in asked.rules]
    told = json.dumps([list(digests), contract.path.name, asked.fingerprint, folders])
    return hashlib.sha256(told.encode()).hexdigest()[:40]


@dataclass(frozen=True, slots=True)
class Run:
    """How the contracts of a batch were checked, and on which day; `fingerprint` is that of `asked`."""

    day: date
    fingerprint: str
    asked: Mapping[str, Any]


def read_run(folder: Path) -> Run:
    """What `run.json` of a batch tells. Raises UsageError for a folder that is not that of a batch."""
    path = folder / RUN
    try:
        told = json.loads(path.read_bytes())
        return Run(date.fromisoformat(told["day"]), str(told["with"]), dict(told["asked"]))
    except OSError:
        raise UsageError(f"{folder} is not the folder of a batch: there is no {RUN} in it.") from None
    except (ValueError, TypeError, KeyError):
        raise UsageError(f"{path} is not what this version of termscheck batch writes: run the batch again.") from None


class Folder:
    """The folder of a batch. Contracts are confidential: what is made is for its owner alone."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def open(self, asked: Asked) -> None:
        """Makes the folder ready to be written. Raises UsageError for a folder that is not one of a batch."""
        try:
            self.path.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
            inside = [path for path in self.path.iterdir() if not path.name.startswith(".")]
            if inside and not (self.path / RUN).is_file():
                raise UsageError(f"{self.path} holds other things: name a new folder, or that of an earlier batch.")
            told = {"schema": SCHEMA, "day": asked.day.isoformat(), "with": asked.fingerprint, "asked": asked.told}
            # first, lest a folder that was left before be taken for one of other things
            self.write(RUN, json.dumps(told, indent=2) + "\n")
            for part in ("reviews", "outcomes"):
                (self.path / part).mkdir(mode=PRIVATE, exist_ok=True)
            for left in self.path.rglob(f"{UNFINISHED}*.tmp"):
                left.unlink()
        except OSError as problem:
            raise UsageError(f"{self.path} cannot be written ({problem.strerror}).") from problem

    def write(self, name: str, text: str) -> None:
        """Writes a file of the folder whole. Raises UsageError."""
        write(self.path / name, text.encode("utf-8"))

    def kept(self, key: str, day: str) -> Outcome | None:
        """The outcome that is there already, where it holds on that day; one that is damaged is not there."""
        try:
            outcome = from_json((self.path / "outcomes" / f"{key}.json").read_bytes(), self.review(key))
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None
        return outcome if outcome.holds(day) else None

    def review(self, key: str) -> bytes:
        """A review that is kept; empty for a failure."""
        path = self.path / review_of(key)
        return path.read_bytes() if path.is_file() else b""

    def keep(self, key: str, outcome: Outcome, review: bytes) -> None:
        """Keeps an outcome, unless it may be another the next time. Raises UsageError."""
        if outcome.failure is None:
            write(self.path / review_of(key), review)
        if outcome.failure is None or outcome.failure.lasts:
            self.write(f"outcomes/{key}.json", outcome.to_json(review))

    def keep_contract(self, key: str, contract: Found) -> None:
        """Keeps a copy of a contract that can be read: of its file, or of its folder with the list. Raises UsageError.

        What is kept already is left as it is: it is of the same bytes.
        """
        for path, below in _files(contract.path):
            target = self.path / "contracts" / key / below
            if target.exists():
                continue
            try:
                target.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
                data = path.read_bytes()
            except OSError as problem:
                raise UsageError(f"{path} could not be kept in {self.path} ({problem.strerror}).") from problem
            write(target, data)

    def contracts(self, lines: Iterable[tuple[str, str]]) -> list[Found]:
        """The copies that were kept of contracts, each told by name and key. Raises UsageError where none were kept."""
        kept = self.path / "contracts"
        if not kept.is_dir():
            raise UsageError(f"{self.path} holds no contracts to check again: it was made without --keep-contracts.")
        return [Found(name, next(iter(sorted((kept / key).glob("*"))), kept / "none")) for name, key in lines]


def _files(path: Path) -> Iterator[tuple[Path, Path]]:
    """The files that a contract is read from, and where they stand beside each other."""
    if not path.is_dir():
        yield path, Path(path.name)
        return
    listed = read_manifest(path)
    for file in (path / LIST, *listed.files, *(path / name for name in listed.unlisted)):
        yield file, Path(path.name) / file.name


def review_of(key: str) -> str:
    """Where a review is, below the folder."""
    return f"reviews/{key}.json"
