"""A head contract beside a sub-contract in a real browser: a phone, a desktop, paper, and people who cannot see it."""

from __future__ import annotations

import base64
import io

import pypdfium2
import pytest

from termscheck.renderers.flowdown import RENDERERS
from tests.chromium import axe, darken, needs_axe, needs_chromium, widen
from tests.renderers.test_flowdown_page import made

pytestmark = needs_chromium
LONG = f"{90 * 'W'} and some words that are as long as words are."


@pytest.fixture
def show(browser, tmp_path):
    def open_at(width, dark=False):
        path = tmp_path / "passed-down.html"
        path.write_bytes(RENDERERS["html"](made(LONG, name=f"{90 * 'W'}.docx")))
        widen(browser, width)
        darken(browser, dark)
        browser.get_log("browser")
        browser.get(path.as_uri())
        return browser

    return open_at


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_scrolls_sideways_and_the_console_is_clean(show, width):
    shown = show(width)
    assert shown.execute_script("return document.documentElement.scrollWidth") <= width
    assert shown.get_log("browser") == []


@pytest.mark.parametrize(("width", "beside"), [(320, False), (1280, True)])
def test_the_two_contracts_stand_side_by_side_where_there_is_room(show, width, beside):
    tops = "return [...document.querySelectorAll('.side')].slice(0, 2).map(e => e.getBoundingClientRect().top)"
    head, sub = show(width).execute_script(tops)
    assert (head == sub) is beside


def test_no_words_are_smaller_than_sixteen_pixels_and_links_can_be_touched(show):
    smallest = """
        return Math.min(...[...document.body.querySelectorAll('*')]
            .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
            .map(e => parseFloat(getComputedStyle(e).fontSize)));
    """
    heights = "return [...document.querySelectorAll('nav a, summary')].map(e => e.getBoundingClientRect().height)"
    shown = show(320)
    assert shown.execute_script(smallest) >= 16
    assert min(shown.execute_script(heights)) >= 24


@needs_axe
@pytest.mark.parametrize(("width", "dark"), [(390, False), (1280, True)])
def test_axe_finds_nothing(show, width, dark):
    assert axe(show(width, dark)) == []


def test_on_paper_the_folded_duties_are_there(show):
    printed = base64.b64decode(show(1280).execute_cdp_cmd("Page.printToPDF", {})["data"])
    with pypdfium2.PdfDocument(io.BytesIO(printed)) as pdf:
        text = " ".join(" ".join(page.get_textpage().get_text_range() for page in pdf).split())
    assert "words are. 24" in text
