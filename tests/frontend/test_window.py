"""The window around the views: connection, mode, notices, settings, log-out, keys, focus, language, theme."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.frontend.stage import Stage, Theatre
from tests.frontend.values import NOW, call, ended


def _line(stage: Stage, state: str, reason: str = "", retry_at: int = 0) -> None:
    stage.push("RegistrationChanged", {"state": state, "reason": reason, "status": 0, "retry_at": retry_at})


def _settings(stage: Stage, **fields: Any) -> None:
    stage.push("SettingsChanged", {**stage.tell("return bridge.state.settings"), **fields})


def test_a_lost_line_says_why_and_counts_down_to_the_next_attempt(stage: Stage, page: Page) -> None:
    _line(stage, "failed", "platform_unreachable", NOW + 8_000)
    banner = page.get_by_role("alert").filter(has_text="连接已中断")
    expect(banner).to_contain_text("无法连接云总机平台。")
    expect(banner).to_contain_text("8 秒后自动重新连接…")
    expect(page.get_by_role("button", name="连接 未连接")).to_be_visible()
    stage.set_clock(NOW + 9_000)
    expect(banner).to_contain_text("正在重新连接…")
    _line(stage, "registered")
    expect(banner).to_have_count(0)


def test_numbers_and_text_have_the_punctuation_of_the_language(stage: Stage, page: Page) -> None:
    faces = "['body', '.num'].map((one) => getComputedStyle(document.querySelector(one)).fontFamily)"
    assert all("CSB Han Punct" in face for face in page.evaluate(faces))
    _settings(stage, language="en")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert all("CSB Latin Punct" in face for face in page.evaluate(faces))


def test_the_first_registration_is_no_alarm(stage: Stage, page: Page) -> None:
    _line(stage, "registering")
    expect(page.get_by_role("button", name="连接 正在连接…")).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text="连接已中断")).to_have_count(0)


def test_the_connection_explains_itself(page: Page) -> None:
    page.get_by_role("button", name="连接 已连接").click()
    expect(page.get_by_role("dialog", name="连接")).to_contain_text("已注册到企业总机 025-5799 0000，分机 8057")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="连接 已连接")).to_be_focused()


def test_a_click_on_an_open_chip_closes_it(page: Page) -> None:
    chip = page.get_by_role("button", name="连接 已连接")
    chip.click()
    chip.click()
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize(
    ("mode", "reason", "name", "why"),
    [
        ("network", "administration", "网络电话", "由企业管理员设置，电脑上不能更改。"),
        ("callback", "mobile_client", "回拨到手机", "由您的手机客户端设置，电脑上不能更改。"),
    ],
)
def test_m12_the_mode_is_shown_with_its_reason_and_never_chosen(
    stage: Stage, page: Page, mode: str, reason: str, name: str, why: str
) -> None:
    account = {**stage.tell("return bridge.state.account"), "mode": mode, "mode_reason": reason}
    stage.push("AccountChanged", account)
    page.get_by_role("button", name=f"呼叫方式 {name}").click()
    shown = page.get_by_role("dialog", name="呼叫方式")
    expect(shown).to_contain_text(why)
    assert shown.get_by_role("radio").count() == 0
    expect(shown.get_by_role("button")).to_have_text(["了解更多"])


def test_a_notice_is_said_once_with_its_cause_and_dismissed(stage: Stage, page: Page) -> None:
    notice = {"id": "7", "code": "history_not_saved", "detail": {"cause": "disk_full"}}
    stage.push("NoticesChanged", [notice])
    shown = page.get_by_role("status").filter(has_text="最近的通话暂时没有写入通话记录")
    expect(shown).to_contain_text("磁盘空间已满，请清理后重试。")
    shown.get_by_role("button", name="知道了").click()
    assert len(stage.requests("POST", "/api/notices/7/dismiss")) == 1
    stage.push("NoticesChanged", [])
    expect(shown).to_have_count(0)


def test_a_replaced_login_leads_to_a_new_registration_only(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call())
    stage.push("CallEnded", ended("login_revoked"))
    _line(stage, "replaced", "login_revoked")
    expect(page.get_by_role("heading", name="您的账号已在另一台设备登录")).to_be_visible()
    expect(page.get_by_text("张珊：登录已失效，通话因此挂断。")).to_be_visible()
    expect(page.get_by_text("如需同时登录，请联系企业管理员或运营商客户经理")).to_be_visible()
    expect(page.locator(".center__acts").get_by_role("button")).to_have_count(1)
    page.keyboard.press("Enter")  # was meant for what stood here before
    assert stage.requests("POST", "/api/logout") == []
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert len(stage.requests("POST", "/api/logout")) == 1


def test_a_login_that_the_administration_removed_does_not_blame_another_device(stage: Stage, page: Page) -> None:
    _line(stage, "replaced", "login_removed")
    expect(page.get_by_role("heading", name="您已不在企业的登记中")).to_be_visible()
    expect(page.get_by_text("另一台设备")).to_have_count(0)
    page.get_by_role("button", name="注销并重新登记").click()
    assert len(stage.requests("POST", "/api/logout")) == 1


def test_a_failed_sign_out_of_a_replaced_login_says_why(stage: Stage, page: Page) -> None:
    _line(stage, "replaced", "login_revoked")
    stage.tell("""bridge.script("POST", "/api/logout", 503, {error: {code: "program_busy", detail: {}}})""")
    page.get_by_role("button", name="注销").click()
    expect(page.get_by_text("程序正忙，请稍后重试。")).to_be_visible()


def test_logging_out_asks_first_and_the_safe_answer_has_the_focus(stage: Stage, page: Page) -> None:
    page.keyboard.press("Control+,")
    page.get_by_role("button", name="注销…").click()
    dialog = page.get_by_role("alertdialog", name="注销此账号？")
    expect(dialog.get_by_role("button", name="取消")).to_be_focused()
    for key in ("Tab", "Tab", "Shift+Tab"):
        page.keyboard.press(key)
    expect(dialog.get_by_role("button", name="注销")).to_be_focused()
    page.keyboard.press("Escape")
    assert stage.requests("POST", "/api/logout") == []
    page.get_by_role("button", name="注销…").click()
    dialog.get_by_role("button", name="注销").click()
    assert len(stage.requests("POST", "/api/logout")) == 1


def test_devices_and_processing_are_chosen_and_shown_when_they_are_so(stage: Stage, page: Page) -> None:
    page.keyboard.press("Control+4")
    page.get_by_role("button", name="声音", exact=True).click()
    page.get_by_label("麦克风", exact=True).select_option("内置麦克风")
    page.get_by_label("来电铃声设备").select_option("内置扬声器")
    switch = page.get_by_role("switch", name="回声消除")
    switch.click()
    expect(switch).to_be_checked()
    assert stage.requests("PUT", "/api/settings") == [
        {"microphone": "内置麦克风"},
        {"ringer": "内置扬声器"},
        {"echo_cancellation": False},
    ]
    _settings(stage, echo_cancellation=False, microphone="拔掉的耳机")
    expect(switch).not_to_be_checked()
    expect(page.get_by_label("麦克风", exact=True)).to_have_value("拔掉的耳机")
    expect(page.get_by_label("麦克风", exact=True).locator("option:checked")).to_have_text("拔掉的耳机（未接入）")


def test_theme_and_language_follow_the_settings_at_once(stage: Stage, page: Page) -> None:
    page.keyboard.press("Control+4")
    page.get_by_role("button", name="通用").click()
    page.get_by_role("radio", name="深色").click()
    assert stage.requests("PUT", "/api/settings") == [{"theme": "dark"}]
    _settings(stage, theme="dark", language="en")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("heading", name="General")).to_be_visible()
    assert page.title() == "Cloud Switchboard"


def test_the_system_decides_theme_and_language_when_the_user_has_not(theatre: Theatre) -> None:
    stage = Stage(theatre, color_scheme="dark")
    stage.script('Object.assign(bridge.state.settings, {theme: "system", language: ""});')
    page = stage.open()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.emulate_media(color_scheme="light")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    stage.close()


def test_the_link_may_name_the_language(stage: Stage) -> None:
    stage.script('bridge.state.settings.language = "";')
    page = stage.open("?lang=en")
    expect(page.get_by_role("button", name="Directory")).to_be_visible()


def test_the_keys_of_the_window(page: Page) -> None:
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox")).to_be_focused()
    for key, name in (("1", "通话"), ("2", "通讯录"), ("3", "拨号盘"), ("4", "设置")):
        page.keyboard.press(f"Control+{key}")
        expect(
            page.get_by_role("heading", name=name, level=1).or_(page.get_by_role("heading", name="账号"))
        ).to_be_attached()


def test_f6_goes_round_the_regions(page: Page) -> None:
    regions = []
    for _ in range(6):
        page.keyboard.press("F6")
        region = page.evaluate("document.activeElement.closest('[data-region]')?.dataset.region")
        regions.append(region)
    assert regions == ["rail", "topbar", "tree", "main", "detail", "rail"]
    page.keyboard.press("Shift+F6")
    assert page.evaluate("document.activeElement.closest('[data-region]').dataset.region") == "detail"


def test_the_simulator_opens_from_the_rail_in_the_demo_only(stage: Stage, page: Page) -> None:
    page.get_by_role("button", name="模拟电话").click()
    assert len(stage.requests("POST", "/api/simulator/open")) == 1


def test_in_a_browser_the_simulators_link_is_opened(stage: Stage, page: Page) -> None:
    stage.tell("""bridge.script("POST", "/api/simulator/open", 200, {url: "http://page.test/simulator?token=t"})""")
    page.evaluate("window.open = (url) => { window.__opened = url; }")
    page.get_by_role("button", name="模拟电话").click()
    page.wait_for_function("window.__opened === 'http://page.test/simulator?token=t&lang=zh-CN&theme=light'")


def test_a_program_that_does_not_answer_at_the_start_is_said(stage: Stage) -> None:
    stage.script('bridge.script("GET", "/api/state", 503, {error: {code: "program_busy", detail: {}}}, 1);')
    page = stage.open()
    expect(page.get_by_role("alert")).to_have_text("程序正忙，请稍后重试。")
    expect(page.get_by_role("tree", name="部门")).to_be_visible()


def test_missed_calls_stand_on_the_rail(stage: Stage, page: Page) -> None:
    stage.push("HistoryChanged", {"revision": 3, "missed": 120})
    expect(page.get_by_label("120 个未接来电")).to_have_text("99+")


def test_a_right_click_opens_no_menu_of_the_browser(page: Page) -> None:
    prevented = page.evaluate("""() => { const event = new MouseEvent("contextmenu", {bubbles: true, cancelable: true});
      document.querySelector(".rail").dispatchEvent(event); return event.defaultPrevented; }""")
    assert prevented
