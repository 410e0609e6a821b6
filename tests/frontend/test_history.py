"""The history: filters, days, calling back, a number's page, missed calls."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.frontend.stage import Stage

MANY = """const one = bridge.rows[0];
const call = (_, n) => ({...one, id: 1000 - n, canonical: `+86139${n}`, number: String(n)});
bridge.rows = Array.from({length: 180}, call);"""

AFTER_EFFECTS = """() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"""


@pytest.fixture
def page(stage: Stage) -> Page:
    opened = stage.open()
    opened.get_by_role("button", name="通话").first.click()
    expect(_rows(opened).first).to_be_visible()
    return opened


def _rows(page: Page) -> Locator:
    return page.get_by_role("list", name="通话").get_by_role("listitem")


def _visibility(page: Page, state: str) -> None:
    """Hide the window or show it again."""
    page.evaluate(
        """state => { Object.defineProperty(document, "visibilityState", {configurable: true, value: state});
        document.dispatchEvent(new Event("visibilitychange")); }""",
        state,
    )


def test_calls_stand_under_their_day_and_repeated_ones_are_counted(page: Page) -> None:
    for head in ("今天", "昨天 11月22日 星期日", "11月20日 星期五"):
        expect(page.get_by_text(head, exact=True)).to_be_visible()
    expect(_rows(page).first).to_contain_text("025-8432 6600(2)")
    expect(_rows(page).first).to_contain_text("经总机 · 未接")
    expect(_rows(page).nth(1)).to_contain_text("3 分 12 秒")


@pytest.mark.parametrize(("name", "shown"), [("未接 2", 2), ("来电", 5), ("拨打", 5), ("全部", 10)])
def test_a_filter_shows_its_calls_only(page: Page, name: str, shown: int) -> None:
    if name == "全部":
        page.get_by_role("radio", name="来电").click()
    page.get_by_role("radio", name=name).click()
    expect(_rows(page)).to_have_count(shown)


def test_missed_calls_that_are_looked_at_are_told_to_the_program(stage: Stage, page: Page) -> None:
    page.wait_for_function("window.__bridge.requests.some((one) => one.path === '/api/history/seen')")
    expect(page.get_by_label("2 个未接来电")).to_be_visible()
    stage.push("HistoryChanged", {"revision": 2, "missed": 0})
    expect(page.get_by_label("2 个未接来电")).to_have_count(0)


def test_a_call_missed_while_the_window_was_hidden_is_told_when_it_is_looked_at(stage: Stage, page: Page) -> None:
    stage.push("HistoryChanged", {"revision": 2, "missed": 0})
    expect(page.get_by_label("2 个未接来电")).to_have_count(0)
    _visibility(page, "hidden")
    stage.tell("bridge.requests = []")
    stage.push("HistoryChanged", {"revision": 3, "missed": 1})
    expect(page.get_by_label("1 个未接来电")).to_be_visible()
    page.evaluate(AFTER_EFFECTS)
    assert stage.requests("POST", "/api/history/seen") == []
    _visibility(page, "visible")
    page.wait_for_function("window.__bridge.requests.some((one) => one.path === '/api/history/seen')")


def test_a_call_is_called_back_from_its_row(stage: Stage, page: Page) -> None:
    page.get_by_role("button", name="回拨 李建国").click()
    assert stage.requests("POST", "/api/calls") == [{"number": "8020", "person_id": "yf8020"}]


def test_every_row_has_its_key_to_call_back_also_in_a_small_window(page: Page) -> None:
    page.set_viewport_size({"width": 720, "height": 520})
    for row in _rows(page).all():
        expect(row.get_by_role("button")).to_be_visible()


def test_a_number_opens_every_call_with_it(stage: Stage, page: Page) -> None:
    _rows(page).filter(has_text="赵启明").first.click()
    one = page.get_by_role("region", name="与这个号码的通话")
    expect(one.get_by_role("heading", name="赵启明")).to_be_visible()
    expect(one).to_contain_text("共 2 次")
    expect(one.get_by_role("row").filter(has_text="1 小时 02 分 05 秒")).to_have_count(1)
    expect(one.get_by_role("row").filter(has_text="无呼叫权限")).to_have_count(1)
    one.get_by_role("button", name="回拨").click()
    assert stage.requests("POST", "/api/calls") == [{"number": "8030", "person_id": "yf8030"}]


def test_one_call_is_counted_in_the_singular(stage: Stage, page: Page) -> None:
    stage.push("SettingsChanged", {**stage.tell("return bridge.state.settings"), "language": "en"})
    rows = page.get_by_role("list", name="Calls").get_by_role("listitem")
    rows.filter(has_text="李建国").click()
    one = page.get_by_role("region", name="Calls with this number")
    expect(one.get_by_text("1 call", exact=True)).to_be_visible()
    rows.filter(has_text="赵启明").first.click()
    expect(one.get_by_text("2 calls", exact=True)).to_be_visible()


def test_a_number_of_a_colleague_leads_to_the_directory(page: Page) -> None:
    _rows(page).filter(has_text="秦峰").click()
    page.get_by_role("button", name="详情").click()
    expect(page.get_by_role("region", name="联系人详情").get_by_role("heading", name="秦峰")).to_be_visible()


def test_arrow_keys_walk_and_enter_calls_back(stage: Stage, page: Page) -> None:
    _rows(page).first.click()
    page.keyboard.press("ArrowDown")
    expect(_rows(page).nth(1)).to_be_focused()
    expect(page.get_by_role("region", name="与这个号码的通话").get_by_role("heading", name="张珊")).to_be_visible()
    page.keyboard.press("Enter")
    assert stage.requests("POST", "/api/calls") == [{"number": "8014", "person_id": "yf8014"}]


def test_more_calls_come_in_while_scrolling(stage: Stage) -> None:
    stage.script(MANY)
    page = stage.open()
    page.keyboard.press("Control+1")
    expect(_rows(page)).to_have_count(50)
    for expected in (100, 150, 180):
        page.get_by_role("list", name="通话").evaluate("list => list.scrollTo(0, list.scrollHeight)")
        expect(_rows(page)).to_have_count(expected)


def test_a_list_whose_first_calls_are_one_line_reads_on_until_it_is_full(stage: Stage) -> None:
    stage.script(MANY)
    stage.script("bridge.rows.slice(0, 120).forEach((row) => Object.assign(row, bridge.rows[0], {id: row.id}));")
    page = stage.open()
    page.keyboard.press("Control+1")
    expect(_rows(page).first).to_contain_text("(120)")
    expect(_rows(page)).to_have_count(31)


def test_a_new_call_appears_at_the_top_and_what_was_read_stays(stage: Stage, page: Page) -> None:
    stage.tell('bridge.rows = [{...bridge.rows[2], id: 200, name: "新来的", canonical: "new"}, ...bridge.rows]')
    stage.push("HistoryChanged", {"revision": 2, "missed": 0})
    expect(_rows(page).first).to_contain_text("新来的")
    expect(_rows(page)).to_have_count(11)


@pytest.mark.parametrize(
    ("name", "words"), [("全部", "还没有通话。"), ("未接", "没有未接来电"), ("拨打", "还没有拨打过电话")]
)
def test_an_empty_list_says_so(stage: Stage, name: str, words: str) -> None:
    stage.script("bridge.rows = []; bridge.state.history.missed = 0;")
    page = stage.open()
    page.keyboard.press("Control+1")
    page.get_by_role("radio", name=name).click()
    expect(page.get_by_text(words)).to_be_visible()


def test_a_history_that_cannot_be_read_offers_to_try_again(stage: Stage) -> None:
    stage.script('bridge.script("GET", "/api/history?", 507, {error: {code: "storage_failed", detail: {}}}, 1);')
    page = stage.open()
    page.keyboard.press("Control+1")
    page.get_by_role("button", name="重试").click()
    expect(_rows(page)).to_have_count(10)
