"""Handing a call over on the page: the sheet, the directory's keys, the progress, a failure, and the call's end."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.frontend.stage import Stage
from tests.frontend.values import OUTSIDE, call, ended, transfer


@pytest.fixture
def talking(stage: Stage, page: Page) -> Page:
    stage.push("CallChanged", _outside())
    expect(_dock(page).get_by_role("timer")).to_be_visible()
    return page


def _outside(**fields: Any) -> dict[str, Any]:
    return call(direction="incoming", party=OUTSIDE, **fields)


def _dock(page: Page) -> Locator:
    return page.get_by_role("region", name="当前通话")


def _sheet(page: Page) -> Locator:
    return page.get_by_role("dialog", name="呼叫转接")


def _asked(stage: Stage) -> list[Any]:
    return stage.requests("POST", "/api/calls/c1/transfer")


def test_the_control_opens_the_departments_and_one_person_is_chosen(stage: Stage, talking: Page) -> None:
    _dock(talking).get_by_role("button", name="呼叫转接").click()
    sheet = _sheet(talking)
    expect(sheet).to_contain_text("025-8432 6600 · 01:00")
    sheet.get_by_role("treeitem", name="行政部").click()
    sheet.get_by_role("listitem", name="唐静").click()
    expect(sheet.get_by_role("status")).to_contain_text("转接给 唐静")
    sheet.get_by_role("button", name="直接转接").click()
    expect(sheet).to_have_count(0)
    assert _asked(stage) == [{"number": "8005", "person_id": "yf8005"}]


def test_consulting_is_not_offered_yet(talking: Page) -> None:
    talking.keyboard.press("t")
    expect(_sheet(talking)).to_be_visible()
    expect(talking.get_by_text("先咨询")).to_have_count(0)


def test_the_keyboard_alone_hands_the_call_over(stage: Stage, talking: Page) -> None:
    talking.keyboard.press("t")
    talking.keyboard.type("张")
    options = _sheet(talking).get_by_role("option")
    expect(options.nth(1)).to_be_visible()
    talking.keyboard.press("ArrowDown")
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    talking.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    talking.keyboard.press("Enter")
    expect(_sheet(talking)).to_have_count(0)
    assert _asked(stage) == [{"number": "8014", "person_id": "yf8014"}]


def test_enter_hands_over_only_to_what_was_typed_or_chosen_and_chooses_the_first_else(
    stage: Stage, talking: Page
) -> None:
    talking.keyboard.press("t")
    talking.keyboard.type("13")
    first = _sheet(talking).get_by_role("option").first
    expect(first).to_have_attribute("aria-selected", "false")
    expect(_sheet(talking)).to_contain_text("选择由谁接听")
    talking.keyboard.down("Enter")
    expect(first).to_have_attribute("aria-selected", "true")
    talking.keyboard.down("Enter")  # held, it repeats
    talking.keyboard.up("Enter")
    assert _asked(stage) == []
    talking.keyboard.press("Enter")
    expect(_sheet(talking)).to_have_count(0)
    assert _asked(stage) == [{"number": "8034", "person_id": "yf8034"}]


def test_enter_in_the_list_of_people_hands_over_to_that_row(stage: Stage, talking: Page) -> None:
    talking.keyboard.press("t")
    _sheet(talking).get_by_role("listitem", name="白露").click()
    talking.keyboard.press("ArrowDown")
    expect(_sheet(talking).get_by_role("listitem", name="陈昊然")).to_be_focused()
    talking.keyboard.press("Enter")
    expect(_sheet(talking)).to_have_count(0)
    assert _asked(stage) == [{"number": "8019", "person_id": "yf8019"}]


def test_an_outside_number_and_a_mobile_can_be_the_target(stage: Stage, talking: Page) -> None:
    talking.keyboard.press("t")
    talking.keyboard.type("139 0000 2210")
    expect(_sheet(talking).get_by_role("status").first).to_contain_text("转接给 139 0000 2210")
    talking.keyboard.press("Enter")
    expect(_sheet(talking)).to_have_count(0)
    talking.keyboard.press("t")
    talking.keyboard.type("8014")
    _sheet(talking).get_by_role("radio", name="手机").click()
    _sheet(talking).get_by_role("button", name="直接转接").click()
    expect(_sheet(talking)).to_have_count(0)
    assert _asked(stage) == [{"number": "13900002210"}, {"number": "+8613800138000", "person_id": "yf8014"}]


def test_escape_closes_the_sheet_and_leaves_the_call_alone(stage: Stage, talking: Page) -> None:
    control = _dock(talking).get_by_role("button", name="呼叫转接")
    control.click()
    talking.keyboard.press("Escape")
    expect(_sheet(talking)).to_have_count(0)
    expect(control).to_be_focused()
    talking.keyboard.press("Tab")
    assert _asked(stage) + stage.requests("POST", "/api/calls/c1/hangup") == []


def test_a_refusal_is_told_over_the_sheet_and_nothing_typed_is_lost(stage: Stage, talking: Page) -> None:
    refusal = '{error: {code: "invalid_number", detail: {}}}'
    stage.tell(f'bridge.script("POST", "/api/calls/c1/transfer", 400, {refusal})')
    talking.keyboard.press("t")
    talking.keyboard.type("139000")
    expect(_sheet(talking).get_by_role("option")).to_have_count(1)
    talking.keyboard.press("Enter")
    expect(talking.get_by_text("这个号码无法拨打，请检查后重新输入。")).to_be_visible()
    expect(_sheet(talking).get_by_role("combobox")).to_have_value("139000")


def test_the_sheet_leaves_with_its_call(stage: Stage, talking: Page) -> None:
    talking.keyboard.press("t")
    expect(_sheet(talking)).to_be_visible()
    stage.push("CallEnded", ended("other_hung_up", "answered", party=OUTSIDE))
    expect(_sheet(talking)).to_have_count(0)
    stage.push("CallChanged", _outside(id="c2"))
    expect(_dock(talking)).to_be_visible()
    expect(_sheet(talking)).to_have_count(0)


def test_in_a_call_every_dial_key_of_the_directory_hands_it_over(stage: Stage, talking: Page) -> None:
    row = talking.get_by_role("listitem", name="张珊")
    row.get_by_role("button", name="转接给 张珊", exact=True).click()
    row.hover()
    row.get_by_role("button", name="选择 张珊 的号码").click()
    talking.get_by_role("menuitem", name="转接到手机").click()
    talking.wait_for_function("window.__bridge.answering === 0")
    assert _asked(stage) == [
        {"number": "8014", "person_id": "yf8014"},
        {"number": "+8613800138000", "person_id": "yf8014"},
    ]
    expect(talking.get_by_role("button", name="转接给 何雨桐")).to_be_disabled()
    expect(talking.get_by_role("button", name="呼叫 张珊", exact=True)).to_have_count(0)


def test_in_a_call_the_search_hands_it_over_too(stage: Stage, talking: Page) -> None:
    talking.keyboard.press("Control+k")
    talking.keyboard.type("8014")
    expect(talking.get_by_role("option", name="张珊")).to_have_attribute("aria-selected", "true")
    expect(talking.locator(".omni__foot")).to_contain_text("转接到 8014")
    talking.keyboard.press("Enter")
    talking.wait_for_function("window.__bridge.requests.some((one) => one.path.endsWith('/transfer'))")
    assert _asked(stage) == [{"number": "8014", "person_id": "yf8014"}]
    expect(talking.locator("[data-region=dock]")).to_be_focused()
    talking.keyboard.press("Control+k")
    talking.keyboard.type("13")
    first = talking.get_by_role("option").first
    expect(first).to_contain_text("白露")
    expect(first).to_have_attribute("aria-selected", "false")
    talking.keyboard.press("Enter")
    expect(first).to_have_attribute("aria-selected", "true")
    assert len(_asked(stage)) == 1
    talking.keyboard.press("Enter")
    assert _asked(stage)[1:] == [{"number": "8034", "person_id": "yf8034"}]


def test_in_a_call_the_dial_pad_asks_before_it_hands_over_and_dials_an_emergency_number_all_the_same(
    stage: Stage, talking: Page
) -> None:
    talking.keyboard.press("Control+3")
    talking.locator("#dial").fill("13900002210")
    talking.keyboard.press("Enter")
    expect(_sheet(talking).get_by_role("combobox")).to_have_value("139 0000 2210")
    assert _asked(stage) == []
    talking.keyboard.press("Enter")
    expect(_sheet(talking)).to_have_count(0)
    talking.keyboard.press("Control+3")
    talking.locator("#dial").fill("110")
    talking.get_by_role("button", name="呼叫", exact=True).click()
    talking.wait_for_function("window.__bridge.requests.some((one) => one.path === '/api/calls')")
    talking.keyboard.press("Control+k")
    talking.keyboard.type("120")
    expect(talking.locator(".omni__foot")).to_contain_text("呼叫 120")
    talking.keyboard.press("Enter")
    talking.wait_for_function("window.__bridge.requests.filter((one) => one.path === '/api/calls').length === 2")
    assert _asked(stage) == [{"number": "13900002210"}]
    assert stage.requests("POST", "/api/calls") == [{"number": "110"}, {"number": "120"}]


def test_a_call_that_only_rings_cannot_be_handed_over(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call(state="ringing", answered_at=0))
    expect(_dock(page)).to_be_visible()
    page.keyboard.press("t")
    expect(_sheet(page)).to_have_count(0)
    expect(page.get_by_role("button", name="呼叫 张萌", exact=True)).to_be_disabled()


def test_the_dock_says_who_is_asked_and_offers_the_way_back_only(stage: Stage, talking: Page) -> None:
    stage.push("CallChanged", _outside(held=True, transfer=transfer()))
    dock = _dock(talking)
    for words in ("正在转接用户（8005），请稍候", "025-8432 6600", "唐静", "行政部 · 8005", "对方正在听等待音乐"):
        expect(dock).to_contain_text(words)
    expect(dock.get_by_role("button")).to_have_count(1)
    expect(talking.locator("[aria-live=polite]")).to_have_text("025-8432 6600：正在转接用户（8005），请稍候")
    talking.keyboard.press("End")
    talking.keyboard.press("m")
    dock.get_by_role("button", name="取消转接，恢复通话").click()
    talking.wait_for_function("window.__bridge.answering === 0")
    talking.keyboard.press("Escape")
    talking.wait_for_function("window.__bridge.answering === 0")
    assert len(stage.requests("POST", "/api/calls/c1/transfer/cancel")) == 2
    assert stage.requests("POST", "/api/calls/c1/hangup") + stage.requests("POST", "/api/calls/c1/mute") == []


def test_once_somebody_has_answered_there_is_nothing_to_cancel(stage: Stage, talking: Page) -> None:
    stage.push("CallChanged", _outside(held=True, transfer={**transfer(), "status": 200}))
    expect(_dock(talking)).to_contain_text("唐静 已接听，正在结束您的通话")
    expect(_dock(talking).get_by_role("button")).to_have_count(0)
    talking.keyboard.press("Escape")
    assert stage.requests("POST", "/api/calls/c1/transfer/cancel") == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("busy", "8005 忙，通话已恢复"),
        ("declined_by_other", "8005 拒绝了转接，通话已恢复"),
        ("no_answer", "8005 无人接听，通话已恢复"),
        ("unavailable", "8005 不在线，通话已恢复"),
        ("number_unknown", "号码 8005 不存在，通话已恢复"),
        ("not_permitted", "您没有转接到 8005 的权限，通话已恢复"),
        ("transfer_cancelled", "已取消转接到 8005，通话已恢复"),
        ("a_code_of_tomorrow", "没能转接到 8005，通话已恢复"),
    ],
)
def test_a_failure_names_the_state_after_it(stage: Stage, talking: Page, code: str, words: str) -> None:
    stage.push("CallChanged", _outside(transfer=transfer("failed", code)))
    expect(_dock(talking).get_by_role("alert")).to_contain_text(words)
    expect(_dock(talking).get_by_role("button", name="静音")).to_be_visible()


def test_a_failure_offers_somebody_else_the_mobile_and_to_be_forgotten(stage: Stage, talking: Page) -> None:
    stage.push("CallChanged", _outside(transfer=transfer("failed", "busy")))
    alert = _dock(talking).get_by_role("alert")
    alert.get_by_role("button", name="转到 8005 的手机").click()
    alert.get_by_role("button", name="换个人").click()
    expect(_sheet(talking)).to_be_visible()
    talking.keyboard.press("Escape")
    alert.get_by_role("button", name="关闭").click()
    talking.wait_for_function("window.__bridge.answering === 0")
    assert _asked(stage) == [{"number": "+8613800008005", "person_id": "yf8005"}]
    assert len(stage.requests("POST", "/api/calls/c1/transfer/dismiss")) == 1


def test_a_call_that_the_user_held_before_is_still_held_after_a_failure(stage: Stage, talking: Page) -> None:
    stage.push("CallChanged", _outside(held=True, transfer=transfer("failed", "busy")))
    expect(_dock(talking).get_by_role("alert")).to_contain_text("8005 忙，通话仍在保持")


def test_away_from_the_directory_the_strip_takes_the_call_back(stage: Stage, talking: Page) -> None:
    stage.push("CallChanged", _outside(held=True, transfer=transfer()))
    talking.keyboard.press("Control+4")
    expect(_dock(talking)).to_contain_text("正在转接用户（8005），请稍候")
    _dock(talking).get_by_role("button", name="取消转接").click()
    assert len(stage.requests("POST", "/api/calls/c1/transfer/cancel")) == 1
    stage.push("CallChanged", _outside(transfer=transfer("failed", "busy")))
    expect(_dock(talking)).to_contain_text("8005 忙，通话已恢复")


def test_in_the_small_window_the_strip_shortens_a_note_before_number_and_time(stage: Stage, talking: Page) -> None:
    talking.set_viewport_size({"width": 720, "height": 520})
    talking.keyboard.press("Control+4")
    stage.push("CallChanged", _outside(transfer=transfer("failed", "platform_overloaded")))
    whole = "(one) => one.scrollWidth <= one.clientWidth"
    for part in (_dock(talking).get_by_text("025-8432 6600"), _dock(talking).get_by_text("01:00", exact=True)):
        assert part.evaluate(whole)
    assert not _dock(talking).get_by_text("云总机平台繁忙").evaluate(whole)


def test_the_end_says_to_whom_the_call_was_handed(stage: Stage, talking: Page) -> None:
    done = {**transfer(), "status": 200}
    stage.push("CallEnded", ended("transferred", "answered", party=OUTSIDE, transfer=done, duration_ms=96_000))
    over = talking.get_by_role("region", name="刚结束的通话")
    expect(over).to_contain_text("已转接给 唐静（8005）。")
    expect(over).not_to_contain_text("等待音乐")


def test_the_history_says_it_too(page: Page) -> None:
    page.keyboard.press("Control+1")
    row = page.get_by_role("listitem").filter(has_text="0512-880 0300")
    expect(row).to_contain_text("41 秒 · 已转接给 张珊")
    row.click()
    expect(page.get_by_role("cell", name="已转接给 张珊")).to_be_visible()
