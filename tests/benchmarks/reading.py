"""How well and how fast PDFs are read: words in order, clause labels, pages a second and memory.

Words are compared with the Word file of the same contract, or with the text that CUAD gives of it: the share that
comes in the same order, and for CUAD, whose texts hold the running lines, the share that is read or told as set aside.
"""

from __future__ import annotations

import gzip
import json
import re
import resource
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from difflib import SequenceMatcher
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import pdfplumber

from termscheck.model import Document
from termscheck.readers import read
from termscheck.readers.pdf import Opened
from termscheck.readers.pdf.pages import read_page
from termscheck.segment import segment

HELD_OUT = "SMITHELECTRIC"
"""A contract that nothing may be fitted to, not even by a look at its figures."""
_SAMPLE = 4
"""Pages of each kind that are timed in one file; pdfplumber takes a second for one."""


class Likeness(NamedTuple):
    """How much of one reading is in another: `found` of `wanted`, in order."""

    found: int
    wanted: int

    def __str__(self) -> str:
        return f"{self.share:7.2%} of {self.wanted:6}"

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.found / max(self.wanted, 1)


class Pace(NamedTuple):
    """Pages, and the seconds that we and pdfplumber took for them."""

    pages: int = 0
    ours: float = 0.0
    theirs: float = 0.0

    def plus(self, ours: float, theirs: float) -> Pace:
        """With one page more."""
        return Pace(self.pages + 1, self.ours + ours, self.theirs + theirs)

    def __str__(self) -> str:
        ours, theirs = self.pages / max(self.ours, 1e-9), self.pages / max(self.theirs, 1e-9)
        return f"pages {self.pages:4} a second {ours:7.1f} pdfplumber {theirs:6.1f} ratio {ours / theirs:5.1f}"


def figures(corpus: Path) -> list[str]:
    """The lowest and total shares, pages a second beside pdfplumber's, and peak memory."""
    folder = corpus / "documents"
    return [*_pairs(folder / "ccs"), *_known(corpus, folder / "cuad-pdf"), *_paces(folder), *_memory(folder / "ccs")]


# --- words and labels ---------------------------------------------------------------------------------------


def words(text: str) -> list[str]:
    """The words of a text, without case and without hyphens, at which lines break."""
    return re.findall(r"\w+", text.lower().replace("-", ""))


def in_order(wanted: Sequence[str], got: Sequence[str]) -> Likeness:
    """How many come in the same order."""
    blocks = SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks()
    return Likeness(sum(block.size for block in blocks), len(wanted))


def labels(document: Document) -> list[str]:
    """The labels of its clauses that have one; rows of tables are counted and not labelled, and left out."""
    return [clause.label for clause in segment(document) if clause.label and clause.kind != "row"]


def _pairs(folder: Path) -> Iterator[str]:
    print(f"{'PDF beside the Word file':50} {'words':>17} {'labels':>17}")
    least_words = least_labels = Likeness(1, 1)
    for path in sorted(folder.glob("*.pdf")):
        if not path.with_suffix(".docx").is_file():
            continue
        word, pdf = read(path.with_suffix(".docx")), read(path)
        order, numbers = in_order(words(word.text), words(pdf.text)), in_order(labels(word), labels(pdf))
        print(f"{path.stem[:50]:50} {order} {numbers}", flush=True)
        least_words = min(least_words, order, key=lambda one: one.share)
        least_labels = min(least_labels, numbers, key=lambda one: one.share)
    yield f"PDF beside Word: fewest words in order {least_words}, fewest labels equal {least_labels}"


def _known(corpus: Path, folder: Path) -> Iterator[str]:
    with gzip.open(corpus / "cuad-train.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = {_key(row["title"]): row["text"] for row in map(json.loads, lines)}
    print(f"{'PDF beside its CUAD text':50} {'in the text':>17} {'or set aside':>12}")
    least, files = 1.0, 0
    for path in sorted(folder.glob("*.pdf")):
        text = texts.get(_key(path.stem))
        if text is None or path.name.startswith(HELD_OUT):
            continue
        document = read(path)
        order = in_order(words(text), words(document.text))
        aside = sum(len(words(aside.text)) * aside.times for aside in document.asides)
        share = min(1.0, (order.found + aside) / order.wanted)
        print(f"{path.stem[:50]:50} {order} {share:12.2%}", flush=True)
        least, files = min(least, share), files + 1
    yield f"PDF beside CUAD: {files} files, fewest words read or set aside {least:.2%}"


def _key(title: str) -> str:
    return re.sub(r"[^A-Za-z0-9.-]", "_", title)


# --- pages a second, and memory -----------------------------------------------------------------------------


def _paces(folder: Path) -> Iterator[str]:
    with_tables, without = Pace(), Pace()
    for path in sorted(folder.rglob("*.pdf")):
        if path.name.startswith(HELD_OUT):
            continue
        for has_tables, ours, theirs in _timed(path):
            if has_tables:
                with_tables = with_tables.plus(ours, theirs)
            else:
                without = without.plus(ours, theirs)
    yield f"pages without ruled tables: {without}"
    yield f"pages with ruled tables:    {with_tables}"


def _timed(path: Path) -> Iterator[tuple[bool, float, float]]:
    """For a few pages of each kind, whether they have tables, our seconds and pdfplumber's."""
    left = {True: _SAMPLE, False: _SAMPLE}
    with Opened(path.read_bytes(), path.name) as ours, pdfplumber.open(path) as theirs:
        for number in range(1, len(ours.pdf) + 1):
            begun = time.perf_counter()
            has_tables = bool(read_page(ours, number, 0).tables)
            seconds = time.perf_counter() - begun
            if left[has_tables]:
                left[has_tables] -= 1
                yield has_tables, seconds, _plumbed(theirs, number)


def _plumbed(pdf: pdfplumber.PDF, number: int) -> float:
    begun = time.perf_counter()
    page = pdf.pages[number - 1]
    page.extract_text()
    page.close()
    return time.perf_counter() - begun


def _memory(folder: Path) -> Iterator[str]:
    path = max(folder.glob("*.pdf"), key=lambda path: path.stat().st_size)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        pages, megabytes, seconds = pool.submit(_alone, path).result()
    yield f"the largest file alone: {pages} pages in {seconds:.1f} s, peak memory {megabytes:.0f} MB"


def _alone(path: Path) -> tuple[int, float, float]:
    begun = time.perf_counter()
    document = read(path)
    seconds = time.perf_counter() - begun
    return document.counts["pages"], _peak(), seconds


def _peak() -> float:
    """The most memory that this process had, in MB; Linux counts that of its parent in the usual figure."""
    status = Path("/proc/self/status")
    if status.is_file() and (peak := re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="utf-8"))):
        return int(peak[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
