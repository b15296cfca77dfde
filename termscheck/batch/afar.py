"""What a dask worker does: it hands each contract to a worker process of its own, and what came of it back.

The dask worker itself never reads a contract. So what hangs, is hungry or crashes is bounded exactly as in a batch on
one machine, and the dask worker stays in touch with its scheduler meanwhile.
"""

from __future__ import annotations

import errno
import multiprocessing
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, Timer

from distributed import get_worker

from termscheck.batch.asked import Asked
from termscheck.batch.lanes import Lane
from termscheck.batch.outcome import Failure, Outcome
from termscheck.batch.parcel import Errand, Order
from termscheck.errors import UsageError
from termscheck.files import UNFINISHED

IDLE_SECONDS = 60.0
"""How long a worker process that has nothing to do is kept, with the rules in its memory."""

_FAULTS_OF_THE_MACHINE = frozenset({errno.ENOSPC, errno.EROFS})


def introduced() -> Mapping[str, object]:
    """The termscheck that is installed here: its version, and a hash of its rules."""
    return Asked(date.min).told


def check(order: Order, errand: Errand) -> tuple[Outcome, bytes]:
    """What came of a contract: its outcome, and its review in JSON.

    Raises `RuleError` and `UsageError` for what is wrong with the rules, profile or regime, and OSError where this
    machine cannot keep what it is to check.
    """
    bench = _bench(order)
    try:
        return bench.check(errand)
    finally:
        bench.rest()


class _Bench:
    """A worker process for one order, and the private folder in which it finds contracts and rules.

    The folder lies where dask removes what a killed worker leaves behind.
    """

    def __init__(self, order: Order) -> None:
        self.order = order
        self._folder = TemporaryDirectory(
            prefix=UNFINISHED, dir=get_worker().local_directory, ignore_cleanup_errors=True
        )
        here = Path(self._folder.name)
        try:
            rules = [parcel.unpack(here / "rules" / str(number)) for number, parcel in enumerate(order.rules)]
            self._asked = replace(order.asked, rules=tuple(rules))
            if self._asked.fingerprint != order.fingerprint:
                raise UsageError("A worker has another version of termscheck, or other rules, than this machine.")
            # dask forbids its workers to have processes of their own, lest they outlive them; ours end with them
            multiprocessing.current_process().daemon = False
            self._lane = Lane(here)
        except BaseException:
            self._folder.cleanup()
            raise

    def check(self, errand: Errand) -> tuple[Outcome, bytes]:
        with TemporaryDirectory(prefix="contract-", dir=self._folder.name, ignore_cleanup_errors=True) as folder:
            try:
                job = errand.job(self._asked, self.order, Path(folder) / "in")
            except OSError as problem:
                if problem.errno in _FAULTS_OF_THE_MACHINE:
                    raise
                sentence = f"the worker could not keep a copy of it ({problem.strerror})."
                return Outcome(Failure("E-PATH", sentence)), b""
            return self._lane.result(job, self._lane.submit(job))

    def rest(self) -> None:
        """Waits for another contract, for a while."""
        self._alarm = Timer(IDLE_SECONDS, _closed, [self])
        self._alarm.daemon = True
        with _lock:
            _idle.append(self)
        self._alarm.start()

    def rise(self) -> None:
        self._alarm.cancel()

    def close(self) -> None:
        self._lane.close()
        self._folder.cleanup()


_idle: list[_Bench] = []
_lock = Lock()


def _bench(order: Order) -> _Bench:
    """One that is idle and fits the order; those of other orders make place for it."""
    with _lock:
        found = next((one for one in _idle if one.order == order), None)
        others = [] if found else list(_idle)
        for one in [found] if found else others:
            _idle.remove(one)
            one.rise()
    for one in others:
        one.close()
    return found or _Bench(order)


def _closed(bench: _Bench) -> None:
    with _lock:
        if bench not in _idle:
            return
        _idle.remove(bench)
    bench.close()
