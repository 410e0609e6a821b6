"""The manual's sentences on the whole product: a page in Chromium, the program, the local switchboard."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.running import Running, in_browser


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory, chromium: Browser, template: Path) -> Iterator[Running]:
    """何雨桐 is logged in; one program for the tests of a file, each of which leaves it without calls."""
    folder = tmp_path_factory.mktemp("office")
    data = Path(shutil.copytree(template, folder / "data"))
    with in_browser(folder / "home", chromium, None, data) as running:
        running.user.wait_registered()
        yield running


@pytest.fixture
def office(started: Running) -> Running:
    """The directory is open and nobody is in a call."""
    started.user.page.keyboard.press("Escape")
    started.user.go("通讯录")
    return started


@pytest.fixture
def newcomer(tmp_path: Path, chromium: Browser) -> Iterator[Running]:
    """A program that nobody has registered in."""
    with in_browser(tmp_path / "home", chromium, None, tmp_path / "data") as running:
        yield running
