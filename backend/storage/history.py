"""The history of calls of one account: every call once, newest first, with what was missed."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import peewee

from backend.core.errors import InvalidInput, StorageFailed
from backend.core.number import display
from backend.core.state import Call, Disposition, EndReason
from backend.storage import tables
from backend.storage.database import Damaged, Database
from backend.storage.migrations import HISTORY
from backend.storage.notices import Notify

log = logging.getLogger(__name__)

T = TypeVar("T")

FILTERS = ("all", "in", "out", "missed")
LONGEST_PAGE = 200
_CURSOR = re.compile(r"[0-9]{1,15}\.[0-9]{1,15}", re.ASCII)
_UNKNOWN_END = EndReason(Disposition.FAILED, "unknown")


@dataclass(frozen=True)
class HistoryRow:
    """A finished call as the page shows it. `started_at` in UTC milliseconds."""

    id: int
    call_id: str
    direction: str
    disposition: str
    number: str
    number_display: str
    canonical: str
    name: str
    person_id: str
    department: str
    via: str
    started_at: int
    duration_ms: int
    code: str


@dataclass(frozen=True)
class HistoryPage:
    """Some rows, newest first; `next` is the `before` of the page after, "" at the end."""

    rows: tuple[HistoryRow, ...] = ()
    next: str = ""


@dataclass(frozen=True)
class Totals:
    """How many calls there were with a number; the missed ones are among the incoming."""

    incoming: int = 0
    outgoing: int = 0
    missed: int = 0


@dataclass(frozen=True)
class NumberHistory:
    """Everything about one number, with a page of its calls."""

    canonical: str
    number_display: str
    name: str
    person_id: str
    totals: Totals
    rows: tuple[HistoryRow, ...]
    next: str


class History:
    """Writes on the core thread, reads on anyone's. A call that could not be written is kept and tried again."""

    def __init__(self, notify: Notify) -> None:
        self._notify = notify
        self._lock = threading.Lock()
        self._database: Database | None = None
        self._shown = False
        self._unwritten: list[dict[str, Any]] = []

    def open(self, folder: Path) -> None:
        """The history of the account in this folder from now on. Errors: StorageFailed."""
        path = folder / "history.db"
        if self._database is None or self._database.path != path:
            self.close()
            database = Database(path, HISTORY, self._notify)
            database.open()
            self._database = database
        self._shown = True

    def hide(self) -> None:
        """Nobody is logged in: nothing is shown, but a call that is just ending is still recorded."""
        self._shown = False

    def close(self) -> None:
        """Write what is still unwritten, if that is possible now, and let go of the file."""
        if self._database is None:
            return
        try:
            self._write()
        except StorageFailed:
            log.error("%d calls could not be written to the history", len(self._unwritten))
        self._database.close()
        self._database = None
        self._unwritten = []

    def record(self, call: Call) -> None:
        """Write a finished call; the same call again changes nothing. Errors: StorageFailed, and then it is kept in
        memory and written together with the next one."""
        with self._lock:
            self._unwritten.append(_columns(call))
        self._write()

    def missed(self) -> int:
        """How many missed calls have not been seen. Errors: StorageFailed."""
        if not self._shown:
            return 0
        return self._read(lambda db: int(tables.Call.select().where(tables.Call.seen == 0).bind(db).count()))

    def mark_seen(self) -> None:
        """The user has looked at the missed calls. Errors: StorageFailed."""
        self._read(lambda db: tables.Call.update(seen=1).where(tables.Call.seen == 0).bind(db).execute())

    def page(self, choice: str, before: str, limit: int) -> HistoryPage:
        """Calls of a filter (all, in, out, missed). Errors: InvalidInput `invalid_filter`, `invalid_cursor`;
        StorageFailed."""
        if choice not in FILTERS:
            raise InvalidInput("invalid_filter")
        condition = {
            "in": tables.Call.direction == "incoming",
            "out": tables.Call.direction == "outgoing",
            # Written out, so that SQLite sees that the partial index serves it.
            "missed": peewee.SQL("disposition = 'missed'"),
        }.get(choice)
        return self._page([] if condition is None else [condition], before, limit)

    def number(self, canonical: str, before: str, limit: int) -> NumberHistory:
        """Every call with a number. Errors: InvalidInput `invalid_cursor`; StorageFailed."""
        page = self._page([tables.Call.canonical == canonical], before, limit)
        newest = page.rows[0] if page.rows else None
        return NumberHistory(
            canonical=canonical,
            number_display=display(canonical),
            name=newest.name if newest else "",
            person_id=newest.person_id if newest else "",
            totals=self._totals(canonical),
            rows=page.rows,
            next=page.next,
        )

    def _totals(self, canonical: str) -> Totals:
        if not self._shown:
            return Totals()
        query = tables.NumberTotals.select().where(tables.NumberTotals.canonical == canonical)
        found = self._read(lambda db: query.bind(db).tuples().first())
        return Totals(*found[1:]) if found else Totals()

    def _page(self, conditions: list[Any], before: str, limit: int) -> HistoryPage:
        limit = max(1, min(limit, LONGEST_PAGE))
        if before:
            conditions.append(peewee.SQL("(started_at, id) < (?, ?)", _cursor(before)))
        if not self._shown:
            return HistoryPage()
        self._try_writing()
        query = tables.Call.select().order_by(tables.Call.started_at.desc(), tables.Call.id.desc()).limit(limit + 1)
        if conditions:
            query = query.where(*conditions)
        rows = self._read(lambda db: tuple(_row(found) for found in query.bind(db)))
        more = len(rows) > limit
        rows = rows[:limit]
        return HistoryPage(rows, f"{rows[-1].started_at}.{rows[-1].id}" if more else "")

    def _try_writing(self) -> None:
        try:
            self._write()
        except StorageFailed:
            pass  # it was told when the call ended; the page shows what is there

    def _write(self) -> None:
        with self._lock:
            waiting = tuple(self._unwritten)
        if not waiting:
            return
        self._read(lambda db: _insert(db, waiting))
        with self._lock:
            self._unwritten = [columns for columns in self._unwritten if columns not in waiting]

    def _read(self, work: Callable[[peewee.SqliteDatabase], T]) -> T:
        """Do it on a connection of its own; when the file turns out to be damaged, once more on a new one."""
        if (database := self._database) is None:
            raise StorageFailed("storage_failed")
        try:
            with database.connection() as connection:
                return work(connection)
        except Damaged:
            with self._lock:
                database.set_aside()
            with database.connection() as connection:
                return work(connection)


def _insert(database: peewee.SqliteDatabase, waiting: Iterable[dict[str, Any]]) -> None:
    with database.atomic():
        for columns in waiting:
            tables.Call.insert(columns).on_conflict_ignore().bind(database).execute()


def _columns(call: Call) -> dict[str, Any]:
    ended = call.ended or _UNKNOWN_END
    party = call.party
    return {
        "call_id": call.id,
        "direction": call.direction.value,
        "disposition": ended.disposition.value,
        "number": party.number,
        "canonical": party.canonical,
        "name": party.name,
        "person_id": party.person_id,
        "department": party.department,
        "via": party.via,
        "started_at": call.started_at,
        "answered_at": call.answered_at,
        "ended_at": call.ended_at,
        "duration_ms": call.duration_ms,
        "code": ended.code,
        "sip_status": ended.status,
        "seen": 0 if ended.disposition is Disposition.MISSED else 1,
    }


def _row(found: Any) -> HistoryRow:
    return HistoryRow(
        id=found.id,
        call_id=found.call_id,
        direction=found.direction,
        disposition=found.disposition,
        number=found.number,
        number_display=display(found.canonical) or found.number,
        canonical=found.canonical,
        name=found.name,
        person_id=found.person_id,
        department=found.department,
        via=found.via,
        started_at=found.started_at,
        duration_ms=found.duration_ms,
        code=found.code,
    )


def _cursor(before: str) -> tuple[int, int]:
    if not _CURSOR.fullmatch(before):
        raise InvalidInput("invalid_cursor")
    started_at, row = before.split(".")
    return int(started_at), int(row)
