"""The ledger in words, as every report tells it before any finding: what was read, and what was set aside and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from termscheck.model import Aside, AsideKind, Ledger, Notice, Review
from termscheck.words import counted, listed

_READ: Mapping[str, str] = {
    "pages": "page",
    "ocr_pages": "page read by OCR",
    "paragraphs": "paragraph",
    "tables": "table",
    "footnotes": "footnote",
    "endnotes": "endnote",
    "text_boxes": "text box",
    "fields": "form field",
}
"""What was read, by the reader's count, and the noun for one of it."""

_SEVERAL: Mapping[str, str] = {"ocr_pages": "pages read by OCR", "text_boxes": "text boxes"}
"""The nouns for several that an s at the end does not make."""

_ASIDE: Mapping[AsideKind, tuple[str, str]] = {
    "running-line": ("running head or foot", "running heads and feet"),
    "page-number": ("page number", "page numbers"),
    "header": ("line of a page header", "lines of page headers"),
    "footer": ("line of a page footer", "lines of page footers"),
    "contents": ("line of the table of contents", "lines of the table of contents"),
    "comment": ("comment in the margin", "comments in the margin"),
    "deletion": ("passage deleted by a tracked change", "passages deleted by tracked changes"),
    "insertion": ("passage inserted by a tracked change", "passages inserted by tracked changes"),
}


@dataclass(frozen=True, slots=True)
class AsideGroup:
    """What was set aside of one kind: told in words ("2 comments in the margin"), and the words themselves."""

    told: str
    asides: tuple[Aside, ...]


def what_was_read(ledger: Ledger) -> str:
    """ "6,881 words in 20 pages, 344 paragraphs and 4 tables"."""
    things = [
        counted(ledger.counts[name], noun, _SEVERAL.get(name, ""))
        for name, noun in _READ.items()
        if ledger.counts.get(name)
    ]
    words = counted(ledger.counts.get("words", 0), "word")
    return f"{words} in {listed(things)}" if things else words


def what_was_set_aside(ledger: Ledger) -> str:
    """ "38 running heads and feet and 2 comments in the margin"; empty for nothing."""
    return listed([group.told for group in aside_groups(ledger.asides)])


def aside_groups(asides: Sequence[Aside]) -> list[AsideGroup]:
    """What was set aside, kind by kind."""
    groups = []
    for kind, (one, many) in _ASIDE.items():
        ours = tuple(aside for aside in asides if aside.kind == kind)
        if ours:
            groups.append(AsideGroup(counted(sum(aside.times for aside in ours), one, many), ours))
    return groups


def unread(review: Review) -> list[Notice]:
    """What was not read or is doubtful, each thing once."""
    return list(dict.fromkeys(notice for notice in review.notices if notice.material))
