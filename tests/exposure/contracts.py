"""Reviews of the samples, and of short contracts; each is made once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from termscheck.model import Review
from termscheck.pipeline import check_file, check_text
from tests.small_contract import HEAD

SAMPLES = Path(__file__).parents[2] / "samples"


@cache
def sample(name: str) -> Review:
    return check_file(SAMPLES / f"{name}.docx")


@cache
def contract(*clauses: str) -> Review:
    """The review of a short sub-contract that has these clauses."""
    numbered = "".join(f"{number}. Terms\n{number}.1 {clause}\n" for number, clause in enumerate(clauses, 2))
    return check_text(HEAD + numbered)
