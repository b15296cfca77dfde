"""The benchmark record: figures with all that is needed to take them again, the newest first."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from termscheck import __version__
from termscheck.pipeline import load_rules

RECORD = Path(__file__).with_name("record.md")
REPOSITORY = Path(__file__).parents[2]
CORPUS = "$TERMSCHECK_CORPUS"


def in_terms_of(corpus: Path, path: Path) -> str:
    """A path as others can follow it: from the corpus where it lies near, else only its name."""
    relative = Path(os.path.relpath(path, corpus)).as_posix()
    return path.name if relative.startswith("../../") else f"{CORPUS}/{relative}"


def facts() -> str:
    """How much there is to find, and the machine and versions that the figures depend on."""
    tools = ", ".join(f"{name} {version(name)}" for name in ("spacy", "pdfplumber", "pypdfium2", "python-docx"))
    system = f"{platform.system()} {platform.machine()}"
    rules = len(load_rules().rule_set.rules)
    return (
        f"{rules} rules; {_processor()}, {os.cpu_count()} cores, {system}, Python {platform.python_version()}, {tools}"
    )


def _processor() -> str:
    """The model of the processor, where the system tells it."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "a processor unknown"


def entry(date: str, command: str, figures: Mapping[str, Sequence[str]]) -> str:
    """What one run measured, as a section of the record."""
    parts = [f"## {date}: termscheck {__version__}, commit {_commit()}", f"`{command}`", f"{facts()}."]
    for name, lines in figures.items():
        table = bool(lines) and lines[0].startswith("|")
        parts += [f"### {name}", "\n".join(lines if table else ["```text", *lines, "```"])]
    return "\n\n".join(parts)


def add(section: str, record: Path = RECORD) -> None:
    """Puts a section above the older ones."""
    head, mark, older = record.read_text(encoding="utf-8").partition("\n## ")
    record.write_text(f"{head.rstrip()}\n\n{section}\n{mark}{older}", encoding="utf-8")


def _commit() -> str:
    """The commit that was measured, and whether it was measured as it stands."""
    name = _git("rev-parse", "--short", "HEAD")
    changed = _git("status", "--porcelain", "--", ".", f":!{RECORD.relative_to(REPOSITORY).as_posix()}")
    return f"{name} with changes on top" if changed else name or "unknown"


def _git(*arguments: str) -> str:
    run = subprocess.run(["git", *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    return run.stdout.strip()
