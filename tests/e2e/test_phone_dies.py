"""The phone process is killed in the middle of calls: the window stays, the phone is back, no call is forgotten."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Playwright, expect

from tests.desktop_session import DesktopSession, until
from tests.e2e.running import Running, in_window

SEED = 20261123
LONGEST_S = 2.0
BACK_WITHIN_S = 3.0


def _kill(running: Running) -> None:
    process = until(lambda: running.program.child("backend.phone.child"), "the phone process is there")
    assert process is not None
    process.kill()


def _ended_and_back(running: Running, killed_at: float) -> float:
    """Seconds from the kill until the page shows the call as ended and the telephone as registered."""
    expect(running.user.over).to_contain_text("话机程序意外停止")
    running.user.wait_registered()
    return time.monotonic() - killed_at


def _calls_in(history: Locator) -> int:
    """How many calls the rows stand for: calls in a row with one number share one, with their count behind the name."""
    texts = [name.split("(")[1].split(")")[0] if "(" in name else "1" for name in history.all_inner_texts()]
    return sum(int(text) for text in texts)


@pytest.mark.alone
@pytest.mark.timeout(300)
@pytest.mark.parametrize("times", [8, pytest.param(20, marks=pytest.mark.long)])
def test_every_death_ends_the_call_with_a_reason_and_the_phone_is_back_within_3_s(
    session: DesktopSession, playwright: Playwright, registered: Path, times: int
) -> None:
    chance = random.Random(SEED)
    with in_window(session, playwright, None, registered) as running:
        user = running.user
        user.wait_registered()
        window = session.window("云总机").id
        for number in range(times):
            user.dial("8014")
            expect(user.call).to_be_visible()
            moment = chance.uniform(0, LONGEST_S)
            user.page.wait_for_timeout(moment * 1000)  # the moment is the input of this test, not a wait for something
            killed_at = time.monotonic()
            _kill(running)
            took = _ended_and_back(running, killed_at)
            assert took <= BACK_WITHIN_S, f"death {number}, {moment:.2f} s into the call: back after {took:.2f} s"
        assert _calls_in(user.history()) == times
        assert session.window("云总机").id == window
