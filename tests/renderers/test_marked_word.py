"""A Word file with comments: on the exact words, and nothing else in the file is changed."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from termscheck.errors import ReadError
from termscheck.model import Span, View
from termscheck.readers import read_bytes
from termscheck.readers.docx.styles import W
from termscheck.renderers.marked import word as marked_word
from termscheck.renderers.marked.notes import Marks, Note
from termscheck.renderers.marked.word import mark_word
from tests.benchmarks.numbering import convert, office
from tests.readers.random_word_files import BODIES, Made
from tests.readers.word_files import (
    box,
    cell,
    field,
    numbered,
    package,
    para,
    part,
    row,
    run,
    table,
    word,
    word_parts,
)
from tests.readers.word_files import note as note_of
from tests.renderers.marked_files import (
    below,
    body,
    comments,
    marked,
    openable,
    ours,
    parts,
    span_of,
    without_marks,
    words_marked,
)

NOTED = '<w:r><w:footnoteReference w:id="2"/></w:r>'


def only_words(data: bytes, words: str, view: View = "final") -> str:
    """What is marked when a comment is put on `words`, after proof that nothing else was changed."""
    made = marked(data, [span_of(data, words, view)], view)
    assert without_marks(made) == without_marks(data)
    assert read_bytes(made, "a.docx", view=view).text == read_bytes(data, "a.docx", view=view).text
    return words_marked(made, ours(made)["0"], view)


# --- where a comment stands ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        (("The Supplier shall ", run("indemnify", "<w:b/>"), " the Prime."), "shall indemnify the"),
        (("The Supplier shall ", run("indemnify", "<w:b/>"), " the Prime."), "emnif"),
        (("As ", f'<w:hyperlink w:anchor="x">{run("the linked policy")}</w:hyperlink>', " says."), "linked"),
        (("We ", f'<w:ins w:id="5" w:author="A">{run("now shall")}</w:ins>', " pay."), "shall pay"),
        (("We ", f'<w:del w:id="5" w:author="A">{run("once")}</w:del>', "shall pay."), "We shall"),
        (("One", '<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>', "two"), "b\nc"),
        (("Not re\u00adfund\u00adable at all",), "refundable"),
    ],
)  # fmt: skip
def test_a_comment_holds_the_exact_words(inside: tuple[str, ...], words: str) -> None:
    assert only_words(word(para(*inside)), words) == words


def test_words_that_a_tracked_change_deletes_are_marked_in_the_original_view() -> None:
    gone = f'<w:del w:id="5" w:author="A">{run("up to a limit").replace("w:t", "w:delText")}</w:del>'
    data = word(para("It is liable ", gone, " always."))

    assert only_words(data, "a limit", "original") == "a limit"
    (sign,) = body(marked(data, [span_of(data, "a limit", "original")], "original")).iter(W + "commentReference")
    assert [one.tag for one in sign.iterancestors()][1] == W + "p"  # not in what is deleted


@pytest.mark.parametrize(
    ("inside", "words", "whole"),
    [
        (field(" REF _Ref1 \\r \\h ", "12.3"), "clause 12", "clause 12.3"),
        (f'<w:fldSimple w:instr=" DOCPROPERTY x ">{run("Gantry Limited")}</w:fldSimple>', "Limited", "Gantry Limited"),
        (f"<w:sdt><w:sdtContent>{run('Thistledown Steps')}</w:sdtContent></w:sdt>", "Steps", "Thistledown Steps"),
        (f'<w:smartTag w:uri="u" w:element="e">{run("Upper Exampleton")}</w:smartTag>', "Upper", "Upper Exampleton"),
        ("<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>", "a+", "a+b"),
    ],
)
def test_around_what_may_be_filled_anew_the_whole_of_it_is_marked(inside: str, words: str, whole: str) -> None:
    assert only_words(word(para("See clause ", inside, " below.")), words) == whole


def test_words_in_notes_and_text_boxes_are_marked_where_these_hang() -> None:
    data = word(
        para("Paid in time", NOTED, " and ", box(para("Words in the box bind.")), " always."),
        footnotes=note_of("footnote", 2, "Net of all deductions."),
    )
    made = marked(data, [span_of(data, "all deductions"), span_of(data, "in the box")])

    keys = ours(made)
    around = {
        key: [one.getnext() for one in body(made).iter(W + "commentRangeStart") if one.get(W + "id") == keys[key]]
        for key in ("0", "1")
    }
    assert [one[0].tag for one in around["0"] if one is not None] == [W + "footnoteReference"]
    assert around["1"][0] is not None
    assert "Words in the box bind." in "".join(around["1"][0].itertext())
    assert parts(made)["word/footnotes.xml"] == parts(data)["word/footnotes.xml"]
    assert without_marks(made) == without_marks(data)


def test_of_words_in_several_cells_the_longest_share_is_marked() -> None:
    data = word(table(row(cell(para("Payment")), cell(para("sixty days from receipt")))))
    assert only_words(data, "ment\tsixty days") == "sixty days"


def test_words_over_several_paragraphs_are_marked_as_one() -> None:
    data = word(para("The Supplier shall:") + para("(a) pay; and") + para("(b) wait."))
    assert only_words(data, "shall:\n(a) pay; and\n(b)") == "shall:(a) pay; and(b)"


def test_in_the_first_paragraph_of_a_content_control_the_sign_goes_to_the_next() -> None:
    control = f"<w:sdt><w:sdtContent>{para('Alpha beta gamma.')}</w:sdtContent></w:sdt>"
    data = word(control + para("After it."))
    assert only_words(data, "beta") == "beta"

    (sign,) = body(marked(data, [span_of(data, "beta")])).iter(W + "commentReference")
    assert "After it." in "".join(next(sign.iterancestors(W + "p")).itertext())


@pytest.mark.parametrize("view", ["final", "original"])
@settings(max_examples=60, deadline=None)
@given(made=BODIES, choose=st.randoms(use_true_random=False))
def test_whatever_is_in_a_file_only_marks_are_added(view: View, made: Made, choose: object) -> None:
    data = word(made.xml + para("end"))
    document = read_bytes(data, "a.docx", view=view)
    blocks = [choose.choice(document.blocks) for _ in range(5)]  # type: ignore[attr-defined]
    starts = [choose.randrange(block.span.start, block.span.end) for block in blocks]  # type: ignore[attr-defined]
    spans = [Span(start, block.span.end) for start, block in zip(starts, blocks, strict=True)]
    proposals = [below(data, choose.randrange(len(document.blocks)), view=view)]  # type: ignore[attr-defined]

    copy = marked(data, spans, view, proposals)

    assert without_marks(copy) == without_marks(data)
    assert read_bytes(marked(data, spans, view), "a.docx", view=view).text == document.text
    keys = ours(copy)
    assert len(set(keys.values())) == len(spans)
    plain = marked(data, spans, view)
    for number, span in enumerate(spans):
        held = words_marked(plain, ours(plain)[str(number)], view)
        assert document.quote(span).strip() in held


# --- the package --------------------------------------------------------------------------------------------


def test_all_parts_but_those_that_hold_the_comments_keep_their_bytes() -> None:
    data = word(para("The Supplier shall pay."), footnotes=note_of("footnote", 2, "Net."))
    before, after = parts(data), parts(marked(data, [span_of(data, "shall")]))

    assert list(after) == [*before, "word/comments.xml"]
    assert {name for name in before if before[name] != after[name]} == {
        "[Content_Types].xml",
        "word/_rels/document.xml.rels",
        "word/document.xml",
    }


def test_comments_that_are_in_the_file_are_kept_and_numbers_are_not_given_twice() -> None:
    old = part("comments", f'<w:comment w:id="1" w:author="Asha">{para("Can we live with this?")}</w:comment>')
    around = ('<w:commentRangeStart w:id="1"/>', run("shall"), '<w:commentRangeEnd w:id="1"/>')
    sign = '<w:r><w:commentReference w:id="1"/></w:r>'
    data = word(
        para("We ", *around, sign, f'<w:ins w:id="0" w:author="A">{run(" pay")}</w:ins>'),
        links=(("comments", "comments.xml"),),
        more={"comments.xml": old},
    )
    made = marked(data, [span_of(data, "shall pay")])

    assert [one.get(W + "author") for one in comments(made)] == ["Asha", "termscheck"]
    assert [one.get(W + "id") for one in body(made).iter(W + "commentReference", W + "ins")] == ["1", "0", "2"]
    assert words_marked(made, "1") == "shall"
    assert without_marks(made) == without_marks(data)


def test_a_strict_file_stays_one() -> None:
    strict = {
        name: content.replace("http://schemas.openxmlformats.org/wordprocessingml/2006/", _PURL + "wordprocessingml/")
        if isinstance(content, str)
        else content
        for name, content in word_parts(para("We shall pay.")).items()
    }
    made = parts(marked(package(strict), [Span(3, 8)]))

    assert (_PURL + "wordprocessingml/main").encode() in made["word/comments.xml"]
    assert (_PURL + "wordprocessingml/main").encode() in made["word/document.xml"]
    assert b"schemas.openxmlformats.org/wordprocessingml" not in made["word/document.xml"]


_PURL = "http://purl.oclc.org/ooxml/"


def test_a_changed_look_is_kept_on_both_sides_of_a_cut() -> None:
    look = '<w:b/><w:rPrChange w:id="7" w:author="A"><w:rPr><w:i/></w:rPr></w:rPrChange>'
    made = marked(word(para(run("We shall pay.", look))), [Span(3, 8)])

    changes = list(body(made).iter(W + "rPrChange"))
    assert len(changes) == 3
    assert len({one.get(W + "id") for one in changes}) == 3


def test_comments_have_the_styles_that_the_file_has_for_them() -> None:
    styles = "".join(
        f'<w:style w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in (("Kommentartext", "annotation text"), ("Kommentarzeichen", "annotation reference"))
    )
    made = marked(word(para("We shall pay."), styles=styles), [Span(3, 8)])

    (comment,) = comments(made)
    assert {one.get(W + "val") for one in comment.iter(W + "pStyle")} == {"Kommentartext"}
    assert [one.get(W + "val") for one in body(made).iter(W + "rStyle")] == ["Kommentarzeichen"]


def test_the_same_review_gives_the_same_bytes_and_no_dates() -> None:
    data = word(para("We shall pay."))
    made = marked(data, [Span(3, 8)], proposals=[below(data, 0)])

    assert made == marked(data, [Span(3, 8)], proposals=[below(data, 0)])
    assert not any(W + "date" in one.attrib for one in (*comments(made), *body(made).iter()))


def test_python_docx_reads_the_comments() -> None:
    made = marked(openable(para("We shall pay.")), [Span(3, 8), Span(0, 13)])

    read = list(docx.Document(io.BytesIO(made)).comments)
    assert [(one.author, one.initials, one.text) for one in read] == [
        ("termscheck", "tc", "0\nWhy it matters."),
        ("termscheck", "tc", "1\nWhy it matters."),
    ]


# --- proposed wording ---------------------------------------------------------------------------------------


def test_a_proposal_is_a_tracked_paragraph_below_the_clause_that_changes_no_number() -> None:
    look = numbered(0)
    data = word(para("First.", look=look) + para("Second.", look=look))
    made = marked(data, [Span(0, 5)], proposals=[below(data, 0, "Better wording.")])

    final, original = (read_bytes(made, "a.docx", view=view) for view in ("final", "original"))
    assert [(block.label, final.quote(block.span)) for block in final.blocks] == [
        ("1", "First."),
        ("", "Better wording."),
        ("2", "Second."),
    ]
    assert original.text == "First.\nSecond.\n"
    assert without_marks(made) == without_marks(data)
    assert {one.get(W + "author") for one in body(made).iter(W + "ins")} == {"termscheck"}
    assert not list(body(made).iter(W + "del"))


@pytest.mark.parametrize(
    "around",
    [
        lambda words: table(row(cell(para("x")), cell(para(words)))),
        lambda words: table(row(cell(table(row(cell(para(words)))), para("")))),
        lambda words: f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{para(words)}</w:sdtContent></w:sdt>",
    ],
)
def test_a_proposal_for_a_cell_or_a_control_goes_below_the_whole(around: object) -> None:
    data = word(around("Sixty days.") + para("After."))  # type: ignore[operator]
    document = read_bytes(data, "a.docx")
    number = [document.quote(block.span) for block in document.blocks].index("Sixty days.")
    made = marked(data, [Span(0, 1)], proposals=[below(data, number, "One."), below(data, number, "Two.")])

    main = next(body(made).iter(W + "body"))
    assert ["".join(one.itertext()) for one in main][-3:] == ["One.", "Two.", "After."]


# --- hostile files ------------------------------------------------------------------------------------------


def test_a_file_with_more_comments_than_word_opens_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marked_word, "MOST_COMMENTS", 1)
    with pytest.raises(ReadError, match=r"a\.docx: it would have more comments than Word opens"):
        marked(word(para("We shall pay.")), [Span(0, 2), Span(3, 8)])


def test_damaged_comments_are_told() -> None:
    data = word(para("We pay."), links=(("comments", "comments.xml"),), more={"comments.xml": "<w:comments"})
    with pytest.raises(ReadError, match=r"comments\.xml is damaged"):
        marked(data, [Span(0, 2)])


def test_words_whose_place_is_not_known_are_marked_at_the_beginning() -> None:
    data = word(para("We shall pay."))
    made = mark_word(data, "a.docx", "final", Marks((Note(("Lost", "words"), ()),)))

    assert [one.get(W + "id") for one in body(made).iter(W + "commentReference")] == list(ours(made).values())
    assert without_marks(made) == without_marks(data)


def test_numbers_that_are_taken_or_no_numbers_do_no_harm() -> None:
    marks = "".join(f'<w:bookmarkStart w:id="{key}" w:name="n{key}"/>' for key in ("0", "2", "2147483647", "x", ""))
    made = marked(word(f"<w:p>{marks}{run('We shall pay.')}</w:p>"), [Span(0, 2), Span(3, 8)])

    assert list(ours(made).values()) == ["1", "3"]


# --- another program ----------------------------------------------------------------------------------------

MIXED = (
    para("Title of the agreement")
    + para("We ", f'<w:hyperlink w:anchor="x">{run("link the policy")}</w:hyperlink>', " and.")
    + para("See ", field(" DOCPROPERTY x ", "12.3"), ".")
    + para("Then ", f'<w:ins w:id="5" w:author="A">{run("inserted words")}</w:ins>', " stay.")
    + table(row(cell(para("Terms")), cell(para("sixty days"))))
    + f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{para('Alpha beta gamma.')}</w:sdtContent></w:sdt>"
    + para("Noted", NOTED, " here.")
)
WORDS = ("Title", "link the", "12.3", "inserted words", "sixty", "beta", "Net", "here")


@pytest.mark.skipif(office() is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_keeps_all_comments_and_words() -> None:
    data = openable(MIXED, footnotes=note_of("footnote", 2, "Net of all."))
    made = marked(data, [span_of(data, words) for words in WORDS])
    kept = through_office(made)

    assert sorted(ours(kept)) == [str(number) for number in range(len(WORDS))]
    assert words_of(kept) == words_of(through_office(data))
    for number in (0, 1, 3, 4, 7):
        assert words_marked(kept, ours(kept)[str(number)]) == WORDS[number]


def words_of(data: bytes) -> list[str]:
    return read_bytes(data, "a.docx").text.split()


def through_office(data: bytes) -> bytes:
    """A Word file opened and saved again by LibreOffice."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "a.docx", Path(folder) / "out"
        source.write_bytes(data)
        target.mkdir()
        (saved,) = convert([source], "docx:MS Word 2007 XML", target, office() or "").values()
        return saved.read_bytes()
