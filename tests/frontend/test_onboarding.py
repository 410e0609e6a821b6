"""Registration as a person does it: number, enterprise, code, download."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.frontend.stage import Stage
from tests.frontend.values import ACCOUNT, ENTERPRISES, NOBODY, NOW, REGISTERED, enrolment

CODE = "4 位验证码"


@pytest.fixture
def page(stage: Stage) -> Page:
    stage.script(NOBODY)
    return stage.open()


def _at(stage: Stage, step: str, **fields: Any) -> None:
    stage.push("EnrolmentChanged", enrolment(step, **fields))


def _code_page(stage: Stage, page: Page) -> None:
    _at(stage, "code")
    expect(page.get_by_label(CODE)).to_be_focused()


def test_the_number_is_grouped_and_sent_without_spaces(stage: Stage, page: Page) -> None:
    field = page.get_by_label("手机号码")
    expect(field).to_be_focused()
    field.press_sequentially("13800008057")
    expect(field).to_have_value("138 0000 8057")
    page.get_by_role("button", name="校验手机号码").click()
    assert stage.requests("POST", "/api/enrolment/lookup") == [{"mobile": "13800008057"}]


def test_digits_typed_beside_the_field_go_into_it(stage: Stage, page: Page) -> None:
    _code_page(stage, page)
    page.get_by_role("heading").click()
    page.keyboard.type("4071")
    assert stage.requests("POST", "/api/enrolment/code") == [{"code": "4071"}]


def test_a_pasted_number_loses_its_country_code(stage: Stage, page: Page) -> None:
    page.get_by_label("手机号码").fill("+86 138-0000-8057")
    expect(page.get_by_label("手机号码")).to_have_value("138 0000 8057")


def test_a_digit_in_the_middle_leaves_the_caret_there(stage: Stage, page: Page) -> None:
    field = page.get_by_label("手机号码")
    field.fill("1380008057")
    field.evaluate("field => field.setSelectionRange(4, 4)")
    field.press("9")
    expect(field).to_have_value("138 9000 8057")
    assert field.evaluate("field => field.selectionStart") == 5


def test_enter_checks_the_number(stage: Stage, page: Page) -> None:
    page.get_by_label("手机号码").fill("13800008057")
    page.keyboard.press("Enter")
    assert len(stage.requests("POST", "/api/enrolment/lookup")) == 1


def test_a_double_click_checks_once(stage: Stage, page: Page) -> None:
    stage.tell('bridge.hold("/api/enrolment/lookup")')
    page.get_by_label("手机号码").fill("13800008057")
    page.get_by_role("button", name="校验手机号码").dblclick()
    expect(page.get_by_role("button", name="正在校验…")).to_be_visible()
    assert len(stage.requests("POST", "/api/enrolment/lookup")) == 1


def test_a_number_without_enterprise_says_whom_to_ask(stage: Stage, page: Page) -> None:
    _at(stage, "number", error="unknown_mobile")
    expect(page.get_by_role("alert")).to_contain_text("未检测到您的手机号码所注册企业")
    expect(page.get_by_role("alert")).to_contain_text("企业管理员")
    expect(page.get_by_label("手机号码")).to_be_focused()
    page.get_by_label("手机号码").press("Backspace")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_an_invalid_number_is_refused_at_once_with_its_reason(stage: Stage, page: Page) -> None:
    stage.tell("""bridge.script("POST", "/api/enrolment/lookup", 400, {error: {code: "invalid_mobile", detail: {}}})""")
    page.get_by_label("手机号码").fill("123")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("这不是一个手机号码，请输入 11 位手机号码。")


def test_an_invalid_number_is_told_apart_from_an_unknown_one_before_it(stage: Stage, page: Page) -> None:
    _at(stage, "number", error="unknown_mobile")
    stage.tell("""bridge.script("POST", "/api/enrolment/lookup", 400, {error: {code: "invalid_mobile", detail: {}}})""")
    page.get_by_label("手机号码").fill("11111111111")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("这不是一个手机号码，请输入 11 位手机号码。")


def test_an_unreachable_platform_offers_to_try_again(stage: Stage, page: Page) -> None:
    _at(stage, "number", error="platform_unreachable")
    expect(page.get_by_role("alert")).to_contain_text("无法连接云总机平台")
    page.get_by_role("button", name="重试").click()
    assert stage.requests("POST", "/api/enrolment/lookup") == [{"mobile": "13800008057"}]


def test_the_list_of_enterprises_is_shown_even_for_one(stage: Stage, page: Page) -> None:
    _at(stage, "enterprise", enterprises=ENTERPRISES[:1], enterprise_id="")
    expect(page.get_by_role("radio")).to_have_count(1)
    page.get_by_role("button", name="确定").click()
    assert stage.requests("POST", "/api/enrolment/choose") == [{"enterprise_id": "yunfan"}]


def test_an_enterprise_is_picked_by_mouse_or_arrow_keys(stage: Stage, page: Page) -> None:
    _at(stage, "enterprise", enterprise_id="")
    page.get_by_role("radio", name="南京湖畔物业管理有限公司").click()
    expect(page.get_by_role("radio", name="南京湖畔物业管理有限公司")).to_be_checked()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="江苏云帆科技有限公司")).to_be_checked()
    expect(page.get_by_role("radio", name="江苏云帆科技有限公司")).to_be_focused()
    page.get_by_role("radio", name="南京湖畔物业管理有限公司").click()
    page.get_by_role("button", name="确定").click()
    assert stage.requests("POST", "/api/enrolment/choose") == [{"enterprise_id": "hupan"}]


def test_the_code_page_names_the_number_that_will_call(stage: Stage, page: Page) -> None:
    _at(stage, "code")
    expect(page.get_by_text("请接听企业总机 025-5799 0000 的来电")).to_be_visible()


def test_the_fourth_digit_submits_the_code(stage: Stage, page: Page) -> None:
    _code_page(stage, page)
    page.keyboard.type("407")
    assert stage.requests("POST", "/api/enrolment/code") == []
    page.keyboard.type("1")
    assert stage.requests("POST", "/api/enrolment/code") == [{"code": "4071"}]


def test_a_wrong_code_says_how_many_tries_are_left_and_typing_starts_anew(stage: Stage, page: Page) -> None:
    _code_page(stage, page)
    page.keyboard.type("1234")
    _at(stage, "code", busy=True)
    _at(stage, "code", error="code_wrong", tries_left=3)
    expect(page.get_by_role("alert")).to_have_text("验证码不正确，还可以尝试 3 次。")
    page.keyboard.type("5678")
    assert stage.requests("POST", "/api/enrolment/code") == [{"code": "1234"}, {"code": "5678"}]


def test_a_fifth_digit_does_not_send_the_code_again(stage: Stage, page: Page) -> None:
    _code_page(stage, page)
    page.keyboard.type("1234")
    page.keyboard.press("End")
    page.keyboard.type("5")
    assert stage.requests("POST", "/api/enrolment/code") == [{"code": "1234"}]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [("code_void", "这个验证码已失效，请重新获取验证码。"), ("code_expired", "验证码已过期，请重新获取验证码。")],
)
def test_after_the_fifth_wrong_or_an_expired_code_only_a_new_call_helps(
    stage: Stage, page: Page, error: str, sentence: str
) -> None:
    _at(stage, "code", error=error, tries_left=0, resend_at=NOW - 1)
    expect(page.get_by_role("alert")).to_have_text(sentence)
    expect(page.get_by_label(CODE)).to_be_disabled()
    page.get_by_role("button", name="重新获取验证码").click()
    assert len(stage.requests("POST", "/api/enrolment/resend")) == 1


def test_m2_a_new_call_can_be_asked_for_only_after_the_countdown(stage: Stage, page: Page) -> None:
    _at(stage, "code")
    expect(page.get_by_role("button", name="重新获取验证码（180 秒）")).to_be_disabled()
    stage.set_clock(NOW + 179_500)
    expect(page.get_by_role("button", name="重新获取验证码（1 秒）")).to_be_disabled()
    stage.set_clock(NOW + 180_000)
    expect(page.get_by_role("button", name="重新获取验证码", exact=True)).to_be_enabled()


def test_where_the_policy_refuses_no_countdown_to_a_useless_call_runs(stage: Stage, page: Page) -> None:
    _at(stage, "code", error="refused_by_policy")
    expect(page.get_by_role("alert")).to_contain_text("企业不允许同时登录")
    expect(page.get_by_text("重新获取验证码")).to_have_count(0)
    expect(page.get_by_text("没有接到？")).to_have_count(0)


def test_a_code_that_nobody_typed_expires_on_the_page(stage: Stage, page: Page) -> None:
    _at(stage, "code")
    stage.set_clock(NOW + 300_000)
    expect(page.get_by_role("alert")).to_have_text("验证码已过期，请重新获取验证码。")


def test_one_step_back_is_asked_of_the_program(stage: Stage, page: Page) -> None:
    _at(stage, "code")
    page.get_by_role("button", name="返回").click()
    assert len(stage.requests("POST", "/api/enrolment/back")) == 1


def test_m3_the_directory_comes_in_with_a_count(stage: Stage, page: Page) -> None:
    stage.push("AccountChanged", ACCOUNT)
    _at(stage, "download")
    loading = {
        "state": "loading",
        "revision": "",
        "count": 0,
        "done": 8342,
        "total": 12486,
        "error": "",
        "updated_at": 0,
    }
    stage.push("DirectoryChanged", loading)
    expect(page.get_by_text("已下载 8,342 / 12,486 人")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "66")
    stage.push("DirectoryChanged", {**loading, "state": "failed", "error": "platform_timeout"})
    page.get_by_role("button", name="重试").click()
    assert len(stage.requests("POST", "/api/directory/refresh")) == 1
    stage.push("RegistrationChanged", REGISTERED)
    page.get_by_role("button", name="后台下载，先进入").click()
    expect(page.get_by_role("navigation", name="主导航")).to_be_visible()


def test_a_download_that_is_refused_again_says_why(stage: Stage, page: Page) -> None:
    stage.push("AccountChanged", ACCOUNT)
    _at(stage, "download")
    failed = {**stage.tell("return bridge.state.directory"), "state": "failed", "error": "platform_timeout"}
    stage.push("DirectoryChanged", failed)
    refusal = "{error: {code: 'program_busy', detail: {}}}"
    stage.tell(f'bridge.script("POST", "/api/directory/refresh", 503, {refusal})')
    page.get_by_role("button", name="重试").click()
    expect(page.get_by_text("程序正忙，请稍后重试。")).to_be_visible()


def test_the_simulator_can_be_opened_from_the_registration_in_the_demo(stage: Stage, page: Page) -> None:
    page.get_by_role("button", name="模拟电话").click()
    assert len(stage.requests("POST", "/api/simulator/open")) == 1


def test_outside_the_demo_there_is_no_simulator(stage: Stage) -> None:
    stage.script(NOBODY + "bridge.state.app.simulator = false;")
    page = stage.open()
    expect(page.get_by_role("button", name="校验手机号码")).to_be_visible()
    expect(page.get_by_role("button", name="模拟电话")).to_have_count(0)


def test_the_language_can_be_changed_before_anything_else(stage: Stage, page: Page) -> None:
    page.get_by_role("button", name="English").click()
    assert stage.requests("PUT", "/api/settings") == [{"language": "en"}]
    stage.push("SettingsChanged", {**stage.tell("return bridge.state.settings"), "language": "en"})
    expect(page.get_by_role("heading", name="Welcome to Cloud Switchboard")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_notice_is_seen_before_anybody_is_registered(stage: Stage, page: Page) -> None:
    stage.push("NoticesChanged", [{"id": "1", "code": "login_not_read", "detail": {"cause": "data_read_only"}}])
    expect(
        page.get_by_text("保存的登录信息无法读取，请重新登记。数据文件夹不可写入，请检查它的权限。")
    ).to_be_in_viewport()
    page.get_by_role("button", name="知道了").click()
    assert len(stage.requests("POST", "/api/notices/1/dismiss")) == 1
