"""A reader of the documentation: has a folder with the files that the pages speak of, and types what they say."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from queue import Queue
from re import search
from threading import Thread

import pytest
from doc_pages import REPOSITORY

from termscheck.cli import main

ENDED = (0, 130)
SAMPLES = REPOSITORY / "samples"
OURS = """\
name: our-desk
meaning: What our team looks at.
extends: triage
"""
STANDS_FOR = {
    "contract.docx": "harsh-sub-contract.docx",
    "contract.pdf": "harsh-sub-contract.pdf",
    "order-form.docx": "blank-template.docx",
    "terms.pdf": "fair-sub-contract.pdf",
    "sub-contract.docx": "harsh-sub-contract.docx",
    "head-contract.docx": "head-contract.docx",
    "head-contract.pdf": "head-contract.pdf",
    "draft-1.docx": "harsh-sub-contract.docx",
    "draft-2.docx": "harsh-sub-contract-draft-2.docx",
    "draft-with-tracked-changes.docx": "harsh-sub-contract-draft-2.docx",
    "contracts/order-form.docx": "blank-template.docx",
    "contracts/harbour/terms.pdf": "fair-sub-contract.pdf",
    "templates/order-form.docx": "blank-template.docx",
    "signed-contract/order-form.docx": "blank-template.docx",
    "signed-contract/terms.pdf": "fair-sub-contract.pdf",
    "more/terms.docx": "fair-sub-contract.docx",
}
"""The files of a reader, and the samples that stand for them."""


def samples_as(names: Mapping[str, str], folder: Path) -> None:
    """Copies samples under other names."""
    for name, sample in names.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SAMPLES / sample, folder / name)


class Reader:
    """Types commands in a folder of its own: termscheck in this process, where its rules are loaded already."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[bytes]) -> None:
        self.folder, self.monkeypatch, self.capture = folder, monkeypatch, capture
        shutil.copytree(SAMPLES, folder / "samples")
        samples_as(STANDS_FOR, folder)
        self.changed_rules = False
        (folder / "our-rules" / "profiles").mkdir(parents=True)
        (folder / "our-rules" / "profiles" / "our-desk.yaml").write_text(OURS, encoding="utf-8")
        (folder / "our-style").mkdir()
        monkeypatch.chdir(folder)
        monkeypatch.setenv("COLUMNS", "80")
        monkeypatch.setenv("TERMSCHECK_STORE", str(folder / "own-store"))

    def write(self, name: str, text: str) -> None:
        """Makes a file that a page shows."""
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text, encoding="utf-8")
        if name.split("/", maxsplit=1)[0].endswith("rules"):
            self.changed_rules = True
            self.forget()

    def forget(self) -> None:
        """Rules are loaded again: each command is a process of its own, and they have changed between two."""
        if self.changed_rules:
            from termscheck import pipeline

            pipeline._engine.cache_clear()

    def types(self, command: str) -> tuple[int, str]:
        """The exit code and all that is printed, standard output first."""
        words = shlex.split(command)
        if words[0] != "termscheck":
            done = subprocess.run(
                command, shell=True, cwd=self.folder, env=self.env(), capture_output=True, check=False
            )
            return done.returncode, (done.stdout + done.stderr).decode()
        assert words[1] != "serve", f"it would never end: put it into a piece “sh server”: {command}"
        given, taken, kept = _redirected(words[1:])
        typed = self.folder / given if given else _password(self.folder)
        with typed.open(encoding="utf-8") as stdin:
            self.monkeypatch.setattr(sys, "stdin", stdin)
            self.capture.readouterr()
            code = main(_matched(command, taken))
        printed, told = self.capture.readouterr()
        if kept:
            (self.folder / kept).write_bytes(printed)
        return code, (printed + told).decode()

    def env(self) -> Mapping[str, str]:
        """For commands that are processes: the termscheck of this repository comes first."""
        scripts = str(Path(sys.executable).parent)
        path = os.pathsep.join([str(self.folder / "no-browser"), scripts, os.environ["PATH"]])
        return {**os.environ, "PATH": path, "PYTHONPATH": str(REPOSITORY), "PYTHONUNBUFFERED": "1"}

    def starts(self, command: str) -> str:
        """Starts a server, asks for its page, ends it as Ctrl-C does, and tells what it said."""
        opener = self.folder / "no-browser" / "xdg-open"
        opener.parent.mkdir(exist_ok=True)
        opener.write_text("#!/bin/sh\n")
        opener.chmod(0o755)
        words = shlex.split(command)
        assert words[0] == "termscheck", command
        started = subprocess.Popen(
            [sys.executable, "-m", *words], env=self.env(), cwd=self.folder, text=True, encoding="utf-8",
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        lines: Queue[str] = Queue()
        listening = Thread(target=lambda: [lines.put(line) for line in started.stdout or ()], daemon=True)
        listening.start()
        try:
            said = lines.get(timeout=60)
            if address := search(r"http://127\.0\.0\.1:\d+/", said):
                with urllib.request.urlopen(address[0]) as page:
                    assert page.status == 200
        finally:
            started.send_signal(signal.SIGINT)
            code = started.wait(60)
            listening.join(60)
            assert started.stdout
            started.stdout.close()
        while not lines.empty():
            said += lines.get()
        assert code in ENDED, f"{command}\n{said}"
        assert "Traceback" not in said
        return said


def _redirected(words: list[str]) -> tuple[str, list[str], str]:
    """The file read from standard input, the words without `<` and `>`, and the file that the answer goes to."""
    given = kept = ""
    if ">" in words:
        words, kept = words[: words.index(">")], words[-1]
    if "<" in words:
        words, given = words[: words.index("<")], words[-1]
    return given, words, kept


def _matched(command: str, words: list[str]) -> list[str]:
    """What a shell makes of `*.docx` where it is not quoted."""
    made: list[str] = []
    for word in words:
        quoted = f'"{word}"' in command or f"'{word}'" in command
        made += [word] if "*" not in word or quoted else sorted(str(path) for path in Path().glob(word))
    return made


def _password(folder: Path) -> Path:
    typed = folder / "typed"
    typed.write_text("a password that is long enough\n", encoding="utf-8")
    return typed
