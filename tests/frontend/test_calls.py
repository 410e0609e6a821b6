"""A call on the page: dock, keypad, strip, its end, and the small window of an incoming one."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.frontend.stage import Stage
from tests.frontend.values import NOW, OUTSIDE, TANG_JING, call, ended


def _dock(page: Page) -> Locator:
    return page.get_by_role("region", name="当前通话")


def _commands(stage: Stage, what: str, call_id: str = "c1") -> list[Any]:
    return stage.requests("POST", f"/api/calls/{call_id}/{what}")


def test_an_outgoing_call_is_followed_from_calling_to_its_end(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call(state="calling", answered_at=0))
    expect(_dock(page)).to_contain_text("正在呼叫…")
    stage.push("CallChanged", call(state="ringing", answered_at=0))
    expect(_dock(page)).to_contain_text("对方振铃中")
    expect(_dock(page).get_by_role("timer")).to_have_count(0)
    stage.push("CallChanged", call())
    expect(_dock(page).get_by_role("heading", name="张珊", exact=True)).to_be_visible()
    expect(_dock(page).get_by_text("大客户组 · 8014")).to_be_visible()
    expect(_dock(page).get_by_role("timer")).to_have_text("01:00")
    stage.push("CallEnded", ended("other_hung_up", "answered", duration_ms=192_000))
    over = page.get_by_role("region", name="刚结束的通话")
    expect(over).to_contain_text("对方已挂断。")
    expect(over).to_contain_text("3 分 12 秒")


def test_after_dialling_from_the_search_box_the_keys_of_the_call_work(stage: Stage, page: Page) -> None:
    page.keyboard.press("Control+k")
    stage.push("CallChanged", call())
    expect(_dock(page)).to_be_focused()
    page.keyboard.press("m")
    assert _commands(stage, "mute") == [{"on": True}]


def test_a_call_does_not_interrupt_somebody_who_is_typing(stage: Stage, page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("周")
    stage.push("CallChanged", call())
    expect(_dock(page)).to_be_visible()
    expect(page.locator("#omni")).to_be_focused()


def test_the_duration_runs_by_the_clock_of_the_program(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call())
    stage.set_clock(NOW + 3_541_000)
    expect(_dock(page).get_by_role("timer")).to_have_text("1:00:01")


def test_an_ended_call_leaves_by_itself_after_some_seconds_unless_it_ended_with_the_login(
    stage: Stage, page: Page
) -> None:
    stage.start_clock(NOW)
    stage.push("CallChanged", call())
    stage.push("CallEnded", ended("hung_up", "answered"))
    over = page.get_by_role("region", name="刚结束的通话")
    expect(over).to_be_visible()
    page.clock.run_for(9_000)
    expect(over).to_have_count(0)
    stage.push("CallEnded", ended("login_revoked", "answered"))
    stage.push("RegistrationChanged", {"state": "replaced", "reason": "login_revoked", "status": 0, "retry_at": 0})
    page.clock.run_for(9_000)
    expect(page.get_by_text("登录已失效，通话因此挂断。")).to_be_visible()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("busy", "张珊 正忙，请稍后再拨。"),
        ("no_answer", "张珊 无人接听，请稍后再拨。"),
        ("not_permitted", "您的呼叫权限不包括这个号码。如需开通，请联系企业管理员。"),
        ("phone_process_died", "话机程序意外停止，通话已结束。正在恢复，稍后可以重拨。"),
        ("a_code_of_tomorrow", "通话已结束。"),
    ],
)
def test_the_end_says_why_and_offers_the_same_number_again(stage: Stage, page: Page, code: str, words: str) -> None:
    stage.push("CallChanged", call(state="ringing", answered_at=0))
    stage.push("CallEnded", ended(code))
    over = page.get_by_role("region", name="刚结束的通话")
    expect(over.get_by_text(words, exact=True)).to_be_visible()
    over.get_by_role("button", name="重拨").click()
    assert stage.requests("POST", "/api/calls") == [{"number": "8014", "person_id": "yf8014"}]


def test_mute_and_hold_are_asked_for_and_shown_only_when_they_are_so(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call())
    mute = _dock(page).get_by_role("button", name="静音")
    mute.click()
    expect(mute).to_have_attribute("aria-pressed", "false")
    stage.push("CallChanged", call(muted=True))
    expect(_dock(page).get_by_role("button", name="取消静音")).to_have_attribute("aria-pressed", "true")
    expect(_dock(page)).to_contain_text("您已静音，对方听不到您的声音。")
    _dock(page).get_by_role("button", name="保持").click()
    stage.push("CallChanged", call(muted=True, held=True))
    _dock(page).get_by_role("button", name="恢复").click()
    _dock(page).get_by_role("button", name="取消静音").click()
    assert _commands(stage, "mute") == [{"on": True}, {"on": False}]
    assert _commands(stage, "hold") == [{"on": True}, {"on": False}]


def test_that_the_other_end_has_not_yet_agreed_to_a_hold_is_shown(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call())
    hold = _dock(page).get_by_role("button", name="保持")
    hold.click()
    expect(hold).to_have_attribute("aria-busy", "true")
    stage.push("CallChanged", call(muted=True))
    expect(_dock(page).get_by_role("button", name="取消静音")).to_be_visible()
    expect(hold).to_have_attribute("aria-busy", "true")
    stage.push("CallChanged", call(muted=True))  # it did not agree
    expect(hold).not_to_have_attribute("aria-busy", "true")


def test_a_call_held_by_the_other_side_says_so(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call(remote_held=True))
    expect(_dock(page)).to_contain_text("对方已保持通话")


def test_hanging_up_twice_is_asked_once(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call())
    stage.tell('bridge.hold("/api/calls/c1/hangup")')
    _dock(page).get_by_role("button", name="挂断").dblclick()
    page.keyboard.press("End")
    assert len(_commands(stage, "hangup")) == 1


def test_the_keys_of_a_call(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call())
    expect(_dock(page)).to_be_visible()
    for key in ("m", "h", "End"):
        page.keyboard.press(key)
    page.wait_for_function("window.__bridge.answering === 0")
    assert _commands(stage, "mute") == [{"on": True}]
    assert _commands(stage, "hold") == [{"on": True}]
    assert len(_commands(stage, "hangup")) == 1


def test_letters_typed_into_a_field_are_no_commands(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call())
    page.get_by_role("combobox").press_sequentially("mhk")
    page.keyboard.press("End")
    assert _commands(stage, "mute") + _commands(stage, "hold") + _commands(stage, "hangup") == []
    expect(page.get_by_role("combobox")).to_have_value("mhk")


def test_escape_never_hangs_up(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call())
    page.keyboard.press("Escape")
    assert _commands(stage, "hangup") == []
    expect(_dock(page)).to_be_visible()


def test_digits_are_sent_by_mouse_and_keyboard_in_their_order(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call())
    _dock(page).get_by_role("button", name="键盘").click()
    _dock(page).get_by_role("button", name="1", exact=True).click()
    page.keyboard.type("20#")
    expect(_dock(page).get_by_role("status")).to_have_text("1 2 0 #")
    page.wait_for_function("window.__bridge.requests.filter((one) => one.path.endsWith('dtmf')).length === 4")
    assert [one["digits"] for one in _commands(stage, "dtmf")] == ["1", "2", "0", "#"]
    page.keyboard.press("k")
    expect(_dock(page).get_by_role("button", name="静音")).to_be_visible()


def test_a_refused_command_is_told_in_words(stage: Stage, page: Page) -> None:
    stage.tell("""bridge.script("POST", "/api/calls/c1/hold", 409, {error: {code: "wrong_call_state", detail: {}}})""")
    stage.push("CallChanged", call())
    _dock(page).get_by_role("button", name="保持").click()
    expect(page.get_by_role("alert").filter(has_text="通话现在的状态不能做此操作。")).to_be_visible()
    page.get_by_role("alert").get_by_role("button", name="关闭").click()
    expect(page.get_by_role("alert").filter(has_text="通话现在的状态")).to_have_count(0)


def test_away_from_the_directory_a_strip_follows(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call())
    page.get_by_role("button", name="设置").click()
    strip = page.get_by_role("region", name="当前通话")
    expect(strip).to_contain_text("01:00")
    strip.get_by_role("button", name="静音").click()
    strip.get_by_role("button", name="保持").click()
    strip.get_by_role("button", name="挂断").click()
    assert [len(_commands(stage, what)) for what in ("mute", "hold", "hangup")] == [1, 1, 1]
    strip.get_by_role("button", name="返回通话").click()
    expect(page.get_by_role("tree", name="部门")).to_be_visible()


def test_during_a_call_a_person_can_be_looked_at_and_the_call_is_one_click_away(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call())
    page.get_by_role("listitem", name="张萌").click(button="right")
    expect(page.get_by_role("region", name="联系人详情").get_by_role("heading", name="张萌")).to_be_visible()
    expect(_dock(page)).to_contain_text("张珊")
    _dock(page).get_by_role("button", name="返回通话").click()
    expect(_dock(page).get_by_role("timer")).to_be_visible()
    expect(page.get_by_role("region", name="联系人详情")).to_have_count(0)


def test_a_new_call_comes_into_view_over_a_person(stage: Stage, page: Page) -> None:
    page.get_by_role("listitem", name="张萌").click()
    stage.push("CallChanged", call(state="ringing", answered_at=0))
    expect(_dock(page).get_by_text("对方振铃中")).to_be_visible()
    expect(page.get_by_role("region", name="联系人详情")).to_have_count(0)


def test_an_incoming_call_is_answered_or_declined_in_the_window(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call(direction="incoming", state="incoming", answered_at=0, party=OUTSIDE))
    expect(_dock(page)).to_contain_text("025-8432 6600")
    expect(_dock(page)).to_contain_text("经总机 025-5799 0000")
    _dock(page).get_by_role("button", name="应答").click()
    _dock(page).get_by_role("button", name="拒接").click()
    assert (len(_commands(stage, "answer")), len(_commands(stage, "decline"))) == (1, 1)


def test_a_second_call_shows_beside_the_first(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call())
    stage.push("CallChanged", call(id="c2", direction="incoming", state="incoming", party=OUTSIDE))
    second = page.get_by_role("alertdialog", name="来电")
    expect(second).to_contain_text("025-8432 6600")
    second.get_by_role("button", name="拒接").click()
    assert len(_commands(stage, "decline", "c2")) == 1
    expect(_dock(page).get_by_role("heading", name="张珊", exact=True)).to_be_visible()


def test_a_screen_reader_hears_of_states_and_of_an_incoming_call(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call(state="ringing", answered_at=0))
    expect(page.locator("[aria-live=polite]")).to_have_text("张珊：对方振铃中")
    stage.push("CallEnded", ended("busy"))
    expect(page.locator("[aria-live=polite]")).to_have_text("张珊 正忙，请稍后再拨。")
    stage.push("CallChanged", call(direction="incoming", state="incoming"))
    expect(page.locator("[aria-live=assertive]")).to_have_text("张珊 来电")


def test_the_focus_is_not_lost_when_the_call_leaves(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call())
    _dock(page).get_by_role("button", name="静音").focus()
    stage.push("CallEnded", ended("other_hung_up", "answered"))
    page.wait_for_function("document.activeElement !== document.body")
    page.get_by_role("button", name="关闭").click()
    page.wait_for_function("document.activeElement !== document.body")


def test_a_sound_problem_is_said_in_the_call(stage: Stage, page: Page) -> None:
    stage.push("DevicesChanged", {**stage.tell("return bridge.state.devices"), "problem": "no_microphone"})
    stage.push("CallChanged", call())
    expect(_dock(page)).to_contain_text("没有找到麦克风，对方将听不到您。")
    expect(page.get_by_role("button", name="声音 没有麦克风")).to_be_visible()


def test_the_small_window_shows_the_caller_and_says_that_it_did(stage: Stage) -> None:
    page = stage.open("?view=incoming")
    stage.push("CallChanged", call(direction="incoming", state="incoming", answered_at=0, started_at=NOW - 4_000))
    window = page.get_by_role("alertdialog", name="来电")
    expect(window).to_contain_text("张珊")
    expect(window).to_contain_text("大客户组 · 8014")
    expect(window).to_contain_text("内线来电")
    expect(window).to_contain_text("00:04")
    page.wait_for_function("window.__bridge.requests.some((one) => one.path === '/api/window/incoming')")
    assert stage.requests("POST", "/api/window/incoming") == [{"action": "shown"}]
    window.get_by_role("button", name="应答").click()
    assert len(_commands(stage, "answer")) == 1
    stage.push("CallChanged", call(direction="incoming"))
    expect(window).to_have_count(0)


def test_the_small_window_names_the_main_number_and_declines(stage: Stage) -> None:
    page = stage.open("?view=incoming")
    stage.push("CallChanged", call(direction="incoming", state="incoming", answered_at=0, party=OUTSIDE))
    window = page.get_by_role("alertdialog", name="来电")
    for words in ("外线来电", "025-8432 6600", "经总机 025-5799 0000", "分机 8057"):
        expect(window).to_contain_text(words)
    window.get_by_role("button", name="拒接").click()
    assert len(_commands(stage, "decline")) == 1


@pytest.mark.parametrize("query", ["", "?view=incoming"])
def test_a_call_that_was_handed_on_says_so_and_by_whom(stage: Stage, query: str) -> None:
    page = stage.open(query)
    handed_on = call(direction="incoming", state="incoming", answered_at=0, party=OUTSIDE, referred_by=TANG_JING)
    stage.push("CallChanged", handed_on)
    for words in ("转接来电", "025-8432 6600", "由 唐静（8005）转接"):
        expect(page.get_by_text(words, exact=True)).to_be_visible()
    expect(page.get_by_text("经总机")).to_have_count(0)


@pytest.mark.parametrize("query", ["", "?view=incoming"])
def test_the_ringer_is_silenced_without_declining(stage: Stage, query: str) -> None:
    page = stage.open(query)
    ringing = call(direction="incoming", state="incoming", answered_at=0, party=OUTSIDE)
    stage.push("CallChanged", ringing)
    page.get_by_role("button", name="静音铃声").click()
    stage.push("CallChanged", {**ringing, "silenced": True})
    expect(page.get_by_role("button", name="铃声已静音")).to_be_disabled()
    expect(page.get_by_text("铃声已静音")).to_be_visible()
    assert (len(_commands(stage, "silence")), len(_commands(stage, "decline"))) == (1, 0)


def test_a_number_beyond_the_permission_is_refused_with_what_it_takes(stage: Stage, page: Page) -> None:
    refusal = '{error: {code: "not_permitted", detail: {needed: "international"}}}'
    stage.tell(f'bridge.script("POST", "/api/calls", 403, {refusal})')
    page.keyboard.press("Control+3")
    page.keyboard.type("0044207")
    page.keyboard.press("Enter")
    words = "您的呼叫权限不包括国际电话。如需开通，请联系企业管理员。"
    expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible()
