"""`termscheck flowdown`: a head contract above a sub-contract, term by term."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from termscheck.cli.contract import find, name_of, same_file
from termscheck.cli.exits import ExitCode, say, taught
from termscheck.cli.options import (
    STDIO,
    contract_file,
    fail_on_option,
    profile_option,
    reports_option,
    rules_option,
    target_options,
    us_option,
)
from termscheck.cli.output import Destination, put, targets
from termscheck.cli.progress import progress_bar
from termscheck.errors import UsageError
from termscheck.flowdown.model import Flowdown
from termscheck.model import FailOn
from termscheck.renderers import house_style

if TYPE_CHECKING:
    from termscheck.renderers.house import HouseStyle

FORMATS = ("html", "json", "text")


@click.command(
    short_help="Lay the contract above yours beside your own.",
    epilog=taught(
        "termscheck flowdown head-contract.docx sub-contract.docx",
        "termscheck flowdown head-contract.pdf sub-contract.docx --out passed-down.html",
        'termscheck flowdown head.docx sub.docx --prime "Lead Provider" --us "Delivery Partner"',
        "termscheck flowdown core-terms.docx sub.docx --with-head schedule-6.docx --with-head schedule-20.docx",
        codes={
            ExitCode.NOTHING: "no risk at or above --fail-on is enlarged or new, "
            "and no protection as grave is kept back",
            ExitCode.FOUND: "one is",
            ExitCode.USAGE: "the command, the configuration or a rule file is wrong",
            ExitCode.UNREAD: "a contract could not be read, or not all of it (whatever was found in the rest)",
        },
    ),
)
@click.argument("head", type=contract_file)
@click.argument("sub", type=contract_file)
@click.option(
    "--with-head",
    type=contract_file,
    multiple=True,
    metavar="FILE",
    help="A further file of the head contract, after HEAD in order of precedence. May be repeated.",
)
@click.option(
    "--with-sub",
    type=contract_file,
    multiple=True,
    metavar="FILE",
    help="A further file of the sub-contract, after SUB in order of precedence. May be repeated.",
)
@click.option(
    "--prime",
    multiple=True,
    metavar="LABEL",
    help="What either contract calls the prime, where termscheck cannot tell. May be repeated.",
)
@click.option(
    "--authority",
    multiple=True,
    metavar="LABEL",
    help="What the head contract calls the authority that pays the prime. May be repeated.",
)
@us_option
@profile_option
@rules_option
@reports_option
@target_options(*FORMATS, told="“text” is a summary.")
@fail_on_option("a point that is worse for you than for the prime")
def flowdown(  # noqa: PLR0913, PLR0917  (one for each option)
    head: Path,
    sub: Path,
    with_head: tuple[Path, ...],
    with_sub: tuple[Path, ...],
    prime: tuple[str, ...],
    authority: tuple[str, ...],
    us: tuple[str, ...],
    profile: str | None,
    rules: tuple[Path, ...],
    reports: Path | None,
    form: str | None,
    outs: tuple[str, ...],
    fail_on: FailOn | None,
) -> int:
    """Lay the contract above yours beside your own: what the prime has, and what it gives you.

    HEAD is the contract between the authority and the prime, SUB the one between the prime and you: Word, PDF or text
    files, or folders with a list of files. The prime is the party that both name.
    """
    above, below = [head, *with_head], [sub, *with_sub]
    _refuse_twice(above, below)
    places = targets(outs, form, FORMATS, "passed-down.html", [*above, *below])
    house = house_style(reports) if reports else None
    for paths in (above, below):
        find(paths)
    with progress_bar(name_of([head, sub])) as progress:
        from termscheck.flowdown.run import flowdown as lay_beside

        made = lay_beside(
            above, below, prime=prime, us=us, authority=authority, profile=profile, rules=rules, progress=progress
        )
    for place in places:
        _deliver(made, place, house)
    _tell(made, [place.path for place in places if place.path])
    if not made.fully_read:
        return ExitCode.UNREAD
    return ExitCode.FOUND if made.fails(fail_on) else ExitCode.NOTHING


def _refuse_twice(above: Sequence[Path], below: Sequence[Path]) -> None:
    """A file is part of one of the contracts, and standard input can be read once. Raises UsageError."""
    if sum(str(path) == STDIO for path in (*above, *below)) > 1:
        raise UsageError("Standard input (-) can be read only once: name the files of both contracts.")
    for path in above:
        if any(same_file(path, other) for other in below):
            raise UsageError(f"{path} is named both as head contract and as sub-contract: name the two contracts.")


def _deliver(made: Flowdown, place: Destination, house: HouseStyle | None) -> None:
    from termscheck.renderers.flowdown import RENDERERS, html, text

    if place.format == "text" and not place.path and (console := Console()).is_terminal:
        text.print_flowdown(made, console)
        return
    page = html.render(made, house) if place.format == "html" else RENDERERS[place.format](made)
    put(page, place.path)


def _tell(made: Flowdown, written: list[Path]) -> None:
    from termscheck.renderers.flowdown.words import verdict

    if written:
        say(f"{made.sub.name}: {verdict(made)}. Written to {', '.join(map(os.fspath, written))}.")
        for sentence in made.caveats:
            say(sentence)
    for one in (made.head, made.sub):
        for sentence in one.unread:
            say(f"Not fully read: {one.name}: {sentence}")
