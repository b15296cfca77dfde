"""Where the answer goes: files, folders and standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from secrets import token_hex

from termscheck.cli.options import STDIO
from termscheck.errors import UsageError
from termscheck.renderers import RENDERERS, format_of

JOINABLE = frozenset({"json", "text"})
"""Formats of which several may follow each other on standard output."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where one rendering of one contract goes; `path` is None for standard output."""

    format: str
    path: Path | None


def plan_output(
    contracts: Sequence[Sequence[Path]], formats: Sequence[str], outs: Sequence[str]
) -> list[list[Destination]]:
    """The destinations of each contract. Raises UsageError for what cannot be meant, before any work is done."""
    inputs = list(chain.from_iterable(contracts))
    inputs += [file for path in inputs if is_folder(str(path)) for file in path.iterdir()]
    if sum(str(path) == STDIO for path in inputs) > 1:
        raise UsageError("Standard input (-) can be read only once.")
    several = len(contracts) > 1
    by_suffix = {out: _format_by_suffix(out, formats) for out in outs}
    free = [form for form in dict.fromkeys(formats) if form not in by_suffix.values()]
    if outs and free and all(by_suffix.values()):
        raise UsageError(f"No --out takes {' and '.join(free)}: name a file with that suffix, a folder, or -.")
    stems = _stems([paths[0] for paths in contracts])
    plan = [
        [place for out in outs or [STDIO] for place in _places(out, by_suffix.get(out), free, stem, several)]
        for stem in stems
    ]
    for place in chain.from_iterable(plan):
        if place.path:
            refuse(place.path, inputs)
    return plan


def _places(out: str, by_suffix: str | None, free: Sequence[str], stem: str, several: bool) -> list[Destination]:
    """Where `--out out` puts one contract; `free` are the formats that no suffix has claimed."""
    if out == STDIO:
        return [Destination(_one_for_stdout(free or ["text"], several), None)]
    if by_suffix:
        if several:
            raise UsageError(f"Several contracts cannot share {out}: name a folder, or say --together if they are one.")
        return [Destination(by_suffix, Path(out))]
    if not free:
        raise UsageError(f"The format for {out} is not clear: add --format, or name a file such as report.html.")
    if several or is_folder(out):
        return [Destination(form, Path(out) / (stem + RENDERERS[form].suffixes[0])) for form in free]
    if len(free) == 1:
        return [Destination(free[0], Path(out))]
    return [Destination(form, Path(out + RENDERERS[form].suffixes[0])) for form in free]


def _one_for_stdout(formats: Sequence[str], several: bool) -> str:
    if len(formats) > 1:
        raise UsageError("Several formats cannot share standard output: say with --out where they go.")
    if several and formats[0] not in JOINABLE:
        raise UsageError(f"Several {formats[0]} reports cannot share standard output: name a folder with --out.")
    if RENDERERS[formats[0]].binary and sys.stdout is not None and sys.stdout.isatty():
        raise UsageError(f"“{formats[0]}” is nothing to read on a screen: say with --out where it goes.")
    return formats[0]


def _format_by_suffix(out: str, formats: Sequence[str]) -> str | None:
    try:
        return None if is_folder(out) else format_of(Path(out).name, formats)
    except UsageError:
        return None


def is_folder(out: str) -> bool:
    """Whether a path is a folder, or is written as one."""
    return out.endswith((os.sep, os.altsep or os.sep)) or os.path.isdir(out)  # noqa: PTH112  (never raises)


def _stems(paths: Sequence[Path]) -> list[str]:
    """A name for each contract's reports in a folder: without the suffix where that is enough to tell them apart."""
    named = [Path("stdin") if str(path) == STDIO else path for path in paths]
    for names in ([path.stem for path in named], [path.name for path in named]):
        if len({name.casefold() for name in names}) == len(names):
            return names
    return [f"{number}-{path.name}" for number, path in enumerate(named, 1)]


def refuse(path: Path, inputs: Sequence[Path]) -> None:
    """Raises UsageError for a path that is a contract to be read, or that clearly cannot be written."""
    try:
        if path.exists() and any(path.samefile(one) for one in inputs if str(one) != STDIO and one.exists()):
            raise UsageError(f"{path} is the contract itself: write the report to another file.")
        folder = path.parent if path.parent.exists() else path.parent.parent
        if not folder.is_dir():
            raise UsageError(f"{path} cannot be written: there is no folder {folder}.")
        if not os.access(folder, os.W_OK):
            raise UsageError(f"{path} cannot be written: you may not write in {folder}.")
    except OSError as problem:
        raise UsageError(f"{path} cannot be written ({problem.strerror}).") from problem


def write(path: Path, data: bytes) -> None:
    """Writes a file whole or not at all, and makes its folder if need be. Raises UsageError."""
    try:
        target = Path(os.path.realpath(path))
        target.parent.mkdir(exist_ok=True)
        if target.exists() and not target.is_file():  # /dev/null is to be written to, not to be replaced
            target.write_bytes(data)
            return
        beside = target.with_name(f".termscheck-{token_hex(8)}.tmp")
        try:
            with beside.open("xb") as file:
                file.write(data)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as problem:
        raise UsageError(f"{path} cannot be written ({problem.strerror}).") from problem


def print_bytes(data: bytes) -> None:
    """To standard output. When its reader has gone (`| head`) the rest goes nowhere and the exit code is the same.

    Raises UsageError when standard output cannot be written for another reason.
    """
    if sys.stdout is None:  # closed by the caller, or a Windows program without a console
        return
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as problem:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
        if not isinstance(problem, BrokenPipeError):
            raise UsageError(f"Standard output cannot be written ({problem.strerror}).") from problem
