"""A PDF while it is open. The pages of a short one can stay loaded, so that places on them are found without reading
them again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, NamedTuple, Self

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from termscheck.errors import ReadError
from termscheck.readers.pdf.drawing import is_overloaded
from termscheck.readers.pdf.geometry import Upright
from termscheck.readers.pdf.lines import Glyphs, all_text

LIGHT = 3_000
"""Objects of a page that stays loaded, at most: there are some hundreds on a page of text."""


class Loaded(NamedTuple):
    """A page with its characters, and how it is turned to be read; `textpage` is None for one that is overloaded.

    Places on the page stay in its user space, whichever way it is turned.
    """

    page: Any
    textpage: Any
    text: str
    area: Upright

    def close(self) -> None:
        """Lets go of the page."""
        if self.textpage is not None:
            self.textpage.close()
        self.page.close()


class Opened:
    """An open PDF; it is closed with the last reference to it at the latest.

    `forms` says whether what was filled in is to be read, `keep` how many pages it may have to stay loaded.

    Raises `ReadError`: E-PASSWORD, E-CORRUPT.
    """

    def __init__(self, data: bytes, name: str, *, forms: bool = True, keep: int = 0) -> None:
        self.data, self.name = data, name
        self.pdf = _open(data, name)
        if forms and self.pdf.get_formtype() != pdfium_c.FORMTYPE_NONE:
            self.pdf.init_forms()
        self.kept = len(self.pdf) if len(self.pdf) <= keep else 0
        """Pages that stay loaded: with none it is not worth keeping open."""
        self._kept: dict[int, Loaded] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file and its pages."""
        for loaded in self._kept.values():
            loaded.close()
        self._kept.clear()
        self.pdf.close()

    @contextmanager
    def page(self, number: int) -> Iterator[Loaded]:
        """Page `number`, from 1. Raises `PdfiumError` when it is damaged, `IndexError` when there is none."""
        if number in self._kept:
            yield self._kept[number]
            return
        loaded = _load(self.pdf[number - 1])
        try:
            yield loaded
        except BaseException:
            loaded.close()
            raise
        if self.kept and pdfium_c.FPDFPage_CountObjects(loaded.page.raw) <= LIGHT:
            self._kept[number] = loaded
        else:
            loaded.close()


def _open(data: bytes, name: str) -> Any:
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as problem:
        if problem.err_code == pdfium_c.FPDF_ERR_PASSWORD:
            sentence = "the file is locked with a password. Save a copy without it and try again."
            raise ReadError("E-PASSWORD", name, sentence) from problem
        if problem.err_code == pdfium_c.FPDF_ERR_SECURITY:
            sentence = "the file is protected for certain readers only. Ask for a copy without protection."
            raise ReadError("E-PASSWORD", name, sentence) from problem
        sentence = "the file is damaged or cut short. Ask for it to be sent again."
        raise ReadError("E-CORRUPT", name, sentence) from problem
    if len(pdf) < 1:
        pdf.close()
        raise ReadError("E-CORRUPT", name, "the file has no pages. Ask for it to be sent again.")
    return pdf


def _load(page: Any) -> Loaded:
    """A page that is shown sideways is turned first: pdfium takes its lines in the wrong order otherwise."""
    textpage = None
    try:
        if is_overloaded(page):
            return Loaded(page, None, "", Upright(page.get_rotation() // 90, *page.get_bbox()))
        textpage = page.get_textpage()
        text = all_text(textpage)
        turn = _main_turn(text, Glyphs(textpage), page.get_rotation() // 90)
        if page.get_rotation() != 90 * turn:
            textpage.close()
            page.set_rotation(90 * turn)
            textpage = page.get_textpage()
            text = all_text(textpage)
        return Loaded(page, textpage, text, Upright(turn, *page.get_bbox()))
    except BaseException:
        Loaded(page, textpage, "", Upright(0, 0, 0, 0, 0)).close()
        raise


def _main_turn(text: str, glyphs: Glyphs, shown: int) -> int:
    """In how many quarter turns most words of a page run, judged by a few; as the page is shown, when it has none."""
    letters = [i for i in range(0, len(text), max(1, len(text) // 9)) if text[i].isalnum()]
    return Counter(glyphs.turned(i) for i in letters).most_common(1)[0][0] if letters else shown
