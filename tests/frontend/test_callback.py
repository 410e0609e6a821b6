"""Callback mode on the page: what will happen is said first, the steps of a call, incoming calls that ring twice."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.frontend.stage import Stage
from tests.frontend.values import ACCOUNT, NOW, OUTSIDE, call, ended


@pytest.fixture
def page(stage: Stage) -> Page:
    stage.script('bridge.state.account.mode = "callback";')
    opened = stage.open()
    expect(opened.get_by_role("listitem", name="张珊")).to_be_attached()
    return opened


def _calling(phase: str, **fields: Any) -> dict[str, Any]:
    return call(mode="callback", state="calling", phase=phase, answered_at=0, **fields)


def _dock(page: Page) -> Locator:
    return page.get_by_role("region", name="当前通话")


def _now(page: Page) -> Locator:
    return _dock(page).locator("[aria-current=step]")


def test_the_dial_pad_and_the_top_bar_say_what_will_happen(stage: Stage, page: Page) -> None:
    page.keyboard.press("Control+3")
    expect(page.get_by_text("总机先呼叫您的手机 138 0000 8057，接听后再接通对方。")).to_be_visible()
    page.keyboard.type("8014")
    page.get_by_role("button", name="回拨呼叫").click()
    assert stage.requests("POST", "/api/calls") == [{"number": "8014"}]
    page.get_by_role("button", name="呼叫方式 回拨到手机").click()
    shown = page.get_by_role("dialog", name="呼叫方式")
    for words in ("总机先呼叫您的手机", "这台电脑和您的手机同时响铃", "紧急号码仍从这台电脑拨打"):
        expect(shown).to_contain_text(words)


def test_the_mode_may_change_while_the_page_is_open(stage: Stage, page: Page) -> None:
    page.keyboard.press("Control+3")
    page.keyboard.type("8014")
    expect(page.get_by_role("button", name="回拨呼叫")).to_be_visible()
    stage.push("AccountChanged", ACCOUNT)
    expect(page.get_by_role("button", name="回拨呼叫")).to_have_count(0)
    expect(page.get_by_role("button", name="呼叫方式 网络电话")).to_be_visible()


def test_the_steps_of_a_call_on_the_own_mobile(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", _calling("calling_mobile"))
    expect(_now(page)).to_contain_text("正在呼叫您的手机…")
    expect(_now(page)).to_contain_text("请接听 025-5799 0000 的来电")
    stage.push("CallChanged", _calling("calling_party"))
    expect(_now(page)).to_contain_text("正在呼叫 张珊…")
    expect(_dock(page)).to_contain_text("您的手机已接听")
    stage.push("CallChanged", call(mode="callback", answered_at=NOW - 12_000))
    expect(_dock(page)).to_contain_text("张珊 已接听")
    expect(_dock(page)).to_contain_text("请用手机通话")
    expect(_dock(page).get_by_role("timer")).to_have_text("00:12")
    expect(_now(page)).to_have_count(0)


@pytest.mark.parametrize("phase", ["calling_mobile", "calling_party"])
def test_it_can_be_cancelled_at_any_point(stage: Stage, page: Page, phase: str) -> None:
    stage.push("CallChanged", _calling(phase))
    _dock(page).get_by_role("button", name="取消呼叫").click()
    assert len(stage.requests("POST", "/api/calls/c1/hangup")) == 1


def test_hanging_up_is_the_only_command_while_the_mobile_talks(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call(mode="callback"))
    expect(_dock(page).get_by_role("button")).to_have_count(1)
    for key in ("m", "h", "k", "t", "1"):
        page.keyboard.press(key)
    page.keyboard.press("Control+4")
    expect(_dock(page).get_by_role("button")).to_have_count(2)
    page.keyboard.press("End")
    page.wait_for_function("window.__bridge.answering === 0")
    assert [one for one in stage.tell("return bridge.requests") if one["path"].startswith("/api/calls/")] == [
        {"method": "POST", "path": "/api/calls/c1/hangup", "body": None}
    ]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("own_mobile_no_answer", "您的手机没有接听，请重拨后接听总机的来电。"),
        ("own_mobile_busy", "您的手机正忙，没有接通。请挂断手机上的通话后重拨。"),
        ("busy", "张珊 正忙，请稍后再拨。"),
    ],
)
def test_the_end_says_which_side_did_not_come(stage: Stage, page: Page, code: str, words: str) -> None:
    stage.push("CallChanged", _calling("calling_mobile"))
    stage.push("CallEnded", ended(code, mode="callback"))
    over = page.get_by_role("region", name="刚结束的通话")
    expect(over).to_contain_text(words)
    expect(over.get_by_role("button", name="重拨")).to_be_enabled()


def test_a_screen_reader_hears_the_steps(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", _calling("calling_mobile"))
    expect(page.locator("[aria-live=polite]")).to_have_text("张珊：正在呼叫您的手机…")
    stage.push("CallChanged", _calling("calling_party"))
    expect(page.locator("[aria-live=polite]")).to_have_text("张珊：正在呼叫 张珊…")


def test_an_incoming_call_says_that_the_mobile_rings_too(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call(direction="incoming", state="incoming", answered_at=0, party=OUTSIDE))
    expect(_dock(page)).to_contain_text("您的手机 138 0000 8057 也在响铃，用哪一个接听都可以。")
    stage.push("AccountChanged", ACCOUNT)
    expect(_dock(page)).not_to_contain_text("也在响铃")


def test_the_small_window_says_it_too(stage: Stage) -> None:
    stage.script('bridge.state.account.mode = "callback";')
    page = stage.open("?view=incoming")
    stage.push("CallChanged", call(direction="incoming", state="incoming", answered_at=0, party=OUTSIDE))
    expect(page.get_by_role("alertdialog")).to_contain_text("经总机 025-5799 0000 · 手机也在响铃")
