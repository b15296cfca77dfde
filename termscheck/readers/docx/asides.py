"""What stands beside the contract and is no part of it: headers, footers and comments, read apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from lxml import etree

from termscheck.errors import ReadError
from termscheck.model import Aside, AsideKind, View
from termscheck.readers.docx.changes import MOST_ASIDES, Changes, shortened
from termscheck.readers.docx.contents import ContentsLine
from termscheck.readers.docx.numbering import Numbering
from termscheck.readers.docx.package import Package
from termscheck.readers.docx.styles import W
from termscheck.readers.docx.walk import Walk

_MOST_MARGINS = 200
_PAGE_WORDS = re.compile(r"(?:\W|page|of|p)*", re.IGNORECASE)
_MARGINS: tuple[tuple[str, AsideKind], ...] = (("header", "header"), ("footer", "footer"))


class Margins:
    """The parts of a file around the contract: what they say, and what could not be read of them."""

    def __init__(self, package: Package, numbering: Numbering, view: View) -> None:
        self.asides: list[Aside] = []
        self.watermarks: list[str] = []
        self.unread: list[str] = []
        self._numbering, self._view = numbering, view
        for relation, kind in _MARGINS:
            for root in self._roots(package, relation):
                self.asides += [Aside(kind, words) for words in self._words(root) if not _PAGE_WORDS.fullmatch(words)]
        for root in self._roots(package, "comments"):
            self.asides += self._comments(root)

    def _roots(self, package: Package, kind: str) -> Iterator[etree._Element]:
        for part in package.parts(kind)[:_MOST_MARGINS]:
            try:
                yield package.xml(part)
            except ReadError:  # no reason to refuse the contract itself
                self.unread.append(part)

    def _words(self, root: etree._Element) -> Iterator[str]:
        """The words of each paragraph, as far as there is room for them."""
        walk = Walk(self._numbering, Changes(self._view, Counter()))
        paragraphs = walk.read(root)
        self.watermarks += walk.watermarks
        yield from (shortened(paragraph.text) for paragraph in paragraphs[:MOST_ASIDES])

    def _comments(self, root: etree._Element) -> Iterator[Aside]:
        for number, comment in enumerate(root.iter(W + "comment")):
            if number >= MOST_ASIDES:
                return
            if words := shortened(" ".join(self._words(comment))):
                yield Aside("comment", words, by=comment.get(W + "author", ""))


def contents_asides(lines: Iterable[ContentsLine]) -> list[Aside]:
    """The lines of the tables of contents."""
    words = (shortened(line.text) for line in lines)
    return [Aside("contents", line) for line in words if line]


def counted(asides: Iterable[Aside]) -> tuple[Aside, ...]:
    """The same words of a header, footer or table of contents once, with how often they come; not too many of a kind.

    What people wrote or changed is kept one by one.
    """
    found: dict[tuple[Aside, int], int] = {}
    kinds: Counter[str] = Counter()
    for number, aside in enumerate(asides):
        key = aside, 0 if aside.kind in {"header", "footer", "contents"} else number
        if key not in found:
            kinds[aside.kind] += 1
        if key in found or kinds[aside.kind] <= MOST_ASIDES:
            found[key] = found.get(key, 0) + 1
    return tuple(replace(aside, times=times) for (aside, _), times in found.items())
