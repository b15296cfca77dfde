"""Writing a file whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from secrets import token_hex

from termscheck.errors import UsageError

UNFINISHED = ".termscheck-"
"""What the name of a file begins with while it is being written; one is left behind when the writer is killed."""


def write(path: Path, data: bytes) -> None:
    """Writes a file whole or not at all, and makes its folder if need be. Raises UsageError."""
    try:
        target = Path(os.path.realpath(path))
        target.parent.mkdir(exist_ok=True)
        if target.exists() and not target.is_file():  # /dev/null is to be written to, not to be replaced
            target.write_bytes(data)
            return
        beside = target.with_name(f"{UNFINISHED}{token_hex(8)}.tmp")
        try:
            with beside.open("xb") as file:
                file.write(data)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as problem:
        raise UsageError(f"{path} cannot be written ({problem.strerror}).") from problem
