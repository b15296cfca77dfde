"""What people set aside, and what an earlier review found already: shown in every report, and not counted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from lxml import html

from termscheck.cli import main
from termscheck.cli.check import outcome
from termscheck.errors import UsageError
from termscheck.model import Review
from termscheck.pipeline import check as check_with_all_rules
from termscheck.renderers import render
from tests.small_contract import CONTRACT, THREE

check = partial(check_with_all_rules, rules=[THREE], profile="three")
"""Checks with three rules, so that all that is found is known."""
TODAY = date(2026, 11, 22)
SLOW = '{rule: PAY-001, clause: "2.1", reason: Paid in advance, by: Amina Khan, until: 2027-03-31}'
AT_WILL = '{rule: TER-001, clause: "Clause 3.1", reason: We may too., by: Bo Li, until: 2026-11-22}'
NO_CAP = "{rule: MIS-002, reason: Insured., by: Bo Li, until: 2027-03-31}"


@pytest.fixture
def decided(contract: Path) -> Callable[..., Review]:
    """The review of the contract with decisions made."""

    def decided(*entries: str, today: date = TODAY) -> Review:
        return check([contract], decisions=decisions(contract, entries), today=today)

    return decided


def decisions(contract: Path, entries: Sequence[str]) -> Path:
    path = contract.with_name("decided.yaml")
    path.write_text("decisions:\n" + "".join(f"  - {entry}\n" for entry in entries), encoding="utf-8")
    return path


def set_aside(review: Review) -> set[str]:
    return {finding.rule for finding in review.findings if finding.suppressed}


def notices(review: Review) -> list[str]:
    return [notice.message for notice in review.notices if notice.code.startswith("N-DECISION")]


# --- decisions --------------------------------------------------------------------------------------------


def test_without_decisions_nothing_is_set_aside_even_if_a_file_lies_there(contract: Path) -> None:
    decisions(contract, [SLOW])
    review = check([contract])
    assert not set_aside(review)
    assert {"PAY-001", "TER-001", "MIS-002"} <= {finding.rule for finding in review.findings}


def test_what_is_set_aside_stays_and_gives_no_colour_and_no_exit_code(decided: Callable[..., Review]) -> None:
    review = decided(SLOW, AT_WILL, NO_CAP)
    assert set_aside(review) == {"PAY-001", "TER-001", "MIS-002"} == {finding.rule for finding in review.findings}
    assert (review.rag, outcome(review, None)) == ("green", 0)
    assert "3 findings are set aside by decision." in review.rag_reason
    assert not notices(review)
    assert outcome(decided(SLOW, NO_CAP), None) == 1


def test_json_tells_reason_person_and_day(decided: Callable[..., Review]) -> None:
    told = {finding["rule"]: finding["suppressed"] for finding in decided(SLOW).to_dict()["findings"]}
    assert told["PAY-001"] == {"reason": "Paid in advance", "by": "Amina Khan", "until": "2027-03-31"}
    assert told["TER-001"] is None


@pytest.mark.parametrize("form", ["html", "text"])
def test_reports_say_who_set_it_aside_until_when_and_why(decided: Callable[..., Review], form: str) -> None:
    made = render(decided(SLOW), form)
    told = " ".join((html.fromstring(made).text_content() if form == "html" else made.decode()).split())
    assert "Set aside by Amina Khan until 31 March 2027: Paid in advance." in told
    if form == "html":
        assert "Set aside by decision" in told
        tree = html.fromstring(made)
        assert len(tree.xpath("//section[@aria-labelledby='set-aside']//article")) == 1
        assert "Set aside" not in tree.xpath("string(//section[@aria-labelledby='findings'])")


def test_a_hostile_reason_is_shown_and_not_obeyed(decided: Callable[..., Review]) -> None:
    made = render(decided(SLOW.replace("Paid in advance", '"<script>\\u202e</script>"')), "html")
    assert made.count(b"<script") == 1  # the report's own
    assert "[U+202E]" in made.decode()


def test_a_green_with_something_set_aside_says_so(decided: Callable[..., Review]) -> None:
    assert "apart from what was set aside" in render(decided(SLOW, AT_WILL, NO_CAP), "text").decode().replace("\n", " ")


def test_a_decision_holds_to_the_end_of_its_last_day(decided: Callable[..., Review]) -> None:
    assert set_aside(decided(AT_WILL, today=date(2026, 11, 22))) == {"TER-001"}
    late = decided(AT_WILL, today=date(2026, 11, 23))
    assert set_aside(late) == set()
    (told,) = notices(late)
    assert (
        told == "The decision of Bo Li on TER-001 in clause 3.1 held until 22 November 2026: the finding counts again."
    )
    assert "held until 22 November 2026" in " ".join(render(late, "text").decode().split())


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (SLOW.replace("2.1", "2.2"), "on PAY-001 in clause 2.2 fits no finding: the rule found something in 2.1."),
        (SLOW.replace("PAY-001", "PAY-002"), "the words may have changed, or the term may be gone."),
        (SLOW.replace(', clause: "2.1"', ""), "on PAY-001 fits no finding: the rule found something in 2.1."),
        (NO_CAP.replace("MIS-002", "MIS-002, fingerprint: 0000000000000000000f"), "with the fingerprint 0000"),
    ],
)
def test_a_decision_that_fits_nothing_is_told(decided: Callable[..., Review], entry: str, says: str) -> None:
    review = decided(entry)
    assert not set_aside(review)
    (told,) = notices(review)
    assert says in told
    assert review.fully_read


def test_a_fingerprint_outlives_renumbering(contract: Path, decided: Callable[..., Review]) -> None:
    (mark,) = (finding.fingerprint for finding in check([contract]).findings if finding.rule == "PAY-001")
    contract.write_text(CONTRACT.replace("2. Payment\n2.1", "2. Tea\n2.1 Tea is at four.\n5. Payment\n5.1"))
    entry = f"{{fingerprint: {mark}, reason: Fine., by: Bo Li, until: 2027-01-01}}"
    assert set_aside(decided(entry)) == {"PAY-001"}


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("{rule: PAY-001, by: Bo Li, until: 2027-01-01}", r":2:5: “reason” is missing"),
        ("{rule: PAY-001, reason: x, until: 2027-01-01}", r":2:5: “by” is missing"),
        ("{rule: PAY-001, reason: x, by: Bo Li}", r":2:5: “until” is missing"),
        ("{rule: PAY-001, reason: x, by: Bo Li, until: 31 March}", r":2:43: “31 March” is no day"),
        ("{rule: PAY-001, reason: ' ', by: Bo Li, until: 2027-01-01}", r":2:21: “reason”"),
        ("{reason: x, by: Bo Li, until: 2027-01-01}", r":2:5: a decision is about a `rule`"),
        ("{rule: PAY-001, clase: '2', reason: x, by: Bo Li, until: 2027-01-01}", "Did you mean “clause”"),
        ("{rule: pay, reason: x, by: Bo Li, until: 2027-01-01}", r":2:6: “rule”"),
        ("{rule: PAY-001, clause: 7.10, reason: x, by: Bo Li, until: 2027-01-01}", "put it in quotation marks"),
        ("[PAY-001]", "decided.yaml:2:5"),
    ],
)
def test_what_is_wrong_in_the_file_is_told_with_its_place(
    decided: Callable[..., Review], entry: str, says: str
) -> None:
    with pytest.raises(UsageError, match=re.escape(says) if says[0] != ":" else says):
        decided(entry)


def test_a_file_that_is_not_there_or_no_yaml_is_told(contract: Path) -> None:
    for path, says in ((contract.with_name("no.yaml"), "cannot be read"), (contract, "contract.txt")):
        with pytest.raises(UsageError, match=says):
            check([contract], decisions=path)


# --- baseline ---------------------------------------------------------------------------------------------


@pytest.fixture
def earlier(contract: Path) -> Path:
    path = contract.with_name("earlier.json")
    path.write_bytes(render(check([contract]), "json"))
    return path


def test_only_what_is_new_counts(contract: Path, earlier: Path) -> None:
    same = check([contract], baseline=earlier)
    assert all(finding.known for finding in same.findings)
    assert (same.rag, outcome(same, None)) == ("red", 0)

    contract.write_text(CONTRACT.replace("2.1", "2.4").replace("ninety (90)", "eighty (80)"), encoding="utf-8")
    changed = check([contract], baseline=earlier)
    assert {finding.rule for finding in changed.findings if not finding.known} == {"PAY-001"}
    assert outcome(changed, None) == 1
    assert changed.to_dict()["baseline"] == {"name": "earlier.json", "gone": 1}
    assert {finding["rule"]: finding["known"] for finding in changed.to_dict()["findings"]}["PAY-001"] is False
    for form in ("text", "html"):
        made = render(changed, form)
        told = " ".join((html.fromstring(made).text_content() if form == "html" else made.decode()).split())
        assert "Compared with earlier.json: 1 new, 2 known already, 1 no longer found." in told


def test_without_a_baseline_nothing_is_known(contract: Path) -> None:
    review = check([contract])
    assert review.to_dict()["baseline"] is None
    assert not any(finding.known for finding in review.findings)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"schema": "termscheck.review/1"}', "[" * 100_000, "\x00", '{"findings": []}',
             '{"schema": "termscheck.review/1", "findings": [{}]}']
)  # fmt: skip
def test_a_file_that_is_no_review_is_refused(contract: Path, tmp_path: Path, text: str) -> None:
    path = tmp_path / "b.json"
    path.write_text(text)
    with pytest.raises(UsageError, match=r"b\.json"):
        check([contract], baseline=path)


def test_decisions_and_a_baseline_through_the_command_line(
    contract: Path, earlier: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    judged = ["--decisions", str(decisions(contract, [SLOW])), "--baseline", str(earlier)]
    three = ["--rules", str(THREE), "--profile", "three"]
    assert main(["check", str(contract), *judged, *three, "--format", "json"]) == 0
    told = json.loads(capsysbinary.readouterr().out)
    assert [finding["rule"] for finding in told["findings"] if finding["suppressed"]] == ["PAY-001"]
    assert main(["check", str(contract), str(earlier), *judged]) == 2
    assert b"one contract" in capsysbinary.readouterr().err


def test_the_profile_decides_the_exit_code_unless_the_user_does(contract: Path) -> None:
    contract.write_text(
        CONTRACT.replace("ninety (90)", "forty (40)").replace("at any time without cause", "for breach")
    )
    judged = str(decisions(contract, [NO_CAP]))
    arguments = ["check", str(contract), "--decisions", judged, "--rules", str(THREE)]
    assert [main([*arguments, "--profile", name]) for name in ("three", "three-triage")] == [1, 0]
    assert main([*arguments, "--profile", "three-triage", "--fail-on", "high"]) == 1
