"""What the Word reader makes of the things that contracts in Word are made of, each in a small file made here."""

from __future__ import annotations

import io
import zipfile

import pytest

from termscheck.errors import ReadError
from termscheck.model import Cell
from termscheck.readers.docx import Package, read_docx, read_paragraphs

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    f'xmlns:r="{OFFICE}/relationships"'
)
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
LIST = """<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/>
  <w:pPr><w:ind w:left="720" w:hanging="720"/></w:pPr></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl>
</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>"""


def relationships(*links: tuple[str, str], external: tuple[tuple[str, str], ...] = ()) -> str:
    lines = [
        f'<Relationship Id="r{i}" Type="{OFFICE}/relationships/{k}" Target="{t}"/>' for i, (k, t) in enumerate(links)
    ]
    lines += [
        f'<Relationship Id="x{i}" Type="{OFFICE}/relationships/{k}" Target="{t}" TargetMode="External"/>'
        for i, (k, t) in enumerate(external)
    ]
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{"".join(lines)}</Relationships>'


def part(root: str, inside: str) -> str:
    return f"<w:{root} {NAMESPACES}>{inside}</w:{root}>"


def package(parts: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def word_parts(
    body: str,
    *,
    styles: str = "",
    footnotes: str = "",
    endnotes: str = "",
    external: tuple[tuple[str, str], ...] = (),
    links: tuple[tuple[str, str], ...] = (),
    content_type: str = MAIN,
) -> dict[str, str | bytes]:
    links = (("styles", "styles.xml"), ("numbering", "numbering.xml"), *links)
    notes = {"footnotes": footnotes, "endnotes": endnotes}
    links += tuple((kind, f"{kind}.xml") for kind, inside in notes.items() if inside)
    types = f'<Override PartName="/word/document.xml" ContentType="{content_type}"/>'
    return {
        "[Content_Types].xml": f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{types}</Types>',
        "_rels/.rels": relationships(("officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": relationships(*links, external=external),
        "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
        "word/styles.xml": part("styles", styles),
        "word/numbering.xml": part("numbering", LIST),
        **{f"word/{kind}.xml": part(kind, inside) for kind, inside in notes.items() if inside},
    }


def word(body: str, **more: object) -> bytes:
    return package(word_parts(body, **more))  # type: ignore[arg-type]


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def para(*runs: str, look: str = "") -> str:
    return f"<w:p><w:pPr>{look}</w:pPr>{''.join(item if item.startswith('<') else run(item) for item in runs)}</w:p>"


def numbered(depth: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr>'


def cell(*paragraphs: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(paragraphs)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def field(instruction: str, result: str) -> str:
    code = f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
    return f"{mark('begin')}{code}{mark('separate')}{run(result)}{mark('end')}"


def read(body: str, **more: object):
    return read_docx(word(body, **more), "contract.docx")


def text(body: str, **more: object) -> str:
    return read(body, **more).text


def codes(body: str, **more: object) -> list[str]:
    return [notice.code for notice in read(body, **more).notices]


def error(data: bytes) -> ReadError:
    with pytest.raises(ReadError) as raised:
        read_docx(data, "contract.docx")
    assert str(raised.value).startswith("contract.docx: ")
    return raised.value


# --- words --------------------------------------------------------------------------------------------------


def test_each_block_spans_exactly_its_words():
    document = read(para("  The Supplier ", "shall pay. ") + para(" ") + para("Next"))
    assert document.text == "The Supplier shall pay.\nNext\n"
    assert [document.quote(block.span) for block in document.blocks] == ["The Supplier shall pay.", "Next"]
    assert [block.paragraph for block in document.blocks] == [0, 2]


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


# --- tracked changes ----------------------------------------------------------------------------------------


def test_tracked_changes_are_read_as_accepted():
    deleted = '<w:del w:id="1"><w:r><w:delText>thirty</w:delText></w:r></w:del>'
    body = para("within ", deleted, f'<w:ins w:id="2">{run("ninety")}</w:ins>', " days")
    document = read(body)
    assert document.text == "within ninety days\n"
    assert (document.counts["insertions"], document.counts["deletions"]) == (1, 1)
    assert [notice.code for notice in document.notices] == ["N-TRACKED"]
    assert "1 insertion and 1 deletion" in document.notices[0].message


def test_moved_text_is_read_once_where_it_has_gone():
    assert (
        text(para("a", f"<w:moveFrom>{run('moved')}</w:moveFrom>") + para("b", f"<w:moveTo>{run('moved')}</w:moveTo>"))
        == "a\nbmoved\n"
    )


def test_a_file_of_insertions_only_is_read_in_full():
    assert text(para(f"<w:ins>{run('All of it.')}</w:ins>")) == "All of it.\n"


def test_a_paragraph_whose_mark_is_deleted_goes_on_into_the_next_and_is_not_numbered():
    gone = numbered(0) + "<w:rPr><w:del/></w:rPr>"
    document = read(para("One", look=numbered(0)) + para("Two ", look=gone) + para("halves", look=numbered(0)))
    assert document.text == "One\nTwo halves\n"
    assert [(block.label, block.paragraph) for block in document.blocks] == [("1", 0), ("2", 1)]


def test_a_deleted_mark_at_the_end_of_a_cell_does_not_reach_into_the_next():
    gone = "<w:rPr><w:del/></w:rPr>"
    assert text(table(row(cell(para("a", look=gone)), cell(para("b")))) + para("c", look=gone)) == "a\tb\nc\n"


def test_a_deleted_row_is_left_out_and_an_inserted_one_is_read():
    rows = row(cell(para("old")), properties="<w:del/>"), row(cell(para("new")), properties="<w:ins/>")
    document = read(table(*rows))
    assert document.text == "new\n"
    assert document.blocks[0].cell == Cell(0, 0, 0)


def test_properties_before_a_tracked_change_of_formatting_are_not_read():
    change = f"<w:pPrChange><w:pPr>{numbered(0)}</w:pPr></w:pPrChange>"
    assert read(para("Not numbered", look=change)).blocks[0].label == ""


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


def bookmarked(words: str, look: str) -> str:
    return f'<w:p><w:pPr>{look}</w:pPr><w:bookmarkStart w:id="1" w:name="_Ref1"/>{run(words)}</w:p>'


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


def box(*paragraphs: str) -> str:
    content = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    ways = f"<mc:Choice>{content}</mc:Choice><mc:Fallback>{content}</mc:Fallback>"
    return f"<w:r><mc:AlternateContent>{ways}</mc:AlternateContent></w:r>"


def test_a_text_box_is_read_once_after_its_paragraph():
    document = read(para("start ", box(para("in the box")), "end") + para("next"))
    assert document.text == "start end\nin the box\nnext\n"
    assert [(block.kind, block.paragraph) for block in document.blocks] == [
        ("paragraph", 0),
        ("text-box", 1),
        ("paragraph", 3),  # the older version of the same box is number 2
    ]
    assert document.counts["text_boxes"] == 1


def test_numbers_in_a_text_box_do_not_disturb_those_of_the_body():
    body = para("a", box(para("x", look=numbered(0))), look=numbered(0)) + para("b", look=numbered(0))
    assert [block.label for block in read(body).blocks] == ["1", "1", "2"]


def note(kind: str, key: int, words: str, more: str = "") -> str:
    return f'<w:{kind} w:id="{key}"{more}>{para(words)}</w:{kind}>'


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
    assert document.blocks[1].paragraph is None


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
    document = read(body, links=(("header", "header1.xml"), ("footer", "footer1.xml")))
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


# --- the package --------------------------------------------------------------------------------------------


def test_strict_office_files_are_read():
    strict = {
        name: str(content)
        .replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/", "http://purl.oclc.org/ooxml/wordprocessingml/"
        )
        .replace(f"{OFFICE}/", "http://purl.oclc.org/ooxml/officeDocument/")
        for name, content in word_parts(para("Term", look=numbered(0))).items()
    }
    document = read_docx(package(strict), "strict.docx")
    assert (document.text, document.blocks[0].label) == ("Term\n", "1")


def test_parts_are_found_whatever_the_case_and_form_of_their_names():
    parts = word_parts(para("Term"))
    parts["_rels/.rels"] = relationships(("officeDocument", "/Word/Document.xml"))
    assert read_docx(package(parts), "a.docx").text == "Term\n"


def test_the_digest_is_of_the_bytes_given_and_reading_is_repeatable():
    data = word(para("Term"))
    first, second = read_docx(data, "a.docx"), read_docx(data, "a.docx")
    assert first == second
    assert len(first.sha256) == 64


@pytest.mark.parametrize(
    ("parts", "what"),
    [
        ({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}, "OpenDocument"),
        ({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"}, "Excel"),
        ({"[Content_Types].xml": "<x/>", "ppt/presentation.xml": "<x/>"}, "PowerPoint"),
        ({"contract.pdf": "%PDF"}, "zip archive"),
    ],
)
def test_other_zip_files_are_named_and_refused(parts, what):
    refused = error(package(parts))
    assert refused.code == "E-FORMAT"
    assert what in str(refused)


def without(name: str) -> bytes:
    return package({key: content for key, content in word_parts(para("a")).items() if key != name})


@pytest.mark.parametrize("name", ["[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/styles.xml"])
def test_a_missing_part_is_damage(name):
    assert error(without(name)).code == "E-CORRUPT"


def test_damage_is_told_with_part_and_line():
    data = word(para("a"))
    assert error(data[: len(data) // 2]).code == "E-CORRUPT"
    malformed = error(package({**word_parts(""), "word/document.xml": "<w:document\n><oops"}))
    assert malformed.code == "E-CORRUPT"
    assert "word/document.xml is damaged at line 2" in str(malformed)


def test_bit_rot_in_a_part_is_damage():
    data = package(word_parts(para("untouched")), zipfile.ZIP_STORED)
    rotten = error(data.replace(b"untouched", b"Untouched"))
    assert rotten.code == "E-CORRUPT"
    assert "word/document.xml" in str(rotten)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused():
    stream = io.BytesIO(word(para("a")))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("word/document.xml", part("document", para("another contract")))
    assert error(stream.getvalue()).code == "E-CORRUPT"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_declaration_is_refused(encoding):
    evil = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY e "boom">]>' + part(
        "document", "<w:body>&e;</w:body>"
    )
    refused = error(package({**word_parts(""), "word/document.xml": evil.encode(encoding)}))
    assert refused.code == "E-UNSAFE"


def test_a_bomb_is_refused_before_it_is_unpacked():
    assert error(word(para(" " * 3 * 2**20))).code == "E-TOOBIG"


def test_a_bomb_in_a_part_that_is_not_read_does_no_harm():
    parts = {**word_parts(para("Term")), "word/media/image1.bmp": bytes(20 * 2**20)}
    assert read_docx(package(parts), "a.docx").text == "Term\n"


def test_too_many_paragraphs_are_refused(monkeypatch):
    monkeypatch.setattr("termscheck.readers.docx.MOST_PARAGRAPHS", 3)
    assert text(para("a") * 3) == "a\na\na\n"
    assert error(word(para("a") * 4)).code == "E-TOOBIG"


def test_too_large_a_package_is_refused_by_its_directory(monkeypatch):
    monkeypatch.setattr("termscheck.readers.docx.MOST_BYTES_UNPACKED", 100)
    assert error(word(para("a"))).code == "E-TOOBIG"


def test_nesting_without_end_is_refused():
    refused = error(word("<w:sdt><w:sdtContent>" * 400 + para("a") + "</w:sdtContent></w:sdt>" * 400))
    assert refused.code == "E-CORRUPT"
    assert "too deep" in str(refused)


def test_deep_nesting_that_the_parser_allows_is_read():
    depth = 20
    opening, closing = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    assert text(opening * depth + para("deep") + closing * depth) == "deep\n"


def test_names_that_climb_out_of_the_package_are_ignored():
    assert read_docx(package({**word_parts(para("Term")), "../../evil": "x"}), "a.docx").text == "Term\n"


def test_a_file_without_words_is_refused():
    refused = error(word(para("<w:r><w:drawing><pic:pic/></w:drawing></w:r>")))
    assert refused.code == "E-NOTEXT"
    assert "1 picture" in str(refused)


def test_thousands_of_deleted_paragraph_marks_take_no_time():
    body = para("a ", look="<w:rPr><w:del/></w:rPr>") * 40_000 + para("end")
    document = read_docx(package(word_parts(body), zipfile.ZIP_STORED), "a.docx")
    assert len(document.blocks) == 1


def test_progress_is_told():
    told: list[tuple[str, int, int]] = []
    read_docx(word(para("a")), "a.docx", lambda *step: told.append(step))
    assert told[-1] == ("Reading paragraphs", 1, 1)


def test_the_pieces_of_a_paragraph_lead_back_to_its_runs():
    _, paragraphs = read_paragraphs(
        Package(word(para("shall ", f"<w:ins>{run('not')}</w:ins>", "<w:r><w:tab/></w:r>", "pay")), "a.docx")
    )
    (paragraph,) = paragraphs
    assert paragraph.text == "shall not\tpay"
    assert [piece.element.tag.rpartition("}")[2] for piece in paragraph.pieces] == ["t", "t", "tab", "t"]
