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
from termscheck.engine.proofread import Known, proofread, proofread_concept, proofread_parts
from termscheck.engine.schema import AuthorityEntry, ConceptFile, Pattern, RuleFile, VocabularyEntry
from termscheck.engine.source import Source, did_you_mean
from termscheck.engine.words import PatternError
from termscheck.errors import Fault, RuleError
from termscheck.model import Authority, RuleSource

VERSION = "0.1.0"
NOT_RULES = {"README.md", "carrier.txt"}
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
PLACEHOLDERS = frozenset({"us", "Us", "them", "Them", "above", "clause", "days"})
SORTS = {"vocabulary": "vocabulary", "concepts": "concept", "authorities.yaml": "authority"}
"""What the files of a rule folder hold, by where they lie; anything else is a rule."""
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
    path: Path
    shown: str
    """The file as faults name it: "rules/payment-deferral/PAY-002-pay-when-paid.yaml"."""

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
    authorities: Mapping[str, Authority] = field(default_factory=dict)
    concepts: Mapping[str, tuple[Pattern, Path, str]] = field(default_factory=dict)
    """The patterns that several rules share, with their files and how faults name these."""


@dataclass
class _Reading:
    """What has been read so far, and all that is wrong with it."""

    faults: list[Fault] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    concepts: dict[str, Pattern] = field(default_factory=dict)
    concept_sources: dict[str, Source] = field(default_factory=dict)
    authorities: dict[str, Authority] = field(default_factory=dict)
    rules: dict[str, tuple[Source, RuleFile]] = field(default_factory=dict)
    broken: list[Source] = field(default_factory=list)
    """Rule files that are no whole rule: their patterns are proofread all the same."""
    unsure: set[str] = field(default_factory=set)
    """Sorts of name of which a file could not be read, so that a name may be missing for that reason alone."""


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
    _proofread(reading)
    if reading.faults:
        raise RuleError(sorted(set(reading.faults), key=lambda fault: (fault.file, fault.line, fault.column)))
    rules = tuple(_compiled(*reading.rules[key], reading) for key in sorted(reading.rules))
    if reading.faults:  # a concept that contains itself shows only when it is put together
        raise RuleError(reading.faults)
    kept = tuple(rule for rule in rules if rule is not None)
    concepts = {
        name: (pattern, reading.concept_sources[name].path, reading.concept_sources[name].shown)
        for name, pattern in reading.concepts.items()
    }
    return RuleSet(
        kept, Vocabulary(reading.entries, _literals(kept)), tuple(sources), carrier, reading.authorities, concepts
    )


def _proofread(reading: _Reading) -> None:
    """Looks up every name in every rule and concept, once all that bears a name is known."""
    kinds = dict.fromkeys(BUILT_IN, "built in") | {name: entry.kind for name, entry in reading.entries.items()}
    known = Known(kinds, reading.concepts, reading.authorities, reading.unsure)
    for name, source in reading.concept_sources.items():
        proofread_concept(source, reading.concepts[name], known)
    for source, file in reading.rules.values():
        proofread(source, file, known)
    for source in reading.broken:
        proofread_parts(source, known)
    sources = [*reading.concept_sources.values(), *(source for source, _ in reading.rules.values()), *reading.broken]
    for source in sources:
        reading.faults += source.faults


def _read_folder(folder: Path, reading: _Reading) -> RuleSource:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        shown = str(Path(folder.name) / path.relative_to(folder).as_posix())
        if path.is_dir() or path.name.startswith(".") or (path.name in NOT_RULES and path.parent == folder):
            continue
        if path.suffix == ".md" and path.parent != folder and path.with_suffix(".yaml").is_file():
            continue  # the page of a rule, made from its file (`termscheck rules docs`)
        if path.suffix != ".yaml":
            reading.faults.append(Fault(shown, 0, 0, "is not a rule file: rule files end in .yaml"))
            continue
        digest.update(shown.encode() + b"\0" + path.read_bytes() + b"\0")
        _read_file(Source(path, shown), path.relative_to(folder), reading)
    return RuleSource(folder.name, VERSION, digest.hexdigest())


def _read_file(source: Source, path: Path, reading: _Reading) -> None:
    reading.faults += source.faults
    sort = SORTS.get(path.parts[0], "rule")
    if source.faults:
        reading.unsure.add(sort)
        return
    if path.parts[0] == "vocabulary":
        _read_vocabulary(source, reading)
    elif path.parts[0] == "concepts":
        concept = source.validated(ConceptFile, source.data)
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
        _read_rule(source, path, reading)
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
            name, entry.kind, entry.meaning, tuple(entry.verbs), tuple(entry.nouns), tuple(entry.phrases),
            tuple(entry.excludes), entry.side, entry.strength,
        )  # fmt: skip


def _read_rule(source: Source, path: Path, reading: _Reading) -> None:
    rule = source.validated(RuleFile, source.data)
    if rule is None:
        reading.broken.append(source)
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
                known = f"; known are {', '.join(sorted(PLACEHOLDERS))}"
                source.fault((key,), f"unknown placeholder {{{name}}}" + did_you_mean(name, PLACEHOLDERS, known))
    reading.rules[rule.id] = (source, rule)


def _compiled(source: Source, file: RuleFile, reading: _Reading) -> Rule | None:
    def compiled(pattern: Pattern | None) -> Compiled | None:
        return Compiled(pattern, reading.concepts) if pattern else None

    try:
        return Rule(
            file=file,
            match=compiled(file.match),
            protection=compiled(file.protection),
            nearest=compiled(file.nearest),
            unless=tuple((Compiled(one.match, reading.concepts), one.because) for one in file.unless),
            adjust=tuple((compiled(one.when), Comparison.parse(one.days) if one.days else None) for one in file.adjust),
            authorities=tuple(reading.authorities[code] for code in file.authorities),
            path=source.path,
            shown=source.shown,
        )
    except PatternError as error:
        line, column = source.at(("match",) if file.match else ("protection",))
        reading.faults.append(Fault(source.shown, line, column, str(error)))
        return None


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
