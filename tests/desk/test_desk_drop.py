"""The drop folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_contract import CONTRACT
from sqlalchemy import select

from termscheck.store.desk import Case
from termscheck.web.desk.drop import Drop


@pytest.fixture
def drop(sqlite_team, tmp_path):
    folder = tmp_path / "drop"
    (folder / "Contracts").mkdir(parents=True)
    return Drop(sqlite_team.settings, sqlite_team.store, folder)


def titles(team) -> list[str]:
    with team.store.reading() as session:
        return list(session.scalars(select(Case.title).order_by(Case.id)))


def here(drop: Drop) -> Path:
    return drop._folder / "Contracts"


def test_files_and_folders_are_taken_when_they_are_left_alone(sqlite_team, drop):
    (here(drop) / "one.txt").write_text(CONTRACT)
    (here(drop) / "two").mkdir()
    (here(drop) / "two" / "1 order.txt").write_text(CONTRACT + "\n")
    (here(drop) / "two" / "2 terms.txt").write_text("3. Terms\n")
    drop.look()
    assert titles(sqlite_team) == []
    with (here(drop) / "one.txt").open("a") as file:
        file.write("more")
    drop.look()
    assert titles(sqlite_team) == ["two"], "one is still being written"
    drop.look()
    assert titles(sqlite_team) == ["two", "one"]
    assert sorted(path.name for path in (here(drop) / "taken").iterdir()) == ["one.txt", "two"]
    sqlite_team.read_all()
    rita = sqlite_team.as_("rita")
    assert "from the drop folder" in rita.get("/").text
    assert "came through the drop folder: 2 files" in rita.get("/contracts/1").text
    assert sqlite_team.as_("ann").get("/contracts/1").status_code == 404


def test_a_desk_that_died_before_moving_a_file_does_not_take_it_twice(sqlite_team, drop, monkeypatch):
    (here(drop) / "one.txt").write_text(CONTRACT)
    drop.look()
    with monkeypatch.context() as dying:
        dying.setattr("termscheck.web.desk.drop._move", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            drop.look()
    again = Drop(sqlite_team.settings, sqlite_team.store, drop._folder)
    again.look()
    again.look()
    assert titles(sqlite_team) == ["one"]
    assert (here(drop) / "taken" / "one.txt").exists()


def test_links_and_what_is_too_much_are_not_taken(sqlite_team, drop, tmp_path, capsys):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    (here(drop) / "link.txt").symlink_to(secret)
    (here(drop) / "linked").mkdir()
    (here(drop) / "linked" / "a.txt").symlink_to(secret)
    (here(drop) / "empty").mkdir()
    (here(drop) / "many").mkdir()
    for number in range(30):
        (here(drop) / "many" / f"{number}.txt").write_text("x")
    (drop._folder / "no such queue").mkdir()
    (drop._folder / "no such queue" / "x.txt").write_text(CONTRACT)
    for _ in range(3):
        drop.look()
    assert titles(sqlite_team) == []
    assert sorted(path.name for path in (here(drop) / "refused").iterdir()) == ["empty", "link.txt", "linked", "many"]
    assert (drop._folder / "no such queue" / "x.txt").exists()
    assert "was not taken" in capsys.readouterr().err
