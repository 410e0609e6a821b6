"""The history of calls of one account: every call once, newest first, with what was missed."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
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
PURGED_AT_ONCE = 500
NEVER = 2**62
_CURSOR = re.compile(r"[0-9]{1,15}\.[0-9]{1,15}", re.ASCII)
# What is known at last of a callback; when it was answered is known best by who saw it.
_END = {
    **{name: peewee.EXCLUDED[name] for name in ("disposition", "ended_at", "code", "sip_status")},
    "answered_at": peewee.SQL("CASE WHEN answered_at > 0 THEN answered_at ELSE excluded.answered_at END"),
    "duration_ms": peewee.SQL(
        "CASE WHEN answered_at > 0 THEN excluded.ended_at - answered_at ELSE excluded.duration_ms END"
    ),
}
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
    transferred_to: str = ""
    transferred_name: str = ""
    referred_by: str = ""
    referred_by_name: str = ""


@dataclass(frozen=True)
class HistoryPage:
    """Some rows, newest first; `next` is the `before` of the page after, "" at the end."""

    rows: tuple[HistoryRow, ...] = ()
    next: str = ""


@dataclass(frozen=True)
class NumberHistory:
    """Everything about one number, with a page of its calls; `totals` are in, out and missed (which are among in)."""

    canonical: str
    number_display: str
    name: str
    person_id: str
    totals: dict[str, int]
    rows: tuple[HistoryRow, ...]
    next: str


class History:
    """Writes on the core thread, reads on anyone's. Nothing is shown while it is closed."""

    def __init__(self, notify: Notify) -> None:
        self._notify = notify
        self._database: Database | None = None

    def open(self, folder: Path) -> None:
        """The history of the account in this folder from now on. On a disk that takes no writing what is there is
        shown, and every `record` tries again to open it. Errors: StorageFailed `database_newer`, `storage_failed`."""
        database = Database(folder / "history.db", HISTORY, self._notify)
        try:
            database.open()
        except StorageFailed as error:
            if error.code not in ("disk_full", "data_read_only"):
                raise
            _open_to_read(database)
        self.close()
        self._database = database

    def close(self) -> None:
        """Nobody is logged in."""
        database, self._database = self._database, None
        if database is not None:
            database.close()

    def record(self, call: Call) -> None:
        """Write a finished call; the same call again changes nothing, but a callback that was left running is now known
        to have ended. Errors: StorageFailed."""
        insert = tables.Call.insert(_columns(call))
        if call.callback_id:
            insert = insert.on_conflict(conflict_target=[tables.Call.call_id], update=_END)
        else:
            insert = insert.on_conflict_ignore()
        self._write(lambda db: insert.bind(db).execute())

    def missed(self) -> int:
        """How many missed calls have not been seen. Errors: StorageFailed."""
        query = tables.Call.select().where(tables.Call.seen == 0)
        return int(self._read(lambda db: query.bind(db).count(), 0))

    def mark_seen(self) -> None:
        """The user has looked at the missed calls. Errors: StorageFailed."""
        query = tables.Call.update(seen=1).where(tables.Call.seen == 0)
        self._write(lambda db: query.bind(db).execute())

    def clear(self) -> None:
        """Forget every call; nothing of it stays in the file. Errors: StorageFailed."""
        self.purge(NEVER)

    def purge(self, before_ms: int) -> int:
        """Forget the calls that began before this UTC time, some at a time, so that one that ends meanwhile can be
        recorded; returns how many. Nothing of them stays in the file. Errors: StorageFailed."""
        count = 0
        while forgotten := self._forget(before_ms):
            count += forgotten
        if count:
            self._write(_forget_for_good)
        return count

    def _forget(self, before_ms: int) -> int:
        old = tables.Call.select(tables.Call.id).where(tables.Call.started_at < before_ms).limit(PURGED_AT_ONCE)
        query = tables.Call.delete().where(tables.Call.id.in_(old))
        return self._write(lambda db: int(query.bind(db).execute()))

    def count(self, before_ms: int = NEVER) -> int:
        """How many calls there are that began before this UTC time. Errors: StorageFailed."""
        query = tables.Call.select().where(tables.Call.started_at < before_ms)
        return int(self._read(lambda db: query.bind(db).count(), 0))

    def known(self) -> tuple[list[str], list[str]]:
        """Every name and every number in it. Errors: StorageFailed."""
        call = tables.Call
        names = (call.name, call.department, call.transferred_name, call.referred_by_name)
        numbers = (call.number, call.canonical, call.via, call.transferred_to, call.referred_by)
        nothing: list[Any] = []
        rows = self._read(lambda db: list(call.select(*names, *numbers).distinct().bind(db).tuples()), nothing)
        split = len(names)
        return [name for row in rows for name in row[:split]], [number for row in rows for number in row[split:]]

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

    def _totals(self, canonical: str) -> dict[str, int]:
        query = tables.NumberTotals.select().where(tables.NumberTotals.canonical == canonical)
        found = self._read(lambda db: query.bind(db).first(), None)
        counts = (found.incoming, found.outgoing, found.missed) if found else (0, 0, 0)
        return dict(zip(("in", "out", "missed"), counts, strict=True))

    def _page(self, conditions: list[Any], before: str, limit: int) -> HistoryPage:
        limit = max(1, min(limit, LONGEST_PAGE))
        if before:
            conditions = [*conditions, peewee.SQL("(started_at, id) < (?, ?)", _cursor(before))]
        query = tables.Call.select().order_by(tables.Call.started_at.desc(), tables.Call.id.desc()).limit(limit + 1)
        if conditions:
            query = query.where(*conditions)
        nothing: tuple[HistoryRow, ...] = ()
        rows = self._read(lambda db: tuple(_row(found) for found in query.bind(db)), nothing)
        more = len(rows) > limit
        rows = rows[:limit]
        return HistoryPage(rows, f"{rows[-1].started_at}.{rows[-1].id}" if more else "")

    def _read(self, work: Callable[[peewee.SqliteDatabase], T], nothing: T) -> T:
        """Read on a connection of its own; `nothing` when there is no file to read."""
        database = self._database
        if database is None or not database.readable:
            return nothing
        return self._use(database, work)

    def _write(self, work: Callable[[peewee.SqliteDatabase], T]) -> T:
        if (database := self._database) is None:
            raise StorageFailed("storage_failed")
        if not database.writable:
            database.open()
        return self._use(database, work)

    def _use(self, database: Database, work: Callable[[peewee.SqliteDatabase], T]) -> T:
        """Do it; when the file turns out to be damaged, once more on a new one."""
        try:
            with database.connection() as connection:
                return work(connection)
        except Damaged as damaged:
            if not database.writable:
                raise
            database.set_aside(damaged)
            with database.connection() as connection:
                return work(connection)


def _forget_for_good(database: peewee.SqliteDatabase) -> None:
    """Numbers without a call go too, and the log, which still has what was written over in the file."""
    tables.NumberTotals.delete().where((tables.NumberTotals.incoming == 0) & (tables.NumberTotals.outgoing == 0)).bind(
        database
    ).execute()
    database.pragma("wal_checkpoint", "TRUNCATE")


def _open_to_read(database: Database) -> None:
    try:
        database.open_to_read()
    except StorageFailed as error:
        if error.code == "database_newer":
            raise
        log.warning("there is no history to read: %s", error.code)


def _columns(call: Call) -> dict[str, Any]:
    ended = call.ended or _UNKNOWN_END
    party = call.party
    to = call.transfer.party if call.transfer is not None and ended.code == "transferred" else None
    by = call.referred_by
    return {
        "call_id": call.callback_id or call.id,
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
        "transferred_to": to.number if to else "",
        "transferred_name": to.name if to else "",
        "referred_by": by.number if by else "",
        "referred_by_name": by.name if by else "",
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
        transferred_to=found.transferred_to,
        transferred_name=found.transferred_name,
        referred_by=found.referred_by,
        referred_by_name=found.referred_by_name,
    )


def _cursor(before: str) -> tuple[int, int]:
    if not _CURSOR.fullmatch(before):
        raise InvalidInput("invalid_cursor")
    started_at, row = before.split(".")
    return int(started_at), int(row)
