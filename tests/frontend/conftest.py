"""One Chromium for all page tests; every test gets a page of its own, and none may complain on its console."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.frontend.stage import Stage, Theatre, chromium


@pytest.fixture(scope="package")
def theatre() -> Iterator[Theatre]:
    with chromium() as running:
        yield running


@pytest.fixture
def stage(theatre: Theatre) -> Iterator[Stage]:
    one = Stage(theatre, reduced_motion="reduce")
    yield one
    trouble = list(one.trouble)
    one.close()
    assert trouble == []


@pytest.fixture
def page(stage: Stage) -> Page:
    """The window of somebody who is logged in, with the directory on it."""
    opened = stage.open()
    expect(opened.get_by_role("listitem", name="张珊")).to_be_attached()
    return opened
