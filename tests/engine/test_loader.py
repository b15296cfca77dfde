"""Rule files with faults: each is told with its place and what may have been meant, all in one go."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from termscheck.engine.loader import load
from termscheck.errors import Fault, RuleError

RULE = """\
id: OWN-001
name: late-teas
title: Tea is late
category: own
severity: low
severity_note: Always low.
legal_effect: enforceable-but-unfair
legal_note: None.
why: Tea matters.
message: "{Clause}: {they} may serve tea late."
suggest: Tea is served at four.
negotiate: We need tea.
authorities: [CHBI]
match:
  words: "{them} ... serve tea late"
examples:
  flags:
    - {text: The Contractor may serve tea late.}
  passes:
    - {text: The Contractor shall serve tea at four., because: it is on time}
"""
BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one rule of one's own, which is right."""
    folder = tmp_path / "mine"
    write(folder, "own/OWN-001-late-teas.yaml", RULE)
    return folder


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def faults(folder: Path) -> tuple[Fault, ...]:
    with pytest.raises(RuleError) as caught:
        load([folder])
    return caught.value.faults


def test_rules_of_ones_own_come_besides_the_bundled_ones(folder: Path) -> None:
    bundled, both = load(), load([folder])

    assert {rule.id for rule in both.rules} - {rule.id for rule in bundled.rules} == {"OWN-001"}
    assert [source.folder for source in both.sources] == ["rules", "mine"]
    assert both.sources[0] == bundled.sources[0]


def test_the_digest_of_a_folder_tells_every_change(folder: Path) -> None:
    before = load([folder]).sources[1].sha256
    write(folder, "own/OWN-001-late-teas.yaml", RULE.replace("matters", "counts"))

    assert load([folder]).sources[1].sha256 != before


@pytest.mark.parametrize(
    ("right", "wrong", "line", "says"),
    [
        ("severity: low", "severtiy: low", 5, "Did you mean “severity”?"),
        ("severity: low", "severity: lowest", 5, "severity"),
        ("title: Tea is late", "title: 4", 3, "title"),
        ("id: OWN-001", "id: OWN-1", 1, "id"),
        ("authorities: [CHBI]", "authorities: [CHBY]", 13, "no authority “CHBY”"),
        ("Tea matters.", '"{thm} matters."', 9, "unknown placeholder {thm}"),
        ("{them} ... serve", "{themm} ... serve", 15, "no vocabulary “themm”"),
        ("{them} ... serve", "({them} ... serve", 15, "missing"),
        ("{them} ... serve", "{duration > 1.2.3} serve", 15, "cannot read"),
        ("match:\n", "match:\n  over: 0.3\n", 15, "goes with `signs`"),
        ("because: it is on time", "becaus: it is on time", 20, "Did you mean “because”?"),
        ("why: Tea matters.\n", "why: Tea matters.\nwhy: Tea counts.\n", 10, "“why” is given twice"),
        ("why: Tea matters.", "why: [Tea", 10, ""),
    ],
)
def test_a_fault_is_told_with_its_place(folder: Path, right: str, wrong: str, line: int, says: str) -> None:
    write(folder, "own/OWN-001-late-teas.yaml", RULE.replace(right, wrong, 1))

    told = [str(fault) for fault in faults(folder)]

    assert any(one.startswith(f"mine/own/OWN-001-late-teas.yaml:{line}:") and says in one for one in told), told


def test_a_concept_that_is_not_there_is_told(folder: Path) -> None:
    write(folder, "own/OWN-001-late-teas.yaml", RULE.replace('words: "{them} ... serve tea late"', "concept: tea-tme"))

    assert any("tea-tme" in fault.sentence and fault.line == 15 for fault in faults(folder))


def test_all_faults_are_told_at_once_and_in_order(folder: Path) -> None:
    write(folder, "own/OWN-001-late-teas.yaml", RULE.replace("low\n", "lowest\n", 1).replace("title:", "titel:"))
    write(folder, "vocabulary/tea.yaml", "tea: {meaning: a drink, phrase: [tea]}\n")
    write(folder, "notes.docx", "")

    found = faults(folder)

    assert {fault.file for fault in found} == {
        "mine/notes.docx",
        "mine/own/OWN-001-late-teas.yaml",
        "mine/vocabulary/tea.yaml",
    }
    assert sum(fault.file.endswith("late-teas.yaml") for fault in found) >= 3
    assert list(found) == sorted(found, key=lambda fault: (fault.file, fault.line, fault.column))


@pytest.mark.parametrize("phrase", ["", " ", "... tea", "tea ...", "black ... ... tea"])
def test_a_phrase_without_words_around_its_gap_is_told(folder: Path, phrase: str) -> None:
    write(folder, "vocabulary/tea.yaml", f'teas: {{meaning: a drink, phrases: ["{phrase}"]}}\n')
    assert any("needs words, before and after “...” too" in fault.sentence for fault in faults(folder))


def test_a_rule_or_vocabulary_given_twice_is_told(folder: Path) -> None:
    write(folder, "own/OWN-001-more-teas.yaml", RULE.replace("late-teas", "more-teas"))
    write(folder, "vocabulary/one.yaml", "teas: {meaning: a drink, phrases: [tea]}\n")
    write(folder, "vocabulary/two.yaml", "teas: {meaning: a drink, phrases: [tea]}\n")

    told = {fault.sentence for fault in faults(folder)}

    assert told == {
        "the rule OWN-001 is given twice; to change it, say `extends: OWN-001`",
        "the vocabulary “teas” is given twice",
    }


def test_a_file_that_does_not_bear_its_rules_name_is_told(folder: Path) -> None:
    shutil.move(folder / "own/OWN-001-late-teas.yaml", folder / "own/tea.yaml")

    assert ["own/OWN-001-late-teas.yaml" in fault.sentence for fault in faults(folder)] == [True]


def test_a_rule_has_a_wording_or_an_absence_and_not_both(folder: Path) -> None:
    write(folder, "own/OWN-001-late-teas.yaml", RULE.replace("match:", 'protection: {words: "tea"}\nmatch:'))

    assert any("one of `match`" in fault.sentence for fault in faults(folder))


@pytest.mark.parametrize("name", ["own/rule.yml", "own/rule.txt", "own/README.md", "script.py"])
def test_a_stray_file_is_told(folder: Path, name: str) -> None:
    write(folder, name, "x: 1\n")

    assert [(fault.file, "not a rule file" in fault.sentence) for fault in faults(folder)] == [(f"mine/{name}", True)]


@pytest.mark.parametrize("name", ["README.md", ".DS_Store", "own/.hidden"])
def test_a_read_me_and_hidden_files_are_passed_over(folder: Path, name: str) -> None:
    write(folder, name, "x")

    assert load([folder])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "tea",
        "- 1",
        "{[a]: b}",
        "? {a: b}\n: c",
        "*nobody",
        "!!python/name:os.system x",
        "!<str> tea",
        "!<map> {}",
        "\x00",
    ],
)
@pytest.mark.parametrize("name", ["own/OWN-002-x.yaml", "vocabulary/x.yaml", "concepts/x.yaml", "authorities.yaml"])
def test_yaml_of_another_shape_is_a_fault_and_no_crash(folder: Path, name: str, text: str) -> None:
    write(folder, name, text)
    if text in ("", "[]") and name in ("vocabulary/x.yaml", "authorities.yaml"):
        assert load([folder])
        return

    assert {fault.file for fault in faults(folder)} == {f"mine/{name}"}


def test_a_file_that_is_not_utf_8_is_told(folder: Path) -> None:
    (folder / "own/OWN-002-x.yaml").write_bytes(b"id: \xff")

    assert [fault.sentence for fault in faults(folder)] == ["is not UTF-8 text"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "no such folder" in faults(tmp_path / "nowhere")[0].sentence


@pytest.mark.parametrize("name", ["own/OWN-002-x.yaml", "vocabulary/x.yaml"])
def test_aliases_that_multiply_are_refused_in_good_time(folder: Path, name: str) -> None:
    write(folder, name, BOMB)
    code = "import sys; from pathlib import Path; from termscheck.engine.loader import load; load([Path(sys.argv[1])])"

    ran = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, timeout=60, check=False
    )

    assert "RuleError" in ran.stderr
    assert f"mine/{name}" in ran.stderr


# --- names that nothing bears ---------------------------------------------------------------------------------

LAWYERS_SLIPS = """\
match:
  any:
    - statement: {act: trminate, mode: [rigth], by: [them]}
    - statement: {act: [pay, indemnfy], gate: [conditon], gated_by: {concept: taken-out-of-pey}}
    - statement: {act: pay, days: "over 30", hving: {words: tea}}
    - {wrods: tea}
    - words:
        - "{them} serve {chrges}"
        - "(tea | coffee"
unless:
  - match: {words: "{thm}"}
    because: nobody means it
adjust:
  - {when: {words: "{duratoin}"}, severity: critcal, because: it is long}
"""


def told(folder: Path) -> list[str]:
    return [str(fault).removeprefix("mine/own/OWN-001-late-teas.yaml:") for fault in faults(folder)]


def test_every_slip_of_a_rule_is_told_in_one_go_with_what_was_meant(folder: Path) -> None:
    good = LAWYERS_SLIPS.replace("rigth", "right").replace("hving", "having").replace("wrods", "words")
    good = good.replace("critcal", "critical")
    write(folder, "own/OWN-001-late-teas.yaml", RULE.replace('match:\n  words: "{them} ... serve tea late"\n', good))

    assert told(folder) == [
        "16:19: there is no act “trminate”. Did you mean “terminate”?",
        "17:30: there is no act “indemnfy”. Did you mean “indemnify”?",
        "17:48: there is no gate “conditon”. Did you mean “condition”?",
        "17:70: there is no concept “taken-out-of-pey”. Did you mean “taken-out-of-pay”?",
        "18:29: “over 30” is no comparison such as “> 30”",
        "21:11: there is no vocabulary “chrges”. Did you mean “charges”?",
        "22:11: “)” is missing",
        "24:13: there is no vocabulary “thm”. Did you mean “them”?",
        "27:13: there is no vocabulary “duratoin”. Did you mean “duration”?",
    ]


def test_a_misspelt_key_or_value_does_not_hide_the_other_faults_of_its_file(folder: Path) -> None:
    text = RULE.replace('match:\n  words: "{them} ... serve tea late"\n', LAWYERS_SLIPS).replace("CHBI", "CHBY")
    write(folder, "own/OWN-001-late-teas.yaml", text.replace("title: Tea is late\n", ""))

    said = told(folder)

    for part in (
        "“title” is missing",
        "“mode”: “rigth” is none of duty, right, prohibition, release, state. Did you mean “right”?",
        "unknown key “hving”. Did you mean “having”?",
        "unknown key “wrods”. Did you mean “words”?",
        "“severity”: “critcal” is none of critical, high, medium, low. Did you mean “critical”?",
        "there is no authority “CHBY” in authorities.yaml. Did you mean “CHBI”?",
        "there is no vocabulary “thm”. Did you mean “them”?",
    ):
        assert any(part in one for one in said), (part, said)


def test_a_vocabulary_of_another_kind_is_no_act(folder: Path) -> None:
    text = RULE.replace('words: "{them} ... serve tea late"', "statement: {act: charges, gated_by: {words: tea}}")
    write(folder, "own/OWN-001-late-teas.yaml", text)

    assert any("“charges” is no act but of kind “words”" in one for one in told(folder))


def test_a_slip_in_a_concept_or_vocabulary_does_not_make_its_users_wrong(folder: Path) -> None:
    write(folder, "own/OWN-001-late-teas.yaml", RULE.replace('words: "{them} ... serve tea late"', "concept: tea-time"))
    write(folder, "concepts/tea.yaml", "name: tea-time\nmeaning: tea\nmatch: {words: '{kettle}', wihtin: clause}\n")
    write(folder, "vocabulary/tea.yaml", "kettle: {meaning: it boils, phrase: [kettle]}\n")

    assert {(fault.file, fault.line) for fault in faults(folder)} == {
        ("mine/concepts/tea.yaml", 3),
        ("mine/vocabulary/tea.yaml", 1),
    }


def test_a_concept_is_proofread_like_a_rule(folder: Path) -> None:
    write(folder, "concepts/tea.yaml", "name: tea-time\nmeaning: tea\nmatch: {any: [{words: '{kettel}'}]}\n")

    assert [str(fault) for fault in faults(folder)] == [
        "mine/concepts/tea.yaml:3:16: there is no vocabulary “kettel”. Did you mean “settle”?"
    ]


def test_a_concept_that_contains_itself_is_told(folder: Path) -> None:
    write(folder, "own/OWN-001-late-teas.yaml", RULE.replace('words: "{them} ... serve tea late"', "concept: tea-time"))
    write(folder, "concepts/tea.yaml", "name: tea-time\nmeaning: tea\nmatch: {concept: tea-time}\n")

    assert any("contains itself" in fault.sentence for fault in faults(folder))


def test_a_value_of_the_wrong_shape_is_one_fault(folder: Path) -> None:
    text = RULE.replace('words: "{them} ... serve tea late"', "statement: {act: 5, negated: maybe}")
    write(folder, "own/OWN-001-late-teas.yaml", text)

    assert told(folder) == [
        "15:15: “act”: should be a valid list or a valid string",
        "15:23: “negated”: should be a valid boolean or 'either'",
    ]


def test_the_page_of_a_rule_may_lie_beside_it_and_changes_nothing(folder: Path) -> None:
    before = load([folder]).sources[1].sha256
    write(folder, "own/OWN-001-late-teas.md", "# Tea is late\n")
    assert load([folder]).sources[1].sha256 == before

    write(folder, "own/OWN-002-early-teas.md", "# Tea is early\n")
    assert [fault.file for fault in faults(folder)] == ["mine/own/OWN-002-early-teas.md"]
