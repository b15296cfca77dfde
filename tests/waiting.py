"""Waiting for what other threads and processes do."""

from __future__ import annotations

import time
from collections.abc import Callable


def until(there: Callable[[], object]) -> None:
    """Waits for it, five minutes at the most: machines that run tests are busy."""
    end = time.monotonic() + 300
    while not there():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)
