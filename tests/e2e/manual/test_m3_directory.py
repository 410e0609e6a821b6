"""M3 and M4: the directory and its people."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.running import Running
from tests.e2e.simulated_phones import YOUR_MOBILE

pytestmark = pytest.mark.timeout(120)


def test_m3_the_directory_is_there_after_the_first_login_with_its_count(office: Running) -> None:
    expect(office.user.page.get_by_role("treeitem", name=re.compile("江苏云帆科技有限公司 4[0-9]"))).to_be_visible()


def _open_department(page: Page, *path: str) -> None:
    for name in path[:-1]:
        branch = page.get_by_role("treeitem", name=re.compile(f"^{name} "))
        branch.click()
        if branch.get_attribute("aria-expanded") == "false":
            page.keyboard.press("ArrowRight")
    page.get_by_role("treeitem", name=re.compile(f"^{path[-1]} ")).click()


def test_m3_people_stand_under_their_departments_in_a_hierarchy(office: Running) -> None:
    page = office.user.page
    _open_department(page, "市场部", "大客户组")
    people = page.get_by_role("list", name="成员").get_by_role("listitem")
    expect(people).to_have_count(5)
    expect(people.filter(has_text="张珊")).to_be_visible()
    _open_department(page, "江苏云帆科技有限公司")
    expect(people.filter(has_text="白露")).to_be_visible()


def test_m3_the_dial_key_behind_a_name_dials_the_extension(office: Running) -> None:
    office.user.dial_person("8015", "吴子昂")
    office.user.wait_talking()
    expect(office.user.call).to_contain_text("8015")
    office.user.hang_up()


def test_m3_the_dial_key_dials_the_mobile_of_who_has_no_extension(office: Running) -> None:
    page = office.user.page
    page.get_by_role("combobox", name="搜索或拨号").fill("曾国强")
    page.get_by_role("option", name="曾国强").click()
    page.get_by_role("button", name="呼叫 曾国强").first.click()
    office.phones.wait_state("+8613800008040", "ringing")
    office.user.call.get_by_role("button", name="取消呼叫").click()
    expect(office.user.over).to_be_visible()


def test_m3_a_small_menu_offers_the_other_number(office: Running) -> None:
    page = office.user.page
    page.get_by_role("combobox", name="搜索或拨号").fill("8057")
    page.get_by_role("option", name="何雨桐").click()
    page.get_by_role("button", name="选择 何雨桐 的号码").click()
    page.get_by_role("menuitem", name="呼叫手机").click()
    office.phones.wait_state(YOUR_MOBILE, "ringing")
    office.user.call.get_by_role("button", name="取消呼叫").click()
    expect(office.user.over).to_be_visible()


@pytest.mark.parametrize("typed", ["8014", "138 0013 8000", "张珊"])
def test_m3_the_search_finds_people_by_extension_mobile_number_and_name(office: Running, typed: str) -> None:
    field = office.user.page.get_by_role("combobox", name="搜索或拨号")
    field.fill(typed)
    expect(office.user.page.get_by_role("option", name="张珊").first).to_be_visible()
    field.fill("")


@pytest.mark.parametrize("button", ["left", "right"])
def test_m4_a_click_of_either_button_shows_the_person_with_all_fields(office: Running, button: str) -> None:
    page = office.user.page
    _open_department(page, "市场部", "大客户组")
    page.get_by_role("list", name="成员").get_by_role("listitem", name="张珊", exact=True).click(button=button)  # type: ignore[arg-type]
    detail = page.get_by_role("region", name="联系人详情")
    for text in ("张珊", "南京总部 / 市场部 / 大客户组", "8014", "138 0013 8000", "zhangshan@yunfan.example", "国内"):
        expect(detail.get_by_text(text, exact=True).first).to_be_visible()
    expect(detail.locator("img")).to_have_attribute("src", re.compile("^data:image/"))


def test_m4_a_dial_key_stands_on_the_extension_and_on_the_mobile(office: Running) -> None:
    page = office.user.page
    _open_department(page, "市场部", "渠道组")
    page.get_by_role("list", name="成员").get_by_role("listitem", name="吴子昂", exact=True).click()
    detail = page.get_by_role("region", name="联系人详情")
    expect(detail.get_by_role("button", name="呼叫手机")).to_be_enabled()
    detail.get_by_role("button", name="呼叫 8015").click()
    office.user.wait_talking()
    office.user.hang_up()
