"""A store whose file is damaged: told in words, and no review is taken for another than was kept."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

from sqlalchemy import select
from stored import add_review

from termscheck.errors import UsageError
from termscheck.store.reviews import Review
from termscheck.store.store import open_store

COPIES = 60
REVIEWS = 20


def damaged(whole: bytes, chance: random.Random) -> bytes:
    data, at, length = bytearray(whole), chance.randrange(len(whole)), chance.choice((1, 8, 100, 4000))
    match chance.randrange(3):
        case 0:
            data[at : at + length] = chance.randbytes(length)
        case 1:
            del data[at:]
        case _:
            del data[at : at + length]
    return bytes(data)


def outcome(folder: Path, kept: object) -> str:
    try:
        store = open_store(folder)
    except UsageError:
        return "told"
    try:
        with store.reading() as session:
            read = [one.json() for one in session.scalars(select(Review))]
    except (UsageError, ValueError):  # the database cannot be read, or a review is not what its hash says
        return "told"
    finally:
        store.close()
    assert read == [kept] * len(read)
    return "whole" if len(read) == REVIEWS else "reviews lost in silence"


def test_a_damaged_store_is_told_and_never_believed(tmp_path: Path) -> None:
    store, chance = open_store(tmp_path / "whole"), random.Random(10)
    with store.writing() as session:
        for number in range(REVIEWS):
            add_review(session, f"{number}.docx")
        kept = session.scalars(select(Review)).first().json()  # type: ignore[union-attr]
    store.close()
    whole, outcomes = (tmp_path / "whole" / "termscheck.sqlite3").read_bytes(), Counter[str]()
    for number in range(COPIES):
        (tmp_path / str(number)).mkdir(mode=0o700)
        file = tmp_path / str(number) / "termscheck.sqlite3"
        file.write_bytes(damaged(whole, chance))
        file.chmod(0o600)
        outcomes[outcome(tmp_path / str(number), kept)] += 1
    assert outcomes.keys() <= {"told", "whole"}
    assert outcomes["told"] >= COPIES // 3
