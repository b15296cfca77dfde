"""How long checking takes, against well-known tools on the same input in the same run.

A time on its own says more about the machine than about us; a ratio to a tool that everybody has can be repeated.
Contenders take turns, so that a busy moment of the machine costs all of them; of all rounds the fastest counts.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import log
from pathlib import Path
from typing import Any, cast

import pdfplumber
import pypdfium2
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from termscheck import check_file, check_text
from termscheck.annotate import annotate
from termscheck.collector import paused
from termscheck.engine.check import check
from termscheck.model import Contract, Document
from termscheck.pipeline import Engine, load_rules, quiet
from termscheck.readers import read_text
from tests.benchmarks import many_rules

SAMPLE = Path(__file__).parents[2] / "samples" / "harsh-sub-contract.pdf"
OURS = "termscheck"
TOKENISER = "spaCy blank tokeniser"
CURVE_WORDS = 36_000


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
    lines += _compared(_language(texts), rounds, words)
    return lines + curve(texts, rounds)


# --- how it grows -----------------------------------------------------------------------------------------


def curve(texts: Sequence[str], rounds: int) -> list[str]:
    """How the time to annotate and check one long text grows with its length and with the number of rules.

    Processor time, which other work on the machine disturbs less than the clock on the wall.
    """
    text = _of_length("\n\n".join(texts), CURVE_WORDS)
    words = len(text.split())
    lines = [f"-- one text of {words:,} words, annotated and checked: processor time, fastest of {rounds}"]
    bundled = load_rules()
    own = len(bundled.rule_set.rules)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        engines: dict[str, tuple[int, Engine]] = {
            f"{own} rules": (own, bundled),
            f"{len(many_rules.FIFTEEN)} rules": (len(many_rules.FIFTEEN), many_rules.few(folder / "few")),
            f"{many_rules.MANY} rules, copies": (many_rules.MANY, many_rules.copies(folder / "c", many_rules.MANY)),
            f"{many_rules.MANY} rules, own words": (
                many_rules.MANY,
                many_rules.distinct(folder / "d", many_rules.MANY, text),
            ),
        }
        times = _taken_in_turns(engines, text, rounds)
    blank = times.pop(TOKENISER)
    lines.append(f"{TOKENISER:28} {sum(blank.values()):7.3f} s")
    base = sum(times[f"{own} rules"].values())
    for name, parts in times.items():
        total, size = sum(parts.values()), engines[name][0]
        grown = f"  grows as rules^{log(total / base) / log(size / own):.2f}" if size != own else ""
        lines.append(f"{name:28} {total:7.3f} s  {total / sum(blank.values()):6.2f} times the tokeniser{grown}")
    lines.append("-- of which, in seconds:")
    lines.append(f"{'':22}" + "".join(f"{name.replace(' rules', ''):>15}" for name in times))
    lines += [
        f"{part:22}" + "".join(f"{parts[part]:15.3f}" for parts in times.values()) for part in times[f"{own} rules"]
    ]
    return lines + _by_length(text, rounds)


def _by_length(text: str, rounds: int) -> list[str]:
    """The same for a quarter, a half and the whole of the text, with the bundled rules."""
    lines = [f"-- by length, with the {len(load_rules().rule_set.rules)} bundled rules:"]
    engines = {OURS: (1, load_rules())}
    first: tuple[int, float] | None = None
    for share in (4, 2, 1):
        part = _of_length(text, CURVE_WORDS // share)
        times = _taken_in_turns(engines, part, rounds)
        words, seconds = len(part.split()), sum(times[OURS].values())
        first = first or (words, seconds)
        power = log(seconds / first[1]) / log(words / first[0]) if words != first[0] else None
        grown = f"  grows as words^{power:.2f}" if power is not None else ""
        ratio = seconds / sum(times[TOKENISER].values())
        lines.append(f"{words:7,} words {seconds:7.3f} s  {ratio:6.2f} times the tokeniser{grown}")
    return lines


def _of_length(text: str, words: int) -> str:
    """The beginning of a text, as often as it takes."""
    while len(text.split()) < words:
        text += "\n\n" + text
    found = re.match(rf"(?:\s*\S+){{{words}}}", text)
    return found[0] if found else text


def _taken_in_turns(engines: Mapping[str, tuple[int, Engine]], text: str, rounds: int) -> dict[str, dict[str, float]]:
    """For each contender the parts of its fastest round."""
    blank = spacy.blank("en")
    blank.max_length = len(text) + 1
    document = read_text(text, "text", "")
    best: dict[str, dict[str, float]] = {}

    def keep(name: str, parts: dict[str, float]) -> None:
        if name not in best or sum(parts.values()) < sum(best[name].values()):
            best[name] = parts

    for _ in range(rounds + 1):  # in the first all words are new to everyone, and it is the slowest
        begun = time.process_time()
        blank.make_doc(text)
        keep(TOKENISER, {TOKENISER: time.process_time() - begun})
        for name, (_, engine) in engines.items():
            keep(name, _parts(engine, document))
    return best


def _parts(engine: Engine, document: Document) -> dict[str, float]:
    """Seconds for each component of the pipeline, for what is between them, and for the check."""
    clock = _Clock()
    with paused(), clock.running("clauses, terms, rest"):
        contract: Contract = annotate(cast(Language, _Timed(engine.nlp, clock)), [document])
        with clock.running("check"):
            check(contract, engine.rule_set, quiet)
    return dict(clock.seconds)


class _Clock:
    """Adds up processor time by name; what runs within something else does not count for that."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._names: list[str] = []
        self._since = 0.0

    @contextmanager
    def running(self, name: str) -> Iterator[None]:
        self._stop()
        self._names.append(name)
        yield
        self._stop()
        self._names.pop()

    def _stop(self) -> None:
        now = time.process_time()
        if self._names:
            self.seconds[self._names[-1]] += now - self._since  # type: ignore[assignment]
        self._since = now


class _Timed:
    """A language pipeline that is timed, one component after the other."""

    def __init__(self, nlp: Language, clock: _Clock) -> None:
        self._nlp = nlp
        self._clock = clock
        self.vocab = nlp.vocab

    def make_doc(self, text: str) -> Doc:
        with self._clock.running("tokens"):
            return self._nlp.make_doc(text)

    @property
    def pipeline(self) -> list[tuple[str, Callable[[Doc], Doc]]]:
        return [(name, self._timed(name, part)) for name, part in self._nlp.pipeline]

    def _timed(self, name: str, component: Any) -> Callable[[Doc], Doc]:
        def run(doc: Doc) -> Doc:
            with self._clock.running(name.removeprefix("termscheck_")):
                return cast(Doc, component(doc))

        return run


# --- beside other tools -----------------------------------------------------------------------------------


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
        TOKENISER: lambda: [nlp.make_doc(text) for text in texts],
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
