"""A page without its program: Chromium shows the frontend, and a scripted bridge stands where the window's would."""

from __future__ import annotations

import mimetypes
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
FRONTEND = ROOT / "frontend"
BRIDGE = ROOT / "tests" / "fakes" / "bridge.js"
ORIGIN = "http://page.test"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WINDOW = (1040, 700)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium of the system, or the one that CHROMIUM names."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def _serve(route: Route) -> None:
    """Files of the frontend, from the disk: no server, no port."""
    path = route.request.url.removeprefix(ORIGIN).split("?")[0].lstrip("/") or "index.html"
    file = (FRONTEND / path).resolve()
    if not file.is_file() or FRONTEND not in file.parents:
        route.fulfill(status=404)
        return
    kind = "text/javascript" if file.suffix == ".js" else mimetypes.guess_type(file.name)[0]
    route.fulfill(status=200, content_type=f"{kind}; charset=utf-8", body=file.read_bytes())


class Stage:
    """One page and its bridge. `trouble` collects console errors and failures of scripts."""

    def __init__(self, browser: Browser, size: tuple[int, int] = WINDOW, scale: float = 1, **context: Any) -> None:
        self._context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, device_scale_factor=scale, locale="zh-CN",
            timezone_id="Asia/Shanghai", **context
        )  # fmt: skip
        self.page: Page = self._context.new_page()
        self.trouble: list[str] = []
        self.page.on("console", lambda said: self.trouble.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.route(f"{ORIGIN}/**", _serve)
        self.page.add_init_script(path=BRIDGE)

    def script(self, text: str) -> None:
        """JavaScript that prepares `bridge` before the page starts."""
        self.page.add_init_script(f"{{ const bridge = window.__bridge; {text} }}")

    def open(self, query: str = "") -> Page:
        self.page.clock.set_fixed_time("2026-11-23T14:05:20+08:00")
        self.page.goto(f"{ORIGIN}/index.html{query}")
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
