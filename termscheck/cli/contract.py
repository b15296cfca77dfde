"""The contract that a command is about: whether its files are there, its name, what was not read of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from termscheck.cli.exits import ExitCode, say
from termscheck.cli.options import STDIO
from termscheck.cli.output import is_folder
from termscheck.model import Notice
from termscheck.renderers.words import where


def files_of(paths: Sequence[Path]) -> Sequence[Path]:
    """The files of a contract: those on the list of a folder. Raises ReadError (E-PATH) and UsageError for the list."""
    if len(paths) == 1 and is_folder(str(paths[0])):
        from termscheck.manifest import read_manifest

        return read_manifest(paths[0]).files
    return paths


def find(paths: Sequence[Path]) -> int:
    """Lets the reader say what is wrong with a path before the engine is loaded. Raises ReadError (E-PATH)."""
    from termscheck.readers import load

    for path in files_of(paths):
        if str(path) != STDIO and (not os.access(path, os.R_OK) or path.is_dir()):
            load(path)
    return ExitCode.NOTHING


def same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file that is there."""
    try:
        return one.samefile(other)
    except OSError:
        return False


def name_of(paths: Sequence[Path]) -> str:
    """What to call a contract of one or several files."""
    return " + ".join("standard input" if str(path) == STDIO else path.name for path in paths)


def tell_unread(name: str, notices: Sequence[Notice]) -> None:
    """Says on standard error what of a contract was not read."""
    for notice in notices:
        if notice.material:
            pages = where(notice)
            say(f"Not fully read: {name}: {notice.message}{f' ({pages})' if pages else ''}")
