"""The directory: departments, people, search, and dialling from it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.frontend.stage import Stage
from tests.frontend.values import call

MANY = """const one = bridge.people[0]; bridge.state.directory.count = 6000;
bridge.people = Array.from({length: 6000}, (_, n) => ({...one, id: `p${n}`, name: `员工${n}`, extension: String(n),
  letter: "BCDEF"[Math.floor(n / 1200)]}));"""


def _row(page: Page, name: str) -> Locator:
    return page.get_by_role("list", name="成员").get_by_role("listitem", name=name, exact=True)


def _search(page: Page, text: str) -> Locator:
    field = page.get_by_role("combobox", name="搜索或拨号")
    field.fill(text)
    return field


def _calls(stage: Stage) -> list[object]:
    return stage.requests("POST", "/api/calls")


def test_the_whole_enterprise_is_shown_first(page: Page) -> None:
    expect(page.get_by_role("treeitem", name="江苏云帆科技有限公司 29")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("list", name="成员").get_by_role("listitem")).to_have_count(29)


def test_a_department_shows_its_people_and_those_below(page: Page) -> None:
    page.get_by_role("treeitem", name="市场部 16").click()
    expect(page.get_by_role("list", name="成员").get_by_role("listitem")).to_have_count(16)
    expect(page.get_by_role("heading", name="市场部")).to_be_visible()


def test_the_tree_is_walked_with_arrow_keys(page: Page) -> None:
    page.get_by_role("treeitem", name="市场部 16").click()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("treeitem", name="大客户组 5")).to_be_visible()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_role("treeitem", name="大客户组 5")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("treeitem", name="市场部 16")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("treeitem", name="大客户组 5")).to_have_count(0)


@pytest.mark.parametrize("button", ["left", "right"])
def test_a_click_of_either_button_shows_the_person(page: Page, button: str) -> None:
    _row(page, "张珊").click(button=button)  # type: ignore[arg-type]
    detail = page.get_by_role("region", name="联系人详情")
    expect(detail.get_by_role("heading", name="张珊")).to_be_visible()
    for text in ("南京总部 / 市场部 / 大客户组", "8014", "138 0013 8000", "p23@yunfan.example", "国内"):
        expect(detail.get_by_text(text, exact=True).first).to_be_visible()
    expect(detail.locator("img")).to_have_attribute("src", re.compile("^data:image/"))


def test_the_detail_has_the_calls_with_the_person(page: Page) -> None:
    _row(page, "张珊").click()
    detail = page.get_by_role("region", name="联系人详情")
    expect(detail.get_by_text("拨打 · 3 分 12 秒")).to_be_visible()
    detail.get_by_role("button", name="全部 2 次").click()
    expect(page.get_by_role("region", name="与这个号码的通话").get_by_role("heading", name="张珊")).to_be_visible()


def test_the_dial_key_behind_a_name_calls_the_extension(stage: Stage, page: Page) -> None:
    page.get_by_role("button", name="呼叫 张珊").click()
    assert _calls(stage) == [{"number": "8014", "person_id": "yf8014"}]


def test_the_dial_key_of_someone_without_extension_calls_the_mobile(stage: Stage, page: Page) -> None:
    page.get_by_role("button", name="呼叫 曾国强").click()
    assert _calls(stage) == [{"number": "+8613800008040", "person_id": "yf8040"}]


def test_a_small_menu_offers_the_other_number(stage: Stage, page: Page) -> None:
    page.get_by_role("button", name="选择 张珊 的号码").click()
    expect(page.get_by_role("menuitem", name="呼叫分机")).to_be_focused()
    page.get_by_role("menuitem", name="呼叫手机").click()
    assert _calls(stage) == [{"number": "+8613800138000", "person_id": "yf8014"}]
    expect(page.get_by_role("menu")).to_have_count(0)


def test_someone_with_one_number_has_no_menu(page: Page) -> None:
    expect(page.get_by_role("button", name="选择 朱可心 的号码")).to_have_count(0)


def test_the_detail_dials_extension_and_mobile(stage: Stage, page: Page) -> None:
    _row(page, "张珊").click()
    page.get_by_role("button", name="呼叫 8014").click()
    page.get_by_role("button", name="呼叫手机").click()
    assert [one["number"] for one in _calls(stage)] == ["8014", "+8613800138000"]  # type: ignore[index]


def test_arrow_keys_walk_the_list_and_enter_calls(stage: Stage, page: Page) -> None:
    _row(page, "张萌").click()
    page.keyboard.press("ArrowDown")
    expect(_row(page, "张珊")).to_be_focused()
    expect(page.get_by_role("region", name="联系人详情").get_by_role("heading", name="张珊")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    assert [one["number"] for one in _calls(stage)] == ["8014", "+8613800138000"]  # type: ignore[index]


def test_the_space_bar_presses_the_focused_dial_key_of_a_row(stage: Stage, page: Page) -> None:
    page.get_by_role("button", name="呼叫 张珊").focus()
    page.keyboard.press("Space")
    assert _calls(stage) == [{"number": "8014", "person_id": "yf8014"}]


def test_the_space_bar_chooses_in_the_menu_of_a_row(stage: Stage, page: Page) -> None:
    page.get_by_role("button", name="选择 张珊 的号码").click()
    page.get_by_role("menuitem", name="呼叫手机").focus()
    page.keyboard.press("Space")
    assert _calls(stage) == [{"number": "+8613800138000", "person_id": "yf8014"}]


def test_the_space_bar_tries_a_list_again_that_could_not_be_read(stage: Stage) -> None:
    refusal = '{error: {code: "storage_failed", detail: {}}}'
    stage.script(f'bridge.script("GET", "/api/directory/people?department", 507, {refusal}, 1);')
    page = stage.open()
    page.get_by_role("button", name="重试").focus()
    page.keyboard.press("Space")
    expect(_row(page, "张珊")).to_be_attached()


def test_people_are_found_by_name_extension_and_mobile_with_marks(page: Page) -> None:
    for text, part in (("珊", "珊"), ("8028", "8028"), ("0013", "0013")):
        _search(page, text)
        expect(page.get_by_role("listbox").locator("mark").first).to_have_text(part)


def test_enter_calls_the_first_that_was_found(stage: Stage, page: Page) -> None:
    _search(page, "张珊")
    expect(page.get_by_role("option", name="张珊")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    assert _calls(stage) == [{"number": "8014", "person_id": "yf8014"}]


def test_enter_before_the_answer_never_calls_somebody_found_earlier(stage: Stage, page: Page) -> None:
    field = _search(page, "张萌")
    expect(page.get_by_role("option", name="张萌")).to_be_visible()
    stage.tell('bridge.hold("/api/directory/people?q=")')
    field.fill("张珊")
    field.press("Enter")
    assert _calls(stage) == []
    stage.tell("bridge.release()")
    expect(page.get_by_role("listbox")).to_have_count(0)
    assert _calls(stage) == [{"number": "8014", "person_id": "yf8014"}]


def test_control_enter_before_the_answer_calls_the_mobile(stage: Stage, page: Page) -> None:
    stage.tell('bridge.hold("/api/directory/people?q=")')
    _search(page, "张珊").press("Control+Enter")
    assert _calls(stage) == []
    stage.tell("bridge.release()")
    expect(page.get_by_role("listbox")).to_have_count(0)
    assert _calls(stage) == [{"number": "+8613800138000", "person_id": "yf8014"}]


def test_a_click_on_a_phone_before_the_answer_calls_that_row(stage: Stage, page: Page) -> None:
    field = _search(page, "张")
    found = page.get_by_role("option", name="张珊")
    expect(found).to_be_visible()
    stage.tell('bridge.hold("/api/directory/people?q=")')
    field.fill("秦峰")
    found.locator(".row__act").click()
    expect(page.get_by_role("listbox")).to_have_count(0)
    stage.tell("bridge.release()")
    assert _calls(stage) == [{"number": "8014", "person_id": "yf8014"}]


def test_a_number_whose_call_is_refused_stays_in_the_search(stage: Stage, page: Page) -> None:
    stage.tell('bridge.script("POST", "/api/calls", 409, {error: {code: "call_in_progress", detail: {}}})')
    field = _search(page, "139 0000 2210")
    field.press("Enter")
    expect(page.locator(".toast")).to_be_visible()
    expect(field).to_have_value("139 0000 2210")


def test_a_typed_number_is_dialled_as_typed(stage: Stage, page: Page) -> None:
    _search(page, "139 0000 2210").press("Enter")
    assert _calls(stage) == [{"number": "13900002210"}]


def test_enter_does_nothing_on_an_empty_search_or_when_nobody_is_found(stage: Stage, page: Page) -> None:
    _search(page, "").press("Enter")
    field = _search(page, "诸葛")
    expect(page.get_by_text("没有找到“诸葛”")).to_be_visible()
    field.press("Enter")
    assert _calls(stage) == []


def test_the_search_shows_details_with_the_right_arrow_and_closes_with_escape(page: Page) -> None:
    field = _search(page, "秦峰")
    expect(page.get_by_role("option", name="秦峰")).to_be_visible()
    field.press("ArrowRight")
    expect(page.get_by_role("region", name="联系人详情").get_by_role("heading", name="秦峰")).to_be_visible()
    expect(page.get_by_role("treeitem", name="研发中心 3")).to_have_attribute("aria-selected", "true")
    field = _search(page, "张")
    expect(page.get_by_role("listbox")).to_be_visible()
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(field).to_have_value("")


def test_without_a_line_no_dial_key_works_and_the_page_says_why(stage: Stage, page: Page) -> None:
    failed = {"state": "failed", "reason": "platform_unreachable", "status": 408, "retry_at": 0}
    stage.push("RegistrationChanged", failed)
    expect(page.get_by_role("button", name="呼叫 张珊")).to_be_disabled()
    expect(page.get_by_role("alert").filter(has_text="连接已中断")).to_contain_text("无法连接云总机平台")


def test_a_search_written_from_right_to_left_leaves_the_sentence_around_it_alone(page: Page) -> None:
    page.get_by_role("combobox", name="搜索或拨号").fill("مرحبا 8014 \u202e 4108")
    sentence = page.get_by_text("没有找到“")
    expect(sentence).to_be_visible()
    first, last = sentence.evaluate("""(one) => [one.firstChild, one.lastChild].map((part) => {
      const range = document.createRange();
      range.selectNodeContents(part);
      return range.getBoundingClientRect().left; })""")
    assert first < last


def test_a_full_width_number_is_found_and_dialled(stage: Stage, page: Page) -> None:
    page.get_by_role("combobox", name="搜索或拨号").fill("８０１４")
    expect(page.get_by_role("option", name="张珊")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    assert stage.requests("POST", "/api/calls") == [{"number": "8014", "person_id": "yf8014"}]


def test_while_a_call_is_being_placed_nobody_else_can_be_called(stage: Stage, page: Page) -> None:
    stage.push("CallChanged", call(state="ringing", answered_at=0))
    expect(page.get_by_role("button", name="呼叫 张珊")).to_be_disabled()


def test_a_new_revision_is_read_again(stage: Stage, page: Page) -> None:
    stage.tell('bridge.people.find((one) => one.name === "张萌").name = "张小萌"')
    stage.push("DirectoryChanged", {**stage.tell("return bridge.state.directory"), "revision": "8"})
    expect(_row(page, "张小萌")).to_be_attached()


def test_an_empty_directory_says_what_to_do(stage: Stage, page: Page) -> None:
    empty = {"state": "empty", "revision": "", "count": 0, "done": 0, "total": 0, "error": "", "updated_at": 0}
    stage.push("DirectoryChanged", empty)
    page.get_by_role("button", name="下载通讯录").click()
    assert len(stage.requests("POST", "/api/directory/refresh")) == 1


def test_a_failed_download_keeps_the_old_directory_and_says_so(stage: Stage, page: Page) -> None:
    failed = {**stage.tell("return bridge.state.directory"), "state": "failed", "error": "platform_timeout"}
    stage.push("DirectoryChanged", failed)
    expect(page.get_by_role("alert").filter(has_text="上次下载的通讯录")).to_be_visible()
    expect(_row(page, "张珊")).to_be_attached()


def test_a_list_that_cannot_be_read_offers_to_try_again(stage: Stage) -> None:
    refusal = '{error: {code: "storage_failed", detail: {}}}'
    stage.script(f'bridge.script("GET", "/api/directory/people?department", 507, {refusal}, 1);')
    page = stage.open()
    expect(page.get_by_role("alert").filter(has_text="无法读写本机数据")).to_be_visible()
    page.get_by_role("button", name="重试").click()
    expect(_row(page, "张珊")).to_be_attached()


def test_a_directory_of_thousands_draws_only_what_is_near_and_scrolls_to_its_end(stage: Stage) -> None:
    stage.script(MANY)
    page = stage.open()
    expect(_row(page, "员工0")).to_be_attached()
    rows = page.get_by_role("list", name="成员").get_by_role("listitem")
    assert rows.count() < 80
    page.get_by_role("list", name="成员").evaluate("list => list.scrollTo(0, list.scrollHeight)")
    expect(_row(page, "员工5999")).to_be_visible()
    assert rows.count() < 80
    _row(page, "员工5999").click()
    page.keyboard.press("Home")
    expect(_row(page, "员工0")).to_be_focused()
