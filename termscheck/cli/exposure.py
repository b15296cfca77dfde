"""`termscheck exposure`: what a contract would cost us, in pounds."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from termscheck.cli.contract import find, name_of, tell_unread
from termscheck.cli.exits import ExitCode, say, taught
from termscheck.cli.options import (
    ReadAs,
    contract_file,
    money_option,
    profile_option,
    reading_options,
    regime_option,
    rules_option,
    target_options,
)
from termscheck.cli.output import put, targets
from termscheck.cli.progress import progress_bar

FORMATS = ("html", "json", "xlsx", "text")
MONEY_OPTIONS = (
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
    for name, unit, meaning in reversed(MONEY_OPTIONS):
        command = click.option(name, metavar=unit, help=meaning)(command)
    return command


@click.command(
    epilog=taught(
        "termscheck exposure contract.docx",
        "termscheck exposure contract.docx --annual-value 240000 --monthly-cost 19500 --reserves 60000 --out cost.html",
        "termscheck exposure contract.docx --money money.yaml --out cost.xlsx --out cost.html",
        "termscheck exposure contract.docx --term payment-days=30 --term liability-cap=240000",
        "termscheck exposure order-form.docx terms.pdf --money money.yaml",
        codes={
            ExitCode.NOTHING: "the sums are done",
            ExitCode.USAGE: "the command, the figures or a rule file is wrong",
            ExitCode.UNREAD: "the contract could not be read, or not all of it (the sums are done with the rest)",
        },
    )
)
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
@target_options(*FORMATS)
@reading_options
@profile_option
@rules_option
@regime_option
def exposure(  # noqa: PLR0913, PLR0917  (one for each option)
    files: tuple[Path, ...],
    terms: tuple[str, ...],
    money: Path | None,
    form: str | None,
    outs: tuple[str, ...],
    read_as: ReadAs,
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
    places = targets(outs, form, FORMATS, "cost.html", files)
    from termscheck.exposure.inputs import inputs_of

    inputs = inputs_of(options, terms, money)
    find(files)
    with progress_bar(name_of(files)) as progress:
        from termscheck import pipeline

        review = pipeline.check(
            files, **read_as, profile=profile, rules=rules, regime=regime, money=inputs, progress=progress
        )  # fmt: skip
    from termscheck.exposure.work_out import exposure as work_out
    from termscheck.renderers.exposure import RENDERERS

    told = work_out(review)
    for place in places:
        put(RENDERERS[place.format](review, told), place.path)
    written = [os.fspath(place.path) for place in places if place.path]
    if written:
        first = told.figure("first-year")
        say(f"{name_of(files)}: {first.title}: {first.told}. Written to {', '.join(written)}.")
    tell_unread(name_of(files), review.notices)
    return ExitCode.NOTHING if review.fully_read else ExitCode.UNREAD
