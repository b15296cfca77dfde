"""The words in which a head contract beside a sub-contract is told."""

from __future__ import annotations

from collections.abc import Mapping

from termscheck.flowdown.model import VERDICTS, Flowdown, Quotation, Reading, Row, Search, Verdict
from termscheck.flowdown.reasons import figure, is_counted
from termscheck.model import SEVERITIES, Rag
from termscheck.words import cited, counted, listed

HEADINGS: Mapping[Verdict, str] = {
    "enlarged": "Risk enlarged",
    "kept-back": "Protection kept back",
    "only-sub": "Only in the sub-contract",
    "passed-on": "Risk passed on",
    "unclear": "Unclear",
    "only-head": "Only in the head contract",
    "even": "Passed on evenly",
    "eased": "Better for you",
    "not-found": "Not found in either",
}
MEANINGS: Mapping[Verdict, str] = {
    "enlarged": "you bear more towards the prime than the prime bears towards the authority",
    "kept-back": "the prime has a protection that was not found to be given to you",
    "only-sub": "a risk of which the head contract was found to say nothing",
    "passed-on": "a risk that the prime bears, handed down as it is",
    "unclear": "found in both, but not to be compared by figures",
    "only-head": "a risk that the prime bears and was not found to hand down",
    "even": "you get what the prime has",
    "eased": "you get more than the prime has",
    "not-found": "neither contract was found to say anything of it",
}
TONES: Mapping[Verdict, str] = {
    "enlarged": "critical",
    "kept-back": "critical",
    "only-sub": "high",
    "passed-on": "medium",
    "unclear": "low",
    "only-head": "low",
    "even": "good",
    "eased": "good",
    "not-found": "low",
}
"""The colour of each verdict, which its words tell as well."""


def colour(flowdown: Flowdown) -> Rag:
    """Red where something severe is worse for us than for the prime, amber where anything is, else green."""
    worse = [SEVERITIES.index(row.severity) for row in flowdown.rows if row.worse]
    if not worse:
        return "green"
    return "red" if max(worse) >= SEVERITIES.index("high") else "amber"


def verdict(flowdown: Flowdown) -> str:
    """What was found, in a sentence."""
    told = {
        "enlarged": "{} enlarged on the way down",
        "kept-back": "{} kept back",
        "only-sub": "{} only in the sub-contract",
    }
    nouns = {"enlarged": "risk", "kept-back": "protection", "only-sub": "risk"}
    parts = []
    for one in VERDICTS:
        number = len(flowdown.of(one))
        if one in told and number:
            parts.append(told[one].format(f"{counted(number, nouns[one])} {'is' if number == 1 else 'are'}"))
    if parts:
        return listed(parts)
    return "Nothing was found to be worse for you than for the prime" + (
        "" if flowdown.fully_read else ", in the part that was read"
    )


def first_to_raise(flowdown: Flowdown) -> list[Row]:
    """The points that are worse for us, the gravest first."""
    worse = [row for row in flowdown.rows if row.worse]
    return sorted(worse, key=lambda row: (-SEVERITIES.index(row.severity), VERDICTS.index(row.verdict)))


def said(reading: Reading | None) -> str:
    """What a contract says on a point, in a few words."""
    if reading is None:
        return "Not found"
    value = figure(reading) or "Yes"
    return f"{value} ({reading.printed})" if is_counted(reading) else value


def figures(row: Row) -> str:
    """Both figures of a point in a few words; empty where neither contract has one."""
    if not any(one and one.value is not None for one in (row.head, row.sub)):
        return ""
    return f"the prime has {_brief(row.head)}, you have {_brief(row.sub)}"


def _brief(reading: Reading | None) -> str:
    return "none that was found" if reading is None else said(reading) if reading.value is not None else "no figure"


def place_of(quotation: Quotation, several: bool = False) -> str:
    """Where words stand: "Clause 8.4, Payment, page 3"."""
    return cited(quotation.label, quotation.heading, quotation.page, quotation.document if several else "")


def looked(search: Search) -> str:
    """Where a contract was searched, in a sentence."""
    near = [*search.near, *([f"{search.more:,} more"] if search.more else [])]
    above_all = f", above all in {listed(near)}" if near else ", none of which has a heading that names it"
    return f"Looked in all {counted(search.clauses, 'clause')}{above_all}."


def by_reference(flowdown: Flowdown) -> str:
    """What comes with the head contract, in a sentence or two."""
    incorporation = flowdown.incorporation
    if not incorporation.found:
        return (
            "The sub-contract was not found to take in the head contract by reference. If it does not, the duties of "
            "the head contract bind you only where the sub-contract says them itself."
        )
    number = len(incorporation.obligations)
    told = (
        "The sub-contract takes in the head contract by reference. Of "
        f"{counted(incorporation.duties, 'duty', 'duties')} that the head contract was found to lay on the prime, "
        f"{number:,} {'was' if number == 1 else 'were'} not found in the sub-contract, and may bind you unseen."
    )
    if not flowdown.head.performer:
        told += " Who does the work under the head contract is undecided, so that most of its duties may not be seen."
    return told + (" The words may narrow that to what concerns your services." if incorporation.narrowed else "")
