"""What the Word reader makes of the things that contracts in Word are made of, each in a small file made here."""

from __future__ import annotations

import pytest
from word_files import (
    bookmarked,
    box,
    cell,
    codes,
    field,
    mark,
    note,
    numbered,
    para,
    part,
    read,
    row,
    run,
    table,
    text,
    unit,
    word,
)

from termscheck.model import Cell
from termscheck.readers.docx import read_docx

# --- words --------------------------------------------------------------------------------------------------


def test_each_block_spans_exactly_its_words():
    document = read(para("  The Supplier ", "shall pay. ") + para(" ") + para("Next"))
    assert document.text == "The Supplier shall pay.\nNext\n"
    assert [document.quote(block.span) for block in document.blocks] == ["The Supplier shall pay.", "Next"]
    assert [unit(block) for block in document.blocks] == [0, 2]


def test_breaks_tabs_and_hyphens_are_read_as_printed():
    assert text(para("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>")) == "a\tb\nc\n"
    hyphens = "<w:t>non</w:t><w:noBreakHyphen/><w:t>re</w:t><w:softHyphen/><w:t>fundable</w:t>"
    assert text(para(f"<w:r>{hyphens}</w:r>")) == "non-refundable\n"


def test_line_ends_inside_an_element_are_blanks():
    assert text(para("<w:r><w:t>one\n two</w:t></w:r>")) == "one  two\n"


@pytest.mark.parametrize("holder", ["smartTag", "customXml", "hyperlink", "ins", "moveTo", "bdo", "dir"])
def test_containers_in_a_paragraph_are_transparent(holder):
    assert text(para("a ", f"<w:{holder}>{run('b')}</w:{holder}>", " c")) == "a b c\n"


def test_content_controls_are_transparent_at_every_level():
    def control(inside: str) -> str:
        return f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"

    body = control(para("block")) + para(control(run("run"))) + table(control(row(control(cell(para("cell"))))))
    assert text(body) == "block\nrun\ncell\n"


def test_a_reading_aid_above_words_is_left_out():
    assert (
        text(para(f"<w:r><w:ruby><w:rt>{run('aid')}</w:rt><w:rubyBase>{run('base')}</w:rubyBase></w:ruby></w:r>"))
        == "base\n"
    )


@pytest.mark.parametrize(
    ("symbol", "printed"),
    [
        ('<w:sym w:font="Wingdings" w:char="F0FE"/>', "☑"),
        ('<w:sym w:font="Wingdings" w:char="F0A8"/>', "☐"),
        ('<w:sym w:font="Wingdings 2" w:char="F052"/>', "☑"),
        ('<w:sym w:font="Wingdings 2" w:char="F0A3"/>', "☐"),
        ('<w:sym w:font="Wingdings" w:char="006F"/>', "☐"),
        ('<w:sym w:font="Arial" w:char="2612"/>', "☒"),
        ('<w:sym w:font="Webdings" w:char="F099"/>', "▯"),
        ('<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr><w:t>\uf0fe</w:t>', "☑"),
    ],
)
def test_tick_boxes_of_symbol_fonts_are_read(symbol, printed):
    assert text(para(f"<w:r>{symbol}</w:r>", " accepted")) == f"{printed} accepted\n"


def test_a_formula_is_read_and_told():
    body = para("Fee = ", "<m:oMath><m:r><m:t>units × rate</m:t></m:r></m:oMath>")
    assert text(body) == "Fee = units × rate\n"
    assert "N-FORMULA" in codes(body)


# --- numbers ------------------------------------------------------------------------------------------------


def test_labels_are_beside_the_text_and_not_in_it():
    document = read(para("Term", look=numbered(0)) + para("Start", look=numbered(1)) + para("item", look=numbered(2)))
    assert document.text == "Term\nStart\nitem\n"
    assert [(block.label, block.list_level, block.kind) for block in document.blocks] == [
        ("1", 0, "list-item"),
        ("1.1", 1, "list-item"),
        ("•", 2, "list-item"),
    ]
    assert document.counts["numbered"] == 2


def test_an_empty_numbered_paragraph_counts_but_not_one_that_only_breaks_a_section():
    def third(second: str) -> str:
        return read(para("a", look=numbered(0)) + second + para("c", look=numbered(0))).blocks[1].label

    assert third(para(look=numbered(0))) == "3"
    assert third(para(look=numbered(0) + "<w:sectPr/>")) == "2"
    assert third(para("b", look=numbered(0) + "<w:sectPr/>")) == "2"


def test_a_paragraph_with_a_hidden_mark_is_not_numbered():
    hidden = numbered(0) + "<w:rPr><w:vanish/></w:rPr>"
    blocks = read(para("a", look=numbered(0)) + para(look=hidden) + para("c", look=numbered(0))).blocks
    assert [block.label for block in blocks] == ["1", "2"]


def test_a_style_separator_runs_a_numbered_heading_into_its_text():
    separator = numbered(0) + "<w:rPr><w:vanish/><w:specVanish/></w:rPr>"
    document = read(para("Payment. ", look=separator) + para("The Buyer shall pay.") + para("Next", look=numbered(0)))
    assert document.text == "Payment. The Buyer shall pay.\nNext\n"
    assert [block.label for block in document.blocks] == ["1", "2"]


def test_numbers_run_through_tables():
    body = para("a", look=numbered(0)) + table(row(cell(para("b", look=numbered(0))))) + para("c", look=numbered(0))
    assert [block.label for block in read(body).blocks] == ["1", "2", "3"]


# --- fields -------------------------------------------------------------------------------------------------


def test_a_field_shows_its_cached_result_and_not_its_instruction():
    assert text(para("see ", field(" DOCPROPERTY Client ", "the Buyer"), ".")) == "see the Buyer.\n"
    assert (
        text(para("see ", f'<w:fldSimple w:instr="AUTHOR">{run("the Buyer")}</w:fldSimple>', ".")) == "see the Buyer.\n"
    )


def test_a_field_within_an_instruction_is_not_shown():
    instruction = f"<w:r><w:instrText> IF </w:instrText></w:r>{field('MERGEFIELD x', 'secret')}"
    nested = f"{mark('begin')}{instruction}{mark('separate')}{run('shown')}{mark('end')}"
    assert text(para(nested, " after")) == "shown after\n"


def test_a_field_that_never_ends_swallows_nothing():
    assert (
        text(para("a ", mark("begin")) + para("The Supplier shall indemnify.")) == "a\nThe Supplier shall indemnify.\n"
    )


def test_a_table_of_contents_is_left_out():
    contents = para(
        mark("begin"), '<w:r><w:instrText> TOC \\o "1-3" </w:instrText></w:r>', mark("separate"), "1. Term 3"
    )
    contents += para("2. Fees 4") + para(mark("end"))
    assert text(contents + para("Term")) == "Term\n"
    gallery = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    assert text(f"<w:sdt>{gallery}<w:sdtContent>{para('1. Term 3')}</w:sdtContent></w:sdt>" + para("Term")) == "Term\n"
    styles = '<w:style w:type="paragraph" w:styleId="Verzeichnis1"><w:name w:val="toc 1"/></w:style>'
    assert text(para("1. Term 3", look='<w:pStyle w:val="Verzeichnis1"/>') + para("Term"), styles=styles) == "Term\n"


@pytest.mark.parametrize(
    ("data", "printed"),
    [
        ('<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>', "☑"),
        ('<w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox>', "☐"),
        ('<w:checkBox><w:default w:val="1"/></w:checkBox>', "☑"),
        (
            '<w:ddList><w:result w:val="1"/><w:listEntry w:val="7 days"/><w:listEntry w:val="90 days"/></w:ddList>',
            "90 days",
        ),
    ],
)
def test_old_form_fields_show_their_state(data, printed):
    begin = f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'
    assert (
        text(para(begin, "<w:r><w:instrText> FORM </w:instrText></w:r>", mark("end"), " chosen"))
        == f"{printed} chosen\n"
    )


@pytest.mark.parametrize(("cached", "agreeing"), [("1.1", 1), ("1.4", 0)])
def test_words_own_numbers_in_cross_references_are_held_against_ours(cached, agreeing):
    body = (
        para("Term", look=numbered(0))
        + bookmarked("Start", numbered(1))
        + para("see ", field(r" REF _Ref1 \r \h ", cached))
    )
    document = read(body)
    assert (document.counts["references"], document.counts["references_agreeing"]) == (1, agreeing)
    assert ("N-NUMBERS" in [notice.code for notice in document.notices]) == (agreeing == 0)


def test_a_broken_reference_is_kept_and_told():
    body = para("see clause ", field(r" REF _Ref9 \r \h ", "Error! Reference source not found."))
    assert text(body) == "see clause Error! Reference source not found.\n"
    assert codes(body) == ["N-BROKEN-REF"]


def test_a_number_that_word_does_not_store_is_told():
    body = para("see ", mark("begin"), "<w:r><w:instrText> LISTNUM </w:instrText></w:r>", mark("end"), " above")
    assert codes(body) == ["N-LISTNUM"]


# --- tables, text boxes, notes ------------------------------------------------------------------------------


def test_cells_of_a_row_are_parted_by_tabs_and_know_their_place():
    document = read(
        para("before")
        + table(
            row(cell(para("Fee")), cell(para("£1")), cell(para("per day"), para("or part"))),
            row(cell(para("wide"), properties='<w:gridSpan w:val="2"/>'), cell(para("end"))),
        )
        + para("after")
    )
    assert document.text == "before\nFee\t£1\tper day\nor part\nwide\tend\nafter\n"
    cells = [block for block in document.blocks if block.kind == "cell"]
    places = [(0, 0), (0, 1), (0, 2), (0, 2), (1, 0), (1, 2)]
    assert [block.cell for block in cells] == [Cell(0, *place) for place in places]


def test_a_merged_cell_is_read_once():
    merged, rest = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = table(
        row(cell(para("a"), properties=merged), cell(para("b"))), row(cell(para("x"), properties=rest), cell(para("c")))
    )
    document = read(body)
    assert document.text == "a\tb\nc\n"
    assert document.blocks[2].cell == Cell(0, 1, 1)


def test_a_table_in_a_table_is_read_in_place():
    inner = table(row(cell(para("x")), cell(para("y"))))
    document = read(table(row(cell(para("a"), inner, para("b")), cell(para("c")))))
    assert document.text == "a\nx\ty\nb\tc\n"
    assert [block.cell.table for block in document.blocks if block.cell] == [0, 1, 1, 0, 0]
    assert document.counts["tables"] == 2


def test_a_text_box_is_read_once_after_its_paragraph():
    document = read(para("start ", box(para("in the box")), "end") + para("next"))
    assert document.text == "start end\nin the box\nnext\n"
    assert [(block.kind, unit(block)) for block in document.blocks] == [
        ("paragraph", 0),
        ("text-box", 1),
        ("paragraph", 3),  # the older version of the same box is number 2
    ]
    assert document.counts["text_boxes"] == 1


def test_numbers_in_a_text_box_do_not_disturb_those_of_the_body():
    body = para("a", box(para("x", look=numbered(0))), look=numbered(0)) + para("b", look=numbered(0))
    assert [block.label for block in read(body).blocks] == ["1", "1", "2"]


def test_notes_follow_the_paragraph_that_refers_to_them():
    document = read(
        para("Liability is capped.", '<w:r><w:footnoteReference w:id="2"/></w:r>')
        + para("Fees.", '<w:r><w:endnoteReference w:id="2"/></w:r>')
        + para("End."),
        footnotes=note("footnote", 0, "line", ' w:type="separator"')
        + note("footnote", 2, "But not for fraud.")
        + note("footnote", 3, "lost"),
        endnotes=note("endnote", 2, "Net of VAT."),
    )
    assert document.text == "Liability is capped.\nBut not for fraud.\nFees.\nNet of VAT.\nEnd.\n"
    assert [block.kind for block in document.blocks] == ["paragraph", "footnote", "paragraph", "endnote", "paragraph"]
    assert (document.counts["footnotes"], document.counts["endnotes"]) == (1, 1)
    assert [(o.part, o.unit) for o in document.blocks[1].origins] == [("word/footnotes.xml", 1)]


def test_a_note_in_a_table_does_not_break_its_row():
    body = table(
        row(cell(para("a", '<w:r><w:footnoteReference w:id="2"/></w:r>')), cell(para("b"))), row(cell(para("c")))
    )
    assert text(body, footnotes=note("footnote", 2, "note")) == "a\tb\nnote\nc\n"


def test_a_note_to_deleted_words_is_left_out():
    body = para("a", '<w:del><w:r><w:footnoteReference w:id="2"/></w:r></w:del>')
    assert text(body, footnotes=note("footnote", 2, "note")) == "a\n"


# --- how it looks -------------------------------------------------------------------------------------------

LOOKS = """
<w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Part"><w:name w:val="Part"/><w:basedOn w:val="berschrift1"/>
  <w:pPr><w:jc w:val="center"/><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Body"><w:name w:val="Body"/><w:basedOn w:val="Part"/>
  <w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Secret"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style>
"""


def look(*runs: str, properties: str):
    return read(para(*runs, look=properties), styles=LOOKS).blocks[0]


def test_headings_are_known_by_their_english_style_name_or_outline_level():
    heading = look("Term", properties='<w:pStyle w:val="berschrift1"/>')
    assert (heading.kind, heading.outline_level, heading.style) == ("heading", 0, "heading 1")
    part_heading = look("Part A", properties='<w:pStyle w:val="Part"/>')
    assert (part_heading.outline_level, part_heading.centred, part_heading.bold) == (2, True, True)
    assert look("text", properties='<w:pStyle w:val="Body"/>').outline_level is None
    assert look("text", properties='<w:outlineLvl w:val="1"/>').outline_level == 1
    assert look("text", properties='<w:pStyle w:val="NoSuchStyle"/>').style == "Normal"


def test_a_paragraph_is_bold_when_all_its_visible_words_are():
    assert look(run("all", "<w:b/>"), run(" "), run("secret", "<w:vanish/>"), properties="").bold
    assert not look(run("some", "<w:b/>"), "plain", properties="").bold
    assert look(run("strong", '<w:rStyle w:val="Strong"/>'), properties="").bold
    # bold on bold cancels
    assert not look(run("strong", '<w:rStyle w:val="Strong"/>'), properties='<w:pStyle w:val="Part"/>').bold
    assert not look(run("off", '<w:b w:val="0"/>'), properties='<w:pStyle w:val="Part"/>').bold


def test_the_indent_is_where_the_words_begin():
    assert look("text", properties='<w:ind w:left="720"/>').indent == 36
    assert look("text", properties='<w:ind w:left="720" w:firstLine="360"/>').indent == 54
    assert look("text", properties='<w:ind w:left="720" w:hanging="720"/>').indent == 0
    assert (
        look("(a)\ttext", "<w:r><w:tab/></w:r>", "more", properties='<w:ind w:left="720" w:hanging="720"/>').indent
        == 36
    )
    assert look("text", properties=numbered(0)).indent == 36
    assert look("<w:r><w:tab/></w:r>", "text", properties="").indent == 36
    assert look("text", properties='<w:ind w:start="1in"/>').indent == 72


def test_hidden_words_are_read_and_told():
    document = read(
        para(run("The Supplier bears all risk.", "<w:vanish/>"))
        + para("Seen ", run("not", '<w:rStyle w:val="Secret"/>')),
        styles=LOOKS,
    )
    assert document.text == "The Supplier bears all risk.\nSeen not\n"
    assert [block.hidden for block in document.blocks] == [True, False]
    assert document.counts["hidden_words"] == 6
    assert [notice.code for notice in document.notices] == ["N-HIDDEN"]


# --- what is not read ---------------------------------------------------------------------------------------


def test_embedded_parts_are_told_as_material():
    for body in (
        '<w:altChunk r:id="r9"/>',
        para('<w:r><w:object><o:OLEObject ProgID="Word.Document.12"/></w:object></w:r>'),
    ):
        document = read(para("Terms") + body)
        assert [(notice.code, notice.material) for notice in document.notices] == [("N-EMBEDDED", True)]


def test_pictures_comments_and_headers_are_counted():
    picture = "<w:r><w:drawing><pic:pic/></w:drawing></w:r>"
    body = para("a", picture, '<w:r><w:commentReference w:id="0"/></w:r>')
    document = read(
        body,
        links=(("header", "header1.xml"), ("footer", "footer1.xml")),
        more={"header1.xml": part("hdr", para("Draft")), "footer1.xml": part("ftr", para("Page 1"))},
    )
    assert {key: document.counts[key] for key in ("pictures", "comments", "headers_footers")} == {
        "pictures": 1,
        "comments": 1,
        "headers_footers": 2,
    }
    assert [notice.code for notice in document.notices] == ["N-COMMENTS", "N-PICTURES"]
    assert not any(notice.material for notice in document.notices)


def test_links_out_of_the_file_are_told_but_web_addresses_are_not():
    assert codes(para("a"), external=(("attachedTemplate", "http://example.org/x.dotm"),)) == ["N-EXTERNAL"]
    assert codes(para("a"), external=(("hyperlink", "http://example.org/"),)) == []


def test_macros_and_templates_are_read_as_any_other_file_and_told():
    macros = word(
        para("a"),
        links=(("vbaProject", "vbaProject.bin"),),
        content_type="application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    assert [notice.code for notice in read_docx(macros, "a.docm").notices] == ["N-MACROS"]
    template = word(
        para("a"), content_type="application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
    )
    assert [notice.code for notice in read_docx(template, "a.dotx").notices] == ["N-TEMPLATE"]
