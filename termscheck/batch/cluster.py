"""A batch on the workers of a dask cluster: the same driver, with a lane for each thread of each worker.

Each contract is sent to one named worker that has a thread with nothing else to do. So when a worker is lost, what it
was working on is known, and is tried once more.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from ipaddress import ip_address
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlsplit

import dask
from distributed import Client, KilledWorker, Security

from termscheck.batch.afar import check, introduced
from termscheck.batch.lanes import DIED
from termscheck.batch.outcome import Outcome, failed
from termscheck.batch.parcel import Errand, Order, errand_of, order_of
from termscheck.batch.work import Job
from termscheck.errors import ReadError, TermscheckError, UsageError

MOST_TRIES = 2
LOOK_SECONDS = 1.0
"""How often it is looked which workers there are."""

Coming = Future[tuple[Outcome, bytes]]
Say = Callable[[str], None]


class Seat(NamedTuple):
    """A thread of a worker, which is called by its address."""

    worker: str
    thread: int


@dataclass(slots=True)
class _Try:
    """A job, and how often it was begun."""

    job: Job
    tries: int = 0


@contextmanager
def cluster(address: str, say: Say) -> Iterator[Cluster]:
    """The cluster whose scheduler is at an address. `say` is called with sentences about it and its workers.

    Raises UsageError where no scheduler answers, or one with another termscheck.
    """
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is told in our words
    if not _private(address):
        say(f"Contracts travel unencrypted to {address} and on to its workers: see docs/batch.md for TLS.")
    if address.startswith("tls:") and not Security().get_connection_args("client").get("ssl_context"):
        raise UsageError(f"{address} is only reached with certificates: docs/batch.md tells how dask is told of them.")
    with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1TB"}):  # that is a long contract
        try:
            client = Client(address, set_as_default=False)
        except (OSError, ValueError, TypeError, ImportError) as problem:
            raise UsageError(f"There is no answer from a dask scheduler at {address} ({problem}).") from problem
        with client:
            yield Cluster(client, address, say)


def _private(address: str) -> bool:
    """Whether nobody can listen on the way to it: encrypted, or within this machine."""
    told = urlsplit(address)
    try:
        return told.scheme == "tls" or told.hostname == "localhost" or ip_address(told.hostname or "").is_loopback
    except ValueError:
        return False


class Cluster:
    """The workers that there are, of which those that have the termscheck of this machine get contracts."""

    def __init__(self, client: Client, address: str, say: Say) -> None:
        self._client, self._address, self._say = client, address, say
        self._ours = introduced()
        self._threads: dict[str, int] = {}
        """Of each worker that is there."""
        self._refused: dict[str, str] = {}
        self._looked = float("-inf")
        self._served = False
        self._waits = False
        try:
            theirs = client.run_on_scheduler(introduced)
        except Exception as problem:
            theirs = problem
        if sentence := self._difference(theirs):
            raise UsageError(f"The scheduler at {address} {sentence}")

    def outcomes(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Outcome, bytes]]:
        """The outcome of each job as it is done. Jobs are taken as workers get free; it waits where there are none.

        Raises UsageError where the scheduler is lost or there are only workers that were refused, and `RuleError` and
        `UsageError` where it would be the same for every contract.
        """
        to_do = (_Try(job) for job in jobs)
        queue = deque[_Try]()
        busy: dict[Coming, tuple[_Try, Seat]] = {}

        def more() -> bool:
            if not queue:
                queue.extend(islice(to_do, 1))
            return bool(queue)

        while more() or busy:
            for seat in self._free({seat for _, seat in busy.values()}):
                if not more():
                    break
                one = queue.popleft()
                order = order_of(one.job.asked, one.job.bounds, one.job.checker)
                try:
                    errand = errand_of(one.job)
                except (ReadError, UsageError) as problem:
                    yield one.job, Outcome(replace(failed(problem), lasts=False)), b""
                    continue
                one.tries += 1
                busy[self._sent(order, errand, seat)] = (one, seat)
            for coming in self._settled(busy):
                one, seat = busy.pop(coming)
                outcome, review = self._result(coming, seat)
                if outcome.failure == DIED and one.tries < MOST_TRIES:
                    queue.append(one)
                else:
                    yield one.job, outcome, review

    def _sent(self, order: Order, errand: Errand, seat: Seat) -> Coming:
        """Sets a worker to work."""
        lane = self._client.get_executor(pure=False, workers=[seat.worker], allow_other_workers=False)
        coming: Coming = lane.submit(check, order, errand)
        return coming

    def _settled(self, busy: Mapping[Coming, tuple[_Try, Seat]]) -> list[Coming]:
        """What has come, or will not as its worker is lost; nothing after a while, so that it is looked for workers."""
        if busy:
            wait(busy, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
        elif not self._free(set()):
            self._wait_for_workers()
        self._look()
        for coming, (_, seat) in busy.items():
            if seat.worker not in self._threads:
                coming.cancel()
        return [coming for coming in busy if coming.done()]

    def _result(self, coming: Coming, seat: Seat) -> tuple[Outcome, bytes]:
        try:
            return coming.result()
        except TermscheckError:
            raise
        except (CancelledError, KilledWorker):
            pass
        except Exception as problem:
            self._refuse(seat.worker, f"cannot work ({type(problem).__name__}: {problem}).")
        return Outcome(DIED), b""

    def _free(self, taken: set[Seat]) -> list[Seat]:
        """Threads with nothing to do, so that workers of several get one contract each before any gets two."""
        self._look()
        seats = [Seat(worker, thread) for worker, threads in self._threads.items() for thread in range(threads)]
        free = [seat for seat in seats if seat not in taken and seat.worker not in self._refused]
        return sorted(free, key=lambda seat: seat.thread)

    def _look(self) -> None:
        """Sees which workers there are, unless it has only just been seen. Raises UsageError."""
        if time.monotonic() - self._looked < LOOK_SECONDS:
            return
        self._looked = time.monotonic()
        try:
            there: dict[str, int] = self._client.nthreads()
            new = [worker for worker in there if worker not in self._threads]
            answers = self._client.run(introduced, workers=new, on_error="return") if new else {}
        except OSError:
            there, answers = self._threads, {}
        if self._client.status != "running":
            raise UsageError(f"The scheduler at {self._address} is lost. Run the batch again: what was done is kept.")
        gone = {worker for worker, answer in answers.items() if isinstance(answer, OSError)}
        self._threads = {worker: threads for worker, threads in there.items() if worker not in gone}
        self._refused = {worker: why for worker, why in self._refused.items() if worker in there}
        for worker in answers.keys() - gone:
            if sentence := self._difference(answers[worker]):
                self._refuse(worker, sentence)
        self._served = self._served or self._threads.keys() != self._refused.keys()
        if self._refused and not self._served:
            raise UsageError("\n".join(f"The worker {worker} {why}" for worker, why in sorted(self._refused.items())))

    def _refuse(self, worker: str, why: str) -> None:
        self._refused[worker] = why
        self._say(f"The worker {worker} gets no contracts: it {why}")

    def _difference(self, theirs: object) -> str:
        """What is different about a termscheck elsewhere; empty where nothing is."""
        here = f"termscheck {self._ours['termscheck']}, as this machine has."
        if not isinstance(theirs, Mapping):
            return f"cannot run termscheck ({theirs}). It needs {here}"
        if theirs["termscheck"] != self._ours["termscheck"]:
            return f"has termscheck {theirs['termscheck']}. It needs {here}"
        return "" if theirs == self._ours else f"has other rules than this machine. It needs those of {here}"

    def _wait_for_workers(self) -> None:
        if not self._waits:
            self._say(f"The batch waits for workers. Start one with: dask worker {self._address}")
        self._waits = True
        time.sleep(LOOK_SECONDS)
