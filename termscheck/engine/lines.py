"""Where the parts of rules and concepts stand in their files: read again when somebody asks, not kept in memory."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from termscheck.engine.ruleset import Rule, RuleSet
from termscheck.engine.source import Place, Source
from termscheck.engine.trace import CONCEPT


class Line(NamedTuple):
    """A file as faults name it, and a line of it."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Lines:
    """Looks up the lines of places; each file is read once."""

    def __init__(self, rule_set: RuleSet) -> None:
        self._rule_set = rule_set
        self._sources: dict[Path, Source] = {}

    def line(self, rule: Rule, place: Place) -> Line:
        """The line of a part of a rule, or of a concept that it uses."""
        path, shown = rule.path, rule.shown
        first = str(place[0]) if place else ""
        if first.startswith(CONCEPT):
            _, path, shown = self._rule_set.concepts[first.removeprefix(CONCEPT)]
            place = place[1:]
        elif place[:2] in rule.moved:
            path, shown, origin = rule.moved[place[:2]]
            place = (*origin, *place[2:])
        source = self._sources.get(path) or self._sources.setdefault(path, Source(path, shown))
        return Line(shown, source.at(place)[0])


def cited(place: Place) -> str:
    """A place as a person counts: "match, any 2, having"."""
    words: list[str] = []
    for step in place:
        if isinstance(step, int) and words:
            words[-1] += f" {step + 1}"
        elif str(step).startswith(CONCEPT):
            words.append(f"concept {str(step).removeprefix(CONCEPT)}")
        elif step != "statement":
            words.append(str(step))
    return ", ".join(words)
