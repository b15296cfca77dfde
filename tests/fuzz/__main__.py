"""Fuzzes one target, or all one after the other: `python -m tests.fuzz TARGET|all --seconds N`.

A crash is any exception but termscheck's own errors, ten seconds for one input, or a gigabyte of memory. The input is
kept in --folder; shrink it (`--shrink FILE`), mend what it broke, and put it into tests/fuzz/found/TARGET. Inputs that
reached new code are kept in --folder too, so that the next run goes on from them. Exit code 1 when something was found.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from tests.fuzz.targets import HERE, TARGETS, found, seeds

HANG = 10
"""Seconds for one input."""
_STAT = re.compile(r"^stat::(\w+):\s+(\d+)$", re.MULTILINE)
_COVERED = re.compile(r"\bcov: (\d+)")


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("target", choices=[*TARGETS, "all"])
    parser.add_argument("--seconds", type=int, default=60, help="for each target; 60 unless given")
    parser.add_argument("--folder", type=Path, help="keeps what is found; a temporary folder unless given")
    parser.add_argument("--shrink", type=Path, metavar="FILE", help="make an input that breaks the target smaller")
    asked = parser.parse_args()
    if not find_spec("atheris"):
        parser.exit(2, "Fuzzing needs atheris: pip install -e '.[fuzz]' (Linux, Python 3.11 to 3.13).\n")
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="fuzz-"))
    if asked.shrink:
        return _shrink(asked.target, asked.shrink, asked.seconds, folder)
    names = list(TARGETS) if asked.target == "all" else [asked.target]
    return max([_run(name, asked.seconds, folder) for name in names])


def _run(name: str, seconds: int, folder: Path) -> int:
    grown, broken = folder / name / "grown", folder / name / "broken"
    for one in (grown, broken):
        one.mkdir(parents=True, exist_ok=True)
    words = HERE / "words" / f"{name}.dict"
    command = _command(
        name, f"-max_total_time={seconds}", f"-artifact_prefix={broken}/", "-print_final_stats=1", "-reload=0",
        *([f"-dict={words}"] if words.is_file() else []), str(grown), str(seeds(name)),
        *([str(found(name))] if found(name).is_dir() else []),
    )  # fmt: skip
    before = set(broken.iterdir())
    log = folder / name / "log.txt"
    with log.open("wb") as file:
        code = subprocess.run(command, stdout=file, stderr=subprocess.STDOUT, check=False).returncode
    told = log.read_text(encoding="utf-8", errors="replace")
    stats = dict(_STAT.findall(told))
    covered = _COVERED.findall(told)
    new = sorted(set(broken.iterdir()) - before)
    outcome = f"BROKEN by {', '.join(map(str, new))}" if new else "nothing found" if code == 0 else f"FAILED ({code})"
    inputs, memory = stats.get("number_of_executed_units", "?"), stats.get("peak_rss_mb", "?")
    edges = covered[-1] if covered else "?"
    print(f"{name}: {inputs} inputs, {edges} edges, at most {memory} MB; {outcome}. Log: {log}", flush=True)
    return 1 if code or new else 0


def _shrink(name: str, path: Path, seconds: int, folder: Path) -> int:
    smaller = folder / f"{path.name}.smaller"
    limits = (f"-max_total_time={seconds}", f"-exact_artifact_path={smaller}", "-minimize_crash=1")
    subprocess.run(_command(name, *limits, str(path)), check=False)
    print(f"Written to {smaller}" if smaller.is_file() else "It could not be made smaller.")
    return 0


def _command(name: str, *limits: str) -> list[str]:
    return [sys.executable, "-m", "tests.fuzz.one", name, f"-timeout={HANG}", *limits]


if __name__ == "__main__":
    sys.exit(main())
