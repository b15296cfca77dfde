"""Stating a term: by words of the contract, by a finding that has no figure, or as what nobody says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import ROUND_CEILING, Decimal

from termscheck.exposure.evidence import Evidence, Found
from termscheck.exposure.model import Origin, Term
from termscheck.exposure.spec import Spec
from termscheck.exposure.sums import told
from termscheck.words import shorten

_WITHIN = re.compile(r"\b(within|later than)\b", re.IGNORECASE)
_FROM = re.compile(r"['’]?\s*(of|from|after|following)\b", re.IGNORECASE)


def told_as(spec: Spec, value: Decimal | None) -> str:
    """A value in words, "no limit" in the words that the term has for it."""
    return spec.limitless if value is None else told(value, spec.unit)


def stated(spec: Spec, value: Decimal | None, origin: Origin, words: str) -> Term:
    """A term without a clause."""
    return Term(spec.key, spec.name, value, told_as(spec, value), spec.unit, origin, words)


def from_words(evidence: Evidence, spec: Spec, found: Found, value: Decimal | None = None, note: str = "") -> Term:
    """A term that words of the contract state."""
    value = found.value if value is None else value
    clause = evidence.clause(found.span)
    place = evidence.place(found.span)
    printed = f" “{shorten(evidence.contract.quote(found.quantity.span), 60)}”," if found.quantity else ""
    words = (
        f"{place} says{printed} taken as {told(value, spec.unit)}{note}."
        if printed
        else (f"{place}: {told(value, spec.unit)}{note}.")
    )
    return replace(
        stated(spec, value, "finding" if found.rule else "contract", words),
        clause=clause.id if clause else "", place=place, span=found.span, rule=found.rule,
        scope=evidence.scope(found.text),
    )  # fmt: skip


def by_finding(evidence: Evidence, spec: Spec, rules: Iterable[str], value: Decimal | None, says: str) -> Term | None:
    """A term that a finding decides without a figure: the one whose words fit best, else the most severe."""
    shows = spec.shows
    ours = [(finding, piece) for finding in evidence.findings(tuple(rules)) for piece in finding.evidence or (None,)]
    ours.sort(key=lambda pair: not (shows and pair[1] and shows.search(pair[1].text)))
    if not ours:
        return None
    finding, piece = ours[0]
    if finding.missing or piece is None:
        words = f"Not found ({finding.rule} looked for it), so taken at its worst: {says}."
        return replace(stated(spec, value, "worst", words), rule=finding.rule)
    place = evidence.place(piece.span)
    clause = evidence.clause(piece.span)
    return replace(
        stated(spec, value, "finding", f"{place}: {says}."), clause=clause.id if clause else "", place=place,
        span=piece.span, rule=finding.rule, scope=evidence.scope(piece.text),
    )  # fmt: skip


def absent(evidence: Evidence, spec: Spec) -> Term:
    """A term of which nothing is found."""
    if spec.burden and not evidence.fired.intersection(spec.shown_by):
        looked = " and ".join(dict.fromkeys((*spec.rules, *spec.shown_by)))
        words = f"Looked for ({looked}) and not found: taken not to be there."
        return stated(spec, Decimal(0), "not-found", words)
    if spec.guess is not None:
        words = f"Taken as {told(spec.guess, spec.unit)}, which is a guess and not the worst: {spec.guess_why}."
        return stated(spec, spec.guess, "assumed", words)
    words = f"Not found, so taken at its worst, {told_as(spec, spec.worst)}: {spec.worst_why}."
    return stated(spec, spec.worst, "worst", words)


def plain(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    """The highest figure that is found for a term."""
    found = evidence.in_findings(spec) or evidence.in_protections(spec) or evidence.in_sentences(spec)
    return from_words(evidence, spec, max(found, key=lambda one: one.value)) if found else absent(evidence, spec)


def whole(value: Decimal) -> Decimal:
    """A number rounded up to the whole."""
    return value.to_integral_value(ROUND_CEILING)


def is_period(evidence: Evidence, found: Found) -> bool:
    """Whether a duration is a period within which something is done, by the words around it."""
    if found.quantity is None:
        return False
    text = evidence.contract.documents[found.span.document].text
    at = found.quantity.span
    before, after = text[max(0, at.start - 30) : at.start], text[at.end : at.end + 40]
    return bool(_WITHIN.search(before) or _FROM.match(after))
