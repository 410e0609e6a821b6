"""Counts events by key in a sliding window, so that one address or one number cannot ask or guess without end."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable

MOST_KEYS = 10_000


class Limit:
    """At most `most` events for each key within `window_s` seconds."""

    def __init__(self, most: int, window_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._window_s = window_s
        self._clock = clock
        self._events: OrderedDict[str, deque[float]] = OrderedDict()

    def wait_s(self, key: str) -> float:
        """Seconds until one more event is allowed; 0 when it is allowed now."""
        if self.counted(key) < self._most:
            return 0
        return max(0.0, self._events[key][0] + self._window_s - self._clock())

    def counted(self, key: str) -> int:
        """How many events stand within the window, `most` at the most."""
        events = self._events.get(key) or deque()
        start = self._clock() - self._window_s
        while events and events[0] <= start:
            events.popleft()
        return len(events)

    def count(self, key: str) -> None:
        """Remember one event; of too many keys the one that was quiet longest is forgotten."""
        events = self._events.setdefault(key, deque(maxlen=self._most))
        events.append(self._clock())
        self._events.move_to_end(key)
        while len(self._events) > MOST_KEYS:
            self._events.popitem(last=False)

    def forget(self, key: str) -> None:
        """Start this key anew."""
        self._events.pop(key, None)
