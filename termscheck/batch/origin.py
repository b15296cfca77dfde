"""Whose template a contract is: the prime, and the family of templates that it belongs to.

Told by a list that the user gives, else by the folders that the contract lies in (`prime/family/contract.docx`), else
by the parties that the review has found.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any

from termscheck.errors import UsageError

COLUMNS = ("file", "prime", "family")
MOST_LETTERS = 200
"""Of the name of a prime or family: what comes after is left out."""

_LEGAL_FORM = re.compile(r"[\s,]+(?:limited|ltd|plc|llp|inc|incorporated|cic|corp|corporation|company)\.?$", re.I)
_BLANK = re.compile(r"[\[\]{}<>_…]|\.{3}|\bxx|\bTBC\b", re.I)


@dataclass(frozen=True, slots=True)
class Origin:
    """The prime and the family; either is empty where nobody can tell."""

    prime: str = ""
    family: str = ""


class Origins:
    """Says whose template each contract is. `rows` are of the user's list: a pattern of names, prime and family."""

    def __init__(self, rows: Iterable[tuple[str, str, str]] = (), *, by_parties: bool = False) -> None:
        self._rows = tuple(rows)
        self._by_parties = by_parties
        self._spelt: dict[str, str] = {}

    def of(self, name: str, review: Mapping[str, Any] | None) -> Origin:
        """The origin of a contract of a batch, by its name, and its review (`termscheck.review/1`) if it has one."""
        for pattern, prime, family in self._rows:
            if fnmatchcase(name, pattern):
                return Origin(prime, family)
        folders = PurePosixPath(name).parts[:-1]
        prime = _short(folders[0]) if folders else ""
        if self._by_parties or not prime:
            prime = self._alike(_other_side(review)) or prime
        return Origin(prime, _short("/".join(folders[1:])))

    def _alike(self, prime: str) -> str:
        """The prime as it was spelt the first time: "Harbour Ltd" and "HARBOUR LIMITED" are the same one."""
        key = _LEGAL_FORM.sub("", prime).casefold()
        return self._spelt.setdefault(key, prime) if key else ""


def _other_side(review: Mapping[str, Any] | None) -> str:
    """The name of the only party that pays us or passes work down to us; empty for none, or a blank to be filled in."""
    parties = [one for one in (review or {}).get("parties", ()) if one["role"] == "them"]
    names = dict.fromkeys(" ".join(one["name"].split()) for one in parties if _is_named(one))
    return _short(next(iter(names))) if len(names) == 1 else ""


def _is_named(party: Mapping[str, Any]) -> bool:
    """Whether a party's name is one: no blank, and not just what the contract calls it, such as "the Buyer"."""
    name = party["name"].casefold()
    return (
        bool(name) and not _BLANK.search(name) and not any(name.startswith(one.casefold()) for one in party["labels"])
    )


def _short(name: str) -> str:
    return name if len(name) <= MOST_LETTERS else f"{name[: MOST_LETTERS - 1]}…"


def read_origins(path: Path | None, *, by_parties: bool = False) -> Origins:
    """The list in a CSV file with the columns file, prime and family; `file` may have `*` in it.

    Raises UsageError for a file that is none.
    """
    if path is None:
        return Origins(by_parties=by_parties)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file)
            names = [(name or "").strip().lower() for name in table.fieldnames or ()]
            if not set(COLUMNS[:2]) <= set(names):
                raise UsageError(
                    f"{path} must have the columns file, prime and (if you like) family in its first line."
                )
            table.fieldnames = names
            rows = [tuple((row.get(column) or "").strip() for column in COLUMNS) for row in table]
    except OSError as problem:
        raise UsageError(f"{path} cannot be read ({problem.strerror}).") from problem
    except (UnicodeDecodeError, csv.Error):
        raise UsageError(f"{path} is not a CSV file in UTF-8.") from None
    return Origins(
        [(file, _short(prime), _short(family)) for file, prime, family in rows if file], by_parties=by_parties
    )
