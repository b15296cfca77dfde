"""English inflection for vocabularies: what a lawyer writes once ("hold harmless") matches as it is used.

Rules of regular English spelling with a table of the irregular verbs of contract drafting. It over-generates
a little ("cancelled" and "canceled"); a form that no one writes matches nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

Form = Literal["base", "past", "ing", "noun", "adjective", "phrase"]

IRREGULAR = {
    "arise": ("arose", "arisen"), "be": ("was", "were", "been"), "bear": ("bore", "borne"),
    "become": ("became", "become"), "begin": ("began", "begun"), "bid": ("bid",), "bind": ("bound",),
    "break": ("broke", "broken"), "bring": ("brought",), "build": ("built",), "buy": ("bought",), "cast": ("cast",),
    "catch": ("caught",), "come": ("came", "come"), "cut": ("cut",), "deal": ("dealt",), "do": ("did", "done"),
    "draw": ("drew", "drawn"), "drive": ("drove", "driven"), "fall": ("fell", "fallen"), "feed": ("fed",),
    "fight": ("fought",), "find": ("found",), "forbid": ("forbade", "forbidden"), "forego": ("forewent", "foregone"),
    "forgo": ("forwent", "forgone"), "get": ("got",), "give": ("gave", "given"), "go": ("went", "gone"),
    "hang": ("hung",), "have": ("had",), "hit": ("hit",), "hold": ("held",), "keep": ("kept",),
    "know": ("knew", "known"), "lay": ("laid",), "leave": ("left",), "lend": ("lent",), "let": ("let",),
    "lie": ("lay", "lain"), "lose": ("lost",), "make": ("made",), "meet": ("met",), "overpay": ("overpaid",),
    "pay": ("paid",), "prepay": ("prepaid",), "put": ("put",), "quit": ("quit",), "read": ("read",),
    "repay": ("repaid",), "reset": ("reset",), "rest": ("rested",), "ride": ("rode", "ridden"),
    "rise": ("rose", "risen"), "run": ("ran", "run"), "say": ("said",), "see": ("saw", "seen"), "seek": ("sought",),
    "sell": ("sold",), "send": ("sent",), "set": ("set",), "shed": ("shed",), "show": ("showed", "shown"),
    "shrink": ("shrank", "shrunk"), "shut": ("shut",), "speak": ("spoke", "spoken"), "spend": ("spent",),
    "split": ("split",), "spread": ("spread",), "stand": ("stood",), "step": ("stepped",), "stick": ("stuck",),
    "strike": ("struck", "stricken"), "swallow": ("swallowed",), "take": ("took", "taken"), "teach": ("taught",),
    "tell": ("told",), "think": ("thought",), "throw": ("threw", "thrown"), "underpay": ("underpaid",),
    "undertake": ("undertook", "undertaken"), "wake": ("woke",), "walk": ("walked",), "wear": ("wore", "worn"),
    "wind": ("wound",), "withdraw": ("withdrew", "withdrawn"), "withhold": ("withheld",),
    "write": ("wrote", "written"),
}  # fmt: skip
THIRD_PERSON = {"be": "is", "have": "has", "do": "does", "go": "goes"}
STRESSED_LAST = {
    "defer",
    "refer",
    "incur",
    "occur",
    "transfer",
    "remit",
    "submit",
    "permit",
    "commit",
    "compel",
    "confer",
}
VOWELS = "aeiou"


def verb_forms(verb: str) -> Iterator[tuple[str, Form]]:
    """All the forms of a verb or verb phrase; only its first word is inflected ("holds harmless")."""
    head, _, rest = verb.partition(" ")
    for spelling in _spellings(head):
        for form, kind in _inflected(spelling):
            yield (f"{form} {rest}".rstrip(), kind)


def noun_forms(noun: str) -> Iterator[tuple[str, Form]]:
    """Singular and plural; the last word is inflected, but not across "of" ("statement of claim")."""
    for spelling in _spellings(noun):
        yield spelling, "noun"
        head, of, rest = spelling.partition(" of ")
        yield _plural(head) + of + rest, "noun"


def adjective_forms(adjective: str) -> Iterator[tuple[str, Form]]:
    """An adjective does not change."""
    for spelling in _spellings(adjective):
        yield spelling, "adjective"


def _spellings(word: str) -> tuple[str, ...]:
    if word.endswith("ise") and len(word) > 5 and word not in {"otherwise", "promise", "exercise", "advise", "revise"}:
        return word, word[:-3] + "ize"
    return (word,)


def _inflected(verb: str) -> Iterator[tuple[str, Form]]:
    yield verb, "base"
    yield THIRD_PERSON.get(verb) or _plural(verb), "base"
    if verb == "be":
        yield "are", "base"
    stems = _stems(verb)
    for past in IRREGULAR.get(verb) or tuple(stem + "ed" for stem in stems):
        yield past, "past"
    for stem in _ing_stems(verb) or stems:
        yield stem + "ing", "ing"


def _stems(verb: str) -> tuple[str, ...]:
    """What "-ed" and "-ing" are put to."""
    if verb.endswith("e"):
        return (verb[:-1],)
    if verb.endswith("y") and len(verb) > 2 and verb[-2] not in VOWELS:
        return (verb[:-1] + "i",)
    if verb.endswith("l") and len(verb) > 4 and verb[-2] in VOWELS and verb[-3] not in VOWELS:
        return verb + "l", verb
    closed = len(verb) > 2 and verb[-1] not in VOWELS + "wxyh" and verb[-2] in VOWELS and verb[-3] not in VOWELS
    short = sum(letter in VOWELS for letter in verb) == 1
    return (verb + verb[-1],) if closed and (short or verb in STRESSED_LAST) else (verb,)


def _ing_stems(verb: str) -> tuple[str, ...]:
    """What "-ing" is put to, where it is not what "-ed" is put to: agreeing, paying, lying."""
    if verb.endswith("ie"):
        return (verb[:-2] + "y",)
    return (verb,) if verb.endswith(("y", "ee")) or verb == "be" else ()


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh", "o")):
        return word + "es"
    if word.endswith("y") and len(word) > 1 and word[-2] not in VOWELS:
        return word[:-1] + "ies"
    return word + "s"
