"""Every way in which a contract says who it is between; all names are invented."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from termscheck.model import Contract, Party
from termscheck.pipeline import load_rules
from termscheck.readers import read_text
from tests.benchmarks.parties import parties_of

Understand = Callable[..., Contract]
TERMS = "\n1. Services\n1.1 The {us} shall provide the Services.\n1.2 The {them} shall pay the Charges to the {us}.\n"
PAYING = TERMS.format(us="Supplier", them="Purchaser")
INTRODUCED = [
    # numbered parties block
    "AGREEMENT\nDATED 3 May 2031\nPARTIES\n(1) VANTER RAIL LIMITED (company no 01234567) whose"
    " registered office is at 1 Low Street,"
    " Westmere (the “Purchaser”); and\n(2) OWL HOUSE WORKS LLP of 12 High Street, Westmere (the “Supplier”).\n",
    # prose
    "SUPPLY AGREEMENT\nThis Agreement is made as of May 3, 2031 by and between Vanter Rail Limited,"
    " a company of Westmere with its"
    " offices at 1900 Low Street (“Purchaser”), and Owl House Works LLP, a partnership (“Supplier”).\n",
    # flattened to one line, after an exhibit number and a title
    "Exhibit 10.1 SUPPLY AGREEMENT This Supply Agreement (“Agreement”) dated May 3, 2031 is between Vanter Rail Limited"
    " (the “Purchaser”), a company of Westmere, and Owl House Works LLP (the “Supplier”), a partnership.\n",
    # hereinafter, in and out of brackets, without quotation marks
    "AGREEMENT between Vanter Rail Limited (hereinafter referred to as Purchaser) and Owl House"
    " Works LLP, hereinafter called"
    " the “Supplier”.\n",
    "AGREEMENT between\nVanter Rail Limited (the Purchaser) and\nOwl House Works LLP (the Supplier).\n",
    "AGREEMENT between Vanter Rail Limited ('the Purchaser') and Owl House Works LLP ('the Supplier').\n",
    # several labels
    "AGREEMENT between Vanter Rail Limited (“Vanter” or the “Purchaser”) and Owl House Works LLP"
    " (“Supplier” or “Owl House”).\n",
    # rows of a cover page or order form
    "ORDER FORM\nPurchaser: Vanter Rail Limited\nSupplier: Owl House Works LLP\n",
    "ORDER FORM\nPurchaser Name: Vanter Rail Limited\nSupplier's name: Owl House Works LLP\n",
    "ORDER FORM\nParty A (Purchaser): Vanter Rail Limited Address: 1 Low Street\nParty B"
    " (Supplier): Owl House Works LLP\n",
    # definitions
    "TERMS\n“Purchaser” means Vanter Rail Limited;\n“Supplier” means Owl House Works LLP;\n",
    # labels after other words
    "AGREEMENT between Vanter Rail Limited, a company of Westmere, referred to in this Agreement as “Purchaser” or"
    " “Vanter”, and Owl House Works LLP, a partnership of Westmere, referred to herein as the “Supplier”.\n",
]


def named(contract: Contract) -> dict[str, Party]:
    """Parties by each of their labels."""
    return {label: party for party in contract.parties for label in party.labels}


@pytest.mark.parametrize("front", INTRODUCED)
def test_names_labels_and_sides_are_found_however_the_parties_are_introduced(
    understand: Understand, front: str
) -> None:
    found = named(understand(front + PAYING))

    assert (found["Purchaser"].name.casefold(), found["Purchaser"].role) == ("vanter rail limited", "them")
    assert (found["Supplier"].name.casefold(), found["Supplier"].role) == ("owl house works llp", "us")


@pytest.mark.parametrize("front", INTRODUCED)
def test_every_party_says_by_what_words_it_was_found(understand: Understand, front: str) -> None:
    contract = understand(front + PAYING)

    for party in contract.parties:
        assert party.evidence
        assert all(contract.quote(span).strip() for span in party.evidence)


def test_the_words_that_decided_are_kept(understand: Understand) -> None:
    contract = understand(INTRODUCED[0] + PAYING)

    quotes = {party.role: " ".join(contract.quote(span) for span in party.evidence) for party in contract.parties}
    assert "Supplier shall provide the Services" in quotes["us"]
    assert "Purchaser shall pay the Charges" in quotes["them"]


def test_all_aliases_are_labels(understand: Understand) -> None:
    found = named(understand(INTRODUCED[6] + PAYING))

    assert found["Vanter"] == found["Purchaser"]
    assert found["Owl House"] == found["Supplier"]


@pytest.mark.parametrize(
    "thing",
    [
        "for the delivery of a programme known as “Springboard”",
        "for software called “Springboard”",
        "for software referred to herein as “Springboard”",
    ],
)
def test_what_a_contract_is_about_is_no_label_of_a_party(understand: Understand, thing: str) -> None:
    found = named(understand(f"AGREEMENT between Vanter Rail Limited (the “Purchaser”) and Owl House Works LLP (the "
                             f"“Supplier”), {thing}.\n" + PAYING))  # fmt: skip

    assert (found["Purchaser"].name, found["Supplier"].name) == ("Vanter Rail Limited", "Owl House Works LLP")
    assert "Springboard" not in found


def test_names_serve_as_labels(understand: Understand) -> None:
    contract = understand(
        "AGREEMENT between Vanter Rail Limited (“Vanter”) and Owl House Works LLP (“Owl House”).\n"
        "1. Work\n1.1 Owl House shall deliver the Goods.\n1.2 Fees are payable to Owl House by Vanter.\n"
    )

    assert {party.role: party.labels for party in contract.parties} == {"us": ("Owl House",), "them": ("Vanter",)}


def test_parties_without_labels_are_called_by_their_names(understand: Understand) -> None:
    contract = understand(
        "HOSTING AGREEMENT\nThis is an agreement between Vanter Rail Limited and Owl House LLP.\n"
        "Owl House will provide the Services. Vanter Rail will pay Owl House monthly. Vanter Rail may"
        " inspect the Services."
        " Owl House will invoice Vanter Rail.\n"
    )

    assert {party.role: party.name for party in contract.parties} == {
        "us": "Owl House LLP",
        "them": "Vanter Rail Limited",
    }


def test_signatures_are_the_last_source(understand: Understand) -> None:
    contract = understand(
        "TERMS\n1. Work\n1.1 Owl House shall perform the Services for Vanter.\n1.2 Vanter shall pay Owl"
        " House. Owl House shall"
        " invoice Vanter. Vanter shall pay.\n\nSigned for and on behalf of Vanter Limited by:\n\n"
        "Signed for and on behalf of Owl House LLP by:\n"
    )

    assert {party.role: party.name for party in contract.parties} == {"us": "Owl House LLP", "them": "Vanter Limited"}


def test_an_authority_named_in_a_recital_stands_above(understand: Understand) -> None:
    contract = understand(
        "SUB-CONTRACT\nPARTIES\n(1) VANTER RAIL LIMITED (the “Lead Provider”); and\n(2) OWL HOUSE TRUST"
        " (the “Delivery Partner”).\n"
        "BACKGROUND\n(A) The Lead Provider has a contract with the Department for Lighthouses (the “Department”).\n"
        "1. Services\n1.1 The Delivery Partner shall provide the Services.\n"
        "1.2 The Department may inspect the Services.\n"
    )
    found = named(contract)

    assert (found["Department"].name, found["Department"].role) == ("Department for Lighthouses", "above")
    assert (found["Delivery Partner"].role, found["Lead Provider"].role) == ("us", "them")


def test_an_authority_among_the_parties_of_a_chain_stands_above(understand: Understand) -> None:
    contract = understand(
        "AGREEMENT between:\n(1) THE COUNCIL OF WESTMERE (the “Authority”);\n(2) VANTER RAIL LIMITED"
        " (the “Contractor”); and\n"
        "(3) OWL HOUSE TRUST (the “Sub-Contractor”).\n1. Work\n1.1 The Sub-Contractor shall perform the Services.\n"
    )

    assert {label: party.role for label, party in named(contract).items()} == {
        "Authority": "above",
        "Contractor": "them",
        "Sub-Contractor": "us",
    }


def test_several_parties_share_the_side_of_the_label_they_are_given_together(understand: Understand) -> None:
    contract = understand(
        "AGREEMENT between:\n(1) VANTER RAIL LIMITED (the “Purchaser”);\n(2) OWL HOUSE LLP (“Owl House”); and\n"
        "(3) HERON WORKS LIMITED (“Heron”) (together the “Suppliers”).\n"
        "1. Work\n1.1 The Suppliers shall deliver the Goods.\n1.2 The Purchaser shall pay the Suppliers.\n"
    )
    found = named(contract)

    assert [found[label].role for label in ("Purchaser", "Owl House", "Heron", "Suppliers")] == [
        "them",
        "us",
        "us",
        "us",
    ]


def test_defined_words_between_the_parties_are_no_parties(understand: Understand) -> None:
    contract = understand(
        "This Agreement (the “Agreement”) dated 3 May 2031 (the “Effective Date”) is between Vanter"
        " Rail Limited (“Customer”) and"
        " Owl House LLP (“Supplier”) for the products in Annex A (the “Products”), each a “Party”.\n"
        "1. Work\n1.1 Supplier shall deliver the Products to Customer.\n"
    )

    assert set(named(contract)) == {"Customer", "Supplier"}


def test_the_prime_may_be_called_supplier_and_the_sub_contractor_provider(understand: Understand) -> None:
    contract = understand(
        "SUB-CONTRACT between VANTER RAIL LIMITED (the “Supplier”) and OWL HOUSE TRUST (the “Provider”).\n"
        "1. Work\n1.1 The Provider shall perform the Services and shall invoice the Supplier monthly.\n"
        "1.2 The Supplier shall pay the Provider.\n"
    )

    assert {label: party.role for label, party in named(contract).items()} == {"Supplier": "them", "Provider": "us"}


LONG_TERMS = "We will provide the Services to you. You must pay our charges. We will invoice you each month.\n"


def test_we_are_the_seller_where_a_long_text_says_that_you_pay(understand: Understand) -> None:
    contract = understand("TERMS OF BUSINESS\n" + LONG_TERMS * 70)

    assert (named(contract)["we"].role, named(contract)["you"].role) == ("us", "them")


def test_we_and_you_may_be_introduced(understand: Understand) -> None:
    contract = understand(
        "This agreement is between Vanter Rail Limited (“we”, “us” or “our”) and Owl House LLP (“you” or “your”).\n"
        "1. Work\n1.1 You will provide the Services. 1.2 We will pay you. You will invoice us.\n"
    )
    found = named(contract)

    assert (found["we"].name, found["we"].role) == ("Vanter Rail Limited", "them")
    assert (found["you"].name, found["you"].role) == ("Owl House LLP", "us")


BOTH_WAYS = (
    "AGREEMENT between Vanter Rail Limited (“Vanter”) and Owl House LLP (“Owl House”).\n1. Work\n"
    + "1.1 Owl House shall provide the Services to Vanter. Owl House shall pay the fees to Vanter.\n" * 6
)


def test_money_and_work_that_contradict_each_other_are_no_plain_answer(understand: Understand) -> None:
    told = [notice.message for notice in understand(BOTH_WAYS).notices if notice.code == "N-ROLES"]

    assert len(told) == 1
    assert "does not say plainly who performs and who pays" in told[0]
    assert "if you are Owl House LLP, say so" in told[0]


def test_of_three_parties_that_come_out_level_none_is_taken_for_a_side(understand: Understand) -> None:
    third = BOTH_WAYS.replace(
        " and Owl House LLP (“Owl House”)", ", Owl House LLP (“Owl House”) and Heron Ltd (“Heron”)"
    )
    level = "1.2 Heron shall read what Owl House and Vanter write.\n" * 6
    found = named(understand(third + level + "1.3 Vanter shall provide the Goods. Vanter shall pay the fees.\n" * 6))

    assert found["Heron"].role not in ("us", "them")


def test_parties_of_whom_the_same_is_said_are_undecided(understand: Understand) -> None:
    one, other = "Vanter shall help Owl House.", "Owl House shall help Vanter."
    both = f"1.1 {one} {other}\n1.2 {other} {one}\n" * 6
    contract = understand(BOTH_WAYS.split("1.1", maxsplit=1)[0] + both)

    assert {party.role for party in contract.parties} == {"undecided"}
    assert "It is not clear" in " ".join(notice.message for notice in contract.notices)


OTHER_WORDS = (
    "AGREEMENT between Vanter Rail Limited (“Vanter”) and Owl House LLP (“Owl House”).\n1. Campaign\n"
    + "1.1 What is requested by Vanter Owl House will use. Owl House reserves its name. Vanter fails at times.\n" * 8
)
"""Nothing in it is a deed that the vocabularies of work and money know."""


def test_where_no_deed_tells_who_performs_all_that_is_said_of_the_parties_does(understand: Understand) -> None:
    contract = understand(OTHER_WORDS)
    found = named(contract)

    assert (found["Owl House"].role, found["Vanter"].role) == ("us", "them")
    assert "does not say plainly" in " ".join(notice.message for notice in contract.notices)


@pytest.mark.parametrize(
    ("opening", "labels"),
    [
        ("between Vanter Rail Limited (“Vanter’s”) and Owl House LLP (“Owl House”)", {"Vanter's", "Owl House"}),
        ("between quayweb.com, Inc. (“quayweb”) and Owl House LLP (“Owl House”)", {"quayweb", "Owl House"}),
        ("between Vanter Rail Limited, (“Vanter”), Owl House LLP (“Owl House”)", {"Vanter", "Owl House"}),
        ("between PIER 1  RAIL Limited (“PIER  1”) and Owl House LLP (“Affiliate”)", {"PIER 1", "Affiliate"}),
        (
            "between the TOWN OF ALDER, KENT, a Kent body (“Grantor”) and Owl House LLP (“Grantee”)",
            {"Grantor", "Grantee"},
        ),
        ("between Vanter Rail Limited (“Licensor”) and Owl House LLP (“Licensee”)", {"Licensor", "Licensee"}),
    ],
)
def test_labels_are_read_however_they_are_written(understand: Understand, opening: str, labels: set[str]) -> None:
    first, second = sorted(labels)
    uses = f"1.1 {first.upper()} shall help {second}. {second} shall help {first.upper()}.\n" * 6

    assert labels <= set(named(understand(f"This AGREEMENT is made {opening}.\n1. Help\n{uses}")))


def test_the_user_decides_what_the_text_leaves_open(understand: Understand) -> None:
    found = named(understand(BOTH_WAYS, us=("Vanter",)))

    assert (found["Vanter"].role, found["Owl House"].role) == ("us", "them")


def test_the_user_may_name_a_label_that_nothing_introduces(understand: Understand) -> None:
    found = named(understand(INTRODUCED[0] + PAYING + "1.3 The Haulier shall collect the Goods.\n", us=("Haulier",)))

    assert found["Haulier"].role == "us"
    assert found["Supplier"].role != "us"


def test_opposite_overrides_are_both_kept(understand: Understand) -> None:
    found = named(understand(INTRODUCED[0] + PAYING, us=("the purchaser",), them=("SUPPLIER",)))

    assert (found["Purchaser"].role, found["Supplier"].role) == ("us", "them")


PIECES = st.sampled_from(
    [
        "between ",
        "(the “Supplier”)",
        "(“",
        "”)",
        "hereinafter ",
        "called ",
        " and ",
        "A Limited",
        ", a company",
        "(",
        ")",
        "Party A: ",
        "\n",
        "X",
        "1. ",
        "PARTIES\n",
        "means ",
        "we ",
        "you ",
        "shall pay ",
        "on behalf of ",
        "  ",
        "é",
        "Supplier",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join)))
def test_any_text_has_parties_or_none(text: str) -> None:
    if not text.strip():
        return
    for party in parties_of(read_text(text, "any.txt", "")):
        assert party.name
        assert all(0 <= span.start <= span.end <= len(text) for span in party.evidence)


@pytest.mark.parametrize(
    "piece",
    [
        "(“A1 b”) ",
        "between A and ",
        "hereinafter the ",
        "Party A: X Limited  ",
        "((( “",
        "and Supplier shall pay ",
        "A ",
        "a-a ",
        "“we” ",
        "on behalf of A",
        "Supplier means A Limited\n",
        "The X shall ",
        "(the Y) ",
    ],
)
def test_time_grows_with_length_only(piece: str) -> None:
    load_rules()
    short, long = piece * (20_000 // len(piece)), piece * (80_000 // len(piece))

    def seconds(text: str) -> float:
        start = process_time()
        parties_of(read_text(text, "long.txt", ""))
        return process_time() - start

    seconds(short)
    assert seconds(long) < 12 * seconds(short) + 1
