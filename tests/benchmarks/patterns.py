"""Text made to slow termscheck down: how the processor time grows with its length.

Two figures. Each regular expression by itself is matched against texts that go round in one of its repetitions and fail
at the end; and whole contracts with a run of signs in a clause are checked. Time is the processor's, for one length and
for its double: 2 is in line with the length, 4 by its square. `python -m tests.benchmarks.patterns` shows both.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import re._constants as sre
import re._parser as parser
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import termscheck

LENGTH = 4_000
"""Characters of the shorter text for an expression; `CONTRACT` those of a clause."""
CONTRACT = 50_000
LEAST = 0.01
"""Seconds below which growth is not told from noise."""
STEEP = 3.0
"""Times the processor time for twice the text from which it does not grow in line with it."""
PATIENCE = 60
"""Seconds after which an expression counts as one that never ends."""
PUMPS = (
    " ", "\t", "\xa0", "\n", "\r\n", "-", "_", ".", ". ", "a", "A ", "Aa ", '"', "“", "(", ")", "[", "1", "1.", "1 ",
    "£1 ", ", ", "; ", "or ", "(a) ", "clause 1, ", "x's ", "and/or ", "30 days ", "a-", "Schedule 1 ", "“A” or ",
    "“A” means ", "twenty-", "one hundred and ", "…", "1,000,", "/", "&", "'",
)  # fmt: skip
_FUNCTIONS = {"compile", "match", "search", "sub", "subn", "findall", "finditer", "fullmatch", "split"}
_FAILS = ("\x01", "\n\x01", " \x01", "")
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
_CLASSES = {
    sre.CATEGORY_SPACE: " ", sre.CATEGORY_DIGIT: "1", sre.CATEGORY_WORD: "a", sre.CATEGORY_NOT_SPACE: "a",
    sre.CATEGORY_NOT_DIGIT: "a", sre.CATEGORY_NOT_WORD: " ",
}  # fmt: skip
Expression = tuple[Any, int]
Nodes = list[tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Growth:
    """Seconds for the longer text that was worst, how many times those for the shorter, and what it was."""

    what: str
    seconds: float
    ratio: float
    text: str

    @property
    def steep(self) -> bool:
        """Whether it grows faster than the text does."""
        return self.seconds >= LEAST and self.ratio >= STEEP


def adversarial(pump: str, length: int) -> str:
    """A contract with a clause that runs on with the same signs."""
    duty = "The Contractor shall pay the Partner within 30 days"
    return f"1. Payment\n1.1 {duty} {pump * (length // len(pump))}\x01 of the invoice and no more.\n1.2 {duty}.\n"


def checked() -> list[Growth]:
    """Whole checks of contracts with each run of signs, the steepest first."""
    day = date(2026, 11, 26)
    termscheck.check_text(adversarial("a", 9), today=day)
    found = []
    for pump in PUMPS:
        short, long = (
            _seconds(lambda text=text: termscheck.check_text(text, today=day))
            for text in (adversarial(pump, CONTRACT), adversarial(pump, 2 * CONTRACT))
        )
        found.append(Growth("check", long, long / short, repr(pump)))
    return sorted(found, key=lambda one: -one.ratio)


def expressions() -> dict[Expression, str]:
    """All regular expressions (with their flags) of the package, and the module that each stands in.

    Those that modules hold, in whatever they hold them, and those written out in calls.
    """
    found: dict[Expression, str] = {}
    for info in pkgutil.walk_packages(termscheck.__path__, "termscheck."):
        if info.name.endswith("__main__"):
            continue
        module = importlib.import_module(info.name)
        for held in (*_held(vars(module)), *_written(Path(module.__file__ or ""))):
            found.setdefault((held.pattern, held.flags), info.name)
    return found


def _held(value: object, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 4 and isinstance(value, Mapping):
        for key, inner in list(value.items()):
            if key != "__builtins__":
                yield from _held(inner, depth + 1)
    elif depth < 4 and isinstance(value, (tuple, list, set, frozenset)):
        for inner in value:
            yield from _held(inner, depth + 1)


def _written(path: Path) -> Iterator[re.Pattern[Any]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        function, first = node.func, node.args[0]
        ours = isinstance(function.value, ast.Name) and function.value.id == "re" and function.attr in _FUNCTIONS
        if ours and isinstance(first, ast.Constant) and isinstance(first.value, (str, bytes)):
            yield re.compile(first.value)


def matched() -> list[Growth]:
    """Each expression with the text that is worst for it; one that never ends has endless seconds."""
    context = get_context("fork")
    found = []
    for expression, where in expressions().items():
        with context.Pool(1, signal.alarm, (PATIENCE,)) as pool:
            worst = pool.apply_async(_worst, (expression, where))
            try:
                found.append(worst.get(PATIENCE))
            except TimeoutError:
                found.append(Growth(f"{where}: {expression[0]}", float("inf"), float("inf"), ""))
    return sorted(found, key=lambda one: -one.seconds)


def _worst(expression: Expression, where: str) -> Growth:
    compiled = re.compile(*expression)
    worst = Growth(f"{where}: {compiled.pattern}", 0.0, 0.0, "")
    for lead, pump, end in attacks(compiled):
        texts: list[Any] = [lead + pump * (n // len(pump)) + end for n in (LENGTH, 2 * LENGTH)]
        if isinstance(compiled.pattern, bytes):
            texts = [text.encode("utf-8", "replace") for text in texts]
        short, long = (_seconds(lambda text=text: compiled.match(text)) for text in texts)
        if long > worst.seconds:
            worst = Growth(worst.what, long, long / max(short, 1e-6), f"{lead!r} + {pump!r} * n + {end!r}")
    return worst


def _seconds(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def attacks(compiled: re.Pattern[Any]) -> Iterator[tuple[str, str, str]]:
    """What leads to each repetition of an expression, what goes round in it, and what makes it fail."""
    raw = compiled.pattern.decode("latin-1") if isinstance(compiled.pattern, bytes) else compiled.pattern
    parsed = list(parser.parse(raw, compiled.flags & ~re.UNICODE))
    seen = set[tuple[str, str]]()
    for lead, pump in [*_repeats(parsed, ""), ("", _witness(parsed, 1)), ("", " "), ("", "a ")]:
        for start in {lead, ""}:
            if pump and (start, pump) not in seen:
                seen.add((start, pump))
                yield from ((start, pump, end) for end in _FAILS)


def _repeats(nodes: Nodes, lead: str) -> Iterator[tuple[str, str]]:
    for kind, value in nodes:
        if kind in _REPEATS and value[1] > 20:
            yield from ((lead, _witness(list(value[2]), choice)) for choice in range(3))
        for inner in _inside(kind, value):
            yield from _repeats(inner, lead)
        lead += _witness([(kind, value)], 0)


def _inside(kind: Any, value: Any) -> list[Nodes]:
    """The parts of a part of an expression: one, or several to choose from."""
    if kind is sre.BRANCH:
        return [list(branch) for branch in value[1]]
    if kind in _REPEATS:
        return [list(value[2])]
    if kind is sre.SUBPATTERN:
        return [list(value[3])]
    if kind in (sre.ASSERT, sre.ASSERT_NOT):
        return [list(value[1])]
    return [list(value)] if kind is sre.ATOMIC_GROUP else []


def _witness(nodes: Nodes, choice: int) -> str:
    """A text that a part of an expression matches; `choice` picks among its branches and classes."""
    return "".join(_sign(kind, value, choice) for kind, value in nodes)


def _sign(kind: Any, value: Any, choice: int) -> str:
    if kind is sre.LITERAL:
        return chr(value)
    if kind is sre.IN:
        return _of_class(list(value), choice)
    if kind in (sre.ANY, sre.NOT_LITERAL):
        return "a" if value != ord("a") else "b"
    if kind in _REPEATS:
        return _witness(list(value[2]), choice) * max(value[0], min(value[1], choice and 1))
    parts = [] if kind in (sre.ASSERT, sre.ASSERT_NOT) else _inside(kind, value)
    return _witness(parts[choice % len(parts)], choice) if parts else ""


def _of_class(items: Nodes, choice: int) -> str:
    signs = [
        chr(value) if kind is sre.LITERAL else chr(value[0]) if kind is sre.RANGE else _CLASSES.get(value, "a")
        for kind, value in items
        if kind is not sre.NEGATE
    ]
    if items[0][0] is sre.NEGATE:
        return next((one for one in ("a", " ", "1", "-", "Z") if one not in signs), "~")
    return signs[choice % len(signs)] if signs else "a"


def figures() -> list[str]:
    """The lines of the record."""
    single, whole = matched(), checked()
    lines = [f"{len(single)} regular expressions against {LENGTH:,} and {2 * LENGTH:,} characters: "]
    lines[0] += f"{sum(one.steep for one in single)} grow faster than the text"
    lines += [f"  {one.seconds:.3f} s, x{one.ratio:.1f}: {one.text}: {one.what[:120]}" for one in single if one.steep]
    lines.append(
        f"{len(whole)} contracts with a run of signs, {CONTRACT:,} and {2 * CONTRACT:,} characters: the slowest took "
        f"{max(one.seconds for one in whole):.1f} s, {sum(one.steep for one in whole)} grow faster than the text"
    )
    return lines + [f"  {one.seconds:.1f} s, x{one.ratio:.1f}: {one.text}" for one in whole if one.steep]


if __name__ == "__main__":
    print("\n".join(figures()))
