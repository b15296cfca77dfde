"""Understands contracts: one spaCy pipeline of our own components, without a statistical model.

The order of `COMPONENTS` matters; each writes what the next ones read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol, cast

import termscheck.annotate.without_cli  # isort: skip
from spacy.attrs import IDX, LENGTH
from spacy.lang.en import English
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

import termscheck.annotate.definitions
import termscheck.annotate.parties
import termscheck.annotate.passages
import termscheck.annotate.propositions
import termscheck.annotate.quantities
import termscheck.annotate.references
import termscheck.annotate.sentences
import termscheck.annotate.topics  # noqa: F401  (importing registers the components)
from termscheck.annotate.blanks import blanks, is_template, to_fill_in
from termscheck.annotate.doubts import doubts
from termscheck.annotate.following import with_terms
from termscheck.annotate.kinds import kind_of, law_of
from termscheck.annotate.lexicon import Lexicon
from termscheck.annotate.notes import KEY, Component, Notes, folded, mend_words, notes_of, show
from termscheck.annotate.references import references_across
from termscheck.annotate.tokens import Tokeniser
from termscheck.annotate.topics import Recogniser, TopicsComponent
from termscheck.annotate.undefined import undefined
from termscheck.annotate.vocabulary import Vocabulary
from termscheck.model import Clause, Contract, Document, DocumentKind, Notice, Party, Passage, Proposition
from termscheck.segment import segment

COMPONENTS = (
    "termscheck_clauses",
    "termscheck_sentences",
    "termscheck_lexicon",
    "termscheck_parties",
    "termscheck_quantities",
    "termscheck_references",
    "termscheck_definitions",
    "termscheck_passages",
    "termscheck_propositions",
    "termscheck_topics",
)
LONGEST = 20_000_000
"""Characters of the longest text that is read; readers bound their files well below."""


class _Uses(Protocol):
    def use(self, vocabulary: Vocabulary) -> None: ...


@Language.factory("termscheck_clauses")
def create_clauses(nlp: Language, name: str) -> Component:
    """Shows `doc.spans["clauses"]`: the segmenter's clauses, labelled with their ids."""

    def clauses(doc: Doc) -> Doc:
        notes = notes_of(doc)
        table = doc.to_array([IDX, LENGTH])
        notes.starts = table[:, 0].tolist()
        ends = (table[:, 0] + table[:, 1]).tolist()
        view = notes.view
        notes.ends = [
            _without_blank(view, start, end) if view[end - 1].isspace() else end
            for start, end in zip(notes.starts, ends, strict=True)
        ]
        show(doc, "clauses", ((*notes.tokens(c.span.start, c.span.end), c.id) for c in notes.clauses))
        return doc

    return clauses


def _without_blank(view: str, start: int, end: int) -> int:
    """Where a token ends without the line break or wide blank that it has taken in."""
    printed = len(view[start:end].rstrip())
    return start + printed if printed else end


class LexiconComponent:
    """Finds vocabulary phrases; see `lexicon.Lexicon`."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._lexicon: Lexicon | None = None

    def use(self, vocabulary: Vocabulary) -> None:
        """Compiles the vocabulary."""
        self._lexicon = Lexicon(self._nlp, vocabulary)

    def __call__(self, doc: Doc) -> Doc:
        """Adds all vocabulary phrases to the notes."""
        if self._lexicon is not None:
            notes_of(doc).found = self._lexicon.find(doc)
        return doc


@Language.factory("termscheck_lexicon")
def create_lexicon(nlp: Language, name: str) -> LexiconComponent:
    """See `LexiconComponent`."""
    return LexiconComponent(nlp)


def build_pipeline(vocabulary: Vocabulary, recogniser: Recogniser | None = None) -> Language:
    """The pipeline for one rule set; costs about a second once, and serves any number of documents.

    Documents have a vocabulary of their own, which is not `nlp.vocab`: see `tokens.Tokeniser`.

    `recogniser` tells what sentences are about.
    """
    nlp = English(Vocab(), create_tokenizer=lambda _: Tokeniser())
    nlp.max_length = LONGEST
    for component in COMPONENTS:
        nlp.add_pipe(component)
        pipe = nlp.get_pipe(component)
        if hasattr(pipe, "use"):
            cast(_Uses, pipe).use(vocabulary)
    cast(TopicsComponent, nlp.get_pipe("termscheck_topics")).recognise(recogniser)
    return nlp


def annotate(
    nlp: Language,
    documents: Sequence[Document],
    us: tuple[str, ...] = (),
    them: tuple[str, ...] = (),
    kind: DocumentKind | None = None,
) -> Contract:
    """The contract that `documents` make up, in order of precedence, understood; parties found in one hold in all.

    `kind` is the user's word for what kind of contract it is; without it the text decides.
    """
    segmented = [segment(document, index) for index, document in enumerate(documents)]
    known: tuple[Party, ...] = ()
    done: dict[int, Notes] = {}
    watched = any(name not in COMPONENTS for name, _ in nlp.pipeline)
    for index in _introducing_first(segmented):
        document = documents[index]
        view = folded(document.text)
        notes = Notes(document, index, segmented[index], view, us, them, known, watched)
        about = f"{document.name}: " if len(documents) > 1 else ""
        notes.notices += [
            replace(notice, message=about + notice.message) for notice in doubts(document.text, notes.words)
        ]
        doc = nlp.make_doc(view)
        mend_words(doc, view)
        doc.user_data[KEY] = notes
        for _, component in nlp.pipeline:
            doc = component(doc)
        del doc
        done[index] = notes
        if not known and any(party.role in ("us", "them") and party.evidence for party in notes.parties):
            known = tuple(notes.parties)
    return _contract(documents, [done[index] for index in range(len(documents))], kind)


def _introducing_first(segmented: Sequence[Sequence[Clause]]) -> list[int]:
    """The documents by number, the first with a parties block before all others: it says best who is who."""
    blocks = [number for number, clauses in enumerate(segmented) if any(one.kind == "parties" for one in clauses)]
    first = blocks[0] if blocks else 0
    return [first, *(number for number in range(len(segmented)) if number != first)]


def _contract(documents: Sequence[Document], all_notes: Sequence[Notes], told: DocumentKind | None) -> Contract:
    passages, propositions = _numbered_through(all_notes)
    clauses = tuple(clause for notes in all_notes for clause in notes.clauses)
    told_terms = [one for notes in all_notes for one in notes.definitions]
    views = [notes.view for notes in all_notes]
    indices = [notes.words for notes in all_notes]
    definitions, passages = with_terms(told_terms, clauses, passages, views, indices)
    parties = tuple(dict.fromkeys(party for notes in all_notes for party in notes.parties))
    kind = told or kind_of(documents, clauses, parties)
    notices = [notice for notes in all_notes for notice in notes.notices]
    notices += undefined(views, indices, definitions, parties)
    to_fill = blanks(documents)
    notices += to_fill_in(documents, clauses, to_fill)
    if kind == "unknown" and sum(document.words for document in documents) > 150:
        notices.append(
            Notice(
                "N-NOT-A-CONTRACT",
                "This does not look like a contract: no parties and hardly any clauses were found in it.",
            )
        )
    return Contract(
        documents=tuple(documents),
        clauses=clauses,
        kind=kind,
        template=is_template(to_fill),
        law=law_of(documents),
        parties=parties,
        definitions=definitions,
        references=references_across(documents, clauses, [one for notes in all_notes for one in notes.references]),
        quantities=tuple(one for notes in all_notes for one in notes.quantities),
        passages=passages,
        propositions=propositions,
        topics=tuple(one for notes in all_notes for one in notes.topics),
        notices=tuple(dict.fromkeys(notices)),
    )


def _numbered_through(all_notes: Sequence[Notes]) -> tuple[tuple[Passage, ...], tuple[Proposition, ...]]:
    """Passages numbered through all documents of the contract."""
    passages: list[Passage] = []
    propositions: list[Proposition] = []
    for notes in all_notes:
        shift = len(passages)
        passages += [replace(one, index=one.index + shift) for one in notes.passages] if shift else notes.passages
        propositions += (
            [one._replace(passage=one.passage + shift) for one in notes.propositions] if shift else notes.propositions
        )
    return tuple(passages), tuple(propositions)
