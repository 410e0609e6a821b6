"""People who click everything twice: a command is given once, and what comes under the pointer then is not meant."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.frontend.stage import Stage
from tests.frontend.values import OUTSIDE, call, ended, transfer


def _first_click(button: Locator) -> None:
    """The pointer stays there afterwards."""
    box = button.bounding_box()
    assert box is not None
    button.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def _second_click(page: Page) -> None:
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)


def test_answering_by_a_double_click_does_not_hang_up(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call(state="incoming", direction="incoming", party=OUTSIDE, answered_at=0))
    _first_click(page.get_by_role("button", name="应答").first)
    page.wait_for_function("window.__bridge.answering === 0")
    _second_click(page)  # the program has taken it, and the news of the answer are still under way
    stage.push("CallChanged", call(direction="incoming", party=OUTSIDE))
    expect(page.get_by_role("button", name="挂断")).to_be_visible()
    _second_click(page)
    assert len(stage.requests("POST", "/api/calls/c1/answer")) == 1
    assert stage.requests("POST", "/api/calls/c1/hangup") == []


def test_a_slow_second_click_does_not_hang_up_either(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call(direction="incoming", party=OUTSIDE, transfer=transfer()))
    box = page.get_by_role("button", name="取消转接").bounding_box()
    assert box is not None
    at = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.click(*at)
    stage.push("CallChanged", call(direction="incoming", party=OUTSIDE))
    hang_up = page.get_by_role("button", name="挂断")
    expect(hang_up).to_be_visible()
    # How slow the second click is makes the case: no event tells of it.
    page.wait_for_timeout(450)
    page.mouse.click(*at)
    page.wait_for_timeout(350)
    page.mouse.click(*at)
    assert stage.requests("POST", "/api/calls/c1/hangup") == []
    page.mouse.click(at[0] + 7, at[1])
    assert len(stage.requests("POST", "/api/calls/c1/hangup")) == 1


def test_hanging_up_by_a_double_click_neither_calls_back_nor_hides_why_it_ended(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call())
    _first_click(page.get_by_role("button", name="挂断"))
    stage.push("CallEnded", ended("hung_up", "answered"))
    over = page.get_by_role("region", name="刚结束的通话")
    expect(over).to_be_visible()
    _second_click(page)
    expect(over).to_be_visible()
    assert stage.requests("POST", "/api/calls") == []


def test_a_second_press_of_enter_does_nothing_to_the_call(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call(state="incoming", direction="incoming", party=OUTSIDE, answered_at=0))
    page.get_by_role("button", name="应答").first.press("Enter")
    stage.push("CallChanged", call(direction="incoming", party=OUTSIDE))
    hang_up = page.get_by_role("button", name="挂断")
    expect(hang_up).to_be_visible()
    page.keyboard.press("Enter")
    hang_up.press("Enter")
    stage.push("CallEnded", ended("hung_up", "answered"))
    expect(page.get_by_role("region", name="刚结束的通话")).to_be_focused()
    page.keyboard.press("Enter")
    asked = [one for what in ("mute", "hold") for one in stage.requests("POST", f"/api/calls/c1/{what}")]
    assert asked + stage.requests("POST", "/api/calls") == []


def test_a_sheet_opened_by_a_double_click_stays(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call())
    _first_click(page.get_by_role("button", name="呼叫转接"))
    sheet = page.get_by_role("dialog", name="呼叫转接")
    expect(sheet).to_be_visible()
    _second_click(page)
    expect(sheet).to_be_visible()
    page.mouse.down()  # a slow one is a click of its own
    page.mouse.up()
    expect(sheet).to_be_visible()


def test_keys_erasing_and_switches_count_every_click(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call())
    _first_click(page.get_by_role("button", name="静音"))
    stage.push("CallChanged", call(muted=True))
    _second_click(page)
    assert stage.requests("POST", "/api/calls/c1/mute") == [{"on": True}, {"on": False}]
    page.get_by_role("button", name="拨号盘").click()
    _first_click(page.get_by_role("group", name="按键").get_by_role("button", name="5", exact=True))
    _second_click(page)
    _second_click(page)
    number = page.get_by_role("textbox", name="号码")
    expect(number).to_have_value("555")
    _first_click(page.get_by_role("button", name="删除"))
    _second_click(page)
    expect(number).to_have_value("5")
