"""The command line: what was asked, where the answer goes, and the exit code.

Standard output carries the result and nothing else; progress, notices and errors go to standard error. The engine
is imported inside the commands: it takes a second to load, which `--help` or a misspelt path should not cost.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from functools import partial

import click

from termscheck.cli.batch import batch as batch_command
from termscheck.cli.check import check as check_command
from termscheck.cli.compare import compare as compare_command
from termscheck.cli.desk import desk_group
from termscheck.cli.exits import EXIT_CODES, guarded
from termscheck.cli.exposure import exposure as exposure_command
from termscheck.cli.extract import extract as extract_command
from termscheck.cli.flowdown import flowdown as flowdown_command
from termscheck.cli.portfolio import portfolio as portfolio_command
from termscheck.cli.rules import rules_group
from termscheck.cli.serve import serve as serve_command
from termscheck.cli.store import store_group
from termscheck.version import __version__

EXAMPLES = """\b
Start with one of these:
  termscheck check contract.docx
  termscheck check contract.docx --out report.html
  termscheck serve --open
"""


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=f"{EXAMPLES}\n{EXIT_CODES}",
)
@click.version_option(__version__, prog_name="termscheck")
def cli() -> None:
    """Reads a sub-contract and says what is unfair in it, why, and what to ask for instead.

    Nothing leaves this computer. termscheck is a checker, not legal advice. Each command has examples in its own
    help: termscheck check --help.
    """


for _command in (
    check_command,
    batch_command,
    compare_command,
    exposure_command,
    flowdown_command,
    extract_command,
    portfolio_command,
    rules_group,
    serve_command,
    desk_group,
    store_group,
):
    cli.add_command(_command)


def main(args: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that cannot show “ shows ? instead of a traceback
            stream.reconfigure(errors="replace")
    return guarded(partial(cli.main, args, prog_name="termscheck", standalone_mode=False))
