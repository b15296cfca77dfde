"""`termscheck batch`: many contracts, each by itself, into a folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from termscheck.cli.exits import EXIT_CODES, ExitCode, code_of, say, worst
from termscheck.cli.options import (
    fail_on_option,
    kind_option,
    on_option,
    profile_option,
    regime_option,
    rules_option,
    them_option,
    us_option,
    view_option,
)
from termscheck.errors import UsageError
from termscheck.model import DocumentKind, View
from termscheck.renderers.words import counted, listed, visible

if TYPE_CHECKING:
    from termscheck.batch.run import Tell
    from termscheck.batch.summary import Batch, Line

BATCH_EXAMPLES = """\b
Examples:
  termscheck batch contracts/ --out reviewed/
  termscheck batch "templates/*.docx" more/ --out reviewed/ --profile triage
  termscheck batch contracts/ --out december/ --since november/ --rules our-rules/
"""
WORST_OF_ALL = "The exit code is that of the contract that fared worst."


@click.command(epilog=f"{BATCH_EXAMPLES}\n{EXIT_CODES}\n{WORST_OF_ALL}")
@click.argument("contracts", nargs=-1, required=True, metavar="DIR|FILE|GLOB...")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), metavar="DIR",
    help="The folder for the outcomes. What an earlier or interrupted run has left there is not done again.",
)  # fmt: skip
@us_option
@them_option
@kind_option
@view_option
@profile_option
@rules_option
@regime_option
@fail_on_option
@on_option
@click.option(
    "--since", type=click.Path(path_type=Path), metavar="OLD",
    help="The folder of an earlier batch: says of each contract whether it or the rules have changed since, and which "
    "findings are new or gone.",
)  # fmt: skip
@click.option(
    "--workers", type=click.IntRange(1, 1024), metavar="N", help="Processes at work; as many as fit, if left out."
)
@click.option(
    "--seconds", type=click.IntRange(0), default=300, show_default=True,
    help="The time that one contract may take; 0 is no bound.",
)  # fmt: skip
@click.option(
    "--memory", type=click.IntRange(0), default=2048, show_default=True, metavar="MIB",
    help="The memory that one contract may take, on Linux; 0 is no bound.",
)  # fmt: skip
def batch(  # noqa: PLR0913, PLR0917  (one for each option)
    contracts: tuple[str, ...],
    out: Path,
    us: tuple[str, ...],
    them: tuple[str, ...],
    kind: DocumentKind | None,
    view: View,
    profile: str | None,
    rules: tuple[Path, ...],
    regime: str | None,
    fail_on: str | None,
    on: datetime | None,
    since: Path | None,
    workers: int | None,
    seconds: int,
    memory: int,
) -> int:
    """Say what is unfair in many contracts.

    Folders are searched for Word, PDF and text files; a folder with a list of its files in it (contract.yaml) is one
    contract. Each contract has one outcome in the folder --out, a review in JSON or a failure in words: see
    outcomes.jsonl, summary.csv and summary.json there.
    """
    from termscheck.batch.asked import Asked
    from termscheck.batch.find import search
    from termscheck.batch.lanes import fitting_workers
    from termscheck.batch.run import run
    from termscheck.batch.work import Bounds

    for folder in rules:
        if not folder.is_dir():
            raise UsageError(f"{folder}: there is no such folder of rules.")
    found = search(contracts, out)
    for link in found.links:
        say(f"Not searched: {link} is a link to a folder. Name the folder itself if it is wanted.")
    if not found.contracts:
        raise UsageError(
            f"No contracts found ({counted(found.others, 'other file')}): termscheck reads .docx, .pdf, .txt and .md."
        )
    asked = Asked(on.date() if on else date.today(), us, them, profile, rules, kind, view, regime)
    code: int = ExitCode.NOTHING

    def settled(line: Line, known: bool) -> None:
        nonlocal code
        code = worst([code, _code(line, fail_on)])
        tell(line, known)

    with _progress(len(found.contracts)) as tell:
        done = run(
            found.contracts, out, asked, workers=workers or fitting_workers(), bounds=Bounds(seconds, memory),
            since=since, tell=settled,
        )  # fmt: skip
    _tell(done, out, found.others)
    return code


def _code(line: Line, fail_on: str | None) -> ExitCode:
    outcome = line.outcome
    if outcome.failure:
        return ExitCode.BUG if outcome.failure.code == "E-FAULT" else ExitCode.UNREAD
    severities = [term.severity for term in outcome.findings]
    return code_of(outcome.fully_read, severities, fail_on or outcome.fail_on)


@contextmanager
def _progress(total: int) -> Iterator[Tell]:
    """A bar with the time left on a terminal, on which only failures have lines; else a line for each contract."""
    bar = Progress(
        TextColumn("Checking"), BarColumn(), MofNCompleteColumn(), TextColumn("time left"), TimeRemainingColumn(),
        console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False,
    )  # fmt: skip
    shown, done = bar.console.is_interactive, 0
    task = bar.add_task("", total=total)

    def tell(line: Line, known: bool) -> None:
        nonlocal done
        done += 1
        if known:  # not by `advance`: it is no part of the speed, from which the time left is told
            bar.tasks[0].completed += 1
        else:
            bar.advance(task)
        if not shown:
            say(f"{done} of {total}: {_in_words(line)}{' (known already)' * known}")
        elif line.outcome.failure:
            bar.console.print(visible(_in_words(line)), markup=False, highlight=False)

    if not shown:
        yield tell
        return
    with bar:
        yield tell


def _in_words(line: Line) -> str:
    """A contract on one line."""
    name, outcome = line.file.replace("\n", "[U+000A]"), line.outcome
    if outcome.failure:
        return f"{name}: not checked ({outcome.failure.code}): {outcome.failure.message}"
    unread = "" if outcome.fully_read else " Not fully read."
    return f"{name}: {line.result.upper()}, {counted(len(outcome.findings), 'finding')}.{unread}"


def _tell(done: Batch, out: Path, others: int) -> None:
    results = [
        f"{number:,} {'not checked' if result == 'failed' else result}" for result, number in done.results.items()
    ]
    say(f"{counted(done.contracts, 'contract')}: {listed(results)}. Written to {out}.")
    if others:
        say(f"Passed over: {counted(others, 'file')} that no contract would be.")
    if done.changes or done.gone:
        changes = [f"{number:,} {change}" for change, number in done.changes.items()]
        say(f"Since the earlier batch: {listed([*changes, f'{len(done.gone):,} gone'])}.")
