"""Numbers, days, lists and places as people write them, and text made safe to show."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from datetime import date
from itertools import groupby

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

COLUMNS = 80
"""How wide plain text about rules is."""
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # control characters
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen, joiners and fillers without ink
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"  # zero-width and direction marks
    "\ufffe\uffff"  # no characters at all, and not allowed in XML
    "\ud800-\udfff\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"  # lone surrogates, invisible tags
)
_LINE_BREAK = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
LONGEST_CELL = 4_000
"""Characters of a cell: far fewer than the 32,767 that Excel takes, and as many as anybody reads in one."""

_FORMULA = re.compile(r"(^|[;\t\r\n])(?=[\s\"'“”‘’«»`]*[=+\-@＝＋－＠﹢﹣﹦﹫])")
"""Where a spreadsheet could begin a formula: at the start of a cell, behind quotation marks and blanks, and where it
would cut the cell in two, because it takes a semicolon for the end of it."""


def visible(text: str) -> str:
    """The text with every hidden, control or direction-changing character spelt out, such as `[U+202E]`.

    Line breaks of every kind become `\\n`; tabs stay.
    """
    return _HIDDEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", _LINE_BREAK.sub("\n", text))


def shorten(text: str, longest: int) -> str:
    """The text on one line, cut at a word before `longest` characters; "…" says that it was cut."""
    line = " ".join(text[: 4 * longest].split())
    if len(line) <= longest and len(text) <= 4 * longest:
        return line
    return line[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def quotable(text: str) -> str:
    """The text ready for quotation marks: those within it are made single, as quotations in quotations have them."""
    return text.replace("“", "‘").replace("”", "’")


def counted(number: int, thing: str, things: str = "") -> str:
    """A number with its noun: "1 finding", "1,204 findings"."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def page_list(pages: Sequence[int]) -> str:
    """Pages as a person writes them: "page 3", "pages 3–5, 9"; empty for none."""
    if not pages:
        return ""
    ordered = sorted(set(pages))
    runs = [[page for _, page in run] for _, run in groupby(enumerate(ordered), lambda pair: pair[1] - pair[0])]
    ranges = [f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    return f"{'page' if len(ordered) == 1 else 'pages'} {', '.join(ranges)}"


def cite(label: str, heading: str = "") -> str:
    """A place as a lawyer cites it: "Clause 7.2(a)", "Schedule 2, 4.1", or its heading where it has no number."""
    if label:
        return f"Clause {label}" if label[0].isdigit() else label
    return f"“{heading}”" if heading else "Unnumbered text"


def cited(label: str, heading: str = "", page: int | None = None, document: str = "") -> str:
    """A clause as a lawyer cites it, and where it is found: "Clause 8.4, Payment, page 3, of terms.docx"."""
    place = cite(label, heading)
    if label and heading and heading not in place:
        place += f", {heading}"
    if page:
        place += f", page {page}"
    return f"{place}, of {document}" if document else place


def wrapped(text: str, first: str, rest: str) -> list[str]:
    """The text in lines of at most 80 columns; the first begins with `first`, the others with `rest`."""
    line = " ".join(text.split())
    return textwrap.wrap(line, COLUMNS, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)


def listed(things: Sequence[str]) -> str:
    """Things as a sentence lists them: "20 pages, 412 paragraphs and 3 tables"; empty for none."""
    return " and ".join([", ".join(things[:-1]), things[-1]]) if len(things) > 1 else "".join(things)


def cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula, however the file is opened, on one line and of bounded length.

    A formula's sign where a cell begins, or could begin, is kept from it by an apostrophe.
    """
    return _FORMULA.sub(r"\1'", shorten(visible(text), LONGEST_CELL))


def day_in_words(day: date | str) -> str:
    """A day, or one in ISO 8601, as a person writes it: "31 March 2027"."""
    read = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{read.day} {MONTHS[read.month - 1]} {read.year}"
