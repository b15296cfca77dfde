"""The outcomes of a batch as files: a line of JSON for each contract, a table, and the sums.

They are made one contract at a time: a batch may be of more contracts than there is memory for.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from termscheck.batch.folder import LINES, SCHEMA, SUMMARY, TABLE, Folder, review_of
from termscheck.batch.outcome import Failure, Outcome, Term
from termscheck.batch.since import Since
from termscheck.errors import UsageError
from termscheck.files import writing
from termscheck.model import SEVERITIES
from termscheck.words import cell

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

    def to_json(self) -> bytes:
        """As it stands in `outcomes.jsonl`."""
        outcome = self.outcome
        told = {
            "file": self.file,
            "result": self.result,
            "sha256": list(self.digests),
            "key": self.key,
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
        return json.dumps(told).encode() + b"\n"


def line_of(text: bytes) -> Line:
    """What `Line.to_json` made, as far as that tells. Raises ValueError, TypeError or KeyError for anything else."""
    told: Mapping[str, Any] = json.loads(text)
    since, result = told["since"], told["result"]
    if result not in (*RAGS, "failed"):
        raise ValueError(result)
    outcome = Outcome(
        failure=Failure(**told["failure"]) if told["failure"] else None,
        rag=None if result == "failed" else result,
        reason=str(told["reason"]),
        kind=str(told["kind"]),
        words=int(told["words"]),
        fully_read=bool(told["fully_read"]),
        findings=_terms(told["findings"]),
    )
    beside = Since(**since | {"new": _terms(since["new"]), "gone": _terms(since["gone"])}) if since else None
    digests = tuple(map(str, told["sha256"]))
    return Line(str(told["file"]), digests, str(told["key"]), str(told["with"]), outcome, beside)


def _terms(told: Iterable[Mapping[str, Any]]) -> tuple[Term, ...]:
    return tuple(Term(**one) for one in told)


def lines_of(folder: Path) -> Iterator[Line]:
    """The contracts of a finished batch, by name. Raises UsageError for a folder that is none, or not finished."""
    path = folder / LINES
    try:
        with path.open("rb") as file:
            for text in file:
                yield line_of(text)
    except OSError:
        sentence = f"{folder} is not the folder of a finished batch: there is no {LINES} in it."
        raise UsageError(sentence) from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise UsageError(f"{path} is not what termscheck batch wrote.") from None


@dataclass(frozen=True, slots=True)
class Batch:
    """A finished batch: how many `contracts` it has, how many of them had each result (the failed ones last) or have
    changed in which way since the earlier batch, and the names of the earlier ones that are no more."""

    folder: Path
    contracts: int
    results: Mapping[str, int]
    changes: Mapping[str, int]
    gone: Sequence[str]

    @property
    def lines(self) -> Iterator[Line]:
        """Its contracts, by name, read from its folder."""
        return lines_of(self.folder)


def read_batch(folder: Path) -> Batch:
    """A finished batch, as its folder tells it. Raises UsageError for a folder that is none, or not finished."""
    path = folder / SUMMARY
    try:
        told = json.loads(path.read_bytes())
        return Batch(
            folder, int(told["contracts"]), dict(told["results"]), dict(told["since"]), tuple(map(str, told["gone"]))
        )
    except OSError:
        sentence = f"{folder} is not the folder of a finished batch: there is no {SUMMARY} in it."
        raise UsageError(sentence) from None
    except (ValueError, TypeError, KeyError):
        raise UsageError(f"{path} is not what termscheck batch wrote.") from None


def write_summary(folder: Folder, lines: Iterable[Line], gone: Callable[[], Sequence[str]]) -> Batch:
    """Writes the files that tell of the whole batch; `gone` is asked after the last line. Raises UsageError."""
    sums = _Sums()
    with writing(folder.path / LINES) as jsonl, writing(folder.path / TABLE) as table:
        _row(table, _HEADINGS)
        for line in lines:
            jsonl.write(line.to_json())
            _row(table, _cells(line))
            sums.add(line)
        no_more = gone()
    folder.write(SUMMARY, json.dumps(sums.told(no_more), indent=2) + "\n")
    return Batch(folder.path, sums.contracts, sums.results, sums.changes, no_more)


class _Sums:
    def __init__(self) -> None:
        self.contracts = self.not_fully_read = 0
        self.found, self.changed, self.codes = Counter[str](), Counter[str](), Counter[str]()
        self.contracts_with, self.findings = Counter[str](), Counter[str]()

    def add(self, line: Line) -> None:
        outcome = line.outcome
        self.contracts += 1
        self.not_fully_read += not outcome.failure and not outcome.fully_read
        self.found[line.result] += 1
        self.codes.update([outcome.failure.code] if outcome.failure else [])
        self.changed.update([line.since.changed] if line.since else [])
        self.contracts_with.update(outcome.rules.keys())
        self.findings.update(outcome.rules)

    @property
    def results(self) -> dict[str, int]:
        return {result: self.found[result] for result in (*RAGS, "failed")}

    @property
    def changes(self) -> dict[str, int]:
        return dict(sorted(self.changed.items()))

    def told(self, gone: Sequence[str]) -> dict[str, object]:
        return {
            "schema": SCHEMA,
            "contracts": self.contracts,
            "results": self.results,
            "not_fully_read": self.not_fully_read,
            "failures": dict(sorted(self.codes.items())),
            "rules": {
                rule: {"contracts": number, "findings": self.findings[rule]}
                for rule, number in sorted(self.contracts_with.items())
            },
            "since": self.changes,
            "gone": list(gone),
        }


_SEVERITIES = tuple(reversed(SEVERITIES))
_HEADINGS = (
    "file", "result", *_SEVERITIES, "rules", "fully read", "kind", "words", "failure", "changed since", "new", "gone",
    "sha256", "review",
)  # fmt: skip


def _row(table: BinaryIO, cells: Sequence[object]) -> None:
    made = io.StringIO()
    csv.writer(made).writerow(cells)
    table.write(made.getvalue().encode())


def _cells(line: Line) -> tuple[object, ...]:
    outcome, since = line.outcome, line.since
    failure = f"{outcome.failure.code}: {outcome.failure.message}" if outcome.failure else ""
    compared = since is not None and since.compared
    return (
        cell(line.file), line.result, *(outcome.counts[one] for one in _SEVERITIES), " ".join(outcome.rules),
        "yes" if outcome.fully_read else "no", outcome.kind, outcome.words, cell(failure),
        since.changed if since else "", len(since.new) if since and compared else "",
        len(since.gone) if since and compared else "", " ".join(line.digests),
        "" if outcome.failure else review_of(line.key),
    )  # fmt: skip
