"""Components of others in the pipeline, who see a spaCy Doc."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from termscheck.annotate import annotate, build_pipeline
from termscheck.engine.topics import TopicRules
from termscheck.pipeline import load_rules
from termscheck.readers import read_text

TEXT = """\
1. Payment
1.1 The Contractor shall pay the Subcontractor within 30 days.
1.2 The Subcontractor shall indemnify the Contractor against all losses.
"""


def test_a_component_of_others_sees_what_was_found_as_spans() -> None:
    seen: dict[str, list[str]] = {}

    @Language.component("watching")
    def watching(doc: Doc) -> Doc:
        seen.update({key: [span.text for span in group] for key, group in doc.spans.items()})
        return doc

    rule_set = load_rules().rule_set
    nlp = build_pipeline(rule_set.vocabulary, TopicRules(rule_set.topics))
    nlp.add_pipe("watching")
    annotate(nlp, [read_text(TEXT, "contract.txt", "")])

    assert set(seen) == {"clauses", "sentences", "parties", "quantities", "topics"}
    assert seen["quantities"] == ["30 days"]
    assert [text.strip() for text in seen["sentences"][1:]] == [
        line.partition(" ")[2] for line in TEXT.splitlines()[1:]
    ]
    assert "Contractor" in seen["parties"]
