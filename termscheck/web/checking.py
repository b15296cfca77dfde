"""The worker processes of the page: as many contracts at once as the machine has room for, the others in their turn.

A worker that hangs, grows or dies costs one contract its result, and is replaced (see `termscheck.batch.lanes`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from termscheck.batch.asked import Asked
from termscheck.batch.lanes import Lane
from termscheck.batch.outcome import Failure, Outcome
from termscheck.batch.work import Job
from termscheck.errors import TermscheckError
from termscheck.web.settings import Settings


class Workers:
    """The lanes of the page; `start` before the first check, `close` after the last."""

    def __init__(self, settings: Settings, scratch: Path) -> None:
        self._settings = settings
        self._scratch = scratch
        self._idle: asyncio.Queue[Lane] = asyncio.Queue()
        self._all: set[Lane] = set()
        self._warming: asyncio.Task[None] | None = None
        self._closed = False

    async def start(self) -> None:
        """Makes the workers, and lets them load the rules before anybody waits for it."""
        for _ in range(self._settings.workers):
            self._add()
        self._warming = asyncio.create_task(self._warm())

    async def check(
        self, folder: Path, digests: Sequence[str], asked: Asked, begun: Callable[[], None] = lambda: None
    ) -> Outcome:
        """The outcome of the check of a folder; `begun` is called when its turn has come.

        The review in JSON is written beside the rest.
        Cancelled, it ends the worker that is at it: nothing of the contract stays in a process.
        """
        job = Job("", folder, tuple(digests), asked, self._settings.bounds, self._settings.checker)
        lane = await self._idle.get()
        begun()
        done = asyncio.ensure_future(asyncio.to_thread(lane.result, job, lane.submit(job)))
        try:
            outcome, review = await asyncio.shield(done)
        except asyncio.CancelledError:
            lane.interrupt()
            await asyncio.wait([done])
            self._all.discard(lane)
            await asyncio.to_thread(lane.close)
            self._add()
            raise
        except TermscheckError as problem:  # of the rules or the profile: it would be the same for every contract
            outcome, review = Outcome(Failure("E-RULES", str(problem))), b""
        self._idle.put_nowait(lane)
        if not outcome.failure:
            await asyncio.to_thread((folder / "review.json").write_bytes, review)
        return outcome

    async def close(self) -> None:
        """Ends the workers; no check may be under way any more."""
        self._closed = True
        if self._warming:
            self._warming.cancel()
            await asyncio.wait([self._warming])
        await asyncio.gather(*(asyncio.to_thread(lane.close) for lane in self._all))
        self._all.clear()

    def _add(self) -> None:
        if self._closed:
            return
        lane = Lane(self._scratch)
        self._all.add(lane)
        self._idle.put_nowait(lane)

    async def _warm(self) -> None:
        """A check of nothing, by one worker after the other: it loads the rules and finds no file."""
        for _ in range(self._settings.workers):
            await self.check(self._scratch / "nothing", (), self.asked())

    def asked(self, us: Sequence[str] = (), them: Sequence[str] = (), **more: object) -> Asked:
        """How contracts are checked here."""
        day = self._settings.today or date.today()
        return Asked(day, tuple(us), tuple(them), self._settings.profile, self._settings.rules, **more)  # type: ignore[arg-type]
