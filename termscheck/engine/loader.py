"""Loads folders of rules: each file is read, names are looked up, house changes made, patterns compiled.

All faults are told together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from termscheck.annotate.leaning import FILE as SIDES
from termscheck.annotate.vocabulary import Vocabulary
from termscheck.content import bundled
from termscheck.engine import law, parameters
from termscheck.engine.compiling import BUILT_IN, compiled_rule, compiled_term, compiled_topic, literals
from termscheck.engine.law import FILE as LAW
from termscheck.engine.overrides import gone, overridden
from termscheck.engine.parameters import FILE as PARAMETERS
from termscheck.engine.profiles import DEFAULT, FOLDER, Applied, applied
from termscheck.engine.proofread import Known, proofread, proofread_change, proofread_concept, proofread_parts
from termscheck.engine.regimes import FILE as REGIMES
from termscheck.engine.rule_files import Reading, read_file
from termscheck.engine.ruleset import Origin, RuleSet
from termscheck.engine.schema import RuleFile
from termscheck.engine.source import Place, Source, did_you_mean
from termscheck.engine.weights import FILE as SIGNS
from termscheck.engine.weights import Weights, WeightsError
from termscheck.errors import Fault, RuleError
from termscheck.model import RuleSource
from termscheck.version import __version__

NOT_RULES = {"README.md", "carrier.txt", SIDES}
"""Files of a rule folder that hold no rules."""
WORDINGS = "wordings"
"""The folder of judged wordings from which the signs are learnt."""


def load(folders: Sequence[Path] = (), profile: str = DEFAULT, learning: bool = False) -> RuleSet:
    """The bundled rules and those of `folders`, as `profile` applies them.

    While `learning`, rules may ask for signs of which nobody knows yet what they are worth.
    Raises `RuleError` with every fault of the whole set, `UsageError` for a profile that is not there.
    """
    reading = Reading(unsure={"signs"} if learning else set())
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
    rules = tuple(compiled_rule(source, choice.to_rule(file), reading) for source, file in _in_order(reading.rules))
    topics = [compiled_topic(*reading.topics[key], reading) for key in sorted(reading.topics)]
    in_order = sorted(reading.terms.values(), key=lambda one: (one[1].order, one[1].term))
    terms = tuple(compiled_term(source, file, reading) for source, file in in_order)
    _tell(reading)  # a concept that contains itself shows only when it is put together
    kept = tuple(rule for rule in rules if rule is not None)
    concepts = {
        name: (pattern, reading.concept_sources[name].path, reading.concept_sources[name].shown)
        for name, pattern in reading.concepts.items()
    }
    about = tuple(topic for topic in topics if topic is not None)
    return RuleSet(
        kept, about, Vocabulary(reading.entries, literals(kept, about, terms)), tuple(sources), carrier,
        reading.authorities, concepts, choice.profile, left_out, reading.regimes, tuple(reading.weights),
        reading.history, terms,
    )  # fmt: skip


def _tell(reading: Reading) -> None:
    """Raises `RuleError` with every fault that was noted, if there are any."""
    sources = [
        *reading.concept_sources.values(), *(source for source, _ in reading.rules.values()),
        *(source for source, _ in reading.broken), *(source for source, _ in reading.topics.values()),
        *(source for source, _ in reading.terms.values()), *reading.configuration,
    ]  # fmt: skip
    faults = {*reading.faults, *(fault for source in sources for fault in source.faults)}
    if faults:
        raise RuleError(sorted(faults, key=lambda fault: (fault.file, fault.line, fault.column)))


def _read_configuration(folder: Path, reading: Reading) -> None:
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
            reading.law |= law.read(source, source.mapping(), reading.law)
            reading.law_sources.append(source)
        elif path.name == PARAMETERS:
            data = parameters.filled_in(source.mapping(), parameters.figures(reading.law), source)
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


def _chosen(profile: str, reading: Reading) -> Applied:
    """The profile, worked out, with its figures and settings put in their places."""
    choice = applied(reading.profiles, profile, reading.parameters)
    reading.parameters = dict(choice.parameters)
    reading.regimes = reading.regimes.under(choice)
    return choice


def _in_order(rules: Mapping[str, tuple[Source, RuleFile]]) -> list[tuple[Source, RuleFile]]:
    return [rules[key] for key in sorted(rules)]


def _proofread(reading: Reading) -> Known:
    """Looks up every name in every rule and concept, once all that bears a name is known."""
    kinds = dict.fromkeys(BUILT_IN, "built in") | {name: entry.kind for name, entry in reading.entries.items()}
    known = Known(
        kinds, reading.concepts, reading.authorities, reading.unsure, reading.parameters, reading.regimes.regimes,
        frozenset(rule for weights in reading.weights for rule in weights.rules), reading.history.retired,
    )  # fmt: skip
    reading.history.proofread(reading.rules)
    for source in reading.law_sources:
        law.proofread(source, source.mapping(), reading.authorities)
    for name, source in reading.concept_sources.items():
        proofread_concept(source, reading.concepts[name], known)
    for source, file in reading.rules.values():
        proofread(source, file, known)
    for source, data in reading.broken:
        proofread_parts(source, data, known)
    return known


def _read_folder(folder: Path, reading: Reading) -> RuleSource:
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
        read_file(Source(path, shown), path.relative_to(folder), reading)
    changes = len(reading.history.changes.get(folder.name, ()))
    return RuleSource(folder.name, __version__, digest.hexdigest(), changes)


def _read_weights(path: Path, shown: str, reading: Reading) -> None:
    try:
        reading.weights.append(Weights.read(path))
    except WeightsError as error:
        reading.faults.append(Fault(shown, 0, 0, str(error)))
        reading.unsure.add("signs")


def _change_rules(reading: Reading, known: Known) -> None:
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
