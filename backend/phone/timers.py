"""Jobs of the owner thread that are due later; nothing else may touch pjsua2, so nothing else keeps its time."""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Callable, Iterator


class Timer:
    """A job that is due at a moment of the monotonic clock; `cancel` makes it never happen."""

    def __init__(self, due: float, job: Callable[[], None]) -> None:
        self.due = due
        self.job: Callable[[], None] | None = job

    def cancel(self) -> None:
        self.job = None


class Timers:
    """The jobs to come, in order."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._heap: list[tuple[float, int, Timer]] = []
        self._order = itertools.count()

    def later(self, delay_s: float, job: Callable[[], None]) -> Timer:
        """Have `job` done in `delay_s` seconds."""
        timer = Timer(self._clock() + delay_s, job)
        heapq.heappush(self._heap, (timer.due, next(self._order), timer))
        return timer

    def wait_s(self, longest: float) -> float:
        """How long nothing is due, at most `longest` seconds."""
        if not self._heap:
            return longest
        return min(longest, max(0.0, self._heap[0][0] - self._clock()))

    def due(self) -> Iterator[Callable[[], None]]:
        """The jobs that are due now, each once."""
        now = self._clock()
        while self._heap and self._heap[0][0] <= now:
            job = heapq.heappop(self._heap)[2].job
            if job is not None:
                yield job
