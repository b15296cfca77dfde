"""The topics: every example that one carries, and what must hold of them as a whole."""

from __future__ import annotations

import pytest

from termscheck import check_text
from termscheck.authoring.examples import Example, run_topic_example, topic_examples_of
from termscheck.content import bundled
from termscheck.pipeline import load_rules

ENGINE = load_rules()
TOPICS = ENGINE.rule_set.topics
EXAMPLES = [
    pytest.param(example, id=f"{example.rule}[{'flags' if example.fires else 'passes'}-{example.number}]")
    for topic in TOPICS
    for example in topic_examples_of(topic)
]
CLAUSES = """\
1. Insurance
1.1 Each policy shall be kept in force for two years.
2. Payment
2.1 The Contractor shall pay each invoice within 30 days. The sky is blue and the grass is green.
3. Assignment
3.1 Neither party may assign this Agreement without the consent of the other.
"""


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_topic_does_with_its_example_as_the_example_says(example: Example) -> None:
    assert not run_topic_example(ENGINE, example).problem, example.text


def test_the_ten_topics_that_lawyers_marked_in_real_contracts_are_among_them() -> None:
    wanted = {
        *("liability-cap", "uncapped-liability", "liquidated-damages", "insurance", "termination-for-convenience"),
        *("assignment", "audit", "minimum-commitment", "exclusivity", "non-compete"),
    }
    assert wanted <= {topic.name for topic in TOPICS}


def test_a_topic_bears_the_name_of_its_file() -> None:
    files = {path.stem for path in (bundled("rules") / "topics").glob("*.yaml")}

    assert {topic.name for topic in TOPICS} == files


def test_a_topic_is_told_with_its_sentence_and_its_clause() -> None:
    told = check_text(CLAUSES).to_dict()["topics"]

    assert [(one["topic"], one["clause"], CLAUSES[one["start"] : one["end"]]) for one in told] == [
        ("insurance", "1.1", "Each policy shall be kept in force for two years."),
        ("payment", "2.1", "The Contractor shall pay each invoice within 30 days."),
        ("assignment", "3.1", "Neither party may assign this Agreement without the consent of the other."),
    ]
