"""The platform's stream of changes (GET /v1/events): kept open on a thread of its own, opened again when it breaks."""

from __future__ import annotations

import logging
import random
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from backend.core.errors import PlatformUnreachable
from backend.core.ports import PlatformNews, RevokedNews, StreamDown, StreamUp
from backend.core.registration import LONGEST_PAUSE_S, pause_s
from backend.provisioning import replies
from backend.provisioning.event_text import EventText
from backend.provisioning.http import CONNECT_S, LARGEST_BODY, TOTAL_S, is_outside

if TYPE_CHECKING:
    import httpx

SILENT_S = 45.0  # three of the platform's heartbeats
MOST_PER_S = 200  # events; a platform in order tells of a few a minute
SETTLED_S = 10.0  # a stream that lived shorter than this makes the next pause longer

log = logging.getLogger(__name__)


class EventStream:
    """`tell` is called on its thread: StreamUp and the platform's news, StreamDown when it breaks, RevokedNews last."""

    def __init__(
        self, base_url: str, token: str, tell: Callable[[PlatformNews], None], silent_s: float = SILENT_S,
        chance: Callable[[], float] = random.random,
    ) -> None:  # fmt: skip
        self._url = f"{base_url}/v1/events" if base_url else ""
        self._token, self._tell, self._silent_s, self._chance = token, tell, silent_s, chance
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._up = False
        self._tls: ssl.SSLContext | None = None
        self._thread = threading.Thread(target=self._run, name="events", daemon=True)

    def start(self) -> EventStream:
        """Begin to listen."""
        if self._url:
            self._thread.start()
        return self

    def stop(self) -> None:
        """End it: whoever waits for the platform is woken. Returns at once; nothing is told any more."""
        self._ended.set()
        with self._lock:
            waiting, self._socket = self._socket, None
        if waiting is not None:
            with suppress(OSError):
                socket.socket.shutdown(waiting, socket.SHUT_RDWR)

    def join(self, timeout_s: float) -> bool:
        """Wait until its thread has ended; false when it has not."""
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        failures = 0
        while not self._ended.is_set():
            began = time.monotonic()
            try:
                self._listen()
            except Exception as error:  # noqa: BLE001 - whatever the platform does, the next attempt may go well
                log.info("the stream of changes broke: %s %s", type(error).__name__, error)
            if self._up:
                self._up = False
                self._say(StreamDown())
            failures = 0 if time.monotonic() - began > SETTLED_S else failures
            self._ended.wait(min(LONGEST_PAUSE_S, pause_s(failures, self._chance())))
            failures += 1

    def _listen(self) -> None:
        """One connection, until it breaks."""
        import httpx  # slow to import, and only this thread needs it

        headers = {
            "Authorization": f"Bearer {self._token}", "Accept": "text/event-stream", "Accept-Encoding": "identity",
            "Cache-Control": "no-store",
        }  # fmt: skip
        timeout = httpx.Timeout(self._silent_s, connect=CONNECT_S)
        outside = is_outside(self._url)
        if self._tls is None:  # reading all certificates anew is most of the work of an attempt
            self._tls = httpx.create_ssl_context(trust_env=outside)
        with (
            httpx.Client(trust_env=outside, follow_redirects=False, verify=self._tls) as client,
            client.stream("GET", self._url, headers=headers, timeout=timeout, extensions={"trace": self._trace}) as got,
        ):
            if got.status_code != 200:
                raise self._refusal(got)
            kind = got.headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind != "text/event-stream" or got.headers.get("content-encoding", "identity") != "identity":
                raise replies.nonsense("content-type")
            second, count = 0.0, 0
            for name, data in self._events(got):
                if time.monotonic() - second > 1.0:
                    second, count = time.monotonic(), 0
                count += 1
                if count > MOST_PER_S:
                    raise replies.nonsense("a flood")
                self._hear(name, data)

    def _events(self, got: httpx.Response) -> Iterator[tuple[str, str]]:
        """A slow drip is silence too: every SILENT_S a line must have come to its end."""
        text, last_line = EventText(), time.monotonic()
        for piece in got.iter_raw():
            if b"\n" in piece:
                last_line = time.monotonic()
            elif time.monotonic() - last_line > self._silent_s:
                raise PlatformUnreachable("platform_timeout")
            yield from text.feed(piece)

    def _hear(self, name: str, data: str) -> None:
        try:
            news = replies.news(name, data)
        except PlatformUnreachable as error:
            log.warning("an event of the platform makes no sense: %s", error.detail)
            return
        if news is None:
            return
        if not self._up:
            self._up = True
            self._say(StreamUp())
        self._say(news)
        if isinstance(news, RevokedNews):
            self._ended.set()

    def _refusal(self, got: httpx.Response) -> Exception:
        """401 login_revoked is the end; everything else may be better next time."""
        refusal = PlatformUnreachable("platform_unreachable", http_status=got.status_code)
        if got.status_code != 401:
            return refusal
        body, deadline = b"", time.monotonic() + TOTAL_S
        for piece in got.iter_raw():
            body += piece
            if len(body) > LARGEST_BODY or time.monotonic() > deadline:
                return refusal
        error = replies.parse(body).inner("error")
        if error.text("code", longest=64) == "login_revoked":
            reason = error.inner("detail").text("reason", "unknown") if error.has("detail") else "unknown"
            self._say(RevokedNews(reason))
            self._ended.set()
        return refusal

    def _say(self, news: PlatformNews) -> None:
        if not self._ended.is_set():
            self._tell(news)

    def _trace(self, event: str, info: dict[str, Any]) -> None:
        """Keeps the connection's socket, so that `stop` can wake a thread that waits for the platform."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete", "proxy.start_tls.complete"):
            with self._lock:
                self._socket = info["return_value"].get_extra_info("socket")
            if self._ended.is_set():
                self.stop()
