"""spaCy's tokeniser, which cuts every printed word only once, and a vocabulary that does not grow for ever.

Words come again and again, in one contract and from one to the next. spaCy keeps how it cut a word only as long as its
vocabulary is small, which ours is not; but it keeps every word that it ever met, unless it met it in a memory zone.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from threading import Lock
from typing import Any, NamedTuple, cast

from spacy.tokens import Doc, Token
from spacy.vocab import Vocab

MOST = 50_000
"""Printed words that are kept; then all are forgotten."""
MOST_WORDS = 60_000
"""Words in spaCy's vocabulary, some half a kilobyte each; what is met from then on is forgotten with its document."""
LONGEST = 60
"""Characters of a word that is worth keeping."""
_PRINTED = re.compile(r"\S{1,200} ?|\s+")
"""A word with the blank after it, or other white space: what spaCy cuts without looking at what stands around.

A longer word is cut in pieces: spaCy takes time by the square of its signs, and it is no word of a contract.
"""


_turn = Lock()


@contextmanager
def passing(vocab: Vocab) -> Iterator[None]:
    """What a document adds to a vocabulary that is large already is taken out of it at the end.

    Nothing of spaCy's that was made within may be used afterwards. Threads take turns, whatever their vocabulary: one's
    words would go with another's document.
    """
    with _turn, cast(Any, vocab).memory_zone() if len(vocab) > MOST_WORDS else nullcontext():
        yield


class _Cut(NamedTuple):
    """The tokens of a printed word."""

    words: tuple[int, ...]
    spaces: tuple[bool, ...]
    norms: tuple[tuple[int, str], ...]
    """Of the tokens that are known by another norm than their own: "n't" of "don't" is "not"."""


class Tokeniser:
    """Gives the same tokens as the tokeniser that it is made of, for words of any length that words have."""

    def __init__(self, vocab: Vocab, inner: Callable[[str], Doc]) -> None:
        self._vocab = vocab
        self._inner = inner
        self._special = frozenset(getattr(inner, "rules", None) or ())
        """Words that spaCy cuts by a list: "cannot", "gonna"."""
        self._known: dict[str, _Cut] = {}

    def __call__(self, text: str) -> Doc:
        """The tokens of a text."""
        printed = _PRINTED.findall(text)
        known = self._known
        if new := {word for word in printed if word not in known}:
            known = self._learn(new)
        words: list[int] = []
        spaces: list[bool] = []
        norms: list[tuple[int, str]] = []
        for cut in map(known.__getitem__, printed):
            if cut.norms:
                norms += [(len(words) + place, norm) for place, norm in cut.norms]
            words += cut.words
            spaces += cut.spaces
        # spaCy takes the numbers of words too, though it does not say so
        doc = Doc(self._vocab, words=cast(list[str], words), spaces=spaces)
        for place, norm in norms:
            doc[place].norm_ = norm
        return doc

    def _learn(self, new: set[str]) -> dict[str, _Cut]:
        """All cuts that are known, with those of new words. What is too long, or one too many, is not kept."""
        cuts = {blank: self._cut(list(self._inner(blank))) for blank in new if blank.isspace()}
        printed = {word.rstrip(" ") for word in new if word not in cuts}
        plain = {word for word in printed if word.isascii() and word.isalpha() and word not in self._special}
        for word in plain:  # nothing in it to cut at: most words are so, and spaCy would try each of its rules
            cuts[word] = _Cut((self._vocab[word].orth,), (False,), ())
            cuts[word + " "] = _Cut(cuts[word].words, (True,), ())
        words = sorted(printed - plain)
        tokens = deque(self._inner(" ".join(words)))
        end = -1
        for word in words:
            end += 1 + len(word)
            own = []
            while tokens and tokens[0].idx < end:
                own.append(tokens.popleft())
            cuts[word] = self._cut(own)
            cuts[word + " "] = cuts[word]._replace(spaces=(*cuts[word].spaces[:-1], True))
        kept = {word: cut for word, cut in cuts.items() if len(word) <= LONGEST}
        known = self._known
        if cast(Any, self._vocab).in_memory_zone:
            return {**known, **cuts}  # the words are gone when the document is
        if len(known) + len(kept) > MOST:
            self._known = kept
        elif len(kept) == len(cuts):
            known.update(kept)
            return known
        else:
            self._known = {**known, **kept}
        return {**known, **cuts}

    def _cut(self, tokens: Sequence[Token]) -> _Cut:
        norms = [
            (place, token.norm_) for place, token in enumerate(tokens) if token.norm != self._vocab[token.orth].norm
        ]
        return _Cut(tuple(token.orth for token in tokens), (False,) * len(tokens), tuple(norms))
