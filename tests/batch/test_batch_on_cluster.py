"""Batches on a real dask cluster of separate processes: the same bytes as here, and lost workers cost nothing else.

The commands of docs/batch.md are run here, with other addresses.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from batch_checkers import DAY, LOG
from cluster_checkers import CHECKER, NOTES

from termscheck.batch.asked import Asked
from termscheck.batch.find import search
from termscheck.batch.run import Elsewhere, Tell, run
from termscheck.batch.summary import Batch, Line
from termscheck.batch.work import Bounds
from termscheck.cli import main
from termscheck.errors import UsageError
from tests.waiting import until

dask = pytest.importorskip("dask", reason="dask.distributed is not installed")
distributed = pytest.importorskip("distributed", reason="dask.distributed is not installed")
from termscheck.batch.cluster import cluster  # noqa: E402

SAMPLES = Path(__file__).parents[2] / "samples"
OTHER_VERSION = "import termscheck.version\ntermscheck.version.__version__ = '0.0.7'\n"


class Here(NamedTuple):
    address: str
    folder: Path
    env: dict[str, str]

    @property
    def begun(self) -> Counter[str]:
        return Counter((self.folder / LOG).read_text().split())

    def wait_for_workers(self, number: int) -> None:
        with distributed.Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(number, timeout=120)

    @contextmanager
    def process(self, *args: str) -> Iterator[None]:
        command = [sys.executable, "-m", "distributed.cli." + args[0], *args[1:], "--host", "127.0.0.1"]
        with (self.folder / f"{time.monotonic_ns()}.log").open("wb") as log:
            started = subprocess.Popen(
                [*command, "--no-dashboard"], env=self.env, cwd=self.folder, stdout=log, stderr=log
            )
            try:
                yield
            finally:
                started.terminate()
                started.wait(60)

    def worker(self, name: str, *args: str) -> AbstractContextManager[None]:
        return self.process(
            "dask_worker", self.address, "--nthreads", "1", "--name", name, "--local-directory", str(self.folder), *args
        )


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    """A scheduler and two workers, each under a nanny, as `dask worker` starts them."""
    folder = tmp_path_factory.mktemp("cluster")
    (folder / LOG).touch()
    path = os.pathsep.join(one for one in sys.path if one)
    env = os.environ | {"PYTHONPATH": path, NOTES: str(folder)}
    told = folder / "scheduler.json"
    with Here("", folder, env).process("dask_scheduler", "--port", "0", "--scheduler-file", str(told)):
        until(told.exists)
        made = Here(json.loads(told.read_text())["address"], folder, env)
        with made.worker("one"), made.worker("two"):
            made.wait_for_workers(2)
            yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "contracts"
    made.mkdir()
    return made


def silent(line: Line, known: bool) -> None:
    pass


def drive(folder: Path, out: Path, elsewhere: Elsewhere | None = None, tell: Tell = silent) -> Batch:
    return run(
        search([str(folder)], out).contracts, out, Asked(DAY), workers=2, bounds=Bounds(4, 200), checker=CHECKER,
        elsewhere=elsewhere, tell=tell,
    )  # fmt: skip


def made(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def codes(batch: Batch) -> dict[str, str]:
    return {Path(line.file).stem: line.outcome.failure.code if line.outcome.failure else "" for line in batch.lines}


def test_outcomes_are_those_of_a_batch_on_this_machine(
    here: Here, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NOTES, str(here.folder))
    says = {"a": "fine PAY-002", "b": "fault", "c": "scan", "d": "edited", "e": "fine LIA-001", "f": "die"}
    if sys.platform == "linux":
        says["g"] = "hungry"
    for name, words in says.items():
        (folder / f"{name}.txt").write_text(words)
    (folder / "copies").mkdir()
    (folder / "copies" / "a.txt").write_text(says["a"])

    with cluster(here.address, pytest.fail) as far:
        drive(folder, tmp_path / "far", far.outcomes)
    assert here.begun["f.txt"] == 2, "what died is tried once more"
    drive(folder, tmp_path / "near")

    assert made(tmp_path / "far") == made(tmp_path / "near")
    assert not list(here.folder.rglob("contract-*")), "no worker keeps a contract"


def test_what_hangs_is_out_of_time_and_its_worker_goes_on(here: Here, folder: Path, tmp_path: Path) -> None:
    (folder / "hangs.txt").write_text("hang")
    for name in "abcd":
        (folder / f"{name}.txt").write_text("slow")
    with cluster(here.address, pytest.fail) as far:
        batch = drive(folder, tmp_path / "out", far.outcomes)
    assert codes(batch) == {"hangs": "E-TIME", "a": "", "b": "", "c": "", "d": ""}
    assert "batch_checkers.py" in next(line.outcome.failure for line in batch.lines if line.outcome.failure).trace


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no SIGKILL")
def test_a_worker_that_is_killed_costs_only_its_own_contract(here: Here, folder: Path, tmp_path: Path) -> None:
    """Also where every worker is killed at once: the batch waits for those that their nannies start anew."""
    words = {"kills": "kill", "killed": "kill-once"} | dict.fromkeys(["k1", "k2", "k3", "k4"], "slow")
    for name, word in words.items():
        (folder / f"{name}.txt").write_text(word)
    with cluster(here.address, lambda sentence: None) as far:
        batch = drive(folder, tmp_path / "out", far.outcomes)
    assert codes(batch) == {name: "E-DIED" if name == "kills" else "" for name in words}
    begun = here.begun
    assert {name: begun[f"{name}.txt"] for name in words} == {
        "kills": 2, "killed": 2, "k1": 1, "k2": 1, "k3": 1, "k4": 1,
    }  # fmt: skip


def test_a_worker_with_another_version_gets_no_contracts(here: Here, folder: Path, tmp_path: Path) -> None:
    here.wait_for_workers(2)
    preload = tmp_path / "other_version.py"
    preload.write_text(OTHER_VERSION)
    for number in range(3):
        (folder / f"{number}.txt").write_text("fine")
    said: list[str] = []
    with here.worker("old", "--preload", str(preload)):
        here.wait_for_workers(3)
        with cluster(here.address, said.append) as far:
            batch = drive(folder, tmp_path / "out", far.outcomes)
    assert not any(codes(batch).values())
    (only,) = said
    assert "gets no contracts: it has termscheck 0.0.7" in only


def test_a_cluster_with_another_version_or_other_rules_is_refused(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("termscheck.batch.asked.__version__", "99")
    with pytest.raises(UsageError, match=r"scheduler at .* has termscheck .* It needs termscheck 99"):
        cluster(here.address, pytest.fail).__enter__()
    monkeypatch.undo()
    monkeypatch.setattr("termscheck.batch.asked.bundled", lambda kind: SAMPLES)
    with pytest.raises(UsageError, match="has other rules than this machine"):
        cluster(here.address, pytest.fail).__enter__()


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    monkeypatch.chdir(tmp_path)

    def command(*args: str, code: int) -> str:
        assert main(["batch", "in", "--on", "2026-11-22", *args]) == code
        return capsys.readouterr().err

    return command


def test_the_command_checks_folders_and_own_rules_as_here(here: Here, command: Callable[..., str]) -> None:
    Path("in/set").mkdir(parents=True)
    shutil.copy(SAMPLES / "harsh-sub-contract.docx", "in/set/terms.docx")
    Path("in/set/contract.yaml").write_text("files: [terms.docx]\nus: Delivery Partner\n")
    Path("in/set/forgotten.txt").write_text("Not on the list.")
    shutil.copy(SAMPLES / "harsh-sub-contract.pdf", "in/harsh.pdf")
    Path("in/broken.pdf").write_bytes(b"junk")
    Path("ours").mkdir()
    Path("ours/retired.yaml").write_text("{}\n")
    assert "unencrypted" not in command("--out", "far", "--scheduler", here.address, "--rules", "ours", code=3)
    command("--out", "near", "--rules", "ours", code=3)
    assert made(Path("far")) == made(Path("near"))
    assert json.loads(Path("far/run.json").read_text())["asked"]["rules"][1]["folder"] == "ours"


def test_what_is_wrong_with_the_cluster_is_said(command: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    Path("in").mkdir()
    Path("in/a.txt").write_text("1. Payment\n")
    with dask.config.set({"distributed.comm.timeouts.connect": "1s"}):
        assert "no answer from a dask scheduler at tcp://127.0.0.1:1" in command(
            "--out", "out", "--scheduler", "tcp://127.0.0.1:1", code=2
        )
        assert "nonsense" in command("--out", "out", "--scheduler", "nonsense://here", code=2)
    assert "certificates" in command("--out", "out", "--scheduler", "tls://127.0.0.1:1", code=2)
    both = command("--out", "out", "--scheduler", "tcp://127.0.0.1:1", "--workers", "2", code=2)
    assert "--workers is of this machine" in both
    monkeypatch.delitem(sys.modules, "termscheck.batch.cluster")
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert 'pip install "termscheck[dask]"' in command("--out", "out", "--scheduler", "tcp://127.0.0.1:1", code=2)


def test_a_scheduler_that_is_lost_stops_the_batch_and_what_was_done_is_kept(
    here: Here, folder: Path, tmp_path: Path
) -> None:
    for number in range(20):
        (folder / f"{number}.txt").write_text("slow")
    told = tmp_path / "scheduler.json"
    with ExitStack() as running:
        scheduler = running.enter_context(ExitStack())
        scheduler.enter_context(here.process("dask_scheduler", "--port", "0", "--scheduler-file", str(told)))
        until(told.exists)
        other = here._replace(address=json.loads(told.read_text())["address"])
        running.enter_context(other.worker("lost"))
        other.wait_for_workers(1)
        done: list[str] = []

        def tell(line: Line, known: bool) -> None:
            done.append(line.file)
            if len(done) == 3:
                scheduler.close()

        with (
            dask.config.set({"distributed.comm.timeouts.connect": "2s"}),
            pytest.raises(UsageError, match="is lost"),
            cluster(other.address, pytest.fail) as far,
        ):
            drive(folder, tmp_path / "out", far.outcomes, tell)
    assert len(list((tmp_path / "out" / "reviews").iterdir())) == len(done) < 20
