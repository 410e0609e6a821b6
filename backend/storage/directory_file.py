"""Builds the file of a directory: departments as nested intervals, people in their final order."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from backend.core.directory import Department, DirectoryContent, Person
from backend.core.errors import StorageFailed
from backend.storage.files import disk_errors, make_folder
from backend.storage.migrations import DIRECTORY, DIRECTORY_VERSION
from backend.storage.pinyin import letter, sort_key, syllables


@dataclass(frozen=True)
class Place:
    """A department's interval: all below it have a `first` within it."""

    first: int
    last: int


def build(path: Path, content: DirectoryContent, updated_at: int) -> None:
    """Write the file whole: until this returns nothing stands at `path`. `updated_at` in UTC milliseconds.
    Errors: StorageFailed."""
    make_folder(path.parent)
    # A name of its own: whoever builds at the same time leaves it alone.
    beside = path.with_name(f"{path.name}.{os.urandom(4).hex()}.building")
    with disk_errors(path), _sqlite_errors(path):
        try:
            with closing(sqlite3.connect(beside, isolation_level=None)) as connection:
                _fill(connection, content, updated_at)
            _to_disk(beside)
            os.replace(beside, path)
        finally:
            beside.unlink(missing_ok=True)


def _fill(connection: sqlite3.Connection, content: DirectoryContent, updated_at: int) -> None:
    # A file that is thrown away when the build fails needs no journal.
    connection.execute("PRAGMA journal_mode = off")
    connection.execute("PRAGMA synchronous = off")
    connection.execute("BEGIN")
    for statement in DIRECTORY:
        connection.execute(statement)
    places = place(content.departments)
    marks = ", ".join("?" * 14)
    connection.executemany(f"INSERT OR IGNORE INTO people VALUES ({marks})", _people(content.people, places))
    departments = _departments(content, places)
    connection.executemany("INSERT OR IGNORE INTO departments VALUES (?, ?, ?, ?, ?, ?, 0)", departments)
    connection.execute(
        "UPDATE departments SET count = (SELECT count(*) FROM people WHERE place BETWEEN first AND last)"
    )
    count = connection.execute("SELECT count(*) FROM people").fetchone()[0]
    about = {"revision": content.revision, "etag": content.etag, "updated_at": str(updated_at), "count": str(count)}
    connection.executemany("INSERT INTO about VALUES (?, ?)", about.items())
    connection.execute(f"PRAGMA user_version = {DIRECTORY_VERSION}")
    connection.execute("COMMIT")
    connection.execute("ANALYZE")


def place(departments: tuple[Department, ...]) -> dict[str, Place]:
    """Number the departments in the order of the tree. One whose parent is unknown stands at the top, and so does the
    first of a circle; whatever a platform sends, every department comes out once."""
    below: dict[str, list[Department]] = {}
    known = {department.id: department for department in departments}
    for department in sorted(known.values(), key=lambda one: (one.order, one.name, one.id)):
        parent = department.parent_id if department.parent_id in known else ""
        below.setdefault(parent, []).append(department)
    firsts: dict[str, int] = {}
    lasts: dict[str, int] = {}
    for top in (*below.get("", ()), *known.values()):
        _number(top, below, firsts, lasts)
    return {id_: Place(firsts[id_], lasts[id_]) for id_ in firsts}


def _number(top: Department, below: dict[str, list[Department]], firsts: dict[str, int], lasts: dict[str, int]) -> None:
    """A walk without recursion: the tree may be as deep as it likes."""
    steps: list[tuple[str, bool]] = [(top.id, False)]
    while steps:
        id_, finished = steps.pop()
        if finished:
            lasts[id_] = len(firsts)
        elif id_ not in firsts:
            firsts[id_] = len(firsts) + 1
            steps.append((id_, True))
            steps.extend((child.id, False) for child in reversed(below.get(id_, ())))


def _departments(content: DirectoryContent, places: dict[str, Place]) -> Iterator[tuple[object, ...]]:
    for one in content.departments:
        own = places[one.id]
        # A parent that does not hold it in its interval is unknown, or part of a circle that was cut here.
        parent = places.get(one.parent_id)
        inside = parent is not None and one.parent_id != one.id and parent.first < own.first <= parent.last
        yield one.id, one.name, one.parent_id if inside else "", one.order, own.first, own.last


def _people(people: tuple[Person, ...], places: dict[str, Place]) -> Iterator[tuple[object, ...]]:
    keyed = [(sort_key(person.name, parts), letter(parts), person) for person, parts in _spelt(people)]
    keyed.sort(key=lambda one: (one[0], one[2].order, one[2].id))
    for rank, (_, head, one) in enumerate(keyed, 1):
        place_ = places.get(one.department_id)
        yield (
            rank, one.id, one.name, one.name.lower(), head, one.department_id if place_ else "",
            place_.first if place_ else 0, one.position, one.extension, one.mobile, one.mobile.removeprefix("+86"),
            one.email, one.permission, one.picture_etag,
        )  # fmt: skip


def _spelt(people: tuple[Person, ...]) -> Iterator[tuple[Person, tuple[str, ...]]]:
    for person in people:
        yield person, syllables(person.name)


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _sqlite_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        code = "disk_full" if "is full" in str(error) else "storage_failed"
        raise StorageFailed(code, path=str(path)) from error
