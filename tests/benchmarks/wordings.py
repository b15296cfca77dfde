"""Score termscheck on single wordings: those that must fire a rule and those that must not.

    python -m tests.benchmarks.wordings RULEBOOK.md | WORDINGS.jsonl … [--show] [--json OUT]

T and N lines of the rulebook are checked as a text of their own (roles by their usual labels). P and X lines of absence
rules are put into rules/carrier.txt, a contract without protections: with P the rule must keep quiet, with X fire.
Also printed: how many other wording rules fire on the average wording (some rightly: a clause can be unfair twice;
above 0.5 wants an explanation).
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from termscheck import check_text
from termscheck.content import bundled

CARRIER = (bundled("rules") / "carrier.txt").read_text(encoding="utf-8")
KINDS = {"T": "must fire", "N": "must not fire", "P": "protection present", "X": "protection only apparent"}


class Wording(NamedTuple):
    """A wording of a rule: of kind T, N, P or X; `also` are other rules that it rightly fires.

    `us` and `them` are what it calls the sides, where its labels alone do not tell.
    """

    rule: str
    kind: str
    text: str
    also: tuple[str, ...] = ()
    us: tuple[str, ...] = ()
    them: tuple[str, ...] = ()


@dataclass
class Scores:
    """How many wordings of each kind went as they should, in all and for each rule."""

    total: Counter[tuple[str, bool]] = field(default_factory=Counter)
    rules: defaultdict[str, Counter[tuple[str, bool]]] = field(default_factory=lambda: defaultdict(Counter))
    others: list[int] = field(default_factory=list)

    def lines(self) -> list[str]:
        made = []
        for kind, what in KINDS.items():
            right, wrong = self.total[kind, True], self.total[kind, False]
            if right + wrong:
                made.append(f"{kind} {what:26} {right:4}/{right + wrong:<4} {right / (right + wrong):.3f}")
        average = sum(self.others) / max(1, len(self.others))
        return [*made, f"other wording rules fired per wording {average:.3f}"]


def load(path: Path) -> Iterator[Wording]:
    """The wordings of a rulebook, or of a file with one JSON object a line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if path.suffix == ".jsonl":
        for line in lines:
            row = json.loads(line)
            kind = row.get("kind", "T" if row.get("fires") else "N")
            also, us, them = (tuple(row.get(key, ())) for key in ("also", "us", "them"))
            yield Wording(row["rule"], kind, row["text"], also, us, them)
        return
    rule = ""
    for line in lines:
        if heading := re.match(r"### ([A-Z]{3}-\d{3}) `", line):
            rule = heading[1]
        if (wording := re.match(r'  - ([TNPX])\d+: "(.*)"', line)) and rule:
            yield Wording(rule, wording[1], wording[2])


def score(path: Path, show: bool = False) -> Scores:
    """Checks all wordings of a file; `show` prints those that went wrong."""
    scores = Scores()
    for rule, kind, text, also, us, them in load(path):
        whole = CARRIER.replace("@@", text) if kind in "PX" else text
        findings = check_text(whole, us=us, them=them).to_dict()["findings"]
        found = {finding["rule"] for finding in findings if not finding.get("suppressed")}
        if kind in "TN":
            scores.others.append(sum(other[:3] not in ("MIS", "COM") for other in found - {rule, *also}))
        right = (rule in found) == (kind in "TX")
        scores.total[kind, right] += 1
        scores.rules[rule][kind, right] += 1
        if show and not right:
            print(f"{rule} {kind} {'fired' if rule in found else 'silent'}: {text[:200]}")
    return scores


def main() -> None:
    """The scorer on its own, for work on rules."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--json", type=Path)
    o = parser.parse_args()
    counts: dict[str, Counter[str]] = {}
    for path in o.paths:
        scores = score(path, o.show)
        if len(o.paths) > 1:
            print(f"-- {path.name}")
        print("\n".join(scores.lines()))
        for rule, n in scores.rules.items():
            signed = {f"{kind}{'+' if right else '-'}": times for (kind, right), times in n.items()}
            counts.setdefault(rule, Counter()).update(signed)
    if o.json:
        o.json.write_text(json.dumps(counts, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
