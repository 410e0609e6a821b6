"""M12: client policies, outgoing mode and call permission, as people meet them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.manual import party
from tests.e2e.manual.offices import EXCLUSIVE, REFUSE, MobileClient, administrate, registered_at
from tests.e2e.running import Running, in_browser
from tests.e2e.simulated_phones import LANDLINE, YOUR_MOBILE

pytestmark = pytest.mark.timeout(120)
BOTH_DEVICES = "如需同时登录，请联系企业管理员或运营商客户经理"
MAIN_NUMBER = "+862557990000"


def test_m12_exclusive_a_newer_client_replaces_the_older_whose_user_is_told(tmp_path: Path, chromium: Browser) -> None:
    with registered_at(EXCLUSIVE, tmp_path, chromium) as running:
        MobileClient(running.phones).log_in(EXCLUSIVE)
        page = running.user.page
        expect(page.get_by_text("您的账号已在另一台设备登录")).to_be_visible()
        expect(page.get_by_text(BOTH_DEVICES)).to_be_visible()
        page.get_by_role("button", name="注销并重新登记").click()
        running.user.register(running.phones)


def test_m12_refuse_a_second_client_is_refused_while_the_first_is_logged_in(tmp_path: Path, chromium: Browser) -> None:
    with in_browser(tmp_path / "home", chromium, None, tmp_path / "data") as running:
        mobile = MobileClient(running.phones)
        mobile.log_in(REFUSE)
        mobile.wait(state="in")
        running.user.check_number()
        running.user.choose_enterprise(REFUSE)
        running.user.enter_code(running.phones.hear_code())
        expect(running.user.page.get_by_role("alert")).to_contain_text(BOTH_DEVICES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rules")


@pytest.fixture(scope="module")
def started(folder: Path, chromium: Browser) -> Iterator[Running]:
    with registered_at(EXCLUSIVE, folder, chromium) as running:
        yield running


@pytest.fixture
def callback(started: Running, folder: Path) -> Iterator[Running]:
    """The administration has set callback mode."""
    administrate(folder, "set", "--enterprise", "yunfan", "8057", "--mode", "callback")
    expect(started.user.page.get_by_label("呼叫方式 回拨到手机")).to_be_visible()
    yield started
    administrate(folder, "set", "--enterprise", "yunfan", "8057", "--mode", "network")
    expect(started.user.page.get_by_label("呼叫方式 网络电话")).to_be_visible()


def test_m12_callback_the_platform_calls_the_own_mobile_then_the_callee_and_joins_them(callback: Running) -> None:
    user, phones = callback.user, callback.phones
    phones.tell(YOUR_MOBILE, "speak", on=True)
    user.dial_person("8014", "张珊")
    expect(user.call).to_contain_text("正在呼叫您的手机…")
    assert phones.wait_state(YOUR_MOBILE, "ringing")["peer"] == MAIN_NUMBER
    phones.tell(YOUR_MOBILE, "answer")
    expect(user.call).to_contain_text("正在呼叫 张珊…")
    expect(user.call).to_contain_text("已接通")
    party.wait_hears(lambda: phones.heard_at(YOUR_MOBILE), party.speech_of("8014"), "8014 at the mobile")
    party.wait_hears(party.at_colleague(phones, "8014"), party.speech_of(YOUR_MOBILE), "the mobile at 8014")
    phones.tell(YOUR_MOBILE, "hang_up")
    expect(user.over).to_be_visible()
    expect(user.history().first).to_contain_text("张珊")


def test_m12_callback_a_call_can_be_cancelled_while_the_mobile_rings(callback: Running) -> None:
    callback.user.dial_person("8014", "张珊")
    callback.phones.wait_state(YOUR_MOBILE, "ringing")
    callback.user.call.get_by_role("button", name="取消呼叫").click()
    expect(callback.user.over).to_be_visible()
    callback.phones.wait_state(YOUR_MOBILE, "idle")


def test_m12_callback_an_incoming_call_rings_the_pc_client_and_the_own_mobile(callback: Running) -> None:
    party.ring_through_main_number(callback)
    callback.phones.wait_state(YOUR_MOBILE, "ringing")
    callback.user.answer()
    callback.phones.wait_state(YOUR_MOBILE, "idle")
    callback.user.hang_up()


def test_m12_the_client_shows_which_mode_applies_and_why_and_the_mode_is_never_chosen_here(callback: Running) -> None:
    chip = callback.user.page.get_by_label("呼叫方式 回拨到手机")
    chip.click()
    shown = callback.user.page.get_by_role("dialog", name="呼叫方式")
    expect(shown).to_contain_text("由企业管理员设置，电脑上不能更改。")
    assert shown.get_by_role("button").all_text_contents() == ["了解更多"]
    assert shown.get_by_role("radio").count() == 0
    callback.user.page.keyboard.press("Escape")


@pytest.fixture
def internal(started: Running, folder: Path) -> Iterator[Running]:
    """The administration allows calls within the enterprise only."""
    administrate(folder, "set", "--enterprise", "yunfan", "8057", "--permission", "internal")
    yield started
    administrate(folder, "set", "--enterprise", "yunfan", "8057", "--permission", "national")


def test_m12_a_call_beyond_the_permission_is_refused_with_its_reason(internal: Running) -> None:
    internal.user.dial("025-5799 5555")
    expect(internal.user.page.get_by_role("alert").first).to_contain_text("您的呼叫权限不包括")
    assert internal.phones.handset(LANDLINE)["state"] == "idle"


def test_m12_emergency_numbers_are_always_dialled(internal: Running) -> None:
    internal.user.dial("120")
    internal.phones.wait_state("120", "ringing")
    internal.user.go("通讯录")
    internal.user.call.get_by_role("button", name="取消呼叫").click()
    expect(internal.user.over).to_be_visible()
