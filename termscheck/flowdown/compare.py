"""The head contract and the sub-contract, point by point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from termscheck.engine.ruleset import RuleSet
from termscheck.engine.schema import PointFile
from termscheck.engine.terms import Point, Term
from termscheck.flowdown.incorporated import incorporation
from termscheck.flowdown.model import VERDICTS, WORSE, ContractFacts, Flowdown, Reading, Row, Search, TermRows, Verdict
from termscheck.flowdown.read import Reader
from termscheck.flowdown.reasons import UNDONE, Names, reason
from termscheck.flowdown.sides import caveats, named
from termscheck.model import CONFIDENCES, Confidence, Contract, Review
from termscheck.version import __version__


def compare_contracts(head: Review, sub: Review, rule_set: RuleSet) -> Flowdown:
    """Lays a head contract, in which the prime is us, beside a sub-contract, in which the prime is them."""
    above, below = Reader(head.contract, rule_set, "head"), Reader(sub.contract, rule_set, "sub")
    names = _names(head.contract, sub.contract)
    terms = tuple(_term(term, above, below, names) for term in rule_set.terms)
    readings = [row.head for term in terms for row in term.rows if row.head]
    return Flowdown(
        tool_version=__version__,
        fail_on=sub.profile.fail_on,
        head=_facts(head),
        sub=_facts(sub),
        caveats=tuple(caveats(head.contract, sub.contract)),
        terms=terms,
        incorporation=incorporation(above, below, [one for reading in readings for one in reading.quotations]),
    )


class Given(NamedTuple):
    """The points of a term that each contract was found to have."""

    head: frozenset[str] = frozenset()
    sub: frozenset[str] = frozenset()

    def undone(self, point: PointFile) -> bool:
        """Whether a risk that only the sub-contract has takes a protection away again."""
        return point.undone_by in self.sub and point.undone_by not in self.head


def verdict(point: PointFile, head: Reading | None, sub: Reading | None, given: Given) -> Verdict:
    """What became of a point, beside what the contracts say on the other points of its term."""
    if head and sub:
        became = _both(point, head, sub)
        return "unclear" if became in ("even", "eased") and given.undone(point) else became
    if head:
        # a limit on what is not there is not missed
        needless = point.limits is not None and point.limits not in given.sub
        return "only-head" if point.sort == "risk" or needless else point.missing
    if sub and point.sort == "risk":
        # beside terms of the head contract that have no such risk it makes the bargain worse; else it is new altogether
        return "enlarged" if given.head else "only-sub"
    if sub:
        return "unclear" if given.undone(point) else "eased"
    return "not-found"


def _both(point: PointFile, head: Reading, sub: Reading) -> Verdict:
    same: Verdict = "passed-on" if point.sort == "risk" else "even"
    if point.value is None:
        return same
    if head.value is None or sub.value is None or head.unit != sub.unit:
        return same if head.value is None and sub.value is None else "unclear"
    if head.value == sub.value:
        return same
    return "enlarged" if (sub.value > head.value) == (point.better == "less") else "eased"


def _term(term: Term, above: Reader, below: Reader, names: Names) -> TermRows:
    readings = [(point, above.read(point), below.read(point)) for point in term.points]
    given = Given(
        frozenset(point.file.point for point, head, _ in readings if head),
        frozenset(point.file.point for point, _, sub in readings if sub),
    )
    searches = above.search(term.headings), below.search(term.headings)
    rows = tuple(
        _row(point, head, sub, given, searches, names)
        for point, head, sub in readings
        if not (point.head and head is None)  # a promise that was not made is no point
    )
    return TermRows(
        term=term.file.term,
        title=term.file.title,
        verdict=min((row.verdict for row in rows), key=VERDICTS.index, default="not-found"),
        rows=rows,
        head_search=searches[0],
        sub_search=searches[1],
    )


def _row(  # noqa: PLR0913, PLR0917
    point: Point,
    head: Reading | None,
    sub: Reading | None,
    given: Given,
    searches: tuple[Search, Search],
    names: Names,
) -> Row:
    file = point.file
    became = verdict(file, head, sub, given)
    undone = became == "unclear" and given.undone(file)
    return Row(
        point=file.point,
        title=file.title,
        sort=file.sort,
        severity=file.severity,
        verdict=became,
        reason=reason(file, became, head, sub, searches, names) + (f" {UNDONE}" if undone else ""),
        why=file.why if became in WORSE or became in ("passed-on", "unclear") else "",
        head=head,
        sub=sub,
        confidence=_confidence([one.confidence for one in (head, sub) if one], became),
    )


def _confidence(of: Sequence[Confidence], became: Verdict) -> Confidence:
    """No surer than what was read; that something was not found is never quite sure."""
    least = max((CONFIDENCES.index(one) for one in of), default=1)
    return CONFIDENCES[max(least, 1)] if len(of) < 2 or became == "unclear" else CONFIDENCES[least]


def _names(head: Contract, sub: Contract) -> Names:
    """What the reader, who knows the sub-contract, knows the prime and the authority by."""
    prime = named(sub, "them")[0] or named(head, "us")[0]
    authority = named(sub, "above")[0] or named(head, "them")[0]
    return Names(f"The {prime}" if prime else "The prime", f"the {authority}" if authority else "the authority")


def _facts(review: Review) -> ContractFacts:
    contract = review.contract
    performer, payer = named(contract, "us"), named(contract, "them")
    return ContractFacts(
        name=" + ".join(document.name for document in contract.documents),
        sha256=tuple(document.sha256 for document in contract.documents),
        kind=contract.kind,
        clauses=len(contract.clauses),
        words=sum(document.words for document in contract.documents),
        performer=performer[0],
        payer=payer[0],
        performer_name=performer[1],
        payer_name=payer[1],
        unread=tuple(_unread(review)),
    )


def _unread(review: Review) -> Iterator[str]:
    yield from dict.fromkeys(notice.message for notice in review.notices if notice.material)
