"""A batch that is ended again and again, or whose folder is damaged: nothing is lost, nothing spoilt is kept."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import batch_checkers
import pytest
from batch_checkers import LOG, drive

from termscheck.files import UNFINISHED

KILLS = 8
CONTRACTS = 40


def made(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "contracts").mkdir()
    for number in range(CONTRACTS):
        (tmp_path / "contracts" / f"{number:02}.txt").write_text(f"slow RULE-{number}")
    return tmp_path / "contracts"


@pytest.mark.skipif(os.name != "posix", reason="this system has no such signals")
def test_a_batch_ended_at_random_moments_loses_nothing(folder: Path, tmp_path: Path) -> None:
    chance, out = random.Random(10), tmp_path / "out"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(one for one in sys.path if one)}
    had: set[str] = set()
    for number in range(KILLS):
        driver = subprocess.Popen(
            [sys.executable, batch_checkers.__file__, str(folder), str(out)], env=environment, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.1, 2.5))
        driver.send_signal((signal.SIGTERM, signal.SIGKILL)[number % 2])
        driver.wait()
        kept = {path.name for path in out.glob("outcomes/*.json")}
        assert had <= kept, "what was done is never lost"
        had = kept
        for path in out.glob("outcomes/*.json"):
            json.loads(path.read_bytes())
            assert json.loads((out / "reviews" / path.name).read_bytes()), "an outcome has its whole review"

    batch = drive(folder, out)

    assert len(tuple(batch.lines)) == CONTRACTS
    assert not any(line.outcome.failure for line in batch.lines)
    drive(folder, tmp_path / "never-ended")
    assert made(out) == made(tmp_path / "never-ended")


def test_a_folder_left_before_anything_was_in_it_is_gone_on_with(folder: Path, tmp_path: Path) -> None:
    for path in sorted(folder.glob("*.txt"))[2:]:
        path.unlink()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / f"{UNFINISHED}0123.tmp").write_bytes(b"{")
    assert len(tuple(drive(folder, tmp_path / "out").lines)) == 2
    assert not list((tmp_path / "out").glob(f"{UNFINISHED}*"))


@pytest.mark.parametrize("part", ["outcomes", "reviews"])
def test_what_is_damaged_in_the_folder_is_made_again(folder: Path, tmp_path: Path, part: str) -> None:
    out, chance = tmp_path / "out", random.Random(10)
    for path in sorted(folder.glob("*.txt"))[8:]:
        path.unlink()
    drive(folder, out)
    whole = made(out)
    for path, damage in zip(sorted((out / part).iterdir()), range(7), strict=False):
        data = bytearray(path.read_bytes())
        match damage:
            case 0:
                data = bytearray()
            case 1:
                data = data[: len(data) // 2]
            case 2:
                data = bytearray(b"\0" * len(data))
            case 3:
                path.unlink()
                continue
            case _:
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(7)
        path.write_bytes(bytes(data))
    (folder / LOG).unlink()

    batch = drive(folder, out)

    assert not any(line.outcome.failure for line in batch.lines)
    assert made(out) == whole
    assert len((folder / LOG).read_text().split()) >= 6, "they were checked again"
