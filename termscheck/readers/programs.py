"""Programs of others that help to read a file: Tesseract and LibreOffice, run within bounds and never left behind.

What they are given is not trusted, and neither are they: each runs in a process group of its own, with bounds on time,
memory and the size of files. The group ends when its work is done, when its time is up, and when we end, even by
`kill -9`: a small watcher in it waits for a pipe to close whose other end is ours. Windows has no such bounds; there
only the time is kept.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

MOST_MEMORY = 4 * 2**30
"""Bytes of address space, of which LibreOffice takes more than a gigabyte before it opens anything."""
MOST_WRITTEN = 2**30
"""Bytes of a file that a program may write."""

_BOUNDED = """
ulimit -c 0; ulimit -t "$2"; ulimit -v "$3"; ulimit -f "$4"
(read _ < "/dev/fd/$1"; kill -KILL 0) > /dev/null 2>&1 &
shift 4
exec "$@"
"""


class ProgramError(Exception):
    """A program that did not do its work; `late` when its time was up."""

    def __init__(self, sentence: str, late: bool = False) -> None:
        super().__init__(sentence)
        self.late = late


def find(*names: str) -> str | None:
    """The path of the first of these programs that is installed; never one that lies in the present folder."""
    # Windows looks there first, and so does a PATH with "." in it: it may be full of the other side's files
    return next((path for path in map(shutil.which, names) if path and Path(path).is_absolute()), None)


def run(
    command: Sequence[str], *, seconds: float, given: bytes = b"", environment: Mapping[str, str] | None = None
) -> bytes:
    """What a program writes to standard output, having been given bytes on standard input.

    `environment` is added to ours. Raises `ProgramError` where it fails, cannot be started or takes longer.
    """
    try:
        ours, lifeline = os.pipe()
        try:
            with _started(command, ours, int(seconds) + 1, {**os.environ, **(environment or {})}) as process:
                return _written(process, seconds, given)
        finally:
            os.close(lifeline)
            os.close(ours)
    except OSError as problem:
        raise ProgramError(f"{command[0]} cannot be started ({problem.strerror})") from problem


def _started(
    command: Sequence[str], lifeline: int, seconds: int, surroundings: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    if os.name != "posix":
        return subprocess.Popen(command, env=surroundings, stdin=pipe, stdout=pipe, stderr=nowhere)  # noqa: S603
    bounds = (str(lifeline), str(seconds), str(MOST_MEMORY // 1024), str(MOST_WRITTEN // 512))
    return subprocess.Popen(  # noqa: S603  (a path that we found, and files that we named)
        ("/bin/sh", "-c", _BOUNDED, "sh", *bounds, *command),
        env=surroundings, pass_fds=(lifeline,), start_new_session=True, stdin=pipe, stdout=pipe, stderr=nowhere,
    )  # fmt: skip


def _written(process: subprocess.Popen[bytes], seconds: float, given: bytes) -> bytes:
    try:
        written, _ = process.communicate(given, timeout=seconds)
    except subprocess.TimeoutExpired as problem:
        raise ProgramError(f"it took longer than {seconds:.0f} seconds", late=True) from problem
    finally:
        if process.poll() is None:
            _end(process)
    if process.returncode:
        raise ProgramError(f"it ended with {process.returncode}")
    return written


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a program with its children."""
    if sys.platform == "win32":
        with suppress(OSError):
            ending = ("taskkill", "/F", "/T", "/PID", str(process.pid))
            subprocess.run(ending, capture_output=True, check=False)  # noqa: S603
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.communicate()


@lru_cache(maxsize=8)
def version(program: str) -> str:
    """The first line that a program says of its version; empty where it says nothing."""
    try:
        said = run((program, "--version"), seconds=30)
    except ProgramError:
        return ""
    return (said.decode("utf-8", "replace").splitlines() or [""])[0].strip()
