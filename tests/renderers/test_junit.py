"""JUnit XML: a test case for each rule, and none of them green for what was not read."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from termscheck.model import Suppression
from termscheck.renderers import render


def suite(review):
    return etree.fromstring(render(review, "junit")).find("testsuite")


def case(review, rule):
    (found,) = [one for one in suite(review).findall("testcase") if one.get("name").startswith(rule)]
    return found


def test_there_is_a_case_for_each_rule_and_one_for_reading(review):
    made = suite(review)
    assert made.get("name") == "Harbour Lane sub-contract (draft 3).pdf"
    assert [one.get("name").split()[0] for one in made][1:] == [entry.rule for entry in review.looked_for]
    assert (made[0].get("classname"), made[0].get("name")) == ("reading", "All of the contract was read")


def test_totals_are_those_of_the_cases(review):
    made = suite(review)
    for total, tag in {"failures": "failure", "errors": "error", "skipped": "skipped"}.items():
        assert int(made.get(total)) == len(made.findall(f"testcase/{tag}")) > 0
    assert int(made.get("tests")) == len(made)


def test_a_rule_that_found_something_fails_with_its_message_its_words_and_what_to_ask_for(review):
    failure = case(review, "PAY-002").find("failure")
    assert failure.get("type") == "critical"
    assert failure.get("message").startswith("Clause 7.2: the Contractor pays only after")
    assert "Clause 7.2: “no obligation to make any payment" in failure.text
    assert "Why it matters: If the government pays late" in failure.text
    assert "Wording to propose: The Contractor’s obligation" in failure.text


def test_several_findings_of_a_rule_are_one_failure_that_counts_them(review):
    twice = replace(review, findings=(review.findings[0], *review.findings))
    failure = case(twice, "PAY-002").find("failure")
    assert failure.get("message").endswith("And 1 more.")
    assert failure.text.count("Why it matters") == 2


def test_a_rule_that_kept_quiet_passes_and_one_that_does_not_apply_is_skipped(review):
    assert len(case(review, "PAY-001")) == 0
    assert case(review, "COM-003").find("skipped").get("message") == "The contract is not exclusive."


def test_what_was_set_aside_or_known_does_not_fail_and_says_why(review):
    decided = replace(review.findings[0], suppressed=Suppression("Paid in advance.", "Amina Khan", "2027-03-31"))
    told = case(replace(review, findings=(decided,)), "PAY-002").find("skipped").get("message")
    assert told == "Set aside by Amina Khan until 31 March 2027: Paid in advance."
    known = replace(review.findings[0], known=True)
    assert "Known already" in case(replace(review, findings=(known,)), "PAY-002").find("skipped").get("message")
    assert case(replace(review, findings=(known, review.findings[0])), "PAY-002").find("failure") is not None


def test_a_part_that_was_not_read_is_an_error(review):
    error = suite(review)[0].find("error")
    assert error.get("type") == "E-NOTEXT"
    assert error.get("message").startswith("Two pages hold pictures of text")
    assert len(suite(replace(review, notices=()))[0]) == 0
