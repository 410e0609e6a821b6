"""The help: its pages in both languages, its marks, its search, and the ways that lead to it and out of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.frontend.stage import Stage, Theatre
from tests.frontend.values import ended

# What M12 has the program say, and the page that explains it.
RULES = {
    "refused_by_policy": "policy",
    "login_revoked": "replaced",
    "login_removed": "replaced",
    "answered_elsewhere": "clients",
    "declined_elsewhere": "clients",
    "no_mobile": "mode",
    "wrong_mode": "mode",
    "not_a_mobile_client": "mode",
    "own_mobile_no_answer": "mode",
    "own_mobile_busy": "mode",
    "not_permitted": "permission",
    "not_registered_emergency": "emergency",
    "no_sound_settings": "quiet",
}
QUESTIONS = {
    "two_devices": "能否在两台设备登录",
    "mobile_rings": "为什么我的手机会响",
    "quiet": "通话声音小怎么办",
    "replaced": "为什么提示在另一台设备登录",
}


@pytest.fixture
def page(stage: Stage) -> Page:
    opened = stage.open()
    opened.keyboard.press("F1")
    expect(opened.get_by_role("heading", level=1)).to_have_text("云总机帮助")
    return opened


def _title(page: Page, text: str) -> None:
    expect(page.locator(".help__page h1")).to_have_text(text)


@pytest.mark.parametrize(("language", "contents"), [("zh-CN", "目录"), ("en", "Contents")])
def test_m12_every_page_of_the_help_opens_in_both_languages(stage: Stage, language: str, contents: str) -> None:
    stage.script(f'bridge.state.settings.language = "{language}";')
    page = stage.open()
    page.keyboard.press("F1")
    items = page.get_by_role("navigation", name=contents).get_by_role("button")
    expect(items).to_have_count(29)
    for at, name in enumerate(items.all_inner_texts()):
        items.nth(at).click()
        _title(page, name)
        assert page.locator(".help__page").inner_text().count("\n") > 5
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("question", QUESTIONS)
def test_m12_the_help_answers_the_four_questions_of_the_manual(page: Page, question: str) -> None:
    page.get_by_role("navigation", name="另请参阅").get_by_role("button", name=QUESTIONS[question]).click()
    _title(page, QUESTIONS[question])
    expect(page.locator("[data-region=main]")).to_be_focused()


def test_m12_each_message_of_the_rules_leads_to_its_page(page: Page) -> None:
    script = "async (codes) => { const {helpLink} = await import('./views/help.js'); return codes.map(helpLink); }"
    assert page.evaluate(script, list(RULES)) == list(RULES.values())
    assert page.evaluate(script, ["quiet", "invalid_cursor", "constructor"]) == ["quiet", "", ""]


def test_m12_warnings_and_notes_are_marked_by_a_word_and_an_icon(page: Page) -> None:
    page.evaluate("window.__open('help:emergency')")
    for name, text in (("警告", "请用手机拨打"), ("注意", "停电或断网时")):
        mark = page.get_by_role("note", name=name).filter(has_text=text)
        expect(mark.get_by_text(name, exact=True)).to_be_visible()
        expect(mark.locator("svg")).to_be_visible()


def test_m12_the_help_is_searched_by_keys_and_shows_what_it_found(page: Page) -> None:
    field = page.get_by_role("combobox", name="在帮助中查找")
    field.fill("转接")
    options = page.get_by_role("listbox", name="查找结果").get_by_role("option")
    expect(options.first).to_contain_text("呼叫转接")
    expect(options.first.locator("mark").first).to_have_text("转接")
    expect(field).to_have_attribute("aria-activedescendant", "help-transfer")
    page.keyboard.press("Enter")
    _title(page, "呼叫转接")
    expect(page.locator(".help__page mark").first).to_have_text("转接")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    _title(page, "云总机帮助")
    page.keyboard.press("Escape")
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    expect(page.locator(".help__page mark")).to_have_count(0)


def test_m12_a_search_of_the_help_that_finds_nothing_says_so(page: Page) -> None:
    page.get_by_role("combobox", name="在帮助中查找").fill("诸葛")
    expect(page.get_by_role("status").filter(has_text="没有找到“诸葛”")).to_be_visible()
    expect(page.get_by_role("option")).to_have_count(0)


def test_m12_a_call_that_was_not_permitted_leads_to_the_page_that_explains_it(stage: Stage) -> None:
    page = stage.open()
    stage.push("CallEnded", ended("not_permitted"))
    page.get_by_role("button", name="了解更多").click()
    _title(page, "呼叫权限")


def test_a_page_of_the_help_opens_the_settings_it_speaks_of(page: Page) -> None:
    page.evaluate("window.__open('help:quiet')")
    page.get_by_role("button", name="打开声音设置").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("声音")


def test_the_help_is_there_before_anybody_is_logged_in(stage: Stage) -> None:
    stage.script('bridge.state.account = null; bridge.state.enrolment.step = "number";')
    page = stage.open()
    page.evaluate("window.__open('help:logout')")
    _title(page, "注销")
    expect(page.get_by_role("button", name="打开账号设置")).to_have_count(0)
    page.get_by_role("button", name="返回").click()
    expect(page.get_by_role("textbox", name="手机号码")).to_be_visible()


def test_a_narrow_window_shows_the_contents_and_then_the_page(theatre: Theatre) -> None:
    narrow = Stage(theatre, (360, 640), reduced_motion="reduce")
    page = narrow.open()
    page.keyboard.press("F1")
    page.get_by_role("button", name="登录策略").click()
    _title(page, "登录策略")
    expect(page.get_by_role("combobox", name="在帮助中查找")).to_be_hidden()
    page.get_by_role("button", name="目录").click()
    expect(page.get_by_role("combobox", name="在帮助中查找")).to_be_visible()
    assert narrow.trouble == []
    narrow.close()
