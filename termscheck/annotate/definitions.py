"""Defined terms and the words that define them.

They come from the clauses that are definitions or rows of an order form, from "“X” means" within a sentence, and from
brackets: "(together, the “Losses”)". Who uses them is told in `following`, once all files of a contract are read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from spacy.language import Language
from spacy.tokens import Doc

from termscheck.annotate.index import literally
from termscheck.annotate.notes import Component, Notes, notes_of
from termscheck.model import Clause, Definition, DefinitionForm, Span

_VERB = (
    r"(?:(?:shall|will)\s)?(?:means?|has\sthe\s(?:same\s)?meaning|have\sthe\s(?:same\s)?meanings?|bears?\sthe\smeaning|"
    r"includes?|refers?\sto|is\s(?:as\s)?defined)\b"
)
_ALSO = r"(?:(?:,|,?\s(?:or|and))\s(?:the\s)?\"[^\"\n]{1,80}\"){0,3}"
_QUOTED = re.compile(
    rf"\"(?P<term>[^\"\n]{{1,80}})\"(?P<also>{_ALSO})\s*+:?,?\s*+(?:\([^()\n]{{0,60}}\)\s*+)?(?:[^\"\n.;]{{0,60}},\s)?{_VERB}"
)
_BARE = re.compile(
    r"(?:^|(?<=[.;:]\s)|(?<=,\s))(?:(?:a|an|the|The|A|An)\s)?"
    r"(?!(?:This|That|These|It|Which|Nothing|Reference|Clause|Section|Schedule|No|Each|Any)\b)"
    r"(?P<term>[A-Z][\w'-]{1,30}(?:\s(?:of|the|and|for|to|in|[A-Z][\w'-]{0,30})){0,6})\s"
    r"(?:(?:shall|will)\s)?(?:means?|has\sthe\smeaning)\b",
    re.MULTILINE,
)
_BEFORE_MEANS = re.compile(r"[\w'-]\s")
_LONGEST_BARE = 280
"""More characters than such a term has before "means"."""
_INLINE = re.compile(
    r"\((?:(?:each|together|collectively|individually|jointly|hereinafter|hereafter|being|such|all|referred|called|"
    r"known|defined|to|as|is|are|in|this|agreement|with|and|or|an?|the|our|your)\b[\s,:]{0,3}){0,9}"
    r"\"(?P<term>[^\"\n]{1,60})\"(?P<also>(?:,?\s?(?:and|or|and/or|collectively,?|together,?|each,?)?\s?(?:an?\s|the\s)?\"[^\"\n]{1,60}\"){0,3})[^()\n]{0,40}\)",
    re.IGNORECASE,
)
_IN_QUOTES = re.compile(r"\"([^\"\n]{1,80})\"")
_ROW = re.compile(r"\s*(?P<term>[A-Z][\w'/ -]{1,60}?)\s?:[ \t]+(?=\S)")
_ROW_WORDS = 6
_ROW_LENGTH = 300
_REFERS = re.compile(
    r"\b(?:meanings?|defined|described|set\s(?:out|forth)|stated|specified|given|shown|determined|calculated|ascribed|"
    r"assigned|provided|accordance)\b[^.;]{0,80}$",
    re.IGNORECASE,
)


@Language.factory("termscheck_definitions")
def create_definitions(nlp: Language, name: str) -> Component:
    """Finds the definitions of a document, by position; needs its references."""

    def definitions(doc: Doc) -> Doc:
        notes = notes_of(doc)
        found = Found(notes)
        notes.definitions = sorted(found.all(), key=lambda one: (one.span.start, one.span.end))
        return doc

    return definitions


class Found:
    """The definitions of one document."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._clause_at = notes.clause_finder()
        self._starts = [sentence.start for sentence in notes.sentences]
        self._cells = {block.span.start for block in notes.document.blocks if block.cell}
        self._parties = {label.lower() for party in notes.parties for label in party.labels}
        self._parties |= {f"the {label}" for label in self._parties}

    def all(self) -> Iterator[Definition]:
        """Each once, although clause and words may both show it."""
        seen: set[tuple[str, int]] = set()
        for one in (*self._clauses(), *self._words()):
            key = one.term.casefold(), self._sentence_end(one.span.start)
            if key not in seen and one.term and one.term.lower() not in self._parties:
                seen.add(key)
                yield one

    def _clauses(self) -> Iterator[Definition]:
        for clause in self._notes.clauses:
            if not clause.own:
                continue
            first, last = clause.own[0], clause.own[-1]
            words = self._notes.view[first.start : first.end]
            if clause.kind == "definition" and clause.heading:
                form: DefinitionForm = "table" if clause.span.start in self._cells else "words"
                quoted = _QUOTED.match(words)
                terms = [clause.heading, *(_IN_QUOTES.findall(quoted["also"]) if quoted else ())]
                end = max(self._sentence_end(first.start), last.end if form == "table" else 0)
                for term in terms:
                    yield self._definition(term, first.start, end, clause.id, form)
            elif term := self._row_term(clause, words, last.end - first.start):
                yield self._definition(term, first.start, last.end, clause.id, "row")

    def _row_term(self, clause: Clause, words: str, length: int) -> str:
        """The key of a row of an order form: in a cell, or before a colon on a line of its own."""
        if length > _ROW_LENGTH:
            return ""
        if clause.kind == "row":
            term = clause.heading
        else:
            label = _ROW.match(words) if clause.kind in {"text", "title", "operative", "schedule"} else None
            term = label["term"] if label else ""
        return " ".join(term.split()) if len(term.split()) <= _ROW_WORDS and term[:1].isupper() else ""

    def _words(self) -> Iterator[Definition]:
        view = self._notes.view
        found: tuple[tuple[Iterable[re.Match[str]], DefinitionForm], ...] = (
            (_QUOTED.finditer(view), "words"), (_bare(view), "words"), (_INLINE.finditer(view), "inline")
        )  # fmt: skip
        for matches, form in found:
            for match in matches:
                clause = self._clause_at(match.start())
                if not clause:  # within the line that names an article or a schedule
                    continue
                terms = [match["term"]]
                if match.re is not _BARE:
                    terms += _IN_QUOTES.findall(match["also"])
                for term in terms:
                    yield self._definition(
                        " ".join(term.split()).rstrip(","), match.start(),
                        match.end() if form == "inline" else self._sentence_end(match.start()),
                        clause, form,
                    )  # fmt: skip

    def _sentence_end(self, at: int) -> int:
        number = bisect_right(self._starts, at) - 1
        end = self._notes.sentences[number].end if number >= 0 else 0
        return end if end > at else at + 1

    def _definition(self, term: str, start: int, end: int, clause: str, form: DefinitionForm) -> Definition:
        span = Span(start, max(start + 1, end), self._notes.index)
        return Definition(term, span, clause, form=form, target=None if form == "inline" else self._target(span))

    def _target(self, span: Span) -> str | None:
        """The clause that a definition refers to: "has the meaning given in clause 5.1", "as stated in Schedule 2"."""
        for reference in self._notes.references_in(span):
            if reference.target and _REFERS.search(self._notes.view, span.start, reference.span.start):
                return reference.target
        return None


def _bare(view: str) -> Iterator[re.Match[str]]:
    """The terms without quotation marks that are defined, looked for only before "means": few commas have it near."""
    end = 0
    for place in literally("mean", view):
        if not _BEFORE_MEANS.match(view, max(0, place - 2)):  # after a term in quotation marks, in most places
            continue
        for match in _BARE.finditer(view, max(end, place - _LONGEST_BARE), place + len("meaning") + 1):
            yield match
            end = match.end()
