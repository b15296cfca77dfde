"""The comparison that a person reads: one HTML file that needs nothing else and runs nothing.

The words are in `reports/html/words.yaml`, what stands where in `changes.html.j2`, the looks in `report.css` and
`comparison.css`; a house style may have its own. Contract text is hostile: every value is escaped.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from termscheck.drafts.model import CHANGES, Change, ClausePair, Comparison, FindingChange, ProtectionChange
from termscheck.renderers.comparison.words import (
    CLAUSE_CHANGES,
    Stretch,
    colours,
    place,
    place_of,
    remark,
    shown,
    verdict,
)
from termscheck.renderers.house import HouseStyle
from termscheck.renderers.html import page_of

MOST_PLACES = 4
"""Places shown of words that a finding rests on and that did not change."""
MOST_CLAUSES = 500
"""Clauses without a changed finding that are shown; the page says how many more there are."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A clause as it was beside the clause as it is; None for a side that has none."""

    place: str
    old_place: str
    new_place: str
    old: list[Stretch] | None
    new: list[Stretch] | None
    change: str
    astray: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A finding as the page shows it; `number` counts from 1 in the order shown."""

    number: int
    it: FindingChange
    place: str
    remark: str
    clauses: list[Beside]
    same: list[str]
    """Where words stand that are as they were; `more` such places are left out."""
    more: int


@dataclass(frozen=True, slots=True)
class Group:
    """The findings that became the same."""

    change: Change
    cards: list[Card]


@dataclass(frozen=True, slots=True)
class GoodTerm:
    """A protection gained or lost."""

    it: ProtectionChange
    clauses: list[Beside]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the template tells."""

    comparison: Comparison
    verdict: str
    colours: str
    groups: list[Group]
    unchanged: list[Card]
    gained: list[GoodTerm]
    lost: list[GoodTerm]
    clauses: list[Beside]
    more_clauses: int


def build(comparison: Comparison) -> Page:
    """What the template needs to know of a comparison."""
    several = any(len(draft.sha256) > 1 for draft in (comparison.old, comparison.new))
    cards = [_card(number, one, several) for number, one in enumerate(comparison.findings, 1)]
    groups = [Group(change, _of(cards, change)) for change in CHANGES if change != "unchanged"]
    others = comparison.other_clauses
    terms = [GoodTerm(one, [_beside(pair, several) for pair in one.wordings]) for one in comparison.protections]
    return Page(
        comparison=comparison,
        verdict=verdict(comparison),
        colours=colours(comparison),
        groups=[group for group in groups if group.cards],
        unchanged=_of(cards, "unchanged"),
        gained=[term for term in terms if term.it.change == "gained"],
        lost=[term for term in terms if term.it.change == "lost"],
        clauses=[_beside(pair, several) for pair in others[:MOST_CLAUSES]],
        more_clauses=len(others[MOST_CLAUSES:]),
    )


def _of(cards: list[Card], change: Change) -> list[Card]:
    return [card for card in cards if card.it.change == change]


def _card(number: int, one: FindingChange, several: bool) -> Card:
    same = [place(pair, several) for pair in one.wordings if pair.change == "same"]
    return Card(
        number=number,
        it=one,
        place=place(one.wordings[0], several) if one.wordings and not one.latest.missing else "",
        remark=remark(one),
        clauses=[_beside(pair, several) for pair in one.wordings if pair.change != "same"],
        same=same[:MOST_PLACES],
        more=len(same[MOST_PLACES:]),
    )


def _beside(pair: ClausePair, several: bool) -> Beside:
    return Beside(
        place=place(pair, several),
        old_place=place_of(pair.old, several) if pair.old else "",
        new_place=place_of(pair.new, several) if pair.new else "",
        old=shown(pair.old.pieces) if pair.old else None,
        new=shown(pair.new.pieces) if pair.new else None,
        change=CLAUSE_CHANGES[pair.change],
        astray=pair.astray,
    )


def render(
    comparison: Comparison, house: HouseStyle | None = None, *, above: Markup | str = "", looks: str = ""
) -> bytes:
    """The comparison as one HTML file in UTF-8, in the style of a house if one is given.

    `above` and `looks` are as of a report.
    Raises `UsageError` when a template of the house cannot be filled in, with its file and line.
    """
    sheets = ("report.css", "comparison.css")
    return page_of("comparison.html.j2", house, sheets, above=above, extra=looks, page=build(comparison))
