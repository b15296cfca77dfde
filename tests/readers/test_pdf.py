"""What the PDF reader makes of the things that contracts in PDF are made of, each in a small file written here."""

from __future__ import annotations

import gzip
import json
import os
import re
from collections import Counter
from pathlib import Path

import pytest
from pdf_files import ALSO_FULL, FULL, column, make_pdf, read_pdf, refusal, ruled, show

from termscheck.model import Cell, Document
from termscheck.readers import read

pytestmark = pytest.mark.usefixtures("without_tesseract")
FILES = Path(__file__).parent / "files"
CORPUS = Path(os.environ.get("TERMSCHECK_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
needs_corpus = pytest.mark.skipif(not (CORPUS / "dev").is_dir(), reason="the corpus is not here: TERMSCHECK_CORPUS")


def paragraphs(*pages: str, **more: object) -> list[str]:
    document = read_pdf(make_pdf(*pages, **more), "contract.pdf")  # type: ignore[arg-type]
    return [document.quote(block.span) for block in document.blocks]


FILLER = column(*[f"{number}. {FULL} day." for number in range(1, 16)], top=620)


# --- lines and paragraphs -----------------------------------------------------------------------------------


def test_lines_of_a_paragraph_are_joined_by_spaces() -> None:
    assert paragraphs(column(FULL, ALSO_FULL, "payment back.")) == [f"{FULL} {ALSO_FULL} payment back."]


def test_a_gap_parts_paragraphs() -> None:
    assert paragraphs(column(FULL, ALSO_FULL, "payment back.", "", "Another paragraph.")) == [
        f"{FULL} {ALSO_FULL} payment back.",
        "Another paragraph.",
    ]


@pytest.mark.parametrize("label", ["2.", "12.3", "(a)", "(iv)", "Schedule 2", "a)"])
def test_a_line_that_starts_with_a_label_starts_a_paragraph(label: str) -> None:
    assert paragraphs(column("The first ends here.", f"{label} The next begins.")) == [
        "The first ends here.",
        f"{label} The next begins.",
    ]


def test_a_reference_wrapped_before_its_number_starts_no_paragraph() -> None:
    first = "The Contractor shall pay the Sub-Contractor for the Services in accordance with clause"
    words = paragraphs(column(first, "12.3 and not otherwise, whatever the Sub-Contractor may have been told by it"))
    assert len(words) == 1


def test_a_bullet_is_no_reference_whatever_word_stands_before_it() -> None:
    first = "The Contractor shall ensure that its staff know and comply with all their duties under this Schedule"
    assert len(paragraphs(column(f"• {first}", "• are trained in what the Schedule asks of them and of others"))) == 2


def test_a_number_at_the_end_of_a_line_is_no_label_and_no_page_number() -> None:
    lines = column("The Contractor shall pay the Sub-Contractor every sum that is properly due within", "30", "days.")
    assert " ".join(paragraphs(lines)).endswith("due within 30 days.")


def test_a_lone_label_is_put_before_its_text() -> None:
    beside = "\n".join([show(72, 700, "(a)"), show(300, 500, "Elsewhere."), show(108, 700, "pay the Charges;")])
    assert "(a) pay the Charges;" in paragraphs(column("(a)", "pay the Charges;"))
    assert " ".join(paragraphs(beside)).count("(a)") == 1


def test_a_heading_in_bold_stands_alone() -> None:
    document = read_pdf(make_pdf(column("Payment", font="F2") + column(FULL, "day.", top=686)), "a.pdf")
    assert [(document.quote(block.span), block.bold) for block in document.blocks] == [
        ("Payment", True),
        (f"{FULL} day.", False),
    ]


def test_a_centred_title_and_indents_are_known() -> None:
    page = show(270, 720, "AGREEMENT") + column(FULL, ALSO_FULL, "day.") + show(108, 600, "(a) indented.")
    title, body, item = read_pdf(make_pdf(page), "a.pdf").blocks
    assert (title.centred, body.centred, item.centred) == (True, False, False)
    assert (body.indent, item.indent) == (72, 108)


def test_a_sentence_goes_on_over_the_page() -> None:
    document = read_pdf(make_pdf(column(FULL, "last day of each"), column("month. Then more.", "", "End.")), "a.pdf")
    assert [(document.quote(block.span), block.page) for block in document.blocks] == [
        (f"{FULL} last day of each month. Then more.", 1),
        ("End.", 2),
    ]


def test_a_finished_sentence_does_not_go_on_over_the_page() -> None:
    assert paragraphs(column(FULL, "day."), column("and this is another.")) == [f"{FULL} day.", "and this is another."]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("The Supplier shall indemni-", "fy the Buyer. To indemnify is to pay.", "indemnify the Buyer"),
        ("All non-", "refundable fees.", "non-refundable fees"),
        ("Fees are law-", "abiding. The law binds.", "law-abiding"),
        ("Paid by the Sub-", "Contractor in full.", "Sub-Contractor in full"),
    ],
)
def test_a_word_broken_at_the_end_of_a_line_is_whole_again(first: str, second: str, joined: str) -> None:
    assert joined in " ".join(paragraphs(column(first, second)))


def test_columns_are_read_one_after_the_other() -> None:
    left = column(*["words of the left column run on and", "on for as long as there is room to"] * 4, "do so.")
    right = column(*["whereas the right column says quite", "another thing from beginning to the"] * 4, "end.", x=330)
    text = " ".join(paragraphs(left + right))
    assert text.index("do so.") < text.index("whereas")
    assert "run on and on for as long as" in text


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_shown_sideways_reads_as_upright(turn: int) -> None:
    content = column(FULL, ALSO_FULL, "payment back.", "", "(a) Another paragraph.")
    assert paragraphs(content, page=f"/Rotate {turn}") == paragraphs(content)


def test_a_page_drawn_sideways_reads_as_upright() -> None:
    content = column(FULL, ALSO_FULL, "payment back.", "", "(a) Another paragraph.")
    assert paragraphs(f"0 1 -1 0 700 0 cm {content}", page="/Rotate 90") == paragraphs(content)


def test_ligatures_are_spelt_out_and_unknown_characters_marked() -> None:
    names = "1 begincodespacerange <00> <ff> endcodespacerange 2 beginbfchar <41> <FB01> <42> <FFFD> endbfchar"
    cmap = f"/CIDInit /ProcSet findresource begin begincmap {names} endcmap end"
    assert paragraphs(show(72, 700, "AB", "F3"), unicode_map=cmap) == ["fi\ufffd"]


# --- tables -------------------------------------------------------------------------------------------------


def test_a_ruled_table_becomes_cells() -> None:
    grid = ruled((70, 200, 400), (660, 700, 720))
    words = show(75, 706, "Fee        ") + show(205, 706, "When payable")
    rows = show(75, 686, "£100") + show(205, 686, "on receipt of payment from") + show(205, 672, "the Authority")
    document = read_pdf(make_pdf(f"{grid}\n{words}\n{rows}\n{show(72, 600, 'After the table.')}"), "a.pdf")
    assert [(document.quote(block.span), block.cell) for block in document.blocks] == [
        ("Fee", Cell(0, 0, 0)),
        ("When payable", Cell(0, 0, 1)),
        ("£100", Cell(0, 1, 0)),
        ("on receipt of payment from the Authority", Cell(0, 1, 1)),
        ("After the table.", None),
    ]
    assert document.text.startswith("Fee\tWhen payable\n£100\ton receipt")
    assert document.counts["tables"] == 1


def test_a_cell_that_spans_rows_is_one_cell() -> None:
    grid = "\n".join(
        f"{a} {b} m {c} {d} l S"
        for a, b, c, d in [
            (70, 720, 400, 720), (200, 690, 400, 690), (70, 660, 400, 660),
            (70, 720, 70, 660), (200, 720, 200, 660), (400, 720, 400, 660),
        ]
    )  # fmt: skip
    words = show(75, 700, "Both") + show(75, 670, "rows") + show(205, 700, "one") + show(205, 670, "two")
    document = read_pdf(make_pdf(f"{grid}\n{words}"), "a.pdf")
    cells = {document.quote(block.span): block.cell for block in document.blocks}
    assert (cells["one"], cells["two"]) == (Cell(0, 0, 1), Cell(0, 1, 1))
    assert {cell for words, cell in cells.items() if words[0] in "Br"} == {Cell(0, 0, 0)}


def test_a_frame_around_the_page_is_no_table() -> None:
    assert read_pdf(make_pdf("50 50 500 700 re S\n" + column(FULL)), "a.pdf").counts["tables"] == 0


# --- page furniture -----------------------------------------------------------------------------------------


def body(number: int) -> str:
    """A page with words of its own, but for its figures no other than those of the next."""
    return column(*[f"Page {2 * number} says thing {line} in words that come only once here." for line in "abcdefgh"])


def test_running_heads_and_feet_are_left_out() -> None:
    pages = [show(72, 770, "Framework RM1") + show(300, 30, f"- {n} -") + body(n) for n in range(1, 5)]
    document = read_pdf(make_pdf(*pages), "a.pdf")
    assert "Framework" not in document.text
    assert not re.search(r"- \d -", document.text)
    assert document.counts["furniture_lines"] == 8


def test_page_numbers_inside_the_text_are_left_out_and_the_sentence_goes_on() -> None:
    def page(number: int) -> str:
        lines = [f"{FULL} {chr(96 + number)}{line}" for line in "bcdefghijklmnop"]
        return column(*lines[:9], str(number), *lines[9:])

    document = read_pdf(make_pdf(*[page(number) for number in range(1, 5)]), "a.pdf")
    assert document.counts["furniture_lines"] == 4
    assert not re.search(r"\d", document.text)


def test_a_running_line_that_counts_pages_is_left_out_wherever_it_stands() -> None:
    def page(number: int) -> str:
        words = [f"Words {chr(96 + number)}{line} of the contract." for line in "abcdefghijklmnopqrst"]
        return column(*words[: 4 * number], f"Commercial in confidence Page {number} May 2026", *words[4 * number :])

    document = read_pdf(make_pdf(*[page(number) for number in range(1, 5)]), "a.pdf")
    assert "confidence" not in document.text
    assert document.text.count("Words") == 80


def test_a_numbered_list_is_no_page_numbering() -> None:
    pages = [column(*(f"{3 * page + line}" for line in range(1, 4)), "Text.", top=500) for page in range(3)]
    assert read_pdf(make_pdf(*pages), "a.pdf").text.split()[:3] == ["1", "2", "3"]


def test_words_beside_others_at_the_head_of_each_page_stay() -> None:
    pages = [show(72, 720, "abcdefg"[n] * 5) + show(300, 720, "12 months from the") + body(n) for n in range(5)]
    assert read_pdf(make_pdf(*pages), "a.pdf").text.count("12 months from the") == 5


def test_clauses_that_differ_only_in_their_figures_stay() -> None:
    pages = [column(f"KPI {7 * n}", f"Target: {90 + n % 2}%", f"Deduct: £{n}00", top=600) for n in range(1, 7)]
    document = read_pdf(make_pdf(*pages), "a.pdf")
    assert document.counts["furniture_lines"] == 0


def test_the_column_heads_of_a_late_schedule_are_kept_once() -> None:
    pages = [body(n) for n in range(4)] + [show(72, 770, "Service and Fee") + body(n) for n in range(4, 9)]
    assert read_pdf(make_pdf(*pages), "a.pdf").text.count("Service and Fee") == 1


# --- the corpus ---------------------------------------------------------------------------------------------


def words_of(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


@needs_corpus
def test_a_known_contract_comes_out_word_by_word_and_paragraph_by_paragraph() -> None:
    document = read(CORPUS / "dev" / "uk-dev-1.pdf")
    text = (CORPUS / "dev" / "uk-dev-1.txt").read_text(encoding="utf-8")
    assert words_of(document.text) == words_of(text)
    lines = {" ".join(line.split()) for line in text.splitlines()}
    blocks = [document.quote(block.span) for block in document.blocks]
    assert sum(block in lines for block in blocks) >= 0.98 * len(blocks)


@needs_corpus
def test_every_pdf_of_the_corpus_is_read_in_order_within_its_text() -> None:
    for path in sorted((CORPUS / "documents").rglob("*.pdf")):
        if path.name == "outlined-glyphs-no-text.pdf":
            assert refusal(path.read_bytes()).code == "E-NOTEXT"
            continue
        check_spans(read(path))


def check_spans(document: Document) -> None:
    end = 0
    for block in document.blocks:
        words = document.quote(block.span)
        assert words.strip() == words != ""
        assert end <= block.span.start
        assert "\n" not in words
        end = block.span.end
    assert end + 1 == len(document.text)


@needs_corpus
def test_contracts_that_are_known_as_text_lose_no_words_but_running_lines() -> None:
    known: dict[str, str] = {}
    with gzip.open(CORPUS / "cuad-train.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            known[re.sub(r"[^A-Za-z0-9.-]", "_", row["title"])] = row["text"]
    compared = 0
    for path in sorted((CORPUS / "documents" / "cuad-pdf").glob("*.pdf")):
        text = known.get(re.sub(r"[^A-Za-z0-9.-]", "_", path.stem))
        if text:
            compared += 1
            document = read(path)
            wanted, got = words_of(text.replace("-", "")), words_of(document.text.replace("-", ""))
            running = 40 * document.counts["furniture_lines"]
            assert (wanted - got).total() <= 0.005 * wanted.total() + running
            assert (got - wanted).total() <= 0.01 * wanted.total()
    assert compared > 20


def test_the_feet_of_two_pages_are_left_out_and_the_sentence_goes_on() -> None:
    pages = [
        column(*[FULL] * 6, top=700)
        + show(72, 40, f"Contract ref BP/22 Page {number}")
        + show(72, 780, "Big Prime Limited")
        for number in (1, 2)
    ]
    document = read_pdf(make_pdf(*pages), "a.pdf")
    assert "Contract ref" not in document.text
    assert "Big Prime" not in document.text
    assert {aside.text for aside in document.asides} == {"Contract ref BP/22 Page 1", "Big Prime Limited"}


@pytest.mark.parametrize("step", [1, 2])
def test_figures_in_the_margin_that_count_lines_are_left_out(step: int) -> None:
    words = column(*[FULL, ALSO_FULL] * 10, top=700) + "\n"
    margin = "\n".join(show(40, 700 - 14 * line, str(line + 1)) for line in range(0, 20, step))
    plain, numbered = read_pdf(make_pdf(words), "a.pdf"), read_pdf(make_pdf(words + margin), "a.pdf")
    assert numbered.text == plain.text
    assert sum(aside.times for aside in numbered.asides) == 20 // step
