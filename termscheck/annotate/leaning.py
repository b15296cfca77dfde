"""Which side a party leans to by all that is said of it, where the deeds that `roles` knows do not tell.

Words around the mentions of a party are counted by their place: what it does ("subj:provide"), what is done to it
("obj:pay"), what stands before "by", "to" and the like ("to<payable"), and what it owns ("own:invoice"). What each is
worth was learnt, by logistic regression on the difference between the two parties, from contracts whose sides people
had judged; `rules/sides.json` holds it, above 0 for the side that performs and is paid.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import log1p
from pathlib import Path

from termscheck.content import bundled

FILE = "sides.json"
BEFORE, AFTER = 80, 100
"""Characters around a mention in which words are looked at."""
MOST = 600
"""Mentions of a party that are looked at: more say nothing new."""
LEAST = 0.25
"""How much more one party must lean to a side than the other."""
FEWEST = 15
"""Words beside the mentions of a party from which its leaning is told."""
_WORD = re.compile(r"[A-Za-z']+")
_WORD_OR_STOP = re.compile(r"[A-Za-z']+|[.,;:]")
_PREPOSITIONS = frozenset({"by", "to", "from", "of", "for", "with", "against", "than"})
_MODALS = frozenset({"shall", "may", "will", "must", "agrees"})
_PASSED_OVER = _MODALS | {
    "agree", "undertakes", "covenants", "has", "have", "agreed", "is", "are", "be", "required", "obliged", "entitled",
    "responsible", "to", "desires", "wishes", "hereby", "also", "then", "for", "only", "not",
}  # fmt: skip
"""Words between a party and what it does."""
_DEEDS_IN_LY = frozenset({"supply", "apply", "comply", "rely", "reply"})


def said_of(labels: Iterable[str], text: str) -> Counter[str]:
    """How often each word stands in each place beside the mentions of a party that bears one of the labels."""
    longest_first = sorted({label for label in labels if len(label) > 1}, key=lambda label: (-len(label), label))
    said: Counter[str] = Counter()
    if not longest_first:
        return said
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
    seen = 0
    for match in pattern.finditer(text):
        if match[0][0].islower() and match[0] not in longest_first:
            continue
        seen += 1
        if seen > MOST:
            break
        before = _WORD.findall(text[max(0, match.start() - BEFORE) : match.start()].lower())
        said.update(_beside(before, text[match.end() : match.end() + AFTER].lower()))
    return said


def _beside(before: list[str], after: str) -> list[str]:
    """What stands in which place beside one mention."""
    while before and before[-1] == "the":
        before.pop()
    words = _WORD_OR_STOP.findall(after)
    if after[:1] == "'":
        return ["own:" + word for word in words[1:4] if word.isalpha()]
    if before and before[-1] in _PREPOSITIONS:
        return [f"{before[-1]}<{word}" for word in before[-4:-1]]
    found = ["obj:" + before[-1]] if before else []
    passed = 0
    while passed < min(6, len(words)) and _is_passed_over(words[passed]):
        passed += 1
    modals = [word for word in words[:passed] if word in _MODALS]
    if passed < len(words) and words[passed].isalpha():
        found.append("subj:" + words[passed])
    return found + ["mod:" + word for word in modals[-1:]]


def _is_passed_over(word: str) -> bool:
    """Whether a word stands between a party and what it does; most that end in "ly" do, but some are what it does."""
    return word in _PASSED_OVER or (word.endswith("ly") and word not in _DEEDS_IN_LY)


def leaning(labels: Iterable[str], text: str) -> float | None:
    """How far a party leans to the side that performs, against another's; None where too little is said of it."""
    said = said_of(labels, text)
    if said.total() < FEWEST:
        return None
    worth = _worth(bundled("rules") / FILE)
    return sum(worth[word] * log1p(times) for word, times in said.items() if word in worth)


@lru_cache(maxsize=1)
def _worth(path: Path) -> Mapping[str, float]:
    found: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))
    return found
