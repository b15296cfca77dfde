"""`termscheck store`: where results are kept, and looking after them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from termscheck.cli.exits import ExitCode, say, taught
from termscheck.cli.options import by_parties_option, primes_option, store_option
from termscheck.errors import UsageError
from termscheck.words import counted, listed, visible

if TYPE_CHECKING:
    from termscheck.store.export import Format
    from termscheck.store.store import Store

SINGULAR = {
    "batches": "batch", "cases": "case", "documents": "document", "files": "file", "jobs": "job",
    "outcomes": "outcome", "reviews": "review",
}  # fmt: skip

DONE = {ExitCode.NOTHING: "done", ExitCode.USAGE: "the command is wrong, or the store cannot be used"}


@click.group(
    "store",
    short_help="Where batches and the desk keep their results.",
    epilog=taught(
        "termscheck batch contracts/ --out reviewed/ --store our-store",
        "termscheck store where --store our-store",
        "termscheck store backup our-store.backup --store our-store",
        codes=DONE,
    ),
)
def store_group() -> None:
    """Where batches and the desk keep their results, and looking after it.

    The store is a private folder of yours, another one (--store FOLDER), or a PostgreSQL database
    (--store postgresql://user@host/database). It holds the words of contracts.
    """


@store_group.command(
    "where",
    short_help="Say where the store is, and what is in it.",
    epilog=taught("termscheck store where", "termscheck store where --store our-store", codes=DONE),
)
@store_option
def where(store: str | None) -> int:
    """Say where the store is, and what is in it; nothing is made."""
    from termscheck.store.place import place_of

    place = place_of(store)
    if place.file and not place.file.exists():
        click.echo(f"{visible(str(place))}\nThere is no store yet: it is made when something is put into it.")
        return ExitCode.NOTHING
    from termscheck.store.store import schema_version
    from termscheck.store.upkeep import sizes

    with _open(store) as opened:
        click.echo(f"{visible(str(place))}\nschema {schema_version(opened)}")
        for table, rows in sizes(opened).items():
            click.echo(f"{rows:>10,} {table}")
    return ExitCode.NOTHING


@store_group.command(
    "migrate",
    short_help="Bring the tables up to date.",
    epilog=taught("termscheck store migrate --store our-store", codes=DONE),
)
@store_option
def migrate(store: str | None) -> int:
    """Bring the store's tables up to date, as opening it always does; make it if there is none."""
    from termscheck.store.store import schema_version

    with _open(store) as opened:
        say(f"The store {opened.place} is up to date (schema {schema_version(opened)}).")
    return ExitCode.NOTHING


@store_group.command(
    "backup",
    short_help="Write all that is in the store into one file.",
    epilog=taught("termscheck store backup november.backup --store our-store", codes=DONE),
)
@click.argument("file", type=click.Path(path_type=Path))
@store_option
def backup(file: Path, store: str | None) -> int:
    """Write all that is in the store into FILE, a new one.

    It may be done while others use the store. The file is for your eyes only, as the store is.
    """
    from termscheck.store.upkeep import back_up

    with _open(store, make=False) as opened:
        back_up(opened, file)
    say(f"Written to {file}.")
    return ExitCode.NOTHING


@store_group.command(
    "restore",
    short_help="Put a backup into a new store.",
    epilog=taught("termscheck store restore november.backup --store new-store", codes=DONE),
)
@click.argument("file", type=click.Path(path_type=Path))
@store_option
def restore(file: Path, store: str | None) -> int:
    """Put all that is in a backup into a new store.

    It may be another kind of store than the one that was backed up: so a folder moves into PostgreSQL.
    """
    from termscheck.store.upkeep import restore as put_back

    if not file.is_file():
        raise UsageError(f"{file}: there is no such file.")
    with _open(store) as opened:
        put_back(file, opened)
        say(f"Restored into {opened.place}.")
    return ExitCode.NOTHING


@store_group.command(
    "prune",
    short_help="Delete old batches and closed cases.",
    epilog=taught(
        "termscheck store prune --before 2025-01-01 --dry-run --store our-store",
        "termscheck store prune --older-than 365 --store our-store",
        codes=DONE,
    ),
)
@click.option("--before", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="Delete what is older.")
@click.option("--older-than", type=click.IntRange(0), metavar="DAYS", help="Delete what is older, counted from now.")
@click.option("--dry-run", is_flag=True, help="Only say how much would be deleted.")
@store_option
def prune(before: datetime | None, older_than: int | None, dry_run: bool, store: str | None) -> int:
    """Delete old batches and closed cases, with the reviews, documents and files that nothing else needs.

    The history of who did what when stays: it holds no words of a contract. Backups are not touched.
    """
    if (before is None) == (older_than is None):
        raise UsageError("Say how old: either --before YYYY-MM-DD or --older-than DAYS.")
    moment = before.replace(tzinfo=UTC) if before else datetime.now(UTC) - timedelta(days=older_than or 0)
    from termscheck.store.upkeep import prune as forget_before

    with _open(store, make=False) as opened:
        gone = forget_before(opened, moment, really=not dry_run)
    say(f"{'Would be deleted' if dry_run else 'Deleted'}: {_told(gone)}.")
    return ExitCode.NOTHING


@store_group.command(
    "delete",
    short_help="Delete a contract and all that was found in it.",
    epilog=taught("termscheck store delete order-form.docx --store our-store", codes=DONE),
)
@click.argument("contract", metavar="NAME|SHA256")
@store_option
def delete(contract: str, store: str | None) -> int:
    """Delete a contract and all that was found in it: by the name that batches call it, or by its SHA-256.

    Backups, and the folders that batches wrote, are not touched.
    """
    from termscheck.store.upkeep import forget

    with _open(store, make=False) as opened:
        gone = forget(opened, contract)
    if not any(gone.values()):
        raise UsageError(f"The store has no contract of that name or SHA-256: {contract}")
    say(f"Deleted: {_told(gone)}.")
    return ExitCode.NOTHING


@store_group.command(
    "add",
    short_help="Put a finished batch into the store.",
    epilog=taught(
        "termscheck store add reviewed/ --store our-store",
        "termscheck store add reviewed/ --primes whose.csv --store our-store",
        codes=DONE,
    ),
)
@click.argument("folder", type=click.Path(path_type=Path))
@primes_option
@by_parties_option
@store_option
def add(folder: Path, primes: Path | None, by_parties: bool, store: str | None) -> int:
    """Put a finished batch, the FOLDER of it, into the store.

    It is what `batch --store` does at its end. What the store has already is not put there twice.
    """
    from termscheck.batch.kept import put_into
    from termscheck.batch.origin import read_origins

    origins = read_origins(primes, by_parties=by_parties)
    with _open(store) as opened:
        number = put_into(opened, folder, origins, datetime.now(UTC))
        say(f"Batch {number} of the store {opened.place}.")
    return ExitCode.NOTHING


@store_group.command(
    "export",
    short_help="Write tables for other programs.",
    epilog=taught(
        "termscheck store export --out tables/ --store our-store",
        "termscheck store export --format parquet --batch 1 --out tables/ --store our-store",
        codes=DONE,
    ),
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder for the tables; they are replaced.",
)
@click.option("--format", "form", type=click.Choice(["parquet", "csv"]), default="csv", show_default=True)
@click.option("--batch", type=click.IntRange(1), metavar="N", help="Of this batch only, by its number in the store.")
@store_option
def export(out: Path, form: Format, batch: int | None, store: str | None) -> int:
    """Write tables for other programs: batches, the contracts in them, and the findings.

    CSV opens in any spreadsheet. Parquet keeps the types of the columns, for DuckDB, pandas and the like.
    """
    from termscheck.store.export import export as write_tables

    with _open(store, make=False) as opened:
        made = write_tables(opened, out, form, batch)
    told = [f"{rows:,} {table}" for table, rows in made.items()]
    say(f"Written to {out}: {listed(told)}.")
    return ExitCode.NOTHING


@contextmanager
def _open(store: str | None, *, make: bool = True) -> Iterator[Store]:
    """The store that was named, open; where it is not to be made it must be there. Raises UsageError."""
    from termscheck.store.place import place_of
    from termscheck.store.store import open_store

    place = place_of(store)
    if not make and place.file and not place.file.exists():
        raise UsageError(f"There is no store {place}.")
    opened = open_store(store)
    try:
        yield opened
    finally:
        opened.close()


def _told(gone: dict[str, int]) -> str:
    return listed([counted(number, SINGULAR[table], table) for table, number in gone.items() if number]) or "nothing"
