"""What an earlier review of the contract found already, so that only what is new counts.

A baseline is a JSON report. Findings are recognised by their fingerprints, which rest on the words and outlive
renumbering; a term whose words have changed is new.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from termscheck.errors import UsageError
from termscheck.model import Baseline, Finding

SCHEMA = "termscheck.review/1"
MOST_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier review: its file's name and the fingerprints of its findings."""

    name: str
    fingerprints: frozenset[str]


def read(path: Path) -> Earlier:
    """The findings of a JSON report; raises `UsageError` for a file that is none."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UsageError(f"{path} is too big to be a report.")
        told = json.loads(path.read_bytes())
    except OSError as problem:
        raise UsageError(f"{path} cannot be read: {problem.strerror}.") from None
    except (ValueError, RecursionError):
        raise UsageError(f"{path} is not JSON: the baseline is a report that --format json wrote.") from None
    findings = told.get("findings") if isinstance(told, dict) and told.get("schema") == SCHEMA else None
    if not isinstance(findings, list):
        raise UsageError(f"{path} is not a review of termscheck: the baseline is a report that --format json wrote.")
    marks = [one.get("fingerprint") if isinstance(one, dict) else None for one in findings]
    if not all(isinstance(mark, str) for mark in marks):
        raise UsageError(f"{path} has findings without a fingerprint.")
    return Earlier(path.name, frozenset(mark for mark in marks if isinstance(mark, str)))


def compared(findings: Sequence[Finding], earlier: Earlier) -> tuple[tuple[Finding, ...], Baseline]:
    """The findings, those of the earlier review marked as known, and how many of its findings are no more."""
    now = {finding.fingerprint for finding in findings}
    marked = tuple(replace(finding, known=finding.fingerprint in earlier.fingerprints) for finding in findings)
    return marked, Baseline(earlier.name, len(earlier.fingerprints - now))
