"""The words in which a comparison is told, and how much of a clause is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from termscheck.drafts.model import (
    Change,
    ClauseChange,
    ClausePair,
    Comparison,
    FindingChange,
    Piece,
    PieceKind,
    Wording,
)
from termscheck.words import cited, counted, listed

CONTEXT = 240
"""Characters shown on either side of what changed."""
LONGEST_MARK = 2_000
"""Characters of one changed stretch that are shown."""

CLAUSE_CHANGES: Mapping[ClauseChange, str] = {
    "new": "new",
    "gone": "taken out",
    "changed": "changed",
    "same": "the same",
}


class Stretch(NamedTuple):
    """A part of a clause as it is shown; a gap stands for words that are left out."""

    kind: PieceKind | Literal["gap"]
    text: str


def verdict(comparison: Comparison) -> str:
    """What changed, in a sentence."""
    told: tuple[tuple[Change, str], ...] = (
        ("new", "new"), ("worse", "worse"), ("better", "better"), ("gone", "no longer found"),
    )  # fmt: skip
    counts = [(len(comparison.of(change)), words) for change, words in told]
    parts = [(number, words) for number, words in counts if number]
    if parts:
        (first, words), *others = parts
        sentence = f"{counted(first, 'finding')} {'is' if first == 1 else 'are'} {words}"
        return listed([sentence, *(f"{number:,} {'is' if number == 1 else 'are'} {word}" for number, word in others)])
    if comparison.clauses:
        return f"The findings are the same, but {counted(len(comparison.clauses), 'clause')} changed"
    return "Nothing changed" + ("" if comparison.fully_read else ", in the part that was read")


def colours(comparison: Comparison) -> str:
    """The results of the two reviews, in a sentence."""
    if comparison.old.rag == comparison.new.rag:
        return f"The result is {comparison.new.rag}, as before."
    return f"The result was {comparison.old.rag} and is {comparison.new.rag} now."


def remark(one: FindingChange) -> str:
    """What a reader could wonder about a finding that is new or gone; empty where the words say it."""
    pairs = one.wordings
    if one.latest.missing:
        return {
            "new": "The old draft had it, or had no need of it.",
            "gone": "It is there now, or needed no more.",
        }.get(one.change, "")
    if one.change in ("new", "gone") and pairs and all(pair.change == "same" for pair in pairs):
        return "These words are as they were. What changed stands elsewhere: a definition, perhaps, or another clause."
    if one.change == "gone" and pairs and all(pair.new is None for pair in pairs):
        return "The clause was taken out." if len(pairs) == 1 else "The clauses were taken out."
    return ""


def place(pair: ClausePair, several: bool = False) -> str:
    """Where a clause stands: "Clause 9.8 (8.8 in the old draft)"; with the file's name where there are several."""
    wording = pair.new or pair.old
    if wording is None:
        return ""
    now = place_of(wording, several)
    return f"{now} ({pair.old.label or 'without a number'} in the old draft)" if pair.old and pair.renumbered else now


def place_of(wording: Wording, several: bool = False) -> str:
    """A clause as a lawyer cites it, with its page, and its file where there are several."""
    return cited(wording.label, wording.heading, wording.page, wording.document if several else "")


def shown(pieces: Sequence[Piece], context: int = CONTEXT) -> list[Stretch]:
    """The words of a clause around what changed; long stretches are cut, and a gap says so."""
    made: list[Stretch] = []
    for at, piece in enumerate(pieces):
        if piece.kind != "same":
            made += _cut(piece.kind, piece.text, LONGEST_MARK - context, context)
        elif len(pieces) == 1:
            made += _cut("same", piece.text, 2 * context, 0)
        else:
            made += _cut("same", piece.text, context if at else 0, context if at < len(pieces) - 1 else 0)
    return made


def _cut(kind: PieceKind, text: str, head: int, tail: int) -> list[Stretch]:
    """A text, of which no more than `head` characters at its beginning and `tail` at its end are shown."""
    if len(text) <= head + tail:
        return [Stretch(kind, text)]
    first = text[:head].rpartition(" ")[0] or text[:head]
    last = text[len(text) - tail :].partition(" ")[2] or text[len(text) - tail :] if tail else ""
    gap = Stretch("gap", f"{' ' if first else ''}[…]{' ' if last else ''}")
    return [*([Stretch(kind, first)] if first else []), gap, *([Stretch(kind, last)] if last else [])]
