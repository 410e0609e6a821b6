"""The pages of the settings: what applies at once, what is asked first, what is fixed, and what this desktop lacks."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.frontend.stage import Stage
from tests.frontend.values import NOW, call

OLDER = "/api/history/count?before="


def _open(page: Page, what: str) -> None:
    page.evaluate("(what) => window.__open(what)", what)


def _settings(stage: Stage, **fields: Any) -> None:
    stage.push("SettingsChanged", {**stage.tell("return bridge.state.settings"), **fields})


def test_every_setting_applies_at_once_and_the_control_shows_the_truth(stage: Stage, page: Page) -> None:
    _open(page, "settings:general")
    page.get_by_role("radio", name="大").click()
    page.get_by_role("switch", name="开机自动启动").click()
    page.get_by_role("radio", name="退出").click()
    page.get_by_role("switch", name="用云总机打开电话链接").click()
    _open(page, "settings:calls")
    page.get_by_label("来电窗口显示在").select_option("左上角")
    for name in ("系统通知", "免打扰", "通话时置顶", "拨号前确认外线号码"):
        page.get_by_role("switch", name=name).click()
    assert stage.requests("PUT", "/api/settings") == [
        {"text_size": "large"}, {"start_at_login": True}, {"close_to_tray": False}, {"open_links": True},
        {"incoming_corner": "top_left"}, {"notifications": False}, {"do_not_disturb": True}, {"on_top_in_call": True},
        {"confirm_outside": True},
    ]  # fmt: skip
    expect(page.get_by_label("来电窗口显示在")).to_have_value("bottom_right")
    expect(page.get_by_role("switch", name="系统通知")).to_be_checked()
    _settings(stage, text_size="large", notifications=False, incoming_corner="top_left")
    expect(page.get_by_label("来电窗口显示在")).to_have_value("top_left")
    expect(page.get_by_role("switch", name="系统通知")).not_to_be_checked()
    expect(page.locator("html")).to_have_attribute("data-text", "large")
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "15px"


def test_a_setting_that_is_refused_says_why_and_stays(stage: Stage, page: Page) -> None:
    stage.tell("""bridge.script("PUT", "/api/settings", 409, {error: {code: "setting_locked", detail: {}}})""")
    _open(page, "settings:calls")
    page.get_by_label("来电窗口显示在").select_option("左上角")
    expect(page.get_by_role("alert").filter(has_text="设置")).to_be_visible()
    expect(page.get_by_label("来电窗口显示在")).to_have_value("bottom_right")


def test_what_the_administrator_fixed_is_shown_and_cannot_be_changed(stage: Stage) -> None:
    stage.script('bridge.state.locked = ["theme", "history_days", "do_not_disturb", "echo_cancellation"];')
    stage.script("bridge.state.settings.do_not_disturb = true;")
    page = stage.open()
    for where, name in (
        ("general", page.get_by_role("radio", name="深色")),
        ("privacy", page.get_by_label("通话记录保留")),
        ("calls", page.get_by_role("switch", name="免打扰")),
        ("sound", page.get_by_role("switch", name="回声消除")),
    ):
        _open(page, f"settings:{where}")
        expect(name).to_be_disabled()
        expect(page.get_by_text("由管理员设置", exact=True)).to_have_count(1)
    expect(page.get_by_role("button", name="免打扰")).to_be_disabled()


def test_m12_mode_permission_and_policy_are_the_platforms_and_never_chosen(stage: Stage, page: Page) -> None:
    account = {**stage.tell("return bridge.state.account"), "mode": "callback", "mode_reason": "mobile_client",
               "policy": "shared"}  # fmt: skip
    stage.push("AccountChanged", account)
    _open(page, "settings:calls")
    rules = page.locator(".group").first
    for text in ("由手机客户端设置", "回拨到手机", "138 0000 8057", "由平台设置", "一台电脑和一部手机可以同时登录"):
        expect(rules).to_contain_text(text)
    assert rules.locator("button, select, input").count() == 0


def test_what_this_desktop_lacks_is_said_beside_a_dead_control(stage: Stage) -> None:
    stage.script("""Object.assign(bridge.state.app.desktop,
      {tray: false, notifications: false, autostart: false, links: false});""")
    page = stage.open()
    _open(page, "settings:general")
    for text in ("这个桌面没有托盘", "这个桌面不支持自动启动", "这个桌面不能设置电话链接的打开方式"):
        expect(page.get_by_text(text)).to_be_visible()
    expect(page.get_by_role("switch", name="开机自动启动")).to_be_disabled()
    expect(page.get_by_role("radio", name="退出")).to_be_disabled()
    expect(page.get_by_role("radio", name="退出")).to_be_checked()
    _open(page, "settings:calls")
    expect(page.get_by_role("switch", name="系统通知")).to_be_disabled()


def test_what_the_desktop_turned_out_to_lack_after_the_start_is_said_too(stage: Stage, page: Page) -> None:
    stage.tell("Object.assign(bridge.state.app.desktop, {tray: false, notifications: false});")
    _open(page, "settings:general")
    expect(page.get_by_text("这个桌面没有托盘")).to_be_visible()
    expect(page.get_by_text("登录系统后打开，随时可以接听")).to_be_visible()
    stage.tell("bridge.state.app.desktop.tray = true;")
    page.evaluate("window.__desktop()")  # as the desktop tells it
    expect(page.get_by_text("这个桌面没有托盘")).to_have_count(0)


def test_a_shorter_memory_asks_before_it_deletes(stage: Stage, page: Page) -> None:
    _open(page, "settings:privacy")
    keep = page.get_by_label("通话记录保留")
    keep.select_option("365 天")
    assert stage.requests("PUT", "/api/settings") == [{"history_days": 365}]
    stage.tell(f'bridge.script("GET", "{OLDER}{NOW - 30 * 86_400_000}", 200, {{count: 1234}})')
    keep.select_option("30 天")
    question = page.get_by_role("alertdialog", name="只保留 30 天？")
    expect(question).to_contain_text("1,234 条更早的通话记录将立即删除，不可恢复。")
    expect(question.get_by_role("button", name="取消")).to_be_focused()
    page.keyboard.press("Escape")
    expect(keep).to_have_value("0")
    keep.select_option("30 天")
    question.get_by_role("button", name="删除").click()
    expect(question).to_have_count(0)
    assert stage.requests("PUT", "/api/settings")[1:] == [{"history_days": 30}]


def test_clearing_the_history_asks_and_keeps_the_focus(stage: Stage, page: Page) -> None:
    _open(page, "settings:privacy")
    expect(page.get_by_text("删除本机全部 11 条记录，不可恢复。")).to_be_visible()
    expect(page.get_by_text("29 人 · 昨天 14:05 更新")).to_be_visible()
    page.get_by_role("button", name="重新下载").click()
    assert len(stage.requests("POST", "/api/directory/refresh")) == 1
    page.get_by_role("button", name="清除…").click()
    question = page.get_by_role("alertdialog", name="清除通话记录？")
    expect(question.get_by_role("button", name="取消")).to_be_focused()
    assert stage.requests("POST", "/api/history/clear") == []
    question.get_by_role("button", name="清除").click()
    expect(question).to_have_count(0)
    assert len(stage.requests("POST", "/api/history/clear")) == 1
    stage.tell("bridge.rows = []")
    stage.push("HistoryChanged", {"revision": 9, "missed": 0})
    expect(page.get_by_text("没有通话记录")).to_be_visible()
    expect(page.get_by_role("button", name="清除…")).to_be_disabled()
    page.wait_for_function("document.activeElement.dataset.region === 'main'", timeout=5_000)


def test_the_sound_is_tried_by_ear(stage: Stage, page: Page) -> None:
    _open(page, "settings:sound")
    expect(page.get_by_text("通话测试")).to_have_count(0)
    stage.push("AccountChanged", {**stage.tell("return bridge.state.account"), "echo": "8999"})
    line = page.locator(".pref").filter(has_text="对着麦克风说话")
    line.get_by_role("button", name="开始").click()
    assert stage.requests("POST", "/api/sound/test") == [{"kind": "microphone"}]
    test = {"kind": "microphone", "state": "recording", "error": "", "started_at": NOW - 2_000}
    stage.push("SoundTestChanged", test)
    expect(line).to_contain_text("请说话，还有 3 秒…")
    expect(line.get_by_role("progressbar", name="已录音")).to_have_attribute("aria-valuenow", "40")
    stage.push("SoundTestChanged", {**test, "state": "playing"})
    expect(line).to_contain_text("正在播放您的录音…")
    line.get_by_role("button", name="停止").click()
    stage.push("SoundTestChanged", {"kind": "ring", "state": "failed", "error": "no_speaker", "started_at": 0})
    expect(page.locator(".pref").filter(has_text="铃声测试")).to_contain_text("没有找到扬声器")
    stage.push("SoundTestChanged", {"kind": "ring", "state": "failed", "error": "sound_test_in_call", "started_at": 0})
    expect(page.locator(".pref").filter(has_text="铃声测试")).to_contain_text("通话期间不能测试声音")
    page.locator(".pref").filter(has_text="通话测试").get_by_role("button").click()
    assert stage.requests("POST", "/api/calls") == [{"number": "8999"}]


def test_who_leaves_the_page_ends_the_test_of_the_sound(stage: Stage, page: Page) -> None:
    _open(page, "settings:sound")
    stage.push("SoundTestChanged", {"kind": "ring", "state": "playing", "error": "", "started_at": NOW})
    page.get_by_role("button", name="通用", exact=True).click()
    assert len(stage.requests("POST", "/api/sound/test/stop")) == 1


def test_diagnostics_say_what_is_well_and_what_to_do_about_the_rest(stage: Stage, page: Page) -> None:
    stage.tell("""Object.assign(bridge.checks.items[1], {state: "bad", code: "certificate_expired", detail: {}});
      Object.assign(bridge.checks.items[2], {state: "bad", code: "failed", detail: {cause: "platform_timeout"}});
      Object.assign(bridge.checks.items[6], {state: "warn", code: "never_heard_of"});""")
    _open(page, "diagnostics")
    expect(page.get_by_role("status").filter(has_text="连接检查 · 14:05 完成")).to_be_visible()
    items = page.get_by_role("main").get_by_role("listitem")
    expect(items.nth(0)).to_contain_text("有线网络 · 192.168.1.20 · 往返 18 毫秒")
    expect(items.nth(1)).to_contain_text("平台的证书已过期")
    expect(items.nth(2)).to_contain_text("未注册：云总机平台没有及时回应")
    expect(items.nth(6)).to_contain_text("这项检查没有得出结果")
    page.get_by_role("button", name="重新检查").click()
    stage.wait_for_request("/api/diagnostics", 2)
    page.get_by_role("button", name="预览").click()
    preview = page.get_by_role("dialog", name="诊断报告预览")
    expect(preview.get_by_text("INVITE sip:num-1@ip-1 to name-1")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="预览")).to_be_focused()


def test_the_report_is_written_where_it_says_or_saved_by_the_browser(stage: Stage, page: Page) -> None:
    _open(page, "diagnostics")
    stage.tell("""bridge.script("POST", "/api/diagnostics/export", 200, {name: "report.zip", content: "UEsFBg=="});
      bridge.script("POST", "/api/diagnostics/export", 200, {path: "~/Downloads/report.zip"}, 1);""")
    button = page.get_by_role("button", name="导出…")
    button.click()
    expect(page.get_by_text("已保存到 ~/Downloads/report.zip")).to_be_visible()
    page.get_by_role("heading", name="诊断", exact=True).click()
    with page.expect_download() as download:
        button.click()
    assert download.value.suggested_filename == "report.zip"
    assert download.value.path().read_bytes() == b"PK\x05\x06"


def test_m10_log_out_asks_first_and_takes_the_records_along_if_wanted(stage: Stage, page: Page) -> None:
    for erase in (False, True):
        _open(page, "logout")
        dialog = page.get_by_role("alertdialog", name="注销此账号？")
        expect(dialog.get_by_role("button", name="取消")).to_be_focused()
        expect(dialog.get_by_role("checkbox", name="同时删除通话记录和通讯录缓存")).not_to_be_checked()
        if erase:
            dialog.get_by_role("checkbox").check()
        dialog.get_by_role("button", name="注销").click()
        page.mouse.move(1, 1)
        page.keyboard.press("Escape")
    assert stage.requests("POST", "/api/logout") == [{"erase": False}, {"erase": True}]
    _open(page, "settings:account")
    page.get_by_role("button", name="更换企业…").click()
    expect(page.get_by_role("alertdialog", name="更换企业？")).to_contain_text("需要先注销此账号")


def test_do_not_disturb_stands_in_the_bar_and_a_click_turns_it_off(stage: Stage, page: Page) -> None:
    chip = page.get_by_role("button", name="免打扰")
    expect(chip).to_have_count(0)
    page.keyboard.press("Control+Shift+D")
    _settings(stage, do_not_disturb=True)
    chip.click()
    _settings(stage, do_not_disturb=False)
    expect(chip).to_have_count(0)
    assert stage.requests("PUT", "/api/settings") == [{"do_not_disturb": True}, {"do_not_disturb": False}]


def test_a_number_outside_is_asked_about_if_the_user_wants_that(stage: Stage, page: Page) -> None:
    _settings(stage, confirm_outside=True)
    field = page.get_by_role("combobox", name="搜索或拨号")
    for number in ("8014", "110", "02584326600"):
        field.fill(number)
        page.keyboard.press("Enter")
        page.wait_for_function("window.__bridge.answering === 0")
    question = page.get_by_role("dialog", name="拨打外线号码？")
    expect(question).to_contain_text("025-8432 6600")
    assert [one["number"] for one in stage.requests("POST", "/api/calls")] == ["8014", "110"]
    question.get_by_role("button", name="呼叫").click()
    expect(question).to_have_count(0)
    assert stage.requests("POST", "/api/calls")[-1] == {"number": "02584326600"}
    stage.push("CallChanged", call())
    expect(page.get_by_role("region", name="当前通话")).to_be_focused()
