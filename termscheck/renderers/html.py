"""The report that a person reads: one HTML file that needs nothing else and runs nothing.

The words and their order are in `reports/html/report.html.j2` and `words.j2`, the looks in `report.css`. Here is
only what a template should not do: choosing, ordering, cutting quotations out of the contract. Contract text is
hostile: the template escapes every value, and `words.visible` shows the characters that a browser would hide or obey.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Literal

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from termscheck.content import bundled
from termscheck.days import day_in_words
from termscheck.model import (
    SEVERITIES,
    Authority,
    Clause,
    Contract,
    Evidence,
    Finding,
    LookedFor,
    Party,
    Protection,
    Review,
    Severity,
    Span,
)
from termscheck.renderers.ledger import aside_groups, unread, what_was_read, what_was_set_aside
from termscheck.renderers.words import (
    cite,
    counted,
    page_list,
    rule_changed,
    set_aside_by,
    shorten,
    verdict,
    visible,
    what_is_new,
    where,
)

CONTEXT = 240
"""Characters of the contract shown on either side of flagged words."""
LONGEST_MARK = 800
"""Characters of flagged words shown in one piece before the middle is left out."""
MOST_MARKS = 6
"""Flagged pieces shown in one quotation."""
MOST_QUOTATIONS = 4
"""Quotations shown for one finding; the report says how many more there are."""
MOST_DEMANDS = 5
"""Things to push back on first."""

_CONFIDENCES = ("high", "medium", "low")


# --- quotations -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a quotation: words around the flagged ones, the flagged words (mark), or an omission (gap)."""

    text: str
    kind: Literal["text", "mark", "gap"] = "text"


@dataclass(frozen=True, slots=True)
class Quotation:
    """Flagged words inside the clause they stand in. `lead_in` is the opening of the list they are an item of."""

    clause: str | None
    place: str
    lead_in: str
    pieces: tuple[Piece, ...]


class Places:
    """Finds clauses: by their id, and the innermost one around a span."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self._by_id = {clause.id: clause for clause in contract.clauses}

    def clause(self, id: str | None) -> Clause | None:  # noqa: A002 - the trade's own word
        """The clause with this id; None for none."""
        return self._by_id.get(id) if id else None

    def around(self, span: Span) -> Clause | None:
        """The innermost clause around a span; None for text outside the clauses."""
        holders = [clause for clause in self.contract.clauses if clause.span.contains(span)]
        return min(holders, key=lambda clause: clause.span.end - clause.span.start, default=None)

    def name(self, span: Span) -> str:
        """The place of a span, with the file's name where there are several."""
        clause = self.around(span)
        place = cite(clause.label, clause.heading) if clause else cite("")
        several = len(self.contract.documents) > 1
        return f"{place} of {self.contract.documents[span.document].name}" if several else place

    def heading(self, clause: Clause) -> str:
        """The heading that a clause stands under: its own, or the nearest above it."""
        above: Clause | None = clause
        for _ in range(clause.level + 1):
            if above is None or above.heading:
                break
            above = self.clause(above.parent)
        return above.heading if above else ""

    def lead_in(self, clause: Clause) -> str:
        """The opening words of the list that a clause is an item of ("The Supplier shall:"); empty for none."""
        parent = self.clause(clause.parent)
        if not parent or not parent.own or parent.own[0].end > clause.span.start:
            return ""
        words = self.contract.quote(parent.own[0]).rstrip()
        return shorten(words, CONTEXT) if words.endswith((":", "—", "–", ":-")) else ""


def quotations(places: Places, evidence: Iterable[Evidence]) -> tuple[Quotation, ...]:
    """The clauses that hold the evidence, each with its flagged words marked.

    Evidence in the lead-in of a list and in one of its items makes one quotation; evidence elsewhere another.
    """
    groups: list[tuple[Clause | None, list[Span]]] = []
    for span in sorted((piece.span for piece in evidence), key=lambda span: (span.document, span.start, span.end)):
        clause = places.around(span)
        last = groups[-1][0] if groups else None
        if clause and last and last.span.contains(clause.span):
            groups[-1][1].append(span)
        else:
            groups.append((clause, [span]))
    return tuple(_quotation(places, clause, marks) for clause, marks in groups)


def _quotation(places: Places, clause: Clause | None, marks: Sequence[Span]) -> Quotation:
    text = places.contract.documents[marks[0].document].text
    bounds = clause.span if clause else Span(0, len(text), marks[0].document)
    return Quotation(
        clause=clause.id if clause else None,
        place=places.name(marks[0]),
        lead_in=places.lead_in(clause) if clause else "",
        pieces=tuple(excerpt(text, bounds, marks)),
    )


def excerpt(text: str, bounds: Span, marks: Sequence[Span]) -> list[Piece]:
    """The text around `marks`, which are in order, never reaching outside `bounds`; long stretches are left out."""
    shown = _merged(marks)[:MOST_MARKS]
    pieces = _before(text, bounds.start, shown[0].start)
    for mark, following in zip(shown, [*shown[1:], None], strict=True):
        pieces += _marked(text[mark.start : mark.end])
        if following:
            pieces += _between(text[mark.end : following.start])
        else:
            pieces += _after(text, mark.end, bounds.end)
    return [piece for piece in pieces if piece.text]


def _merged(marks: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for mark in marks:
        if merged and mark.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, mark.end), mark.document)
        else:
            merged.append(mark)
    return merged


def _before(text: str, low: int, start: int) -> list[Piece]:
    if start - low <= CONTEXT:
        return [Piece(text[low:start].lstrip())]
    _, _, words = text[start - CONTEXT : start].partition(" ")
    return [Piece("[…] ", "gap"), Piece(words)]


def _after(text: str, end: int, high: int) -> list[Piece]:
    if high - end <= CONTEXT:
        return [Piece(text[end:high].rstrip())]
    words, _, _ = text[end : end + CONTEXT].rpartition(" ")
    return [Piece(words), Piece(" […]", "gap")]


def _between(text: str) -> list[Piece]:
    if len(text) <= 2 * CONTEXT:
        return [Piece(text)]
    return [*_after(text, 0, len(text)), *_before(text, 0, len(text))[1:]]


def _marked(text: str) -> list[Piece]:
    if len(text) <= LONGEST_MARK:
        return [Piece(text, "mark")]
    return [Piece(text[: LONGEST_MARK - 200], "mark"), Piece(" […] ", "gap"), Piece(text[-200:], "mark")]


# --- what the template sees -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Card:
    """A finding as the report shows it. `number` counts from 1 in the order shown; `more` quotations are left out."""

    number: int
    finding: Finding
    place: str
    heading: str
    quotations: tuple[Quotation, ...]
    more: int
    sources: tuple[int, ...]
    """Numbers of the sources, in the order of the rule's authorities."""
    looked: str
    """For a missing protection: where it was looked for, in the engine's words; may be empty."""


@dataclass(frozen=True, slots=True)
class Demand:
    """Something to push back on first: the findings of one rule, together."""

    title: str
    negotiate: str
    severity: Severity
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """An authority, and the numbers of the findings that cite it."""

    number: int
    authority: Authority
    cited_by: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A party, and the words that decided its role."""

    party: Party
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProtectionCard:
    """A good term as the report shows it."""

    protection: Protection
    place: str
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class LookedForRow:
    """A rule that kept quiet, and the passage that came nearest; `nearest` may be empty."""

    entry: LookedFor
    nearest: str
    nearest_place: str


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the template tells."""

    review: Review
    verdict: str
    demands: tuple[Demand, ...]
    groups: tuple[tuple[Severity, tuple[Card, ...]], ...]
    """Unfair terms by severity, the most severe first; severities without any are left out."""
    missing: tuple[Card, ...]
    set_aside: tuple[Card, ...]
    """Findings that a person decided to set aside; they are in no other list."""
    parties: tuple[PartyRow, ...]
    protections: tuple[ProtectionCard, ...]
    quiet: tuple[LookedForRow, ...]
    not_applicable: tuple[LookedFor, ...]
    sources: tuple[Source, ...]


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Findings as they are told: terms before missing protections, the most severe first; what was set aside last."""
    return sorted(
        findings,
        key=lambda finding: (
            finding.suppressed is not None,
            finding.missing,
            -SEVERITIES.index(finding.severity),
        ),
    )


def build(review: Review) -> Page:
    """What the template needs to know of a review."""
    places = Places(review.contract)
    findings = in_order(review.findings)
    authorities = list(dict.fromkeys(authority for finding in findings for authority in finding.advice.authorities))
    numbers = {authority: number for number, authority in enumerate(authorities, 1)}
    cards = [_card(places, review, number, finding, numbers) for number, finding in enumerate(findings, 1)]
    open_cards = [card for card in cards if not card.finding.suppressed]
    terms = [card for card in open_cards if not card.finding.missing]
    return Page(
        review=review,
        verdict=verdict(review),
        demands=demands(open_cards),
        groups=tuple(
            (severity, tuple(group)) for severity, group in groupby(terms, lambda card: card.finding.severity)
        ),
        missing=tuple(card for card in open_cards if card.finding.missing),
        set_aside=tuple(card for card in cards if card.finding.suppressed),
        parties=tuple(_party(review.contract, party) for party in review.contract.parties),
        protections=tuple(_protection(places, protection) for protection in review.protections),
        quiet=tuple(_looked_for(places, entry) for entry in review.looked_for if entry.outcome == "quiet"),
        not_applicable=tuple(entry for entry in review.looked_for if entry.outcome == "not-applicable"),
        sources=tuple(
            Source(number, authority, tuple(card.number for card in cards if number in card.sources))
            for authority, number in numbers.items()
        ),
    )


def demands(cards: Iterable[Card]) -> tuple[Demand, ...]:
    """The few things to push back on first: the most severe, of these the surest; one entry for each rule."""
    by_weight = sorted(
        cards,
        key=lambda card: (-SEVERITIES.index(card.finding.severity), _CONFIDENCES.index(card.finding.confidence)),
    )
    by_rule: dict[str, list[Card]] = {}
    for card in by_weight:
        by_rule.setdefault(card.finding.rule, []).append(card)
    firsts = [(group[0].finding, tuple(group)) for group in by_rule.values()][:MOST_DEMANDS]
    return tuple(
        Demand(finding.advice.title, finding.advice.negotiate, finding.severity, group) for finding, group in firsts
    )


def _card(places: Places, review: Review, number: int, finding: Finding, sources: dict[Authority, int]) -> Card:
    clause = places.clause(finding.clause)
    quoted = sorted(quotations(places, finding.evidence), key=lambda quote: quote.clause != finding.clause)
    several = len(review.contract.documents) > 1
    place = cite(finding.clause_label, clause.heading if clause else "")
    if several and clause:
        place = f"{place} of {review.contract.documents[clause.span.document].name}"
    looked = [entry.reason for entry in review.looked_for if entry.rule == finding.rule] if finding.missing else []
    return Card(
        number=number,
        finding=finding,
        place=place if clause or finding.clause_label else "",
        heading=places.heading(clause) if clause else "",
        quotations=tuple(quoted[:MOST_QUOTATIONS]),
        more=len(quoted[MOST_QUOTATIONS:]),
        sources=tuple(sources[authority] for authority in finding.advice.authorities),
        looked=looked[0] if looked else "",
    )


def _party(contract: Contract, party: Party) -> PartyRow:
    return PartyRow(party, tuple(shorten(contract.quote(span), CONTEXT) for span in party.evidence[:MOST_MARKS]))


def _protection(places: Places, protection: Protection) -> ProtectionCard:
    clause = places.clause(protection.clause)
    return ProtectionCard(
        protection=protection,
        place=cite(clause.label, clause.heading) if clause else "",
        quotations=quotations(places, protection.evidence)[:MOST_QUOTATIONS],
    )


def _looked_for(places: Places, entry: LookedFor) -> LookedForRow:
    if not entry.nearest:
        return LookedForRow(entry, "", "")
    span = entry.nearest[0]
    return LookedForRow(entry, shorten(places.contract.quote(span), CONTEXT), places.name(span))


# --- the file ---------------------------------------------------------------------------------------------


def render(review: Review) -> bytes:
    """The report as one HTML file in UTF-8."""
    environment = _environment()
    style = environment.get_template("report.css").render()
    html = environment.get_template("report.html.j2").render(page=build(review), style_hash=_csp_hash(style))
    return (html + "\n").encode("utf-8")


@cache
def _environment() -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(bundled("reports") / "html"),
        autoescape=True,  # by itself Jinja2 would not escape in a file that ends in .j2
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["counted"] = counted
    environment.filters["file_name"] = file_name
    environment.filters["page_list"] = page_list
    environment.filters["what_was_read"] = what_was_read
    environment.filters["what_was_set_aside"] = what_was_set_aside
    environment.filters["aside_groups"] = aside_groups
    environment.filters["unread"] = unread
    environment.filters["where"] = where
    environment.filters["day"] = day_in_words
    environment.filters["rule_changed"] = rule_changed
    environment.filters["set_aside_by"] = set_aside_by
    environment.filters["what_is_new"] = what_is_new
    return environment


def file_name(name: str) -> Markup:
    """A file's name, which may break after its hyphens, underscores and dots, and elsewhere only where it must."""
    return Markup("<wbr>").join(re.split(r"(?<=[-_.])(?=[^-_.])", visible(name)))


def _finalize(value: object) -> object:
    """What happens to every value that a template writes, before it is escaped: no template can forget it."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _csp_hash(style: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
