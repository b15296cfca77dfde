"""A folder that holds one contract in several files, with a small list of them: `contract.yaml`.

::

    files:                 # in order of precedence: the first prevails
      - order-form.docx
      - terms.pdf
    us: Delivery Partner   # optional, as are them and kind
    kind: sub-contract

A contract may come in a zip of the other side's making, and its list with it. So the list only names files of its own
folder, and can change nothing else about a check.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from termscheck.engine.source import Source
from termscheck.errors import ReadError, UsageError
from termscheck.model import DocumentKind

NAME = "contract.yaml"
MOST_FILES = 100
_CONTRACTS = frozenset({".docx", ".docm", ".dotx", ".doc", ".rtf", ".odt", ".pdf", ".txt"})


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, str) else value


class _Listed(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    files: list[str] = Field(min_length=1, max_length=MOST_FILES)
    us: Annotated[list[str], BeforeValidator(_one_or_more)] = []
    them: Annotated[list[str], BeforeValidator(_one_or_more)] = []
    kind: DocumentKind | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a folder says of the contract in it: its files in order of precedence, the sides and the kind."""

    files: tuple[Path, ...]
    us: tuple[str, ...] = ()
    them: tuple[str, ...] = ()
    kind: DocumentKind | None = None
    unlisted: tuple[str, ...] = ()
    """Files in the folder that look like contracts and are not on the list."""


def read_manifest(folder: Path) -> Manifest:
    """The list of a folder. Raises `ReadError` (E-PATH) where there is none, `UsageError` for what is wrong with it."""
    path = folder / NAME
    if not path.is_file():
        raise ReadError(
            "E-PATH",
            str(folder),
            f"this is a folder, not a file. Name the files in it, or put a list of them ({NAME}) beside them.",
        )
    source = Source(path, str(path))
    listed = source.validated(_Listed, source.data) if not source.faults else None
    for number, name in enumerate(listed.files if listed else ()):
        if Path(name).name != name or name in {".", ".."} or (folder / name).is_symlink():
            source.fault(("files", number), f"“{name}” must be the name of a file in this folder, without a path")
    if listed is None or source.faults:
        raise UsageError("\n".join(map(str, source.faults)))
    return Manifest(
        files=tuple(folder / name for name in listed.files),
        us=tuple(listed.us),
        them=tuple(listed.them),
        kind=listed.kind,
        unlisted=tuple(
            path.name
            for path in sorted(folder.iterdir())
            if path.suffix.lower() in _CONTRACTS and path.name not in listed.files and not path.name.startswith("~$")
        )[:MOST_FILES],
    )
