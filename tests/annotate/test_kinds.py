"""What kind of document it is, and whether it is still to be filled in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from termscheck.model import Contract
from termscheck.pipeline import check_text, understand

CORPUS = Path(os.environ.get("TERMSCHECK_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
PARTIES = """\
This {title} is made on 1 April 2026 between:
(1) {payer} (the “{first}”); and
(2) THE OWL HOUSE TRUST, a registered charity (the “{second}”).
1. Services
1.1 The {second} shall provide the Services.
2. Payment
2.1 The {first} shall pay each invoice of the {second} within thirty (30) days of receipt.
3. Ending
3.1 Either party may terminate this {title} on three months' notice.
"""


def contract(title: str, payer: str = "ALDERGATE WORKS LIMITED", first: str = "Company", before: str = "") -> Contract:
    text = before + PARTIES.format(title=title, payer=payer, first=first, second="Provider")
    return check_text(text).contract


@pytest.mark.parametrize(
    ("title", "payer", "kind"),
    [
        ("Sub-Contract", "ALDERGATE WORKS LIMITED", "sub-contract"),
        ("Delivery Partner Agreement", "ALDERGATE WORKS LIMITED", "sub-contract"),
        ("Framework Agreement", "ALDERGATE WORKS LIMITED", "framework"),
        ("Call-Off Contract", "ALDERGATE WORKS LIMITED", "call-off"),
        ("Grant Agreement", "NORTH FELLS COUNCIL", "grant"),
        ("Non-Disclosure Agreement", "ALDERGATE WORKS LIMITED", "nda"),
        ("Services Agreement", "NORTH FELLS COUNCIL", "direct-contract"),
        ("Services Agreement", "ALDERGATE WORKS LIMITED", "contract"),
    ],
)
def test_title_and_parties_tell_the_kind(title: str, payer: str, kind: str) -> None:
    assert contract(title, payer).kind == kind


def test_a_schedule_on_its_own_is_an_annex() -> None:
    text = (
        "CALL-OFF SCHEDULE 7\nKEY STAFF\n1. The Supplier shall name its Key Staff.\n"
        "2. The Buyer may object.\n3. The Supplier shall replace them.\n4. The Buyer shall answer in ten days.\n"
    )
    assert check_text(text).contract.kind == "annex"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("DATA PROCESSING ADDENDUM", "annex"),
        ("Amendment No. 2 to the Services Agreement", "annex"),
        ("Deed of Variation", "annex"),
        ("Amended and Restated Services Agreement", "contract"),
    ],
)
def test_what_changes_another_contract_is_no_whole_one(title: str, kind: str) -> None:
    assert contract("Agreement", before=f"{title}\n").kind == kind


COVER = (
    "{filed}\nCERTAIN INFORMATION IN THIS DOCUMENT HAS BEEN LEFT OUT.\nMASTER SERVICES AGREEMENT\n"
    "Master Services Agreement, dated as of 20 January 2026 (the “Agreement”). Aldergate Works, Inc., with a place of "
    "business at 1 Mill Street (“Company”) and Owl House Care, LLC (“Contractor”) agree:\n"
    "1. The Contractor shall provide the Services.\n2. The Company shall pay the Contractor.\n"
    "3. The Contractor shall keep records.\n4. The Company may audit them.\n"
)


@pytest.mark.parametrize(("filed", "kind"), [("Exhibit 10.1", "contract"), ("SCHEDULE 7", "annex")])
def test_a_contract_that_is_filed_as_an_exhibit_is_whole(filed: str, kind: str) -> None:
    text = COVER.format(filed=filed) + "5. The Contractor shall act with skill and care.\n" * 40
    assert check_text(text).contract.kind == kind


@pytest.mark.parametrize(
    ("opening", "kind"),
    [
        ("Exhibit 10.26 CONFIDENTIAL TREATMENT REQUESTED. PROMOTION AGREEMENT", "contract"),
        ("EXHIBIT 10(d) PROMOTION AGREEMENT", "contract"),
        ("Exhibit 10.26 List of Prices", "annex"),
        ("Exhibit 10.26\nFIRST AMENDMENT TO PROMOTION AGREEMENT\n", "annex"),
        ("Exhibit 2.1 Service Levels. This Exhibit 2.1 forms part of the Promotion Agreement.", "annex"),
        ("Exhibit 3.2(a) STATEMENT OF WORK under the Master Services Agreement", "annex"),
        ("EXHIBIT B PROMOTION AGREEMENT", "annex"),
    ],
)
def test_the_number_of_a_filing_is_no_number_of_a_part(opening: str, kind: str) -> None:
    text = (
        f"{opening} AGREED by Alder Bank Limited (“Contractor”), of Leeds, and Owl House Limited (“Subcontractor”).\n"
        + "5. The Contractor shall act with skill and care. The Subcontractor shall help the Contractor.\n" * 40
    )
    assert check_text(text).contract.kind == kind


def test_the_users_word_goes_before_the_texts() -> None:
    text = PARTIES.format(title="Sub-Contract", payer="X LIMITED", first="Company", second="Provider")
    assert check_text(text, kind="grant").contract.kind == "grant"


@pytest.mark.parametrize(
    "blank",
    [
        "[insert name of Buyer]",
        "[●]",
        "[Date]",
        "{fees}",
        "«Amount»",
        "[      ]",
        "£[ ]",
        "[ ] months",
        "\t[ ]",
        "£____",
        "___ days",
        "…… %",
    ],
)
def test_a_form_full_of_blanks_is_a_template(blank: str) -> None:
    assert contract("Sub-Contract", before=f"Term: {blank}\n" * 5).template


@pytest.mark.parametrize(
    "mark", ["[***]", "[x]", "[ ]", "[ ] Not applicable", "Yes [ ] No [ ]", "[ten (10) Working Days]", "________"]
)
def test_words_blacked_out_boxes_and_signature_lines_make_no_template(mark: str) -> None:
    assert not contract("Sub-Contract", before=f"Term: {mark}\n" * 9).template


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here: set TERMSCHECK_CORPUS to its folder")
@pytest.mark.parametrize(
    ("file", "kind", "template"),
    [
        ("dev/uk-dev-1.docx", "sub-contract", False),
        ("dev/cca.txt", "contract", False),
        ("documents/cuad-pdf/CCAINDUSTRIESINC_04_14_2014-EX-10.1-OUTSOURCING_AGREEMENT.pdf", "contract", False),
        ("documents/ccs/Call-Off_Schedule_7_Key_Staff.docx", "annex", False),
        ("documents/ccs/Joint_Schedule_2_Variation_Form.docx", "annex", True),
        ("documents/forms/common-paper-one-way-nda.docx", "nda", True),
    ],
)
def test_real_documents_are_told_apart(file: str, kind: str, template: bool) -> None:
    understood = understand([CORPUS / file])
    assert (understood.kind, understood.template) == (kind, template)


def test_places_to_be_filled_in_are_counted_and_named() -> None:
    text = "Contractor\t[ ]\nStart Date\t[insert date]\n"
    review = check_text(
        text + PARTIES.format(title="Sub-Contract", payer="X LIMITED", first="Company", second="Provider")
    )
    (told,) = [notice for notice in review.notices if notice.code == "N-BLANKS"]
    assert told.message.startswith("2 places are still to be filled in: “Contractor”, “Start Date”.")
    assert not told.material
