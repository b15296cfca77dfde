"""The words of a clause as they are compared, and the differences between two clauses, word by word.

A reference to another clause is one word, which is the same when the clauses that it leads to are: a number that moved
because another clause came or went is no change of the terms.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from termscheck.drafts.model import Piece, PieceKind

MOST_WORDS = 3_000
"""Words of a clause up to which the differences within it are marked; of a longer one, sentences are."""
FEW = 2
"""Words that are the same and yet count as changed where they stand between longer changes."""
REFERENCE = "§"
"""What any reference counts as where clauses are told apart: which clause it leads to is not known yet."""

# what typesetting changes and meaning does not, so that a Word file and its print have the same words
_PLAIN = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "\u00ad": None, "\u200b": None})
_WORD = re.compile(r"(?:[\w\u00ad\u200b]+(?:[’'.,‐‑-][\w\u00ad\u200b]+)*|[^\w\s])\s*|\s+")
_SENTENCE = re.compile(r"[^.;:\n]*(?:[.;:\n]+\s*|$)")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands, with the white space after it, and what it is compared by; `target` is a reference's."""

    text: str
    key: str
    target: tuple[str, ...] = ()


def words_of(text: str) -> list[Word]:
    """The words of a text; signs count as words of their own."""
    return [Word(found[0], found[0].strip().translate(_PLAIN)) for found in _WORD.finditer(text)]


def differences(
    old: Sequence[Word], new: Sequence[Word], partners: Mapping[str, str]
) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Two clauses with the words marked that the other has not.

    `partners` leads from the id of a clause of the old draft to that of the same clause in the new one.
    """
    before, after = keys(old, partners), keys(new, {here: here for here in partners.values()})
    if before != after and max(len(old), len(new)) > MOST_WORDS:
        old, new = _sentences(old), _sentences(new)
        before, after = keys(old, {}), keys(new, {})
    left: list[tuple[PieceKind, Sequence[Word]]] = []
    right: list[tuple[PieceKind, Sequence[Word]]] = []
    for alike, low, high, start, end in _runs(before, after):
        same = alike or (before[low:high] != after[start:end] and _spelt_alike(old[low:high], new[start:end]))
        left.append(("same" if same else "out", old[low:high]))
        right.append(("same" if same else "in", new[start:end]))
    return _pieces(left), _pieces(right)


def astray(old: Sequence[Word], new: Sequence[Word], partners: Mapping[str, str]) -> tuple[str, ...]:
    """References that are written as before and now lead to another clause: nobody changed the number that moved."""
    led = {word.key: key for word, key in zip(old, keys(old, partners), strict=True) if word.target}
    leads = zip(new, keys(new, {here: here for here in partners.values()}), strict=True)
    found = [word.key for word, key in leads if word.target and led.get(word.key, key) != key]
    return tuple(dict.fromkeys(found))


def whole(words: Sequence[Word], kind: PieceKind) -> tuple[Piece, ...]:
    """A clause that only one of the drafts has."""
    return _pieces([(kind, words)])


def keys(words: Sequence[Word], ids: Mapping[str, str]) -> list[Hashable]:
    """What the words are compared by; of a reference to a clause that `ids` knows, where it leads."""
    return [
        tuple(ids[target] for target in word.target) if word.target and all(map(ids.get, word.target)) else word.key
        for word in words
    ]


def _runs(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[tuple[bool, int, int, int, int]]:
    """Runs of words that are the same in both, and those between, as ranges of either.

    What is the same at the beginning and end is taken first: of long texts difflib takes no notice of common words.
    """
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    tail = next((n for n in range(shorter - head) if old[-1 - n] != new[-1 - n]), shorter - head)
    yield True, 0, head, 0, head
    inner = SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail]).get_opcodes()
    for at, (kind, low, high, start, end) in enumerate(inner):
        same = kind == "equal" and not _lost(old[head + low : head + high], inner[max(0, at - 1) : at + 2])
        yield same, head + low, head + high, head + start, head + end
    yield True, len(old) - tail, len(old), len(new) - tail, len(new)


def _lost(words: Sequence[Hashable], around: Sequence[tuple[str, int, int, int, int]]) -> bool:
    """Whether words that are the same stand lost between two changes: signs alone, or a word or two of many."""
    if all(isinstance(key, str) and not any(c.isalnum() for c in key) for key in words):
        return True
    changes = [max(high - low, end - start) for kind, low, high, start, end in around if kind != "equal"]
    return len(words) <= FEW and len(changes) == 2 and min(changes) > len(words)


def _spelt_alike(old: Sequence[Word], new: Sequence[Word]) -> bool:
    """Whether runs differ only in that one draft's reference was not seen to be one in the other."""
    if any(word.target for word in old) and any(word.target for word in new):
        return False
    return [word.key for word in words_of(_text(old))] == [word.key for word in words_of(_text(new))]


def _text(words: Iterable[Word]) -> str:
    return "".join(word.text for word in words)


def _sentences(words: Sequence[Word]) -> list[Word]:
    text = _text(words)
    return [Word(found[0], " ".join(found[0].split())) for found in _SENTENCE.finditer(text) if found[0]]


def _pieces(runs: Iterable[tuple[PieceKind, Sequence[Word]]]) -> tuple[Piece, ...]:
    """Runs of words as pieces, runs of one kind that touch made one; a mark ends with its last word."""
    pieces: list[Piece] = []
    for kind, together in groupby(runs, key=lambda run: run[0]):
        text = "".join(_text(words) for _, words in together)
        marked = text if kind == "same" else text.rstrip()
        for part in (Piece(kind, marked), Piece("same", text[len(marked) :])):
            if pieces and pieces[-1].kind == part.kind:
                pieces[-1] = Piece(part.kind, pieces[-1].text + part.text)
            elif part.text:
                pieces.append(part)
    return tuple(pieces)
