"""Topics: what each sentence is about, such as `liability-cap`.

What makes a topic is written in `rules/topics/` in the language of rules, which is not known here: whoever builds the
pipeline hands over something that recognises topics.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from spacy.language import Language
from spacy.tokens import Doc

from termscheck.annotate.notes import notes_of, show
from termscheck.model import Clause, Passage, Proposition, Topic


class Recogniser(Protocol):
    """Tells what passages are about."""

    def topics(
        self, passages: Sequence[Passage], propositions: Sequence[Proposition], clauses: Mapping[str, Clause]
    ) -> Sequence[Topic]:
        """The topics of one document's passages, by position."""
        ...


class TopicsComponent:
    """Shows `doc.spans["topics"]`: the sentences that are about something, labelled with the topic."""

    def __init__(self) -> None:
        self._recogniser: Recogniser | None = None

    def recognise(self, recogniser: Recogniser | None) -> None:
        """Takes what recognises topics; without it there are none."""
        self._recogniser = recogniser

    def __call__(self, doc: Doc) -> Doc:
        """Adds the topics of all passages to the notes."""
        if self._recogniser is not None:
            notes = notes_of(doc)
            clauses = {clause.id: clause for clause in notes.clauses}
            notes.topics += self._recogniser.topics(notes.passages, notes.propositions, clauses)
            show(doc, "topics", ((*notes.tokens(t.span.start, t.span.end), t.topic) for t in notes.topics))
        return doc


@Language.factory("termscheck_topics")
def create_topics(nlp: Language, name: str) -> TopicsComponent:
    """See `TopicsComponent`."""
    return TopicsComponent()
