"""The streams by which clients hear what changes for them: what each has not been told yet, never more than that."""

from __future__ import annotations

import asyncio

from backend.switchboard.guessing import TooManyRequests
from backend.switchboard.logins import Login

MOST_PER_LOGIN = 3
RETRY_S = 30


class EventStream:
    """What one client has not been told yet, by key; a slow one gets the newest value once, not every one between."""

    def __init__(self, login: Login) -> None:
        self.login_id = login.id
        self.enterprise_id = login.enterprise.id
        self.closed = False
        self._waiting: dict[str, str] = {}
        self._news = asyncio.Event()

    def note(self, key: str, value: str = "") -> None:
        """Something has changed; `value` is what it is now, where that is not asked for when it is sent."""
        self._waiting[key] = value
        self._news.set()

    def close(self) -> None:
        """No more is sent."""
        self.closed = True
        self._news.set()

    async def take(self, timeout_s: float) -> dict[str, str]:
        """What has changed, once there is any; nothing after `timeout_s`."""
        try:
            await asyncio.wait_for(self._news.wait(), timeout_s)
        except asyncio.TimeoutError:
            return {}
        self._news.clear()
        news, self._waiting = self._waiting, {}
        return news


class EventStreams:
    """Every open stream."""

    def __init__(self, at_most: int) -> None:
        self._at_most = at_most
        self._open: list[EventStream] = []

    def __len__(self) -> int:
        return len(self._open)

    def open(self, login: Login) -> EventStream:
        """A stream of this login; its oldest one is closed when it has too many. Raises TooManyRequests."""
        own = [stream for stream in self._open if stream.login_id == login.id]
        for stream in own[: max(0, len(own) - MOST_PER_LOGIN + 1)]:
            self.close(stream)
        if len(self._open) >= self._at_most:
            raise TooManyRequests(RETRY_S)
        stream = EventStream(login)
        self._open.append(stream)
        return stream

    def close(self, stream: EventStream) -> None:
        """The end of a stream; nothing happens when it has ended."""
        stream.close()
        if stream in self._open:
            self._open.remove(stream)

    def close_all(self) -> None:
        """The platform stops."""
        for stream in tuple(self._open):
            self.close(stream)

    def tell_login(self, login_id: str, key: str, value: str = "") -> None:
        """Something has changed for one login."""
        for stream in self._open:
            if stream.login_id == login_id:
                stream.note(key, value)

    def tell_enterprise(self, enterprise_id: str) -> None:
        """Something has changed in an enterprise: each of its clients gets what is new for it."""
        for stream in self._open:
            if stream.enterprise_id == enterprise_id:
                stream.note("profile")
                stream.note("directory")
