"""The guide to flow-down explains every verdict, and names files that are there."""

from __future__ import annotations

import re
from pathlib import Path

from termscheck.flowdown.model import VERDICTS
from termscheck.renderers.flowdown.words import HEADINGS

REPOSITORY = Path(__file__).parents[2]
GUIDE = (REPOSITORY / "docs" / "flowdown.md").read_text(encoding="utf-8")


def test_it_explains_every_verdict() -> None:
    assert not [HEADINGS[one] for one in VERDICTS if one != "not-found" and f"| {HEADINGS[one]} |" not in GUIDE]


def test_the_files_that_it_names_are_there() -> None:
    paths = re.findall(r"`([\w./-]+/[\w./-]*)`", GUIDE)
    assert paths
    assert not [path for path in paths if not (REPOSITORY / path).exists()]
