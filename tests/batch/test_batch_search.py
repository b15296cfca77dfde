"""Which contracts a batch is of, what they are called, and how names from outside are shown."""

from __future__ import annotations

import csv
import io
import os
import sys
from pathlib import Path

import pytest
from batch_checkers import DAY
from hypothesis import given, settings
from hypothesis import strategies as st

from termscheck.batch.asked import Asked
from termscheck.batch.find import Found, digests, search
from termscheck.batch.folder import Folder
from termscheck.batch.outcome import Failure, Outcome, Term, from_json
from termscheck.batch.summary import Line, write_summary
from termscheck.errors import ReadError, UsageError


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("1. Payment")


def names(*given: str | Path, out: str = "out") -> list[str]:
    return [one.name for one in search([str(one) for one in given], Path(out)).contracts]


def test_folders_are_searched_for_contracts_of_every_format(tmp_path: Path) -> None:
    touch(tmp_path, "b/terms.docx", "a/terms.docx", "a/x.PDF", "y.txt", "old.doc", "photo.png", "a/.hidden.txt",
          "~$terms.docx", "out/z.txt", "one/contract.yaml", "one/form.docx")  # fmt: skip
    found = search([str(tmp_path)], tmp_path / "out")
    assert [one.name for one in found.contracts] == [
        "a/terms.docx",
        "a/x.PDF",
        "b/terms.docx",
        "old.doc",
        "one",
        "y.txt",
    ]
    assert found.others == 3


def test_what_is_named_is_always_a_contract_and_only_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    touch(tmp_path, "a/x.txt", "a/y.txt", "a/[1].txt", "b/x.txt", "odd.name")
    assert names("a/x.txt", "a", "./a/y.txt") == ["[1].txt", "x.txt", "y.txt"]
    assert names("a/*.txt", "b/*.txt") == ["a/[1].txt", "a/x.txt", "a/y.txt", "b/x.txt"]
    assert names("a/[1].txt", "odd.name", "no*.txt") == ["a/[1].txt", "no*.txt", "odd.name"]
    (tmp_path / "empty").mkdir()
    assert names("empty") == []


@pytest.mark.skipif(os.name == "nt", reason="Windows makes links for administrators only, and has no such pipes")
def test_links_to_folders_are_told_and_pipes_are_not_waited_for(tmp_path: Path) -> None:
    touch(tmp_path, "in/a.txt", "other/b.txt")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "other")
    (tmp_path / "in" / "back").symlink_to(tmp_path / "in")
    found = search([str(tmp_path / "in")], tmp_path / "out")
    assert [one.name for one in found.contracts] == ["a.txt"]
    assert found.links == (str(tmp_path / "in" / "back"), str(tmp_path / "in" / "link"))
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ReadError, match="not an ordinary file"):
        digests(Found("pipe.txt", tmp_path / "pipe.txt"))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not allow such names")
@pytest.mark.parametrize(
    "name", [b"=cmd|' 'C calc'!A1.txt", b"\x1b[2Jclear.txt", b"two\nlines.txt", b"caf\xe9.txt", b"-rf.txt"]
)
def test_hostile_names_reach_neither_the_terminal_nor_a_spreadsheet(tmp_path: Path, name: bytes) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    path = folder / os.fsdecode(name)
    path.write_text("1. Payment")
    (found,) = search([str(folder)], tmp_path / "out").contracts
    assert found.path == path
    out = Folder(tmp_path / "out")
    out.open(Asked(DAY))
    failure = Failure("E-EMPTY", "the file is empty.")
    line = Line(found.name, digests(found), "k", "w", Outcome(failure))
    batch = write_summary(out, [line], tuple)
    assert list(batch.lines) == [line]
    table = list(csv.reader(io.StringIO((tmp_path / "out" / "summary.csv").read_text(encoding="utf-8"))))
    assert len(table) == 2
    assert not table[1][0].startswith(("=", "-"))
    assert "\x1b" not in table[1][0]
    assert (tmp_path / "out" / "outcomes.jsonl").read_text(encoding="utf-8").count("\n") == 1


def test_a_folder_with_other_things_in_it_is_not_written_to(tmp_path: Path) -> None:
    touch(tmp_path, "mine.txt")
    with pytest.raises(UsageError, match="holds other things"):
        Folder(tmp_path).open(Asked(DAY))
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


terms = st.builds(Term, st.text(), st.sampled_from(["low", "high"]), st.text())


@settings(deadline=None)
@given(
    st.builds(
        Outcome, st.none() | st.builds(Failure, st.text(), st.text()), st.none(), findings=st.lists(terms).map(tuple)
    )
)
def test_an_outcome_is_kept_as_it_was(outcome: Outcome) -> None:
    assert from_json(outcome.to_json().encode()) == outcome


@settings(deadline=None)
@given(st.binary())
def test_a_damaged_outcome_is_none(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.getbasetemp() / "damaged"
    (folder / "outcomes").mkdir(parents=True, exist_ok=True)
    (folder / "outcomes" / "k.json").write_bytes(data)
    assert Folder(folder).kept("k", "2026-11-22") is None


def test_an_outcome_holds_while_the_same_sources_of_the_law_are_overdue() -> None:
    outcome = Outcome(after="2026-03-31", until="2027-03-31")
    days = ["2026-03-31", "2026-04-01", "2027-03-31", "2027-04-01"]
    assert [outcome.holds(day) for day in days] == [False, True, True, False]
