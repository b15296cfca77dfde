"""Reads a folder of rules: rule and topic files, vocabularies, concepts, authorities; tells all its faults together."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from termscheck.annotate.lexicon import LITERAL
from termscheck.annotate.vocabulary import Entry, Vocabulary
from termscheck.content import bundled
from termscheck.engine import parameters
from termscheck.engine.compare import Comparison
from termscheck.engine.overrides import RuleOverride, gone, overridden
from termscheck.engine.parameters import DAYS, Parameter
from termscheck.engine.patterns import Compiled
from termscheck.engine.profiles import DEFAULT, FOLDER, Applied, Profiles, applied
from termscheck.engine.regimes import Regimes
from termscheck.engine.schema import AuthorityEntry, ConceptFile, Pattern, RuleFile, TopicFile, VocabularyEntry
from termscheck.engine.source import Source, did_you_mean
from termscheck.engine.topics import TopicRule
from termscheck.engine.words import PatternError
from termscheck.errors import Fault, RuleError
from termscheck.model import Authority, Profile, RuleSource

VERSION = "0.1.0"
NOT_RULES = {"README.md", "carrier.txt"}
PARAMETERS = "parameters.yaml"
REGIMES = "regimes.yaml"
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
PLACEHOLDERS = frozenset({"us", "Us", "them", "Them", "above", "clause", "days"})
BUILT_IN = frozenset({"us", "them", "above", "other", "undecided", "duration", "date", "percentage", "money"})
"""Hits that no vocabulary file lists: mentions of the parties, and quantities."""


@dataclass(frozen=True)
class Rule:
    """A rule, checked and compiled."""

    file: RuleFile
    match: Compiled | None
    protection: Compiled | None
    nearest: Compiled | None
    unless: tuple[tuple[Compiled, str], ...]
    adjust: tuple[tuple[Compiled | None, Comparison | None], ...]
    authorities: tuple[Authority, ...]
    bands: Parameter | None = None

    @property
    def id(self) -> str:
        """The rulebook's code."""
        return self.file.id

    @property
    def missing(self) -> bool:
        """Whether the rule is about a protection that a contract lacks."""
        return self.protection is not None


@dataclass(frozen=True)
class RuleSet:
    """All that is checked: rules by id, topics by name, the vocabulary they share, and where they came from."""

    rules: tuple[Rule, ...]
    topics: tuple[TopicRule, ...]
    vocabulary: Vocabulary
    sources: tuple[RuleSource, ...]
    carrier: str = ""
    """A bare contract without protections, into which examples of absence rules are put at "@@"."""
    profile: Profile = field(default_factory=Profile)
    left_out: frozenset[str] = frozenset()
    """Rules that the profile does not apply."""
    regimes: Regimes = field(default_factory=Regimes)


@dataclass
class _Reading:
    """What has been read so far, and all that is wrong with it."""

    faults: list[Fault] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    concepts: dict[str, Pattern] = field(default_factory=dict)
    authorities: dict[str, Authority] = field(default_factory=dict)
    rules: dict[str, tuple[Source, RuleFile]] = field(default_factory=dict)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    profiles: Profiles = field(default_factory=Profiles)
    regimes: Regimes = field(default_factory=Regimes)
    overrides: list[tuple[Source, RuleOverride]] = field(default_factory=list)
    configuration: list[Source] = field(default_factory=list)
    topics: dict[str, tuple[Source, TopicFile]] = field(default_factory=dict)


def load(folders: Sequence[Path] = (), profile: str = DEFAULT) -> RuleSet:
    """The bundled rules and those of `folders`, as `profile` applies them.

    Raises `RuleError` with every fault of the whole set, `UsageError` for a profile that is not there.
    """
    reading = _Reading()
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
    _change_rules(reading)
    rules = tuple(_compiled(source, choice.to_rule(file), reading) for source, file in _in_order(reading.rules))
    topics = [_compiled_topic(*reading.topics[key], reading) for key in sorted(reading.topics)]
    left_out = choice.left_out({rule: file.category for rule, (_, file) in reading.rules.items()})
    files = (*reading.rules.values(), *reading.topics.values())
    for source in (*(source for source, _ in files), *reading.configuration):
        reading.faults += source.faults
    if reading.faults:
        raise RuleError(sorted(set(reading.faults), key=lambda fault: (fault.file, fault.line, fault.column)))
    kept = tuple(topic for topic in topics if topic is not None)
    return RuleSet(
        rules, kept, Vocabulary(reading.entries, _literals(rules, kept)), tuple(sources), carrier, choice.profile,
        left_out, reading.regimes,
    )  # fmt: skip


def _read_configuration(folder: Path, reading: _Reading) -> None:
    """The figures, switches and profiles of a folder: rules cannot be read without them."""
    for path in (folder / PARAMETERS, folder / REGIMES, *sorted((folder / FOLDER).glob("*.yaml"))):
        if not path.is_file():
            continue
        source = Source(path, str(Path(folder.name) / path.relative_to(folder).as_posix()))
        reading.configuration.append(source)
        if source.faults:
            continue
        if path.name == PARAMETERS:
            found = parameters.read(source, _mapping(source))
            for name in found.keys() & reading.parameters.keys():
                source.fault((name,), f"the parameter “{name}” is given twice; other figures belong in a profile")
            reading.parameters |= found
        elif path.name == REGIMES:
            reading.regimes = reading.regimes.read(source)
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


def _read_folder(folder: Path, reading: _Reading) -> RuleSource:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        shown = str(Path(folder.name) / path.relative_to(folder).as_posix())
        if path.is_dir() or path.name.startswith(".") or (path.name in NOT_RULES and path.parent == folder):
            continue
        if path.suffix != ".yaml":
            reading.faults.append(Fault(shown, 0, 0, "is not a rule file: rule files end in .yaml"))
            continue
        digest.update(shown.encode() + b"\0" + path.read_bytes() + b"\0")
        _read_file(Source(path, shown), path.relative_to(folder), reading)
    return RuleSource(folder.name, VERSION, digest.hexdigest())


def _read_file(source: Source, path: Path, reading: _Reading) -> None:
    reading.faults += source.faults
    if source.faults:
        return
    source.faults = []
    if path.as_posix() in (PARAMETERS, REGIMES) or path.parts[0] == FOLDER:
        return
    if path.parts[0] == "vocabulary":
        _read_vocabulary(source, reading)
    elif path.parts[0] == "concepts":
        concept = source.validated(ConceptFile, parameters.filled_in(source.data, reading.parameters, source))
        if concept:
            reading.concepts[concept.name] = concept.match
    elif path.name == "authorities.yaml":
        for code, data in _mapping(source).items():
            if entry := source.validated(AuthorityEntry, data, (code,)):
                reading.authorities[code] = Authority(code, entry.title, entry.says, entry.url, entry.verified)
    elif path.parts[0] == "topics":
        _read_topic(source, path, reading)
    else:
        _read_rule(source, path, reading)
        return
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
            name, entry.kind, entry.meaning, tuple(entry.verbs), tuple(entry.nouns), tuple(entry.phrases),
            tuple(entry.excludes), entry.side, entry.strength,
        )  # fmt: skip


def _read_rule(source: Source, path: Path, reading: _Reading) -> None:
    data = parameters.filled_in(source.data, reading.parameters, source)
    if isinstance(data, dict) and "extends" in data:
        _read_override(source, data, path, reading)
        return
    rule = source.validated(RuleFile, data)
    if rule is None:
        reading.faults += source.faults
        return
    if path.name != f"{rule.id}-{rule.name}.yaml" or path.parent.name != rule.category:
        source.fault(("id",), f"the file should be {rule.category}/{rule.id}-{rule.name}.yaml")
    if rule.id in reading.rules:
        source.fault(("id",), f"the rule {rule.id} is given twice; to change it, say `extends: {rule.id}`")
    if (rule.match is None) == (rule.protection is None):
        source.fault((), "a rule has either `match` (wording that is unfair) or `protection` (what the contract lacks)")
    _check_placeholders(source, rule)
    reading.rules[rule.id] = (source, rule)


def _check_placeholders(source: Source, rule: RuleFile | RuleOverride) -> None:
    for key in ("message", "suggest", "negotiate", "why"):
        for name in PLACEHOLDER.findall(getattr(rule, key) or ""):
            if name not in PLACEHOLDERS:
                source.fault((key,), f"unknown placeholder {{{name}}}; known are {', '.join(sorted(PLACEHOLDERS))}")


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
    _check_placeholders(source, change)
    reading.overrides.append((source, change))


def _change_rules(reading: _Reading) -> None:
    """Makes the house changes in which nothing is wrong."""
    for source, change in reading.overrides:
        if change.id not in reading.rules:
            source.fault(("id",), f"there is no rule {change.id} to extend.{did_you_mean(change.id, reading.rules)}")
            continue
        origin, rule = reading.rules[change.id]
        for key, number, words in gone(rule, change):
            source.fault((key, "remove", number), f"“{words}” is not among the {key} of {rule.id}")
        changed = overridden(rule, change)
        compiler = _Compiler(source, reading)
        compiler.named(changed)
        for number, unless in enumerate(change.unless.add if change.unless else ()):
            compiler.pattern(unless.match, "unless", "add", number)
        for number, adjust in enumerate(change.adjust.add if change.adjust else ()):
            compiler.pattern(adjust.when, "adjust", "add", number)
            compiler.comparison(adjust.days, "adjust", "add", number, "days")
        if not source.faults:
            reading.rules[change.id] = (origin, changed)


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


@dataclass(frozen=True)
class _Compiler:
    """Compiles the patterns of one file; a fault is noted at its place."""

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

    def comparison(self, text: str | None, *place: str | int) -> Comparison | None:
        try:
            return Comparison.parse(text) if text else None
        except ValueError as error:
            self.source.fault(place, str(error))
            return None

    def named(self, file: RuleFile) -> None:
        """Notes what the file names and nobody knows: authorities, regimes, the parameter of its bands."""
        for number, code in enumerate(file.authorities):
            if code not in self.reading.authorities:
                self.source.fault(("authorities", number), f"there is no authority “{code}” in authorities.yaml")
        for regime in file.by_regime.keys() - self.reading.regimes.regimes.keys():
            near = did_you_mean(regime, self.reading.regimes.regimes)
            self.source.fault(("by_regime", regime), f"there is no regime “{regime}” in {REGIMES}.{near}")
        if file.bands is None:
            return
        parameter = self.reading.parameters.get(file.bands)
        if parameter is None:
            near = did_you_mean(file.bands, self.reading.parameters)
            self.source.fault(("bands",), f"there is no parameter “{file.bands}” in {PARAMETERS}.{near}")
        elif parameter.unit not in DAYS:
            self.source.fault(("bands",), f"“{file.bands}” is in {parameter.unit}: bands go by the duration found")


def _compiled(source: Source, file: RuleFile, reading: _Reading) -> Rule:
    compiler = _Compiler(source, reading)
    compiler.named(file)
    unless = [(compiler.pattern(one.match, "unless", n), one.because) for n, one in enumerate(file.unless)]
    adjust = [
        (compiler.pattern(one.when, "adjust", n), compiler.comparison(one.days, "adjust", n, "days"))
        for n, one in enumerate(file.adjust)
    ]
    return Rule(
        file,
        compiler.pattern(file.match, "match"),
        compiler.pattern(file.protection, "protection"),
        compiler.pattern(file.nearest, "nearest"),
        tuple((pattern, because) for pattern, because in unless if pattern),
        tuple(adjust),
        tuple(reading.authorities[code] for code in file.authorities if code in reading.authorities),
        reading.parameters.get(file.bands) if file.bands else None,
    )


def _compiled_topic(source: Source, file: TopicFile, reading: _Reading) -> TopicRule | None:
    compiler = _Compiler(source, reading)
    match = compiler.pattern(file.match, "match")
    under = compiler.pattern(file.under.match, "under", "match") if file.under else None
    unless = [compiler.pattern(one.match, "unless", n) for n, one in enumerate(file.unless)]
    return TopicRule(file, match, under, tuple(p for p in unless if p)) if match else None


def _literals(rules: Sequence[Rule], topics: Sequence[TopicRule]) -> frozenset[str]:
    patterns = [
        pattern
        for rule in rules
        for pattern in (
            rule.match, rule.protection, rule.nearest, *(p for p, _ in rule.unless), *(p for p, _ in rule.adjust)
        )
        if pattern
    ]  # fmt: skip
    patterns += [pattern for topic in topics for pattern in topic.patterns()]
    names = {name for pattern in patterns for name in pattern.vocabularies()}
    return frozenset(name.removeprefix(LITERAL) for name in names if name.startswith(LITERAL))
