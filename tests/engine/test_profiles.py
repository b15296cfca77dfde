"""Figures by name, and profiles that tune them, the severities and the choice of rules without copying a rule."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from termscheck.content import bundled
from termscheck.engine.loader import load
from termscheck.engine.parameters import REFERENCE
from termscheck.engine.ruleset import RuleSet
from termscheck.errors import RuleError, UsageError
from termscheck.pipeline import check, check_text, load_rules

Write = Callable[[str, str], Path]
PROFILES = sorted(path.stem for path in (bundled("rules") / "profiles").glob("*.yaml"))
PARAMETERS = yaml.safe_load((bundled("rules") / "parameters.yaml").read_text(encoding="utf-8"))
LAW = {("payment-days", "high"): 30, ("payment-days", "critical"): 60, ("long-stop-days", "high"): 30,
       ("long-stop-days", "critical"): 60, ("late-interest", "low"): 8}  # fmt: skip


def profile(file: str, **keys: object) -> tuple[str, str]:
    return f"profiles/{file}.yaml", yaml.safe_dump({"name": file, "meaning": "Ours.", **keys})


def faults(folder: Path, name: str = "ours") -> list[str]:
    with pytest.raises(RuleError) as caught:
        load([folder], name)
    return [str(fault) for fault in caught.value.faults]


def severity(rule_set: RuleSet, rule: str, days: float) -> str:
    (found,) = (one for one in rule_set.rules if one.id == rule)
    return (found.bands.severity(days) if found.bands else None) or found.file.severity


# --- parameters -------------------------------------------------------------------------------------------


def test_only_thirty_days_sixty_days_and_eight_points_are_said_to_come_from_law() -> None:
    figures = load_rules().rule_set.regimes.law
    told = {
        (name, band): figures[re.sub(r"[<>= ]|law\.", "", one["bands"][band])].value
        for name, one in PARAMETERS.items()
        for band in one.get("law", {})
    }
    assert told == LAW


def test_every_authority_behind_a_figure_is_known() -> None:
    authorities = yaml.safe_load((bundled("rules") / "authorities.yaml").read_text(encoding="utf-8"))
    assert {code for one in PARAMETERS.values() for codes in one.get("law", {}).values() for code in codes} <= set(
        authorities
    )


def test_a_parameter_names_the_rules_that_use_it() -> None:
    for path in bundled("rules").glob("*/???-???-*.yaml"):
        text = path.read_text(encoding="utf-8")
        used = {(match["compared"] or match["told"]).split(".")[0] for match in REFERENCE.finditer(text)}
        used |= set(re.findall(r"^bands: (\S+)", text, re.MULTILINE))
        used -= {"law"}
        assert all(path.name[:7] in PARAMETERS[name]["rules"] for name in used), path.name


@pytest.mark.parametrize(("days", "expected"), [(31, "high"), (60, "high"), (61, "critical")])
def test_bands_make_the_severity_from_the_duration(days: int, expected: str) -> None:
    assert severity(load(), "PAY-001", days) == expected
    (finding,) = check_text(f"Payment terms are net {days} days.").findings
    assert finding.severity == expected


def test_figures_are_filled_into_words_and_patterns_and_not_into_examples(house: Write) -> None:
    text = (bundled("rules") / "payment-deferral/PAY-001-long-payment-period.yaml").read_text(encoding="utf-8")
    own = text.replace("PAY-001", "OWN-001").replace("payment-deferral", "own").replace("payment-days", "tea-weeks")
    own = own.replace("signs: OWN-001", "signs: PAY-001")  # what is learnt is learnt for a rule
    own = own.replace("net ninety (90) days.", "net ninety (90) days {tea-weeks.high}.")
    house("own/OWN-001-long-payment-period.yaml", own)
    folder = house(
        "parameters.yaml",
        'tea-weeks: {meaning: x, unit: months, bands: {high: "> 2", critical: "> 3"}, rules: [OWN-001]}\n',
    )
    (rule,) = (rule for rule in load([folder]).rules if rule.id == "OWN-001")

    assert "over 2 high, over 3 critical" in rule.file.severity_note
    assert rule.file.match
    assert "{duration > 60}" in rule.file.match.model_dump_json()
    assert any("{tea-weeks.high}" in flag.text for flag in rule.file.examples.flags)
    assert rule.bands
    assert [rule.bands.severity(days) for days in (60, 61, 91)] == [None, "high", "critical"]


@pytest.mark.parametrize(
    ("bands", "says"),
    [
        ('{high: "30"}', "no comparison"),
        ('{high: "> 30", critical: "> 20"}', "must be worse than “high”"),
        ('{high: "> 30", critical: "< 20"}', "must be worse than “high”"),
        ('{high: "> 30", critical: "> 30"}', "must be worse than “high”"),
        ('{hihg: "> 30"}', "hihg"),
        ("{}", "at least 1"),
    ],
)
def test_bands_that_cannot_be_meant_are_faults(house: Write, bands: str, says: str) -> None:
    folder = house("parameters.yaml", f"tea:\n  meaning: x\n  unit: days\n  rules: [OWN-001]\n  bands: {bands}\n")
    told = faults(folder, "self-check")
    assert any(one.startswith("house/parameters.yaml:5:") and says in one for one in told), told


def test_an_unknown_figure_is_told_with_its_place(house: Write) -> None:
    folder = house("concepts/tea.yaml", 'name: tea\nmeaning: x\nmatch:\n  words: "{duration > payment-dasy.high}"\n')
    told = faults(folder, "self-check")
    assert told == [
        "house/concepts/tea.yaml:4:3: there is no parameter “payment-dasy.high”. Did you mean “payment-days.high”?"
    ]


# --- profiles ---------------------------------------------------------------------------------------------


def test_three_profiles_come_along_and_say_what_they_are_for() -> None:
    assert PROFILES == ["self-check", "template-review", "triage"]
    told = [load(profile=name).profile for name in PROFILES]
    assert [one.fail_on for one in told] == ["high", "medium", "critical"]
    assert len({one.meaning for one in told}) == 3


def test_a_review_names_its_profile_in_python_and_json() -> None:
    review = check_text("Payment terms are net 50 days.", profile="template-review")
    assert review.to_dict()["profile"]["name"] == "template-review"
    assert [finding.severity for finding in review.findings] == ["critical"]
    assert check_text("Payment terms are net 50 days.").profile.name == "self-check"


def test_an_unknown_profile_is_refused_with_what_may_have_been_meant() -> None:
    with pytest.raises(UsageError, match=r"no profile “triag”\. Did you mean “triage”\? Known are: self-check"):
        load_rules((), "triag")


def test_lists_of_rules_are_edited_along_what_is_extended(house: Write) -> None:
    house(*profile("base", rules=["payment-deferral", "LIA-002"]))
    folder = house(*profile("ours", extends="base", rules={"remove": ["PAY-002"], "add": ["termination"]}))
    every = {rule.id for rule in load().rules}

    assert every - load([folder], "base").left_out == {id_ for id_ in every if id_.startswith("PAY")} | {
        "COM-001",
        "COM-005",
        "COM-008",
        "LIA-002",
    }
    assert "PAY-002" in load([folder], "ours").left_out
    assert not {"PAY-001", "LIA-002", "TER-001"} & load([folder], "ours").left_out
    assert load([folder]).left_out == frozenset()


def test_a_rule_that_is_left_out_is_told_and_does_not_fire(house: Write, tmp_path: Path) -> None:
    folder = house(*profile("ours", rules={"remove": ["PAY-001"]}))
    contract = tmp_path / "c.txt"
    contract.write_text("Payment terms are net 90 days.")
    review = check([contract], rules=[folder], profile="ours")

    assert not review.findings
    (looked,) = (one for one in review.looked_for if one.rule == "PAY-001")
    assert (looked.outcome, looked.reason) == ("not-applicable", "left out by the profile “ours”")


def test_a_fixed_severity_goes_before_bands_and_adjustments(house: Write, tmp_path: Path) -> None:
    folder = house(*profile("ours", severities={"PAY-001": "low"}, fail_on="low"))
    contract = tmp_path / "c.txt"
    contract.write_text("Payment terms are net 90 days.")
    assert [finding.severity for finding in check([contract], rules=[folder], profile="ours").findings] == ["low"]


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"rules": ["PAY-999"]}, "there is no rule “PAY-999”"),
        ({"rules": {"remove": ["terminatoin"]}}, "Did you mean “termination”?"),
        ({"severities": {"PAY-999": "low"}}, "there is no rule “PAY-999”"),
        ({"severities": {"termination": "low"}}, "there is no rule “termination”"),
        ({"parameters": {"payment-dais": {"high": "> 20"}}}, "Did you mean “payment-days”?"),
        ({"parameters": {"payment-days": {"critical": "> 90"}}}, "comes from law"),
        ({"parameters": {"payment-days": {"critical": "> 30"}}}, "must be worse"),
        ({"settings": {"base-rat": 4.0}}, "Did you mean “base-rate”?"),
        ({"regime": "pcr-2016"}, "Did you mean “pcr-2015”?"),
        ({"extends": "selfcheck"}, "Did you mean “self-check”?"),
        ({"extends": "ours"}, "extends itself"),
        ({"fail_no": "high"}, "Did you mean “fail_on”?"),
        ({"name": "others"}, "the file should be profiles/others.yaml"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_profile_is_told_with_its_place(house: Write, keys: dict[str, object], says: str) -> None:
    folder = house(*profile("ours", **keys))
    try:
        told = faults(folder)
    except UsageError:  # a profile that cannot be read is not there; its faults come first under another name
        told = faults(folder, "self-check")
    assert any(re.match(r"house/profiles/ours\.yaml:\d+:\d+: ", one) and says in one for one in told), told


def test_a_name_that_is_taken_is_refused(house: Write) -> None:
    folder = house(*profile("triage"))
    assert "given twice" in faults(folder, "triage")[0]


# --- house changes to a rule ------------------------------------------------------------------------------


CHANGE = """\
id: PAY-001
extends: PAY-001
negotiate: Our funder asks for 30 days, so we must too, as must {above}.
severity_note: As the house says.
authorities: {add: [CHBI], remove: [LP4]}
questions: [Who pays whom?]
unless:
  add:
    - {match: {words: "paid in advance"}, because: the house knows better}
adjust:
  add:
    - {days: "> 80", severity: medium, because: house rule}
examples:
  passes:
    - {text: "Payment terms are net 90 days, and you are paid in advance.", because: paid before}
"""


def test_a_house_file_changes_a_rule_without_copying_it(house: Write, tmp_path: Path) -> None:
    folder = house("payment-deferral/PAY-001-ours.yaml", CHANGE)
    before, after = (next(r for r in load(f).rules if r.id == "PAY-001") for f in ((), (folder,)))

    assert after.file.negotiate == "Our funder asks for 30 days, so we must too, as must {above}."
    assert after.file.questions == ["Who pays whom?"]
    assert [one.code for one in after.authorities] == ["PA73", "PCR113", "PA88", "FPC", "PPN021", "CHBI"]
    assert (after.file.match, after.file.title) == (before.file.match, before.file.title)
    assert len(after.file.examples.passes) == len(before.file.examples.passes) + 1

    contract = tmp_path / "c.txt"
    contract.write_text("Payment terms are net 90 days.")
    assert [one.severity for one in check([contract], rules=[folder]).findings] == ["medium"]
    contract.write_text("Payment terms are net 90 days, and you are paid in advance.")
    assert not check([contract], rules=[folder]).findings


@pytest.mark.parametrize(
    ("right", "wrong", "place", "says"),
    [
        ("extends: PAY-001\n", "", "1:1", "is missing"),
        ("extends: PAY-001", "extends: PAY-002", "2:1", "`extends: PAY-001`"),
        ("id: PAY-001\nextends: PAY-001", "id: PAY-901\nextends: PAY-901", "1:1", "no rule PAY-901 to extend"),
        ("[LP4]", "[LP5]", "5:37", "“LP5” is not among the authorities"),
        ("[CHBI]", "[CHBY]", "5:21", "no authority “CHBY”"),
        ("must {above}", "must {abvoe}", "3:1", "unknown placeholder"),
        ("must {above}", "must {us}", "3:1", "write “we” and “you”"),
        ("paid in advance\"}, b", "{paid-in-advnce}\"}, b", "9:16", "no vocabulary “paid-in-advnce”"),
        ("\"> 80\"", "\"80\"", "12:8", "no comparison"),
        ("questions: [Who pays whom?]", "match: {words: tea}", "6:1", "unknown key “match”"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_change_is_told_with_its_place(
    house: Write, right: str, wrong: str, place: str, says: str
) -> None:
    folder = house("payment-deferral/PAY-001-ours.yaml", CHANGE.replace(right, wrong, 1))
    told = faults(folder, "self-check")
    assert any(one.startswith(f"house/payment-deferral/PAY-001-ours.yaml:{place}:") and says in one for one in told), (
        told
    )


def test_the_same_id_without_extends_is_refused(house: Write) -> None:
    text = (bundled("rules") / "payment-deferral/PAY-001-long-payment-period.yaml").read_text(encoding="utf-8")
    folder = house("payment-deferral/PAY-001-long-payment-period.yaml", text)
    place = "house/payment-deferral/PAY-001-long-payment-period.yaml:1:1"
    assert faults(folder, "self-check") == [
        f"{place}: the rule PAY-001 is given twice; to change it, say `extends: PAY-001`"
    ]
