"""`termscheck exposure`: what a contract would cost us, in pounds."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from termscheck.cli.contract import find, name_of, tell_unread
from termscheck.cli.exits import ExitCode, say
from termscheck.cli.options import (
    STDIO,
    contract_file,
    kind_option,
    money_option,
    profile_option,
    regime_option,
    rules_option,
    them_option,
    us_option,
    view_option,
)
from termscheck.cli.output import is_folder, print_bytes, refuse
from termscheck.cli.progress import progress_bar
from termscheck.errors import UsageError
from termscheck.files import write
from termscheck.model import DocumentKind, View

NAMES = {"html": (".html", ".htm"), "json": (".json",), "xlsx": (".xlsx",), "text": (".txt",)}
"""The formats, and the suffixes of --out that choose them."""
EXPOSURE_EXAMPLES = """\b
Examples:
  termscheck exposure contract.docx
  termscheck exposure contract.docx --annual-value 240000 --monthly-cost 19500 --reserves 60000 --out cost.html
  termscheck exposure contract.docx --money money.yaml --out cost.xlsx --out cost.html
  termscheck exposure contract.docx --term payment-days=30 --term liability-cap=240000
  termscheck exposure order-form.docx terms.pdf --money money.yaml

\b
Exit codes:
   0  the sums are done
   2  the command, the figures or a rule file is wrong
   3  the contract could not be read, or not all of it (the sums are done with the rest)
  70  a fault in termscheck itself
"""
_OPTIONS = (
    ("--annual-value", "POUNDS", "The price for a year, where the contract does not say it or says another."),
    ("--monthly-cost", "POUNDS", "What the work costs you in a month, overheads included."),
    ("--setup-cost", "POUNDS", "What you spend before the start."),
    ("--reserves", "POUNDS", "Your free reserves."),
    ("--staff", "NUMBER", "How many people the work employs."),
    ("--redundancy-each", "POUNDS", "Redundancy pay for each of them, on average."),
    ("--expected-rate", "PERCENT", "How many reach the result, as you expect; or how much of the planned results."),
    ("--low-rate", "PERCENT", "The same if things go badly."),
    ("--planned-rate", "PERCENT", "The same as the price was worked out for, if that is not what you expect."),
    ("--low-volume", "PERCENT", "How much of the expected work comes if things go badly."),
    ("--base-rate", "PERCENT", "The Bank of England’s base rate."),
    ("--inflation", "PERCENT", "How much your costs rise in a year."),
    ("--authority-days", "DAYS", "How long the authority takes to pay the other side."),
    ("--late-days", "DAYS", "How late they pay in the case “paid late”."),
    ("--ended-after", "MONTH", "When they end it in the case “ended early”."),
    ("--run-on-months", "MONTHS", "For how long costs run on after an early end, such as notice and leases."),
)


def _money_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for name, unit, meaning in reversed(_OPTIONS):
        command = click.option(name, metavar=unit, help=meaning)(command)
    return command


@click.command(epilog=EXPOSURE_EXAMPLES)
@click.argument("files", nargs=-1, required=True, type=contract_file, metavar="FILE...")
@_money_options
@click.option(
    "--term",
    "terms",
    multiple=True,
    metavar="NAME=VALUE",
    help="A term as you know it, or would like it: payment-days=30. May be repeated; --format json lists the names.",
)
@money_option
@click.option(
    "--format",
    "form",
    type=click.Choice(list(NAMES), case_sensitive=False),
    help="What to write. Without it the suffix of --out decides.",
)
@click.option("--out", "outs", multiple=True, metavar="PATH", help="Where to write: a file, or - for standard output.")
@us_option
@them_option
@kind_option
@view_option
@profile_option
@rules_option
@regime_option
def exposure(  # noqa: PLR0913, PLR0917  (one for each option)
    files: tuple[Path, ...],
    terms: tuple[str, ...],
    money: Path | None,
    form: str | None,
    outs: tuple[str, ...],
    us: tuple[str, ...],
    them: tuple[str, ...],
    kind: DocumentKind | None,
    view: View,
    profile: str | None,
    rules: tuple[Path, ...],
    regime: str | None,
    **options: str | None,
) -> int:
    """Say what a contract would cost you, in pounds.

    From the terms in the contract and a few figures of yours: the money that you must lend it month by month, what can
    be lost or taken back, the results and the work at which you break even, and what each change is worth that you
    could ask for. Several files are one contract, in order of precedence. What you do not say is taken, and told.
    """
    targets = [(_format(out, form), None if out == STDIO else Path(out)) for out in outs or (STDIO,)]
    for _, target in targets:
        if target:
            refuse(target, list(files))
    from termscheck.exposure.inputs import inputs_of

    inputs = inputs_of(options, terms, money)
    find(files)
    with progress_bar(name_of(files)) as progress:
        from termscheck import pipeline

        review = pipeline.check(
            files, us=us, them=them, profile=profile, rules=rules, kind=kind, view=view, regime=regime, money=inputs,
            progress=progress,
        )  # fmt: skip
    from termscheck.exposure.work_out import exposure as work_out
    from termscheck.renderers.exposure import RENDERERS

    told = work_out(review)
    for wanted, target in targets:
        made = RENDERERS[wanted](review, told)
        if target:
            write(target, made)
        else:
            print_bytes(made)
    written = [os.fspath(target) for _, target in targets if target]
    if written:
        first = told.figure("first-year")
        say(f"{name_of(files)}: {first.title}: {first.told}. Written to {', '.join(written)}.")
    tell_unread(name_of(files), review.notices)
    return ExitCode.NOTHING if review.fully_read else ExitCode.UNREAD


def _format(out: str, form: str | None) -> str:
    """The format that goes to `out`. Raises UsageError when that is not clear."""
    if is_folder(out):
        raise UsageError(f"{out} is a folder: name a file, such as cost.html.")
    by_suffix = next((name for name, suffixes in NAMES.items() if Path(out).suffix.lower() in suffixes), None)
    if out == STDIO:
        return form or "text"
    if by_suffix or form:
        return by_suffix or str(form)
    raise UsageError(f"The format for {out} is not clear: add --format, or name a file such as cost.html.")
