"""Two threads for what blocks (HTTP, big reads of the disk); what comes of it is a job on the core thread."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from typing import TypeVar

from backend.core.errors import TelephoneError
from backend.core.loop import Loop

T = TypeVar("T")

log = logging.getLogger(__name__)


class Workers:
    """Daemon threads: one stuck in the network never keeps the program from leaving."""

    def __init__(self, loop: Loop, count: int = 2) -> None:
        self._loop = loop
        self._work: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._threads = [threading.Thread(target=self._run, name=f"worker-{n}", daemon=True) for n in range(count)]

    def start(self) -> None:
        """Begin to work."""
        for thread in self._threads:
            thread.start()

    def stop(self, timeout: float = 0.5) -> None:
        """Take no more work; wait at most `timeout` seconds for each thread."""
        for _ in self._threads:
            self._work.put(None)
        for thread in self._threads:
            if thread.is_alive():
                thread.join(timeout)

    def do(self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[TelephoneError], None]) -> None:
        """Run `work` on a worker, then `done(result)` or `failed(error)` on the core thread. Something that should not
        have happened comes out as `program_error`."""

        def run() -> None:
            try:
                result = work()
            except TelephoneError as error:
                self._loop.post(lambda error=error: failed(error))  # type: ignore[misc]
            except Exception:
                log.exception("a worker failed")
                self._loop.post(lambda: failed(TelephoneError("program_error", 500)))
            else:
                self._loop.post(lambda: done(result))

        self._work.put(run)

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            work()
