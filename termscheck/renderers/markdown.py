"""The report as Markdown, for wikis, tickets and chats; and how text from a contract is made plain in Markdown.

The words and their order are in `reports/md/report.md.j2`; what is told is what the HTML report tells.
"""

from __future__ import annotations

import re

from markupsafe import Markup

from termscheck.model import Review
from termscheck.places import Places
from termscheck.renderers.house import HouseStyle, plain_style
from termscheck.renderers.page import build
from termscheck.renderers.quotations import quotes
from termscheck.renderers.templates import Kind, templates
from termscheck.words import visible

LONGEST_QUOTE = 480
"""Characters of flagged words shown from one clause."""

_SIGNS = re.compile(r"[\\`*_\[\]<>|~&$]|(?<=[A-Za-z]:)/(?=/)|(?<=\bwww)\.", re.IGNORECASE)
"""What means something in the middle of a line, the beginnings of links included."""
_OPENING = re.compile(r"([#+\-=:]|\d{1,9}(?=[.)](?:\s|$)))")
"""What means something at the beginning of a line: headings, lists, rules, underlines."""


def escaped(text: str) -> Markup:
    """Text as Markdown shows it, on one line: nothing in it is read as markup, and nothing hidden stays hidden."""
    line = _SIGNS.sub(lambda sign: f"\\{sign[0]}", " ".join(visible(text).split()))
    if opening := _OPENING.match(line):
        at = opening.end() if opening[0].isdigit() else 0
        line = f"{line[:at]}\\{line[at:]}"
    return Markup(line)  # noqa: S704  (safe in Markdown, which is what the templates write)


MARKDOWN = Kind("md", escaped)


def lines(text: str) -> bytes:
    """A filled template in UTF-8: no blanks at the ends of its lines, and never two empty lines together."""
    tidy = re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE))
    return (tidy.strip() + "\n").encode("utf-8")


def render(review: Review, house: HouseStyle | None = None) -> bytes:
    """The report as Markdown (CommonMark with tables) in UTF-8, in the style of a house if one is given."""
    places = Places(review.contract)
    page = build(review, (house or plain_style()).order)
    quoted = {card.number: quotes(places, card.finding, LONGEST_QUOTE) for card in page.cards}
    return lines(templates(MARKDOWN, house).fill_in("report.md.j2", page=page, quoted=quoted))
