"""What stands on the pages of a PDF besides its paragraphs: tables, footnotes, furniture, comments; and hard pages."""

from __future__ import annotations

import io
import re
import resource

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_files import ALSO_FULL, FULL, PITCH, column, make_pdf, read_pdf, ruled, show

from termscheck.model import Aside, Cell, Document
from termscheck.readers.pdf import drawing, reader

pytestmark = pytest.mark.usefixtures("without_tesseract")


def read(*pages: str, **more: object) -> Document:
    return read_pdf(make_pdf(*pages, **more), "a.pdf")  # type: ignore[arg-type]


def blocks(document: Document) -> list[str]:
    return [document.quote(block.span) for block in document.blocks]


def cells(document: Document) -> list[tuple[str, Cell | None]]:
    return [(document.quote(block.span), block.cell) for block in document.blocks]


# --- tables -------------------------------------------------------------------------------------------------

GRID = ruled((70, 200, 400), (660, 700, 720))
WORDS = show(75, 706, "Fee") + show(205, 706, "When payable") + show(75, 686, "£100") + show(205, 686, "at once")
READ = [("Fee", Cell(0, 0, 0)), ("When payable", Cell(0, 0, 1)), ("£100", Cell(0, 1, 0)), ("at once", Cell(0, 1, 1))]


def form(content: str) -> str:
    return f"<</Type/XObject/Subtype/Form/BBox[0 0 1000 1000]/Length {len(content)}>>stream\n{content}\nendstream"


def test_rules_within_a_drawing_are_followed_through_its_measure() -> None:
    """The rules are drawn at half their size in a form of its own, which the page draws at twice its size."""
    half = ruled((35, 100, 200), (330, 350, 360))
    document = read(f"q 2 0 0 2 0 0 cm /X Do Q {WORDS}", resources="/XObject<</X 7 0 R>>", objects=(form(half),))
    assert cells(document) == READ


def test_a_table_without_outer_sides_has_them_added() -> None:
    rules = "\n".join(f"70 {y} m 400 {y} l S" for y in (660, 700, 720)) + "\n200 660 m 200 720 l S\n"
    assert cells(read(rules + WORDS)) == READ


def test_a_table_without_top_and_bottom_has_them_added() -> None:
    rules = "\n".join(f"{x} 660 m {x} 720 l S" for x in (70, 200, 400)) + "\n70 700 m 400 700 l S\n"
    assert cells(read(rules + WORDS)) == READ


def test_borders_drawn_cell_by_cell_with_gaps_are_one_grid() -> None:
    boxes = [(70, 700, 130, 20), (201, 700, 199, 20), (70, 660, 130, 39), (201, 660, 199, 39)]
    assert cells(read("".join(f"{x} {y} {w} {h} re S\n" for x, y, w, h in boxes) + WORDS)) == READ


def test_shaded_areas_are_no_rules() -> None:
    shades = "0.9 g 75 703 90 14 re f 205 683 60 14 re f 0 g\n"
    assert cells(read(shades + GRID + WORDS)) == READ


def test_underlines_and_boxes_round_one_paragraph_are_no_table() -> None:
    frame = "60 640 m 500 640 l S 60 720 m 500 720 l S 60 640 m 60 720 l S 500 640 m 500 720 l S\n"
    line = "72 698 m 200 698 l S\n"
    document = read(frame + line + column(FULL, ALSO_FULL, "day."))
    assert document.counts["tables"] == 0
    assert blocks(document) == [f"{FULL} {ALSO_FULL} day."]


def test_a_contract_laid_out_in_one_table_reads_clause_by_clause() -> None:
    grid = ruled((70, 110, 560), (600, 640, 680, 720))
    words = "".join(
        show(75, y, f"{number}.") + show(115, y, "The Contractor shall pay the Charges within thirty days of")
        + show(115, y - PITCH, f"invoice number {number}.")
        for number, y in ((1, 706), (2, 666), (3, 626))
    )  # fmt: skip
    text = read(grid + words).text
    assert re.findall(r"\d\.\tThe Contractor .*? invoice number \d\.\n", text) == text.splitlines(keepends=True)


def test_an_order_form_reads_key_by_value() -> None:
    grid = ruled((70, 200, 400), (660, 680, 700, 720))
    keys, values = ("Supplier", "Fee", "Term"), ("Example Ltd", "£900", "12 months")
    content = "".join(show(75, 706 - 20 * i, key) for i, key in enumerate(keys))
    content += "".join(show(205, 706 - 20 * i, value) for i, value in enumerate(values))
    assert read(grid + content).text == "Supplier\tExample Ltd\nFee\t£900\nTerm\t12 months\n"


def rows(*ys: int) -> str:
    return "".join(f"60 {y} m 540 {y} l S\n" for y in ys)


def test_an_order_form_ruled_between_its_rows_only_is_a_table() -> None:
    """The key of the last row has two lines, and the last line of the key stands beside the value."""
    content = rows(720, 690, 660, 630, 590) + show(70, 700, "Supplier") + show(240, 700, "Example Ltd")
    content += show(70, 670, "Fee") + show(240, 670, "£900 a day") + show(70, 640, "Term") + show(240, 640, "a year")
    content += show(70, 614, "The date on which") + show(70, 600, "work starts") + show(240, 600, "1 May 2026")
    document = read(content + show(72, 560, "After the table, a sentence across the whole of the page."))
    assert document.text == (
        "Supplier\tExample Ltd\nFee\t£900 a day\nTerm\ta year\nThe date on which work starts\t1 May 2026\n"
        "After the table, a sentence across the whole of the page.\n"
    )


def test_a_heading_across_a_table_ruled_between_rows_keeps_its_words_together() -> None:
    content = rows(720, 690, 660, 630, 600, 570) + show(70, 700, "These words go across from the first column on")
    for y, key in ((670, "Supplier"), (640, "Fee"), (610, "Term"), (580, "Place")):
        content += show(70, y, key) + show(240, y, f"of the {key.lower()}")
    assert read(content).text.splitlines() == [
        "These words go across from the first column on",
        *(f"{key}\tof the {key.lower()}" for key in ("Supplier", "Fee", "Term", "Place")),
    ]


def test_rows_of_a_table_without_rules_are_not_run_together() -> None:
    lines = [(f"A:{n}", word, f"SA{n}") for n, word in enumerate(("Integration", "Safety", "Management"), 1)]
    content = "".join(
        show(x, 700 - PITCH * n, cell)
        for n, line in enumerate(lines)
        for x, cell in zip((72, 200, 500), line, strict=True)
    )
    assert blocks(read(content)) == [" ".join(line) for line in lines]


def test_paragraphs_between_rules_are_no_table() -> None:
    content = rows(720, 690, 660, 630, 600)
    for y in (700, 670, 640, 610):
        content += show(70, y, f"Clause {y} is a sentence that goes on for most of the line")
    assert read(content).counts["tables"] == 0


def test_a_table_runs_on_over_the_page_and_keeps_every_row() -> None:
    grid = ruled((70, 200, 400), (660, 680, 700))
    pages = [
        grid + "".join(show(75, 686 - 20 * i, f"Key {n}{i}") + show(205, 686 - 20 * i, f"Value {n}{i}") for i in (0, 1))
        for n in "abc"
    ]
    document = read(*pages)
    assert document.counts["tables"] == 1
    assert [block.cell for block in document.blocks] == [Cell(0, row, column) for row in range(6) for column in (0, 1)]


def test_a_sentence_in_a_cell_goes_on_over_the_page() -> None:
    grid = ruled((70, 200, 500), (660, 720))
    first = grid + show(75, 706, "Fee") + show(205, 706, "The Contractor shall pay within thirty days of the")
    second = grid + show(205, 706, "end of the month.")
    document = read(first, second)
    assert cells(document) == [
        ("Fee", Cell(0, 0, 0)),
        ("The Contractor shall pay within thirty days of the end of the month.", Cell(0, 0, 1)),
    ]


def test_tables_with_other_columns_are_two() -> None:
    other = ruled((70, 300, 400), (660, 700, 720))
    assert read(GRID + WORDS, other + WORDS.replace("205", "305")).counts["tables"] == 2


def test_words_under_a_table_part_it_from_the_next_pages() -> None:
    assert read(GRID + WORDS + show(72, 600, "Between."), GRID + WORDS).counts["tables"] == 2


# --- footnotes and raised figures ---------------------------------------------------------------------------


def small(x: float, y: float, text: str, size: float) -> str:
    return show(x, y, text).replace("/F1 11 Tf", f"/F1 {size} Tf")


def note(y: float, figure: str, *lines: str) -> str:
    body = "".join(small(76, y - 10 * i, line, 8) for i, line in enumerate(lines))
    return small(72, y + 3, figure, 5) + body


@pytest.mark.parametrize("rule", ["", "72 66 m 200 66 l S\n"], ids=["no rule", "rule"])
def test_a_footnote_comes_after_its_paragraph_and_cuts_no_sentence(rule: str) -> None:
    first = column(FULL, ALSO_FULL, "the payment of costs", top=128) + small(178, 105, "1", 6) + rule
    first += note(50, "1", "Costs are those of Schedule 2,", "whoever bears them.")
    document = read(first, column("that are due. The rest is not.", "", "End."))
    assert [(block.kind, document.quote(block.span)) for block in document.blocks] == [
        ("paragraph", f"{FULL} {ALSO_FULL} the payment of costs ¹ that are due. The rest is not."),
        ("footnote", "¹ Costs are those of Schedule 2, whoever bears them."),
        ("paragraph", "End."),
    ]


@pytest.mark.parametrize("rise", [5, 8])
def test_a_raised_figure_within_a_line_cuts_no_sentence(rise: int) -> None:
    first = show(72, 700, "The costs") + small(120, 700 + rise, "12", 6) + show(130, 700, f"{FULL[:70]} of the")
    document = read(first + show(72, 686, "Authority, and nobody else pays them."))
    assert blocks(document) == [f"The costs ¹² {FULL[:70]} of the Authority, and nobody else pays them."]


def test_a_footnote_whose_figure_is_not_raised_is_known_by_its_rule() -> None:
    body = column(FULL, ALSO_FULL, "day.", top=128)
    notes = small(72, 50, "1 Costs are those of Schedule 2.", 8) + small(72, 38, "2 Whoever bears them.", 8)
    kinds = [block.kind for block in read(body + "72 66 m 200 66 l S\n" + notes).blocks]
    assert kinds == ["paragraph", "footnote", "footnote"]
    assert "footnote" not in {block.kind for block in read(body + notes).blocks}


def test_small_print_is_no_footnote() -> None:
    document = read(column(FULL, ALSO_FULL, "day.") + small(72, 50, "The Contractor bears all costs.", 8))
    assert [block.kind for block in document.blocks] == ["paragraph", "paragraph"]


def test_a_figure_that_belongs_to_its_word_stays_with_it() -> None:
    words = "Schedule RM3830 and S149, form B2 (see note 7)1 apply."
    assert blocks(read(show(72, 700, words))) == [words]


# --- words set aside ----------------------------------------------------------------------------------------


def body(number: int) -> str:
    return column(*[f"Page {2 * number} says thing {line} in words that come only once here." for line in "abcdefgh"])


def test_furniture_is_told_with_its_pages() -> None:
    pages = [show(72, 770, "Framework RM1") + show(300, 30, f"- {n} -") + body(n) for n in range(1, 5)]
    assert read(*pages).asides == (
        Aside("running-line", "Framework RM1", 4, (1, 2, 3, 4)),
        Aside("page-number", "- 1 -", 4, (1, 2, 3, 4)),
    )


def test_a_comment_is_told_with_its_author() -> None:
    remark = "<</Type/Annot/Subtype/Text/T(A. Person)/Contents(Too dear)/Rect[72 200 90 220]>>"
    document = read(column(FULL), page="/Annots[7 0 R]", objects=(remark,))
    assert document.asides == (Aside("comment", "Too dear", 1, (1,), "A. Person"),)
    assert "dear" not in document.text


def test_every_printed_word_is_in_the_text_or_told() -> None:
    pages = [show(72, 770, "Framework RM1") + show(300, 30, f"- {n} -") + body(n) + GRID for n in range(1, 5)]
    data = make_pdf(*pages)
    printed = [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(data)]
    document = read_pdf(data, "a.pdf")
    told = sum(len(aside.text.split()) * aside.times for aside in document.asides)
    assert document.words + told == len(" ".join(printed).split())


# --- hard pages ---------------------------------------------------------------------------------------------


def test_a_page_with_a_million_drawn_lines_is_named_and_not_read() -> None:
    scribble = "".join(f"{i % 600} {i % 700} m {i % 300} 5 l S\n" for i in range(1_000_000))
    document = read(column(FULL), show(72, 700, "Hidden words.") + scribble, column(ALSO_FULL))
    (notice,) = document.notices
    assert (notice.code, notice.material, notice.pages) == ("N-OVERLOADED", True, (2,))
    assert "page 2" in notice.message
    assert blocks(document) == [f"{FULL} {ALSO_FULL}"]


def test_a_file_of_nothing_but_overloaded_pages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "MOST_OPERATORS", 0)
    with pytest.raises(reader.ReadError) as caught:
        read(column(FULL))
    assert caught.value.code == "E-NOTEXT"


def test_of_five_thousand_pages_the_first_two_thousand_are_read() -> None:
    """Every line runs on into the next, page after page: neither time nor memory may grow faster than the pages."""
    source = pdfium.PdfDocument(make_pdf(column(*[FULL, ALSO_FULL] * 5)))
    many = pdfium.PdfDocument.new()
    many.import_pages(source, [0] * 5_000)
    file = io.BytesIO()
    many.save(file)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    document = read_pdf(file.getvalue(), "a.pdf")
    assert (document.pages, document.counts["pages"]) == (5_000, 2_000)
    assert [(notice.code, notice.material) for notice in document.notices] == [("N-PAGES", True)]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024


def test_nothing_is_lost_of_characters_without_width_or_meaning() -> None:
    names = "1 begincodespacerange <00> <ff> endcodespacerange "
    names += "4 beginbfchar <41> <0070> <42> <200B> <43> <0000> <44> <0061> endbfchar"
    cmap = f"/CIDInit /ProcSet findresource begin begincmap {names} endcmap end"
    (words,) = blocks(read(show(72, 700, "ABDCA", "F3"), unicode_map=cmap))
    assert re.sub("[\u200b\ufffdC]", "", words) == "pap"


# --- properties ---------------------------------------------------------------------------------------------

WORD = st.text("abcdefghij", min_size=1, max_size=9)
SENTENCE = st.lists(WORD, min_size=1, max_size=12).map(" ".join)
LABELLED = st.tuples(
    st.sampled_from(["", "", "1. ", "2.1 ", "(a) ", "(b) "]), SENTENCE, st.sampled_from([".", ";", ""])
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(LABELLED.map("".join), min_size=1, max_size=20), min_size=1, max_size=4))
def test_lines_become_paragraphs_without_losing_or_moving_a_word(pages: list[list[str]]) -> None:
    document = read(*[column(*lines) for lines in pages])
    printed = " ".join(line for lines in pages for line in lines).split()
    told = sum(len(aside.text.split()) * aside.times for aside in document.asides)
    assert document.words + told == len(printed)
    rest = iter(printed)
    assert all(word in rest for word in document.text.split())
    assert document.blocks
    last = 0
    for block in document.blocks:
        assert block.span.start >= last
        last = block.span.end
        for origin in block.origins:
            assert block.span.start <= origin.start < origin.end <= block.span.end


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(60, 550), min_size=2, max_size=8, unique=True).map(sorted),
    st.lists(st.integers(60, 750), min_size=2, max_size=8, unique=True).map(sorted),
    st.lists(st.tuples(st.integers(60, 500), st.integers(60, 750), WORD), min_size=1, max_size=12),
)
def test_rules_anywhere_lose_no_word(xs: list[int], ys: list[int], words: list[tuple[int, int, str]]) -> None:
    placed = {(x // 60, y // 14): (x, y, word) for x, y, word in words}.values()
    document = read(ruled(tuple(xs), tuple(ys)) + "".join(show(x, y, word) for x, y, word in placed))
    plain = read("".join(show(x, y, word) for x, y, word in placed))
    assert sorted("".join(document.text.split())) == sorted("".join(plain.text.split()))
