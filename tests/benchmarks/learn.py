"""Learns what signs are worth from the wordings in rules/ and from real contracts, and writes rules/signs.npz.

    python -m tests.benchmarks.learn --corpus $TERMSCHECK_CORPUS

Contracts lend sentences in two ways. Some passages of them were judged by people for a rule: `judged.jsonl` says where
they stand and what was found, since their text may not be copied. All other sentences count for little, as ones that
mean nothing of the kind. The labelled contracts of the corpus, `dev` as well as `check`, are not learnt from, so that
they tell how rules do on contracts that they have not seen.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from termscheck import teaching
from termscheck.annotate import annotate
from termscheck.engine.learning import Judged
from termscheck.engine.signs import signs_of
from termscheck.engine.views import all_views
from termscheck.engine.weights import FEWEST, FILE
from termscheck.model import Document
from termscheck.pipeline import Engine, quiet
from termscheck.readers import read, read_text

HERE = Path(__file__).parent
CONTRACTS = 110
"""Contracts of CUAD's training split that lend sentences: of those that are not for figures only."""
FOR_FIGURES = (0, 4)
"""Of every five contracts of CUAD these are not learnt from."""
LEAST_OVERLAP = 20
"""Characters that a sentence and a label have in common if the one says what the other marks."""
Known = list[tuple[Judged, frozenset[str]]]


class Verdict(NamedTuple):
    """What was judged of the words at `[start, end)` of a document for a rule; None where lawyers would differ."""

    start: int
    end: int
    rule: str
    fires: bool | None


class Lent(NamedTuple):
    """What a contract lends: passages that were judged, and the signs of all others."""

    judged: Known
    others: list[frozenset[str]]


def documents(corpus: Path) -> Iterator[Document]:
    """Contracts that nobody labelled: of CUAD, model forms, and schedules of a public call-off contract."""
    with gzip.open(corpus / "cuad-train.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    fit = [row for number, row in enumerate(rows) if number % 5 not in FOR_FIGURES]
    random.Random(1).shuffle(fit)
    for row in fit[:CONTRACTS]:
        yield read_text(row["text"], row["title"], "")
    for folder in ("ccs", "forms"):
        yield from (read(path) for path in sorted((corpus / "documents" / folder).glob("*.docx")))


def verdicts() -> dict[str, list[Verdict]]:
    """What people judged of passages of real contracts, by document."""
    found: dict[str, list[Verdict]] = {}
    for line in (HERE / "judged.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found.setdefault(row["document"], []).append(Verdict(row["start"], row["end"], row["rule"], row["fires"]))
    return found


def lent(engine: Engine, document: Document, said: list[Verdict]) -> Lent:
    """What a contract lends to learning."""
    judged: Known = []
    others = []
    for view in all_views(annotate(engine.nlp, [document])):
        own = view.passage.own
        if view.passage.own_end - view.passage.own_start < FEWEST:
            continue
        signs = signs_of(view)
        here = [one for one in said if min(own.end, one.end) - max(own.start, one.start) > LEAST_OVERLAP]
        if not here:
            others.append(signs)
        true = tuple(one.rule for one in here if one.fires is not False)
        for one in here:
            if one.fires is not None:
                also = tuple(rule for rule in true if rule != one.rule)
                text = document.text[own.start : own.end]
                judged.append((Judged(one.rule, one.fires, text, also, f"contract {document.name}"), signs))
    return Lent(judged, others)


_engines: list[Engine] = []


def _start() -> None:
    _engines.append(teaching.engine_of(()))


def _lent(task: tuple[Document, list[Verdict]]) -> Lent:
    return lent(_engines[0], *task)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    corpus = os.environ.get("TERMSCHECK_CORPUS")
    parser.add_argument("--corpus", type=Path, default=corpus, required=corpus is None)
    parser.add_argument("--out", type=Path, default=Path("rules") / FILE)
    options = parser.parse_args()
    judged = verdicts()
    tasks = [(document, judged.get(document.name, [])) for document in documents(options.corpus)]
    with ProcessPoolExecutor(initializer=_start) as pool:
        loans = list(pool.map(_lent, tasks))
    known = [one for loan in loans for one in loan.judged]
    background = [signs for loan in loans for signs in loan.others]
    learnt = teaching.teach((), (), quiet, known, background)
    learnt.weights.write(options.out)
    print(teaching.report(learnt), f"{len(known)} judged passages, {len(background)} other sentences of contracts")


if __name__ == "__main__":
    main()
