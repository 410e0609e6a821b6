"""A page without its program: Chromium shows the frontend, and a scripted bridge stands where the window's would."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
FRONTEND = ROOT / "frontend"
BRIDGE = ROOT / "tests" / "fakes" / "bridge.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WINDOW = (1040, 700)


class _Files(SimpleHTTPRequestHandler):
    """Files of the frontend."""

    protocol_version = "HTTP/1.1"
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript; charset=utf-8"}  # noqa: RUF012

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def _file_server() -> Iterator[str]:
    """Modules do not run from file: in Chromium, so they come over HTTP; yields the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, directory=str(FRONTEND)))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, name="frontend files")
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass(frozen=True)
class Theatre:
    """A running Chromium and where the page's files are."""

    browser: Browser
    address: str


@contextmanager
def chromium() -> Iterator[Theatre]:
    """A headless Chromium of the system, or the one that CHROMIUM names."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with _file_server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield Theatre(browser, address)
        browser.close()


class Stage:
    """One page and its bridge. `trouble` collects console errors and failures of scripts."""

    def __init__(self, theatre: Theatre, size: tuple[int, int] = WINDOW, **context: Any) -> None:
        viewport: ViewportSize = {"width": size[0], "height": size[1]}
        self._address = theatre.address
        self._context = theatre.browser.new_context(
            viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai", **context
        )
        self.page: Page = self._context.new_page()
        self.trouble: list[str] = []
        self.page.on("console", lambda said: self.trouble.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.add_init_script(path=BRIDGE)

    def script(self, text: str) -> None:
        """JavaScript that prepares `bridge` before the page starts."""
        self.page.add_init_script(f"{{ const bridge = window.__bridge; {text} }}")

    def open(self, query: str = "") -> Page:
        self.page.clock.set_fixed_time("2026-11-23T14:05:20+08:00")
        self.page.goto(f"{self._address}/index.html{query}")
        self.page.wait_for_function("document.querySelector('#app').children.length > 0")
        return self.page

    def set_clock(self, utc_ms: int) -> None:
        """Make it this time on the page, in UTC milliseconds."""
        self.page.clock.set_fixed_time(datetime.fromtimestamp(utc_ms / 1000, timezone.utc))

    def push(self, kind: str, value: Any) -> None:
        """An event of the program; the next snapshot has it too."""
        self.page.evaluate("([kind, value]) => window.__bridge.push(kind, value)", [kind, value])

    def tell(self, script: str) -> Any:
        """Evaluate with `bridge` at hand."""
        return self.page.evaluate(f"() => {{ const bridge = window.__bridge; {script} }}")

    def requests(self, method: str, path: str) -> list[Any]:
        """The bodies of what the page asked for, in order."""
        asked = self.page.evaluate("() => window.__bridge.requests")
        return [one.get("body") for one in asked if one["method"] == method and one["path"] == path]

    def close(self) -> None:
        self._context.close()
