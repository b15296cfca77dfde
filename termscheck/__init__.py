"""termscheck reads a sub-contract and says what is unfair in it, why, and what to ask for instead.

>>> import termscheck
>>> review = termscheck.check_text("Payment terms are net ninety (90) days.")
>>> [finding.rule for finding in review.findings]
['PAY-001']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from termscheck.version import __version__

if TYPE_CHECKING:
    from termscheck.drafts.compare import compare_reviews
    from termscheck.model import Review
    from termscheck.pipeline import check_file, check_text

__all__ = ["Review", "__version__", "check_file", "check_text", "compare_reviews"]


def __getattr__(name: str) -> Any:
    """Imports the engine when it is first needed: spaCy takes a second that `--version` should not cost."""
    if name in ("check_file", "check_text"):
        from termscheck import pipeline

        return getattr(pipeline, name)
    if name == "compare_reviews":
        from termscheck.drafts.compare import compare_reviews

        return compare_reviews
    if name == "Review":
        from termscheck.model import Review

        return Review
    raise AttributeError(f"module 'termscheck' has no attribute {name!r}")
