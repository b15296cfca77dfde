"""What a contract would cost us, in pounds: `exposure(review, inputs)`, and `applies(review)` says whether to ask.

>>> import termscheck
>>> from termscheck.exposure import exposure
>>> review = termscheck.check_text("Payment terms are net ninety (90) days.")
>>> exposure(review).term("payment-days").told
'90 days'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from termscheck.exposure.work_out import applies, exposure

__all__ = ["applies", "exposure"]


def __getattr__(name: str) -> Any:
    """Imports the arithmetic when it is first needed: the shapes in `wire` stand below what it is made of."""
    if name in __all__:
        from termscheck.exposure import work_out

        return getattr(work_out, name)
    raise AttributeError(f"module 'termscheck.exposure' has no attribute {name!r}")
