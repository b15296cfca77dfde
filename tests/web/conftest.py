"""The page as it is served, for the tests that visit it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from page_checkers import CHECKER
from page_visits import Visitor, serving

from termscheck.batch.work import Bounds
from termscheck.web.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A page with one worker that does as the contract says; its folders lie in `tmp_path`."""
    return Settings(folder=tmp_path, checker=CHECKER, workers=1, bounds=Bounds(0, 0))


@pytest.fixture
def visitors(settings: Settings) -> Iterator[Callable[[], Visitor]]:
    with serving(settings) as made:
        yield made


@pytest.fixture
def visitor(visitors: Callable[[], Visitor]) -> Visitor:
    return visitors()
