"""What a worker process does with a contract, and what keeps it within bounds there."""

from __future__ import annotations

import ctypes
import faulthandler
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread

from termscheck.batch.asked import Asked
from termscheck.batch.outcome import Failure, Outcome, brief, failed
from termscheck.errors import ReadError, UsageError
from termscheck.model import Review

_stacks = os.devnull
"""The file into which a worker that is out of time writes where it was."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one contract may take: seconds, and MiB of memory beyond what the rules take. 0 is no bound."""

    seconds: int = 300
    mebibytes: int = 2048


@dataclass(frozen=True, slots=True)
class Checker:
    """What a worker runs: `load` once, then `check` for each contract, within bounds."""

    load: Callable[[Asked], None]
    check: Callable[[Path, Asked], Review]


@dataclass(frozen=True, slots=True)
class Job:
    """A contract to be checked, under the key of its outcome; `digests` are of the bytes that are meant."""

    key: str
    path: Path
    digests: tuple[str, ...]
    asked: Asked
    bounds: Bounds
    checker: Checker


def load(asked: Asked) -> None:
    """Loads the rules. Raises `RuleError` and `UsageError`."""
    from termscheck import pipeline

    pipeline.load_rules(asked.rules, asked.profile).rule_set.regimes.known(asked.regime)


def check(path: Path, asked: Asked) -> Review:
    """The check of a contract, as `termscheck check` makes it."""
    from termscheck import pipeline

    return pipeline.check(
        [path], us=asked.us, them=asked.them, profile=asked.profile, rules=asked.rules, kind=asked.kind,
        view=asked.view, regime=asked.regime, today=asked.day, progress=_read,
    )  # fmt: skip


def _read(stage: str, done: int, total: int) -> None:
    """Gives back what reading took, but for the pages of short PDFs, before understanding takes as much."""
    from termscheck.pipeline import UNDERSTANDING

    if stage == UNDERSTANDING:
        _give_back()


CHECKER = Checker(load, check)


def work(job: Job) -> tuple[Outcome, bytes]:
    """The outcome of a contract, and its review in JSON where there is one.

    Raises `RuleError` and `UsageError` for what is wrong with the rules, profile or regime, whatever the contract;
    MemoryError when the bound is met.
    """
    _prepare(job.checker, job.asked, job.bounds)
    try:
        return _outcome(job)
    finally:
        _give_back()


def _outcome(job: Job) -> tuple[Outcome, bytes]:
    from termscheck.renderers import render

    try:
        with _watched(job.bounds.seconds):
            review = job.checker.check(job.path, job.asked)
            made = render(review, "json")
    except (ReadError, UsageError) as problem:
        return Outcome(failed(problem)), b""
    except MemoryError:
        raise
    except Exception as problem:
        sentence = f"this is a fault in termscheck, not in the file ({type(problem).__name__}). Please report it."
        return Outcome(Failure("E-FAULT", sentence, trace=traceback.format_exc())), b""
    read = tuple(document.sha256 for document in review.contract.documents)
    if read != job.digests[: len(read)]:
        return Outcome(Failure("E-CHANGED", "the file changed while the batch ran. Run it again.")), b""
    return brief(review), made


@lru_cache(maxsize=1)
def _prepare(checker: Checker, asked: Asked, bounds: Bounds) -> None:
    """Loads the rules, once in a worker; from then on memory is bounded."""
    import termscheck.exposure.work_out  # noqa: F401  (JSON tells of money: no contract is charged with loading it)

    checker.load(asked)
    _give_back()  # reading rules takes more than keeping them
    if bounds.mebibytes:
        _bound_memory(bounds.mebibytes * 2**20)


def _give_back() -> None:
    """Gives memory that is free back to the system, where that is not done unasked: glibc keeps it."""
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None:
        trim(0)


def _bound_memory(more: int) -> None:
    """Lets this process take so many bytes more than it has, where the system can be told to."""
    if sys.platform == "linux":
        import resource

        has = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        wanted = has + more if hard == resource.RLIM_INFINITY else min(has + more, hard)
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


@contextmanager
def _watched(seconds: int) -> Iterator[None]:
    """Ends this process when the time is up, even in the midst of a regular expression."""
    if not seconds:
        yield
        return
    with open(_stacks, "a", encoding="utf-8") as file:  # noqa: PTH123
        faulthandler.dump_traceback_later(seconds, exit=True, file=file)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()


def begin(lifeline: Connection, stacks: str) -> None:
    """Makes a process a worker: it ends with the driver, however that ends, and leaves Ctrl-C to it."""
    global _stacks  # noqa: PLW0603  (there is one for the whole process)
    _stacks = stacks
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with, args=(lifeline,), daemon=True).start()


def _end_with(lifeline: Connection) -> None:
    try:
        lifeline.poll(None)  # nothing is ever sent: it is readable when the other end is no more
    finally:
        os._exit(1)
