"""Us and well-known tools side by side in one run, as a table: `python -m tests.benchmarks beside`.

Contenders take turns and of all rounds the fastest counts, so that a busy machine costs all of them. In this process
it is processor time; commands of their own, and batches, are taken by the clock on the wall.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import docx
import pdfplumber
import psutil
import spacy
from spacy.matcher import Matcher, PhraseMatcher
from spacy.tokens import Doc

from termscheck import check_file
from termscheck.annotate import annotate
from termscheck.annotate.lexicon import LITERAL
from termscheck.annotate.vocabulary import GAP, Vocabulary
from termscheck.collector import paused
from termscheck.engine.check import check
from termscheck.pipeline import load_rules, quiet
from termscheck.readers import read_text
from tests.benchmarks import speed

MOST_PDFS = 6
MOST_PAGES = 15
"""Of a PDF that is read here: pdfplumber takes about a tenth of a second for each."""
WORDS_OF_WARM, WORDS_OF_COLD = 7_000, 9_000
"""The second are twenty pages of Word."""
WORDS_OF_MATCHER = 500
"""spaCy's Matcher tries every pattern at every word."""
LOOK_SECONDS = 0.2
"""How often it is looked which processes a batch has, and what they have had."""
FILES = (".docx", ".pdf", ".txt")


class Row(NamedTuple):
    """A line of the table: seconds (or what `unit` says), and its ratio to a peer where there is one."""

    what: str
    figure: float
    ratio: float | None = None
    target: str = ""
    unit: str = "s"


def figures(corpus: Path, rounds: int, contracts: int) -> list[str]:
    """The table; `contracts` are the most that the batch is given."""
    texts = [path.read_bytes().decode("utf-8") for path in sorted(corpus.glob("dev/*.txt"))]
    long = speed._of_length("\n\n".join(texts), speed.CURVE_WORDS)
    with tempfile.TemporaryDirectory() as folder:
        rows = [*_of_pdfs(corpus, min(rounds, 3)), *_of_language(long, rounds)]
        rows += [*_of_commands(Path(folder), long, rounds), *_of_batch(Path(folder), corpus, contracts)]
    head = ["| what | figure | ratio | must reach |", "|---|---:|---:|---|"]
    return [*head, *(_line(row) for row in rows)]


def _line(row: Row) -> str:
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    return f"| {row.what} | {row.figure:,.{3 if row.unit == 's' else 0}f} {row.unit} | {ratio} | {row.target} |"


def _fastest(contenders: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Processor seconds of each, in turns."""
    best = dict.fromkeys(contenders, float("inf"))
    for _ in range(rounds):
        for name, work in contenders.items():
            begun = time.process_time()
            work()
            best[name] = min(best[name], time.process_time() - begun)
    return best


# --- whole PDFs -------------------------------------------------------------------------------------------


def _of_pdfs(corpus: Path, rounds: int) -> Iterator[Row]:
    """From the file to the JSON object, for files with and without ruled tables, all files of a sort together."""
    check_file(speed.SAMPLE)  # loading is not what is measured
    sorts: dict[str, list[Path]] = {"without ruled tables": [], "with ruled tables": []}
    for path in _pdfs(corpus):
        sorts["with ruled tables" if _ruled(path) else "without ruled tables"].append(path)
    for sort, paths in sorts.items():
        totals = {speed.OURS: 0.0, "pdfplumber extract_text": 0.0, "pypdfium2 text": 0.0}
        for path in paths:
            for name, seconds in _fastest(speed._readers(path), rounds).items():
                totals[name] += seconds
        ours, plumber, pdfium = totals.values()
        pages = sum(map(speed._pages, paths))
        if not pages:
            continue
        yield Row(f"PDF {sort} ({len(paths)} files, {pages} pages): pdfplumber extract_text", plumber)
        yield Row("the same: pypdfium2 text", pdfium)
        target = "0.20 of pdfplumber" if sort.startswith("without") else "told apart"
        yield Row("the same: termscheck, file to JSON", ours, ours / plumber, target)


def _pdfs(corpus: Path) -> list[Path]:
    found = [speed.SAMPLE, *sorted(corpus.glob("dev/*.pdf"))]
    for folder in ("cuad-pdf", "ccs"):
        short = [
            path for path in sorted(corpus.glob(f"documents/{folder}/**/*.pdf")) if speed._pages(path) <= MOST_PAGES
        ]
        found += short[: MOST_PDFS // 2]
    return found


def _ruled(path: Path) -> bool:
    """Whether a page has a table with ruled lines, as pdfplumber sees it."""
    with pdfplumber.open(path) as pdf:
        return any(page.find_tables() for page in pdf.pages)


# --- language ---------------------------------------------------------------------------------------------


def _of_language(text: str, rounds: int) -> Iterator[Row]:
    """One long text, annotated and checked with all rules, beside spaCy on the same."""
    engine, blank, fresh = load_rules(), spacy.blank("en"), spacy.blank("en")
    blank.max_length = fresh.max_length = len(text) + 1
    document = read_text(text, "text", "")
    made = blank.make_doc(text)
    phrases = sorted(_phrases(engine.rule_set.vocabulary))
    lists, patterns = _phrase_matcher(blank, phrases), _matcher(blank, phrases)

    def ours() -> None:
        with paused():
            check(annotate(engine.nlp, [document]), engine.rule_set, quiet)

    best = _fastest({"blank": lambda: fresh.make_doc(text), "ours": ours, "phrases": lambda: lists(made)}, rounds + 1)
    short = blank.make_doc(speed._of_length(text, WORDS_OF_MATCHER))
    few = _fastest({"patterns": lambda: patterns(short)}, rounds)["patterns"]
    base = best["blank"]
    yield Row(f"{len(text.split()):,} words: spaCy blank tokeniser", base)
    listed = f"the same, tokenised already: spaCy PhraseMatcher with our {len(phrases):,} phrases, unfiltered"
    yield Row(listed, best["phrases"], best["phrases"] / base)
    listed = f"{WORDS_OF_MATCHER:,} of these words: spaCy Matcher with the same phrases, gaps and all"
    yield Row(listed, few, few / WORDS_OF_MATCHER / (base / speed.CURVE_WORDS))
    number = len(engine.rule_set.rules)
    yield Row(f"the same: termscheck, {number} rules", best["ours"], best["ours"] / base, "6 times the tokeniser")


def _phrases(vocabulary: Vocabulary) -> set[str]:
    listed = {phrase.lower() for entry in vocabulary.entries.values() for phrase, _ in entry.surface()}
    return listed | {literal.removeprefix(LITERAL) for literal in vocabulary.literals}


def _phrase_matcher(nlp: spacy.language.Language, phrases: Sequence[str]) -> PhraseMatcher:
    """Without the phrases that have a gap: it knows none."""
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    matcher.add("phrase", [nlp.make_doc(phrase) for phrase in phrases if "..." not in phrase])
    return matcher


def _matcher(nlp: spacy.language.Language, phrases: Sequence[str]) -> Callable[[Doc], object]:
    matcher = Matcher(nlp.vocab)
    gap: dict[str, Any] = {"OP": f"{{0,{GAP}}}"}
    for phrase in phrases:
        first, *rest = ([{"LOWER": token.text} for token in nlp.make_doc(part.strip())] for part in phrase.split("..."))
        matcher.add(phrase, [[*first, *(one for part in rest for one in (gap, *part))]])
    return matcher


# --- commands ---------------------------------------------------------------------------------------------


def _of_commands(folder: Path, text: str, rounds: int) -> Iterator[Row]:
    warm, cold = (
        _word_file(folder / "warm.docx", text, WORDS_OF_WARM),
        _word_file(folder / "cold.docx", text, WORDS_OF_COLD),
    )
    check_file(warm)
    seconds = _fastest({"warm": lambda: check_file(warm).to_dict()}, rounds)["warm"]
    yield Row(f"DOCX of {WORDS_OF_WARM:,} words, warm, file to JSON", seconds, target="under 0.5 s")
    yield Row("`termscheck --version`", _command(["--version"], rounds), target="under 0.3 s")
    made = _command(["check", str(cold), "--out", str(folder / "cold.html")], rounds)
    yield Row(
        f"`termscheck check` of a DOCX of 20 pages ({WORDS_OF_COLD:,} words) to HTML, cold", made, target="under 3 s"
    )


def _word_file(path: Path, text: str, words: int) -> Path:
    document = docx.Document()
    for line in speed._of_length(text, words).split("\n"):
        if line.strip():
            document.add_paragraph(line)
    document.save(str(path))
    return path


def _command(arguments: Sequence[str], rounds: int) -> float:
    """Seconds on the wall of the fastest run, with all that starting Python takes."""
    return min(_ran(arguments) for _ in range(rounds))


def _begun(arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "termscheck", *arguments]
    # Python keeps what it has compiled, as it does for whoever installed termscheck: not each start compiles it again
    as_installed = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=as_installed)


def _ran(arguments: Sequence[str]) -> float:
    """Seconds on the wall."""
    begun = time.perf_counter()
    _begun(arguments).wait()
    return time.perf_counter() - begun


# --- batches ----------------------------------------------------------------------------------------------


def _of_batch(folder: Path, corpus: Path, most: int) -> Iterator[Row]:
    """The same contracts by one worker and by two, and once more with all outcomes known."""
    contracts = folder / "contracts"
    count = _gather(contracts, corpus, most)
    times = {}
    for workers in (1, 2):
        out = ["--out", str(folder / f"out-{workers}"), "--workers", str(workers)]
        times[workers], driver, worker = _batch(["batch", str(contracts), *out])
        ratio = times[1] / times[workers] if workers > 1 else None
        yield Row(
            f"batch of {count} contracts, workers: {workers}", times[workers], ratio, "1.7 times one" if ratio else ""
        )
        yield Row("the same: most memory of the driver", driver, None, "", "MiB")
        yield Row("the same: most memory of a worker", worker, None, "under 350 MiB", "MiB")
    again = _ran(["batch", str(contracts), *out])
    yield Row("the same again, all outcomes known", again, again / times[2], "0.03 of the first")


def _batch(arguments: Sequence[str]) -> tuple[float, float, float]:
    """Seconds on the wall, and the most mebibytes that the driver had and that any of its workers had."""
    begun = time.perf_counter()
    driver = _begun(arguments)
    itself, most = psutil.Process(driver.pid), {driver.pid: 0.0}
    while driver.poll() is None:
        with suppress(psutil.NoSuchProcess):
            for one in (itself, *itself.children(recursive=True)):
                most[one.pid] = max(most.get(one.pid, 0.0), _highest(one.pid))
        time.sleep(LOOK_SECONDS)
    return time.perf_counter() - begun, most.pop(driver.pid), max(most.values(), default=0.0)


def _highest(process: int) -> float:
    """The most mebibytes that a process has had, as Linux keeps it; 0 for one that has ended."""
    try:
        told = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    found = re.search(r"VmHWM:\s+(\d+) kB", told)
    return int(found[1]) / 1024 if found else 0.0


def _gather(folder: Path, corpus: Path, most: int) -> int:
    """Puts contracts into a folder: the corpus' files, then those of CUAD as text. Gives their number."""
    folder.mkdir()
    files = [*sorted(corpus.glob("dev/*")), *sorted(corpus.glob("documents/**/*"))]
    files = [path for path in files if path.suffix.lower() in FILES][:most]
    for number, path in enumerate(files):
        shutil.copy(path, folder / f"{number:03}{path.suffix}")
    count = len(files)
    with gzip.open(corpus / "cuad-train.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            if count >= most:
                break
            (folder / f"{count:03}.txt").write_text(json.loads(line)["text"], encoding="utf-8")
            count += 1
    return count
