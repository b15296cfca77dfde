"""The issues list as an Excel workbook: filters, a header that stays in sight, and beside it what was read."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING
from zipfile import ZipFile

from termscheck.model import Review
from termscheck.renderers.house import HouseStyle, plain_style
from termscheck.renderers.issues import about, headings, rows
from termscheck.renderers.packages import FIRST_DAY, without_clock

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from termscheck.renderers.house.said import About, IssueWords

HEADER, LINE = "FF1F3A4D", "FFD5DDE3"
SHADES = {"critical": "FFF6C7C3", "high": "FFFBE0B8", "medium": "FFFFF4C2", "low": "FFE9EEF1"}
"""Behind a severity, as ARGB; its word says the same."""

FONT, SIZE, LINE_HEIGHT = "Calibri", 10, 13.5
"""Of the letters, in points."""
TALLEST = 409.0
"""Points: no row of Excel is taller."""

ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""What Excel would read as the number of a character: "_x202E_"."""


def render(review: Review, house: HouseStyle | None = None) -> bytes:
    """The workbook: a sheet with the issues, and one with the result, what was read and what was not."""
    from openpyxl import Workbook

    book, words = Workbook(), (house or plain_style()).issues
    book.remove(book.worksheets[0])
    _issues(book.create_sheet(words.sheet), review, words)
    _about(book.create_sheet(words.about.sheet), review, words.about)
    return saved(book, review.tool_version)


def saved(book: Workbook, version: str) -> bytes:
    """The workbook's bytes, the same each time."""
    from openpyxl.writer.excel import ExcelWriter

    book.properties.creator = f"termscheck {version}"
    book.properties.created = book.properties.modified = FIRST_DAY
    packed = io.BytesIO()
    ExcelWriter(book, ZipFile(packed, "w")).save()  # `book.save` would note the time
    return without_clock(packed.getvalue())


def table(sheet: Worksheet, title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Lays out a table of texts on a sheet, with filters and a header that stays in sight."""
    widths = [max(12, min(48, 4 * len(heading))) for heading in headings]
    sheet.title = title
    mark_head(write_row(sheet, widths, headings))
    for row in rows:
        write_row(sheet, widths, row)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    lay_out(sheet, widths)


def _issues(sheet: Worksheet, review: Review, words: IssueWords) -> None:
    from openpyxl.styles import PatternFill
    from openpyxl.utils import get_column_letter

    widths = [column.width for column in words.columns]
    mark_head(write_row(sheet, widths, headings(words)))
    shades = {words.severities[name]: PatternFill("solid", start_color=shade) for name, shade in SHADES.items()}
    for row in rows(review, words):
        for cell, column in zip(write_row(sheet, widths, row), words.columns, strict=True):
            if column.field == "severity":
                cell.fill = shades.get(str(cell.value), PatternFill())
    for number, column in enumerate(words.columns, 1):
        if column.field == "status":
            letter = get_column_letter(number)
            _offer_statuses(sheet, f"{letter}2:{letter}{max(2, sheet.max_row)}", words)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    lay_out(sheet, widths)


def _about(sheet: Worksheet, review: Review, words: About) -> None:
    from openpyxl.styles import Font

    widths = [24, 110]
    for row in about(review, words):
        write_row(sheet, widths, row)[0].font = Font(FONT, SIZE, bold=True)
    lay_out(sheet, widths)


def write_row(sheet: Worksheet, widths: Sequence[int], texts: Sequence[str]) -> list[Cell]:
    """A row below the others, as tall as its texts need. Each is marked as text: no edit makes a formula of it."""
    from openpyxl.cell import Cell
    from openpyxl.styles import Alignment, Border, Font, Side

    line, cells = Side("thin", color=LINE), []
    for text in texts:
        cell = Cell(sheet, 1, 1, ESCAPE.sub("_x005F_", text))
        cell.data_type = "s"  # whatever it begins with
        cell.quotePrefix = True
        cell.font = Font(FONT, SIZE)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.border = Border(left=line, right=line, bottom=line)
        cells.append(cell)
    sheet.append(cells)
    lines = max(len(wrap(text, int(width * 1.1))) for text, width in zip(texts, widths, strict=True))
    sheet.row_dimensions[sheet.max_row].height = min(TALLEST, max(1, lines) * LINE_HEIGHT + 4)
    return cells


def mark_head(cells: Iterable[Cell]) -> None:
    """Makes a row the head of a table."""
    from openpyxl.styles import Alignment, Font, PatternFill

    for cell in cells:
        cell.font = Font(FONT, SIZE, bold=True, color="FFFFFFFF")
        cell.fill = PatternFill("solid", start_color=HEADER)
        cell.alignment = Alignment(wrap_text=True, vertical="center")


def lay_out(sheet: Worksheet, widths: Sequence[int]) -> None:
    """Widths, and how it is printed: across one page."""
    from openpyxl.utils import get_column_letter

    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", int(sheet.PAPERSIZE_A3)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_setup.fitToPage = True


def _offer_statuses(sheet: Worksheet, cells: str, words: IssueWords) -> None:
    """A list to choose the status from; other words can be typed too."""
    from openpyxl.worksheet.datavalidation import DataValidation

    statuses = [*words.statuses.values(), *words.more_statuses]
    offered = DataValidation("list", formula1=f'"{",".join(statuses)}"', allow_blank=True, showErrorMessage=False)
    offered.add(cells)
    sheet.add_data_validation(offered)
