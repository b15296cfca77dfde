"""The options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypedDict, get_args

import click

from termscheck.cli.exits import NEVER
from termscheck.model import SEVERITIES, DocumentKind, View

STDIO = "-"
"""The path that stands for standard input or output."""

contract_file = click.Path(path_type=Path, allow_dash=True)
rules_option = click.option(
    "--rules",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="DIR",
    help="A folder of your own rules, applied besides those that come with termscheck. May be repeated.",
)
reports_option = click.option(
    "--reports",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A folder with your own logo, wording, order and looks for reports, letters, lists and comments.",
)
Command = Callable[..., Any]
"""The function of a command, or one with options around it."""

us_option = click.option(
    "--us",
    multiple=True,
    metavar="LABEL",
    help="What the contract calls you, such as “Delivery Partner”, where termscheck cannot tell. May be repeated.",
)
them_option = click.option(
    "--them",
    multiple=True,
    metavar="LABEL",
    help="What the contract calls the side that pays you or passes work down to you. May be repeated.",
)
kind_option = click.option(
    "--kind",
    type=click.Choice([kind for kind in get_args(DocumentKind) if kind != "unknown"]),
    help="What kind of contract it is, where termscheck cannot tell; it decides which rules apply.",
)
profile_option = click.option(
    "--profile",
    metavar="NAME",
    help="A named choice of rules and figures: self-check (unless you say otherwise), triage, template-review, "
    "or one of your own in --rules.",
)
view_option = click.option(
    "--view",
    type=click.Choice(get_args(View)),
    default="final",
    show_default=True,
    help="Tracked changes of a Word file as if they were accepted (final) or rejected (original).",
)
regime_option = click.option(
    "--regime",
    metavar="NAME",
    help="The procurement rules above the contract, such as procurement-act-2023, pcr-2015 or private, "
    "where the contract does not say.",
)
on_option = click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="The day until which decisions hold and sources of the law are in date; today if left out.",
)
store_option = click.option(
    "--store",
    envvar="TERMSCHECK_STORE",
    metavar="FOLDER|URL",
    help="Where results are kept: a folder, or a PostgreSQL database by its URL. Also from TERMSCHECK_STORE, which "
    "keeps a password out of sight.",
)
primes_option = click.option(
    "--primes",
    type=click.Path(path_type=Path),
    metavar="CSV",
    help="Whose templates they are: a CSV file with the columns file (* may stand in it), prime and family. Contracts "
    "that are not in it go by the folders they lie in, prime/family/contract.docx, else by their parties.",
)
by_parties_option = click.option(
    "--by-parties", is_flag=True, help="Take the prime from the contract's parties first, then from the folders."
)
money_option = click.option(
    "--money",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A YAML file with your price, costs and reserves, for what the contract could cost you.",
)


class ReadAs(TypedDict):
    """How a contract is read, where termscheck cannot tell: the same words as for `pipeline.check`."""

    us: tuple[str, ...]
    them: tuple[str, ...]
    kind: DocumentKind | None
    view: View


def reading_options(command: Command) -> Command:
    """The options --us, --them, --kind and --view, which come to the command together, as `read_as`."""

    @wraps(command)
    def together(*args: Any, **options: Any) -> Any:
        return command(*args, read_as={name: options.pop(name) for name in ReadAs.__annotations__}, **options)

    return us_option(them_option(kind_option(view_option(together))))


def fail_on_option(of: str = "") -> Callable[[Command], Command]:
    """The option --fail-on; `of` says of what the severity counts, where it is not any finding."""
    return click.option(
        "--fail-on",
        type=click.Choice([*reversed(SEVERITIES), NEVER]),
        help=f"The least severity{of and f' of {of}'} that makes the exit code 1: that of the profile, unless you say "
        "otherwise.",
    )


def target_options(*formats: str, told: str = "") -> Callable[[Command], Command]:
    """The options --format and --out of a command whose one answer can be written in several formats.

    They come to the command as `form` and `outs`, which `output.targets` understands.
    """

    form = click.option(
        "--format",
        "form",
        type=click.Choice(formats, case_sensitive=False),
        help=f"What to write. Without it the suffix of --out decides.{told and f' {told}'}",
    )
    outs = click.option(
        "--out", "outs", multiple=True, metavar="PATH", help="Where to write: a file, or - for standard output."
    )
    return lambda command: form(outs(command))
