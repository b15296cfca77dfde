"""The command line: what was asked, where the answer goes, and the exit code.

Standard output carries the result and nothing else; progress, notices and errors go to standard error. The engine
is imported inside the commands: it takes a second to load, which `--help` or a misspelt path should not cost.
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from itertools import chain
from pathlib import Path
from secrets import token_hex
from threading import Timer
from typing import cast, get_args

import click
from rich.console import Console
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as ProgressBar

from termscheck.errors import RuleError, TermscheckError, UsageError
from termscheck.model import SEVERITIES, DocumentKind, Notice, Progress, Review, View
from termscheck.renderers import RENDERERS, format_of, json, render
from termscheck.renderers.terminal import print_summary
from termscheck.renderers.words import counted, visible, where
from termscheck.version import __version__

STDIO = "-"
NEVER = "never"
JOINABLE = frozenset({"json", "text"})
"""Formats of which several may follow each other on standard output."""
PATIENCE = 0.5
"""Seconds that work may take before it shows a progress bar."""
INTERRUPTED = 130
"""What shells report for Ctrl-C."""


class ExitCode(IntEnum):
    """What the command tells the shell, from the best to the worst: of several files the worst counts."""

    NOTHING = 0
    FOUND = 1
    UNREAD = 3
    USAGE = 2
    BUG = 70


EXIT_CODES = """\b
Exit codes:
   0  nothing found at or above --fail-on
   1  something was found
   2  the command, the configuration or a rule file is wrong
   3  a file could not be read, or not all of it (whatever was found in the rest)
  70  a fault in termscheck itself
"""
CHECK_EXAMPLES = """\b
Examples:
  termscheck check contract.docx
  termscheck check contract.docx --out report.html
  termscheck check contract.pdf --us "Delivery Partner" --them "Lead Provider"
  termscheck check --together order-form.docx terms.pdf --out report.html
  termscheck check signed-contract/ --view original
  termscheck check *.docx --format html --format json --out reports/
  termscheck check - --format json < contract.txt
  termscheck check contract.docx --decisions decisions.yaml --baseline march.json
"""
EXTRACT_EXAMPLES = """\b
Examples:
  termscheck extract contract.pdf
  termscheck extract contract.docx --out contract.json

\b
Exit codes:
   0  all of the file was read
   2  the command is wrong
   3  the file could not be read, or not all of it
  70  a fault in termscheck itself
"""


# --- commands ---------------------------------------------------------------------------------------------

_file = click.Path(path_type=Path, allow_dash=True)
_rules = click.option(
    "--rules",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="DIR",
    help="A folder of your own rules, applied besides those that come with termscheck. May be repeated.",
)
_us = click.option(
    "--us",
    multiple=True,
    metavar="LABEL",
    help="What the contract calls you, such as “Delivery Partner”, where termscheck cannot tell. May be repeated.",
)
_them = click.option(
    "--them",
    multiple=True,
    metavar="LABEL",
    help="What the contract calls the side that pays you or passes work down to you. May be repeated.",
)


_kind = click.option(
    "--kind",
    type=click.Choice([kind for kind in get_args(DocumentKind) if kind != "unknown"]),
    help="What kind of contract it is, where termscheck cannot tell; it decides which rules apply.",
)
_view = click.option(
    "--view",
    type=click.Choice(get_args(View)),
    default="final",
    show_default=True,
    help="Tracked changes of a Word file as if they were accepted (final) or rejected (original).",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}, epilog=EXIT_CODES)
@click.version_option(__version__, prog_name="termscheck")
def cli() -> None:
    """Reads a sub-contract and says what is unfair in it, why, and what to ask for instead.

    Nothing leaves this computer. termscheck is a checker, not legal advice.

    Start with:  termscheck check contract.docx
    """


@cli.command(epilog=f"{CHECK_EXAMPLES}\n{EXIT_CODES}")
@click.argument("files", nargs=-1, required=True, type=_file, metavar="FILE...")
@_us
@_them
@_kind
@_view
@click.option(
    "--profile",
    metavar="NAME",
    help="A named choice of rules and figures: self-check (unless you say otherwise), triage, template-review, "
    "or one of your own in --rules.",
)
@_rules
@click.option("--together", is_flag=True, help="The files are one contract, in order of precedence.")
@click.option(
    "--format",
    "formats",
    type=click.Choice(list(RENDERERS), case_sensitive=False),
    multiple=True,
    help="What to write; may be repeated. Without it the suffix of --out decides. “text” is the short summary.",
)
@click.option(
    "--out",
    "outs",
    multiple=True,
    metavar="PATH",
    help="Where to write: a file (report.html), a folder, or - for standard output. May be repeated.",
)
@click.option(
    "--fail-on",
    type=click.Choice([*reversed(SEVERITIES), NEVER]),
    help="The least severity that makes the exit code 1: that of the profile, unless you say otherwise.",
)
@click.option(
    "--regime",
    metavar="NAME",
    help="The procurement rules above the contract, such as procurement-act-2023, pcr-2015 or private, "
    "where the contract does not say.",
)
@click.option(
    "--decisions",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A file of findings that people decided to set aside: they are shown, and do not count.",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="REVIEW.json",
    help="An earlier JSON report: only what is new makes the exit code 1.",
)
def check(  # noqa: PLR0913, PLR0917  (one for each option)
    files: tuple[Path, ...],
    us: tuple[str, ...],
    them: tuple[str, ...],
    kind: DocumentKind | None,
    view: View,
    profile: str | None,
    rules: tuple[Path, ...],
    together: bool,
    formats: tuple[str, ...],
    outs: tuple[str, ...],
    fail_on: str | None,
    regime: str | None,
    decisions: Path | None,
    baseline: Path | None,
) -> int:
    """Say what is unfair in a contract.

    FILE is a Word (.docx), PDF or text file, or - for text from standard input. Several files are checked one by
    one, unless --together says that they are one contract; so is a folder with a list of its files in it
    (contract.yaml). Without --format and --out a summary is shown and nothing is written.
    """
    contracts = [files] if together else [(file,) for file in files]
    if len(contracts) > 1 and (decisions or baseline):
        raise UsageError("--decisions and --baseline are about one contract: check it by itself.")
    plan = _plan(contracts, formats, outs)
    codes = [guarded(partial(_find, paths)) for paths in contracts]
    if all(codes):
        return worst(codes)
    with progress_bar("termscheck") as progress:
        progress("Loading the rules", 0, 0)
        from termscheck import pipeline

        pipeline.load_rules(rules, profile)
    for number, paths in enumerate(contracts):
        if codes[number]:
            continue
        ask = partial(
            pipeline.check, paths, us=us, them=them, profile=profile, rules=rules, kind=kind, view=view,
            regime=regime, decisions=decisions, baseline=baseline,
        )  # fmt: skip
        codes[number] = guarded(partial(_check_one, paths, ask, plan[number], fail_on, len(contracts) > 1))
        if codes[number] == ExitCode.USAGE:  # it would be the same sentence for every file
            break
    return worst(codes)


@cli.command(epilog=EXTRACT_EXAMPLES)
@click.argument("file", type=_file)
@_us
@_them
@_kind
@_view
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    help="“text” is the words that the positions in JSON count, “json” all that was understood. "
    "Without it the suffix of --out decides.",
)
@click.option("--out", default=STDIO, metavar="PATH", help="Where to write; - is standard output.")
def extract(  # noqa: PLR0913, PLR0917  (one for each option)
    file: Path,
    us: tuple[str, ...],
    them: tuple[str, ...],
    kind: DocumentKind | None,
    view: View,
    form: str | None,
    out: str,
) -> int:
    """Show what termscheck reads and understands of a contract, without checking it.

    FILE is a Word (.docx), PDF or text file, or - for text from standard input.
    """
    form = form or ("json" if out.lower().endswith(".json") else "text")
    target = None if out == STDIO else Path(out)
    if target:
        _refuse(target, [file])
    _find([file])
    with progress_bar(_name([file])) as progress:
        from termscheck import pipeline
        from termscheck.wire import ReviewDict, contract_to_dict

        contract = pipeline.understand([file], us=us, them=them, kind=kind, view=view, progress=progress)
    notices = [*chain.from_iterable(document.notices for document in contract.documents), *contract.notices]
    if form == "json":
        coverage = pipeline.coverage(contract)
        understood = contract_to_dict(contract, tool_version=__version__, coverage=coverage, notices=notices)
        data = json.dump(cast("ReviewDict", understood), indent=2)  # a review is the same object with more in it
    else:
        text = "\n".join(document.text for document in contract.documents)
        shown = visible(text) if target is None and os.isatty(1) else text
        data = shown.encode("utf-8", "backslashreplace")
    if target:
        write(target, data)
    else:
        print_bytes(data)
    _tell_unread(_name([file]), notices)
    return ExitCode.UNREAD if any(notice.material for notice in notices) else ExitCode.NOTHING


@cli.group(name="rules")
def rules_group() -> None:
    """What is checked for: list the rules, or test them."""


@rules_group.command(name="list")
@_rules
def list_rules(rules: tuple[Path, ...]) -> int:
    """Print the id, severity and title of every rule."""
    from termscheck import pipeline

    files = [rule.file for rule in pipeline.load_rules(rules).rule_set.rules]
    print_bytes("".join(f"{file.id:<9}{file.severity:<10}{file.title}\n" for file in files).encode())
    return ExitCode.NOTHING


@rules_group.command(name="test")
@_rules
def test_rules(rules: tuple[Path, ...]) -> int:
    """Run the examples of every rule and topic: each must fire, or keep quiet, as the file says."""
    from termscheck import pipeline, testing

    results = testing.run_examples(pipeline.load_rules(rules))
    failed = [result for result in results if result.problem]
    for result in failed:
        example = result.example
        kind = "flags" if example.fires else "passes"
        print_bytes(f"{example.rule} {kind} {example.number}: {result.problem}\n    {example.text}\n".encode())
    print_bytes(f"{counted(len(results), 'example')}, {len(failed)} not as expected\n".encode())
    return ExitCode.USAGE if failed else ExitCode.NOTHING


# --- one contract -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Destination:
    """Where one rendering of one contract goes; `path` is None for standard output."""

    format: str
    path: Path | None


def _find(paths: Sequence[Path]) -> int:
    """Lets the reader say what is wrong with a path before the engine is loaded. Raises ReadError (E-PATH)."""
    from termscheck.readers import load

    if len(paths) == 1 and _is_folder(str(paths[0])):
        from termscheck.manifest import read_manifest

        paths = read_manifest(paths[0]).files
    for path in paths:
        if str(path) != STDIO and (not os.access(path, os.R_OK) or path.is_dir()):
            load(path)
    return ExitCode.NOTHING


def _check_one(
    paths: Sequence[Path],
    ask: Callable[..., Review],
    destinations: Sequence[Destination],
    fail_on: str | None,
    several: bool,
) -> int:
    with progress_bar(_name(paths)) as progress:
        review = ask(progress=progress)
    for destination in destinations:
        _deliver(review, destination, several)
    written = [str(destination.path) for destination in destinations if destination.path]
    if written:
        _say(f"{_name(paths)}: {review.rag.upper()}. {review.rag_reason} Written to {', '.join(written)}.")
    if Destination("text", None) not in destinations:  # the summary tells them itself
        _tell_unread(_name(paths), review.notices)
    return outcome(review, fail_on)


def outcome(review: Review, fail_on: str | None) -> ExitCode:
    """The exit code of a review: not all read, something that counts at or above `fail_on`, or neither.

    Without `fail_on` the profile decides.
    """
    if not review.fully_read:
        return ExitCode.UNREAD
    least = fail_on or review.profile.fail_on
    counting = () if least == NEVER else SEVERITIES[SEVERITIES.index(least) :]
    found = any(finding.counts and finding.severity in counting for finding in review.findings)
    return ExitCode.FOUND if found else ExitCode.NOTHING


def _deliver(review: Review, destination: Destination, several: bool) -> None:
    if destination.path:
        write(destination.path, render(review, destination.format))
    elif destination.format == "json" and several:
        print_bytes(json.dump(review.to_dict()))
    elif destination.format == "text" and (console := Console()).is_terminal:
        print_summary(review, console)
    else:
        print_bytes(render(review, destination.format))


def _name(paths: Sequence[Path]) -> str:
    return " + ".join("standard input" if str(path) == STDIO else path.name for path in paths)


# --- where output goes ------------------------------------------------------------------------------------


def _plan(contracts: Sequence[Sequence[Path]], formats: Sequence[str], outs: Sequence[str]) -> list[list[Destination]]:
    """The destinations of each contract. Raises UsageError for what cannot be meant, before any work is done."""
    inputs = list(chain.from_iterable(contracts))
    inputs += [file for path in inputs if _is_folder(str(path)) for file in path.iterdir()]
    if sum(str(path) == STDIO for path in inputs) > 1:
        raise UsageError("Standard input (-) can be read only once.")
    several = len(contracts) > 1
    by_suffix = {out: _format_by_suffix(out) for out in outs}
    free = [form for form in dict.fromkeys(formats) if form not in by_suffix.values()]
    if outs and free and all(by_suffix.values()):
        raise UsageError(f"No --out takes {' and '.join(free)}: name a file with that suffix, a folder, or -.")
    stems = _stems([paths[0] for paths in contracts])
    plan = [[place for out in outs or [STDIO] for place in _places(out, free, stem, several)] for stem in stems]
    for place in chain.from_iterable(plan):
        if place.path:
            _refuse(place.path, inputs)
    return plan


def _places(out: str, free: Sequence[str], stem: str, several: bool) -> list[Destination]:
    """Where `--out out` puts one contract; `free` are the formats that no suffix has claimed."""
    by_suffix = _format_by_suffix(out)
    if out == STDIO:
        return [Destination(_one_for_stdout(free or ["text"], several), None)]
    if by_suffix:
        if several:
            raise UsageError(f"Several contracts cannot share {out}: name a folder, or say --together if they are one.")
        return [Destination(by_suffix, Path(out))]
    if not free:
        raise UsageError(f"The format for {out} is not clear: add --format, or name a file such as report.html.")
    if several or _is_folder(out):
        return [Destination(form, Path(out) / (stem + RENDERERS[form].suffixes[0])) for form in free]
    if len(free) == 1:
        return [Destination(free[0], Path(out))]
    return [Destination(form, Path(out + RENDERERS[form].suffixes[0])) for form in free]


def _one_for_stdout(formats: Sequence[str], several: bool) -> str:
    if len(formats) > 1:
        raise UsageError("Several formats cannot share standard output: say with --out where they go.")
    if several and formats[0] not in JOINABLE:
        raise UsageError(f"Several {formats[0]} reports cannot share standard output: name a folder with --out.")
    return formats[0]


def _format_by_suffix(out: str) -> str | None:
    try:
        return None if _is_folder(out) else format_of(Path(out).suffix)
    except UsageError:
        return None


def _is_folder(out: str) -> bool:
    return out.endswith((os.sep, os.altsep or os.sep)) or os.path.isdir(out)  # noqa: PTH112  (never raises)


def _stems(paths: Sequence[Path]) -> list[str]:
    """A name for each contract's reports in a folder: without the suffix where that is enough to tell them apart."""
    named = [Path("stdin") if str(path) == STDIO else path for path in paths]
    for names in ([path.stem for path in named], [path.name for path in named]):
        if len({name.casefold() for name in names}) == len(names):
            return names
    return [f"{number}-{path.name}" for number, path in enumerate(named, 1)]


def _refuse(path: Path, inputs: Sequence[Path]) -> None:
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


# --- what is said on standard error -----------------------------------------------------------------------


@contextmanager
def progress_bar(name: str) -> Iterator[Progress]:
    """What to call with progress: seen only on a terminal, and only once the work has taken `PATIENCE`."""
    bar = ProgressBar(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
    )
    bar.add_task(visible(name), total=None)
    (task,) = bar.tasks

    def tell(stage: str, done: int, total: int) -> None:
        counted_so_far = f" {done} of {total}" if total else ""
        task.description, task.completed, task.total = f"{visible(name)}: {stage}{counted_so_far}", done, total or None

    if not bar.console.is_interactive:
        yield tell
        return
    # a timer, because the slowest stages are those that have nothing to tell for a while
    timer = Timer(PATIENCE, bar.start)
    timer.daemon = True
    timer.start()
    try:
        yield tell
    finally:
        timer.cancel()
        timer.join()
        bar.stop()


def _tell_unread(name: str, notices: Sequence[Notice]) -> None:
    for notice in notices:
        if notice.material:
            pages = where(notice)
            _say(f"Not fully read: {name}: {notice.message}{f' ({pages})' if pages else ''}")


def _say(sentence: str) -> None:
    """To standard error. File names come from the other side too: nothing in them reaches the terminal as code."""
    click.echo(visible(sentence), err=True)


# --- exit codes -------------------------------------------------------------------------------------------


def worst(codes: Sequence[int]) -> int:
    """The exit code of a batch."""
    return max(codes, key=[int(code) for code in ExitCode].index)


def guarded(work: Callable[[], int]) -> int:
    """The exit code of a piece of work: what is wrong with its input is one sentence, a bug keeps its traceback."""
    try:
        return work()
    except RuleError as problem:
        _say(f"Error: {counted(len(problem.faults), 'fault')} in the rules:\n{problem}")
        return problem.exit_code
    except TermscheckError as problem:
        _say(f"Error: {problem}")
        return problem.exit_code
    except click.ClickException as problem:
        problem.show()
        return ExitCode.USAGE
    except click.Abort as stop:  # click makes one of an EOFError as well, and that is a bug
        return _interrupted() if isinstance(stop.__cause__, KeyboardInterrupt) else _our_fault()
    except Exception:  # the outermost: nothing is swallowed, it is all told
        return _our_fault()


def _interrupted() -> int:
    _say("Stopped.")
    return INTERRUPTED


def _our_fault() -> int:
    traceback.print_exc()
    _say(
        "Error: this is a fault in termscheck, not in your file. Please report it with the lines above; "
        "read them first, because they may quote the contract."
    )
    return ExitCode.BUG


def main(args: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that cannot show “ shows ? instead of a traceback
            stream.reconfigure(errors="replace")
    return guarded(partial(cli.main, args, prog_name="termscheck", standalone_mode=False))
