"""A deal that is worked by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from termscheck.exposure.model import Deal

PLAIN = Deal(
    annual_value=Decimal(120_000), monthly_cost=Decimal(10_000), setup_cost=Decimal(0), term_months=12,
    inflation=Decimal(0), price_review=False, results_share=Decimal(0), payment_days=30, results_payment_days=30,
    measure_days=0, approval_days=0, waits="none", authority_days=30, pass_on_days=0, retention=Decimal(0),
    retention_scope="all", release_months=0, clawback_months=0, clawback_scope="none", credits=Decimal(0),
    prime_fee=Decimal(0), volume_floor=Decimal(0), notice_days=0, leave_days=None, termination_payment=Decimal(0),
    tail_kept=True, cap=None, cap_yearly=False, exit_days=0, run_on_months=0, redundancy=Decimal(0),
)  # fmt: skip
"""£10,000 a month, earned and spent, paid a month later."""


@pytest.fixture
def deal() -> Callable[..., Deal]:
    return lambda **changed: replace(PLAIN, **changed)
