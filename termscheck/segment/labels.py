"""The numbers of clauses as printed: "12.3.1A", "(iv)", "Section 4.01", "Schedule Two", a bullet.

A label alone does not say what it means: "(i)" is a ninth letter or a first roman number. `parse` keeps every
reading; the outline chooses one by the neighbours. Every pattern is linear: no quantifier stands inside another
over the same characters.
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

Style = Literal["decimal", "paren", "close", "dot", "article", "division", "recital", "bullet", "other"]
Alphabet = Literal["number", "lower", "upper", "roman", "Roman", "name"]

_KEPT = 4_096
"""Labels that are known by what is printed: "(a)" comes in every list."""
BULLETS = "•·▪●○◦‣–—*\uf0b7\uf0a7-"
NUMBER_WORDS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)


class Reading(NamedTuple):
    """A place in a sequence: the ninth of the lower-case letters, the first of the roman numbers."""

    alphabet: Alphabet
    ordinal: int


@dataclass(frozen=True, slots=True)
class Label:
    """A printed label. `text` is what is printed, so that `parse(label.text) == label`.

    `core` is the part that identifies it, without brackets, stops and words ("iv", "12.3.1A", "Two"); `path` holds
    the components of a decimal label ("12.03" is ("12", "3")); `word` is the word of a division, article or section.
    """

    text: str
    style: Style
    core: str
    readings: tuple[Reading, ...]
    path: tuple[str, ...] = ()
    word: str = ""


def roman(number: int) -> str:
    """The lower-case roman number, from 1 to 89."""
    tens, ones = divmod(number, 10)
    return (
        ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx")[tens]
        + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[ones]
    )  # fmt: skip


def letters(number: int) -> str:
    """The lower-case letter as lists count: 26 is "z", 27 "aa", 28 "bb", to 52."""
    double, single = divmod(number - 1, 26)
    return string.ascii_lowercase[single] * (double + 1)


_ROMANS = {roman(number): number for number in range(1, 90)}
_LETTERS = {letters(number): number for number in range(1, 53)}
_WORDS = {word: number for number, word in enumerate(NUMBER_WORDS, 1)}

_COMPONENT = r"\d{1,3}[A-Z]{0,2}"
_DECIMAL = rf"(?-i:{_COMPONENT}(?:\.{_COMPONENT}){{0,8}}(?:\.[A-Z])?)"  # as many components as Word has list levels
_LETTERING = r"[ivxl]{1,8}|[IVXL]{1,8}|[a-z]{1,2}|[A-Z]{1,2}"
_NAMED = "|".join(reversed(NUMBER_WORDS))  # "sixteen" before "six"
_DIVISIONS = "schedule|annexure|annex|appendix|exhibit|attachment|part"
_IDENTITY = r"(?-i:\d{1,3}(?:\.\d{1,2})?[A-Z]?|[A-Z]-?\d{1,2}|[IVXL]{1,6}|[A-Z]|[a-z](?=[ \t]*(?:\n|\Z)))"

_BRACKETED = re.compile(rf"\((?P<core>{_LETTERING}|\d{{1,2}}[A-Z]?)\)")
_CLOSED = re.compile(rf"(?P<core>{_LETTERING}|\d{{1,2}})\)")
_DOTTED = re.compile(rf"(?P<core>{_LETTERING})\.")
_NUMBERED = re.compile(
    rf"(?:(?P<word>section|clause|paragraph)\s{{1,4}}|§\s?)?(?P<core>{_DECIMAL})(?!\w)(?:\s?\.(?!\d))?", re.I
)
_GLUED = re.compile(
    r"(?P<core>\d{1,3}(?:\.\d{1,3}){1,8}(?=[A-Z][a-z])|\d{1,3}(?:\.\d{1,3}){2,8}(?=[a-z]{2}))(?P<word>)"
)
"""A number that printing has run into its words: "5.6.10fire", "12.3Limits"."""
_ARTICLE = re.compile(rf"article\s{{1,4}}(?P<core>\d{{1,3}}[A-Z]?|[IVXL]{{1,8}}|{_NAMED})(?!\w)\.?", re.I)
_DIVISION = re.compile(
    rf"(?P<word>{_DIVISIONS})(?:\s{{1,4}}|-)[“\"']?(?P<core>{_IDENTITY}|{_NAMED})(?![\w’'])[”\"']?", re.I
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_NTH_DIVISION = re.compile(
    rf"(?:the\s{{1,4}})?(?P<core>{'|'.join(_ORDINALS)})\s{{1,4}}(?P<word>schedule|annexure|annex|appendix)(?![\w’'])",
    re.I,
)
_ONLY_DIVISION = re.compile(r"(?:THE )?(?P<word>SCHEDULE|APPENDIX|ANNEX|ANNEXURE)(?=\s*$)")
_RECITAL = re.compile(r"recital\s(?P<core>\(?[A-Z]{1,2}\)?)\.?(?!\w)", re.I)
_WORDED = re.compile(
    rf"{_DIVISIONS}|{'|'.join(_ORDINALS)}|the\s|article|section|clause|paragraph|recital|[a-z]{{1,8}}[.)]", re.I
)
"""A quick look: hardly any word begins a label."""
_BULLET = re.compile(rf"[{BULLETS}](?=\s|$)")


def parse(text: str) -> Label | None:
    """The label that the whole of `text` is, or None."""
    label = match(text)
    return label if label and len(label.text) == len(text) else None


def match(text: str, position: int = 0) -> Label | None:
    """The label that starts at `position`, or None. Whether it *is* one there depends on what follows."""
    first = text[position : position + 1]
    if first == "(":
        return _lettered(_BRACKETED.match(text, position), "paren")
    if first.isdigit():
        return _lettered(_CLOSED.match(text, position), "close") or _decimal(
            _GLUED.match(text, position) or _NUMBERED.match(text, position)
        )
    if first.isalpha():
        return _worded(text, position) if _WORDED.match(text, position) else None
    if bullet := _BULLET.match(text, position):
        return Label(bullet[0], "bullet", "", (Reading("name", 0),))
    return _decimal(_NUMBERED.match(text, position)) if first == "§" else None


def _worded(text: str, position: int) -> Label | None:
    """The label with a word, or of letters, that starts at `position`."""
    return (
        _division(
            _DIVISION.match(text, position)
            or _NTH_DIVISION.match(text, position)
            or _ONLY_DIVISION.match(text, position)
        )
        or _article(_ARTICLE.match(text, position))
        or _decimal(_NUMBERED.match(text, position))
        or _recital(_RECITAL.match(text, position))
        or _lettered(_CLOSED.match(text, position), "close")
        or _lettered(_DOTTED.match(text, position), "dot")
    )


def readings(core: str) -> tuple[Reading, ...]:
    """All that a letter, roman number, figure or number word can count; empty when it counts nothing."""
    if core[:1].isdigit():
        return (Reading("number", figure(core)),)
    low = core.lower()
    if low in _WORDS:
        return (Reading("number", _WORDS[low]),)
    if core not in (low, core.upper()):
        return ()
    found: list[Reading] = []
    if low in _LETTERS:
        found.append(Reading("lower" if core == low else "upper", _LETTERS[low]))
    if low in _ROMANS:
        found.append(Reading("roman" if core == low else "Roman", _ROMANS[low]))
    return tuple(found)


def figure(component: str) -> int:
    """The place of a component of a decimal label: 7 of "7A", 2 of the "B" of "23.B"."""
    digits = re.match(r"\d+", component)
    return int(digits[0]) if digits else _LETTERS[component.lower()]


def _lettered(found: re.Match[str] | None, style: Style) -> Label | None:
    return _lettered_label(found[0], found["core"], style) if found else None


@lru_cache(_KEPT)
def _lettered_label(text: str, core: str, style: Style) -> Label | None:
    known = readings(core)
    return Label(text, style, core, known) if known else None


def _decimal(found: re.Match[str] | None) -> Label | None:
    if not found or not found["core"].strip("0."):
        return None
    return _decimal_label(found[0], found["core"], (found["word"] or "").capitalize())


@lru_cache(_KEPT)
def _decimal_label(text: str, core: str, word: str) -> Label:
    path = tuple(re.sub(r"^0+(?=\d)", "", part) for part in core.split("."))
    if len(path) == 2 and path[1] == "0":  # "5.0 TERM" heads 5.1 and 5.2
        path = path[:1]
    return Label(text, "decimal", core, (Reading("number", figure(path[-1])),), path, word)


def _article(found: re.Match[str] | None) -> Label | None:
    known = readings(found["core"].upper() if len(found["core"]) < 3 else found["core"]) if found else ()
    counts = [reading for reading in known if reading.alphabet in ("number", "roman", "Roman")]
    if not found or not counts:
        return None
    return Label(found[0], "article", found["core"], (Reading("number", counts[0].ordinal),), (), "Article")


def _division(found: re.Match[str] | None) -> Label | None:
    if not found:
        return None
    core = found["core"] if found.re is _DIVISION else ""
    if found.re is _NTH_DIVISION:  # "THE FIRST SCHEDULE" is cited as Schedule 1
        core = str(_ORDINALS.index(found["core"].lower()) + 1)
    known = readings(core) or (Reading("name", 0),)
    return Label(found[0], "division", core, known, (), found["word"].capitalize())


def _recital(found: re.Match[str] | None) -> Label | None:
    known = readings(found["core"].strip("()")) if found else ()
    return Label(found[0], "recital", found["core"], known, (), "Recital") if found and known else None
