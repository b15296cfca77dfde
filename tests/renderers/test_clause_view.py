"""The contract clause by clause: all of it is there, in order, with what is flagged marked where it stands."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from termscheck.model import Block, Clause, Contract, Definition, Document, Quantity, Span
from termscheck.places import Places
from termscheck.renderers.clause_view import Flag, clause_view, landings
from termscheck.renderers.figures import blank_rows, figure_tables, read_as
from termscheck.renderers.glossary import glossary
from termscheck.renderers.pictures import draw
from tests.renderers.conftest import CONTRACT, INDEMNITY, NO_CAP, PAY_WHEN_PAID, TERMINATION, TEXT, span


def contract_of(text, clauses=(), blocks=()):
    document = Document("contract.txt", "text", "0" * 64, text, tuple(blocks))
    return Contract((document,), tuple(clauses))


def lines_of(contract, flags=()):
    return [line for part in clause_view(Places(contract), flags) for line in part.lines]


def shown(line):
    return "".join(stretch.text for stretch in line.stretches)


def flag(number, *words):
    return Flag(f"finding-{number}", f"Finding {number}", "A term", "high", tuple(span(piece) for piece in words))


# --- all of it ------------------------------------------------------------------------------------------


@st.composite
def nested_clauses(draw):
    """A text and clauses in it whose spans nest, whose own words need not be all of theirs, as segmenting leaves it."""
    text = draw(st.text("ab1. \t\n(“", min_size=1, max_size=80))
    made = []

    def part(start, end, parent, level):
        cuts = sorted(draw(st.lists(st.integers(start, end), max_size=4)))
        for low, high in zip(cuts[::2], cuts[1::2], strict=False):
            if low == high:
                continue
            name = f"c{len(made)}"
            begin = draw(st.integers(low, high))
            stop = draw(st.integers(begin, high))
            made.append(Clause(name, "1", Span(low, high), (Span(begin, stop),), level=level, parent=parent))
            if level < 3 and stop < high:
                part(stop, high, name, level + 1)

    part(0, len(text), None, 0)
    spans = draw(st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))), max_size=3))
    return text, made, [Span(min(pair), max(pair)) for pair in spans]


@settings(deadline=None)
@given(nested_clauses())
def test_every_word_of_the_contract_is_shown_once_and_in_order(drawn):
    text, clauses, spans = drawn
    flags = [Flag(f"finding-{n}", f"Finding {n}", "t", "high", (at,)) for n, at in enumerate(spans)]
    told = "".join(line.label + shown(line) for line in lines_of(contract_of(text, clauses), flags))
    assert "".join(told.split()) == "".join(text.split())


def test_numbers_that_word_computes_are_shown_and_numbers_that_are_typed_are_not_shown_twice():
    text = "Payment\n2.1 Pay the Partner.\nNotices\n"
    clauses = (
        Clause("1", "1", Span(0, 7), (Span(0, 7),), heading="Payment"),
        Clause("2.1", "2.1", Span(8, 28), (Span(12, 28),)),
    )
    lines = lines_of(contract_of(text, clauses, [Block(Span(0, 7), label="1.")]))
    assert [(line.label, shown(line), line.kind) for line in lines] == [
        ("1.", "Payment", "heading"),
        ("2.1", "Pay the Partner.", "words"),
        ("", "Notices", "words"),
    ]


def test_a_number_that_word_computes_stands_before_a_dash_that_is_typed():
    text = "– The Services\n"
    clauses = (Clause("s", "Schedule 1", Span(0, 14), (Span(2, 14),), heading="The Services"),)
    (line,) = lines_of(contract_of(text, clauses, [Block(Span(0, 14), label="Schedule 1")]))
    assert (line.label, shown(line)) == ("Schedule 1 –", "The Services")


def test_words_after_a_list_come_after_it_without_a_number():
    text = "1 The Partner shall: (a) sing, provided that it can."
    clauses = (
        Clause("1", "1", Span(0, len(text)), (Span(2, 20), Span(31, len(text)))),
        Clause("1.a", "1(a)", Span(21, 30), (Span(25, 30),), level=1, parent="1"),
    )
    lines = lines_of(contract_of(text, clauses))
    assert [(line.label, shown(line)) for line in lines] == [
        ("1", "The Partner shall:"),
        ("(a)", "sing,"),
        ("", "provided that it can."),
    ]
    assert lines[1].cited == "Clause 1(a)"
    assert not lines[2].anchor


def test_the_cells_of_a_row_are_one_line():
    text = "Fee\t£1,150\n"
    clauses = (Clause("r", "Row 1", Span(0, 10), (Span(0, 3), Span(4, 10)), kind="row"),)
    (line,) = lines_of(contract_of(text, clauses))
    assert line.kind == "row"
    assert [(piece.text, piece.kind) for piece in line.stretches] == [
        ("Fee", "text"),
        ("\t", "tab"),
        ("£1,150", "text"),
    ]


def test_of_several_files_each_begins_a_part_of_its_own():
    documents = tuple(replace(CONTRACT.documents[0], name=name, text=name, blocks=()) for name in ("one", "two"))
    view = clause_view(Places(Contract(documents, ())), ())
    assert [part.file for part in view] == ["one", "two"]


# --- what is marked -------------------------------------------------------------------------------------


def test_flagged_words_are_marked_and_lead_back_to_their_findings():
    flags = [flag(1, "unless and until it has received cleared funds from the Authority"), flag(2, "cleared funds")]
    marked = [piece for line in lines_of(CONTRACT, flags) for piece in line.stretches if piece.kind == "mark"]
    assert [piece.text for piece in marked] == [
        "unless and until it has received ",
        "cleared funds",
        " from the Authority",
    ]
    assert [[one.anchor for one in piece.backs] for piece in marked] == [[], ["finding-2"], ["finding-1"]]
    assert [piece.landings for piece in marked] == [("at-finding-1",), ("at-finding-2",), ()]
    assert [(piece.opens, piece.closes) for piece in marked] == [(True, False), (False, False), (False, True)]


def test_a_finding_lands_on_its_first_words_only():
    flags = [flag(1, "cleared funds", "the fifth Business Day")]
    view = clause_view(Places(CONTRACT), flags)
    assert landings(view) == {"at-finding-1"}
    places = [piece.text for part in view for line in part.lines for piece in line.stretches if piece.landings]
    assert places == ["cleared funds"]


# --- defined words, figures -----------------------------------------------------------------------------


def test_a_defined_word_is_told_with_its_meaning_and_the_clauses_that_use_it():
    (row,) = glossary(Places(CONTRACT))
    assert (row.term, row.where.name, row.times) == ("Due Date", "Clause 1.1", 1)
    assert [(use.name, use.anchor) for use in row.uses] == [("Clause 7.2", "clause-5")]


def test_a_word_defined_in_brackets_is_told_with_what_it_stands_for():
    inline = Definition("Contractor", span("(the “Contractor”)"), "", form="inline")
    clauses = (Clause("parties", "", Span(0, len(TEXT)), (Span(0, len(TEXT)),)),)
    (row,) = glossary(Places(replace(CONTRACT, clauses=clauses, definitions=(inline,))))
    assert row.meaning.endswith("NORTHGATE JUSTICE PARTNERSHIPS LIMITED (the “Contractor”)")


def test_a_figure_is_told_in_its_words_with_what_rests_on_it():
    (table,) = figure_tables(Places(CONTRACT), [flag(3, "at any time on 30 days’ written notice")])
    (row,) = table.rows
    assert (table.sort, row.read_as, row.where.name) == ("periods", "30 days", "Clause 14.1")
    assert [one.name for one in row.flags] == ["Finding 3"]
    assert [piece.text for piece in row.pieces if piece.kind == "mark"] == ["30 days’"]


@pytest.mark.parametrize(
    ("text", "blank", "kind"),
    [
        ("capped at £[ ] in all", "[ ]", "sum"),
        ("capped at £____ in all", "____", "sum"),
        ("up to [insert amount] a year", "[insert amount]", "sum"),
        ("at [ ]% a year", "[ ]", "share"),
        ("within ___ Working Days", "___", "period"),
        ("dated [●]", "[●]", "date"),
        ("Start Date\t[ ]", "[ ]", "date"),
        ("between [insert name of the Buyer] and us", "[insert name of the Buyer]", "other"),
    ],
)
def test_a_place_left_blank_is_told_with_what_is_wanted_there(text, blank, kind):
    (row,) = blank_rows(Places(contract_of(text)))
    assert row.kind == kind
    assert [piece.text for piece in row.pieces if piece.kind == "mark"] == [blank]


def test_a_line_for_a_signature_is_no_place_left_blank():
    assert blank_rows(Places(contract_of("Signed: ________\nName: ........"))) == ()


@pytest.mark.parametrize(
    ("kind", "value", "unit", "more", "told"),
    [
        ("duration", 28.0, "working days", {"count": 20.0}, "20 working days (about 28 days)"),
        ("duration", 2.8, "business days", {"count": 2.0}, "2 business days (about 3 days)"),
        ("duration", 30.0, "months", {"count": 1.0}, "1 month"),
        ("duration", 45.0, "days", {"least": 30.0}, "30 to 45 days"),
        ("duration", 2.0, "days", {}, "2 days"),
        ("money", 5_000_000.0, "GBP", {"per": ("claim",)}, "£5,000,000 for each claim"),
        ("money", 2.5, "USD", {"per": ("barrel",), "comparator": "more than"}, "more than $2.50 per barrel"),
        ("money", 100.0, "CHF", {"choice": "greater"}, "CHF 100, whichever is the greater"),
        ("percentage", 80.0, "fraction", {"of": "the Charges"}, "80% of the Charges"),
        ("percentage", 8.0, "%", {"of": "above the base rate", "per": ("year",)}, "8% above the base rate a year"),
        ("date", 739707.0, "2026-04-01", {}, "1 April 2026"),
        ("date", 0.0, "--10-01", {}, "1 October (no year is printed)"),
    ],
)  # fmt: skip
def test_what_a_figure_was_read_as_is_told_in_words(kind, value, unit, more, told):
    assert read_as(Quantity(kind, value, unit, Span(0, 1), "", **more)) == told


# --- pictures -------------------------------------------------------------------------------------------


def test_the_picture_has_a_lane_for_each_severity_and_a_mark_for_each_place():
    drawn = draw(Places(CONTRACT), [PAY_WHEN_PAID, INDEMNITY, TERMINATION, NO_CAP])
    assert [(lane.severity, lane.count, len(lane.bars)) for lane in drawn.lanes] == [("critical", 2, 5), ("high", 1, 1)]
    assert all(bar.left >= 0 and bar.left + bar.width <= 100.01 for lane in drawn.lanes for bar in lane.bars)
    assert [number for _, number in drawn.numbers] == ["1", "7", "9", "14", "15"]


def test_the_places_say_in_words_what_the_picture_shows():
    drawn = draw(Places(CONTRACT), [PAY_WHEN_PAID, TERMINATION, replace(TERMINATION, severity="low"), NO_CAP])
    assert [(row.where.name, row.where.anchor, row.row.told) for row in drawn.places] == [
        ("Clause 7, Charges and payment", "clause-3", "1 critical"),
        ("Clause 14, Termination", "clause-12", "1 high and 1 low"),
    ]


def test_who_bears_what_is_told_as_far_as_the_findings_say():
    drawn = draw(Places(CONTRACT), [INDEMNITY, replace(INDEMNITY, direction="mutual"), TERMINATION, NO_CAP])
    assert [(row.category, row.bears) for row in drawn.subjects] == [
        ("liability", (("against_us", 1), ("mutual", 1))),
        ("missing-protection", (("against_us", 1),)),
        ("termination", (("unknown", 1),)),
    ]
