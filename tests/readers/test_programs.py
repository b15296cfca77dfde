"""Programs of others are kept within bounds, and end with their work, their time, or ourselves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from termscheck.readers import programs
from termscheck.readers.programs import ProgramError, run
from tests.waiting import until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
SLEEPER = "sleep 600 & echo $! > {pids}; echo $$ >> {pids}; wait"


def alive(process: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False


def children(pids: Path) -> list[int]:
    until(lambda: pids.is_file() and len(pids.read_text().split()) == 2)
    return [int(pid) for pid in pids.read_text().split()]


def test_a_program_is_given_bytes_and_gives_bytes() -> None:
    assert run(("/bin/cat",), seconds=20, given=b"\0words\n" * 50_000) == b"\0words\n" * 50_000


def test_one_that_fails_or_is_not_there_is_told() -> None:
    with pytest.raises(ProgramError) as caught:
        run(("/bin/sh", "-c", "exit 3"), seconds=20)
    assert not caught.value.late
    with pytest.raises(ProgramError):
        run(("/nowhere/at/all",), seconds=20)


def test_one_that_takes_too_long_ends_with_its_children(tmp_path: Path) -> None:
    with pytest.raises(ProgramError) as caught:
        run(("/bin/sh", "-c", SLEEPER.format(pids=tmp_path / "pids")), seconds=1)
    assert caught.value.late
    until(lambda: not any(map(alive, children(tmp_path / "pids"))))


def test_what_it_leaves_behind_ends_with_its_work(tmp_path: Path) -> None:
    left = f"sleep 600 > /dev/null 2>&1 & echo $! > {tmp_path / 'pid'}"
    run(("/bin/sh", "-c", left), seconds=20)
    until(lambda: not alive(int((tmp_path / "pid").read_text())))


def test_it_ends_when_we_are_killed(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    command = ("/bin/sh", "-c", SLEEPER.format(pids=pids))
    ours = f"from termscheck.readers.programs import run\nrun({command!r}, seconds=500)"
    path = {"PYTHONPATH": os.pathsep.join(one for one in sys.path if one)}
    process = subprocess.Popen([sys.executable, "-c", ours], env=os.environ | path)
    theirs = children(pids)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    until(lambda: not any(map(alive, theirs)))


def test_it_may_not_take_all_memory_or_fill_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "MOST_MEMORY", 2**30)
    monkeypatch.setattr(programs, "MOST_WRITTEN", 2**20)
    with pytest.raises(ProgramError):
        run((sys.executable, "-c", "bytearray(2**31)"), seconds=60)
    with pytest.raises(ProgramError):
        run(("/bin/sh", "-c", f"exec head -c 3000000 /dev/zero > {tmp_path / 'big'}"), seconds=60)
    assert (tmp_path / "big").stat().st_size <= 2**20
