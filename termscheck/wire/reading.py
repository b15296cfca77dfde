"""Reads a review that was kept as JSON."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from termscheck.errors import UsageError
from termscheck.wire.contract import SCHEMA
from termscheck.wire.review import ReviewDict

if TYPE_CHECKING:
    from pydantic import TypeAdapter

MOST_BYTES = 200_000_000
"""Size of a report above which it is not read."""


def read_report(path: Path) -> dict[str, Any]:
    """A JSON report as it was kept, whatever it holds. Raises `UsageError` for a file that is none."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UsageError(f"{path} is too big to be a report.")
        told = json.loads(path.read_bytes())
    except OSError as problem:
        raise UsageError(f"{path} cannot be read: {problem.strerror}.") from None
    except (ValueError, RecursionError):
        raise UsageError(f"{path} is not JSON: name a report that check --format json wrote.") from None
    if not isinstance(told, dict) or told.get("schema") != SCHEMA or not isinstance(told.get("findings"), list):
        raise UsageError(f"{path} is not a review of termscheck: name a report that check --format json wrote.")
    return told


def read_review(path: Path) -> ReviewDict:
    """A review that was kept as JSON, every part of it as it should be. Raises `UsageError`."""
    from pydantic import ValidationError

    told = read_report(path)
    try:
        return _adapter().validate_python(told)
    except ValidationError as problem:
        where = ".".join(map(str, problem.errors(include_url=False)[0]["loc"]))
        raise UsageError(f"{path} is not a whole review (see {where}): check the contract again.") from None


@cache
def _adapter() -> TypeAdapter[ReviewDict]:
    from pydantic import TypeAdapter

    return TypeAdapter(ReviewDict)
