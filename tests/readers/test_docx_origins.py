"""From the words of a block back to the paragraphs and runs of the file; random files keep all their words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from word_files import (
    box,
    cell,
    contents_line,
    contents_table,
    note,
    para,
    row,
    run,
    table,
    word,
    word_parts,
)

from termscheck.model import Document, RunRange, Span, View
from termscheck.readers import places
from termscheck.readers.docx import read_docx
from termscheck.readers.docx.layout import cuts, pieces_of_part
from termscheck.readers.docx.numbering import BULLET, Counters, Numbering
from termscheck.readers.docx.numbers import FORMATS as FORMATS_OF_WORD
from termscheck.readers.docx.package import Package
from termscheck.readers.docx.reader import read_story
from termscheck.readers.docx.styles import Style, Styles, W
from tests.readers.random_word_files import BODIES, Made

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
GONE = "<w:rPr><w:del/></w:rPr>"


def roots(data: bytes) -> dict[str, etree._Element]:
    opened = Package(data, "a.docx")
    return {part: opened.xml(part) for part in ("word/document.xml", "word/footnotes.xml") if part in opened}


def check_origins(data: bytes, document: Document) -> None:
    """Each block is covered by its origins, and each origin leads to the same words in the file."""
    pieces = {part: pieces_of_part(root, document.view) for part, root in roots(data).items()}
    for block in document.blocks:
        assert [origin.start for origin in block.origins] == [
            block.span.start,
            *(origin.end for origin in block.origins[:-1]),
        ]
        assert block.origins[-1].end == block.span.end
        for origin in block.origins:
            of_paragraph = pieces[origin.part][origin.unit]
            read = "".join(piece.text for piece in of_paragraph)
            assert document.text[origin.start : origin.end] == read[origin.first : origin.last]
            shares = cuts(of_paragraph, origin.first, origin.last)
            assert sum(share.end - share.start for share in shares) == origin.end - origin.start


def test_origins_count_the_paragraphs_of_their_part_and_the_words_as_read():
    data = word(
        para("  First ", "words ")
        + para("one ", box(para(" boxed ")), "two", look=GONE)
        + para(" three")
        + table(row(cell(para("cell", '<w:r><w:footnoteReference w:id="2"/></w:r>')))),
        footnotes=note("footnote", 0, "line", ' w:type="separator"') + note("footnote", 2, "Net of VAT."),
    )
    document = read_docx(data, "a.docx")
    found = [
        (origin.part, origin.unit, origin.first, origin.last, document.text[origin.start : origin.end])
        for block in document.blocks
        for origin in block.origins
    ]
    body, notes = "word/document.xml", "word/footnotes.xml"
    assert found == [
        (body, 0, 2, 13, "First words"),
        (body, 1, 0, 7, "one two"),
        (body, 4, 0, 6, " three"),
        (body, 2, 1, 6, "boxed"),
        (body, 5, 0, 4, "cell"),
        (notes, 1, 0, 11, "Net of VAT."),
    ]
    check_origins(data, document)


def test_what_is_no_part_of_the_contract_does_not_shift_the_origins():
    contents = contents_table(contents_line("1.", "Term", "_Toc1"), after=" and more")
    data = word(contents + para("x", f"<w:del>{run('gone')}</w:del>", " y"))
    document = read_docx(data, "a.docx")
    assert [(o.unit, o.first, o.last) for block in document.blocks for o in block.origins] == [(1, 1, 9), (2, 0, 3)]
    check_origins(data, document)


def test_places_are_runs_of_the_file():
    data = word(para("a ", look=GONE) + para("b c"))
    document = read_docx(data, "a.docx")
    assert document.text == "a b c\n"
    assert places(data, document, [Span(0, 3)]) == [
        (RunRange("word/document.xml", 0, 0, 2), RunRange("word/document.xml", 1, 0, 1))
    ]


def test_words_lead_back_to_the_text_of_the_elements_that_print_them():
    soft = run("not re\u00adfund")
    data = word(para("shall ", f"<w:ins>{soft}</w:ins>", "<w:r><w:tab/></w:r>", "pay"))
    document = read_docx(data, "a.docx")
    assert document.text == "shall not refund\tpay\n"
    (root,) = roots(data).values()
    shares = cuts(pieces_of_part(root)[0], 10, 18)
    assert [(share.element.tag.removeprefix(W), share.start, share.end) for share in shares] == [
        ("t", 4, 6),
        ("t", 7, 11),
        ("tab", 0, 1),
        ("t", 0, 1),
    ]
    own = [(share.element.text or "\t")[share.start : share.end] for share in shares]
    assert "".join(own) == "refund\tp"


def test_the_way_back_is_the_same_from_another_parse_of_the_part():
    data = word(para("one ", look=GONE) + para("two"))
    again = etree.fromstring(str(word_parts(para("one ", look=GONE) + para("two"))["word/document.xml"]).encode())
    assert {unit: "".join(piece.text for piece in pieces) for unit, pieces in pieces_of_part(again).items()} == {
        0: "one ",
        1: "two",
    }
    assert next(iter(pieces_of_part(again)[0])).element.getroottree().getroot() is again
    check_origins(data, read_docx(data, "a.docx"))


def test_the_pieces_of_a_paragraph_lead_back_to_its_runs():
    body = para("shall ", f"<w:ins>{run('not')}</w:ins>", "<w:r><w:tab/></w:r>", "pay")
    (paragraph,) = read_story(Package(word(body), "a.docx")).paragraphs
    assert paragraph.text == "shall not\tpay"
    assert [piece.element.tag.rpartition("}")[2] for piece in paragraph.pieces] == ["t", "t", "tab", "t"]


# --- random files -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["final", "original"])
@settings(max_examples=150, deadline=None)
@given(made=BODIES)
def test_every_word_of_the_view_is_read_once_and_in_order_and_leads_back(view: View, made: Made):
    data = word(made.xml + para("end"))
    document = read_docx(data, "a.docx", view=view)
    assert document.text.split() == [*(made.final if view == "final" else made.original), "end"]
    for block in document.blocks:
        words = document.quote(block.span)
        assert words == words.strip() != ""
    assert "".join(document.quote(block.span) for block in document.blocks) == re.sub(
        r"[\t\n]", "", document.text
    )  # nothing stands between blocks
    check_origins(data, document)


NUMBERS = st.one_of(st.integers(-3, 12), st.sampled_from([10**9, -(10**9), 4_000, 780, 781, "x", ""]))
FORMATS = st.sampled_from([*sorted(FORMATS_OF_WORD), "custom", "nonsense"])


@st.composite
def levels(draw: st.DrawFn) -> str:
    text = draw(st.text("%123459().- ab", max_size=8))
    legal = draw(st.sampled_from(["", "<w:isLgl/>"]))
    restart = draw(st.one_of(st.just(""), NUMBERS.map(lambda n: f'<w:lvlRestart w:val="{n}"/>')))
    style = draw(st.sampled_from(["", '<w:pStyle w:val="S"/>']))
    return (
        f'<w:lvl w:ilvl="{draw(NUMBERS)}"><w:start w:val="{draw(NUMBERS)}"/>'
        f'<w:numFmt w:val="{draw(FORMATS)}" w:format="001, 002"/>'
        f'{restart}{style}{legal}<w:lvlText w:val="{text}"/></w:lvl>'
    )


@st.composite
def definitions(draw: st.DrawFn) -> str:
    parts = []
    for key in range(draw(st.integers(0, 3))):
        link = draw(st.sampled_from(["", "", '<w:numStyleLink w:val="L"/>']))
        inside = "".join(draw(st.lists(levels(), max_size=5)))
        parts.append(f'<w:abstractNum w:abstractNumId="{key}">{link}{inside}</w:abstractNum>')
    for key in range(draw(st.integers(0, 4))):
        override = draw(st.sampled_from(["", "start", "level"]))
        start = f'<w:startOverride w:val="{draw(NUMBERS)}"/>' if override == "start" else ""
        own = draw(levels()) if override == "level" else ""
        inside = f'<w:lvlOverride w:ilvl="{draw(st.integers(-1, 10))}">{start}{own}</w:lvlOverride>'
        parts.append(f'<w:num w:numId="{key}"><w:abstractNumId w:val="{draw(st.integers(0, 3))}"/>{inside}</w:num>')
    return "".join(parts)


@settings(max_examples=200, deadline=None)
@given(xml=definitions(), asked=st.lists(st.tuples(st.integers(0, 4), st.integers(-1, 10)), max_size=12))
def test_counters_take_any_definitions(xml: str, asked: list[tuple[int, int]]):
    styles = '<w:style w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    lists = Numbering(
        etree.fromstring(f"<w:numbering {NAMESPACE}>{xml}</w:numbering>"),
        Styles(etree.fromstring(f"<w:styles {NAMESPACE}>{styles}</w:styles>")),
    )
    counters = Counters()
    for key, depth in asked:
        place = lists.place([Style(list_id=str(key), list_level=depth)])
        if place is not None:
            number = counters.number(place)
            assert number.label == number.label.strip()
            assert len(number.label) <= 3_000
            assert number.label in ("", BULLET) or number.path[-1] == number.label
