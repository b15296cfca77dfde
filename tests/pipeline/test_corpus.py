"""Every real document of the corpus is checked to the end, or refused in one sentence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from termscheck.errors import ReadError
from termscheck.model import Review
from termscheck.pipeline import check_file

CORPUS = Path(os.environ.get("TERMSCHECK_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
DOCUMENTS = sorted(CORPUS.glob("documents/*/*.*"))


@pytest.mark.skipif(not DOCUMENTS, reason="the corpus of contracts is not here (TERMSCHECK_CORPUS)")
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_real_document_is_checked_or_refused_in_words(path: Path) -> None:
    review = checked(path)

    assert review is None or review.contract.clauses
    assert review is None or review.to_dict()["document"]["words"] > 0


def checked(path: Path) -> Review | None:
    """None for a file that is refused in words; any other error fails the test."""
    try:
        return check_file(path)
    except ReadError:
        return None
