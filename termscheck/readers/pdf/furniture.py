"""Page furniture: running heads and feet and page numbers, which belong to the page and not to the contract."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from termscheck.model import Aside
from termscheck.readers.pdf.pages import Page
from termscheck.readers.text import quantile
from termscheck.segment.labels import readings

_FIGURES = re.compile(r"\d{1,6}|(?<![^\s(–—-])[ivxl]{1,6}(?![^\s)–—-])")
_PAGE_NUMBER = re.compile(
    r"(?:page |[A-Z] ?[-–—] ?)?[-–—\[(]? ?(\d{1,4}) ?[-–—\])]?(?: ?(?:of|/) ?\d{1,4})?", re.IGNORECASE
)
_PAGE_NUMBER_WITH_WORDS = re.compile(r".{0,80}\bpage (\d{1,4})\b.{0,40}", re.IGNORECASE)
_LINE_NUMBERS = 5
"""Figures in the margin of a page that are taken to count its lines."""
_SHORT = 60
"""Characters of a line that two pages alone prove to be a running head or foot."""
_PAGE_OF = re.compile(r"(?:.{0,60}[^\w.;])?page \d{1,4} (?:of|/) \d{1,4}", re.IGNORECASE)


class Spot(NamedTuple):
    """A line by its page's index and its own."""

    page: int
    line: int


def furniture(pages: Sequence[Page]) -> frozenset[Spot]:
    """The lines that belong to the page and not to the contract: running heads and feet, page numbers."""
    found = _page_numbers(pages) | _line_numbers(pages)
    found |= _running_lines(pages, found, earliest=2)
    # what lay behind the outermost rows has come to the edge; less sure, so that one of a kind is kept
    found |= _running_lines(pages, found, earliest=-1)
    if len(found) == sum(len(page.lines) for page in pages):
        return frozenset()  # copies of one page: what comes again and again is all there is
    return frozenset(found)


def asides(pages: Sequence[Page], left_out: Collection[Spot]) -> list[Aside]:
    """The words that were left out, those that differ only in their figures told once."""
    alike: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for spot in sorted(left_out):
        page = pages[spot.page]
        text = page.lines[spot.line].text
        alike[_FIGURES.sub("#", text)].append((page.number, text))
    return [
        Aside(
            "page-number" if _is_page_number(lines[0][1]) else "running-line",
            lines[0][1],
            times=len(lines),
            pages=tuple(dict.fromkeys(number for number, _ in lines)),
        )
        for lines in alike.values()
    ]


def _is_page_number(text: str) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(text) or _FIGURES.fullmatch(text))


def _running_lines(pages: Sequence[Page], known: set[Spot], earliest: int) -> set[Spot]:
    """Lines near an edge that stand at the same height, with the same words, on enough pages.

    That is three pages in ten, and three at least; three where a figure counts the pages. Of two pages both, if the
    line is short and stands in no table. A line beside one that does not come again is a cell of a table, and stays;
    so do lines that stand elsewhere just as often. Of lines that start after page index `earliest` the first stays:
    the column heads of a late schedule look like running heads.
    """
    printed = sum(bool(page.lines) for page in pages)
    least = 2 if printed == 2 else 3  # two pages have no third to prove it
    alike: defaultdict[tuple[str, int | None], list[tuple[float, Spot]]] = defaultdict(list)
    found: set[Spot] = set()
    for index, page in enumerate(pages):
        for place in _outer_lines(index, page, known):
            line = page.lines[place.line]
            if printed == 2 and (line.cell or len(line.text) > _SHORT):
                continue
            for key in _running_keys(line.text, index):
                alike[key].append((line.baseline / max(page.height, 1.0), place))
            if _PAGE_OF.fullmatch(line.text):
                found.add(place)
    everywhere = Counter(line.text for page in pages for line in page.lines)
    for (text, offset), standing in alike.items():
        if offset is not None:
            found |= _at_one_height(sorted(standing), least)
            continue
        repeated = _at_one_height(sorted(standing), max(least, 0.3 * printed))
        if repeated and everywhere[text] <= max(2 * len(repeated), 1.2 * len(pages)):
            late = min(repeated).page > earliest
            found |= repeated - {min(repeated)} if late else repeated
    return _whole_rows(pages, found | known) - known


def _line_numbers(pages: Sequence[Page]) -> set[Spot]:
    """Figures in the margin that count the lines of a page: five at least, in steps of one size, left of all words."""
    found: set[Spot] = set()
    for index, page in enumerate(pages):
        figures = [
            j for j, line in enumerate(page.lines) if line.text.isdigit() and len(line.text) <= 4 and not line.cell
        ]
        words = [line.left for line in page.lines if not line.text.isdigit()]
        inside = [j for j in figures if words and page.lines[j].right < min(words)]
        inside.sort(key=lambda j: page.lines[j].baseline)
        steps = {int(page.lines[b].text) - int(page.lines[a].text) for a, b in pairwise(inside)}
        if len(inside) >= _LINE_NUMBERS and len(steps) == 1 and steps <= set(range(1, 11)):
            found |= {Spot(index, j) for j in inside}
    return found


def _running_keys(text: str, page: int) -> Iterator[tuple[str, int | None]]:
    """What a line has in common with its like on other pages: its words, or those around a figure that counts pages."""
    yield text, None
    for found in _FIGURES.finditer(text):
        values = [int(found[0])] if found[0].isdigit() else [r.ordinal for r in readings(found[0]) if r[0] == "roman"]
        for value in values:
            yield f"{text[: found.start()]}#{text[found.end() :]}", value - page


def _at_one_height(standing: Sequence[tuple[float, Spot]], least: float) -> set[Spot]:
    """The places, ordered by height, that have company on enough other pages within 3 % of the page's height."""
    found: set[Spot] = set()
    first = 0
    for last, (height, _) in enumerate(standing):
        while height - standing[first][0] > 0.06:
            first += 1
        if last - first + 1 >= least:
            window = [place for _, place in standing[first : last + 1]]
            if len({place.page for place in window}) >= least:
                found.update(window)
    return found


def _whole_rows(pages: Sequence[Page], places: set[Spot]) -> set[Spot]:
    """The places without those whose row on the page holds other lines too."""
    kept = set[Spot]()
    for place in places:
        page = pages[place.page]
        row = page.lines[place.line].baseline
        mates = {Spot(place.page, j) for j, line in enumerate(page.lines) if abs(line.baseline - row) < 2}
        if mates <= places:
            kept.add(place)
    return kept


def _outer_lines(index: int, page: Page, known: set[Spot]) -> Iterator[Spot]:
    """The lines of the three highest and the three lowest rows that are not known as furniture, near the edges."""
    left = {j: round(line.baseline) for j, line in enumerate(page.lines) if Spot(index, j) not in known}
    heights = sorted(set(left.values()))
    outer = {*heights[:3], *heights[-3:]}
    for j, height in left.items():
        if height in outer and not 0.2 * page.height < height < 0.8 * page.height:
            yield Spot(index, j)


def _page_numbers(pages: Sequence[Page]) -> set[Spot]:
    """Lines that are only a number, or say "page" and one, anywhere on the page, and count up from page to page."""
    chains: list[list[_Number]] = []
    ordinal = 0
    for index, page in enumerate(pages):
        rows = Counter(round(line.baseline) for line in page.lines)
        for number, line in enumerate(page.lines):
            ordinal += 1
            figure = _PAGE_NUMBER.fullmatch(line.text)
            if not figure and "page" in line.text.lower():  # hardly any line has it, and the pattern is slow to fail
                figure = _PAGE_NUMBER_WITH_WORDS.fullmatch(line.text)
            if not figure or line.cell or rows[round(line.baseline)] > 1:
                continue
            found = _Number(int(figure[1]), _FIGURES.sub("#", line.text), ordinal, Spot(index, number))
            chain = next((chain for chain in reversed(chains[-200:]) if found.follows(chain[-1])), None)
            if chain is None:
                chains.append([found])
            else:
                chain.append(found)
    return {number.place for chain in chains if _is_paging(chain) for number in chain}


class _Number(NamedTuple):
    """A line that is only a number, printed in a shape such as "- # -"; `ordinal` counts the document's lines."""

    value: int
    shape: str
    ordinal: int
    place: Spot

    def follows(self, other: _Number) -> bool:
        near = self.place.page - other.place.page <= 2
        return near and (self.value, self.shape) == (other.value + 1, other.shape)


def _is_paging(chain: Sequence[_Number]) -> bool:
    """Whether numbers lie a page apart, as page numbers do; those of a list have a line or two between them."""
    apart = [after.ordinal - before.ordinal for before, after in pairwise(chain)]
    return len({number.place.page for number in chain}) >= 3 and quantile(apart, 0.5) >= 12
