"""Differences between two clauses, word by word."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from termscheck.drafts.differences import MOST_WORDS, differences, words_of

TEXTS = st.one_of(
    st.text(max_size=60), st.lists(st.sampled_from(["pay", "sixty", "days", "(", ")", ".", " ", "\n"])).map(" ".join)
)


def shown(old: str, new: str) -> tuple[str, str]:
    """The two, with what the other has not in brackets."""
    left, right = differences(words_of(old), words_of(new), {})
    return tuple("".join(p.text if p.kind == "same" else f"[{p.text}]" for p in side) for side in (left, right))


@pytest.mark.parametrize(
    ("old", "new", "left", "right"),
    [
        (
            "within sixty days of it",
            "within ninety days of it",
            "within [sixty] days of it",
            "within [ninety] days of it",
        ),
        ("pays on time", "pays", "pays [on time]", "pays"),
        ("pays, and", "pays on time, and", "pays, and", "pays [on time], and"),
        ("the Prime’s “Fee”", 'the Prime\'s "Fee"', "the Prime’s “Fee”", 'the Prime\'s "Fee"'),
        ("a\nb  c", "a b c", "a\nb  c", "a b c"),
        ("1.5% of it", "2.5% of it", "[1.5]% of it", "[2.5]% of it"),
        ("the Services", "the services", "the [Services]", "the [services]"),
        ("one day, two weeks", "ten day; six weeks", "[one] day[, two] weeks", "[ten] day[; six] weeks"),
    ],
)
def test_what_changed_is_marked(old: str, new: str, left: str, right: str) -> None:
    assert shown(old, new) == (left, right)


def test_a_word_that_is_the_same_by_chance_does_not_break_a_long_change_in_two() -> None:
    left, right = shown("pay it within ten days of receipt", "hold the money until it suits the Prime")
    assert left == "[pay it within ten days of receipt]"
    assert right == "[hold the money until it suits the Prime]"


def test_of_a_very_long_clause_sentences_are_marked() -> None:
    long = "".join(f"The Partner shall do the thing that has the number {n}. " for n in range(MOST_WORDS // 10))
    left, right = differences(words_of(long), words_of(long.replace("number 7.", "number seven.")), {})
    assert [p.text for p in left if p.kind == "out"] == ["The Partner shall do the thing that has the number 7."]
    assert [p.text for p in right if p.kind == "in"] == ["The Partner shall do the thing that has the number seven."]


at_leisure = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@at_leisure
@given(TEXTS)
def test_a_text_differs_from_itself_in_nothing(text: str) -> None:
    assert {piece.kind for side in differences(words_of(text), words_of(text), {}) for piece in side} <= {"same"}


@at_leisure
@given(TEXTS, TEXTS)
def test_no_character_is_lost_and_what_is_the_same_reads_the_same(old: str, new: str) -> None:
    left, right = differences(words_of(old), words_of(new), {})

    assert "".join(piece.text for piece in left) == old
    assert "".join(piece.text for piece in right) == new
    same = [[w.key for p in side if p.kind == "same" for w in words_of(p.text) if w.key] for side in (left, right)]
    assert same[0] == same[1]
