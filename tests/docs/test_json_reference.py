"""docs/json-reference.md is made from the schemas, and is not stale."""

from __future__ import annotations

import runpy

from doc_pages import REPOSITORY, Page


def test_the_reference_is_that_of_the_schemas() -> None:
    made = runpy.run_path(str(REPOSITORY / "docs" / "make_json_reference.py"))["reference"]()
    assert Page("docs/json-reference.md").text == made, "stale: run python docs/make_json_reference.py"


def test_it_tells_every_key_with_its_meaning() -> None:
    rows = [row for row in Page("docs/json-reference.md").text.splitlines() if row.startswith("| `")]
    assert len(rows) > 300
    assert [row for row in rows if not row.split(" | ")[2].strip(" |")] == []
