"""M2: from a mobile number to a login."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.platform import LocalPlatform, world_with
from tests.e2e.running import Running, sound_of
from tests.e2e.simulated_phones import YOUR_MOBILE
from tests.e2e.user import User
from tests.program import Program, own_environment

pytestmark = pytest.mark.timeout(120)


def test_m2_the_first_start_shows_the_registration(newcomer: Running) -> None:
    expect(newcomer.user.page.get_by_label("手机号码")).to_be_visible()
    expect(newcomer.user.page.get_by_role("button", name="校验手机号码")).to_be_visible()


def test_m2_the_list_of_enterprises_is_shown_and_ok_opens_the_code_page(newcomer: Running) -> None:
    newcomer.user.check_number()
    choices = newcomer.user.page.get_by_role("radio")
    expect(choices).to_have_count(3)
    newcomer.user.choose_enterprise()
    expect(newcomer.user.page.get_by_label("4 位验证码")).to_be_visible()
    newcomer.phones.wait_state(YOUR_MOBILE, "ringing")


def test_m2_the_list_is_shown_also_for_one_enterprise(newcomer: Running) -> None:
    newcomer.user.check_number("138 0000 8001")
    expect(newcomer.user.page.get_by_role("radio")).to_have_count(1)
    expect(newcomer.user.page.get_by_role("button", name="确定")).to_be_visible()


def test_m2_the_mobile_is_called_from_the_main_number_and_a_voice_reads_the_code(newcomer: Running) -> None:
    newcomer.user.check_number()
    newcomer.user.choose_enterprise()
    assert newcomer.phones.wait_state(YOUR_MOBILE, "ringing")["peer"] == "+862557990000"
    assert len(newcomer.phones.hear_code()) == 4


def test_m2_the_fourth_digit_submits_the_code_and_the_client_is_logged_in(newcomer: Running) -> None:
    newcomer.user.check_number()
    newcomer.user.choose_enterprise()
    newcomer.user.enter_code(newcomer.phones.hear_code())
    newcomer.user.wait_registered()


def test_m2_a_number_the_platform_does_not_know_is_told_whom_to_ask(newcomer: Running) -> None:
    newcomer.user.check_number("139 9999 0000")
    alert = newcomer.user.page.get_by_role("alert")
    expect(alert).to_contain_text("未检测到您的手机号码所注册企业")
    expect(alert).to_contain_text("管理员")


@pytest.fixture
def impatient(tmp_path: Path, chromium: Browser) -> Iterator[Running]:
    """A platform that offers a new code after 2 s instead of 180."""
    (tmp_path / "world").mkdir()
    world = world_with(tmp_path / "world", code_resend_s=2)
    with LocalPlatform(tmp_path / "platform", world) as platform:
        environment = own_environment(HOME=str(tmp_path), **sound_of(None), **platform.environment)
        arguments = ("backend", "--browser", "--data", str(tmp_path / "data"))
        with Program(tmp_path / "program.log", environment, *arguments) as program:
            context = chromium.new_context(locale="zh-CN")
            page = context.new_page()
            page.goto(program.next_line().split(": ", 1)[1])
            yield Running(program, User(page), platform.phones)
            context.close()


def test_m2_a_missed_call_can_be_asked_for_again_and_the_new_code_voids_the_old(impatient: Running) -> None:
    user, phones = impatient.user, impatient.phones
    user.check_number()
    user.choose_enterprise()
    old = phones.hear_code()
    again = user.page.get_by_role("button", name="重新获取验证码", exact=True)
    expect(again).to_be_enabled()
    again.click()
    new = phones.hear_code()
    user.enter_code(old if old != new else f"{(int(new) + 1) % 10000:04d}")
    expect(user.page.get_by_role("alert")).to_contain_text("还可以尝试")
    user.enter_code(new)
    user.wait_registered()
