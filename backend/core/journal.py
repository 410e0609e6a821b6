"""Sees to it that every ended call is written to the history, also when the disk refuses for a while."""

from __future__ import annotations

import logging
from collections import deque

from backend.core.bus import Bus
from backend.core.errors import StorageFailed, TelephoneError
from backend.core.events import HistoryChanged
from backend.core.loop import Loop, Timer
from backend.core.notices import Notices
from backend.core.ports import History
from backend.core.state import Call, HistoryState
from backend.core.workers import Workers

log = logging.getLogger(__name__)

RETRY_S = 5.0
PURGE_EVERY_S = 24 * 3600.0
DAY_MS = 24 * 3600 * 1000
NOTICE = "history_not_saved"


class Journal:
    """Belongs to the core thread. Calls wait in memory, oldest first, until the history has taken them. `keeper` is
    the worker that opens and closes the history: forgetting many calls takes a while."""

    def __init__(self, loop: Loop, bus: Bus, keeper: Workers, notices: Notices) -> None:
        self._loop, self._bus, self._keeper, self._notices = loop, bus, keeper, notices
        self.state = HistoryState()
        self._history: History | None = None
        self._waiting: deque[Call] = deque()
        self._timer: Timer | None = None
        self._daily: Timer | None = None
        self._days = 0

    def use(self, history: History | None) -> None:
        """Write to this history from now on; what waited is written to it, and what is too old for it is forgotten."""
        self._history = history
        self._write()
        self._publish()
        self._purge_daily()

    def keep(self, days: int) -> None:
        """Calls are remembered for this many days from now on, 0 for ever."""
        if days != self._days:
            self._days = days
            self._purge()

    def clear(self) -> None:
        """Forget every call. Error: StorageFailed when there is no history to clear."""
        if (history := self._history) is None:
            raise StorageFailed("storage_failed")
        self._waiting.clear()
        self._write()
        self._keeper.do(history.clear, lambda _: self._cleared(), self._not_cleared)

    def record(self, call: Call) -> None:
        """An ended call."""
        self._waiting.append(call)
        if self._write():
            self._publish()

    def mark_seen(self) -> None:
        """Missed calls were looked at. Errors: StorageFailed."""
        if self._history is not None:
            self._history.mark_seen()
            self._publish()

    def forget(self) -> None:
        """The login or the program ends: what could not be written to this history until now is gone with it."""
        if self._waiting:
            log.error("%d calls were never written to the history", len(self._waiting))
        self._waiting.clear()
        self.use(None)

    def _purge_daily(self) -> None:
        if self._daily is not None:
            self._daily.cancel()
        if self._history is not None:
            self._daily = self._loop.after(PURGE_EVERY_S, self._purge_daily)
            self._purge()

    def _purge(self) -> None:
        history = self._history
        if history is not None and self._days:
            before = self._loop.now().utc_ms - self._days * DAY_MS
            self._keeper.do(lambda: history.purge(before), self._purged, self._not_purged)

    def _purged(self, count: int) -> None:
        if count:
            log.info("%d old calls were forgotten", count)
            self._publish()

    def _not_purged(self, error: TelephoneError) -> None:
        """The next day, or the next start, tries again."""
        log.warning("old calls cannot be forgotten: %s", error.code)

    def _cleared(self) -> None:
        self._notices.withdraw("history_not_cleared")
        self._publish()

    def _not_cleared(self, error: TelephoneError) -> None:
        self._notices.add("history_not_cleared", cause=error.code)

    def _write(self) -> bool:
        """Write what waits; false when some of it still does."""
        self._stop_waiting()
        if self._history is None:
            return not self._waiting
        while self._waiting:
            try:
                self._history.record(self._waiting[0])
            except StorageFailed as error:
                log.warning("the history cannot be written: %s", error.code)
                self._notices.add(NOTICE, cause=error.code)
                self._timer = self._loop.after(RETRY_S, self._try_again)
                return False
            self._waiting.popleft()
        self._notices.withdraw(NOTICE)
        return True

    def _try_again(self) -> None:
        if self._write():
            self._publish()

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _publish(self) -> None:
        missed = 0
        if self._history is not None:
            try:
                missed = self._history.missed()
            except StorageFailed as error:
                log.warning("missed calls cannot be counted: %s", error.code)
                missed = self.state.missed
        self.state = HistoryState(self.state.revision + 1, missed)
        self._bus.publish(HistoryChanged(self.state))
