"""What one contract says on the points of a term, seen from whoever does the work under it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from termscheck.engine.check import Checker
from termscheck.engine.patterns import Compiled
from termscheck.engine.ruleset import Rule, RuleSet
from termscheck.engine.terms import Point
from termscheck.engine.views import Match, View
from termscheck.engine.weights import PROTECTS
from termscheck.flowdown.model import Quotation, Reading, Search
from termscheck.model import CONFIDENCES, Clause, Contract, Hit, Passage, Span, subjects
from termscheck.words import shorten

Level = Literal["head", "sub"]
UNITS = {"duration": "days", "percentage": "%"}
STERLING = "GBP"
LONGEST = 480
"""Characters of a quotation; a longer sentence is cut."""
MOST_ALSO = 4
"""Other places of a point that are told."""
LONGEST_HEADING = 60
"""Characters of a heading by which a clause is known; a longer one is a sentence that was set as a heading."""
MOST_NEAR = 8
"""Clauses that a search names."""
_TELLS = re.compile(r"background|recitals?|whereas|introduction", re.IGNORECASE)


class Found(NamedTuple):
    """A point in one passage; `figure` is its figure, `holder` the passage that has it, `likeness` how well it fits.

    `plain` where the words of the point itself are there, not only signs of a rule that speaks of the same.
    """

    view: View
    match: Match
    plain: bool
    likeness: float
    figure: Hit | None
    holder: Passage


class Reader:
    """Looks for points in one contract."""

    def __init__(self, contract: Contract, rule_set: RuleSet, level: Level) -> None:
        self.contract = contract
        self.level = level
        self._checker = Checker(contract, rule_set)
        self._rules = {rule.id: rule for rule in rule_set.rules}
        self._clauses = self._checker.clauses
        labels = [label for party in contract.parties if party.role == "them" for label in (*party.labels, party.name)]
        self._theirs = re.compile(rf"\bof (?:the )?(?:{'|'.join(map(re.escape, labels)) or '(?!)'})(?!\w)")
        """Finds, in the name of a row, that it is about the side that pays: "Insurance of the Prime"."""

    def read(self, point: Point) -> Reading | None:
        """What the contract says on a point; None when it was not found to say anything."""
        found = [one for view in self._views() if (one := self._found(point, view)) is not None]
        if not found:
            return None
        sign = 1 if point.file.better == "more" else -1

        def rank(one: Found) -> tuple[bool, int, bool, float, bool, float]:
            # what is surely said goes first; of figures that are equally sure the worst for us counts
            defines = self._clauses[one.view.passage.clause].kind == "definition"
            unstated = one.figure is None and point.file.value is not None
            return unstated, one.match.guesses, defines, _value(one) * sign, not one.plain, -one.likeness

        first, *others = sorted(found, key=rank)
        figure = first.figure
        return Reading(
            value=round(figure.value, 2) if figure else None,
            unit=self._unit(first),
            printed=self._printed(first),
            quotations=tuple(self._quotations(first)),
            also=self._also(first, others),
            confidence=CONFIDENCES[min(first.match.guesses, 2)],
        )

    def search(self, headings: re.Pattern[str]) -> Search:
        """Where the contract speaks of a term, by its headings."""
        near = [
            clause
            for clause in self.contract.clauses
            if clause.kind not in ("row", "definition")
            and 0 < len(clause.heading) <= LONGEST_HEADING
            and headings.search(clause.heading)
        ]
        ids = {clause.id for clause in near}
        names = list(dict.fromkeys(_named(clause) for clause in near if clause.parent not in ids))
        return Search(len(self.contract.clauses), tuple(names[:MOST_NEAR]), len(names[MOST_NEAR:]))

    def quotation(self, passage: Passage) -> Quotation:
        """The words of a passage, cut where they are more than a sentence or so."""
        span, clause = passage.own, passage.clause
        lead_in = " ".join(map(self.contract.quote, passage.spans(0, passage.own_start))) if passage.own_start else ""
        text = self.contract.quote(span)
        if len(text) > LONGEST:
            cut = text.rfind(" ", 0, LONGEST)
            span = Span(span.start, span.start + (cut if cut > 0 else LONGEST), span.document)
            text = self.contract.quote(span)
        at = self._clauses[clause]
        above = subjects(self._clauses, clause)
        around = self._clauses.get(at.parent or "")
        noted = around is not None and at.kind == "note" and not at.label and around.label
        return Quotation(
            clause=clause,
            label=f"Note to {around.label}" if around is not None and noted else at.label,
            heading=above[0] if above else "",
            document=self.contract.documents[span.document].name,
            number=span.document,
            page=at.page,
            start=span.start,
            end=span.end,
            text=text,
            lead_in=shorten(lead_in, LONGEST),
        )

    def binds(self, passage: Passage) -> bool:
        """Whether a passage can bind anyone: what stands below a heading such as "Background" only tells."""
        if not self._checker.speaks(passage):
            return False
        return not any(_TELLS.fullmatch(heading.strip()) for heading in subjects(self._clauses, passage.clause))

    def resembling(self, rules: Sequence[str]) -> list[Quotation]:
        """The sentences that rules on wording speak of, the likest first, one of each clause."""
        found: dict[str, tuple[float, Quotation]] = {}
        for view in self._views():
            if "contract-above" not in view.hits:
                continue
            for rule in (self._rules[one] for one in rules if one in self._rules):
                if rule.match and not _kept_quiet(rule, view) and any(_own(one, view) for one in rule.match.find(view)):
                    told = view.weighed.get(rule.id, 0.0), self.quotation(view.passage)
                    found[view.passage.clause] = max(told, found.get(view.passage.clause, told), key=lambda one: one[0])
        return [quotation for _, quotation in sorted(found.values(), key=lambda one: -one[0])]

    # --- finding ----------------------------------------------------------------------------------------------

    def _views(self) -> Iterator[View]:
        return (view for view in self._checker.views if self.binds(view.passage))

    def _found(self, point: Point, view: View) -> Found | None:
        clause = self._clauses[view.passage.clause]
        if clause.kind == "row" and point.file.sort == "risk" and self._theirs.search(clause.heading):
            return None
        matches = [one for pattern in self._patterns(point, view) for one in pattern.find(view) if _own(one, view)]
        if clause.kind == "row" and point.rows and point.rows.search(clause.heading):
            matches += [Match(hit.start, hit.end) for hit in view.passage.hits if hit.vocabulary == point.file.value]
        if not matches or any(pattern.find(view) for pattern in point.unless):
            return None
        match = min(matches, key=lambda one: one.guesses)
        plain = bool(point.match and point.match.find(view))
        likeness = max((view.weighed.get(rule, 0.0) for rule in point.file.rules), default=0.0)
        if point.file.value is None:
            return Found(view, match, plain, likeness, None, view.passage)
        figures = [found for one in matches for found in self._figures(point.file.value, view, one)]
        if not figures:
            figures = [found for pattern, value in point.worth for found in _worth(point, pattern, value, view)]
        if not figures:
            return Found(view, match, plain, likeness, None, view.passage)
        sign = 1 if point.file.better == "more" else -1
        figure, holder = min(figures, key=lambda one: one[0].value * sign)
        return Found(view, match, plain, likeness, figure, holder)

    def _patterns(self, point: Point, view: View) -> Iterator[Compiled]:
        if self.level == "head" and point.head:
            yield point.head
            return
        if point.match:
            yield point.match
        for rule in (self._rules[one] for one in point.file.rules if one in self._rules):
            pattern = rule.match or rule.protection
            unsure = rule.missing and view.weighed.get(rule.id, PROTECTS) < PROTECTS
            if pattern and not unsure and not _kept_quiet(rule, view):
                yield pattern

    def _figures(self, kind: str, view: View, match: Match) -> Iterator[tuple[Hit, Passage]]:
        """Figures of a kind in what was matched, or in the definitions that it rests on; else in the whole sentence."""
        passage = view.passage
        hits = [hit for hit in passage.hits if hit.vocabulary == kind]
        inside = [hit for hit in hits if match.start <= hit.start and hit.end <= match.end]
        yield from ((hit, passage) for hit in inside)
        for number in match.elsewhere:
            there = self.contract.passages[number]
            yield from ((hit, there) for hit in there.hits if hit.vocabulary == kind)
        if not inside and not match.elsewhere:
            yield from ((hit, passage) for hit in hits if passage.own_start <= hit.start < passage.own_end)

    # --- telling ----------------------------------------------------------------------------------------------

    def _unit(self, found: Found) -> str:
        """Unit of a figure; a sum has the currency that is printed with it."""
        if found.figure is None:
            return ""
        if found.figure.vocabulary in UNITS:
            return UNITS[found.figure.vocabulary]
        spans = found.holder.spans(found.figure.start, found.figure.end)
        return next(
            (
                one.unit
                for one in self.contract.quantities
                if spans and one.kind == "money" and one.span.overlaps(spans[0])
            ),
            STERLING,
        )

    def _printed(self, found: Found) -> str:
        if found.figure is None:
            return ""
        spans = found.holder.spans(found.figure.start, found.figure.end)
        return " ".join(self.contract.quote(spans[0]).split()) if spans else ""

    def _quotations(self, found: Found) -> Iterator[Quotation]:
        passage = found.view.passage
        yield self.quotation(passage)
        for number in found.match.elsewhere:
            there = self.contract.passages[number]
            yield self.quotation(there)

    def _also(self, first: Found, others: Sequence[Found]) -> tuple[Quotation, ...]:
        told = {first.view.passage.clause}
        also = []
        for one in others:
            passage = one.view.passage
            if passage.clause not in told and not one.match.guesses:
                told.add(passage.clause)
                also.append(self.quotation(passage))
        return tuple(also[:MOST_ALSO])


def _worth(point: Point, pattern: Compiled, value: float, view: View) -> Iterator[tuple[Hit, Passage]]:
    """Words that stand for a figure without printing it."""
    kind = str(point.file.value)
    yield from ((Hit(kind, one.start, one.end, "phrase", value), view.passage) for one in pattern.find(view))


def _kept_quiet(rule: Rule, view: View) -> bool:
    return any(pattern.find(view) for pattern, _ in rule.unless)


def _own(match: Match, view: View) -> bool:
    """Whether the sentence itself has a part in a match, not its lead-in or tail alone."""
    return match.start < view.passage.own_end and view.passage.own_start < match.end


def _value(found: Found) -> float:
    return found.figure.value if found.figure else 0.0


def _named(clause: Clause) -> str:
    return f"{clause.label} {clause.heading}".strip()
