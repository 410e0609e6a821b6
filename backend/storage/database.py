"""A SQLite file that is opened with suspicion: checked, migrated, and set aside when it is corrupt."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import peewee

from backend.core.errors import StorageFailed
from backend.storage.files import disk_errors, make_folder, set_aside
from backend.storage.migrations import Migration
from backend.storage.notices import Notify, notice

BUSY_S = 2
CHECK_S = 0.25
CHECK_STEP = 10_000
_DAMAGE = ("malformed", "not a database", "no such table", "no such column", "already exists")
_COMPANIONS = ("-wal", "-shm", "-journal")
_PRAGMAS = (("journal_mode", "wal"), ("synchronous", "normal"), ("foreign_keys", 1))


class CorruptError(Exception):
    """The file is no database, or a damaged one."""


class Database:
    """One file. Each use has its own connection, so that readers on any thread never wait for each other."""

    def __init__(self, path: Path, migrations: tuple[Migration, ...], notify: Notify) -> None:
        self.path = path
        self._migrations = migrations
        self._notify = notify
        self._database = peewee.SqliteDatabase(None)
        self._anchor: sqlite3.Connection | None = None
        self._substitute: Path | None = None

    def open(self) -> None:
        """Check and migrate; a corrupt file is set aside and told as `database_set_aside`. On a full or read-only disk
        a copy in the temporary folder takes its place until the next start, told as `disk_full` or `data_read_only`.
        Errors: StorageFailed `database_newer` when a later version of the program wrote it."""
        try:
            self._open(self.path)
        except StorageFailed as failure:
            if failure.code not in ("disk_full", "data_read_only"):
                raise
            self._open(self._copied())
            self._notify(notice(failure.code, path=str(self.path)))

    def close(self) -> None:
        """Bring the log home and let go of the file."""
        if self._anchor is not None:
            self._anchor.close()
            self._anchor = None
        if self._substitute is not None:
            shutil.rmtree(self._substitute, ignore_errors=True)
            self._substitute = None

    @contextmanager
    def connection(self) -> Iterator[peewee.SqliteDatabase]:
        """A connection for one use; not to be nested on one thread. Errors: StorageFailed."""
        with _sqlite_errors(self.path), self._database.connection_context():
            yield self._database

    def set_aside(self) -> None:
        """Put a file that turned out to be corrupt aside and begin a new one. Errors: StorageFailed."""
        self.close()
        self._notify(notice("database_set_aside", path=str(_set_all_aside(self.path))))
        self._open(self.path)

    def _open(self, path: Path) -> None:
        make_folder(path.parent)
        try:
            self._prepare(path)
        except CorruptError:
            self.close()
            self._notify(notice("database_set_aside", path=str(_set_all_aside(path))))
            self._prepare(path)

    def _prepare(self, path: Path) -> None:
        self._database.init(str(path), pragmas=_PRAGMAS, timeout=BUSY_S)
        if path.is_dir():
            raise CorruptError
        _make_private(path)
        with _sqlite_errors(path, corrupt=CorruptError):
            # One connection stays open: the last one to close would write the whole log back each time.
            self._anchor = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
            _check(self._anchor)
            for pragma, value in _PRAGMAS:
                self._anchor.execute(f"PRAGMA {pragma} = {value}")
            _migrate(self._anchor, self._migrations, path)

    def _copied(self) -> Path:
        """A copy in a private temporary folder; whatever cannot be read is simply not in it."""
        self.close()
        with disk_errors(self.path):
            self._substitute = Path(tempfile.mkdtemp(prefix="cloud-switchboard-"))
            for suffix in ("", "-wal"):
                source = self.path.with_name(self.path.name + suffix)
                try:
                    shutil.copyfile(source, self._substitute / source.name)
                except OSError:
                    continue
        return self._substitute / self.path.name


def _make_private(path: Path) -> None:
    """The file and its companions are for their owner only."""
    with disk_errors(path):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _check(connection: sqlite3.Connection) -> None:
    """Look for damage for at most CHECK_S: a very large history must not hold up the start."""
    deadline = time.monotonic() + CHECK_S
    connection.set_progress_handler(lambda: time.monotonic() > deadline, CHECK_STEP)
    try:
        if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise CorruptError
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
def _sqlite_errors(path: Path, corrupt: type[Exception] | None = None) -> Iterator[None]:
    """What SQLite refuses becomes StorageFailed, or `corrupt` when the file is damaged."""
    try:
        yield
    except (sqlite3.Error, peewee.PeeweeException) as error:
        text = str(error)
        if any(sign in text for sign in _DAMAGE):
            raise (corrupt or Damaged)(str(path)) from error
        raise StorageFailed(_code(text, path), path=str(path)) from error


def _code(text: str, path: Path) -> str:
    if "is full" in text:
        return "disk_full"
    if "readonly" in text or ("unable to open" in text and not os.access(path.parent, os.W_OK)):
        return "data_read_only"
    return "storage_failed"


class Damaged(StorageFailed):
    """The file was found to be corrupt while it was in use: `storage_failed`."""

    def __init__(self, path: str) -> None:
        super().__init__("storage_failed", path=path)
