"""Where the answer goes: files, folders and standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from termscheck.cli.options import STDIO
from termscheck.errors import UsageError
from termscheck.files import write
from termscheck.renderers import FORMATS, RENDERERS, format_of
from termscheck.renderers.marked import MARKED

JOINABLE = frozenset({"json", "text"})
"""Formats of which several may follow each other on standard output."""


SUFFIXES = {".html": "html", ".htm": "html", ".json": "json", ".xlsx": "xlsx", ".txt": "text"}
"""What a suffix of --out asks for, where one answer is written in several formats."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where one rendering goes; `path` is None for standard output.

    Of a marked-up copy `file` is the number of the contract's file that it is a copy of.
    """

    format: str
    path: Path | None
    file: int | None = None


@dataclass(frozen=True, slots=True)
class _Contract:
    """A contract to be told of: its files, and what its reports and the copies of its files are called in a folder.

    A report's name goes without its suffix. `several` says that there are more contracts than this one.
    """

    files: Sequence[Path]
    report: str
    copies: Sequence[str]
    several: bool


def plan_output(
    contracts: Sequence[Sequence[Path]],
    files: Sequence[Sequence[Path]],
    formats: Sequence[str],
    outs: Sequence[str],
) -> list[list[Destination]]:
    """The destinations of each contract, as it was given and by its `files`.

    Raises UsageError for what cannot be meant, before any work is done.
    """
    inputs = list(chain.from_iterable(contracts))
    inputs += [file for path in inputs if is_folder(str(path)) for file in path.iterdir()]
    if sum(str(path) == STDIO for path in inputs) > 1:
        raise UsageError("Standard input (-) can be read only once.")
    by_suffix = {out: _format_by_suffix(out, formats) for out in outs}
    free = [form for form in dict.fromkeys(formats) if form not in by_suffix.values()]
    if outs and free and all(by_suffix.values()):
        raise UsageError(f"No --out takes {' and '.join(free)}: name a file with that suffix, a folder, or -.")
    plan = [
        [place for out in outs or [STDIO] for place in _places(out, by_suffix.get(out), free, contract)]
        for contract in _named(contracts, files)
    ]
    wanted = [form for form in (*free, *by_suffix.values()) if form and form in MARKED]
    if wanted:
        for paths, places in zip(contracts, plan, strict=True):
            if not any(place.format in MARKED for place in places):
                raise UsageError(f"{paths[0]} cannot be marked up as {' or '.join(wanted)}: {_CAN_BE_MARKED}")
    for place in chain.from_iterable(plan):
        if place.path:
            refuse(place.path, inputs)
    return plan


_CAN_BE_MARKED = "docx is for Word files and pdf for PDF files, by their suffix, and plain text has no comments."


def _places(out: str, by_suffix: str | None, free: Sequence[str], contract: _Contract) -> list[Destination]:
    """Where `--out out` puts one contract; `free` are the formats that no suffix has claimed."""
    if out == STDIO:
        form = _one_for_stdout(free or ["text"], contract.several)
        return _copies(form, out, contract) if form in MARKED else [Destination(form, None)]
    if by_suffix:
        if contract.several:
            raise UsageError(f"Several contracts cannot share {out}: name a folder, or say --together if they are one.")
        return _copies(by_suffix, out, contract) if by_suffix in MARKED else [Destination(by_suffix, Path(out))]
    if not free:
        raise UsageError(f"The format for {out} is not clear: add --format, or name a file such as report.html.")
    found = []
    for form in free:
        if form in MARKED:
            found += _copies(form, out, contract)
        elif contract.several or is_folder(out):
            found.append(Destination(form, Path(out) / (contract.report + FORMATS[form][0])))
        else:
            found.append(Destination(form, Path(out if len(free) == 1 else out + FORMATS[form][0])))
    return found


def _copies(form: str, out: str, contract: _Contract) -> list[Destination]:
    """Where `--out out` puts the marked-up copies of the files of a contract that a format is for."""
    fitting = [number for number, file in enumerate(contract.files) if file.suffix.lower() in MARKED[form]]
    if out != STDIO and (contract.several or is_folder(out)):
        return [Destination(form, Path(out) / contract.copies[number], number) for number in fitting]
    if not fitting:
        return []
    if len(fitting) > 1:
        raise UsageError(f"Each file of the contract gets a marked-up copy of its own: name a folder, not {out}.")
    (number,) = fitting
    file = contract.files[number]
    if out != STDIO:
        if Path(out).suffix and Path(out).suffix.lower() != file.suffix.lower():
            raise UsageError(f"{out} must end in {file.suffix}, as a marked-up copy of {file} does.")
        return [Destination(form, Path(out).with_suffix(file.suffix), number)]
    if sys.stdout is not None and sys.stdout.isatty():
        raise UsageError(f"A marked-up contract is no text for a screen: add --out marked{file.suffix}.")
    return [Destination(form, None, number)]


def _one_for_stdout(formats: Sequence[str], several: bool) -> str:
    if len(formats) > 1:
        raise UsageError("Several formats cannot share standard output: say with --out where they go.")
    if several and formats[0] not in JOINABLE:
        raise UsageError(f"Several {formats[0]} reports cannot share standard output: name a folder with --out.")
    if formats[0] not in MARKED and RENDERERS[formats[0]].binary and sys.stdout is not None and sys.stdout.isatty():
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


def _named(contracts: Sequence[Sequence[Path]], files: Sequence[Sequence[Path]]) -> list[_Contract]:
    reports = _names([paths[0] for paths in contracts], "{0.stem}", "{0.name}")
    copies = iter(_names(list(chain.from_iterable(files)), "{0.stem}-marked{0.suffix}"))
    several = len(contracts) > 1
    return [
        _Contract(parts, report, [next(copies) for _ in parts], several)
        for parts, report in zip(files, reports, strict=True)
    ]


def _names(paths: Sequence[Path], *shapes: str) -> list[str]:
    """A name for each file in a folder: of the first shape that tells them apart, or else of the last with a number."""
    named = [Path("stdin") if str(path) == STDIO else path for path in paths]
    for shape in shapes:
        names = [shape.format(path) for path in named]
        if len({name.casefold() for name in names}) == len(names):
            return names
    return [f"{number}-{name}" for number, name in enumerate(names, 1)]


def targets(
    outs: Sequence[str], form: str | None, formats: Sequence[str], example: str, inputs: Sequence[Path]
) -> list[Destination]:
    """Where the one answer of a command goes, that has `formats`; `example` is the name of a good file.

    Raises UsageError for what cannot be meant, before any work is done.
    """
    places = [_target(out, form, formats, example) for out in outs or (STDIO,)]
    for place in places:
        if place.path:
            refuse(place.path, inputs)
    return places


def _target(out: str, form: str | None, formats: Sequence[str], example: str) -> Destination:
    if is_folder(out):
        raise UsageError(f"{out} is a folder: name a file, such as {example}.")
    if out == STDIO:
        return Destination(form or "text", None)
    by_suffix = SUFFIXES.get(Path(out).suffix.lower())
    wanted = by_suffix if by_suffix in formats else form
    if wanted is None:
        raise UsageError(f"The format for {out} is not clear: add --format, or name a file such as {example}.")
    return Destination(wanted, Path(out))


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


def put(data: bytes, path: Path | None) -> None:
    """Writes a file whole or not at all, or to standard output where there is no path. Raises UsageError."""
    if path:
        write(path, data)
    else:
        print_bytes(data)


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
