"""Numbers as contracts print them: "30", "1,250.50", "thirty-five", "thirty (30)", "one and a half".

Everything here reads small letters: a text is put into small letters once, which is faster than asking every pattern
to look at both cases. All patterns are bounded, so that a text of nothing but numbers is read in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from termscheck.annotate.index import Index

UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
NTH = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "twelfth": 12, "fifteenth": 15, "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50,
    "sixtieth": 60, "ninetieth": 90,
}  # fmt: skip

_WORD = "|".join([*UNITS, *TENS, *SCALES])
_FIRST = rf"(?:{_WORD}|an?[ -](?:hundred|thousand|million|billion))\b"
HALF = r"(?:[ -]and[ -](?:a|one)[ -]half\b)?"
WORDS = rf"{_FIRST}(?:(?:[ -]|, |[ -]and[ -])(?:{_WORD})\b(?![ -]half)){{0,14}}{HALF}"
"""A number in words, of at most fifteen of them."""
DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,5}(?!\d)|\d{1,15})(?:\.\d{1,6}|[ -]1/2)?"
_FIGURE = rf"(?:{DIGITS}|{WORDS})"
ORDINAL = rf"(?:(?P<tens>{'|'.join(TENS)})[ -])?(?P<nth>{'|'.join(NTH)}|\d{{1,3}}(?:st|nd|rd|th))"

_START = re.compile(rf"(?<![\w.,£$€/])(?<!\d-)(?:[(\[]\s?)?(?:\d|{_FIRST})")
"""Where a number may begin: not within another, nor within "12.3", "£5" or "01/02/2026"."""
_NUMBER = re.compile(
    rf"(?P<open>[(\[]\s?)?(?P<number>{_FIGURE})(?(open)\s?[)\]])"
    rf"(?:\s{{0,3}}[(\[]\s?(?P<again>{_FIGURE})-?\s?[)\]])?"
)
_UP_TO = re.compile(r"[\s-]{0,2}(?:to|and|or|-|\u2013)\s{0,3}(?=[\d(a-z])")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number at characters `[start, end)`. `least` is the lower end where it is a range ("30 to 45").

    Where words and figures differ ("thirty (60)") the words prevail, as courts have it, and it is `doubted`.
    """

    value: float
    start: int
    end: int
    doubted: bool = False
    least: float | None = None


def lowered(text: str) -> str:
    """The text in small letters, character for character."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def figures(index: Index) -> Iterator[Figure]:
    """Every number of a text, by position; none overlap."""
    low = index.low
    words = [*index.numbers, *index.of((*UNITS, *TENS, *SCALES, "a", "an"))]
    bracketed = [at for word in words for at in (word - 2, word - 1) if at >= 0 and low[at] in "(["]
    end = 0
    for at in sorted([*words, *bracketed]):
        if at >= end and _START.match(low, at) and (figure := figure_at(low, at)):
            end = figure.end
            yield figure


def figure_at(low: str, start: int) -> Figure | None:
    """The number that begins here."""
    found = _NUMBER.match(low, start)
    if not found:
        return None
    said = [part for part in (found["number"], found["again"]) if part]
    value = number(next((part for part in said if not part[0].isdigit()), said[-1]))
    return Figure(value, found.start(), found.end(), any(number(part) != value for part in said))


def upper_end(low: str, lower: Figure) -> Figure | None:
    """The range that a number opens, when another and greater one follows: "30 to 45"."""
    link = _UP_TO.match(low, lower.end)
    upper = figure_at(low, link.end()) if link else None
    if not upper or upper.value <= lower.value:
        return None
    return Figure(upper.value, lower.start, upper.end, lower.doubted or upper.doubted, lower.value)


def number(text: str) -> float:
    """The value of "30", "1,250.50", "thirty-five", "one hundred and twenty", "2 1/2" or "two and a half"."""
    text = text.lower().strip()
    if text[0].isdigit():
        whole, half, _ = text.replace(",", "").partition("1/2")
        return float(whole.rstrip(" -")) + (0.5 if half else 0)
    total = group = 0
    for word in re.split(r"[ ,-]+", text):
        if word in UNITS or word in TENS:
            group += UNITS.get(word, TENS.get(word, 0))
        elif word == "hundred":
            group = max(group, 1) * 100
        elif word in SCALES:
            total, group = total + max(group, 1) * SCALES[word], 0
        elif word == "half":  # the "one" of "one half" was no unit
            return float(total + group - text.endswith("one half")) + 0.5
    return float(total + group)


def ordinal(match: re.Match[str]) -> float:
    """The value of an `ORDINAL` that was found: "forty-fifth", "20th"."""
    nth = match["nth"]
    return float(TENS.get(match["tens"] or "", 0) + (NTH.get(nth) or int(re.sub(r"\D", "", nth))))
