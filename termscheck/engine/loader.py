"""Reads a folder of rules: rule files, vocabularies, concepts and authorities; tells all its faults together."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from termscheck.annotate.lexicon import LITERAL
from termscheck.annotate.vocabulary import Entry, Vocabulary
from termscheck.content import bundled
from termscheck.engine.compare import Comparison
from termscheck.engine.patterns import Compiled
from termscheck.engine.schema import AuthorityEntry, ConceptFile, Pattern, RuleFile, VocabularyEntry
from termscheck.engine.source import Source
from termscheck.engine.words import PatternError
from termscheck.errors import Fault, RuleError
from termscheck.model import Authority, RuleSource

VERSION = "0.1.0"
NOT_RULES = {"README.md", "carrier.txt"}
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
    """All that is checked: rules by id, the vocabulary they share, and where they came from."""

    rules: tuple[Rule, ...]
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
    rules = tuple(_compiled(source, file, reading) for source, file in _in_order(reading.rules))
    for source, _ in reading.rules.values():
        reading.faults += source.faults
    if reading.faults:
        raise RuleError(sorted(set(reading.faults), key=lambda fault: (fault.file, fault.line, fault.column)))
    kept = tuple(rule for rule in rules if rule is not None)
    return RuleSet(kept, Vocabulary(reading.entries, _literals(kept)), tuple(sources), carrier)


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


def _compiled(source: Source, file: RuleFile, reading: _Reading) -> Rule | None:
    known = BUILT_IN | set(reading.entries)

    def compiled(pattern: Pattern | None, *place: str | int) -> Compiled | None:
        if pattern is None:
            return None
        try:
            result = Compiled(pattern, reading.concepts)
            for name in result.vocabularies():
                if not name.startswith(LITERAL) and name not in known:
                    source.fault(place, f"there is no vocabulary “{name}”")
        except (PatternError, ValueError) as error:
            source.fault(place, str(error))
            return None
        return result

    def comparison(text: str | None, *place: str | int) -> Comparison | None:
        try:
            return Comparison.parse(text) if text else None
        except ValueError as error:
            source.fault(place, str(error))
            return None

    for number, code in enumerate(file.authorities):
        if code not in reading.authorities:
            source.fault(("authorities", number), f"there is no authority “{code}” in authorities.yaml")
    unless = [(compiled(one.match, "unless", n), one.because) for n, one in enumerate(file.unless)]
    adjust = [
        (compiled(one.when, "adjust", n), comparison(one.days, "adjust", n, "days"))
        for n, one in enumerate(file.adjust)
    ]
    return Rule(
        file,
        compiled(file.match, "match"),
        compiled(file.protection, "protection"),
        compiled(file.nearest, "nearest"),
        tuple((pattern, because) for pattern, because in unless if pattern),
        tuple(adjust),
        tuple(reading.authorities[code] for code in file.authorities if code in reading.authorities),
    )


def _literals(rules: Sequence[Rule]) -> frozenset[str]:
    patterns = [
        pattern
        for rule in rules
        for pattern in (
            rule.match, rule.protection, rule.nearest, *(p for p, _ in rule.unless), *(p for p, _ in rule.adjust)
        )
        if pattern
    ]  # fmt: skip
    names = {name for pattern in patterns for name in pattern.vocabularies()}
    return frozenset(name.removeprefix(LITERAL) for name in names if name.startswith(LITERAL))
