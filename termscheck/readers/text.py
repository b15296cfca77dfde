"""Plain text, and how printed lines become paragraphs: the rules serve the PDF reader as well.

A text file is kept to the character, byte order mark included, so that an offset into the file (decoded) is an
offset into `Document.text`. Blocks never start with white space or with the mark.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from statistics import median
from typing import NamedTuple

from termscheck.errors import ReadError
from termscheck.model import Block, Cell, Document, Span
from termscheck.segment.labels import Label, match

_CHARACTER = 6.0
"""Width in points of a character of plain text, so that indents compare with those of other formats."""
_TAB = 4
_WIDEST = 110
"""Characters in a line of a hard-wrapped file; whatever is wider was not wrapped by hand or by a mail program."""


class Line(NamedTuple):
    """A printed line. Lengths are in points; `baseline` counts down from the top of the page.

    Lines of one `frame` (a page width, a column) share a right edge; `edge` is that edge where it is known.
    `broken` says that the file marks the last word as going on in the next line. `label` is a number that is printed
    before the line but is no text of it: empty where it could not be made out, None where there is none. `start` and
    `end` are offsets into a text file, or number the characters of a page; `part` tells which part of the page, if any.
    `box` is left, bottom, right and top in the page's user space, of a line that was read by OCR.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    page: int = 1
    frame: tuple[int, ...] = ()
    edge: float = 0.0
    bold: bool = False
    broken: bool = False
    cell: Cell | None = None
    label: str | None = None
    start: int = 0
    end: int = 0
    part: str = ""
    box: tuple[float, float, float, float] | None = None

    @property
    def first_word_width(self) -> float:
        """Room that the first word and a space would take at the end of the line before."""
        word = self.text.partition(" ")[0]
        return (self.right - self.left) / max(len(self.text), 1) * (len(word) + 1)

    @property
    def is_sparse(self) -> bool:
        """Whether it has far more white than words: a row of a table that has no rules."""
        return self.right - self.left > self.size * max(len(self.text), 3)


# --- what a line looks like ---------------------------------------------------------------------------------

_FINISHED = re.compile(r"[.;:!?][”\"’')\]]*$|; ?(?:and|or|but)$")
_LISTED = re.compile(r"(?:,|\band|\bor)$")
_REFERS = re.compile(
    r"\b(?:sub-?)?(?:clauses?|paragraphs?|sections?|articles?|schedules?|part|annex|appendix|exhibits?|recitals?|rules?|"
    r"regulations?|conditions?|no\.?)$",
    re.IGNORECASE,
)
_HANGING = re.compile(r"\b(?:an?|the|of|to|by|in|for|from|with|at|on|any|such|its|their|this|that|shall|will|may)$")
_PAGE_REFERENCE = re.compile(r"(?:\.{3}|…|\s)\s*\d{1,3}$")
_DASH = re.compile(r"[-–—*]")
_AFTER_NUMBER = re.compile(r"\s+[A-Z“\"‘\[]")
_MONTH = re.compile(r"\s+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b")


def opening_label(text: str) -> Label | None:
    """The label that a line may start with; "30 days" and "2 February" have none, a lone "12" does."""
    label = match(text)
    if label is None:
        return None
    rest = text[len(label.text) :]
    if rest and not rest[0].isspace() and rest[0] != "(":
        return None
    bare = label.text.isdigit() and rest
    if bare and (not _AFTER_NUMBER.match(rest) or _MONTH.match(rest)):
        return None
    return label


def is_finished(text: str) -> bool:
    """Whether a text ends as a sentence or an item of a list does."""
    return bool(_FINISHED.search(text))


def _follows(label: Label, before: Label | None) -> bool:
    """Whether a label is the next in the sequence of the one before, or opens the level below it."""
    if before is None or label.word != before.word:
        return False
    if label.path and before.path:
        above, last = before.path[:-1], before.path[-1]
        return label.path == (*before.path, "1") or label.path == (*above, str(int(re.sub(r"\D", "", last) or 0) + 1))
    if label.style != before.style:
        return False
    nexts = {(alphabet, ordinal + 1) for alphabet, ordinal in before.readings}
    return any(tuple(reading) in nexts for reading in label.readings)


# --- lines to paragraphs ------------------------------------------------------------------------------------


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


class Layout:
    """The measures that a document's own lines reveal: how wide its columns are and how far its lines stand apart."""

    def __init__(self, lines: Sequence[Line]) -> None:
        rights: defaultdict[tuple[int, ...], list[float]] = defaultdict(list)
        lefts: defaultdict[tuple[int, ...], list[float]] = defaultdict(list)
        for line in lines:
            rights[line.frame].append(line.right)
            lefts[line.frame].append(line.left)
        self._edges = {frame: quantile(values, 0.95) for frame, values in rights.items()}
        self._margins = {frame: quantile(values, 0.05) for frame, values in lefts.items()}
        self._pitches = self._measure_pitches(lines)

    def paragraphs(self, lines: Sequence[Line]) -> list[list[Line]]:
        """The lines, grouped. No line is lost or moved."""
        groups: list[list[Line]] = []
        for line in lines:
            if groups and self._goes_on(groups[-1], line):
                groups[-1].append(line)
            else:
                groups.append([line])
        return groups

    def is_centred(self, paragraph: Sequence[Line]) -> bool:
        """Whether all lines stand in the middle of their column, clear of its margins; numbered ones never do."""
        return not opening_label(paragraph[0].text) and all(
            line.cell is None
            and line.label is None
            and line.left > self._margins[line.frame] + 12
            and line.right < self._edges[line.frame] - 12
            and abs(line.left + line.right - self._margins[line.frame] - self._edges[line.frame]) < 8
            for line in paragraph
        )

    def is_full(self, line: Line, following: Line) -> bool:
        """Whether the first word of the following line had no room left in this one."""
        return line.right + following.first_word_width > (line.edge or self._edges[line.frame])

    def _measure_pitches(self, lines: Sequence[Line]) -> dict[int, float]:
        """The distance of two lines of one paragraph, by size of type: measured where a sentence runs on."""
        running: defaultdict[int, list[float]] = defaultdict(list)
        for last, line in pairwise(lines):
            down, size = line.baseline - last.baseline, round(line.size)
            same = last.page == line.page and last.cell == line.cell and round(last.size) == size
            runs_on = line.text[:1].islower() and not is_finished(last.text)
            if same and runs_on and 0.5 * size < down < 4 * size and self.is_full(last, line):
                running[size].append(down)
        return {size: median(downs) for size, downs in running.items()}

    def _pitch(self, line: Line) -> float:
        return self._pitches.get(round(line.size), 1.25 * line.size)

    def _goes_on(self, paragraph: list[Line], line: Line) -> bool:
        last = paragraph[-1]
        if last.cell != line.cell or line.label is not None:
            return False
        if last.broken:
            return True
        down = line.baseline - last.baseline
        beside = last.page == line.page and abs(down) < 0.4 * last.size and line.left >= last.right - 1
        if len(paragraph) == 1 and (label := opening_label(last.text)) and label.text == last.text:
            return self._belongs_to_label(label, last, line, beside)
        if beside:
            return line.left - last.right < 2 * last.size and not is_finished(last.text)
        if abs(line.size - last.size) > 0.12 * last.size or (line.is_sparse and last.is_sparse):
            return False
        if last.page != line.page or down < 0:
            return self._carries_over(paragraph, line)
        return down <= 1.25 * self._pitch(last) and self._continues(paragraph, line)

    def _belongs_to_label(self, label: Label, last: Line, line: Line, beside: bool) -> bool:
        """Whether a line is what a label that stands alone labels. Divisions stand alone by right, bare figures may."""
        if beside:
            return True
        near = last.page != line.page or 0 < line.baseline - last.baseline <= 1.6 * self._pitch(last)
        stands_alone = label.style in {"division", "article", "recital"} or label.text.isdigit()
        return near and not stands_alone and opening_label(line.text) is None

    def _continues(self, paragraph: list[Line], line: Line) -> bool:
        """Judge a line at the usual distance below the paragraph's last."""
        last = paragraph[-1]
        full, finished = self.is_full(last, line), is_finished(last.text)
        if last.bold != line.bold and (finished or not full or all(piece.bold for piece in paragraph)):
            return False
        if label := opening_label(line.text):
            return self._is_reference(label, paragraph, line)
        if not full:
            return not finished and (line.text[:1].islower() or self._runs_ragged(last, line))
        if finished and line.text[:1] in '“"':  # the next defined term
            return False
        moved = len(paragraph) > 1 and abs(line.left - last.left) > 6
        return not moved or line.text[:1].islower() or self.is_centred([last, line])

    def _is_long(self, line: Line) -> bool:
        return line.right - line.left > 0.6 * ((line.edge or self._edges[line.frame]) - line.left)

    def _runs_ragged(self, last: Line, line: Line) -> bool:
        """Whether a sentence goes on although the line before had room: lines set by hand end where they please."""
        if _HANGING.search(last.text):
            return True
        alike = abs(line.left - last.left) <= 3 and line.text.isupper() == last.text.isupper()
        return alike and self._is_long(last) and not line.text.startswith(("“", '"'))

    def _carries_over(self, paragraph: list[Line], line: Line) -> bool:
        """Judge the first line of a page or column: does the sentence before the break go on?"""
        last = paragraph[-1]
        if is_finished(last.text) or last.bold != line.bold:
            return False
        if label := opening_label(line.text):
            return label.style != "bullet" and bool(_REFERS.search(last.text))
        if line.text[:1].islower():
            return True
        same_margin = last.page != line.page and abs(line.left - last.left) <= 3
        return same_margin and len(paragraph) > 1 and not last.text.isupper() and self.is_full(last, line)

    def _is_reference(self, label: Label, paragraph: list[Line], line: Line) -> bool:
        """Whether what looks like a label is the rest of a sentence: "… in accordance with clause / 12.3 …"."""
        last = paragraph[-1]
        if is_finished(last.text) or (label.style == "bullet" and not _DASH.match(label.text)):
            return False
        if not self.is_full(last, line):
            return self._is_long(last) and bool(_REFERS.search(last.text) or _HANGING.search(last.text))
        if _REFERS.search(last.text):
            return True
        if _follows(label, opening_label(paragraph[0].text)):
            return False
        if label.style not in {"decimal", "division", "article"} and _LISTED.search(last.text):
            return False
        if _PAGE_REFERENCE.search(last.text) and _PAGE_REFERENCE.search(line.text):  # a table of contents
            return False
        return len(paragraph) == 1 or abs(line.left - last.left) <= 3


# --- plain text ---------------------------------------------------------------------------------------------

_LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")
_BLANK = " \t\xa0\ufeff"
_BAR = re.compile(r"\s\|\s|^\||\|$")
"""What parts the cells of a row."""


def read_text(text: str, name: str, sha256: str) -> Document:
    """The document of a text that is kept exactly as it is.

    A block is a line without its surrounding white space or, where the file was wrapped at a fixed width, a
    paragraph: its span then holds the line breaks and indents between its lines. `indent` is 6 points for each
    leading space; a tab counts four spaces. Lines one below the other with " | " in them are the rows of a table, and
    each of their cells is a block. Raises E-EMPTY when there are no words.
    """
    lines = list(_with_cells(_lines(text)))
    if not lines:
        raise ReadError("E-EMPTY", name, "the file holds no words. Check that it is the right file.")
    prose = [line for line in lines if line.cell is None]
    layout = Layout(prose or lines)
    wrapped = bool(prose) and _is_wrapped(prose, layout)
    groups = layout.paragraphs(lines) if wrapped else [[line] for line in lines]
    blocks = tuple(
        Block(Span(group[0].start, group[-1].end), indent=group[0].left, cell=group[0].cell) for group in groups
    )
    return Document(name, "text", sha256, text, blocks, counts={"paragraphs": len(blocks), "lines": len(lines)})


def _lines(text: str) -> Iterator[Line]:
    number, before = 0, 0
    for found in _LINE.finditer(text):
        between = text[before : found.start()]
        number += max(1, len(between) - between.count("\r\n"))
        before = found.end()
        words = found[0].strip().strip(_BLANK)
        if not words:
            continue
        start = found.start() + found[0].index(words)
        lead = found[0][: start - found.start()]
        left = _CHARACTER * (len(lead) - lead.count("\ufeff") + (_TAB - 1) * lead.count("\t"))
        right = left + _CHARACTER * len(words)
        yield Line(words, left, right, 12.0 * number, size=10.0, start=start, end=start + len(words))


def _with_cells(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, with the rows of tables taken apart into their cells."""
    table = 0
    for rows in _runs(lines):
        cells = [list(_cells(row, table, number)) for number, row in enumerate(rows)]
        if len(rows) < 2 or 2 * sum(len(row) > 1 for row in cells) <= len(rows):  # words within a frame are no table
            yield from rows
            continue
        yield from chain.from_iterable(cells)
        table += 1


def _runs(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Lines that stand directly one below the other and have bars in them, together; any other line by itself."""
    run: list[Line] = []
    for line in lines:
        goes_on = run and line.baseline - run[-1].baseline < 13 and _BAR.search(run[-1].text) and _BAR.search(line.text)
        if run and not goes_on:
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _cells(row: Line, table: int, number: int) -> Iterator[Line]:
    """The cells of a row that have words; a line of hyphens between rows has none."""
    at = row.start + row.text.startswith("|")
    if not row.text.strip("-:|" + _BLANK):
        return
    for column, piece in enumerate(row.text.removeprefix("|").removesuffix("|").split("|")):
        if words := piece.strip(_BLANK):
            start = at + piece.index(words)
            left = row.left + _CHARACTER * (start - row.start)
            right = left + _CHARACTER * len(words)
            cell = Cell(table, number, column)
            yield row._replace(text=words, left=left, right=right, start=start, end=start + len(words), cell=cell)
        at += len(piece) + 1


def _is_wrapped(lines: Sequence[Line], layout: Layout) -> bool:
    """Whether lines end where the width ended: few have room for the next word, and sentences run over the ends."""
    widest = quantile([line.right for line in lines], 0.98) / _CHARACTER
    if not 40 <= widest <= _WIDEST:
        return False
    pairs = [
        (last, line)
        for last, line in pairwise(lines)
        if line.baseline - last.baseline < 13 and not opening_label(line.text)
    ]
    wraps = [line for last, line in pairs if layout.is_full(last, line) and not is_finished(last.text)]
    running = sum(line.text[:1].islower() for line in wraps)
    return len(wraps) >= 2 and 2 * len(wraps) >= len(pairs) and 2 * running >= len(wraps)
