"""What became of rules is told: those that are no more, those that changed, and sources of the law past their day."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from lxml import html

from termscheck.cli import main
from termscheck.engine.history import CHANGES, RETIRED, History
from termscheck.engine.loader import load
from termscheck.engine.source import Source
from termscheck.errors import RuleError
from termscheck.model import OVERDUE, Change, Review
from termscheck.model import RETIRED as RETIRED_NOTICE
from termscheck.pipeline import check, load_rules
from termscheck.renderers import render
from termscheck.renderers.rule import to_page, to_text
from termscheck.renderers.rule_pages import pages
from tests.small_contract import THREE

DAY = date(2026, 11, 26)
GONE = "PAY-099: {name: paid-in-vouchers, on: 2026-12-01, because: PAY-013 says it, now: [PAY-013]}\n"
SAID = "PAY-099 (paid-in-vouchers) was retired on 1 December 2026: PAY-013 says it. PAY-013 looks for it now."
CHANGED = """\
changes:
  - {on: 2027-01-03, rules: [PAY-001], what: It also looks at weeks.}
  - {on: 2026-12-01, rules: [TER-001, PAY-099], what: It is graver.}
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of rules of one's own, with a past."""
    folder = tmp_path_factory.mktemp("rules") / "house"
    folder.mkdir()
    (folder / RETIRED).write_text(GONE, encoding="utf-8")
    (folder / CHANGES).write_text(CHANGED, encoding="utf-8")
    return folder


@pytest.fixture
def checked(contract: Path, house: Path) -> Callable[..., Review]:
    def checked(*, decisions: str = "", earlier: object = None, today: date = DAY) -> Review:
        decided = contract.with_name("decided.yaml")
        decided.write_text(f"decisions:\n  - {{reason: Fine., by: Bo Li, until: 2027-12-31, {decisions}}}\n")
        baseline = contract.with_name("march.json")
        baseline.write_text(json.dumps(earlier))
        return check(
            [contract], rules=[THREE, house], profile="three", today=today,
            decisions=decided if decisions else None, baseline=baseline if earlier else None,
        )  # fmt: skip

    return checked


def notices(review: Review, code: str) -> list[str]:
    return [notice.message for notice in review.notices if notice.code == code]


def words(review: Review, form: str) -> str:
    made = render(review, form)
    return " ".join((html.fromstring(made).text_content() if form == "html" else made.decode()).split())


# --- rules that are no more -----------------------------------------------------------------------------------------


def test_a_decision_on_a_rule_that_is_no_more_is_told_what_became_of_it(checked: Callable[..., Review]) -> None:
    review = checked(decisions="rule: PAY-099, clause: '2.1'")
    (told,) = notices(review, RETIRED_NOTICE)

    assert told == f"The decision of Bo Li on PAY-099 in clause 2.1 no longer holds. {SAID}"
    assert not any(finding.suppressed for finding in review.findings)
    assert told in words(review, "text")
    assert told in words(review, "html")


def test_a_decision_on_a_rule_that_never_was_is_told_so(checked: Callable[..., Review]) -> None:
    (told,) = notices(checked(decisions="rule: PAY-901"), "N-DECISION-UNMATCHED")

    assert "there is no rule PAY-901. Did you mean “PAY-" in told


def test_a_baseline_with_findings_of_a_rule_that_is_no_more_says_so(checked: Callable[..., Review]) -> None:
    earlier = checked().to_dict()
    earlier["findings"][0]["rule"] = "PAY-099"
    earlier["findings"][1]["rule"] = "PAY-099"
    (told,) = notices(checked(earlier=earlier), RETIRED_NOTICE)

    assert told.startswith(f"march.json has 2 findings of a rule that is no more. {SAID}")


def test_an_id_that_was_retired_is_refused_wherever_it_is_used(house: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    rule = Path(__file__).parents[2] / "rules" / "payment-deferral" / "PAY-013-top-slice-fees-and-discounts.yaml"
    text = rule.read_text("utf-8")
    for name, content in {
        "payment-deferral/PAY-099-x.yaml": text.replace("id: PAY-013", "id: PAY-099")
        + "covered: [{by: [LIA-001, PAY-099], because: It says the same.}]\n",
        "payment-deferral/PAY-098-x.yaml": "id: PAY-098\nextends: PAY-098\nseverity: low\n",
        "profiles/ours.yaml": "name: ours\nmeaning: Ours.\nseverities: {PAY-099: low}\nrules: [PAY-098]\n",
        RETIRED: "PAY-098: {name: y, on: 2026-12-01, because: Why not?, now: [PAY-013, PAY-902]}\n",
        CHANGES: "changes:\n  - {on: 2026-01-01, rules: [PAY-903], what: A.}\n"
        "  - {on: 2026-01-02, rules: all, what: B.}\n",
    }.items():
        (mine / name).parent.mkdir(parents=True, exist_ok=True)
        (mine / name).write_text(content, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        load([house, mine], "ours")
    told = [str(fault) for fault in caught.value.faults]

    for place, says in (
        ("payment-deferral/PAY-099-x.yaml:1:1", f"{SAID} An id is never used again"),
        (f"payment-deferral/PAY-099-x.yaml:{text.count(chr(10)) + 1}:26", SAID),
        ("payment-deferral/PAY-098-x.yaml:1:1", "there is no rule PAY-098 to extend. PAY-098 (y) was retired"),
        ("profiles/ours.yaml:4:9", "there is no rule “PAY-098”. PAY-098 (y) was retired on 1 December 2026: Why not?"),
        (f"{RETIRED}:1:", "there is no rule PAY-902"),
        (f"{CHANGES}:2:", "there is no rule PAY-903"),
        (f"{CHANGES}:3:", "the newest change stands first"),
    ):
        assert [one for one in told if one.startswith(f"mine/{place}") and says in one], (place, told)


@pytest.mark.parametrize("command", ["show", "test"])
def test_asking_for_a_rule_that_is_no_more_is_answered(
    command: str, house: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["rules", command, "pay-099", "--rules", str(house)]) == 2
    assert SAID in " ".join(capsysbinary.readouterr().err.decode().split())


def test_a_new_rule_gets_no_id_that_was_used(house: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["rules", "new", "PAY-099", "x", "--category", "own", "--out", str(house)]) == 2
    assert b"has been used, and is never used again" in capsysbinary.readouterr().err


def test_the_catalogue_lists_the_rules_that_are_no_more(house: Path) -> None:
    made = pages(load_rules((THREE, house), "three").rule_set, house)["README.md"]

    assert "## No longer rules" in made
    assert SAID.replace("1 December", "1 December") in made


# --- rules that changed ---------------------------------------------------------------------------------------------


def test_what_changed_since_the_earlier_report_stands_with_the_findings(checked: Callable[..., Review]) -> None:
    earlier = checked().to_dict()
    assert {one["folder"]: one["changes"] for one in earlier["tool"]["rules"]}["house"] == 2
    earlier["tool"]["rules"][-1]["changes"] = 1
    earlier["findings"] = [one for one in earlier["findings"] if one["rule"] != "PAY-001"]
    review = checked(earlier=earlier)
    changes = {finding.rule: finding.rule_changes for finding in review.findings}

    assert changes["PAY-001"] == (Change(date(2027, 1, 3), "It also looks at weeks."),)
    assert changes["TER-001"] == ()
    told = "since the earlier report, so that this may be new for that reason alone. 3 January 2027: It also looks at"
    assert told in words(review, "text")
    assert told in words(review, "html")
    (one,) = [one for one in review.to_dict()["findings"] if one["rule"] == "PAY-001"]
    assert one["rule_changes"] == [{"on": "2027-01-03", "what": "It also looks at weeks."}]


@pytest.mark.parametrize("tool", [None, [], {"rules": {}}, {"rules": [1, {"folder": 1}, {"folder": "house"}]}])
def test_a_report_that_does_not_tell_its_rules_is_compared_all_the_same(
    checked: Callable[..., Review], tool: object
) -> None:
    review = checked(earlier={**checked().to_dict(), "tool": tool})

    assert all(finding.known and not finding.rule_changes for finding in review.findings)


@pytest.mark.parametrize(("on", "told"), [("2026-12-31", True), ("2027-01-03", False), ("", False)])
def test_a_decision_that_has_a_day_is_told_what_changed_since(
    checked: Callable[..., Review], on: str, told: bool
) -> None:
    review = checked(decisions="rule: PAY-001, clause: '2.1'" + (f", on: {on}" if on else ""))
    says = "Rule PAY-001 has changed since this was decided. 3 January 2027: It also looks at weeks."

    assert [finding.rule for finding in review.findings if finding.suppressed] == ["PAY-001"]
    assert (says in words(review, "text"), says in words(review, "html")) == (told, told)


def test_the_page_of_a_rule_tells_what_changed_in_it(house: Path) -> None:
    rule_set = load_rules((THREE, house), "three").rule_set
    rule = next(one for one in rule_set.rules if one.id == "PAY-001")

    assert "## What has changed\n\n- 3 January 2027: It also looks at weeks." in to_page(rule, rule_set)
    assert "3 January 2027: It also looks at weeks." in " ".join(to_text(rule, rule_set).split())


def test_a_change_of_all_rules_is_one_of_each(tmp_path: Path) -> None:
    path = tmp_path / CHANGES
    path.write_text(
        "changes: [{on: 2027-01-03, rules: all, what: New.}, {on: 2027-01-02, rules: [PAY-001], what: Old.}]"
    )
    history = History()
    history.read(Source(path, CHANGES), "rules", CHANGES)

    assert [one.what for one in history.since("PAY-001", date(2026, 1, 1))] == ["Old.", "New."]
    assert [one.what for one in history.since("TER-001", date(2026, 1, 1))] == ["New."]
    assert [one.what for one in history.added("PAY-001", {"rules": 1, "other": 0})] == ["New."]
    assert history.of("TER-001") == ()


# --- sources past their day -----------------------------------------------------------------------------------------


def test_a_report_says_which_sources_are_past_their_day_and_only_then(checked: Callable[..., Review]) -> None:
    cited = {one.code: one for finding in checked().findings for one in finding.advice.authorities if one.review_by}
    first = min(one.review_by for one in cited.values() if one.review_by)
    on_time, late = checked(today=first), checked(today=date(first.year + 9, 1, 1))

    assert (on_time.overdue, notices(on_time, OVERDUE)) == ((), [])
    assert late.overdue == tuple(sorted(cited))
    (told,) = notices(late, OVERDUE)
    assert told.startswith("The law may have changed since it was last looked up for 3 of the findings.")
    assert " more. " in told
    assert told in words(late, "text")
    assert told in words(late, "html")
    assert words(late, "html").count("overdue for review") >= 3
    assert "To be checked again by" in words(late, "html")
    assert "overdue for review" not in words(on_time, "html")
    assert late.to_dict()["overdue"] == list(late.overdue)
    one = late.to_dict()["findings"][0]["advice"]["authorities"][0]
    assert (one["checked"], one["review_by"]) == (f"{cited[one['code']].checked}", f"{cited[one['code']].review_by}")


def test_the_day_that_counts_is_given_on_the_command_line(
    contract: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    def told(*day: str) -> bytes:
        main(["check", str(contract), "--rules", str(THREE), "--profile", "three", *day])
        return capsysbinary.readouterr().out

    assert b"The law may have changed" not in told("--on", "2026-11-26")
    late = told("--on", "2035-01-01")
    assert b"The law may have changed" in late
    assert b"--on 2035-01-01 --out report.html" in b" ".join(late.split())
    assert late == told("--on", "2035-01-01")
