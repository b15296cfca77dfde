"""Defined terms, where they are defined and whether anything uses them; cross-references and where they lead."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from termscheck.annotate.notes import Component, Notes, notes_of
from termscheck.model import Definition, Reference, Span

DEFINES = re.compile(
    r"\"(?P<term>[^\"\n]{1,80})\"\s*:?\s*(?:\([^()\n]{0,60}\)\s*)?(?:shall\s+)?"
    r"(?:means?|has the meaning|have the meaning|includes?|refers? to|is defined)\b"
)
CLAUSE_REFERENCE = re.compile(
    r"\b(?:clause|paragraph|section|condition|sub-clause|article)s?\s+(?P<label>\d+(?:\.\d+)*[A-Z]?(?:\s?\([a-z0-9]{1,4}\))*)",
    re.IGNORECASE,
)
SCHEDULE_REFERENCE = re.compile(r"\b(?P<label>(?:Schedule|Annex|Appendix|Exhibit)\s+(?:\d+|[A-Z]))\b")
STATUTE = re.compile(r"\s+of\s+the\s+(?:[A-Z]\w+\s+){1,8}(?:Act|Regulations?|Order)\b")


@Language.factory("termscheck_definitions")
def create_definitions(nlp: Language, name: str) -> Component:
    """Finds definitions with their uses, and references with their targets."""

    def definitions(doc: Doc) -> Doc:
        notes = notes_of(doc)
        clause_at = notes.clause_finder()
        terms: dict[str, Definition] = {}
        for match in DEFINES.finditer(notes.view):
            span = Span(match.start(), match.end(), notes.index)
            terms.setdefault(match["term"], Definition(match["term"], span, clause_at(match.start())))
        uses = _uses(nlp, doc, notes, terms)
        notes.definitions = [Definition(d.term, d.span, d.clause, tuple(uses[d.term])) for d in terms.values()]
        notes.references = list(_references(notes))
        return doc

    return definitions


def _uses(nlp: Language, doc: Doc, notes: Notes, terms: dict[str, Definition]) -> dict[str, list[Span]]:
    uses: dict[str, list[Span]] = {term: [] for term in terms}
    if not terms:
        return uses
    matcher = PhraseMatcher(nlp.vocab, attr="ORTH")
    for term in terms:
        matcher.add(term, [nlp.make_doc(term)])
    for key, start, end in matcher(doc):
        term = nlp.vocab.strings[key]
        span = Span(notes.starts[start], notes.ends[end - 1], notes.index)
        if not terms[term].span.overlaps(span):
            uses[term].append(span)
    return uses


def _references(notes: Notes) -> list[Reference]:
    targets = {_key(clause.label): clause.id for clause in reversed(notes.clauses) if clause.label}
    clause_at = notes.clause_finder()
    found = []
    for pattern in (CLAUSE_REFERENCE, SCHEDULE_REFERENCE):
        for match in pattern.finditer(notes.view):
            if STATUTE.match(notes.view, match.end()):
                continue
            span = Span(match.start(), match.end(), notes.index)
            found.append(Reference(span, clause_at(match.start()), targets.get(_key(match["label"]))))
    return sorted(found, key=lambda reference: reference.span.start)


def _key(label: str) -> str:
    return re.sub(r"\s+", "", label).lower()
