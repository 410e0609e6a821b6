"""One Chromium for all page tests; every test gets a page of its own, and none may complain on its console."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.frontend.stage import Stage, chromium


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def stage(browser: Browser) -> Iterator[Stage]:
    one = Stage(browser, reduced_motion="reduce")
    yield one
    trouble = list(one.trouble)
    one.close()
    assert trouble == []
