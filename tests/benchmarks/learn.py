"""Learns what signs are worth from the wordings in rules/ and from real contracts, and writes rules/signs.npz.

    python -m tests.benchmarks.learn --corpus $TERMSCHECK_CORPUS

Contracts lend sentences in three ways. Some passages of them were judged by people for a rule: `judged.jsonl` says
where they stand and what was found, since their text may not be copied. Some contracts were read as a whole, for all
rules: what nobody named in them means nothing of the kind; those of our own drafting lie in `contracts/` with their
labels. All other sentences count for little. The labelled
contracts of the corpus, `dev` as well as `check`, are not learnt from, so that they tell how rules do on contracts
that they have not seen; CUAD holds some of them, which are known by their text.
"""

from __future__ import annotations

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from termscheck.annotate import annotate
from termscheck.authoring import teaching
from termscheck.engine.learning import Judged
from termscheck.engine.signs import side_by_side, signs_of
from termscheck.engine.views import all_views
from termscheck.engine.weights import FEWEST, FILE
from termscheck.model import Document, Span
from termscheck.pipeline import Engine, quiet
from termscheck.readers import read, read_text
from tests.benchmarks import asking_for_a_corpus, real

HERE = Path(__file__).parent
CONTRACTS = 110
"""Contracts of CUAD's training split that lend sentences: of those that are not for figures only."""
CONTRACTS_OF_OURS = HERE / "contracts"
"""Contracts of our own drafting that are learnt from."""
FOR_FIGURES = (0, 4)
"""Of every five contracts of CUAD these are not learnt from."""
ABSENCE = "MIS-"
"""Rules on absence: a passage on which one does not fire gives the protection, which is what is learnt."""
LEAST_OVERLAP = 20
"""Characters that a sentence and a label have in common if the one says what the other marks."""
Known = list[tuple[Judged, frozenset[str]]]


PROBE = 400
"""Letters from the middle of a labelled contract by which it is known again."""


class Verdict(NamedTuple):
    """What was judged of the words at `[start, end)` of a document for a rule; None where lawyers would differ."""

    start: int
    end: int
    rule: str
    fires: bool | None


class Said(NamedTuple):
    """What people said of a document; `whole` if they read all of it for all rules. Its sides where they are told."""

    verdicts: list[Verdict]
    whole: bool
    us: tuple[str, ...] = ()
    them: tuple[str, ...] = ()


class Written(NamedTuple):
    """A contract that people judged: its text, and what was said of it."""

    document: Document
    said: Said


class Lent(NamedTuple):
    """What a contract lends: passages that were judged, and the signs of all others."""

    judged: Known
    others: list[frozenset[str]]


def documents(corpus: Path, judged: Container[str]) -> Iterator[Document]:
    """Contracts without labels: of CUAD those that were judged and some more, model forms, and public schedules."""
    labelled = [_letters(path.read_text(encoding="utf-8")) for path in sorted(corpus.glob("*/*.txt"))]
    probes = [letters[len(letters) // 2 :][:PROBE] for letters in labelled]
    with gzip.open(corpus / "cuad-train.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    fit = [row for number, row in enumerate(rows) if number % 5 not in FOR_FIGURES]
    random.Random(1).shuffle(fit)
    unlearnt = real.titles()
    for number, row in enumerate(row for row in fit if row["title"] not in unlearnt):
        if number < CONTRACTS or row["title"] in judged:
            letters = _letters(row["text"])
            if not any(probe in letters for probe in probes):
                yield read_text(row["text"], row["title"], "")
    for folder in ("ccs", "forms"):
        yield from (read(path) for path in sorted((corpus / "documents" / folder).glob("*.docx")))


def _letters(text: str) -> str:
    return "".join(text.split())


def said_of() -> dict[str, Said]:
    """What people judged of real contracts, by document."""
    found: dict[str, list[Verdict]] = defaultdict(list)
    read_whole = {}
    for line in (HERE / "judged.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row.get("whole"):
            read_whole[row["document"]] = (tuple(row.get("us", ())), tuple(row.get("them", ())))
        else:
            found[row["document"]].append(Verdict(row["start"], row["end"], row["rule"], row["fires"]))
    return {name: Said(found[name], name in read_whole, *read_whole.get(name, ())) for name in {*found, *read_whole}}


def of_ours(folder: Path) -> Iterator[Written]:
    """Contracts of our own drafting, each with a file of labels as `gold` takes them.

    Beside the unfair terms and look-alikes that file has the passages that give a protection: {"gives": "MIS-004", …}.
    """
    for path in sorted(folder.glob("*.txt")):
        lines = path.with_suffix(".gold.jsonl").read_text(encoding="utf-8").splitlines()
        meta, *rows = map(json.loads, lines)
        sides = meta["meta"]
        verdicts = [_verdict(row) for row in rows]
        yield Written(read(path), Said(verdicts, True, tuple(sides["us"]), tuple(sides["them"])))


def _verdict(row: Mapping[str, Any]) -> Verdict:
    rule = row.get("gives") or row.get("not") or row["rule"]
    if row.get("certainty") == "arguable":
        return Verdict(row["start"], row["end"], rule, None)
    # what only looks like a protection leaves it absent
    fires = "gives" not in row if rule.startswith(ABSENCE) else "not" not in row
    return Verdict(row["start"], row["end"], rule, fires)


def lent(engine: Engine, written: Written) -> Lent:
    """What a contract lends to learning."""
    document, said = written
    judged: Known = []
    others = []
    views = all_views(annotate(engine.nlp, [document], said.us, said.them))
    views = [view for view in views if view.passage.own_end - view.passage.own_start >= FEWEST]
    for view, signs in zip(views, side_by_side([signs_of(view) for view in views]), strict=True):
        own = view.passage.own
        here = [one for one in said.verdicts if _overlap(one, own) > min(LEAST_OVERLAP, (one.end - one.start) // 2)]
        if not here and not said.whole:
            others.append(signs)
        text, group = document.text[own.start : own.end], f"contract {document.name}"
        meant = tuple(sorted({one.rule for one in here if _is_meant(one)}))
        doubtful = tuple(sorted({one.rule for one in here if one.fires is None} - {*meant}))
        if said.whole:
            judged.append((Judged("", False, text, meant, group, doubtful), signs))
        for one in here:
            if one.fires is not None and not (said.whole and one.rule in meant):
                also = tuple(rule for rule in (*meant, *doubtful) if rule != one.rule)
                judged.append((Judged(one.rule, one.fires, text, also, group), signs))
    return Lent(judged, others)


def _overlap(one: Verdict, own: Span) -> int:
    return min(own.end, one.end) - max(own.start, one.start)


def _is_meant(one: Verdict) -> bool:
    """Whether a passage has what is learnt for a rule: its meaning, or for one on absence the protection."""
    return one.fires is not None and one.fires != one.rule.startswith(ABSENCE)


_engines: list[Engine] = []


def _start() -> None:
    _engines.append(teaching.engine_of(()))


def _lent(task: Written) -> Lent:
    return lent(_engines[0], task)


def main() -> None:
    parser = asking_for_a_corpus(__doc__)
    parser.add_argument("--out", type=Path, default=Path("rules") / FILE)
    options = parser.parse_args()
    said = said_of()
    tasks = [Written(one, said.get(one.name, Said([], False))) for one in documents(options.corpus, said)]
    tasks += of_ours(CONTRACTS_OF_OURS)
    with ProcessPoolExecutor(initializer=_start) as pool:
        loans = list(pool.map(_lent, tasks))
    known = [one for loan in loans for one in loan.judged]
    background = [signs for loan in loans for signs in loan.others]
    learnt = teaching.teach((), (), quiet, known, background)
    learnt.weights.write(options.out)
    print(teaching.report(learnt), f"{len(known)} judged passages, {len(background)} other sentences of contracts")


if __name__ == "__main__":
    main()
