"""The command line: what was asked, where the answer goes, and the exit code.

Standard output carries the result and nothing else; progress, notices and errors go to standard error. The engine
is imported inside the commands: it takes a second to load, which `--help` or a misspelt path should not cost.
"""

from __future__ import annotations

import atexit
import gc
import io
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import cast

import click

from termscheck.cli.exits import CODES, guarded, taught
from termscheck.version import __version__

_COMMANDS: Mapping[str, str] = {
    "check": "check:check",
    "batch": "batch:batch",
    "compare": "compare:compare",
    "desk": "desk:desk_group",
    "exposure": "exposure:exposure",
    "flowdown": "flowdown:flowdown",
    "extract": "extract:extract",
    "portfolio": "portfolio:portfolio",
    "rules": "rules:rules_group",
    "serve": "serve:serve",
    "store": "store:store_group",
}
"""Where each command is, within this package."""


class _Commands(click.Group):
    """The commands, each loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in the order in which help shows them."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name."""
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name].split(":")
        return cast(click.Command, getattr(import_module(f"{__name__}.{module}"), name))


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=taught(
        "termscheck check contract.docx",
        "termscheck check contract.docx --out report.html",
        "termscheck serve --open",
        codes=CODES,
        heading="Start with one of these:",
    ),
)
@click.version_option(__version__, prog_name="termscheck")
def cli() -> None:
    """Reads a sub-contract and says what is unfair in it, why, and what to ask for instead.

    Nothing leaves this computer. termscheck is a checker, not legal advice. Each command has examples in its own
    help: termscheck check --help.
    """


def main(args: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    atexit.register(gc.freeze)  # or Python goes through all that it knows once more before it ends, for half a second
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that cannot show “ shows ? instead of a traceback
            stream.reconfigure(errors="replace")
    return guarded(partial(cli.main, args, prog_name="termscheck", standalone_mode=False))
