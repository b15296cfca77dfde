"""Tables of contents: they repeat the headings, so they are left out of the contract and kept beside it."""

from __future__ import annotations

import re
from typing import NamedTuple

from termscheck.readers.docx.paragraphs import Paragraph
from termscheck.segment.wording import reads_like_a_term

_LONGEST_LINE = 60  # words: what is longer is no line of a table of contents, wherever it stands, and is read
_STYLE = re.compile(r"toc (\d|heading)|table of (figures|authorities)|index \d", re.IGNORECASE)
_LINE = re.compile(r"(?:\s|\.)(?:\d{1,4}|[ivxlc]{1,8})\s*$|^\W*(?:table of )?contents\W*$", re.IGNORECASE)


class ContentsLine(NamedTuple):
    """A line of a table of contents, and the bookmark that it leads to."""

    text: str
    target: str


def take_out_contents(paragraph: Paragraph) -> ContentsLine | None:
    """Take the line of a table of contents out of a paragraph, if it holds one.

    The walk marks what stands in the field or the content control of one. A line that is outside them, as when the
    field was turned into plain text, is known by its style and the page number at its end.
    """
    marked = "".join(piece.text for piece in paragraph.pieces if piece.contents)
    line = marked
    if not marked and _STYLE.match(paragraph.style_name):
        whole = paragraph.text
        line = whole if _LINE.search(whole) else ""
    if not line or len(line.split()) > _LONGEST_LINE or reads_like_a_term(line):
        return None
    paragraph.pieces = [piece for piece in paragraph.pieces if marked and not piece.contents]
    return ContentsLine(line.strip(), paragraph.target)
