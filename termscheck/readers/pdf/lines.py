"""The printed lines of a page, in reading order.

pdfium gives the characters in the order in which they were drawn, columns and rotated pages included. Facts about
type and place are asked for a few characters of each line only; asking for every character is ten times slower.
Only in ruled tables each word is asked for, to know its cell.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium_c

from termscheck.model import Cell
from termscheck.readers.pdf.geometry import Box, Upright, around_boxes
from termscheck.readers.pdf.tables import Table, TableCell
from termscheck.readers.text import Line

MOST_CHARACTERS = 10_000_000
_BOLD_NAME = re.compile(r"bold|black|heavy", re.IGNORECASE)
_FORCE_BOLD = 1 << 18  # PDF 32000-1, table 123
_PRINTED = re.compile(r"[^\r\n\x02\ufffe]+")
_WORD = re.compile(r"\S+")
_GLUED = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){0,6}\.?|\([a-zA-Z0-9]{1,4}\))(?=[^\W\d_]|[“\"‘'(\[])")
_FIGURE_AFTER_WORD = re.compile(r"(?:(?<=[^\W\d_])|(?<=[)”’\"'])|(?<=[^\W\d_][.,;:]))\s?(\d{1,3})(?!\w)")
_FIGURE = re.compile(r"\d")
_OPENING_FIGURE = re.compile(r"(\d{1,3})\s?[^\W\d_“\"]")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LETTER_FORMS = {0xFB00 + i: form for i, form in enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"))}
CLEANED = str.maketrans(
    dict.fromkeys(range(0x20), " ") | {0: "\ufffd", 0xFFFE: "\ufffd", 0xFFFF: "\ufffd"} | _LETTER_FORMS
)


def cleaned(text: str) -> str:
    """Characters as the document's text has them: ligatures spelt out, blanks run together, nothing lost unmarked."""
    return " ".join(text.translate(CLEANED).split())


def all_text(textpage: Any) -> str:
    """The characters of a page, one for each that pdfium counts."""
    count = min(textpage.count_chars(), MOST_CHARACTERS)
    text = str(textpage.get_text_range(0, count)) if count > 0 else ""
    if len(text) == count:
        return text
    # pdfium leaves out of its text what has no meaning, but counts it
    return "".join(chr(pdfium_c.FPDFText_GetUnicode(textpage.raw, i) or 0xFFFD) for i in range(max(count, 0)))


class Glyphs:
    """Facts about characters of a page, by their number."""

    def __init__(self, textpage: Any) -> None:
        self._page = textpage.raw
        self._numbers = [ctypes.c_double() for _ in range(4)]
        self._matrix = pdfium_c.FS_MATRIX()
        self._name = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()

    def turned(self, index: int) -> int:
        """Quarter turns, against the clock, of the direction in which the words run."""
        pdfium_c.FPDFText_GetMatrix(self._page, index, self._matrix)
        return round(math.atan2(self._matrix.b, self._matrix.a) / (math.pi / 2)) % 4

    def size(self, index: int) -> float:
        """Size of type in points as printed."""
        pdfium_c.FPDFText_GetMatrix(self._page, index, self._matrix)
        scale = math.hypot(self._matrix.c, self._matrix.d) or 1.0
        return round(float(pdfium_c.FPDFText_GetFontSize(self._page, index)) * scale, 2)

    def origin(self, index: int) -> tuple[float, float]:
        """Where a character stands on its baseline."""
        x, y = self._numbers[:2]
        pdfium_c.FPDFText_GetCharOrigin(self._page, index, x, y)
        return x.value, y.value

    def box(self, index: int) -> tuple[float, float, float, float]:
        """Left, bottom, right and top."""
        left, right, bottom, top = self._numbers
        pdfium_c.FPDFText_GetCharBox(self._page, index, left, right, bottom, top)
        return left.value, bottom.value, right.value, top.value

    def is_bold(self, index: int) -> bool:
        """Whether the font says so, by its name, a flag or its weight."""
        pdfium_c.FPDFText_GetFontInfo(self._page, index, self._name, len(self._name), self._flags)
        if self._flags.value & _FORCE_BOLD or _is_bold(self._name.value):
            return True
        return bool(pdfium_c.FPDFText_GetFontWeight(self._page, index) >= 600)


@lru_cache(maxsize=500)
def _is_bold(font: bytes) -> bool:
    """Whether the name of a font says that it is bold."""
    return _BOLD_NAME.search(font.decode("latin-1")) is not None


class _Piece(NamedTuple):
    """Characters `[start, end)` of a page that print as one line, in one cell at most."""

    start: int
    end: int
    broken: bool
    table: int = -1
    cell: TableCell | None = None


def _pieces(text: str) -> Iterator[_Piece]:
    for found in _PRINTED.finditer(text):
        words = found[0].strip()
        if words:
            start = found.start() + found[0].index(words)
            mark = text[found.end() : found.end() + 2]  # pdfium's sign for a hyphen at the end of a line
            broken = mark[:1] in ("\x02", "\ufffe") and mark[1:].isalpha() and words[-1].isalpha()
            yield _Piece(start, start + len(words), broken)


class Sheet(NamedTuple):
    """The words of a page: its characters, facts about them, and how many tables stand on the pages before."""

    text: str
    glyphs: Glyphs
    area: Upright
    page: int
    tables_before: int

    def words(self) -> list[Box]:
        """Where each word stands, asked for its first and last character."""
        return [
            around_boxes(
                self.area.box(*self.glyphs.box(found.start())), self.area.box(*self.glyphs.box(found.end() - 1))
            )
            for found in _WORD.finditer(self.text)
        ]

    def lines(self, tables: Sequence[Table]) -> list[Line]:
        """The lines in reading order; lines of a table are brought together, cell by cell."""
        whole = _pieces(self.text)
        pieces = (part for piece in whole for part in self._cut(piece, tables)) if tables else whole
        lines = _whole([line for line in map(self._line, pieces) if line.text])
        return in_columns(_by_cell(lines) if tables else lines)

    def _cut(self, piece: _Piece, tables: Sequence[Table]) -> Iterator[_Piece]:
        """A line of a page with tables, cut where a word stands in another cell than the one before."""
        current: _Piece | None = None
        for found in _WORD.finditer(self.text, piece.start, piece.end):
            box = self.area.box(*self.glyphs.box(found.start()))
            x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
            places = ((number, table.cell_at(x, y)) for number, table in enumerate(tables))
            table, cell = next(((number, cell) for number, cell in places if cell), (-1, None))
            if current and (current.table, current.cell) == (table, cell):
                current = current._replace(end=found.end())
                continue
            if current:
                yield current
            current = _Piece(found.start(), found.end(), False, table, cell)
        if current:
            yield current._replace(broken=piece.broken)

    def _words(self, piece: _Piece) -> str:
        """The text of a line, with blanks where pdfium sees none: after a label, and before a raised figure."""
        text = self.text[piece.start : piece.end]
        if glued := _GLUED.match(text):
            after = piece.start + glued.end()
            label, word = self.area.box(*self.glyphs.box(after - 1)), self.area.box(*self.glyphs.box(after))
            if word.left - label.right > 0.1 * self.glyphs.size(after):
                text = f"{glued[0]} {text[glued.end() :]}"
                return cleaned(text)
        if not _FIGURE.search(text):
            return cleaned(text)
        text = _FIGURE_AFTER_WORD.sub(lambda found: self._raised(found, piece.start), text)
        if opening := _OPENING_FIGURE.match(text):
            figure = opening[1]
            if self._rise(piece.start, piece.start + opening.end() - 1) < 0:
                text = f"{figure.translate(_RAISED)} {text[len(figure) :]}"
        return cleaned(text)

    def _raised(self, found: re.Match[str], start: int) -> str:
        """A figure that marks a footnote, told apart from the word before it and from figures that count."""
        if self._rise(start + found.start() - 1, start + found.start(1)) > 0:
            return f" {found[1].translate(_RAISED)}"
        return found[0]

    def _rise(self, one: int, other: int) -> int:
        """Whether a character stands clearly higher (1) or lower (-1) than one before it."""
        upright = self._upright(one)
        up = upright.point(*self.glyphs.origin(one))[1] - upright.point(*self.glyphs.origin(other))[1]
        least = 0.15 * max(self.glyphs.size(one), self.glyphs.size(other))
        return (up > least) - (up < -least)

    def _upright(self, index: int) -> Upright:
        """The page turned so that the words at a character run left to right."""
        quarter = self.glyphs.turned(index)
        return self.area if quarter == self.area.quarter else self.area._replace(quarter=quarter)

    def _line(self, piece: _Piece) -> Line:
        start, last = piece.start, piece.end - 1
        middle = (start + last + 1) // 2
        while self.text[middle].isspace():  # the last is none
            middle += 1
        upright = self._upright(start)
        left = upright.point(*self.glyphs.origin(start))[0]
        baseline = upright.point(*self.glyphs.origin(middle))[1]  # the first may be the raised figure of a footnote
        frame: tuple[int, ...] = (upright.quarter, round(upright.size[0]))
        edge, cell = 0.0, None
        if piece.cell:
            cell = Cell(self.tables_before + piece.table, piece.cell.row, piece.cell.column)
            frame = (*frame, cell.table, cell.column)
            edge = piece.cell.box.right - max(2.0, min(left - piece.cell.box.left, 12.0))
        return Line(
            text=self._words(piece),
            left=round(left, 1),
            right=round(max(left, upright.box(*self.glyphs.box(last)).right), 1),
            baseline=round(baseline, 1),
            size=self.glyphs.size(middle),
            page=self.page,
            frame=frame,
            edge=edge,
            bold=all(map(self.glyphs.is_bold, (start, last, middle))),
            broken=piece.broken,
            cell=cell,
            start=start,
            end=piece.end,
        )


def _whole(lines: Iterable[Line]) -> list[Line]:
    """Lines put together again that pdfium took for two because a raised figure stands between their words."""
    whole: list[Line] = []
    for line in lines:
        last = whole[-1] if whole else line
        size = max(line.size, last.size)
        beside = abs(line.baseline - last.baseline) < 0.2 * size and -1 < line.left - last.right < 0.8 * size
        if whole and beside and (last.frame, last.cell, last.broken) == (line.frame, line.cell, False):
            main = max(last, line, key=lambda part: len(part.text))
            text = f"{last.text} {line.text}"
            whole[-1] = main._replace(
                text=text, left=last.left, right=line.right, start=last.start, end=line.end, broken=line.broken
            )
        else:
            whole.append(line)
    return whole


def _by_cell(lines: list[Line]) -> list[Line]:
    """Lines of a table brought to the place of its first, row by row and cell by cell."""
    first: dict[int, int] = {}
    for index, line in enumerate(lines):
        if line.cell:
            first.setdefault(line.cell.table, index)

    def place(numbered: tuple[int, Line]) -> tuple[int, int, int, int]:
        index, line = numbered
        return (first[line.cell.table], line.cell.row, line.cell.column, index) if line.cell else (index, -1, -1, index)

    return [line for _, line in sorted(enumerate(lines), key=place)]


def in_columns(lines: list[Line]) -> list[Line]:
    """Lines with their column in the frame, where the text goes back up to the right of what came before."""
    jumps = [i for i, (a, b) in enumerate(pairwise(lines), 1) if b.baseline < a.baseline - 3 * a.size and not b.cell]
    runs = [lines[start:end] for start, end in pairwise([0, *jumps, len(lines)])]
    columns = [0]
    for before, run in pairwise(runs):
        beside = len(run) >= 4 and len(before) >= 4 and _right_of(before) <= min(line.left for line in run)
        columns.append(columns[-1] + 1 if beside else 0)
    if not any(columns):
        return lines
    placed = ((line, column) for run, column in zip(runs, columns, strict=True) for line in run)
    return [line if line.cell else line._replace(frame=(*line.frame, -1, column)) for line, column in placed]


def _right_of(lines: Sequence[Line]) -> float:
    """Where a column ends, a heading across the page left aside."""
    return sorted(line.right for line in lines)[int(0.9 * (len(lines) - 1))]
