"""What termscheck needs may be used by everyone, and the page of licences says so truly."""

from __future__ import annotations

import pytest

from tests.packaging import licences

pytest.importorskip("piplicenses", reason="pip-licenses is not installed")


@pytest.fixture(scope="module")
def libraries() -> list[licences.Library]:
    return licences.libraries()


def test_every_library_may_be_used_and_passed_on_freely(libraries: list[licences.Library]) -> None:
    allowed = licences.PERMISSIVE | licences.FILE_BY_FILE | {licences.OF_PDFIUM}

    assert len(libraries) > 40
    assert {one.name: one.licences - allowed for one in libraries if one.licences - allowed} == {}


def test_the_page_tells_of_every_library_with_its_licence() -> None:
    assert licences.PAGE.read_text(encoding="utf-8") == licences.page(), "run python -m tests.packaging.licences"


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("MIT License", {"MIT"}),
        ("BSD-3-Clause", {"BSD"}),
        ("Apache Software License; MIT License", {"Apache-2.0", "MIT"}),
        ("Apache-2.0 OR BSD-3-Clause", {"Apache-2.0", "BSD"}),
        ("Mozilla Public License 2.0 (MPL 2.0)", {"MPL-2.0"}),
        ("(MIT OR GPL-3.0-only) AND Zlib", {"MIT", "GPL-3.0-only", "Zlib"}),
        ("GNU Affero General Public License v3", {"GNU Affero General Public License v3"}),
    ],
)
def test_one_licence_is_written_in_many_ways(told: str, meant: set[str]) -> None:
    assert licences.alike(told) == meant
