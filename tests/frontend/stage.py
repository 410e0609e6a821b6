"""A page without its program: Chromium shows the frontend, and a scripted bridge stands where the window's would."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from tests.browser import launched

ROOT = Path(__file__).resolve().parents[2]
FRONTEND = ROOT / "frontend"
BRIDGE = ROOT / "tests" / "fakes" / "bridge.js"
WINDOW = (1040, 700)
NOW = "2026-11-23T14:05:20+08:00"


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


@dataclass
class Theatre:
    """A running Chromium and where the page's files are. Pages of one kind share a context: it has the files parsed."""

    browser: Browser
    address: str
    _contexts: dict[str, BrowserContext] = field(default_factory=dict)

    def context(self, viewport: ViewportSize, **options: Any) -> BrowserContext:
        """One with these options, whose clock stands still at NOW."""
        kind = repr((viewport, sorted(options.items())))
        if kind not in self._contexts:
            found = self.browser.new_context(viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai", **options)
            found.clock.set_fixed_time(NOW)
            self._contexts[kind] = found
        return self._contexts[kind]

    def forget(self, context: BrowserContext) -> None:
        """Close a context that no other page is to share."""
        self._contexts = {kind: one for kind, one in self._contexts.items() if one is not context}
        context.close()


@contextmanager
def chromium() -> Iterator[Theatre]:
    """A Chromium, and the page's files."""
    with _file_server() as address, sync_playwright() as playwright:
        browser = launched(playwright)
        yield Theatre(browser, address)
        browser.close()


class Stage:
    """One page and its bridge. `trouble` collects console errors and failures of scripts."""

    def __init__(self, theatre: Theatre, size: tuple[int, int] = WINDOW, **context: Any) -> None:
        viewport: ViewportSize = {"width": size[0], "height": size[1]}
        self._theatre = theatre
        self._address = theatre.address
        self.page: Page = theatre.context(viewport, **context).new_page()
        self._moved_clock = False
        self.trouble: list[str] = []
        self.page.on("console", lambda said: self.trouble.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.add_init_script(path=BRIDGE)

    def script(self, text: str) -> None:
        """JavaScript that prepares `bridge` before the page starts."""
        self.page.add_init_script(f"{{ const bridge = window.__bridge; {text} }}")

    def open(self, query: str = "") -> Page:
        self.page.goto(f"{self._address}/index.html{query}")
        self.page.wait_for_function("document.querySelector('#app').children.length > 0")
        return self.page

    def set_clock(self, utc_ms: int) -> None:
        """Make it this time on the page, in UTC milliseconds."""
        self._moved_clock = True
        self.page.clock.set_fixed_time(datetime.fromtimestamp(utc_ms / 1000, timezone.utc))

    def start_clock(self, utc_ms: int) -> None:
        """Let the page's clock begin at this time; `page.clock.run_for` turns it."""
        self._moved_clock = True
        self.page.clock.install(time=utc_ms / 1000)

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

    def wait_for_request(self, path: str, times: int = 1) -> None:
        """Until the page has asked this so many times."""
        asked = "([path, times]) => window.__bridge.requests.filter((one) => one.path === path).length >= times"
        self.page.wait_for_function(asked, arg=[path, times], timeout=5_000)

    def close(self) -> None:
        if self._moved_clock:  # a context has but one
            self._theatre.forget(self.page.context)
        else:
            self.page.close()
