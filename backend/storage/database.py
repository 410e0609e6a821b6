"""A SQLite file that is opened with suspicion: checked, migrated, and set aside when it is corrupt."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import peewee

from backend.core.errors import StorageFailed
from backend.storage.files import disk_errors, make_folder, probe, set_aside
from backend.storage.migrations import Migration
from backend.storage.notices import Notify

BUSY_S = 2
CHECK_S = 0.25
CHECK_STEP = 10_000
_DAMAGE = ("malformed", "not a database", "no such table", "no such column", "already exists", "not decode")
_COMPANIONS = ("-wal", "-shm", "-journal")
# secure_delete: what is deleted is overwritten.
_PRAGMAS = (("journal_mode", "wal"), ("synchronous", "normal"), ("foreign_keys", 1), ("secure_delete", 1))


class CorruptError(Exception):
    """The file is no database, or a damaged one."""


class Damaged(StorageFailed):
    """The file was found to be corrupt while it was in use: `storage_failed`. `seen` says how many had been set aside
    by then."""

    def __init__(self, path: str, seen: int = 0) -> None:
        super().__init__("storage_failed", path=path)
        self.seen = seen


class Database:
    """One file. Each use has its own connection, so that readers on any thread never wait for each other."""

    def __init__(self, path: Path, migrations: tuple[Migration, ...], notify: Notify) -> None:
        self.path = path
        self._migrations = migrations
        self._notify = notify
        self._turn = threading.Condition()
        self._users = 0
        self._database: peewee.SqliteDatabase | None = None
        self._anchor: sqlite3.Connection | None = None
        self._set_asides = 0

    def open(self) -> None:
        """Check and migrate; a corrupt file is set aside and told as `database_set_aside`. Errors: StorageFailed
        `disk_full`, `data_read_only`, `storage_failed`, and `database_newer` when a later version wrote it."""
        make_folder(self.path.parent)
        try:
            self._prepare()
        except CorruptError:
            self._begin_anew()

    def open_to_read(self) -> None:
        """Show what is there on a disk that takes no writing. Errors: StorageFailed."""
        location = f"{self.path.absolute().as_uri()}?mode=ro&immutable=1"
        database = peewee.SqliteDatabase(location, timeout=BUSY_S, uri=True)
        with _sqlite_errors(self.path, Damaged), database.connection_context():
            if database.user_version > len(self._migrations):
                raise StorageFailed("database_newer", path=str(self.path))
        self._database = database

    def close(self) -> None:
        """Bring the log home and let go of the file."""
        if self._anchor is not None:
            self._anchor.close()
            self._anchor = None

    @property
    def writable(self) -> bool:
        """Was it opened to be written?"""
        return self._anchor is not None

    @property
    def readable(self) -> bool:
        """Is there anything to read?"""
        return self._database is not None

    @contextmanager
    def connection(self) -> Iterator[peewee.SqliteDatabase]:
        """A connection for one use; not to be nested on one thread. Errors: StorageFailed, Damaged among them."""
        with self._turn:  # not while a new file takes the place of a damaged one
            database, seen = self._database, self._set_asides
            self._users += 1
        try:
            if database is None:
                raise StorageFailed("storage_failed", path=str(self.path))
            with _sqlite_errors(self.path, lambda path: Damaged(path, seen)), database.connection_context():
                yield database
        finally:
            with self._turn:
                self._users -= 1
                self._turn.notify_all()

    def set_aside(self, damaged: Damaged) -> None:
        """Put the corrupt file aside and begin a new one, unless that has happened since. A connection open meanwhile
        would bring the old log to the new file: the last one is waited for. Errors: StorageFailed."""
        with self._turn:
            self._turn.wait_for(lambda: self._users == 0 or damaged.seen != self._set_asides, BUSY_S)
            if damaged.seen == self._set_asides:
                self._begin_anew()

    def _begin_anew(self) -> None:
        self.close()
        self._notify("database_set_aside", path=str(_set_all_aside(self.path)))
        self._set_asides += 1
        self._prepare()

    def _prepare(self) -> None:
        """Open, check and migrate; what was open to be read stays so until this has gone well."""
        if self.path.is_dir():
            raise CorruptError
        _make_private(self.path)
        with _sqlite_errors(self.path, CorruptError), ExitStack() as undo:
            # One connection stays open: the last one to close would write the whole log back each time.
            anchor = sqlite3.connect(self.path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
            undo.callback(anchor.close)
            _check(anchor)
            for pragma, value in _PRAGMAS:
                anchor.execute(f"PRAGMA {pragma} = {value}")
            _migrate(anchor, self._migrations, self.path)
            undo.pop_all()
        self._anchor = anchor
        self._database = peewee.SqliteDatabase(str(self.path), pragmas=_PRAGMAS, timeout=BUSY_S)


def _make_private(path: Path) -> None:
    """The file, and with it its companions, is for its owner only."""
    with disk_errors(path):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _check(connection: sqlite3.Connection) -> None:
    """Look for damage for at most CHECK_S: a very large history must not hold up the start."""
    deadline = time.monotonic() + CHECK_S
    connection.set_progress_handler(lambda: time.monotonic() > deadline, CHECK_STEP)
    try:
        if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise CorruptError
    except UnicodeDecodeError as error:  # what it found wrong cannot even be said
        raise CorruptError from error
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
    finally:
        connection.set_progress_handler(None, 0)


def _migrate(connection: sqlite3.Connection, migrations: tuple[Migration, ...], path: Path) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(migrations):
        raise StorageFailed("database_newer", path=str(path))
    # The last one's number is written again at every start: that finds out now, not at the end of the first call,
    # whether the disk takes a write.
    for number in range(min(version + 1, len(migrations)), len(migrations) + 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement in migrations[number - 1] if number > version else ():
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")
        except sqlite3.Error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _set_all_aside(path: Path) -> Path:
    """The database with its log; the log keeps its tie to it by name."""
    aside = set_aside(path)
    for suffix in _COMPANIONS:
        companion = path.with_name(path.name + suffix)
        if companion.exists():
            with disk_errors(path):
                os.replace(companion, aside.with_name(aside.name + suffix))
    return aside


@contextmanager
def _sqlite_errors(path: Path, corrupt: Callable[[str], Exception]) -> Iterator[None]:
    """What SQLite refuses becomes StorageFailed, or `corrupt` when the file is damaged."""
    try:
        yield
    except (sqlite3.Error, peewee.PeeweeException) as error:
        text = str(error)
        if any(sign in text for sign in _DAMAGE):
            raise corrupt(str(path)) from error
        raise StorageFailed(_code(text, path), path=str(path)) from error


def _code(text: str, path: Path) -> str:
    if "is full" in text:
        return "disk_full"
    if "readonly" in text:
        return "data_read_only"
    try:
        # SQLite often says no more than that it failed: ask the disk itself.
        probe(path.parent)
    except StorageFailed as error:
        return error.code
    return "storage_failed"
