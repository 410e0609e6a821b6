"""The timers of RFC 3261 section 17 and what is derived from them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Timers:
    """T1 (round trip), T2 (longest retransmission interval) and T4 (life of a packet) in seconds."""

    t1: float = 0.5
    t2: float = 4.0
    t4: float = 5.0

    @property
    def timeout(self) -> float:
        """64*T1: when a transaction gives up (timers B, F, H, L, M)."""
        return 64 * self.t1


class Alarm:
    """One timer that can be set again and stopped."""

    def __init__(self) -> None:
        self._timer: asyncio.TimerHandle | None = None

    def set(self, seconds: float, ring: Callable[[], None]) -> None:
        """Ring once after so many seconds, instead of whatever was set."""
        self.stop()
        self._timer = asyncio.get_running_loop().call_later(seconds, ring)

    def stop(self) -> None:
        """Do not ring."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class Repeater:
    """Sends again at doubling intervals from T1 up to a limit, until it is stopped."""

    def __init__(self, send: Callable[[], None], first: float, longest: float) -> None:
        self._send = send
        self._interval = first
        self._longest = longest
        self._alarm = Alarm()

    def start(self) -> None:
        """Begin waiting for the first repetition."""
        self._alarm.set(self._interval, self._again)

    def slow_down(self) -> None:
        """Repeat at the longest interval from now on (timer E after a provisional response)."""
        self._interval = self._longest

    def stop(self) -> None:
        """Send no more."""
        self._alarm.stop()

    def _again(self) -> None:
        self._interval = min(2 * self._interval, self._longest)
        self._alarm.set(self._interval, self._again)
        self._send()
