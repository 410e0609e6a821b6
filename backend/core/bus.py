"""Tells every subscriber of every event, in order, each with its number."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable

from backend.core.events import Event

log = logging.getLogger(__name__)

Subscriber = Callable[[int, Event], None]


class Bus:
    """Belongs to the core thread. `seq` is the number of the last event that was published."""

    def __init__(self) -> None:
        self.seq = 0
        self._subscribers: list[Subscriber] = []
        self._waiting: deque[tuple[int, Event]] = deque()
        self._telling = False

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Call it for every event published from now on; returns what ends that."""
        self._subscribers.append(subscriber)

        def unsubscribe() -> None:
            if subscriber in self._subscribers:
                self._subscribers.remove(subscriber)

        return unsubscribe

    def publish(self, event: Event) -> None:
        """Tell everybody; an event published by a subscriber waits until the present one has reached them all."""
        self.seq += 1
        self._waiting.append((self.seq, event))
        if self._telling:
            return
        self._telling = True
        try:
            while self._waiting:
                self._tell(*self._waiting.popleft())
        finally:
            self._telling = False

    def _tell(self, seq: int, event: Event) -> None:
        for subscriber in tuple(self._subscribers):
            try:
                subscriber(seq, event)
            except Exception:
                log.exception("a subscriber failed at %s", type(event).__name__)
