"""What must happen to a finding when its wording is changed in a way whose meaning is known; see `metamorphic`.

The floors hold today; where they are below what should be, the benchmark of the same name shows what goes wrong.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from termscheck.pipeline import load_rules
from tests.rules.contract_in_formats import contract_source, found_in, in_formats
from tests.rules.metamorphic import (
    AFFIRMATIONS,
    NEGATIONS,
    UNTIED,
    Kind,
    Rates,
    Wording,
    deny,
    examples,
    lists,
    measured,
)
from tests.rules.swapped_sides import swap

ENGINE = load_rules()
FLOORS: dict[Kind, tuple[float, int]] = {
    "swap": (0.95, 200),
    "denial": (0.75, 120),
    "untied": (0.5, 0),
    "list": (0.95, 120),
}
"""The share that must do as it should, and the fewest wordings that must have been made."""


@pytest.fixture(scope="module")
def rates() -> Rates:
    return measured(ENGINE, examples(ENGINE))


@pytest.mark.parametrize("kind", FLOORS)
def test_findings_go_or_stay_with_the_meaning(rates: Rates, kind: Kind) -> None:
    least, fewest = FLOORS[kind]
    wrong = "\n".join(f"{one.rule} ({one.how}): {one.text}" for one in rates.wrong[kind])

    assert rates.number(kind) >= fewest
    assert rates.rate(kind) >= least or not rates.number(kind), wrong


# --- the changes themselves -------------------------------------------------------------------------------

YOU, WE = ("you", "your", "yours"), ("we", "us", "our", "ours")


@pytest.mark.parametrize(
    ("text", "us", "them", "turned"),
    [
        (
            "The Prime's Losses shall be paid by the Partner.",
            ("Partner",),
            ("Prime",),
            "The Partner's Losses shall be paid by the Prime.",
        ),
        (
            "Prime may end this. If the Sub-Contractor objects, the Prime is right.",
            ("Sub-Contractor",),
            ("Prime",),
            "The Sub-Contractor may end this. If Prime objects, the Sub-Contractor is right.",
        ),
        ("If you fail, we may keep your fee.", YOU, WE, "If we fail, you may keep our fee."),
        ("We will pay you once we are paid.", YOU, WE, "You will pay us once you are paid."),
        ("You are liable to us; we are not liable to you.", YOU, WE, "We are liable to you; you are not liable to us."),
        ("The Council is not bound if you fail.", YOU, ("Council",), "You are not bound if the Council fails."),
        ("You agree that the Council has rights.", YOU, ("Council",), "The Council agrees that you have rights."),
        ("The Partner pays.", ("Partner",), ("Prime",), None),
        ("The Prime Contractor pays the Contractor.", ("Contractor",), ("Prime Contractor",),
         "The Contractor pays the Prime Contractor."),
    ],
)  # fmt: skip
def test_sides_change_places_with_their_possessives_and_verbs(
    text: str, us: tuple[str, ...], them: tuple[str, ...], turned: str | None
) -> None:
    assert swap(text, us, them) == turned


def wording(text: str, rule: str) -> Wording:
    (found,) = (one for one in ENGINE.rule_set.rules if one.id == rule)
    return Wording(found, text, ("Partner",), ("Prime",), ENGINE)


def test_a_statement_is_denied_before_its_act() -> None:
    denied = deny(wording("The Partner shall at all times indemnify the Prime against all losses.", "LIA-002"))

    assert denied == ("shall not", "The Partner shall not at all times indemnify the Prime against all losses.")


def test_a_sentence_is_laid_out_as_stem_and_items() -> None:
    text = "The Partner shall indemnify the Prime against all losses, damages and costs."
    made = dict(lists(wording(text, "LIA-002")))

    assert made["objects"] == (
        "1. The Partner shall indemnify the Prime against:\n(a) all losses;\n(b) damages; and\n(c) costs."
    )
    assert made["beside a neutral item"].endswith("(b) indemnify the Prime against all losses, damages and costs.")


def test_every_negation_says_what_it_applies_to() -> None:
    listed = [*NEGATIONS, *AFFIRMATIONS, *UNTIED]

    assert all(one.applies for one in listed)
    assert len({one.words for one in listed}) == len(listed)


# --- formats ----------------------------------------------------------------------------------------------


def test_text_word_and_pdf_of_one_contract_give_the_same_findings(tmp_path: Path) -> None:
    printed = shutil.which("soffice") is not None
    made = in_formats(contract_source(ENGINE, tmp_path), tmp_path, pdf=printed)
    found = {form: found_in(ENGINE, *file) for form, file in made.items()}

    assert len(found["text"]) > 20
    assert found["docx"] == found["text"]
    if not printed:
        pytest.skip("LibreOffice is not installed: text and Word agree, a PDF could not be made")
    assert found["pdf"] == found["text"]
