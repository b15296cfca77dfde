"""Worker processes, each with one contract at a time, so that one that dies costs only its own.

A lane is a `ProcessPoolExecutor` with a single worker: when it breaks, what it was working on is known.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, closing
from multiprocessing import get_context
from pathlib import Path
from tempfile import mkstemp

from termscheck.batch.outcome import Failure, Outcome
from termscheck.batch.work import Job, begin, work
from termscheck.errors import TermscheckError
from termscheck.files import UNFINISHED

MEMORY_OF_A_WORKER = 512 * 2**20
"""Bytes, generously: what decides how many workers a small machine is given."""

DIED = Failure(
    "E-DIED", "the worker died over it: it was ended from outside, or crashed. Run the batch again to retry."
)


def fitting_workers() -> int:
    """As many workers as the machine has processors that we may use, and memory for."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        usable = min(usable, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // MEMORY_OF_A_WORKER)
    return max(usable, 1)


class Lane:
    """One worker, which is replaced when it has died. `scratch` is a folder for what it says in dying."""

    def __init__(self, scratch: Path) -> None:
        file, name = mkstemp(prefix=UNFINISHED, suffix=".tmp", dir=scratch)
        os.close(file)
        self._stacks = Path(name)
        self._start()

    def _start(self) -> None:
        context = get_context("spawn")
        self._reader, self._lifeline = context.Pipe(duplex=False)
        self._pool = ProcessPoolExecutor(1, context, begin, (self._reader, str(self._stacks)))

    def submit(self, job: Job) -> Future[tuple[Outcome, bytes]]:
        """Sets the worker to work; it must be idle. One that has died since its last job is replaced."""
        try:
            return self._pool.submit(work, job)
        except BrokenProcessPool:
            self._replace()
            return self._pool.submit(work, job)

    def result(self, job: Job, done: Future[tuple[Outcome, bytes]]) -> tuple[Outcome, bytes]:
        """What came of it. Raises `RuleError` and `UsageError` where it would be the same for every contract."""
        try:
            return done.result()
        except TermscheckError:
            raise
        except MemoryError:
            sentence = f"it needed more than the {job.bounds.mebibytes} MiB of memory that one contract may take."
            failure = Failure("E-MEMORY", sentence)
        except BrokenProcessPool:
            failure = self._death(job)
        self._replace()
        return Outcome(failure), b""

    def interrupt(self) -> None:
        """Ends the worker at what it is doing, which then has a failure for its result."""
        self._lifeline.close()

    def _replace(self) -> None:
        self._end()
        self._stacks.write_bytes(b"")
        self._start()

    def _death(self, job: Job) -> Failure:
        stacks = self._stacks.read_text(encoding="utf-8", errors="replace")
        if stacks:
            sentence = f"it took longer than the {job.bounds.seconds} seconds that one contract may take."
            return Failure("E-TIME", sentence, trace=stacks)
        return DIED

    def _end(self) -> None:
        self._lifeline.close()
        self._pool.shutdown(cancel_futures=True)
        self._reader.close()

    def close(self) -> None:
        """Ends the worker, at whatever it is."""
        self._end()
        self._stacks.unlink(missing_ok=True)


def outcomes(jobs: Iterable[Job], workers: int, scratch: Path) -> Iterator[tuple[Job, Outcome, bytes]]:
    """The outcome of each job as it is done; the caller may stop at any time. Jobs are taken as workers get free."""
    with ExitStack() as stack:
        idle: list[Lane] = []
        busy: dict[Future[tuple[Outcome, bytes]], tuple[Job, Lane]] = {}
        to_do = iter(jobs)
        while True:
            while len(busy) < workers and (job := next(to_do, None)):
                if not idle:
                    idle.append(stack.enter_context(closing(Lane(scratch))))
                lane = idle.pop()
                busy[lane.submit(job)] = (job, lane)
            if not busy:
                return
            for done in wait(busy, return_when=FIRST_COMPLETED).done:
                job, lane = busy.pop(done)
                yield job, *lane.result(job, done)
                idle.append(lane)
