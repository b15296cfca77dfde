"""Tracked changes, taken as accepted and as rejected."""

from __future__ import annotations

import pytest
from word_files import cell, field, mark, numbered, para, read, row, run, table, text, unit

from termscheck.model import Cell, View


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


# --- as rejected --------------------------------------------------------------------------------------------


def deleted(words: str, by: str = "Ann") -> str:
    return f'<w:del w:author="{by}"><w:r><w:delText xml:space="preserve">{words}</w:delText></w:r></w:del>'


def inserted(words: str, by: str = "Bob") -> str:
    return f'<w:ins w:author="{by}">{run(words)}</w:ins>'


def labelled(body: str, view: View) -> list[tuple[str, str]]:
    document = read(body, view)
    return [(block.label, document.quote(block.span)) for block in document.blocks]


def test_the_original_view_reads_what_was_deleted_and_not_what_was_inserted():
    document = read(para("within ", deleted("thirty"), inserted("ninety"), " days"), "original")
    assert document.text == "within thirty days\n"
    assert document.view == "original"
    assert [(a.kind, a.text, a.by) for a in document.asides] == [("insertion", "ninety", "Bob")]
    (notice,) = document.notices
    assert notice.code == "N-TRACKED"
    assert "1 insertion and 1 deletion" in notice.message
    assert "as if all of them were rejected" in notice.message


def test_a_deleted_clause_renumbers_those_after_it_in_the_final_view_only():
    gone = numbered(0) + '<w:rPr><w:del w:author="Ann"/></w:rPr>'
    clauses = "".join(para(f"Clause {n}", look=numbered(0)) for n in range(1, 7))
    clauses += para(deleted("Old seven"), look=gone) + para("Eight", look=numbered(0))
    assert labelled(clauses, "final")[-2:] == [("6", "Clause 6"), ("7", "Eight")]
    assert labelled(clauses, "original")[-2:] == [("7", "Old seven"), ("8", "Eight")]


def test_an_inserted_paragraph_does_not_count_in_the_original_view():
    new = numbered(0) + "<w:rPr><w:ins/></w:rPr>"
    body = para("One", look=numbered(0)) + para(inserted("New"), look=new) + para("Two", look=numbered(0))
    assert labelled(body, "final") == [("1", "One"), ("2", "New"), ("3", "Two")]
    assert labelled(body, "original") == [("1", "One"), ("2", "Two")]


def test_an_inserted_mark_runs_the_paragraph_into_the_next_in_the_original_view():
    body = para("Two ", look=numbered(0) + "<w:rPr><w:ins/></w:rPr>") + para("halves", look=numbered(0))
    assert labelled(body, "final") == [("1", "Two"), ("2", "halves")]
    assert labelled(body, "original") == [("1", "Two halves")]


def test_a_mark_that_was_inserted_and_deleted_is_in_neither_view():
    look = numbered(0) + "<w:rPr><w:ins/><w:del/></w:rPr>"
    body = para("a ", look=look) + para("b", look=numbered(0))
    assert labelled(body, "final") == labelled(body, "original") == [("1", "a b")]


def test_words_that_were_inserted_and_deleted_are_in_neither_view():
    body = para("a", f'<w:ins w:author="B">{deleted("x")}</w:ins>', "b")
    assert (text(body, "final"), text(body, "original")) == ("ab\n", "ab\n")


def test_rows_and_cells_are_read_in_the_view_that_has_them():
    old, new = '<w:del w:author="Ann"/>', '<w:ins w:author="Bob"/>'
    rows = row(cell(para("old")), properties=old), row(cell(para("new")), properties=new)
    assert (text(table(*rows)), text(table(*rows), "original")) == ("new\n", "old\n")
    cells = row(
        cell(para("a")),
        cell(para("out"), properties='<w:cellDel w:author="Ann"/>'),
        cell(para("in"), properties='<w:cellIns w:author="Bob"/>'),
    )
    assert (text(table(cells)), text(table(cells), "original")) == ("a\tin\n", "a\tout\n")
    asides = [*read(table(*rows)).asides, *read(table(cells), "original").asides]
    assert [(a.kind, a.text, a.by) for a in asides] == [("deletion", "old", "Ann"), ("insertion", "in", "Bob")]


def test_cells_that_were_merged_or_parted_are_read_by_the_view():
    def second(change: str) -> str:
        cells = row(cell(para("a"), properties='<w:cellMerge w:vMerge="rest" w:vMergeOrig="rest"/>'))
        return table(cells, row(cell(para("b"), properties=f"<w:cellMerge {change}/>")))

    merged, parted = second('w:vMerge="cont"'), second('w:vMerge="rest" w:vMergeOrig="cont"')
    assert (text(merged), text(merged, "original")) == ("a\n", "a\nb\n")
    assert (text(parted), text(parted, "original")) == ("a\nb\n", "a\n")


def test_formatting_before_a_tracked_change_counts_in_the_original_view():
    new_number = f"{numbered(0)}<w:pPrChange><w:pPr><w:jc w:val='center'/></w:pPr></w:pPrChange>"
    old_number = f"<w:pPrChange><w:pPr>{numbered(1)}<w:ind w:left='1440'/></w:pPr></w:pPrChange>"
    body = para("a", look=new_number) + para("b", look=old_number)
    final, original = read(body).blocks, read(body, "original").blocks
    assert [(b.label, b.centred, b.indent) for b in final] == [("1", False, 36.0), ("", False, 0.0)]
    assert [(b.label, b.centred, b.indent) for b in original] == [("", True, 0.0), ("1.1", False, 72.0)]


def test_a_list_that_was_given_by_a_tracked_change_does_not_number_in_the_original_view():
    given = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/><w:ins w:author="Bob"/></w:numPr>'
    assert labelled(para("a", look=given), "final") == [("1", "a")]
    assert labelled(para("a", look=given), "original") == [("", "a")]


@pytest.mark.parametrize(
    ("told", "label"),
    [("%1:3:0:.", "3"), ("%1:2:0:.%2:4:4:)", "2.d)"), ("%1:7:23:", "•"), ("Part %1:2:1:", "Part II"), ("junk", "1")],
)
def test_a_number_before_tracked_renumbering_is_read_in_the_original_view(told, label):
    change = f'<w:numberingChange w:author="Bob" w:original="{told}"/>'
    look = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/>{change}</w:numPr>'
    assert labelled(para("a", look=look), "final") == [("1", "a")]
    assert labelled(para("a", look=look), "original") == [(label, "a")]


def test_the_look_of_words_before_a_tracked_change_counts_in_the_original_view():
    was_hidden = "<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>"
    body = para(run("now seen", f"<w:b/>{was_hidden}"))
    final, original = read(body).blocks[0], read(body, "original").blocks[0]
    assert (final.bold, final.hidden) == (True, False)
    assert (original.bold, original.hidden) == (False, True)


def test_changed_sections_and_grids_are_passed_over():
    section = "<w:sectPr><w:sectPrChange><w:sectPr/></w:sectPrChange></w:sectPr>"
    grid = "<w:tblGrid><w:gridCol/><w:tblGridChange><w:tblGrid/></w:tblGridChange></w:tblGrid>"
    body = para("a", look=section) + f"<w:tbl>{grid}{row(cell(para('b')))}</w:tbl>"
    assert text(body) == text(body, "original") == "a\nb\n"


def test_a_field_that_was_deleted_is_read_in_the_original_view():
    code = "<w:r><w:delInstrText> REF _Ref1 \\r </w:delInstrText></w:r>"
    gone = f"<w:del>{mark('begin')}{code}{mark('separate')}<w:r><w:delText>1</w:delText></w:r>{mark('end')}</w:del>"
    body = f'<w:p><w:pPr>{numbered(0)}</w:pPr><w:bookmarkStart w:name="_Ref1"/>{run("a")}</w:p>' + para("see ", gone)
    assert text(body) == "a\nsee\n"
    original = read(body, "original")
    assert original.text == "a\nsee 1\n"
    assert (original.counts["references"], original.counts["references_agreeing"]) == (1, 1)


def test_a_reference_to_a_paragraph_that_was_joined_to_the_next_is_checked_against_the_whole():
    gone = numbered(0) + "<w:rPr><w:del/></w:rPr>"
    first = f'<w:p><w:pPr>{gone}</w:pPr><w:bookmarkStart w:name="_Ref1"/>{run("a ")}</w:p>'
    document = read(first + para("b", look=numbered(0)) + para("see ", field(r"REF _Ref1 \r", "1")))
    assert (document.counts["references"], document.counts["references_agreeing"]) == (1, 1)


def test_a_mark_that_cannot_go_keeps_the_number_of_its_paragraph():
    gone = numbered(0) + "<w:rPr><w:del/></w:rPr>"
    after = para("last", look=numbered(0))
    between = table(row(cell(para("b"))))
    assert labelled(para("a", look=gone) + between + after, "final") == [("1", "a"), ("", "b"), ("2", "last")]
    assert labelled(table(row(cell(para("a", look=gone)))) + after, "final") == [("1", "a"), ("2", "last")]
    assert labelled(para("a ", look=gone) + para("b", look=gone), "final") == [("1", "a b")]
    emptied = para(deleted("a"), look=gone) + between + after
    assert labelled(emptied, "final") == [("", "b"), ("1", "last")]


# --- moves and what is left out -----------------------------------------------------------------------------


def moved(start: str, kind: str, words: str) -> str:
    mark = f'<w:{kind}RangeStart w:name="{start}"/>'
    return f'{mark}<w:{kind} w:author="Ann">{run(words)}</w:{kind}><w:{kind}RangeEnd/>'


def test_a_move_is_one_change_and_its_words_are_not_lost():
    body = para("a ", moved("m1", "moveFrom", "words")) + para("b ", moved("m1", "moveTo", "words"))
    final, original = read(body), read(body, "original")
    assert (final.text, original.text) == ("a\nb words\n", "a words\nb\n")
    for document in (final, original):
        assert [document.counts[key] for key in ("moves", "insertions", "deletions")] == [1, 0, 0]
        assert document.asides == ()
        assert "1 move, 0 insertions and 0 deletions" in document.notices[0].message


def test_words_that_were_moved_nowhere_are_told():
    document = read(para("a ", f'<w:moveFrom w:author="Ann">{run("gone")}</w:moveFrom>'))
    assert [(a.kind, a.text, a.by) for a in document.asides] == [("deletion", "gone", "Ann")]
    assert document.counts["moves"] == 1


def test_changes_that_follow_each_other_are_one_aside_and_others_are_not():
    body = para(deleted("thir"), deleted("ty"), deleted(" days", "Cy"), " or ", deleted("so")) + para(deleted("more"))
    assert [(a.text, a.by) for a in read(body + para("x")).asides] == [
        ("thirty", "Ann"),
        ("days", "Cy"),
        ("so", "Ann"),
        ("more", "Ann"),
    ]


def test_what_is_left_out_is_kept_within_bounds():
    many = "".join(para("x", deleted(f"word {n}")) for n in range(2_100))
    document = read(many + para(deleted("long " * 1_000)))
    assert document.counts["deletions"] == 2_101
    assert len(document.asides) == 2_000
    (aside,) = read(para("x", deleted("long " * 1_000))).asides
    assert len(aside.text) == 1_001
    assert aside.text.endswith("…")
