"""A core thread, workers and a clock that move only when a test says so."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TypeVar

from backend.core.clock import Moment
from backend.core.errors import TelephoneError
from backend.core.loop import Loop, Timer
from backend.core.workers import Workers

T = TypeVar("T")

START_UTC_MS = 1_700_000_000_000
START_MONOTONIC_MS = 5_000


class ManualLoop(Loop):
    """Runs every job at once on the caller's thread, and timers when `advance` passes them."""

    def __init__(self) -> None:
        super().__init__()
        self.elapsed_s = 0.0
        self.utc_shift_ms = 0
        self.pending: list[Timer] = []

    def now(self) -> Moment:
        """The time that has passed so far; `utc_shift_ms` is a clock that somebody has set."""
        passed = round(self.elapsed_s * 1000)
        return Moment(START_UTC_MS + passed + self.utc_shift_ms, START_MONOTONIC_MS + passed)

    def post(self, job: Callable[[], object]) -> None:
        job()

    def call(self, job: Callable[[], T], timeout: float = 0.0) -> T:
        return job()

    def after(self, seconds: float, job: Callable[[], None]) -> Timer:
        timer = Timer(self.elapsed_s + seconds, job)
        self.pending.append(timer)
        return timer

    def advance(self, seconds: float) -> None:
        """Let this much time pass and run what falls due, in order."""
        end = self.elapsed_s + seconds
        while due := [timer for timer in self.pending if timer.job is not None and timer.due <= end]:
            timer = min(due, key=lambda one: one.due)
            self.pending.remove(timer)
            self.elapsed_s = timer.due
            job, timer.job = timer.job, None
            assert job is not None
            job()
        self.elapsed_s = end


class ManualWorkers(Workers):
    """Keeps what it is given until the test lets the outside answer, in any order."""

    def __init__(self, loop: Loop, at_once: bool = False) -> None:
        super().__init__(loop, count=0)
        self.waiting: deque[Callable[[], None]] = deque()
        self._at_once = at_once

    def do(self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[TelephoneError], None]) -> None:
        def run() -> None:
            try:
                result = work()
            except TelephoneError as error:
                failed(error)
            else:
                done(result)

        if self._at_once:
            run()
        else:
            self.waiting.append(run)

    def finish(self, which: int = 0) -> None:
        """Let one of the waiting answers come, by default the oldest."""
        work = self.waiting[which]
        del self.waiting[which]
        work()

    def finish_all(self) -> None:
        """Let everything come that is or becomes waiting."""
        while self.waiting:
            self.finish()
