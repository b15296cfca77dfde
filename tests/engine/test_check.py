"""Rules applied to a contract: what is counted once, how severe it is, and when a rule keeps quiet."""

from __future__ import annotations

from dataclasses import replace

import pytest

from termscheck.engine.check import check
from termscheck.engine.schema import Adjust
from termscheck.model import Finding, Review
from termscheck.pipeline import check_text, load_rules, quiet

HEAD = """\
SUB-CONTRACT
This Sub-Contract is made between:
(1) ALDERGATE WORKS LIMITED (the “Contractor”); and
(2) THE OWL HOUSE TRUST (the “Subcontractor”).
1. Services
1.1 The Subcontractor shall provide the Services for the Authority.
2. Terms
"""
CAP = "The Subcontractor's total liability shall not exceed £100,000."
INDEMNITY = "The Subcontractor shall indemnify the Contractor against all losses howsoever arising."


def review(*clauses: str) -> Review:
    return check_text(HEAD + "".join(f"2.{number} {clause}\n" for number, clause in enumerate(clauses, 1)))


def of_rule(found: Review, rule: str) -> list[Finding]:
    return [finding for finding in found.findings if finding.rule == rule]


def test_a_finding_that_rests_on_a_definition_quotes_both_and_is_told_once() -> None:
    (found,) = of_rule(
        review(
            "The Contractor shall pay the Subcontractor on the Payment Date.",
            "“Payment Date” means 75 days after the end of the Services.",
        ),
        "PAY-001",
    )

    assert (found.clause, found.severity, found.values) == ("2.1", "critical", {"days": 75})
    assert ["75 days" in one.text for one in found.evidence] == [False, True]


def test_a_definition_and_the_clause_that_uses_it_are_one_finding_where_both_are_unfair() -> None:
    handbook = (
        "In this Sub-Contract:\n“Handbook” means the Contractor's handbook in whatever edition it has issued last.\n"
    )
    obeyed = "The Subcontractor shall follow the Handbook as the Contractor amends it from time to time."
    (found,) = of_rule(review(handbook, obeyed), "CTL-002")

    assert found.clause == "2.2"
    assert [one.text.startswith("The Subcontractor") for one in found.evidence] == [True, False]


@pytest.mark.parametrize(("days", "severity"), [(30, None), (31, "high"), (60, "high"), (61, "critical")])
def test_the_severity_follows_the_days(days: int, severity: str | None) -> None:
    found = of_rule(review(f"The Contractor shall pay each invoice within {days} days of receipt."), "PAY-001")

    assert [one.severity for one in found] == ([severity] if severity else [])


def test_the_items_of_one_list_are_one_finding() -> None:
    found = review("The Subcontractor shall indemnify the Contractor against:\n(a) all losses; and\n(b) all claims.")

    assert len(of_rule(found, "LIA-002")) == 1


def test_two_clauses_are_two_findings_in_the_order_of_the_text() -> None:
    found = of_rule(review(INDEMNITY, "Headings do not count.", INDEMNITY), "LIA-002")

    assert [one.clause for one in found] == ["2.1", "2.3"]
    assert found[0].fingerprint != found[1].fingerprint


def test_a_rule_that_speaks_once_gathers_its_places_in_one_finding() -> None:
    small = "Twenty per cent of the Charges is payable only upon achievement of an outcome."
    large = "Seventy per cent of the Charges is payable only upon achievement of an outcome."
    (found,) = of_rule(review(small, "Headings do not count.", large), "PAY-004")

    assert (found.severity, found.clause, len(found.evidence)) == ("critical", "2.3", 2)


def test_the_gravest_finding_comes_first() -> None:
    ranks = ["critical", "high", "medium", "low"]
    found = review("The Contractor shall pay each invoice within 45 days of receipt.", INDEMNITY)

    assert [one.severity for one in found.findings] == sorted((one.severity for one in found.findings), key=ranks.index)


def test_a_protection_is_told_and_is_no_finding() -> None:
    found = review(CAP)

    assert not of_rule(found, "MIS-002")
    assert [(one.rule, one.clause) for one in found.protections if one.rule == "MIS-002"] == [("MIS-002", "2.1")]


def test_a_protection_that_is_not_sure_is_neither_called_a_good_term_nor_missing() -> None:
    sure = review(
        "A dispute that managers cannot settle shall be referred to an independent mediator whom both parties choose."
    )
    unsure = review("Either party may ask an independent person to look at a dispute.")
    told = {one.rule: one.reason for one in unsure.looked_for}

    assert "MIS-004" in [one.rule for one in sure.protections]
    assert "MIS-004" not in [one.rule for one in unsure.protections]
    assert not of_rule(unsure, "MIS-004")
    assert told["MIS-004"] == "Clause 2.1 may give this protection: read whether it does"


def test_a_missing_protection_is_graver_beside_a_term_that_needs_it() -> None:
    (alone,) = of_rule(review("Headings do not count."), "MIS-002")
    (beside,) = of_rule(review(INDEMNITY), "MIS-002")

    assert (alone.severity, beside.severity) == ("high", "critical")
    assert (alone.missing, alone.clause) == (True, None)


def test_a_definition_that_nothing_uses_binds_no_one() -> None:
    definition = "In this Sub-Contract:\n“Due Date” means ninety (90) days after receipt of an invoice.\n"
    used = "The Contractor shall pay each invoice by the Due Date."

    assert not of_rule(review(definition), "PAY-001")
    assert of_rule(review(definition, used), "PAY-001")


def test_a_definition_that_says_what_a_side_shall_do_binds_unused() -> None:
    duty = "In this Sub-Contract:\n“Escrow Losses” means losses which the Subcontractor shall indemnify {}.\n"

    assert of_rule(review(duty.format("the Contractor against, howsoever arising and without limit")), "LIA-002")


def test_a_definition_binds_with_its_whole_list_where_its_term_is_used() -> None:
    definition = "In this Sub-Contract:\n“Control Event” means:\n(a) a merger of the Subcontractor;\n{}\n"
    hidden = (
        "(b) the ending of the Main Contract, for whatever reason that ends, upon which this Sub-Contract ends with it."
    )
    used = "The Subcontractor shall tell the Contractor of each Control Event."

    assert not of_rule(review(definition.format(hidden)), "TER-005")
    assert of_rule(review(definition.format(hidden), used), "TER-005")


def test_a_recital_binds_where_it_says_what_we_shall_do() -> None:
    whole = HEAD.replace("1. Services", "Background\n(A) {}\n1. Services", 1) + "2.1 Headings do not count.\n"

    assert of_rule(check_text(whole.format(INDEMNITY)), "LIA-002")
    assert not of_rule(
        check_text(whole.format("An indemnity against all losses howsoever arising is usual.")), "LIA-002"
    )


def test_a_key_term_before_the_parties_binds_and_a_title_does_not() -> None:
    term = "The Subcontractor shall indemnify the Contractor against all losses arising out of the Services."

    assert of_rule(check_text(f"{term}\n{HEAD}2.1 Headings do not count.\n"), "LIA-002")
    assert not of_rule(check_text(f"Indemnity against all losses\n{HEAD}2.1 Headings do not count.\n"), "LIA-002")


def test_words_that_nobody_knows_are_checked_in_silence() -> None:
    assert review("Qwx zxq vvk kkq jjx qqv. Zxq qwx kkq vvk qqv jjx.")


GIVEN = "The Subcontractor shall indemnify the Contractor against all losses arising out of the Services."
SHARED = (
    "The Contractor gives the Subcontractor an indemnity in identical terms, and the liability of each of them is "
    "limited to the Charges."
)


def test_what_the_next_sentence_takes_back_is_not_told() -> None:
    assert of_rule(review(GIVEN), "LIA-002")
    assert of_rule(review(f"{GIVEN} The Subcontractor shall keep records of the Services."), "LIA-002")
    assert not of_rule(review(f"{GIVEN} {SHARED}"), "LIA-002")


def test_a_sentence_of_another_paragraph_takes_nothing_back() -> None:
    assert of_rule(review(GIVEN, SHARED), "LIA-002")


def test_words_that_follow_the_first_sentence_of_a_definition_bind_though_nothing_uses_it() -> None:
    definition = f"In this Sub-Contract:\n“Losses” means all losses. {GIVEN}\n"

    assert of_rule(review(definition), "LIA-002")


def test_a_rule_that_kept_quiet_says_why() -> None:
    found = review("The Contractor shall indemnify the Subcontractor against all losses.")
    looked = next(one for one in found.looked_for if one.rule == "LIA-002")

    assert looked.outcome == "quiet"


def test_a_rule_for_another_kind_of_document_does_not_apply() -> None:
    engine = load_rules()
    contract = review(INDEMNITY).contract
    (rule,) = (rule for rule in engine.rule_set.rules if rule.id == "LIA-002")
    elsewhere = replace(rule, file=rule.file.model_copy(update={"applies_to": ["nda"]}))

    looked = check(contract, replace(engine.rule_set, rules=(elsewhere,)), quiet).looked_for

    assert [(one.rule, one.outcome) for one in looked] == [("LIA-002", "not-applicable")]


def test_a_text_without_terms_is_green() -> None:
    assert check_text("Bread, milk and eggs.").rag == "green"
    assert review(INDEMNITY).rag == "red"


@pytest.mark.parametrize(
    ("signed", "fires"),
    [
        (
            "Each director who signs below does so in her own right too, and will pay whatever the Subcontractor owes.",
            True,
        ),
        (
            "Signed for the Contractor by its director, who has read this Sub-Contract and been given a copy of it.",
            False,
        ),
    ],
)
def test_a_signature_block_in_which_people_answer_for_what_we_owe_is_read(signed: str, fires: bool) -> None:
    text = (
        HEAD + "2.1 The Subcontractor shall act with care.\n" * 3 + f"IN WITNESS WHEREOF the parties sign.\n{signed}\n"
    )

    assert bool(of_rule(check_text(text), "LIA-011")) == fires


def test_a_rule_knows_what_others_found_that_look_at_findings_themselves() -> None:
    found = check_text(
        "Redundancy pay and notice pay that follow from the ending of the Services rest with the Supplier, and "
        "nothing is paid for them."
    )

    assert of_rule(found, "TER-003")
    assert [one.severity for one in of_rule(found, "PEO-003")] == ["high"]


def test_rules_that_look_at_each_others_findings_in_circles_are_applied_all_the_same() -> None:
    rule_set = load_rules().rule_set
    look_at_all = Adjust(fired=[one.id for one in rule_set.rules], severity="high", because="others were found")
    rules = tuple(
        replace(one, file=one.file.model_copy(update={"adjust": [look_at_all]}), adjust=((None, None),))
        for one in rule_set.rules
    )
    contract = check_text(HEAD + f"2.1 {INDEMNITY}\n").contract

    assert any(one.rule == "LIA-002" for one in check(contract, replace(rule_set, rules=rules), quiet).findings)
