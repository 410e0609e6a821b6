"""An event loop whose clock leaps to the next timer: minutes of timers pass in no time, in exact order."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any


class LeapLoop(asyncio.SelectorEventLoop):
    """`time()` starts at 0 and moves only when nothing else is left to do."""

    def __init__(self) -> None:
        self._now = 0.0
        super().__init__(_LeapSelector(self))

    def time(self) -> float:
        """Seconds since the loop was made."""
        return self._now

    def leap(self, seconds: float) -> None:
        """Let this much time have passed."""
        self._now += seconds


class _LeapSelector(selectors.DefaultSelector):
    def __init__(self, loop: LeapLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout:
            self._loop.leap(timeout)
        return ready


def in_leaps(job: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine on such a loop."""
    loop = LeapLoop()
    try:
        loop.run_until_complete(job)
    finally:
        loop.close()
