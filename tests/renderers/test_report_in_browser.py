"""The report in a real browser: it fits a phone and a desktop, and the browser has nothing to complain of."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from termscheck.renderers import render

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="chromium and chromedriver are not installed")

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture
def show(browser, tmp_path):
    def open_at(review, width):
        path = tmp_path / "report.html"
        path.write_bytes(render(review, "html"))
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        browser.get(path.as_uri())
        return browser

    return open_at


@pytest.fixture
def awkward(review):
    """The review with words that have nowhere to break."""
    document = replace(review.contract.documents[0], name=f"{90 * 'W'}.pdf")
    finding = replace(review.findings[0], clause_label="Schedule " + 60 * "1.", message=300 * "m")
    contract = replace(review.contract, documents=(document,))
    return replace(review, contract=contract, findings=(finding, *review.findings))


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_scrolls_sideways_and_the_console_is_clean(show, awkward, width):
    browser = show(awkward, width)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    assert browser.get_log("browser") == []


def test_no_words_are_smaller_than_sixteen_pixels(show, review):
    smallest = """
        return Math.min(...[...document.body.querySelectorAll('*')]
            .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
            .map(e => parseFloat(getComputedStyle(e).fontSize)));
    """
    assert show(review, 320).execute_script(smallest) >= 16


def test_the_style_is_applied_so_the_policy_lets_it_through(show, review):
    ask = "return getComputedStyle(document.querySelector('.tag')).backgroundColor"
    assert show(review, 1280).execute_script(ask) == "rgb(143, 29, 33)"


def test_links_stand_on_targets_at_least_twenty_four_pixels_apart(show, review):
    heights = """
        return [...document.querySelectorAll('nav a, .tally a, .demands a')].map(e => e.getBoundingClientRect().height)
    """
    assert min(show(review, 320).execute_script(heights)) >= 24


def test_the_skip_link_is_seen_when_it_has_the_focus(show, review):
    from selenium.webdriver.common.keys import Keys

    browser = show(review, 390)
    browser.find_element("tag name", "body").send_keys(Keys.TAB)
    assert browser.switch_to.active_element.text == "Skip to the report"
    assert browser.switch_to.active_element.location["x"] >= 0


BREAKS = """
    const bad = [];
    for (const file of document.querySelectorAll('.file')) {
        const walker = document.createTreeWalker(file, NodeFilter.SHOW_TEXT);
        let last = null;
        for (let node = walker.nextNode(); node; node = walker.nextNode())
            for (let at = 0; at < node.length; at++) {
                const range = document.createRange();
                range.setStart(node, at);
                range.setEnd(node, at + 1);
                const box = range.getBoundingClientRect();
                if (!box.width) { if (last) last.char = node.data[at]; continue; }
                if (last && box.top > last.top + 3 && !' -_.'.includes(last.char)) bad.push(file.textContent);
                last = {top: box.top, char: node.data[at]};
            }
    }
    return bad;
"""


def test_names_of_files_do_not_break_within_a_word_on_a_desktop(show, review):
    document, ledger = review.contract.documents[0], review.coverage.ledgers[0]
    names = ("ABILITYINC_06_15_2020-EX-4.25-SERVICES_AGREEMENT.pdf", "Employment and wellbeing support order form.docx")
    documents = tuple(replace(document, name=name, sha256=name) for name in names)
    ledgers = tuple(replace(ledger, name=name) for name in names)
    contract = replace(review.contract, documents=documents)
    several = replace(review, contract=contract, coverage=replace(review.coverage, ledgers=ledgers))

    assert show(several, 1280).execute_script(BREAKS) == []
    assert show(several, 320).execute_script("return document.documentElement.scrollWidth") <= 320
