"""The comparison in a real browser: it fits a phone, a desktop and paper, and the browser does not complain."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pypdfium2
import pytest

from termscheck.drafts.compare import compare_reviews
from termscheck.pipeline import check_file
from termscheck.renderers.comparison import RENDERERS
from tests.chromium import axe, darken, needs_axe, needs_chromium, widen
from tests.drafts.reviews import Flaw, review_of

pytestmark = needs_chromium
SAMPLES = Path(__file__).parents[2] / "samples"

PAY = "The Contractor shall pay each invoice within sixty days of the day on which it receives it."
ASIDE = "A clause about something else, which nobody has ever found to be unfair to anybody."


@pytest.fixture
def show(browser, tmp_path):
    def open_at(width):
        old = review_of({"1": PAY, "2": 90 * "W", "3": ASIDE}, [Flaw("PAY-001", "high", "1")], name=f"{90 * 'W'}.docx")
        changed = {"1": PAY.replace("sixty", "ninety"), "2": 95 * "W", "3": ASIDE.replace("ever", "seldom")}
        new = review_of(changed, [Flaw("PAY-001", "critical", "1"), Flaw("LIA-002", "critical", "2")])
        path = tmp_path / "changes.html"
        path.write_bytes(RENDERERS["html"](compare_reviews(old, new)))
        widen(browser, width)
        browser.get(path.as_uri())
        return browser

    return open_at


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_scrolls_sideways_and_the_console_is_clean(show, width):
    shown = show(width)
    assert shown.execute_script("return document.documentElement.scrollWidth") <= width
    assert shown.get_log("browser") == []


@pytest.mark.parametrize(("width", "beside"), [(320, False), (1280, True)])
def test_old_and_new_wording_stand_side_by_side_where_there_is_room(show, width, beside):
    tops = "return [...document.querySelectorAll('.side')].slice(0, 2).map(e => e.getBoundingClientRect().top)"
    old, new = show(width).execute_script(tops)
    assert (old == new) is beside


def test_changes_are_told_by_line_and_not_by_colour_alone(show):
    line = "return getComputedStyle(document.querySelector('%s')).textDecorationLine"
    shown = show(390)
    assert shown.execute_script(line % "del") == "line-through"
    assert shown.execute_script(line % "ins") == "underline"


def test_no_words_are_smaller_than_sixteen_pixels(show):
    smallest = """
        return Math.min(...[...document.body.querySelectorAll('*')]
            .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
            .map(e => parseFloat(getComputedStyle(e).fontSize)));
    """
    assert show(320).execute_script(smallest) >= 16


def test_links_and_summaries_are_large_enough_to_touch(show):
    heights = """
        return [...document.querySelectorAll('nav a, .tally a, summary')].map(e => e.getBoundingClientRect().height)
    """
    assert min(show(320).execute_script(heights)) >= 24


def test_on_paper_the_changed_clauses_are_unfolded(show):
    printed = base64.b64decode(show(1280).execute_cdp_cmd("Page.printToPDF", {})["data"])
    with pypdfium2.PdfDocument(io.BytesIO(printed)) as pdf:
        text = " ".join(" ".join(page.get_textpage().get_text_range() for page in pdf).split())
    assert "which nobody has seldom found" in text


@pytest.fixture(scope="module")
def of_samples():
    drafts = (SAMPLES / "harsh-sub-contract.docx", SAMPLES / "harsh-sub-contract-draft-2.docx")
    return RENDERERS["html"](compare_reviews(*map(check_file, drafts)))


@needs_axe
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(browser, tmp_path, of_samples, width, dark):
    path = tmp_path / "changes.html"
    path.write_bytes(of_samples)
    widen(browser, width)
    darken(browser, dark)
    browser.get(path.as_uri())
    assert axe(browser) == []
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
