"""Content controls, signs, fields and numbers as forms and templates have them."""

from __future__ import annotations

import zipfile

import pytest
from word_files import box, cell, codes, field, mark, numbered, package, para, read, row, run, table, text, word_parts

from termscheck.readers.docx import read_docx

# --- content controls ---------------------------------------------------------------------------------------


def control(properties: str, inside: str) -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


@pytest.mark.parametrize(
    ("state", "shown", "printed"),
    [
        ("1", run("☒"), "☒"),
        ("true", '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "☑"),
        ("0", run("☐"), "☐"),
        ("1", run("☐"), "☑"),
        ("0", run("☒"), "☐"),
        ("1", '<w:r><w:sym w:font="Webdings" w:char="F099"/></w:r>', "☑"),
        ("1", run("Yes"), "Yes"),
    ],
)
def test_a_tick_box_is_read_by_its_state_where_its_sign_says_otherwise(state, shown, printed):
    box = control(f'<w14:checkbox><w14:checked w14:val="{state}"/></w14:checkbox>', shown)
    assert text(para(box, " accepted")) == f"{printed} accepted\n"


def test_a_placeholder_that_nobody_filled_in_is_read_and_counted():
    empty = control("<w:showingPlcHdr/><w:dropDownList/>", run("Choose an item."))
    filled = control('<w:showingPlcHdr w:val="0"/>', run("90 days"))
    document = read(para("Pay in ", empty, " or ", filled))
    assert document.text == "Pay in Choose an item. or 90 days\n"
    assert document.counts["placeholders"] == 1


def test_controls_nest_with_one_another():
    tick = control('<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>', run("☐"))
    assert text(para(control("", control("", run("a")) + tick + run("☐")))) == "a☑☐\n"


# --- characters ---------------------------------------------------------------------------------------------


def test_soft_hyphens_are_left_out_and_hard_ones_read_as_hyphens():
    assert text(para("re\u00adfund\u00adable non\u2011profit \u00ad.")) == "refundable non-profit .\n"


def test_what_was_typed_in_a_symbol_font_is_read_as_printed():
    wingdings = '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'
    assert text(para(run("o", wingdings), " no ", run("\u00fe", wingdings), " yes ", run("o"))) == "☐ no ☑ yes o\n"


def test_a_formula_after_a_symbol_is_not_read_in_its_font():
    box = run("o", '<w:rFonts w:ascii="Wingdings"/>')
    assert text(para(box, "<m:oMath><m:r><m:t>no</m:t></m:r></m:oMath>")) == "☐no\n"


@pytest.mark.parametrize("sign", ["\u200b", "\u200f", "\u202e", "\ufeff", "\u0430", "\U0001d400", "\u00a0x"])
def test_strange_signs_are_kept_for_the_checks_that_follow(sign):
    assert text(para(f"pay{sign}ment")) == f"pay{sign}ment\n"


def test_a_tab_to_a_place_on_the_page_parts_words():
    assert text(para("a", '<w:r><w:ptab w:alignment="right"/></w:r>', "b")) == "a\tb\n"


def test_a_paragraph_of_a_million_characters_is_read():
    runs = "".join(run(f"word{n} ") for n in range(100_000))
    document = read_docx(package(word_parts(para(runs)), zipfile.ZIP_STORED), "a.docx")
    assert document.words == 100_000
    assert len(document.text) > 880_000


# --- more of fields -----------------------------------------------------------------------------------------


def test_a_field_can_run_over_paragraphs_and_hold_others():
    code = "<w:r><w:instrText> INCLUDETEXT x </w:instrText></w:r>"
    inner = field(" DOCPROPERTY y ", "inner")
    body = para("a ", mark("begin"), code, mark("separate"), "b ", inner) + para("c") + para("d", mark("end"), " e")
    assert text(body) == "a b inner\nc\nd e\n"


def test_a_simple_field_may_hold_another():
    nested = f'<w:fldSimple w:instr=" DATE ">{run("1 May ")}{field(" SEQ x ", "2")}</w:fldSimple>'
    assert text(para("on ", nested, " at noon")) == "on 1 May 2 at noon\n"


def test_marks_that_end_or_part_no_field_do_no_harm():
    assert text(para(mark("end"), "a", mark("separate"), "b", mark("end"))) == "ab\n"


def test_the_old_version_of_a_drawing_does_not_end_the_fields_of_the_new_one():
    newer = f"<mc:Choice>{field(' SEQ x ', 'new')}</mc:Choice>"
    older = f"<mc:Fallback>{field(' SEQ x ', 'old')}</mc:Fallback>"
    assert text(para(f"<mc:AlternateContent>{newer}{older}</mc:AlternateContent>", " after")) == "new after\n"


# --- numbers, more ------------------------------------------------------------------------------------------


def test_a_paragraph_can_switch_off_the_number_of_its_style():
    styles = f'<w:style w:type="paragraph" w:styleId="C"><w:name w:val="Clause"/><w:pPr>{numbered(0)}</w:pPr></w:style>'
    clause, off = '<w:pStyle w:val="C"/>', '<w:pStyle w:val="C"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    blocks = read(para("a", look=clause) + para("b", look=off) + para("c", look=clause), styles=styles).blocks
    assert [block.label for block in blocks] == ["1", "", "2"]


def test_a_format_of_a_newer_word_counts_before_the_older_one_beside_it():
    newer = '<mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice>'
    older = '<mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback>'
    formats = f"<mc:AlternateContent>{newer}{older}</mc:AlternateContent>"
    level = f'<w:lvl w:ilvl="0"><w:start w:val="7"/>{formats}<w:lvlText w:val="%1."/></w:lvl>'
    lists = f'<w:abstractNum w:abstractNumId="0">{level}</w:abstractNum>'
    lists += '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    assert read(para("a", look=numbered(0)), lists=lists).blocks[0].label == "007"


def test_a_hidden_paragraph_runs_into_the_next_only_with_its_own_words_seen():
    hidden = "<w:rPr><w:vanish/></w:rPr>"
    assert text(para(run("secret", "<w:vanish/>"), look=hidden) + para("open")) == "secret\nopen\n"
    assert text(para("seen ", look=hidden) + para("on")) == "seen on\n"


def test_the_whole_contract_may_be_in_tables_or_in_text_boxes():
    assert text(table(row(cell(para("Term"), table(row(cell(para("Fee")))))))) == "Term\nFee\n"
    assert text(para(box(para("Term")))) == "Term\n"


def test_embedded_charts_and_diagrams_are_counted_as_pictures():
    chart = '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/>'
    diagram = '<d:relIds xmlns:d="http://schemas.openxmlformats.org/drawingml/2006/diagram"/>'
    assert read(para("x", f"<w:r><w:drawing>{chart}{diagram}</w:drawing></w:r>")).counts["pictures"] == 2


def test_a_sub_document_that_stands_in_another_file_is_told():
    assert codes(para("x") + '<w:subDoc r:id="r9"/>') == ["N-EMBEDDED"]


def test_words_struck_through_by_hand_are_read_and_told_as_material():
    document = read(para(run("There is a cap of £1.", "<w:strike/>"), run(" Charges are fixed.")))
    (notice,) = document.notices
    assert (notice.code, notice.material, document.counts["struck_words"]) == ("N-STRUCK", True, 6)
    assert document.text == "There is a cap of £1. Charges are fixed.\n"


def test_a_line_that_is_switched_off_strikes_nothing():
    assert read(para(run("It stands.", '<w:strike w:val="0"/>'))).notices == ()


def test_the_figure_of_a_note_is_not_read_as_part_of_a_number():
    raised = run("1", '<w:vertAlign w:val="superscript"/>')
    assert text(para(run("within 30"), raised, run(" days"))) == "within 30¹ days\n"
    assert text(para(run("m"), run("2", '<w:vertAlign w:val="subscript"/>'))) == "m2\n"
