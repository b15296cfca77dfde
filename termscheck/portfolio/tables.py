"""How the contracts of a portfolio compare: by prime and family, and by term. The worst always comes first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from termscheck.model import SEVERITIES, Severity
from termscheck.portfolio.model import Portfolio, Rule, Template

RESULTS = ("red", "amber", "green", "failed")


@dataclass(frozen=True, slots=True)
class Share:
    """In how many contracts a term is, of those that were checked and that its rule applies to."""

    contracts: int
    of: int

    @property
    def percent(self) -> float:
        """From 0 to 100, to a hundredth."""
        return round(100 * self.contracts / self.of, 2) if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Common:
    """How common a term is in some contracts, and how severe where it is worst.

    `good` is how many of them have what the rule asks for: of a missing protection, that it is there.
    """

    rule: Rule
    severity: Severity
    share: Share
    good: int


@dataclass(frozen=True, slots=True)
class Pile:
    """Contracts of one prime, or of one of its families, the worst first; `name` is empty where nobody can tell."""

    name: str
    templates: tuple[Template, ...]

    @property
    def results(self) -> dict[str, int]:
        """How many contracts had each result."""
        found = Counter[str](template.rag or "failed" for template in self.templates)
        return {result: found[result] for result in RESULTS}

    @property
    def checked(self) -> tuple[Template, ...]:
        """Those that could be checked."""
        return tuple(template for template in self.templates if template.rag)

    def per_contract(self, severity: Severity) -> float:
        """How many findings of a severity a contract has on average, to a tenth."""
        checked = self.checked
        return round(sum(template.counts[severity] for template in checked) / len(checked), 1) if checked else 0.0


def primes(portfolio: Portfolio) -> list[Pile]:
    """The contracts by prime."""
    return _piles(portfolio.templates, lambda template: template.origin.prime)


def families_of(prime: Pile) -> list[Pile]:
    """The contracts of a prime by family."""
    return _piles(prime.templates, lambda template: template.origin.family)


def _piles(templates: Iterable[Template], by: Callable[[Template], str]) -> list[Pile]:
    held: dict[str, list[Template]] = {}
    for template in templates:
        held.setdefault(by(template), []).append(template)
    made = [Pile(name, tuple(sorted(ours, key=_badness))) for name, ours in held.items()]
    return sorted(made, key=lambda pile: (*(-pile.per_contract(one) for one in reversed(SEVERITIES)), pile.name))


def _badness(template: Template) -> tuple[object, ...]:
    """For sorting: what is red before what is amber, what has more critical findings first; unchecked ones last."""
    return (RESULTS.index(template.rag or "failed"), *(-number for number in template.counts.values()), template.name)


def common_terms(portfolio: Portfolio, templates: Sequence[Template]) -> list[Common]:
    """The terms found in some contracts, those that most have first."""
    found = Counter(rule for template in templates for rule in {term.rule for term in template.terms})
    good = Counter(rule for template in templates for rule in template.good)
    made = [
        Common(portfolio.rules[rule], _worst(templates, rule), share_of(templates, rule, number), good[rule])
        for rule, number in found.items()
    ]
    return sorted(made, key=_commonness)


def share_of(templates: Iterable[Template], rule: str, number: int) -> Share:
    """`number` of the contracts that were checked and that a rule applies to."""
    return Share(
        number, sum(template.rag is not None and rule not in template.not_applicable for template in templates)
    )


def _worst(templates: Iterable[Template], rule: str) -> Severity:
    found = [term.severity for template in templates for term in template.terms if term.rule == rule]
    return max(found, key=SEVERITIES.index)


def _commonness(one: Common) -> tuple[object, ...]:
    return (-one.share.contracts, -SEVERITIES.index(one.severity), -one.share.percent, one.rule.rule)
