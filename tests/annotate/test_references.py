"""Cross-references: what is printed, what it leads to, and what is no reference."""

from __future__ import annotations

import pytest

from termscheck.model import subjects

CONTRACT = """\
THIS SUB-CONTRACT is made on 1 April 2026 between ALDERGATE LIMITED (the “Contractor”) and OWL TRUST (the “Partner”).
1. Services
1.1 The Partner shall provide the Services.
5. Payment
5.1 The Contractor shall pay the Charges.
5.2 Interest runs at the Rate.
5.3 Nothing is set off.
5.4 Sums are exclusive of tax.
9. Confidentiality
9.1 Each party shall keep secrets.
12. Termination
12.3 The Contractor may terminate if:
(a) the Partner is insolvent;
(b) the Partner is in breach; or
(c) the Main Contract ends.
12.4 {sentence}
14. Data protection
14.1 Each party shall comply with the law.
Schedule 1
Services
Annex A
1. Sites
1.1 The sites are listed.
Schedule 2
Charges
Part 1
1. Rates
1.1 The rates are fixed.
2. Review
2.1 The rates are reviewed. {paragraph}
Schedule 3
Staff
1. Transfer
1.1 Staff transfer.
4. Pensions
4.1 Pensions are kept.
"""


@pytest.fixture
def led(understand):
    def led(sentence: str, paragraph: str = "Nothing more.") -> list[str | None]:
        contract = understand(CONTRACT.format(sentence=sentence, paragraph=paragraph))
        return [one.target for one in contract.references if one.clause in {"12.4", "schedule-2/part-1/2.1"}]

    return led


@pytest.mark.parametrize(
    ("sentence", "targets"),
    [
        ("See clause 5.1.", ["5.1"]),
        ("See Clause 5 (Payment).", ["5"]),
        ("Sums fall due under clauses 9 and 14.", ["9", "14"]),
        ("See clauses 5.1, 5.2 and 9.1.", ["5.1", "5.2", "9.1"]),
        ("See clauses 5.1 to 5.4 inclusive.", ["5.1", "5.2", "5.3", "5.4"]),
        ("See clauses 5.1-5.3.", ["5.1", "5.2", "5.3"]),
        ("See clause 12.3(b) or (c).", ["12.3.b", "12.3.c"]),
        ("See clause 12.3(a), (b) and (c).", ["12.3.a", "12.3.b", "12.3.c"]),
        ("See clause 5.1 or clause 14.", ["5.1", "14"]),
        ("See clause 5 and Schedule 3.", ["5", "schedule-3"]),
        ("See Schedule 2 Part 1.", ["schedule-2/part-1"]),
        ("See Part 1 of Schedule 2.", ["schedule-2/part-1"]),
        ("See Schedule 2, Part 1, paragraph 2.1.", ["schedule-2/part-1/2.1"]),
        ("See paragraph 4 of Schedule 3.", ["schedule-3/4"]),
        ("See paragraphs 1.1 and 4.1 of Schedule 3.", ["schedule-3/1.1", "schedule-3/4.1"]),
        ("See paragraph 2.1 of Part 1 of Schedule 2.", ["schedule-2/part-1/2.1"]),
        ("See paragraph 2.1 of Schedule 2.", ["schedule-2/part-1/2.1"]),
        ("See Schedules 2 and 3.", ["schedule-2", "schedule-3"]),
        ("Nothing in this clause binds.", ["12"]),
        ("See the preceding clause.", ["12.3"]),
        ("Nothing in this clause 12 binds.", ["12"]),
        ("See clause 99.", [None]),
        ("See clause 14 of the Main Contract.", [None]),
        ("See clause 14 of this Agreement.", ["14"]),
        ("Pay under clause 5, 14 days after notice.", ["5"]),
        ("Pay under clause 5 and 30 days later.", ["5"]),
        ("Subject to clause 5, (a) stop; (b) go.", ["5"]),
    ],
)
def test_a_reference_leads_to_its_clause(led, sentence: str, targets: list[str | None]) -> None:
    assert led(sentence) == targets


@pytest.mark.parametrize(
    "sentence",
    [
        "See section 73 of the Procurement Act 2023.",
        "See regulation 113.",
        "See sections 2 and 3 of the Unfair Contract Terms Act 1977.",
        "See Schedule 1 to the Data Protection Act 2018.",
        "See Articles 13 and 14 of the UK GDPR.",
        "See section 4 of that Act.",
        "See paragraph 3 of Schedule 2 to the Public Contracts Regulations 2015.",
        "See the Companies Act 2006, section 1159.",
        "Within the meaning of section 1159.",
        "It is clear and in parts good.",
    ],
)
def test_a_statute_is_no_reference(led, sentence: str) -> None:
    assert led(sentence) == []


def test_within_a_schedule_its_own_paragraphs_come_first_and_clauses_are_of_the_body(led) -> None:
    assert led("Nothing.", "See paragraph 1.1 and clause 5.1 and this Schedule.") == [
        "schedule-2/part-1/1.1",
        "5.1",
        "schedule-2",
    ]


def test_a_clause_of_another_agreement_is_told_as_outside(understand) -> None:
    contract = understand(CONTRACT.format(sentence="See clauses 14 and 15.1 of the Main Contract.", paragraph="No."))

    found = [one for one in contract.references if one.clause == "12.4"]
    assert [(one.label, one.target, one.outside) for one in found] == [("14", None, True), ("15.1", None, True)]


def test_a_carve_out_is_resolved_to_its_subjects(understand) -> None:
    contract = understand(
        CONTRACT.format(sentence="Except under clauses 9 and 14.1, no one is liable.", paragraph="No.")
    )
    clauses = {clause.id: clause for clause in contract.clauses}
    found = [one for one in contract.references if one.clause == "12.4"]

    assert [subjects(clauses, one.target or "") for one in found] == [("Confidentiality",), ("Data protection",)]
    assert [contract.quote(one.span) for one in found] == ["clauses 9", "14.1"]


def test_sections_of_an_american_contract_are_resolved(understand) -> None:
    contract = understand(
        "ARTICLE IV\nPAYMENT\nSection 4.01 Fees. The Customer pays the Provider as Section 4.02 and Article IV say.\n"
        "Section 4.02 Invoices. The Provider shall invoice monthly.\n"
    )
    assert [(contract.quote(one.span), one.target) for one in contract.references] == [
        ("Section 4.02", "4.02"),
        ("Article IV", "article-4"),
    ]


@pytest.mark.parametrize(
    "seed",
    ["clause ", "clauses 1, ", "clause 1(a) or (b) ", "section 1 of the A ", "Schedule 1 Part 1 ", "this clause "],
)
def test_any_run_of_references_is_read(understand, seed: str) -> None:
    assert understand("1. Notices\n1.1 " + seed * 3_000).clauses
