"""What the words around a quantity make of it: a floor or a ceiling, its scope, its base, the greater of two.

All of it reads small letters (see `numbers`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from termscheck.annotate.index import Index, found_at
from termscheck.annotate.measure import Measure
from termscheck.model import Choice, Comparator

LOOK = 64
"""Characters before a quantity in which the words that bound it are looked for."""
REACH = 300
"""Characters within which the alternatives of "the greater of" are looked for."""
MOST_ALTERNATIVES = 3

_LEFT = re.compile(
    r"\b(?:(?P<least>at\s+(?:the\s+very\s+)?least|(?:not?|nor)\s+(?:be\s+)?(?:less|fewer|shorter|lower|smaller|earlier)\s+than|(?:a\s+)?minimum(?:\s+\w+)?(?:\s+of)?|not\s+fall\s+below)"
    r"|(?P<most>up\s+to(?:\s+and\s+including)?|(?:not?|nor|never)\s+(?:to\s+)?(?:be\s+)?(?:more|greater|longer|later|higher|larger)\s+than"
    r"|(?:not|never)\s+(?:(?:in\s+(?:the\s+)?aggregate|in\s+total|in\s+any\s+\w+|to)\s+)?exceed(?:ing)?|not\s+in\s+excess\s+of|(?:a\s+)?maximum(?:\s+\w+)?(?:\s+of)?"
    r"|limited(?:\s+in\s+(?:the\s+)?aggregate)?\s+to|capped\s+at|(?:a\s+)?(?:cap|limit|ceiling)\s+of|at\s+(?:the\s+)?(?:most|latest)|within)"
    r"|(?P<more>(?:more|greater|longer|higher|larger|later)\s+than|in\s+excess\s+of|exceed(?:s|ing)?|above|beyond)"
    r"|(?P<less>(?:less|fewer|shorter|lower|smaller)\s+than|below|under))"
    r"(?:,?\s+(?:in\s+(?:the\s+)?aggregate,?|in\s+total|(?:the|a|an|any|such|whichever\s+is)|(?:a\s+|the\s+)?(?:further\s+|total\s+|aggregate\s+)?(?:period|sum|amount|total|rate|limit)\s+of)){0,3}\s+$",
)
_DENIED = re.compile(r"\b(?:not|no|nor|neither|never)\b[^.;]*$")
""""In no event shall liability … exceed" is a ceiling, however much stands between."""
_RIGHT = re.compile(
    r"(?:'s?)?\s+(?:(?:written\s+)?notice\s+)?or\s+(?:(?P<least>more|longer|greater|above|over)|(?P<most>less|fewer|shorter|sooner|earlier|under))\b",
)
_OR_MORE = re.compile(r"\bor\s(?:(?P<least>more)|(?P<most>less|fewer))\b")
_SCOPE_BEGINS = re.compile(
    r"[,(]?\s*+(?:[,(]\s*+)?(?:or\s+|and\s+|whether\s+)?(?:per|for|in|each|any|every|an?|during|arising|aggregate|annually|yearly|monthly|quarterly|daily|p)\b"
)
"""Looked for first, since few quantities have a scope."""
_EACH = (
    r"(?:per|for\s+(?:each|any\s+one|every|each\s+and\s+every)|in\s+respect\s+of\s+(?:each|any\s+one|any|every)|"
    r"(?:each|any)\s+and\s+every|each|any\s+one|arising\s+(?:from|out\s+of)\s+(?:each|any\s+one))\s+(?:single\s+)?"
)
_IN_EACH = r"(?:(?:in|for|during)\s+(?:any|each|every)(?:\s+one)?)"
_SCOPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf",?\s*+(?:[,(]\s*+)?(?:or\s+|and\s+|whether\s+)?{words}"))
    for name, words in (
        ("claim", rf"{_EACH}claim\b"),
        ("event", rf"{_EACH}(?:event|occurrence|incident|act\s+or\s+omission|default)\b"),
        ("aggregate", r"(?:in\s+(?:the\s+)?(?:\w+\s+)?(?:aggregate|total)|aggregate)\b"),
        (
            "year",
            rf"(?:per\s+annum\b|p\.?\s?a\.?(?=[\s,;.)])|(?:per|an?|each|every|{_IN_EACH})\s+(?:[\w-]+\s+)?year\b)",
        ),
        ("year", r"(?:annually|yearly|in\s+any\s+(?:12|twelve)(?:\s\(12\))?[\s-]months?)\b"),
        (
            "",
            rf"(?:per|an?|each|every|{_IN_EACH})\s+(?:calendar\s+|complete\s+|working\s+|business\s+)?"
            r"(?P<noun>month|quarter|week|day|hour|half-year)\b(?!')",
        ),
        ("month", r"(?:monthly|pcm|p\.c\.m\.)(?!\w)"),
        ("quarter", r"quarterly\b"),
        ("day", r"daily\b"),
        ("", rf"(?:per|{_IN_EACH})\s+(?P<noun>[a-z][\w-]*)\b"),
    )
)
_CAPITALS = re.compile(r"(?:\s[A-Z]\w*){0,2}")
_AGGREGATE_BEFORE = re.compile(r"\baggregate\b[^.;\d£$€]*$")
_STOP = (
    "is|are|was|were|be|been|shall|will|may|must|should|that|which|who|if|within|for|to|by|from|in|on|at|per|as|when|"
    "where|unless|under|over|above|below|and|or|but|with|during|pursuant|than|has|have|had|plus|until|after|before|following|"
    "set|only|whichever|then|he|she|it|they|we|upon|provided|not|so|less"
)
_PHRASE = rf"(?:(?:(?:and|or)\s(?:paid|payable|due)\b|(?!(?:{_STOP})\b)[\w£$€'&/%-]+)\s?){{1,12}}"
_BASE = re.compile(rf"(?:'s)?\s+(?:of|off)\s+(?P<of>{_PHRASE})")
_MARGIN = re.compile(rf"(?:\s+(?:per\s+annum|a\s+year|p\.a\.))?,?\s+(?P<of>(?:above|over|below)\s+{_PHRASE})")
_BARE_BASE = re.compile(rf"\s+(?P<of>{_PHRASE})")
_GREATER = r"greater|higher|larger|greatest|highest|later|longer"
_LESSER = r"lesser|lower|smaller|less|least|lowest|earlier|sooner|shorter"
_OF_TWO = re.compile(rf"\b(?:(?P<greater>{_GREATER})|(?P<lesser>{_LESSER}))\s+of\b")
_WHICHEVER = re.compile(
    rf"\bwhichever\s+(?:is|are|shall\s+be|be|sum\s+is|amount\s+is|of\s+\w+\s+is)\s+(?:the\s+)?(?:(?P<greater>{_GREATER})|(?P<lesser>{_LESSER}))\b",
)
_SENTENCE_END = re.compile(r"[.!?]\s|\n[ \t]{0,40}\n|;\s(?!(?:and|or)\b)")


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Characters `[start, end)` of "the greater of A and B", with the numbers of the quantities in it."""

    choice: Choice
    start: int
    end: int
    members: tuple[int, ...]


def comparator(low: str, start: int, end: int) -> Comparator:
    """Whether the words make the quantity a floor ("at least"), a ceiling ("within", "not exceeding"), or neither."""
    found = _LEFT.search(low, max(0, start - LOOK), start) if start else None
    # `$` stands for the quantity's own start, since the search ends there
    if found and found["more"] == "exceed" and _DENIED.search(low, max(0, found.start() - 3 * LOOK), found.start()):
        return "at most"
    if found:
        names: tuple[tuple[str, Comparator], ...] = (
            ("least", "at least"), ("most", "at most"), ("more", "more than"), ("less", "less than")
        )  # fmt: skip
        return next(name for group, name in names if found[group])
    if after := _RIGHT.match(low, end) or _OR_MORE.search(low, start, end):
        return "at least" if after["least"] else "at most"
    return ""


def base(low: str, measure: Measure) -> tuple[int, int]:
    """Where the words stand that say what it is a share of ("the Charges paid"); both ends are alike if none do."""
    if measure.kind != "percentage":
        return measure.end, measure.end
    patterns = (_BARE_BASE,) if measure.unit == "times" else (_BASE, _MARGIN)
    if measure.unit == "fraction":
        patterns = (_BASE, _BARE_BASE)
    for pattern in patterns:
        if found := pattern.match(low, measure.end):
            return found.start("of"), found.start("of") + len(found["of"].rstrip())
    return measure.end, measure.end


def scopes(view: str, low: str, start: int, end: int) -> tuple[str, ...]:
    """What the quantity counts for: "claim", "event", "year", …; several things in "per claim and in aggregate"."""
    found: list[str] = []
    at = end
    while len(found) < MOST_ALTERNATIVES and _SCOPE_BEGINS.match(low, at):
        scope = next(((name, m) for name, pattern in _SCOPES if (m := pattern.match(low, at))), None)
        if scope is None:
            break
        name, match = scope
        found.append(name or _noun(view, match))
        at = match.end()
    if _AGGREGATE_BEFORE.search(low, max(0, start - LOOK), start):
        found.append("aggregate")
    return tuple(dict.fromkeys(found))


def _noun(view: str, match: re.Match[str]) -> str:
    """The noun of "per Settled Outcome", which is two words when both are capitals."""
    more = _CAPITALS.match(view, match.end("noun")) if view[match.start("noun")].isupper() else None
    return " ".join((match["noun"] + (more[0].lower() if more else "")).split())


def alternatives(index: Index, measures: Sequence[Measure]) -> Iterator[Alternatives]:
    """The places where the greater or the lesser of several quantities counts."""
    if not measures:
        return
    low = index.low
    for match in found_at(_OF_TWO, low, index.of(f"{_GREATER}|{_LESSER}".split("|"))):
        stop = _SENTENCE_END.search(low, match.end(), match.end() + REACH)
        members = _alike(measures, match.end(), stop.start() if stop else match.end() + REACH)
        if members:
            yield Alternatives(_choice(match), match.start(), measures[members[-1]].end, members)
    for match in found_at(_WHICHEVER, low, index.of(["whichever"])):
        first = max(0, match.start() - REACH)
        stops = [stop.end() for stop in _SENTENCE_END.finditer(low, first, match.start())]
        members = _alike(measures, stops[-1] if stops else first, match.start(), last=True)
        if len(members) > 1:
            yield Alternatives(_choice(match), measures[members[0]].start, match.end(), members)


def _choice(match: re.Match[str]) -> Choice:
    return "greater" if match["greater"] else "lesser"


def _alike(measures: Sequence[Measure], start: int, end: int, last: bool = False) -> tuple[int, ...]:
    """The quantities in a stretch of text that can be compared: times with times, sums and shares with each other."""
    first = bisect_left(measures, start, key=lambda one: one.start)
    inside = range(first, bisect_left(measures, end, key=lambda one: one.start))
    if not inside:
        return ()
    sort = measures[inside[-1 if last else 0]].kind
    kinds = {"money", "percentage"} if sort in {"money", "percentage"} else {sort}
    alike = [n for n in inside if measures[n].kind in kinds]
    return tuple(alike[-2:] if last else alike[:MOST_ALTERNATIVES])
