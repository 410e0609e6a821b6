"""关于, 自动更新, links of other programs, and what the desktop opens."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.frontend.stage import Stage
from tests.frontend.values import ACCOUNT, NOBODY, OUTSIDE, TANG_JING, call

NOTES = {"zh-CN": "- 转接更快。\n- 修复若干问题。", "en": "- Faster transfer."}


def _open(page: Page, what: str) -> None:
    page.evaluate("(what) => window.__open(what)", what)


def _update(stage: Stage, state: str, **fields: Any) -> None:
    stage.push("UpdateChanged", {
        "way": "self", "state": state, "version": "0.2.0", "size": 38_600_000, "done": 0, "notes": NOTES, "error": "",
        "checked_at": 0, "rolled_back": "", **fields,
    })  # fmt: skip


def _asked(stage: Stage) -> list[str]:
    paths = stage.tell("return bridge.requests.map((one) => one.path)")
    return [path.removeprefix("/api/update/") for path in paths if path.startswith("/api/update/")]


def test_m9_about_shows_the_version_the_licence_and_what_it_is_made_of(page: Page) -> None:
    _open(page, "about")
    expect(page.get_by_text("版本 0.1.0")).to_be_visible()
    expect(page.get_by_text("许可证 GPL-3.0-or-later")).to_be_visible()
    page.get_by_role("button", name="组件与许可").click()
    row = page.get_by_role("dialog", name="组件与许可").get_by_role("row").filter(has_text="PJSIP")
    expect(row).to_contain_text("2.15.1")
    expect(row).to_contain_text("GPL-2.0-or-later")


def test_m9_a_check_finds_nothing_or_opens_the_update(stage: Stage, page: Page) -> None:
    _open(page, "about")
    check = page.get_by_role("button", name="检查新版本")
    check.click()
    _update(stage, "checking", version="")
    expect(page.get_by_text("正在检查新版本…")).to_be_visible()
    _update(stage, "current", version="")
    expect(page.get_by_text("您当前已是最新版本")).to_be_visible()
    page.mouse.move(1, 1)
    check.click()
    _update(stage, "checking", version="")
    _update(stage, "failed", version="", error="update_unreachable")
    expect(page.get_by_text("暂时无法连接更新服务")).to_be_visible()
    check.press("Enter")
    _update(stage, "checking", version="")
    _update(stage, "available")
    dialog = page.get_by_role("dialog", name="自动更新")
    for text in ("发现新版本 0.2.0", "当前 0.1.0 · 安装包 38.6 MB", "转接更快。", "修复若干问题。"):
        expect(dialog).to_contain_text(text)
    assert _asked(stage) == ["check", "check", "check"]


def test_m9_the_update_is_downloaded_in_sight_and_then_started(stage: Stage, page: Page) -> None:
    _open(page, "about")
    _update(stage, "available")
    page.get_by_role("button", name="更新说明").click()
    dialog = page.get_by_role("dialog", name="自动更新")
    dialog.get_by_role("button", name="更新应用").click()
    _update(stage, "downloading", done=19_300_000)
    expect(dialog.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "50")
    expect(dialog).to_contain_text("已下载 19.3 MB / 38.6 MB")
    assert page.evaluate("document.activeElement.closest('[aria-modal]') !== null")
    _update(stage, "ready", done=38_600_000)
    stage.wait_for_request("/api/update/apply")
    _update(stage, "applying")
    expect(dialog).to_contain_text("程序即将重新启动")
    stage.push("CallChanged", call(direction="incoming", party=OUTSIDE))
    expect(dialog).to_have_count(0)
    expect(page.get_by_text("通话结束后重新启动")).to_be_visible()
    assert _asked(stage) == ["download", "apply"]


def test_a_download_goes_on_behind_the_window_is_stopped_or_fails_in_words(stage: Stage, page: Page) -> None:
    _open(page, "about")
    _update(stage, "downloading")
    page.get_by_role("button", name="更新说明").click()
    dialog = page.get_by_role("dialog", name="自动更新")
    dialog.get_by_role("button", name="后台下载").click()
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="更新说明").press("Enter")
    dialog.get_by_role("button", name="取消下载").click()
    _update(stage, "failed", error="update_tampered")
    expect(dialog.get_by_role("alert")).to_contain_text("签名不符")
    dialog.get_by_role("button", name="重试").click()
    _update(stage, "ready")
    stage.wait_for_request("/api/update/apply")
    assert _asked(stage) == ["cancel", "download", "apply"]


def test_no_update_restarts_the_program_during_a_call(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call())
    _update(stage, "available")
    expect(page.get_by_text("发现新版本 0.2.0")).to_have_count(0)
    _open(page, "about")
    page.get_by_role("button", name="更新说明").click()
    dialog = page.get_by_role("dialog", name="自动更新")
    dialog.get_by_role("button", name="更新应用").click()
    _update(stage, "downloading")
    _update(stage, "ready")
    expect(dialog).to_contain_text("通话结束后才能更新")
    expect(dialog.get_by_role("button", name="更新应用")).to_be_disabled()
    assert _asked(stage) == ["download"]


@pytest.mark.parametrize(
    ("way", "command"),
    [("apt", "sudo apt update && sudo apt install cloud-switchboard"), ("source", "git pull")],
)
def test_where_the_program_does_not_replace_itself_the_command_is_told(
    stage: Stage, page: Page, way: str, command: str
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    _open(page, "about")
    _update(stage, "available", way=way)
    page.get_by_role("button", name="更新说明").click()
    dialog = page.get_by_role("dialog", name="自动更新")
    expect(dialog.get_by_text(command, exact=True)).to_be_visible()
    expect(dialog).not_to_contain_text("安装包")
    expect(dialog.get_by_role("button", name="更新应用")).to_have_count(0)
    dialog.get_by_role("button", name="复制").click()
    expect(dialog.get_by_text("已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == command


def test_a_new_version_is_said_once_and_quietly(stage: Stage, page: Page) -> None:
    page.get_by_role("combobox", name="搜索或拨号").focus()
    _update(stage, "available")
    banner = page.get_by_role("status").filter(has_text="发现新版本 0.2.0")
    expect(banner).to_be_visible()
    expect(page.get_by_role("combobox", name="搜索或拨号")).to_be_focused()
    expect(page.get_by_role("button", name="设置").get_by_role("img", name="有新版本")).to_be_attached()
    banner.get_by_role("button", name="稍后").click()
    expect(banner).to_have_count(0)
    _update(stage, "ready")
    expect(banner).to_have_count(0)
    _update(stage, "idle", version="", rolled_back="0.2.0")
    back = page.get_by_role("status").filter(has_text="新版本 0.2.0 没能启动，已恢复到现在的版本")
    back.get_by_role("button", name="知道了").click()
    assert _asked(stage) == ["dismiss"]


def test_a_link_is_shown_and_dialled_only_by_a_click(stage: Stage, page: Page) -> None:
    stage.push("LinkChanged", {"text": "tel:8005", "party": TANG_JING, "error": ""})
    dialog = page.get_by_role("dialog", name="拨打这个号码？")
    expect(dialog).to_contain_text("唐静")
    expect(dialog.get_by_role("button", name="取消")).to_be_focused()
    assert stage.requests("POST", "/api/calls") == []
    stage.push("CallChanged", call(state="incoming", direction="incoming", answered_at=0))
    expect(dialog.get_by_role("alert")).to_contain_text("有来电，请先应答或拒接，再拨打。")
    stage.push("CallChanged", call())
    expect(dialog.get_by_role("alert")).to_contain_text("正在通话，请先挂断再拨打。")
    expect(dialog.get_by_role("button", name="呼叫")).to_be_disabled()
    stage.push("CallEnded", {**call(), "state": "ended", "ended": {"disposition": "answered", "code": "hung_up",
               "status": 0, "warn_text": ""}})  # fmt: skip
    dialog.get_by_role("button", name="呼叫").click()
    stage.wait_for_request("/api/link/dismiss")
    assert stage.requests("POST", "/api/calls") == [{"number": "8005", "person_id": "yf8005"}]
    stage.push("LinkChanged", {"text": "tel:;rm -rf", "party": None, "error": "invalid_link"})
    invalid = page.get_by_role("alertdialog", name="拨打这个号码？")
    expect(invalid).to_contain_text("没有可以拨打的号码")
    page.keyboard.press("Escape")
    assert len(stage.requests("POST", "/api/link/dismiss")) == 2


def test_a_link_without_a_line_or_a_login_says_what_is_missing(stage: Stage) -> None:
    stage.script(f'{NOBODY} bridge.state.link = {{text: "tel:1", party: {{number: "1", canonical: "1", name: "", '
                 'person_id: "", department: "", via: ""}, error: ""};')  # fmt: skip
    page = stage.open()
    dialog = page.get_by_role("dialog", name="拨打这个号码？")
    expect(dialog.get_by_role("alert")).to_contain_text("尚未登录")
    stage.push("LinkChanged", None)
    expect(dialog).to_have_count(0)
    stage.push("AccountChanged", ACCOUNT)
    stage.push("LinkChanged", {"text": "tel:1", "party": OUTSIDE, "error": ""})
    expect(dialog.get_by_role("alert")).to_contain_text("尚未连接到企业总机")


@pytest.mark.parametrize(
    ("what", "heading"),
    [("about", "关于"), ("settings", "账号"), ("keys", "快捷键"), ("history", "通话"), ("help", "")],
)
def test_the_desktop_opens_pages_also_before_anything_is_known(stage: Stage, what: str, heading: str) -> None:
    stage.script('bridge.hold("/api/state");')
    stage.page.goto(f"{stage._address}/index.html")
    page = stage.page
    page.wait_for_function("typeof window.__open === 'function'")
    _open(page, what)
    stage.tell("bridge.release()")
    named = page.get_by_role("heading", level=1, name=heading, exact=True)
    shown = named if heading else page.locator(".help__page h1")
    expect(shown.first).to_be_attached()
    _open(page, "nonsense")
    expect(shown.first).to_be_attached()


def test_help_about_and_language_are_there_before_a_login(stage: Stage) -> None:
    stage.script(NOBODY)
    page = stage.open()
    _open(page, "logout")
    expect(page.get_by_role("alertdialog")).to_have_count(0)
    page.get_by_role("button", name="帮助").click()
    expect(page.locator(".help__page h1")).to_be_visible()
    page.get_by_role("button", name="返回").click()
    page.get_by_role("button", name="设置").click()
    expect(page.get_by_role("heading", name="通用")).to_be_focused()
    page.get_by_label("语言").select_option("English")
    assert stage.requests("PUT", "/api/settings") == [{"language": "en"}]
    names = page.locator(".nav__item").all_text_contents()
    assert [name.strip() for name in names] == ["声音", "快捷键", "通用", "诊断", "关于"]
    _open(page, "about")
    expect(page.get_by_text("版本 0.1.0")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("textbox", name="手机号码")).to_be_visible()
