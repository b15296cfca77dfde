"""What a worker process makes of a draft besides what the page has: cards for the decisions, and what changed.

It runs where `termscheck.web.worker` runs, within the same bounds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup
from pydantic import TypeAdapter

from termscheck.batch.asked import Asked
from termscheck.batch.work import Checker, load
from termscheck.drafts.model import Change, Comparison
from termscheck.files import write
from termscheck.model import Finding, Review
from termscheck.renderers.page import in_order
from termscheck.web import worker
from termscheck.web.looks import environment, looks
from termscheck.web.results import Result
from termscheck.wire.reading import read_review
from termscheck.words import cite, shorten, visible

EARLIER = "earlier.json"
"""The review of the draft before, beside the folder of the check; not there for a first draft."""
CARDS, CHANGES, CHANGED = "cards.json", "changes.html", "changed.json"
LONGEST_QUOTE, LONGEST_EXAMPLE = 1200, 600


@dataclass(frozen=True)
class Card:
    """A finding as the desk shows it. `number` is its place in the report; `said` is the wording for an example."""

    number: int
    fingerprint: str
    rule: str
    title: str
    severity: str
    confidence: str
    place: str
    page: int | None
    missing: bool
    message: str
    quotes: tuple[str, ...]
    why: str
    suggest: str
    negotiate: str
    said: str = ""


@dataclass(frozen=True)
class Became:
    """What became of a finding since the draft before, by its fingerprints there and here; empty for none."""

    change: Change
    old: str
    new: str
    rule: str
    message: str


def check(folder: Path, asked: Asked) -> Review:
    """The review of a draft; all that is made of it is written into `folder`."""
    review = worker.check(folder, asked, over=_above)
    _keep(folder, CARDS, tuple(_cards(review)))
    earlier = folder.parent / EARLIER
    if earlier.exists():
        from termscheck.drafts.compare import compare
        from termscheck.renderers.comparison import html

        comparison = compare(read_review(earlier), review.to_dict())
        above = Markup(environment().get_template("desk/changes.html.j2").render())  # noqa: S704  (our own)
        write(folder / CHANGES, html.render(comparison, above=above, looks=looks()))
        _keep(folder, CHANGED, tuple(_became(comparison)))
    return review


CHECKER = Checker(load, check)


def cards(kept: bytes) -> tuple[Card, ...]:
    """The cards that were kept."""
    return TypeAdapter(tuple[Card, ...]).validate_json(kept)


def changed(kept: bytes) -> tuple[Became, ...]:
    """The changes that were kept."""
    return TypeAdapter(tuple[Became, ...]).validate_json(kept)


def policy(page: bytes) -> str:
    """The content security policy that a page of a check states of itself."""
    return worker.policy(page)


def _above(made: Sequence[Result], unmade: Sequence[str]) -> Markup:
    page = environment().get_template("desk/above.html.j2").render(made=made, unmade=unmade)
    return Markup(page)  # noqa: S704  (our own, and it escapes what it is given)


def _cards(review: Review) -> Iterator[Card]:
    for number, one in enumerate(in_order(review.findings), 1):
        yield Card(
            number=number, fingerprint=one.fingerprint, rule=one.rule, title=one.advice.title, severity=one.severity,
            confidence=one.confidence, place=cite(one.clause_label) if one.clause else "", page=one.page,
            missing=one.missing, message=visible(one.message),
            quotes=tuple(shorten(visible(piece.text), LONGEST_QUOTE) for piece in one.evidence[:4]),
            why=one.advice.why, suggest=one.advice.suggest, negotiate=one.advice.negotiate,
            said=_said(review, one),
        )  # fmt: skip


def _said(review: Review, finding: Finding) -> str:
    """The wording that a rule's example needs: the clause's own words if they are few, else those that decided."""
    if finding.missing or not finding.evidence:
        return ""
    first = finding.evidence[0]
    for clause in review.contract.clauses:
        if clause.id == finding.clause:
            own = next((span for span in clause.own if span.contains(first.span)), None)
            if own and own.end - own.start <= LONGEST_EXAMPLE:
                return " ".join(review.contract.quote(own).split())
    return " ".join(first.text.split())[:LONGEST_EXAMPLE]


def _became(comparison: Comparison) -> Iterator[Became]:
    for one in comparison.findings:
        yield Became(
            one.change, one.old.fingerprint if one.old else "", one.new.fingerprint if one.new else "",
            one.latest.rule, visible(one.latest.message),
        )  # fmt: skip


def _keep(folder: Path, name: str, what: object) -> None:
    write(folder / name, TypeAdapter(type(what)).dump_json(what))
