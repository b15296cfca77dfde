"""Terms of what can be taken back or off, of the end, and of liability, as a contract states them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from termscheck.exposure.evidence import Evidence, Found
from termscheck.exposure.model import SCOPES, Term
from termscheck.exposure.spec import Spec, figures
from termscheck.exposure.stating import absent, by_finding, from_words, stated, told_as, whole
from termscheck.exposure.sums import told
from termscheck.model import Span
from termscheck.words import listed

_AFTER = re.compile(
    r"\b(support|provide|assist|help|continue)\b[^.]*|\bperiod of\b[^.]*\b(after|following)\b", re.IGNORECASE
)
_FOLLOWS = re.compile(r"\b(after|following)\b[^.]{0,40}\b(end|expir|terminat|cessation|Term)", re.IGNORECASE)
_KEEPING = re.compile(r"\b(records?|retain|insur|preserve|before)\b", re.IGNORECASE)
_TAKEN_OFF = re.compile(r"deduct|credit|abate|withh|reduc", re.IGNORECASE)
_YEARLY = re.compile(
    r"\b(each|any|every|per|a|in that) (contract )?year|\bannum\b|\bannual(ly)? aggregate", re.IGNORECASE
)
_OFF_BALANCE = ("LIA-001", "LIA-005")
_LONGEST_EXIT = 370
"""Days after which what is to be done after the end is the keeping of records, not work."""


# --- what can be taken back or off --------------------------------------------------------------------------


def clawback(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    """For how long money can be taken back, by the finding that reaches furthest. Mistakes are not counted."""
    ours = [one for one in evidence.findings(spec.rules) if one.evidence]
    serious = [one for one in ours if not (spec.but_not and spec.but_not.search(one.evidence[0].text))]
    if ours and not serious:
        place = evidence.place(ours[0].evidence[0].span)
        return stated(spec, Decimal(0), "finding", f"{place}: only what was paid by mistake, which is not counted.")
    if not serious:
        return absent(evidence, spec)

    def weight(number: int) -> tuple[int, Decimal]:
        finding = serious[number]
        months = finding.values.get("months")
        limit = Decimal(str(months)) if isinstance(months, int | float) else Decimal("Infinity")
        return SCOPES.index(evidence.scope(finding.evidence[0].text)), limit

    worst = max(range(len(serious)), key=weight)
    finding, limit = serious[worst], weight(worst)[1]
    first = finding.evidence[0]
    value = None if limit.is_infinite() else whole(limit)
    place = evidence.place(first.span)
    words = f"{place}: {told(value, spec.unit) if value is not None else 'without any limit in time'}."
    others = tuple(evidence.place(one.evidence[0].span) for one in serious if one is not finding)
    return Term(
        spec.key, spec.name, value, told_as(spec, value), spec.unit, "finding", words, finding.clause or "", place,
        first.span, finding.rule, evidence.scope(first.text), tuple(dict.fromkeys(others)),
    )  # fmt: skip


def deductions(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    """What can be taken off a month: service credits, or all of it where deductions are passed on without a limit."""
    found = [one for one in evidence.in_sentences(spec) if one.value <= 100]
    all_of_it = "what the authority takes off is passed on without a limit, so all of a month"
    passed_on = by_finding(evidence, spec, spec.passed_on, Decimal(100), all_of_it)
    if passed_on and passed_on.span and not _TAKEN_OFF.search(evidence.contract.quote(passed_on.span)):
        passed_on = None
    if found and passed_on:
        best = max(found, key=lambda one: one.value)
        besides = f"({evidence.place(best.span)} limits only service credits, to {told(best.value, spec.unit)}.)"
        return replace(passed_on, words=f"{passed_on.words} {besides}", also=(evidence.place(best.span),))
    if found:
        return from_words(evidence, spec, max(found, key=lambda one: one.value))
    return passed_on or absent(evidence, spec)


def price_review(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    """Whether the price rises as costs do."""
    frozen = by_finding(evidence, spec, spec.rules, Decimal(0), "no, the price stays as it is")
    if frozen and not frozen.rule.startswith("MIS"):
        return frozen
    for protection in evidence.protections(spec.good):
        first = protection.evidence[0]
        return from_words(evidence, spec, Found(Decimal(1), first.span, first.text))
    return frozen or absent(evidence, spec)


def volume_floor(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    """The share of the expected work that is promised."""
    found = [one for one in evidence.in_sentences(spec) if one.value <= 100]
    if found:
        return from_words(evidence, spec, max(found, key=lambda one: one.value))
    return by_finding(evidence, spec, spec.rules, Decimal(0), "no work is promised") or absent(evidence, spec)


# --- the end -----------------------------------------------------------------------------------------------


def notice_days(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    """The shortest notice before they end it, none where it ends with the main contract."""
    found = evidence.in_findings(spec) or evidence.in_sentences(spec)
    found = [one for one in found if one.value <= 400]
    shortest = from_words(evidence, spec, min(found, key=lambda one: one.value)) if found else None
    at_once = by_finding(evidence, spec, spec.at_once, Decimal(0), "it ends with the main contract, without notice")
    if at_once:
        besides = f" ({shortest.words.rstrip('.')}.)" if shortest else ""
        also = (shortest.place,) if shortest else ()
        return replace(at_once, words=at_once.words + besides, also=also)
    return shortest or absent(evidence, spec)


def leave_days(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    """The notice with which we may leave without a reason."""
    found = [one for one in evidence.in_sentences(spec) if one.value <= 800]
    if found:
        return from_words(evidence, spec, max(found, key=lambda one: one.value))
    return by_finding(evidence, spec, spec.rules, None, "you may not leave") or absent(evidence, spec)


def by_words(value: int) -> Callable[[Evidence, Spec, Mapping[str, Term]], Term]:
    """A term that one sentence grants: paid costs of an early end, results that show later."""

    def read(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
        for protection in evidence.protections(spec.good):
            for piece in protection.evidence:
                if spec.fits(piece.text):
                    return from_words(evidence, spec, Found(Decimal(value), piece.span, piece.text))
        for sentence in evidence.sentences:
            if spec.fits(sentence.text) and not evidence.we_pay(sentence):
                return from_words(evidence, spec, Found(Decimal(value), sentence.span, sentence.text))
        says = {"termination-payment": "nothing is paid for them", "tail-kept": "no, they are lost"}[spec.key]
        return by_finding(evidence, spec, spec.rules, Decimal(0), says) or absent(evidence, spec)

    return read


def tail(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    """Whether results that show after the end are paid."""
    if not made["results-share"].amount:
        return stated(spec, Decimal(1), "not-found", "No part of the price hangs on results.")
    return by_words(1)(evidence, spec, made)


def exit_days(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    """How long there is work after the end without pay; the keeping of records is none."""
    found = [
        one
        for one in evidence.in_findings(spec)
        if one.value <= _LONGEST_EXIT
        and _FOLLOWS.search(one.text)
        and _AFTER.search(one.text)
        and not _KEEPING.search(one.text)
    ]
    if found:
        return from_words(
            evidence, spec, max(found, key=lambda one: one.value), None, ", counted at the full cost of the work"
        )
    return absent(evidence, replace(spec, shown_by=()))


# --- liability ---------------------------------------------------------------------------------------------


def cap(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    """The ceiling in pounds, or in per cent of a year's price where that is not known."""
    pieces = [
        (piece.span, piece.text, finding.rule)
        for finding in evidence.findings(spec.rules)
        for piece in finding.evidence
    ] + [(piece.span, piece.text, "") for one in evidence.protections(spec.good) for piece in one.evidence]
    for span, text, rule in pieces:
        sums = _sums(evidence, span, made["annual-value"].value)
        if sums is None and re.search(r"\b(annual|yearly) |charges", text, re.IGNORECASE):
            sums = made["annual-value"].value
        if sums is not None:
            return _capped(evidence, spec, Found(sums, span, text, rule))
    said = by_finding(evidence, spec, ("MIS-002", "LIA-001"), None, "there is no ceiling")
    return said or absent(evidence, spec)


def _sums(evidence: Evidence, span: Span, annual: Decimal | None) -> Decimal | None:
    money = [(one, Decimal(str(one.value))) for one in evidence.quantities(span, "money")]
    shares = [
        (one, Decimal(str(one.value)) * annual / 100)
        for one in evidence.quantities(span, "percentage")
        if annual is not None
    ]
    both = [*money, *shares]
    if not both:
        return None
    lesser = any(one.choice == "lesser" for one, _ in both)
    return (min if lesser else max)(sum_ for _, sum_ in both)


def _capped(evidence: Evidence, spec: Spec, found: Found) -> Term:
    per_claim = any("claim" in one.per or "event" in one.per for one in evidence.quantities(found.span, "money"))
    if per_claim:
        place = evidence.place(found.span)
        words = f"{place}: {told(found.value, spec.unit)} for each claim, and nothing limits the number of claims."
        return replace(from_words(evidence, spec, found), value=None, told=spec.limitless, words=words)
    clause = evidence.clause(found.span)
    whole = evidence.contract.quote(clause.span) if clause else found.text
    yearly = bool(_YEARLY.search(whole))
    note = " in each contract year" if yearly else " in all"
    term = from_words(evidence, spec, found, None, note)
    holes = [finding for finding in evidence.findings(_OFF_BALANCE) if finding.evidence]
    if holes:
        places = tuple(dict.fromkeys(evidence.place(one.evidence[0].span) for one in holes))
        words = f"{term.words} {listed(list(places))} takes so much out of it that there is no ceiling in the end."
        term = replace(term, words=words, also=places)
    return replace(term, yearly=yearly)


def interest(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    """What is owed for late payment over base rate: the contract’s own rate for them, or the law’s."""
    found = [
        Found(Decimal(str(one.value)), sentence.span, sentence.text, "", one)
        for sentence in evidence.sentences
        if spec.fits(sentence.text)
        for one in evidence.quantities(sentence.span, "percentage")
        if "base" in one.of.lower()
    ]
    if found:
        return from_words(evidence, spec, min(found, key=lambda one: one.value))
    points = Decimal(str(figures()["late-interest-points"].value)).normalize()
    words = f"No rate of the contract's own is found: taken as the {points} points of the Late Payment Act."
    return stated(spec, points, "assumed", words)
