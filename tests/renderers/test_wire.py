"""The wire format: what programs, and the scorers, rely on."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import jsonschema
import pytest

from termscheck.content import bundled
from termscheck.errors import UsageError
from termscheck.renderers import RENDERERS, format_of, render
from termscheck.wire import schema as schemas
from termscheck.wire.writing import contract_to_dict

EXTRACT_KEYS = {
    *("schema", "tool", "document", "parties", "clauses", "topics", "definitions", "references", "quantities"),
    *("obligations", "coverage", "notices"),
}
REVIEW_KEYS = EXTRACT_KEYS | {
    *("findings", "protections", "looked_for", "rag", "rag_reason"),
    *("profile", "assumptions", "baseline", "overdue", "exposure"),
}


def extracted(review):
    return contract_to_dict(review.contract, tool_version="0.1.0", coverage=review.coverage, notices=review.notices)


@pytest.fixture(scope="module")
def schema():
    return schemas.json_schema()


def test_a_review_validates_against_the_schema(review, schema):
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(json.loads(render(review, "json")))


def test_the_schema_refuses_a_value_that_is_not_in_its_list(review, schema):
    told = json.loads(render(review, "json"))
    told["findings"][0]["severity"] = "dreadful"
    with pytest.raises(jsonschema.ValidationError, match="dreadful"):
        jsonschema.Draft202012Validator(schema).validate(told)


def test_an_extract_validates_against_its_own_part_of_the_schema(review, schema):
    part = {**schema, "$ref": "#/$defs/ContractDict"}
    told = json.loads(json.dumps(extracted(review)))
    jsonschema.Draft202012Validator(part).validate(told)
    assert not jsonschema.Draft202012Validator(schema).is_valid(told)


def test_the_schema_in_the_reports_folder_is_the_one_the_code_makes(schema):
    kept = (bundled("reports") / "json" / schemas.file_of("termscheck.review/1")).read_text(encoding="utf-8")
    assert kept == schemas.file_text(schema), "stale: run python -m termscheck.wire"


def test_a_review_has_the_promised_keys_and_an_extract_lacks_the_findings(review):
    assert set(review.to_dict()) == REVIEW_KEYS
    assert set(extracted(review)) == EXTRACT_KEYS


def test_documents_are_listed_only_when_there_are_several(review):
    second = replace(review.contract.documents[0], name="Terms.pdf")
    both = replace(review, contract=replace(review.contract, documents=(*review.contract.documents, second)))
    assert "documents" not in review.to_dict()
    assert [document["name"] for document in both.to_dict()["documents"]] == [
        review.contract.documents[0].name,
        "Terms.pdf",
    ]


def test_evidence_and_quotes_are_the_words_at_their_offsets(review):
    told, text = review.to_dict(), review.contract.documents[0].text
    quotes = [
        *(quote for finding in told["findings"] for quote in finding["evidence"]),
        *(quote for party in told["parties"] for quote in party["evidence"]),
        *(quote for entry in told["looked_for"] for quote in entry["nearest"]),
        *told["quantities"],
    ]
    assert quotes
    assert all(text[quote["start"] : quote["end"]] == quote["text"] for quote in quotes)


def test_an_obligation_stands_where_its_words_are(review):
    (duty,) = review.to_dict()["obligations"]
    words = review.contract.documents[0].text[duty["start"] : duty["end"]]
    assert words == "The Contractor may terminate this Sub"
    assert (duty["clause"], duty["act"], duty["bearer"]) == ("14.1", "terminate", "them")


def test_json_keeps_letters_as_they_are_and_ends_with_a_line_break(review):
    told = render(review, "json")
    assert "“howsoever arising”".encode() in told
    assert told.endswith(b"}\n")
    assert told == render(review, "json")


def test_a_lone_surrogate_does_not_cost_the_report(review):
    broken = replace(review, rag_reason="broken \udc80 text")
    assert json.loads(render(broken, "json"))["rag_reason"] == "broken \udc80 text"
    for name, renderer in RENDERERS.items():
        made = render(broken, name)
        assert renderer.binary or made.decode("utf-8")


def test_a_number_that_json_cannot_say_is_an_error_and_not_bad_json(review):
    endless = replace(review.findings[0], values={"days": float("inf")})
    with pytest.raises(ValueError, match="not JSON compliant"):
        render(replace(review, findings=(endless,)), "json")


def test_loading_the_wire_format_does_not_load_pydantic():
    code = "import sys, termscheck.wire.reading, termscheck.wire.writing; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_unknown_format_is_answered_with_the_nearest_one(review):
    with pytest.raises(UsageError, match="Did you mean 'html'"):
        render(review, "htm1")


def test_the_suffix_of_the_output_chooses_the_format():
    assert [format_of(suffix) for suffix in (".html", ".HTM", ".json", ".txt")] == ["html", "html", "json", "text"]
    with pytest.raises(UsageError, match=r"'\.exe'"):
        format_of(".exe")
