"""Text made to slow a check down is checked to its end: some of these once kept it busy for ever.

How time grows with the length is measured by `python -m tests.benchmarks.patterns`; here it only has to end.
"""

from __future__ import annotations

from datetime import date

import pytest

import termscheck
from tests.benchmarks.patterns import PUMPS, adversarial

DAY = date(2026, 11, 26)


@pytest.mark.parametrize("pump", PUMPS, ids=repr)
def test_a_contract_with_a_run_of_signs_is_checked_to_its_end(pump: str) -> None:
    review = termscheck.check_text(adversarial(pump, 12_000), today=DAY)
    assert review.contract.clauses[-1].label == "1.2"
    assert review.contract.documents[0].text == adversarial(pump, 12_000)
