"""PDF, by way of pdfium: the text layer line by line, without page furniture, as paragraphs and ruled tables.

pdfium gives the characters in the order in which they were drawn, columns and rotated pages included. Facts about
type and place are asked for a few characters of each line only; asking for every character is ten times slower.
Only in ruled tables each word is asked for, to know its cell.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from termscheck.errors import ReadError
from termscheck.model import Block, Cell, Document, Notice, Progress, Span
from termscheck.readers.text import Layout, Line, quantile
from termscheck.segment.labels import readings

MOST_PAGES = 2_000
MOST_CHARACTERS = 10_000_000
_MOST_OBJECTS = 20_000
"""Drawn objects looked at on a page; a map has more, and no table."""
_MOST_RULES = 1_500
_MOST_CELLS = 3_000
_MOST_ANNOTATIONS = 2_000
_DEEPEST = 4
"""Drawings inside drawings inside drawings."""

State = Literal["text", "no_text", "garbled", "blank"]


@dataclass(frozen=True, slots=True)
class _Page:
    """What one page gave. `typed` are words that stand in form fields and text boxes laid over the page."""

    number: int
    height: float
    lines: tuple[Line, ...]
    state: State
    pictures: int
    picture_share: float
    typed: tuple[str, ...]
    annotations: Counter[str]
    tables: int


# --- the drawn page -----------------------------------------------------------------------------------------


class _Rule(NamedTuple):
    """A straight line of a table: where it lies across its direction, and from where to where along it."""

    at: float
    start: float
    end: float

    def meets(self, other: _Rule) -> bool:
        return self.start - 3 <= other.at <= self.end + 3 and other.start - 3 <= self.at <= other.end + 3

    def passes(self, place: float) -> bool:
        return self.start < place < self.end


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float


class _Upright(NamedTuple):
    """Turns points of the page so that its words run left to right and lines go down, from the top left corner."""

    quarter: int
    left: float
    bottom: float
    right: float
    top: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        turned = (
            (x - self.left, self.top - y),
            (y - self.bottom, x - self.left),
            (self.right - x, y - self.bottom),
            (self.top - y, self.right - x),
        )
        return turned[self.quarter]

    def box(self, left: float, bottom: float, right: float, top: float) -> _Box:
        (x0, y0), (x1, y1) = self.point(left, bottom), self.point(right, top)
        return _Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as read."""
        across, up = self.right - self.left, self.top - self.bottom
        return (up, across) if self.quarter % 2 else (across, up)


@dataclass(slots=True)
class _Drawing:
    """What is drawn on a page besides words. `strokes` counts the parts of shapes that are no straight rules."""

    pictures: int = 0
    picture_share: float = 0.0
    strokes: int = 0
    across: list[_Rule] = field(default_factory=list)
    down: list[_Rule] = field(default_factory=list)


def _objects(page: Any) -> Iterator[tuple[Any, int]]:
    """The objects of a page and how deep they lie inside others, as many as are worth looking at."""
    handle = page.raw
    stack = [(pdfium_c.FPDFPage_GetObject(handle, i), 0) for i in range(_count(pdfium_c.FPDFPage_CountObjects(handle)))]
    seen = 0
    while stack and seen < _MOST_OBJECTS:
        item, depth = stack.pop()
        seen += 1
        yield item, depth
        if depth < _DEEPEST and pdfium_c.FPDFPageObj_GetType(item) == pdfium_c.FPDF_PAGEOBJ_FORM:
            inside = _count(pdfium_c.FPDFFormObj_CountObjects(item))
            stack += [(pdfium_c.FPDFFormObj_GetObject(item, i), depth + 1) for i in range(inside)]


def _count(number: int) -> int:
    return max(0, min(number, _MOST_OBJECTS))


def _drawing(page: Any, upright: _Upright) -> _Drawing:
    found = _Drawing()
    area = max(upright.size[0] * upright.size[1], 1.0)
    for item, depth in _objects(page):
        kind = pdfium_c.FPDFPageObj_GetType(item)
        if kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            box = _bounds(item, upright)
            found.pictures += 1
            share = (box.right - box.left) * (box.bottom - box.top) / area
            found.picture_share = max(found.picture_share, share if depth == 0 else 1.0)  # no page measure inside
        elif kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            _add_shape(found, item, upright if depth == 0 else None)
    return found


def _add_shape(found: _Drawing, item: Any, upright: _Upright | None) -> None:
    """Take a shape as rules where it is one; `upright` is None inside a drawing, whose measure is its own."""
    if upright is None:
        found.strokes += _count(pdfium_c.FPDFPath_CountSegments(item))
        return
    box = _bounds(item, upright)
    for part in (box,) if min(box.right - box.left, box.bottom - box.top) <= 3 else _straight_parts(item, upright):
        width, height = part.right - part.left, part.bottom - part.top
        if height <= 3 and width >= 6:
            found.across.append(_Rule((part.top + part.bottom) / 2, part.left, part.right))
        elif width <= 3 and height >= 6:
            found.down.append(_Rule((part.left + part.right) / 2, part.top, part.bottom))
        else:
            found.strokes += 1


def _bounds(item: Any, upright: _Upright) -> _Box:
    corners = [ctypes.c_float() for _ in range(4)]
    pdfium_c.FPDFPageObj_GetBounds(item, *corners)
    return upright.box(*(corner.value for corner in corners))


def _straight_parts(item: Any, upright: _Upright) -> list[_Box]:
    """The edges of a drawn outline; a filled area has none, but counts as strokes by its curves."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(item, fill, stroke)
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFPageObj_GetMatrix(item, matrix)
    count = pdfium_c.FPDFPath_CountSegments(item)
    if count > _MOST_RULES or not (stroke.value or count > 8):
        return []
    parts: list[_Box] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    start = last = (0.0, 0.0)
    for number in range(count):
        segment = pdfium_c.FPDFPath_GetPathSegment(item, number)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        point = upright.point(
            matrix.a * x.value + matrix.c * y.value + matrix.e, matrix.b * x.value + matrix.d * y.value + matrix.f
        )
        if pdfium_c.FPDFPathSegment_GetType(segment) == pdfium_c.FPDF_SEGMENT_MOVETO:
            start = point
        else:
            parts.append(_span_box(last, point))
        if pdfium_c.FPDFPathSegment_GetClose(segment):
            parts.append(_span_box(point, start))
        last = point
    return parts


def _span_box(one: tuple[float, float], other: tuple[float, float]) -> _Box:
    return _Box(min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1]))


# --- ruled tables -------------------------------------------------------------------------------------------


class _TableCell(NamedTuple):
    """A cell of a ruled table on the page."""

    box: _Box
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class _Table:
    cells: tuple[_TableCell, ...]

    def cell_at(self, x: float, y: float) -> _TableCell | None:
        for cell in self.cells:
            if cell.box.left <= x <= cell.box.right and cell.box.top <= y <= cell.box.bottom:
                return cell
        return None


def _tables(drawing: _Drawing) -> list[_Table]:
    """The ruled tables of a page: groups of rules that meet and part an area into two columns or more."""
    across, down = _straighten(drawing.across), _straighten(drawing.down)
    if not across or not down or len(across) + len(down) > _MOST_RULES:
        return []
    tables = [_table(*group) for group in _meeting(across, down)]
    return [table for table in tables if len({cell.column for cell in table.cells}) > 1]


def _straighten(rules: list[_Rule]) -> list[_Rule]:
    """Rules in line with one another made one: most programs draw the border of each cell on its own."""
    if len(rules) > _MOST_RULES:
        return []
    places = _places(rule.at for rule in rules)
    straight = sorted(_Rule(_nearest(places, rule.at), rule.start, rule.end) for rule in rules)
    merged: list[_Rule] = []
    for rule in straight:
        if merged and merged[-1].at == rule.at and rule.start <= merged[-1].end + 3:
            merged[-1] = merged[-1]._replace(end=max(merged[-1].end, rule.end))
        else:
            merged.append(rule)
    return merged


def _places(values: Iterable[float]) -> list[float]:
    """Values in order, those that lie closer than 3 points to the one before left out."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > 3:
            places.append(value)
    return places


def _nearest(places: Sequence[float], value: float) -> float:
    return min(places, key=lambda place: abs(place - value))


def _meeting(across: list[_Rule], down: list[_Rule]) -> Iterator[tuple[list[_Rule], list[_Rule]]]:
    """Groups of rules that meet, directly or through others."""
    waiting = set(range(len(across)))
    free = set(range(len(down)))
    while waiting:
        rows, columns, new = set[int](), set[int](), {waiting.pop()}
        while new:
            rows |= new
            fresh = {j for j in free if any(across[i].meets(down[j]) for i in new)}
            free -= fresh
            columns |= fresh
            new = {i for i in waiting if any(down[j].meets(across[i]) for j in fresh)}
            waiting -= new
        if columns:
            yield [across[i] for i in sorted(rows)], [down[j] for j in sorted(columns)]


def _table(across: list[_Rule], down: list[_Rule]) -> _Table:
    sides = [min(rule.start for rule in across), max(rule.end for rule in across)]  # a table may lack its sides
    ends = [min(rule.start for rule in down), max(rule.end for rule in down)]
    ys = _places([*(rule.at for rule in across), *ends])
    xs = _places([*(rule.at for rule in down), *sides])
    if len(xs) * len(ys) > _MOST_CELLS:
        return _Table(())
    cells: list[_TableCell] = []
    above: dict[tuple[int, int], int] = {}
    for row, (top, bottom) in enumerate(pairwise(ys)):
        middle = (top + bottom) / 2
        borders = [k for k, x in enumerate(xs) if k in (0, len(xs) - 1) or _crossed(down, x, middle)]
        here: dict[tuple[int, int], int] = {}
        for left, right in pairwise(borders):
            open_above = above.get((left, right))
            if open_above is not None and not _crossed(across, top, (xs[left] + xs[right]) / 2):
                cells[open_above] = cells[open_above]._replace(box=cells[open_above].box._replace(bottom=bottom))
                here[left, right] = open_above
            else:
                here[left, right] = len(cells)
                cells.append(_TableCell(_Box(xs[left], top, xs[right], bottom), row, left))
        above = here
    return _Table(tuple(cells))


def _crossed(rules: Iterable[_Rule], at: float, place: float) -> bool:
    return any(abs(rule.at - at) <= 3 and rule.passes(place) for rule in rules)


# --- the lines of a page ------------------------------------------------------------------------------------

_BOLD_NAME = re.compile(r"bold|black|heavy", re.IGNORECASE)
_FORCE_BOLD = 1 << 18  # PDF 32000-1, table 123
_PRINTED = re.compile(r"[^\r\n\x02\ufffe]+")
_WORD = re.compile(r"\S+")
_LETTER_FORMS = {0xFB00 + i: form for i, form in enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"))}
_CLEANED = str.maketrans(
    dict.fromkeys(range(0x20), " ") | {0: "\ufffd", 0xFFFE: "\ufffd", 0xFFFF: "\ufffd"} | _LETTER_FORMS
)


class _Glyphs:
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
        x, y = self._numbers[:2]
        pdfium_c.FPDFText_GetCharOrigin(self._page, index, x, y)
        return x.value, y.value

    def box(self, index: int) -> tuple[float, float, float, float]:
        """Left, bottom, right and top."""
        left, right, bottom, top = self._numbers
        pdfium_c.FPDFText_GetCharBox(self._page, index, left, right, bottom, top)
        return left.value, bottom.value, right.value, top.value

    def is_bold(self, index: int) -> bool:
        pdfium_c.FPDFText_GetFontInfo(self._page, index, self._name, len(self._name), self._flags)
        if self._flags.value & _FORCE_BOLD or _BOLD_NAME.search(self._name.value.decode("latin-1")):
            return True
        return bool(pdfium_c.FPDFText_GetFontWeight(self._page, index) >= 600)


class _Piece(NamedTuple):
    """Characters `[start, end)` of a page that print as one line, in one cell at most."""

    start: int
    end: int
    broken: bool
    table: int = -1
    cell: _TableCell | None = None


def _pieces(text: str) -> Iterator[_Piece]:
    for found in _PRINTED.finditer(text):
        words = found[0].strip()
        if words:
            start = found.start() + found[0].index(words)
            mark = text[found.end() : found.end() + 2]  # pdfium's sign for a hyphen at the end of a line
            broken = mark[:1] in ("\x02", "\ufffe") and mark[1:].isalpha() and words[-1].isalpha()
            yield _Piece(start, start + len(words), broken)


class _Sheet(NamedTuple):
    """The words of a page: its characters, facts about them, and how many tables stand on the pages before."""

    text: str
    glyphs: _Glyphs
    area: _Upright
    page: int
    tables_before: int

    def lines(self, tables: Sequence[_Table]) -> list[Line]:
        """The lines in reading order; lines of a table are brought together, cell by cell."""
        whole = _pieces(self.text)
        pieces = (part for piece in whole for part in self._cut(piece, tables)) if tables else whole
        lines = [line for line in map(self._line, pieces) if line.text]
        return _in_columns(_by_cell(lines) if tables else lines)

    def _cut(self, piece: _Piece, tables: Sequence[_Table]) -> Iterator[_Piece]:
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

    def _line(self, piece: _Piece) -> Line:
        start, last = piece.start, piece.end - 1
        middle = next(i for i in range((start + last + 1) // 2, last + 1) if not self.text[i].isspace())
        upright = self.area._replace(quarter=self.glyphs.turned(start))
        left, baseline = upright.point(*self.glyphs.origin(start))
        frame: tuple[int, ...] = (upright.quarter, round(upright.size[0]))
        edge, cell = 0.0, None
        if piece.cell:
            cell = Cell(self.tables_before + piece.table, piece.cell.row, piece.cell.column)
            frame = (*frame, cell.table, cell.column)
            edge = piece.cell.box.right - max(2.0, min(left - piece.cell.box.left, 12.0))
        return Line(
            text=" ".join(self.text[start : piece.end].translate(_CLEANED).split()),
            left=round(left, 1),
            right=round(max(left, upright.box(*self.glyphs.box(last)).right), 1),
            baseline=round(baseline, 1),
            size=self.glyphs.size(middle),
            page=self.page,
            frame=frame,
            edge=edge,
            bold=all(self.glyphs.is_bold(i) for i in (start, last, middle)),
            broken=piece.broken,
            cell=cell,
        )


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


def _in_columns(lines: list[Line]) -> list[Line]:
    """Lines with their column in the frame, where the text goes back up to the right of what came before."""
    jumps = [i for i, (a, b) in enumerate(pairwise(lines), 1) if b.baseline < a.baseline - 3 * a.size and not b.cell]
    runs = [lines[start:end] for start, end in pairwise([0, *jumps, len(lines)])]
    column, placed, divided = 0, list[Line](), False
    for number, run in enumerate(runs):
        before = runs[number - 1] if number else []
        beside = len(run) >= 4 and len(before) >= 4 and _right_of(before) <= min(line.left for line in run)
        column = column + 1 if beside else 0
        divided = divided or beside
        placed += [line if line.cell else replace(line, frame=(*line.frame, -1, column)) for line in run]
    return placed if divided else lines


def _right_of(lines: Sequence[Line]) -> float:
    """Where a column ends, a heading across the page left aside."""
    return sorted(line.right for line in lines)[int(0.9 * (len(lines) - 1))]


# --- words laid over the page -------------------------------------------------------------------------------


def _laid_over(pdf: Any, page: Any) -> tuple[tuple[str, ...], Counter[str]]:
    """What was typed into form fields and text boxes, and how many fields, comments and struck passages there are."""
    typed: list[str] = []
    counts: Counter[str] = Counter()
    for number in range(min(pdfium_c.FPDFPage_GetAnnotCount(page.raw), _MOST_ANNOTATIONS)):
        note = pdfium_c.FPDFPage_GetAnnot(page.raw, number)
        if not note:
            continue
        kind = pdfium_c.FPDFAnnot_GetSubtype(note)
        contents = _annotation_text(note, b"Contents")
        if kind == pdfium_c.FPDF_ANNOT_WIDGET and pdf.formenv and (value := _field_text(pdf.formenv.raw, note)):
            typed.append(value)
            counts["fields"] += 1
        elif kind == pdfium_c.FPDF_ANNOT_FREETEXT and contents:
            typed.append(contents)
        elif kind == pdfium_c.FPDF_ANNOT_STRIKEOUT:
            counts["struck"] += 1
        elif contents and kind not in (pdfium_c.FPDF_ANNOT_LINK, pdfium_c.FPDF_ANNOT_POPUP, pdfium_c.FPDF_ANNOT_WIDGET):
            counts["comments"] += 1
        pdfium_c.FPDFPage_CloseAnnot(note)
    return tuple(typed), counts


def _field_text(form: Any, note: Any) -> str:
    """A form field as "name: value", empty when it was not filled in."""
    name = _wide(pdfium_c.FPDFAnnot_GetFormFieldAlternateName, form, note) or _wide(
        pdfium_c.FPDFAnnot_GetFormFieldName, form, note
    )
    kind = pdfium_c.FPDFAnnot_GetFormFieldType(form, note)
    if kind in (pdfium_c.FPDF_FORMFIELD_CHECKBOX, pdfium_c.FPDF_FORMFIELD_RADIOBUTTON):
        value = "☑" if pdfium_c.FPDFAnnot_IsChecked(form, note) else ""
    elif kind in (pdfium_c.FPDF_FORMFIELD_PUSHBUTTON, pdfium_c.FPDF_FORMFIELD_SIGNATURE):
        value = ""
    else:
        value = _wide(pdfium_c.FPDFAnnot_GetFormFieldValue, form, note)
    return f"{name}: {value}" if name and value else value


def _annotation_text(note: Any, key: bytes) -> str:
    return _wide(pdfium_c.FPDFAnnot_GetStringValue, note, key)


def _wide(ask: Any, *arguments: Any) -> str:
    """A string that pdfium gives in UTF-16 into a buffer whose size it is asked for first."""
    size = min(ask(*arguments, None, 0), 200_000)
    buffer = ctypes.create_string_buffer(size + 2)
    ask(*arguments, ctypes.cast(buffer, ctypes.POINTER(pdfium_c.FPDF_WCHAR)), size)
    text = buffer.raw[:size].decode("utf-16-le", errors="replace").split("\0")[0]
    return " ".join(text.translate(_CLEANED).split())


# --- pages --------------------------------------------------------------------------------------------------

_FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        "the of and to in a or is be by for shall with this any de la le les et des du en der die und den das zu von "
        "el los que y di il e da do os het een van och att som w na i się",
    )
)


def _state(text: str, drawing: _Drawing) -> State:
    """Whether a page has words that can be read; without a text layer, whether there is anything to be read."""
    visible = len("".join(text.split()))
    if visible == 0:
        return "no_text" if drawing.pictures or drawing.strokes >= 100 else "blank"
    if visible < 100 and drawing.picture_share > 0.6:  # a scan with a stamp on it
        return "no_text"
    return "garbled" if _is_garbled(text, visible) else "text"


def _is_garbled(text: str, visible: int) -> bool:
    """Whether the file does not say which letters its shapes are: private characters, or letters of no language."""
    nameless = sum(text.count(mark) for mark in ("\ufffd", "\ufffe", "\0"))
    private = sum("\ue000" <= character <= "\uf8ff" for character in text) if not text.isascii() else 0
    if nameless + private > 0.2 * visible:
        return True
    words = re.findall(r"[A-Za-z]{2,}", text.lower())
    letters = "".join(words)
    if len(words) < 60 or len(letters) < 0.4 * visible:  # too little, or another script
        return False
    vowels = sum(letters.count(vowel) for vowel in "aeiouy")
    return vowels < 0.27 * len(letters) and sum(word in _FUNCTION_WORDS for word in words) < 0.02 * len(words)


def _read_page(pdf: Any, number: int, before: int) -> _Page:
    """Read page `number` (from 1). Raises `PdfiumError` when the page is damaged."""
    page = pdf[number - 1]
    try:
        with closing(page.get_textpage()) as textpage:
            text = _all_text(textpage)
            turn = _main_turn(text, _Glyphs(textpage), page.get_rotation() // 90)
            area = _Upright(turn, *page.get_bbox())
            drawing = _drawing(page, area)
            tables = _tables(drawing)
            if page.get_rotation() == 90 * turn:
                lines = _Sheet(text, _Glyphs(textpage), area, number, before).lines(tables)
        if page.get_rotation() != 90 * turn:  # shown sideways, so that pdfium took the lines in the wrong order
            page.set_rotation(90 * turn)
            with closing(page.get_textpage()) as textpage:
                lines = _Sheet(_all_text(textpage), _Glyphs(textpage), area, number, before).lines(tables)
        typed, annotations = _laid_over(pdf, page)
    finally:
        page.close()
    return _Page(
        number=number,
        height=area.size[1],
        lines=tuple(lines),
        state=_state(text, drawing),
        pictures=drawing.pictures,
        picture_share=drawing.picture_share,
        typed=typed,
        annotations=annotations,
        tables=len(tables),
    )


def _all_text(textpage: Any) -> str:
    count = min(textpage.count_chars(), MOST_CHARACTERS)
    return str(textpage.get_text_range(0, count)) if count > 0 else ""


def _main_turn(text: str, glyphs: _Glyphs, shown: int) -> int:
    """In how many quarter turns most words of a page run, judged by a few; as the page is shown, when it has none."""
    letters = [i for i in range(0, len(text), max(1, len(text) // 9)) if text[i].isalnum()]
    return Counter(glyphs.turned(i) for i in letters).most_common(1)[0][0] if letters else shown


# --- page furniture -----------------------------------------------------------------------------------------

_FIGURES = re.compile(r"\d{1,6}|(?<![^\s(–—-])[ivxl]{1,6}(?![^\s)–—-])")
_PAGE_NUMBER = re.compile(
    r"(?:page |[A-Z] ?[-–—] ?)?[-–—\[(]? ?(\d{1,4}) ?[-–—\])]?(?: ?(?:of|/) ?\d{1,4})?", re.IGNORECASE
)
_PAGE_NUMBER_WITH_WORDS = re.compile(r".{0,80}\bpage (\d{1,4})\b.{0,40}", re.IGNORECASE)
_PAGE_OF = re.compile(r"page \d{1,4} (?:of|/) \d{1,4}", re.IGNORECASE)


class _Place(NamedTuple):
    """A line by its page's index and its own."""

    page: int
    line: int


def _furniture(pages: Sequence[_Page]) -> frozenset[_Place]:
    """The lines that belong to the page and not to the contract: running heads and feet, page numbers."""
    found = _page_numbers(pages)
    found |= _running_lines(pages, found, earliest=2)
    # what lay behind the outermost rows has come to the edge; less sure, so that one of a kind is kept
    found |= _running_lines(pages, found, earliest=-1)
    return frozenset(found)


def _running_lines(pages: Sequence[_Page], known: set[_Place], earliest: int) -> set[_Place]:
    """Lines near an edge that stand at the same height, with the same words, on enough pages.

    That is three pages in ten, and three at least; three where a figure counts the pages. A line beside one that
    does not come again is a cell of a table, and stays; so do lines that stand elsewhere just as often. Of lines
    that start after page index `earliest` the first stays: the column heads of a late schedule look like running heads.
    """
    alike: defaultdict[tuple[str, int | None], list[tuple[float, _Place]]] = defaultdict(list)
    found: set[_Place] = set()
    for index, page in enumerate(pages):
        for place in _outer_lines(index, page, known):
            line = page.lines[place.line]
            for key in _running_keys(line.text, index):
                alike[key].append((line.baseline / max(page.height, 1.0), place))
            if _PAGE_OF.fullmatch(line.text):
                found.add(place)
    everywhere = Counter(line.text for page in pages for line in page.lines)
    share = 0.3 * sum(bool(page.lines) for page in pages)
    for (text, offset), standing in alike.items():
        if offset is not None:
            found |= _at_one_height(sorted(standing), 3)
            continue
        repeated = _at_one_height(sorted(standing), max(3, share))
        if repeated and everywhere[text] <= max(2 * len(repeated), 1.2 * len(pages)):
            late = min(repeated).page > earliest
            found |= repeated - {min(repeated)} if late else repeated
    return _whole_rows(pages, found | known) - known


def _running_keys(text: str, page: int) -> Iterator[tuple[str, int | None]]:
    """What a line has in common with its like on other pages: its words, or those around a figure that counts pages."""
    yield text, None
    for found in _FIGURES.finditer(text):
        values = [int(found[0])] if found[0].isdigit() else [r.ordinal for r in readings(found[0]) if r[0] == "roman"]
        for value in values:
            yield f"{text[: found.start()]}#{text[found.end() :]}", value - page


def _at_one_height(standing: Sequence[tuple[float, _Place]], least: float) -> set[_Place]:
    """The places, ordered by height, that have company on enough other pages within 3 % of the page's height."""
    found: set[_Place] = set()
    first = 0
    for last, (height, _) in enumerate(standing):
        while height - standing[first][0] > 0.06:
            first += 1
        if last - first + 1 >= least:
            window = [place for _, place in standing[first : last + 1]]
            if len({place.page for place in window}) >= least:
                found.update(window)
    return found


def _whole_rows(pages: Sequence[_Page], places: set[_Place]) -> set[_Place]:
    """The places without those whose row on the page holds other lines too."""
    kept = set[_Place]()
    for place in places:
        page = pages[place.page]
        row = page.lines[place.line].baseline
        mates = {_Place(place.page, j) for j, line in enumerate(page.lines) if abs(line.baseline - row) < 2}
        if mates <= places:
            kept.add(place)
    return kept


def _outer_lines(index: int, page: _Page, known: set[_Place]) -> Iterator[_Place]:
    """The lines of the three highest and the three lowest rows that are not known as furniture, near the edges."""
    left = {j: round(line.baseline) for j, line in enumerate(page.lines) if _Place(index, j) not in known}
    heights = sorted(set(left.values()))
    outer = {*heights[:3], *heights[-3:]}
    for j, height in left.items():
        if height in outer and not 0.2 * page.height < height < 0.8 * page.height:
            yield _Place(index, j)


def _page_numbers(pages: Sequence[_Page]) -> set[_Place]:
    """Lines that are only a number, or say "page" and one, anywhere on the page, and count up from page to page."""
    chains: list[list[_Number]] = []
    ordinal = 0
    for index, page in enumerate(pages):
        rows = Counter(round(line.baseline) for line in page.lines)
        for number, line in enumerate(page.lines):
            ordinal += 1
            figure = _PAGE_NUMBER.fullmatch(line.text) or _PAGE_NUMBER_WITH_WORDS.fullmatch(line.text)
            if not figure or line.cell or rows[round(line.baseline)] > 1:
                continue
            found = _Number(int(figure[1]), _FIGURES.sub("#", line.text), ordinal, _Place(index, number))
            chain = next((chain for chain in reversed(chains[-200:]) if found.follows(chain[-1])), None)
            if chain is None:
                chains.append([found])
            else:
                chain.append(found)
    return {number.place for chain in chains if _is_paging(chain) for number in chain}


class _Number(NamedTuple):
    """A line that is only a number, printed in a shape such as "- # -"; `ordinal` counts the document's lines."""

    value: int
    shape: str
    ordinal: int
    place: _Place

    def follows(self, other: _Number) -> bool:
        near = self.place.page - other.place.page <= 2
        return near and (self.value, self.shape) == (other.value + 1, other.shape)


def _is_paging(chain: Sequence[_Number]) -> bool:
    """Whether numbers lie a page apart, as page numbers do; those of a list have a line or two between them."""
    apart = [after.ordinal - before.ordinal for before, after in pairwise(chain)]
    return len({number.place.page for number in chain}) >= 3 and quantile(apart, 0.5) >= 12


# --- words broken at the end of a line ----------------------------------------------------------------------

_COMPOUND = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_PREFIXES = frozenset({"ex", "non", "post", "pre", "self", "semi", "sub"})
_HYPHENATED = re.compile(r"(?<=[^\W\d_])[-‐\u00ad]$")


class _Vocabulary:
    """The document's own words, which tell whether "post / closing" was "post-closing" or "postclosing"."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._words: Counter[str] = Counter()
        torn = False
        for line in lines:
            words = _COMPOUND.findall(line.text.lower())
            ends_torn = line.broken or bool(_HYPHENATED.search(line.text))
            self._words.update(words[torn : len(words) - ends_torn])
            torn = ends_torn
        self._parts = {part for word in self._words for part in word.split("-")}

    def join(self, head: str, tail: str) -> str:
        """The text of two lines, the first of which ends within a word (its hyphen already removed)."""
        before = re.search(r"[^\W\d_]+(?:-[^\W\d_]+)*$", head)
        after = _COMPOUND.match(tail)
        if not before or not after:
            return f"{head}-{tail}"
        left, right = before[0].lower(), after[0].lower()
        whole, parted = self._words[left + right], self._words[f"{left}-{right}"]
        hyphen = parted > whole if whole != parted else after[0][0].isupper() or self._is_compound(left, right)
        return head + "-" * hyphen + tail

    def _is_compound(self, left: str, right: str) -> bool:
        """Whether halves that the document never shows together are words ("law-abiding") or pieces ("in-demnify")."""
        head, tail = left.rpartition("-")[2], right.partition("-")[0]
        return head in _PREFIXES or (head in self._parts and (tail in self._parts or len(head) >= 3))

    def paragraph(self, lines: Sequence[Line]) -> str:
        """The words of lines as one text."""
        text = lines[0].text
        for last, line in pairwise(lines):
            if last.broken:
                text = self.join(text, line.text)
            elif _HYPHENATED.search(text) and line.text[:1].isalpha():
                text = self.join(text[:-1], line.text)
            else:
                text = f"{text} {line.text}"
        return text


# --- the document -------------------------------------------------------------------------------------------


def read_pdf(data: bytes, name: str, progress: Progress | None = None) -> Document:
    """Read a PDF from its bytes.

    `counts` of the result: pages (read), paragraphs, tables, furniture_lines (left out), pictures (pages that have
    any), fields (filled in) and comments.

    Raises `ReadError`: E-PASSWORD, E-CORRUPT, E-FORMAT (a form that only Adobe's programs show), E-NOTEXT.
    """
    pdf = _open(data, name)
    try:
        if pdf.get_formtype() != pdfium_c.FORMTYPE_NONE:
            pdf.init_forms()
        pages, damaged = _read_pages(pdf, name, progress)
        notices = [*_file_notices(pdf, pages, damaged), *_page_notices(pages, damaged)]
        total = len(pdf)
        shell = pdf.get_formtype() == pdfium_c.FORMTYPE_XFA_FULL
    finally:
        pdf.close()
    if shell and any("Please wait" in line.text for line in pages[0].lines[:3]):
        raise ReadError(
            "E-FORMAT", name, "this is an Adobe form (XFA) without pages. Open it in Acrobat and print it to a new PDF."
        )
    _refuse_wordless(pages, name)
    return _document(pages, name, sha256(data).hexdigest(), total, tuple(notices))


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


def _read_pages(pdf: Any, name: str, progress: Progress | None) -> tuple[list[_Page], list[int]]:
    """The pages as far as the limits allow, and the numbers of those that are damaged. Raises E-CORRUPT."""
    pages: list[_Page] = []
    damaged: list[int] = []
    tables = characters = 0
    total = min(len(pdf), MOST_PAGES)
    for number in range(1, total + 1):
        if progress:
            progress("Reading page", number, total)
        try:
            page = _read_page(pdf, number, tables)
        except pdfium.PdfiumError:
            damaged.append(number)
            continue
        pages.append(page)
        tables += page.tables
        characters += sum(len(line.text) for line in page.lines)
        if characters > MOST_CHARACTERS:
            break
    if not pages:
        raise ReadError("E-CORRUPT", name, "no page of the file can be opened. Ask for it to be sent again.")
    return pages, damaged


def _refuse_wordless(pages: Sequence[_Page], name: str) -> None:
    states = {page.state for page in pages}
    if states <= {"blank"} and not any(page.typed for page in pages):
        raise ReadError("E-NOTEXT", name, "all its pages are blank. Check that it is the right file.")
    if states <= {"blank", "no_text"} and not any(page.typed for page in pages):
        raise ReadError(
            "E-NOTEXT",
            name,
            "it is scanned: it has no text layer. Run OCR first (for example with ocrmypdf) and check the result.",
        )


def _document(pages: Sequence[_Page], name: str, digest: str, total: int, notices: tuple[Notice, ...]) -> Document:
    furniture = _furniture(pages)
    kept = [
        [line for j, line in enumerate(page.lines) if _Place(i, j) not in furniture] for i, page in enumerate(pages)
    ]
    typed = [_typed_line(page, words) for page in pages for words in page.typed]
    lines = [line for page_lines in kept for line in page_lines]
    layout, vocabulary = Layout(lines + typed), _Vocabulary(lines)
    groups = layout.paragraphs(lines)
    groups += [[line] for line in typed]
    groups.sort(key=lambda group: group[0].page)
    text, blocks = _lay_out(groups, layout, vocabulary)
    counts = {
        "pages": len(pages),
        "paragraphs": len(blocks),
        "tables": sum(page.tables for page in pages),
        "furniture_lines": len(furniture),
        "pictures": sum(page.pictures > 0 for page in pages),
        "fields": sum(page.annotations["fields"] for page in pages),
        "comments": sum(page.annotations["comments"] for page in pages),
    }
    return Document(name, "pdf", digest, text, blocks, total, notices, counts)


def _typed_line(page: _Page, words: str) -> Line:
    """Words that were laid over a page, as a line at its end."""
    return Line(words, 0.0, 0.0, page.height, 10.0, page.number)


def _lay_out(
    groups: Sequence[Sequence[Line]], layout: Layout, vocabulary: _Vocabulary
) -> tuple[str, tuple[Block, ...]]:
    """The text of the document and its blocks: a line for each, cells of one row parted by tabs."""
    parts: list[str] = []
    blocks: list[Block] = []
    position = 0
    before: Cell | None = None
    for group in groups:
        words, first = vocabulary.paragraph(group), group[0]
        if blocks:
            parts.append("\t" if _same_row(before, first.cell) else "\n")
            position += 1
        blocks.append(
            Block(
                Span(position, position + len(words)),
                kind="cell" if first.cell else "paragraph",
                indent=first.left,
                bold=all(line.bold for line in group),
                centred=layout.is_centred(group),
                page=first.page,
                cell=first.cell,
            )
        )
        parts.append(words)
        position += len(words)
        before = first.cell
    return "".join([*parts, "\n"]), tuple(blocks)


def _same_row(before: Cell | None, cell: Cell | None) -> bool:
    """Whether a cell stands in the row of the one before, and is another."""
    return bool(before and cell and before != cell and (before.table, before.row) == (cell.table, cell.row))


# --- what the reader of the report must know ----------------------------------------------------------------


def _plural(number: int, one: str) -> str:
    return f"{number:,} {one}" if number == 1 else f"{number:,} {one}s"


def _listed(pages: Sequence[int]) -> str:
    """ "pages 3, 5–9 and 12", in words for a sentence's start or middle."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    words = [f"{run[0]}" if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    listed = " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
    return f"{'page' if len(pages) == 1 else 'pages'} {listed}"


def _page_notices(pages: Sequence[_Page], damaged: Sequence[int]) -> Iterator[Notice]:
    if scanned := tuple(page.number for page in pages if page.state == "no_text"):
        yield Notice(
            "N-NO-TEXT",
            f"Not read, because they are pictures without a text layer: {_listed(scanned)}. Run OCR on the file (for "
            "example with ocrmypdf) and check it again.",
            material=True,
            pages=scanned,
        )
    if garbled := tuple(page.number for page in pages if page.state == "garbled"):
        yield Notice(
            "N-GARBLED",
            f"The file does not say which letters it shows on {_listed(garbled)}, so what was read there makes no "
            "sense. Ask for the Word file, or run OCR on the pages.",
            material=True,
            pages=garbled,
        )
    if damaged:
        yield Notice(
            "N-DAMAGED",
            f"Not read, because the file is damaged there: {_listed(damaged)}. Ask for it to be sent again.",
            material=True,
            pages=tuple(damaged),
        )


def _file_notices(pdf: Any, pages: Sequence[_Page], damaged: Sequence[int]) -> Iterator[Notice]:
    total, reached = len(pdf), max([*damaged, pages[-1].number])
    if total > reached:
        yield Notice(
            "N-PAGES",
            f"Only the first {reached:,} of {total:,} pages were read. Split the file and check the rest on its own.",
            material=True,
        )
    if attached := pdf.count_attachments():
        yield Notice(
            "N-ATTACHED",
            f"{_plural(attached, 'file')} attached to this PDF were not read. Save what belongs to the contract on its "
            "own, and check it too.",
            material=True,
        )
    if pdf.get_formtype() == pdfium_c.FORMTYPE_XFA_FULL:
        yield Notice(
            "N-XFA",
            "The file is an Adobe form (XFA): what was typed into it was not read. Print it to a new PDF and "
            "check that.",
            material=True,
        )
    annotations = sum((page.annotations for page in pages), Counter[str]())
    if fields := annotations["fields"]:
        yield Notice(
            "N-FORM", f"{_plural(fields, 'form field')} filled in: the values were read at the end of their page."
        )
    if struck := annotations["struck"]:
        yield Notice("N-STRUCK", f"{_plural(struck, 'passage')} struck out by hand: they were read as if they stood.")
    if comments := annotations["comments"]:
        yield Notice(
            "N-COMMENTS", f"{_plural(comments, 'comment')} in the margin: not part of the contract, not checked."
        )
    if pdfium_c.FPDF_GetSecurityHandlerRevision(pdf.raw) != -1:
        yield Notice(
            "N-RESTRICTED",
            "The file's owner restricts copying or printing. It was read for your own review; mind that when you pass "
            "quotations on.",
        )
