"""How the contracts of a batch are to be checked, and the fingerprint of it: what is asked, of which rules."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from termscheck.content import bundled
from termscheck.model import DocumentKind, Profile, View
from termscheck.readers import programs_in_use
from termscheck.version import __version__

_TOLD_TO_PEOPLE = frozenset({".md", ".jsonl"})
"""Pages about rules, and the wordings that signs were learnt from: no check reads them."""


@dataclass(frozen=True)
class Asked:
    """How each contract is checked: the same words as for `pipeline.check`, and the day of it."""

    day: date
    us: tuple[str, ...] = ()
    them: tuple[str, ...] = ()
    profile: str | None = None
    rules: tuple[Path, ...] = ()
    kind: DocumentKind | None = None
    view: View = "final"
    regime: str | None = None

    @cached_property
    def told(self) -> dict[str, object]:
        """All that decides what is found in given bytes, the day apart, as it is kept beside the outcomes."""
        return {
            "termscheck": __version__,
            "rules": [{"folder": one.name, "sha256": _digest(one)} for one in (bundled("rules"), *self.rules)],
            "profile": self.profile or Profile().name,
            "us": list(self.us),
            "them": list(self.them),
            "kind": self.kind,
            "view": self.view,
            "regime": self.regime,
            "programs": programs_in_use(),
        }

    @cached_property
    def fingerprint(self) -> str:
        """Of `told`: where it is another, the rules are others, or the question is."""
        return hashlib.sha256(json.dumps(self.told, sort_keys=True).encode()).hexdigest()


def _digest(folder: Path) -> str:
    """Of the files of a folder of rules, which need not be understood for it: that would take seconds."""
    digest = hashlib.sha256()
    for path in _rule_files(folder):
        digest.update(path.relative_to(folder).as_posix().encode("utf-8", "surrogateescape") + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _rule_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.suffix not in _TOLD_TO_PEOPLE and not path.name.startswith(".") and path.is_file():
            yield path
