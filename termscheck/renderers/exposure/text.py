"""What a contract would cost, in a few lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from termscheck.exposure.model import Exposure
from termscheck.model import Review
from termscheck.places import Places
from termscheck.renderers.exposure.view import FIRST, View, view
from termscheck.words import visible

WIDTH = 100


def render(review: Review, exposure: Exposure) -> bytes:
    """The summary in UTF-8."""
    shown = view(exposure, Places(review.contract, linked=False))
    return ("\n".join(_lines(review, exposure, shown)) + "\n").encode("utf-8")


def _lines(review: Review, exposure: Exposure, shown: View) -> Iterator[str]:
    yield from _wrapped(f"{review.contract.documents[0].name}: what it could cost you")
    yield ""
    for figure in (*shown.first, *(one for one in exposure.figures if one.key not in FIRST)):
        told = f"{figure.told}: {figure.share_of_reserves}" if figure.share_of_reserves else figure.told
        yield from _wrapped(f"{figure.title}: {told}.")
        yield from _wrapped(figure.working, "    ")
        if figure.places:
            yield from _wrapped(f"({'; '.join(figure.places)})", "    ")
    yield ""
    yield "What may happen"
    for row in shown.scenarios:
        told = f"{row.name}: {row.lent} of your own money in month {row.month}; at the end {row.outcome}"
        yield from _wrapped(f"{told}; worst year {row.worst_year}.", "  ")
    yield ""
    yield "What to negotiate first"
    for number, change in enumerate((*shown.changes, *shown.more_changes), 1):
        yield from _wrapped(f"{number}. {change.ask} (now {change.now}): {change.worth}. {change.working}", "  ")
    if exposure.unlimited:
        yield ""
        yield "What no arithmetic can bound"
        for title, place in exposure.unlimited:
            yield from _wrapped(f"{title}{f' ({place})' if place else ''}", "  ")
    yield ""
    yield "Terms"
    for term in shown.terms:
        yield from _wrapped(f"{term.name}: {term.told}. {term.words}", "  ")
    yield ""
    yield "Not said, and taken so"
    for option, sentence in exposure.assumed:
        yield from _wrapped(f"{sentence} ({option})", "  ")
    yield ""
    yield from _wrapped("A forecast in round figures, not a prediction; neither legal nor financial advice.")


def _wrapped(text: str, indent: str = "") -> list[str]:
    return wrap(visible(text), WIDTH, initial_indent=indent, subsequent_indent=indent + "  ")
