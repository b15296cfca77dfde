"""The tutorial teaches all that an author needs."""

from __future__ import annotations

import pytest
from doc_pages import Page

TUTORIAL = Page("docs/writing-a-rule.md").text


@pytest.mark.parametrize("word", ["explain", "test", "new", "show", "docs", "schema"])
def test_it_teaches_every_command_that_an_author_needs(word: str) -> None:
    assert f"$ termscheck rules {word}" in TUTORIAL
