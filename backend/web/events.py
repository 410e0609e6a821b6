"""Changes on their way to the pages: numbered by core, as ASCII JSON, to every page in the same order."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import fields

from backend.core.events import Event
from backend.core.telephone import Telephone
from backend.web.values import as_json

log = logging.getLogger(__name__)

Send = Callable[[str], None]

LONGEST_QUEUE = 512
HEARTBEAT_S = 1.0


def as_push(seq: int, event: Event) -> str:
    """`{"seq", "type", "value"}`; an event has one field, the new value."""
    name = fields(event)[0].name
    return as_json({"seq": seq, "type": type(event).__name__, "value": getattr(event, name)})


class Pushes:
    """Subscribes to the telephone once and passes every change on to whoever is attached."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sends: tuple[Send, ...] = ()

    def follow(self, telephone: Telephone) -> Callable[[], None]:
        """Begin; returns what ends it. The telephone must have started."""
        return telephone.subscribe(self._pass_on)

    def attach(self, send: Send) -> Callable[[], None]:
        """Call `send(text)` for every change from now on, in order; it must not block. Returns what ends that."""
        with self._lock:
            self._sends = (*self._sends, send)

        def end() -> None:
            with self._lock:
                self._sends = tuple(one for one in self._sends if one is not send)

        return end

    def _pass_on(self, seq: int, event: Event) -> None:
        if not (sends := self._sends):
            return
        text = as_push(seq, event)
        for send in sends:
            try:
                send(text)
            except Exception:
                log.exception("a page could not be told of a change")


class Stream:
    """Server-sent events for one page. A page that reads too slowly is dropped; it connects again and asks for the
    whole state."""

    def __init__(self, pushes: Pushes, longest: int = LONGEST_QUEUE) -> None:
        self._waiting: queue.Queue[str | None] = queue.Queue(longest)
        self._ended = threading.Event()
        self._detach = pushes.attach(self._put)

    @property
    def ended(self) -> bool:
        """Is it over?"""
        return self._ended.is_set()

    def end(self) -> None:
        """No more events; the reader ends at once."""
        self._detach()
        self._ended.set()
        try:
            self._waiting.put_nowait(None)
        except queue.Full:
            pass  # it does not wait, then

    def read(self, gone: Callable[[], bool] = lambda: False) -> Iterator[bytes]:
        """The events as they come; `gone` says that the page is no longer there."""
        try:
            yield b"retry: 500\n\n"
            while not self._ended.is_set() and not gone():
                try:
                    text = self._waiting.get(timeout=HEARTBEAT_S)
                except queue.Empty:
                    yield b":\n\n"
                    continue
                if text is not None:
                    yield f"data: {text}\n\n".encode("ascii")
        finally:
            self.end()

    def _put(self, text: str) -> None:
        try:
            self._waiting.put_nowait(text)
        except queue.Full:
            self.end()
