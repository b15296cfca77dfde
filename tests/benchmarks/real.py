"""Lays out real contracts of CUAD's training split with the labels that people gave them, for `gold`.

    python -m tests.benchmarks.real OUT [--corpus $TERMSCHECK_CORPUS]
    python -m tests.benchmarks.gold OUT

`fresh/real.jsonl` has the labels, by title and by characters of CUAD's text, which lies in the corpus and not here.
None of these contracts is learnt from: what is found in them tells how rules do on real contracts never seen.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from tests.benchmarks import asking_for_a_corpus

LABELS = Path(__file__).parent / "fresh" / "real.jsonl"


def titles() -> frozenset[str]:
    """What CUAD calls these contracts."""
    rows = map(json.loads, LABELS.read_text(encoding="utf-8").splitlines())
    return frozenset(row["document"] for row in rows)


def lay_out(corpus: Path, out: Path) -> int:
    """Writes a text and a file of labels for each contract; gives back how many there are."""
    rows = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    names = {row["document"]: row["meta"]["id"] for row in rows if "meta" in row}
    out.mkdir(parents=True, exist_ok=True)
    with gzip.open(corpus / "cuad-train.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            contract = json.loads(line)
            if (name := names.get(contract["title"])) is not None:
                (out / f"{name}.txt").write_text(contract["text"], encoding="utf-8", newline="")
                labels = [_label(row, contract["text"]) for row in rows if row["document"] == contract["title"]]
                (out / f"{name}.gold.jsonl").write_text("\n".join(map(json.dumps, labels)) + "\n", encoding="utf-8")
    return len(names)


def _label(row: dict[str, Any], text: str) -> dict[str, Any]:
    """A line as `gold` takes it: with the words that it marks."""
    line = {key: value for key, value in row.items() if key != "document"}
    return line if "meta" in line else {**line, "quote": text[line["start"] : line["end"]]}


def main() -> None:
    parser = asking_for_a_corpus(__doc__)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    print(f"{lay_out(options.corpus, options.out)} contracts in {options.out}")


if __name__ == "__main__":
    main()
