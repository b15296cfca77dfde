"""Reads a folder of rules: rule and topic files, vocabularies, concepts, authorities; tells all its faults together."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from termscheck.annotate.lexicon import LITERAL
from termscheck.annotate.vocabulary import Entry, Vocabulary
from termscheck.content import bundled
from termscheck.engine import drafting, law, parameters
from termscheck.engine.compare import Comparison
from termscheck.engine.history import CHANGES, RETIRED, History
from termscheck.engine.law import FILE as LAW
from termscheck.engine.law import Figure
from termscheck.engine.overrides import RuleOverride, WordsEdit, gone, overridden
from termscheck.engine.parameters import Named, Parameter
from termscheck.engine.patterns import Compiled
from termscheck.engine.profiles import DEFAULT, FOLDER, Applied, Profiles, applied
from termscheck.engine.proofread import Known, proofread, proofread_change, proofread_concept, proofread_parts
from termscheck.engine.regimes import Regimes
from termscheck.engine.schema import (
    AuthorityEntry,
    ConceptFile,
    Pattern,
    RuleFile,
    TermFile,
    TopicFile,
    VocabularyEntry,
)
from termscheck.engine.source import Place, Source, did_you_mean
from termscheck.engine.terms import Point, Term
from termscheck.engine.topics import TopicRule
from termscheck.engine.weights import FILE as SIGNS
from termscheck.engine.weights import Weights, WeightsError
from termscheck.engine.words import PatternError
from termscheck.errors import Fault, RuleError
from termscheck.model import Authority, Profile, RuleSource

VERSION = "0.1.0"
NOT_RULES = {"README.md", "carrier.txt"}
PARAMETERS = "parameters.yaml"
REGIMES = "regimes.yaml"
EXPOSURE = "exposure.yaml"
"""How terms become numbers: read by `termscheck.exposure`."""
WORDINGS = "wordings"
"""The folder of judged wordings from which the signs are learnt."""
SORTS = {"vocabulary": "vocabulary", "concepts": "concept", "authorities.yaml": "authority"}
"""What the files of a rule folder hold, by where they lie; anything else is a rule."""
BUILT_IN = frozenset({"us", "them", "above", "other", "undecided", "duration", "date", "percentage", "money"})
"""Hits that no vocabulary file lists: mentions of the parties, and quantities."""


class Origin(NamedTuple):
    """Where a part of a rule stands when that is not its own place in its own file."""

    path: Path
    shown: str
    place: Place


@dataclass(frozen=True)
class Rule:
    """A rule, checked and compiled."""

    file: RuleFile
    match: Compiled | None
    protection: Compiled | None
    nearest: Compiled | None
    requires: Compiled | None
    parts: tuple[tuple[Compiled | None, Compiled | None], ...]
    """For each part of a combination: what must be said somewhere, and what nowhere."""
    unless: tuple[tuple[Compiled, str], ...]
    adjust: tuple[tuple[Compiled | None, Comparison | None], ...]
    authorities: tuple[Authority, ...]
    path: Path
    shown: str
    """The file as faults name it: "rules/payment-deferral/PAY-002-pay-when-paid.yaml"."""
    bands: Parameter | None = None
    moved: Mapping[Place, Origin] = field(default_factory=dict)
    """Parts that house changes added or moved: where each stands, such as ("unless", 0)."""

    @property
    def id(self) -> str:
        """The rulebook's code."""
        return self.file.id

    @property
    def missing(self) -> bool:
        """Whether the rule is about a protection that a contract lacks."""
        return self.protection is not None

    @property
    def combined(self) -> bool:
        """Whether the rule is about findings of other rules that come together."""
        return bool(self.file.combine)


@dataclass(frozen=True)
class RuleSet:
    """All that is checked: rules by id, topics by name, the vocabulary they share, and where they came from."""

    rules: tuple[Rule, ...]
    topics: tuple[TopicRule, ...]
    vocabulary: Vocabulary
    sources: tuple[RuleSource, ...]
    carrier: str = ""
    """A bare contract without protections, into which examples of absence rules are put at "@@"."""
    authorities: Mapping[str, Authority] = field(default_factory=dict)
    concepts: Mapping[str, tuple[Pattern, Path, str]] = field(default_factory=dict)
    """The patterns that several rules share, with their files and how faults name these."""
    profile: Profile = field(default_factory=Profile)
    left_out: frozenset[str] = frozenset()
    """Rules that the profile does not apply."""
    regimes: Regimes = field(default_factory=Regimes)
    weights: tuple[Weights, ...] = ()
    """What signs are worth, by folder."""
    history: History = field(default_factory=History)
    terms: tuple[Term, ...] = ()
    """What is handed down from a head contract to a sub-contract, in order."""


@dataclass
class _Reading:
    """What has been read so far, and all that is wrong with it."""

    faults: list[Fault] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    concepts: dict[str, Pattern] = field(default_factory=dict)
    concept_sources: dict[str, Source] = field(default_factory=dict)
    authorities: dict[str, Authority] = field(default_factory=dict)
    rules: dict[str, tuple[Source, RuleFile]] = field(default_factory=dict)
    history: History = field(default_factory=History)
    law: dict[str, Figure] = field(default_factory=dict)
    law_sources: list[Source] = field(default_factory=list)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    profiles: Profiles = field(default_factory=Profiles)
    regimes: Regimes = field(default_factory=Regimes)
    overrides: list[tuple[Source, RuleOverride]] = field(default_factory=list)
    moved: dict[str, dict[Place, Origin]] = field(default_factory=dict)
    """By rule, the parts that house changes added or moved, with where they stand."""
    configuration: list[Source] = field(default_factory=list)
    topics: dict[str, tuple[Source, TopicFile]] = field(default_factory=dict)
    """Files of figures, switches, profiles and house changes, of which faults may still be told."""
    terms: dict[str, tuple[Source, TermFile]] = field(default_factory=dict)
    broken: list[tuple[Source, object]] = field(default_factory=list)
    """Rule files that are no whole rule, with their data: their patterns are proofread all the same."""
    weights: list[Weights] = field(default_factory=list)
    unsure: set[str] = field(default_factory=set)
    """Sorts of name of which a file could not be read, so that a name may be missing for that reason alone."""

    def figures(self) -> dict[str, Named]:
        """The figures that may be named in a rule."""
        return parameters.figures(self.law, self.parameters)


def load(folders: Sequence[Path] = (), profile: str = DEFAULT, learning: bool = False) -> RuleSet:
    """The bundled rules and those of `folders`, as `profile` applies them.

    While `learning`, rules may ask for signs of which nobody knows yet what they are worth.
    Raises `RuleError` with every fault of the whole set, `UsageError` for a profile that is not there.
    """
    reading = _Reading(unsure={"signs"} if learning else set())
    sources = []
    carrier = ""
    everywhere = (bundled("rules"), *folders)
    for folder in everywhere:
        if not folder.is_dir():
            raise RuleError([Fault(str(folder), 0, 0, "there is no such folder of rules")])
        _read_configuration(folder, reading)
    choice = _chosen(profile, reading)
    for folder in everywhere:
        sources.append(_read_folder(folder, reading))
        if (folder / "carrier.txt").is_file():
            carrier = (folder / "carrier.txt").read_text(encoding="utf-8")
    known = _proofread(reading)
    _change_rules(reading, known)
    categories = {rule: file.category for rule, (_, file) in reading.rules.items()}
    left_out = choice.left_out(categories, reading.history.retired)
    _tell(reading)
    rules = tuple(_compiled(source, choice.to_rule(file), reading) for source, file in _in_order(reading.rules))
    topics = [_compiled_topic(*reading.topics[key], reading) for key in sorted(reading.topics)]
    in_order = sorted(reading.terms.values(), key=lambda one: (one[1].order, one[1].term))
    terms = tuple(_compiled_term(source, file, reading) for source, file in in_order)
    _tell(reading)  # a concept that contains itself shows only when it is put together
    kept = tuple(rule for rule in rules if rule is not None)
    concepts = {
        name: (pattern, reading.concept_sources[name].path, reading.concept_sources[name].shown)
        for name, pattern in reading.concepts.items()
    }
    about = tuple(topic for topic in topics if topic is not None)
    return RuleSet(
        kept, about, Vocabulary(reading.entries, _literals(kept, about, terms)), tuple(sources), carrier,
        reading.authorities, concepts, choice.profile, left_out, reading.regimes, tuple(reading.weights),
        reading.history, terms,
    )  # fmt: skip


def _tell(reading: _Reading) -> None:
    """Raises `RuleError` with every fault that was noted, if there are any."""
    sources = [
        *reading.concept_sources.values(), *(source for source, _ in reading.rules.values()),
        *(source for source, _ in reading.broken), *(source for source, _ in reading.topics.values()),
        *(source for source, _ in reading.terms.values()), *reading.configuration,
    ]  # fmt: skip
    faults = {*reading.faults, *(fault for source in sources for fault in source.faults)}
    if faults:
        raise RuleError(sorted(faults, key=lambda fault: (fault.file, fault.line, fault.column)))


def _read_configuration(folder: Path, reading: _Reading) -> None:
    """The figures, switches and profiles of a folder: rules cannot be read without them."""
    for path in (folder / LAW, folder / PARAMETERS, folder / REGIMES, *sorted((folder / FOLDER).glob("*.yaml"))):
        if not path.is_file():
            continue
        source = Source(path, str(Path(folder.name) / path.relative_to(folder).as_posix()))
        reading.configuration.append(source)
        if source.faults:
            reading.unsure.add({LAW: "parameter", PARAMETERS: "parameter", REGIMES: "regime"}.get(path.name, "profile"))
            continue
        if path.name == LAW:
            reading.law |= law.read(source, _mapping(source), reading.law)
            reading.law_sources.append(source)
        elif path.name == PARAMETERS:
            data = parameters.filled_in(_mapping(source), parameters.figures(reading.law), source)
            found = parameters.read(source, data)
            for name in found.keys() & reading.parameters.keys():
                source.fault((name,), f"the parameter “{name}” is given twice; other figures belong in a profile")
            reading.parameters |= found
            if source.faults:
                reading.unsure.add("parameter")
        elif path.name == REGIMES:
            reading.regimes = reading.regimes.read(source, reading.law)
            if source.faults:
                reading.unsure.add("regime")
        else:
            reading.profiles.read(source, path.relative_to(folder))


def _chosen(profile: str, reading: _Reading) -> Applied:
    """The profile, worked out, with its figures and settings put in their places."""
    choice = applied(reading.profiles, profile, reading.parameters)
    reading.parameters = dict(choice.parameters)
    reading.regimes = reading.regimes.under(choice)
    return choice


def _in_order(rules: Mapping[str, tuple[Source, RuleFile]]) -> list[tuple[Source, RuleFile]]:
    return [rules[key] for key in sorted(rules)]


def _proofread(reading: _Reading) -> Known:
    """Looks up every name in every rule and concept, once all that bears a name is known."""
    kinds = dict.fromkeys(BUILT_IN, "built in") | {name: entry.kind for name, entry in reading.entries.items()}
    known = Known(
        kinds, reading.concepts, reading.authorities, reading.unsure, reading.parameters, reading.regimes.regimes,
        frozenset(rule for weights in reading.weights for rule in weights.rules), reading.history.retired,
    )  # fmt: skip
    reading.history.proofread(reading.rules)
    for source in reading.law_sources:
        law.proofread(source, _mapping(source), reading.authorities)
    for name, source in reading.concept_sources.items():
        proofread_concept(source, reading.concepts[name], known)
    for source, file in reading.rules.values():
        proofread(source, file, known)
    for source, data in reading.broken:
        proofread_parts(source, data, known)
    return known


def _read_folder(folder: Path, reading: _Reading) -> RuleSource:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        shown = str(Path(folder.name) / path.relative_to(folder).as_posix())
        if path.is_dir() or path.name.startswith(".") or (path.name in NOT_RULES and path.parent == folder):
            continue
        if path.suffix == ".md" and path.parent != folder and path.with_suffix(".yaml").is_file():
            continue  # the page of a rule, made from its file (`termscheck rules docs`)
        if path.suffix == ".jsonl" and path.parent == folder / WORDINGS:
            continue
        if path == folder / SIGNS:
            digest.update(shown.encode() + b"\0" + path.read_bytes() + b"\0")
            _read_weights(path, shown, reading)
            continue
        if path.suffix != ".yaml":
            reading.faults.append(Fault(shown, 0, 0, "is not a rule file: rule files end in .yaml"))
            continue
        digest.update(shown.encode() + b"\0" + path.read_bytes() + b"\0")
        _read_file(Source(path, shown), path.relative_to(folder), reading)
    changes = len(reading.history.changes.get(folder.name, ()))
    return RuleSource(folder.name, VERSION, digest.hexdigest(), changes)


def _read_weights(path: Path, shown: str, reading: _Reading) -> None:
    try:
        reading.weights.append(Weights.read(path))
    except WeightsError as error:
        reading.faults.append(Fault(shown, 0, 0, str(error)))
        reading.unsure.add("signs")


def _read_file(source: Source, path: Path, reading: _Reading) -> None:
    reading.faults += source.faults
    sort = SORTS.get(path.parts[0], "rule")
    if source.faults:
        reading.unsure.add(sort)
        return
    if path.as_posix() in (LAW, PARAMETERS, REGIMES, EXPOSURE) or path.parts[0] == FOLDER:
        return
    if path.as_posix() in (RETIRED, CHANGES):
        reading.history.read(source, Path(source.shown).parts[0], path.name)
        reading.configuration.append(source)
        return
    if path.parts[0] == "vocabulary":
        _read_vocabulary(source, reading)
    elif path.parts[0] == "concepts":
        concept = source.validated(ConceptFile, parameters.filled_in(source.data, reading.figures(), source))
        if concept:
            reading.concepts[concept.name] = concept.match
            reading.concept_sources[concept.name] = source
    elif path.name == "authorities.yaml":
        for code, data in _mapping(source).items():
            if entry := source.validated(AuthorityEntry, data, (code,)):
                reading.authorities[code] = Authority(
                    code, entry.title, entry.says, entry.url, entry.verified, entry.checked, entry.review_by
                )
    else:
        read = {"topics": _read_topic, "terms": _read_term}.get(path.parts[0], _read_rule)
        read(source, path, reading)
    if source.faults:
        reading.unsure.add(sort)
    reading.faults += source.faults


def _mapping(source: Source) -> dict[str, object]:
    """The entries of a file that holds names with what they mean; empty with a fault when it is something else."""
    if not source.data:
        return {}
    if not isinstance(source.data, dict):
        source.fault((), "should hold names, each with what it means")
        return {}
    return source.data


def _read_vocabulary(source: Source, reading: _Reading) -> None:
    for name, data in _mapping(source).items():
        entry = source.validated(VocabularyEntry, data, (name,))
        if entry is None:
            continue
        if name in reading.entries:
            source.fault((name,), f"the vocabulary “{name}” is given twice")
        reading.entries[name] = Entry(
            name, entry.kind, entry.meaning, tuple(entry.verbs), tuple(entry.nouns), tuple(entry.adjectives),
            tuple(entry.phrases), tuple(entry.excludes), entry.side, entry.takes, entry.done_to,
            entry.between, entry.strength,
        )  # fmt: skip


def _read_rule(source: Source, path: Path, reading: _Reading) -> None:
    data = parameters.filled_in(source.data, reading.figures(), source)
    if isinstance(data, dict) and "extends" in data:
        _read_override(source, data, path, reading)
        return
    rule = source.validated(RuleFile, data)
    if rule is None:
        reading.broken.append((source, data))
        return
    if path.name != f"{rule.id}-{rule.name}.yaml" or path.parent.name != rule.category:
        source.fault(("id",), f"the file should be {rule.category}/{rule.id}-{rule.name}.yaml")
    if rule.id in reading.rules:
        source.fault(("id",), f"the rule {rule.id} is given twice; to change it, say `extends: {rule.id}`")
    if sum(one is not None for one in (rule.match, rule.protection, rule.combine)) != 1:
        source.fault(
            (),
            "a rule has one of `match` (wording that is unfair), `protection` (what the contract lacks) "
            "and `combine` (findings that come together)",
        )
    for number, part in enumerate(rule.combine or ()):
        if sum(one is not None for one in (part.rules, part.said, part.not_said)) != 1:
            source.fault(("combine", number), "a part has one of `rules`, `said` and `not_said`")
    _check_texts(source, rule, rule.match is not None)
    reading.rules[rule.id] = (source, rule)


def _check_texts(source: Source, rule: RuleFile | RuleOverride, wording: bool) -> None:
    """Notes what is wrong with the placeholders of a rule's texts; `wording`: whether it is a rule on wording."""
    texts: list[tuple[Place, str, str]] = [((key,), key, getattr(rule, key) or "") for key in drafting.TEXTS]
    texts += [
        (("by_regime", name, "legal_note"), "legal_note", note.legal_note)
        for name, note in (rule.by_regime or {}).items()
    ]
    asked: Place = ("questions",)
    questions = rule.questions
    if isinstance(questions, WordsEdit):
        asked, questions = ("questions", "add"), questions.add
    texts += [((*asked, number), "questions", question) for number, question in enumerate(questions or ())]
    for place, key, text in texts:
        for sentence in drafting.faults(key, text, wording):
            source.fault(place, sentence)


def _read_override(source: Source, data: object, path: Path, reading: _Reading) -> None:
    """House changes to a rule; they are made when everything is read, since they may use words of their own folder."""
    reading.configuration.append(source)
    change = source.validated(RuleOverride, data)
    if change is None:
        return
    if not path.name.startswith(f"{change.id}-"):
        source.fault(("id",), f"the name of the file should begin with {change.id}-")
    if change.extends != change.id:
        source.fault(("extends",), f"a rule of the same id is extended: `extends: {change.id}`")
    _check_texts(source, change, wording=True)
    reading.overrides.append((source, change))


def _change_rules(reading: _Reading, known: Known) -> None:
    """Makes the house changes in which nothing is wrong."""
    for source, change in reading.overrides:
        proofread_change(source, change, known)
        if change.id not in reading.rules:
            if not reading.broken:
                gone_for_good = reading.history.retired.get(change.id)
                hint = f". {gone_for_good}" if gone_for_good else did_you_mean(change.id, reading.rules)
                source.fault(("id",), f"there is no rule {change.id} to extend{hint}")
            continue
        origin, rule = reading.rules[change.id]
        for key, number, words in gone(rule, change):
            source.fault((key, "remove", number), f"“{words}” is not among the {key} of {rule.id}")
        if source.faults:
            continue
        moved = reading.moved.get(rule.id, {})
        after: dict[Place, Origin] = {}
        for key, more in (("unless", change.unless), ("adjust", change.adjust)):
            added = len(more.add) if more else 0
            for number in range(added):
                after[key, number] = Origin(source.path, source.shown, (key, "add", number))
            for number in range(len(getattr(rule, key))):
                own = Origin(origin.path, origin.shown, (key, number))
                after[key, number + added] = moved.get((key, number), own)
        reading.moved[rule.id] = after
        reading.rules[change.id] = (origin, overridden(rule, change))


def _read_topic(source: Source, path: Path, reading: _Reading) -> None:
    topic = source.validated(TopicFile, source.data)
    if topic is None:
        return
    if path.as_posix() != f"topics/{topic.topic}.yaml":
        source.fault(("topic",), f"the file should be topics/{topic.topic}.yaml")
    if topic.topic in reading.topics:
        source.fault(("topic",), f"the topic “{topic.topic}” is given twice")
    else:
        reading.topics[topic.topic] = (source, topic)


def _read_term(source: Source, path: Path, reading: _Reading) -> None:
    term = source.validated(TermFile, source.data)
    if term is None:
        return
    if path.as_posix() != f"terms/{term.term}.yaml":
        source.fault(("term",), f"the file should be terms/{term.term}.yaml")
    if term.term in reading.terms:
        source.fault(("term",), f"the term “{term.term}” is given twice")
    else:
        reading.terms[term.term] = (source, term)


@dataclass(frozen=True)
class _Compiler:
    """Compiles the patterns of one topic or term; a fault is noted at its place."""

    source: Source
    reading: _Reading

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


def _compiled(source: Source, file: RuleFile, reading: _Reading) -> Rule | None:
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


def _compiled_topic(source: Source, file: TopicFile, reading: _Reading) -> TopicRule | None:
    compiler = _Compiler(source, reading)
    match = compiler.pattern(file.match, "match")
    under = compiler.pattern(file.under.match, "under", "match") if file.under else None
    unless = [compiler.pattern(one.match, "unless", n) for n, one in enumerate(file.unless)]
    return TopicRule(file, match, under, tuple(p for p in unless if p)) if match else None


def _compiled_term(source: Source, file: TermFile, reading: _Reading) -> Term:
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


def _literals(rules: Sequence[Rule], topics: Sequence[TopicRule], terms: Sequence[Term]) -> frozenset[str]:
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
    return frozenset(name.removeprefix(LITERAL) for name in names if name.startswith(LITERAL))
