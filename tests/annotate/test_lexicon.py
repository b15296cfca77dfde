"""Vocabulary phrases in a text, however they are inflected, quoted and spaced."""

from __future__ import annotations

import pytest

from termscheck.annotate import build_pipeline
from termscheck.annotate.lexicon import LITERAL, Lexicon
from termscheck.annotate.vocabulary import Entry, Vocabulary

INDEMNIFY = Entry("indemnify", "act", "makes good", verbs=("indemnify", "hold ... harmless"), nouns=("indemnity",))
NEGATOR = Entry("negator", "words", "denies", phrases=("not",), excludes=("not only",))
LOSS = Entry("loss", "words", "what is lost", phrases=("loss", "loss of profit"))
LEXICON_OF = (INDEMNIFY, NEGATOR, LOSS)


def found(text: str) -> list[tuple[str, str, str]]:
    vocabulary = Vocabulary({entry.name: entry for entry in LEXICON_OF}, frozenset({LITERAL + "net of"}))
    nlp = build_pipeline(vocabulary)
    doc = nlp.make_doc(text)
    return [
        (name, form, doc[start:end].text)
        for start, end, meanings in Lexicon(nlp, vocabulary).find(doc)
        for name, form, _ in meanings
    ]


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("indemnify", "base"),
        ("indemnifies", "base"),
        ("Indemnified", "past"),
        ("INDEMNIFYING", "ing"),
        ("indemnity", "noun"),
        ("indemnities", "noun"),
    ],
)
def test_a_word_is_found_however_it_is_inflected_and_written(word: str, form: str) -> None:
    assert found(f"X {word} Y") == [("indemnify", form, word)]


def test_a_phrase_with_a_gap_is_found_across_a_few_words_and_no_further() -> None:
    assert [one[2] for one in found("shall hold the Prime and its group harmless")] == [
        "hold the Prime and its group harmless"
    ]
    assert not found("shall hold " + "very " * 30 + "harmless")


def test_a_look_alike_does_not_count() -> None:
    assert [one[0] for one in found("not")] == ["negator"]
    assert not found("not only")


def test_a_form_of_a_word_can_be_left_out() -> None:
    paying = Entry("pay", "act", "gives money", verbs=("pay",), excludes=("paying",))
    vocabulary = Vocabulary({"pay": paying, "loss": LOSS}, frozenset({LITERAL + "paying"}))
    nlp = build_pipeline(vocabulary)
    found = Lexicon(nlp, vocabulary).find(nlp.make_doc("paying pays loss"))
    assert [(one.start, [name for name, _, _ in one.meanings]) for one in found] == [
        (0, ["=paying"]), (1, ["pay"]), (2, ["loss"])
    ]  # fmt: skip


def test_of_phrases_with_a_gap_that_end_together_the_one_that_begins_with_more_words_counts() -> None:
    take = Entry("take", "act", "takes", verbs=("take ... over",), phrases=("take it ... over",))
    vocabulary = Vocabulary({"take": take})
    nlp = build_pipeline(vocabulary)
    (found,) = Lexicon(nlp, vocabulary).find(nlp.make_doc("take it all over"))
    assert (found.start, found.end, [form for _, form, _ in found.meanings]) == (0, 4, ["phrase"])


def test_of_overlapping_phrases_of_one_vocabulary_only_the_longest_counts() -> None:
    assert [one[2] for one in found("loss of profit and loss")] == ["loss of profit", "loss"]


def test_the_literals_of_patterns_are_found_too() -> None:
    assert found("paid net of tax") == [("=net of", "phrase", "net of")]


def test_a_word_within_another_is_not_found() -> None:
    assert not found("glossary notable")


@pytest.mark.parametrize("blank", ["\n", "     ", " \n   "])
def test_a_phrase_goes_on_over_the_end_of_a_line_and_wide_blanks(blank: str) -> None:
    assert found(f"loss of{blank}profit") == [("loss", "phrase", f"loss of{blank}profit")]
    assert found(f"hold{blank}the Prime{blank}harmless")[0][0] == "indemnify"


def test_a_phrase_ends_with_its_cell() -> None:
    assert found("loss of\tprofit") == [("loss", "phrase", "loss")]
