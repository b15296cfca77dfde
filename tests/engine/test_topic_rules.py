"""What topic rules see, and what is wrong with their files."""

from __future__ import annotations

from pathlib import Path

import pytest

from termscheck.annotate import annotate, build_pipeline
from termscheck.engine.loader import load
from termscheck.engine.topics import TopicRules
from termscheck.errors import RuleError
from termscheck.model import Contract
from termscheck.readers import read_text

TOPIC = """\
topic: tea
meaning: When tea is served.
match: {words: "serve ... tea"}
under:
  headings: [refreshments]
  match: {words: [biscuits, kettle]}
not_under: [definitions]
unless:
  - match: {words: "no tea"}
    because: none is served
examples:
  flags:
    - {text: The Contractor shall serve tea at four.}
    - {heading: Refreshments, text: The kettle shall be on at all times.}
  passes:
    - {text: The Contractor shall serve no tea., because: none is served}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one topic of one's own, which is right."""
    folder = tmp_path / "mine"
    (folder / "topics").mkdir(parents=True)
    (folder / "topics" / "tea.yaml").write_text(TOPIC, encoding="utf-8")
    return folder


def understood(folder: Path, text: str) -> Contract:
    rules = load([folder])
    nlp = build_pipeline(rules.vocabulary, TopicRules(rules.topics))
    return annotate(nlp, [read_text(text, "contract.txt", "")])


def about_tea(folder: Path, text: str) -> list[str]:
    contract = understood(folder, text)
    return [contract.quote(topic.span) for topic in contract.topics if topic.topic == "tea"]


def test_a_topic_of_ones_own_comes_besides_the_bundled_ones(folder: Path) -> None:
    assert {topic.name for topic in load([folder]).topics} - {topic.name for topic in load().topics} == {"tea"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Contractor shall serve tea at four.", ["The Contractor shall serve tea at four."]),
        ("The kettle shall be on at all times.", []),
        ("1. Refreshments\n1.1 The kettle shall be on at all times.", ["The kettle shall be on at all times."]),
        ("1. Definitions\n1.1 The Contractor shall serve tea at four.", []),
        ("1. Definitions\n1.1 Refreshments\n1.1.1 The kettle shall be on at all times.",
         ["The kettle shall be on at all times."]),
        ("1. Refreshments\n1.1 Definitions\n1.1.1 The kettle shall be on at all times.", []),
        ("The Contractor shall serve no tea at four.", []),
        ("1. Serve the tea\n1.1 The Contractor shall do so at four.", []),
        ("Serve tea.", []),
        ("1. The Contractor shall serve:\n(a) coffee at three every day; and\n(b) tea at four every day.",
         ["tea at four every day."]),
    ],
)  # fmt: skip
def test_what_is_about_a_topic(folder: Path, text: str, found: list[str]) -> None:
    assert about_tea(folder, text) == found


def test_without_a_recogniser_nothing_is_about_anything(folder: Path) -> None:
    nlp = build_pipeline(load([folder]).vocabulary)

    assert annotate(nlp, [read_text("The Contractor shall serve tea at four.", "contract.txt", "")]).topics == ()


def test_topics_of_several_documents_stand_in_their_own(folder: Path) -> None:
    rules = load([folder])
    nlp = build_pipeline(rules.vocabulary, TopicRules(rules.topics))
    texts = ("Nothing to see here at all.", "The Contractor shall serve tea at four.")
    contract = annotate(nlp, [read_text(text, name, name) for text, name in zip(texts, "ab", strict=True)])

    assert [(topic.topic, topic.span.document) for topic in contract.topics] == [("tea", 1)]


@pytest.mark.parametrize(
    ("right", "wrong", "line", "says"),
    [
        ("topic: tea", "topic: coffee", 1, "the file should be topics/coffee.yaml"),
        ("topic: tea", "topic: Tea", 1, "topic"),
        ("meaning: When", "meening: When", 2, "Did you mean “meaning”?"),
        ('"serve ... tea"', '"(serve ... tea"', 3, "missing"),
        ('"serve ... tea"', '"{srve} tea"', 3, "no vocabulary “srve”"),
        ("[biscuits, kettle]", '["{biscuit}"]', 6, "no vocabulary “biscuit”"),
        ("[refreshments]", "[]", 5, "headings"),
        ("not_under:", "not_undr:", 7, "Did you mean “not_under”?"),
        ('"no tea"', '"no tea)"', 9, "closes nothing"),
        (", because: none is served}", "}", 16, "“because” is missing"),
    ],
)
def test_a_fault_is_told_with_its_place(folder: Path, right: str, wrong: str, line: int, says: str) -> None:
    (folder / "topics" / "tea.yaml").write_text(TOPIC.replace(right, wrong, 1), encoding="utf-8")

    with pytest.raises(RuleError) as caught:
        load([folder])

    told = [str(fault) for fault in caught.value.faults]
    assert any(one.startswith(f"mine/topics/tea.yaml:{line}:") and says in one for one in told), told


def test_a_topic_given_twice_is_told(folder: Path) -> None:
    (folder / "topics" / "tea.yaml").rename(folder / "topics" / "audit.yaml")
    (folder / "topics" / "audit.yaml").write_text(TOPIC.replace("topic: tea", "topic: audit"), encoding="utf-8")

    with pytest.raises(RuleError, match="the topic “audit” is given twice"):
        load([folder])
