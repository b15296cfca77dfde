"""The report as Markdown, for wikis, tickets and chats; and how text from a contract is made plain in Markdown.

The words and their order are in `reports/md/report.md.j2`; what is told is what the HTML report tells.
"""

from __future__ import annotations

import re
from functools import cache

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from termscheck.content import bundled
from termscheck.model import Finding, Review
from termscheck.renderers.house import plain_style
from termscheck.renderers.ledger import unread, what_was_read, what_was_set_aside
from termscheck.renderers.page import build
from termscheck.renderers.quotations import Places
from termscheck.renderers.quotes import Quote, quotes
from termscheck.renderers.words import counted, listed, set_aside_by, shorten, visible, what_is_new, where

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


@cache
def templates() -> SandboxedEnvironment:
    """The templates of `reports/` that make Markdown. Every value is escaped, unless a macro made it."""
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(bundled("reports")),
        autoescape=True,  # so that what macros return counts as made already; the escaping itself is `_finalize`'s
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "counted": counted,
        "listed": listed,
        "set_aside_by": set_aside_by,
        "shorten": shorten,
        "unread": unread,
        "what_is_new": what_is_new,
        "what_was_read": what_was_read,
        "what_was_set_aside": what_was_set_aside,
        "where": where,
    }
    environment.globals["words"] = plain_style().words
    return environment


def _finalize(value: object) -> object:
    return escaped(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def lines(text: str) -> bytes:
    """A filled template in UTF-8: no blanks at the ends of its lines, and never two empty lines together."""
    tidy = re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE))
    return (tidy.strip() + "\n").encode("utf-8")


def render(review: Review) -> bytes:
    """The report as Markdown (CommonMark with tables) in UTF-8."""
    places = Places(review.contract)

    def quoted(finding: Finding) -> list[Quote]:
        return quotes(places, finding, LONGEST_QUOTE)

    template = templates().get_template("md/report.md.j2")
    return lines(template.render(page=build(review, plain_style().order), quoted=quoted))
