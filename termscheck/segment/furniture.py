"""What belongs to the page and not to the contract: tables of contents, page numbers, running lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from termscheck.model import Block, Document
from termscheck.segment import labels, wording

SHORTEST_CONTENTS = 5
REPEATS = 3
"""A short line that stands at least so often in a document is a running line."""

_PAGE_AT_END = re.compile(r"(?P<gap>[\s.…_]+)(?P<page>\d{1,4})\s*$")
_LEADER = re.compile(r"\.{2,}|(?:\.\s){2,}|…|\t|\s{2,}|_{2,}")
_CONTENTS = re.compile(r"\s*(?:table\sof\s)?contents\s*:?\s*$|\s*index\s*$", re.I)
_PAGE_NUMBER = re.compile(r"[-–—\s]*(?:page\s{0,3}|[A-Z]\s?[-–—]\s?)?(\d{1,4})(?:\s+[-–—]\s*\d{1,4}|\s*(?:of|/)\s*\d{1,4})?[-–—\s]*$", re.I)


def contents_and_page_numbers(document: Document) -> frozenset[int]:
    """Indexes of the blocks that are no words of the contract: contents, page numbers, headers and footers."""
    out = {i for i, block in enumerate(document.blocks) if _is_outside(block)}
    out |= _page_numbers(document)
    return frozenset(out | _contents(document, out))


def running_lines(document: Document, outside: frozenset[int]) -> frozenset[int]:
    """Indexes of short lines that a page's head or foot repeats, such as "CONFIDENTIAL TREATMENT REQUESTED".

    They stay in the review, as notes, since nobody can be sure; but they must not look like headings.
    """
    lines: dict[int, str] = {}
    for index, block in enumerate(document.blocks):
        if index in outside or block.cell or block.label or block.kind != "paragraph" or block.outline_level is not None:
            continue
        text = document.quote(block.span)
        if len(text) < 160 and not labels.match(text.lstrip()) and not wording.is_signing(text) and not wording.landmark(text.strip()):
            lines[index] = " ".join(re.sub(r"\d+", "0", text).split())
    often = Counter(lines.values())
    return frozenset(index for index, line in lines.items() if line and often[line] >= REPEATS)


def _is_outside(block: Block) -> bool:
    return block.kind in ("header", "footer") or block.style.lower().startswith("toc ")


def _page_numbers(document: Document) -> set[int]:
    """Lines of nothing but a page number. They count up, with a page of words between them."""
    found: list[tuple[int, int, int]] = []
    for index, block in enumerate(document.blocks):
        if block.cell or block.label or block.span.end - block.span.start > 80:
            continue
        text = document.quote(block.span).strip()
        if (page := _PAGE_NUMBER.match(text)) and text:
            found.append((index, block.span.start, int(page[1])))
    steps = [(b[2] - a[2], b[1] - a[1]) for a, b in zip(found, found[1:], strict=False)]
    regular = sum(0 < pages <= 2 and distance > 300 for pages, distance in steps)
    if len(found) > 2 and regular >= 0.6 * len(steps):
        return {index for index, _, _ in found}
    marked = re.compile(r"\s*(?:[-–—]\s*\d+\s*[-–—]|page\s+\d+(?:\s+of\s+\d+)?)\s*$", re.I)
    return {index for index, _, _ in found if marked.match(document.quote(document.blocks[index].span))}


def _contents(document: Document, outside: set[int]) -> set[int]:
    """Runs of lines "12. Liability ..... 17" with rising page numbers, whose titles come again or that are headed so."""
    found: set[int] = set()
    for run, headed in _runs(document, outside):
        if len(run) >= SHORTEST_CONTENTS and (headed is not None or _come_again(document, run)):
            found.update(run)
            if headed is not None:
                found.add(headed)
    return found


def _runs(document: Document, outside: set[int]) -> Iterator[tuple[list[int], int | None]]:
    run: list[int] = []
    last = 0
    headed: int | None = None
    candidate: int | None = None
    for index, block in enumerate(document.blocks):
        if index in outside:
            continue
        text = document.text[block.span.start : min(block.span.end, block.span.start + 240)]
        page = None if block.cell else _page_of(text)
        if page is not None and page >= last:
            if not run:
                headed = candidate
            run.append(index)
            last = page
            continue
        if run:
            yield run, headed
        run, last, headed = ([index], page, None) if page is not None else ([], 0, None)
        candidate = index if _CONTENTS.match(text) else candidate if candidate == index - 1 and not run else None
    if run:
        yield run, headed


def _page_of(text: str) -> int | None:
    """The page number of a line of contents, or None when it is no such line."""
    if len(text) > 200:
        return None
    end = _PAGE_AT_END.search(text, max(0, len(text) - 120))
    if not end or not re.search(r"[A-Za-z]{2}", text[: end.start()]):
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


def _title(line: str) -> str:
    line = line.strip()
    label = labels.match(line)
    line = line[len(label.text) :] if label else line
    return _PAGE_AT_END.sub("", line).strip(" .:\t").lower()
