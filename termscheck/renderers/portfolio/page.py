"""What the templates of the portfolio report tell: chosen, ordered, counted and cut, and not yet in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from termscheck.batch.outcome import Term as Told
from termscheck.batch.since import Since
from termscheck.model import SEVERITIES, Severity
from termscheck.portfolio.model import Portfolio, Template
from termscheck.portfolio.tables import Common, Pile, Share, common_terms, families_of, primes
from termscheck.portfolio.wordings import Family, Wording, families
from termscheck.renderers.comparison.words import Stretch, shown

MOST_ROWS, MOST_COLUMNS = 400, 80
"""Contracts and terms of the grid of one prime; the report says how many more there are."""
MOST_FAMILIES, MOST_WORDINGS, MOST_NAMES = 6, 5, 12
"""Clauses shown for one term, wordings of one clause, contracts named for one wording; likewise."""
MOST_CHANGED = 200
"""Contracts shown in one group of changes; likewise."""
MOST_PRIMES = 6
"""Primes named beside a term; likewise."""
MOST_TERMS = 8
"""Terms named as those that most contracts of a prime have."""
MOST_UNREAD = 500
"""Contracts named that were not checked, or not fully read; likewise."""

Mark = Literal["critical", "high", "medium", "low", "good", "not-applicable", ""]


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a bar, in per cent of its width."""

    left: float
    width: float
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """A contract in the grid of its prime: a mark for each term of the grid. `name` is without the folders that it
    shares with the other contracts of its family."""

    template: Template
    name: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """The contracts of one family, as far as they are shown."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Prime:
    """A prime: its contracts, how they came off, its terms by how common they are, and the grid of both."""

    number: int
    pile: Pile
    families: tuple[Pile, ...]
    bars: tuple[Bar, ...]
    terms: tuple[Common, ...]
    columns: tuple[Common, ...]
    blocks: tuple[Block, ...]
    more_rows: int

    @property
    def more_columns(self) -> int:
        """How many of its terms are not in the grid."""
        return len(self.terms) - len(self.columns)


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term: how common it is in all contracts, and with which primes it is found how often, the most often first;
    `more` primes are left out."""

    number: int
    term: Common
    by_prime: tuple[tuple[Prime, Share], ...]
    more: int


@dataclass(frozen=True, slots=True)
class Version:
    """A wording beside the commonest one; of that one itself `usual` is empty."""

    wording: Wording
    own: list[Stretch]
    usual: list[Stretch]
    more: int
    """How many of the clauses with it are not named."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A clause that several contracts have: its commonest wording, and how others differ."""

    family: Family
    versions: tuple[Version, ...]
    more: int
    """How many of its wordings are not shown."""


@dataclass(frozen=True, slots=True)
class TermWordings:
    """The clauses of one term that several contracts have; `more` of them are not shown."""

    row: TermRow
    clauses: tuple[Copied, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Changed:
    """The contracts that have changed in one way: those with other findings than before, and those that cannot be
    compared. `same` is how many others there are, `more` how many are not shown."""

    change: str
    templates: tuple[Template, ...]
    same: int
    more: int


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the templates tell."""

    portfolio: Portfolio
    all: Pile
    bars: tuple[Bar, ...]
    primes: tuple[Prime, ...]
    terms: tuple[TermRow, ...]
    wordings: tuple[TermWordings, ...]
    changed: tuple[Changed, ...]
    failed: tuple[Template, ...]
    unread: tuple[Template, ...]

    def told(self, term: Told) -> str:
        """What a finding of an earlier batch is about."""
        rule = self.portfolio.rules.get(term.rule)
        return rule.title if rule else term.rule


def build(portfolio: Portfolio) -> Page:
    """What the templates need to know of a portfolio."""
    piles = primes(portfolio)
    most = max((len(pile.templates) for pile in piles), default=1)
    told = tuple(_prime(portfolio, number, pile, most) for number, pile in enumerate(piles, 1))
    terms = tuple(
        _term(number, term, told) for number, term in enumerate(common_terms(portfolio, portfolio.templates), 1)
    )
    whole = Pile("", portfolio.templates)
    return Page(
        portfolio=portfolio,
        all=whole,
        bars=_bars(whole, len(whole.templates)),
        primes=told,
        terms=terms,
        wordings=tuple(_wordings(portfolio, terms)),
        changed=tuple(_changed(portfolio)),
        failed=tuple(one for one in portfolio.templates if one.rag is None),
        unread=tuple(one for one in portfolio.templates if one.unread),
    )


def _bars(pile: Pile, most: int) -> tuple[Bar, ...]:
    made, left = [], 0.0
    for result, number in pile.results.items():
        if number:
            width = round(100 * number / most, 2)
            made.append(Bar(round(left, 2), width, result))
            left += width
    return tuple(made)


def _prime(portfolio: Portfolio, number: int, pile: Pile, most: int) -> Prime:
    terms = tuple(common_terms(portfolio, pile.templates))
    columns = terms[:MOST_COLUMNS]
    piles = tuple(families_of(pile))
    blocks, left = [], MOST_ROWS
    for family in piles:
        rows = family.checked[:left]
        left -= len(rows)
        if rows:
            shared = _shared_folders([template.name for template in rows])
            lines = (_line(template, template.name[shared:], columns) for template in rows)
            blocks.append(Block(family.name, tuple(lines)))
    return Prime(
        number=number,
        pile=pile,
        families=piles,
        bars=_bars(pile, most),
        terms=terms,
        columns=columns,
        blocks=tuple(blocks),
        more_rows=len(pile.checked) - (MOST_ROWS - left),
    )


def _shared_folders(names: Sequence[str]) -> int:
    """How many characters the folders take that the names have in common."""
    ends = [at + 1 for at, letter in enumerate(names[0]) if letter == "/"]
    return max((end for end in ends if all(name.startswith(names[0][:end]) for name in names)), default=0)


def _line(template: Template, name: str, columns: Iterable[Common]) -> Line:
    worst: dict[str, Severity] = {}
    for term in template.terms:
        known = worst.get(term.rule)
        worst[term.rule] = max(term.severity, known or term.severity, key=SEVERITIES.index)
    return Line(template, name, tuple(_mark(template, worst, column.rule.rule) for column in columns))


def _mark(template: Template, worst: dict[str, Severity], rule: str) -> Mark:
    if rule in worst:
        return worst[rule]
    if rule in template.not_applicable:
        return "not-applicable"
    return "good" if rule in template.good else ""


def _term(number: int, term: Common, told: Iterable[Prime]) -> TermRow:
    rule = term.rule.rule
    found = [(prime, one.share) for prime in told for one in prime.terms if one.rule.rule == rule]
    shares = sorted(found, key=lambda one: (-one[1].percent, one[0].number))
    return TermRow(number, term, tuple(shares[:MOST_PRIMES]), len(shares[MOST_PRIMES:]))


def _wordings(portfolio: Portfolio, terms: Iterable[TermRow]) -> Iterable[TermWordings]:
    """The terms with copied clauses, the most severe first."""
    for row in sorted(terms, key=lambda row: (-SEVERITIES.index(row.term.severity), row.number)):
        if found := families(portfolio.templates, row.term.rule.rule):
            clauses = tuple(_copied(family) for family in found[:MOST_FAMILIES])
            yield TermWordings(row, clauses, len(found[MOST_FAMILIES:]))


def _copied(family: Family) -> Copied:
    usual, *others = family.wordings
    versions = [Version(usual, shown(usual.beside(usual)[0]), [], len(usual.standing[MOST_NAMES:]))]
    for wording in others[:MOST_WORDINGS]:
        left, right = usual.beside(wording)
        versions.append(Version(wording, shown(right), shown(left), len(wording.standing[MOST_NAMES:])))
    return Copied(family, tuple(versions), len(others[MOST_WORDINGS:]))


def _differs(since: Since) -> bool:
    """Whether there is something to tell: other findings, or that they cannot be compared."""
    return bool(since.new or since.gone or not since.compared)


CHANGES = ("contract", "rules", "both", "new", "unchanged")


def _changed(portfolio: Portfolio) -> Iterable[Changed]:
    for change in CHANGES:
        ours = [one for one in portfolio.templates if one.since and one.since.changed == change]
        told = [one for one in ours if one.since and change != "unchanged" and _differs(one.since)]
        if ours:
            yield Changed(change, tuple(told[:MOST_CHANGED]), len(ours) - len(told), len(told[MOST_CHANGED:]))
