"""What a text of any format may hide or be: words in another language, characters that nobody sees.

A word may be cut by a character without width ("indem\u200bnify"), or hold a letter of another alphabet that looks
like a Latin one: it reads as usual to a person and as another word to a program. Both are undone where the language
is read (`notes`); here they are told, because in a contract they are seldom an accident.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from termscheck.annotate.index import Index
from termscheck.model import Notice

UNSEEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
"""Characters without width, as a class of a regular expression: soft hyphens, joiners, marks of direction."""
LOOKALIKES = str.maketrans("АВЕКМНОРСТХаеорсухіјѕԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοѵ", "ABEKMHOPCTXaeopcyxijsdqwABEZHIKMNOPTYXov")
"""Letters of Cyrillic and Greek that print like Latin ones."""

_HIDDEN = re.compile(f"[{UNSEEN}]")
_CUT = re.compile(rf"[^\W\d_][{UNSEEN}]+[^\W\d_]")
_TURNED = re.compile("[\u202a-\u202e\u2066-\u2069]")
_FOREIGN = re.compile(f"[{''.join(map(chr, LOOKALIKES))}]")
_ODD = re.compile(f"[{UNSEEN}{''.join(map(chr, LOOKALIKES))}]")
"""Any character that there may be a doubt about: hardly any text has one."""
_LATIN = re.compile("[A-Za-z]")
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "the of and to in a or is be by for shall with this any that as on will not may it are its which from at an",
    )
)
_SAMPLE = 200_000
"""Characters from which the language is told."""
_ENOUGH = 300
"""Words from which the language can be told."""
_LEAST = 0.15
"""Share of small English words; English contracts have about 0.4, and other languages of Europe under 0.06."""


def doubts(text: str, words: Index) -> Iterator[Notice]:
    """Notices about a whole text, whose words have been read."""
    said, english = words.count(str.isalpha, _SAMPLE), words.count(_ENGLISH.__contains__, _SAMPLE)
    if said >= _ENOUGH and english < _LEAST * said:
        yield Notice(
            "N-LANGUAGE",
            "This does not read like English. The rules are written for contracts in English, so that most of this "
            "text was not understood.",
            material=True,
        )
    if text.isascii() or not _ODD.search(text):
        return
    if cut := len(_CUT.findall(text)) if _HIDDEN.search(text) else 0:
        yield Notice(
            "N-CUT-WORDS",
            f"{cut:,} {'word is' if cut == 1 else 'words are'} cut by characters that cannot be seen. They were read "
            "as whole words. Ask why the characters are there.",
        )
    if mixed := mixed_words(text):
        shown = ", ".join(f"“{word}”" for word in [word[:30] for word in dict.fromkeys(mixed)][:5])
        yield Notice(
            "N-LOOKALIKE",
            f"{len(mixed):,} {'word has' if len(mixed) == 1 else 'words have'} letters of another alphabet that look "
            f"like ours ({shown}). They were read as they look. Ask why the letters are there.",
        )
    if _TURNED.search(text):
        yield Notice(
            "N-DIRECTION",
            "The text has hidden marks that turn the direction of reading, so that it may look different on a screen "
            "from what was read. Quotations in this report show them.",
        )


def mixed_words(text: str) -> list[str]:
    """The words that mix Latin letters with lookalikes."""
    return [word for word in _WORD.findall(text) if _is_mixed(word)] if _FOREIGN.search(text) else []


def as_they_look(text: str) -> str:
    """The text with the lookalikes in mixed words as Latin letters, character for character."""
    if not _FOREIGN.search(text):
        return text
    return _WORD.sub(lambda found: found[0].translate(LOOKALIKES) if _is_mixed(found[0]) else found[0], text)


def _is_mixed(word: str) -> bool:
    return bool(_FOREIGN.search(word) and _LATIN.search(word))
