"""`termscheck batch`: many contracts, each by itself, into a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from termscheck.cli.exits import CODES, ExitCode, code_of, say, taught, worst
from termscheck.cli.options import (
    ReadAs,
    by_parties_option,
    fail_on_option,
    on_option,
    primes_option,
    profile_option,
    reading_options,
    regime_option,
    rules_option,
)
from termscheck.errors import UsageError
from termscheck.words import counted, listed, visible

if TYPE_CHECKING:
    from termscheck.batch.find import Search
    from termscheck.batch.run import Elsewhere, Tell
    from termscheck.batch.summary import Batch, Line

WORST_OF_ALL = "The exit code is that of the contract that fared worst."


@click.command(
    epilog=taught(
        "termscheck batch contracts/ --out reviewed/",
        'termscheck batch "templates/*.docx" more/ --out reviewed/ --profile triage',
        "termscheck batch contracts/ --out december/ --since november/ --keep-contracts",
        "termscheck batch --recheck november/ --out november-again/ --rules our-rules/",
        "termscheck batch contracts/ --out reviewed/ --scheduler tls://10.0.0.1:8786",
        codes=CODES,
    )
    + f"\n{WORST_OF_ALL}"
)
@click.argument("contracts", nargs=-1, metavar="DIR|FILE|GLOB...")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), metavar="DIR",
    help="The folder for the outcomes. What an earlier or interrupted run has left there is not done again.",
)  # fmt: skip
@reading_options
@profile_option
@rules_option
@regime_option
@fail_on_option()
@on_option
@click.option(
    "--since", type=click.Path(path_type=Path), metavar="OLD",
    help="The folder of an earlier batch: says of each contract whether it or the rules have changed since, and which "
    "findings are new or gone.",
)  # fmt: skip
@click.option(
    "--keep-contracts", is_flag=True,
    help="Keep a copy of every contract in --out, so that the batch can be checked again whatever becomes of them.",
)  # fmt: skip
@click.option(
    "--recheck", type=click.Path(path_type=Path), metavar="OLD",
    help="Instead of contracts: check again those that an earlier batch has kept, as they were, say with other rules.",
)  # fmt: skip
@click.option(
    "--store", metavar="FOLDER|URL",
    help="Also put the results into a store, a folder or a PostgreSQL database: see `termscheck store`.",
)  # fmt: skip
@primes_option
@by_parties_option
@click.option(
    "--workers", type=click.IntRange(1, 1024), metavar="N", help="Processes at work; as many as fit, if left out."
)
@click.option(
    "--scheduler", metavar="ADDRESS",
    help="Let the workers of a dask cluster do the work: tcp://… or tls://… of its scheduler. See docs/batch.md.",
)  # fmt: skip
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
    read_as: ReadAs,
    profile: str | None,
    rules: tuple[Path, ...],
    regime: str | None,
    fail_on: str | None,
    on: datetime | None,
    since: Path | None,
    keep_contracts: bool,
    recheck: Path | None,
    store: str | None,
    primes: Path | None,
    by_parties: bool,
    workers: int | None,
    scheduler: str | None,
    seconds: int,
    memory: int,
) -> int:
    """Say what is unfair in many contracts.

    Folders are searched for Word, PDF and text files; a folder with a list of its files in it (contract.yaml) is one
    contract. Each contract has one outcome in the folder --out, a review in JSON or a failure in words: see
    outcomes.jsonl, summary.csv and summary.json there.
    """
    from termscheck.batch.asked import Asked
    from termscheck.batch.lanes import fitting_workers
    from termscheck.batch.run import run
    from termscheck.batch.work import Bounds

    _refuse(rules, workers, scheduler)
    found = _found(contracts, recheck, out)
    asked = Asked(on.date() if on else date.today(), **read_as, profile=profile, rules=rules, regime=regime)
    keep = _keeping(store, primes, by_parties)
    code: int = ExitCode.NOTHING

    def settled(line: Line, known: bool) -> None:
        nonlocal code
        code = worst([code, code_of_line(line, fail_on)])
        tell(line, known)

    with _elsewhere(scheduler) as elsewhere, _progress(len(found.contracts)) as tell:
        done = run(
            found.contracts, out, asked, workers=workers or fitting_workers(), bounds=Bounds(seconds, memory),
            since=since or recheck, keep_contracts=keep_contracts, elsewhere=elsewhere, tell=settled,
        )  # fmt: skip
    _tell(done, out, found.others)
    keep(out)
    return code


def _refuse(rules: tuple[Path, ...], workers: int | None, scheduler: str | None) -> None:
    """Raises UsageError for what cannot be meant."""
    if workers and scheduler:
        raise UsageError("--workers is of this machine: with --scheduler every thread of the cluster's workers works.")
    for folder in rules:
        if not folder.is_dir():
            raise UsageError(f"{folder}: there is no such folder of rules.")


def _found(contracts: tuple[str, ...], recheck: Path | None, out: Path) -> Search:
    """The contracts of what was named. Raises UsageError where there are none."""
    from termscheck.batch.find import Search, search
    from termscheck.batch.folder import Folder
    from termscheck.batch.summary import lines_of

    if bool(contracts) == bool(recheck):
        raise UsageError("Name the contracts, or the folder of an earlier batch with --recheck, and not both.")
    if recheck:
        return Search(tuple(Folder(recheck).contracts((line.file, line.key) for line in lines_of(recheck))), 0, ())
    found = search(contracts, out)
    for link in found.links:
        say(f"Not searched: {link} is a link to a folder. Name the folder itself if it is wanted.")
    if not found.contracts:
        raise UsageError(
            f"No contracts found ({counted(found.others, 'other file')}): termscheck reads .docx, .pdf, .txt and .md."
        )
    return found


def _keeping(store: str | None, primes: Path | None, by_parties: bool) -> Callable[[Path], None]:
    """What is to be done with the folder at the end; that it can be is known at the beginning. Raises UsageError."""
    from termscheck.batch.origin import read_origins

    origins = read_origins(primes, by_parties=by_parties)
    if store is None:
        return lambda out: None
    from termscheck.batch.kept import put_into
    from termscheck.store.store import open_store

    open_store(store).close()

    def keep(out: Path) -> None:
        opened = open_store(store)
        try:
            number = put_into(opened, out, origins, datetime.now(UTC))
            say(f"Batch {number} of the store {opened.place}.")
        finally:
            opened.close()

    return keep


@contextmanager
def _elsewhere(scheduler: str | None) -> Iterator[Elsewhere | None]:
    """What has contracts checked by the cluster of a scheduler; None where there is no such. Raises UsageError."""
    if scheduler is None:
        yield None
        return
    try:
        from termscheck.batch.cluster import cluster
    except ModuleNotFoundError:
        raise UsageError('--scheduler needs dask: install it with pip install "termscheck[dask]".') from None
    with cluster(scheduler, say) as connected:
        yield connected.outcomes


def code_of_line(line: Line, fail_on: str | None) -> ExitCode:
    """The exit code of one contract of a batch; `fail_on` is that of the profile where it is None."""
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
