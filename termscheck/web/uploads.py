"""Files on their way in: bounded while they come, kept under names of our own, and never run.

What a file is called decides nothing but what it is called: it lies under a number, and its content says what it is.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from termscheck.web.results import Part
from termscheck.web.settings import Settings
from termscheck.web.visits import Visit, Visits
from termscheck.words import counted

MOST_FIELDS = 20
LONGEST_FIELD = 4096
LONGEST_NAME = 120
_CHUNK = 2**20
_NO_NAME = re.compile(r'[<>:"|?*]')


FULL = "Too many contracts are being checked on this computer just now. Wait a few minutes and try again."


class UploadError(Exception):
    """What is wrong with an upload, as a sentence for people. `status` is that of the answer."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


async def form_of(request: Request, settings: Settings) -> FormData:
    """The form that was sent, its files in nameless temporary files. Raises HTTPException for one that is malformed."""
    return await request.form(max_files=settings.most_files, max_fields=MOST_FIELDS, max_part_size=LONGEST_FIELD)


async def take(form: FormData, visits: Visits, owner: str) -> Visit:
    """A new visit with the files of a form. Raises `UploadError`, and then keeps nothing."""
    if not visits.room():
        raise UploadError(FULL, 503)
    visit = visits.open(owner)
    try:
        visit.parts = await _store_all(form, visit.folder, visits.settings)
    except BaseException:
        await visits.end(visit)
        raise
    return visit


async def _store_all(form: FormData, folder: Path, settings: Settings) -> tuple[Part, ...]:
    files = [one for one in form.getlist("files") if isinstance(one, UploadFile) and (one.filename or one.size)]
    if not files:
        raise UploadError("No file was chosen. Choose the contract’s file first, then press the button.")
    if sum(file.size or 0 for file in files) > settings.most_bytes:
        raise UploadError(too_large(settings), 413)
    names = called([file.filename or "" for file in files])
    return tuple(
        [await run_in_threadpool(_store, file.file, folder, number, name)
         for number, (file, name) in enumerate(zip(files, names, strict=True))]
    )  # fmt: skip


def too_large(settings: Settings) -> str:
    """What is said of too much."""
    return (
        f"The files are larger than {settings.most_bytes // 2**20} MB together, which no contract needs to be. "
        "If it was scanned, ask for the Word file, or for a smaller PDF."
    )


def called(names: Sequence[str]) -> list[str]:
    """What files are called, each once, and fit to be shown and to name a copy: no folders, no control characters."""
    made: list[str] = []
    for number, given in enumerate(names, 1):
        name = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
        name = "".join(c for c in _NO_NAME.sub("_", name) if unicodedata.category(c)[0] != "C").strip(" .")
        stem, dot, suffix = name.rpartition(".")
        name = f"{(stem or suffix)[:LONGEST_NAME]}{dot}{suffix[:10]}" if stem else suffix[:LONGEST_NAME]
        name = name or f"file {number}"
        made.append(name if name not in made else f"{number} {name}")
    return made


def _store(source: BinaryIO, folder: Path, number: int, name: str) -> Part:
    digest, size = hashlib.sha256(), 0
    stored = f"part-{number}"
    with (folder / stored).open("xb") as file:
        while data := source.read(_CHUNK):
            file.write(data)
            digest.update(data)
            size += len(data)
    return Part(stored, name, digest.hexdigest(), size)


def at_most(settings: Settings) -> str:
    """How much may be sent, in words."""
    return f"{counted(settings.most_files, 'file')} and {settings.most_bytes // 2**20} MB"
