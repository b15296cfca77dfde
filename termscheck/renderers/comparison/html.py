"""The comparison that a person reads: one HTML file that needs nothing else and runs nothing.

The words and their order are in `reports/html/comparison.html.j2`, the looks in `report.css` and `comparison.css`.
Contract text is hostile: the template escapes every value, and `visible` shows what a browser would hide or obey.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from termscheck.content import bundled
from termscheck.drafts.model import Change, ClausePair, Comparison, FindingChange, ProtectionChange
from termscheck.renderers.comparison.words import (
    CLAUSE_CHANGES,
    HEADINGS,
    MEANINGS,
    Stretch,
    cited_as,
    colours,
    place,
    remark,
    shown,
    verdict,
)
from termscheck.renderers.html import file_name
from termscheck.renderers.words import counted, visible

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
    heading: str
    meaning: str
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
    groups = [Group(change, HEADINGS[change], MEANINGS[change], _of(cards, change)) for change in HEADINGS]
    others = comparison.other_clauses
    terms = [GoodTerm(one, [_beside(pair, several) for pair in one.wordings]) for one in comparison.protections]
    return Page(
        comparison=comparison,
        verdict=verdict(comparison),
        colours=colours(comparison),
        groups=[group for group in groups if group.cards and group.change != "unchanged"],
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
        old_place=cited_as(pair.old, several) if pair.old else "",
        new_place=cited_as(pair.new, several) if pair.new else "",
        old=shown(pair.old.pieces) if pair.old else None,
        new=shown(pair.new.pieces) if pair.new else None,
        change=CLAUSE_CHANGES[pair.change],
        astray=pair.astray,
    )


def render(comparison: Comparison, *, above: Markup | str = "", looks: str = "") -> bytes:
    """The comparison as one HTML file in UTF-8; `above` and `looks` are as of a report."""
    environment = _environment()
    folder = bundled("reports") / "html"
    style = "".join((folder / name).read_text(encoding="utf-8") for name in ("report.css", "comparison.css")) + looks
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    html = environment.get_template("comparison.html.j2").render(
        page=build(comparison),
        above=above,
        style=Markup(style),  # noqa: S704  (our own)
        style_hash=f"sha256-{digest}",
    )
    return (html.lstrip() + "\n").encode("utf-8")


@cache
def _environment() -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(bundled("reports") / "html"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["counted"] = counted
    environment.filters["file_name"] = file_name
    return environment


def _finalize(value: object) -> object:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
