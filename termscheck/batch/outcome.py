"""What became of one contract of a batch: a review in brief, or a failure in words."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from termscheck.errors import ReadError, UsageError
from termscheck.model import SEVERITIES, FailOn, Rag, Review, Severity


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no review: the code of a `ReadError`, or E-LIST, E-TIME, E-MEMORY, E-DIED, E-CHANGED, E-FAULT.

    A failure that `lasts` is of the contract's own bytes; the others may not come again, and are not kept. `trace` is
    where termscheck was, for those who mend it.
    """

    code: str
    message: str
    lasts: bool = False
    trace: str = ""


def failed(problem: ReadError | UsageError) -> Failure:
    """The failure that a file, or a list of files, is; its message goes without the file's name."""
    if isinstance(problem, ReadError):
        message = str(problem).removeprefix(f"{problem.name}: ")
        return Failure(problem.code, message, lasts=problem.code != "E-PATH")
    return Failure("E-LIST", str(problem), lasts=True)


@dataclass(frozen=True, slots=True)
class Term:
    """A finding in brief."""

    rule: str
    severity: Severity
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A review in brief, or its `failure`.

    `after` and `until` are the days (ISO 8601, or empty) between which the review is the same: it tells which sources
    of the law are past their review on the day of the check.
    """

    failure: Failure | None = None
    rag: Rag | None = None
    reason: str = ""
    kind: str = ""
    words: int = 0
    fully_read: bool = False
    fail_on: FailOn = "high"
    findings: tuple[Term, ...] = ()
    after: str = ""
    until: str = ""

    def holds(self, day: str) -> bool:
        """Whether a check on that day would say the same."""
        return (not self.after or self.after < day) and (not self.until or day <= self.until)

    @property
    def counts(self) -> dict[str, int]:
        """How many findings there are of each severity, the most severe first."""
        found = Counter(one.severity for one in self.findings)
        return {severity: found[severity] for severity in reversed(SEVERITIES)}

    @property
    def rules(self) -> dict[str, int]:
        """How often each rule fired."""
        return dict(sorted(Counter(one.rule for one in self.findings).items()))

    def to_json(self, review: bytes = b"") -> str:
        """As it is kept, with the hash of the review that belongs to it."""
        return json.dumps({**asdict(self), "review_sha256": hashlib.sha256(review).hexdigest()}, indent=1) + "\n"


def from_json(text: bytes, review: bytes = b"") -> Outcome:
    """What `to_json` made with that review. Raises ValueError, TypeError or KeyError for anything else."""
    told: dict[str, Any] = json.loads(text)
    if told.pop("review_sha256") != hashlib.sha256(review).hexdigest():
        raise ValueError("the review is another than was kept")
    failure = Failure(**told.pop("failure")) if told["failure"] else told.pop("failure")
    return Outcome(failure=failure, findings=tuple(Term(**one) for one in told.pop("findings")), **told)


def brief(review: Review) -> Outcome:
    """The outcome that a review is."""
    days = {
        authority.code: authority.review_by.isoformat()
        for finding in review.findings
        for authority in finding.advice.authorities
        if authority.review_by
    }
    return Outcome(
        rag=review.rag,
        reason=review.rag_reason,
        kind=review.contract.kind,
        words=sum(document.words for document in review.contract.documents),
        fully_read=review.fully_read,
        fail_on=review.profile.fail_on,
        findings=tuple(Term(one.rule, one.severity, one.fingerprint) for one in review.findings),
        after=max((day for code, day in days.items() if code in review.overdue), default=""),
        until=min((day for code, day in days.items() if code not in review.overdue), default=""),
    )
