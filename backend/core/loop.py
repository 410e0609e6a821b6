"""The core thread: everything that touches telephone state runs here, one job after the other."""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from backend.core.clock import Moment, now
from backend.core.errors import TelephoneError

T = TypeVar("T")

log = logging.getLogger(__name__)

CALL_TIMEOUT_S = 5.0


class TooSlow(TelephoneError):
    """The core thread did not come to a command within its time limit; the command was taken back: `program_busy`."""

    status = 503


class Timer:
    """A job that runs later on the core thread unless it is cancelled first."""

    def __init__(self, due: float, job: Callable[[], None]) -> None:
        self.due = due
        self.job: Callable[[], None] | None = job

    def cancel(self) -> None:
        """Take it back; harmless when it has run."""
        self.job = None


class _Request(Generic[T]):
    """A job somebody waits for; once abandoned it never starts."""

    def __init__(self, job: Callable[[], T]) -> None:
        self._job = job
        self._lock = threading.Lock()
        self._finished = threading.Event()
        self._started = self._abandoned = False
        self._error: BaseException | None = None
        self._result: list[T] = []

    def run(self) -> None:
        with self._lock:
            if self._abandoned:
                return
            self._started = True
        try:
            self._result.append(self._job())
        except Exception as error:  # noqa: BLE001 - raised again where it is waited for
            self._error = error
        finally:
            self._finished.set()

    def wait(self, timeout: float) -> T:
        if not self._finished.wait(timeout):
            with self._lock:
                self._abandoned = not self._started
            if self._abandoned or not self._finished.wait(timeout):
                raise TooSlow("program_busy")
        return self.result()

    def result(self) -> T:
        if self._error is not None:
            raise self._error
        return self._result[0]


class Loop:
    """A thread with a queue and timers; a failing job is logged and the next one runs."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._wake = threading.Condition()
        self._jobs: deque[Callable[[], Any]] = deque()
        self._timers: list[tuple[float, int, Timer]] = []
        self._order = itertools.count()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="core", daemon=True)

    def start(self) -> None:
        """Begin to work; jobs posted before are done first."""
        self._thread.start()

    def stop(self, timeout: float = CALL_TIMEOUT_S) -> None:
        """Finish the jobs that are queued, drop the timers, end the thread."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        if self._thread.is_alive() and not self.here():
            self._thread.join(timeout)

    def now(self) -> Moment:
        """The time, as everything on this thread sees it."""
        return now()

    def here(self) -> bool:
        """Is this the core thread?"""
        return threading.current_thread() is self._thread

    def post(self, job: Callable[[], object]) -> None:
        """Run `job` soon; returns at once. After stop() it is dropped."""
        with self._wake:
            if self._stopping:
                return
            self._jobs.append(job)
            self._wake.notify()

    def call(self, job: Callable[[], T], timeout: float = CALL_TIMEOUT_S) -> T:
        """Run `job` and return what it returns or raise what it raises. On the core thread itself: at once.
        Errors: TooSlow after `timeout` seconds, and at once when the loop has stopped."""
        if self.here():
            return job()
        request = _Request(job)
        with self._wake:
            if self._stopping:
                raise TooSlow("program_busy")
            self._jobs.append(request.run)
            self._wake.notify()
        return request.wait(timeout)

    def after(self, seconds: float, job: Callable[[], None]) -> Timer:
        """Run `job` on the core thread in `seconds`."""
        timer = Timer(self._monotonic() + seconds, job)
        with self._wake:
            heapq.heappush(self._timers, (timer.due, next(self._order), timer))
            self._wake.notify()
        return timer

    def _run(self) -> None:
        while (job := self._next()) is not None:
            try:
                job()
            except Exception:
                log.exception("a job on the core thread failed")

    def _next(self) -> Callable[[], Any] | None:
        """Wait for the next job or due timer; None when it is time to end."""
        with self._wake:
            while True:
                if self._jobs:
                    return self._jobs.popleft()
                if self._stopping:
                    return None
                if (due := self._due_timer()) is not None:
                    return due
                self._wake.wait(self._timers[0][0] - self._monotonic() if self._timers else None)

    def _due_timer(self) -> Callable[[], None] | None:
        while self._timers and (self._timers[0][2].job is None or self._timers[0][0] <= self._monotonic()):
            timer = heapq.heappop(self._timers)[2]
            if timer.job is not None:
                job, timer.job = timer.job, None
                return job
        return None
