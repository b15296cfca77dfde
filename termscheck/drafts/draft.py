"""A draft: a review in its JSON form, its clauses cut into words.

A review that was made just now takes the same way as one that was kept, so that two files give the same comparison as
their two JSON reports.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from termscheck.drafts.differences import Word, words_of
from termscheck.drafts.model import DraftFacts
from termscheck.wire.contract import ClauseDict, DocumentDict, SpanDict
from termscheck.wire.review import FindingDict, ProtectionDict, ReviewDict

MOST_LEVELS = 40
"""Levels of clauses that are looked through for a heading."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A clause with words of its own: what is held against the clauses of the other draft.

    `name` is what its author calls it: the defined term, or the first cell of the row; empty for others.
    """

    clause: ClauseDict
    words: tuple[Word, ...]
    heading: str
    document: str
    name: str

    @property
    def id(self) -> str:
        """The clause's id."""
        return self.clause["id"]


class Draft:
    """What a comparison asks of a review."""

    def __init__(self, review: ReviewDict) -> None:
        self.review = review
        self.documents: list[DocumentDict] = review.get("documents") or [review["document"]]
        self._clauses = {clause["id"]: clause for clause in review["clauses"]}
        self._pointers = _pointers(review)
        made = (self._unit(clause) for clause in review["clauses"])
        self.units = {unit.id: unit for unit in made if unit.words}
        """The clauses with words of their own by their ids, in the order of the text."""

    def facts(self) -> DraftFacts:
        """The draft as a whole."""
        review = self.review
        return DraftFacts(
            name=" + ".join(document["name"] for document in self.documents),
            sha256=tuple(document["sha256"] for document in self.documents),
            view=self.documents[0]["view"],
            rag=review["rag"],
            rag_reason=review["rag_reason"],
            findings=len(review["findings"]),
            clauses=len(self.units),
            words=sum(document["words"] for document in self.documents),
            unread=tuple(dict.fromkeys(one["message"] for one in review["notices"] if one["material"])),
        )

    def holding(self, told: FindingDict | ProtectionDict) -> list[str]:
        """The ids of the units in which a finding or a good term stands, its own clause first."""
        own = [told["clause"]] if told["clause"] in self.units else []
        around = [self._around(piece) for piece in told["evidence"]]
        return list(dict.fromkeys([*own, *(clause for clause in around if clause in self.units)]))

    def _around(self, span: SpanDict) -> str:
        """The innermost clause that holds the beginning of a span; empty for none."""
        holders = [
            (clause["end"] - clause["start"], number, clause["id"])
            for number, clause in enumerate(self.review["clauses"])
            if clause["document"] == span["document"] and clause["start"] <= span["start"] < clause["end"]
        ]
        return min(holders, default=(0, 0, ""))[2]

    def _unit(self, clause: ClauseDict) -> Unit:
        between = words_of(" | " if clause["kind"] == "row" else "\n")
        words: list[Word] = []
        for own in clause["own"]:
            piece = list(self._words(own))
            words += [*between, *piece] if words and piece else piece
        if _joined(words) == " ".join(clause["heading"].split()):  # how a heading is written says nothing
            words = [replace(word, key=word.key.casefold()) for word in words]
        named = clause["kind"] in ("definition", "row")
        document = self.documents[clause["document"]]["name"] if clause["document"] < len(self.documents) else ""
        return Unit(clause, tuple(words), self._heading(clause), document, clause["heading"] if named else "")

    def _heading(self, clause: ClauseDict) -> str:
        """Its heading, or the nearest above it."""
        for _ in range(MOST_LEVELS):
            above = self._clauses.get(clause["parent"] or "")
            if clause["heading"] or above is None:
                break
            clause = above
        return clause["heading"]

    def _words(self, own: SpanDict) -> Iterator[Word]:
        """A stretch of the text in words, each reference to a clause as one."""
        text = self.documents[own["document"]]["text"] if own["document"] < len(self.documents) else ""
        at, end = own["start"], own["end"]
        pointers = self._pointers.get(own["document"], [])
        for start, stop, targets in pointers[bisect_left(pointers, (at,)) :]:
            if start >= end:
                break
            if start >= at and stop <= end:
                yield from words_of(text[at:start])
                yield from _one_word(text[start:stop], targets)
                at = stop
        yield from words_of(text[at:end])


def _joined(words: Sequence[Word]) -> str:
    return " ".join("".join(word.text for word in words).split())


def _one_word(text: str, targets: tuple[str, ...]) -> Iterator[Word]:
    yield Word(text, " ".join(text.split()), targets)


def _pointers(review: ReviewDict) -> Mapping[int, list[tuple[int, int, tuple[str, ...]]]]:
    """The references that lead to a clause, by document and place; those of a printed list or range together."""
    targets: dict[tuple[int, int, int], list[str]] = defaultdict(list)
    for one in review["references"]:
        if one["target"]:
            targets[one["document"], one["start"], one["end"]].append(one["target"])
    found: dict[int, list[tuple[int, int, tuple[str, ...]]]] = defaultdict(list)
    for (document, start, end), leads in sorted(targets.items()):
        found[document].append((start, end, tuple(leads)))
    return found
