"""The chart of cumulative cash: a line for each scenario, told apart by its letter, its marks and its dashes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from termscheck.exposure.model import Exposure, Ledger

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 672, 350, 88, 30, 14, 36
"""Units of the picture, and the room around the lines."""
MARK_EVERY = 12
"""Months between two marks on a line."""
APART = 17
"""Units between two letters at the ends of lines."""
DASHES = ("", "7 4", "2 4", "12 4 2 4", "1 7", "16 5")
LEAST_LINES = 4
_STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Line:
    """A scenario: its letter, points as SVG wants them, where its marks and its letter stand."""

    letter: str
    name: str
    points: str
    dashes: str
    marks: tuple[tuple[str, str], ...]
    end: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line with what it stands for; a month below the picture has only `at`."""

    at: str
    label: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """The picture; all positions are texts, ready for the template."""

    lines: tuple[Line, ...]
    rules: tuple[Rule, ...]
    months: tuple[Rule, ...]
    reserves: Rule | None
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    low: int = HEIGHT - BOTTOM


def draw(exposure: Exposure, label: Callable[[Decimal], str]) -> Chart:
    """The chart of an exposure; `label` tells a round sum at the side."""
    shown = drawn(exposure)
    last = max(ledger.months[-1].number for ledger in shown)
    sums = [month.balance for ledger in shown for month in ledger.months] + [Decimal(0)]
    step = _step(max(sums) - min(sums))
    floor, ceiling = (min(sums) // step) * step - (step if min(sums) % step else 0), -(-max(sums) // step) * step
    if floor == ceiling:
        ceiling += step

    def x(month: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * month / max(last, 1)

    def y(sum_: Decimal) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * float((ceiling - sum_) / (ceiling - floor))

    ends = _apart([y(ledger.months[-1].balance) for ledger in shown])
    lines = tuple(_line(number, ledger, x, y, ends[number], last) for number, ledger in enumerate(shown))
    count = int((ceiling - floor) / step) + 1
    rules = tuple(
        Rule(_at(y(floor + step * number)), label(floor + step * number), "zero" if not floor + step * number else "")
        for number in range(count)
    )
    reserves = exposure.inputs.reserves
    spent = Rule(_at(y(-reserves)), "your reserves are used up") if reserves and floor < -reserves else None
    every = 12 if last > LEAST_LINES * 6 else 6
    return Chart(lines, rules, tuple(Rule(_at(x(month)), str(month)) for month in range(0, last + 1, every)), spent)


def drawn(exposure: Exposure) -> tuple[Ledger, ...]:
    """The scenarios that have a line. “Fewest referrals” has none: beside it the others would be one."""
    return tuple(ledger for ledger in exposure.ledgers if ledger.scenario.key != "fewest")


def _line(  # noqa: PLR0913, PLR0917
    number: int, ledger: Ledger, x: Callable[[int], float], y: Callable[[Decimal], float], end: float, last: int
) -> Line:
    points = [(x(month.number), y(month.balance)) for month in ledger.months]
    points.append((x(last), points[-1][1]))
    marks = tuple((_at(x(one.number)), _at(y(one.balance))) for one in ledger.months[4 + 2 * number :: MARK_EVERY])
    return Line(
        letter="ABCDEFGH"[number],
        name=ledger.scenario.name,
        points=" ".join(f"{_at(one)},{_at(other)}" for one, other in points),
        dashes=DASHES[number % len(DASHES)],
        marks=marks,
        end=(_at(x(last) + 8), _at(end + 5)),
    )


def _at(position: float) -> str:
    return f"{position:.1f}"


def _apart(positions: Sequence[float]) -> list[float]:
    """Heights of letters, moved so that none covers another and none leaves the picture."""
    order = sorted(range(len(positions)), key=lambda number: positions[number])
    placed = list(positions)
    for before, number in pairwise(order):
        placed[number] = max(placed[number], placed[before] + APART)
    over = placed[order[-1]] - (HEIGHT - BOTTOM)
    if over > 0:
        lowest = float(HEIGHT - BOTTOM)
        for number in reversed(order):
            placed[number] = min(placed[number], lowest)
            lowest = placed[number] - APART
    return placed


def _step(spread: Decimal) -> Decimal:
    """A round distance between the lines across the picture: 1, 2 or 5 with noughts, about five of them."""
    rough = max(spread, Decimal(1)) / 5
    power = Decimal((0, (1,), rough.adjusted()))
    return next((power * step for step in _STEPS if power * step >= rough), power * 10)
