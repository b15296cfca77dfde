"""A browser for tests that ask for one, and tests that would be skipped.

With TERMSCHECK_FORBID_SKIPS=1, as in CI, one of these fails and says why it could not run.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from typing import Any, TypeVar

import pytest

FORBIDDEN = os.environ.get("TERMSCHECK_FORBID_SKIPS", "0") not in ("", "0")
Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


# first of all wrappers, so that it sees what they have made of the report
@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _no_skip((yield))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _no_skip((yield))


def _no_skip(report: Report) -> Report:
    # an expected failure is reported as skipped too, and is not
    if FORBIDDEN and report.outcome == "skipped" and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{reason} (TERMSCHECK_FORBID_SKIPS is set)"
    return report


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Chromium, started once for all tests of a file."""
    from tests.chromium import started

    browser = started(tmp_path_factory.mktemp("profile"))
    yield browser
    browser.quit()
