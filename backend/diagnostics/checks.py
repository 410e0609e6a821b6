"""Runs checks beside each other, each for no longer than a few seconds, whatever hangs."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

log = logging.getLogger(__name__)

LIMIT_S = 3.0
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Item:
    """What one check found. state: ok, warn, bad, or off where there is nothing to check. `code` with the id names the
    sentence, `detail` fills it; a `cause` in it is the code of an error."""

    id: str
    state: str
    code: str
    detail: tuple[tuple[str, str], ...] = ()


def item(id_: str, state: str, code: str, **detail: object) -> Item:
    """An Item with its detail as text."""
    return Item(id_, state, code, tuple((name, str(value)) for name, value in detail.items()))


Check = Callable[[], Item]


class Checks:
    """May be run by several threads. A check that hangs is not begun a second time before it has ended."""

    def __init__(self, checks: Mapping[str, Check], limit_s: float = LIMIT_S) -> None:
        self._checks = checks
        self._limit_s = limit_s
        self._lock = threading.Lock()
        self._running: dict[str, threading.Thread] = {}

    def run(self) -> tuple[Item, ...]:
        """What they found, in their order; `unknown` where one failed or has not ended in time."""
        found: dict[str, Item] = {}
        deadline = time.monotonic() + self._limit_s
        for thread in [self._begin(id_, check, found) for id_, check in self._checks.items()]:
            thread.join(max(0.0, deadline - time.monotonic()))
        return tuple(found.get(id_, Item(id_, "warn", UNKNOWN)) for id_ in self._checks)

    def _begin(self, id_: str, check: Check, found: dict[str, Item]) -> threading.Thread:
        def run() -> None:
            try:
                found[id_] = check()
            except Exception:
                log.exception("the check %s failed", id_)

        with self._lock:
            thread = self._running.get(id_)
            if thread is None or not thread.is_alive():
                thread = self._running[id_] = threading.Thread(target=run, name=f"check-{id_}", daemon=True)
                thread.start()
        return thread
