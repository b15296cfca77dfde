"""The driver: which contracts are to be checked, which outcomes are there already, and the summary of all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from termscheck.batch import since as earlier_batches
from termscheck.batch.asked import Asked
from termscheck.batch.find import Found, digests
from termscheck.batch.lanes import outcomes
from termscheck.batch.outcome import Outcome, failed
from termscheck.batch.store import Store, key_of
from termscheck.batch.summary import Batch, Line
from termscheck.batch.work import CHECKER, Bounds, Checker, Job
from termscheck.errors import ReadError, UsageError

Tell = Callable[[Line, bool], None]
"""Called with each contract as its outcome is known, and whether it was known before this run."""


def run(  # noqa: PLR0913
    contracts: Sequence[Found],
    out: Path,
    asked: Asked,
    *,
    workers: int,
    bounds: Bounds,
    since: Path | None = None,
    checker: Checker = CHECKER,
    tell: Tell = lambda line, known: None,
) -> Batch:
    """Checks contracts, each by itself, and keeps their outcomes in a folder; what is there is not done again.

    `since` is the folder of an earlier batch to compare with. `checker` is what workers run. Raises `UsageError` and
    `RuleError` for what is wrong with the folders, the rules, the profile or the regime.
    """
    earlier = earlier_batches.read(since) if since else {}
    store = Store(out)
    store.open(asked)
    stores = [store, *([Store(since)] if since else [])]
    lines: dict[str, Line] = {}
    to_do: dict[str, list[Line]] = {}
    jobs: list[Job] = []

    def settle(line: Line, outcome: Outcome, known: bool) -> None:
        lines[line.file] = replace(line, outcome=outcome)
        tell(lines[line.file], known)

    for contract in contracts:
        line, outcome = _looked_up(contract, asked, stores)
        if outcome:
            settle(line, outcome, outcome.failure is None or outcome.failure.lasts)
        else:
            if line.key not in to_do:
                jobs.append(Job(contract.path, line.digests, asked, bounds, checker))
            to_do.setdefault(line.key, []).append(line)
    same = list(to_do.values())
    for number, outcome, review in outcomes(jobs, workers, out):
        store.keep(same[number][0].key, outcome, review)
        for line in same[number]:
            settle(line, outcome, False)
    batch = _compared([lines[name] for name in sorted(lines)], earlier, since is not None)
    batch.write(store)
    return batch


def _looked_up(contract: Found, asked: Asked, stores: Sequence[Store]) -> tuple[Line, Outcome | None]:
    """The contract, and its outcome if it is known without a check; one from an earlier batch is kept here as well."""
    line = Line(contract.name, (), "", asked.fingerprint, Outcome())
    try:
        line = replace(line, digests=digests(contract))
    except (ReadError, UsageError) as problem:
        return line, Outcome(failed(problem))
    line = replace(line, key=key_of(contract, line.digests, asked))
    for store in stores:
        if outcome := store.kept(line.key, asked.day.isoformat()):
            if store is not stores[0]:
                stores[0].keep(line.key, outcome, store.review(line.key))
            return line, outcome
    return line, None


def _compared(lines: Sequence[Line], earlier: dict[str, earlier_batches.Earlier], asked_for: bool) -> Batch:
    if not asked_for:
        return Batch(tuple(lines))
    beside = earlier_batches.Comparison(earlier, {line.file: line.digests for line in lines})
    told = [
        replace(
            line,
            since=beside.since(
                line.file, line.digests, line.asked, None if line.outcome.failure else line.outcome.findings
            ),
        )
        for line in lines
    ]
    return Batch(tuple(told), tuple(beside.gone))
