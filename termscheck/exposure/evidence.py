"""What a review says about the figures of a term: findings, protections and sentences, with the quantities in them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from termscheck.exposure.model import SCOPES, Scope
from termscheck.exposure.spec import LONGEST, Spec
from termscheck.model import SEVERITIES, Clause, Finding, Protection, Quantity, QuantityKind, Review, Span
from termscheck.places import Places
from termscheck.words import cite, shorten

RESULTS = re.compile(r"\b(results?|outcomes?|success|milestones?|bonus|incentive)\b", re.IGNORECASE)
"""Words of what hangs on results."""
_WHOLE = re.compile(
    r"\b(charges|sums?|nothing|amounts?|any payment|each payment|payments? (due )?to|price)\b", re.IGNORECASE
)
_KINDS: dict[str, QuantityKind] = {
    "days": "duration", "months": "duration", "per cent": "percentage", "points": "percentage", "pounds": "money",
}  # fmt: skip
_VALUES = {"days": "days", "months": "months", "per cent": "percent", "points": "percent", "pounds": "amount"}
"""Under which name a finding has a figure, by unit."""


@dataclass(frozen=True, slots=True)
class Found:
    """A figure and the words it stands in; `rule` is that of the finding, if it comes from one."""

    value: Decimal
    span: Span
    text: str
    rule: str = ""
    quantity: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or a whole row of a table, and the number of its passage (-1 for a row)."""

    span: Span
    text: str
    passage: int


def _start(quantity: Quantity) -> tuple[int, int]:
    return quantity.span.document, quantity.span.start


class Evidence:
    """Looks up what a review says. Findings that a person set aside are still terms of the contract, and count."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self.contract = review.contract
        self.places = Places(review.contract)
        self.fired = {finding.rule for finding in review.findings}
        self._quantities = sorted(review.contract.quantities, key=_start)
        self._starts = [_start(one) for one in self._quantities]
        self._elements: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
        self._payers: dict[int, set[str]] = {}
        for one in self.contract.propositions:
            if one.act in ("pay", "repay"):
                self._payers.setdefault(one.passage, set()).add(one.bearer)
        self.sentences = tuple(self._read())
        self._with_figures = tuple(one for one in self.sentences if self._within(one.span))

    def _read(self) -> Iterator[Sentence]:
        rows = [clause for clause in self.contract.clauses if clause.kind == "row"]
        inside = {clause.id for clause in self.contract.clauses if clause.kind in ("row", "recital")}
        for clause in rows:
            yield Sentence(clause.span, " ".join(self.contract.quote(clause.span).split()), -1)
        for passage in self.contract.passages:
            if passage.clause not in inside:
                yield Sentence(passage.own, self.contract.quote(passage.own), passage.index)

    def quantities(self, span: Span, kind: QuantityKind) -> list[Quantity]:
        """The quantities of a kind within a span, in the order of the text."""
        return [one for one in self._within(span) if one.kind == kind and span.contains(one.span)]

    def _within(self, span: Span) -> list[Quantity]:
        """The quantities that begin within a span."""
        first = bisect_left(self._starts, (span.document, span.start))
        last = bisect_left(self._starts, (span.document, span.end), first)
        return self._quantities[first:last]

    def findings(self, rules: Sequence[str]) -> list[Finding]:
        """The findings of these rules, the most severe first."""
        ours = [finding for finding in self.review.findings if finding.rule in rules]
        return sorted(ours, key=lambda finding: -SEVERITIES.index(finding.severity))

    def protections(self, rules: Sequence[str]) -> list[Protection]:
        """The good terms that belong to these rules."""
        return [one for one in self.review.protections if one.rule in rules]

    def place(self, span: Span | None) -> str:
        """The clause of a span as a lawyer cites it; empty for none."""
        if span is None:
            return ""
        row = self.clause(span)
        if row is not None and row.kind == "note" and (about := self.places.clause(row.parent)):
            return f"a note to {cite(about.label, about.heading)}"
        if row is None or row.kind != "row":
            return self.places.name(span)
        first = " ".join(self.contract.quote(row.span).strip().split("\t")[0].split("\n")[0].split())
        table = self.places.clause(row.parent)
        named = f"the row “{shorten(first, 40)}”"
        return f"{cite(table.label, table.heading)}, {named}" if table else named.capitalize()

    def clause(self, span: Span | None) -> Clause | None:
        """The clause of a span."""
        return self.places.around(span) if span else None

    def in_findings(self, spec: Spec) -> list[Found]:
        """The figures that findings have for a term."""
        made = []
        for finding in self.findings(spec.rules):
            value = finding.values.get(_VALUES.get(spec.unit, ""))
            if finding.evidence and isinstance(value, int | float):
                first = finding.evidence[0]
                made.append(Found(Decimal(str(value)), first.span, first.text[:LONGEST], finding.rule))
        return made

    def in_protections(self, spec: Spec) -> list[Found]:
        """The figures in the words of protections."""
        pieces = [piece for one in self.protections(spec.good) for piece in one.evidence]
        return [found for piece in pieces for found in self._figures(spec, piece.span, piece.text)]

    def in_sentences(self, spec: Spec) -> list[Found]:
        """The figures of sentences that may state a term."""
        # few sentences have a figure of the kind, and looking it up takes less than reading the sentence
        told = [one for one in self._with_figures if self.quantities(one.span, _KINDS[spec.unit])]
        fitting = [one for one in told if spec.fits(one.text)]
        return [found for one in fitting for found in self._figures(spec, one.span, one.text)]

    def _figures(self, spec: Spec, span: Span, text: str) -> Iterable[Found]:
        for quantity in self.quantities(span, _KINDS[spec.unit]):
            if spec.of is None or spec.of.search(quantity.of or text):
                yield Found(Decimal(str(quantity.value)), span, text, "", quantity)

    def we_pay(self, sentence: Sentence) -> bool:
        """Whether a sentence is about what we pay, or the authority, and not about what they pay to us."""
        bearers = self._payers.get(sentence.passage, set())
        return bool(bearers & {"us", "above"}) and "them" not in bearers

    def name_elements(self, base: Iterable[str], results: Iterable[str]) -> None:
        """Tells what the parts of the price are called, so that `scope` knows them."""
        self._elements = (frozenset(base), frozenset(results))

    def scope(self, text: str) -> Scope:
        """What part of the price a sentence is about: the whole, unless it plainly names a part."""
        lowered = text.lower()
        base, results = (any(name in lowered for name in names) for names in self._elements)
        results = results or bool(RESULTS.search(text))
        if base != results and (base or not _WHOLE.search(text)):
            return "base" if base else "results"
        return "all"


def widest(scopes: Iterable[Scope]) -> Scope:
    """The scope that covers most; "all" where both parts are covered."""
    several = set(scopes)
    if {"base", "results"} <= several:
        return "all"
    return max(several, key=SCOPES.index, default="none")
