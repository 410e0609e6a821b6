"""Outgoing calls, as the page tells of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.running import Running, in_browser
from tests.e2e.simulated_phones import YOUR_MOBILE

MAIN_NUMBER = "+862557990000"

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def running(tmp_path: Path, chromium: Browser, registered: Path) -> Iterator[Running]:
    with in_browser(tmp_path / "home", chromium, None, registered) as started:
        started.user.wait_registered()
        yield started


def test_a_mobile_outside_rings_in_the_simulator_and_sees_the_main_number(running: Running) -> None:
    running.user.dial("138 0000 8057")
    assert running.phones.wait_state(YOUR_MOBILE, "ringing")["peer"] == MAIN_NUMBER
    running.phones.tell(YOUR_MOBILE, "answer")
    running.user.wait_talking()
    running.phones.tell(YOUR_MOBILE, "hang_up")
    expect(running.user.over).to_contain_text("对方已挂断")


@pytest.mark.parametrize(
    ("extension", "behaviour", "sentence", "outcome"),
    [
        ("8009", "busy", "正忙", "对方忙"),
        ("8009", "declines", "拒接了呼叫", "对方拒接"),
        ("8009", "offline", "无法接通", "不在线"),
    ],
)
def test_a_call_that_fails_says_why_and_stands_in_the_history(
    running: Running, extension: str, behaviour: str, sentence: str, outcome: str
) -> None:
    running.phones.behave(extension, behaviour)
    running.user.dial(extension)
    expect(running.user.over).to_contain_text(sentence)
    expect(running.user.history().first).to_contain_text(outcome)


def test_a_call_can_be_taken_back_while_it_rings(running: Running) -> None:
    running.phones.behave("8009", "silent")
    running.user.dial("8009")
    expect(running.user.call).to_contain_text("对方振铃中")
    running.user.call.get_by_role("button", name="取消呼叫").click()
    expect(running.user.over).to_contain_text("已取消")
    expect(running.user.history().first).to_contain_text("已取消")


def test_nonsense_is_not_dialled(running: Running) -> None:
    running.user.dial("***###")
    expect(running.user.page.get_by_role("alert")).to_contain_text("无法拨打")
    expect(running.user.history()).to_have_count(0)


def test_a_call_without_any_sound_server_says_so(running: Running) -> None:
    running.user.dial("8014")
    running.user.wait_talking()
    running.user.go("通讯录")
    expect(running.user.call).to_contain_text("没有找到系统的声音服务")
    running.user.hang_up()
