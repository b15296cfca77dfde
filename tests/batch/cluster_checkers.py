"""A check for batches on a cluster: it notes where every worker can, and kills the dask worker that it was given by."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import batch_checkers
from batch_checkers import LOG, no_rules

from termscheck.batch.asked import Asked
from termscheck.batch.work import Checker
from termscheck.model import Review

NOTES = "TERMSCHECK_TEST_NOTES"
KILL = getattr(signal, "SIGKILL", signal.SIGTERM)


def check(path: Path, asked: Asked) -> Review:
    """Does what the file says, in its first word."""
    notes = Path(os.environ[NOTES])
    word = path.read_text().split()[0]
    first = path.name not in (notes / LOG).read_text()
    with (notes / LOG).open("a") as log:
        log.write(f"{path.name}\n")
    if word == "kill" or (word == "kill-once" and first):
        os.kill(os.getppid(), KILL)
        time.sleep(600)
    if word == "die":
        os.kill(os.getpid(), KILL)
    return batch_checkers.check(path, asked)


CHECKER = Checker(no_rules, check)
