"""What reports say of a review in the same words: the result, what was set aside, what is new, which pages."""

from __future__ import annotations

import re

from termscheck.model import Finding, Notice, Review, Suppression
from termscheck.words import day_in_words, page_list

_NAMES_PAGES = re.compile(r"\bpages? \d")


def where(notice: Notice) -> str:
    """The pages that a notice is about, unless its sentence names them: "page 3"; else empty."""
    return "" if _NAMES_PAGES.search(notice.message) else page_list(notice.pages)


def verdict(review: Review) -> str:
    """What the colour means, in words. Green never says more than that nothing listed was found."""
    if review.rag == "red":
        return "Serious unfair terms found"
    if review.rag == "amber":
        return "Unfair terms found that are worth changing"
    words = "No listed unfair term found"
    if review.findings:
        words += " that is serious enough for amber or red"
    if any(finding.suppressed for finding in review.findings):
        words += ", apart from what was set aside"
    return words if review.fully_read else words + ", in the part that was read"


def set_aside_by(decision: Suppression) -> str:
    """Who set a finding aside, for how long and why, as a sentence."""
    reason = decision.reason if decision.reason.endswith((".", "!", "?")) else f"{decision.reason}."
    return f"Set aside by {decision.by} until {day_in_words(decision.until)}: {reason}"


def rule_changed(finding: Finding) -> str:
    """What has changed in the rule of a finding since it was decided on, or since the baseline; empty for nothing."""
    if not finding.rule_changes:
        return ""
    told = " ".join(f"{day_in_words(one.on)}: {one.what}" for one in finding.rule_changes)
    if finding.suppressed:
        return f"Rule {finding.rule} has changed since this was decided. {told}"
    only = "" if finding.known else ", so that this may be new for that reason alone"
    return f"Rule {finding.rule} has changed since the earlier report{only}. {told}"


def what_is_new(review: Review) -> str:
    """How the findings compare with the baseline; empty where there is none."""
    if review.baseline is None:
        return ""
    known = sum(finding.known for finding in review.findings)
    new, gone = len(review.findings) - known, review.baseline.gone
    told = f"Compared with {review.baseline.name}: {new:,} new, {known:,} known already, {gone:,} no longer found."
    return f"{told} Only what is new makes the exit code 1."
