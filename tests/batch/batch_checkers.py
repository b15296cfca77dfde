"""Checks that stand in for the real one in worker processes: what a contract says is what becomes of it.

They are given to the driver from Python; nothing on the command line leads to them.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from datetime import date
from pathlib import Path

from termscheck.batch.asked import Asked
from termscheck.batch.find import search
from termscheck.batch.run import run
from termscheck.batch.summary import Batch
from termscheck.batch.work import Bounds, Checker
from termscheck.errors import ReadError, UsageError
from termscheck.model import Advice, Contract, Coverage, Document, Finding, Review

DAY = date(2026, 11, 22)
LOG = "checked.log"


def finding(rule: str) -> Finding:
    advice = Advice("You may never be paid", "You carry a risk that is not yours.", "", "", "", (), ())
    return Finding(
        rule, "pay-when-paid", "payment", "high", "high", "policy-breach", "against_us", "It says so.", advice,
        fingerprint=f"of {rule}", missing=True,
    )  # fmt: skip


def no_rules(asked: Asked) -> None:
    if asked.profile == "misspelt":
        raise UsageError("There is no profile “misspelt”.")


def check(path: Path, asked: Asked) -> Review:
    """Notes in a file that the contract was begun, and does what it says: a word, then the rules that fire."""
    data = path.read_bytes()
    with (path.parent / LOG).open("a") as log:
        log.write(f"{path.name}\n")
    match data.decode().split()[0]:
        case "hang":
            re.match(r"(a+)+$", "a" * 60 + "b")  # keeps Python itself from taking its turn
        case "hungry":
            bytearray(2**40)
        case "wait":
            path.with_suffix(".pid").write_text(str(os.getpid()))
            time.sleep(600)
        case "slow":
            time.sleep(0.2)
        case "fault":
            raise KeyError("a bug")
        case "scan":
            raise ReadError("E-NOTEXT", path.name, "it is scanned.")
        case "edited":
            data += b"while it is read"
    document = Document(path.name, "text", hashlib.sha256(data).hexdigest(), data.decode(), ())
    return Review(
        tool_version="0", rule_sources=(), contract=Contract((document,), ()),
        findings=tuple(finding(rule) for rule in data.decode().split()[1:]), protections=(), looked_for=(),
        rag="amber", rag_reason="", coverage=Coverage((), 0, 0, 0), notices=(),
    )  # fmt: skip


def drive(
    folder: Path, out: Path, workers: int = 2, since: Path | None = None, keep_contracts: bool = False, **asked: str
) -> Batch:
    """A batch of a folder with this check."""
    return run(
        search([str(folder)], out).contracts, out, Asked(DAY, **asked), workers=workers, bounds=Bounds(4, 200),
        since=since, keep_contracts=keep_contracts, checker=Checker(no_rules, check),
    )  # fmt: skip


if __name__ == "__main__":
    import sys

    drive(Path(sys.argv[1]), Path(sys.argv[2]))
