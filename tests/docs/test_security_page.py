"""The page on threats names tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
PAGE = (TESTS.parent / "docs" / "security.md").read_text(encoding="utf-8")


def test_every_threat_names_a_test_that_is_there() -> None:
    rows = [
        line
        for line in PAGE.partition("## Figures")[0].splitlines()
        if line.startswith("| ") and not line.startswith("| Threat")
    ]
    assert len(rows) > 20
    for row in rows:
        named = re.findall(r"`([\w/]+\.py)::(\w+)`", row)
        assert named, row
        for file, test in named:
            assert f"def {test}(" in (TESTS / file).read_text(encoding="utf-8"), f"{file}::{test}"
