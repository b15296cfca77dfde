"""A head contract beside a sub-contract as a person reads it: one HTML file that needs nothing else and runs nothing.

The words and their order are in `reports/html/flowdown.html.j2`, the looks in `report.css`, `comparison.css` and
`flowdown.css`. Contract text is hostile: the template escapes every value, and shows what a browser would hide or obey.
"""

from __future__ import annotations

from dataclasses import dataclass

from termscheck.flowdown.model import VERDICTS, Flowdown, Quotation, Reading, Row, TermRows, Verdict
from termscheck.model import Rag
from termscheck.renderers.flowdown.words import (
    HEADINGS,
    MEANINGS,
    TONES,
    by_reference,
    colour,
    figures,
    first_to_raise,
    looked,
    place_of,
    said,
    verdict,
)
from termscheck.renderers.house import HouseStyle
from termscheck.renderers.html import page_of

MOST_OBLIGATIONS = 300
"""Duties that come by reference and are shown; the page says how many more there are."""


@dataclass(frozen=True, slots=True)
class Side:
    """A point in one of the contracts: its figure, and the words with their places."""

    said: str
    quotes: list[tuple[str, Quotation]]
    also: list[str]
    """Where else something is said on the point."""


@dataclass(frozen=True, slots=True)
class Card:
    """A point as the page shows it."""

    it: Row
    anchor: str
    heading: str
    """The verdict in words."""
    tone: str
    figures: str
    """Both figures in a few words; empty where neither contract has one."""
    head: Side | None
    sub: Side | None


@dataclass(frozen=True, slots=True)
class Section:
    """A term as the page shows it: the points that were found, and the names of those that were not."""

    it: TermRows
    heading: str
    """The verdict of its gravest point in words."""
    tone: str
    cards: list[Card]
    silent: list[str]
    looked: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the template tells."""

    flowdown: Flowdown
    rag: Rag
    verdict: str
    tally: list[tuple[Verdict, str, str, int]]
    """Each verdict that was given, with its name, its meaning and how often."""
    raise_first: list[Card]
    sections: list[Section]
    by_reference: str
    taken_in: list[tuple[str, Quotation]]
    obligations: list[tuple[str, Quotation]]
    more_obligations: int


def build(flowdown: Flowdown) -> Page:
    """What the template needs to know."""
    several = {"head": len(flowdown.head.sha256) > 1, "sub": len(flowdown.sub.sha256) > 1}
    sections = [_section(term, several) for term in flowdown.terms]
    cards = {(section.it.term, card.it.point): card for section in sections for card in section.cards}
    anchors = {id(row): (term.term, row.point) for term in flowdown.terms for row in term.rows}
    taken = flowdown.incorporation
    return Page(
        flowdown=flowdown,
        rag=colour(flowdown),
        verdict=verdict(flowdown),
        tally=[(one, HEADINGS[one], MEANINGS[one], len(flowdown.of(one))) for one in VERDICTS if flowdown.of(one)],
        raise_first=[cards[anchors[id(row)]] for row in first_to_raise(flowdown)],
        sections=sections,
        by_reference=by_reference(flowdown),
        taken_in=[(place_of(one, several["sub"]), one) for one in taken.found],
        obligations=[
            (place_of(one.quotation, several["head"]), one.quotation) for one in taken.obligations[:MOST_OBLIGATIONS]
        ],
        more_obligations=len(taken.obligations[MOST_OBLIGATIONS:]),
    )


def _section(term: TermRows, several: dict[str, bool]) -> Section:
    return Section(
        it=term,
        heading=HEADINGS[term.verdict],
        tone=TONES[term.verdict],
        cards=[_card(term, row, several) for row in term.rows if row.verdict != "not-found"],
        silent=[row.title for row in term.rows if row.verdict == "not-found"],
        looked=[("Head contract", looked(term.head_search)), ("Sub-contract", looked(term.sub_search))],
    )


def _card(term: TermRows, row: Row, several: dict[str, bool]) -> Card:
    return Card(
        it=row,
        anchor=f"{term.term}-{row.point}",
        heading=HEADINGS[row.verdict],
        tone=row.severity if row.worse else TONES[row.verdict],
        figures=figures(row),
        head=_side(row.head, several["head"]),
        sub=_side(row.sub, several["sub"]),
    )


def _side(reading: Reading | None, several: bool) -> Side | None:
    if reading is None:
        return None
    return Side(
        said=said(reading),
        quotes=[(place_of(one, several), one) for one in reading.quotations],
        also=[place_of(one, several) for one in reading.also],
    )


def render(flowdown: Flowdown, house: HouseStyle | None = None) -> bytes:
    """The page as one HTML file in UTF-8, in the style of a house if one is given.

    Raises `UsageError` when a template of the house cannot be filled in, with its file and line.
    """
    looks = ("report.css", "comparison.css", "flowdown.css")
    return page_of("flowdown.html.j2", house, looks, page=build(flowdown))
