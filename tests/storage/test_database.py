"""A database file that is damaged, foreign, too new, or in use."""

from __future__ import annotations

import random
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from backend.core.errors import StorageFailed
from backend.storage.database import Database
from backend.storage.history import History
from tests.storage.conftest import Told, a_call

FIRST = ("CREATE TABLE notes (text TEXT)",)
SECOND = ("ALTER TABLE notes ADD COLUMN author TEXT NOT NULL DEFAULT ''", "UPDATE notes SET author = 'somebody'")


def history_of(folder: Path, told: Told, *calls: str) -> History:
    history = History(told)
    history.open(folder)
    for call in calls:
        history.record(a_call(call))
    return history


def ids(history: History) -> list[str]:
    return [row.call_id for row in history.page("all", "", 200).rows]


def asides(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if ".corrupt-" in path.name)


def test_a_new_database_brings_every_migration(tmp_path: Path, told: Told) -> None:
    database = Database(tmp_path / "x.db", (FIRST, SECOND), told)
    database.open()
    with database.connection() as connection:
        assert connection.user_version == 2
    database.close()


def test_an_old_database_is_brought_forward_with_what_is_in_it(tmp_path: Path, told: Told) -> None:
    path = tmp_path / "x.db"
    database = Database(path, (FIRST,), told)
    database.open()
    database.close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO notes VALUES ('kept')")
    database = Database(path, (FIRST, SECOND), told)
    database.open()
    database.close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT * FROM notes").fetchall() == [("kept", "somebody")]


def test_a_migration_that_fails_leaves_the_old_version_whole(tmp_path: Path, told: Told) -> None:
    path = tmp_path / "x.db"
    Database(path, (FIRST,), told).open()
    broken = ("INSERT INTO notes VALUES ('half')", "THIS IS NO SQL")
    with pytest.raises(StorageFailed):
        Database(path, (FIRST, broken), told).open()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM notes").fetchone() == (0,)
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)


def test_a_database_of_a_later_program_is_refused_and_left_alone(tmp_path: Path, told: Told) -> None:
    path = tmp_path / "x.db"
    Database(path, (FIRST, SECOND), told).open()
    with pytest.raises(StorageFailed) as refused:
        Database(path, (FIRST,), told).open()
    assert (refused.value.code, refused.value.detail) == ("database_newer", {"path": str(path)})
    assert not asides(tmp_path)
    assert told.codes == []


def test_a_file_that_is_no_database_is_set_aside_and_the_user_is_told_where(tmp_path: Path, told: Told) -> None:
    (tmp_path / "history.db").write_bytes(b"not a database at all" * 500)
    history = history_of(tmp_path, told, "a")
    (aside,) = asides(tmp_path)
    assert aside.name.startswith("history.db.corrupt-")
    assert aside.read_bytes().startswith(b"not a database")
    assert told.notices == [("database_set_aside", {"path": str(aside)})]
    assert ids(history) == ["a"]
    history.close()


@pytest.mark.parametrize("seed", range(12))
def test_damaged_pages_never_stop_the_history(tmp_path: Path, told: Told, seed: int) -> None:
    history_of(tmp_path, told, *(f"c{number}" for number in range(150))).close()
    path = tmp_path / "history.db"
    content = bytearray(path.read_bytes())
    chance = random.Random(seed)
    for _ in range(40):
        start = chance.randrange(0 if seed % 2 else 4096, len(content) - 64)
        content[start : start + 64] = chance.randbytes(64)
    path.write_bytes(content)
    history = history_of(tmp_path, told, "new")
    assert "new" in ids(history)
    assert history.number("ext:yunfan:8014", "", 10).totals["in"] >= 1
    assert len(asides(tmp_path)) == told.codes.count("database_set_aside")
    history.close()


@pytest.mark.parametrize("length", [0, 50, 100, 4096, 6000])
def test_a_file_cut_short_never_stops_the_history(tmp_path: Path, told: Told, length: int) -> None:
    history_of(tmp_path, told, "a", "b").close()
    path = tmp_path / "history.db"
    path.write_bytes(path.read_bytes()[:length])
    history = history_of(tmp_path, told, "new")
    assert ids(history) == ["new"]
    assert told.codes == (["database_set_aside"] if length else [])
    history.close()


def test_damage_found_in_mid_use_costs_no_new_call(tmp_path: Path, told: Told) -> None:
    history = history_of(tmp_path, told, "a")
    with closing(sqlite3.connect(tmp_path / "history.db")) as connection, connection:
        connection.execute("DROP TABLE calls")
    history.record(a_call("b"))
    assert ids(history) == ["b"]
    assert told.codes == ["database_set_aside"]
    history.close()


def test_damage_that_many_find_at_once_is_set_aside_once(tmp_path: Path, told: Told) -> None:
    history = history_of(tmp_path, told, "a")
    with closing(sqlite3.connect(tmp_path / "history.db")) as connection, connection:
        connection.execute("DROP TABLE calls")
    with ThreadPoolExecutor(8) as readers:
        for found in [readers.submit(ids, history) for _ in range(32)]:
            assert found.result() == []
    assert told.codes == ["database_set_aside"]
    history.close()


def test_two_damaged_files_in_one_second_are_both_kept(tmp_path: Path, told: Told) -> None:
    for text in (b"first " * 999, b"second " * 999):
        (tmp_path / "history.db").write_bytes(text)
        history_of(tmp_path, told).close()
    assert sorted(path.read_bytes()[:5] for path in asides(tmp_path)) == [b"first", b"secon"]


def test_a_folder_in_the_place_of_the_file_is_set_aside(tmp_path: Path, told: Told) -> None:
    (tmp_path / "history.db").mkdir()
    history = history_of(tmp_path, told, "a")
    assert ids(history) == ["a"]
    assert told.codes == ["database_set_aside"]
    history.close()


def test_a_foreign_database_is_set_aside(tmp_path: Path, told: Told) -> None:
    with closing(sqlite3.connect(tmp_path / "history.db")) as connection, connection:
        connection.execute("CREATE TABLE calls (something TEXT)")
    history = history_of(tmp_path, told, "a")
    assert ids(history) == ["a"]
    assert len(asides(tmp_path)) == 1
    history.close()


def test_a_writer_that_is_slow_is_waited_for(tmp_path: Path, told: Told) -> None:
    history = history_of(tmp_path, told)
    with closing(sqlite3.connect(tmp_path / "history.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("PRAGMA user_version = 1")
        with pytest.raises(StorageFailed, match="storage_failed"):
            history.record(a_call("a"))
        other.execute("COMMIT")
    history.record(a_call("a"))
    assert ids(history) == ["a"]
    history.close()


def test_the_database_is_for_its_owner_only(tmp_path: Path, told: Told) -> None:
    history = history_of(tmp_path, told, "a")
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert set(modes) == {"history.db", "history.db-wal", "history.db-shm"}
    assert set(modes.values()) == {0o600}
    history.close()
