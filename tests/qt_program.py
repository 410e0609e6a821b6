"""A program with real Qt windows under test, and its pages through the browser engine's debugging port."""

from __future__ import annotations

import socket
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, Playwright

from tests.desktop_session import DesktopSession, until
from tests.program import Program

STARTED_S = 30.0  # until a program shows itself, on a machine with more to do


def free_port() -> int:
    """A TCP port of this machine that nobody used a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class QtProgram(Program):
    """`python -m MODULE ARGUMENTS` on a desktop; `bundle` as in tests.program."""

    def __init__(self, session: DesktopSession, *arguments: str, bundle: str = "", **environment: str) -> None:
        self.debugging_port = free_port()
        debugging = {"QTWEBENGINE_REMOTE_DEBUGGING": f"127.0.0.1:{self.debugging_port}"}
        surroundings = {**session.environment, **debugging, **environment}
        super().__init__(session.home / "program.log", surroundings, *arguments, bundle=bundle)

    def browser(self, playwright: Playwright) -> Browser:
        """Its browser engine, as soon as that answers."""
        address = f"http://127.0.0.1:{self.debugging_port}"
        until(lambda: self._answers(address), "the debugging port answers", STARTED_S)
        return playwright.chromium.connect_over_cdp(address, no_defaults=True)

    def _answers(self, address: str) -> bool:
        assert self.process.poll() is None, f"the program has ended:\n{self.said()[-3000:]}"
        try:
            with urlopen(f"{address}/json/version", timeout=2):
                return True
        except (URLError, OSError):
            return False


def page_of(browser: Browser, part: str, without: str = "\0", within_s: float = 20.0) -> Page:
    """The page whose address contains `part` and not `without`, as soon as there is one."""
    engine = browser.new_browser_cdp_session()

    def found() -> Page | None:
        engine.send("Browser.getVersion")  # Playwright learns of new pages only while it waits for something
        pages = [page for context in browser.contexts for page in context.pages]
        return next((page for page in pages if part in page.url and without not in page.url), None)

    page = until(found, f"a page with {part} in its address", within_s)
    engine.detach()
    assert page is not None
    return page
