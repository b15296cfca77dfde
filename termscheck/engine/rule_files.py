"""Reads the files of a rule folder: rules, topics, terms, vocabularies, concepts and authorities."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from termscheck.annotate.vocabulary import Entry
from termscheck.engine import drafting, parameters
from termscheck.engine.history import CHANGES, RETIRED, History
from termscheck.engine.law import FILE as LAW
from termscheck.engine.law import Figure
from termscheck.engine.overrides import RuleOverride, WordsEdit
from termscheck.engine.parameters import FILE as PARAMETERS
from termscheck.engine.parameters import Named, Parameter
from termscheck.engine.profiles import FOLDER, Profiles
from termscheck.engine.regimes import FILE as REGIMES
from termscheck.engine.regimes import Regimes
from termscheck.engine.ruleset import Origin
from termscheck.engine.schema import (
    AuthorityEntry,
    ConceptFile,
    Pattern,
    RuleFile,
    TermFile,
    TopicFile,
    VocabularyEntry,
)
from termscheck.engine.source import Place, Source
from termscheck.engine.weights import Weights
from termscheck.errors import Fault
from termscheck.model import Authority

EXPOSURE = "exposure.yaml"
"""How terms become numbers: read by `termscheck.exposure`."""
_Named = TypeVar("_Named", TopicFile, TermFile)
SORTS = {"vocabulary": "vocabulary", "concepts": "concept", "authorities.yaml": "authority"}
"""What the files of a rule folder hold, by where they lie; anything else is a rule."""


@dataclass
class Reading:
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
    """Files of figures, switches, profiles and house changes, of which faults may still be told."""
    topics: dict[str, tuple[Source, TopicFile]] = field(default_factory=dict)
    terms: dict[str, tuple[Source, TermFile]] = field(default_factory=dict)
    broken: list[tuple[Source, object]] = field(default_factory=list)
    """Rule files that are no whole rule, with their data: their patterns are proofread all the same."""
    weights: list[Weights] = field(default_factory=list)
    unsure: set[str] = field(default_factory=set)
    """Sorts of name of which a file could not be read, so that a name may be missing for that reason alone."""

    def figures(self) -> dict[str, Named]:
        """The figures that may be named in a rule."""
        return parameters.figures(self.law, self.parameters)


def read_file(source: Source, path: Path, reading: Reading) -> None:
    """Puts what a file holds into `reading`, and what is wrong with it; `path` is its place within the rule folder."""
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
        for code, data in source.mapping().items():
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


def _read_vocabulary(source: Source, reading: Reading) -> None:
    for name, data in source.mapping().items():
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


def _read_rule(source: Source, path: Path, reading: Reading) -> None:
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


def _read_override(source: Source, data: object, path: Path, reading: Reading) -> None:
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


def _read_topic(source: Source, path: Path, reading: Reading) -> None:
    if topic := source.validated(TopicFile, source.data):
        _keep(source, path, "topic", topic.topic, topic, reading.topics)


def _read_term(source: Source, path: Path, reading: Reading) -> None:
    if term := source.validated(TermFile, source.data):
        _keep(source, path, "term", term.term, term, reading.terms)


def _keep(  # noqa: PLR0913, PLR0917
    source: Source, path: Path, kind: str, name: str, read: _Named, known: dict[str, tuple[Source, _Named]]
) -> None:
    """Keeps what a file of topics or terms says, which is called as it is and stands in one file only."""
    if path.as_posix() != f"{kind}s/{name}.yaml":
        source.fault((kind,), f"the file should be {kind}s/{name}.yaml")
    if name in known:
        source.fault((kind,), f"the {kind} “{name}” is given twice")
    else:
        known[name] = (source, read)
