"""Small contracts, segmented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from termscheck.model import Block, Clause, Document, Span
from termscheck.segment import segment

Line = str | tuple[str, dict[str, Any]]


def document(lines: Sequence[Line]) -> Document:
    """A document with a block for every line that is not blank; leading blanks are its indent."""
    text, blocks = "", []
    for line in lines:
        words, given = (line, {}) if isinstance(line, str) else line
        start = len(text) + len(words) - len(words.lstrip())
        if words.strip() or given:
            indent = 6.0 * (start - len(text))
            blocks.append(
                replace(Block(Span(start, max(start, len(text) + len(words.rstrip()))), indent=indent), **given)
            )
        text += words + "\n"
    return Document("case", "text", "0" * 64, text, tuple(blocks))


class Outline:
    """The clauses of some lines, by label."""

    def __init__(self, *lines: Line) -> None:
        self.document = document(lines)
        self.clauses = segment(self.document)

    @property
    def labels(self) -> list[str]:
        return [clause.label for clause in self.clauses if clause.label]

    @property
    def kinds(self) -> list[str]:
        return [clause.kind for clause in self.clauses]

    def __getitem__(self, label: str) -> Clause:
        return next(clause for clause in self.clauses if clause.label == label)

    def words(self, label: str) -> list[str]:
        return [self.document.quote(piece) for piece in self[label].own]

    def parent(self, label: str) -> str:
        return next((clause.label for clause in self.clauses if clause.id == self[label].parent), "")
