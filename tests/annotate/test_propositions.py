"""What a sentence says of whom: the statements that rules see."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from termscheck.model import Contract, Proposition

Understand = Callable[..., Contract]


def statements(contract: Contract, act: str) -> list[Proposition]:
    return [one for one in contract.propositions if one.act == act]


def the_one(contract: Contract, act: str) -> Proposition:
    (one,) = statements(contract, act)
    return one


@pytest.mark.parametrize(
    ("text", "act", "mode", "bearer", "counterparty"),
    [
        ("The Subcontractor shall indemnify the Contractor.", "indemnify", "duty", "us", "them"),
        ("The Contractor shall be indemnified by the Subcontractor.", "indemnify", "duty", "us", "them"),
        ("The Contractor shall indemnify the Subcontractor.", "indemnify", "duty", "them", "us"),
        ("You shall indemnify us. We may terminate.", "indemnify", "duty", "us", "them"),
        ("Each party shall indemnify the other.", "indemnify", "duty", "both", "both"),
        ("The indemnity given by the Subcontractor to the Contractor", "indemnify", "state", "us", "them"),
        ("The Contractor shall pay the Subcontractor.", "pay", "duty", "them", "us"),
        ("The Subcontractor shall be paid by the Contractor.", "pay", "duty", "them", "us"),
        ("The Subcontractor's fee shall be repaid to the Contractor.", "repay", "duty", "us", "them"),
        ("The payment by the Contractor to the Subcontractor of the Charges.", "pay", "state", "them", "us"),
        ("The Contractor may terminate this Agreement.", "terminate", "right", "them", "us"),
        ("The Contractor is entitled to terminate this Agreement.", "terminate", "right", "them", "us"),
        ("Either party may terminate this Agreement.", "terminate", "right", "both", "both"),
        (
            "The Subcontractor shall on demand, however made, indemnify the Contractor.",
            "indemnify",
            "duty",
            "us",
            "them",
        ),
    ],
)
def test_an_affirmative_statement(
    understand: Understand, text: str, act: str, mode: str, bearer: str, counterparty: str
) -> None:
    one = the_one(understand(text), act)

    assert (one.mode, one.bearer, one.counterparty, one.negated) == (mode, bearer, counterparty, False)


@pytest.mark.parametrize(
    ("text", "act", "bearer"),
    [
        ("The Subcontractor shall not be required to indemnify the Contractor.", "indemnify", "us"),
        ("The Subcontractor shall not indemnify the Contractor.", "indemnify", "us"),
        ("Neither party may terminate this Agreement.", "terminate", "both"),
        ("Neither party shall indemnify the other.", "indemnify", "both"),
        ("The Contractor may not terminate this Agreement.", "terminate", "them"),
        ("In no event may the Contractor terminate this Agreement.", "terminate", "them"),
        ("The Contractor shall not pay the Subcontractor.", "pay", "them"),
    ],
)
def test_a_denial_is_negated(understand: Understand, text: str, act: str, bearer: str) -> None:
    one = the_one(understand(text), act)

    assert (one.bearer, one.negated) == (bearer, True)


def test_shall_not_be_required_releases_and_may_not_prohibits(understand: Understand) -> None:
    released = the_one(understand("The Subcontractor shall not be required to indemnify the Contractor."), "indemnify")
    forbidden = the_one(understand("The Contractor may not terminate this Agreement."), "terminate")

    assert (released.mode, forbidden.mode) == ("release", "prohibition")


def test_a_denial_in_a_condition_is_not_one_of_the_main_clause(understand: Understand) -> None:
    one = the_one(understand("If an outcome is not sustained, the Outcome Fee shall be refunded."), "repay")

    assert (one.negated, [gate.kind for gate in one.gates]) == (False, ["condition"])


@pytest.mark.parametrize(
    ("text", "negated", "gate"),
    [
        (
            "No sum shall be payable to the Subcontractor unless the Authority has paid.",
            True,
            "suspension",
        ),
        ("The Contractor shall pay the Subcontractor whether or not the Authority has paid it.", False, "concession"),
        ("The Contractor shall pay the Subcontractor if the Authority has paid the Contractor.", False, "condition"),
    ],
)
def test_an_act_waits_for_its_gate(understand: Understand, text: str, negated: bool, gate: str) -> None:
    first = statements(understand(text), "pay")[0]

    assert first.counterparty == "us"
    assert first.negated is negated
    assert [one.kind for one in first.gates] == [gate]


def test_a_duration_measures_the_act_it_stands_with(understand: Understand) -> None:
    one = the_one(understand("The Contractor shall pay the Subcontractor within 60 days."), "pay")

    assert [(hit.vocabulary, hit.value) for hit in one.quantities] == [("duration", 60.0)]


def test_the_items_of_a_list_share_the_bearer_of_its_stem(understand: Understand) -> None:
    contract = understand(
        "1. Duties\n1.1 The Subcontractor shall:\n(a) indemnify the Contractor; and\n(b) pay the Contractor.\n"
    )

    for act in ("indemnify", "pay"):
        one = the_one(contract, act)
        assert (one.mode, one.bearer, one.counterparty) == ("duty", "us", "them")


def test_a_statement_stands_within_its_passage_and_its_act_within_it(understand: Understand) -> None:
    contract = understand("The Subcontractor shall indemnify the Contractor; it shall pay it within 30 days.")

    for one in contract.propositions:
        tokens = contract.passages[one.passage].tokens
        assert 0 <= one.start <= one.act_start < one.act_end <= one.end <= len(tokens)
