"""`termscheck check`: one contract or several, to the places that were asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import click
from rich.console import Console

from termscheck.cli.contract import files_of, find, name_of, tell_unread
from termscheck.cli.exits import CODES, ExitCode, code_of, guarded, say, taught, worst
from termscheck.cli.options import (
    ReadAs,
    contract_file,
    fail_on_option,
    money_option,
    on_option,
    profile_option,
    reading_options,
    regime_option,
    reports_option,
    rules_option,
)
from termscheck.cli.output import Destination, plan_output, put
from termscheck.cli.progress import progress_bar
from termscheck.collector import paused
from termscheck.errors import ReadError, TermscheckError, UsageError
from termscheck.model import Review
from termscheck.renderers import FORMATS, house_style, json, render, terminal
from termscheck.renderers.terminal import print_summary

if TYPE_CHECKING:
    from termscheck.exposure.model import Inputs
    from termscheck.renderers.house import HouseStyle

AGAIN = (
    "us", "them", "kind", "view", "profile", "rules", "reports", "regime", "decisions", "baseline", "money", "on",
)  # fmt: skip
"""The options that a contract is checked again with."""
DEFAULTS = {"view": "final"}
"""Of the options that have one: what need not be said."""


@click.command(
    epilog=taught(
        "termscheck check contract.docx",
        "termscheck check contract.docx --out report.html",
        'termscheck check contract.pdf --us "Delivery Partner" --them "Lead Provider"',
        "termscheck check --together order-form.docx terms.pdf --out report.html",
        "termscheck check signed-contract/ --view original",
        "termscheck check *.docx --format html --format json --out reports/",
        "termscheck check contract.docx --format letter --format xlsx --out reports/",
        "termscheck check - --format json < contract.txt",
        "termscheck check contract.docx --out marked.docx --redline",
        "termscheck check contract.docx --decisions decisions.yaml --baseline march.json",
        codes=CODES,
    )
)
@click.argument("files", nargs=-1, required=True, type=contract_file, metavar="FILE...")
@reading_options
@profile_option
@rules_option
@reports_option
@click.option("--together", is_flag=True, help="The files are one contract, in order of precedence.")
@click.option(
    "--format",
    "formats",
    type=click.Choice(list(FORMATS), case_sensitive=False),
    multiple=True,
    help="What to write; may be repeated. Without it the suffix of --out decides. “text” is the short summary; "
    "“docx” and “pdf” are the contract itself, a Word file or a PDF, with the findings as comments.",
)
@click.option(
    "--out",
    "outs",
    multiple=True,
    metavar="PATH",
    help="Where to write: a file (report.html), a folder, or - for standard output. May be repeated.",
)
@click.option(
    "--redline",
    is_flag=True,
    help="Insert the wording to propose into a marked-up Word file, as tracked changes.",
)
@fail_on_option()
@regime_option
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
@money_option
@on_option
def check(  # noqa: PLR0913, PLR0917  (one for each option)
    files: tuple[Path, ...],
    read_as: ReadAs,
    profile: str | None,
    rules: tuple[Path, ...],
    reports: Path | None,
    together: bool,
    formats: tuple[str, ...],
    outs: tuple[str, ...],
    redline: bool,
    fail_on: str | None,
    regime: str | None,
    decisions: Path | None,
    baseline: Path | None,
    money: Path | None,
    on: datetime | None,
) -> int:
    """Say what is unfair in a contract.

    FILE is a Word (.docx), PDF or text file, or - for text from standard input. Several files are checked one by
    one, unless --together says that they are one contract; so is a folder with a list of its files in it
    (contract.yaml). Without --format and --out a summary is shown and nothing is written.
    """
    contracts = [files] if together else [(file,) for file in files]
    for options, given in (("--decisions and --baseline are", decisions or baseline), ("--money is", money)):
        if given and len(contracts) > 1:
            raise UsageError(f"{options} about one contract: check it by itself.")
    parts = [_parts(paths) for paths in contracts]
    plan = plan_output(contracts, parts, formats, outs)
    if redline and not any(place.format == "docx" for places in plan for place in places):
        raise UsageError("--redline is about marked-up Word files: add --format docx, or --out marked.docx.")
    house = house_style(reports) if reports else None
    codes = [guarded(partial(find, paths)) for paths in contracts]
    if all(codes):
        return worst(codes)
    pipeline, inputs = _loaded(rules, profile), _inputs(money)
    for number, paths in enumerate(contracts):
        if codes[number]:
            continue
        ask = partial(
            pipeline.check, paths, **read_as, profile=profile, rules=rules, regime=regime, decisions=decisions,
            baseline=baseline, money=inputs, today=on.date() if on else None,
        )  # fmt: skip
        deliver = partial(
            _deliver, parts=parts[number], redline=redline, several=len(contracts) > 1,
            asked=again(paths, click.get_current_context().params), house=house,
        )  # fmt: skip
        codes[number] = guarded(partial(_check_one, paths, ask, plan[number], fail_on, deliver))
        if codes[number] == ExitCode.USAGE:  # it would be the same sentence for every file
            break
    return worst(codes)


def _loaded(rules: Sequence[Path], profile: str | None) -> ModuleType:
    """The pipeline, once it has read the rules: that they are wrong is told once, and not for every contract."""
    with progress_bar("termscheck") as progress:
        progress("Loading the rules", 0, 0)
        with paused():  # nothing of what is loaded here is let go again
            from termscheck import pipeline

        pipeline.load_rules(tuple(rules), profile)
    return pipeline


def _inputs(file: Path | None) -> Inputs | None:
    if file is None:
        return None
    from termscheck.exposure.inputs import read_inputs

    return read_inputs(file)


def _parts(paths: Sequence[Path]) -> Sequence[Path]:
    """The files of a contract; what is wrong with a list of them is told when the contract's turn comes."""
    try:
        return files_of(paths)
    except TermscheckError:
        return paths


def _check_one(
    paths: Sequence[Path],
    ask: Callable[..., Review],
    destinations: Sequence[Destination],
    fail_on: str | None,
    deliver: Callable[[Review, Destination], int],
) -> int:
    with progress_bar(name_of(paths)) as progress:
        review = ask(progress=progress)
    codes = {destination: guarded(partial(deliver, review, destination)) for destination in destinations}
    written = [str(destination.path) for destination, code in codes.items() if destination.path and not code]
    if written:
        say(f"{name_of(paths)}: {review.rag.upper()}. {review.rag_reason} Written to {', '.join(written)}.")
    if Destination("text", None) not in destinations:  # the summary tells them itself
        tell_unread(name_of(paths), review.notices)
    tell_unmarked(review, destinations)
    return worst([*codes.values(), outcome(review, fail_on)])


def tell_unmarked(review: Review, destinations: Sequence[Destination]) -> None:
    """Says which files of a contract have no marked-up copy, where others have one."""
    marked = {destination.file for destination in destinations if destination.file is not None}
    for number, document in enumerate(review.contract.documents):
        if marked and number not in marked:
            how = {"text": "it is plain text", "docx": "add --format docx", "pdf": "add --format pdf"}
            told = how.get(document.format, "save it as .docx first")
            say(f"Not marked up: {document.name} ({told}).")


def outcome(review: Review, fail_on: str | None) -> ExitCode:
    """The exit code of a review. Without `fail_on` the profile decides."""
    counting = [finding.severity for finding in review.findings if finding.counts]
    return code_of(review.fully_read, counting, fail_on or review.profile.fail_on)


def again(paths: Sequence[Path], options: Mapping[str, object]) -> list[str]:
    """The arguments that check this contract in the same way, as they were given."""
    given = ["--together"] if options["together"] else []
    given += map(str, paths)
    for name in AGAIN:
        value = options[name]
        for one in value if isinstance(value, tuple) else (value,):
            if one not in (None, DEFAULTS.get(name)):
                given += [f"--{name}", str(one.date() if isinstance(one, datetime) else one)]
    return given


def _deliver(  # noqa: PLR0913, PLR0917
    review: Review,
    destination: Destination,
    parts: Sequence[Path],
    redline: bool,
    several: bool,
    asked: Sequence[str],
    house: HouseStyle | None,
) -> int:
    if destination.file is not None:
        made = _marked_up(review, destination, parts[destination.file], redline, house)
    elif destination.format == "text":
        if not destination.path and (console := Console()).is_terminal:
            print_summary(review, console, asked)
            return ExitCode.NOTHING
        made = terminal.render(review, asked)
    elif destination.format == "json" and several and not destination.path:
        made = json.dump(review.to_dict())
    else:
        made = render(review, destination.format, house)
    put(made, destination.path)
    return ExitCode.NOTHING


def _marked_up(review: Review, destination: Destination, file: Path, redline: bool, house: HouseStyle | None) -> bytes:
    from termscheck.readers import load
    from termscheck.renderers.marked import mark_up

    number = destination.file or 0
    read = review.contract.documents[number]
    if read.format != destination.format:
        raise ReadError("E-FORMAT", read.name, "its suffix is not that of its content. Rename it and check it again.")
    return mark_up(review, load(file), number, redline=redline, house=house)
