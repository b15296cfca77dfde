"""The terms of a contract as they enter the arithmetic, each with where it comes from.

What the user states goes before all; then findings, good terms and other sentences. A protection whose figure is not
found is taken to be missing, a burden that the contract has and does not measure at its worst, and a burden that was
looked for and not found not to be there: each term says which of these it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import ROUND_CEILING, Decimal

from termscheck.exposure.evidence import RESULTS, Evidence, Found, widest
from termscheck.exposure.model import SCOPES, Inputs, Origin, Scope, Term
from termscheck.exposure.spec import Spec, figures, specs
from termscheck.exposure.words import told
from termscheck.model import Quantity, Review, Span
from termscheck.renderers.words import cite, listed, shorten

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ANNIVERSARY = re.compile(rf"\b({'|'.join(_ORDINALS)}) anniversary", re.IGNORECASE)
_LASTS = re.compile(r"\b(until|subsist|continu|expire|remain in force|lasts?)\b", re.IGNORECASE)
_AFTER = re.compile(
    r"\b(support|provide|assist|help|continue)\b[^.]*|\bperiod of\b[^.]*\b(after|following)\b", re.IGNORECASE
)
_FOLLOWS = re.compile(r"\b(after|following)\b[^.]{0,40}\b(end|expir|terminat|cessation|Term)", re.IGNORECASE)
_KEEPING = re.compile(r"\b(records?|retain|insur|preserve|before)\b", re.IGNORECASE)
_GATE = re.compile(
    r"\b(until|unless|only (when|if|after|to)|before|condition|to the extent|subject to)\b", re.IGNORECASE
)
_WITHIN = re.compile(r"\b(within|later than)\b", re.IGNORECASE)
_FROM = re.compile(r"['’]?\s*(of|from|after|following)\b", re.IGNORECASE)
_TAKEN_OFF = re.compile(r"deduct|credit|abate|withh|reduc", re.IGNORECASE)
_YEARLY = re.compile(
    r"\b(each|any|every|per|a|in that) (contract )?year|\bannum\b|\bannual(ly)? aggregate", re.IGNORECASE
)
_OFF_BALANCE = ("LIA-001", "LIA-005")
_LONGEST_EXIT = 370
"""Days after which what is to be done after the end is the keeping of records, not work."""
_LONGEST = {"days": Decimal(3700), "months": Decimal(240)}


def terms(review: Review, inputs: Inputs) -> tuple[Term, ...]:
    """All terms, in the order of `exposure.yaml`."""
    evidence = Evidence(review)
    stated = dict(inputs.terms or {})
    if inputs.annual_value is not None:
        stated["annual-value"] = inputs.annual_value
    made: dict[str, Term] = {}
    for key, spec in specs().items():
        if key == "payment-days":
            _name_elements(evidence, made["results-share"])
        term = _READERS.get(key, _plain)(evidence, spec, made)
        if key in stated:
            term = _said(term, spec, stated[key])
        made[key] = term
    return tuple(made.values())


def _said(term: Term, spec: Spec, value: Decimal | None) -> Term:
    found = f" (the contract: {term.words[0].lower()}{term.words[1:]}" if term.clause else ""
    words = f"You said {_told(spec, value)}{found.rstrip('.')}{')' * bool(found)}."
    return replace(term, value=value, told=_told(spec, value), origin="said", words=words)


def _told(spec: Spec, value: Decimal | None) -> str:
    return spec.limitless if value is None else told(value, spec.unit)


def _term(spec: Spec, value: Decimal | None, origin: Origin, words: str) -> Term:
    return Term(spec.key, spec.name, value, _told(spec, value), spec.unit, origin, words)


def _from(evidence: Evidence, spec: Spec, found: Found, value: Decimal | None = None, note: str = "") -> Term:
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
        _term(spec, value, "finding" if found.rule else "contract", words),
        clause=clause.id if clause else "", place=place, span=found.span, rule=found.rule,
        scope=evidence.scope(found.text),
    )  # fmt: skip


def _by_finding(evidence: Evidence, spec: Spec, rules: Iterable[str], value: Decimal | None, says: str) -> Term | None:
    """A term that a finding decides without a figure."""
    ours = evidence.findings(tuple(rules))
    if spec.words:  # those whose words state the term come first
        fits = spec.words.search
        ours.sort(key=lambda finding: not (finding.evidence and fits(finding.evidence[0].text)))
    for finding in ours[:1]:
        span = finding.evidence[0].span if finding.evidence and not finding.missing else None
        place = cite(finding.clause_label) if finding.clause_label else ""
        told_ = (
            f"{place}: {says}."
            if place
            else f"Not found ({finding.rule} looked for it), so taken at its worst: {says}."
        )
        text = finding.evidence[0].text if span else ""
        return replace(
            _term(spec, value, "worst" if finding.missing else "finding", told_), clause=finding.clause or "",
            place=place, span=span, rule=finding.rule, scope=evidence.scope(text),
        )  # fmt: skip
    return None


def _absent(evidence: Evidence, spec: Spec) -> Term:
    """A term of which nothing is found."""
    if spec.burden and not evidence.fired.intersection(spec.shown_by):
        looked = " and ".join(dict.fromkeys((*spec.rules, *spec.shown_by)))
        words = f"Looked for ({looked}) and not found: taken not to be there."
        return _term(spec, Decimal(0), "not-found", words)
    if spec.guess is not None:
        words = f"Taken as {told(spec.guess, spec.unit)}, which is a guess and not the worst: {spec.guess_why}."
        return _term(spec, spec.guess, "assumed", words)
    words = f"Not found, so taken at its worst, {_told(spec, spec.worst)}: {spec.worst_why}."
    return _term(spec, spec.worst, "worst", words)


def _plain(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    """The highest figure that is found for a term."""
    found = evidence.in_findings(spec) or evidence.in_protections(spec) or evidence.in_sentences(spec)
    return _from(evidence, spec, max(found, key=lambda one: one.value)) if found else _absent(evidence, spec)


# --- the price and the parts of it -------------------------------------------------------------------------


def _annual_value(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    defined = [one.span for one in evidence.contract.definitions if spec.words and spec.words.search(one.term)]
    found = [
        Found(Decimal(str(one.value)), span, evidence.contract.quote(span), "", one)
        for span in (*defined, *(one.span for one in evidence.sentences if one.passage < 0 and spec.fits(one.text)))
        for one in evidence.quantities(span, "money")
        if one.unit == "GBP" and one.value >= 1000
    ]
    if found:
        return _from(evidence, spec, found[0])
    words = "Not stated in a way that could be read, and you did not say it: all is told as a share of a year's price."
    return _term(spec, None, "not-found", words)


def _term_months(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    found = []
    for sentence in evidence.sentences:
        if sentence.passage < 0 and spec.words and spec.words.match(sentence.text.removeprefix("First ").strip()):
            found += [
                Found(_months(one), sentence.span, sentence.text, "", one)
                for one in evidence.quantities(sentence.span, "duration")
                if one.value >= 85
            ]
        elif (named := _ANNIVERSARY.search(sentence.text)) and _LASTS.search(sentence.text):
            years = Decimal(_ORDINALS.index(named[1].lower()) + 1)
            found.append(Found(years * 12, sentence.span, sentence.text))
        elif spec.fits(sentence.text) and _LASTS.search(sentence.text):
            found += [
                Found(_months(one), sentence.span, sentence.text, "", one)
                for one in evidence.quantities(sentence.span, "duration")
                if one.value >= 170 and one.comparator != "at most"
            ]
    usable = [one for one in found if one.value <= _LONGEST["months"]]
    return _from(evidence, spec, usable[0]) if usable else _absent(evidence, spec)


def _months(quantity: Quantity) -> Decimal:
    count = Decimal(str(quantity.count)) if quantity.count is not None else None
    if count is not None and quantity.unit.startswith("year"):
        return count * 12
    return _whole(
        count if count is not None and quantity.unit.startswith("month") else Decimal(str(quantity.value)) / 30
    )


def _whole(value: Decimal) -> Decimal:
    return value.to_integral_value(ROUND_CEILING)


def _name_elements(evidence: Evidence, share: Term) -> None:
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


def _payment_days(scope: Scope) -> Callable[[Evidence, Spec, Mapping[str, Term]], Term]:
    def read(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
        shown = specs()["payment-days"]
        ours = {one.span for one in evidence.sentences if not evidence.we_pay(one)}
        told_in = [one for one in evidence.in_sentences(shown) if one.span in ours and _is_period(evidence, one)]
        for found in (evidence.in_findings(shown), evidence.in_protections(shown), told_in):
            usable = [one for one in found if 1 <= one.value <= _LONGEST["days"]]
            for wanted in (scope, "all"):
                fitting = [one for one in usable if evidence.scope(one.text) == wanted]
                if fitting:
                    longest = max(fitting, key=lambda one: one.value)
                    return _unless_said(_from(evidence, spec, longest, _whole(longest.value)), made)
        if scope == "results":
            same = made["payment-days"]
            return replace(
                same, key=spec.key, name=spec.name, words=f"No other period is stated for results. {same.words}"
            )
        return _absent(evidence, spec)

    return read


def _unless_said(term: Term, made: Mapping[str, Term]) -> Term:
    """A period for results, or what the user says of the words that it shares with the other period."""
    same = made.get("payment-days")
    if same and same.origin == "said" and same.span == term.span:
        return replace(same, key=term.key, name=term.name)
    return term


def _is_period(evidence: Evidence, found: Found) -> bool:
    """Whether a duration is a period within which something is done, by the words around it."""
    if found.quantity is None:
        return False
    text = evidence.contract.documents[found.span.document].text
    at = found.quantity.span
    before, after = text[max(0, at.start - 30) : at.start], text[at.end : at.end + 40]
    return bool(_WITHIN.search(before) or _FROM.match(after))


def _results_share(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    found = [one for one in evidence.in_findings(spec) or evidence.in_sentences(spec) if 0 < one.value <= 100]
    if found:
        return _from(evidence, spec, max(found, key=lambda one: one.value))
    return _absent(evidence, spec)


def _measure_days(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    if not made["results-share"].amount:
        return _term(spec, Decimal(0), "not-found", "No part of the price hangs on results.")
    found = evidence.in_findings(spec) or evidence.in_sentences(spec)
    found = [one for one in found if 25 <= one.value <= 1100]
    if found:
        best = max(found, key=lambda one: one.value)
        return _from(evidence, spec, best, _whole(best.value), ", counted for all results")
    return _absent(evidence, spec)


def _approval_days(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    term = _absent(evidence, spec)
    finding = next(iter(evidence.findings(spec.shown_by)), None)
    if finding is None or not finding.evidence:
        return term
    span = finding.evidence[0].span
    place = evidence.place(span)
    return replace(
        term, clause=finding.clause or "", place=place, span=span, rule=finding.rule,
        words=f"{place}: {term.words[0].lower()}{term.words[1:]}", scope=evidence.scope(finding.evidence[0].text),
    )  # fmt: skip


def _waits(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    pieces = [(finding, piece) for finding in evidence.findings(spec.rules) for piece in finding.evidence]
    gated = [(finding, piece) for finding, piece in pieces if _GATE.search(piece.text)] or pieces
    if not gated:
        return _absent(evidence, spec)
    scope = widest(evidence.scope(piece.text) for _, piece in gated)
    finding, piece = next((one for one in gated if evidence.scope(one[1].text) == scope), gated[0])
    value = Decimal(SCOPES.index(scope))
    found = Found(value, piece.span, piece.text, finding.rule)
    return replace(_from(evidence, spec, found), scope=scope)


def _pass_on_days(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    waits = made["waits-for-authority"]
    if not waits.amount:
        return _term(spec, Decimal(0), "not-found", "No payment waits for the authority's.")
    if waits.span:
        text = evidence.contract.quote(waits.span)
        within = [
            found
            for one in evidence.quantities(waits.span, "duration")
            if _is_period(evidence, found := Found(Decimal(str(one.value)), waits.span, text, "", one))
            and one.value <= 90
        ]
        if within:
            longest = max(within, key=lambda one: one.value)
            return _from(evidence, spec, longest, _whole(longest.value), ", after the authority has paid")
    return _term(spec, Decimal(0), "assumed", "No days are stated to pass the money on; taken as at once.")


def _retention(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    found = [one for one in evidence.in_findings(spec) or evidence.in_sentences(spec) if 0 < one.value <= 50]
    if found:
        best = max(found, key=lambda one: one.value)
        part = {"base": " of what does not hang on results", "results": " of what hangs on results"}
        return _from(evidence, spec, best, None, part.get(evidence.scope(best.text), " of each payment"))
    if evidence.fired.intersection(spec.rules):
        term = _by_finding(
            evidence, spec, spec.rules, spec.worst, f"taken at {told(spec.worst, spec.unit)}, {spec.worst_why}"
        )
        return replace(term, origin="worst") if term else _absent(evidence, spec)
    return _absent(evidence, spec)


def _release(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    if not made["retention"].amount:
        return _term(spec, Decimal(0), "not-found", "Nothing is kept back.")
    term = _absent(evidence, spec)
    return replace(term, clause=made["retention"].clause, place=made["retention"].place, span=made["retention"].span)


# --- what can be taken back or off --------------------------------------------------------------------------


def _clawback(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    ours = [one for one in evidence.findings(spec.rules) if one.evidence]
    serious = [one for one in ours if not (spec.but_not and spec.but_not.search(one.evidence[0].text))]
    if ours and not serious:
        place = evidence.place(ours[0].evidence[0].span)
        return _term(spec, Decimal(0), "finding", f"{place}: only what was paid by mistake, which is not counted.")
    if not serious:
        return _absent(evidence, spec)

    def weight(number: int) -> tuple[int, Decimal]:
        finding = serious[number]
        months = finding.values.get("months")
        limit = Decimal(str(months)) if isinstance(months, int | float) else Decimal("Infinity")
        return SCOPES.index(evidence.scope(finding.evidence[0].text)), limit

    worst = max(range(len(serious)), key=weight)
    finding, limit = serious[worst], weight(worst)[1]
    first = finding.evidence[0]
    value = None if limit.is_infinite() else _whole(limit)
    place = evidence.place(first.span)
    words = f"{place}: {told(value, spec.unit) if value is not None else 'without any limit in time'}."
    others = tuple(evidence.place(one.evidence[0].span) for one in serious if one is not finding)
    return Term(
        spec.key, spec.name, value, _told(spec, value), spec.unit, "finding", words, finding.clause or "", place,
        first.span, finding.rule, evidence.scope(first.text), tuple(dict.fromkeys(others)),
    )  # fmt: skip


def _credits(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    found = [one for one in evidence.in_sentences(spec) if one.value <= 100]
    all_of_it = "what the authority takes off is passed on without a limit, so all of a month"
    passed_on = _by_finding(evidence, spec, spec.passed_on, Decimal(100), all_of_it)
    if passed_on and passed_on.span and not _TAKEN_OFF.search(evidence.contract.quote(passed_on.span)):
        passed_on = None
    if found and passed_on:
        best = max(found, key=lambda one: one.value)
        besides = f"({evidence.place(best.span)} limits only service credits, to {told(best.value, spec.unit)}.)"
        return replace(passed_on, words=f"{passed_on.words} {besides}", also=(evidence.place(best.span),))
    if found:
        return _from(evidence, spec, max(found, key=lambda one: one.value))
    return passed_on or _absent(evidence, spec)


def _price_review(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    frozen = _by_finding(evidence, spec, spec.rules, Decimal(0), "no, the price stays as it is")
    if frozen and not frozen.rule.startswith("MIS"):
        return frozen
    for protection in evidence.protections(spec.good):
        first = protection.evidence[0]
        return _from(evidence, spec, Found(Decimal(1), first.span, first.text))
    return frozen or _absent(evidence, spec)


def _volume_floor(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    found = [one for one in evidence.in_sentences(spec) if one.value <= 100]
    if found:
        return _from(evidence, spec, max(found, key=lambda one: one.value))
    return _by_finding(evidence, spec, spec.rules, Decimal(0), "no work is promised") or _absent(evidence, spec)


# --- the end -----------------------------------------------------------------------------------------------


def _notice_days(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    found = evidence.in_findings(spec) or evidence.in_sentences(spec)
    found = [one for one in found if one.value <= 400]
    shortest = _from(evidence, spec, min(found, key=lambda one: one.value)) if found else None
    at_once = _by_finding(evidence, spec, spec.at_once, Decimal(0), "it ends with the main contract, without notice")
    if at_once:
        besides = f" ({shortest.words.rstrip('.')}.)" if shortest else ""
        also = (shortest.place,) if shortest else ()
        return replace(at_once, words=at_once.words + besides, also=also)
    return shortest or _absent(evidence, spec)


def _leave_days(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    found = [one for one in evidence.in_sentences(spec) if one.value <= 800]
    if found:
        return _from(evidence, spec, max(found, key=lambda one: one.value))
    return _by_finding(evidence, spec, spec.rules, None, "you may not leave") or _absent(evidence, spec)


def _by_words(value: int) -> Callable[[Evidence, Spec, Mapping[str, Term]], Term]:
    """A term that one sentence grants: paid costs of an early end, results that show later."""

    def read(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
        for protection in evidence.protections(spec.good):
            for piece in protection.evidence:
                if spec.fits(piece.text):
                    return _from(evidence, spec, Found(Decimal(value), piece.span, piece.text))
        for sentence in evidence.sentences:
            if spec.fits(sentence.text) and not evidence.we_pay(sentence):
                return _from(evidence, spec, Found(Decimal(value), sentence.span, sentence.text))
        says = {"termination-payment": "nothing is paid for them", "tail-kept": "no, they are lost"}[spec.key]
        return _by_finding(evidence, spec, spec.rules, Decimal(0), says) or _absent(evidence, spec)

    return read


def _tail(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    if not made["results-share"].amount:
        return _term(spec, Decimal(1), "not-found", "No part of the price hangs on results.")
    return _by_words(1)(evidence, spec, made)


def _exit_days(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    found = [
        one
        for one in evidence.in_findings(spec)
        if one.value <= _LONGEST_EXIT
        and _FOLLOWS.search(one.text)
        and _AFTER.search(one.text)
        and not _KEEPING.search(one.text)
    ]
    if found:
        return _from(
            evidence, spec, max(found, key=lambda one: one.value), None, ", counted at the full cost of the work"
        )
    return _absent(evidence, replace(spec, shown_by=()))


# --- liability ---------------------------------------------------------------------------------------------


def _cap(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
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
    said = _by_finding(evidence, spec, ("MIS-002", "LIA-001"), None, "there is no ceiling")
    return said or _absent(evidence, spec)


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
        return replace(_from(evidence, spec, found), value=None, told=spec.limitless, words=words)
    clause = evidence.clause(found.span)
    whole = evidence.contract.quote(clause.span) if clause else found.text
    yearly = bool(_YEARLY.search(whole))
    note = " in each contract year" if yearly else " in all"
    term = _from(evidence, spec, found, None, note)
    holes = [finding for finding in evidence.findings(_OFF_BALANCE) if finding.evidence]
    if holes:
        places = tuple(dict.fromkeys(evidence.place(one.evidence[0].span) for one in holes))
        words = f"{term.words} {listed(list(places))} takes so much out of it that there is no ceiling in the end."
        term = replace(term, words=words, also=places)
    return replace(term, yearly=yearly)


def _interest(evidence: Evidence, spec: Spec, made: Mapping[str, Term]) -> Term:
    found = [
        Found(Decimal(str(one.value)), sentence.span, sentence.text, "", one)
        for sentence in evidence.sentences
        if spec.fits(sentence.text)
        for one in evidence.quantities(sentence.span, "percentage")
        if "base" in one.of.lower()
    ]
    if found:
        return _from(evidence, spec, min(found, key=lambda one: one.value))
    points = Decimal(str(figures()["late-interest-points"].value)).normalize()
    words = f"No rate of the contract's own is found: taken as the {points} points of the Late Payment Act."
    return _term(spec, points, "assumed", words)


_READERS: Mapping[str, Callable[[Evidence, Spec, Mapping[str, Term]], Term]] = {
    "annual-value": _annual_value,
    "term-months": _term_months,
    "payment-days": _payment_days("base"),
    "results-payment-days": _payment_days("results"),
    "results-share": _results_share,
    "measure-days": _measure_days,
    "approval-days": _approval_days,
    "waits-for-authority": _waits,
    "pass-on-days": _pass_on_days,
    "retention": _retention,
    "release-months": _release,
    "clawback-months": _clawback,
    "credits": _credits,
    "price-review": _price_review,
    "volume-floor": _volume_floor,
    "notice-days": _notice_days,
    "leave-days": _leave_days,
    "termination-payment": _by_words(100),
    "tail-kept": _tail,
    "liability-cap": _cap,
    "interest-points": _interest,
    "exit-days": _exit_days,
}
