"""`termscheck portfolio`: a report on all the contracts of a batch."""

from __future__ import annotations

from pathlib import Path

import click

from termscheck.cli.batch import code_of_line
from termscheck.cli.exits import CODES, ExitCode, say, taught, worst
from termscheck.cli.options import by_parties_option, fail_on_option, primes_option, reports_option
from termscheck.errors import UsageError
from termscheck.files import write
from termscheck.words import counted


@click.command(
    epilog=taught(
        "termscheck batch templates/ --out reviewed/",
        "termscheck portfolio reviewed/ --out portfolio.html",
        "termscheck portfolio reviewed/ --out portfolio.html --primes whose.csv",
        codes=CODES,
    )
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="BATCH")
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="FILE", help="The HTML file to write.")
@primes_option
@by_parties_option
@reports_option
@fail_on_option()
def portfolio(  # noqa: PLR0913, PLR0917  (one for each option)
    folder: Path, out: Path, primes: Path | None, by_parties: bool, reports: Path | None, fail_on: str | None
) -> int:
    """Lay all contracts of a batch side by side.

    BATCH is the folder that `termscheck batch --out` wrote. The report says whose contracts are the worst, how common
    each unfair term is, which clauses several contracts share and how their wordings differ, what changed since the
    earlier batch (`batch --since`), and what could not be read. It is one HTML file that needs nothing else.
    """
    from termscheck.batch.origin import read_origins
    from termscheck.batch.summary import lines_of
    from termscheck.portfolio.read import read_portfolio
    from termscheck.renderers import house_style
    from termscheck.renderers.portfolio import render

    if out.is_dir():
        raise UsageError(f"{out} is a folder: name a file, such as portfolio.html.")
    house = house_style(reports) if reports else None
    read = read_portfolio(folder, read_origins(primes, by_parties=by_parties))
    write(out, render(read, house))
    say(f"{counted(len(read.templates), 'contract')}. Written to {out}.")
    return worst([ExitCode.NOTHING, *(code_of_line(line, fail_on) for line in lines_of(folder))])
