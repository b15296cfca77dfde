"""The tree of clauses: one small contract for each of the 25 cases that a segmenter gets wrong."""

from __future__ import annotations

import pytest
from outlines import Outline

from termscheck.model import Cell


def test_01_a_list_inside_a_paragraph_becomes_clauses_of_its_own() -> None:
    outline = Outline("12.3 Limits. The Supplier is liable for (a) its own acts; (b) its staff.")
    assert outline.labels == ["12.3", "12.3(a)", "12.3(b)"]
    assert outline["12.3"].heading == "Limits"
    assert outline.words("12.3") == ["Limits. The Supplier is liable for"]
    assert outline.words("12.3(b)") == ["its staff."]


def test_items_with_whole_numbers_inside_a_paragraph_become_clauses_of_their_own() -> None:
    outline = Outline(
        "18. Ending",
        "18.1 The Company may end this if the Consultant: 18.1.1 is absent; 18.1.2 fails; or 18.1.3 is unfit under "
        "paragraph 18.1.1; and 4.5 hours or more count as a day.",
    )
    assert outline.labels == ["18", "18.1", "18.1.1", "18.1.2", "18.1.3"]
    assert outline.words("18.1.2") == ["fails; or"]


def test_clauses_of_the_same_level_are_only_pointed_at_inside_a_paragraph() -> None:
    outline = Outline(
        "7.1 Notices shall be given as this part of the agreement requires; 7.2 and 7.3 apply to all of them.",
        "7.2 Notices are in writing.",
        "7.3 They are sent by post, in the following hours: 7.4 hours from noon.",
    )
    assert outline.labels == ["7.1", "7.2", "7.3"]


def test_02_a_computed_letter_is_cited_with_the_numbers_above_it() -> None:
    outline = Outline(
        ("LIABILITY", {"label": "12.", "list_level": 0}),
        ("The Supplier shall:", {"label": "12.3", "list_level": 1}),
        ("pay the Charges;", {"label": "(a)", "list_level": 2}),
    )
    assert outline.labels == ["12", "12.3", "12.3(a)"]
    assert outline["12.3(a)"].id == "12.3.a"
    assert outline.parent("12.3(a)") == "12.3"


def test_a_clause_knows_the_labels_that_lead_to_it() -> None:
    outline = Outline(
        "12. LIABILITY", "12.3 The Supplier shall:", "(a) pay; and", "(b) work.",
        "Schedule 13 – Plan", "Part 2", "4. Testing", "4.1 The Supplier shall test:", "(a) daily.",
    )  # fmt: skip
    assert outline["12.3(b)"].path == ("12", "12.3", "(b)")
    assert outline["Schedule 13, Part 2, 4.1(a)"].path == ("Schedule 13", "Part 2", "4", "4.1", "(a)")


def test_03_flush_text_after_a_list_belongs_to_the_clause_that_has_the_list() -> None:
    outline = Outline(
        "12.3 The Supplier shall pay:", "(a) the fees;", "(b) the costs; and", "(c) the taxes,",
        "provided that the Supplier has been paid.", "12.4 Next clause.",
    )  # fmt: skip
    assert outline.words("12.3") == ["The Supplier shall pay:", "provided that the Supplier has been paid."]
    assert outline.words("12.3(c)") == ["the taxes,"]


def test_04_an_i_after_h_and_before_j_is_a_letter() -> None:
    items = [f"({letter}) item {letter};" for letter in "abcdefghij"]
    outline = Outline("5.1 The Supplier shall:", *items)
    assert outline.labels == ["5.1", *(f"5.1({letter})" for letter in "abcdefghij")]


def test_05_an_i_after_h_is_a_roman_number_where_ii_follows() -> None:
    items = [f"({letter}) item {letter};" for letter in "abcdefg"]
    outline = Outline(
        "5.1 The Supplier shall:", *items, "(h) item h:", "(i) first;", "(ii) second;", "(i) ninth;", "(j) tenth."
    )
    assert outline.labels[-5:] == ["5.1(h)", "5.1(h)(i)", "5.1(h)(ii)", "5.1(i)", "5.1(j)"]


def test_06_numbers_start_again_in_a_schedule() -> None:
    outline = Outline("1. Services", "2. Charges", "Schedule 2", "1. Rates", "2. Invoices")
    assert outline.labels == ["1", "2", "Schedule 2", "Schedule 2, 1", "Schedule 2, 2"]
    assert [clause.id for clause in outline.clauses] == ["1", "2", "schedule-2", "schedule-2/1", "schedule-2/2"]


def test_07_a_part_of_a_schedule_is_part_of_the_citation() -> None:
    outline = Outline(
        "Schedule 13 – Plan", "Part 2", "4. Testing", "4.1 The Supplier shall test.", "Part 3", "1. Other"
    )
    assert outline["Schedule 13, Part 2, 4.1"].id == "schedule-13/part-2/4.1"
    assert outline.parent("Schedule 13, Part 2, 4.1") == "Schedule 13, Part 2, 4"
    assert outline.parent("Schedule 13, Part 3") == "Schedule 13"


def test_08_sections_are_cited_by_number_and_articles_by_name() -> None:
    outline = Outline(
        "Article Four", "PAYMENT", "Section 4.01 Fees. The Company shall pay.", "Section 4.02 Tax.", "Article Five"
    )
    assert outline.labels == ["Article Four", "4.01", "4.02", "Article Five"]
    assert outline["Article Four"].heading == "PAYMENT"
    assert outline.parent("4.01") == "Article Four"


def test_09_terms_without_a_number_are_children_of_the_definitions() -> None:
    outline = Outline(
        "1. Definitions", "Business Day: a day that is not a holiday.", "“Fees” means the fees in clause 5.",
        "Losses means all losses.", "2. Term",
    )  # fmt: skip
    assert outline.labels == ["1", "1 “Business Day”", "1 “Fees”", "1 “Losses”", "2"]
    assert {outline.parent(label) for label in outline.labels[1:4]} == {"1"}
    assert outline["1 “Fees”"].kind == "definition"
    assert outline["1 “Fees”"].heading == "Fees"


def test_terms_set_in_two_columns_without_lines_are_definitions() -> None:
    outline = Outline(
        "1. Definitions", "In this Schedule the following words have these meanings:",
        "“Deliverable Item” an item in the supply of the Deliverables;", "“Cap” the sum of £10,000;",
        "2. Charges", "“Cap” the sum of £5,000 is not one here.",
    )  # fmt: skip
    assert outline.labels == ["1", "1 “Deliverable Item”", "1 “Cap”", "2"]


def test_10_a_definition_holds_its_list_and_the_words_after_it() -> None:
    outline = Outline(
        "1.1 In this Agreement:", "“Losses” means:", "(a) damages; and", "(b) costs,", "but not fines;",
        "“Term” means a year.",
    )  # fmt: skip
    assert outline.labels == ["1.1", "1.1 “Losses”", "1.1 “Losses”(a)", "1.1 “Losses”(b)", "1.1 “Term”"]
    assert outline.words("1.1 “Losses”") == ["“Losses” means:", "but not fines;"]


def test_a_term_of_the_contract_after_the_last_definition_is_no_part_of_it() -> None:
    outline = Outline(
        "“Fees” means the sums in Schedule 1.", "“Losses” means all losses.", "This definition excludes fines.",
        "The Supplier shall indemnify the Client against all Losses.", "The Client may end this Agreement at any time.",
        "The Supplier shall measure its performance by means of a survey.",
    )  # fmt: skip
    assert outline.words("“Losses”") == ["“Losses” means all losses.", "This definition excludes fines."]
    assert outline.kinds == ["definition", "definition", "text", "text", "text"]


def test_a_term_of_a_clause_after_its_definitions_is_the_clause_s() -> None:
    outline = Outline(
        "1.1 In this Agreement:", "“Losses” means all losses.", "The Supplier shall pay the Client all Losses.",
        "1.2 The Client may end this Agreement at any time.",
    )  # fmt: skip
    assert outline.words("1.1") == ["In this Agreement:", "The Supplier shall pay the Client all Losses."]


def test_11_a_definition_by_reference_is_a_definition() -> None:
    outline = Outline("1.1 Definitions", "“Fees” has the meaning given in clause 5.1.")
    assert outline["1.1 “Fees”"].kind == "definition"


def test_12_a_row_of_a_two_column_table_defines_its_first_cell() -> None:
    outline = Outline(
        "1.1 The following words have these meanings:",
        ("“Fees”", {"cell": Cell(0, 0, 0)}), ("the sums in Schedule 1", {"cell": Cell(0, 0, 1)}),
        ("Term", {"cell": Cell(0, 1, 0), "bold": True}), ("one year", {"cell": Cell(0, 1, 1)}),
    )  # fmt: skip
    assert outline.labels == ["1.1", "1.1 “Fees”", "1.1 “Term”"]
    assert outline.words("1.1 “Fees”") == ["“Fees”", "the sums in Schedule 1"]


def test_13_a_table_of_contents_is_in_no_clause() -> None:
    titles = ["Definitions", "Term", "Services", "Charges", "Liability"]
    contents = [f"{number}. {title} ........ {number + 2}" for number, title in enumerate(titles, 1)]
    clauses = [f"{number}. {title}" for number, title in enumerate(titles, 1)]
    outline = Outline("AGREEMENT", "Contents", *contents, *clauses)
    assert outline.labels == ["1", "2", "3", "4", "5"]
    assert "Contents" not in "".join(outline.words("1"))
    assert not any("...." in outline.document.quote(piece) for clause in outline.clauses for piece in clause.own)


def test_14_a_sentence_that_a_page_breaks_after_a_number_goes_on() -> None:
    outline = Outline(
        "4.1 The Buyer shall pay within 30", "days of the invoice, and all other sums on demand.", "4.2 Next."
    )
    assert outline.labels == ["4.1", "4.2"]
    assert len(outline.words("4.1")) == 2


def test_15_a_page_number_in_mid_sentence_is_in_no_clause() -> None:
    outline = Outline("4.1 The Buyer shall pay all", "- 17 -", "sums due on demand.")
    assert outline.words("4.1") == ["The Buyer shall pay all", "sums due on demand."]


def test_16_a_number_typed_inside_an_automatic_list_is_taken() -> None:
    outline = Outline(
        ("Payments", {"label": "2.", "list_level": 0}),
        "2.1\tPreferential Payments. The Company shall pay.",
        ("Conversion. The holder may convert.", {"label": "2.2", "list_level": 1}),
    )
    assert outline.labels == ["2", "2.1", "2.2"]


def test_17_computed_numbers_are_those_of_the_view_that_was_read() -> None:
    outline = Outline(("Fees", {"label": "6."}), ("Audit, which was 8 before a deletion", {"label": "7."}))
    assert outline.labels == ["6", "7"]


def test_18_a_reserved_clause_is_kept() -> None:
    outline = Outline("5. Fees", "6. [Reserved]", "7. Not used", "8. Audit")
    assert outline.labels == ["5", "6", "7", "8"]


def test_19_inserted_labels_take_their_place() -> None:
    outline = Outline(
        "7. Fees", "7A. Interest", "8. Audit", "8.1 The Supplier shall:", "(a) keep;", "(aa) hold; and", "(b) show."
    )
    assert outline.labels == ["7", "7A", "8", "8.1", "8.1(a)", "8.1(aa)", "8.1(b)"]


@pytest.mark.parametrize("line", ["No. 4 of 2010", "30. June 2026", "30 days after that", "£1.5 million", "2026"])
def test_20_a_figure_at_the_start_of_a_line_is_no_label(line: str) -> None:
    outline = Outline("4.1 The Buyer shall comply with the instrument", line, "4.2 Next clause.")
    assert outline.labels == ["4.1", "4.2"]
    assert outline.words("4.1") == ["The Buyer shall comply with the instrument", line]


def test_21_a_long_disclaimer_in_capitals_is_text() -> None:
    outline = Outline("8. WARRANTY", "THE SERVICES ARE PROVIDED AS THEY ARE AND NO WARRANTY IS GIVEN. " * 8)
    assert len(outline.clauses) == 1
    assert len(outline.words("8")) == 2


def test_22_the_title_of_a_schedule_may_stand_on_the_next_line() -> None:
    outline = Outline("SCHEDULE 1", "The Services", "1. Scope")
    assert outline["Schedule 1"].heading == "The Services"
    assert outline.words("Schedule 1") == ["The Services"]


@pytest.mark.parametrize("line", ["Schedule 1 and the Specification.", "Schedule 1, and pay for them.", "Schedule 1."])
def test_23_a_pointer_at_the_start_of_a_wrapped_line_is_no_schedule(line: str) -> None:
    outline = Outline("4.1 The Supplier shall perform the services set out in", line, "4.2 Next.")
    assert outline.labels == ["4.1", "4.2"]


def test_24_bullets_are_counted_under_their_clause() -> None:
    outline = Outline("5.2 The Supplier shall:", "• plan;", "• report; and", "• stop.", "5.3 Next.")
    assert outline.labels == ["5.2", "5.2 (bullet 1)", "5.2 (bullet 2)", "5.2 (bullet 3)", "5.3"]
    assert outline["5.2 (bullet 1)"].id == "5.2.bullet-1"


def test_25_numbered_lines_of_a_signature_block_are_no_clauses() -> None:
    outline = Outline(
        "9. General", "IN WITNESS WHEREOF the parties have signed.", "1. Name:", "2. Title:", "Schedule 1", "1. Scope"
    )
    assert outline.labels == ["9", "Schedule 1", "Schedule 1, 1"]
    assert outline.kinds[1] == "signature"
    assert len(outline.clauses[1].own) == 3
