"""How Word writes a number: 4, iv, D, 04, Fourth."""

from __future__ import annotations

import re
from collections.abc import Callable

# fmt: off
_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
_TENS = ("", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}
_ROMANS = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)
# fmt: on


def _letters(number: int) -> str:
    """27 is aa and 28 is bb, unlike the columns of a spreadsheet."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number <= 780 else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    written = ""
    for worth, sign in _ROMANS:
        count, number = divmod(number, worth)
        written += sign * count
    return written


def _ordinal(number: int) -> str:
    teen = number % 100 in {11, 12, 13}
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _cardinal_words(number: int) -> str:
    if not 0 <= number < 1_000_000:
        return str(number)
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10] + (f"-{_ONES[number % 10]}" if number % 10 else "")
    size, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
    rest = f" {_cardinal_words(number % size)}" if number % size else ""
    return f"{_cardinal_words(number // size)} {name}{rest}"


def _ordinal_words(number: int) -> str:
    if not 0 <= number < 1_000_000:
        return _ordinal(number)
    words = _cardinal_words(number)
    last = re.split("[ -]", words)[-1]
    ending = _ORDINALS.get(last) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")
    return words.removesuffix(last) + ending


def _marks(number: int) -> str:
    """The marks of footnotes in the Chicago Manual of Style: *, †, ‡, §, then each twice."""
    return "*†‡§"[(number - 1) % 4] * ((number - 1) // 4 + 1) if 0 < number <= 120 else str(number)


def _encircled(number: int) -> str:
    return chr(ord("①") + number - 1) if 0 < number <= 20 else str(number)


def write_number(number: int, number_format: str) -> str:
    """A number as Word writes it in `number_format`; a format that is not known is written in digits.

    The format is the value of a `w:numFmt`, or the number one of a format of the file's own ("001"). Digits that Word
    sets in one sign with brackets or a full stop are written out: a lawyer cites "(4)", not "⑷".
    """
    write = FORMATS.get(number_format)
    if write is not None:
        return write(number)
    return f"{number:0{len(number_format)}d}" if number_format.startswith("0") else str(number)


FORMATS: dict[str, Callable[[int], str]] = {
    "none": lambda _: "",
    "bullet": lambda _: "",
    "decimalZero": "{:02d}".format,
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperRoman": _roman,
    "ordinal": _ordinal,
    "cardinalText": lambda number: _cardinal_words(number).capitalize(),
    "ordinalText": lambda number: _ordinal_words(number).capitalize(),
    "numberInDash": "- {} -".format,
    "decimalEnclosedParen": "({})".format,
    "decimalEnclosedFullstop": "{}.".format,
    "decimalEnclosedCircle": _encircled,
    "hex": "{:X}".format,
    "chicago": _marks,
}
