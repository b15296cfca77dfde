"""Score who is found to be who against contracts whose sides were read by hand.

    python -m tests.benchmarks.parties [--corpus DIR] [--split learn|holdout|all] [--show]

`parties.jsonl` beside this file names, for contracts of the corpus, the labels of the side that performs and is paid
(`us`) and of the side that pays (`them`), and whether that is beyond dispute. Titles are those of CUAD's contracts
outside its check split, or paths of documents in the corpus. `learn` contracts were looked at while the code was
written; those of `holdout` were labelled and scored only when it was done, and are for figures.

A side is right when a party found on it bears one of the side's labels, wrong when only others are found there, open
when none is. A contract is wrong when a side is, right when both are, else undecided. A label is found when any party
bears it, whatever its side.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from termscheck.annotate import annotate
from termscheck.model import Document, Party
from termscheck.pipeline import load_rules
from termscheck.readers import read, read_text
from tests.benchmarks import asking_for_a_corpus, topics

Split = Literal["learn", "holdout", "all"]
Verdict = Literal["right", "wrong", "undecided"]
LABELS = Path(__file__).with_suffix(".jsonl")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A contract, and who is on which side of it."""

    title: str
    us: tuple[str, ...]
    them: tuple[str, ...]
    undisputed: bool
    introduced: str
    split: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found in one contract."""

    labelled: Labelled
    verdict: Verdict
    found: tuple[str, ...]
    missed: tuple[str, ...]
    parties: tuple[Party, ...]


def labelled(split: Split = "all") -> list[Labelled]:
    """The contracts of a split."""
    rows = (json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines())
    made = [Labelled(**{**row, "us": tuple(row["us"]), "them": tuple(row["them"])}) for row in rows]
    return [one for one in made if split in ("all", one.split)]


def outcomes(corpus: Path, split: Split = "all") -> Iterator[Outcome]:
    """Who is found in each contract, with the verdict."""
    wanted = {one.title: one for one in labelled(split)}
    for row in topics.load(corpus / "cuad-train.jsonl.gz", "fit"):
        if one := wanted.get(row["title"]):
            yield outcome(one, parties_of(read_text(row["text"], one.title, "")))
    for one in wanted.values():
        if one.title.startswith("documents/"):
            yield outcome(one, parties_of(read(corpus / one.title)))


def parties_of(document: Document) -> tuple[Party, ...]:
    """Who is found in a document, by the components that this rests on and no others."""
    nlp = load_rules().nlp
    with nlp.select_pipes(enable=["termscheck_clauses", "termscheck_sentences", "termscheck_parties"]):
        return annotate(nlp, [document]).parties


def outcome(one: Labelled, parties: tuple[Party, ...]) -> Outcome:
    """The verdict on the parties found in a contract."""
    verdicts = {_side(parties, "us", one.us), _side(parties, "them", one.them)}
    verdict: Verdict = "wrong" if "wrong" in verdicts else "undecided" if "undecided" in verdicts else "right"
    known = {_plain(name) for party in parties for name in (party.name, *party.labels)}
    labels = (*one.us, *one.them)
    found = tuple(label for label in labels if _plain(label) in known)
    return Outcome(one, verdict, found, tuple(label for label in labels if label not in found), parties)


def figures(corpus: Path) -> list[str]:
    """Contracts and labels, for the contracts that were learnt from and for those that were held out."""
    lines = []
    for split in ("learn", "holdout"):
        tally: defaultdict[bool, Counter[str]] = defaultdict(Counter)
        for one in outcomes(corpus, split):  # type: ignore[arg-type]
            tally[one.labelled.undisputed].update(
                {one.verdict: 1, "contracts": 1, "found": len(one.found), "missed": len(one.missed)}
            )
        lines += [_line(f"{split}, undisputed", tally[True])] * bool(tally[True])
        lines += [_disputed_line(split, tally[False])] * bool(tally[False])
    return lines


def _line(name: str, n: Counter[str]) -> str:
    return (
        f"{name:20} contracts {n['contracts']:3} right {n['right']:3} wrong {n['wrong']:3} "
        f"undecided {n['undecided']:3}; labels found {n['found']:3} missed {n['missed']:3}"
    )


def _disputed_line(split: str, n: Counter[str]) -> str:
    decided = n["contracts"] - n["undecided"]
    return f"{split + ', disputed':20} contracts {n['contracts']:3} decided {decided:3} undecided {n['undecided']:3}"


def _side(parties: tuple[Party, ...], role: str, labels: tuple[str, ...]) -> Verdict:
    there = {_plain(name) for party in parties if party.role == role for name in (party.name, *party.labels)}
    if there & {_plain(label) for label in labels}:
        return "right"
    return "wrong" if there else "undecided"


def _plain(label: str) -> str:
    return re.sub(r"^(?:the|a) ", "", " ".join(label.casefold().split())).strip(" .,")


def main() -> None:
    """The scorer on its own; --show tells what was found, for contracts that may be looked at."""
    parser = asking_for_a_corpus(__doc__)
    parser.add_argument("--split", choices=("learn", "holdout", "all"), default="learn")
    parser.add_argument("--show", action="store_true")
    o = parser.parse_args()
    if not o.show:
        print("\n".join(figures(o.corpus)))
        return
    for one in outcomes(o.corpus, o.split):
        if one.verdict != "right" or one.missed:
            print(f"{one.verdict:10} {one.labelled.title[:60]} | missed {one.missed}")
            for party in one.parties:
                print(f"           {party.role:10} {party.name!r} {party.labels}")


if __name__ == "__main__":
    main()
