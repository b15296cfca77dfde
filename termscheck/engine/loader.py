"""Reads a folder of rules: rule and topic files, vocabularies, concepts, authorities; tells all its faults together."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from termscheck.annotate.lexicon import LITERAL
from termscheck.annotate.vocabulary import Entry, Vocabulary
from termscheck.content import bundled
from termscheck.engine.compare import Comparison
from termscheck.engine.patterns import Compiled
from termscheck.engine.schema import AuthorityEntry, ConceptFile, Pattern, RuleFile, TopicFile, VocabularyEntry
from termscheck.engine.source import Source
from termscheck.engine.topics import TopicRule
from termscheck.engine.words import PatternError
from termscheck.errors import Fault, RuleError
from termscheck.model import Authority, RuleSource

VERSION = "0.1.0"
NOT_RULES = {"README.md", "carrier.txt"}
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
PLACEHOLDERS = frozenset({"us", "Us", "them", "Them", "above", "clause", "days"})
BUILT_IN = frozenset({"us", "them", "above", "other", "undecided", "duration", "percentage", "money"})
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


@dataclass
class _Reading:
    """What has been read so far, and all that is wrong with it."""

    faults: list[Fault] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    concepts: dict[str, Pattern] = field(default_factory=dict)
    authorities: dict[str, Authority] = field(default_factory=dict)
    rules: dict[str, tuple[Source, RuleFile]] = field(default_factory=dict)
    topics: dict[str, tuple[Source, TopicFile]] = field(default_factory=dict)


def load(folders: Sequence[Path] = ()) -> RuleSet:
    """The bundled rules and those of `folders`; raises `RuleError` with every fault of the whole set."""
    reading = _Reading()
    sources = []
    carrier = ""
    for folder in (bundled("rules"), *folders):
        if not folder.is_dir():
            raise RuleError([Fault(str(folder), 0, 0, "there is no such folder of rules")])
        sources.append(_read_folder(folder, reading))
        if (folder / "carrier.txt").is_file():
            carrier = (folder / "carrier.txt").read_text(encoding="utf-8")
    rules = tuple(_compiled(*reading.rules[key], reading) for key in sorted(reading.rules))
    topics = [_compiled_topic(*reading.topics[key], reading) for key in sorted(reading.topics)]
    for source, _ in (*reading.rules.values(), *reading.topics.values()):
        reading.faults += source.faults
    if reading.faults:
        raise RuleError(sorted(set(reading.faults), key=lambda fault: (fault.file, fault.line, fault.column)))
    kept = tuple(topic for topic in topics if topic is not None)
    return RuleSet(rules, kept, Vocabulary(reading.entries, _literals(rules, kept)), tuple(sources), carrier)


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
    if path.parts[0] == "vocabulary":
        _read_vocabulary(source, reading)
    elif path.parts[0] == "concepts":
        concept = source.validated(ConceptFile, source.data)
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
    rule = source.validated(RuleFile, source.data)
    if rule is None:
        reading.faults += source.faults
        return
    if path.name != f"{rule.id}-{rule.name}.yaml" or path.parent.name != rule.category:
        source.fault(("id",), f"the file should be {rule.category}/{rule.id}-{rule.name}.yaml")
    if rule.id in reading.rules:
        source.fault(("id",), f"the rule {rule.id} is given twice")
    if (rule.match is None) == (rule.protection is None):
        source.fault((), "a rule has either `match` (wording that is unfair) or `protection` (what the contract lacks)")
    for key in ("message", "suggest", "negotiate", "why"):
        for name in PLACEHOLDER.findall(getattr(rule, key)):
            if name not in PLACEHOLDERS:
                source.fault((key,), f"unknown placeholder {{{name}}}; known are {', '.join(sorted(PLACEHOLDERS))}")
    reading.rules[rule.id] = (source, rule)


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


def _compiled(source: Source, file: RuleFile, reading: _Reading) -> Rule:
    compiler = _Compiler(source, reading)
    for number, code in enumerate(file.authorities):
        if code not in reading.authorities:
            source.fault(("authorities", number), f"there is no authority “{code}” in authorities.yaml")
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
