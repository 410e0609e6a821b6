"""The program's update: looked for daily and when asked, fetched in the background, applied when the user says so."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from backend.core.bus import Bus
from backend.core.errors import NotPossibleNow, TelephoneError, UpdateRefused
from backend.core.events import CallEnded, Event, UpdateChanged
from backend.core.loop import Loop
from backend.core.ports import Release, Updater
from backend.core.state import Update
from backend.core.workers import Workers

FIRST_CHECK_S = 60.0
CHECK_EVERY_S = 24 * 3600.0
PROGRESS_EVERY_S = 0.2
# While one of these lasts there is nothing to look for.
_BUSY = ("checking", "downloading", "ready", "applying")

log = logging.getLogger(__name__)


class Updates:
    """Belongs to the core thread. `restart` has the program left and started anew."""

    def __init__(
        self, loop: Loop, bus: Bus, workers: Workers, updater: Updater | None, in_call: Callable[[], bool],
        restart: Callable[[], None],
    ) -> None:  # fmt: skip
        self._loop, self._bus, self._workers, self._updater = loop, bus, workers, updater
        self._in_call, self._restart = in_call, restart
        self.state = Update() if updater is None else Update(way=updater.way, rolled_back=updater.rolled_back)
        self._release: Release | None = None
        self._stop: threading.Event | None = None  # of the download that a worker is at, set when it is to end
        self._prepared = False
        bus.subscribe(self._on_event)

    def start(self) -> None:
        """Look for updates by oneself from now on; who runs from source updates the source."""
        if self._updater is not None and self.state.way != "source":
            self._loop.after(FIRST_CHECK_S, self._check_daily)

    def check(self) -> None:
        """检查新版本; while an update is on its way it changes nothing."""
        if self.state.state in _BUSY:
            return
        if self._updater is None:
            self._become(replace(self.state, state="failed", error="update_no_source"))
        else:
            self._look(self._updater, self._fail)

    def download(self) -> None:
        """Fetch the update that was found. Error: update_not_ready."""
        if self._updater is None or self._release is None or self.state.way != "self" or self.state.state in _BUSY:
            raise NotPossibleNow("update_not_ready")
        self._become(replace(self.state, state="downloading", done=0, error=""))
        if self._stop is None:
            self._fetch(self._updater, self._release)

    def cancel(self) -> None:
        """Fetch no further; without a download it changes nothing."""
        if self.state.state == "downloading":
            if self._stop is not None:
                self._stop.set()
            self._become(replace(self.state, state="available", done=0))

    def apply(self) -> None:
        """更新应用: prepare the new version, then leave and start it. Errors: update_not_ready, update_in_call."""
        updater, release = self._updater, self._release
        if updater is None or release is None or self.state.state != "ready":
            raise NotPossibleNow("update_not_ready")
        if self._in_call():
            raise NotPossibleNow("update_in_call")
        self._become(replace(self.state, state="applying", error=""))
        self._workers.do(lambda: updater.apply(release), lambda _: self._on_prepared(), self._fail)

    def dismiss(self) -> None:
        """The user has read of a failure, or of a version that was taken back."""
        if self.state.rolled_back and self._updater is not None:
            self._workers.do(self._updater.forget_roll_back, lambda _: None, _log)
        state = self.state.state
        if state == "failed":
            state = "idle" if self._release is None else "available"
        self._become(replace(self.state, state=state, error="", rolled_back=""))

    def _check_daily(self) -> None:
        self._loop.after(CHECK_EVERY_S, self._check_daily)
        # What was found and waits is not taken from the screen of whoever reads about it.
        if self._updater is not None and self._release is None and self.state.state not in _BUSY:
            before = self.state
            self._look(self._updater, lambda error: self._fail_quietly(before, error))

    def _look(self, updater: Updater, failed: Callable[[TelephoneError], None]) -> None:
        self._become(replace(self.state, state="checking", error=""))
        self._workers.do(updater.check, self._on_checked, failed)

    def _on_checked(self, release: Release | None) -> None:
        self._release = release
        now = self._loop.now().utc_ms
        known = replace(self.state, version="", size=0, done=0, notes=(), state="current", checked_at=now)
        if release is not None:
            known = replace(known, state="available", version=release.version, size=release.size, notes=release.notes)
        self._become(known)

    def _fetch(self, updater: Updater, release: Release) -> None:
        stop = self._stop = threading.Event()
        self._workers.do(
            lambda: updater.download(release, self._progress(stop)),
            lambda _: self._on_fetched(stop, None),
            lambda error: self._on_fetched(stop, error),
        )

    def _progress(self, stop: threading.Event) -> Callable[[int, int], bool]:
        """Made for the worker: passes counts on, at most one every PROGRESS_EVERY_S."""
        told_at = 0.0

        def progress(done: int, size: int) -> bool:
            nonlocal told_at
            if time.monotonic() - told_at >= PROGRESS_EVERY_S:
                told_at = time.monotonic()
                self._loop.post(lambda: self._advance(stop, done, size))
            return not stop.is_set()

        return progress

    def _advance(self, stop: threading.Event, done: int, size: int) -> None:
        if not stop.is_set() and self.state.state == "downloading":
            self._become(replace(self.state, done=done, size=size))

    def _on_fetched(self, stop: threading.Event, error: TelephoneError | None) -> None:
        """A download that was given up is over only now, and may be wanted again by now."""
        self._stop = None
        if self.state.state != "downloading":
            return
        if stop.is_set() and self._updater is not None and self._release is not None:
            self._fetch(self._updater, self._release)
        elif error is not None:
            self._fail(error)
        else:
            self._become(replace(self.state, state="ready", done=self.state.size))

    def _on_prepared(self) -> None:
        self._prepared = True
        self._leave()

    def _leave(self) -> None:
        """A call that came in meanwhile goes on to its end first."""
        if self._prepared and not self._in_call():
            self._prepared = False
            self._restart()

    def _on_event(self, _seq: int, event: Event) -> None:
        if isinstance(event, CallEnded):
            self._leave()

    def _fail(self, error: TelephoneError) -> None:
        code = error.code if isinstance(error, UpdateRefused) else "update_broken"
        log.warning("the update failed: %s", error.code)
        self._become(replace(self.state, state="failed", done=0, error=code))

    def _fail_quietly(self, before: Update, error: TelephoneError) -> None:
        """Nobody asked: what may be well tomorrow is not worth a word today."""
        if error.code == "update_unreachable":
            self._become(replace(before, rolled_back=self.state.rolled_back))
        else:
            self._fail(error)

    def _become(self, state: Update) -> None:
        if state != self.state:
            self.state = state
            self._bus.publish(UpdateChanged(state))


def _log(error: TelephoneError) -> None:
    log.warning("the update: %s", error.code)
