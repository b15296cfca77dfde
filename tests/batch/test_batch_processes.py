"""Batches in real worker processes: what hangs, dies or is killed costs its own contract only, and nothing is lost."""

from __future__ import annotations

import gc
import itertools
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from threading import Thread

import batch_checkers
import pytest
from batch_checkers import DAY, LOG, drive

from termscheck.batch.asked import Asked
from termscheck.batch.find import Found
from termscheck.batch.outcome import Outcome
from termscheck.batch.run import run
from termscheck.batch.work import Bounds
from termscheck.errors import UsageError
from tests.waiting import until

KILL = getattr(signal, "SIGKILL", signal.SIGTERM)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "contracts"
    made.mkdir()
    return made


def begun(folder: Path) -> Counter[str]:
    return Counter((folder / LOG).read_text().split())


def made(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
        # one that has ended and that nobody has asked after is not alive
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False


def test_each_contract_has_one_outcome_whatever_becomes_of_its_worker(folder: Path, tmp_path: Path) -> None:
    says = {
        "a": "fine PAY-002", "b": "hang", "c": "fine", "d": "fault", "e": "scan", "f": "edited", "g": "fine LIA-001",
    }  # fmt: skip
    if sys.platform == "linux":
        says["h"] = "hungry"
    for name, words in says.items():
        (folder / f"{name}.txt").write_text(words)

    batch = drive(folder, tmp_path / "out")

    told = {line.file[0]: line.outcome.failure.code if line.outcome.failure else "read" for line in batch.lines}
    expected = {"a": "read", "b": "E-TIME", "c": "read", "d": "E-FAULT", "e": "E-NOTEXT", "f": "E-CHANGED", "g": "read"}
    assert told == expected | ({"h": "E-MEMORY"} if "h" in says else {})
    messages = {line.file[0]: line.outcome.failure for line in batch.lines}
    assert "batch_checkers.py" in messages["b"].trace
    assert "KeyError" in messages["d"].trace
    lines = (tmp_path / "out" / "outcomes.jsonl").read_text().splitlines()
    assert [json.loads(line)["file"] for line in lines] == [f"{name}.txt" for name in sorted(says)]
    (folder / LOG).unlink()

    drive(folder, tmp_path / "out")

    assert sorted(begun(folder)) == [f"{name}.txt" for name in sorted(says) if name in "bdfh"], "the rest was known"
    assert not list((tmp_path / "out").rglob(".termscheck-*")), "nothing unfinished is left"


def test_a_worker_that_is_killed_costs_only_its_own_contract(folder: Path, tmp_path: Path) -> None:
    (folder / "a.txt").write_text("wait")
    for name in "bcdef":
        (folder / f"{name}.txt").write_text("slow")
    process = folder / "a.pid"

    def kill() -> None:
        until(lambda: process.exists() and bool(process.read_text()))
        os.kill(int(process.read_text()), KILL)

    killer = Thread(target=kill)
    killer.start()
    batch = drive(folder, tmp_path / "out", workers=1)
    killer.join()

    assert [line.outcome.failure.code if line.outcome.failure else "" for line in batch.lines] == ["E-DIED"] + [""] * 5
    assert begun(folder) == {f"{name}.txt": 1 for name in "abcdef"}
    (folder / "a.txt").write_text("slow")
    assert not any(line.outcome.failure for line in drive(folder, tmp_path / "out").lines)


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_a_batch_that_is_killed_goes_on_where_it_was(folder: Path, tmp_path: Path) -> None:
    """Its workers end with it; the outcomes that it had are not made again; in the end all is as if never killed."""
    for number in range(30):
        (folder / f"{number:02}.txt").write_text(f"slow RULE-{number}")
    (folder / "99.txt").write_text("fine")
    out = tmp_path / "out"
    driver = subprocess.Popen([sys.executable, batch_checkers.__file__, str(folder), str(out)], env=os.environ | path())
    until(lambda: len(list(out.glob("outcomes/*.json"))) >= 5)
    children = Path(f"/proc/{driver.pid}/task/{driver.pid}/children").read_text().split()
    os.kill(driver.pid, KILL)
    driver.wait()
    had = len(list(out.glob("outcomes/*.json")))
    assert 5 <= had < 31
    assert not (out / "outcomes.jsonl").exists()
    until(lambda: not any(alive(int(child)) for child in children))

    batch = drive(folder, out)

    assert batch.contracts == 31
    assert all(line.outcome.failure is None for line in batch.lines)
    # what was begun when it was killed, in two workers, and what was done and not yet kept, is begun again
    assert sum(begun(folder).values()) <= 31 + 4
    drive(folder, tmp_path / "never-killed")
    assert made(out) == made(tmp_path / "never-killed")


def path() -> dict[str, str]:
    return {"PYTHONPATH": os.pathsep.join(one for one in sys.path if one)}


def test_what_is_wrong_for_every_contract_stops_the_batch(folder: Path, tmp_path: Path) -> None:
    for name in "abc":
        (folder / f"{name}.txt").write_text("fine")
    with pytest.raises(UsageError, match="misspelt"):
        drive(folder, tmp_path / "out", profile="misspelt")
    assert not (folder / LOG).exists()


def test_an_earlier_batch_tells_changed_contracts_from_changed_rules(folder: Path, tmp_path: Path) -> None:
    for name in ("kept", "edited-2", "moved", "gone", "failed"):
        (folder / f"{name}.txt").write_text(f"fine PAY-002 {name}")
    (folder / "failed.txt").write_text("scan")
    drive(folder, tmp_path / "one")
    (folder / LOG).unlink()
    (folder / "edited-2.txt").write_text("fine PAY-002 LIA-001")
    (folder / "moved.txt").rename(folder / "elsewhere.txt")
    (folder / "gone.txt").unlink()
    (folder / "added.txt").write_text("fine")

    batch = drive(folder, tmp_path / "two", since=tmp_path / "one")

    since = {line.file: line.since for line in batch.lines}
    assert {name: one.changed for name, one in since.items()} == {
        "kept.txt": "unchanged", "edited-2.txt": "contract", "elsewhere.txt": "unchanged", "added.txt": "new",
        "failed.txt": "unchanged",
    }  # fmt: skip
    edited = since["edited-2.txt"]
    assert [[one.rule for one in terms] for terms in (edited.new, edited.gone)] == [["LIA-001"], ["edited-2"]]
    assert since["elsewhere.txt"].was == "moved.txt"
    assert not since["failed.txt"].compared
    assert batch.gone == ("gone.txt",)
    assert "kept.txt" not in begun(folder), "what is the same is taken from the earlier batch"
    kept = next(one for one in batch.lines if one.file == "kept.txt")
    assert (tmp_path / "two" / json.loads(kept.to_json())["review"]).exists()

    (folder / "kept.txt").write_text("fine")
    again = drive(folder, tmp_path / "three", since=tmp_path / "two", us="Partner")
    assert Counter(line.since.changed for line in again.lines) == {"rules": 4, "both": 1}
    with pytest.raises(UsageError, match="not the folder of a finished batch"):
        drive(folder, tmp_path / "four", since=tmp_path)


def test_outcomes_are_on_disk_and_not_in_memory(tmp_path: Path) -> None:
    contracts = [Found(f"{number:04}.docx", tmp_path / f"{number:04}.docx") for number in range(400)]
    held = []
    calls = itertools.count()

    def count(line: object, known: bool) -> None:
        if next(calls) % 40 == 0:  # all objects of the process are gone through, which takes long
            held.append(sum(isinstance(one, Outcome) for one in gc.get_objects()))

    for since in (None, tmp_path / "out"):
        batch = run(contracts, tmp_path / "out", Asked(DAY), workers=1, bounds=Bounds(), since=since, tell=count)
        assert batch.results["failed"] == 400
        assert max(held) - held[0] <= 4
    assert batch.changes == {"unchanged": 400}
