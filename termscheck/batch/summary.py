"""The outcomes of a batch as files: a line of JSON for each contract, a table, and the sums."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from termscheck.batch.outcome import Outcome
from termscheck.batch.since import Since
from termscheck.batch.store import LINES, SCHEMA, SUMMARY, TABLE, Store, review_of
from termscheck.model import SEVERITIES
from termscheck.renderers.words import visible

RAGS = ("red", "amber", "green")


@dataclass(frozen=True, slots=True)
class Line:
    """A contract of the batch: its name, the hashes of its files, where its outcome is kept, and the outcome."""

    file: str
    digests: tuple[str, ...]
    key: str
    asked: str
    outcome: Outcome
    since: Since | None = None

    @property
    def result(self) -> str:
        """The colour, or "failed"."""
        return self.outcome.rag or "failed"

    def to_dict(self) -> dict[str, object]:
        """As it stands in `outcomes.jsonl`."""
        outcome = self.outcome
        return {
            "file": self.file,
            "result": self.result,
            "sha256": list(self.digests),
            "review": None if outcome.failure else review_of(self.key),
            "failure": asdict(outcome.failure) if outcome.failure else None,
            "reason": outcome.reason,
            "kind": outcome.kind,
            "words": outcome.words,
            "fully_read": outcome.fully_read,
            "counts": outcome.counts,
            "rules": outcome.rules,
            "findings": [asdict(term) for term in outcome.findings],
            "with": self.asked,
            "since": asdict(self.since) if self.since else None,
        }


@dataclass(frozen=True, slots=True)
class Batch:
    """A finished batch: a line for each contract, by name, and the earlier ones that are no more."""

    lines: tuple[Line, ...]
    gone: tuple[str, ...] = ()

    @property
    def results(self) -> dict[str, int]:
        """How many contracts had each result, the failed ones last."""
        found = Counter(line.result for line in self.lines)
        return {result: found[result] for result in (*RAGS, "failed")}

    @property
    def changes(self) -> dict[str, int]:
        """How many contracts have changed in which way since the earlier batch; empty without one."""
        return dict(sorted(Counter(line.since.changed for line in self.lines if line.since).items()))

    def write(self, store: Store) -> None:
        """Writes the files that tell of the whole batch. Raises UsageError."""
        store.write(LINES, "".join(json.dumps(line.to_dict()) + "\n" for line in self.lines))
        store.write(TABLE, _table(self.lines))
        store.write(SUMMARY, json.dumps(self._sums(), indent=2) + "\n")

    def _sums(self) -> dict[str, object]:
        contracts = Counter(rule for line in self.lines for rule in line.outcome.rules)
        findings = Counter(term.rule for line in self.lines for term in line.outcome.findings)
        codes = Counter(line.outcome.failure.code for line in self.lines if line.outcome.failure)
        return {
            "schema": SCHEMA,
            "contracts": len(self.lines),
            "results": self.results,
            "not_fully_read": sum(not line.outcome.failure and not line.outcome.fully_read for line in self.lines),
            "failures": dict(sorted(codes.items())),
            "rules": {rule: {"contracts": contracts[rule], "findings": findings[rule]} for rule in sorted(contracts)},
            "since": self.changes,
            "gone": list(self.gone),
        }


def _table(lines: Sequence[Line]) -> str:
    made = io.StringIO()
    table = csv.writer(made)
    severities = tuple(reversed(SEVERITIES))
    table.writerow(
        ("file", "result", *severities, "rules", "fully read", "kind", "words", "failure", "changed since", "new",
         "gone", "sha256", "review")
    )  # fmt: skip
    for line in lines:
        outcome, since = line.outcome, line.since
        failure = f"{outcome.failure.code}: {outcome.failure.message}" if outcome.failure else ""
        compared = since is not None and since.compared
        table.writerow(
            (_cell(line.file), line.result, *(outcome.counts[one] for one in severities), " ".join(outcome.rules),
             "yes" if outcome.fully_read else "no", outcome.kind, outcome.words, _cell(failure),
             since.changed if since else "", len(since.new) if since and compared else "",
             len(since.gone) if since and compared else "", " ".join(line.digests),
             "" if outcome.failure else review_of(line.key))
        )  # fmt: skip
    return made.getvalue()


def _cell(text: str) -> str:
    """A text from outside as a cell: nothing in it is hidden, and no spreadsheet takes it for a formula."""
    shown = visible(text)
    return f"'{shown}" if shown.startswith(("=", "+", "-", "@", "\t", "\n")) else shown
