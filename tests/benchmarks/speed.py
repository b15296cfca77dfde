"""How long checking takes, against well-known tools on the same input in the same run.

A time on its own says more about the machine than about us; a ratio to a tool that everybody has can be repeated.
Contenders take turns, so that a busy moment of the machine costs all of them; of all rounds the fastest counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pdfplumber
import pypdfium2
import spacy

from termscheck import check_file, check_text

SAMPLE = Path(__file__).parents[2] / "samples" / "harsh-sub-contract.pdf"
OURS = "termscheck"


def figures(corpus: Path, rounds: int) -> list[str]:
    """Seconds and ratios for whole files and for the language work alone."""
    check_text("The Contractor shall pay the Subcontractor within 30 days.")  # loading is not what is measured
    longest = max(corpus.glob("dev/*.pdf"), key=lambda path: path.stat().st_size, default=SAMPLE)
    lines = []
    for path in dict.fromkeys((SAMPLE, longest)):
        lines += [f"-- {path.name}, {_pages(path)} pages: from the file to the JSON object, fastest of {rounds}"]
        lines += _compared(_readers(path), rounds)
    texts = [path.read_bytes().decode("utf-8") for path in sorted(corpus.glob("dev/*.txt"))]
    words = sum(len(text.split()) for text in texts)
    lines += [f"-- {len(texts)} contracts, {words:,} words: language and rules, fastest of {rounds}"]
    return lines + _compared(_language(texts), rounds, words)


def _readers(path: Path) -> dict[str, Callable[[], object]]:
    return {
        OURS: lambda: check_file(path).to_dict(),
        "pdfplumber extract_text": lambda: _pdfplumber(path),
        "pypdfium2 text": lambda: _pypdfium2(path),
    }


def _language(texts: list[str]) -> dict[str, Callable[[], object]]:
    nlp = spacy.blank("en")
    return {
        OURS: lambda: [check_text(text) for text in texts],
        "spaCy blank tokeniser": lambda: [nlp.make_doc(text) for text in texts],
    }


def _pages(path: Path) -> int:
    with pypdfium2.PdfDocument(path) as pdf:
        return len(pdf)


def _pdfplumber(path: Path) -> list[str]:
    with pdfplumber.open(path) as pdf:
        return [page.extract_text() for page in pdf.pages]


def _pypdfium2(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


def _compared(contenders: Mapping[str, Callable[[], object]], rounds: int, words: int = 0) -> list[str]:
    """One line a contender: its seconds, words a second where they are known, and how many times as long we take."""
    fastest = dict.fromkeys(contenders, float("inf"))
    for _ in range(rounds):
        for name, work in contenders.items():
            begun = time.perf_counter()
            work()
            fastest[name] = min(fastest[name], time.perf_counter() - begun)
    lines = []
    for name, seconds in fastest.items():
        rate = f"  {words / seconds:10,.0f} words/s" if words else ""
        ratio = "" if name == OURS else f"  {OURS} takes {fastest[OURS] / seconds:.2f} times as long"
        lines.append(f"{name:24} {seconds:8.3f} s{rate}{ratio}")
    return lines
