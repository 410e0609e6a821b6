"""A program with real Qt windows under test: its process, and its pages through the browser engine's debugging port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, Playwright

from tests.desktop_session import DesktopSession, until

ROOT = Path(__file__).resolve().parents[1]
LEAVE_S = 15.0


def free_port() -> int:
    """A TCP port of this machine that nobody used a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class QtProgram:
    """`python -m MODULE ARGUMENTS` on a desktop; use as a context manager, which ends it whatever happened."""

    def __init__(self, session: DesktopSession, module: str, *arguments: str, **environment: str) -> None:
        self._session = session
        self.debugging_port = free_port()
        self._log = (session.home / "program.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env={
                **session.environment,
                "QTWEBENGINE_REMOTE_DEBUGGING": f"127.0.0.1:{self.debugging_port}",
                **environment,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            bufsize=1,
            start_new_session=True,
        )

    def __enter__(self) -> QtProgram:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(LEAVE_S)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(LEAVE_S)
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()
        self._log.close()

    def tell(self, line: str) -> None:
        """Write a line to its standard input."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def said(self) -> str:
        """What it wrote to standard error until now."""
        return Path(self._log.name).read_text("utf-8", "replace")

    def leave(self) -> int:
        """Wait until it has ended by itself; its exit code."""
        return self.process.wait(LEAVE_S)

    def browser(self, playwright: Playwright) -> Browser:
        """Its browser engine, as soon as that answers."""
        address = f"http://127.0.0.1:{self.debugging_port}"
        until(lambda: self._answers(address), "the debugging port answers", 20)
        return playwright.chromium.connect_over_cdp(address, no_defaults=True)

    def _answers(self, address: str) -> bool:
        assert self.process.poll() is None, f"the program has ended:\n{self.said()[-3000:]}"
        try:
            with urlopen(f"{address}/json/version", timeout=2):
                return True
        except (URLError, OSError):
            return False


def page_of(browser: Browser, part: str, without: str = "\0") -> Page:
    """The page whose address contains `part` and not `without`, as soon as there is one."""

    def found() -> Page | None:
        pages = [page for context in browser.contexts for page in context.pages]
        return next((page for page in pages if part in page.url and without not in page.url), None)

    page = until(found, f"a page with {part} in its address")
    assert page is not None
    return page
