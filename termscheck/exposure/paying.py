"""Terms of the price and of its payment, as a contract states them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from termscheck.exposure.evidence import RESULTS, Evidence, Found, widest
from termscheck.exposure.model import SCOPES, Scope, Term
from termscheck.exposure.spec import Spec, specs
from termscheck.exposure.stating import absent, by_finding, from_words, is_period, stated, whole
from termscheck.exposure.sums import told
from termscheck.model import Quantity

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ANNIVERSARY = re.compile(rf"\b({'|'.join(_ORDINALS)}) anniversary", re.IGNORECASE)
_LASTS = re.compile(r"\b(until|subsist|continu|expire|remain in force|lasts?)\b", re.IGNORECASE)
_GATE = re.compile(
    r"\b(until|unless|only (when|if|after|to)|before|condition|to the extent|subject to)\b", re.IGNORECASE
)
_LONGEST = {"days": Decimal(3700), "months": Decimal(240)}


# --- the price and the parts of it -------------------------------------------------------------------------


def annual_value(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    """The price for a year: a defined sum or a row of a table that is called so."""
    defined = [one.span for one in evidence.contract.definitions if spec.words and spec.words.search(one.term)]
    found = [
        Found(Decimal(str(one.value)), span, evidence.contract.quote(span), "", one)
        for span in (*defined, *(one.span for one in evidence.sentences if one.passage < 0 and spec.fits(one.text)))
        for one in evidence.quantities(span, "money")
        if one.unit == "GBP" and one.value >= 1000
    ]
    if found:
        return from_words(evidence, spec, found[0])
    words = "Not stated in a way that could be read, and you did not say it: all is told as a share of a year's price."
    return stated(spec, None, "not-found", words)


def term_months(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    """How long it lasts: a row “Term”, an anniversary until which it runs, or a period in a sentence about its term."""
    found = []
    for sentence in evidence.sentences:
        periods = evidence.quantities(sentence.span, "duration")
        if not periods and "anniversary" not in sentence.text.lower():
            continue  # nothing in it to count: that is sooner seen than what it is about
        if sentence.passage < 0 and spec.words and spec.words.match(sentence.text.removeprefix("First ").strip()):
            found += [Found(_months(one), sentence.span, sentence.text, "", one) for one in periods if one.value >= 85]
        elif (named := _ANNIVERSARY.search(sentence.text)) and _LASTS.search(sentence.text):
            years = Decimal(_ORDINALS.index(named[1].lower()) + 1)
            found.append(Found(years * 12, sentence.span, sentence.text))
        elif spec.fits(sentence.text) and _LASTS.search(sentence.text):
            found += [
                Found(_months(one), sentence.span, sentence.text, "", one)
                for one in periods
                if one.value >= 170 and one.comparator != "at most"
            ]
    usable = [one for one in found if one.value <= _LONGEST["months"]]
    return from_words(evidence, spec, usable[0]) if usable else absent(evidence, spec)


def _months(quantity: Quantity) -> Decimal:
    count = Decimal(str(quantity.count)) if quantity.count is not None else None
    if count is not None and quantity.unit.startswith("year"):
        return count * 12
    return whole(
        count if count is not None and quantity.unit.startswith("month") else Decimal(str(quantity.value)) / 30
    )


def name_elements(evidence: Evidence, share: Term) -> None:
    """The parts of the price that a table of charges lists, and which of them hang on results."""
    names = {}
    for sentence in evidence.sentences:
        if sentence.passage < 0 and evidence.quantities(sentence.span, "money"):
            first = evidence.contract.quote(sentence.span).strip().split("\t")[0].split("\n")[0].strip().lower()
            if 4 <= len(first) <= 40 and " " in first and not re.search(r"\d|liabilit|indemnity|insur|total", first):
                names[first] = sentence.text
    defining = evidence.contract.quote(share.span).lower() if share.span else ""
    results = {name for name, row in names.items() if RESULTS.search(row) or name in defining}
    evidence.name_elements(names.keys() - results, results)


# --- getting paid ------------------------------------------------------------------------------------------


def payment_days(scope: Scope) -> Callable[[Evidence, Spec, Mapping[str, Term]], Term]:
    """Reads the longest period to payment of a part of the price, or of all of it."""

    def read(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
        shown = specs()["payment-days"]
        ours = {one.span for one in evidence.sentences if not evidence.we_pay(one)}
        told_in = [one for one in evidence.in_sentences(shown) if one.span in ours and is_period(evidence, one)]
        for found in (evidence.in_findings(shown), evidence.in_protections(shown), told_in):
            usable = [one for one in found if 1 <= one.value <= _LONGEST["days"]]
            for wanted in (scope, "all"):
                fitting = [one for one in usable if evidence.scope(one.text) == wanted]
                if fitting:
                    longest = max(fitting, key=lambda one: one.value)
                    return _unless_said(from_words(evidence, spec, longest, whole(longest.value)), made)
        if scope == "results":
            same = made["payment-days"]
            return replace(
                same, key=spec.key, name=spec.name, words=f"No other period is stated for results. {same.words}"
            )
        return absent(evidence, spec)

    return read


def _unless_said(term: Term, made: Mapping[str, Term]) -> Term:
    """A period for results, or what the user says of the words that it shares with the other period."""
    same = made.get("payment-days")
    if same and same.origin == "said" and same.span == term.span:
        return replace(same, key=term.key, name=term.name)
    return term


def results_share(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    """The share of the price that hangs on results."""
    found = [one for one in evidence.in_findings(spec) or evidence.in_sentences(spec) if 0 < one.value <= 100]
    if found:
        return from_words(evidence, spec, max(found, key=lambda one: one.value))
    return absent(evidence, spec)


def measure_days(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    """The longest time until a result is measured."""
    if not made["results-share"].amount:
        return stated(spec, Decimal(0), "not-found", "No part of the price hangs on results.")
    found = [*evidence.in_findings(spec), *evidence.in_sentences(spec)]
    found = [one for one in found if 25 <= one.value <= 1100]
    if found:
        best = max(found, key=lambda one: one.value)
        return from_words(evidence, spec, best, whole(best.value), ", counted for all results")
    return absent(evidence, spec)


def approval_days(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    """How long an approval takes that payment waits for."""
    term = absent(evidence, spec)
    finding = next(iter(evidence.findings(spec.shown_by)), None)
    if finding is None or not finding.evidence:
        return term
    span = finding.evidence[0].span
    place = evidence.place(span)
    return replace(
        term, clause=finding.clause or "", place=place, span=span, rule=finding.rule,
        words=f"{place}: {term.words[0].lower()}{term.words[1:]}", scope=evidence.scope(finding.evidence[0].text),
    )  # fmt: skip


def waits(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    """What waits for the authority: the widest part of the price that a finding names."""
    pieces = [(finding, piece) for finding in evidence.findings(spec.rules) for piece in finding.evidence]
    gated = [(finding, piece) for finding, piece in pieces if _GATE.search(piece.text)] or pieces
    if not gated:
        return absent(evidence, spec)
    scope = widest(evidence.scope(piece.text) for _, piece in gated)
    finding, piece = next((one for one in gated if evidence.scope(one[1].text) == scope), gated[0])
    value = Decimal(SCOPES.index(scope))
    found = Found(value, piece.span, piece.text, finding.rule)
    return replace(from_words(evidence, spec, found), scope=scope)


def pass_on_days(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    """The days within which money is passed on, in the words that make it wait."""
    waits = made["waits-for-authority"]
    if not waits.amount:
        return stated(spec, Decimal(0), "not-found", "No payment waits for the authority's.")
    if waits.span:
        text = evidence.contract.quote(waits.span)
        within = [
            found
            for one in evidence.quantities(waits.span, "duration")
            if is_period(evidence, found := Found(Decimal(str(one.value)), waits.span, text, "", one))
            and one.value <= 90
        ]
        if within:
            longest = max(within, key=lambda one: one.value)
            return from_words(evidence, spec, longest, whole(longest.value), ", after the authority has paid")
    return stated(spec, Decimal(0), "assumed", "No days are stated to pass the money on; taken as at once.")


def retention(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    """What is kept back of each payment, and of what part of the price."""
    found = [one for one in evidence.in_findings(spec) or evidence.in_sentences(spec) if 0 < one.value <= 50]
    if found:
        best = max(found, key=lambda one: one.value)
        part = {"base": " of what does not hang on results", "results": " of what hangs on results"}
        return from_words(evidence, spec, best, None, part.get(evidence.scope(best.text), " of each payment"))
    if evidence.fired.intersection(spec.rules):
        term = by_finding(
            evidence, spec, spec.rules, spec.worst, f"taken at {told(spec.worst, spec.unit)}, {spec.worst_why}"
        )
        return replace(term, origin="worst") if term else absent(evidence, spec)
    return absent(evidence, spec)


def release(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    """When that is released: never stated in a way that could be counted."""
    if not made["retention"].amount:
        return stated(spec, Decimal(0), "not-found", "Nothing is kept back.")
    term = absent(evidence, spec)
    return replace(term, clause=made["retention"].clause, place=made["retention"].place, span=made["retention"].span)
