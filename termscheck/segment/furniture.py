"""What belongs to the page and not to the contract: tables of contents, page numbers, running lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, pairwise

from termscheck.model import Aside, AsideKind, Block, Document
from termscheck.segment import labels, wording

SHORTEST_CONTENTS = 5
REPEATS = 3
SHORTEST_PAGE = 300
"""Characters: lines that come again sooner are no running lines, but cells of a table, say."""

WORDS_OF_PAGE = 120
"""Fewer words than a page of a contract has, where the format has no pages."""

LONGEST_LINE = 160
FIRST_PAGES = 60
"""Paragraphs among which a page of contents is looked for, where a paragraph may be a whole page."""

_PAGE_AT_END = re.compile(r"(?P<gap>[\s.…_]+)(?P<page>\d{1,4})\s*$")
_LEADER = re.compile(r"\.{2,}|(?:\.\s){2,}|…|\t|\s{2,}|_{2,}")
_ENTRY = re.compile(
    r"(?<!\S)(?:(?:article|section|clause)\s)?(?:\d{1,2}(?:\.\d{1,2}){0,2}|[IVX]{1,6})\.?\s+"
    r"(?P<title>[A-Z“\"\[][^\d\n]{2,120}?)[.\s…_]{1,200}(?P<page>\d{1,3})(?!\S)", re.I,
)  # fmt: skip
_CONTENTS = re.compile(r"\s*(?:table\sof\s)?contents\s*+:?\s*+$|\s*index\s*+$", re.I)
_SHALL = re.compile(r"\b(?:shall|must|will|may)\b")
_WORD = re.compile(r"[A-Za-z]{3}")
_FIGURES = re.compile(r"\d+")
_MARKED_NUMBER = re.compile(r"\s*(?:[-–—]\s*\d+\s*[-–—]|page\s+\d+(?:\s+of\s+\d+)?)\s*$", re.I)
_PAGE_NUMBER = re.compile(
    r"[-–—\s]*+(?:page\s{0,3}|[A-Z]\s?[-–—]\s?)?(\d{1,4})(?:\s+[-–—]\s*\d{1,4}|\s*(?:of|/)\s*\d{1,4})?[-–—\s]*+$", re.I
)


def contents_and_page_numbers(document: Document) -> frozenset[int]:
    """Indexes of the blocks that are no words of the contract: contents and page numbers."""
    out = {i for i, block in enumerate(document.blocks) if _is_outside(document, block)}
    out |= _page_numbers(document)
    return frozenset(out | _contents(document, out) | _contents_pages(document))


def set_aside(document: Document) -> tuple[Aside, ...]:
    """The words of a document that lie in no clause because they are no words of the contract."""
    found = []
    for index in sorted(contents_and_page_numbers(document)):
        block = document.blocks[index]
        words = " ".join(document.quote(block.span).split())
        kind: AsideKind = "page-number" if _PAGE_NUMBER.match(words) else "contents"
        pages = (block.page,) if block.page else ()
        found.append(Aside(kind, words, pages=pages))
    return tuple(found)


def running_lines(document: Document, outside: frozenset[int]) -> frozenset[int]:
    """Indexes of short lines that page after page repeats, such as "CONFIDENTIAL TREATMENT REQUESTED".

    They stay in the review, as notes, since nobody can be sure; but they must not look like headings.
    """
    if document.format not in ("pdf", "text"):  # Word keeps them apart from the text
        return frozenset()
    lines: dict[str, list[int]] = {}
    for index, block in enumerate(document.blocks):
        if index not in outside and _is_plain_line(block):
            line = " ".join(_FIGURES.sub("0", document.quote(block.span)).split())
            lines.setdefault(line, []).append(index)
    repeated = (found for found in lines.values() if len(found) >= REPEATS)
    bare = ([index for index in found if _is_no_part(document, index)] for found in repeated)
    return frozenset(chain.from_iterable(found for found in bare if _runs_through(document, found)))


def _is_no_part(document: Document, index: int) -> bool:
    """Whether a line has words, but not those that a clause or a part of a contract begins with."""
    text = document.quote(document.blocks[index].span).strip()
    part = labels.match(text) or wording.is_signing(text) or wording.landmark(text)
    return bool(_WORD.search(text)) and not part


def _is_plain_line(block: Block) -> bool:
    styled = block.cell or block.label or block.kind != "paragraph" or block.outline_level is not None
    return not styled and block.span.end - block.span.start <= LONGEST_LINE


def _runs_through(document: Document, found: list[int]) -> bool:
    starts = [document.blocks[index].span.start for index in found]
    far = sum(after - before >= SHORTEST_PAGE for before, after in pairwise(starts))
    return len(found) >= REPEATS and far >= max(2, len(found) / 2)


def _is_outside(document: Document, block: Block) -> bool:
    """Word's table of contents, unless it holds sentences: nothing hides by its style."""
    return block.style.lower().startswith("toc ") and not wording.is_sentence(document.quote(block.span))


def _page_numbers(document: Document) -> set[int]:
    """Lines of nothing but a page number. They count up, with a page of words between them."""
    found: list[tuple[int, int, int]] = []
    for index, block in enumerate(document.blocks):
        if block.cell or block.label or block.span.end - block.span.start > 80:
            continue
        text = document.quote(block.span).strip()
        if page := _PAGE_NUMBER.match(text):
            found.append((index, block.span.start, int(page[1])))
    steps = [(b[2] - a[2], b[1] - a[1]) for a, b in pairwise(found)]
    regular = sum(0 < pages <= 2 and distance > SHORTEST_PAGE for pages, distance in steps)
    if len(found) > 2 and regular >= 0.6 * len(steps) and _has_other_numbers(document):
        return {index for index, _, _ in found}
    return {index for index, _, _ in found if _MARKED_NUMBER.match(document.quote(document.blocks[index].span))}


def _has_other_numbers(document: Document) -> bool:
    """Whether any paragraph opens with a number: else figures alone on their lines may be those of clauses."""
    return any(
        block.label or ((label := labels.match(document.text, block.span.start)) and label.style != "bullet")
        for block in document.blocks
        if block.span.end - block.span.start > 12
    )


def _contents(document: Document, outside: set[int]) -> set[int]:
    """Runs of lines "12. Liability ..... 17" with rising page numbers, headed so or with titles that come again."""
    found: set[int] = set()
    for run, headed in _runs(document, outside):
        if len(run) < SHORTEST_CONTENTS:
            continue
        if headed is not None or (_has_such_pages(document, run) and _come_again(document, run)):
            found.update(run)
            if headed is not None:
                found.add(headed)
    return found


def _contents_pages(document: Document) -> set[int]:
    """Paragraphs that are a whole page of contents: entry after entry, whose titles come again."""
    found: set[int] = set()
    for index, block in enumerate(document.blocks[:FIRST_PAGES]):
        length = block.span.end - block.span.start
        if length < LONGEST_LINE or block.cell or _SHALL.search(document.quote(block.span)):
            continue
        entries = list(_ENTRY.finditer(document.text, block.span.start, block.span.end))
        covered = sum(len(entry[0]) for entry in entries)
        if len(entries) < SHORTEST_CONTENTS or covered < 0.7 * length:
            continue
        pages = [int(entry["page"]) for entry in entries]
        rising = sum(after >= before for before, after in pairwise(pages))
        body = document.text[block.span.end :].lower()
        again = sum(entry["title"].strip(" .").lower() in body for entry in entries[:12])
        if rising >= 0.8 * (len(pages) - 1) and 2 * again >= min(12, len(entries)):
            found.add(index)
    return found


def _runs(document: Document, outside: set[int]) -> Iterator[tuple[list[int], int | None]]:
    """Runs of lines that end in rising page numbers, each with the index of the heading "Contents" close before it."""
    run: list[int] = []
    last = 0
    headed: int | None = None
    for index, block in enumerate(document.blocks):
        if index in outside:
            continue
        text = document.text[block.span.start : min(block.span.end, block.span.start + 240)]
        page = None if block.cell else _page_of(text)
        if page is not None and page >= last:
            run.append(index)
            last = page
            continue
        if run:
            yield run, headed
            headed = None
        run, last = ([index], page) if page is not None else ([], 0)
        if _CONTENTS.match(text):
            headed = index
        elif headed is not None and index - headed > 2:
            headed = None
    if run:
        yield run, headed


def _page_of(text: str) -> int | None:
    """The page number of a line of contents, or None when it is no such line."""
    if len(text) > 200 or not text.rstrip()[-1:].isdecimal():
        return None
    end = _PAGE_AT_END.search(text, max(0, len(text) - 120))
    if not end or not _WORD.search(text[: end.start()]) or wording.is_sentence(text):
        return None
    if _LEADER.search(end["gap"]) or labels.match(text.lstrip()):
        return int(end["page"])
    return None


def _come_again(document: Document, run: list[int]) -> bool:
    """Whether most of the titles stand in the document a second time, after the run."""
    after = document.blocks[run[-1]].span.end
    body = document.text[after:].lower()
    titles = [_title(document.quote(document.blocks[index].span)) for index in run[:12]]
    return sum(title in body for title in titles if title) > len(titles) / 2


def _has_such_pages(document: Document, run: list[int]) -> bool:
    """Whether a document has as many pages as the last line names; a list of sums ends in larger figures."""
    last = _page_of(document.quote(document.blocks[run[-1]].span)) or 0
    return last <= (document.pages or document.words / WORDS_OF_PAGE + 3)


def _title(line: str) -> str:
    line = line.strip()
    label = labels.match(line)
    line = line[len(label.text) :] if label else line
    return _PAGE_AT_END.sub("", line).strip(" .:\t").lower()
