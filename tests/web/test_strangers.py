"""A page of another site in the user's browser knocks at the door of browser mode."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from playwright.sync_api import Page, sync_playwright

from backend.web.events import Pushes
from backend.web.server import BrowserServer
from tests.browser import launched

TOKEN = "token-of-the-user"
# Everything a page can try, also one that has got hold of the token; what it could read comes back.
ATTACK = """async ({target, token}) => {
  const read = [];
  const attempt = async (name, work) => {
    try { const text = await work(); if (text) read.push(`${name}: ${text}`); } catch { /* kept out */ }
  };
  const loaded = (element, source) => new Promise((done) => {
    element.onload = () => done("loaded");
    element.onerror = () => done("");
    Object.assign(element, source);
    document.body.append(element);
  });
  const held = {Authorization: `Bearer ${token}`, "Content-Type": "application/json"};
  const body = '{"number": "110"}';
  await attempt("get", async () => (await fetch(`${target}/api/state`)).text());
  await attempt("get with the token", async () => (await fetch(`${target}/api/state`, {headers: held})).text());
  await attempt("post", async () => (await fetch(`${target}/api/calls`, {method: "POST", headers: held, body})).text());
  await attempt("blind post", async () =>
    (await fetch(`${target}/api/calls`, {method: "POST", mode: "no-cors", body})).text());
  await attempt("beacon", async () => { navigator.sendBeacon(`${target}/api/calls`, body); return ""; });
  await attempt("script", () => loaded(document.createElement("script"), {src: `${target}/main.js`}));
  await attempt("image", () => loaded(new Image(), {src: `${target}/icon.svg`}));
  await attempt("events", () => new Promise((done) => {
    const source = new EventSource(`${target}/api/events?token=${token}`);
    source.onopen = () => done("open");
    source.onerror = () => { source.close(); done(""); };
  }));
  await attempt("socket", () => new Promise((done) => {
    const socket = new WebSocket(`${target.replace("http", "ws")}/api/events?token=${token}`);
    socket.onopen = () => done("open");
    socket.onerror = () => done("");
  }));
  await attempt("form", () => new Promise((done) => {
    const frame = Object.assign(document.createElement("iframe"), {name: "sink"});
    const form = Object.assign(document.createElement("form"),
      {method: "POST", action: `${target}/api/calls`, target: "sink", enctype: "text/plain"});
    form.append(Object.assign(document.createElement("input"), {name: body, value: "1"}));
    document.body.append(frame, form);
    frame.onload = () => { try { done(frame.contentDocument.body.textContent); } catch { done(""); } };
    form.submit();
  }));
  await attempt("frame", () => new Promise((done) => {
    const frame = document.createElement("iframe");
    frame.onload = () => { try { done(frame.contentDocument.body.textContent); } catch { done(""); } };
    frame.src = `${target}/#token=${token}`;
    document.body.append(frame);
  }));
  return read;
}"""

ASK = "(token) => fetch('/api/state', {headers: {Authorization: `Bearer ${token}`}}).then((answer) => answer.text())"


@contextmanager
def elsewhere() -> Iterator[int]:
    """A site with an empty page; its port."""

    class Empty(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", "15")
            self.end_headers()
            self.wfile.write(b"<!doctype html>")

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Empty) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.fixture
def reached() -> list[str]:
    """What came through the door to the telephone."""
    return []


@pytest.fixture
def door(tmp_path: Path, reached: list[str]) -> Iterator[int]:
    """Browser mode in front of a telephone that anything could call with; its port."""
    app = Flask("door", static_folder=None)

    @app.route("/api/<path:what>", methods=["GET", "POST", "OPTIONS"])
    def any_(what: str) -> Any:
        reached.append(f"{request.method} {what}")
        return {"secret": "registration"}

    for name in ("index.html", "main.js", "icon.svg"):
        (tmp_path / name).write_text("window.leaked = 1;", encoding="utf-8")
    server = BrowserServer(app, Pushes(), tmp_path, token=TOKEN)
    server.start()
    yield server.port
    server.stop()


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = launched(playwright)
        yield browser.new_page()
        browser.close()


def test_a_page_of_another_site_gets_nothing_and_does_nothing(page: Page, door: int, reached: list[str]) -> None:
    with elsewhere() as other:
        for site in (f"http://evil.localhost:{other}", f"http://127.0.0.1:{other}", f"http://localhost:{other}"):
            for target in (f"http://127.0.0.1:{door}", f"http://localhost:{door}", f"http://rebound.localhost:{door}"):
                page.goto(site)
                assert page.evaluate(ATTACK, {"target": target, "token": TOKEN}) == [], (site, target)
                assert page.evaluate("window.leaked") is None
    assert reached == []
    # A name that was made to point here, and knows the token, is nobody either.
    page.goto(f"http://rebound.localhost:{door}/")
    assert "wrong_host" in page.content()
    assert "wrong_host" in page.evaluate(ASK, TOKEN)
    # Our own page comes in, also by a link from elsewhere.
    page.goto(f"http://127.0.0.1:{door}/")
    assert "registration" in page.evaluate(ASK, TOKEN)
    assert reached == ["GET state"]
