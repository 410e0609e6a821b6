"""What an end-to-end test stands on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser import launched
from tests.desktop_session import DesktopSession
from tests.e2e.running import in_browser
from tests.fakes.sound import FakeSound


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = launched(playwright)
    yield browser
    browser.close()


@pytest.fixture
def session(tmp_path: Path) -> Iterator[DesktopSession]:
    with DesktopSession(tmp_path / "home") as started:
        yield started


@pytest.fixture
def sound() -> Iterator[FakeSound]:
    with FakeSound() as started:
        yield started


@pytest.fixture(scope="package")
def template(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Path:
    """The data folder of a program in which somebody has registered, and which has ended since."""
    folder = tmp_path_factory.mktemp("registered")
    with in_browser(folder / "home", chromium, None, folder / "data") as running:
        running.user.register(running.phones)
    return folder / "data"


@pytest.fixture
def registered(template: Path, tmp_path: Path) -> Path:
    """A data folder of one's own, in which somebody is logged in."""
    return Path(shutil.copytree(template, tmp_path / "data"))


@pytest.fixture(autouse=True)
def picture(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that fails on a desktop leaves a picture of it."""
    yield
    failed = getattr(request.node, "failed_in_call", False)
    if failed and "session" in request.fixturenames:
        session: DesktopSession = request.getfixturevalue("session")
        session.screenshot(Path("build") / "failed" / f"{request.node.name}.png")
