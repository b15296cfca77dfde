"""Real contracts, marked up: nothing but marks is added, and every comment survives. Skipped without the corpus."""

from __future__ import annotations

from pathlib import Path

import pytest

from termscheck.errors import ReadError
from termscheck.model import Span
from termscheck.pipeline import check_file
from termscheck.readers import places, read_bytes
from termscheck.readers.pdf import ocr
from termscheck.renderers.marked import mark_up
from termscheck.renderers.marked.notes import Marks, Note
from termscheck.renderers.marked.pdf import mark_pdf
from tests.benchmarks.numbering import office
from tests.pipeline.test_corpus import CORPUS
from tests.renderers.marked_files import keys, marked, without_marks
from tests.renderers.test_marked_word import through_office

DEV = CORPUS / "dev" / "uk-dev-1.docx"
WORD, PDF = (sorted(CORPUS.glob(f"documents/*/*.{suffix}")) for suffix in ("docx", "pdf"))
SCANNED = "outlined-glyphs-no-text.pdf"
needs_corpus = pytest.mark.skipif(not DEV.exists(), reason="the corpus of contracts is not here (TERMSCHECK_CORPUS)")


@needs_corpus
@pytest.mark.parametrize("redline", [False, True])
def test_a_real_sub_contract_is_marked_and_otherwise_the_same(redline: bool) -> None:
    data, review = DEV.read_bytes(), check_file(DEV)
    made = mark_up(review, data, redline=redline)

    assert len(keys(made)) > len(review.findings)
    assert without_marks(made) == without_marks(data)
    before, after = (read_bytes(one, "a.docx", view="original") for one in (data, made))
    assert [(one.label, before.quote(one.span)) for one in before.blocks] == [
        (one.label, after.quote(one.span)) for one in after.blocks
    ]


@needs_corpus
@pytest.mark.skipif(office() is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_keeps_every_comment_of_a_real_sub_contract() -> None:
    made = mark_up(check_file(DEV), DEV.read_bytes(), redline=True)
    assert len(keys(through_office(made))) == len(keys(made))


def spread(path: Path) -> tuple[bytes, list[Span]]:
    """The file, and words here and there in it; none of one that is refused."""
    data = path.read_bytes()
    try:
        blocks = read_bytes(data, path.name).blocks
    except ReadError:
        return data, []
    chosen = blocks[:: max(len(blocks) // 40, 1)]
    return data, [Span(one.span.start + (one.span.end - one.span.start) // 3, one.span.end) for one in chosen]


@needs_corpus
@pytest.mark.parametrize("path", WORD, ids=lambda path: path.name)
def test_whatever_stands_in_a_real_word_file_only_marks_are_added(path: Path) -> None:
    data, spans = spread(path)
    if not spans:
        return
    made = marked(data, spans)
    assert len(keys(made)) == len(spans)
    assert without_marks(made) == without_marks(data)


@needs_corpus
@pytest.mark.parametrize("path", PDF, ids=lambda path: path.name)
def test_whatever_stands_in_a_real_pdf_its_bytes_and_words_stay(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if path.name != SCANNED:  # one will do: recognising text takes long
        monkeypatch.setattr(ocr, "program", lambda: None)
    data, spans = spread(path)
    if not spans:
        return
    document = read_bytes(data, path.name)
    notes = tuple(Note(("Unfair", "Why."), found, "high") for found in places(data, document, spans))
    made = mark_pdf(data, path.name, Marks(notes))

    assert made.startswith(data)
    assert read_bytes(made, path.name).text == document.text
