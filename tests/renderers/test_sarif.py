"""SARIF: valid against the schema, every rule declared, positions right in the text that comes along."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from termscheck.model import Baseline, Document, LookedFor, Suppression
from termscheck.renderers import render
from termscheck.renderers.sarif import FINGERPRINT, plain

SCHEMA = Path(__file__).parents[1] / "data" / "sarif" / "sarif-2.1.0.schema.json"


@pytest.fixture(scope="module")
def schema():
    return jsonschema.Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def run(review):
    return json.loads(render(review, "sarif"))["runs"][0]


def rules_of(review):
    """The review with the rules of all its findings among those that were looked for, as the engine has them."""
    told = [
        LookedFor(
            finding.rule, finding.advice.title, "fired", "", (), finding.name, finding.category, finding.severity,
            finding.advice,
        )
        for finding in review.findings
    ]  # fmt: skip
    others = [entry for entry in review.looked_for if entry.rule not in {one.rule for one in told}]
    return replace(review, looked_for=(*told, *others))


def test_it_is_valid_against_the_schema(review, schema):
    schema.check_schema(schema.schema)
    schema.validate(json.loads(render(review, "sarif")))
    schema.validate(json.loads(render(rules_of(review), "sarif")))
    schema.validate(json.loads(render(replace(review, findings=(), notices=(), looked_for=()), "sarif")))


def test_every_rule_is_declared_with_help_whether_or_not_it_fired(review):
    whole = rules_of(review)
    rules = run(whole)["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [entry.rule for entry in whole.looked_for]
    assert all(rule["shortDescription"]["text"] and rule["help"]["text"] for rule in rules)
    pay = rules[0]
    assert pay["name"] == "PayWhenPaid"
    assert pay["defaultConfiguration"]["level"] == "error"
    assert "Wording to propose: The Contractor’s obligation to pay is not conditional" in pay["help"]["text"]
    assert pay["properties"]["tags"] == ["payment-deferral"]


def test_a_result_points_to_its_rule_and_says_how_severe_and_how_sure_it_is(review):
    made = run(rules_of(review))
    for result, finding in zip(made["results"], review.findings, strict=True):
        assert made["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == finding.rule
        assert result["message"]["text"] == finding.message
        assert result["partialFingerprints"] == {FINGERPRINT: finding.fingerprint}
        assert result["properties"]["severity"] == finding.severity
        assert result["properties"]["confidence"] == finding.confidence
    assert [result["level"] for result in made["results"]] == ["error", "error", "error", "error"]


def test_regions_are_places_in_the_text_that_is_included(review):
    made = run(review)
    text = made["artifacts"][1]["contents"]["text"]
    assert text == review.contract.documents[0].text
    regions = [
        location["physicalLocation"]
        for result in made["results"]
        for location in (*result["locations"], *result.get("relatedLocations", ()))
        if "region" in location["physicalLocation"]
    ]
    assert len(regions) == sum(len(finding.evidence) for finding in review.findings)
    lines = text.split("\n")
    for place in regions:
        region = place["region"]
        start, end = region["charOffset"], region["charOffset"] + region["charLength"]
        assert text[start:end] == region["snippet"]["text"]
        assert region["startLine"] == region["endLine"]
        line = lines[region["startLine"] - 1]
        assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == region["snippet"]["text"]
        assert made["artifacts"][place["artifactLocation"]["index"]]["location"]["uri"].endswith(".pdf.txt")


def test_the_words_of_the_findings_own_clause_come_first_with_its_name(review):
    first = run(review)["results"][0]["locations"][0]
    assert first["logicalLocations"] == [{"name": "Clause 7.2", "fullyQualifiedName": "7.2"}]


def test_a_region_over_two_lines_ends_on_the_second(review):
    text = review.contract.documents[0].text
    start = text.index("1.1 “Due Date”")
    piece = review.findings[0].evidence[0]
    wide = replace(piece, span=piece.span._replace(start=start, end=text.index("\n", start) + 3))
    result = run(replace(review, findings=(replace(review.findings[0], evidence=(wide,)),)))["results"][0]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region["endLine"] == region["startLine"] + 1
    assert region["endColumn"] == 3


def test_a_missing_protection_is_a_result_of_the_whole_file(review):
    (result,) = run(replace(review, findings=review.findings[3:]))["results"]
    (location,) = result["locations"]
    uri = "Harbour%20Lane%20sub-contract%20%28draft%203%29.pdf"
    assert location["physicalLocation"] == {"artifactLocation": {"uri": uri, "index": 0}}


def test_a_text_file_is_its_own_text(review):
    document = replace(review.contract.documents[0], name="a:b.txt", format="text")
    made = run(replace(review, contract=replace(review.contract, documents=(document,))))
    (artifact,) = made["artifacts"]
    assert artifact["location"]["uri"] == "a%3Ab.txt"
    assert "contents" not in artifact
    assert made["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["index"] == 0


def test_of_several_files_each_result_names_its_own(review):
    first = Document("order form.txt", "text", "0" * 64, "Order form\n", ())
    contract = replace(review.contract, documents=(first, *review.contract.documents), clauses=())
    piece = review.findings[0].evidence[0]
    moved = replace(review.findings[0], evidence=(replace(piece, span=piece.span._replace(document=1)),))
    made = run(replace(review, contract=contract, findings=(moved,)))
    artifact = made["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert made["artifacts"][artifact["index"]]["location"]["uri"] == artifact["uri"]
    assert artifact["uri"].endswith(".pdf.txt")
    assert made["artifacts"][made["results"][0]["analysisTarget"]["index"]]["mimeType"] == "application/pdf"


def test_a_decision_is_a_suppression_and_all_results_say_whether_there_is_one(review, schema):
    decided = replace(review.findings[0], suppressed=Suppression("We are paid in advance.", "Amina Khan", "2027-03-31"))
    made = run(replace(review, findings=(decided, *review.findings[1:])))
    assert made["results"][0]["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "We are paid in advance.",
            "properties": {"by": "Amina Khan", "until": "2027-03-31"},
        }
    ]
    assert all(result["suppressions"] == [] for result in made["results"][1:])


def test_with_a_baseline_every_result_is_new_or_unchanged(review):
    assert not any("baselineState" in result for result in run(review)["results"])
    known = replace(review.findings[0], known=True)
    made = run(replace(review, findings=(known, *review.findings[1:]), baseline=Baseline("march.json", 2)))
    assert [result["baselineState"] for result in made["results"]] == ["unchanged", "new", "new", "new"]


def test_what_was_not_read_makes_the_invocation_unsuccessful(review):
    (invocation,) = run(review)["invocations"]
    assert not invocation["executionSuccessful"]
    assert [one["level"] for one in invocation["toolExecutionNotifications"]] == ["error", "note"]
    assert invocation["toolExecutionNotifications"][0]["properties"] == {"pages": [3, 4]}
    assert run(replace(review, notices=()))["invocations"][0]["executionSuccessful"]


def test_nothing_in_a_message_is_a_link_or_a_placeholder():
    assert plain("[click](http://example.com) {0} \u202e") == "[click] (http://example.com) {{0}} [U+202E]"
