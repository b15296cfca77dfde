"""Reads pages that are pictures, with Tesseract where it is installed.

A page is drawn in grey by pdfium and given to Tesseract through a pipe: no picture of a contract is written to disk.
Its words come back with their places, and become lines like those of a text layer. Nothing tells bold type, and rules
of tables are not looked for.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from statistics import median
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from termscheck.model import Progress
from termscheck.readers import programs
from termscheck.readers.pdf.geometry import Box, Upright, around_all
from termscheck.readers.pdf.lines import cleaned, in_columns
from termscheck.readers.pdf.pages import Page
from termscheck.readers.text import Line, opening_label

MOST_PAGES = 200
MOST_SECONDS = 900.0
MOST_SECONDS_OF_PAGE = 60.0
MOST_PIXELS = 20_000_000
MOST_PIXELS_OF_PICTURE = 200_000_000
"""Of a picture on the page, which pdfium must unpack to draw it; A4 at 1,200 dpi has 140 million."""
DOTS = 300
"""Dots to the inch, which Tesseract is made for."""
SURE = 80
"""Per cent: a page of which Tesseract is less sure counts as not fully read."""
OCR = "ocr"
"""The part of a page's `Origin` whose words were read by OCR; its box is the place of the whole line."""

_LANGUAGE = "eng"
_POINTS = 72.0
_DARK = 128
"""Grey, of 255, below which a pixel is ink."""
_INK = 0.0002
"""Share of dark pixels below which a page is blank paper."""
_LEGIBLE = 50
"""Per cent from which a word counts as one when it is asked whether a page has any."""


def program() -> str | None:
    """Tesseract, where it is installed with its English."""
    found = programs.find("tesseract")
    return found if found and _LANGUAGE in _languages(found) else None


def name() -> str:
    """What to call it: "Tesseract 5.3.0"."""
    found = program()
    return programs.version(found).replace("tesseract", "Tesseract") if found else ""


@lru_cache(maxsize=4)
def _languages(tesseract: str) -> frozenset[str]:
    try:
        return frozenset(programs.run((tesseract, "--list-langs"), seconds=30).decode("utf-8", "replace").split())
    except programs.ProgramError:
        return frozenset()


def recognised(pdf: Any, pages: Sequence[Page], progress: Progress | None) -> list[Page]:
    """The pages, with words where they are pictures or garbled and Tesseract can read them, within all bounds."""
    tesseract = program()
    wanted = [page for page in pages if page.state in ("no_text", "garbled")]
    if not tesseract or not wanted:
        return list(pages)
    until = time.monotonic() + MOST_SECONDS
    read: dict[int, Page] = {}
    for done, page in enumerate(wanted[:MOST_PAGES], 1):
        left = until - time.monotonic()
        if left < 1:
            break
        if progress:
            progress("Reading pictures of pages", done, len(wanted))
        read[page.number] = _read(pdf, page, tesseract, min(left, MOST_SECONDS_OF_PAGE))
    return [read.get(page.number, page) for page in pages]


def _read(pdf: Any, page: Page, tesseract: str, seconds: float) -> Page:
    """A page with what Tesseract read on it; as it was where that is nothing, or cannot be asked."""
    handle = pdf[page.number - 1]
    try:
        if _heaviest_picture(handle) > MOST_PIXELS_OF_PICTURE:
            return page
        picture, scale = _drawn(handle)
        if (picture < _DARK).mean() < _INK and page.state == "no_text":
            return replace(page, state="blank", lines=())
        words = _words(_asked(picture, tesseract, seconds), scale)
        if not _any_legible(words):
            return page
        area = Upright(handle.get_rotation() // 90, *handle.get_bbox())
        lines = in_columns(_labelled(_with_sizes([_line(line, page.number, area) for line in _by_line(words)])))
        return replace(page, state="text", lines=tuple(lines), sure=_sure(words), tables=(), pictured=())
    except (pdfium.PdfiumError, programs.ProgramError):
        return page
    finally:
        handle.close()


def _heaviest_picture(handle: Any) -> int:
    """Pixels of the largest picture of a page, by its own statement; those inside drawings are bounded by memory."""
    most = 0
    for item in handle.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=4):
        width, height = item.get_px_size()
        most = max(most, width * height)
    return most


def _drawn(handle: Any) -> tuple[Any, float]:
    """A page as a grey picture, and how many of its pixels are a point."""
    width, height = handle.get_size()
    scale = min(DOTS / _POINTS, (MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
    # a highlight or a note of a reader is no part of the page, and would be read with it
    bitmap = handle.render(scale=scale, grayscale=True, may_draw_forms=True, draw_annots=False)
    try:
        return bitmap.to_numpy().copy().reshape(bitmap.height, bitmap.width), scale
    finally:
        bitmap.close()


def _asked(picture: Any, tesseract: str, seconds: float) -> str:
    height, width = picture.shape
    layout = "3" if _has_columns(picture < _DARK) else "6"
    command = (tesseract, "-", "-", "-l", _LANGUAGE, "--psm", layout, "--dpi", str(DOTS), "tsv")
    given = b"P5 %d %d 255\n" % (width, height) + picture.tobytes()
    # one thread: batch has a worker for each processor already
    told = programs.run(command, seconds=seconds, given=given, environment={"OMP_THREAD_LIMIT": "1"})
    return told.decode("utf-8", "replace")


def _has_columns(ink: Any) -> bool:
    """Whether white runs down the middle of the page between words on either side of it.

    Only then is Tesseract let look for columns: in others it takes clause numbers for one, and loses many of them.
    """
    height, width = ink.shape
    body = ink[height // 6 : height - height // 6]
    left, right = (side.any(axis=1).mean() for side in (body[:, : width // 2], body[:, width // 2 :]))
    if min(left, right) < 0.25:
        return False
    white = body[:, int(0.45 * width) : int(0.55 * width)].mean(axis=0) < 0.002
    runs = ("".join("1" if one else " " for one in white)).split()
    return any(len(run) > 0.01 * width for run in runs)


class _Word(NamedTuple):
    """A word, which of Tesseract's lines it stands on, how sure Tesseract is, and where on the upright page it is."""

    line: tuple[str, ...]
    text: str
    sure: float
    box: Box


def _words(table: str, scale: float) -> list[_Word]:
    """The words of Tesseract's table.

    Its columns are level, page, block, paragraph, line, word, left, top, width, height, how sure it is, and the text.
    """
    found = []
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) == 12 and cells[0] == "5" and (text := cleaned(cells[11])).strip("|"):  # a rule of a table
            left, top, width, height = (float(cell) / scale for cell in cells[6:10])
            found.append(_Word(tuple(cells[2:5]), text, float(cells[10]), Box(left, top, left + width, top + height)))
    return found


def _any_legible(words: Iterable[_Word]) -> bool:
    return sum(sum(map(str.isalnum, word.text)) for word in words if word.sure >= _LEGIBLE) >= 3


def _sure(words: Sequence[_Word]) -> int:
    """How sure Tesseract is of a page, in per cent: the mean over its characters."""
    return round(sum(word.sure * len(word.text) for word in words) / sum(len(word.text) for word in words))


def _by_line(words: Sequence[_Word]) -> Iterator[list[_Word]]:
    for _, line in groupby(words, key=lambda word: word.line):
        yield list(line)


def _line(words: Sequence[_Word], page: int, area: Upright) -> Line:
    left, right = min(word.box.left for word in words), max(word.box.right for word in words)
    top, bottom = min(word.box.top for word in words), max(word.box.bottom for word in words)
    return Line(
        text=" ".join(word.text for word in words),
        left=round(left, 1),
        right=round(right, 1),
        baseline=round(median(word.box.bottom for word in words), 1),
        size=bottom - top,
        page=page,
        frame=(area.quarter, round(area.size[0])),
        part=OCR,
        box=area.unturned(Box(left, top, right, bottom)),
    )


def _with_sizes(lines: Sequence[Line]) -> list[Line]:
    """Lines with a size of type: that of most, unless a line is clearly taller. Boxes hug the ink, and vary with it."""
    usual = round(median(line.size for line in lines), 1)
    return [line._replace(size=usual if line.size < 1.4 * usual else round(line.size, 1)) for line in lines]


def _labelled(lines: Sequence[Line]) -> list[Line]:
    """Lines with their labels before them: Tesseract may take those that stand far to the left for another column."""
    alone = {i for i, line in enumerate(lines) if (label := opening_label(line.text)) and label.text == line.text}
    mates: dict[int, int] = {}
    for number in alone:
        own = lines[number]
        beside = [
            i
            for i, line in enumerate(lines)
            if i not in alone and abs(line.baseline - own.baseline) < 0.4 * line.size and line.left >= own.right
        ]
        if beside:
            mates[min(beside, key=lambda i: lines[i].left)] = number
    moved = set(mates.values())
    return [_joined(lines[mates[i]], line) if i in mates else line for i, line in enumerate(lines) if i not in moved]


def _joined(label: Line, line: Line) -> Line:
    box = label.box and line.box and around_all(label.box, line.box)
    return line._replace(text=f"{label.text} {line.text}", left=label.left, box=box)
