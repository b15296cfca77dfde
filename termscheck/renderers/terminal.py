"""The short summary that a terminal shows, and the same without colour as `--format text`.

What was not read comes before any finding. Contract text may hold escape sequences: every value goes through
`visible`, and none is ever read as rich's own markup.
"""

from __future__ import annotations

import io
import shlex
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from termscheck.model import EXPIRED, OVERDUE, RETIRED, UNMATCHED, Finding, Profile, Review
from termscheck.renderers.ledger import unread, what_was_read, what_was_set_aside
from termscheck.renderers.page import in_order
from termscheck.renderers.words import rule_changed, set_aside_by, verdict, what_is_new, where
from termscheck.words import cite, counted, quotable, shorten, visible

TEXT_WIDTH = 100
"""Columns of `--format text`."""
LONGEST_QUOTE = 160
"""Characters of flagged words shown for a finding."""
MOST_FINDINGS = 20
"""Findings listed, and as many missing protections; the summary says how many more there are."""

MOST_NOTICES = 8
"""Notes listed; the rest is in the full report."""

WARNED = (EXPIRED, UNMATCHED, RETIRED, OVERDUE)
"""Notices that stand with the result, since they bear on it."""

_STYLES = {
    "red": "bold red",
    "amber": "bold yellow",
    "green": "bold green",
    "critical": "bold red",
    "high": "yellow",
    "medium": "cyan",
    "low": "dim",
}


def on_paper(show: Callable[[Console], None]) -> bytes:
    """What is shown on a console, as plain text in UTF-8, 100 columns wide."""
    paper = io.StringIO()
    show(Console(file=paper, width=TEXT_WIDTH, color_system=None, force_terminal=False, legacy_windows=False))
    return "".join(f"{line.rstrip()}\n" for line in paper.getvalue().splitlines()).encode("utf-8")


def render(review: Review, asked: Sequence[str] = ()) -> bytes:
    """The summary as plain text in UTF-8, 100 columns wide.

    `asked` are the arguments with which the contract was checked: files, folders and options as they were given.
    """
    return on_paper(partial(print_summary, review, asked=asked))


def print_summary(review: Review, console: Console, asked: Sequence[str] = ()) -> None:
    """Print the summary, as wide and as colourful as the console is."""
    console.print(summary(review, asked), crop=False)


def summary(review: Review, asked: Sequence[str] = ()) -> RenderableType:
    """The file, what was not read, the result, the findings, what is missing, and what to do next."""
    findings = [finding for finding in in_order(review.findings) if not finding.suppressed]
    return Group(
        *_file(review),
        *_unread(review),
        *_result(review),
        *_findings(review, "Unfair terms", [finding for finding in findings if not finding.missing]),
        *_findings(review, "Missing", [finding for finding in findings if finding.missing]),
        *_findings(review, "Set aside by decision", [one for one in in_order(review.findings) if one.suppressed]),
        *_protections(review),
        *_next_step(review, asked),
    )


def _words(text: str, style: str = "") -> Text:
    return Text(" ".join(visible(text).split()), style=style, overflow="fold")


def _file(review: Review) -> Iterator[Text]:
    kind = f"{review.contract.kind}{', a blank form' if review.contract.template else ''}"
    for document, ledger in zip(review.contract.documents, review.coverage.ledgers, strict=True):
        view = ", tracked changes taken as rejected" if document.view == "original" else ""
        yield Text.assemble(_words(document.name, "bold"), (f"  {kind}{view}", "dim"))
        yield _words(f"Read: {what_was_read(ledger)}.", "dim")
        if aside := what_was_set_aside(ledger):
            yield _words(f"Set aside, as no words of the contract: {aside}.", "dim")


def _unread(review: Review) -> Iterator[Text]:
    for notice in unread(review):
        pages = where(notice)
        yield Text.assemble(("! ", "bold yellow"), _words(notice.message + (f" ({pages})" if pages else "")))
    others = [notice for notice in review.notices if not notice.material and notice.code not in WARNED]
    for notice in others[:MOST_NOTICES]:
        yield _words(f"Note: {notice.message}", "dim")
    if len(others) > MOST_NOTICES:
        yield _words(f"… and {len(others) - MOST_NOTICES} more notes in the full report", "dim")
    yield Text()


def _result(review: Review) -> Iterator[Text]:
    yield Text.assemble((review.rag.upper(), _STYLES[review.rag]), (f"  {verdict(review)}", "bold"))
    yield _words(review.rag_reason)
    read, applied = counted(review.coverage.clauses, "clause"), counted(review.coverage.rules_applied, "rule")
    profile = "" if review.profile.name == Profile().name else f", profile {review.profile.name}"
    yield _words(f"{read} read, {applied} applied{profile}.", "dim")
    if compared := what_is_new(review):
        yield _words(compared)
    for notice in review.notices:
        if notice.code in WARNED:
            yield Text.assemble(("! ", "bold yellow"), _words(notice.message))
    if not any(party.role == "us" for party in review.contract.parties):
        yield _words("Which party is yours could not be told: name it with --us, and the other side with --them.")


def _findings(review: Review, heading: str, findings: list[Finding]) -> Iterator[RenderableType]:
    if not findings:
        return
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(max_width=18, overflow="fold")
    table.add_column(overflow="fold")
    for finding in findings[:MOST_FINDINGS]:
        place = "" if finding.missing else _place(review, finding)
        table.add_row(Text(finding.severity, style=_STYLES[finding.severity]), _words(place), _told(finding))
    yield Text(f"\n{heading}", style="bold")
    yield table
    if len(findings) > MOST_FINDINGS:
        yield Text(f"… and {len(findings) - MOST_FINDINGS:,} more in the full report", style="dim")


def _place(review: Review, finding: Finding) -> str:
    """The clause, with its file where the contract has several."""
    if not finding.clause:
        return "several terms"
    documents = review.contract.documents
    of = f" of {documents[finding.evidence[0].span.document].name}" if len(documents) > 1 and finding.evidence else ""
    return cite(finding.clause_label) + of


def _told(finding: Finding) -> Text:
    told = _words(finding.advice.title)
    if finding.confidence == "low":
        told.append(" (check this one yourself)", style="dim")
    if finding.known:
        told.append(" (known already)", style="dim")
    if finding.suppressed:
        told.append("\n").append_text(_words(set_aside_by(finding.suppressed)))
    if changed := rule_changed(finding):
        told.append("\n").append_text(_words(changed, "dim"))
    if finding.evidence and not finding.missing:
        quoted = " … ".join(visible(piece.text) for piece in finding.evidence)
        told.append(f"\n“{quotable(shorten(quoted, LONGEST_QUOTE))}”", style="italic")
    return told


def _protections(review: Review) -> Iterator[Text]:
    if review.protections:
        yield Text("\nGood terms found", style="bold")
    for protection in review.protections[:MOST_FINDINGS]:
        yield Text.assemble(("+ ", "green"), _words(protection.message))


def _next_step(review: Review, asked: Sequence[str]) -> Iterator[Text]:
    names = [document.name for document in review.contract.documents]
    again = " ".join(shlex.quote(visible(one)) for one in asked or (["--together"] * (len(names) > 1) + names))
    yield Text("\nFor the full report, with what to ask for instead:")
    # never broken over lines, which could not be copied back
    yield Text(f"  termscheck check {again} --out report.html", no_wrap=True, overflow="ignore")
    yield _words("A checker, not legal advice: ask a solicitor before you rely on it.", "dim")
