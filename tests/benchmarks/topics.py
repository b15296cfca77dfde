"""Score the recognition of topics against CUAD: real contracts, labelled by lawyers.

    python -m tests.benchmarks.topics FILE.jsonl.gz [--split fit|check|all] [--limit N] [--json OUT]

A unit is a line of the contract of at least 20 characters; it is gold for a category if a labelled span shares a
character other than white space with it, predicted if a topic's span does. Every fifth contract is the check split:
scored for figures only, never read while writing rules. `fit` is the rest.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal

from termscheck import check_text

Split = Literal["fit", "check", "all"]
Unit = tuple[int, int]
TOPICS = {
    "Cap On Liability": "liability-cap",
    "Uncapped Liability": "uncapped-liability",
    "Liquidated Damages": "liquidated-damages",
    "Insurance": "insurance",
    "Termination For Convenience": "termination-for-convenience",
    "Anti-Assignment": "assignment",
    "Audit Rights": "audit",
    "Minimum Commitment": "minimum-commitment",
    "Exclusivity": "exclusivity",
    "Non-Compete": "non-compete",
}


def load(path: Path, split: Split, limit: int | None = None) -> Iterator[dict[str, Any]]:
    """The contracts of a split, as CUAD labels them."""
    seen = 0
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if split != "all" and (number % 5 == 0) != (split == "check"):
                continue
            if limit and seen >= limit:
                return
            seen += 1
            yield json.loads(line)


def touched(spans: Iterable[Unit], units: Iterable[Unit], text: str) -> set[Unit]:
    """The units that share more than white space with one of the spans."""
    spans = list(spans)
    return {
        (start, end)
        for start, end in units
        if any(s < end and start < e and text[max(s, start) : min(e, end)].strip() for s, e in spans)
    }


def score(path: Path, split: Split = "fit", limit: int | None = None) -> dict[str, Counter[str]]:
    """For each category, units that are gold and predicted (tp), gold only (fn), predicted only (fp), and contracts."""
    counts: dict[str, Counter[str]] = {category: Counter() for category in TOPICS}
    for row in load(path, split, limit):
        text = row["text"]
        got: defaultdict[str, list[Unit]] = defaultdict(list)
        for topic in check_text(text).to_dict()["topics"]:
            got[topic["topic"]].append((topic["start"], topic["end"]))
        units = [m.span() for m in re.finditer(r"[^\n]+", text) if len(m[0].strip()) >= 20]
        for category, n in counts.items():
            gold = touched(row["spans"].get(category, []), units, text)
            predicted = touched(got[TOPICS[category]], units, text)
            n.update(tp=len(gold & predicted), fn=len(gold - predicted), fp=len(predicted - gold), docs=1)
            n["doc_ok"] += bool(gold) == bool(predicted)
    return counts


def _scores(n: Counter[str]) -> tuple[float, float, float]:
    p, r = n["tp"] / max(1, n["tp"] + n["fp"]), n["tp"] / max(1, n["tp"] + n["fn"])
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def _overall(counts: dict[str, Counter[str]]) -> tuple[tuple[float, float, float], float]:
    """Micro precision, recall and F1, and macro F1."""
    micro = _scores(sum(counts.values(), Counter()))
    return micro, sum(_scores(n)[2] for n in counts.values()) / len(counts)


def lines(counts: dict[str, Counter[str]]) -> list[str]:
    made = []
    for category, n in counts.items():
        p, r, f1 = _scores(n)
        right = n["doc_ok"] / max(1, n["docs"])
        made.append(f"{category:28} P {p:.3f} R {r:.3f} F1 {f1:.3f}  contract accuracy {right:.3f}")
    (p, r, f1), macro = _overall(counts)
    return [*made, f"{'micro':28} P {p:.3f} R {r:.3f} F1 {f1:.3f}  macro F1 {macro:.3f}"]


def main() -> None:
    """The scorer on its own, for work on topics."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--split", choices=("fit", "check", "all"), default="fit")
    parser.add_argument("--json", type=Path)
    o = parser.parse_args()
    counts = score(o.file, o.split, o.limit)
    print("\n".join(lines(counts)))
    if o.json:
        micro, macro = _overall(counts)
        made = {"micro": micro, "macro": macro, "categories": counts}
        o.json.write_text(json.dumps(made, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
