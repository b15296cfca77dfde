"""spaCy's tokeniser, which cuts every printed word only once, and a vocabulary that does not grow for ever.

Words come again and again, in one contract and from one to the next. spaCy keeps how it cut a word only as long as its
vocabulary is small, which ours is not; but it keeps every word that it ever met. Its memory zones take words out of a
vocabulary again, but leave the places empty in which they were found, and so its tables grow all the same. So a
vocabulary that is large is let go of as a whole, with the last document that was made of it.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

from spacy.attrs import IS_SPACE, LOWER, NORM
from spacy.lang.en import English
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]  # spaCy tells of no types there
from spacy.tokens import Doc, Token
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex
from spacy.vocab import create_vocab

MOST = 40_000
"""Printed words that are kept; then all are forgotten."""
MOST_WORDS = 40_000
"""Words of a vocabulary, some half a kilobyte each; then the next document begins another."""
LONGEST = 60
"""Characters of a word that is worth keeping."""
_PRINTED = re.compile(r"\S{1,200} ?|\s+")
"""A word with the blank after it, or other white space: what spaCy cuts without looking at what stands around.

spaCy makes a token of white space, which would part the words of a phrase at the end of a line; a tab does part them.

A longer word is cut in pieces: spaCy takes time by the square of its signs, and it is no word of a contract.
"""


def english() -> Tokenizer:
    """spaCy's tokeniser of English with a vocabulary of its own, which cuts at some more signs that contracts print."""
    rules = English.Defaults
    vocab: Any = create_vocab("en", rules)
    # spaCy works out some twenty attributes of every word it meets; nothing here looks at more than these
    vocab.lex_attr_getters = {attr: vocab.lex_attr_getters[attr] for attr in (NORM, LOWER, IS_SPACE)}
    infixes = [*(rules.infixes or ()), r"[()\[\]\"“”:;/|]", r"(?<=[a-z])\.(?=[A-Z])", r"(?<=\d)(?=[A-Za-z]{3})"]
    return Tokenizer(
        vocab,
        rules=rules.tokenizer_exceptions,
        prefix_search=compile_prefix_regex([*(rules.prefixes or ()), r"\|"]).search,
        suffix_search=compile_suffix_regex(rules.suffixes or ()).search,
        infix_finditer=compile_infix_regex(infixes).finditer,
        token_match=rules.token_match,
        url_match=rules.url_match,
    )


class _Cut(NamedTuple):
    """The tokens of a printed word."""

    words: tuple[int, ...]
    spaces: tuple[bool, ...]
    norms: tuple[tuple[int, str], ...]
    """Of the tokens that are known by another norm than their own: "n't" of "don't" is "not"."""
    blank: bool = False
    """Whether it is nothing but white space."""


class Tokeniser:
    """Gives the same tokens as `english`, for words of any length that words have.

    A document has the vocabulary of its time, and is good as long as it is kept: several threads may have theirs.
    """

    def __init__(self) -> None:
        self._words = _Words(english())

    def __call__(self, text: str) -> Doc:
        """The tokens of a text."""
        if len(self._words.vocab) > MOST_WORDS:
            self._words = _Words(english())
        return self._words.cut(text)


class _Words:
    """A vocabulary, and the printed words that were cut into words of it."""

    def __init__(self, inner: Tokenizer) -> None:
        self.vocab = inner.vocab
        self.inner = inner
        self._special = frozenset(inner.rules or ())
        """Words that spaCy cuts by a list: "cannot", "gonna"."""
        self._known: dict[str, _Cut] = {}
        self._with_blanks: dict[tuple[int, str], int] = {}

    def cut(self, text: str) -> Doc:
        """The tokens of a text."""
        printed = _PRINTED.findall(text)
        known = self._known
        if new := set(printed).difference(known):
            known = self._learn(new)
        words: list[int] = []
        spaces: list[bool] = []
        norms: list[tuple[int, str]] = []
        for piece, (cut, spaced, named, blank) in zip(printed, map(known.__getitem__, printed), strict=True):
            if blank and words and "\t" not in piece:
                words[-1] = self._with_blank(words[-1], " " * spaces[-1] + piece)
                spaces[-1] = False
                continue
            if named:
                norms += [(len(words) + place, norm) for place, norm in named]
            words += cut
            spaces += spaced
        # spaCy takes the numbers of words too, though it does not say so
        doc = Doc(self.vocab, words=cast(list[str], words), spaces=spaces)
        for place, norm in norms:
            doc[place].norm_ = norm
        return doc

    def _with_blank(self, word: int, blank: str) -> int:
        """A word that takes in the line break or wide blank after it: no word stands between it and the next."""
        if (made := self._with_blanks.get((word, blank))) is None:
            taken_in = self.vocab[self.vocab.strings[word] + blank]
            taken_in.norm = self.vocab[word].norm
            made = self._with_blanks[word, blank] = int(taken_in.orth)
        return made

    def _learn(self, new: set[str]) -> dict[str, _Cut]:
        """All cuts that are known, with those of new words. What is too long, or one too many, is not kept."""
        cuts = {blank: self._cut(list(self.inner(blank)))._replace(blank=True) for blank in new if blank.isspace()}
        printed = {word.rstrip(" ") for word in new if word not in cuts}
        plain = {word for word in printed if word.isascii() and word.isalpha() and word not in self._special}
        for word in plain:  # nothing in it to cut at: most words are so, and spaCy would try each of its rules
            cuts[word] = _Cut((self.vocab[word].orth,), (False,), ())
            cuts[word + " "] = _Cut(cuts[word].words, (True,), ())
        words = sorted(printed - plain)
        tokens = deque(self.inner(" ".join(words)))
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
            (place, token.norm_) for place, token in enumerate(tokens) if token.norm != self.vocab[token.orth].norm
        ]
        return _Cut(tuple(token.orth for token in tokens), (False,) * len(tokens), tuple(norms))
