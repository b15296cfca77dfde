"""Tables for other programs, as Parquet or CSV: batches, the contracts in them, and the findings.

They are flat: what a spreadsheet or DuckDB would have to join is joined. `docs/store.md` tells of the columns.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal

from sqlalchemy import Boolean, ColumnElement, Date, Integer, Select, select

from termscheck.errors import UsageError
from termscheck.files import writing
from termscheck.store.columns import Moment
from termscheck.store.reviews import Batch, Document, Failure, Finding, Outcome, Review
from termscheck.store.store import Store
from termscheck.words import cell

AT_ONCE = 10_000
"""Rows that are held in memory, and that a row group of Parquet has."""

Format = Literal["parquet", "csv"]


def export(store: Store, folder: Path, form: Format, batch: int | None = None) -> dict[str, int]:
    """Writes the tables into a folder, all of one moment, of all batches or one; gives how many rows each has.

    Raises UsageError, also where `pyarrow` is needed and not installed.
    """
    write = _parquet if form == "parquet" else _csv
    with store.reading() as session:
        if batch is not None and session.get(Batch, batch) is None:
            raise UsageError(f"The store has no batch {batch}.")
        made = {}
        for name, query in _tables(batch).items():
            found = session.connection().execution_options(yield_per=AT_ONCE).execute(query)
            with writing(folder / f"{name}.{form}") as file:
                made[name] = write(file, tuple(query.selected_columns), found.partitions())
        return made


def _tables(batch: int | None) -> dict[str, Select[Any]]:
    batches = select(
        Batch.id.label("batch"), Batch.name, Batch.at.label("kept_at"), Batch.day, Batch.version, Batch.asked
    )
    contracts = (
        select(
            Outcome.batch_id.label("batch"), Outcome.name.label("contract"), Document.prime, Document.family,
            Document.format, Document.sha256, Outcome.review_id.label("review"), Review.rag, Review.reason, Review.kind,
            Review.words, Review.fully_read, Review.critical, Review.high, Review.medium, Review.low,
            Failure.code.label("failure"), Failure.message.label("failure_message"), Outcome.changed, Outcome.was,
        )
        .outerjoin(Document, Outcome.document_id == Document.id)
        .outerjoin(Review, Outcome.review_id == Review.id)
        .outerjoin(Failure, Failure.outcome_id == Outcome.id)
    )  # fmt: skip
    findings = select(
        Outcome.batch_id.label("batch"), Outcome.name.label("contract"), Finding.review_id.label("review"),
        Finding.number, Finding.rule, Finding.name, Finding.category, Finding.severity, Finding.confidence,
        Finding.missing, Finding.suppressed, Finding.clause, Finding.page, Finding.fingerprint, Finding.evidence,
        Finding.message,
    ).join(Outcome, Outcome.review_id == Finding.review_id)  # fmt: skip
    if batch is not None:
        batches = batches.where(Batch.id == batch)
        contracts, findings = contracts.where(Outcome.batch_id == batch), findings.where(Outcome.batch_id == batch)
    return {
        "batches": batches.order_by(Batch.id),
        "contracts": contracts.order_by(Outcome.batch_id, Outcome.id),
        "findings": findings.order_by(Outcome.batch_id, Outcome.id, Finding.number),
    }


Columns = Sequence[ColumnElement[Any]]
Rows = Iterator[Sequence[Sequence[Any]]]


def _csv(file: BinaryIO, columns: Columns, rows: Rows) -> int:
    """A table that a spreadsheet may open: no cell of it is taken for a formula."""
    text, number = io.StringIO(), 0
    table = csv.writer(text)
    table.writerow([column.key for column in columns])
    for some in rows:
        table.writerows([_cell(value) for value in row] for row in some)
        number += len(some)
        file.write(_taken(text))
    file.write(_taken(text))
    return number


def _taken(text: io.StringIO) -> bytes:
    made = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return made


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat()
    return cell(value) if isinstance(value, str) else value


def _parquet(file: BinaryIO, columns: Columns, rows: Rows) -> int:
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError:
        raise UsageError("Parquet needs a library: pip install 'termscheck[parquet]', or export CSV.") from None
    kinds = {
        Moment: arrow.timestamp("us", tz="UTC"), Date: arrow.date32(), Boolean: arrow.bool_(), Integer: arrow.int64(),
    }  # fmt: skip
    schema = arrow.schema([(column.key, kinds.get(type(column.type), arrow.string())) for column in columns])
    number = 0
    with parquet.ParquetWriter(file, schema, compression="zstd") as table:
        for some in rows:
            arrays = [
                arrow.array(values, one.type) for values, one in zip(zip(*some, strict=True), schema, strict=True)
            ]
            table.write_batch(arrow.record_batch(arrays, schema=schema))
            number += len(some)
    return number
