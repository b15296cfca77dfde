"""Sentences of legal prose: "No. 4", "cl. 3", "Ltd." and lists with semicolons do not end one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from termscheck.annotate.notes import Component, Sentence, notes_of, show

END = re.compile(r"""[.!?]["')\]]*(?=\s+["'(\[]*[A-Z0-9£])|\n(?=\s*\n)""")
ABBREVIATION = re.compile(
    r"(?:\b(?:no|nos|cl|cls|para|paras|sch|art|reg|regs|ss?|pp?|vs?|co|corp|inc|ltd|plc|llp|st|mr|mrs|ms|dr|etc|i\.e|e\.g|"
    r"viz|al|approx|ref|vol|ed|dept|u\.k|u\.s)|\b[A-Z])\.$",
    re.IGNORECASE,
)
COMPANY = re.compile(r"\b(?:co|corp|inc|ltd|plc|llp|etc)\.$", re.IGNORECASE)
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


@Language.factory("termscheck_sentences")
def create_sentences(nlp: Language, name: str) -> Component:
    """Writes `doc.spans["sentences"]`: the sentences of each clause's own words, in document order."""

    def sentences(doc: Doc) -> Doc:
        notes = notes_of(doc)
        for number, clause in enumerate(notes.clauses):
            for piece in clause.own:
                for start, end in split(notes.view, piece.start, piece.end):
                    notes.sentences.append(Sentence(number, start, end, *notes.tokens(start, end)))
        notes.sentences.sort(key=lambda sentence: sentence.start)
        show(doc, "sentences", [(s.first, s.last, notes.clauses[s.clause].id) for s in notes.sentences])
        return doc

    return sentences
