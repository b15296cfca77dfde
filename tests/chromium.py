"""Chromium for the tests that look at pages as people do, and axe-core in it.

axe-core comes with the package axe-playwright-python; of that only the script is used.
"""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
AXE = find_spec("axe_playwright_python")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
needs_chromium = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="chromium and chromedriver are not installed")
needs_axe = pytest.mark.skipif(AXE is None, reason="axe-playwright-python is not installed")


def started(profile: Path, *flags: str) -> Any:
    """A browser with a profile of its own; what its console says and what it loads is logged. To be quit."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, *flags, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=Service(DRIVER))


def widen(browser: Any, width: int) -> None:
    """Lays the page out for a screen so many pixels wide."""
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def darken(browser: Any, dark: bool) -> None:
    """Asks for the page in its dark colours, or in its light ones."""
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})


def axe(browser: Any) -> list[Any]:
    """What axe finds wrong with the page that is shown, all of it unfolded and laid out, or axe would not see it."""
    browser.set_script_timeout(300)  # on a busy machine axe takes its time
    browser.execute_script(Path(AXE.origin).with_name("axe.min.js").read_text(encoding="utf-8"))
    browser.execute_script("""
        document.querySelectorAll("details").forEach(e => { e.open = true; });
        document.querySelectorAll(".part").forEach(e => { e.style.contentVisibility = "visible"; });
    """)
    return browser.execute_async_script("""
        const done = arguments[0];
        axe.run(document, {rules: {"target-size": {enabled: true}}}).then(r => done(
            r.violations.map(v => [v.id, v.nodes.length, v.nodes[0].html, v.nodes[0].failureSummary])));
    """)
