"""The comparison as a terminal shows it, and the same without colour as `--format text`.

Words that were taken out stand in [-…-], words that came in {+…+}, as wdiff writes them: colour is never needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from termscheck.drafts.model import CHANGES, ClausePair, Comparison, DraftFacts, FindingChange
from termscheck.model import Severity
from termscheck.renderers.comparison.words import CLAUSE_CHANGES, colours, place, remark, shown, verdict
from termscheck.renderers.house import plain_style
from termscheck.renderers.terminal import on_paper
from termscheck.words import counted, visible

CONTEXT = 80
"""Characters shown on either side of what changed."""
MOST_CLAUSES = 20
"""Other clauses listed; the HTML page has them all."""
STYLES: Mapping[Severity, str] = {"critical": "bold red", "high": "yellow", "medium": "cyan", "low": "dim"}
MARKS = {"out": ("[-", "-]", "red"), "in": ("{+", "+}", "green"), "same": ("", "", ""), "gap": ("", "", "dim")}


def render(comparison: Comparison) -> bytes:
    """The comparison as plain text in UTF-8, 100 columns wide."""
    return on_paper(partial(print_comparison, comparison))


def print_comparison(comparison: Comparison, console: Console) -> None:
    """Print the comparison, as wide and as colourful as the console is."""
    console.print(
        Group(*_head(comparison), *_findings(comparison), *_protections(comparison), *_clauses(comparison), *_foot())
    )


def _words(text: str, style: str = "") -> Text:
    return Text(" ".join(visible(text).split()), style=style, overflow="fold")


def _head(comparison: Comparison) -> Iterator[Text]:
    for label, draft in (("Old draft: ", comparison.old), ("New draft: ", comparison.new)):
        yield Text.assemble((label, "dim"), _words(draft.name, "bold"), (_view(draft), "dim"))
    for label, draft in (("old", comparison.old), ("new", comparison.new)):
        for sentence in draft.unread:
            yield Text.assemble(("! ", "bold yellow"), _words(f"Not fully read, the {label} draft: {sentence}"))
    for sentence in comparison.caveats:
        yield Text.assemble(("! ", "bold yellow"), _words(sentence))
    yield Text()
    yield _words(f"{verdict(comparison)}.", "bold")
    yield _words(colours(comparison))
    yield _words(f"{counted(len(comparison.of('unchanged')), 'finding')} unchanged.", "dim")


def _view(draft: DraftFacts) -> str:
    return f"  {draft.rag}" + (", before its tracked changes" if draft.view == "original" else "")


def _findings(comparison: Comparison) -> Iterator[RenderableType]:
    headings = plain_style().words["comparison"]["headings"]
    for change in CHANGES:
        found = comparison.of(change) if change != "unchanged" else ()
        if found:
            yield Text(f"\n{headings[change]}", style="bold")
        for one in found:
            yield _title(one)
            yield from _told(one)


def _title(one: FindingChange) -> Text:
    severity = one.latest.severity
    steps = [one.old.severity] if one.old and one.new and one.old.severity != severity else []
    where = place(one.wordings[0]) if one.wordings and not one.latest.missing else ""
    return Text.assemble(
        *((f"{step} → ", STYLES[step]) for step in steps),
        (severity, STYLES[severity]),
        "  ",
        _words(f"{where}: {one.latest.title}" if where else one.latest.title),
        ("  (set aside by decision)" if one.latest.set_aside else "", "dim"),
    )


def _told(one: FindingChange) -> Iterator[RenderableType]:
    for pair in one.wordings:
        if pair.change != "same":
            yield from _beside(pair)
    if told := remark(one):
        yield Padding(_words(told, "dim"), (0, 0, 0, 2))


def _beside(pair: ClausePair) -> Iterator[RenderableType]:
    for when, wording in (("was", pair.old), ("now", pair.new)):
        if wording:
            told = Text.assemble((f"{when}, {visible(wording.label)}: " if wording.label else f"{when}: ", "dim"))
            told.overflow = "fold"
            for kind, text in shown(wording.pieces, CONTEXT):
                before, after, style = MARKS[kind]
                told.append(f"{before}{visible(text)}{after}".replace("\n", " "), style=style)
            yield Padding(told, (0, 0, 0, 2))
    for reference in pair.astray:
        yield Padding(_words(f"! “{reference}” leads to another clause than before.", "bold"), (0, 0, 0, 2))


def _protections(comparison: Comparison) -> Iterator[Text]:
    for change, heading, sign in (("gained", "Good terms gained", "+ "), ("lost", "Good terms lost", "- ")):
        found = [one for one in comparison.protections if one.change == change]
        if found:
            yield Text(f"\n{heading}", style="bold")
        yield from (Text.assemble((sign, "bold"), _words(one.message)) for one in found)


def _clauses(comparison: Comparison) -> Iterator[RenderableType]:
    others = comparison.other_clauses
    if others:
        yield Text("\nOther clauses that changed", style="bold")
    for pair in others[:MOST_CLAUSES]:
        yield _words(f"{place(pair)}: {CLAUSE_CHANGES[pair.change]}")
        yield from _beside(pair)
    if len(others) > MOST_CLAUSES:
        yield Text(f"… and {len(others) - MOST_CLAUSES:,} more in the HTML page", style="dim")
    if comparison.renumbered:
        yield _words(f"{counted(len(comparison.renumbered), 'clause')} renumbered.", "dim")


def _foot() -> Iterator[Text]:
    yield _words("")
    yield _words("A checker, not legal advice: ask a solicitor before you rely on it.", "dim")
