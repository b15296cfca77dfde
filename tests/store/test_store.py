"""The store, on SQLite and on a real PostgreSQL: its tables, what it refuses, and looking after it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from stored import DAY, NOON, add_case, add_review

from termscheck.cli import main
from termscheck.errors import UsageError
from termscheck.store.columns import Base, Words
from termscheck.store.desk import Case, Decision, Event, File, Queue, User
from termscheck.store.reviews import Batch, Document, Finding, Outcome, Review
from termscheck.store.store import Store, open_store, schema_version
from termscheck.store.upkeep import back_up, forget, prune, restore, sizes


def everything(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.reading() as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }


def test_migrations_make_the_tables_that_the_program_knows(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_a_store_is_opened_by_several_at_once(place: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(open_store, [place] * 4))
    assert {schema_version(store) for store in stores} == {"r0003"}
    for number, store in enumerate(stores):
        with store.writing() as session:
            session.add(User(name=f"u{number}", full_name="", role="admin", active=True, created=NOON))
    assert sizes(stores[0])["users"] == 4
    for store in stores:
        store.close()


def test_a_store_of_a_newer_version_is_refused_and_left_alone(store: Store, place: str) -> None:
    with store.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'r9999'"))
    with pytest.raises(UsageError, match="written by a newer version of termscheck"):
        open_store(place)
    assert schema_version(store) == "r9999"


def test_what_is_read_is_what_was_written(store: Store) -> None:
    paris = datetime(2026, 11, 22, 13, 0, tzinfo=timezone(timedelta(hours=1)))
    with store.writing() as session:
        review = add_review(session, "a/ü😀\0\udcff.docx", at=paris)
        body = review.json()
        assert body
    with store.reading() as session:
        (found,) = session.scalars(select(Review))
        assert (found.json(), found.at, found.day) == (body, NOON, DAY)
        assert found.document.name == "a/ü😀\ufffd\ufffd.docx"
        assert [one.rule for one in found.findings] == ["PAY-002", "LIA-001"]


@given(st.text(st.characters(exclude_categories=())))
def test_words_of_any_origin_can_be_stored(words: str) -> None:
    stored = Words().process_bind_param(words, None)  # type: ignore[arg-type]
    assert stored is not None
    assert len(stored) == len(words)
    assert "\0" not in stored
    stored.encode("utf-8")


def test_a_moment_without_its_time_zone_is_a_bug(store: Store) -> None:
    with pytest.raises(Exception, match="does not say its time zone"), store.writing() as session:
        add_review(session, "a.docx", at=datetime(2026, 11, 22))


def test_a_damaged_review_is_not_believed(store: Store) -> None:
    with store.writing() as session:
        add_review(session, "a.docx")
        session.execute(update(Review).values(body=b"no zlib"))
    with store.reading() as session, pytest.raises(ValueError, match="damaged"):
        session.scalars(select(Review)).one().json()


def test_what_goes_wrong_midway_leaves_nothing(store: Store) -> None:
    def half_done() -> None:
        with store.writing() as session:
            add_review(session, "a.docx")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_done()
    assert not any(sizes(store).values())


def test_roles_states_and_verdicts_are_of_the_known_words(store: Store) -> None:
    with store.writing() as session:
        case = add_case(session).id
    for wrong, constraint in (
        (User(name="eve", full_name="", role="owner", active=True, created=NOON), "ck_users_role"),
        (
            Decision(case_id=case, fingerprint="f", rule="R", verdict="maybe", reason="", note="", at=NOON),
            "ck_decisions_verdict",
        ),
    ):
        with pytest.raises(DBAPIError, match=constraint), store.writing() as session:
            session.add(wrong)


def test_history_is_only_ever_added_to(store: Store) -> None:
    with store.writing() as session:
        session.add(Event(at=NOON, user_id=1, case_id=1, kind="submitted", data={"draft": 1}))
    for change in (delete(Event), update(Event).values(kind="nothing")):
        with pytest.raises(DBAPIError, match="only ever added"), store.writing() as session:
            session.execute(change, execution_options={"synchronize_session": False})
    assert sizes(store)["events"] == 1


def test_writers_wait_for_each_other_and_lose_nothing(store: Store) -> None:
    with store.writing() as session:
        session.add(Queue(name="q", profile="", rules=[], active=True, created=NOON))

    def submit(number: int) -> None:
        with store.writing() as session:
            queue = session.scalars(select(Queue)).one()
            session.add(Case(queue_id=queue.id, title=str(number), state="submitted", created=NOON, changed=NOON))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(submit, range(40)))
    assert sizes(store)["cases"] == 40


@pytest.mark.parametrize("into", ["sqlite", "postgresql"])
def test_a_backup_restored_is_the_same_store(
    store: Store, into: str, new_place: Callable[[str], str], tmp_path: Path
) -> None:
    with store.writing() as session:
        _fill(session)
    file = tmp_path / "kept.sqlite3"
    back_up(store, file)
    assert os.name != "posix" or file.stat().st_mode & 0o077 == 0
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    with pytest.raises(UsageError, match="is there already"):
        back_up(store, file)
    bytes_before = file.read_bytes()

    other = open_store(new_place(into))
    restore(file, other)
    assert everything(other) == everything(store)
    assert file.read_bytes() == bytes_before
    with other.writing() as session:
        add_review(session, "new.docx")  # its number is a new one
    with pytest.raises(UsageError, match="is not empty"):
        restore(file, other)
    other.close()


def test_what_is_no_backup_is_not_restored(store: Store, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("not a database" * 100)
    with pytest.raises(UsageError, match="not a backup"):
        restore(tmp_path / "x", store)


def test_prune_deletes_what_is_old_and_what_nothing_else_needs(store: Store) -> None:
    with store.writing() as session:
        _fill(session)
        late = NOON + timedelta(days=30)
        fresh = add_review(session, "fresh.docx", at=late)
        batch = Batch(name="new", at=late, day=DAY, version="0", asked="", told={}, gone=[])
        session.add(batch)
        session.flush()
        session.add(Outcome(batch_id=batch.id, name="fresh.docx", document_id=fresh.document_id, review_id=fresh.id,
                            changed="", was=""))  # fmt: skip
    before = everything(store)
    moment = NOON + timedelta(days=1)

    told = prune(store, moment, really=False)

    assert everything(store) == before
    assert told == {"cases": 1, "batches": 1, "jobs": 0, "reviews": 1, "documents": 1, "files": 1}
    assert prune(store, moment) == told
    left = sizes(store)
    assert {name: rows for name, rows in left.items() if rows} == {
        "batches": 1, "cases": 1, "documents": 2, "draft_files": 1, "drafts": 1, "events": 1, "files": 1,
        "findings": 4, "outcomes": 1, "queues": 1, "reviews": 2, "users": 1,
    }  # fmt: skip


def test_a_contract_that_is_deleted_is_nowhere_any_more(store: Store) -> None:
    with store.writing() as session:
        _fill(session)
        sha256 = session.scalars(select(Document.sha256).where(Document.name == "old.docx")).one()
    assert forget(store, sha256)["reviews"] == 1
    assert forget(store, "open.docx") == {"outcomes": 0, "reviews": 1, "documents": 1, "files": 0}
    left = sizes(store)
    assert left["documents"] == left["reviews"] == left["findings"] == left["outcomes"] == 0
    assert left["events"] == 1
    if store.place.file:
        for path in store.place.file.parent.iterdir():
            assert b"until the Authority has paid" not in path.read_bytes(), path.name


def _fill(session: Session) -> None:
    """An old batch of one contract, a closed case and an open one."""
    old = add_review(session, "old.docx")
    batch = Batch(name="b", at=NOON, day=DAY, version="0", asked="x", told={"profile": "triage"}, gone=["one.docx"])
    session.add(batch)
    session.flush()
    session.add(Outcome(batch_id=batch.id, name="old.docx", document_id=old.document_id, review_id=old.id, changed="",
                        was=""))  # fmt: skip
    add_case(session, state="closed", file=b"closed")
    add_case(session, state="in-review", file=b"open", review=add_review(session, "open.docx"))
    session.add(Event(at=NOON, user_id=None, case_id=1, kind="submitted", data={}))


# --- the folder of an SQLite store ------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="needs the permissions of POSIX")
def test_the_store_is_for_its_owner_alone(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        open_store(tmp_path / "deep" / "store").close()
        (tmp_path / "mine").mkdir()
        open_store(tmp_path / "mine").close()
    finally:
        os.umask(old)
    for folder in (tmp_path / "deep" / "store", tmp_path / "mine"):
        assert [path.stat().st_mode & 0o077 for path in (folder, *folder.iterdir())] == [0, 0]
    (tmp_path / "mine").chmod(0o755)
    with pytest.raises(UsageError, match="Others can look into"):
        open_store(tmp_path / "mine")


def test_places_that_are_no_store_are_refused(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("")
    (tmp_path / "file").write_text("")
    (tmp_path / "broken").mkdir(mode=0o700)
    (tmp_path / "broken" / "termscheck.sqlite3").write_bytes(b"?" * 5000)
    (tmp_path / "broken" / "termscheck.sqlite3").chmod(0o600)
    for where, why in (
        (tmp_path / "full", "holds other things"),
        (tmp_path / "file", "cannot be used for the store"),
        (tmp_path / "broken", "file is not a database"),
        ("mysql://me@host/db", "a folder or a PostgreSQL database"),
        ("postgresql://me:secret@127.0.0.1:1/db", "cannot be used"),
        ("sqlite:///" + str(tmp_path / "x"), "a folder or a PostgreSQL database"),
        ("://", "cannot be understood"),
    ):
        with pytest.raises(UsageError, match=why) as told:
            open_store(where)
        assert "secret" not in str(told.value)


def test_an_older_store_is_brought_up_to_date_with_all_that_is_in_it(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store")
    with store.writing() as session:
        add_review(session, "a.docx")
    store.close()
    with sqlite3.connect(tmp_path / "store" / "termscheck.sqlite3") as raw:  # as the first version left it
        of_cases = ("made", "jobs", "decisions", "draft_files", "drafts", "cases")
        for table in (*of_cases, "files", "queues", "users", "events"):
            raw.execute(f"DROP TABLE {table}")
        raw.execute("UPDATE alembic_version SET version_num = 'r0001'")
    raw.close()
    again = open_store(tmp_path / "store")
    assert schema_version(again) == "r0003"
    assert (sizes(again)["findings"], sizes(again)["users"]) == (2, 0)
    again.close()


# --- the command line -------------------------------------------------------------------------------------


def test_the_store_by_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "store"
    monkeypatch.setenv("TERMSCHECK_STORE", str(place))

    def run(*args: str) -> tuple[int, str]:
        code = main(("store", *args))
        told = capsys.readouterr()
        return code, told.out + told.err

    assert run("where") == (0, f"{place}/termscheck.sqlite3\n"
                               "There is no store yet: it is made when something is put into it.\n")  # fmt: skip
    assert not place.exists()
    assert run("backup", str(tmp_path / "b"))[0] == 2
    assert "is up to date (schema r0003)" in run("migrate")[1]
    store = open_store(place)
    with store.writing() as session:
        _fill(session)
    store.close()
    assert "         2 documents" in run("where")[1]
    assert run("backup", str(tmp_path / "b")) == (0, f"Written to {tmp_path / 'b'}.\n")
    assert run("prune") == (2, "Error: Say how old: either --before YYYY-MM-DD or --older-than DAYS.\n")
    day = str(date(2026, 11, 23))
    told = "1 case, 1 batch, 1 review, 1 document and 1 file.\n"
    assert run("prune", "--before", day, "--dry-run") == (0, f"Would be deleted: {told}")
    assert run("prune", "--before", day) == (0, f"Deleted: {told}")
    assert run("delete", "open.docx") == (0, "Deleted: 1 review and 1 document.\n")
    assert run("delete", "open.docx")[0] == 2
    assert run("restore", str(tmp_path / "b"))[0] == 2
    other = str(tmp_path / "other")
    assert run("restore", str(tmp_path / "b"), "--store", other)[0] == 0
    assert "         2 documents" in run("where", "--store", other)[1]
    assert run("restore", str(tmp_path / "none"), "--store", other)[0] == 2


def test_moments_are_given_back_in_utc(store: Store) -> None:
    with store.writing() as session:
        session.add(File(sha256="0", size=0, body=b""))
        session.add(User(name="a", full_name="", role="admin", active=True, created=NOON))
    with store.reading() as session:
        assert session.scalars(select(User)).one().created.tzinfo is UTC
        assert session.scalars(select(Finding)).all() == []
