"""A question over the page holds keys and focus until it is answered."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.frontend.stage import Stage
from tests.frontend.values import OUTSIDE, call

EMERGENCY = 'bridge.script("POST", "/api/calls", 409, {error: {code: "not_registered_emergency", detail: {}}})'
CORNER = {"x": 5, "y": 5}


@pytest.fixture
def page(stage: Stage) -> Page:
    opened = stage.open()
    opened.keyboard.press("Control+,")
    return opened


def _ask(page: Page) -> Locator:
    page.get_by_role("button", name="注销…").click()
    dialog = page.get_by_role("alertdialog", name="注销此账号？")
    expect(dialog.get_by_role("button", name="取消")).to_be_focused()
    return dialog


def _emergency(stage: Stage, page: Page) -> Locator:
    stage.tell(EMERGENCY)
    page.get_by_role("combobox", name="搜索或拨号").fill("110")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("alertdialog", name="请用手机拨打")
    expect(dialog).to_be_visible()
    return dialog


@pytest.mark.parametrize("key", ["F6", "Shift+F6", "Control+k", "Control+1", "Control+3"])
def test_keys_of_the_window_do_not_reach_behind_a_dialog(page: Page, key: str) -> None:
    dialog = _ask(page)
    page.keyboard.press(key)
    expect(dialog.get_by_role("button", name="取消")).to_be_focused()
    expect(page.get_by_role("heading", name="账号", exact=True)).to_be_attached()


def test_signing_out_warns_of_the_call_that_it_ends(stage: Stage, page: Page) -> None:
    dialog = _ask(page)
    warning = dialog.get_by_role("listitem").filter(has_text="正在进行的通话将被挂断")
    expect(warning).to_have_count(0)
    stage.push("CallChanged", call())
    expect(warning).to_be_visible()
    stage.push("CallChanged", call(mode="callback"))
    expect(warning).to_have_count(0)


def test_a_call_is_not_hung_up_or_muted_behind_a_dialog(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call())
    _ask(page)
    for key in ("End", "m", "h"):
        page.keyboard.press(key)
    asked = stage.tell("return bridge.requests.filter((one) => one.path.startsWith('/api/calls/')).length")
    assert asked == 0


def test_a_call_that_comes_in_is_declined_by_its_key_even_over_a_dialog(stage: Stage, page: Page) -> None:
    _ask(page)
    stage.push("CallChanged", call(state="incoming", direction="incoming", party=OUTSIDE))
    expect(page.get_by_text("025-8432 6600").first).to_be_attached()
    page.keyboard.press("End")
    assert len(stage.requests("POST", "/api/calls/c1/decline")) == 1


def test_a_click_beside_a_question_takes_it_back(stage: Stage, page: Page) -> None:
    dialog = _ask(page)
    page.locator(".scrim").click(position=CORNER)  # type: ignore[arg-type]
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="注销…")).to_be_focused()
    assert stage.requests("POST", "/api/logout") == []


def test_a_click_beside_the_emergency_advice_leaves_it_there_with_its_focus(stage: Stage, page: Page) -> None:
    dialog = _emergency(stage, page)
    page.locator(".scrim").click(position=CORNER)  # type: ignore[arg-type]
    expect(dialog.get_by_role("button", name="知道了")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)


def test_a_focus_that_was_lost_comes_back_into_the_dialog_with_the_next_tab(page: Page) -> None:
    dialog = _ask(page)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("checkbox")).to_be_focused()


def test_escape_closes_a_dialog_whose_focus_was_lost(page: Page) -> None:
    dialog = _ask(page)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
