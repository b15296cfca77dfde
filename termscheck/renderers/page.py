"""What the templates of the HTML report tell of a review: chosen, ordered, counted and cut, and not yet in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from termscheck.model import (
    SEVERITIES,
    Authority,
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
from termscheck.places import PlaceLink, Places
from termscheck.renderers.clause_view import Flag, Part, clause_view, landings
from termscheck.renderers.duties import Duties, duties
from termscheck.renderers.figures import MOST_FIGURES, BlankRow, FigureTable, blank_rows, figure_tables
from termscheck.renderers.glossary import TermRow, glossary
from termscheck.renderers.pictures import Pictures, draw
from termscheck.renderers.quotations import CONTEXT, MOST_MARKS, Quotation, quotations
from termscheck.renderers.words import verdict
from termscheck.words import cite, listed, shorten

if TYPE_CHECKING:
    from termscheck.renderers.exposure.view import View as ExposureView

MOST_QUOTATIONS = 4
"""Quotations shown for one finding; the report says how many more there are."""
MOST_DEMANDS = 5
"""Things to push back on first."""

_OPENING = ("result", "first", "decide")
"""The sections that stand before the list of contents, where a house style has not moved them."""


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
    """Numbers of the sources, in the order of the rule's authorities; none where sources are not shown."""
    overdue: frozenset[str]
    """Codes of the sources that are past the day by which they were to be checked again."""
    looked: str
    """For a missing protection: where it was looked for, in the engine's words; may be empty."""
    landing: str
    """The id of its words in the clause-by-clause view; empty where they are not shown there."""


@dataclass(frozen=True, slots=True)
class Demand:
    """Something to push back on first: the findings of one rule, together."""

    title: str
    why: str
    negotiate: str
    severity: Severity
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question to ask, and the findings that ask it."""

    question: str
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
    """A good term as the report shows it; `number` and `landing` as of a `Card`."""

    number: int
    protection: Protection
    place: str
    quotations: tuple[Quotation, ...]
    landing: str


@dataclass(frozen=True, slots=True)
class LookedForRow:
    """A rule that kept quiet, and the passage that came nearest; `nearest` may be empty."""

    entry: LookedFor
    nearest: str
    where: PlaceLink | None


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the templates tell."""

    review: Review
    order: tuple[str, ...]
    """The names of the sections that are wanted, in their order."""
    verdict: str
    demands: tuple[Demand, ...]
    pictures: Pictures
    exposure: ExposureView | None
    """What it could cost; None where that is not told."""
    where_in_words: str
    duties: Duties
    cards: tuple[Card, ...]
    groups: tuple[tuple[Severity, tuple[Card, ...]], ...]
    """Unfair terms by severity, the most severe first; severities without any are left out."""
    missing: tuple[Card, ...]
    set_aside: tuple[Card, ...]
    """Findings that a person decided to set aside; they are in no other list."""
    severities: tuple[Severity, ...]
    categories: tuple[str, ...]
    """Of all cards, as the filter offers them."""
    parties: tuple[PartyRow, ...]
    protections: tuple[ProtectionCard, ...]
    quiet: tuple[LookedForRow, ...]
    not_applicable: tuple[LookedFor, ...]
    questions: tuple[tuple[str, tuple[Question, ...]], ...]
    """By category of the findings that ask them, in the order of the findings."""
    blanks: tuple[BlankRow, ...]
    """Places still to be filled in; `more_blanks` of them are not shown."""
    more_blanks: int
    figures: tuple[FigureTable, ...]
    definitions: tuple[TermRow, ...]
    contract: tuple[Part, ...]
    sources: tuple[Source, ...]
    counts: tuple[tuple[str, int], ...]
    """What was counted while reading and is not told elsewhere."""

    @property
    def sections(self) -> tuple[str, ...]:
        """The names of the sections that are shown: those wanted that have something in them."""
        holds: Mapping[str, Sequence[object]] = {
            "first": self.demands,
            "where": (*self.pictures.subjects, *self.duties.rows),
            "exposure": (self.exposure,) if self.exposure else (),
            "missing": self.missing,
            "set-aside": self.set_aside,
            "protections": self.protections,
            "questions": self.questions,
            "figures": (*self.blanks, *self.figures),
            "definitions": self.definitions,
            "sources": self.sources,
        }
        return tuple(name for name in self.order if holds.get(name, name))

    @property
    def after_contents(self) -> str:
        """The section before which the list of contents stands."""
        return next(name for name in self.sections if name not in _OPENING)


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


def build(review: Review, order: tuple[str, ...]) -> Page:
    """What the templates need to know of a review. `order` has the names of the sections that are wanted."""
    places = Places(review.contract, linked="contract" in order)
    findings = in_order(review.findings)
    protections = review.protections if "protections" in order else ()
    flags, good = _flags(places, findings), _good_flags(protections)
    view = clause_view(places, [*flags, *good]) if places.linked else ()
    sources = _sources(findings) if "sources" in order else ()
    cards = _cards(places, review, findings, flags, view, sources)
    open_cards = [card for card in cards if not card.finding.suppressed]
    terms = [card for card in open_cards if not card.finding.missing]
    pictures, blanks = draw(places, findings), blank_rows(places)
    return Page(
        review=review,
        order=order,
        verdict=verdict(review),
        demands=demands(open_cards),
        pictures=pictures,
        exposure=_exposure(review, places) if "exposure" in order else None,
        where_in_words=_where_in_words(pictures),
        duties=duties(places),
        cards=cards,
        groups=tuple(
            (severity, tuple(group)) for severity, group in groupby(terms, lambda card: card.finding.severity)
        ),
        missing=tuple(card for card in open_cards if card.finding.missing),
        set_aside=tuple(card for card in cards if card.finding.suppressed),
        severities=tuple(one for one in reversed(SEVERITIES) if any(card.finding.severity == one for card in cards)),
        categories=tuple(dict.fromkeys(card.finding.category for card in cards)),
        parties=tuple(_party(review.contract, party) for party in review.contract.parties),
        protections=_protections(places, protections, good, view),
        quiet=tuple(_looked_for(places, entry) for entry in review.looked_for if entry.outcome == "quiet"),
        not_applicable=tuple(entry for entry in review.looked_for if entry.outcome == "not-applicable"),
        questions=questions(open_cards),
        blanks=blanks[:MOST_FIGURES],
        more_blanks=len(blanks[MOST_FIGURES:]),
        figures=figure_tables(places, flags),
        definitions=glossary(places),
        contract=view,
        sources=sources,
        counts=tuple(
            (name, number)
            for name, number in review.coverage.counts.items()
            if number and name not in ("pages", "words", "clauses")
        ),
    )


def _exposure(review: Review, places: Places) -> ExposureView | None:
    # what it could cost stands on everything else, and everything else can be told without it
    from termscheck.exposure.work_out import applies, exposure
    from termscheck.renderers.exposure.view import view

    return view(exposure(review), places) if applies(review) else None


def demands(cards: Iterable[Card]) -> tuple[Demand, ...]:
    """The few things to push back on first, one entry for each rule.

    The most severe come first, of these what can close an organisation, of these the surest.
    """
    by_weight = sorted(cards, key=lambda card: card.finding.urgency)
    by_rule: dict[str, list[Card]] = {}
    for card in by_weight:
        by_rule.setdefault(card.finding.rule, []).append(card)
    firsts = [(group[0].finding, tuple(group)) for group in by_rule.values()][:MOST_DEMANDS]
    return tuple(
        Demand(finding.advice.title, finding.advice.why, finding.advice.negotiate, finding.severity, group)
        for finding, group in firsts
    )


def questions(cards: Iterable[Card]) -> tuple[tuple[str, tuple[Question, ...]], ...]:
    """Each question once, under the category of the first finding that asks it."""
    asked: dict[str, list[Card]] = {}
    for card in cards:
        for question in card.finding.advice.questions:
            asked.setdefault(question, []).append(card)
    by_category: dict[str, list[Question]] = {}
    for question, askers in asked.items():
        by_category.setdefault(askers[0].finding.category, []).append(Question(question, tuple(askers)))
    return tuple((category, tuple(entries)) for category, entries in by_category.items())


def _flags(places: Places, findings: Sequence[Finding]) -> list[Flag]:
    """The findings as the contract points back to them: the words in a finding's own clause come first."""
    made = []
    for number, finding in enumerate(findings, 1):
        clause = places.clause(finding.clause)
        spans = sorted(_spans(finding.evidence), key=lambda span: not (clause and clause.span.contains(span)))
        title = finding.advice.title
        made.append(Flag(f"finding-{number}", f"Finding {number}", title, finding.severity, tuple(spans)))
    return made


def _good_flags(protections: Sequence[Protection]) -> list[Flag]:
    return [
        Flag(f"protection-{number}", f"Good term {number}", one.message, "good", _spans(one.evidence))
        for number, one in enumerate(protections, 1)
    ]


def _spans(evidence: Iterable[Evidence]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(piece.span for piece in evidence))


def _sources(findings: Sequence[Finding]) -> tuple[Source, ...]:
    """The authorities, each once, in the order in which the findings cite them."""
    cited: dict[Authority, list[int]] = {}
    for number, finding in enumerate(findings, 1):
        for authority in dict.fromkeys(finding.advice.authorities):
            cited.setdefault(authority, []).append(number)
    return tuple(Source(number, authority, tuple(by)) for number, (authority, by) in enumerate(cited.items(), 1))


def _cards(  # noqa: PLR0913, PLR0917  (what a card brings together)
    places: Places,
    review: Review,
    findings: Sequence[Finding],
    flags: Sequence[Flag],
    view: Sequence[Part],
    sources: Sequence[Source],
) -> tuple[Card, ...]:
    shown = landings(view)
    numbers = {source.authority: source.number for source in sources}
    reasons = {entry.rule: entry.reason for entry in review.looked_for}
    made = []
    for number, (finding, flag) in enumerate(zip(findings, flags, strict=True), 1):
        clause = places.clause(finding.clause)
        quoted = sorted(quotations(places, finding.evidence), key=lambda quote: quote.clause != finding.clause)
        made.append(
            Card(
                number=number,
                finding=finding,
                place=_place(places, finding),
                heading=places.heading(clause) if clause else "",
                quotations=tuple(quoted[:MOST_QUOTATIONS]),
                more=len(quoted[MOST_QUOTATIONS:]),
                sources=tuple(numbers[one] for one in finding.advice.authorities if one in numbers),
                overdue=frozenset(review.overdue),
                looked=reasons.get(finding.rule, "") if finding.missing else "",
                landing=flag.landing if flag.landing in shown else "",
            )
        )
    return tuple(made)


def _place(places: Places, finding: Finding) -> str:
    """Where a finding is, with the file's name where there are several; empty for none."""
    clause = places.clause(finding.clause)
    if not clause and not finding.clause_label:
        return ""
    place = cite(finding.clause_label, clause.heading if clause else "")
    documents = places.contract.documents
    return f"{place} of {documents[clause.span.document].name}" if clause and len(documents) > 1 else place


def _party(contract: Contract, party: Party) -> PartyRow:
    return PartyRow(party, tuple(shorten(contract.quote(span), CONTEXT) for span in party.evidence[:MOST_MARKS]))


def _protections(
    places: Places, protections: Sequence[Protection], flags: Sequence[Flag], view: Sequence[Part]
) -> tuple[ProtectionCard, ...]:
    shown = landings(view)
    made = []
    for number, (protection, flag) in enumerate(zip(protections, flags, strict=True), 1):
        clause = places.clause(protection.clause)
        place = cite(clause.label, clause.heading) if clause else ""
        quoted = quotations(places, protection.evidence)[:MOST_QUOTATIONS]
        landing = flag.landing if flag.landing in shown else ""
        made.append(ProtectionCard(number, protection, place, quoted, landing))
    return tuple(made)


def _looked_for(places: Places, entry: LookedFor) -> LookedForRow:
    if not entry.nearest:
        return LookedForRow(entry, "", None)
    span = entry.nearest[0]
    return LookedForRow(entry, shorten(places.contract.quote(span), CONTEXT), places.link(span))


def _where_in_words(pictures: Pictures) -> str:
    """What the picture of the contract shows, for those who cannot see it."""
    told = listed([f"{lane.count:,} {lane.severity}" for lane in pictures.lanes])
    by_number = sorted(pictures.places, key=lambda place: -sum(count for _, count in place.row.counts))[:3]
    most = listed([f"{place.where.name} ({sum(count for _, count in place.row.counts)})" for place in by_number])
    return f"{told}; most of them in {most}." if most else told
