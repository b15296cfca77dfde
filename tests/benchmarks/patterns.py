"""Every regular expression of termscheck against text made to slow it down: how its time grows with the text.

For each repetition within an expression a text is made that it can go round in for ever and that fails at the end: what
leads to the repetition, what it repeats n times, and then a sign that fits nowhere. Processor time is taken for one
length and for its double: 2 is linear, 4 quadratic. One that does not end in the processor time given is exponential.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import sys
import time
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import termscheck

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import re._constants as sre  # type: ignore[import-not-found]
    import re._parser as parser  # type: ignore[import-not-found]

LENGTH = 4_000
"""Characters of the shorter text."""
LEAST = 0.004
"""Seconds below which growth is not told from noise."""
SUPERLINEAR = 3.0
FUNCTIONS = {"compile", "match", "search", "sub", "subn", "findall", "finditer", "fullmatch", "split"}
FAILS = ("\x01", "\n\x01", " \x01", "")


@dataclass(frozen=True, slots=True)
class Growth:
    """How an expression fares with the text that is worst for it."""

    where: str
    pattern: str
    seconds: float
    ratio: float
    text: str

    @property
    def linear(self) -> bool:
        """Whether twice the text takes about twice the time, or too little to tell."""
        return self.seconds < LEAST or self.ratio < SUPERLINEAR


def expressions() -> dict[tuple[str | bytes, int], str]:
    """All regular expressions (with their flags) of the package, and the module that each stands in.

    Those that modules hold, in whatever they hold them, and those written out in calls.
    """
    found: dict[tuple[str | bytes, int], str] = {}
    for info in pkgutil.walk_packages(termscheck.__path__, "termscheck."):
        if info.name.endswith("__main__"):
            continue
        module = importlib.import_module(info.name)
        for held in _held(vars(module)):
            found.setdefault((held.pattern, held.flags), info.name)
        if module.__file__:
            for pattern in _written(Path(module.__file__)):
                compiled = re.compile(pattern)
                found.setdefault((compiled.pattern, compiled.flags), info.name)
    return found


def _held(value: object, depth: int = 0) -> Iterator[re.Pattern[str] | re.Pattern[bytes]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 4 and isinstance(value, Mapping):
        for key, inner in list(value.items()):
            if key != "__builtins__":
                yield from _held(inner, depth + 1)
    elif depth < 4 and isinstance(value, (tuple, list, set, frozenset)):
        for inner in value:
            yield from _held(inner, depth + 1)


def _written(path: Path) -> Iterator[str | bytes]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func
        if called and isinstance(called.value, ast.Name) and called.value.id == "re" and called.attr in FUNCTIONS:
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, (str, bytes)):
                yield first.value


def growth(pattern: str | bytes, flags: int, where: str, length: int = LENGTH) -> Growth:
    """How an expression fares with the worst of the texts made for it."""
    compiled = re.compile(pattern, flags)
    worst = Growth(where, str(compiled.pattern), 0.0, 0.0, "")
    for lead, pump, end in attacks(compiled):
        short, long = (lead + pump * (n // max(len(pump), 1)) + end for n in (length, 2 * length))
        first, second = (_seconds(compiled, text) for text in (short, long))
        if second > worst.seconds:
            worst = Growth(where, str(compiled.pattern), second, second / max(first, 1e-6), f"{lead!r} + {pump!r} * n + {end!r}")
    return worst


def _seconds(compiled: re.Pattern[str] | re.Pattern[bytes], text: str) -> float:
    given = text.encode("utf-8", "replace") if isinstance(compiled.pattern, bytes) else text
    before = time.process_time()
    for _ in compiled.finditer(given):  # type: ignore[arg-type]
        pass
    return time.process_time() - before


def attacks(compiled: re.Pattern[str] | re.Pattern[bytes]) -> Iterator[tuple[str, str, str]]:
    """What leads to each repetition, what goes round in it, and what makes it fail."""
    raw = compiled.pattern
    parsed = parser.parse(raw.decode("latin-1") if isinstance(raw, bytes) else raw, compiled.flags & ~re.UNICODE)
    seen: set[tuple[str, str]] = set()
    for lead, pump in [*_repeats(list(parsed), ""), ("", _witness(list(parsed), 1) or "a"), ("", " "), ("", "a ")]:
        for start in {lead, ""}:
            if pump and (start, pump) not in seen:
                seen.add((start, pump))
                for end in FAILS:
                    yield start, pump, end


def _repeats(nodes: list[tuple[object, object]], lead: str) -> Iterator[tuple[str, str]]:
    for kind, value in nodes:
        if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            _, most, body = value  # type: ignore[misc]
            if most == sre.MAXREPEAT or most > 20:
                yield from ((lead, _witness(list(body), choice)) for choice in range(3))
            yield from _repeats(list(body), lead)
        else:
            for inner in _inside(kind, value):
                yield from _repeats(inner, lead)
        lead += _witness([(kind, value)], 0)


def _inside(kind: object, value: object) -> Iterator[list[tuple[object, object]]]:
    if kind is sre.SUBPATTERN:
        yield list(value[3])  # type: ignore[index]
    elif kind is sre.BRANCH:
        yield from (list(branch) for branch in value[1])  # type: ignore[index]
    elif kind in (sre.ASSERT, sre.ASSERT_NOT):
        yield list(value[1])  # type: ignore[index]
    elif kind is sre.ATOMIC_GROUP:
        yield list(value)  # type: ignore[call-overload]


_CLASSES = {sre.CATEGORY_SPACE: " ", sre.CATEGORY_DIGIT: "1", sre.CATEGORY_WORD: "a", sre.CATEGORY_NOT_SPACE: "a",
            sre.CATEGORY_NOT_DIGIT: "a", sre.CATEGORY_NOT_WORD: " "}  # fmt: skip


def _witness(nodes: list[tuple[object, object]], choice: int) -> str:
    """A text that a part of an expression matches; `choice` picks among its branches and classes."""
    return "".join(_sign(kind, value, choice) for kind, value in nodes)


def _sign(kind: object, value: object, choice: int) -> str:
    if kind is sre.LITERAL:
        return chr(value)  # type: ignore[arg-type]
    if kind is sre.NOT_LITERAL:
        return "a" if value != ord("a") else "b"
    if kind is sre.ANY:
        return "a"
    if kind is sre.IN:
        return _of_class(list(value), choice)  # type: ignore[call-overload]
    if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        least, most, body = value  # type: ignore[misc]
        return _witness(list(body), choice) * max(least, min(most, choice and 1))
    insides = list(_inside(kind, value))
    if not insides or kind in (sre.ASSERT, sre.ASSERT_NOT):
        return ""
    return _witness(insides[choice % len(insides)], choice)


def _of_class(items: list[tuple[object, object]], choice: int) -> str:
    if items[0][0] is sre.NEGATE:
        taken = set(_signs(items[1:]))
        return next((one for one in ("a", " ", "1", "-", "Z") if one not in taken), "~")
    signs = _signs(items)
    return signs[choice % len(signs)] if signs else "a"


def _signs(items: list[tuple[object, object]]) -> list[str]:
    found = []
    for kind, value in items:
        if kind is sre.LITERAL:
            found.append(chr(value))  # type: ignore[arg-type]
        elif kind is sre.RANGE:
            found.append(chr(value[0]))  # type: ignore[index]
        elif kind is sre.CATEGORY:
            found.append(_CLASSES.get(value, "a"))
    return found


def measured() -> list[Growth]:
    """All expressions, the slowest first."""
    found = [growth(pattern, flags, where) for (pattern, flags), where in expressions().items()]
    return sorted(found, key=lambda one: (one.linear, -one.seconds))


def figures() -> list[str]:
    """The lines of the record."""
    found = measured()
    worse = [one for one in found if not one.linear]
    lines = [
        f"{len(found)} regular expressions; {len(found) - len(worse)} grow in line with the text, {len(worse)} faster;"
        f" the slowest took {max(one.seconds for one in found):.3f} s for {2 * LENGTH:,} characters"
    ]
    return lines + [
        f"{one.where}: {one.seconds:.3f} s, x{one.ratio:.1f} for twice the text {one.text}: {one.pattern[:100]}" for one in worse
    ]


if __name__ == "__main__":
    print("\n".join(figures()))
    sys.exit(0)
