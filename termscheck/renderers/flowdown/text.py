"""A head contract beside a sub-contract, as a terminal shows it, and the same without colour as `--format text`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from termscheck.flowdown.model import Flowdown, Row, Verdict
from termscheck.renderers.flowdown.words import HEADINGS, by_reference, place_of, verdict
from termscheck.renderers.terminal import on_paper
from termscheck.words import shorten, visible

MOST_OBLIGATIONS = 12
"""Duties that come by reference and are listed; the HTML page has more."""
LONGEST = 160
"""Characters of a duty that are shown."""
STYLES: Mapping[Verdict, str] = {
    "enlarged": "bold red",
    "kept-back": "bold red",
    "only-sub": "red",
    "passed-on": "yellow",
    "unclear": "cyan",
    "only-head": "dim",
    "even": "green",
    "eased": "green",
    "not-found": "dim",
}


def render(flowdown: Flowdown) -> bytes:
    """The comparison as plain text in UTF-8, 100 columns wide."""
    return on_paper(partial(print_flowdown, flowdown))


def print_flowdown(flowdown: Flowdown, console: Console) -> None:
    """Print the comparison, as wide and as colourful as the console is."""
    console.print(Group(*_head(flowdown), *_terms(flowdown), *_incorporated(flowdown), *_foot()))


def _words(text: str, style: str = "") -> Text:
    return Text(" ".join(visible(text).split()), style=style, overflow="fold")


def _head(flowdown: Flowdown) -> Iterator[Text]:
    for label, one in (("Head contract: ", flowdown.head), ("Sub-contract:  ", flowdown.sub)):
        who = f" ({one.payer or 'undecided'} pays {one.performer or 'undecided'})"
        yield Text.assemble((label, "dim"), _words(one.name, "bold"), " ", _words(who, "dim"))
    for label, one in (("head contract", flowdown.head), ("sub-contract", flowdown.sub)):
        for sentence in one.unread:
            yield Text.assemble(("! ", "bold yellow"), _words(f"Not fully read, the {label}: {sentence}"))
    for sentence in flowdown.caveats:
        yield Text.assemble(("! ", "bold yellow"), _words(sentence))
    yield Text()
    yield _words(f"{verdict(flowdown)}.", "bold")


def _terms(flowdown: Flowdown) -> Iterator[RenderableType]:
    silent = []
    for term in flowdown.terms:
        told = [row for row in term.rows if row.verdict != "not-found"]
        silent += [row.title for row in term.rows if row.verdict == "not-found"]
        if told:
            yield Text(f"\n{term.title}", style="bold")
        for row in told:
            yield from _row(row)
    if silent:
        yield Text("\nNot found in either contract", style="bold")
        yield Padding(_words("; ".join(silent) + ".", "dim"), (0, 0, 0, 2))


def _row(row: Row) -> Iterator[RenderableType]:
    severity = f" ({row.severity})" if row.worse else ""
    yield Text.assemble((f"{HEADINGS[row.verdict]}{severity}", STYLES[row.verdict]), "  ", _words(row.title))
    yield Padding(_words(row.reason), (0, 0, 0, 2))


def _incorporated(flowdown: Flowdown) -> Iterator[RenderableType]:
    told = flowdown.incorporation
    yield Text("\nTaken in by reference", style="bold")
    yield _words(by_reference(flowdown))
    for quotation in told.found:
        yield Padding(_words(f"{place_of(quotation)}: “{shorten(quotation.text, LONGEST)}”", "dim"), (0, 0, 0, 2))
    for one in told.obligations[:MOST_OBLIGATIONS]:
        text = f"- {place_of(one.quotation)}: {shorten(one.quotation.text, LONGEST)}"
        yield Padding(_words(text), (0, 0, 0, 2))
    if len(told.obligations) > MOST_OBLIGATIONS:
        yield Text(f"  … and {len(told.obligations) - MOST_OBLIGATIONS:,} more in the HTML page", style="dim")


def _foot() -> Iterator[Text]:
    yield _words("")
    yield _words("A checker, not legal advice: ask a solicitor before you rely on it.", "dim")
