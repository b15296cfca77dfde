"""The drop folder: what is put into the folder of a queue is handed in by itself.

::

    drop/Health contracts/offer.docx               a contract
    drop/Health contracts/Oakfield/form.docx …     a contract of several files, in the order of their names
    drop/Health contracts/taken, …/refused         where they go

It is taken once it has been left alone for a while. A desk that is killed between taking it and moving it finds in the
store that it has it already.
"""

from __future__ import annotations

import asyncio
import stat
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from sqlalchemy import select
from sqlalchemy.orm import Session

from termscheck.errors import UsageError
from termscheck.store.desk import Case, Draft, DraftFile, Queue
from termscheck.store.reviews import sha256_of
from termscheck.store.store import Store
from termscheck.web import uploads
from termscheck.web.desk import cases, queues
from termscheck.web.desk.cases import Sent, Wish
from termscheck.web.desk.settings import DeskSettings
from termscheck.words import visible

EVERY = 5.0
"""Seconds between two looks: what was the same at both is taken."""
TAKEN, REFUSED = "taken", "refused"
State = tuple[tuple[str, int, int], ...]


class Drop:
    """Watches the folder."""

    def __init__(self, settings: DeskSettings, store: Store, folder: Path) -> None:
        self._settings, self._store, self._folder = settings, store, folder
        self._seen: dict[Path, State] = {}

    async def watch(self) -> None:
        """Looks into it again and again, until cancelled."""
        while True:
            try:
                await asyncio.to_thread(self.look)
            except Exception:  # a folder or database that is away may come back
                sys.stderr.write(traceback.format_exc())
            await asyncio.sleep(EVERY)

    def look(self) -> None:
        """Takes what has not changed since the last look."""
        now: dict[Path, State] = {}
        with self._store.reading() as session:
            names = {queue.name.casefold(): queue.id for queue in queues.all_of(session) if queue.active}
        for folder in sorted(self._folder.iterdir()):
            queue = names.get(folder.name.casefold())
            if queue is not None and _is_folder(folder):
                for entry in sorted(folder.iterdir()):
                    if entry.name not in (TAKEN, REFUSED) and not entry.name.startswith((".", "~")):
                        now[entry] = _state(entry)
                        if now[entry] and now[entry] == self._seen.get(entry):
                            self._take(entry, queue)
        self._seen = now

    def _take(self, entry: Path, queue: int) -> None:
        try:
            files = _files(entry, self._settings)
            with self._store.writing() as session:
                found = session.get_one(Queue, queue)
                if not _has(session, found, files):
                    title = entry.name if _is_folder(entry) else entry.stem
                    cases.submit(session, self._settings, None, found, files, Wish(title=visible(title)))
        except (UsageError, OSError) as problem:
            sys.stderr.write(f"{visible(entry.name)} was not taken: {visible(str(problem))}\n")
            _move(entry, REFUSED)
            return
        _move(entry, TAKEN)


def _has(session: Session, queue: Queue, files: Sequence[Sent]) -> bool:
    """Whether a contract of these files, and of no others, came into the queue by itself before."""
    first = select(Draft).join(DraftFile, DraftFile.draft_id == Draft.id).where(DraftFile.sha256 == files[0].sha256)
    wanted = sha256_of([one.sha256 for one in files])
    for draft in session.scalars(first):
        case = session.get_one(Case, draft.case_id)
        dropped = case.submitter_id is None and case.queue_id == queue.id and case.state != "closed"
        if dropped and sha256_of([file.sha256 for file in draft.files]) == wanted:
            return True
    return False


def _files(entry: Path, settings: DeskSettings) -> list[Sent]:
    """The files of a contract. Raises UsageError and OSError."""
    paths = sorted(entry.iterdir()) if _is_folder(entry) else [entry]
    paths = [path for path in paths if not path.name.startswith((".", "~"))]
    if not paths or not all(_is_file(path) for path in paths):
        raise UsageError("only files, or a folder of files, can be taken.")
    if len(paths) > settings.most_files or sum(path.lstat().st_size for path in paths) > settings.most_bytes:
        raise UsageError(f"at most {uploads.at_most(settings)} can be taken as one contract.")
    names = uploads.called([path.name for path in paths])
    return [Sent(name, path.read_bytes()) for name, path in zip(names, paths, strict=True)]


def _state(entry: Path) -> State:
    """What tells whether somebody is still writing it; empty for what is gone, or is no file or folder."""
    with suppress(OSError):
        paths = [entry, *sorted(entry.iterdir())] if _is_folder(entry) else [entry]
        told = [path.lstat() for path in paths]
        return tuple((path.name, one.st_size, one.st_mtime_ns) for path, one in zip(paths, told, strict=True))
    return ()


def _move(entry: Path, to: str) -> None:
    folder = entry.parent / to
    folder.mkdir(exist_ok=True)
    target = folder / entry.name
    entry.rename(target if not target.exists() else folder / f"{token_hex(3)} {entry.name}")


def _is_folder(path: Path) -> bool:
    return stat.S_ISDIR(path.lstat().st_mode)


def _is_file(path: Path) -> bool:
    return stat.S_ISREG(path.lstat().st_mode)
