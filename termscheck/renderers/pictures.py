"""Pictures of a review: where in the contract the risk sits, and what the unfair terms are about and who bears them.

Only findings are drawn, and those that nobody set aside. All positions and widths are in per cent of the picture's
width, so that it is as sharp on a phone as on paper; whatever a picture says is beside it in words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from termscheck.model import SEVERITIES, Clause, Direction, Finding, Severity, Span
from termscheck.places import PlaceLink, Places
from termscheck.words import cite, listed

NARROWEST = 0.5
"""Per cent of the picture's width below which a mark could hardly be seen."""
APART = 8.0
"""Per cent of the picture's width between two numbers of clauses, so that they do not run into each other."""
LONGEST_NUMBER = 3
"""Characters of a clause's number that is written below the picture."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a picture. `kind` is a severity, or empty."""

    left: float
    width: float
    kind: Severity | str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """The findings of one severity, from the beginning of the contract to its end."""

    severity: Severity
    count: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """How many findings of each severity there are, the most severe first; `bars` show it beside the other rows."""

    counts: tuple[tuple[Severity, int], ...]
    bars: tuple[Bar, ...]

    @property
    def told(self) -> str:
        """In words: "4 critical, 2 high and 1 low"."""
        return listed([f"{count:,} {severity}" for severity, count in self.counts])


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """The findings within a clause of the first level."""

    where: PlaceLink
    row: Row


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """The findings of a category, and how many of them fall on us, on both sides, or on a side that is not said."""

    category: str
    row: Row
    bears: tuple[tuple[Direction, int], ...]


@dataclass(frozen=True, slots=True)
class Pictures:
    """Where the risk sits (`lanes` over `numbers` of clauses, told by `places`), and what it is about (`subjects`)."""

    lanes: tuple[Lane, ...]
    numbers: tuple[tuple[float, str], ...]
    """Where the clauses of the first level begin, as far as there is room for their numbers."""
    places: tuple[PlaceRow, ...]
    subjects: tuple[SubjectRow, ...]


def draw(places: Places, findings: Iterable[Finding]) -> Pictures:
    """The pictures of a contract's findings."""
    ours = [finding for finding in findings if not finding.suppressed]
    terms = [finding for finding in ours if not finding.missing and finding.evidence]
    lengths = [len(document.text) for document in places.contract.documents]
    before = [0, *accumulate(lengths)]
    return Pictures(
        lanes=_lanes(terms, before),
        numbers=_numbers(places, before),
        places=_places(places, terms),
        subjects=_subjects(ours),
    )


def _share(before: Sequence[int], document: int, position: int) -> float:
    return round(100 * (before[document] + position) / max(before[-1], 1), 2)


def _lanes(findings: Sequence[Finding], before: Sequence[int]) -> tuple[Lane, ...]:
    made = []
    for severity in reversed(SEVERITIES):
        ours = [finding for finding in findings if finding.severity == severity]
        spans = sorted({piece.span for finding in ours for piece in finding.evidence}, key=_position)
        bars = dict.fromkeys(_bar(before, span, severity) for span in spans)
        if ours:
            made.append(Lane(severity, len(ours), tuple(bars)))
    return tuple(made)


def _position(span: Span) -> tuple[int, int, int]:
    return (span.document, span.start, span.end)


def _bar(before: Sequence[int], span: Span, kind: Severity) -> Bar:
    left = _share(before, span.document, span.start)
    width = max(round(_share(before, span.document, span.end) - left, 2), NARROWEST)
    return Bar(min(left, 100 - width), width, kind)


def _numbers(places: Places, before: Sequence[int]) -> tuple[tuple[float, str], ...]:
    made: list[tuple[float, str]] = []
    for clause in places.contract.clauses:
        if clause.level or not clause.label[:1].isdigit() or len(clause.label) > LONGEST_NUMBER:
            continue
        at = _share(before, clause.span.document, clause.span.start)
        if (not made or at - made[-1][0] >= APART) and at <= 100 - APART / 2:
            made.append((at, clause.label))
    return tuple(made)


def _places(places: Places, findings: Sequence[Finding]) -> tuple[PlaceRow, ...]:
    """The clauses of the first level that have findings, in the order of the contract."""
    held: dict[str, tuple[Clause, list[Finding]]] = {}
    for finding in findings:
        clause = places.clause(finding.clause) or places.around(min((e.span for e in finding.evidence), key=_position))
        if clause:
            top = places.top(clause)
            held.setdefault(top.id, (top, []))[1].append(finding)
    ordered = sorted(held.values(), key=lambda pair: _position(pair[0].span))
    most = max((len(ours) for _, ours in ordered), default=1)
    return tuple(PlaceRow(_named(places, top), _row(ours, most)) for top, ours in ordered)


def _named(places: Places, clause: Clause) -> PlaceLink:
    name = cite(clause.label, clause.heading)
    if clause.label and clause.heading and clause.heading not in name:
        name = f"{name}, {clause.heading}"
    if len(places.contract.documents) > 1:
        name = f"{name} of {places.contract.documents[clause.span.document].name}"
    return PlaceLink(name, places.anchor(clause))


def _subjects(findings: Sequence[Finding]) -> tuple[SubjectRow, ...]:
    held: dict[str, list[Finding]] = {}
    for finding in findings:
        held.setdefault(finding.category, []).append(finding)
    most = max(map(len, held.values()), default=1)
    made = []
    for category, ours in sorted(held.items(), key=lambda pair: (_weights(pair[1]), pair[0])):
        bears = Counter(finding.direction for finding in ours)
        sides: tuple[Direction, ...] = ("against_us", "mutual", "unknown")
        made.append(SubjectRow(category, _row(ours, most), tuple((side, bears[side]) for side in sides if bears[side])))
    return tuple(made)


def _weights(findings: Sequence[Finding]) -> tuple[int, ...]:
    """For sorting: what has most critical findings comes first, then what has most high ones, and so on."""
    counts = Counter(finding.severity for finding in findings)
    return tuple(-counts[severity] for severity in reversed(SEVERITIES))


def _row(findings: Sequence[Finding], most: int) -> Row:
    counts = Counter(finding.severity for finding in findings)
    told = tuple((severity, counts[severity]) for severity in reversed(SEVERITIES) if counts[severity])
    bars, left = [], 0.0
    for severity, count in told:
        width = round(100 * count / most, 2)
        bars.append(Bar(round(left, 2), width, severity))
        left += width
    return Row(told, tuple(bars))
