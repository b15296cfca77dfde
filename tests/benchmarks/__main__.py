"""All benchmarks by one command: `python -m tests.benchmarks [all|NAME]`; `--help` lists their names.

They need the corpus: $TERMSCHECK_CORPUS, or shared/corpus beside the repository. With --record the figures are added to
tests/benchmarks/record.md. `python -m tests.benchmarks.gold --help` (also wordings, topics) tells more of the scorers,
which have options for work on rules.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from tests.benchmarks import (
    beside,
    documents,
    gold,
    metamorphic,
    numbering,
    parties,
    propositions,
    reading,
    record,
    speed,
    topics,
    wordings,
)


def main() -> int:
    """Runs what is asked for; 2 when there is no corpus."""
    o = _options()
    corpus = o.corpus.resolve()
    if not corpus.is_dir():
        print(f"There is no corpus at {o.corpus}: name its folder with --corpus or TERMSCHECK_CORPUS.", file=sys.stderr)
        return 2
    paths = o.paths or [corpus.parent / "rulebook.md"]
    missing = [path for path in paths if not path.is_file()]
    if missing and (o.what in ("all", "wordings") or o.paths):
        print(f"There is no file {missing[0]} with wordings.", file=sys.stderr)
        return 2
    benchmarks: dict[str, Callable[[], list[str]]] = {
        "gold": lambda: gold.figures(corpus),
        "wordings": lambda: _wordings(corpus, paths),
        "topics": lambda: _topics(corpus, o.split),
        "speed": lambda: speed.figures(corpus, o.rounds),
        "beside": lambda: beside.figures(corpus, o.rounds, o.contracts),
        "documents": lambda: documents.figures(corpus),
        "reading": lambda: reading.figures(corpus),
        "numbering": lambda: numbering.figures(corpus),
        "parties": lambda: parties.figures(corpus),
        "propositions": lambda: propositions.figures(corpus),
        "metamorphic": lambda: metamorphic.figures(
            [(record.in_terms_of(corpus, path), path) for path in paths if path.is_file()], o.show
        ),
    }
    figures = {}
    for name, measure in benchmarks.items():
        if o.what in ("all", name):
            print(f"== {name}: {o.date}; {record.facts()}", flush=True)
            figures[name] = measure()
            print("\n".join(figures[name]), flush=True)
    if o.record:
        record.add(record.entry(o.date, _command(o, corpus), figures))
    return 0


def _options() -> argparse.Namespace:
    beside = record.REPOSITORY.parent / "shared" / "corpus"
    parser = argparse.ArgumentParser(
        "python -m tests.benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = (
        "all",
        "gold",
        "wordings",
        "topics",
        "speed",
        "beside",
        "documents",
        "reading",
        "numbering",
        "parties",
        "propositions",
        "metamorphic",
    )
    parser.add_argument("what", nargs="?", choices=names, default="all")
    parser.add_argument(
        "paths", nargs="*", type=Path, help="wordings, metamorphic: .jsonl files or a rulebook (rulebook.md)"
    )
    parser.add_argument("--show", action="store_true", help="metamorphic: what goes wrong")
    parser.add_argument("--corpus", type=Path, default=Path(os.environ.get("TERMSCHECK_CORPUS", beside)))
    parser.add_argument("--record", action="store_true", help="add the figures to tests/benchmarks/record.md")
    parser.add_argument("--date", default=date.today().isoformat(), metavar="YYYY-MM-DD", type=_day)
    parser.add_argument("--split", choices=("fit", "check", "all"), default="check", help="of CUAD, for topics")
    parser.add_argument("--rounds", type=int, default=5, help="of the speed benchmarks")
    parser.add_argument("--contracts", type=int, default=200, help="most contracts of the batch of beside")
    return parser.parse_args()


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat()


def _wordings(corpus: Path, paths: list[Path]) -> list[str]:
    lines = []
    for path in paths:
        lines += [f"-- {record.in_terms_of(corpus, path)}", *wordings.score(path).lines()]
    return lines


def _topics(corpus: Path, split: topics.Split) -> list[str]:
    return [f"-- CUAD, {split} split", *topics.lines(topics.score(corpus / "cuad-train.jsonl.gz", split))]


def _command(o: argparse.Namespace, corpus: Path) -> str:
    """The command to take the figures again, without the places of this machine."""
    paths = [record.in_terms_of(corpus, path) for path in o.paths]
    more = [f"--split {o.split}"] * (o.split != "check") + [f"--rounds {o.rounds}"] * (o.rounds != 5)
    more += [f"--contracts {o.contracts}"] * (o.contracts != 200)
    return " ".join(["python -m tests.benchmarks", o.what, *paths, f"--corpus {record.CORPUS}", *more, "--record"])


if __name__ == "__main__":
    sys.exit(main())
