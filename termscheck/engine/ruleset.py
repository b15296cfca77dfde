"""What a loader makes: rules, checked and compiled, and all that is checked together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from termscheck.annotate.vocabulary import Vocabulary
from termscheck.engine.comparisons import Comparison
from termscheck.engine.drafting import Texts, general
from termscheck.engine.history import History
from termscheck.engine.parameters import Parameter
from termscheck.engine.patterns import Compiled
from termscheck.engine.regimes import Regimes
from termscheck.engine.schema import Pattern, RuleFile
from termscheck.engine.source import Place
from termscheck.engine.terms import Term
from termscheck.engine.topics import TopicRule
from termscheck.engine.weights import Weights
from termscheck.model import Authority, Profile, RuleSource


class Origin(NamedTuple):
    """Where a part of a rule stands when that is not its own place in its own file."""

    path: Path
    shown: str
    place: Place


@dataclass(frozen=True)
class Rule:
    """A rule, checked and compiled."""

    file: RuleFile
    match: Compiled | None
    protection: Compiled | None
    nearest: Compiled | None
    requires: Compiled | None
    parts: tuple[tuple[Compiled | None, Compiled | None], ...]
    """For each part of a combination: what must be said somewhere, and what nowhere."""
    unless: tuple[tuple[Compiled, str], ...]
    adjust: tuple[tuple[Compiled | None, Comparison | None], ...]
    authorities: tuple[Authority, ...]
    path: Path
    shown: str
    """The file as faults name it: "rules/payment-deferral/PAY-002-pay-when-paid.yaml"."""
    bands: Parameter | None = None
    moved: Mapping[Place, Origin] = field(default_factory=dict)
    """Parts that house changes added or moved: where each stands, such as ("unless", 0)."""

    @property
    def id(self) -> str:
        """The rulebook's code."""
        return self.file.id

    @property
    def missing(self) -> bool:
        """Whether the rule is about a protection that a contract lacks."""
        return self.protection is not None

    @property
    def combined(self) -> bool:
        """Whether the rule is about findings of other rules that come together."""
        return bool(self.file.combine)

    @cached_property
    def in_general(self) -> Texts:
        """The rule's texts where they are told of no words of a contract."""
        return general().texts(self.file)


@dataclass(frozen=True)
class RuleSet:
    """All that is checked: rules by id, topics by name, the vocabulary they share, and where they came from."""

    rules: tuple[Rule, ...]
    topics: tuple[TopicRule, ...]
    vocabulary: Vocabulary
    sources: tuple[RuleSource, ...]
    carrier: str = ""
    """A bare contract without protections, into which examples of absence rules are put at "@@"."""
    authorities: Mapping[str, Authority] = field(default_factory=dict)
    concepts: Mapping[str, tuple[Pattern, Path, str]] = field(default_factory=dict)
    """The patterns that several rules share, with their files and how faults name these."""
    profile: Profile = field(default_factory=Profile)
    left_out: frozenset[str] = frozenset()
    """Rules that the profile does not apply."""
    regimes: Regimes = field(default_factory=Regimes)
    weights: tuple[Weights, ...] = ()
    """What signs are worth, by folder."""
    history: History = field(default_factory=History)
    terms: tuple[Term, ...] = ()
    """What is handed down from a head contract to a sub-contract, in order."""
