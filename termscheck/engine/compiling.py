"""Compiles what rule files say: rules, topics and terms with their patterns ready to be matched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from termscheck.annotate.lexicon import LITERAL
from termscheck.engine.comparisons import Comparison
from termscheck.engine.patterns import Compiled
from termscheck.engine.rule_files import Reading
from termscheck.engine.ruleset import Rule
from termscheck.engine.schema import Pattern, RuleFile, TermFile, TopicFile
from termscheck.engine.sequences import PatternError
from termscheck.engine.source import Source, did_you_mean
from termscheck.engine.terms import Point, Term
from termscheck.engine.topics import TopicRule

BUILT_IN = frozenset({"us", "them", "above", "other", "undecided", "duration", "date", "percentage", "money"})
"""Hits that no vocabulary file lists: mentions of the parties, and quantities."""


@dataclass(frozen=True)
class _Compiler:
    """Compiles the patterns of one topic or term; a fault is noted at its place."""

    source: Source
    reading: Reading

    def pattern(self, pattern: Pattern | None, *place: str | int) -> Compiled | None:
        if pattern is None:
            return None
        try:
            result = Compiled(pattern, self.reading.concepts)
        except (PatternError, ValueError) as error:
            self.source.fault(place, str(error))
            return None
        for name in result.vocabularies():
            if not name.startswith(LITERAL) and name not in BUILT_IN and name not in self.reading.entries:
                self.source.fault(place, f"there is no vocabulary “{name}”")
        return result


def compiled_rule(source: Source, file: RuleFile, reading: Reading) -> Rule | None:
    """A rule with its patterns; None, with the fault noted, where a concept contains itself."""

    def compiled(pattern: Pattern | None) -> Compiled | None:
        return Compiled(pattern, reading.concepts) if pattern else None

    try:
        return Rule(
            file=file,
            match=compiled(file.match),
            protection=compiled(file.protection),
            nearest=compiled(file.nearest),
            requires=compiled(file.requires),
            parts=tuple((compiled(part.said), compiled(part.not_said)) for part in file.combine or ()),
            unless=tuple((Compiled(one.match, reading.concepts), one.because) for one in file.unless),
            adjust=tuple((compiled(one.when), Comparison.parse(one.days) if one.days else None) for one in file.adjust),
            authorities=tuple(reading.authorities[code] for code in file.authorities),
            path=source.path,
            shown=source.shown,
            bands=reading.parameters[file.bands] if file.bands else None,
            moved=reading.moved.get(file.id, {}),
        )
    except PatternError as error:
        source.fault(("match",) if file.match else ("protection",), str(error))
        return None


def compiled_topic(source: Source, file: TopicFile, reading: Reading) -> TopicRule | None:
    """A topic with its patterns; None, with the fault noted, where its main one is wrong."""
    compiler = _Compiler(source, reading)
    match = compiler.pattern(file.match, "match")
    under = compiler.pattern(file.under.match, "under", "match") if file.under else None
    unless = [compiler.pattern(one.match, "unless", n) for n, one in enumerate(file.unless)]
    return TopicRule(file, match, under, tuple(p for p in unless if p)) if match else None


def compiled_term(source: Source, file: TermFile, reading: Reading) -> Term:
    """What is handed down, with its points; faults are noted, and what is wrong is left out."""
    compiler = _Compiler(source, reading)
    points = []
    names = {point.point for point in file.points}
    for number, point in enumerate(file.points):
        for key, other in (("limits", point.limits), ("undone_by", point.undone_by)):
            if other and other not in names:
                source.fault(("points", number, key), f"there is no point “{other}” in this term")
        match = compiler.pattern(point.match, "points", number, "match")
        head = compiler.pattern(point.head, "points", number, "head")
        unless = [compiler.pattern(one.match, "points", number, "unless", n) for n, one in enumerate(point.unless)]
        if not (point.match or point.rules):
            source.fault(("points", number), "a point must be looked for: it has `match`, `rules` or both")
        for at, rule in enumerate(point.rules):
            if rule not in reading.rules and not reading.broken:
                source.fault(
                    ("points", number, "rules", at), f"there is no rule {rule}" + did_you_mean(rule, reading.rules)
                )
        worth = [
            (compiler.pattern(one.match, "points", number, "worth", n), one.value) for n, one in enumerate(point.worth)
        ]
        known = tuple((pattern, value) for pattern, value in worth if pattern)
        points.append(Point(point, match, head, tuple(pattern for pattern in unless if pattern), known))
    return Term(file, tuple(points))


def literals(rules: Sequence[Rule], topics: Sequence[TopicRule], terms: Sequence[Term]) -> frozenset[str]:
    """The words that patterns ask for as they stand, with the mark that they are no name of a vocabulary."""
    patterns = [
        pattern
        for rule in rules
        for pattern in (
            rule.match, rule.protection, rule.nearest, rule.requires, *(p for p, _ in rule.unless),
            *(p for p, _ in rule.adjust), *(p for part in rule.parts for p in part),
        )
        if pattern
    ]  # fmt: skip
    patterns += [pattern for topic in topics for pattern in topic.patterns()]
    patterns += [pattern for term in terms for point in term.points for pattern in point.patterns()]
    names = {name for pattern in patterns for name in pattern.vocabularies()}
    return frozenset(name for name in names if name.startswith(LITERAL))
