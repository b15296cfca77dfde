"""What is different since an earlier batch: whether a contract has changed, or the rules have, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from termscheck.batch.outcome import Term
from termscheck.batch.store import LINES
from termscheck.errors import UsageError

Changed = Literal["new", "unchanged", "contract", "rules", "both"]
"""What has changed of a contract: that it was not there, nothing, its bytes, the rules or what is asked, or both."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A contract as an earlier batch had it; `findings` is None where that could not read it."""

    file: str
    digests: tuple[str, ...]
    asked: str
    findings: tuple[Term, ...] | None


@dataclass(frozen=True, slots=True)
class Since:
    """A contract beside its earlier self, which had the name `was`; no findings are told where one was not read."""

    changed: Changed
    was: str = ""
    new: tuple[Term, ...] = ()
    gone: tuple[Term, ...] = ()
    compared: bool = False


def read(folder: Path) -> dict[str, Earlier]:
    """The contracts of an earlier batch, by name. Raises UsageError for a folder that is none, or not finished."""
    path = folder / LINES
    try:
        lines = path.read_bytes().splitlines()
        found = [_earlier(json.loads(line)) for line in lines]
    except OSError:
        sentence = f"{folder} is not the folder of a finished batch: there is no {LINES} in it."
        raise UsageError(sentence) from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise UsageError(f"{path} is not what termscheck batch wrote.") from None
    return {one.file: one for one in found}


def _earlier(told: Mapping[str, Any]) -> Earlier:
    findings = None if told["failure"] else tuple(Term(**one) for one in told["findings"])
    return Earlier(str(told["file"]), tuple(told["sha256"]), str(told["with"]), findings)


class Comparison:
    """The contracts of this batch (their names and digests) beside those of an earlier one.

    They go together by their names; one whose name is new goes with one of the same bytes whose name is no more.
    """

    def __init__(self, earlier: Mapping[str, Earlier], now: Mapping[str, tuple[str, ...]]) -> None:
        missing = {one.digests: one for one in reversed(list(earlier.values())) if one.digests and one.file not in now}
        self._with = {name: earlier.get(name) or missing.pop(digests, None) for name, digests in now.items()}
        together = {one.file for one in self._with.values() if one}
        self.gone = [name for name in earlier if name not in together]
        """The names of contracts that are no more."""

    def since(self, name: str, digests: tuple[str, ...], asked: str, findings: Sequence[Term] | None) -> Since:
        """What is different about a contract; `findings` is None where it could not be read."""
        old = self._with[name]
        if old is None:
            return Since("new")
        other_words, other_rules = old.digests != digests, old.asked != asked
        changed: Changed = "contract" if other_words else "rules" if other_rules else "unchanged"
        if other_words and other_rules:
            changed = "both"
        if findings is None or old.findings is None:
            return Since(changed, old.file)
        return Since(changed, old.file, _without(findings, old.findings), _without(old.findings, findings), True)


def _without(terms: Iterable[Term], others: Iterable[Term]) -> tuple[Term, ...]:
    known = {one.fingerprint for one in others}
    return tuple(one for one in terms if one.fingerprint not in known)
