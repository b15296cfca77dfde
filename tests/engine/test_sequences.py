"""The `words` pattern: what it stands for and where it is found."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termscheck.annotate.lexicon import LITERAL
from termscheck.engine.sequences import GAP, MOST_STEPS, MOST_VARIANTS, PatternError, find, parse
from termscheck.model import Hit

SIGNS = [
    "{us}",
    "{them}",
    "{duration > 30}",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "|",
    "...",
    "may",
    "end",
    "{Us}",
    "{a >}",
    ">",
]


def found(
    pattern: str, text: str, *, borders: tuple[int, ...] = (), values: dict[int, float] | None = None
) -> list[tuple[int, int]]:
    """Where a pattern stands in a text, in words: `{us}` stands for the word "us", articles are "the"."""
    words = text.split()
    runs = set()
    for sequence in parse(pattern):
        hits: dict[str, list[Hit]] = {}
        for name in {name for element in sequence for name in element.vocabularies}:
            phrase = name.removeprefix(LITERAL).split()
            places = (n for n in range(len(words)) if words[n : n + len(phrase)] == phrase)
            hits[name] = [Hit(name, n, n + len(phrase), value=(values or {}).get(n, 0.0)) for n in places]
        articles = frozenset(n for n, word in enumerate(words) if word == "the")
        runs |= {(run.start, run.end) for run in find(sequence, hits, articles, borders, 0, len(words))}
    return sorted(runs)


@pytest.mark.parametrize(
    ("pattern", "text", "places"),
    [
        ("net of", "paid net of tax", [(1, 3)]),
        ("{us} pay", "us pay", [(0, 2)]),
        ("{us} pay", "us must pay", []),
        ("{us} pay", "us the pay", [(0, 3)]),
        ("{us} ... pay", "us must then pay", [(0, 4)]),
        ("{us} ... pay", "us pay", [(0, 2)]),
        ("{us} ... pay", "pay us", []),
        ("{us} [must] pay", "us pay", [(0, 2)]),
        ("{us} [must] pay", "us must pay", [(0, 3)]),
        ("{us} (may | can) end", "us can end", [(0, 3)]),
        ("{us} (may | can) end", "us may can end", []),
        ("({us} | {them} [only]) end", "them only end", [(0, 3)]),
        ("{us} pay", "us pay us pay", [(0, 2), (2, 4)]),
    ],
)
def test_words_stand_in_order_with_only_articles_between(
    pattern: str, text: str, places: list[tuple[int, int]]
) -> None:
    assert found(pattern, text) == places


def test_the_leftmost_start_is_taken_and_then_the_shortest_run() -> None:
    assert found("{us} ... pay", "us x pay y pay") == [(0, 3)]
    assert found("{us} ... pay", "us us pay") == [(0, 3)]


@pytest.mark.parametrize(("between", "places"), [(GAP, 1), (GAP + 1, 0)])
def test_a_gap_has_a_longest_width(between: int, places: int) -> None:
    assert len(found("{us} ... pay", f"us {'x ' * between}pay")) == places


def test_a_gap_does_not_cross_a_border() -> None:
    assert found("{us} ... pay", "us x ; x pay", borders=(2,)) == []
    assert found("{us} ... pay", "us pay ; x", borders=(2,)) == [(0, 2)]


def test_a_first_choice_that_leads_nowhere_is_given_up_for_a_later_one() -> None:
    assert found("{us} ... pay now", "us pay later or pay now") == [(0, 6)]
    assert found("{us} ... {them} end", "us them x them end") == [(0, 5)]


@pytest.mark.parametrize(
    ("sign", "holds"), [("> 30", False), (">= 30", True), ("< 30", False), ("<= 30", True), ("> 29.5", True)]
)
def test_a_quantity_is_compared(sign: str, holds: bool) -> None:
    assert bool(found(f"within {{duration {sign}}}", "within duration", values={1: 30.0})) is holds


@pytest.mark.parametrize("pattern", ["", "  ", "[may]", "( | may)"])
def test_a_pattern_that_could_match_nothing_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        parse(pattern)


@pytest.mark.parametrize(
    "pattern",
    ["(may", "may)", "[may", "may]", "(may]", "{us", "us}", "{US}", "{duration > many}", "{duration > 1.2.3}", "{}"],
)
def test_a_pattern_that_cannot_be_read_is_refused_and_quoted(pattern: str) -> None:
    with pytest.raises(PatternError):
        parse(pattern)


def test_a_pattern_stands_for_a_bounded_number_of_wordings() -> None:
    ((words,),) = parse(" ".join(["(a | b)"] * 9))
    assert len(words.vocabularies) == MOST_VARIANTS
    with pytest.raises(PatternError, match=re.escape(str(MOST_VARIANTS))):
        parse(" ".join(["(a | b)"] * 10))


def test_sequences_that_differ_in_one_step_are_one_with_a_choice() -> None:
    ((first, second),) = parse("({us} | {them}) (may | can | must)")
    assert first.vocabularies == {"us", "them"}
    assert second.vocabularies == {LITERAL + word for word in ("may", "can", "must")}
    assert len(parse("{us} may | {them} must")) == 2


def test_a_choice_hides_no_run_that_begins_with_other_words_of_it() -> None:
    assert found("(us | them) ... pay", "us x them y pay") == [(0, 5), (2, 5)]
    assert found("us ... (pay | settle)", "us x pay y settle") == [(0, 3), (0, 5)]
    assert found("us ... (may | can) ... (pay | settle)", "us may pay y settle") == [(0, 3), (0, 5)]


def test_a_pattern_asks_for_a_bounded_number_of_things() -> None:
    assert parse("{us} " * MOST_STEPS)
    with pytest.raises(PatternError, match=str(MOST_STEPS)):
        parse("(a | b) {us} " * 9 + "{us} " * 2_000)


def test_a_deeply_nested_pattern_is_refused() -> None:
    with pytest.raises(PatternError):
        parse("(" * 5_000 + "may" + ")" * 5_000)


@given(st.lists(st.sampled_from(SIGNS) | st.text(max_size=3), max_size=10).map(" ".join))
def test_any_text_is_a_pattern_or_refused_as_one(text: str) -> None:
    try:
        sequences = parse(text)
    except PatternError:
        return
    assert sequences
    assert all(sequences)
