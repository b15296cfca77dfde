"""The work that waits in the store, and those who do it: every check is a job there until its result is.

A desk that is killed has left its jobs as running; the next one takes them up again. There is one desk to a store:
it holds a lock that goes with it, however it ends, so that what is running when it begins is nobody's.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import sys
import tempfile
import traceback
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from secrets import token_urlsafe

from sqlalchemy import Connection, select, text

from termscheck.batch.asked import Asked
from termscheck.batch.outcome import Failure, Outcome
from termscheck.errors import TermscheckError, UsageError
from termscheck.store import upkeep
from termscheck.store.desk import Case, Draft, File, Job, Queue
from termscheck.store.store import Store
from termscheck.web import results
from termscheck.web.checking import Workers
from termscheck.web.desk import filing, worker
from termscheck.web.desk.cases import CHECK
from termscheck.web.desk.history import record
from termscheck.web.desk.settings import DeskSettings
from termscheck.web.pages import in_words
from termscheck.web.results import Part, Stage
from termscheck.web.visits import PREFIX, delete_left_behind

LOOK = 2.0
"""Seconds between two looks for work that nobody told of."""
SWEEP = 60.0
DAILY = 24 * 3600.0
_LOCK = 0x6465736B


class Bench:
    """The background of a desk: `start` before the first check, `close` after the last.

    It is the only one of its store from its making on. Raises UsageError where there is another.
    """

    def __init__(self, settings: DeskSettings, store: Store) -> None:
        self.settings, self.store = settings, store
        self._lock = _lock(store)
        self._me = token_urlsafe(12)
        self._work = asyncio.Event()
        self._at: dict[int, Path] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Takes up what an earlier desk has left, and goes on."""
        await asyncio.to_thread(self._take_up)
        place = Path(self.settings.folder or tempfile.gettempdir())
        await asyncio.to_thread(delete_left_behind, place)
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))  # 0700
        self.workers = Workers(self.settings, self.folder)
        await self.workers.start()
        self._tasks = [asyncio.create_task(self._serve()) for _ in range(self.settings.workers)]
        self._tasks.append(asyncio.create_task(self._upkeep()))

    async def close(self) -> None:
        """Ends the work; what is not done waits for the next desk."""
        for task in self._tasks:
            task.cancel()
        await self.workers.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.to_thread(self._take_up)
        await asyncio.to_thread(shutil.rmtree, self.folder, True)
        self._lock.close()

    def wake(self) -> None:
        """Says that there is work; from the thread of the desk's loop."""
        self._work.set()

    def stage(self, draft: int) -> Stage:
        """How far the check of a draft is."""
        folder = self._at.get(draft)
        return results.stage(folder) if folder else Stage()

    def _take_up(self) -> None:
        with self.store.writing() as session:
            running = session.scalars(select(Job).where(Job.state == "running", Job.kind == CHECK))
            for job in running:
                job.state, job.worker = "waiting", ""

    async def _serve(self) -> None:
        while True:
            try:
                job = await asyncio.to_thread(self._next)
                if job is None:
                    self._work.clear()
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._work.wait(), LOOK)
                    continue
                await self._do(job)
            except Exception:  # the next job is not to suffer from this one, nor from a database that is away
                sys.stderr.write(traceback.format_exc())
                await asyncio.sleep(LOOK)

    def _next(self) -> int | None:
        """The number of the job that is now ours; None where nothing waits."""
        with self.store.reading() as session:
            if session.scalar(select(Job.id).where(Job.state == "waiting", Job.kind == CHECK).limit(1)) is None:
                return None
        with self.store.writing() as session:
            waiting = select(Job).where(Job.state == "waiting", Job.kind == CHECK).order_by(Job.id).limit(1)
            job = session.scalar(waiting.with_for_update(skip_locked=True))
            if job is None:
                return None
            job.attempts += 1
            job.started = self.settings.now()
            if job.attempts > self.settings.most_attempts:
                self._fail(job, session.get_one(Draft, job.draft_id), "The desk was ended over it several times.")
                return None
            job.state, job.worker = "running", self._me
            return job.id

    async def _do(self, number: int) -> None:
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        check = folder / "check"
        check.mkdir(mode=0o700)
        try:
            draft, asked, parts = await asyncio.to_thread(self._lay_out, number, folder, check)
            self._at[draft] = check
            try:
                outcome = await self.workers.check(check, [part.sha256 for part in parts], asked)
            finally:
                self._at.pop(draft, None)
            await asyncio.to_thread(self._file, number, asked, outcome, check)
        except TermscheckError as problem:
            failed = Outcome(Failure("E-STORE", str(problem)))
            await asyncio.to_thread(self._file, number, None, failed, check)
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, True)

    def _lay_out(self, number: int, folder: Path, check: Path) -> tuple[int, Asked, tuple[Part, ...]]:
        """Lays the files of a draft where the worker finds them, and says how they are to be checked."""
        with self.store.reading() as session:
            job = session.get_one(Job, number)
            draft = session.get_one(Draft, job.draft_id)
            case = session.get_one(Case, draft.case_id)
            queue = session.get_one(Queue, case.queue_id)
            parts = []
            for file in draft.files:
                stored = session.get_one(File, file.sha256)
                part = Part(f"part-{file.position + 1}", file.name, file.sha256, stored.size)
                (folder / part.stored).write_bytes(stored.body)
                parts.append(part)
            results.keep(check, results.PARTS, tuple(parts))
            earlier = session.scalar(
                select(Draft)
                .where(Draft.case_id == case.id, Draft.number < draft.number, Draft.review_id.is_not(None))
                .order_by(Draft.number.desc())
                .limit(1)
            )
            if earlier and earlier.review:
                (folder / worker.EARLIER).write_bytes(earlier.review.json())
            day = self.settings.today or self.settings.now().date()
            rules = tuple(Path(one) for one in queue.rules)
            asked = Asked(
                day, tuple(draft.us), tuple(draft.them), queue.profile or None, rules,
                kind=job.asked.get("kind"), regime=job.asked.get("regime"),
            )  # fmt: skip
            return draft.id, asked, tuple(parts)

    def _file(self, number: int, asked: Asked | None, outcome: Outcome, check: Path) -> None:
        """Puts the result into the store and ends the job, both or neither; nothing if the job is no longer ours."""
        with self.store.writing() as session:
            job = session.get(Job, number)
            if job is None or job.state != "running" or job.worker != self._me:
                return
            draft = session.get_one(Draft, job.draft_id)
            if outcome.failure or asked is None:
                self._fail(job, draft, in_words(outcome.failure))
                record(session, self.settings.now(), None, "not-checked", case=draft.case_id, draft=draft.number)
                return
            filing.put(session, self.settings.now(), draft, filing.Checked(asked, outcome, check))
            job.state, job.finished = "done", self.settings.now()
            now, rag = self.settings.now(), outcome.rag
            record(session, now, None, "checked", case=draft.case_id, draft=draft.number, rag=rag)

    def _fail(self, job: Job, draft: Draft, why: str) -> None:
        job.state, job.finished, job.message, draft.failure = "failed", self.settings.now(), why, why

    async def _upkeep(self) -> None:
        """Says that this desk is alive and, once a day, deletes what is no longer to be kept."""
        passed = DAILY
        while True:
            with suppress(OSError):
                os.utime(self.folder)
            if passed >= DAILY and self.settings.keep_closed is not None:
                passed = 0.0
                try:
                    await asyncio.to_thread(prune, self.store, self.settings, self.settings.keep_closed, None)
                except Exception:  # it is tried again tomorrow
                    sys.stderr.write(traceback.format_exc())
            await asyncio.sleep(SWEEP)
            passed += SWEEP


def prune(store: Store, settings: DeskSettings, days: int, who: int | None) -> dict[str, int]:
    """Deletes cases that were closed so many days ago, and what nothing needs without them; gives how many of each."""
    before = settings.now() - timedelta(days=days)
    gone = upkeep.prune(store, before, batches=False)
    if gone["cases"]:
        with store.writing() as session:
            day, number = before.date().isoformat(), gone["cases"]
            record(session, settings.now(), who, "pruned", before=day, cases=number)
    return gone


class _SqliteLock:
    def __init__(self, store: Store, file: Path) -> None:
        self._connection = sqlite3.connect(file.with_name("desk.lock"), timeout=0, check_same_thread=False)
        try:
            self._connection.isolation_level = None
            self._connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            self._connection.close()
            raise UsageError(_TAKEN.format(store.place)) from None
        file.with_name("desk.lock").chmod(0o600)

    def close(self) -> None:
        self._connection.close()


class _ServerLock:
    def __init__(self, store: Store) -> None:
        self._connection: Connection = store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if not self._connection.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _LOCK}).scalar():
            self._connection.close()
            raise UsageError(_TAKEN.format(store.place))

    def close(self) -> None:
        self._connection.invalidate()
        self._connection.close()


_TAKEN = "Another desk works with the store {}: end that one first, or name another store with --store."


def _lock(store: Store) -> _SqliteLock | _ServerLock:
    """Makes this the only desk of a store, until it is closed or this process ends. Raises UsageError."""
    return _SqliteLock(store, store.place.file) if store.place.file else _ServerLock(store)
