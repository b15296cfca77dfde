"""Who the prime is: the party that both contracts name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
