"""Files that replace one another while readers go on; the old one is removed after its last reader."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import peewee

_NAME = re.compile(r"directory-(\d{1,9})\.db")


class Generation:
    """One finished directory file; it never changes, so that reading takes no lock and leaves nothing beside it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        # A file that never changes may be opened as immutable: without locks, also on a read-only disk.
        self._database = peewee.SqliteDatabase(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        self._lock = threading.Lock()
        self._readers = 0
        self._retired = False

    def enter(self) -> None:
        """Somebody reads it from now on."""
        with self._lock:
            self._readers += 1

    def leave(self) -> None:
        """They have finished."""
        with self._lock:
            self._readers -= 1
            self._remove_when_free()

    @contextmanager
    def connection(self) -> Iterator[peewee.SqliteDatabase]:
        """A connection of one's own for one use between enter and leave; not to be nested on one thread."""
        with self._database.connection_context():
            yield self._database

    def retire(self) -> None:
        """Another has taken its place: remove the file when nobody reads it any more."""
        with self._lock:
            self._retired = True
            self._remove_when_free()

    def _remove_when_free(self) -> None:
        if self._retired and self._readers == 0:
            try:
                self.path.unlink(missing_ok=True)
            except OSError:
                pass  # the next start removes it


def newest_first(folder: Path) -> list[Path]:
    """The finished directory files of an account."""
    try:
        found = [path for path in folder.iterdir() if _NAME.fullmatch(path.name)]
    except OSError:
        return []
    return sorted(found, key=number, reverse=True)


def clear_unfinished(folder: Path) -> None:
    """Remove what a killed build left; nobody may be building."""
    for path in folder.glob("directory-*.building"):
        try:
            path.unlink(missing_ok=True)
        except OSError:
            pass  # the next build removes it


def number(path: Path) -> int:
    """The number in its name."""
    match = _NAME.fullmatch(path.name)
    return int(match[1]) if match else 0


def following(folder: Path) -> Path:
    """Where the next one goes."""
    newest = newest_first(folder)
    return folder / f"directory-{number(newest[0]) + 1 if newest else 1}.db"
