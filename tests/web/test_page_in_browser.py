"""The self-check in a real browser: with a script and without, on a phone, with the back button and in two tabs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from page_visits import Visitor

from tests.chromium import axe, needs_axe, needs_chromium, widen
from tests.waiting import until

pytestmark = needs_chromium

SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.fixture
def browser(browser: Any, visitor: Visitor) -> Iterator[Any]:
    """Chromium at the first page, as wide as a phone."""
    widen(browser, 320)
    for log in ("browser", "performance"):
        browser.get_log(log)
    browser.get(f"http://127.0.0.1:{visitor.port}/")
    yield browser
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    browser.get("about:blank")


def choose(browser: Any, *paths: Path) -> None:
    browser.find_element("id", "files").send_keys("\n".join(map(str, paths)))


def press(browser: Any) -> None:
    browser.find_element("css selector", "button.go").click()


def reach(browser: Any, ending: str) -> None:
    until(lambda: browser.current_url.endswith(ending))


def heading(browser: Any) -> str:
    return str(browser.execute_script("return document.querySelector('h1')?.innerText"))


def faults(browser: Any) -> list[Any]:
    """What axe says, what sticks out, and what the console complains of."""
    found: list[Any] = []
    for pixels in (320, 1280):
        widen(browser, pixels)
        if browser.execute_script("return document.documentElement.scrollWidth") > pixels:
            found.append(f"sticks out at {pixels}")
        found += axe(browser)
    return found + browser.get_log("browser")


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    path = tmp_path / "contract.txt"
    path.write_text("fine")
    return path


@needs_axe
def test_every_page_of_the_journey_is_sound(browser: Any, tmp_path: Path) -> None:
    contract, scan, hang = (tmp_path / name for name in ("contract.txt", "scan.txt", "hang.txt"))
    for path in (contract, scan, hang):
        path.write_text(path.stem.replace("contract", "fine"))
    seen = {"start": faults(browser)}
    choose(browser, contract, scan)
    press(browser)
    reach(browser, "/questions")
    seen["questions"] = faults(browser)
    press(browser)
    reach(browser, "/report")
    seen["report"] = faults(browser)
    browser.find_element("css selector", ".ways a[href='delete']").click()
    seen["delete"] = faults(browser)
    press(browser)
    reach(browser, "/deleted")
    browser.get_log("browser")  # that the cache was cleared, as asked
    seen["deleted"] = faults(browser)
    browser.find_element("css selector", ".ways a").click()
    choose(browser, scan)
    press(browser)
    until(lambda: "could not" in heading(browser))
    seen["failed"] = faults(browser)
    browser.find_element("link text", "Choose another file").click()
    choose(browser, hang)
    press(browser)
    until(lambda: "Reading page" in browser.page_source)
    seen["waiting"] = faults(browser)

    assert {page: found for page, found in seen.items() if found} == {}


def test_nothing_is_fetched_from_elsewhere(browser: Any, contract: Path) -> None:
    choose(browser, contract)
    press(browser)
    reach(browser, "/questions")
    press(browser)
    reach(browser, "/report")
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = {e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"}

    assert {url.split("/")[2].partition(":")[0] for url in asked if url.startswith(("http", "ws"))} == {"127.0.0.1"}


def test_the_script_goes_on_by_itself_and_leaves_no_trap_for_the_back_button(browser: Any, contract: Path) -> None:
    choose(browser, contract)
    press(browser)
    reach(browser, "/questions")
    press(browser)
    reach(browser, "/report")

    browser.back()
    reach(browser, "/questions")
    assert heading(browser) == "Who are you in this contract?"
    browser.back()
    until(lambda: browser.current_url.count("/") == 3)
    assert heading(browser) == "Is this contract fair to us?"
    until(lambda: browser.find_element("css selector", "button.go").is_enabled())


def test_after_deletion_the_back_button_shows_nothing_of_the_contract(browser: Any, contract: Path) -> None:
    choose(browser, contract)
    press(browser)
    reach(browser, "/questions")
    press(browser)
    reach(browser, "/report")
    browser.find_element("css selector", ".ways a[href='delete']").click()
    press(browser)
    reach(browser, "/deleted")
    browser.back()
    browser.back()

    until(lambda: heading(browser) == "That did not work")
    assert "Big Prime" not in browser.page_source


def test_two_tabs_are_two_contracts(browser: Any, contract: Path, tmp_path: Path) -> None:
    page, first = browser.current_url, browser.current_window_handle
    other = tmp_path / "other.txt"
    other.write_text("fine as well")
    choose(browser, contract)
    press(browser)
    reach(browser, "/questions")
    browser.switch_to.new_window("tab")
    try:
        browser.get(page)
        choose(browser, other)
        press(browser)
        reach(browser, "/questions")
        assert "other.txt" in browser.find_element("css selector", ".files").text
        browser.close()
    finally:
        browser.switch_to.window(first)
    press(browser)
    reach(browser, "/report")
    assert "contract.txt" in browser.title


def test_all_works_without_a_script(browser: Any, contract: Path) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.refresh()
    assert not browser.find_element("css selector", ".hint").is_displayed()
    choose(browser, contract)
    press(browser)
    reach(browser, "/questions")
    press(browser)
    reach(browser, "/report")
    assert "Contract check" in heading(browser)
    browser.find_element("css selector", ".ways a[href='delete']").click()
    press(browser)
    reach(browser, "/deleted")


def test_the_keyboard_is_enough(browser: Any, contract: Path) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    def tab_to(wanted: str) -> Any:
        for _ in range(30):
            ActionChains(browser).send_keys(Keys.TAB).perform()
            now = browser.switch_to.active_element
            if now.get_attribute("class") == wanted or now.get_attribute("id") == wanted:
                style = browser.execute_script("return getComputedStyle(arguments[0]).outlineStyle", now)
                assert style != "none", f"the focus on {wanted} cannot be seen"
                return now
        raise AssertionError(f"the keyboard does not come to {wanted}")

    browser.find_element("tag name", "body").send_keys(Keys.TAB)
    assert browser.switch_to.active_element.text == "Skip to the content"
    tab_to("files").send_keys(str(contract))
    tab_to("go").send_keys(Keys.ENTER)
    reach(browser, "/questions")
    assert tab_to("us-0").is_selected()
    browser.switch_to.active_element.send_keys(Keys.ARROW_DOWN)
    assert browser.switch_to.active_element.is_selected()
    tab_to("go").send_keys(Keys.ENTER)
    reach(browser, "/report")


def test_files_can_be_dropped(browser: Any) -> None:
    browser.execute_script("""
        const all = new DataTransfer();
        all.items.add(new File(["fine"], "dropped.txt"));
        all.items.add(new File(["terms"], "terms.txt"));
        document.querySelector(".drop").dispatchEvent(new DragEvent("drop", {dataTransfer: all, bubbles: true}));
    """)
    assert browser.find_element("css selector", ".chosen").text.split("\n") == [
        "dropped.txt (1 kB)", "terms.txt (1 kB)",
    ]  # fmt: skip
    press(browser)
    reach(browser, "/questions")
    assert "dropped.txt" in browser.find_element("css selector", ".files").text


def test_what_is_wrong_is_read_first(browser: Any) -> None:
    browser.execute_script("document.getElementById('files').required = false")
    press(browser)
    until(lambda: browser.execute_script("return document.activeElement.id") == "wrong")  # no element to go stale

    assert "No file was chosen" in browser.switch_to.active_element.text
    assert browser.title.startswith("Not sent")
