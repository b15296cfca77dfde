"""Who is who: the evidence of a contract outweighs what a label usually means."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from termscheck.model import Contract

Understand = Callable[..., Contract]
SUB_CONTRACT = """\
SUB-CONTRACT
This Agreement is made between:
(1) ALDERGATE WORKS LIMITED (the “Contractor”); and
(2) THE OWL HOUSE TRUST (the “Subcontractor”).
1. Services
1.1 The Subcontractor shall provide the Services.
"""
DIRECT = """\
AGREEMENT
This Agreement is made between:
(1) THE COUNCIL OF WESTMERE (the “Authority”); and
(2) THE OWL HOUSE TRUST (the “Contractor”).
1. Services
1.1 The Contractor shall provide the Services to the Authority.
1.2 The Authority shall pay the Contractor.
"""
LEVEL = """\
AGREEMENT
This Agreement is made between:
(1) ALDERGATE LIMITED (“Aldergate”); and
(2) THE OWL HOUSE TRUST (“Owl House”).
1. General
1.1 Headings are for convenience.
"""


def sides(contract: Contract) -> dict[str, str]:
    """Role by label."""
    return {label: party.role for party in contract.parties for label in party.labels}


def codes(contract: Contract) -> set[str]:
    return {notice.code for notice in contract.notices}


def test_a_parties_block_gives_names_labels_and_sides(understand: Understand) -> None:
    contract = understand(SUB_CONTRACT)

    assert [(party.name, party.labels, party.role) for party in contract.parties] == [
        ("ALDERGATE WORKS LIMITED", ("Contractor",), "them"),
        ("THE OWL HOUSE TRUST", ("Subcontractor",), "us"),
    ]
    assert all(party.evidence for party in contract.parties)


@pytest.mark.parametrize(
    ("them", "us"), [("Franchisor", "Franchisee"), ("Company", "Sales Agent"), ("Sponsor", "Organiser")]
)
def test_a_name_says_who_performs_where_nothing_else_does(understand: Understand, them: str, us: str) -> None:
    named = LEVEL.replace("(“Aldergate”)", f"(the “{them}”)").replace("(“Owl House”)", f"(the “{us}”)")
    assert sides(understand(named)) == {them: "them", us: "us"}


def test_an_affiliate_is_no_side_by_its_name(understand: Understand) -> None:
    text = "1. Use\n1.1 The Customer and each Affiliate may use the Software.\n1.2 “Affiliate” means a group company.\n"
    assert sides(understand(text)).get("Affiliate") in (None, "other", "undecided")


def test_the_contractor_is_us_where_it_performs_for_an_authority_that_pays(understand: Understand) -> None:
    assert sides(understand(DIRECT)) == {"Authority": "them", "Contractor": "us"}


def test_in_plain_english_we_are_the_drafter_and_you_the_reader(understand: Understand) -> None:
    found = sides(understand("We will pay you when your work is done."))

    assert (found["we"], found["you"], found["your"]) == ("them", "us", "us")


@pytest.mark.parametrize(
    ("text", "us", "them"),
    [
        ("The Prime shall pay the Partner.", "Partner", "Prime"),
        ("The Lead Provider shall pay the Delivery Partner.", "Delivery Partner", "Lead Provider"),
        ("The Contractor shall pay the Subcontractor.", "Subcontractor", "Contractor"),
        ("The Tier 1 Provider shall pay the Tier 2 Provider.", "Tier 2 Provider", "Tier 1 Provider"),
    ],
)
def test_without_a_parties_block_the_usual_labels_count(understand: Understand, text: str, us: str, them: str) -> None:
    found = sides(understand(text))

    assert (found[us], found[them]) == ("us", "them")


@pytest.mark.parametrize("payer", ["Company", "Client", "Owner"])
def test_beside_a_company_the_contractor_is_us_and_beside_a_subcontractor_it_is_not(
    understand: Understand, payer: str
) -> None:
    assert sides(understand(f"Contractor shall hold {payer} harmless.")) == {"Contractor": "us", payer: "them"}
    assert sides(understand("The Contractor shall hold the Subcontractor harmless."))["Contractor"] == "them"


def test_two_parties_that_come_out_level_are_undecided_and_that_is_said(understand: Understand) -> None:
    contract = understand(LEVEL)

    assert sides(contract) == {"Aldergate": "undecided", "Owl House": "undecided"}
    assert "N-ROLES" in codes(contract)


@pytest.mark.parametrize("text", [LEVEL, LEVEL.replace("Aldergate”", "Provider”").replace("Owl House”", "Prime”")])
def test_what_the_user_says_outweighs_everything(understand: Understand, text: str) -> None:
    first, second = (party.labels[0] for party in understand(text).parties[:2])

    assert sides(understand(text, us=(second,))) == {first: "them", second: "us"}
    assert sides(understand(text, them=(second,))) == {first: "us", second: "them"}
    assert "N-ROLES" not in codes(understand(text, us=(second,)))


def test_the_user_may_turn_round_what_the_contract_seems_to_say(understand: Understand) -> None:
    assert sides(understand(SUB_CONTRACT, us=("Contractor",))) == {"Contractor": "us", "Subcontractor": "them"}
    assert sides(understand(SUB_CONTRACT, us=("the owl house trust",))) == sides(understand(SUB_CONTRACT))


def test_who_is_told_by_one_form_of_a_pronoun_is_known_by_all(understand: Understand) -> None:
    contract = understand("If the Council makes you pay it, we pay you back.", us=("you",), them=("us",))
    assert {"we": "them", "you": "us", "Council": "above"}.items() <= sides(contract).items()


def test_what_the_text_gives_one_party_is_parted_where_the_user_puts_it_on_both_sides(understand: Understand) -> None:
    text = """\
SPONSORSHIP AGREEMENT
This Agreement is made between:
(1) ALDERGATE SERVICES LIMITED (“ISO”, “FDMS”); and
(2) THE OWL HOUSE TRUST (the “Bank”).
1. Security
1.1 ISO grants FDMS a lien on the account.
"""
    contract = understand(text, us=("ISO",), them=("FDMS", "Bank"))

    assert sides(contract) == {"ISO": "us", "FDMS": "them", "Bank": "them"}


def test_a_told_label_goes_before_the_name_that_stands_before_it(understand: Understand) -> None:
    text = SUB_CONTRACT.replace("(2) THE OWL HOUSE TRUST", "(2) THE OWL HOUSE TRUST, a charity,")
    contract = understand(text, us=("Contractor",), them=("ALDERGATE WORKS LIMITED", "Subcontractor"))

    assert sides(contract)["Contractor"] == "us"


def test_a_label_that_does_not_occur_is_told(understand: Understand) -> None:
    contract = understand(SUB_CONTRACT, us=("Zeppelin Partner",))

    assert "N-LABEL" in codes(contract)
    assert sides(contract) == sides(understand(SUB_CONTRACT))


def test_a_customer_whom_a_long_text_keeps_mentioning_is_the_payer_and_not_a_contractor_named_once(
    understand: Callable[..., Contract],
) -> None:
    filler = "Provider shall deliver the Services to Customer. Customer shall pay Provider for the Services.\n" * 60

    contract = understand(filler + "No other Contractor shall have access.\n")

    assert {party.role: party.labels for party in contract.parties} == {"us": ("Provider",), "them": ("Customer",)}


@pytest.mark.parametrize("label", ["“the {}”", "“The {}”", "the “{}”", "hereinafter referred to as “the {}”", "“{}”"])
def test_a_label_is_found_with_its_article_inside_or_outside_the_quotes(understand: Understand, label: str) -> None:
    one, other = label.format("Commissioning Body"), label.format("Local Lead")

    contract = understand(
        f"This Agreement is made between:\nALDERGATE WORKS LIMITED ({one}); and\nTHE OWL HOUSE TRUST ({other}).\n"
        "1. Services\n1.1 The Local Lead shall provide the Services.\n"
        "1.2 The Commissioning Body shall pay the Local Lead.\n"
    )

    assert {party.role: party.labels for party in contract.parties} == {
        "us": ("Local Lead",),
        "them": ("Commissioning Body",),
    }


def test_parties_that_nothing_introduces_are_told_by_what_they_do(understand: Understand) -> None:
    clauses = [
        f"{number}. The Harbour shall provide the Services.\n{number}.1 The Quayside shall pay the Harbour monthly.\n"
        for number in range(1, 60)
    ]

    contract = understand("TERMS OF BUSINESS\n" + "".join(clauses))

    assert {party.role: party.labels for party in contract.parties} == {"us": ("Harbour",), "them": ("Quayside",)}


@pytest.mark.parametrize(("we", "you"), [("We", "You"), ("We are", "You are")])
def test_an_order_form_that_says_we_and_you_tells_the_sides_although_it_names_a_processor(
    understand: Understand, we: str, you: str
) -> None:
    rows = f"{we}\tGantry and Quill Outcomes Limited\n{you}\tThistledown Steps, a registered charity\n"
    terms = (
        "1. You will provide the Services.\n2. We will pay you within 60 days of your invoice.\n"
        "3. You will indemnify us against all losses.\n4. We may end this agreement at any time.\n"
    ) * 8
    data = "5. For data we are the controller (the “Controller”) and you are the processor (the “Processor”).\n"
    roles = sides(understand("Sub-contract agreement\n\n" + rows + terms + data))

    assert (roles["we"], roles["our"], roles["you"], roles["your"]) == ("them", "them", "us", "us")
    assert roles.get("Processor") not in ("us", "them")


def test_whom_the_authority_pays_is_the_prime(understand: Understand) -> None:
    contract = understand(
        """\
TERMS OF BUSINESS
These terms are between Pellmere Services plc ("we", "us") and The Wick Trust ("you").
"Commissioner" means Eastmere Combined Authority.
1. When you pay us for van hire, pay within 60 days of our bill. Our fee for it is £38 a day.
2. The Commissioner pays us for each home. What the Commissioner will pay us is ours.
3. You will help people to find a home.
"""
    )

    said = sides(contract)
    assert (said["we"], said["you"], said["Commissioner"]) == ("them", "us", "above")


@pytest.mark.parametrize("before", ["A1 | ", "2.1 | ", "A3\t", ""])
def test_parties_of_a_cover_page_stand_in_rows_that_may_be_numbered(understand: Understand, before: str) -> None:
    contract = understand(
        f"""\
SERVICES SUB-CONTRACT
COVER PAGE
{before}Prime | Quillmere Systems Limited (company number 00000417), Foundry Wharf
{before}Partner | Ternholt Community Digital CIC, The Old Exchange
TERMS
1. The Partner provides the Services. The Prime pays the Charges.
"""
    )

    assert sides(contract) == {"Prime": "them", "Partner": "us"}


def test_a_part_in_we_and_you_says_whom_it_means_by_them(understand: Understand) -> None:
    contract = understand(
        """\
FUNDING LETTER
In this letter "we" and "us" mean the Fund Manager and "you" means the Delivery Organisation.
AGREEMENT between (1) WEXMERE YOUTH FUND LIMITED (the "Fund Manager"); and (2) SALTMERE YOUTH PROJECT (the "Delivery
Organisation").
1. The Fund Manager shall pay the Funding. The Delivery Organisation shall run the Services.
"""
    )

    assert {label: role for label, role in sides(contract).items() if label in ("we", "you", "Fund Manager")} == {
        "we": "them", "you": "us", "Fund Manager": "them"
    }  # fmt: skip


def test_of_two_labels_that_begin_alike_the_whole_one_is_meant(understand: Understand) -> None:
    contract = understand(
        """\
AGREEMENT between (1) ALDERGATE LIMITED (the "Prime"); and (2) OWL TRUST (the "Prime Partner").
In this part "we" means the Prime Partner.
1. The Prime Partner shall provide the Services. The Prime shall pay the Prime Partner.
"""
    )

    assert sides(contract)["we"] == sides(contract)["Prime Partner"] == "us"


def test_a_party_that_alone_is_introduced_as_a_charity_is_us_where_both_supply(understand: Understand) -> None:
    contract = understand(
        """\
This Agreement is made between BRASSBY STOVES CORPORATION, a company of Ohio ("Brassby"), and PELL HILL WARMTH GUILD,
a Vermont nonprofit corporation with its office at Pell Hill ("Pell").
1. Brassby supplies stoves and appoints Pell to mend them. Brassby shall ship parts and train six fitters.
2. Pell shall mend stoves. Pell shall pay for parts. Brassby shall pay Pell for each repair.
"""
    )

    assert sides(contract) == {"Brassby": "them", "Pell": "us"}


def test_a_buyer_that_pays_is_the_prime_beside_a_client_that_does_nothing(understand: Understand) -> None:
    contract = understand(
        """\
ORDER FORM
The Buyer | Cawder Services plc, 1 Invented Square
The Supplier | Lantern Trust, a charity
The Client | Tarne Combined Authority, Assembly Hall
1. The Buyer shall pay the Charges. The Buyer shall pay on time. The Buyer pays the Base Fee.
2. The Supplier shall provide the Services. The Buyer pays for the visit.
"""
    )

    said = sides(contract)
    assert (said["Buyer"], said["Supplier"]) == ("them", "us")
    assert said["Client"] in {"above", "other"}


def test_names_are_found_in_whole_sentences(understand: Understand) -> None:
    contract = understand(
        """\
M1. The Alliance Lead is FENN BRIDGE CONSORTIUM CIO, of The Tannery, Wyre WZ1 4QQ ("the Alliance Lead").

M2. The Local Partner is THE COPPER TRUST, a charity ("the Local Partner"). It has eight paid staff.

M3. The money comes from the Wyre and Dales Care Partnership ("the Commissioner"), which appointed the Alliance Lead.

1. The Local Partner shall provide the Services. The Alliance Lead shall pay the Local Partner.
"""
    )

    assert [party.name for party in contract.parties][:2] == ["FENN BRIDGE CONSORTIUM CIO", "THE COPPER TRUST"]
    assert sides(contract) == {"Alliance Lead": "them", "Local Partner": "us", "Commissioner": "above"}


@pytest.mark.parametrize(
    ("charity", "company"), [("Hope", "Bright"), ("Client", "Contractor"), ("Association", "Consultant")]
)
def test_a_charity_that_pays_a_company_is_the_prime(understand: Understand, charity: str, company: str) -> None:
    contract = understand(
        f"""\
This Agreement is made between:
(1) Hope Trust, a registered charity (number 1112223) of 1 High Street (the "{charity}"); and
(2) Bright Lives Ltd, a company of 2 Low Street (the "{company}").
1. The {company} shall deliver the mentoring services.
2. The {charity} shall pay the {company} the Charges within 60 days of invoice.
3. The {company} shall submit invoices monthly.
"""
    )

    assert sides(contract) == {charity: "them", company: "us"}


def test_a_table_of_contents_and_a_summary_name_nobody(understand: Understand) -> None:
    contract = understand(
        """\
TABLE OF CONTENTS 1.1 Introduction 10 1.2 Moves, Adds and Changes (MACs) 11 1.3 Wide Area Network (WAN) 12

This Agreement Summary (the "Agreement Summary") tells of the provision of network services by Ferrow (PNG) Ltd (Ferrow)
to the Bank of Upper Wend (BUW).

"""
        + "".join(
            f"{number}. Ferrow shall provide the MACs and the WAN to BUW. BUW must pay Ferrow its invoices monthly.\n\n"
            for number in range(1, 60)
        )
    )

    assert sides(contract) == {"Ferrow": "us", "BUW": "them"}


def test_what_a_recital_names_in_the_same_paragraph_is_no_party(understand: Understand) -> None:
    contract = understand(
        'This Agreement is made between Newlow Inc. ("Newlow") and Alder Sports, Inc. ("Alder"). BACKGROUND A. Newlow '
        'is a sponsor of the Hydra Dome in Dunmore ("the Dome"). B. Alder owns the Dome. The parties agree: '
        "1. Alder shall provide the services at the Dome to Newlow. 2. Newlow shall pay Alder.\n"
    )

    assert sides(contract) == {"Newlow": "them", "Alder": "us"}


def test_a_label_after_the_word_recitals_is_read_all_the_same(understand: Understand) -> None:
    contract = understand(
        """\
PARTIES

This Agreement is made between Ferrow Limited ("Ferrow"), whose contract is described in the RECITALS, and
Wend Care ("Wend").

1. Wend shall provide the Services to Ferrow. 2. Ferrow shall pay Wend the Charges.
"""
    )

    assert sides(contract) == {"Ferrow": "them", "Wend": "us"}
