"""Defined terms, where they are defined and whether anything uses them; cross-references and where they lead."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from termscheck.annotate.notes import Component, Notes, notes_of
from termscheck.model import Clause, Definition, Document, Reference, Span

DEFINES = re.compile(
    r"\"(?P<term>[^\"\n]{1,80})\"\s*:?\s*(?:\([^()\n]{0,60}\)\s*)?(?:shall\s+)?"
    r"(?:means?|has the meaning|have the meaning|includes?|refers? to|is defined)\b"
)
CLAUSE_REFERENCE = re.compile(
    r"\b(?:clause|paragraph|section|condition|sub-clause|article)s?\s+(?P<label>\d+(?:\.\d+)*[A-Z]?(?:\s?\([a-z0-9]{1,4}\))*)",
    re.IGNORECASE,
)
SCHEDULE_TITLE = re.compile(r"\b(?:schedule|annex|appendix|exhibit)\s+(?:\d+|[A-Z])\b(?!\s+to\b)", re.IGNORECASE)
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


def references_across(
    documents: Sequence[Document], clauses: Sequence[Clause], references: Sequence[Reference]
) -> tuple[Reference, ...]:
    """The references of a contract in several files, with those that lead into another file resolved.

    A schedule may be a file of its own, known by its title. A clause that only one other file has is meant; where two
    have it nobody can tell, and the reference stays unresolved.
    """
    if len(documents) < 2:
        return tuple(references)
    targets: dict[str, dict[int, str]] = {}
    for clause in clauses:
        if clause.label:
            targets.setdefault(_key(clause.label), {}).setdefault(clause.span.document, clause.id)
    for number, document in enumerate(documents):
        first = next((clause.id for clause in clauses if clause.span.document == number), None)
        if first and (title := SCHEDULE_TITLE.search(document.text, 0, 400)):
            targets.setdefault(_key(title[0]), {}).setdefault(number, first)
    return tuple(_resolved(documents, one, targets) for one in references)


def _resolved(
    documents: Sequence[Document], reference: Reference, targets: Mapping[str, Mapping[int, str]]
) -> Reference:
    if reference.target:
        return reference
    words = documents[reference.span.document].quote(reference.span)
    label = CLAUSE_REFERENCE.match(words) or SCHEDULE_REFERENCE.match(words)
    found = targets.get(_key(label["label"]), {}) if label else {}
    elsewhere = [target for document, target in found.items() if document != reference.span.document]
    return replace(reference, target=elsewhere[0]) if len(elsewhere) == 1 else reference
