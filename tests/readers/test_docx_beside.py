"""What stands beside the contract: headers, footers, comments, contents, watermarks, and what is said of the file."""

from __future__ import annotations

import pytest
from word_files import (
    bookmarked,
    cell,
    codes,
    contents_line,
    contents_table,
    field,
    numbered,
    package,
    para,
    part,
    read,
    relationships,
    row,
    run,
    table,
    text,
    word_parts,
)

from termscheck.model import Aside, Document
from termscheck.readers.docx import read_docx


def beside(document: Document) -> list[tuple[str, str, int, str]]:
    return [(aside.kind, aside.text, aside.times, aside.by) for aside in document.asides]


# --- headers, footers, comments -----------------------------------------------------------------------------


def margins(**parts: str) -> dict[str, object]:
    roots = {"header": "hdr", "footer": "ftr"}
    return {
        "links": tuple((name.rstrip("0123456789"), f"{name}.xml") for name in parts),
        "more": {f"{name}.xml": part(roots[name.rstrip("0123456789")], inside) for name, inside in parts.items()},
    }


def test_headers_and_footers_are_read_apart_and_the_same_words_once():
    page = para("Page ", field(" PAGE ", "3"), " of ", field("NUMPAGES", "9"))
    document = read(
        para("Terms"),
        **margins(
            header1=para("Confidential") + para("Ref: A1"),
            header2=para("Confidential"),
            footer1=page + para("Version 2, page ", field("PAGE", "3")),
        ),
    )
    assert document.text == "Terms\n"
    assert beside(document) == [
        ("header", "Confidential", 2, ""),
        ("header", "Ref: A1", 1, ""),
        ("footer", "Version 2, page", 1, ""),
    ]


def test_a_page_number_in_the_body_is_read():
    assert text(para("see page ", field(" PAGE ", "3"))) == "see page 3\n"


def test_tracked_changes_in_a_header_follow_the_view_and_are_not_counted():
    header = para("Version ", "<w:del><w:r><w:delText>1</w:delText></w:r></w:del>", f"<w:ins>{run('2')}</w:ins>")
    final, original = read(para("x"), **margins(header1=header)), read(para("x"), "original", **margins(header1=header))
    assert [beside(final), beside(original)] == [[("header", "Version 2", 1, "")], [("header", "Version 1", 1, "")]]
    assert final.counts["insertions"] == 0
    assert final.notices == ()


def test_comments_are_kept_with_their_authors_replies_too():
    comments = "".join(
        f'<w:comment w:id="{key}" w:author="{by}">{para(words)}{para("second")}</w:comment>'
        for key, by, words in ((0, "Ann", "Too long."), (1, "Bob", "Agreed."))
    )
    document = read(para("x"), links=(("comments", "comments.xml"),), more={"comments.xml": part("comments", comments)})
    assert beside(document) == [("comment", "Too long. second", 1, "Ann"), ("comment", "Agreed. second", 1, "Bob")]


@pytest.mark.parametrize("damage", ["<oops", "<!DOCTYPE x []><w:hdr/>", None])
def test_a_part_beside_the_contract_that_cannot_be_read_is_told_and_does_no_more_harm(damage):
    more = {} if damage is None else {"header1.xml": damage}
    document = read(para("Terms"), links=(("header", "header1.xml"),), more=more)
    assert document.text == "Terms\n"
    (notice,) = document.notices
    assert (notice.code, "word/header1.xml" in notice.message) == ("N-MARGINS", True)


def test_long_headers_are_cut_and_many_are_bounded():
    document = read(para("x"), **margins(header1=para("y" * 5_000) + "".join(para(f"z{n}") for n in range(3_000))))
    assert len(document.asides) == 2_000
    assert len(document.asides[0].text) == 1_001


# --- watermarks ---------------------------------------------------------------------------------------------


def vml(words: str) -> str:
    return f'<w:r><w:pict><v:shape><v:textpath string="{words}"/></v:shape></w:pict></w:r>'


def word_art(words: str, warp: str) -> str:
    body = f'<wps:bodyPr fromWordArt="1"><a:prstTxWarp prst="{warp}"/></wps:bodyPr>'
    shape = f"<wps:wsp><wps:txbx><w:txbxContent>{para(words)}</w:txbxContent></wps:txbx>{body}</wps:wsp>"
    return f"<w:r><w:drawing>{shape}</w:drawing></w:r>"


@pytest.mark.parametrize("shape", [vml("DRAFT"), word_art("DRAFT", "textPlain")])
def test_a_watermark_is_told_with_its_words(shape):
    document = read(para("Terms"), **margins(header1=para(shape), header2=para(shape)))
    (notice,) = document.notices
    assert notice.code == "N-WATERMARK"
    assert "watermark: “DRAFT”." in notice.message


def test_a_text_box_in_a_header_is_no_watermark_and_words_drawn_in_the_body_are_told():
    assert codes(para("x"), **margins(header1=para(word_art("Ref 1", "textNoShape")))) == []
    assert codes(para("x", vml("SAMPLE"))) == ["N-WATERMARK"]


def test_a_long_watermark_is_cut():
    (notice,) = read(para("x", *(vml(f"{n}" + "w" * 500) for n in range(9)))).notices
    assert len(notice.message) < 400


# --- tables of contents and cached numbers ------------------------------------------------------------------


def test_the_lines_of_a_table_of_contents_are_kept_beside_the_contract():
    body = contents_table(contents_line("1.", "Term", "_Toc1"), contents_line("", "Annex", "_Toc2"))
    document = read(body + bookmarked("Term", numbered(0), "_Toc1") + bookmarked("Annex", "", "_Toc2"))
    assert document.text == "Term\nAnnex\n"
    assert beside(document) == [("contents", "1. Term", 1, ""), ("contents", "Annex", 1, "")]


@pytest.mark.parametrize(("printed", "agreeing"), [("1.", 1), ("1", 1), ("2.", 0), ("", 0)])
def test_numbers_in_a_table_of_contents_are_held_against_ours(printed, agreeing):
    counts = read(
        contents_table(contents_line(printed, "Term", "_Toc1")) + bookmarked("Term", numbered(0), "_Toc1")
    ).counts
    assert (counts["references"], counts["references_agreeing"]) == (1, agreeing)


def test_a_contents_line_for_a_heading_without_a_number_proves_nothing():
    counts = read(contents_table(contents_line("", "Annex", "_Toc1")) + bookmarked("Annex", "", "_Toc1")).counts
    assert "references" not in counts


def test_a_number_typed_into_a_heading_is_no_difference():
    typed = f'<w:p><w:bookmarkStart w:name="_Toc1"/>{run("1.")}<w:r><w:tab/></w:r>{run("Term")}</w:p>'
    counts = read(contents_table(contents_line("1.", "Term", "_Toc1")) + typed).counts
    assert "references" not in counts


def test_a_heading_that_has_changed_since_is_still_compared_by_number():
    line = contents_line("2.", "Old title", "_Toc1")
    counts = read(contents_table(line) + bookmarked("New title", numbered(0), "_Toc1")).counts
    assert (counts["references"], counts["references_agreeing"]) == (1, 0)


@pytest.mark.parametrize("name", ["_Ref1", "_REF1"])
@pytest.mark.parametrize("where", ["body", "cell", "control", "note"])
def test_bookmarks_are_found_wherever_they_stand(where, name):
    start = '<w:bookmarkStart w:id="1" w:name="_Ref1"/>'
    clause = start + para("Term", look=numbered(0))
    footnotes = ""
    match where:
        case "cell":
            clause = table(row(cell(clause)))
        case "control":
            clause = f"<w:sdt><w:sdtContent>{clause}</w:sdtContent></w:sdt>"
        case "note":
            footnotes = f'<w:footnote w:id="2">{clause}</w:footnote>'
            clause = para("x", '<w:r><w:footnoteReference w:id="2"/></w:r>')
    counts = read(clause + para(field(rf"REF {name} \r \h", "1")), footnotes=footnotes).counts
    assert (counts["references"], counts["references_agreeing"]) == (1, 1)


def test_a_reference_in_a_footnote_and_one_without_the_word_ref_are_checked():
    body = bookmarked("Term", numbered(0)) + para("see ", field(r" _Ref1 \n \h ", "1"))
    clause = para("clause ", field(r"REF _Ref1 \w", "1"))
    note = f'<w:footnote w:id="2">{clause}</w:footnote>'
    body += para("x", '<w:r><w:footnoteReference w:id="2"/></w:r>')
    counts = read(body, footnotes=note).counts
    assert (counts["references"], counts["references_agreeing"]) == (2, 2)


@pytest.mark.parametrize("code", ["PAGEREF _Ref1 \\h", "NOTEREF _Ref1 \\h", "REF _Ref1 \\h", "REF _Ref1 \\r \\p"])
def test_fields_that_print_no_bare_number_are_not_compared(code):
    assert "references" not in read(bookmarked("Term", numbered(0)) + para(field(code, "7"))).counts


def test_many_numbers_that_differ_lower_confidence_and_few_do_not():
    def told(wrong: int, right: int) -> str:
        fields = [field(r"REF _Ref1 \r", "4")] * wrong + [field(r"REF _Ref1 \r", "1")] * right
        (notice,) = read(bookmarked("Term", numbered(0)) + "".join(para(item) for item in fields)).notices
        assert notice.code == "N-NUMBERS"
        return notice.message

    assert "clause numbers in this report are wrong in places" in told(2, 3)
    assert "1 of 2 automatic cross-references in this file shows" in told(1, 1)
    assert "2 of 30 automatic cross-references in this file show" in told(2, 28)


def test_the_contract_itself_is_not_taken_for_a_table_of_contents():
    long = "word " * 80
    swollen = contents_table(contents_line("1.", "Term", "_Toc1"), para(long))
    assert text(swollen + para("x")) == f"{long.strip()}\nx\n"
    styles = '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="toc heading"/></w:style>'
    styled = "<w:pStyle w:val='T'/>"
    body = para("Contents", look=styled) + para("SCHEDULE OF FEES", look=styled) + para("Term\t3", look=styled)
    document = read(body, styles=styles)
    assert document.text == "SCHEDULE OF FEES\n"
    assert beside(document) == [("contents", "Contents", 1, ""), ("contents", "Term 3", 1, "")]


def test_text_behind_the_end_of_a_table_of_contents_is_read():
    line = contents_line("1.", "Term", "_Toc1")
    assert text(contents_table(line, after=" and the contract")) == "and the contract\n"


# --- what cannot be seen on paper ---------------------------------------------------------------------------

WHITE, TINY = '<w:color w:val="FFFFFF"/>', '<w:sz w:val="4"/>'


@pytest.mark.parametrize("look", [WHITE, '<w:color w:val="ffffff" w:themeColor="background1"/>', TINY, WHITE + TINY])
def test_white_and_tiny_words_are_read_counted_and_told(look):
    document = read(para("Seen ", run("The Supplier bears", look), run(" all risk.", look)))
    assert document.text == "Seen The Supplier bears all risk.\n"
    assert document.counts["invisible_words"] == 5
    (notice,) = document.notices
    assert (notice.code, notice.message.startswith("5 words in this file are printed in white")) == (
        "N-INVISIBLE",
        True,
    )


@pytest.mark.parametrize(
    "body",
    [
        para(run("x", '<w:sz w:val="5"/><w:color w:val="FFFFFE"/>')),
        para(run("x", WHITE + '<w:shd w:val="clear" w:fill="1F3864"/>')),
        para(run("x", WHITE + '<w:highlight w:val="black"/>')),
        para(run("x", WHITE), look='<w:shd w:val="solid" w:color="000000"/>'),
        table(row(cell(para(run("x", WHITE)), properties='<w:shd w:val="clear" w:fill="000000"/>'))),
        f'<w:tbl><w:tblPr><w:tblStyle w:val="Dark"/></w:tblPr>{row(cell(para(run("x", WHITE))))}</w:tbl>',
        para(f"<w:r><w:txbxContent>{para(run('x', WHITE))}</w:txbxContent></w:r>"),
        para(run(" ", WHITE), "x"),
    ],
)
def test_white_words_on_a_colour_and_small_print_can_be_seen(body):
    dark = '<w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:fill="000000"/></w:tcPr></w:tblStylePr>'
    styles = f'<w:style w:type="table" w:styleId="Dark"><w:name w:val="Dark"/>{dark}</w:style>'
    assert read(body, styles=styles).counts["invisible_words"] == 0


def test_words_are_white_by_their_style_and_hidden_words_are_not_counted_twice():
    styles = f'<w:style w:type="character" w:styleId="W"><w:name w:val="W"/><w:rPr>{WHITE}</w:rPr></w:style>'
    by_style = '<w:rStyle w:val="W"/>'
    document = read(para(run("white", by_style), " ", run("both", by_style + "<w:vanish/>")), styles=styles)
    assert (document.counts["invisible_words"], document.counts["hidden_words"]) == (1, 1)


def test_words_in_cells_that_were_merged_away_are_told():
    first = row(cell(para("a"), properties='<w:vMerge w:val="restart"/>'))
    document = read(table(first, row(cell(para("lost words"), properties="<w:vMerge/>"))))
    assert document.counts["covered_words"] == 2
    assert [notice.code for notice in document.notices] == ["N-COVERED"]


# --- the file as such ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("protection", "told"),
    [
        ('<w:documentProtection w:edit="forms" w:enforcement="1"/>', ["N-PROTECTED"]),
        ('<w:documentProtection w:edit="readOnly" w:enforcement="true"/>', ["N-PROTECTED"]),
        ('<w:documentProtection w:edit="readOnly"/>', []),
        ("", []),
    ],
)
def test_a_protected_file_is_read_and_told(protection, told):
    settings = {"settings.xml": part("settings", protection)}
    assert codes(para("x"), links=(("settings", "settings.xml"),), more=settings) == told


def test_links_out_of_a_header_are_told_and_damage_to_them_does_no_harm():
    header = {"header1.xml": part("hdr", para("Draft"))}
    links = relationships(external=(("image", "http://example.org/x.png"),))
    more = {**header, "_rels/header1.xml.rels": links}
    assert codes(para("x"), links=(("header", "header1.xml"),), more=more) == ["N-EXTERNAL"]
    more = {**header, "_rels/header1.xml.rels": "<oops"}
    assert codes(para("x"), links=(("header", "header1.xml"),), more=more) == []


def test_damaged_settings_do_no_harm():
    assert codes(para("x"), links=(("settings", "settings.xml"),), more={"settings.xml": "<oops"}) == []


def test_a_signed_file_is_read_and_told():
    signed = {**word_parts(para("x")), "_xmlsignatures/origin.sigs": ""}
    document = read_docx(package(signed), "a.docx")
    assert document.text == "x\n"
    assert [notice.code for notice in document.notices] == ["N-SIGNED"]


def test_asides_are_the_models_own():
    (aside,) = read(para("x"), **margins(header1=para("Draft"))).asides
    assert aside == Aside("header", "Draft")


def test_a_term_that_stands_in_a_table_of_contents_is_read_as_a_term():
    term = "The Provider shall indemnify the Prime against all losses."
    document = read(contents_table(contents_line("1.", "Term", "_Toc1"), contents_line("", term, "_Toc2")))
    assert term in document.text
    assert beside(document) == [("contents", "1. Term", 1, "")]
