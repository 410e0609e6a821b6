"""What core keeps over a restart, in memory; it can be full."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from backend.core.errors import StorageFailed
from backend.core.ports import Login, OpenedData
from backend.core.state import Account, Call, DirectoryState, Disposition, Party, Settings
from tests.fakes.platform import FakeSource


class FakeHistory:
    """Core's port History; `full` makes it refuse."""

    def __init__(self) -> None:
        self.rows: list[Call] = []
        self.full = False
        self._seen = 0

    def record(self, call: Call) -> None:
        if self.full:
            raise StorageFailed("disk_full")
        known = [row.callback_id or row.id for row in self.rows]
        if (key := call.callback_id or call.id) not in known:
            self.rows.append(call)
        elif call.callback_id:
            self.rows[known.index(key)] = call

    def missed(self) -> int:
        return self._missed() - self._seen

    def mark_seen(self) -> None:
        self._seen = self._missed()

    def clear(self) -> None:
        self.purge(2**63)

    def purge(self, before_ms: int) -> int:
        if self.full:
            raise StorageFailed("disk_full")
        kept = [row for row in self.rows if row.started_at >= before_ms]
        count, self.rows = len(self.rows) - len(kept), kept
        return count

    def _missed(self) -> int:
        return sum(row.ended is not None and row.ended.disposition is Disposition.MISSED for row in self.rows)


class FakeCallers:
    """Core's port Callers: knows 8014 and a number two people share."""

    def match(self, party: Party, person_id: str = "") -> Party:
        if party.canonical == "ext:yunfan:8014":
            return replace(party, name="林知夏", person_id="p8014", department="市场部")
        if party.canonical == "+862557990011":
            return replace(party, name="前台" if person_id == "p2" else "传真", person_id=person_id or "p1")
        return party


class FakeData:
    """Core's port AccountData."""

    def __init__(self) -> None:
        self.history = FakeHistory()
        self.source = FakeSource()
        self.directory = DirectoryState()
        self.failure: StorageFailed | None = None
        self.opened: Account | None = None
        self.problems: tuple[str, ...] = ()
        self.erased: list[Account] = []

    def open(self, account: Account) -> OpenedData:
        if self.failure is not None:
            raise self.failure
        self.opened = account
        return OpenedData(self.history, FakeCallers(), self.source, self.directory, self.problems)

    def close(self) -> None:
        self.opened = None

    def erase(self, account: Account) -> None:
        if self.failure is not None:
            raise self.failure
        self.erased.append(account)


class FakeSavedLogin:
    """Core's port SavedLogin."""

    def __init__(self, login: Login | None = None) -> None:
        self.login = login
        self.failure: StorageFailed | None = None

    def load(self) -> Login | None:
        self._fail()
        return self.login

    def save(self, login: Login) -> None:
        self._fail()
        self.login = login

    def clear(self) -> None:
        self._fail()
        self.login = None

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure


class FakeSavedSettings:
    """Core's port SavedSettings."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.fixed: dict[str, Any] = {}
        self.failure: StorageFailed | None = None

    def locked(self) -> Mapping[str, Any]:
        return self.fixed

    def load(self) -> Settings:
        if self.failure is not None:
            raise self.failure
        return self.settings

    def save(self, settings: Settings) -> None:
        if self.failure is not None:
            raise self.failure
        self.settings = settings
