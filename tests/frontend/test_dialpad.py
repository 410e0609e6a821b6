"""The dial pad: keys, keyboard, paste, matches."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.frontend.stage import Stage
from tests.frontend.values import call


@pytest.fixture
def page(stage: Stage) -> Page:
    opened = stage.open()
    opened.get_by_role("button", name="拨号盘").click()
    expect(_number(opened)).to_be_focused()
    return opened


def _number(page: Page) -> Locator:
    return page.get_by_role("textbox", name="号码")


def _key(page: Page, key: str) -> Locator:
    return page.get_by_role("group", name="按键").get_by_role("button", name=key, exact=True)


def _paste(field: Locator, text: str) -> None:
    field.evaluate(
        """(field, text) => { const data = new DataTransfer(); data.setData("text", text);
      field.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }""",
        text,
    )


def test_of_several_lines_only_the_first_number_is_pasted(page: Page) -> None:
    _paste(_number(page), "陈昊然\n8014\r\n8015")
    expect(_number(page)).to_have_value("8014")
    _number(page).fill("")
    page.locator("[data-region=main]").focus()
    _paste(page.locator("[data-region=main]"), "陈昊然\n8014\r\n8015")
    expect(_number(page)).to_have_value("8014")


def test_of_several_lines_only_the_first_is_searched_for(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call())
    field = page.get_by_role("combobox", name="搜索或拨号")
    field.focus()
    _paste(field, "\n13900002210\n8014")
    expect(field).to_have_value("13900002210")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    in_sheet = page.get_by_role("dialog", name="呼叫转接").get_by_role("combobox")
    _paste(in_sheet, "13900002210\r\n8014")
    expect(in_sheet).to_have_value("13900002210")


def test_keys_and_keyboard_write_one_number_and_enter_dials_it(stage: Stage, page: Page) -> None:
    for key in "139":
        _key(page, key).click()
    page.keyboard.type("00002210")
    expect(_number(page)).to_have_value("139 0000 2210")
    page.keyboard.press("Enter")
    assert stage.requests("POST", "/api/calls") == [{"number": "13900002210"}]


def test_a_long_number_is_written_smaller_until_it_fits(page: Page) -> None:
    for length, fits in ((12, True), (16, True), (30, True), (60, False)):
        _number(page).fill("1" + "0" * (length - 1))
        room, wide, size = _number(page).evaluate(
            "(one) => [one.clientWidth, one.scrollWidth, parseFloat(getComputedStyle(one).fontSize)]"
        )
        assert (wide <= room, size >= 12) == (fits, True), length


def test_stars_and_hashes_are_kept(stage: Stage, page: Page) -> None:
    for key in ("*", "8", "#"):
        _key(page, key).click()
    page.get_by_role("button", name="呼叫", exact=True).click()
    assert stage.requests("POST", "/api/calls") == [{"number": "*8#"}]


def test_holding_zero_writes_a_plus(page: Page) -> None:
    _key(page, "0").click(delay=800)
    expect(_number(page)).to_have_value("+")


def test_backspace_takes_one_digit_and_held_all_of_them(page: Page) -> None:
    page.keyboard.type("8014")
    erase = page.get_by_role("button", name="删除，长按清空")
    erase.click()
    expect(_number(page)).to_have_value("801")
    erase.click(delay=800)
    expect(_number(page)).to_have_value("")
    expect(erase).to_be_disabled()


def test_digits_typed_beside_the_field_still_reach_it(page: Page) -> None:
    page.get_by_role("button", name="拨号盘").focus()
    page.keyboard.type("80")
    expect(_number(page)).to_have_value("80")


def test_a_pasted_text_leaves_its_number(stage: Stage, page: Page) -> None:
    page.evaluate("""() => { const data = new DataTransfer(); data.setData("text", "电话：025-5579 9985 转 8057");
      document.body.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true})); }""")
    expect(_number(page)).to_have_value("025-5579 9985 转 8057")
    page.keyboard.press("Enter")
    assert stage.requests("POST", "/api/calls") == [{"number": "02555799985转8057"}]


def test_matches_stand_beside_with_marks_and_can_be_called(stage: Stage, page: Page) -> None:
    page.keyboard.type("801")
    matches = page.get_by_role("region", name="匹配")
    expect(matches.get_by_role("status")).to_have_text("10 项")
    expect(matches.get_by_role("listitem", name="张珊").locator("mark")).to_have_text("801")
    matches.get_by_role("button", name="呼叫 张珊").click()
    assert stage.requests("POST", "/api/calls") == [{"number": "8014", "person_id": "yf8014"}]


def test_enter_dials_the_digits_and_not_the_first_match(stage: Stage, page: Page) -> None:
    page.keyboard.type("801")
    expect(page.get_by_role("listitem", name="张珊")).to_be_visible()
    page.keyboard.press("Enter")
    assert stage.requests("POST", "/api/calls") == [{"number": "801"}]


def test_without_a_number_the_last_one_comes_back(stage: Stage, page: Page) -> None:
    page.get_by_role("button", name="上次拨打的号码").click()
    expect(_number(page)).to_have_value("8014")
    assert stage.requests("POST", "/api/calls") == []


def test_nonsense_is_refused_in_words_and_stays_to_be_corrected(stage: Stage, page: Page) -> None:
    stage.tell("""bridge.script("POST", "/api/calls", 400, {error: {code: "invalid_number", detail: {}}})""")
    page.keyboard.type("99999999999999")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="这个号码无法拨打，请检查后重新输入。")).to_be_visible()
    expect(_number(page)).to_have_value("99999999999999")


def test_m12_an_emergency_number_without_a_line_says_use_your_mobile(stage: Stage, page: Page) -> None:
    stage.tell("""bridge.script("POST", "/api/calls", 409, {error: {code: "not_registered_emergency", detail: {}}})""")
    page.keyboard.type("110")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("alertdialog", name="请用手机拨打")
    expect(dialog.get_by_role("button", name="知道了")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(_number(page)).to_be_focused()


def test_the_pad_says_which_number_the_other_side_sees(page: Page) -> None:
    expect(page.get_by_text("外线对方看到的号码：025-5799 0000。")).to_be_visible()
