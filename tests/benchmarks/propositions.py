"""Score what is read of who must, may or must not do what against sentences that were labelled by hand.

    python -m tests.benchmarks.propositions [--corpus DIR] [--split dev|holdout|all] [--show]

`propositions.jsonl` beside this file has one line for each act that a sentence, or a leaf of a list, says of a party:
where it stands in a document of the corpus, the one to three words that name it (`head`), its class in the act
vocabulary, and the slots below. It holds no more of the contracts than those words. The sides are told to the program,
so that no slot is wrong for want of knowing who is who. Whole documents are `dev` or `holdout`: holdout is for figures.

What the labels mean:

- `bearer` must, may or must not; of a state it is whom the state concerns: whose liability is limited, who is excused,
  who owes a sum that falls due. Words that bind the parties alike ("either party", "the Receiving Party") are "both".
- `counterparty` is to, against or from whom; of a fee or a warranty it is the other party even where it is not named,
  else "unknown" where the sentence and its lead-in do not say.
- `mode` of what is done by saying it ("hereby grants", "represents and warrants") is "state", and so is a cap; a denied
  entitlement ("shall not be entitled") is a negated "right"; "shall not be liable", "not obliged" a negated "release".
- `gate` "needs" also stands on a denial that holds only in an event, and on a prohibition until or without one.

A line is found where a proposition's act words overlap its head; of several, one of the same class, else the one that
overlaps most. Each slot is counted over the lines found and over all lines. A gate is right when one of the
proposition's gates is of the kind.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from termscheck.model import Contract, Proposition
from termscheck.pipeline import understand
from tests.benchmarks import asking_for_a_corpus

Split = Literal["dev", "holdout", "all"]
LABELS = Path(__file__).with_suffix(".jsonl")
SLOTS = ("act", "bearer", "counterparty", "negated", "mode", "gate")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One act of one sentence, as a reader labelled it."""

    document: str
    us: tuple[str, ...]
    them: tuple[str, ...]
    above: tuple[str, ...]
    split: str
    start: int
    end: int
    head: str
    head_start: int
    act: str
    bearer: str
    counterparty: str
    mode: str
    negated: bool
    condition: str
    gate: str
    exception: bool

    @property
    def head_end(self) -> int:
        """Where the words that name the act end."""
        return self.head_start + len(self.head)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was read where something is labelled."""

    labelled: Labelled
    found: Proposition | None
    sentence: str

    def right(self, slot: str) -> bool:
        """Whether a slot was read as it was labelled."""
        if self.found is None:
            return False
        if slot == "gate":
            return self.labelled.gate in gates(self.found)
        return bool(getattr(self.found, slot) == getattr(self.labelled, slot))

    def got(self, slot: str) -> str:
        """What was read, in words."""
        if self.found is None:
            return "nothing"
        return "/".join(sorted(gates(self.found))) if slot == "gate" else str(getattr(self.found, slot))


def labelled(split: Split = "all") -> list[Labelled]:
    """The lines of a split."""
    rows = (json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines())
    lists = {field.name for field in fields(Labelled) if field.type == "tuple[str, ...]"}
    made = [Labelled(**_with_tuples(row, lists)) for row in rows]
    return [one for one in made if split in ("all", one.split)]


def outcomes(corpus: Path, split: Split = "all") -> Iterator[Outcome]:
    """What was read for each line, document by document."""
    for document, lines in groupby(labelled(split), lambda one: one.document):
        wanted = list(lines)
        contract = understand([corpus / document], us=wanted[0].us, them=wanted[0].them)
        text = contract.documents[0].text
        acts = [(*_words(contract, one), one) for one in contract.propositions]
        for one in wanted:
            yield Outcome(one, _match(one, acts), " ".join(text[one.start : one.end].split()))


def gates(proposition: Proposition) -> frozenset[str]:
    """The kinds of a proposition's gates, in the words of the labels."""
    held_only_then = {
        "needs" if gate.effect == "blocked" and proposition.negated and gate.kind != "suspension" else gate.effect
        for gate in proposition.gates
    }
    return frozenset(held_only_then - {"except"}) or frozenset({"none"})


def figures(corpus: Path) -> list[str]:
    """How much is found and how many slots are right, for the documents of either split."""
    splits: tuple[Split, ...] = ("dev", "holdout")
    return [line for split in splits for line in lines_of(split, list(outcomes(corpus, split)))]


def lines_of(name: str, read: list[Outcome]) -> list[str]:
    """The figures of what was read."""
    found = [one for one in read if one.found]
    sentences = {(one.labelled.document, one.labelled.start) for one in read}
    documents = {one.labelled.document for one in read}
    counts = f"{name}: documents {len(documents)} sentences {len(sentences)} acts {len(read)}"
    right = Counter(slot for one in read for slot in SLOTS if one.right(slot))
    return [
        f"{counts}; found {len(found)} ({_share(len(found), len(read))})",
        *(
            f"  {slot:13} right {right[slot]:3}; of found {_share(right[slot], len(found))} "
            f"of all {_share(right[slot], len(read))}"
            for slot in SLOTS
        ),
        f"  {'every slot':13} right {(n := sum(_all_right(one) for one in read)):3}; "
        f"of found {_share(n, len(found))} of all {_share(n, len(read))}",
    ]


def _all_right(one: Outcome) -> bool:
    return all(one.right(slot) for slot in SLOTS)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "  -  "


def _with_tuples(row: dict[str, Any], lists: set[str]) -> dict[str, Any]:
    return {name: tuple(value) if name in lists else value for name, value in row.items()}


def _words(contract: Contract, one: Proposition) -> tuple[int, int]:
    tokens = contract.passages[one.passage].tokens
    return tokens[one.act_start][0], tokens[max(one.act_start, one.act_end - 1)][1]


def _match(one: Labelled, acts: Iterable[tuple[int, int, Proposition]]) -> Proposition | None:
    overlaps = ((min(end, one.head_end) - max(start, one.head_start), it) for start, end, it in acts)
    there = [(it.act == one.act, overlap, it) for overlap, it in overlaps if overlap > 0]
    return max(there, key=lambda each: each[:2])[2] if there else None


def main() -> None:
    """The scorer on its own; --show tells what was missed, in documents that may be looked at."""
    parser = asking_for_a_corpus(__doc__)
    parser.add_argument("--split", choices=("dev", "holdout", "all"), default="dev")
    parser.add_argument("--show", action="store_true", help="the misses: slot, expected, got and the sentence")
    o = parser.parse_args()
    read = list(outcomes(o.corpus, o.split))
    print("\n".join(lines_of(o.split, read)))
    for one in read if o.show else ():
        for slot in SLOTS if one.found else ("found",):
            if not one.right(slot):
                expected = one.labelled.act if slot == "found" else getattr(one.labelled, slot)
                print(f"{slot}: expected {expected}, got {one.got(slot)} | {one.labelled.head} | {one.sentence}")


if __name__ == "__main__":
    main()
