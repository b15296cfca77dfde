"""The folder of a batch, in which every outcome is kept under a key of all that decides it: see `docs/batch.md`.

A review is written before its outcome, and each of them whole or not at all: where there is an outcome it is complete,
whenever the driver was killed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from termscheck.batch.asked import Asked
from termscheck.batch.find import Found
from termscheck.batch.outcome import Outcome, from_json
from termscheck.errors import UsageError
from termscheck.files import UNFINISHED, write

RUN, LINES, TABLE, SUMMARY = "run.json", "outcomes.jsonl", "summary.csv", "summary.json"
SCHEMA = "termscheck.batch/1"


def key_of(contract: Found, digests: Sequence[str], asked: Asked) -> str:
    """Of the contract's bytes, the file name that its report bears, and how it is checked."""
    folders = [str(folder) for folder in asked.rules]
    told = json.dumps([list(digests), contract.path.name, asked.fingerprint, folders])
    return hashlib.sha256(told.encode()).hexdigest()[:40]


class Store:
    """The folder of a batch. Contracts are confidential: what is made is for its owner alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self, asked: Asked) -> None:
        """Makes the folder ready to be written. Raises UsageError for a folder that is not one of a batch."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            inside = [path for path in self.folder.iterdir() if not path.name.startswith(".")]
            if inside and not (self.folder / RUN).is_file():
                raise UsageError(f"{self.folder} holds other things: name a new folder, or that of an earlier batch.")
            for part in ("reviews", "outcomes"):
                (self.folder / part).mkdir(mode=0o700, exist_ok=True)
            for left in self.folder.rglob(f"{UNFINISHED}*.tmp"):
                left.unlink()
        except OSError as problem:
            raise UsageError(f"{self.folder} cannot be written ({problem.strerror}).") from problem
        self.write(RUN, json.dumps({"schema": SCHEMA, "with": asked.fingerprint, "asked": asked.told}, indent=2) + "\n")

    def write(self, name: str, text: str) -> None:
        """Writes a file of the folder whole. Raises UsageError."""
        write(self.folder / name, text.encode("utf-8"))

    def kept(self, key: str, day: str) -> Outcome | None:
        """The outcome that is there already, where it holds on that day; one that is damaged is not there."""
        try:
            outcome = from_json((self.folder / "outcomes" / f"{key}.json").read_bytes(), self.review(key))
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None
        return outcome if outcome.holds(day) else None

    def review(self, key: str) -> bytes:
        """A review that is kept; empty for a failure."""
        path = self.folder / review_of(key)
        return path.read_bytes() if path.is_file() else b""

    def keep(self, key: str, outcome: Outcome, review: bytes) -> None:
        """Keeps an outcome, unless it may be another the next time. Raises UsageError."""
        if outcome.failure is None:
            write(self.folder / review_of(key), review)
        if outcome.failure is None or outcome.failure.lasts:
            self.write(f"outcomes/{key}.json", outcome.to_json(review))


def review_of(key: str) -> str:
    """Where a review is, below the folder."""
    return f"reviews/{key}.json"
