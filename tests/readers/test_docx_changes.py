"""Tracked changes, taken as accepted and as rejected."""

from __future__ import annotations

from word_files import cell, numbered, para, read, row, run, table, text, unit

from termscheck.model import Cell


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
    assert [(block.label, unit(block)) for block in document.blocks] == [("1", 0), ("2", 1)]


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
