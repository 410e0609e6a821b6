"""A desktop with a stub program on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.desktop_session import DesktopSession, until
from tests.qt_program import STARTED_S, QtProgram, page_of


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture
def session(tmp_path: Path) -> Iterator[DesktopSession]:
    with DesktopSession(tmp_path / "home") as started:
        yield started


@pytest.fixture
def stub(session: DesktopSession) -> Iterator[QtProgram]:
    """The stub program, its main window on the screen and the rest prepared."""
    with QtProgram(session, "tests.desktop.stub_program") as program:
        session.window("stub main", STARTED_S)
        until(session.tray_icons, "an icon in the tray", STARTED_S)
        yield program


@pytest.fixture
def browser(stub: QtProgram, playwright: Playwright) -> Iterator[Browser]:
    connected = stub.browser(playwright)
    yield connected
    connected.close()


@pytest.fixture
def main_page(browser: Browser) -> Page:
    return _listening(page_of(browser, "index.html", without="view="))


@pytest.fixture
def incoming_page(browser: Browser) -> Page:
    return _listening(page_of(browser, "view=incoming"))


def _listening(page: Page) -> Page:
    """The stub page, once it can be told something."""
    page.wait_for_function("() => Boolean(window.__push)")
    return page
