"""What an earlier review of the contract found already, so that only what is new counts.

A baseline is a JSON report. Findings are recognised by their fingerprints, which rest on the words and outlive
renumbering; a term whose words have changed is new. Where a rule has changed since, that is told with its findings.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from termscheck.engine.history import History
from termscheck.errors import UsageError
from termscheck.model import RETIRED, Baseline, Finding, Notice

SCHEMA = "termscheck.review/1"
MOST_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier review: its file's name, the fingerprints of its findings and the rules that made them."""

    name: str
    fingerprints: frozenset[str]
    rules: Mapping[str, int] = field(default_factory=dict)
    """How many findings each rule had."""
    changes: Mapping[str, int] = field(default_factory=dict)
    """How many changes of rules each folder of rules told."""


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
    rules = Counter(rule for one in findings if isinstance(rule := one.get("rule"), str))
    fingerprints = frozenset(mark for mark in marks if isinstance(mark, str))
    return Earlier(path.name, fingerprints, rules, dict(_changes(told.get("tool"))))


def _changes(tool: object) -> Iterator[tuple[str, int]]:
    folders = tool.get("rules") if isinstance(tool, dict) else None
    for folder in folders if isinstance(folders, list) else ():
        name, count = (folder.get("folder"), folder.get("changes")) if isinstance(folder, dict) else (None, None)
        if isinstance(name, str) and isinstance(count, int) and count >= 0:
            yield name, count


def compared(
    findings: Sequence[Finding], earlier: Earlier, history: History
) -> tuple[tuple[Finding, ...], Baseline, list[Notice]]:
    """The findings, those of the earlier review marked as known, with what has changed in their rules since; how many
    of its findings are no more; and what became of its rules."""
    now = {finding.fingerprint for finding in findings}
    marked = tuple(
        replace(
            finding,
            known=finding.fingerprint in earlier.fingerprints,
            rule_changes=finding.rule_changes or history.added(finding.rule, earlier.changes),
        )
        for finding in findings
    )
    return marked, Baseline(earlier.name, len(earlier.fingerprints - now)), list(_gone(earlier, history))


def _gone(earlier: Earlier, history: History) -> Iterator[Notice]:
    for rule, count in earlier.rules.items():
        if rule in history.retired:
            had = f"{earlier.name} has {count} finding{'' if count == 1 else 's'} of a rule that is no more"
            yield Notice(RETIRED, f"{had}. {history.retired[rule]} What others find there counts as new.")
