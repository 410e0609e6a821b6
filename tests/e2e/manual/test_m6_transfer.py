"""M6: handing a call over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.desktop_session import until
from tests.e2e.manual import party
from tests.e2e.platform import LocalPlatform, world_with
from tests.e2e.running import Running, sound_of
from tests.e2e.simulated_phones import LANDLINE
from tests.e2e.user import User
from tests.program import Program, own_environment

pytestmark = pytest.mark.timeout(120)
PATIENCE_S = 6  # instead of 30 s, until a transfer that nobody answers comes back


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Running]:
    """何雨桐 at a platform that waits a few seconds for whom a call is transferred to."""
    folder: Path = tmp_path_factory.mktemp("transfer")
    (folder / "world").mkdir()
    world = world_with(folder / "world", transfer_timeout_s=PATIENCE_S)
    with LocalPlatform(folder / "platform", world) as platform:
        environment = own_environment(HOME=str(folder), **sound_of(None), **platform.environment)
        arguments = ("backend", "--browser", "--data", str(folder / "data"))
        with Program(folder / "program.log", environment, *arguments) as program:
            context = chromium.new_context(viewport={"width": 1040, "height": 700}, locale="zh-CN")
            page = context.new_page()
            page.goto(program.next_line().split(": ", 1)[1])
            running = Running(program, User(page), platform.phones)
            running.user.register(platform.phones)
            yield running
            context.close()


@pytest.fixture
def talking(started: Running) -> Iterator[Running]:
    """The landline has called through the main number and was answered."""
    user = started.user
    user.page.keyboard.press("Escape")
    user.go("通讯录")
    party.ring_through_main_number(started)
    user.answer()
    yield started
    started.phones.tell_if_possible(LANDLINE, "hang_up")
    started.phones.behave("8014", "talks")
    until(lambda: not user.call.get_by_role("button", name="挂断").is_visible(), "the call is over")


def test_m6_a_person_picked_in_the_department_list_is_called_and_the_other_party_hears_music(talking: Running) -> None:
    talking.phones.behave("8014", "silent")
    talking.user.transfer("大客户组", "张珊")
    expect(talking.user.call).to_contain_text("正在转接用户（8014），请稍候")
    party.wait_hears(party.at_landline(talking.phones), party.music(), "music at the landline")


def test_m6_when_that_person_answers_our_call_ends_by_itself_and_the_two_hear_each_other(talking: Running) -> None:
    talking.user.transfer("大客户组", "张珊")
    expect(talking.user.over).to_contain_text("已转接给 张珊")
    party.wait_hears(party.at_landline(talking.phones), party.speech_of("8014"), "8014 at the landline")
    party.wait_hears(party.at_colleague(talking.phones, "8014"), party.speech_of(LANDLINE), "the landline at 8014")


def test_m6_a_transfer_can_be_cancelled_and_the_call_is_back(talking: Running) -> None:
    talking.phones.behave("8014", "silent")
    talking.user.transfer("大客户组", "张珊")
    talking.user.call.get_by_role("button", name="取消转接").click()
    expect(talking.user.call).to_contain_text("已取消转接到 8014，通话已恢复")
    party.wait_silent(party.at_landline(talking.phones), "the music has stopped")
    assert talking.phones.handset(LANDLINE)["state"] == "talking"


@pytest.mark.parametrize(
    ("behaviour", "sentence"),
    [("busy", "8014 忙"), ("declines", "8014 拒绝了转接"), ("silent", "8014 无人接听"), ("offline", "8014 不在线")],
)
def test_m6_a_failed_transfer_returns_the_call_and_says_why(talking: Running, behaviour: str, sentence: str) -> None:
    talking.phones.behave("8014", behaviour)
    talking.user.transfer("大客户组", "张珊")
    expect(talking.user.call).to_contain_text(f"{sentence}，通话已恢复")
    party.wait_silent(party.at_landline(talking.phones), "the music has stopped")
    assert talking.phones.handset(LANDLINE)["state"] == "talking"


def test_m6_nobody_is_lost_when_the_other_party_hangs_up_during_the_transfer(talking: Running) -> None:
    talking.phones.behave("8014", "silent")
    talking.user.transfer("大客户组", "张珊")
    talking.phones.tell(LANDLINE, "hang_up")
    expect(talking.user.over).to_contain_text("对方已挂断")
    expect(talking.user.history().first).to_contain_text(party.CALLER)
