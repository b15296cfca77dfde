"""Every file of the corpus's `documents` folder, checked: none may crash, and what cannot be read must be said."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from termscheck import check_file, check_text
from termscheck.errors import ReadError


class Reading(NamedTuple):
    """What became of one file: `outcome` is whole, partly (a material notice), refused (with a reason) or crashed."""

    outcome: str
    blocks: int = 0
    clauses: int = 0
    words: int = 0
    seconds: float = 0.0
    said: str = ""


def figures(corpus: Path) -> list[str]:
    """Totals by folder, and each file that was not read whole."""
    folder = corpus / "documents"
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    totals: defaultdict[str, Counter[str]] = defaultdict(Counter)
    remarkable = []
    print(f"{'file':50} {'blocks':>7} {'clauses':>7} {'words':>7} {'seconds':>7}  outcome, notices")
    # a process of its own: what a native library does to it, and any exception, is told and not suffered
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_load) as pool:
        for path in files:
            future = pool.submit(_read, path)
            crash = future.exception()
            reading = Reading("crashed", said=repr(crash)[:200]) if crash else future.result()
            name = path.relative_to(folder).as_posix()
            print(_row(name, reading), flush=True)
            for total in (name.split("/")[0], "ALL"):
                totals[total].update(_counts(reading))
            if reading.outcome != "whole":
                remarkable.append(f"{reading.outcome}: {_short(name)}: {reading.said}")
    return [_total(name, totals[name]) for name in sorted(totals, key=lambda name: (name == "ALL", name))] + remarkable


def _load() -> None:
    check_text("The Contractor shall pay the Subcontractor within 30 days.")  # loading is no file's time


def _read(path: Path) -> Reading:
    begun = time.perf_counter()
    try:
        review = check_file(path)
    except ReadError as problem:
        return Reading("refused", seconds=time.perf_counter() - begun, said=problem.code)
    seconds = time.perf_counter() - begun
    return Reading(
        "whole" if review.fully_read else "partly",
        sum(len(document.blocks) for document in review.contract.documents),
        len(review.contract.clauses),
        sum(document.words for document in review.contract.documents),
        seconds,
        ", ".join(dict.fromkeys(notice.code for notice in review.notices)),
    )


def _counts(reading: Reading) -> dict[str, int]:
    """For a counter; time in whole milliseconds."""
    milliseconds = round(reading.seconds * 1000)
    numbers = {"blocks": reading.blocks, "clauses": reading.clauses, "words": reading.words, "ms": milliseconds}
    return {"files": 1, reading.outcome: 1} | numbers


def _short(name: str) -> str:
    return name if len(name) <= 50 else f"{name[:32]}…{name[-17:]}"


def _row(name: str, reading: Reading) -> str:
    numbers = f"{reading.blocks:7} {reading.clauses:7} {reading.words:7} {reading.seconds:7.2f}"
    return f"{_short(name):50} {numbers}  {reading.outcome} {reading.said}".rstrip()


def _total(name: str, n: Counter[str]) -> str:
    outcomes = f"whole {n['whole']:3} partly {n['partly']:3} refused {n['refused']:3} crashed {n['crashed']:3}"
    size = f"blocks {n['blocks']:6} clauses {n['clauses']:6} words {n['words']:7} seconds {n['ms'] / 1000:7.1f}"
    return f"{name:9} files {n['files']:3} {outcomes} {size}"
