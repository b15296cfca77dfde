"""The driver: which contracts are to be checked, which outcomes are there already, and the summary of all.

What it holds in memory of a contract is its name, its path, and where its outcome lies on disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

from termscheck.batch.asked import Asked
from termscheck.batch.find import Found, digests
from termscheck.batch.folder import Folder, key_of
from termscheck.batch.lanes import outcomes
from termscheck.batch.outcome import Outcome, failed
from termscheck.batch.since import Comparison, comparison
from termscheck.batch.spool import Spool
from termscheck.batch.summary import Batch, Line, write_summary
from termscheck.batch.work import CHECKER, Bounds, Checker, Job
from termscheck.errors import ReadError, UsageError

Tell = Callable[[Line, bool], None]
"""Called with each contract as its outcome is known, and whether it was known before this run."""
Elsewhere = Callable[[Iterable[Job]], Iterator[tuple[Job, Outcome, bytes]]]
"""What gives the outcome, and the review in JSON, of each job as it is done, as `lanes.outcomes` does."""


def run(  # noqa: PLR0913
    contracts: Sequence[Found],
    out: Path,
    asked: Asked,
    *,
    workers: int,
    bounds: Bounds,
    since: Path | None = None,
    keep_contracts: bool = False,
    elsewhere: Elsewhere | None = None,
    checker: Checker = CHECKER,
    tell: Tell = lambda line, known: None,
) -> Batch:
    """Checks contracts, each by itself, and keeps their outcomes in a folder; what is there is not done again.

    `since` is the folder of an earlier batch to compare with; with `keep_contracts` this one can be checked again,
    whatever becomes of the contracts. `elsewhere` has the jobs done instead of `workers` processes of this machine.
    `checker` is what workers run. Raises `UsageError` and
    `RuleError` for what is wrong with the folders, the rules, the profile or the regime.
    """
    names = sorted(contract.name for contract in contracts)
    with ExitStack() as stack:
        earlier = stack.enter_context(comparison(since, names)) if since else None
        folder = Folder(out)
        folder.open(asked)
        spool = stack.enter_context(closing(Spool(out)))
        driver = _Driver([folder, *([Folder(since)] if since else [])], asked, spool, tell, keep_contracts)
        jobs = driver.jobs(contracts, bounds, checker)
        for job, outcome, review in elsewhere(jobs) if elsewhere else outcomes(jobs, workers, out):
            driver.done(job, outcome, review)
        lines = (beside(spool.line(name), earlier) for name in names)
        return write_summary(folder, lines, earlier.end if earlier else tuple)


class _Driver:
    """What is under way. `folders` are those that may have an outcome already; the first is this batch's own."""

    def __init__(self, folders: Sequence[Folder], asked: Asked, spool: Spool, tell: Tell, keep: bool) -> None:
        self._folders, self._asked, self._spool, self._tell, self._keep = folders, asked, spool, tell, keep
        self._waiting: dict[str, list[Line]] = {}
        """By key: the contracts whose check is under way. Several are alike to the byte and to the file's name."""

    def jobs(self, contracts: Sequence[Found], bounds: Bounds, checker: Checker) -> Iterator[Job]:
        """What is to be checked, each when it is asked for; what is known already is settled on the way."""
        for contract in contracts:
            line, outcome = self._looked_up(contract)
            if outcome:
                self._settle(line, outcome, outcome.failure is None or outcome.failure.lasts)
            elif line.key in self._waiting:
                self._waiting[line.key].append(line)
            else:
                self._waiting[line.key] = [line]
                yield Job(line.key, contract.path, line.digests, self._asked, bounds, checker)

    def done(self, job: Job, outcome: Outcome, review: bytes) -> None:
        """Keeps what came of a job."""
        self._folders[0].keep(job.key, outcome, review)
        for line in self._waiting.pop(job.key):
            self._settle(line, outcome, False)

    def _settle(self, line: Line, outcome: Outcome, known: bool) -> None:
        settled = replace(line, outcome=outcome)
        self._spool.add(settled)
        self._tell(settled, known)

    def _looked_up(self, contract: Found) -> tuple[Line, Outcome | None]:
        """The contract, and its outcome if it is known; one from an earlier batch is kept here as well."""
        line = Line(contract.name, (), "", self._asked.fingerprint, Outcome())
        try:
            line = replace(line, digests=digests(contract))
        except (ReadError, UsageError) as problem:
            return line, Outcome(failed(problem))
        line = replace(line, key=key_of(contract, line.digests, self._asked))
        if self._keep:
            self._folders[0].keep_contract(line.key, contract)
        for folder in self._folders:
            if outcome := folder.kept(line.key, self._asked.day.isoformat()):
                if folder is not self._folders[0]:
                    self._folders[0].keep(line.key, outcome, folder.review(line.key))
                return line, outcome
        return line, None


def beside(line: Line, earlier: Comparison | None) -> Line:
    """A line with what is different since an earlier batch, where there is one."""
    if earlier is None:
        return line
    findings = None if line.outcome.failure else line.outcome.findings
    return replace(line, since=earlier.since(line.file, line.digests, line.asked, findings))
