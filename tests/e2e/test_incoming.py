"""Somebody outside calls: the small window, and what becomes of the call."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.desktop_session import DesktopSession, until
from tests.e2e.running import Running, in_window
from tests.e2e.simulated_phones import LANDLINE

CALLER = "025-5799 5555"
SMALL = (360, 200)

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def running(session: DesktopSession, playwright: Playwright, registered: Path) -> Iterator[Running]:
    """Somebody is logged in; M11: no new code is asked for."""
    with in_window(session, playwright, None, registered) as started:
        started.user.wait_registered()
        yield started


@pytest.fixture
def ringing(running: Running) -> Page:
    """The landline calls, and the small window shows its number."""
    small = running.incoming_page()
    running.phones.tell(LANDLINE, "dial", number="8057")
    expect(small.get_by_role("alertdialog")).to_contain_text(CALLER)
    return small


def _small_window(running: Running) -> bool:
    return any((window.width, window.height) == SMALL for window in running.desktop.windows())


def test_a_caller_stands_in_the_small_window_and_is_answered_there(running: Running, ringing: Page) -> None:
    until(lambda: _small_window(running), "the small window is on the screen")
    ringing.get_by_role("button", name="应答").click()
    running.user.wait_talking()
    until(lambda: not _small_window(running), "the small window has left")
    running.phones.wait_state(LANDLINE, "talking")
    running.phones.tell(LANDLINE, "hang_up")
    expect(running.user.over).to_contain_text("对方已挂断")
    row = running.user.history().first
    expect(row).to_contain_text(CALLER)
    expect(row).to_contain_text("秒")


def test_the_small_window_leaves_the_focus_where_it_is(running: Running, ringing: Page) -> None:
    until(lambda: _small_window(running), "the small window is on the screen")
    small = next(window for window in running.desktop.windows() if (window.width, window.height) == SMALL)
    active = running.desktop.do("xdotool", "getactivewindow").strip()
    assert int(active) != int(small.id, 16)


def test_a_declined_caller_is_told_and_stands_in_the_history(running: Running, ringing: Page) -> None:
    ringing.get_by_role("button", name="拒接").click()
    running.phones.wait_state(LANDLINE, "idle")
    until(lambda: not _small_window(running), "the small window has left")
    expect(running.user.history().first).to_contain_text("已拒接")


def test_a_caller_who_gives_up_is_missed(running: Running, ringing: Page) -> None:
    running.phones.tell(LANDLINE, "hang_up")
    until(lambda: not _small_window(running), "the small window has left")
    expect(running.user.page.get_by_label("1 个未接来电")).to_be_visible()
    row = running.user.history().first
    expect(row).to_contain_text(CALLER)
    expect(row).to_contain_text("未接")


def test_the_second_call_rings_as_the_first(running: Running, ringing: Page) -> None:
    ringing.get_by_role("button", name="拒接").click()
    running.phones.wait_state(LANDLINE, "idle")
    until(lambda: not _small_window(running), "the small window has left")
    running.phones.tell(LANDLINE, "dial", number="8057")
    until(lambda: _small_window(running), "the small window is back")
    expect(ringing.get_by_role("alertdialog")).to_contain_text(CALLER)
