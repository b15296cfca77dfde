"""The report that a person reads: one HTML file that needs nothing else.

The words are in `reports/html/words.yaml`, what stands where in the templates beside it, the looks in `report.css`; a
house style may have its own. Here is only what a template should not do: choosing, ordering, counting. Contract text
is hostile: every value is escaped, and `words.visible` shows the characters that a browser would hide or obey. The one
script, `report.js`, only folds and filters: nothing is lost without it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import groupby
from typing import Any

import lxml.html
from jinja2 import ChoiceLoader, FileSystemLoader, FunctionLoader, PrefixLoader, TemplateSyntaxError
from markupsafe import Markup

from termscheck.content import bundled
from termscheck.errors import UsageError
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
from termscheck.renderers.clause_view import Flag, Part, clause_view, landings
from termscheck.renderers.figures import FigureTable, figure_tables
from termscheck.renderers.glossary import TermRow, glossary
from termscheck.renderers.house import HouseStyle, plain_style
from termscheck.renderers.ledger import aside_groups, unread, what_was_read, what_was_set_aside
from termscheck.renderers.pictures import Pictures, draw
from termscheck.renderers.quotations import CONTEXT, MOST_MARKS, PlaceLink, Places, Quotation, quotations
from termscheck.renderers.sandbox import Sandbox, fill_in, sentence
from termscheck.renderers.words import (
    cite,
    counted,
    listed,
    page_list,
    set_aside_by,
    shorten,
    verdict,
    visible,
    what_is_new,
    where,
)

MOST_QUOTATIONS = 4
"""Quotations shown for one finding; the report says how many more there are."""
MOST_DEMANDS = 5
"""Things to push back on first."""

_CONFIDENCES = ("high", "medium", "low")
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
    sections: tuple[str, ...]
    """The names of the sections that are shown, in their order."""
    after_contents: str
    """The section before which the list of contents stands."""
    verdict: str
    demands: tuple[Demand, ...]
    pictures: Pictures
    where_in_words: str
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
    figures: tuple[FigureTable, ...]
    definitions: tuple[TermRow, ...]
    contract: tuple[Part, ...]
    sources: tuple[Source, ...]
    counts: tuple[tuple[str, int], ...]
    """What was counted while reading and is not told elsewhere."""


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


def build(review: Review, order: Sequence[str] = ()) -> Page:
    """What the templates need to know of a review. `order` has the sections wanted; those with nothing in them go."""
    order = order or plain_style().order
    places = Places(review.contract, linked="contract" in order)
    findings = in_order(review.findings)
    flags = [_flag(places, number, finding) for number, finding in enumerate(findings, 1)]
    good = [
        Flag(f"protection-{number}", f"Good term {number}", one.message, "good", _spans(one.evidence))
        for number, one in enumerate(review.protections, 1)
    ]
    view = clause_view(places, [*flags, *good]) if "contract" in order else ()
    shown = landings(view)
    authorities = list(dict.fromkeys(authority for finding in findings for authority in finding.advice.authorities))
    numbers = {authority: number for number, authority in enumerate(authorities, 1)} if "sources" in order else {}
    cards = tuple(
        _card(places, review, finding, numbers, flag, shown) for finding, flag in zip(findings, flags, strict=True)
    )
    open_cards = [card for card in cards if not card.finding.suppressed]
    terms = [card for card in open_cards if not card.finding.missing]
    pictures = draw(places, findings)
    filled: dict[str, Sequence[object]] = {
        "first": (first := demands(open_cards)),
        "where": pictures.subjects,
        "missing": (missing := tuple(card for card in open_cards if card.finding.missing)),
        "set-aside": (set_aside := tuple(card for card in cards if card.finding.suppressed)),
        "protections": (
            protections := tuple(
                _protection(places, protection, flag, shown)
                for protection, flag in zip(review.protections, good, strict=True)
            )
        ),
        "questions": (asked := questions(open_cards)),
        "figures": (figures := figure_tables(places, flags)),
        "definitions": (definitions := glossary(places)),
        "sources": (
            sources := tuple(
                Source(number, authority, tuple(card.number for card in cards if number in card.sources))
                for authority, number in numbers.items()
            )
        ),
    }
    sections = tuple(name for name in order if filled.get(name, (name,)))
    return Page(
        review=review,
        sections=sections,
        after_contents=next(name for name in sections if name not in _OPENING),
        verdict=verdict(review),
        demands=first,
        pictures=pictures,
        where_in_words=_where_in_words(pictures),
        cards=cards,
        groups=tuple(
            (severity, tuple(group)) for severity, group in groupby(terms, lambda card: card.finding.severity)
        ),
        missing=missing,
        set_aside=set_aside,
        severities=tuple(
            severity for severity in reversed(SEVERITIES) if any(card.finding.severity == severity for card in cards)
        ),
        categories=tuple(dict.fromkeys(card.finding.category for card in cards)),
        parties=tuple(_party(review.contract, party) for party in review.contract.parties),
        protections=protections,
        quiet=tuple(_looked_for(places, entry) for entry in review.looked_for if entry.outcome == "quiet"),
        not_applicable=tuple(entry for entry in review.looked_for if entry.outcome == "not-applicable"),
        questions=asked,
        figures=figures,
        definitions=definitions,
        contract=view,
        sources=sources,
        counts=tuple(
            (name, number)
            for name, number in review.coverage.counts.items()
            if number and name not in ("pages", "words", "clauses")
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


def _flag(places: Places, number: int, finding: Finding) -> Flag:
    """A finding as the contract points back to it: its words in its own clause come first."""
    clause = places.clause(finding.clause)
    spans = _spans(finding.evidence)
    if clause:
        spans = tuple(sorted(spans, key=lambda span: not clause.span.contains(span)))
    return Flag(f"finding-{number}", f"Finding {number}", finding.advice.title, finding.severity, spans)


def _spans(evidence: Iterable[Evidence]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(piece.span for piece in evidence))


def _card(
    places: Places,
    review: Review,
    finding: Finding,
    sources: Mapping[Authority, int],
    flag: Flag,
    shown: frozenset[str],
) -> Card:
    clause = places.clause(finding.clause)
    quoted = sorted(quotations(places, finding.evidence), key=lambda quote: quote.clause != finding.clause)
    several = len(review.contract.documents) > 1
    place = cite(finding.clause_label, clause.heading if clause else "")
    if several and clause:
        place = f"{place} of {review.contract.documents[clause.span.document].name}"
    looked = [entry.reason for entry in review.looked_for if entry.rule == finding.rule] if finding.missing else []
    return Card(
        number=int(flag.anchor.rpartition("-")[2]),
        finding=finding,
        place=place if clause or finding.clause_label else "",
        heading=places.heading(clause) if clause else "",
        quotations=tuple(quoted[:MOST_QUOTATIONS]),
        more=len(quoted[MOST_QUOTATIONS:]),
        sources=tuple(sources[authority] for authority in finding.advice.authorities if authority in sources),
        looked=looked[0] if looked else "",
        landing=flag.landing if flag.landing in shown else "",
    )


def _party(contract: Contract, party: Party) -> PartyRow:
    return PartyRow(party, tuple(shorten(contract.quote(span), CONTEXT) for span in party.evidence[:MOST_MARKS]))


def _protection(places: Places, protection: Protection, flag: Flag, shown: frozenset[str]) -> ProtectionCard:
    clause = places.clause(protection.clause)
    return ProtectionCard(
        number=int(flag.anchor.rpartition("-")[2]),
        protection=protection,
        place=cite(clause.label, clause.heading) if clause else "",
        quotations=quotations(places, protection.evidence)[:MOST_QUOTATIONS],
        landing=flag.landing if flag.landing in shown else "",
    )


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


# --- the file ---------------------------------------------------------------------------------------------


def render(review: Review, house: HouseStyle | None = None) -> bytes:
    """The report as one HTML file in UTF-8, in the style of a house if one is given.

    Raises `UsageError` when a template of the house cannot be filled in, with its file and line.
    """
    style = house or plain_style()
    environment = _environment(style) if house else _plain_environment()
    folder = bundled("reports") / "html"
    css = f"{(folder / 'report.css').read_text(encoding='utf-8')}{style.css}"
    script = (folder / "report.js").read_text(encoding="utf-8")
    html = fill_in(
        environment,
        "report.html.j2",
        style.files,
        page=build(review, style.order),
        house=style,
        style=Markup(css),  # noqa: S704  (the report's own, and looks of the house that hold no tags)
        style_hash=_csp_hash(css),
        script=Markup(script),  # noqa: S704  (the report's own)
        script_hash=_csp_hash(script),
    )
    if style.templates:
        _refuse_foreign(html)
    return (html + "\n").encode("utf-8")


def check_templates(house: HouseStyle) -> None:
    """Raises `UsageError` with every template of a house that is not well formed, with its file and line."""
    environment = _environment(house)
    faults = []
    for name, template in house.templates.items():
        try:
            environment.get_template(name)
        except TemplateSyntaxError as problem:
            faults.append(f"{template.file}, line {problem.lineno}: {sentence(problem)}.")
    if faults:
        raise UsageError("\n".join(faults))


@cache
def _plain_environment() -> Sandbox:
    return _environment(plain_style())


def _environment(style: HouseStyle) -> Sandbox:
    ours = FileSystemLoader(bundled("reports") / "html")

    def of_the_house(name: str) -> tuple[str, str, None] | None:
        template = style.templates.get(name)
        return (template.text, template.file, None) if template else None

    filters: dict[str, Callable[..., Any]] = {
        "aside_groups": aside_groups,
        "counted": counted,
        "file_name": file_name,
        "filled": filled,
        "page_list": page_list,
        "set_aside_by": set_aside_by,
        "subject": partial(_subject, style.words["categories"]),
        "thousands": thousands,
        "unread": unread,
        "what_is_new": what_is_new,
        "what_was_read": what_was_read,
        "what_was_set_aside": what_was_set_aside,
        "where": where,
    }
    loader = ChoiceLoader([FunctionLoader(of_the_house), ours, PrefixLoader({"termscheck": ours})])
    return Sandbox(loader, filters, words=style.words)


def file_name(name: str) -> Markup:
    """A file's name, which may break after its hyphens, underscores and dots, and elsewhere only where it must."""
    return Markup("<wbr>").join(re.split(r"(?<=[-_.])(?=[^-_.])", visible(name)))


def filled(pattern: str, value: object) -> str:
    """The pattern with a value in the place of its "%s"."""
    return pattern.replace("%s", str(value), 1)


def thousands(number: int) -> str:
    """A number with commas: "1,204"."""
    return f"{number:,}"


def _subject(names: Mapping[str, str], category: str) -> str:
    """What a category is about, in words: its own name where the report has none for it."""
    return names.get(category) or category.replace("-", " ").capitalize()


def _csp_hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


_FOREIGN = frozenset({"script", "iframe", "frame", "object", "embed", "base", "form", "meta", "link", "style"})
_OURS = {"script": 1, "meta": 6, "link": 1, "style": 1}
"""How many of these the report itself has."""


def _refuse_foreign(html: str) -> None:
    """A house template may say anything, but a report neither runs what is not ours nor opens or sends anything."""
    seen: dict[str, int] = {}
    for element in lxml.html.document_fromstring(html).iter(*_FOREIGN, "a", "img", "area"):
        seen[element.tag] = seen.get(element.tag, 0) + 1
        if element.tag in _FOREIGN and seen[element.tag] > _OURS.get(element.tag, 0):
            raise UsageError(f"The templates of the house put <{element.tag}> into the report, which it may not hold.")
        for name in ("href", "src"):
            address = element.get(name)
            if address is not None and not address.startswith(("#", "data:")):
                raise UsageError(
                    f"The templates of the house put the address “{shorten(address, 60)}” into the report, which opens "
                    "nothing: write it as text."
                )
