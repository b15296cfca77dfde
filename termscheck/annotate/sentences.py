"""Sentences of legal prose: "No. 4", "cl. 3", "Ltd." and lists with semicolons do not end one.

The cells of a row of a table are one where they are short: "Monthly report", "£300 for each day that it is late".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from spacy.language import Language
from spacy.tokens import Doc

from termscheck.annotate.notes import Component, Sentence, notes_of, show

END = re.compile(r"""[.!?\n](?:(?<!\n)["')\]]*(?=\s+["'(\[]*[A-Z0-9£])|(?<=\n)(?=\s*\n))""")
"""A stop before a capital or figure, or an empty line; begun in one way, so that `re` leaps from one to the next."""
ABBREVIATION = re.compile(
    r"(?:\b(?:no|nos|cl|cls|para|paras|sch|art|reg|regs|ss?|pp?|vs?|co|corp|inc|ltd|plc|llp|st|mr|mrs|ms|dr|etc|i\.e|e\.g|"
    r"viz|al|approx|ref|vol|ed|dept|u\.k|u\.s)|\b[A-Z])\.$",
    re.IGNORECASE,
)
COMPANY = re.compile(r"\b(?:co|corp|inc|ltd|plc|llp|etc)\.$", re.IGNORECASE)
FEWEST_CELLS = 3
"""Cells of a row that is read as one sentence."""
LONGEST_ROW = 500
"""Characters of a row of a table that is read as one sentence; each cell of a longer one is read by itself."""
OPENER = re.compile(
    r"\s+[\"'(\[]*(?:The|This|Each|Either|Neither|No|If|Where|In|Any|All|Nothing|Subject|Upon|We|You)\b"
)


def split(view: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of `view[start:end]`, as half-open offsets without surrounding white space."""
    at = start
    for match in END.finditer(view, start, end):
        stop = match.end()
        if _abbreviated(view, at, stop):
            continue
        yield from _trimmed(view, at, stop)
        at = stop
    yield from _trimmed(view, at, end)


def _abbreviated(view: str, start: int, stop: int) -> bool:
    tail = view[max(start, stop - 8) : stop]
    if COMPANY.search(tail):
        return not OPENER.match(view, stop)
    return bool(ABBREVIATION.search(tail))


def _trimmed(view: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    words = view[start:end]
    left = start + len(words) - len(words.lstrip())
    right = start + len(words.rstrip())
    if left < right:
        yield left, right


def _of_row(cells: Sequence[Sequence[tuple[int, int]]]) -> Iterator[tuple[int, int]]:
    """The sentences of a row: one where its cells say one thing together, if none has several and all are short.

    Of two cells the first names what the second says: that one is read by itself, and so is what it defines.
    """
    every = list(chain.from_iterable(cells))
    if len(cells) >= FEWEST_CELLS and all(len(one) == 1 for one in cells):
        start, end = every[0][0], every[-1][1]
        every = [(start, end)] if end - start <= LONGEST_ROW else every
    yield from every


@Language.factory("termscheck_sentences")
def create_sentences(nlp: Language, name: str) -> Component:
    """Shows `doc.spans["sentences"]`: the sentences of each clause's own words, in document order."""

    def sentences(doc: Doc) -> Doc:
        notes = notes_of(doc)
        for number, clause in enumerate(notes.clauses):
            found = [list(split(notes.view, piece.start, piece.end)) for piece in clause.own]
            for start, end in _of_row(found) if clause.kind == "row" else chain.from_iterable(found):
                notes.sentences.append(Sentence(number, start, end, *notes.tokens(start, end)))
        notes.sentences.sort(key=lambda sentence: sentence.start)
        show(doc, "sentences", ((s.first, s.last, notes.clauses[s.clause].id) for s in notes.sentences))
        return doc

    return sentences
