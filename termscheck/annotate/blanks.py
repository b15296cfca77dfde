"""Places of a form that are still to be filled in.

"[***]" is none (it blacks out words of a signed contract), nor is a box to tick: "[x]", or "[ ]" among words. An empty
"[ ]" is one where it is all that a cell of a table holds, or where a figure is wanted ("£[ ]", "[ ] months"); there a
line to write on is one too ("£____"), which elsewhere may be for a signature.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from termscheck.annotate.index import found_at, literally
from termscheck.annotate.numbers import lowered
from termscheck.model import Clause, Document, Notice, Span

BlankKind = Literal["sum", "share", "period", "date", "other"]

_SHARE = r"\s?(?:%|per ?cent)"
_PERIOD = r"\s?(?:(?:working|business|calendar) )?(?:days?|weeks?|months?|years?)\b"
_LINE = r"(?:_{2,60}|…{1,20}|\.{3,60})"
BLANK = re.compile(
    r"(?=[\[{«<c_….]|\s[_….])(?:"  # a quick look: hardly any place of a text goes on like this
    r"\[(?:[●•…._]{1,20}| {3,60}|(?:insert|fill in|enter|add|specify|list|date|name|address|amount|sum|number|title"
    r"|company name|(?:full )?legal name|effective date|governing law)\b[^\]\n]{0,80})\]"
    r"|\{[a-z][a-z0-9_]{2,40}\}|«\w{2,40}»|<<?insert\b[^>\n]{0,80}>|\bclick (?:here|or tap)\b[^\n]{0,40}to enter"
    r"|(?:(?<=[£$€])|(?<=\bdated ))\[ {0,2}\]"
    r"|(?<=\t)\[ {0,2}\](?=[\t\n]|$)"
    rf"|\[ {{0,2}}\](?={_SHARE}|{_PERIOD})"
    rf"|(?<=[£$€])\s?{_LINE}|{_LINE}(?={_SHARE}|{_PERIOD}))",
    re.IGNORECASE,
)
_CURRENCY = "£$€"
_SIGN = re.compile(rf"[\[{{«<_…{_CURRENCY}]")
"""What it begins with, or stands before it, if neither "click" nor three stops are its beginning."""
_KINDS: tuple[tuple[BlankKind, re.Pattern[str]], ...] = (
    ("sum", re.compile(r"[£$€]\s?\0|\0.*(?:[£$€]|\b(?:amount|sum)\b).*\0", re.IGNORECASE)),
    ("share", re.compile(rf"\0{_SHARE}", re.IGNORECASE)),
    ("period", re.compile(rf"\0{_PERIOD}", re.IGNORECASE)),
    ("date", re.compile(r"\bdated?\s*\0|\0.*\bdate\b.*\0", re.IGNORECASE)),
)
"""How each kind looks with a nought on either side of the place."""
FORM = 5
"""Places to be filled in that make a form of a contract; fewer are left in signed contracts by oversight."""
MOST_NAMED = 6
LONGEST_NAME = 60


def is_template(found: Sequence[Span]) -> bool:
    """Whether one of the documents in which blanks were found is a blank form."""
    return any(many >= FORM for many in Counter(blank.document for blank in found).values())


def blanks(documents: Sequence[Document]) -> list[Span]:
    """The places that are still to be filled in."""
    return [
        Span(blank.start(), blank.end(), number)
        for number, document in enumerate(documents)
        for blank in found_at(BLANK, document.text, _beginnings(document.text))
    ]


def _beginnings(text: str) -> list[int]:
    """Where one may begin."""
    signs = [sign.start() for sign in _SIGN.finditer(text)]
    after = [place + 1 for place in signs if text[place] in _CURRENCY]
    return sorted({*signs, *after, *literally("...", text), *literally("click", lowered(text))})


def kind_of(document: Document, blank: Span) -> BlankKind:
    """What is to be filled in at a place, by its words and what stands at its sides."""
    before, after = document.text[max(0, blank.start - 12) : blank.start], document.text[blank.end : blank.end + 24]
    around = f"{before}\0{document.quote(blank)}\0{after}"
    return next((kind for kind, looks in _KINDS if looks.search(around)), "other")


def to_fill_in(documents: Sequence[Document], clauses: Sequence[Clause], found: Sequence[Span]) -> list[Notice]:
    """One notice that counts the blanks found and names the first; none where nothing is left to be filled in."""
    if not found:
        return []
    names = list(dict.fromkeys(_names(documents, clauses, found)))
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    shown = f": {', '.join(names[:MOST_NAMED])}{more}" if names else ""
    many = "1 place is" if len(found) == 1 else f"{len(found):,} places are"
    return [
        Notice(
            "N-BLANKS",
            f"{many} still to be filled in{shown}. What is written there can make a term fair or unfair: check the "
            "contract again when it is complete.",
        )
    ]


def _names(documents: Sequence[Document], clauses: Sequence[Clause], blanks: Sequence[Span]) -> Iterator[str]:
    """What to call the places: by the first cell of their row of a table, else by their clause."""
    for blank in blanks:
        text = documents[blank.document].text
        line = text[text.rfind("\n", 0, blank.start) + 1 : blank.start]
        title, tab, _ = line.partition("\t")
        title = title.strip(" :")
        if tab and title and not BLANK.search(title):
            yield f"“{title[:LONGEST_NAME]}”"
        else:
            holders = [clause for clause in clauses if clause.label and clause.span.contains(blank)]
            if holders:
                label = min(holders, key=lambda clause: clause.span.end - clause.span.start).label
                yield f"clause {label}" if label[0].isdigit() else label
