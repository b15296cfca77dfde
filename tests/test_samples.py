"""The sample contract, checked: what its expectations name is found, and what they call harmless is not flagged."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from termscheck.model import Finding, Review
from termscheck.pipeline import check_file, load_rules

SAMPLES = Path(__file__).parents[1] / "samples"
NAME = "harsh-sub-contract"
EXPECTED: dict[str, Any] = yaml.safe_load((SAMPLES / f"{NAME}.expected.yaml").read_text(encoding="utf-8"))
KNOWN = {rule.id for rule in load_rules().rule_set.rules}
QUOTES = str.maketrans("“”‘’", "\"\"''")
each_format = pytest.mark.parametrize("suffix", ["docx", "pdf"])


class Place(NamedTuple):
    """Where an expectation points: the words, and the citation as a finding's label has it."""

    label: str
    words: str


class Expectation(NamedTuple):
    """A finding that is wanted, at the first of its places or another."""

    rule: str
    places: tuple[Place, ...]


def place(entry: dict[str, Any]) -> Place:
    """A term has the definition's name after its clause; a row of a table has no label of its own."""
    label = "" if "row" in entry else str(entry["clause"])
    if "term" in entry:
        label += f" “{entry['term']}”"
    return Place(label, entry["words"])


def known(kind: str) -> list[dict[str, Any]]:
    return [entry for entry in EXPECTED[kind] if entry["rule"] in KNOWN]


def expectation(entry: dict[str, Any]) -> Expectation:
    return Expectation(entry["rule"], tuple(place(one) for one in (entry, *entry.get("also", ()))))


def name(entry: dict[str, Any]) -> str:
    cited = [str(entry[key]) for key in ("clause", "term", "row") if key in entry]
    return " ".join([entry["rule"], *cited])


@cache
def review(suffix: str) -> Review:
    return check_file(SAMPLES / f"{NAME}.{suffix}")


def occurrences(words: str, text: str) -> list[tuple[int, int]]:
    """Where words stand, whatever the quotation marks and white space between them."""
    pattern = r"\s+".join(re.escape(word) for word in words.translate(QUOTES).split())
    return [match.span() for match in re.finditer(pattern, text.translate(QUOTES))]


def quotes(finding: Finding, words: str, suffix: str) -> bool:
    """Whether the evidence of a finding and the words of an expectation have characters in common."""
    text = review(suffix).contract.documents[0].text
    return any(
        start < one.span.end and one.span.start < end
        for start, end in occurrences(words, text)
        for one in finding.evidence
    )


def meets(finding: Finding, wanted: Expectation, suffix: str) -> bool:
    return finding.rule == wanted.rule and any(
        quotes(finding, words, suffix) or (label and finding.clause_label == label) for label, words in wanted.places
    )


@each_format
@pytest.mark.parametrize("entry", known("unfair"), ids=name)
def test_an_unfair_term_is_found_once(entry: dict[str, Any], suffix: str) -> None:
    found = [one for one in review(suffix).findings if meets(one, expectation(entry), suffix)]

    assert found, f"{entry['rule']} is not found: {entry['words']}"
    assert len(found) == 1, f"{entry['rule']} is counted {len(found)} times: {[one.clause_label for one in found]}"


@each_format
@pytest.mark.parametrize("entry", [entry for entry in known("unfair") if entry["severity"]], ids=name)
def test_an_unfair_term_is_as_severe_as_a_lawyer_says(entry: dict[str, Any], suffix: str) -> None:
    found = {one.severity for one in review(suffix).findings if meets(one, expectation(entry), suffix)}

    assert found == {entry["severity"]}


@each_format
@pytest.mark.parametrize("entry", known("missing"), ids=name)
def test_a_protection_that_is_not_there_is_missed(entry: dict[str, Any], suffix: str) -> None:
    found = [one for one in review(suffix).findings if one.rule == entry["rule"]]

    assert [(one.missing, one.severity) for one in found] == [(True, entry["severity"])]


@each_format
@pytest.mark.parametrize("entry", known("quiet"), ids=name)
def test_a_near_miss_is_not_flagged(entry: dict[str, Any], suffix: str) -> None:
    found = [
        one for one in review(suffix).findings if one.rule == entry["rule"] and quotes(one, entry["words"], suffix)
    ]

    assert not found, f"{entry['rule']} must keep quiet at {entry['clause']}: {entry['because']}"


@each_format
def test_nothing_else_is_flagged(suffix: str) -> None:
    wanted = [expectation(entry) for entry in known("unfair")]
    arguable = {entry["rule"] for key in ("arguable", "missing", "interactions") for entry in EXPECTED[key]}
    extra = [
        f"{one.rule} at {one.clause_label or one.clause}: {' … '.join(e.text for e in one.evidence)}"
        for one in review(suffix).findings
        if one.rule not in arguable and not any(meets(one, entry, suffix) for entry in wanted)
    ]

    assert not extra, "no expectation asks for:\n" + "\n".join(extra)


@each_format
def test_the_sides_and_the_colour_are_as_expected(suffix: str) -> None:
    contract = review(suffix).contract
    labels = {role: {x for p in contract.parties if p.role == role for x in p.labels} for role in EXPECTED["parties"]}

    assert {role: expected[0] in labels[role] for role, expected in EXPECTED["parties"].items()} == dict.fromkeys(
        EXPECTED["parties"], True
    )
    assert contract.kind == EXPECTED["kind"]
    assert review(suffix).rag == EXPECTED["rag"]


ABSENT = {rule.id for rule in load_rules().rule_set.rules if rule.missing}


def test_the_word_file_and_its_print_give_the_same_findings_at_the_same_clauses() -> None:
    word, pdf = (Counter((one.rule, one.clause_label) for one in review(s).findings) for s in ("docx", "pdf"))

    # a print does not say what is a footnote: there its words belong to the clause above it
    footnotes = Counter({key: count for key, count in word.items() if not key[1] and key[0] not in ABSENT})
    assert word - footnotes <= pdf
    assert Counter(rule for rule, _ in word.elements()) == Counter(rule for rule, _ in pdf.elements())
