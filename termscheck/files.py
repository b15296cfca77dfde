"""Writing a file whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from termscheck.errors import UsageError

UNFINISHED = ".termscheck-"
"""What the name of a file begins with while it is being written; one is left behind when the writer is killed."""


def write(path: Path, data: bytes) -> None:
    """Writes a file whole or not at all, and makes its folder if need be. Raises UsageError."""
    with writing(path) as file:
        file.write(data)


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """A file to write piece by piece: it is there, whole, once the block has ended well, or else as it was before.

    Its folder is made if need be. Raises UsageError.
    """
    try:
        target = Path(os.path.realpath(path))
        target.parent.mkdir(exist_ok=True)
        if target.exists() and not target.is_file():  # /dev/null is to be written to, not to be replaced
            with target.open("wb") as file:
                yield file
            return
        beside = target.with_name(f"{UNFINISHED}{token_hex(8)}.tmp")
        try:
            with beside.open("xb") as file:
                yield file
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as problem:
        raise UsageError(f"{path} cannot be written ({problem.strerror}).") from problem
