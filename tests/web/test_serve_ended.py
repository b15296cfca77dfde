"""A page that is ended by a signal at a random moment of a check: no worker goes on, and no contract is left behind."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from page_visits import Visitor

from termscheck.web.visits import LEFT_BEHIND, PREFIX, delete_left_behind
from tests.waiting import until

SAMPLE = Path(__file__).parents[2] / "samples" / "harsh-sub-contract.docx"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")


def belonging(place: Path) -> list[str]:
    """Processes whose folder for temporary files is that of the page: itself and its workers."""
    mark, found = f"TMPDIR={place}".encode(), []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (process / "environ").read_bytes().split(b"\0"):
                found.append(process.name)
        except OSError:  # it has ended
            continue
    return found


@pytest.mark.parametrize("how", ["SIGTERM", "SIGINT", "SIGKILL"])
def test_a_page_ended_in_the_midst_of_a_check_leaves_nothing_behind(tmp_path: Path, how: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "TMPDIR": str(tmp_path),
        "PYTHONPATH": os.pathsep.join(one for one in sys.path if one),
    }
    command = [sys.executable, "-m", "termscheck", "serve", "--port", str(port)]
    page = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        until(lambda: page.poll() is not None or answers(port))
        assert page.poll() is None
        Visitor(port).visit((SAMPLE.name, SAMPLE.read_bytes()))
        time.sleep(random.Random(how).uniform(0, 4))
        page.send_signal(getattr(signal, how))
        page.wait(60)
        until(lambda: not belonging(tmp_path))
        said = page.stderr.read() if page.stderr else ""
    finally:
        page.kill()
        page.wait()
        if page.stderr:
            page.stderr.close()
    assert "Traceback" not in said
    left = list(tmp_path.glob(f"{PREFIX}*"))
    if how == "SIGKILL":  # nobody was there to delete it: the next page does, when it is old
        then = time.time() - LEFT_BEHIND - 10
        for folder in left:
            os.utime(folder, (then, then))
        delete_left_behind(tmp_path)
    assert not list(tmp_path.glob(f"{PREFIX}*"))


def answers(port: int) -> bool:
    with socket.socket() as trying:
        return trying.connect_ex(("127.0.0.1", port)) == 0
