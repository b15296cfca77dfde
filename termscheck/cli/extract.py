"""`termscheck extract`: what is read and understood of a contract, without checking it."""

from __future__ import annotations

import os
from itertools import chain
from pathlib import Path

import click

from termscheck.cli.contract import find, name_of, tell_unread
from termscheck.cli.exits import ExitCode, taught
from termscheck.cli.options import STDIO, ReadAs, contract_file, reading_options
from termscheck.cli.output import put, refuse
from termscheck.cli.progress import progress_bar
from termscheck.renderers import json
from termscheck.version import __version__
from termscheck.words import visible


@click.command(
    short_help="Show what is read and understood of a contract.",
    epilog=taught(
        "termscheck extract contract.pdf",
        "termscheck extract contract.docx --out contract.json",
        codes={
            ExitCode.NOTHING: "all of the file was read",
            ExitCode.UNREAD: "the file could not be read, or not all of it",
        },
    ),
)
@click.argument("file", type=contract_file)
@reading_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    help="“text” is the words that the positions in JSON count, “json” all that was understood. "
    "Without it the suffix of --out decides.",
)
@click.option("--out", default=STDIO, metavar="PATH", help="Where to write; - is standard output.")
def extract(
    file: Path,
    read_as: ReadAs,
    form: str | None,
    out: str,
) -> int:
    """Show what termscheck reads and understands of a contract, without checking it.

    FILE is a Word (.docx), PDF or text file, or - for text from standard input.
    """
    form = form or ("json" if out.lower().endswith(".json") else "text")
    target = None if out == STDIO else Path(out)
    if target:
        refuse(target, [file])
    find([file])
    with progress_bar(name_of([file])) as progress:
        from termscheck import pipeline
        from termscheck.wire.writing import contract_to_dict

        contract = pipeline.understand([file], **read_as, progress=progress)
    notices = [*chain.from_iterable(document.notices for document in contract.documents), *contract.notices]
    if form == "json":
        coverage = pipeline.coverage(contract)
        understood = contract_to_dict(contract, tool_version=__version__, coverage=coverage, notices=notices)
        data = json.dump(understood, indent=2)
    else:
        text = "\n".join(document.text for document in contract.documents)
        shown = visible(text) if target is None and os.isatty(1) else text
        data = shown.encode("utf-8", "backslashreplace")
    put(data, target)
    tell_unread(name_of([file]), notices)
    return ExitCode.UNREAD if any(notice.material for notice in notices) else ExitCode.NOTHING
