"""Words that nobody sees, letters that look like others, and other languages: read as a person reads them, and told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termscheck.annotate.doubts import as_they_look, doubts
from termscheck.annotate.index import Index
from termscheck.model import Notice
from termscheck.pipeline import check_text

CLAUSE = "The Subcontractor shall indemnify the Contractor against all losses howsoever arising."
PARTIES = 'This Sub-Contract is between ALDERGATE LIMITED (the "Contractor") and OWL TRUST (the "Subcontractor").\n'
FRENCH = "Le prestataire garantit le client contre toutes les pertes et il paie dans les soixante jours. " * 40


def told(text: str) -> list[Notice]:
    return list(doubts(text, Index(text.lower())))


def codes(text: str) -> list[str]:
    return [notice.code for notice in told(text)]


def test_a_plain_contract_raises_no_doubt() -> None:
    assert codes(CLAUSE * 60) == []


@pytest.mark.parametrize(
    ("clause", "code"),
    [
        (CLAUSE.replace("indemnify", "indem\u200bnify"), "N-CUT-WORDS"),
        (CLAUSE.replace("indemnify", "in\u00addem\ufeffnify"), "N-CUT-WORDS"),
        (CLAUSE.replace("indemnify", "indеmnify"), "N-LOOKALIKE"),  # the first e is Cyrillic
        (CLAUSE.replace("losses", "lοsses"), "N-LOOKALIKE"),  # the o is Greek
    ],
)
def test_a_disguised_word_is_understood_at_its_own_place_and_told(clause: str, code: str) -> None:
    text = f"{PARTIES}1. {clause}\n"
    review = check_text(text)
    (finding,) = [finding for finding in review.findings if finding.rule == "LIA-002"]
    assert text[finding.evidence[0].span.start : finding.evidence[0].span.end] == finding.evidence[0].text
    assert code in [notice.code for notice in review.notices]


def test_words_of_another_alphabet_are_left_alone() -> None:
    assert as_they_look("Привет, κόσμε") == "Привет, κόσμε"
    assert codes("The parties are Ромашка and Κήπος.") == []


def test_marks_of_direction_are_told() -> None:
    assert codes("The fee is \u202e001\u202c pounds.") == ["N-DIRECTION"]


def test_another_language_is_told_and_is_material() -> None:
    (notice,) = told(FRENCH)
    assert notice == Notice("N-LANGUAGE", notice.message, material=True)
    assert not check_text(FRENCH).fully_read


@given(st.text())
def test_lookalikes_are_mended_character_for_character(text: str) -> None:
    assert len(as_they_look(text)) == len(text)
    told(text)
