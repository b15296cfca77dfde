"""The issues list of a negotiation: a row for each finding, for spreadsheets. `csv` and `xlsx` write it.

Its columns and words are in `reports/issues/issues.yaml`; a house style may have its own. Cells are text and nothing
else: see `cell`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from termscheck.model import Finding, Notice, Review
from termscheck.places import Places
from termscheck.renderers.house.said import RULE, About, IssueWords
from termscheck.renderers.ledger import unread, what_was_read, what_was_set_aside
from termscheck.renderers.page import in_order
from termscheck.renderers.quotations import quotes
from termscheck.renderers.words import set_aside_by, verdict, where
from termscheck.words import cell, cite, counted

LONGEST_QUOTE = 600
"""Characters of a quotation from one clause."""
MOST_QUOTES = 3


@dataclass(frozen=True, slots=True)
class Issue:
    """A row. All is plain text, ready for a cell."""

    issue: str
    status: str
    clause: str
    severity: str
    quotation: str
    why: str
    position: str
    wording: str
    authority: str
    owner: str
    note: str


def headings(words: IssueWords) -> list[str]:
    """What the columns are called, in their order."""
    return [cell(column.heading) for column in words.columns]


def rows(review: Review, words: IssueWords) -> Iterator[list[str]]:
    """The cells of each row, in the order of the columns."""
    for issue in issues(review, words):
        yield [getattr(issue, column.field) for column in words.columns]


def issues(review: Review, words: IssueWords) -> list[Issue]:
    """The rows: first what was not read, then the findings as reports order them, those set aside last."""
    places = Places(review.contract)
    return [
        *(_unread(notice, words) for notice in unread(review)),
        *(_issue(places, finding, words) for finding in in_order(review.findings)),
    ]


def about(review: Review, words: About) -> Iterator[tuple[str, str]]:
    """What belongs beside the list: the result, what was read and what was not, and what made it."""
    yield words.result, cell(f"{review.rag.upper()}. {verdict(review)}. {review.rag_reason}")
    for ledger in review.coverage.ledgers:
        yield words.read, cell(f"{ledger.name}: {what_was_read(ledger)}")
        if aside := what_was_set_aside(ledger):
            yield words.aside, cell(f"{ledger.name}: {aside}")
    rules = counted(review.coverage.rules_applied, "rule")
    yield words.checked, f"{counted(review.coverage.clauses, 'clause')} with {rules}"
    for notice in dict.fromkeys(review.notices):
        yield words.unread if notice.material else words.note, cell(_told(notice))
    yield words.tool, f"termscheck {review.tool_version}"
    yield "", words.caution


def _told(notice: Notice) -> str:
    pages = where(notice)
    return f"{notice.message} ({pages})" if pages else notice.message


def _unread(notice: Notice, words: IssueWords) -> Issue:
    said = words.unread
    return _row(issue=said["issue"], status=words.statuses["unread"], why=_told(notice), position=said["position"])


def _issue(places: Places, finding: Finding, words: IssueWords) -> Issue:
    advice = finding.advice
    status = "aside" if finding.suppressed else "known" if finding.known else "open"
    return _row(
        issue=advice.title,
        status=words.statuses[status],
        clause=_clause(places, finding, words),
        severity=words.severities[finding.severity],
        quotation=_quotation(places, finding),
        why=advice.why,
        position=f"{words.positions[finding.severity]} {advice.negotiate}",
        wording=advice.suggest,
        authority="; ".join(one.title for one in advice.authorities),
        note=" ".join(_notes(finding, words.notes)),
    )


def _row(**said: str) -> Issue:
    return Issue(**{name: cell(said.get(name, "")) for name in Issue.__slots__})


def _clause(places: Places, finding: Finding, words: IssueWords) -> str:
    clause = places.clause(finding.clause)
    if clause is None:
        return words.missing if finding.missing else words.several
    return places.name(clause.span) if finding.evidence else cite(clause.label, clause.heading)


def _quotation(places: Places, finding: Finding) -> str:
    said = quotes(places, finding, LONGEST_QUOTE)[:MOST_QUOTES]
    if len(said) == 1 and not finding.missing:
        return said[0].text
    return "; ".join(f"{quote.place}: {quote.marked}" for quote in said)


def _notes(finding: Finding, words: Mapping[str, str]) -> Iterator[str]:
    if finding.suppressed:
        yield set_aside_by(finding.suppressed)
    if finding.confidence != "high":
        yield words[finding.confidence]
    if finding.direction == "mutual":
        yield words["mutual"]
    yield f"{finding.rule}."
    if finding.part_of:
        yield words["part_of"].replace(RULE, finding.part_of)
