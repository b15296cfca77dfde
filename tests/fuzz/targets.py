"""The targets: what each makes ready once, and what it does with one input.

Anything raised but termscheck's own errors is a crash; so is a result whose spans do not lie in its text. The
preparations import termscheck themselves, so that atheris can watch it being imported.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from termscheck.model import Document, Span

HERE = Path(__file__).parent
Feed = Callable[[bytes], None]


class Target(NamedTuple):
    """Something to be fuzzed: `ready` prepares it and gives the function to feed."""

    ready: Callable[[], Feed]
    longest: int
    """Bytes of an input."""
    watched: tuple[str, ...] = ("termscheck",)
    """Packages and modules whose course guides the fuzzing; watching costs time."""


def seeds(name: str) -> Path:
    """The folder of inputs to start from."""
    return HERE / "seeds" / name


def found(name: str) -> Path:
    """The folder of inputs that once did harm; it need not be there."""
    return HERE / "found" / name


def word_reader() -> Feed:
    """A Word file is read in both views."""
    from termscheck.errors import ReadError
    from termscheck.readers.docx import read_docx

    def feed(data: bytes) -> None:
        for view in ("final", "original"):
            try:
                document = read_docx(data, "contract.docx", view=view)
            except ReadError:
                continue
            _sound(document)

    return feed


def pdf_reader() -> Feed:
    """A PDF is read, and its first words are located on its pages; pictures are left to Tesseract's own fuzzing."""
    from termscheck.errors import ReadError
    from termscheck.model import Span
    from termscheck.readers import places, programs
    from termscheck.readers.pdf import Opened, read_opened

    programs.find = lambda *names: None  # type: ignore[assignment]  # starting one takes a second for each input

    def feed(data: bytes) -> None:
        try:
            with Opened(data, "contract.pdf") as opened:
                document = read_opened(opened)
        except ReadError:
            return
        _sound(document)
        places(data, document, [Span(0, min(40, len(document.text)))])

    return feed


def rule_loader() -> Feed:
    """One file of a folder of rules is anything, `#: ` in its first line names it; a small, sound set is below it."""
    from termscheck.engine import loader
    from termscheck.errors import TermscheckError

    folder = Path(tempfile.mkdtemp(prefix="rules-"))
    shutil.copytree(HERE / "rules", folder / "sound")
    loader.bundled = lambda kind: folder / "sound"  # type: ignore[assignment]  # the bundled ones take seconds to read
    loader.load()
    house = folder / "house"

    def feed(data: bytes) -> None:
        first, _, rest = data.partition(b"\n")
        name = first.removeprefix(b"#: ").decode("ascii", "replace").strip()
        path = house / (name if name in PLACES else PLACES[len(data) % len(PLACES)])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(rest)
        try:
            loader.load([house])
        except TermscheckError:
            pass
        finally:
            path.unlink()

    return feed


PLACES = (
    "own/OWN-001-late-teas.yaml", "own/OWN-002-late-coffees.yaml", "tea/TEA-001-late-teas.yaml", "vocabulary/more.yaml",
    "concepts/tea-late.yaml", "authorities.yaml", "law.yaml", "parameters.yaml", "regimes.yaml", "retired.yaml",
    "changes.yaml", "profiles/strict.yaml", "topics/tea.yaml", "terms/tea.yaml", "signs.npz",
)  # fmt: skip
"""The files of a rule folder that are fuzzed."""


def pattern_compiler() -> Feed:
    """A pattern of a rule is read, compiled and looked for in a contract."""
    from termscheck.annotate import annotate
    from termscheck.engine.patterns import Compiled
    from termscheck.engine.schema import Pattern
    from termscheck.engine.source import Source
    from termscheck.engine.views import all_views
    from termscheck.pipeline import load_rules
    from termscheck.readers import read_text
    from tests.small_contract import CONTRACT

    engine = load_rules()
    views = all_views(annotate(engine.nlp, [read_text(CONTRACT, "contract.txt", "")]))
    concepts = {name: pattern for name, (pattern, _, _) in engine.rule_set.concepts.items()}
    path = Path(tempfile.mkdtemp(prefix="pattern-")) / "pattern.yaml"

    def feed(data: bytes) -> None:
        path.write_bytes(data)
        source = Source(path, "pattern.yaml")
        pattern = None if source.faults else source.validated(Pattern, source.data)
        if pattern is None:
            assert source.faults
            return
        try:
            compiled = Compiled(pattern, concepts)
        except ValueError:  # what cannot be compiled; the loader tells the most of it before, by its place
            return
        for view in views:
            end = len(view.passage.tokens)
            for match in compiled.find(view, 0, end):
                assert 0 <= match.start <= match.end <= end, match

    return feed


def quantity_parser() -> Feed:
    """Quantities of a text are read, with what the words around make of them."""
    from termscheck.annotate.notes import folded
    from termscheck.annotate.quantities import find, understood

    def feed(data: bytes) -> None:
        view = folded(data.decode("utf-8", "replace"))
        _within((quantity.span for quantity in understood(view, find(view))), view)

    return feed


def reference_parser() -> Feed:
    """The references of a text are read and led to its clauses; before that all else is understood of it."""
    from termscheck.annotate import annotate
    from termscheck.errors import ReadError
    from termscheck.pipeline import load_rules
    from termscheck.readers import read_text

    nlp = load_rules().nlp

    def feed(data: bytes) -> None:
        try:
            document = read_text(data.decode("utf-8", "replace"), "contract.txt", "")
        except ReadError:
            return
        contract = annotate(nlp, [document])
        clauses = {clause.id for clause in contract.clauses}
        assert {one.target for one in contract.references if one.target} <= clauses
        _within((one.span for one in (*contract.references, *contract.quantities)), document.text)

    return feed


TARGETS = {
    "word": Target(word_reader, 20_000),
    "pdf": Target(pdf_reader, 20_000),
    "rules": Target(rule_loader, 6_000),
    "patterns": Target(pattern_compiler, 2_000),
    "quantities": Target(quantity_parser, 2_000),
    "references": Target(
        reference_parser,
        1_500,
        ("termscheck.annotate.references", "termscheck.annotate.labels", "termscheck.segment"),
    ),
}


def _sound(document: Document) -> None:
    """The blocks of a document follow each other within its text."""
    _within((block.span for block in document.blocks), document.text)
    starts = [block.span.start for block in document.blocks]
    assert starts == sorted(starts)


def _within(spans: Iterable[Span], text: str) -> None:
    for span in spans:
        assert 0 <= span.start <= span.end <= len(text), span
