"""The directory of the account that is logged in: departments, people in the order of the alphabet, search, callers."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import peewee

from backend.core.directory import DirectoryContent
from backend.core.errors import InvalidInput, NotPossibleNow, StorageFailed
from backend.core.number import display
from backend.core.state import DirectoryState, Party
from backend.storage import generations, tables
from backend.storage.directory_file import build
from backend.storage.generations import Generation
from backend.storage.migrations import DIRECTORY_VERSION
from backend.storage.search import Match, condition, matches

log = logging.getLogger(__name__)

LONGEST_PAGE = 500


@dataclass(frozen=True)
class DepartmentEntry:
    """A department of the tree; `count` are the people in it and in all below."""

    id: str
    name: str
    parent_id: str
    order: int
    count: int


@dataclass(frozen=True)
class PersonEntry:
    """A person as the page shows them; `match` says where a search found them."""

    id: str
    name: str
    letter: str
    department_id: str
    department_path: tuple[str, ...]
    position: str
    extension: str
    mobile: str
    mobile_display: str
    email: str
    permission: str
    has_picture: bool
    match: tuple[Match, ...] = ()


@dataclass(frozen=True)
class LetterHead:
    """How many people stand under a letter."""

    letter: str
    count: int


@dataclass(frozen=True)
class PeoplePage:
    """Some of `total` people; `letters` of all of them in the list's order, unless something was searched."""

    total: int = 0
    people: tuple[PersonEntry, ...] = ()
    letters: tuple[LetterHead, ...] = ()


@dataclass(frozen=True)
class _Open:
    """What is in use: replaced whole, so that a reader sees the old directory or the new one."""

    generation: Generation
    state: DirectoryState
    etag: str
    departments: dict[str, DepartmentEntry]
    letters: tuple[LetterHead, ...]


class Directory:
    """Reads on anyone's thread while another directory is built and takes the place of this one."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        # One builds at a time: the download of an earlier login may still be there when that of a later one comes.
        self._building = threading.Lock()
        self._folder: Path | None = None
        self._enterprise_id = ""
        self._open: _Open | None = None

    def open(self, folder: Path, enterprise_id: str) -> DirectoryState:
        """Show the directory of this account; one that cannot be read is thrown away, for it is only a cache."""
        with self._lock:
            self._folder = folder
            self._enterprise_id = enterprise_id
            self._open = None
            for path in generations.newest_first(folder):
                if self._open is None:
                    self._open = _opened(Generation(path))
                if self._open is None or self._open.generation.path != path:
                    Generation(path).retire()
        return self.state()

    def close(self) -> None:
        """Nobody is logged in: show nothing."""
        with self._lock:
            self._folder, self._open, self._enterprise_id = None, None, ""

    def folder(self) -> Path:
        """Where the directory of the account lies. Error: NotPossibleNow `not_logged_in`."""
        if (folder := self._folder) is None:
            raise NotPossibleNow("not_logged_in")
        return folder

    def state(self) -> DirectoryState:
        """What there is now, without any download going on."""
        opened = self._open
        return opened.state if opened else DirectoryState()

    def etag(self) -> str:
        """What to ask the platform with; "" when there is nothing."""
        opened = self._open
        return opened.etag if opened else ""

    def replace(self, content: DirectoryContent, folder: Path) -> DirectoryState:
        """Build the file of the account in `folder` and swap it in; slow, for a worker.
        Errors: StorageFailed, and the old one stays; NotPossibleNow `not_logged_in` when the account has changed."""
        with self._building:
            if folder != self._folder:
                raise NotPossibleNow("not_logged_in")
            generations.clear_unfinished(folder)
            return self._replace(content, folder)

    def _replace(self, content: DirectoryContent, folder: Path) -> DirectoryState:
        path = generations.following(folder)
        build(path, content, int(self._clock() * 1000))
        opened = _opened(Generation(path))
        if opened is None:
            raise StorageFailed("storage_failed", path=str(path))
        with self._lock:
            if folder != self._folder:
                opened.generation.retire()
                raise NotPossibleNow("not_logged_in")
            before, self._open = self._open, opened
        # One that was opened between its building and here is this one.
        if before is not None and before.generation.path != path:
            before.generation.retire()
        return opened.state

    def departments(self) -> tuple[DepartmentEntry, ...]:
        """The tree, parents before what is below them."""
        opened = self._open
        return tuple(opened.departments.values()) if opened else ()

    def people(self, department: str = "", q: str = "", offset: int = 0, limit: int = 100) -> PeoplePage:
        """People of a department and all below it ("" for everybody) whose name, extension or mobile number contains
        `q`. Errors: InvalidInput `unknown_department`; StorageFailed."""
        conditions: list[Any] = [condition(q)] if q.strip() else []
        with self._reading() as (opened, db):
            if opened is None or db is None:
                return PeoplePage()
            if department:
                if department not in opened.departments:
                    raise InvalidInput("unknown_department", 404)
                conditions.append(_within(department))
            offset, limit = max(0, offset), max(1, min(limit, LONGEST_PAGE))
            query = tables.Person.select().order_by(tables.Person.rank).limit(limit)
            if not conditions:
                # Everybody's rank is their place in the list: no need to count up to it.
                page = query.where(tables.Person.rank > offset).bind(db)
                return PeoplePage(opened.state.count, tuple(_entry(one, opened, q) for one in page), opened.letters)
            ranks = _ranks(db, conditions)
            page = query.where(tables.Person.rank.in_(ranks[offset : offset + limit])).bind(db)
            letters = () if q.strip() else _letters(db, conditions)
            return PeoplePage(len(ranks), tuple(_entry(one, opened, q) for one in page), letters)

    def person(self, person_id: str) -> PersonEntry:
        """One person. Errors: InvalidInput `unknown_person`; StorageFailed."""
        with self._reading() as (opened, db):
            found = _by_id(db, person_id) if db else None
            if opened is None or found is None:
                raise InvalidInput("unknown_person", 404)
            return _entry(found, opened, "")

    def picture_etag(self, person_id: str) -> str:
        """Which picture a person has, "" for none. Errors: StorageFailed."""
        with self._reading() as (_, db):
            found = _by_id(db, person_id) if db else None
            return str(found.picture_etag) if found is not None else ""

    def known(self) -> tuple[list[str], list[str]]:
        """Every name and every number in it. Errors: StorageFailed."""
        with self._reading() as (opened, db):
            if opened is None or db is None:
                return [], []
            rows = tables.Person.select(tables.Person.name, tables.Person.extension, tables.Person.mobile)
            people: list[Any] = list(rows.bind(db).tuples())
            departments = [one.name for one in opened.departments.values()]
            return [*departments, *(row[0] for row in people)], [number for row in people for number in row[1:]]

    def match(self, party: Party, person_id: str = "") -> Party:
        """The party with name, person and department when its number is somebody's; `person_id` decides between several
        with the same number. Raises nothing."""
        try:
            with self._reading() as (opened, db):
                found = _by_number(db, party.canonical, self._enterprise_id, person_id) if db else None
                if opened is None or found is None:
                    return party
                department = opened.departments.get(found.department_id)
        except StorageFailed:
            log.exception("the directory cannot be read")
            return party
        return replace(party, name=found.name, person_id=found.id, department=department.name if department else "")

    @contextmanager
    def _reading(self) -> Iterator[tuple[_Open | None, peewee.SqliteDatabase | None]]:
        """What is in use now, kept until the reader has finished. Errors: StorageFailed."""
        with self._lock:
            if (opened := self._open) is not None:
                opened.generation.enter()
        if opened is None:
            yield None, None
            return
        try:
            with opened.generation.connection() as db:
                yield opened, db
        except (peewee.PeeweeException, sqlite3.Error) as error:
            raise StorageFailed("storage_failed", path=str(opened.generation.path)) from error
        finally:
            opened.generation.leave()


def _opened(generation: Generation) -> _Open | None:
    """Read what it says of itself; None when it is damaged or of another version."""
    try:
        with generation.connection() as db:
            if db.user_version != DIRECTORY_VERSION:
                return None
            about: dict[str, str] = {found.key: found.value for found in tables.About.select().bind(db)}
            departments = {
                found.id: DepartmentEntry(found.id, found.name, found.parent_id, found.position, found.count)
                for found in tables.Department.select().order_by(tables.Department.first).bind(db)
            }
            count, updated_at = int(about["count"]), int(about["updated_at"])
            state = DirectoryState("ready", about["revision"], count, count, count, "", updated_at)
            return _Open(generation, state, about["etag"], departments, _letters(db, []))
    except (peewee.PeeweeException, sqlite3.Error, KeyError, ValueError) as error:
        log.warning("a directory file cannot be used: %s", error)
        return None


def _within(department: str) -> Any:
    of = tables.Department.id == department
    first = tables.Department.select(tables.Department.first).where(of)
    last = tables.Department.select(tables.Department.last).where(of)
    return tables.Person.place.between(first, last)


def _ranks(db: peewee.SqliteDatabase, conditions: list[Any]) -> list[int]:
    """Everybody who is meant, in one pass: their number is the total, a part of them the page."""
    query = tables.Person.select(tables.Person.rank).where(*conditions).order_by(tables.Person.rank)
    rows: Iterable[Any] = query.tuples().bind(db)
    return [rank for (rank,) in rows]


def _letters(db: peewee.SqliteDatabase, conditions: list[Any]) -> tuple[LetterHead, ...]:
    rank = tables.Person.rank
    query = tables.Person.select(tables.Person.letter, peewee.fn.count(rank)).group_by(tables.Person.letter)
    query = query.where(*conditions) if conditions else query
    rows: Iterable[Any] = query.order_by(peewee.fn.min(rank)).tuples().bind(db)
    return tuple(LetterHead(letter, count) for letter, count in rows)


def _by_id(db: peewee.SqliteDatabase, person_id: str) -> Any:
    return tables.Person.select().where(tables.Person.id == person_id).bind(db).first()


def _by_number(db: peewee.SqliteDatabase, canonical: str, enterprise_id: str, person_id: str) -> Any:
    extension = canonical.removeprefix(f"ext:{enterprise_id}:")
    field = tables.Person.mobile if extension == canonical else tables.Person.extension
    # The second condition lets the partial index serve it.
    query = tables.Person.select().where(field == extension, peewee.SQL(f"{field.name} <> ''"))
    return query.order_by((tables.Person.id == person_id).desc(), tables.Person.rank).bind(db).first()


def _entry(found: Any, opened: _Open, q: str) -> PersonEntry:
    shown = display(found.mobile)
    return PersonEntry(
        id=found.id,
        name=found.name,
        letter=found.letter,
        department_id=found.department_id,
        department_path=_path(opened, found.department_id),
        position=found.position,
        extension=found.extension,
        mobile=found.mobile,
        mobile_display=shown,
        email=found.email,
        permission=found.permission,
        has_picture=bool(found.picture_etag),
        match=matches(q, {"name": found.name, "extension": found.extension, "mobile_display": shown}) if q else (),
    )


def _path(opened: _Open, department_id: str) -> tuple[str, ...]:
    """Names from the top down; the file holds no circles."""
    path: list[str] = []
    while (department := opened.departments.get(department_id)) is not None:
        path.append(department.name)
        department_id = department.parent_id
    return tuple(reversed(path))
