"""A house style in every output besides the report: the letter, the issues list, comments, Markdown, the comparison."""

from __future__ import annotations

import csv
import io
import re
import struct
import zlib
from pathlib import Path

import docx
import lxml.html
import openpyxl
import pytest

from termscheck.content import bundled
from termscheck.drafts.compare import compare_reviews
from termscheck.errors import UsageError
from termscheck.pipeline import check_file
from termscheck.renderers import house_style, render
from termscheck.renderers.comparison import html as comparison_page
from termscheck.renderers.house.folder import replaceable
from termscheck.renderers.marked import mark_up
from tests.drafts.reviews import Flaw, review_of

SAMPLE = Path(__file__).parents[2] / "samples" / "harsh-sub-contract.docx"
STYLED = ("html", "md", "letter", "letter-md", "csv", "xlsx")


def png(width: int, height: int) -> bytes:
    """A picture that is blue all over."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = height * (b"\0" + width * b"\x24\x40\x7a")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.fixture
def made(folder, review):
    """What an output is in the style of a house: `made("md", {"md/report.md.j2": …})`."""

    def make(form, files):
        return render(review, form, house_style(folder(files)))

    return make


@pytest.fixture
def refused(folder, review):
    """The sentence with which a house style is refused, its folder left out."""

    def make(form, files):
        place = folder(files)
        with pytest.raises(UsageError) as caught:
            render(review, form, house_style(place))
        return str(caught.value).replace(f"{place.as_posix()}/", "")

    return make


@pytest.fixture(scope="module")
def sample():
    return check_file(SAMPLE)


@pytest.fixture
def comments(folder, sample):
    def make(files):
        marked = mark_up(sample, SAMPLE.read_bytes(), house=house_style(folder(files)))
        return [comment.text for comment in docx.Document(io.BytesIO(marked)).comments]

    return make


@pytest.fixture
def comparison():
    old = review_of({"1": "Payment within 30 days.", "2": "Old words."}, [Flaw("PAY-001", "low", "1")])
    new = review_of({"1": "Payment within 90 days.", "2": "New words."}, [Flaw("PAY-001", "high", "1")])
    return compare_reviews(old, new)


# --- every file of ours can be replaced ---------------------------------------------------------------------


@pytest.mark.parametrize("form", STYLED)
def test_without_anything_in_the_folder_an_output_is_the_same(made, review, form):
    assert made(form, {}) == render(review, form)


@pytest.mark.parametrize("form", STYLED)
def test_copies_of_all_our_files_change_nothing(made, review, form):
    files = {name: (bundled("reports") / name).read_bytes() for name in replaceable()}
    assert made(form, files) == render(review, form)


def test_copies_of_our_files_change_no_comment_and_no_comparison(folder, sample, comparison):
    files = {name: (bundled("reports") / name).read_bytes() for name in replaceable()}
    house = house_style(folder(files))
    data = SAMPLE.read_bytes()
    assert mark_up(sample, data, house=house) == mark_up(sample, data)
    assert comparison_page.render(comparison, house) == comparison_page.render(comparison)


# --- the letter ---------------------------------------------------------------------------------------------


def test_the_letter_has_the_frame_of_the_house_and_what_it_says_of_a_rule(made):
    files = {
        "letter/letter.md.j2": "# To {{ letter.them or 'you' }}\n\n"
        "{% for severity, points in letter.groups %}{% for point in points %}\n"
        "{{ point.heading }}: {{ point.reason }} {{ point.wording|blanks }}\n\n{% endfor %}{% endfor %}",
        "letter/before-you-send.md.j2": "Ring the law centre.",
        "letter/points.yaml": "PAY-002:\n  heading: Pay us, *whoever* pays you\n",
    }
    text = made("letter-md", files).decode()
    assert text.startswith("<!--\nRing the law centre.\n-->\n\n# To ")
    assert "Pay us, \\*whoever\\* pays you: You hold the contract with" in text  # the reason stays ours
    word = docx.Document(io.BytesIO(made("letter", files)))
    assert any(paragraph.text.startswith("Pay us, *whoever* pays you: ") for paragraph in word.paragraphs)
    assert [comment.text for comment in word.comments] == ["Ring the law centre."]


@pytest.mark.parametrize(("width", "height"), [(400, 100), (100, 400), (3000, 10)])
def test_a_letterhead_stands_above_the_letter_and_fits(made, width, height):
    files = {"letter/letterhead.png": png(width, height), "house.yaml": "name: Tern and Tide"}
    word = docx.Document(io.BytesIO(made("letter", files)))
    (picture,) = word.inline_shapes
    assert picture._inline.docPr.get("descr") == "Tern and Tide"
    assert picture.width.cm <= 16.01
    assert picture.height.cm <= 2.51
    assert word.paragraphs[0]._p.xpath(".//pic:pic")
    assert len(list(word.comments)) == 1
    assert made("letter", files) == made("letter", files)


# --- the issues list ----------------------------------------------------------------------------------------

ISSUES = """\
sheet: Our points
columns:
  - {field: clause, heading: =Where, width: 12}
  - {field: status, heading: State, width: 10}
  - {field: issue, heading: What, width: 40}
statuses: {open: To raise}
more_statuses: [Won]
about: {caution: Ask the law centre.}
"""


def test_the_issues_list_has_the_columns_and_words_of_the_house(made):
    rows = list(csv.reader(io.StringIO(made("csv", {"issues/issues.yaml": ISSUES}).decode("utf-8-sig"))))
    assert rows[0] == ["'=Where", "State", "What"]
    assert "To raise" in {row[1] for row in rows}
    book = openpyxl.load_workbook(io.BytesIO(made("xlsx", {"issues/issues.yaml": ISSUES})))
    assert book.sheetnames == ["Our points", "What was read"]
    (offered,) = book["Our points"].data_validations.dataValidation
    assert offered.formula1 == '"To raise,Open (known before),Set aside,To check,Won"'
    assert "Ask the law centre." in [row[1].value for row in book["What was read"].iter_rows()]


# --- Markdown, comments, the comparison ---------------------------------------------------------------------


def test_markdown_has_the_template_order_and_words_of_the_house(made):
    assert made("md", {"md/report.md.j2": "# {{ page.verdict }}\n"}).decode().startswith("# ")


def test_markdown_has_the_order_and_words_of_the_house(made):
    files = {
        "house.yaml": "order: [technical]\nhide: [looked]",
        "html/words.yaml": "headings: {technical: Small *print*}",
    }
    headings = re.findall(r"^## (.*)$", made("md", files).decode(), re.MULTILINE)
    assert headings[0] == "Small \\*print\\*"
    assert "Looked for and not found" not in headings


def test_comments_in_the_contract_are_written_by_the_house(comments):
    told = comments(
        {
            "marked/finding.txt.j2": "{{ words.severities[it.severity] }} – {{ it.advice.title }}\nAsk Amina.",
            "marked/summary.txt.j2": "Checked for the law centre.",
            "html/words.yaml": "severities: {critical: Stop}",
        }
    )
    assert told[0] == "Checked for the law centre."
    assert any(text.startswith("Stop – ") and text.endswith("\nAsk Amina.") for text in told)


def test_a_template_of_comments_that_writes_nothing_leaves_comments_that_can_be_found(comments):
    assert set(comments({f"marked/{name}.txt.j2": "" for name in ("finding", "summary", "also")})) == {"termscheck"}


def test_the_comparison_has_logo_words_looks_and_template_of_the_house(folder, comparison):
    style = house_style(
        folder(
            {
                "logo.png": png(9, 9),
                "html/words.yaml": "comparison: {title: 'What <they> did'}",
                "html/house.css": ":root { --link: #24407a; }",
                "html/changes.html.j2": "<p id='own'>{{ page.verdict }}</p>",
            }
        )
    )
    tree = lxml.html.document_fromstring(comparison_page.render(comparison, style))
    assert tree.xpath("//header//img/@src")[0].startswith("data:image/png;")
    assert tree.findtext(".//h1").strip() == "What <they> did"
    assert "#24407a" in tree.findtext(".//style")
    assert tree.get_element_by_id("own").text == "1 finding is worse"


@pytest.mark.parametrize("text", ["<script>1</script>", "<p onclick='x'>", "<a href='https://example.org/'>x</a>"])
def test_the_comparison_opens_and_runs_nothing_whatever_the_house_says(folder, comparison, text):
    with pytest.raises(UsageError, match="The templates of the house put"):
        comparison_page.render(comparison, house_style(folder({"html/changes.html.j2": text})))


# --- what is refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "files", "told"),
    [
        ("md", {"md/report.md": "x"}, "md/report.md: is no part of a house style. Did you mean “md/report.md.j2”?"),
        ("md", {"md/report.md.j2": "\n{% if %}"}, "md/report.md.j2, line 2: "),
        ("md", {"md/report.md.j2": "{{ nobody }}"}, "md/report.md.j2, line 1: “nobody” is not known here."),
        ("md", {"md/report.md.j2": "{{ page.cards }}"}, "md/report.md.j2, line 1: only texts and numbers can be"),
        ("letter", {"letter/letter.md.j2": "\n{{ letter.thm }}"}, "letter/letter.md.j2, line 2: “thm” is not known"),
        ("letter", {"letter/letter.md.j2": "{% include '../md/report.md.j2' %}"}, "letter/letter.md.j2, line 1: "),
        ("letter", {"letter/points.yaml": "PAY-001: {headng: x}"}, "letter/points.yaml:1:11: unknown key “headng”"),
        ("letter", {"letter/points.yaml": "PAY-001: {heading: For {them}}"}, "letter/points.yaml:1:"),
        ("letter", {"letter/points.yaml": "PAY-001: {heading: 'For {them}'}"}, "a brace that is not part of {above}"),
        ("letter", {"letter/points.yaml": "PAY-001: {ask: Why?}"}, "points.yaml:1:11: “ask”: should be a valid list"),
        ("letter", {"letter/points.yaml": "PAY-01: {heading: x}"}, "points.yaml:1:1: “PAY-01” is not the id of a rule"),
        ("letter", {"letter/points.yaml": "PAY-001:"}, "letter/points.yaml:1:1: "),
        ("letter", {"letter/points.yaml": "- x"}, "letter/points.yaml:1:1: should hold words"),
        ("letter", {"letter/letterhead.png": b"GIF89a"}, "letter/letterhead.png: is not what its name says"),
        ("letter", {"letter/letterhead.png": b"\x89PNG\r\n\x1a\n"}, "letterhead.png: cannot be read as a picture"),
        ("letter", {"letter/letterhead.png": png(0, 0)}, "letter/letterhead.png: cannot be read as a picture"),
        ("letter", {"letter/letterhead.svg": "<svg/>"}, "Did you mean “letter/letterhead.png”?"),
        ("csv", {"issues/issues.yaml": "colums: []"}, "issues.yaml:1:1: unknown words “colums”. Did you mean"),
        ("csv", {"issues/issues.yaml": "columns: []"}, "issues/issues.yaml:1:1: "),
        ("csv", {"issues/issues.yaml": "columns:\n - {field: isue, heading: x, width: 9}"}, "“isue” is none of issue,"),
        ("csv", {"issues/issues.yaml": "columns:\n - {field: issue, heading: x, width: 0}"}, "issues/issues.yaml:2:"),
        ("xlsx", {"issues/issues.yaml": "sheet: 'a/b'"}, "issues/issues.yaml:1:1: “sheet”: "),
        ("xlsx", {"issues/issues.yaml": "sheet: what was read"}, "two sheets are called “what was read”"),
        ("xlsx", {"issues/issues.yaml": "statuses: {open: 'a,b'}"}, "issues/issues.yaml:1:12: “open”: "),
        ("xlsx", {"issues/issues.yaml": f"more_statuses: [{', '.join(9 * ['x' * 40])}]"}, "more than 250 characters"),
        ("html", {"json/x.json": "{}"}, "json/x.json: lies in no folder of a house style"),
        ("html", {"html/frame.html.j2": "x"}, "html/frame.html.j2: is no part of a house style"),
        ("html", {"html/comparison.html.j2": "x"}, "html/comparison.html.j2: is no part of a house style"),
        ("html", {"html/report.css": "x"}, "html/report.css: is no part of a house style"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(refused, form, files, told):
    assert told in refused(form, files)


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ letter.__init__.__globals__ }}",
        "{{ letter.review.contract.documents[0].text|safe }}",
        "{% include '/etc/passwd' %}",
        "{% for a in range(10 ** 9) %}{% endfor %}",
        "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
        "{% set t = letter.review.contract.documents[0].text.split() %}"
        + "".join(f"{{% for a{n} in t %}}" for n in range(6)) + "x" + 6 * "{% endfor %}",
    ],
)  # fmt: skip
def test_a_hostile_template_of_the_letter_is_stopped_and_told(refused, text):
    assert "letter/letter.md.j2" in refused("letter-md", {"letter/letter.md.j2": text})


def test_words_of_the_contract_are_no_markup_in_templates_of_the_house(folder, changed):
    hostile = changed(rag_reason="<script>[x](http://a.b) **b** =1 \u202e")
    place = folder(
        {"md/report.md.j2": "{{ page.review.rag_reason }}", "letter/letter.md.j2": "{{ letter.review.rag_reason }}"}
    )
    for form in ("md", "letter-md"):
        told = render(hostile, form, house_style(place)).decode()
        assert "\\<script\\>\\[x\\](http:\\//a.b) \\*\\*b\\*\\* =1 [U+202E]" in told.replace("\\[U+202E\\]", "[U+202E]")


def test_a_template_with_characters_that_no_file_can_hold_is_written_all_the_same(made):
    word = docx.Document(io.BytesIO(made("letter", {"letter/letter.md.j2": "a\x01b\n"})))
    assert word.paragraphs[0].text == "a[U+0001]b"


def test_the_letter_list_and_comments_of_the_manual_are_what_the_manual_says(made, comments):
    manual = (Path(__file__).parents[2] / "docs" / "house-style.md").read_text(encoding="utf-8")
    files = dict(re.findall(r"^```\w+ our-style/(\S+)\n(.*?)^```$", manual, re.DOTALL | re.MULTILINE))
    ours = {name: files[name] for name in files if not name.startswith(("html/", "house.yaml"))}
    assert made("csv", ours).decode("utf-8-sig").splitlines()[0] == '"Clause","What is wrong","Our wording","Status"'
    assert made("letter-md", ours)
    assert "Questions? Ring the law centre. (Rule " in comments(ours)[1]
