"""`termscheck rules`: run with the real engine."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from stand_ins import Ran

from termscheck.cli import main
from termscheck.pipeline import load_rules

CONTRACT = """\
SUB-CONTRACT
between ALDERGATE WORKS LIMITED (the "Contractor") and THE OWL HOUSE TRUST (the "Subcontractor").
1. Payment
1.1 The Contractor shall pay each invoice within 10 days after it has received cleared funds from the Authority.
1.2 The Contractor shall pay the Subcontractor's expenses.
2. Ending
2.1 The Contractor may terminate this Agreement if the Subcontractor commits a material breach.
"""


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Callable[..., Ran]:
    """Runs `termscheck rules` in a folder with a contract in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "contract.txt").write_text(CONTRACT, encoding="utf-8")

    def run(*args: str) -> Ran:
        code = main(("rules", *args))
        return Ran(code, *capsysbinary.readouterr())

    return run


@pytest.mark.parametrize("name", ["PAY-002", "pay-002", "pay-when-paid"])
def test_a_rule_is_found_by_its_id_or_its_name(run: Callable[..., Ran], name: str) -> None:
    ran = run("show", name)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("PAY-002 pay-when-paid: ")


@pytest.mark.parametrize("command", [("show",), ("test",), ("explain",)])
@pytest.mark.parametrize(("name", "meant"), [("pay-when-payd", "pay-when-paid"), ("pay-0002", "PAY-002")])
def test_a_misspelt_rule_is_2_and_says_which_may_be_meant(
    run: Callable[..., Ran], command: tuple[str, ...], name: str, meant: str
) -> None:
    ran = run(*command, name, *(["contract.txt"] if command == ("explain",) else []))

    assert (ran.code, ran.out) == (2, "")
    assert f"There is no rule “{name}”. Did you mean “{meant}”?" in ran.err


def test_the_examples_of_one_rule_are_run_alone_with_their_coverage(run: Callable[..., Ran]) -> None:
    ran = run("test", "TER-001", "--coverage")

    *missed, total = ran.out.splitlines()[1:]
    assert ran.code == 0
    assert ran.out.startswith(f"{len(list(_examples('TER-001')))} examples, 0 not as expected\n")
    assert all("TER-001-" in line and ": no example exercises " in line for line in missed)
    lines = [int(line.split(":")[1]) for line in missed]
    assert lines == sorted(lines)
    assert f"{len(missed)} that no example exercises" in total


def _examples(rule_id: str) -> list[object]:
    (rule,) = (rule for rule in load_rules().rule_set.rules if rule.id == rule_id)
    return [*rule.file.examples.flags, *rule.file.examples.passes]


def test_why_a_rule_fired_is_told_in_eighty_columns(run: Callable[..., Ran]) -> None:
    ran = run("explain", "pay-when-paid", "contract.txt")

    assert (ran.code, ran.err) == (0, "")
    assert "Clause 1.1: fired, critical" in ran.out
    assert "signs of PAY-002" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80


def test_why_a_rule_did_not_fire_is_told_with_the_part_that_failed(run: Callable[..., Ran]) -> None:
    ran = run("explain", "TER-001", "contract.txt", "--clause", "2.1")

    assert ran.code == 0
    assert "Clause 2.1: came near" in ran.out
    assert "below what the rule asks for" in " ".join(ran.out.split())


def test_an_explanation_as_json_has_the_lines_of_the_rule_file(run: Callable[..., Ran]) -> None:
    ran = run("explain", "PAY-002", "contract.txt", "--format", "json")

    told = json.loads(ran.out)
    assert (told["schema"], told["rule"], told["outcome"]) == ("termscheck.explanation/1", "PAY-002", "fired")
    (tried,) = [one for one in told["tried"] if one["verdict"] == "fired"]
    assert CONTRACT[tried["start"] : tried["end"]] == tried["text"]
    assert tried["match"]["file"].endswith("PAY-002-pay-when-paid.yaml")
    assert tried["match"]["line"] > 1


def test_sides_that_the_user_names_reach_the_explanation(run: Callable[..., Ran]) -> None:
    ran = run("explain", "PAY-002", "contract.txt", "--us", "Contractor", "--them", "Subcontractor")

    assert "fired in none" not in ran.out
    assert "quiet in all" in ran.out


def test_a_clause_or_a_file_that_is_not_there_is_told(run: Callable[..., Ran]) -> None:
    assert "There is no clause “7.7”" in run("explain", "PAY-002", "contract.txt", "--clause", "7.7").err
    assert run("explain", "PAY-002", "missing.txt").code == 3


def test_a_new_rule_loads_and_its_examples_fail_until_it_is_filled_in(run: Callable[..., Ran]) -> None:
    made = run("new", "OUR-001", "tea-is-late", "--category", "tea")
    tested = run("test", "OUR-001", "--rules", "house-rules")

    assert made.code == 0
    assert "rules test OUR-001 --rules house-rules" in made.err
    assert tested.code == 2
    assert tested.out.endswith("2 examples, 1 not as expected\n")


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("OUR-1", "tea", "--category", "tea"), "three capitals"),
        (("OUR-001", "Tea", "--category", "tea"), "small letters"),
        (("OUR-001", "tea", "--category", "../tea"), "category"),
        (("PAY-002", "tea", "--category", "tea"), "There is a rule PAY-002 already"),
    ],
)
def test_a_new_rule_that_cannot_be_is_2_and_writes_nothing(
    run: Callable[..., Ran], tmp_path: Path, args: tuple[str, ...], says: str
) -> None:
    ran = run("new", *args)

    assert ran.code == 2
    assert says in ran.err
    assert {path.name for path in tmp_path.iterdir()} == {"contract.txt"}


def test_pages_go_where_they_are_asked_to(run: Callable[..., Ran], tmp_path: Path) -> None:
    ran = run("docs", "--out", "pages")

    assert ran.code == 0
    assert (tmp_path / "pages" / "README.md").is_file()
    assert (tmp_path / "pages" / "payment-deferral" / "PAY-002-pay-when-paid.md").is_file()


def test_the_schema_is_printed_and_nothing_else(run: Callable[..., Ran]) -> None:
    ran = run("schema")

    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out)["title"] == "A rule of termscheck"


def test_a_review_is_due_the_day_after_its_day(run: Callable[..., Ran]) -> None:
    days = {one.review_by for one in load_rules().rule_set.authorities.values() if one.review_by}
    last = max(days)
    dated = [one for one in load_rules().rule_set.authorities.values() if one.review_by]

    early, late = run("review-due", "--on", str(min(days))), run("review-due", "--on", f"{last.year + 1}-01-01")

    assert not [one for one in dated if f"{one.code:<8} " in early.out]
    assert late.code == 1
    assert all(f"{one.code:<8} due since {one.review_by}, checked {one.checked}" in late.out for one in dated)
    assert max(map(len, late.out.splitlines())) <= 80


def test_an_authority_was_checked_before_it_must_be_reviewed_and_one_never_checked_has_no_days() -> None:
    for one in load_rules().rule_set.authorities.values():
        assert (one.checked is None) == (one.review_by is None), one.code
        assert one.checked is None or one.review_by is None or one.checked < one.review_by, one.code


# --- profiles ---------------------------------------------------------------------------------------------


@pytest.fixture
def ours(tmp_path: Path) -> tuple[str, ...]:
    """The options that name a profile of our own: one rule is left out, another is less severe."""
    (tmp_path / "ours" / "profiles").mkdir(parents=True)
    words = (
        "name: desk\nmeaning: Ours.\nextends: self-check\nrules: {remove: [TER-001]}\nseverities: {PAY-002: medium}\n"
    )
    (tmp_path / "ours" / "profiles" / "desk.yaml").write_text(words, encoding="utf-8")
    return "--rules", "ours", "--profile", "desk"


def test_a_rule_is_shown_as_a_profile_applies_it(run: Callable[..., Ran], ours: tuple[str, ...]) -> None:
    assert "\ncritical; payment deferral\n" in run("show", "PAY-002").out
    assert "\nmedium; payment deferral\n" in run("show", "PAY-002", *ours).out
    assert "The profile “desk” leaves this rule out." in run("show", "TER-001", *ours).out
    assert "leaves this rule out" not in run("show", "TER-001").out


def test_an_explanation_is_of_the_rule_as_a_profile_applies_it(run: Callable[..., Ran], ours: tuple[str, ...]) -> None:
    assert "Clause 1.1: fired, medium" in run("explain", "PAY-002", "contract.txt", *ours).out
    assert "not applied: left out by the profile “desk”" in run("explain", "TER-001", "contract.txt", *ours).out


def test_examples_are_run_as_a_profile_applies_their_rules(run: Callable[..., Ran], ours: tuple[str, ...]) -> None:
    one, left_out = run("test", "PAY-002", *ours), run("test", "TER-001", "--coverage", *ours)

    assert one.code == left_out.code == 0
    assert one.out.startswith(f"{len(list(_examples('PAY-002')))} examples, 0 not as expected")
    assert left_out.out == "0 examples, 0 not as expected\n"
    assert left_out.err == "Left out by the profile “desk”: TER-001.\n"


@pytest.mark.parametrize("command", [("show", "PAY-002"), ("test", "PAY-002"), ("explain", "PAY-002", "contract.txt")])
def test_a_profile_that_is_not_there_is_2_and_says_which_may_be_meant(
    run: Callable[..., Ran], command: tuple[str, ...]
) -> None:
    ran = run(*command, "--profile", "triag")

    assert (ran.code, ran.out) == (2, "")
    assert "triage" in ran.err
