"""Duties of the head contract that come to us by a reference to it, and are not said in the sub-contract."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import numpy as np

from termscheck.engine.signs import stem
from termscheck.flowdown.model import Incorporation, Obligation, Quotation
from termscheck.flowdown.read import Reader
from termscheck.model import Passage, Span

RULES = ("RSK-001", "RSK-002")
"""The rules that know how a sub-contract takes in the contract above it."""
SAID = 0.5
"""Share of the words of a duty from which the sub-contract is taken to say it itself."""
FEWEST = 6
"""Words of a sentence that can be a duty."""
MOST = 2_000
"""Duties of a head contract that are looked for."""
LONGEST = 80
"""Words of a sentence that are compared."""
_WORD = re.compile(r"[^\W_]+")
_SMALL = frozenset(
    ["a", "all", "and", "any", "are", "as", "at", "be", "by", "each", "for", "from", "has", "have", "in", "is", "it",
     "its", "must", "not", "of", "on", "or", "shall", "such", "that", "the", "this", "to", "which", "will", "with"]
)  # fmt: skip


def incorporation(head: Reader, sub: Reader, compared: Iterable[Quotation]) -> Incorporation:
    """What the sub-contract takes in by reference, and which duties of the prime come to us only so.

    `compared` are the words of the head contract that were laid beside the sub-contract already.
    """
    found = sub.resembling(RULES)
    duties = list(_duties(head))[:MOST]
    told = {(one.number, one.start) for one in compared}
    left = [one for one in duties if (one.own.document, one.own.start) not in told]
    unsaid = _unsaid(head, sub, left) if found else []
    return Incorporation(
        found=tuple(found),
        obligations=tuple(Obligation(head.quotation(passage), round(likeness, 2)) for passage, likeness in unsaid),
        duties=len(duties),
        narrowed=bool(found) and all(map(_is_narrowed, found)),
    )


def _is_narrowed(quotation: Quotation) -> bool:
    return (
        re.search(
            r"\b(?:relevant|relat\w+|applicable|so far as|to the extent|insofar)\b[^.]{0,60}\b(?:services|work)",
            quotation.text,
            re.I,
        )
        is not None
    )


def _duties(head: Reader) -> Iterator[Passage]:
    """The sentences that lay something on the prime, each once."""
    contract = head.contract
    bound = {
        said.passage
        for said in contract.propositions
        if said.bearer in ("us", "both") and said.mode in ("duty", "prohibition") and not said.negated
    } | {said.passage for said in contract.propositions if said.bearer == "us" and said.mode == "prohibition"}
    told: set[Span] = set()
    for number in sorted(bound):
        passage = contract.passages[number]
        if head.binds(passage) and passage.own_end - passage.own_start >= FEWEST and passage.own not in told:
            told.add(passage.own)
            yield passage


def _unsaid(head: Reader, sub: Reader, duties: Sequence[Passage]) -> list[tuple[Passage, float]]:
    """The duties that no sentence of the sub-contract says, each with how much the likest one says of it."""
    left = [_words(head, passage) for passage in duties]
    right = [_words(sub, passage) for passage in sub.contract.passages if sub.binds(passage)]
    right = [words for words in right if words]
    if not left or not right:
        return [(passage, 0.0) for passage in duties]
    alike = _shares(left, right)
    return [(passage, float(share)) for passage, share in zip(duties, alike, strict=True) if share < SAID]


def _shares(duties: Sequence[Sequence[str]], sentences: Sequence[Sequence[str]]) -> Sequence[float]:
    """For each duty the largest share of its words that one sentence has; the rarer a word, the more it counts."""
    known = {word: number for number, word in enumerate(dict.fromkeys(chain(*duties, *sentences)))}
    held = np.zeros((len(sentences), len(known)), dtype=np.float32)
    for row, words in enumerate(sentences):
        held[row, [known[word] for word in words]] = 1
    wanted = np.zeros((len(duties), len(known)), dtype=np.float32)
    for row, words in enumerate(duties):
        wanted[row, [known[word] for word in words]] = 1
    rarity = np.log((1 + len(sentences) + len(duties)) / (1 + held.sum(axis=0) + wanted.sum(axis=0))) + 1
    weighed = wanted * rarity
    total = np.maximum(weighed.sum(axis=1), 1e-6)
    return list((weighed @ held.T).max(axis=1) / total)


def _words(reader: Reader, passage: Passage) -> list[str]:
    """The words of a sentence that carry its meaning, without their endings and without the parties' names."""
    parties = {
        at
        for hit in passage.hits
        if hit.vocabulary in ("us", "them", "above", "both")
        for at in range(hit.start, hit.end)
    }
    text = reader.contract.documents[passage.document].text
    kept: Iterable[str] = (
        text[start:end].lower()
        for at, (start, end) in enumerate(passage.tokens)
        if passage.own_start <= at < passage.own_end and at not in parties
    )
    words = (stem(word) for word in kept if _WORD.fullmatch(word) and word not in _SMALL)
    return list(dict.fromkeys(words))[:LONGEST]
