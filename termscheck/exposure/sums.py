"""Sums and terms as people say them: rounded, because a forecast is not exact to the penny."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from termscheck.exposure.model import SCOPES, Unit

SCALE = Decimal(1_000_000)
"""The year's price that the arithmetic uses where none is known."""
_SCOPE_WORDS = {
    "none": "nothing",
    "base": "what does not hang on results",
    "results": "what hangs on results",
    "all": "the whole price",
}


def exact(sum_: Decimal) -> str:
    """A sum to the pound: "£51,667", "−£1,200"."""
    whole = sum_.quantize(Decimal(1), ROUND_HALF_UP)
    return f"{'−' if whole < 0 else ''}£{abs(whole):,}"


def rounded(sum_: Decimal) -> str:
    """A sum to three figures, and to the hundred at least: "about £51,700", "about £1.27 million"; "nothing"."""
    if abs(sum_) < 50:
        return "nothing"
    power = max(2, abs(sum_).adjusted() - 2)
    near = sum_.quantize(Decimal((0, (1,), power)), ROUND_HALF_UP)
    sign = "−" if near < 0 else ""
    size = abs(near)
    if size >= 1_000_000:
        return f"about {sign}£{size / 1_000_000:.2f} million".replace(".00 ", " ")
    return f"about {sign}£{int(size):,}"


def share(part: Decimal) -> str:
    """A share in per cent, to the whole: "42%"; "under 1%"."""
    whole = part.quantize(Decimal(1), ROUND_HALF_UP)
    return "under 1%" if 0 < abs(part) < Decimal("0.5") else f"{whole:,}%".replace("-", "−")


def plain(number: Decimal) -> str:
    """A number as printed: "7.5", "30"."""
    return f"{number.normalize():f}".replace("-", "−") if number else "0"


def told(value: Decimal | None, unit: Unit) -> str:
    """A term's value in words: "42 days", "7.5%", "no limit"."""
    if value is None:
        return "no limit"
    if unit == "pounds":
        return f"£{value.quantize(Decimal(1), ROUND_HALF_UP):,}"
    if unit == "per cent":
        return f"{plain(value)}%"
    if unit == "yes or no":
        return "yes" if value else "no"
    if unit == "scope":
        return _SCOPE_WORDS[SCOPES[int(value)]]
    if unit == "points":
        return f"{plain(value)} percentage {'point' if value == 1 else 'points'}"
    return f"{plain(value)} {unit if value != 1 else unit[:-1]}"


def times(part: Decimal, whole: Decimal) -> str:
    """How a sum compares with a greater thing: "42%", "6.3 times"."""
    ratio = part / whole
    return f"{plain(ratio.quantize(Decimal('0.1'), ROUND_HALF_UP))} times" if ratio >= 2 else f"{share(ratio * 100)} of"
