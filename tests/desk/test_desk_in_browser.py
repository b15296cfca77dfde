"""The desk in a real browser: two people through the whole journey, by keyboard, without a script, on a phone."""

from __future__ import annotations

import json
import os
import socket
import threading
from pathlib import Path

import pytest
from desk_team import SECRET, Team

from termscheck.store.store import open_store
from termscheck.web.app import server
from tests.chromium import AXE, axe, needs_chromium, started, widen
from tests.waiting import until

pytestmark = needs_chromium

SAMPLES = Path(__file__).parents[2] / "samples"
PICTURES = os.environ.get("TERMSCHECK_PICTURES")
"""A folder in which to leave pictures of every page."""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A desk that is served, with workers that check for real."""
    store = open_store(str(tmp_path_factory.mktemp("desk") / "store"))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        team = Team(store, tmp_path_factory.mktemp("work"), port=listening.getsockname()[1])
        made = server(team.app)
        thread = threading.Thread(target=made.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{team.settings.port}"
        made.should_exit = True
        thread.join(60)
    store.close()


@pytest.fixture
def open_browser(tmp_path_factory):
    opened = []

    def make():
        opened.append(started(tmp_path_factory.mktemp("profile"), "--incognito"))
        return opened[-1]

    yield make
    for browser in opened:
        browser.quit()


def find(browser, css):
    return browser.find_element("css selector", css)


def sign_in(browser, address, name):
    browser.get(f"{address}/sign-in")
    find(browser, "#name").send_keys(name)
    find(browser, "#password").send_keys(SECRET + "\n")
    until(lambda: "/sign-in" not in browser.current_url)


def faults(browser, name):
    """What axe says, what sticks out, and what the console complains of, on a phone and on a desktop."""
    found = []
    for pixels in (320, 1280):
        widen(browser, pixels)
        if PICTURES:
            browser.save_screenshot(f"{PICTURES}/{name}-{pixels}.png")
        browser.execute_script('document.querySelectorAll("details").forEach(e => { e.open = true; })')
        if browser.execute_script("return document.documentElement.scrollWidth") > pixels:
            found.append(f"sticks out at {pixels}")
        if AXE:
            found += axe(browser)
    return found + browser.get_log("browser")


def test_two_people_from_the_upload_to_the_second_draft(open_browser, address):
    sam, rita = open_browser(), open_browser()
    seen = {}
    sam.get(address)
    seen["sign-in"] = faults(sam, "sign-in")
    sign_in(sam, address, "ann")
    seen["nothing"] = faults(sam, "nothing")
    sam.get(f"{address}/new")
    seen["new"] = faults(sam, "new")
    find(sam, "#files").send_keys(str(SAMPLES / "harsh-sub-contract.docx"))
    find(sam, "#value").send_keys("£85,000\n")
    until(lambda: sam.current_url.endswith("/contracts/1"))
    seen["waiting"] = faults(sam, "waiting")
    until(lambda: sam.find_elements("css selector", "#result"))  # the page goes on by itself
    seen["of the submitter"] = faults(sam, "of-the-submitter")
    assert not sam.find_elements("css selector", "form.choose")

    sign_in(rita, address, "rita")
    seen["list"] = faults(rita, "list")
    widen(rita, 1280)
    find(rita, ".list tbody th a").click()
    seen["contract"] = faults(rita, "contract")
    rita.execute_script("document.querySelectorAll('details').forEach(e => { e.open = false; })")
    undecided = find(rita, "#findings").text
    find(rita, "form.choose input[value=negotiate]").send_keys(" ")  # by keyboard
    find(rita, "form.choose input[name=reason]").send_keys("We ask for thirty days.\n")
    until(lambda: "#f-" in rita.current_url)
    assert find(rita, "#findings").text != undecided
    seen["decided"] = faults(rita, "decided")
    find(rita, "a.go").click()
    until(lambda: rita.current_url.endswith("/report"))
    assert "Save what you need" in rita.page_source
    rita.back()
    until(lambda: rita.find_elements("css selector", ".said"))
    assert "We ask for thirty days." in rita.page_source

    sam.get(f"{address}/contracts/1")
    assert "We ask for thirty days." in sam.page_source
    find(sam, "#drafts ~ details summary").click()
    find(sam, "#files").send_keys(str(SAMPLES / "harsh-sub-contract-draft-2.pdf"))
    find(sam, "form[action$=drafts] button").click()
    until(lambda: "Draft 2" in sam.page_source)
    until(lambda: sam.find_elements("css selector", "a[href$='/drafts/2/report']"))
    seen["second draft"] = faults(sam, "second-draft")
    rita.get(f"{address}/contracts/1/drafts/2/changes")
    seen["changes"] = faults(rita, "changes")
    rita.get(f"{address}/decisions")
    seen["decisions"] = faults(rita, "decisions")
    assert not any(seen.values()), json.dumps(seen, indent=1)


def test_all_of_it_works_without_a_script(open_browser, address):
    browser = open_browser()
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    sign_in(browser, address, "ben")
    widen(browser, 320)
    browser.get(f"{address}/new")
    find(browser, "#files").send_keys(str(SAMPLES / "blank-template.docx"))
    find(browser, "button.go").click()
    until(lambda: "/contracts/" in browser.current_url)
    case = browser.current_url

    def read():
        browser.get(case)
        return browser.find_elements("css selector", "#result")

    until(read)
    find(browser, ".me button").click()
    until(lambda: "/sign-in" in browser.current_url)
    browser.back()
    assert not browser.find_elements("css selector", "#result"), "after signing out the back button shows nothing"


def test_the_pages_of_an_admin_are_sound(open_browser, address):
    bea = open_browser()
    sign_in(bea, address, "bea")
    seen = {}
    for path in ("admin/users", "admin/queues", "admin/keeping?days=3", "admin/history", "account", "nowhere"):
        bea.get(f"{address}/{path}")
        name = path.partition("?")[0].replace("/", "-")
        seen[path] = [one for one in faults(bea, name) if path != "nowhere" or "404" not in str(one)]
    assert not any(seen.values()), json.dumps(seen, indent=1)
