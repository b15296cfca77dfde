"""Teaches rules from wordings: gathers what people have judged, understands it, and writes what signs are worth.

A folder of rules holds judged wordings in `wordings/*.jsonl`, one JSON object a line: `rule`, `fires`, `text`, and
`also` for other rules that rightly fire; or, for passages of a whole contract, `text` and `rules`, all that fire; `us`
and `them`, where labels alone do not tell the sides. The examples of its rules count too. What is learnt goes into its
`signs.npz`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from termscheck.annotate import annotate, build_pipeline
from termscheck.content import bundled
from termscheck.engine.learning import MARGIN, PROTECTION_MARGIN, Judged, Learnt, deny, learn, read_wordings
from termscheck.engine.loader import WORDINGS
from termscheck.engine.loader import load as load_rule_files
from termscheck.engine.ruleset import Rule, RuleSet
from termscheck.engine.signs import side_by_side, signs_of
from termscheck.engine.topics import TopicRules
from termscheck.engine.views import all_views
from termscheck.engine.weights import FEWEST
from termscheck.errors import UsageError
from termscheck.model import Progress
from termscheck.pipeline import Engine
from termscheck.readers import read, read_text

AT_ONCE = 50
"""Wordings that a worker understands before it reports."""
FEW = 2_000
"""Wordings that one process understands sooner than several can start."""
OTHERS = 1_000
"""Wordings of the rules that come with termscheck, which a folder of one's own is told apart from."""
EXAMPLES = "examples"


def teach(
    folders: Sequence[Path],
    contracts: Sequence[Path],
    progress: Progress,
    known: Sequence[tuple[Judged, frozenset[str]]] = (),
    background: Sequence[frozenset[str]] = (),
) -> Learnt:
    """What the wordings of the last of `folders` (or else the bundled ones) teach.

    Sentences of `contracts` stand for all that nobody judged; `known` are wordings that are understood already, with
    their signs, and `background` the signs of further sentences.
    Raises `RuleError`, `ReadError`, and `UsageError` where there is nothing to learn from.
    """
    if find_spec("sklearn") is None:
        raise UsageError("Learning needs scikit-learn, which does not come along: pip install 'termscheck[learn]'")
    engine = engine_of(tuple(folders))
    here = folders[-1] if folders else bundled("rules")
    judged = list(judged_in(here))
    if not judged:
        raise UsageError(f"There are no wordings to learn from: {here / WORDINGS} holds no .jsonl files.")
    own = {one.rule for one in judged if one.rule}
    for rule in sorted(own):
        if len({one.fires for one in judged if one.rule == rule}) < 2:
            raise UsageError(f"{rule} needs both wordings on which it fires and near misses on which it does not.")
    judged += [one for one in judged_examples(engine.rule_set) if one.rule in own]
    if folders:  # what other rules mean is told well enough by some of their wordings
        others = list(judged_in(bundled("rules")))
        judged += others[:: max(1, len(others) // OTHERS)]
    signs = _as_contracts(judged, understood(engine, judged, tuple(folders), progress))
    apart = [*background, *(one for path in contracts for one in sentences(engine, path))]
    absent = {rule.id for rule in engine.rule_set.rules if rule.missing}
    margins = {rule: PROTECTION_MARGIN if rule in absent else MARGIN for rule in own}
    every = [*zip(judged, signs, strict=True), *known]
    meant = [replace(one, fires=one.fires != (one.rule in absent)) for one, _ in every]
    denied = _denied(engine, meant[: len(judged)], tuple(folders), progress)
    return learn(meant, [one for _, one in every], apart, margins, denied)


def _as_contracts(judged: Sequence[Judged], signs: list[frozenset[str]]) -> list[frozenset[str]]:
    """The signs once more, with the two sides compared within each contract that was judged as a whole."""
    contracts: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(judged):
        if not one.rule:
            contracts[one.group].append(number)
    for numbers in contracts.values():
        for number, compared in zip(numbers, side_by_side([signs[at] for at in numbers]), strict=True):
            signs[number] = compared
    return signs


def _denied(
    engine: Engine, judged: Sequence[Judged], folders: tuple[Path, ...], progress: Progress
) -> dict[int, frozenset[str]]:
    """The signs of wordings that have a rule's meaning, once they are denied; by the wording's number."""
    texts = {number: text for number, one in enumerate(judged) if one.fires and (text := deny(one.text))}
    changed = [replace(judged[number], text=text) for number, text in texts.items()]
    return dict(zip(texts, understood(engine, changed, folders, progress), strict=True))


def report(learnt: Learnt) -> str:
    """A line a rule: what share of its wordings it found, and of its near misses it passed over, unseen."""
    lines = [f"{rule}  found {found:.2f}  kept quiet {quiet:.2f}\n" for rule, (found, quiet) in learnt.unseen.items()]
    return "".join(["Tried on wordings that each rule had not seen:\n", *lines])


def engine_of(folders: tuple[Path, ...]) -> Engine:
    """The rules with their language pipeline, though some may wait for what is learnt here."""
    rule_set = load_rule_files(folders, learning=True)
    return Engine(rule_set, build_pipeline(rule_set.vocabulary, TopicRules(rule_set.topics)))


def judged_in(folder: Path) -> Iterator[Judged]:
    """The judged wordings of a folder of rules."""
    for path in sorted((folder / WORDINGS).glob("*.jsonl")):
        yield from read_wordings(path)


def judged_examples(rule_set: RuleSet) -> Iterator[Judged]:
    """The examples of the rules that go by signs."""
    for rule in filter(_goes_by_signs, rule_set.rules):
        for flag in rule.file.examples.flags:
            yield Judged(rule.id, True, flag.text, group=EXAMPLES)
        for passed in rule.file.examples.passes:
            yield Judged(rule.id, False, passed.text, group=EXAMPLES)


def _goes_by_signs(rule: Rule) -> bool:
    pattern = rule.protection or rule.match
    return pattern is not None and pattern.asks_signs


def understood(
    engine: Engine, judged: Sequence[Judged], folders: tuple[Path, ...], progress: Progress
) -> list[frozenset[str]]:
    """The signs of each wording; many wordings are shared out among processes."""
    parts = [judged[at : at + AT_ONCE] for at in range(0, len(judged), AT_ONCE)]
    if len(judged) <= FEW:
        return [signs for part in parts for signs in _signs(engine, part)]
    signs: list[frozenset[str]] = []
    with ProcessPoolExecutor(initializer=_start, initargs=(folders,)) as pool:
        for done, part in enumerate(pool.map(_signs_of, parts)):
            signs += part
            progress("Understanding wordings", done + 1, len(parts))
    return signs


def _signs(engine: Engine, judged: Sequence[Judged]) -> list[frozenset[str]]:
    """The signs of each wording, read as a contract of its own."""
    contracts = (annotate(engine.nlp, [read_text(one.text, "wording", "")], one.us, one.them) for one in judged)
    return [frozenset().union(*map(signs_of, all_views(contract))) for contract in contracts]


_engines: list[Engine] = []
"""That of a worker process, which builds it once."""


def _start(folders: tuple[Path, ...]) -> None:
    _engines.append(engine_of(folders))


def _signs_of(judged: Sequence[Judged]) -> list[frozenset[str]]:
    return _signs(_engines[0], judged)


def sentences(engine: Engine, path: Path) -> Iterator[frozenset[str]]:
    """The signs of every sentence of a contract that is long enough to say something."""
    views = all_views(annotate(engine.nlp, [read(path)]))
    yield from side_by_side([signs_of(one) for one in views if one.passage.own_end - one.passage.own_start >= FEWEST])
