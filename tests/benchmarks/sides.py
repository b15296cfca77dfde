"""Learns which words lean to which side, from the contracts of `parties.jsonl`, and writes rules/sides.json.

    python -m tests.benchmarks.sides --corpus $TERMSCHECK_CORPUS

Those of the split `holdout` and those whose sides are disputed are not learnt from. What is told at the end is how many
of the contracts a model finds that has not seen them, a tenth at a time.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from math import log1p
from pathlib import Path

from termscheck.annotate.leaning import FILE, LEAST, said_of
from termscheck.annotate.notes import folded
from tests.benchmarks import asking_for_a_corpus, parties, topics

SEEN = 4
"""Contracts that a word must stand in to count, at least."""
STRENGTH = 0.03
"""Inverse of the regularisation."""
PARTS = 10
Row = dict[str, float]


def differences(corpus: Path) -> list[Row]:
    """For each contract how much more often each word is said of us than of them, on a logarithmic scale."""
    wanted = {one.title: one for one in parties.labelled("learn") if one.undisputed}
    rows = []
    for contract in topics.load(corpus / "cuad-train.jsonl.gz", "fit"):
        if one := wanted.get(contract["title"]):
            text = folded(contract["text"])
            us, them = said_of(one.us, text), said_of(one.them, text)
            rows.append({word: log1p(us[word]) - log1p(them[word]) for word in {*us, *them}})
    often = Counter(word for row in rows for word in row)
    return [{word: row[word] for word in sorted(row) if often[word] >= SEEN} for row in rows]


def learnt(rows: list[Row]) -> Row:
    """What each word is worth: each contract is told twice, with the sides changed the second time."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    both = [*rows, *({word: -value for word, value in row.items()} for row in rows)]
    words = DictVectorizer()
    model = LogisticRegression(C=STRENGTH, fit_intercept=False, max_iter=2000)
    model.fit(words.fit_transform(both), [1] * len(rows) + [0] * len(rows))
    worth = zip(words.feature_names_, model.coef_[0], strict=True)
    return {word: round(float(value), 3) for word, value in worth if abs(value) >= 0.0005}


def tried(rows: list[Row]) -> tuple[int, int]:
    """Contracts on which a model that has not seen them leans the right way by enough, and the wrong way."""
    order = list(range(len(rows)))
    random.Random(0).shuffle(order)
    scores = []
    for part in range(PARTS):
        worth = learnt([rows[number] for place, number in enumerate(order) if place % PARTS != part])
        unseen = (rows[number] for place, number in enumerate(order) if place % PARTS == part)
        scores += [sum(worth.get(word, 0.0) * value for word, value in row.items()) for row in unseen]
    return sum(score >= LEAST for score in scores), sum(score <= -LEAST for score in scores)


def main() -> None:
    parser = asking_for_a_corpus(__doc__)
    parser.add_argument("--out", type=Path, default=Path("rules") / FILE)
    options = parser.parse_args()
    rows = differences(options.corpus)
    right, wrong = tried(rows)
    worth = learnt(rows)
    options.out.write_text(json.dumps(worth, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{len(rows)} contracts; unseen: right {right}, wrong {wrong}, neither {len(rows) - right - wrong}")


if __name__ == "__main__":
    main()
