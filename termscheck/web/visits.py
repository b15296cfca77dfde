"""Visits: one contract each, from its upload until it is deleted.

All that is kept of a visit lies in one folder of its own, which only this user may open: it goes when the visitor says
so, after an idle time, and when the page is closed. What a page that was killed has left is deleted by the next.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_urlsafe
from typing import Literal

from termscheck.batch.outcome import Failure
from termscheck.exposure.model import Inputs
from termscheck.model import DocumentKind
from termscheck.web import results
from termscheck.web.checking import Workers
from termscheck.web.results import Part, Stage, Told
from termscheck.web.settings import Settings

State = Literal["waiting", "reading", "done", "failed"]

PREFIX = "termscheck-visits-"
LEFT_BEHIND = 600
"""Seconds after which the folder of a page that no longer says it is alive is taken for one that was killed."""
SWEEP = 30


@dataclass(frozen=True)
class Answers:
    """What a visitor says of the contract; empty where it is left to what was recognised.

    `us` and `them` are labels, as for `termscheck check`; `order` are numbers of the files, first that which prevails;
    `money` is for what the contract could cost.
    """

    us: tuple[str, ...] = ()
    them: tuple[str, ...] = ()
    kind: DocumentKind | None = None
    regime: str | None = None
    order: tuple[int, ...] = ()
    money: Inputs | None = None


@dataclass(eq=False)
class Visit:
    """A contract on its way through the page. `owner` is the session that brought it; empty for a program."""

    id: str
    owner: str
    folder: Path
    parts: tuple[Part, ...] = ()
    answers: Answers = Answers()
    confirmed: bool = False
    """Whether the visitor has answered which party they are."""
    state: State = "waiting"
    failure: Failure | None = None
    first: Told | None = None
    """What was recognised before the visitor said anything."""
    told: Told | None = None
    used: float = field(default_factory=time.monotonic)
    checks: int = 0
    task: asyncio.Task[None] | None = None

    @property
    def made(self) -> Path:
        """The folder of the latest check."""
        return self.folder / f"check-{self.checks}"

    @property
    def stage(self) -> Stage:
        """How far the latest check is."""
        return results.stage(self.made) if self.state == "reading" else Stage()


class Visits:
    """All visits of one page."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._open: dict[str, Visit] = {}
        self._queue: list[Visit] = []

    async def start(self) -> None:
        """Makes the private folder and the workers, and deletes what a page that was killed has left."""
        place = Path(self.settings.folder or tempfile.gettempdir())
        await asyncio.to_thread(delete_left_behind, place)
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))  # 0700
        self.workers = Workers(self.settings, self.folder)
        await self.workers.start()
        self._sweeper = asyncio.create_task(self._sweep())

    async def close(self) -> None:
        """Ends every visit."""
        self._sweeper.cancel()
        tasks = [visit.task for visit in self._open.values() if visit.task and not visit.task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.workers.close()
        self._open.clear()
        await asyncio.to_thread(_delete, self.folder)

    def open(self, owner: str) -> Visit:
        """A visit without files; there must be `room` for it."""
        name = token_urlsafe(32)
        folder = self.folder / token_urlsafe(16)
        folder.mkdir(mode=0o700)
        self._open[name] = Visit(name, owner, folder)
        return self._open[name]

    def find(self, name: str, owner: str) -> Visit | None:
        """The visit of that name, if it is the owner's; it counts as used."""
        visit = self._open.get(name)
        if visit is None or visit.owner != owner:
            return None
        visit.used = time.monotonic()
        return visit

    def room(self) -> bool:
        """Whether there may be another visit, with files of the largest size."""
        if len(self._open) >= self.settings.most_visits:
            return False
        kept = sum(part.size for visit in self._open.values() for part in visit.parts)
        return kept + self.settings.most_bytes <= self.settings.most_kept

    def begin(self, visit: Visit, answers: Answers = Answers()) -> None:
        """Checks the contract as the answers have it, in its turn; an earlier check of it is given up."""
        if visit.task:
            visit.task.cancel()
        if visit.checks:
            shutil.rmtree(visit.made, ignore_errors=True)
        visit.checks += 1
        visit.answers, visit.state, visit.failure, visit.told = answers, "waiting", None, None
        visit.task = asyncio.create_task(self._check(visit))

    def before(self, visit: Visit) -> int:
        """How many contracts are to be checked before this one."""
        return self._queue.index(visit) if visit in self._queue else 0

    async def end(self, visit: Visit) -> None:
        """Deletes all that is kept of a visit, and gives up what is being done for it."""
        self._open.pop(visit.id, None)
        if visit.task and not visit.task.done():
            visit.task.cancel()
            await asyncio.wait([visit.task])
        await asyncio.to_thread(_delete, visit.folder)

    async def _check(self, visit: Visit) -> None:
        made, parts = visit.made, _ordered(visit.parts, visit.answers.order)
        made.mkdir(mode=0o700)
        results.keep(made, results.PARTS, parts)
        if visit.answers.money:
            results.keep(made, results.MONEY, visit.answers.money)
        answers = visit.answers
        asked = self.workers.asked(answers.us, answers.them, kind=answers.kind, regime=answers.regime)
        self._queue.append(visit)

        def begun() -> None:
            self._queue.remove(visit)
            visit.state = "reading"

        try:
            outcome = await self.workers.check(made, [part.sha256 for part in parts], asked, begun)
        finally:
            if visit in self._queue:
                self._queue.remove(visit)
        visit.failure = outcome.failure
        if outcome.failure is None:
            visit.told = await asyncio.to_thread(results.told, made)
            visit.first = visit.first or visit.told
        elif outcome.failure.trace:
            sys.stderr.write(f"{outcome.failure.code}: {outcome.failure.message}\n{outcome.failure.trace}\n")
        visit.state = "failed" if outcome.failure else "done"

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(min(SWEEP, self.settings.idle))
            os.utime(self.folder)
            now = time.monotonic()
            for visit in [one for one in self._open.values() if now - one.used > self.settings.idle]:
                await self.end(visit)


def _ordered(parts: Sequence[Part], order: Sequence[int]) -> tuple[Part, ...]:
    return tuple(parts[number] for number in order) if order else tuple(parts)


def delete_left_behind(place: Path) -> None:
    """Deletes the folders of pages that were killed: ours, and not touched for a while."""
    for folder in place.glob(f"{PREFIX}*"):
        with suppress(OSError):
            told = folder.lstat()
            ours = not hasattr(os, "getuid") or told.st_uid == os.getuid()
            if ours and not folder.is_symlink() and folder.is_dir() and time.time() - told.st_mtime > LEFT_BEHIND:
                _delete(folder)


def _delete(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
