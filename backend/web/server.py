"""Browser mode: the same page and API on 127.0.0.1, for machines without a display, development and tests."""

from __future__ import annotations

import re
import secrets
import socket
import threading
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, request, send_file
from waitress import wasyncore
from waitress.server import create_server
from werkzeug.exceptions import NotFound

from backend.web.body import LARGEST_BODY
from backend.web.events import Pushes, Stream
from backend.web.guard import EVENTS, Guard

HOST = "127.0.0.1"
THREADS = 24
MOST_CONNECTIONS = 400  # any program of this machine may open some and say nothing
HALF_REQUEST_S = 15
MOST_STREAMS = 12
STOP_S = 1.0
SLOW_READER_BYTES = 64 * 1024
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}")
_TYPES = {
    ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css",
    ".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/x-icon", ".woff2": "font/woff2",
    ".json": "application/json", ".wav": "audio/wav",
}  # fmt: skip


class BrowserServer:
    """Listens from the moment it is built; a `port` that is taken is replaced by another, and 0 takes any."""

    def __init__(self, app: Flask, pushes: Pushes, frontend: Path, port: int = 0, token: str = "") -> None:
        self._token = token or secrets.token_urlsafe(24)
        self._streams = Streams(pushes)
        app.register_blueprint(_events(self._streams))
        app.register_blueprint(_files(frontend.resolve()))
        app.after_request(_keep_from_others)
        listening = _listen(port)
        self.port = int(listening.getsockname()[1])
        self._connections: dict[Any, Any] = {}
        self._server = create_server(
            Guard(app, self._token, self.port),
            map=self._connections,
            sockets=[listening],
            threads=THREADS,
            connection_limit=MOST_CONNECTIONS,
            channel_timeout=HALF_REQUEST_S,
            cleanup_interval=5,
            ident=None,
            max_request_body_size=2 * LARGEST_BODY,
            outbuf_high_watermark=SLOW_READER_BYTES,
            channel_request_lookahead=1,
        )
        self._thread = threading.Thread(target=self._server.run, name="browser-mode", daemon=True)

    @property
    def link(self) -> str:
        """What the user opens; the token stands in the fragment, which no browser sends anywhere."""
        return f"http://{HOST}:{self.port}/#token={self._token}"

    def start(self) -> None:
        """Answer from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Close the streams and the port."""
        self._streams.end_all()
        self._server.task_dispatcher.shutdown(timeout=STOP_S)
        if self._thread.is_alive():
            # The connections belong to the server's own thread, which ends when it has none left. It may be awake, and
            # must not close the trigger before this thread has pulled it.
            with self._server.trigger.lock:
                self._server.trigger.thunks.append(lambda: wasyncore.close_all(self._connections))
                self._server.pull_trigger()
            self._thread.join(STOP_S)
        else:
            wasyncore.close_all(self._connections)


class Streams:
    """The open streams: each takes a thread of the server, so that there are at most MOST_STREAMS; the oldest makes
    room for a new one."""

    def __init__(self, pushes: Pushes) -> None:
        self._pushes = pushes
        self._lock = threading.Lock()
        self._open: list[Stream] = []

    def begin(self) -> Stream:
        """A new one."""
        stream = Stream(self._pushes)
        with self._lock:
            self._open = [*(one for one in self._open if not one.ended), stream]
            oldest = self._open[:-MOST_STREAMS]
        for one in oldest:
            one.end()
        return stream

    def end_all(self) -> None:
        """The program ends."""
        with self._lock:
            streams, self._open = self._open, []
        for stream in streams:
            stream.end()


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port))
    except OSError:
        return socket.create_server((HOST, 0))


def _keep_from_others(response: Response) -> Response:
    """No page of another origin holds a window of ours or what it loads; nothing is left in a cache."""
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _events(streams: Streams) -> Blueprint:
    routes = Blueprint("events", __name__)

    @routes.get(EVENTS)
    def events() -> Response:
        gone = request.environ.get("waitress.client_disconnected", lambda: False)
        return Response(streams.begin().read(gone), mimetype="text/event-stream", headers={"Cache-Control": "no-store"})

    return routes


def _files(frontend: Path) -> Blueprint:
    """The page's files: of known types, below the folder and nowhere else."""
    routes = Blueprint("files", __name__)

    @routes.get("/", defaults={"name": "index.html"})
    @routes.get("/<path:name>")
    def file(name: str) -> Response:
        found = _inside(frontend, name)
        if found is None:
            raise NotFound
        response = send_file(found, mimetype=_TYPES[found.suffix], conditional=True, max_age=0)
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return routes


def _inside(folder: Path, name: str) -> Path | None:
    parts = name.split("/")
    if any(not part or part.startswith(".") or not _NAME.fullmatch(part) for part in parts):
        return None
    try:
        found = (folder / name).resolve()
        usable = found.is_relative_to(folder) and found.suffix in _TYPES and found.is_file()
    except (OSError, ValueError):
        return None
    return found if usable else None
