"""Every link of the documentation leads somewhere in the repository, and every page can be come to from the index."""

from __future__ import annotations

from posixpath import dirname, join, normpath

import pytest
from doc_pages import PAGES, REPOSITORY, Page

OUTSIDE = ("http://", "https://", "mailto:")
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def leads(page: Page) -> list[tuple[str, str, str]]:
    """The links of a page that stay in the repository: as written, the file, and the anchor or ""."""
    made = []
    for link in page.links():
        if not link.startswith(OUTSIDE):
            path, _, anchor = link.partition("#")
            made.append((link, normpath(join(dirname(page.name), path)) if path else page.name, anchor))
    return made


@each_page
def test_links_lead_to_files_and_headings_that_exist(page: Page) -> None:
    for link, path, anchor in leads(page):
        assert (REPOSITORY / path).exists(), f"{page.name}: {link}"
        assert not anchor or anchor in Page(path).anchors(), f"{page.name}: {link} has no such heading"


def test_every_page_is_in_the_index() -> None:
    linked = {path for _, path, _ in leads(Page("docs/README.md"))}
    assert {page.name for page in PAGES if page.name.startswith("docs/")} - linked == {"docs/README.md"}


def test_the_readme_leads_to_the_index() -> None:
    assert "docs/README.md" in {path for _, path, _ in leads(Page("README.md"))}
