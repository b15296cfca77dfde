"""Long runs: `python -m tests.benchmarks.soak` checks thousands of contracts in one process, then in a batch that is
killed again and again.

First, memory and open files of one process are written down every 500 checks of small contracts (text, Word and PDF,
each with names and words of its own that no other has); they must not grow once it is warm. What is kept of words is
let go of now and then, so memory goes up and down: the highest of the later checks is held against the highest of the
earlier ones, and what lies between them is told for each 1,000 checks. Then a batch of contracts is run undisturbed,
and once more while its workers and its driver are killed at random moments; started again until it is done, it must
hold the same files, byte for byte. Exit code 1 when something grew, was lost or differs. Needs Linux.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import psutil

from termscheck.pipeline import check_file, check_text
from tests.readers.pdf_files import column, make_pdf
from tests.readers.word_files import para, word

DAY = date(2026, 11, 22)
WARM = 0.2
"""The share of the checks after which nothing should grow any more."""
GROWTH = 1.0
"""MiB for each 1,000 checks by which the memory may differ from then on, as contracts do."""
SYLLABLES = ("al", "ber", "cor", "dun", "ed", "fen", "gil", "har", "jon", "kel", "lin", "mor", "ros", "ton", "wick")
SIDES = (("Contractor", "Partner"), ("Lead Provider", "Delivery Partner"), ("Prime", "Subcontractor"))
TERMS = (
    "The {them} shall pay each invoice within {days} days of receipt.",
    "The {them} may terminate this Sub-Contract at any time without cause.",
    "The {us} shall indemnify the {them} against all losses, however arising.",
    "The {them} shall have no obligation to pay unless and until it has been paid by the Authority.",
    "The liability of the {us} is limited to £{sum},000 in aggregate.",
    "The {them} may set off any sum against the Charges.",
    "Each party shall keep secret what it learns of the other’s {word}.",
    "The {us} shall insure its {word} for not less than £{sum},000 for each claim.",
    "The {us} shall provide the {word} Service at {place} as set out in Schedule 1.",
    "If the {us} fails to reach {days}% of the {word} Target, clause {clause} applies.",
)


class Reading(NamedTuple):
    """The state of this process after so many checks: MiB of memory in use, and open files and sockets."""

    checks: int
    memory: float
    handles: int


def contract(number: int) -> list[str]:
    """The lines of a short contract, of some two hundred words; no two are alike."""
    chance = random.Random(number)
    prime, charity, place = (_name(chance) for _ in range(3))
    them, us = chance.choice(SIDES)
    lines = [
        "SUB-CONTRACT",
        f"This Sub-Contract is made on {1 + number % 28} April 2026 between:",
        f"(1) {prime.upper()} LIMITED (the “{them}”); and",
        f"(2) {charity.upper()} TRUST, a registered charity (the “{us}”).",
    ]
    for clause in range(1, 5):
        lines.append(f"{clause}. {_name(chance)}")
        for part, term in enumerate(chance.sample(TERMS, 4), 1):
            said = term.format(
                them=them, us=us, place=place, word=_name(chance), days=chance.randint(5, 120),
                sum=chance.randint(5, 5000), clause=chance.randint(1, 4),
            )  # fmt: skip
            lines.append(f"{clause}.{part} {said}")
    return lines


def _name(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=6)).capitalize()


def write(number: int, folder: Path) -> Path:
    """A contract as a file: of ten, two are Word files, one a PDF, and the others text."""
    lines = contract(number)
    match number % 10:
        case 0 | 5:
            path, data = folder / f"{number}.docx", word("".join(map(para, lines)))
        case 7:
            path, data = folder / f"{number}.pdf", make_pdf(column(*lines, top=760))
        case _:
            path, data = folder / f"{number}.txt", "\n".join(lines).encode()
    path.write_bytes(data)
    return path


def in_one_process(checks: int, every: int = 500) -> list[Reading]:
    """Checks contracts one after the other in this process."""
    process = psutil.Process()
    readings = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(1, checks + 1):
            path = write(number, Path(folder))
            if path.suffix == ".txt":
                check_text(path.read_text(encoding="utf-8"), today=DAY)
            else:
                check_file(path, today=DAY)
            path.unlink()
            if number % every == 0 or number == checks:
                reading = Reading(number, process.memory_info().rss / 2**20, process.num_fds())
                readings.append(reading)
                print(f"{number:6} checks: {reading.memory:7.1f} MiB, {reading.handles} open files", flush=True)
    return readings


def grown(readings: Sequence[Reading]) -> tuple[float, int]:
    """MiB for each 1,000 checks, and open files, that were added once the process was warm.

    The highest of the second half of what is left is held against the highest of the first.
    """
    warm = [one for one in readings if one.checks >= WARM * readings[-1].checks]
    early, late = warm[: len(warm) // 2], warm[len(warm) // 2 :]
    if not early:
        return 0.0, 0
    more = max(one.memory for one in late) - max(one.memory for one in early)
    checks = late[0].checks - early[0].checks
    return more / checks * 1000, max(one.handles for one in late) - max(one.handles for one in early)


def batch(contracts: Path, out: Path, workers: int) -> subprocess.Popen[bytes]:
    """A batch that has begun, its lines written beside its folder."""
    command = [sys.executable, "-m", "termscheck", "batch", contracts, "--out", out, "--on", DAY.isoformat(),
               "--workers", str(workers)]  # fmt: skip
    with out.with_suffix(".log").open("ab") as log:
        return subprocess.Popen(command, stdout=log, stderr=log)


def killed(contracts: Path, out: Path, documents: int, kills: int, workers: int) -> tuple[int, int]:
    """Runs a batch to its end, killing by turns a worker and the driver when a next share is done.

    The killed workers and drivers, by number.
    """
    chance = random.Random(kills)
    moments = sorted(chance.sample(range(1, documents), kills))
    counts = {"worker": 0, "driver": 0}
    driver = batch(contracts, out, workers)
    while moments and driver.poll() is None:
        if _done(out) < moments[0]:
            time.sleep(0.05)
            continue
        time.sleep(chance.random())
        if counts["worker"] <= counts["driver"]:
            at_work = _workers(driver.pid)
            if not at_work:
                continue
            psutil.Process(chance.choice(at_work)).kill()
            counts["worker"] += 1
        else:
            driver.kill()
            driver.wait()
            counts["driver"] += 1
            driver = batch(contracts, out, workers)
        moments.pop(0)
    driver.wait()
    return counts["worker"], counts["driver"]


def _done(out: Path) -> int:
    folder = out / "outcomes"
    return sum(1 for path in folder.iterdir() if path.suffix == ".json") if folder.is_dir() else 0


def _workers(driver: int) -> list[int]:
    """The processes below the driver that check contracts: those at the end of the line, which are the busiest."""
    try:
        below = psutil.Process(driver).children(recursive=True)
        return [one.pid for one in below if not one.children() and one.memory_info().rss > 100 * 2**20]
    except psutil.NoSuchProcess:
        return []


def contents(folder: Path) -> dict[str, bytes]:
    """What a batch has left, by the path below its folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def in_a_batch(documents: int, kills: int, workers: int) -> list[str]:
    """What is wrong with a batch that was killed, beside one that was not; prints what was done."""
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        contracts, calm, stormy = (Path(folder) / name for name in ("contracts", "calm", "stormy"))
        contracts.mkdir()
        for number in range(documents):
            write(number, contracts)
        batch(contracts, calm, workers).wait()
        of_workers, of_driver = killed(contracts, stormy, documents, kills, workers)
        again = 0
        while b"E-DIED" in (stormy / "outcomes.jsonl").read_bytes() and again < kills:
            batch(contracts, stormy, workers).wait()  # one whose worker was killed is tried again by the next run
            again += 1
        if of_workers + of_driver < kills:
            wrong.append(f"only {of_workers + of_driver} kills of {kills}: the batch was done too soon")
        expected, got = contents(calm), contents(stormy)
        lines = got["outcomes.jsonl"].splitlines()
        if len(lines) != documents:
            wrong.append(f"{len(lines)} outcomes of {documents} contracts")
        differ = sorted(name for name in expected.keys() | got.keys() if expected.get(name) != got.get(name))
        if differ:
            wrong.append(f"{len(differ)} files differ from those of the undisturbed batch, such as {differ[:5]}")
        print(f"Batch: {documents} contracts; {of_workers} workers and {of_driver} drivers killed; {again} runs more.")
        print(f"{len(lines)} outcomes, {len(got)} files, {len(differ)} of them other than undisturbed.", flush=True)
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.soak",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--checks", type=int, default=10_000, help="in one process; 0 leaves this part out")
    parser.add_argument("--documents", type=int, default=2_000, help="of the batch; 0 leaves this part out")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    wrong = []
    if asked.checks:
        more, handles = grown(in_one_process(asked.checks, min(500, max(1, asked.checks // 20))))
        print(f"Once warm: {more:+.2f} MiB for each 1,000 checks, {handles:+} open files.", flush=True)
        if more > GROWTH:
            wrong.append(f"the memory grew by {more:.1f} MiB for each 1,000 checks")
        if handles > 0:
            wrong.append(f"{handles} more files are open")
    if asked.documents:
        wrong += in_a_batch(asked.documents, asked.kills, asked.workers)
    for sentence in wrong:
        print(f"WRONG: {sentence}.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
