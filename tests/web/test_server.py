"""Browser mode: who may talk to it, what it gives out, and the changes as a browser gets them."""

from __future__ import annotations

import http.client
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from backend.web.events import Pushes
from backend.web.reply import refusal
from backend.web.server import MOST_STREAMS, BrowserServer
from tests.web.stage import Program

TOKEN = "test-token"


class Browser:
    """Talks HTTP to the server as a browser would, or as somebody else."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.host = f"127.0.0.1:{port}"
        self.open: list[http.client.HTTPConnection] = []

    def ask(
        self, path: str, /, method: str = "GET", body: bytes | None = None, **headers: Any
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body; None leaves a header out."""
        response = self.begin(path, method, body, **headers)
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()

    def begin(
        self, path: str, /, method: str = "GET", body: bytes | None = None, **headers: Any
    ) -> http.client.HTTPResponse:
        """An answer that may go on."""
        sent = {"Host": self.host, "Authorization": f"Bearer {TOKEN}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        self.open.append(connection)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in sent.items():
            if value is not None:
                connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        return connection.getresponse()

    def code(self, path: str, **headers: Any) -> tuple[int, str]:
        """Status and code of a refusal."""
        status, _, body = self.ask(path, **headers)
        return status, json.loads(body)["error"]["code"]

    def close(self) -> None:
        for connection in self.open:
            connection.close()


@pytest.fixture
def frontend(tmp_path: Path) -> Path:
    """A page with files around it that are nobody's business."""
    folder = tmp_path / "frontend"
    (folder / "views").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>云总机</title>", encoding="utf-8")
    (folder / "main.js").write_text("export {};")
    (folder / "views" / "calls.js").write_text("export const calls = 1;")
    (folder / "notes.txt").write_text("secret")
    (folder / ".env").write_text("secret")
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "x.js").write_text("secret")
    (tmp_path / "secret.js").write_text("secret")
    (tmp_path / "frontend-other").mkdir()
    (tmp_path / "frontend-other" / "secret.js").write_text("secret")
    os.symlink(tmp_path / "secret.js", folder / "link.js")
    return folder


@contextmanager
def serving(app: Flask, pushes: Pushes, frontend: Path) -> Iterator[Browser]:
    """A browser that talks to a server with this app."""
    server = BrowserServer(app, pushes, frontend, token=TOKEN)
    server.start()
    browser = Browser(server.port)
    yield browser
    browser.close()
    server.stop()


@pytest.fixture
def gate(frontend: Path) -> Iterator[Browser]:
    """A server whose API has one thing that is worth guarding."""
    app = Flask("gate", static_folder=None)
    app.url_map.merge_slashes = False
    app.add_url_rule("/api/state", "state", lambda: "registration")
    app.register_error_handler(404, lambda error: refusal("not_found", 404))
    with serving(app, Pushes(), frontend) as browser:
        yield browser


@pytest.fixture
def browser(program: Program, frontend: Path) -> Iterator[Browser]:
    """A server with a whole program behind it."""
    with serving(program.app, program.pushes, frontend) as browser:
        yield browser


def read_events(response: http.client.HTTPResponse, count: int) -> list[dict[str, Any]]:
    """The next events of a stream."""
    found: list[dict[str, Any]] = []
    while len(found) < count:
        line = response.readline()
        assert line, "the stream ended"
        if line.startswith(b"data: "):
            found.append(json.loads(line[6:]))
    return found


def test_the_page_needs_no_token_and_everything_else_does(gate: Browser) -> None:
    status, headers, body = gate.ask("/", Authorization=None)
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "云总机".encode() in body
    assert gate.code("/api/state", Authorization=None) == (401, "wrong_token")
    assert gate.ask("/api/state")[0] == 200


def test_the_link_holds_the_token_where_no_server_sees_it(frontend: Path) -> None:
    server = BrowserServer(Flask("x"), Pushes(), frontend, token=TOKEN)
    assert server.link == f"http://127.0.0.1:{server.port}/#token={TOKEN}"
    server.stop()


@pytest.mark.parametrize(
    "authorization",
    ["Bearer wrong", "Bearer", "Bearer ", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x", "Bearer \u00e9",
     "Bearer " + "x" * 5000],
)  # fmt: skip
def test_a_wrong_token_is_refused(gate: Browser, authorization: str) -> None:
    assert gate.code("/api/state", Authorization=authorization) == (401, "wrong_token")


@pytest.mark.parametrize("path", ["/api/state", "/api/nowhere", "/api", "/apix", "/api/../api/state", "/%61pi/state"])
def test_no_spelling_of_a_path_gets_around_the_token(gate: Browser, path: str) -> None:
    assert gate.code(path, Authorization=None) == (401, "wrong_token")


@pytest.mark.parametrize("path", ["//api/state", "/./api/state", "/x/../api/state", "/API/state"])
def test_a_path_that_only_looks_like_the_api_is_no_api(gate: Browser, path: str) -> None:
    status, _, body = gate.ask(path, Authorization=None)
    assert status in (301, 308, 401, 404)
    assert b"registration" not in body


def test_the_token_in_the_address_counts_for_the_events_alone(gate: Browser) -> None:
    assert gate.code(f"/api/state?token={TOKEN}", Authorization=None) == (401, "wrong_token")
    assert gate.code("/api/events?token=wrong", Authorization=None) == (401, "wrong_token")
    assert gate.begin(f"/api/events?token={TOKEN}", Authorization=None).status == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1", "localhost:1", "", None])
def test_another_name_for_this_machine_is_refused(gate: Browser, host: str | None) -> None:
    for path in ("/", "/api/state"):
        status, _, body = gate.ask(path, Host=host)
        assert status in (400, 403)
        assert b"registration" not in body


def test_localhost_is_this_machine(gate: Browser) -> None:
    assert gate.ask("/api/state", Host=f"localhost:{gate.port}")[0] == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost"])
def test_a_page_of_another_site_is_refused(gate: Browser, origin: str) -> None:
    assert gate.code("/api/state", Origin=origin) == (403, "wrong_origin")


def test_our_own_page_may_say_where_it_is_from(gate: Browser) -> None:
    assert gate.ask("/api/state", Origin=f"http://{gate.host}", Sec_Fetch_Site="same-origin")[0] == 200
    assert gate.code("/api/state", Sec_Fetch_Site="cross-site") == (403, "wrong_origin")
    assert gate.ask("/", Sec_Fetch_Site="cross-site", Authorization=None)[0] == 200


def test_the_files_of_the_page_have_their_types_and_the_policy(gate: Browser) -> None:
    for path, kind in (("/main.js", "text/javascript"), ("/views/calls.js", "text/javascript")):
        status, headers, _ = gate.ask(path)
        assert (status, headers["content-type"].split(";")[0]) == (200, kind)
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "unsafe-eval" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/notes.txt", "/.env", "/.hidden/x.js", "/link.js", "/views", "/views/", "/../secret.js", "/..%2fsecret.js",
        "/%2e%2e/secret.js", "/views/../../secret.js", "/views/%2e%2e/%2e%2e/secret.js", "/..\\secret.js",
        "/..%5csecret.js", "/../frontend-other/secret.js", "//etc/passwd", "/%2fetc%2fpasswd", "/main.js%00.png",
        "/main.js/", "/nothing.js", "/" + "a" * 5000 + ".js", "/C:/windows/win.ini", "/main.js::$DATA",
    ],
)  # fmt: skip
def test_nothing_else_is_given_out(gate: Browser, path: str) -> None:
    status, _, body = gate.ask(path)
    assert status in (301, 308, 400, 404)
    assert b"secret" not in body
    assert b"root:" not in body


def test_a_change_reaches_the_page(browser: Browser, program: Program) -> None:
    stream = browser.begin("/api/events")
    assert stream.getheader("Content-Type", "").startswith("text/event-stream")
    status, _, body = browser.ask("/api/settings", "PUT", b'{"theme": "dark"}')
    assert (status, json.loads(body)["theme"]) == (200, "dark")
    (event,) = read_events(stream, 1)
    assert (event["type"], event["value"]["theme"]) == ("SettingsChanged", "dark")


def test_several_pages_hear_the_same(browser: Browser, program: Program) -> None:
    streams = [browser.begin("/api/events") for _ in range(3)]
    for theme in ("dark", "light", "system"):
        browser.ask("/api/settings", "PUT", json.dumps({"theme": theme}).encode())
    heard = [[event["value"]["theme"] for event in read_events(stream, 3)] for stream in streams]
    assert heard == [["dark", "light", "system"]] * 3


def test_a_page_too_many_ends_the_oldest(browser: Browser) -> None:
    streams = [browser.begin("/api/events") for _ in range(MOST_STREAMS + 1)]
    assert streams[0].read().endswith(b"\n\n")
    browser.ask("/api/settings", "PUT", b'{"theme": "dark"}')
    assert read_events(streams[-1], 1)[0]["type"] == "SettingsChanged"


def test_a_page_that_does_not_read_stops_nothing(browser: Browser, program: Program) -> None:
    with socket.create_connection(("127.0.0.1", browser.port)) as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.sendall(f"GET /api/events?token={TOKEN} HTTP/1.1\r\nHost: {browser.host}\r\n\r\n".encode())
        assert deaf.recv(1)
        stream = browser.begin("/api/events")
        for number in range(700):
            program.bridge.request("PUT", "/api/settings", {"microphone": f"{number} " + "x" * 250})
            read_events(stream, 1)
        assert browser.ask("/api/state")[0] == 200


def test_strangers_who_say_half_a_request_and_no_more_keep_nobody_out(browser: Browser) -> None:
    half = f"POST /api/calls HTTP/1.1\r\nHost: {browser.host}\r\nContent-Length: 50\r\n\r\n".encode()
    with ExitStack() as strangers:
        for _ in range(150):
            strangers.enter_context(socket.create_connection(("127.0.0.1", browser.port))).sendall(half)
        assert browser.ask("/api/state")[0] == 200


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"null", b"[]", b'{"mobile": 5}', b"x" * 70_000, b"[" * 60_000, b'{"a":1}'],
    ids=lambda body: repr(body[:8]),
)  # fmt: skip
def test_a_body_that_is_none_is_refused_with_a_code(browser: Browser, body: bytes) -> None:
    status, _, answer = browser.ask("/api/enrolment/lookup", "POST", body)
    assert 400 <= status < 500
    assert json.loads(answer)["error"]["code"] in ("invalid_body", "body_too_large")


def test_a_port_that_is_taken_is_replaced(frontend: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = BrowserServer(Flask("x"), Pushes(), frontend, port=port)
        assert server.port not in (0, port)
        server.stop()


def test_stopping_ends_the_streams_and_frees_the_port(frontend: Path) -> None:
    server = BrowserServer(Flask("x"), Pushes(), frontend, token=TOKEN)
    server.start()
    browser = Browser(server.port)
    stream = browser.begin("/api/events")
    server.stop()
    with suppress(http.client.IncompleteRead):  # its last bytes may be cut off
        stream.read()
    browser.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port))


def test_a_server_that_is_awake_when_it_is_stopped_ends_as_well(frontend: Path) -> None:
    server = BrowserServer(Flask("awake", static_folder=None), Pushes(), frontend)
    server.start()
    trigger = server._server.trigger
    pull = trigger._physical_pull

    def awake() -> None:
        """Somebody else pulls a moment before, long enough for what is to be done then to be done too early."""
        pull()
        time.sleep(0.2)
        pull()

    trigger._physical_pull = awake
    server.stop()
    assert not server._thread.is_alive()


@pytest.mark.parametrize("referer", ["http://evil.example/", "http://127.0.0.1:1/", "http://127.0.0.1", "nonsense"])
def test_a_browser_that_names_another_page_as_its_origin_is_refused(gate: Browser, referer: str) -> None:
    assert gate.code("/api/state", Referer=referer) == (403, "wrong_origin")
    assert gate.ask("/api/state", Referer=f"http://{gate.host}/")[0] == 200


def test_another_site_may_link_to_the_page_but_not_frame_it_or_load_its_parts(gate: Browser) -> None:
    other: dict[str, Any] = {"Sec_Fetch_Site": "cross-site", "Authorization": None}
    assert gate.ask("/", Sec_Fetch_Mode="navigate", Sec_Fetch_Dest="document", **other)[0] == 200
    for mode, place in (("navigate", "iframe"), ("no-cors", "script"), ("cors", "empty")):
        assert gate.code("/main.js", Sec_Fetch_Mode=mode, Sec_Fetch_Dest=place, **other) == (403, "wrong_origin")
    assert gate.ask("/main.js", Authorization=None)[1]["cross-origin-resource-policy"] == "same-origin"
