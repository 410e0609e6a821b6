"""The operator's platform over HTTP for the provisioning client: right answers from a value, and every way to be wrong.

Requests that the API does not have, and right answers that it does not have, are noted in `objections`."""

from __future__ import annotations

import contextlib
import gzip
import json
import queue
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from openapi_core import OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest, MockResponse

CONTRACT = Path(__file__).parents[1] / "contract" / "provisioning.yaml"

ENTERPRISE = {"id": "yunfan", "name": "江苏云帆科技有限公司", "main_number": "+862557990000"}
PROFILE: dict[str, Any] = {
    "enterprise": ENTERPRISE, "user_id": "p8057", "name": "何雨桐", "extension": "8057", "mobile": "+8613800008057",
    "permission": "national", "mode": "network", "mode_reason": "administration", "policy": "exclusive",
    "area_code": "025", "echo_extension": "8015",
}  # fmt: skip
SIP: dict[str, Any] = {
    "domain": "yunfan.switchboard.example", "username": "8057", "auth_username": "8057-pc", "password": "S1p-Pa55",
    "proxy": "127.0.0.1:5060", "transports": ["udp", "tcp"], "expires_s": 300,
}  # fmt: skip
LOGGED_IN: dict[str, Any] = {"token": "T0ken-1", "sip": SIP, "profile": PROFILE}
VERIFICATION: dict[str, Any] = {
    "verification_id": "v1", "main_number": "+862557990000", "lifetime_s": 300, "resend_after_s": 180, "tries": 5,
}  # fmt: skip
DIRECTORY: dict[str, Any] = {
    "revision": "r1",
    "departments": [{"id": "d1", "name": "技术部", "parent_id": None, "order": 1}],
    "people": [
        {"id": "p8014", "name": "林知夏", "department_id": "d1", "extension": "8014", "mobile": "+8613912345678",
         "position": "工程师", "email": "lin@example.com", "permission": "local", "picture_etag": "e1", "order": 3},
        {"id": "p8015", "name": "陈默", "department_id": "d1"},
    ],
}  # fmt: skip
PNG = b"\x89PNG\r\n\x1a\n" + b"pixels"


@dataclass(frozen=True)
class Sent:
    """A whole answer."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def json(value: object, status: int = 200, headers: dict[str, str] | None = None) -> Sent:
        return Sent(status, json.dumps(value).encode(), {"Content-Type": "application/json", **(headers or {})})

    @staticmethod
    def error(code: str, status: int, **detail: object) -> Sent:
        return Sent.json({"error": {"code": code, "detail": detail}}, status)

    def packed(self) -> Sent:
        return Sent(self.status, gzip.compress(self.body), {**self.headers, "Content-Encoding": "gzip"})


# A fault is given the connection and may do with it what it likes.
Fault = Callable[[socket.socket], None]


@cache
def contract() -> OpenAPI:
    """The API both ends are held to."""
    return OpenAPI.from_file_path(str(CONTRACT))


STREAM_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"


def event(name: str, value: object) -> bytes:
    """An event of the stream as the API has it."""
    return f"event: {name}\ndata: {json.dumps(value, ensure_ascii=False)}\n\n".encode()


class Events:
    """A fault for /v1/events: a stream that says what it is given, in `opened` connections one after the other."""

    def __init__(self) -> None:
        self.opened: queue.Queue[queue.Queue[bytes | None]] = queue.Queue()

    def __call__(self, connection: socket.socket) -> None:
        """Send what the test puts into the newest of `opened`; None breaks the connection."""
        pieces: queue.Queue[bytes | None] = queue.Queue()
        self.opened.put(pieces)
        with contextlib.suppress(OSError, queue.Empty):
            while (piece := pieces.get(timeout=30)) is not None:
                connection.sendall(piece)
            connection.shutdown(socket.SHUT_RDWR)

    def stream(self) -> queue.Queue[bytes | None]:
        """The next connection, its head sent."""
        pieces = self.opened.get(timeout=10)
        pieces.put(STREAM_HEAD)
        return pieces


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves in the middle is what tests do."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class PlatformServer:
    """Answers `answers[path]`, else as a platform in order does. `stalled` is set when a request hangs in a fault."""

    def __init__(self) -> None:
        self.answers: dict[str, Sent | Fault] = {}
        self.requests: list[tuple[str, str, dict[str, str], bytes]] = []
        self.objections: list[str] = []
        self.released = threading.Event()
        self._server = _Server(("127.0.0.1", 0), self._connection())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    @contextlib.contextmanager
    def running(self) -> Iterator[PlatformServer]:
        """Until the end of the block."""
        thread = threading.Thread(target=lambda: self._server.serve_forever(0.02), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.released.set()
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def stall(self, connection: socket.socket) -> None:
        """A fault: nothing is ever sent."""
        self.released.wait()

    def drip(self, connection: socket.socket) -> None:
        """A fault: a body that comes byte by byte and never ends."""
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        with contextlib.suppress(OSError):
            while not self.released.wait(0.02):
                connection.sendall(b" ")

    def _connection(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Connection(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server._serve(self)

            def do_POST(self) -> None:
                server._serve(self)

            def do_DELETE(self) -> None:
                server._serve(self)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                """Tests look at `requests` instead."""

        return Connection

    def _serve(self, http: BaseHTTPRequestHandler) -> None:
        body = http.rfile.read(int(http.headers.get("Content-Length") or 0))
        self.requests.append((http.command, http.path, dict(http.headers), body))
        request = MockRequest(
            self.url, http.command.lower(), http.path, headers=dict(http.headers), data=body or None,
            content_type=http.headers.get("Content-Type") or "",
        )  # fmt: skip
        self._check(lambda: contract().validate_request(request))
        answer = self.answers.get(http.path)
        if callable(answer):
            answer(http.connection)
            http.close_connection = True
            return
        if answer is None:
            answer = self._usual(http)
            response = MockResponse(answer.body, answer.status, content_type=answer.headers.get("Content-Type", ""))
            self._check(lambda: contract().validate_response(request, response))
            if http.path == "/v1/directory" and answer.body:
                answer = answer.packed()
        _send(http, answer)

    def _check(self, check: Callable[[], None]) -> None:
        try:
            check()
        except OpenAPIError as error:
            self.objections.append(f"{error!r}: {error.__cause__!r}")

    def _usual(self, http: BaseHTTPRequestHandler) -> Sent:
        if http.path == "/v1/directory":
            tag = '"tag-1"'
            if http.headers.get("If-None-Match") == tag:
                return Sent(304, headers={"ETag": tag})
            return Sent.json(DIRECTORY, headers={"ETag": tag, "X-People-Count": "2"})
        return {
            "/v1/lookup": Sent.json({"enterprises": [ENTERPRISE]}),
            "/v1/verifications": Sent.json(VERIFICATION, 201),
            "/v1/login": Sent.json(LOGGED_IN),
            "/v1/profile": Sent.json(PROFILE),
            "/v1/pictures/p8014": Sent(body=PNG, headers={"Content-Type": "image/png"}),
            "/v1/logout": Sent(204),
            "/v1/callbacks": Sent.json({"id": "cb1"}, 201),
            "/v1/callbacks/cb1": Sent(204),
        }.get(http.path, Sent.error("no_picture", 404))


def _send(http: BaseHTTPRequestHandler, answer: Sent) -> None:
    with contextlib.suppress(OSError):
        http.send_response(answer.status)
        for name, value in answer.headers.items():
            http.send_header(name, value)
        if answer.status not in (204, 304):
            http.send_header("Content-Length", str(len(answer.body)))
        http.end_headers()
        http.wfile.write(answer.body)
