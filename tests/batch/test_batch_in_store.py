"""A finished batch in the store, whose templates its contracts are, and the tables that come of it."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from batch_checkers import DAY, drive
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from termscheck.batch.kept import put_into
from termscheck.batch.origin import Origin, Origins, read_origins
from termscheck.cli import main
from termscheck.errors import UsageError
from termscheck.store.export import export
from termscheck.store.reviews import Batch, Document, Failure, Finding, Outcome, Review
from termscheck.store.store import open_store
from termscheck.store.upkeep import sizes

NewPlace = Callable[[str], str]
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HOSTILE = "=1+1"


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    for name, words in (("Harbour/terms/a.txt", f"fine PAY-002 {HOSTILE}"), ("Harbour/terms/b.txt", "scan"),
                        ("c.txt", "fine")):  # fmt: skip
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words)
    drive(tmp_path / "in", tmp_path / "out")
    return tmp_path / "out"


def test_a_batch_is_kept_whole_and_nothing_of_it_twice(batch: Path, place: str) -> None:
    store = open_store(place)
    assert put_into(store, batch, Origins(), NOON) == 1
    once = sizes(store)
    assert put_into(store, batch, Origins(), NOON) == 2
    assert {name: rows for name, rows in sizes(store).items() if rows != once[name]} == {
        "batches": 2, "failures": 2, "outcomes": 6,
    }  # fmt: skip
    with store.reading() as session:
        assert session.get_one(Batch, 1).day == DAY
        (a, b, c) = session.scalars(select(Outcome).where(Outcome.batch_id == 1).order_by(Outcome.name))
        assert (a.document.prime, a.document.family) == ("Harbour", "terms")
        line = json.loads((batch / "outcomes.jsonl").read_text().splitlines()[0])
        assert a.review.json() == (batch / line["review"]).read_bytes()
        assert [one.rule for one in a.review.findings] == ["PAY-002", HOSTILE]
        assert (b.review, b.failure.code) == (None, "E-NOTEXT")
        assert c.failure is None
    store.close()


def test_a_damaged_batch_leaves_the_store_as_it_was(batch: Path, tmp_path: Path) -> None:
    store = open_store(tmp_path / "store")
    for review in (batch / "reviews").iterdir():
        review.unlink()
    with pytest.raises(UsageError, match="is damaged"):
        put_into(store, batch, Origins(), NOON)
    with pytest.raises(UsageError, match="not the folder of a finished batch"):
        put_into(store, tmp_path, Origins(), NOON)
    assert not any(sizes(store).values())
    store.close()


def test_a_postgresql_store_is_exported_as_an_sqlite_one(batch: Path, tmp_path: Path, new_place: NewPlace) -> None:
    for kind in ("sqlite", "postgresql"):
        store = open_store(new_place(kind))
        put_into(store, batch, Origins(), NOON)
        export(store, tmp_path / kind, "csv")
        store.close()
    for name in ("batches", "contracts", "findings"):
        made = [(tmp_path / kind / f"{name}.csv").read_bytes() for kind in ("sqlite", "postgresql")]
        assert made[0] == made[1]


def test_tables_for_duckdb_and_for_spreadsheets(
    batch: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyarrow", reason="needs pyarrow")
    monkeypatch.setenv("TERMSCHECK_STORE", str(tmp_path / "store"))
    for _ in range(2):
        assert main(("store", "add", str(batch))) == 0
    for form in ("parquet", "csv"):
        assert main(("store", "export", "--format", form, "--out", str(tmp_path / form), "--batch", "2")) == 0
    assert "1 batches, 3 contracts and 2 findings." in capsys.readouterr().err
    assert main(("store", "export", "--out", str(tmp_path / "x"), "--batch", "3")) == 2

    found = duckdb.sql(f"SELECT contract, prime, failure, fully_read FROM '{tmp_path}/parquet/contracts.parquet'")
    assert found.fetchall() == [
        ("Harbour/terms/a.txt", "Harbour", None, True),
        ("Harbour/terms/b.txt", "Harbour", "E-NOTEXT", None),
        ("c.txt", "", None, True),
    ]
    (at,) = duckdb.sql(f"SELECT typeof(kept_at), day FROM '{tmp_path}/parquet/batches.parquet'").fetchall()
    assert at == ("TIMESTAMP WITH TIME ZONE", DAY)
    assert duckdb.sql(f"SELECT rule FROM '{tmp_path}/parquet/findings.parquet'").fetchall() == [
        ("PAY-002",), (HOSTILE,),
    ]  # fmt: skip
    with (tmp_path / "csv" / "findings.csv").open(newline="", encoding="utf-8") as file:
        assert [row["rule"] for row in csv.DictReader(file)] == ["PAY-002", f"'{HOSTILE}"]
    before = (tmp_path / "parquet" / "contracts.parquet").read_bytes()
    main(("store", "export", "--format", "parquet", "--out", str(tmp_path / "parquet"), "--batch", "2"))
    assert (tmp_path / "parquet" / "contracts.parquet").read_bytes() == before


def test_queries_of_the_manual_can_be_asked(batch: Path, place: str) -> None:
    """Each block of SQL in docs/store.md, on a store."""
    manual = (Path(__file__).parents[2] / "docs" / "store.md").read_text(encoding="utf-8")
    store = open_store(place)
    put_into(store, batch, Origins(), NOON)
    queries = [block.split("```")[0] for block in manual.split("```sql\n")[1:]]
    assert len(queries) >= 4
    for query in queries:
        with store.engine.connect() as connection:
            assert connection.exec_driver_sql(query).all(), query
    store.close()


def test_every_table_and_column_is_in_the_manual() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "store.md").read_text(encoding="utf-8")
    for table in (Batch, Document, Review, Finding, Outcome, Failure):
        part = manual.split(f"### `{table.__tablename__}`")[1].split("###")[0]
        for column in table.__table__.columns:
            assert f"`{column.name}`" in part, f"{table.__tablename__}.{column.name}"


# --- whose templates they are -----------------------------------------------------------------------------


def parties(*names: str) -> dict[str, Any]:
    them = ({"name": name, "role": "them", "labels": ["Buyer"]} for name in names)
    return {"parties": [{"name": "Us CIC", "role": "us", "labels": ["Partner"]}, *them]}


def test_a_prime_is_told_by_the_list_then_the_folders_then_the_parties(tmp_path: Path) -> None:
    (tmp_path / "primes.csv").write_text("\ufeffFile,Prime\nold/*.docx,Northfield plc\n", encoding="utf-8")
    origins = read_origins(tmp_path / "primes.csv")
    harbour = parties("Harbour Services Limited")
    assert origins.of("old/x/a.docx", harbour) == Origin("Northfield plc", "")
    assert origins.of("Acme/terms/2026/a.docx", harbour) == Origin("Acme", "terms/2026")
    assert origins.of("a.docx", harbour) == Origin("Harbour Services Limited", "")
    assert origins.of("b.docx", parties("HARBOUR SERVICES LTD")).prime == "Harbour Services Limited"
    assert (
        origins.of("a.docx", parties("[Name of prime]")) == origins.of("a.docx", parties("A Ltd", "B Ltd")) == Origin()
    )
    assert Origins(by_parties=True).of("Acme/a.docx", harbour).prime == "Harbour Services Limited"
    assert Origins(by_parties=True).of("Acme/a.docx", None).prime == "Acme"
    assert origins.of("a.docx", parties("Buyer")) == Origin()


@pytest.mark.parametrize("text", [b"a,b\n1,2\n", b"\xff\xfe\x00", b""])
def test_a_list_of_primes_that_is_none_is_told(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "primes.csv").write_bytes(text)
    with pytest.raises(UsageError, match=r"primes\.csv"):
        read_origins(tmp_path / "primes.csv")
    with pytest.raises(UsageError, match="cannot be read"):
        read_origins(tmp_path / "none.csv")


@given(st.text(), st.text())
def test_any_name_has_an_origin(name: str, party: str) -> None:
    origin = Origins(by_parties=True).of(name, parties(party))
    assert max(len(origin.prime), len(origin.family)) <= 200
