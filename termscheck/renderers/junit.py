"""The review as JUnit XML, for build servers: a test case for each rule, which fails where the rule found something.

What a person set aside, what an earlier review had already and what does not apply is skipped, with the reason. Parts
that were not read are an error of their own, so that nobody takes a half-read contract for a good one.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from termscheck.model import Finding, LookedFor, Review
from termscheck.places import Places
from termscheck.renderers.ledger import unread
from termscheck.renderers.quotations import quotes
from termscheck.renderers.words import set_aside_by
from termscheck.words import visible

LONGEST_QUOTE = 480
READING = "reading"
"""The class of the test case that says whether all was read."""


def render(review: Review) -> bytes:
    """One suite, named after the contract, in UTF-8."""
    name = ", ".join(document.name for document in review.contract.documents)
    suite = etree.Element("testsuite", name=visible(name))
    _reading(suite, review)
    places = Places(review.contract)
    for entry in review.looked_for:
        _case(suite, places, entry, [finding for finding in review.findings if finding.rule == entry.rule])
    totals = {
        "tests": str(len(suite)),
        "failures": str(len(suite.findall("testcase/failure"))),
        "errors": str(len(suite.findall("testcase/error"))),
        "skipped": str(len(suite.findall("testcase/skipped"))),
    }
    for total, number in totals.items():
        suite.set(total, number)
    suites = etree.Element("testsuites", {key: value for key, value in totals.items() if key != "skipped"})
    suites.append(suite)
    return etree.tostring(suites, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _reading(suite: etree._Element, review: Review) -> None:
    case = etree.SubElement(suite, "testcase", classname=READING, name="All of the contract was read")
    for notice in unread(review):
        etree.SubElement(case, "error", type=visible(notice.code), message=visible(notice.message))


def _case(suite: etree._Element, places: Places, entry: LookedFor, found: Sequence[Finding]) -> None:
    name = visible(f"{entry.rule} {entry.name}".strip())
    case = etree.SubElement(suite, "testcase", classname=visible(entry.category or "rules"), name=name)
    failing = [finding for finding in found if finding.counts]
    if failing:
        worst = failing[0]  # findings come with the most severe first
        message = worst.message if len(failing) == 1 else f"{worst.message} And {len(failing) - 1} more."
        failure = etree.SubElement(case, "failure", type=worst.severity, message=visible(message))
        failure.text = visible("\n\n".join(_told(places, finding) for finding in failing))
    elif found:
        decided = next((finding.suppressed for finding in found if finding.suppressed), None)
        why = (
            set_aside_by(decided) if decided else "Known already: it was in the report that this one is compared with."
        )
        etree.SubElement(case, "skipped", message=visible(why))
    elif entry.outcome == "not-applicable":
        etree.SubElement(case, "skipped", message=visible(entry.reason or "does not apply to this kind of contract"))


def _told(places: Places, finding: Finding) -> str:
    """What a build server shows of a failure: severity, what it is, the words, why, and what to ask for."""
    said = quotes(places, finding, LONGEST_QUOTE)
    parts = [
        f"{finding.severity}: {finding.message}",
        *(f"{quote.place}: {quote.marked}" for quote in said),
        f"Why it matters: {finding.advice.why}",
        f"Wording to propose: {finding.advice.suggest}",
    ]
    return "\n".join(parts)
