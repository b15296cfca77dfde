"""What stands in for the engine, for a terminal, and for what a command said."""

from __future__ import annotations

import hashlib
import io
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from termscheck.model import Advice, Contract, Coverage, Document, Finding, Ledger, Notice, Progress, Review, Severity

NOT_READ = Notice("N-NO-TEXT", "A page holds only a picture.", material=True, pages=(2,))
TEXT = "The Contractor shall pay when it is paid.\n"


def finding(severity: Severity) -> Finding:
    advice = Advice("You may never be paid", "You carry a risk that is not yours.", "", "", "", (), ())
    return Finding(
        "PAY-002", "pay-when-paid", "payment", severity, "high", "policy-breach", "against_us", "It says so.", advice,
        fingerprint="f", missing=True,
    )  # fmt: skip


def review_of(paths: Sequence[Path], *severities: Severity, notices: tuple[Notice, ...] = ()) -> Review:
    documents = tuple(
        Document(path.name, "text", hashlib.sha256(path.name.encode()).hexdigest(), TEXT, ()) for path in paths
    )
    return Review(
        tool_version="0",
        rule_sources=(),
        contract=Contract(documents, ()),
        findings=tuple(finding(severity) for severity in severities),
        protections=(),
        looked_for=(),
        rag="amber",
        rag_reason="One high finding.",
        coverage=Coverage(tuple(Ledger(path.name, {"words": 4}) for path in paths), 0, 1, 1),
        notices=notices,
    )


class Engine:
    """Stands in for `pipeline.check`: answers by file name and remembers what it was asked."""

    def __init__(self) -> None:
        self.severities: tuple[Severity, ...] = ()
        self.notices: tuple[Notice, ...] = ()
        self.trouble: dict[str, Exception] = {}
        self.asked: list[dict[str, object]] = []

    def check(self, paths: Sequence[Path], *, progress: Progress, **asked: object) -> Review:
        self.asked.append({"paths": [path.name for path in paths], **asked})
        progress("Reading", 0, 0)
        for path in paths:
            if path.name in self.trouble:
                raise self.trouble[path.name]
        return review_of(paths, *self.severities, notices=self.notices)


class Ran:
    """The exit code, and what was said where."""

    def __init__(self, code: int, out: bytes, err: bytes) -> None:
        self.code, self.out, self.err = code, out.decode(), err.decode()


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def __init__(self) -> None:
        self.paper = io.BytesIO()
        super().__init__(self.paper, encoding="utf-8", write_through=True)

    def isatty(self) -> bool:
        return True

    @property
    def shown(self) -> str:
        return self.paper.getvalue().decode()


def terminal_on(stream: str, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal in place of `sys.stdout` or `sys.stderr`; no fixture: pytest sets these before a test."""
    terminal = Terminal()
    monkeypatch.setattr(sys, stream, terminal)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return terminal


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}
