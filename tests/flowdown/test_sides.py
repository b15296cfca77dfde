"""Who the prime is: the party that both contracts name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termscheck.flowdown.run import flowdown
from termscheck.flowdown.sides import caveats, key, prime, shared
from termscheck.model import Contract, DocumentKind, Party, Role


def contract(*parties: tuple[str, Role], kind: DocumentKind = "sub-contract") -> Contract:
    return Contract((), (), kind=kind, parties=tuple(Party(name, (name.split()[-1],), role) for name, role in parties))


HEAD = contract(("Norvale Council", "them"), ("Aldergate Works Limited", "us"), kind="direct-contract")
SUB = contract(("ALDERGATE WORKS LTD", "them"), ("The Owl Trust", "us"), ("Norvale Council", "above"))


def test_the_prime_is_known_however_its_name_is_written() -> None:
    one = prime(HEAD, SUB)
    assert one is not None
    assert (one.head.name, one.sub.name) == ("Aldergate Works Limited", "ALDERGATE WORKS LTD")
    assert not list(caveats(HEAD, SUB))


def test_the_authority_that_both_name_is_not_the_prime() -> None:
    assert len(shared(HEAD, SUB)) == 2
    found = prime(HEAD, SUB)
    assert found is not None
    assert found.sub.role == "them"


def test_contracts_of_strangers_have_no_prime_in_common_and_that_is_said() -> None:
    other = contract(("Somebody Else Limited", "them"), ("The Owl Trust", "us"))
    assert prime(HEAD, other) is None
    (sentence,) = caveats(HEAD, other)
    assert "no prime in common" in sentence


@pytest.mark.parametrize(("head", "sub", "option"), [(contract(), SUB, "--prime"), (HEAD, contract(), "--us")])
def test_an_undecided_side_is_said_with_the_option_that_decides_it(head: Contract, sub: Contract, option: str) -> None:
    assert any("undecided" in sentence and option in sentence for sentence in caveats(head, sub))


def test_a_part_of_an_agreement_is_said_to_be_one() -> None:
    annex = contract(("Aldergate Works Limited", "us"), ("Norvale Council", "them"), kind="annex")
    assert any("schedule or annex" in sentence for sentence in caveats(annex, SUB))


@given(st.text(max_size=60))
def test_a_key_is_the_same_in_capitals_and_with_marks(name: str) -> None:
    assert key(f"  {name}, ") == key(name)
    if name.isascii():
        assert key(name.upper()) == key(name)


HEAD_TEXT = """\
AGREEMENT

This Agreement is made on 1 April 2026 between:
(1) ALDERGATE WORKS LIMITED (the “Aldergate”); and
(2) THE NORVALE TRUST BOARD (the “Norvale”).

1. General
1.1 Both parties shall act in good faith.
"""
SUB_TEXT = """\
SUB-CONTRACT

This Sub-Contract is made on 1 May 2026 between:
(1) Aldergate Works Ltd (the “Lead Provider”); and
(2) THE OWL HOUSE TRUST (the “Partner”).

1. Services
1.1 The Partner shall provide the Services. The Lead Provider shall pay the Partner within 30 days of its invoice.
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    head, sub = tmp_path / "head.txt", tmp_path / "sub.txt"
    head.write_text(HEAD_TEXT, encoding="utf-8")
    sub.write_text(SUB_TEXT, encoding="utf-8")
    return head, sub


def test_the_head_contract_is_read_again_once_the_prime_is_known(files: tuple[Path, Path]) -> None:
    head, sub = files
    made = flowdown([head], [sub])
    assert made.head.performer == "Aldergate"
    assert made.sub.payer == "Lead Provider"


def test_what_the_user_says_of_the_sides_goes_first(files: tuple[Path, Path]) -> None:
    head, sub = files
    made = flowdown([head], [sub], prime=["Norvale", "Lead Provider"], us=["Partner"])
    assert made.head.performer == "Norvale"
    assert any("no prime in common" in sentence for sentence in made.caveats)


def test_a_label_that_neither_contract_has_is_told(files: tuple[Path, Path]) -> None:
    head, sub = files
    assert "Neither contract calls anybody “Wizard”." in flowdown([head], [sub], authority=["Wizard"]).caveats
