"""Reads the patterns of a rule file for names that nothing bears, and tells each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import ValidationError

from termscheck.annotate.lexicon import LITERAL
from termscheck.engine.comparisons import Comparison
from termscheck.engine.overrides import RuleOverride, WordsEdit
from termscheck.engine.parameters import DAYS, Parameter
from termscheck.engine.schema import WITHIN_STATEMENT, DefinedPattern, Pattern, RuleFile, StatementPattern
from termscheck.engine.sequences import parse
from termscheck.engine.source import Place, Source, did_you_mean

DEEPEST = 12
"""Most patterns within patterns."""
GATES = frozenset({"gate", "concession"})


@dataclass
class Known:
    """The names that a rule file may use.

    `kinds` are those of the vocabularies. `unsure` holds the sorts of name ("vocabulary", "concept", "authority") of
    which a file could not be read: a name that is missing there is no fault of the rule.
    """

    kinds: Mapping[str, str]
    concepts: Mapping[str, Pattern]
    authorities: Iterable[str]
    unsure: set[str] = field(default_factory=set)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    regimes: Iterable[str] = ()
    signs: Iterable[str] = ()
    """Rules for which it is known what signs are worth."""
    retired: Mapping[str, object] = field(default_factory=dict)
    """Rules that are no more, each with what became of it."""


def proofread(source: Source, file: RuleFile, known: Known) -> None:
    """Notes in `source` every name that a rule uses and nothing bears, and every words pattern that cannot be read."""
    reader = _Reader(source, known)
    for place, pattern in patterns_of(file):
        reader.pattern(pattern, place)
    if file.id in known.retired:
        source.fault(("id",), f"{known.retired[file.id]} An id is never used again: take another")
    # `fired` may name a rule of the rulebook that is still to be written: it never holds until it is
    for place, codes in _other_rules(file):
        for number, code in enumerate(codes):
            if code in known.retired:
                source.fault((*place, number), f"{known.retired[code]}")
    for number, adjust in enumerate(file.adjust):
        reader.comparison(adjust.days, ("adjust", number, "days"))
    for number, code in enumerate(file.authorities):
        reader.name("authority", code, known.authorities, ("authorities", number), " in authorities.yaml")
    reader.notes(file.by_regime)
    reader.bands(file.bands)


def _other_rules(file: RuleFile) -> list[tuple[Place, Sequence[str]]]:
    """The other rules that a rule names, with their places."""
    return [
        *((("adjust", number, "fired"), one.fired or ()) for number, one in enumerate(file.adjust)),
        *((("covered", number, "by"), one.by) for number, one in enumerate(file.covered)),
        *((("combine", number, "rules"), one.rules or ()) for number, one in enumerate(file.combine or ())),
    ]


def proofread_change(source: Source, change: RuleOverride, known: Known) -> None:
    """The same for house changes to a rule."""
    reader = _Reader(source, known)
    for number, unless in enumerate(change.unless.add if change.unless else ()):
        reader.pattern(unless.match, ("unless", "add", number, "match"))
    for number, adjust in enumerate(change.adjust.add if change.adjust else ()):
        if adjust.when:
            reader.pattern(adjust.when, ("adjust", "add", number, "when"))
        reader.comparison(adjust.days, ("adjust", "add", number, "days"))
    edited = isinstance(change.authorities, WordsEdit)
    codes = change.authorities.add if isinstance(change.authorities, WordsEdit) else change.authorities or ()
    for number, code in enumerate(codes):
        place: Place = ("authorities", "add", number) if edited else ("authorities", number)
        reader.name("authority", code, known.authorities, place, " in authorities.yaml")
    reader.notes(change.by_regime or ())
    reader.bands(change.bands)


def proofread_parts(source: Source, told: object, known: Known) -> None:
    """The same for data that are no whole rule, as far as they can be read: one fault must not hide another."""
    data = told if isinstance(told, dict) else {}
    reader = _Reader(source, known)
    listed = [(key, data.get(key)) for key in ("unless", "adjust")]
    parts: list[tuple[Place, object]] = [((key,), data.get(key)) for key in ("match", "protection", "nearest")]
    parts += [
        ((key, number, "when" if key == "adjust" else "match"), one.get("when" if key == "adjust" else "match"))
        for key, several in listed
        if isinstance(several, list)
        for number, one in enumerate(several)
        if isinstance(one, dict)
    ]
    for place, part in parts:
        try:
            pattern = Pattern.model_validate(part)
        except ValidationError:
            continue
        reader.pattern(pattern, place)
    codes = data.get("authorities")
    for number, code in enumerate(codes if isinstance(codes, list) else ()):
        reader.name("authority", str(code), known.authorities, ("authorities", number), " in authorities.yaml")


def proofread_concept(source: Source, pattern: Pattern, known: Known) -> None:
    """The same for a pattern that several rules share."""
    _Reader(source, known).pattern(pattern, ("match",))


def patterns_of(file: RuleFile) -> list[tuple[Place, Pattern]]:
    """The patterns of a rule with their places, in the order of the file."""
    found: list[tuple[Place, Pattern | None]] = [
        (("match",), file.match),
        (("protection",), file.protection),
        (("requires",), file.requires),
        *((("combine", number, "said"), part.said) for number, part in enumerate(file.combine or ())),
        *((("combine", number, "not_said"), part.not_said) for number, part in enumerate(file.combine or ())),
        (("nearest",), file.nearest),
        *((("unless", number, "match"), one.match) for number, one in enumerate(file.unless)),
        *((("adjust", number, "when"), one.when) for number, one in enumerate(file.adjust)),
    ]
    return [(place, pattern) for place, pattern in found if pattern]


class _Reader:
    def __init__(self, source: Source, known: Known) -> None:
        self.source = source
        self.known = known

    def name(self, sort: str, name: str, names: Iterable[str], place: Place, where: str = "") -> None:
        """Notes a name that is not among `names`."""
        if name not in names and sort not in self.known.unsure:
            self.source.fault(place, f"there is no {sort} “{name}”{where}" + did_you_mean(name, names))

    def notes(self, regimes: Iterable[str]) -> None:
        """Notes the regimes that a rule has notes for and nobody knows."""
        for regime in regimes:
            self.name("regime", regime, self.known.regimes, ("by_regime", regime), " in regimes.yaml")

    def bands(self, name: str | None) -> None:
        """Notes bands that are no parameter, or none that a duration falls into."""
        if name is None:
            return
        self.name("parameter", name, self.known.parameters, ("bands",), " in parameters.yaml")
        parameter = self.known.parameters.get(name)
        if parameter and parameter.unit not in DAYS:
            self.source.fault(("bands",), f"“{name}” is in {parameter.unit}: bands go by the duration found")

    def comparison(self, text: str | None, place: Place) -> None:
        """Notes a comparison that cannot be read."""
        try:
            if text:
                Comparison.parse(text)
        except ValueError as error:
            self.source.fault(place, str(error))

    def pattern(self, pattern: Pattern, place: Place) -> None:
        """Notes what is wrong in a pattern and in all that it holds."""
        if len(place) > 3 * DEEPEST:
            self.source.fault(place, "patterns are nested too deep")
            return
        parts = (pattern.any, pattern.all, pattern.words, pattern.statement, pattern.defined, pattern.concept,
                 pattern.signs)  # fmt: skip
        if not any(parts):
            sentence = "a pattern must look for something: any, all, words, statement, defined, concept or signs"
            self.source.fault(place, sentence)
        if pattern.over and not pattern.signs:
            self.source.fault((*place, "over"), "`over` goes with `signs`: nothing else has a score")
        for key in ("any", "all", "none"):
            for number, inner in enumerate(getattr(pattern, key) or ()):
                self.pattern(inner, (*place, key, number))
        if isinstance(pattern.words, str):
            self._words(pattern.words, (*place, "words"))
        else:
            for number, one in enumerate(pattern.words or ()):
                self._words(one, (*place, "words", number))
        if pattern.statement:
            self._statement(pattern.statement, (*place, "statement"))
        if pattern.defined:
            self._defined(pattern.defined, (*place, "defined"))
        if pattern.concept:
            self.name("concept", pattern.concept, self.known.concepts, (*place, "concept"))
        if pattern.signs and pattern.signs not in self.known.signs and "signs" not in self.known.unsure:
            sentence = f"nobody knows what signs are worth for {pattern.signs}; write wordings, then `rules learn`"
            self.source.fault((*place, "signs"), sentence)

    def _words(self, text: str, place: Place) -> None:
        try:
            sequences = parse(text)
        except ValueError as error:
            told = {(fault.line, fault.column) for fault in self.source.faults}
            if self.source.at(place) not in told:  # a figure that nobody knows is told, and cannot be read either
                self.source.fault(place, str(error))
            return
        named = sorted({name for one in sequences for element in one for name in element.vocabularies})
        for name in named:
            if not name.startswith(LITERAL):
                self.name("vocabulary", name, self.known.kinds, place)

    def _defined(self, defined: DefinedPattern, place: Place) -> None:
        terms = [defined.term] if isinstance(defined.term, str) else defined.term
        for number, term in enumerate(terms):
            self.name("vocabulary", term, self.known.kinds, (*place, "term", number))
        self.pattern(defined.match, (*place, "match"))

    def _statement(self, statement: StatementPattern, place: Place) -> None:
        acts = [statement.act] if isinstance(statement.act, str) else statement.act
        for number, act in enumerate(acts):
            self._of_kind("act", act, {"act"}, (*place, "act", number))
        for number, gate in enumerate(statement.gate or ()):
            self._of_kind("gate", gate, GATES, (*place, "gate", number))
        self.comparison(statement.days, (*place, "days"))
        for key in WITHIN_STATEMENT:
            if inner := getattr(statement, key):
                self.pattern(inner, (*place, key))

    def _of_kind(self, sort: str, name: str, kinds: Iterable[str], place: Place) -> None:
        """Notes a name that is no vocabulary of the kinds, such as "pay" asked for as a gate."""
        fitting = sorted(one for one, kind in self.known.kinds.items() if kind in kinds)
        if name in fitting or "vocabulary" in self.known.unsure:
            return
        known = f"; known are {_listed(fitting)}"
        other = self.known.kinds.get(name)
        sentence = f"there is no {sort} “{name}”" if other is None else f"“{name}” is no {sort} but of kind “{other}”"
        self.source.fault(place, sentence + did_you_mean(name, fitting, known))


def _listed(names: Sequence[str], most: int = 12) -> str:
    return ", ".join(names[:most]) + (" …" if len(names) > most else "")
