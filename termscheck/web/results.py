"""What a check leaves in its folder for the page: how far it is, who is who, and the files to take away.

A worker process writes it and the page reads it; neither trusts the contract. All is deleted with the visit.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from termscheck.exposure.model import Inputs
from termscheck.files import write
from termscheck.model import Rag, Role

ResultKind = Literal["report", "page", "marked", "letter", "issues", "csv", "json"]


@dataclass(frozen=True)
class Part:
    """A file of the contract: where it lies (a name of ours), what its sender calls it, and the digest of its bytes."""

    stored: str
    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Stage:
    """How far a check is, as `termscheck.model.Progress` tells it: `total` is 0 where it is not known."""

    stage: str = ""
    done: int = 0
    total: int = 0


@dataclass(frozen=True)
class Side:
    """A party as the contract has it, and some of the words that decided its role."""

    name: str
    labels: tuple[str, ...]
    role: Role
    evidence: str = ""


@dataclass(frozen=True)
class Result:
    """A file that came of a check: its name in the folder, its name for people, and of which file it is a copy."""

    kind: ResultKind
    stored: str
    name: str
    media_type: str
    of: str = ""


@dataclass(frozen=True)
class Told:
    """What the page tells of a finished check; `unmade` are sentences on files that could not be made."""

    rag: Rag
    verdict: str
    kind: str
    regime: str
    sides: tuple[Side, ...]
    results: tuple[Result, ...]
    unmade: tuple[str, ...] = ()
    policy: str = ""
    """The content security policy of the report."""

    def result(self, stored: str) -> Result | None:
        """The file of that name, if there is one."""
        return next((one for one in self.results if one.stored == stored), None)


PARTS, MONEY, STAGE, TOLD = "parts.json", "money.json", "stage.json", "told.json"


def keep(folder: Path, name: str, what: object) -> None:
    """Writes it into the folder of a check."""
    write(folder / name, TypeAdapter(type(what)).dump_json(what))


def parts(folder: Path) -> tuple[Part, ...]:
    """The files that are to be checked."""
    return TypeAdapter(tuple[Part, ...]).validate_json((folder / PARTS).read_bytes())


def money(folder: Path) -> Inputs | None:
    """What the visitor says of prices and costs, if anything."""
    file = folder / MONEY
    return TypeAdapter(Inputs).validate_json(file.read_bytes()) if file.exists() else None


def stage(folder: Path) -> Stage:
    """How far the check is; nothing before it has begun."""
    try:
        return TypeAdapter(Stage).validate_json((folder / STAGE).read_bytes())
    except FileNotFoundError:
        return Stage()


def told(folder: Path) -> Told:
    """What came of the check."""
    return read_told((folder / TOLD).read_bytes())


def read_told(kept: bytes) -> Told:
    """The same, of what was kept elsewhere."""
    return TypeAdapter(Told).validate_json(kept)
