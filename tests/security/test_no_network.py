"""termscheck opens no connection: with sockets forbidden it does all that it does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[2] / "samples"
GUARD = """
import os, sys

def forbid(event, args):
    # sockets that are files are how processes of one machine speak; and a library that spaCy brings along asks, by a
    # bind to this machine itself that it closes at once, whether there is IPv6
    address = args[1] if event in ("socket.connect", "socket.bind") else None
    local = isinstance(address, (str, bytes)) or (event == "socket.bind" and address[:2] == ("::1", 0))
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto",
                 "urllib.Request", "http.client.connect", "webbrowser.open") and not local:
        with open(os.environ["TERMSCHECK_TRIED"], "a") as file:
            print(event, args, file=file)
        raise PermissionError("sockets are forbidden")

sys.addaudithook(forbid)
"""
FORMATS = ("html", "json", "letter", "xlsx", "sarif", "junit", "md", "csv", "docx")
COMMANDS = (
    ("check", "harsh.docx", *(part for name in FORMATS for part in ("--format", name)), "--out", "out/"),
    ("check", "harsh.pdf", "--out", "marked.pdf"),
    ("compare", "harsh.docx", "harsh.pdf", "--out", "compared.html"),
    ("extract", "harsh.docx", "--format", "json"),
    ("batch", "harsh.docx", "harsh.pdf", "--out", "batch"),
    ("rules", "list"),
)  # fmt: skip


@pytest.fixture
def guarded(tmp_path: Path) -> dict[str, str]:
    """The environment of Python processes in which every socket is forbidden, those of workers too."""
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(GUARD)
    paths = [str(tmp_path / "guard"), *(one for one in sys.path if one)]
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths), "TERMSCHECK_TRIED": str(tmp_path / "tried")}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_nothing_of_the_network_is_touched(tmp_path: Path, guarded: dict[str, str], command: tuple[str, ...]) -> None:
    for suffix in ("docx", "pdf"):
        shutil.copy(SAMPLES / f"harsh-sub-contract.{suffix}", tmp_path / f"harsh.{suffix}")
    (tmp_path / "out").mkdir()
    ran = subprocess.run(
        [sys.executable, "-m", "termscheck", *command], cwd=tmp_path, env=guarded, capture_output=True, check=False
    )
    assert ran.returncode in (0, 1), ran.stderr.decode()
    assert not (tmp_path / "tried").exists(), (tmp_path / "tried").read_text()


def test_the_guard_would_notice(tmp_path: Path, guarded: dict[str, str]) -> None:
    asking = "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')"
    ran = subprocess.run([sys.executable, "-c", asking], env=guarded, capture_output=True, check=False)
    assert ran.returncode == 1
    assert (tmp_path / "tried").exists()


def test_no_http_client_is_even_loaded_and_spacy_is_whole_all_the_same() -> None:
    code = """
import sys
import termscheck.pipeline
assert not {"requests", "urllib3", "httpx", "spacy.cli"} & set(sys.modules)
import spacy
assert spacy.info(silent=True)["spacy_version"] == spacy.__version__
from spacy.cli import download
"""
    subprocess.run([sys.executable, "-c", code], check=True)
