"""Reviews of the samples, and of short contracts; each is made once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from termscheck.model import Review
from termscheck.pipeline import check_file, check_text

SAMPLES = Path(__file__).parents[2] / "samples"
HEAD = """\
SUB-CONTRACT

This Sub-Contract is made on 1 April 2026 between:
(1) ALDERGATE WORKS LIMITED (the “Contractor”); and
(2) THE OWL HOUSE TRUST, a registered charity (the “Subcontractor”).

1. Services
1.1 The Subcontractor shall provide the Services for the Authority.
"""


@cache
def sample(name: str) -> Review:
    return check_file(SAMPLES / f"{name}.docx")


@cache
def contract(*clauses: str) -> Review:
    """The review of a short sub-contract that has these clauses."""
    numbered = "".join(f"{number}. Terms\n{number}.1 {clause}\n" for number, clause in enumerate(clauses, 2))
    return check_text(HEAD + numbered)
