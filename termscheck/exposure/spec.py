"""How terms become numbers: `rules/exposure.yaml`, read once, with the figures of the law that it names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from pydantic import Field

from termscheck.content import bundled
from termscheck.engine import law
from termscheck.engine.law import Figure
from termscheck.engine.rule_files import EXPOSURE
from termscheck.engine.schema import Strict, Text
from termscheck.engine.source import Source
from termscheck.errors import RuleError
from termscheck.exposure.model import Unit

LONGEST = 4_000
"""Characters of a sentence that are looked at: no sentence can be made so long that the search does not end."""


class _Entry(Strict):
    name: Text
    unit: Unit
    burden: bool = False
    rules: tuple[str, ...] = Field((), strict=False)
    good: tuple[str, ...] = Field((), strict=False)
    shown_by: tuple[str, ...] = Field((), strict=False)
    at_once: tuple[str, ...] = Field((), strict=False)
    passed_on: tuple[str, ...] = Field((), strict=False)
    limitless: str = "no limit"
    words: str | None = None
    shows: str | None = None
    needs: str | None = None
    but_not: str | None = None
    of: str | None = None
    worst: int | str | None = None
    worst_why: str = ""
    guess: int | None = None
    guess_why: str = ""
    ask: int | str | None = None
    ask_words: str = ""


@dataclass(frozen=True, slots=True)
class Spec:
    """What `exposure.yaml` says of a term; the file's head says what each part means."""

    key: str
    name: str
    unit: Unit
    burden: bool
    rules: tuple[str, ...]
    good: tuple[str, ...]
    shown_by: tuple[str, ...]
    at_once: tuple[str, ...]
    passed_on: tuple[str, ...]
    limitless: str
    """How a value of None is told."""
    words: re.Pattern[str] | None
    shows: re.Pattern[str] | None
    needs: re.Pattern[str] | None
    but_not: re.Pattern[str] | None
    of: re.Pattern[str] | None
    worst: Decimal | None
    worst_why: str
    guess: Decimal | None
    guess_why: str
    ask: Decimal | None
    ask_words: str

    def fits(self, text: str) -> bool:
        """Whether a sentence may state the term, by its first `LONGEST` characters."""
        text = text[:LONGEST]
        if self.words is None or not self.words.search(text):
            return False
        needed = self.needs is None or self.needs.search(text)
        return bool(needed) and not (self.but_not and self.but_not.search(text))


@cache
def figures() -> Mapping[str, Figure]:
    """The figures of the law that come with termscheck, by name."""
    source = _source(law.FILE)
    return MappingProxyType(law.read(source, source.data, {}))


@cache
def specs() -> Mapping[str, Spec]:
    """The terms, by key, in the order in which they are told. Raises `RuleError` for faults in `exposure.yaml`."""
    source = _source(EXPOSURE)
    found = {}
    for key, data in source.data.items():
        if entry := source.validated(_Entry, data, (key,)):
            found[key] = _spec(key, entry)
    if source.faults:
        raise RuleError(source.faults)
    return MappingProxyType(found)


def _source(name: str) -> Source:
    source = Source(bundled("rules") / name, f"rules/{name}")
    if source.faults:
        raise RuleError(source.faults)
    return source


def _spec(key: str, entry: _Entry) -> Spec:
    def pattern(text: str | None) -> re.Pattern[str] | None:
        return re.compile(text, re.IGNORECASE) if text else None

    return Spec(
        key=key, name=entry.name, unit=entry.unit, burden=entry.burden, rules=entry.rules,
        good=entry.good, shown_by=entry.shown_by, at_once=entry.at_once, passed_on=entry.passed_on,
        limitless=entry.limitless, words=pattern(entry.words), shows=pattern(entry.shows), needs=pattern(entry.needs),
        but_not=pattern(entry.but_not), of=pattern(entry.of),
        worst=_number(entry.worst), worst_why=entry.worst_why, guess=_number(entry.guess), guess_why=entry.guess_why,
        ask=_number(entry.ask), ask_words=entry.ask_words,
    )  # fmt: skip


def _number(value: int | str | None) -> Decimal | None:
    if isinstance(value, str):
        return Decimal(str(figures()[value.removeprefix(law.PREFIX)].value)).normalize()
    return None if value is None else Decimal(value)
