"""The manual's own story in the real window: a caller from outside is answered and handed over, and comes back when it
cannot be. Sound is checked at every party after every step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.audio import Samples, loudness, speech
from tests.desktop_session import DesktopSession
from tests.e2e.manual import party
from tests.e2e.platform import LocalPlatform, world_with
from tests.e2e.running import Running, sound_of
from tests.e2e.simulated_phones import LANDLINE
from tests.e2e.user import User
from tests.fakes.sound import FakeSound
from tests.qt_program import QtProgram, page_of

WORDS = (
    "Good morning, cloud company, reception speaking, what can I do for you today? Mister Zhang is in his office, I "
    "will put you through to him at once, please hold the line while the telephone rings at his desk upstairs."
)
PATIENCE_S = 5
_MINUTES = 4


@pytest.fixture
def story(
    session: DesktopSession, playwright: Playwright, sound: FakeSound, tmp_path: Path
) -> Iterator[tuple[Running, Samples]]:
    """The window, with a microphone that says the same over and over, and what it says."""
    (tmp_path / "world").mkdir()
    world = world_with(tmp_path / "world", transfer_timeout_s=PATIENCE_S)
    with LocalPlatform(tmp_path / "platform", world) as platform:
        environment = {**sound_of(sound), **platform.environment}
        with QtProgram(session, "backend", "--data", str(tmp_path / "data"), **environment) as program:
            engine = program.browser(playwright)
            user = User(page_of(engine, "index.html", without="view="))
            user.register(platform.phones)
            user.switch_processing(False)
            user.go("通讯录")
            ours = speech(WORDS, tmp_path)
            sound.speak_for(ours, _MINUTES * 60)
            yield Running(program, user, platform.phones, session, engine), ours
            engine.close()


def _both_talk(running: Running, sound: FakeSound, ours: Samples) -> None:
    """The landline and we hear each other."""
    mark = sound.mark()
    party.wait_hears(party.at_landline(running.phones), ours, "we are heard at the landline")
    party.wait_hears(lambda: sound.heard(mark), party.speech_of(LANDLINE), "the landline is heard here")


@pytest.mark.alone
@pytest.mark.timeout(_MINUTES * 60)
def test_m6_the_manuals_own_story_in_the_real_window(story: tuple[Running, Samples], sound: FakeSound) -> None:
    running, ours = story
    user, phones = running.user, running.phones
    party.ring_through_main_number(running)
    expect(running.incoming_page().get_by_role("alertdialog")).to_contain_text(party.CALLER)
    running.incoming_page().get_by_role("button", name="应答").click()
    user.wait_talking()
    expect(user.call).to_contain_text(f"经总机 {party.MAIN_NUMBER}")
    _both_talk(running, sound, ours)
    for behaviour, sentence in (("busy", "8014 忙"), ("declines", "8014 拒绝了转接"), ("offline", "8014 不在线")):
        phones.behave("8014", behaviour)
        user.transfer("大客户组", "张珊")
        expect(user.call).to_contain_text(f"{sentence}，通话已恢复")
        _both_talk(running, sound, ours)
    phones.behave("8014", "silent")
    user.transfer("大客户组", "张珊")
    expect(user.call).to_contain_text("正在转接用户（8014），请稍候")
    party.wait_hears(party.at_landline(phones), party.music(), "music at the landline")
    expect(user.call).to_contain_text("8014 无人接听，通话已恢复")
    _both_talk(running, sound, ours)
    phones.behave("8014", "talks")
    user.transfer("大客户组", "张珊")
    expect(user.over).to_contain_text("已转接给 张珊")
    party.wait_hears(party.at_landline(phones), party.speech_of("8014"), "8014 is heard at the landline")
    party.wait_hears(party.at_colleague(phones, "8014"), party.speech_of(LANDLINE), "the landline is heard at 8014")
    mark = sound.mark()
    assert loudness(sound.wait_heard(mark, 1.0)) < 30
    expect(user.history().first).to_contain_text("已转接给 张珊")
