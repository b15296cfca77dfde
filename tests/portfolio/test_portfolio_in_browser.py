"""The portfolio report in a real browser: it fits a phone and a desktop, and everybody can use it."""

from __future__ import annotations

import pytest

from termscheck.batch.origin import Origins
from termscheck.portfolio.read import read_portfolio
from termscheck.renderers.portfolio import render
from tests.chromium import axe, darken, needs_axe, needs_chromium, widen
from tests.portfolio.batches import INDEMNITY, contract, made

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("portfolio")
    contracts = {
        f"Harbour/{'n' * 90}/{number}-{'w' * 90}.docx": contract(
            INDEMNITY, *(f"Clause {n} of {number} {'W' * 90}" for n in range(number)), quiet=("PAY-001",)
        )
        for number in range(5)
    }
    contracts["Quay/two.docx"] = contract(INDEMNITY.replace("without", "with no"))
    contracts["Quay/empty.docx"] = "the file is empty."
    old = made(folder / "old", {"Quay/two.docx": contract(INDEMNITY)})
    path = folder / "portfolio.html"
    path.write_bytes(render(read_portfolio(made(folder / "new", contracts, since=old), Origins())))
    return path


@pytest.fixture
def show(browser, page):
    def open_at(width, dark=False):
        widen(browser, width)
        darken(browser, dark)
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
        browser.get_log("browser")
        browser.get(page.as_uri())
        return browser

    return open_at


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_but_the_grid_scrolls_sideways_and_the_console_is_clean(show, width):
    shown = show(width)
    assert shown.execute_script("return document.documentElement.scrollWidth") <= width
    assert shown.get_log("browser") == []


@needs_axe
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(show, width, dark):
    assert axe(show(width, dark)) == []


def test_names_of_contracts_stay_in_sight_while_the_grid_scrolls(show):
    shown = show(390)
    left = """
        const grid = document.querySelector(".scroll");
        grid.scrollLeft = 80;
        return [grid.scrollLeft > 0, grid.querySelector("tbody tr:last-child th").getBoundingClientRect().left
            - grid.getBoundingClientRect().left];
    """
    scrolled, at = shown.execute_script(left)
    assert not scrolled or abs(at - 1) <= 1
