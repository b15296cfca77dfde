"""How the source of a sample is read: a contract in plain text, and a later draft as changes to an earlier one.

README.md beside this file says how they are written.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import yaml

Change = Literal["", "inserted", "deleted"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the source. `label` is what Word will print before it, `cite` how a lawyer cites it.

    `was` is the label with all tracked changes rejected; `change` says that the whole paragraph is one.
    """

    style: str
    text: str
    ident: str = ""
    label: str = ""
    cite: str = ""
    was: str = ""
    page_break: bool = False
    change: Change = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the source; `widths` are percentages. All but the signature block have a heading row."""

    name: str
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A whole contract: its blocks in order, its footnotes by name in order of appearance, the line at the head of each
    page, and the title that the files carry as a property."""

    blocks: tuple[Paragraph | Table, ...]
    notes: dict[str, str]
    header: str
    title: str

    @property
    def targets(self) -> dict[str, Paragraph]:
        """Every paragraph that a cross-reference can name."""
        return {block.ident: block for block in self.blocks if isinstance(block, Paragraph) and block.ident}

    def text(self) -> str:
        """The words as they stand with the tracked changes accepted, numbers left out, a line for each paragraph."""
        texts: list[str] = []
        for block in self.blocks:
            if isinstance(block, Table):
                texts += ["\t".join(row) for row in block.rows]
            elif block.change != "deleted":
                texts.append(block.text)
        return "\n".join(self.plain(text) for text in [*texts, *self.notes.values()])

    def plain(self, text: str) -> str:
        pieces = (piece for piece in inline(text) if piece.kind not in {"deleted", "note"})
        return "".join(self.targets[p.text].label if p.kind == "reference" else p.text for p in pieces)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph: plain, bold, inserted, deleted, a reference (its name) or a note (its name)."""

    kind: str
    text: str


INLINE = re.compile(
    r"\*\*(?P<bold>.+?)\*\*|\[\[(?P<reference>[\w-]+)\]\]|\[\^(?P<note>\w+)\]|\{\+(?P<inserted>.+?)\+\}|\{-(?P<deleted>.+?)-\}"
)
TRAILER = re.compile(r"\s*\{(?:#(?P<ident>[\w-]+)|(?P<word>break|inserted|deleted))\}$")
MARKS = {
    "=": "Unnumbered Heading",
    ">": "Flush Text",
    "party:": "Party",
    "recital:": "Recital",
    "-": "Definition Item",
    "@draft": "Cover Draft",
    "@date": "Cover Date",
    "@title": "Cover Title",
    "@subtitle": "Cover Subtitle",
    "@cover-party": "Cover Party",
    "@cover-small": "Cover Small",
    "@cover-and": "Cover Small",
    "@cover-note": "Cover Note",
}


def inline(text: str) -> Iterator[Piece]:
    """Split a paragraph at its marks."""
    at = 0
    for match in INLINE.finditer(text):
        if match.start() > at:
            yield Piece("plain", text[at : match.start()])
        kind = match.lastgroup or "plain"
        yield Piece(kind, match[kind])
        at = match.end()
    if at < len(text):
        yield Piece("plain", text[at:])


def letter(number: int) -> str:
    return "abcdefghijklmnopqrstuvwxyz"[number - 1]


def roman(number: int) -> str:
    return ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")[number - 1]


@dataclass
class Counters:
    """Counts clauses, schedules, parties and recitals as Word will, for the cached text of cross-references."""

    schedule: int = 0
    levels: list[int] = field(default_factory=list)
    lists: dict[str, int] = field(default_factory=dict)

    def clause(self, depth: int) -> str:
        """The full number of the next paragraph at `depth` (1 to 4), such as "12.3(b)(i)"."""
        self.levels = [*self.levels[:depth], *[0] * (depth - len(self.levels))][:depth]
        self.levels[-1] += 1
        first, *rest = self.levels
        number = f"{first}.{rest[0]}" if rest else f"{first}"
        return number + "".join(f"({shape(n)})" for shape, n in zip((letter, roman), rest[1:], strict=False))

    def start_schedule(self) -> str:
        self.schedule += 1
        self.levels = []
        return f"Schedule {self.schedule}"

    def item(self, style: str) -> str:
        self.lists[style] = self.lists.get(style, 0) + 1
        return f"({self.lists[style]})" if style == "Party" else f"({letter(self.lists[style]).upper()})"


@dataclass
class Numbers:
    """The numbers that Word prints with the tracked changes accepted, and with them rejected."""

    final: Counters = field(default_factory=Counters)
    original: Counters = field(default_factory=Counters)

    def next(self, count: Callable[[Counters], str], change: Change) -> tuple[str, str]:
        """The label of a paragraph and the one it had: a deleted paragraph keeps that, an inserted one had none."""
        was = "" if change == "inserted" else count(self.original)
        return (was if change == "deleted" else count(self.final)), was


def read_source(path: Path) -> Source:
    """Read a source, or the changes that make a later draft of one.

    Raises `ValueError` for a line with an unknown mark, a reference that leads nowhere, or a change that does not fit
    just one place.
    """
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".yaml":
        told = yaml.safe_load(text)
        text = amended(path.with_name(told["amends"]).read_text(encoding="utf-8"), told["changes"])
    return parsed(text)


def amended(text: str, changes: list[dict[str, str]]) -> str:
    """A source with its own tracked changes accepted, and then with `put` in place of each `find`."""
    text = re.sub(r"\{-.+?-\}", "", re.sub(r"\{\+(.+?)\+\}", r"\1", text))
    for change in changes:
        if text.count(change["find"]) != 1:
            raise ValueError(f"{text.count(change['find'])} places, not one, say {change['find'][:60]!r}")
        text = text.replace(change["find"], change["put"])
    return text


def parsed(text: str) -> Source:
    blocks: list[Paragraph | Table] = []
    notes: dict[str, str] = {}
    about: dict[str, str] = {}
    numbers = Numbers()
    lines = deque(text.splitlines())
    while lines:
        line = lines.popleft()
        if not line.strip() or line.startswith("%%"):
            continue
        if note := re.match(r"\[\^(\w+)\]: (.+)", line):
            notes[note[1]] = note[2]
        elif told := re.match(r"(header|title): (.+)", line):
            about[told[1]] = told[2]
        elif line.startswith("table "):
            blocks.append(read_table(line, lines))
        else:
            blocks.append(read_paragraph(line, numbers))
    source = Source(tuple(blocks), notes, **about)
    source.text()  # finds a dangling reference now, not when Word is opened
    return source


def read_table(head: str, lines: deque[str]) -> Table:
    name, _, widths = head.removeprefix("table ").partition(":")
    columns = tuple(int(width) for width in widths.split())
    rows: list[tuple[str, ...]] = []
    while lines and lines[0].startswith("|"):
        rows.append(tuple(cell.strip() for cell in lines.popleft().strip().strip("|").split("|")))
        if len(rows[-1]) != len(columns):
            raise ValueError(f"a row of the table {name!r} has {len(rows[-1])} cells, not {len(columns)}")
    return Table(name, columns, tuple(rows))


def read_paragraph(line: str, numbers: Numbers) -> Paragraph:
    line, ident, words = trailers(line)
    page_break = "break" in words
    change: Change = "inserted" if "inserted" in words else "deleted" if "deleted" in words else ""
    if line.startswith('"'):
        return Paragraph("Definition", re.sub(r'"([^"]+)"', r"“**\1**”", line), ident, change=change)
    mark, _, text = line.partition(" ")
    if mark == "!":
        label, was = numbers.next(Counters.start_schedule, change)
        return Paragraph("Schedule", text, ident, label, label, was, page_break=True, change=change)
    if set(mark) == {"#"}:
        label, was = numbers.next(lambda counters: counters.clause(len(mark)), change)
        schedule = numbers.final.schedule
        cite = f"Schedule {schedule}, {label}" if schedule else label
        style = f"{'Schedule' if schedule else 'Clause'} Level {len(mark)}"
        return Paragraph(style, text, ident, label, cite if change != "deleted" else "", was, change=change)
    if mark not in MARKS:
        raise ValueError(f"a line starts with an unknown mark: {line[:60]!r}")
    style = MARKS[mark]
    if style in {"Party", "Recital"}:
        label, was = numbers.next(lambda counters: counters.item(style), change)
        return Paragraph(style, text, ident, label, f"{style} {label}", was, change=change)
    return Paragraph(style, text, ident, page_break=page_break, change=change)


def trailers(line: str) -> tuple[str, str, set[str]]:
    """A line without what stands in braces at its end: its name, and the words there."""
    ident, words = "", set()
    while found := TRAILER.search(line):
        ident = found["ident"] or ident
        words.add(found["word"])
        line = line[: found.start()]
    return line, ident, words
