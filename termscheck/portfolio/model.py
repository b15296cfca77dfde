"""What a portfolio keeps of each contract: little enough for hundreds of them in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from termscheck.batch.origin import Origin
from termscheck.batch.since import Since
from termscheck.drafts.differences import Word
from termscheck.model import SEVERITIES, Rag, Severity


@dataclass(frozen=True, slots=True)
class Term:
    """A finding of a contract: where it stands, and the words of its clause; none for a missing protection, and where
    several clauses act together."""

    rule: str
    severity: Severity
    label: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A contract of the portfolio. `rag` is None, and `failure` says why, where it could not be checked.

    `unread` says what was not read of it; findings that somebody has set aside are left out of `terms`.
    """

    name: str
    origin: Origin
    rag: Rag | None
    failure: str
    kind: str
    words: int
    unread: tuple[str, ...]
    terms: tuple[Term, ...]
    good: frozenset[str]
    """Rules whose good terms it has."""
    not_applicable: frozenset[str]
    """Rules that do not apply to it."""
    since: Since | None

    @property
    def counts(self) -> dict[Severity, int]:
        """How many findings it has of each severity, the most severe first."""
        found = [term.severity for term in self.terms]
        return {severity: found.count(severity) for severity in reversed(SEVERITIES)}


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule looks for, in a few words."""

    rule: str
    title: str


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The contracts of a batch, by name; the rules that were applied to any; the contracts that are no more."""

    name: str
    templates: tuple[Template, ...]
    rules: Mapping[str, Rule]
    gone: tuple[str, ...]
    compared: bool
    """Whether there is an earlier batch that it was compared with."""
    version: str
    asked: str
    """Fingerprint of the rules and of what was asked."""
