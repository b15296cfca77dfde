"""What makes understanding fast finds what the slow way finds."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from termscheck.annotate import bounds, dates, definitions, durations, introduced, money, references, shares, tokens
from termscheck.annotate.blanks import BLANK, blanks
from termscheck.annotate.index import Index, found_at, literally
from termscheck.annotate.notes import folded
from termscheck.annotate.numbers import _START, NTH, SCALES, TENS, UNITS, lowered
from termscheck.annotate.tokens import Tokeniser
from termscheck.engine.prefilter import Prefilter, numbers
from termscheck.engine.views import View, views_of
from termscheck.model import Document, Review
from termscheck.pipeline import check_text, load_rules, understand

SAMPLE = Path(__file__).parents[2] / "samples" / "harsh-sub-contract.docx"
ENGINE = load_rules()
TEXT = folded(
    understand([SAMPLE]).documents[0].text
    + " We don't, can't and shan 't pay U.K. sums of £5, US$ 1.5m, c$20, 50p, 10km or 8 am (e.g. i.e.).\n\n\t The 1st "
    "day of May 2026, net 60, half a day, (30) days, a hundred, the last day of the next month; whichever is the "
    "greater.\n  x"
)
PIECES = st.lists(st.sampled_from([*re.findall(r"\S+\s*", TEXT), " ", "\n", "\u00a0", "don't", "(", "30", "£"]))
GREATER = f"{bounds._GREATER}|{bounds._LESSER}".split("|")
DAYS = (*TENS, *NTH)


def _spacy() -> Tokeniser:
    tokeniser = ENGINE.nlp.tokenizer
    assert isinstance(tokeniser, Tokeniser)
    return tokeniser


def _without_blanks(made: Doc) -> list[tuple[str, int, str]]:
    """What spaCy makes of a text, with white space that is no tab taken in by the word before it."""
    kept: list[tuple[str, int, str]] = []
    for token in made:
        if kept and token.text.isspace() and "\t" not in token.text:
            text, place, norm = kept[-1]
            kept[-1] = (text + token.text_with_ws, place, norm)
        else:
            kept.append((token.text_with_ws, token.idx, token.norm_))
    return kept


@pytest.mark.parametrize("most", [tokens.MOST, 20])
def test_words_are_cut_as_spacy_cuts_them(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "MOST", most)

    @given(PIECES.map("".join))
    @settings(max_examples=60, deadline=None)
    def alike(text: str) -> None:
        ours = [(token.text_with_ws, token.idx, token.norm_) for token in _spacy()(text)]
        assert ours == _without_blanks(_spacy()._words.inner(text))
        assert _spacy()(text).text == text

    alike()
    assert _spacy()(TEXT).text == TEXT


def test_the_words_of_contracts_do_not_stay_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many contracts are checked in one process; each has words of its own."""

    def contract(number: int) -> str:
        name = "".join(chr(ord("a") + int(digit)) for digit in str(10_000 + number))
        return f"1. Pay\n1.1 The Contractor shall pay {name} (the “{name.title()}”) £{number} within {number} days.\n"

    def said(number: int) -> Review:
        return check_text(contract(number), today=date(2026, 11, 22))

    def words() -> int:
        return len(_spacy()._words.vocab)

    before = [said(number).to_dict() for number in range(5)]
    monkeypatch.setattr(tokens, "MOST_WORDS", most := 1_500)
    for number in range(100, 600):
        said(number)

    assert words() < most + 100
    assert [said(number).to_dict() for number in range(5)] == before
    with ThreadPoolExecutor(4) as threads:
        assert [one.to_dict() for one in threads.map(said, range(5))] == before


INDEX = Index(lowered(TEXT))
ordinals = sorted([*INDEX.of(DAYS), *INDEX.numbers])


@pytest.mark.parametrize(
    ("pattern", "text", "places"),
    [
        *((pattern, TEXT, ordinals) for pattern in (dates._PATTERNS[0], *dates._PATTERNS[2:])),
        (dates._PATTERNS[1], TEXT, INDEX.of(dates.MONTHS)),
        (durations._ONE, INDEX.low, INDEX.of(("half", "a", "an"))),
        (durations._NTH_DAY, INDEX.low, ordinals),
        (durations._NET, INDEX.low, INDEX.of(("net", "nett"))),
        (durations._LAST_DAY, INDEX.low, INDEX.of(("last", "final", "end"))),
        (durations._DAY_OF_MONTH, INDEX.low, ordinals),
        (money._PENCE, INDEX.low, INDEX.numbers),
        (shares._NAMED, INDEX.low, INDEX.of(("half", "moiety", "a"))),
        (shares._TIMES_NAMED, INDEX.low, INDEX.of(shares.TIMES)),
        (bounds._OF_TWO, INDEX.low, INDEX.of(GREATER)),
        (bounds._WHICHEVER, INDEX.low, INDEX.of(["whichever"])),
        (references._HEAD, TEXT, INDEX.beginning(*references._HEAD_BEGINS)),
        (references._SELF, TEXT, INDEX.of(references._SELF_BEGINS)),
        (re.compile(r"\bProvider\b"), TEXT, list(literally("Provider", TEXT))),
    ],
)
def test_a_pattern_is_found_wherever_its_first_word_stands(
    pattern: re.Pattern[str], text: str, places: list[int]
) -> None:
    assert [match.span() for match in found_at(pattern, text, places)] == [m.span() for m in pattern.finditer(text)]


def test_every_sum_and_number_begins_at_a_place_that_is_tried() -> None:
    assert [one.start for one in money.by_symbol(INDEX)] == sorted(
        match.start() for pattern in (money._BY_SYMBOL, money._PENCE) for match in pattern.finditer(INDEX.low)
    )
    words = {*INDEX.numbers, *INDEX.of((*UNITS, *TENS, *SCALES, "a", "an"))}
    assert {m.start() for m in _START.finditer(INDEX.low)} <= {at - back for at in words for back in (0, 1, 2)}


TERM_PIECES = (
    *(". ", ", ", "; ", "\n", "The ", "an ", "Annual ", "Contract ", "Sum ", "of ", "to ", "Clause ", "x "),
    *("'Cap'", '"Cap" ', "Price-\n", "means ", "mean", "means", "shall mean ", "will means "),
    *("has the meaning", "has the meanings "),
)


@given(st.lists(st.sampled_from(TERM_PIECES), max_size=40).map("".join))
def test_every_term_without_quotation_marks_stands_before_what_is_looked_for(text: str) -> None:
    assert [one.span() for one in definitions._bare(text)] == [one.span() for one in definitions._BARE.finditer(text)]


LABEL_PIECES = (
    *("hereinafter ", "Hereafter, ", "thereafter ", ",", " ", "\n", "referred to herein as ", "referred to "),
    *("in this Agreement as ", "the ", '"Buyer"', "'Seller'", "called ", " and ", "Supplier", "("),
)


@given(st.lists(st.sampled_from(LABEL_PIECES), max_size=40).map("".join))
def test_every_label_after_a_name_begins_at_a_place_that_is_tried(text: str) -> None:
    found = [one.span() for one in introduced._named_after(text)]
    assert found == [one.span() for one in introduced.NAMED_AFTER.finditer(text)]


FORM_PIECES = (
    *("[", "]", "[●]", "[   ]", "[ ]", "[insert a name]", "{a_name}", "«name»", "<<insert it>>", "CLICK here to enter"),
    *(".", "...", " ", "\t", "\n", "__", "_", "…", "£", "$", "%", "per cent", "days", "dated ", "word"),
)


@given(st.lists(st.sampled_from(FORM_PIECES)).map("".join))
def test_every_blank_begins_at_a_place_that_is_tried(text: str) -> None:
    assert [(one.start, one.end) for one in blanks((Document("text", "text", "", text, ()),))] == [
        match.span() for match in BLANK.finditer(text)
    ]


def test_no_passage_in_which_a_pattern_holds_is_passed_over() -> None:
    contract = understand([SAMPLE])
    clauses = {clause.id: clause for clause in contract.clauses}
    views: list[View] = views_of(contract.passages, contract.propositions, clauses)
    prefilter = Prefilter(views, views)
    for rule in ENGINE.rule_set.rules:
        for pattern in (rule.match, rule.protection, rule.nearest, *(one for one, _ in rule.unless)):
            if pattern:
                holding = {number for number, view in enumerate(views) if pattern.find(view)}
                assert holding <= set(numbers(pattern.possible(prefilter))), rule.id
