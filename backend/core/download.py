"""The directory's download: asked for at login and by the user; the old directory stays until a new one is whole."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from backend.core.bus import Bus
from backend.core.errors import TelephoneError
from backend.core.events import DirectoryChanged
from backend.core.loop import Loop
from backend.core.ports import DirectorySource
from backend.core.state import DirectoryState
from backend.core.workers import Workers

PROGRESS_EVERY_S = 0.05


class Download:
    """Belongs to the core thread."""

    def __init__(self, loop: Loop, bus: Bus, workers: Workers) -> None:
        self._loop, self._bus, self._workers = loop, bus, workers
        self.state = DirectoryState()
        self._source: DirectorySource | None = None
        self._token = ""
        self._newest = ""

    def use(self, source: DirectorySource, state: DirectoryState, token: str) -> None:
        """This directory is at hand from now on; ask for a newer one."""
        self._source, self._token = source, token
        self._become(state)
        self.refresh()

    def forget(self) -> None:
        """Nobody is logged in."""
        self._source, self._token, self._newest = None, "", ""
        self._become(DirectoryState())

    def unavailable(self, code: str) -> None:
        """There is no place to put a directory."""
        self._become(replace(self.state, state="failed", error=code))

    def newest(self, revision: str) -> None:
        """The platform's directory has this revision: download it unless it is the one at hand."""
        self._newest = revision
        if self.state.state != "loading":
            self._catch_up()

    def refresh(self) -> None:
        """Download again, unless a download runs already."""
        source, token = self._source, self._token
        if source is None or self.state.state == "loading":
            return
        self._become(replace(self.state, state="loading", done=0, total=0, error=""))
        self._workers.do(
            lambda: source.download(token, self._progress(source)),
            lambda state: self._finish(source, state),
            lambda error: self._fail(source, error),
        )

    def _progress(self, source: DirectorySource) -> Callable[[int, int], None]:
        """Made for the worker: passes counts on, at most one every PROGRESS_EVERY_S."""
        told_at = 0.0

        def progress(done: int, total: int) -> None:
            nonlocal told_at
            if done < total and time.monotonic() - told_at < PROGRESS_EVERY_S:
                return
            told_at = time.monotonic()
            self._loop.post(lambda: self._advance(source, done, total))

        return progress

    def _advance(self, source: DirectorySource, done: int, total: int) -> None:
        if source is self._source and self.state.state == "loading":
            self._become(replace(self.state, done=done, total=total))

    def _finish(self, source: DirectorySource, state: DirectoryState) -> None:
        if source is self._source:
            self._become(state)
            self._catch_up()

    def _catch_up(self) -> None:
        """Once for every revision told of: a platform that contradicts itself is not asked for ever."""
        newest, self._newest = self._newest, ""
        if newest and newest != self.state.revision:
            self.refresh()

    def _fail(self, source: DirectorySource, error: TelephoneError) -> None:
        if source is self._source:
            self._become(replace(self.state, state="failed", error=error.code))

    def _become(self, state: DirectoryState) -> None:
        if state != self.state:
            self.state = state
            self._bus.publish(DirectoryChanged(state))
