"""What is different since an earlier batch: whether a contract has changed, or the rules have, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from termscheck.batch.folder import LINES
from termscheck.batch.outcome import Term
from termscheck.errors import UsageError

Changed = Literal["new", "unchanged", "contract", "rules", "both"]
"""What has changed of a contract: that it was not there, nothing, its bytes, the rules or what is asked, or both."""


@dataclass(frozen=True, slots=True)
class Since:
    """A contract beside its earlier self, which had the name `was`; no findings are told where one was not read."""

    changed: Changed
    was: str = ""
    new: tuple[Term, ...] = ()
    gone: tuple[Term, ...] = ()
    compared: bool = False


@dataclass(frozen=True, slots=True)
class _Earlier:
    """A contract as an earlier batch had it; its findings are read when they are asked for, at `place` of the file."""

    file: str
    digests: tuple[str, ...]
    asked: str
    place: int


class Comparison:
    """The contracts of an earlier batch, beside those of this one, which are asked about in the order of their names.

    They go together by their names; one whose name is new goes with one of the same bytes whose name is no more.
    """

    def __init__(self, file: BinaryIO, names: Iterable[str]) -> None:
        self._file = file
        self._earlier = {one.file: one for one in _index(file)}
        now = set(names)
        self._missing = {
            one.digests: one for one in reversed(self._earlier.values()) if one.digests and one.file not in now
        }
        self._left = dict.fromkeys(self._earlier)

    def since(self, name: str, digests: tuple[str, ...], asked: str, findings: Sequence[Term] | None) -> Since:
        """What is different about a contract; `findings` is None where it could not be read."""
        old = self._earlier.get(name) or self._missing.pop(digests, None)
        if old is None:
            return Since("new")
        self._left.pop(old.file, None)
        other_words, other_rules = old.digests != digests, old.asked != asked
        changed: Changed = "contract" if other_words else "rules" if other_rules else "unchanged"
        if other_words and other_rules:
            changed = "both"
        had = self._findings(old)
        if findings is None or had is None:
            return Since(changed, old.file)
        return Since(changed, old.file, _without(findings, had), _without(had, findings), True)

    def end(self) -> tuple[str, ...]:
        """The names of earlier contracts that none of those asked about was. Nothing can be asked any more.

        The earlier batch is let go of: its file may be about to be replaced.
        """
        self._file.close()
        return tuple(self._left)

    def _findings(self, earlier: _Earlier) -> tuple[Term, ...] | None:
        self._file.seek(earlier.place)
        told = json.loads(self._file.readline())
        return None if told["failure"] else tuple(Term(**one) for one in told["findings"])


@contextmanager
def comparison(folder: Path, names: Iterable[str]) -> Iterator[Comparison]:
    """An earlier batch to compare with. Raises UsageError for a folder that is none, or not finished."""
    path = folder / LINES
    try:
        file = path.open("rb")
    except OSError:
        sentence = f"{folder} is not the folder of a finished batch: there is no {LINES} in it."
        raise UsageError(sentence) from None
    with file:
        try:
            beside = Comparison(file, names)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise UsageError(f"{path} is not what termscheck batch wrote.") from None
        yield beside


def _index(file: BinaryIO) -> Iterator[_Earlier]:
    place = 0
    for line in file:
        told = json.loads(line)
        for finding in told["findings"]:
            Term(**finding)
        yield _Earlier(str(told["file"]), tuple(told["sha256"]), str(told["with"]), place)
        place += len(line)


def _without(terms: Iterable[Term], others: Iterable[Term]) -> tuple[Term, ...]:
    known = {one.fingerprint for one in others}
    return tuple(one for one in terms if one.fingerprint not in known)
