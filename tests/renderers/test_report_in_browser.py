"""The report in a real browser: what people do with it, on a phone, a desktop and paper, with a script and without."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from termscheck.model import Clause, Evidence, Span, Suppression
from termscheck.pipeline import check_file
from termscheck.renderers import render
from tests.chromium import axe, darken, needs_axe, needs_chromium, widen
from tests.pipeline.test_corpus import CORPUS

SAMPLES = Path(__file__).parents[2] / "samples"
pytestmark = needs_chromium


@pytest.fixture
def show(browser, tmp_path):
    """Opens the report of a review: `show(review, 320, dark=True, script=False)`."""

    def open_at(review, width, *, dark=False, script=True, at=""):
        path = tmp_path / "report.html"
        path.write_bytes(render(review, "html"))
        widen(browser, width)
        darken(browser, dark)
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not script})
        for log in ("browser", "performance"):
            browser.get_log(log)
        browser.get("about:blank")
        browser.get(path.as_uri() + at)
        return browser

    yield open_at
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.fixture
def full(review):
    """The review with something in every section."""
    lived_with = Suppression("Our funder pays us in advance.", "A. Khan", "2027-03-31")
    set_aside = replace(review.findings[2], rule="PAY-001", severity="medium", suppressed=lived_with)
    return replace(review, findings=(*review.findings, set_aside))


def visible(browser, selector):
    """The texts of what is shown of a kind."""
    return [e.text for e in browser.find_elements("css selector", selector) if e.is_displayed()]


def follow(browser, selector):
    browser.execute_script("document.querySelector(arguments[0]).click()", selector)


def top_of(browser, selector):
    """How far below the top of the window something is, in pixels."""
    ask = "return document.querySelector(arguments[0]).getBoundingClientRect().top"
    return browser.execute_script(ask, selector)


def on_paper(browser):
    """The words of the report as it is printed, page by page."""
    made = browser.execute_cdp_cmd("Page.printToPDF", {"paperWidth": 8.27, "paperHeight": 11.69})
    document = pypdfium2.PdfDocument(base64.b64decode(made["data"]))
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


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


# --- what people do with it -----------------------------------------------------------------------------


def test_nothing_is_fetched_and_nothing_is_complained_of(show, full):
    browser = show(full, 1280)
    browser.find_element("id", "filter-words").send_keys("pay")
    follow(browser, ".card:not([hidden]) .see")
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = {e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"}
    assert {url.partition(":")[0] for url in asked} <= {"file", "data", "about"}
    assert len([url for url in asked if url.startswith("file")]) == 1
    assert browser.get_log("browser") == []


def test_findings_are_filtered_by_severity_subject_and_words(show, full):
    from selenium.webdriver.support.ui import Select

    browser = show(full, 390)
    titles = ".card[data-severity] header :is(h3, h4)"
    assert len(visible(browser, titles)) == 5
    assert browser.find_element("id", "filter-told").text == "All 5 findings shown"

    browser.find_element("css selector", "#filter input[value=critical]").click()
    assert [title.split(".")[0] for title in visible(browser, titles)] == ["3", "5"]
    assert browser.find_element("id", "filter-told").text == "2 of 5 findings shown"
    assert "Critical: 2 findings" not in " ".join(visible(browser, "h3"))

    follow(browser, "#filter-all")
    browser.find_element("id", "filter-words").send_keys("INDEMNIFY losses")
    assert [title.split(".")[0] for title in visible(browser, titles)] == ["2"]

    follow(browser, "#filter-all")
    Select(browser.find_element("id", "filter-category")).select_by_value("missing-protection")
    assert [title.split(".")[0] for title in visible(browser, titles)] == ["4"]
    assert browser.find_element("id", "filter-told").get_attribute("role") == "status"


@pytest.mark.parametrize("width", [375, 1280])
def test_a_finding_leads_into_the_contract_and_back(show, full, width):
    browser = show(full, width)
    follow(browser, "#finding-2 .see")
    assert 0 <= top_of(browser, "#at-finding-2") < 300
    line = browser.find_element("css selector", ".line:has(#at-finding-2)")
    assert "Finding 2" in line.text
    follow(browser, ".back[href='#finding-2']")
    assert 0 <= top_of(browser, "#finding-2") < 100


def test_a_link_to_a_finding_that_is_filtered_out_shows_it(show, full):
    browser = show(full, 1280)
    browser.find_element("id", "filter-words").send_keys("reasons")
    assert not browser.find_element("id", "finding-1").is_displayed()
    follow(browser, ".demands a[href='#finding-1']")
    assert browser.find_element("id", "finding-1").is_displayed()
    assert 0 <= top_of(browser, "#finding-1") < 100
    assert browser.find_element("id", "filter-words").get_attribute("value") == ""


def test_the_report_opens_at_a_place_that_is_named(show, full):
    assert 0 <= top_of(show(full, 1280, at="#at-finding-3"), "#at-finding-3") < 300


def test_wording_and_law_unfold_and_fold_with_the_keyboard(show, full):
    from selenium.webdriver.common.keys import Keys

    browser = show(full, 1280)
    summary = browser.find_element("css selector", "#finding-1 summary")
    assert not any(visible(browser, "#finding-1 .copy"))
    summary.send_keys(Keys.ENTER)
    assert visible(browser, "#finding-1 .copy")


def test_without_a_script_everything_is_there_to_be_read(show, full):
    browser = show(full, 390, script=False)
    assert not browser.find_element("id", "filter").is_displayed()
    assert len(visible(browser, ".card[data-severity]")) == 5
    assert len(visible(browser, ".card .copy")) == 5
    assert len(visible(browser, "main > section")) == len(browser.find_elements("css selector", "main > section"))


@pytest.mark.parametrize("script", [True, False])
def test_on_paper_everything_is_unfolded_and_the_contract_is_left_out(show, full, script):
    told = " ".join(on_paper(show(full, 1280, script=script)))
    assert "The Contractor’s obligation to pay is not conditional on payment by the Authority." in told
    assert "Can we live with this?" in told  # a comment that was set aside, in the ledger
    assert "The contract, clause by clause" not in told
    assert "Show only some findings" not in told


def test_the_contract_is_printed_when_that_is_asked_for(show, full):
    browser = show(full, 1280)
    browser.find_element("id", "print-contract").click()
    told = " ".join(on_paper(browser))
    assert "submit an invoice for the Charges on the last Business Day of each month" in told


def test_paper_says_that_findings_are_filtered_out(show, full):
    browser = show(full, 1280)
    browser.find_element("id", "filter-words").send_keys("indemnify")
    assert "1 of 5 findings shown" in " ".join(on_paper(browser))


# --- for everybody --------------------------------------------------------------------------------------


@needs_axe
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(show, full, width, dark):
    assert axe(show(full, width, dark=dark)) == []


@needs_axe
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_in_the_dark_in_the_report_of_a_real_contract(show, width):
    contract = CORPUS / "dev" / "uk-dev-1.docx"
    contract = contract if contract.exists() else SAMPLES / "harsh-sub-contract.docx"
    assert axe(show(check_file(contract), width, dark=True)) == []


def test_the_keyboard_goes_through_the_report_in_its_order(show, full):
    from selenium.webdriver.common.keys import Keys

    browser = show(full, 1280)
    seen = []
    for _ in range(60):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        seen.append(
            browser.execute_script("""
            const all = [...document.querySelectorAll("*")];
            const style = getComputedStyle(document.activeElement);
            return [all.indexOf(document.activeElement), style.outlineStyle, parseFloat(style.outlineWidth)];
        """)
        )
    places = [place for place, _, _ in seen]
    assert places == sorted(places)
    assert all(style == "solid" and width >= 2 for _, style, width in seen)


def test_nothing_moves_by_itself(show, full):
    moving = """
        return [...document.querySelectorAll("*")].map(e => getComputedStyle(e)).filter(
            s => s.animationName !== "none" || parseFloat(s.transitionDuration) || s.scrollBehavior !== "auto").length
    """
    assert show(full, 1280).execute_script(moving) == 0


# --- a hostile contract ---------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [320, 1280])
def test_hostile_words_of_a_contract_do_nothing(show, full, width):
    bad = (
        "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"></bdi></p></main>"
        f"\u202e\u2066 {10_000 * 'W'} </style><style>*{{display:none}}</style>"
    )
    text = f"1 Payment {bad}\n1.1 {bad} pay when paid {bad}\n"
    at = text.index("pay when paid")
    first = text.index("1.1")
    clauses = (
        Clause("1", "1", Span(0, len(text)), (Span(2, first),), heading=bad),
        Clause("1.1", "1.1", Span(first, len(text)), (Span(first + 4, len(text)),), heading=bad, level=1, parent="1"),
    )
    document = replace(full.contract.documents[0], text=text, name=bad)
    evidence = (Evidence(Span(at, at + 13), "pay when paid"),)
    finding = replace(full.findings[0], clause="1.1", clause_label="1.1", message=bad, evidence=evidence)
    nothing = {"parties": (), "definitions": (), "quantities": (), "references": (), "passages": (), "propositions": ()}
    contract = replace(full.contract, documents=(document,), clauses=clauses, topics=(), **nothing)
    browser = show(replace(full, contract=contract, findings=(finding,), protections=(), looked_for=()), width)

    assert "owned" not in browser.title.partition(":")[0]
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    assert browser.get_log("browser") == []
    assert browser.find_element("css selector", "#contract").is_displayed()
    assert "[U+202E]" in browser.find_element("css selector", ".whole").text
    follow(browser, ".see")
    assert 0 <= top_of(browser, "#at-finding-1") < 900


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
