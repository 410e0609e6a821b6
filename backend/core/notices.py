"""What the user must still be told, until they have read it."""

from __future__ import annotations

import itertools

from backend.core.bus import Bus
from backend.core.events import NoticesChanged
from backend.core.state import Notice


class Notices:
    """Belongs to the core thread. One code stands there once, with its newest detail."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._ids = itertools.count(1)
        self._notices: dict[str, Notice] = {}

    def all(self) -> tuple[Notice, ...]:
        """In the order they came."""
        return tuple(self._notices.values())

    def add(self, code: str, **detail: str) -> None:
        """Tell the user this; said again while it still stands, it changes nothing."""
        pairs = tuple(sorted(detail.items()))
        standing = self._notices.get(code)
        if standing is None or standing.detail != pairs:
            self._notices[code] = Notice(str(next(self._ids)), code, pairs)
            self._publish()

    def withdraw(self, code: str) -> None:
        """It is no longer so."""
        if self._notices.pop(code, None) is not None:
            self._publish()

    def dismiss(self, notice_id: str) -> None:
        """The user has read it; unknown ids are ignored."""
        for code, notice in tuple(self._notices.items()):
            if notice.id == notice_id:
                self.withdraw(code)

    def _publish(self) -> None:
        self._bus.publish(NoticesChanged(self.all()))
