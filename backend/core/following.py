"""Follows the platform's news of the login in force; what an earlier stream still says goes nowhere."""

from __future__ import annotations

from collections.abc import Callable

from backend.core.loop import Loop
from backend.core.ports import Platform, PlatformNews, Stream, StreamDown, StreamUp


class Following:
    """Belongs to the core thread. `up` says whether the platform tells of changes by itself at the moment."""

    def __init__(self, loop: Loop, platform: Platform, hear: Callable[[PlatformNews], None]) -> None:
        self._loop, self._platform, self._hear = loop, platform, hear
        self.up = False
        self._stream: Stream | None = None
        self._round = 0

    def begin(self, token: str) -> None:
        """Follow this login and no other."""
        self.end()
        here = self._round
        self._stream = self._platform.follow(token, lambda news: self._loop.post(lambda: self._pass_on(here, news)))

    def end(self) -> None:
        """The login or the program ends."""
        self._round += 1
        self.up = False
        if self._stream is not None:
            self._stream.stop()
            self._stream = None

    def _pass_on(self, begun: int, news: PlatformNews) -> None:
        if begun != self._round:
            return
        if isinstance(news, (StreamUp, StreamDown)):
            self.up = isinstance(news, StreamUp)
        self._hear(news)
