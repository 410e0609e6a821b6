"""The simulator's page beside a scripted switchboard: keys that stay in sight, the mobile app, the things to try."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.frontend.stage import ROOT, Theatre

FAKE = ROOT / "tests" / "fakes" / "simulator.js"
AXE = ROOT / "packaging" / "node_modules" / "axe-core" / "axe.min.js"
WINDOW = {"width": 720, "height": 600}
WIDE = {"width": 1180, "height": 720}
HANDSET = "/api/handsets/+8613800008057/client"
# Of every telephone: what is cut off by the telephone, by what holds it, or by the window.
CUT = """() => [...document.querySelectorAll(".handset button, .handset input")].filter((one) => {
  const box = one.getBoundingClientRect(), phone = one.closest(".handset").getBoundingClientRect();
  return box.bottom > Math.min(phone.bottom, innerHeight) || box.right > phone.right || box.height < 24;
}).map((one) => one.textContent)"""
WIDER = """() => [...document.querySelectorAll("button, h1, h2, h3, .badge, p, b")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth && !one.matches(".ellipsis, .ellipsis *"))
  .map((one) => one.textContent)"""


@pytest.fixture
def page(theatre: Theatre) -> Iterator[Page]:
    yield from _opened(theatre, WINDOW)


def _opened(theatre: Theatre, size: Any, query: str = "") -> Iterator[Page]:
    context = theatre.browser.new_context(viewport=size, locale="zh-CN", reduced_motion="reduce")
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda said: trouble.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.add_init_script(path=FAKE)
    page.goto(f"{theatre.address}/simulator/index.html?token=t{query}")
    expect(page.locator(".handset").first).to_be_visible()
    yield page
    context.close()
    assert trouble == []


def _tell(page: Page, script: str) -> Any:
    return page.evaluate(f"() => window.__simulator.{script}")


def _asked(page: Page) -> list[Any]:
    asked: list[Any] = _tell(page, "requests")
    return asked


def _app(page: Page) -> Locator:
    page.get_by_role("button", name="手机客户端").click()
    return page.get_by_role("group", name="手机客户端 138 0000 8057")


@pytest.mark.parametrize("others", [0, 1, 2, 5])
def test_the_keys_of_both_telephones_stay_in_sight_whoever_else_rings(page: Page, others: int) -> None:
    _tell(page, f"others({others})")
    expect(page.locator(".outside")).to_have_count(others)
    assert page.evaluate(CUT) == []
    assert page.evaluate("document.scrollingElement.scrollHeight <= innerHeight")
    if others:
        expect(page.locator(".outside").last).to_be_attached()
        page.locator(".outside").last.scroll_into_view_if_needed()
        expect(page.locator(".outside").last).to_be_in_viewport()


def test_a_long_announcement_scrolls_on_the_screen_and_leaves_the_keys_where_they_are(page: Page) -> None:
    _tell(page, 'landline("+862557990000", [..."一二三四五六七八九"])')
    _tell(page, "others(2)")
    expect(page.get_by_role("log").get_by_text("九")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("log").get_by_text("一")).not_to_be_in_viewport()
    assert page.evaluate(CUT) == []
    for card in page.locator(".outside").all():
        expect(card).to_be_in_viewport(ratio=1)


def test_numbers_are_written_as_people_write_them_and_service_numbers_have_their_names(page: Page) -> None:
    _tell(page, 'landline("02557990000", [])')
    expect(page.locator(".handset").last).to_contain_text("上次去电 025-5799 0000")
    _tell(page, 'telephone("110")')
    expect(page.get_by_role("region", name="报警 110")).to_be_visible()
    _tell(page, 'telephone("95588")')
    expect(page.get_by_role("region", name="服务号码 95588")).to_be_visible()


def test_the_program_tells_the_open_page_which_language_and_theme_its_user_chose(page: Page) -> None:
    page.evaluate('window.__choose({ language: "en", theme: "dark" })')
    expect(page.get_by_role("heading", name="Phone simulator")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.get_by_role("heading", name="Phone simulator")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_to_whom_the_main_number_put_a_telephone_through_is_shown_on_it_and_beside_the_colleague(page: Page) -> None:
    _tell(page, 'landline("02557990000", [], {state: "talking", peer_name: "江苏云帆科技有限公司"})')
    landline = page.locator(".handset").last
    expect(landline).to_contain_text("去电 025-5799 0000 · 江苏云帆科技有限公司")
    _tell(
        page, 'tell("person", {...window.__simulator.scene.people[0], call: {state: "talking", peer: "+862557995555"}})'
    )
    expect(landline).to_contain_text("去电 025-5799 0000 → 8014 张珊")
    page.get_by_role("button", name="同事").click()
    expect(page.locator(".colleague")).to_contain_text("通话中025-5799 5555")


def test_the_list_of_things_to_try_walks_through_the_manual(page: Page) -> None:
    page.get_by_role("button", name="试一试").click()
    tries = page.get_by_role("region", name="试一试")
    titles = ["登记", "通讯录", "拨打", "经总机来电", "呼叫转接", "呼叫权限", "多个客户端", "回拨到手机", "更新"]
    assert tries.get_by_role("heading", level=3).all_text_contents() == titles
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="A call by the main number")).to_be_visible()


def test_the_app_logs_in_by_a_code_that_is_heard_on_the_mobile(page: Page) -> None:
    app = _app(page)
    expect(app.get_by_role("status")).to_have_text("未登录")
    expect(app).to_contain_text("分机 257 · 电脑和手机可同时登录")
    app.get_by_role("button", name="登录 苏州蓝鲸物流有限公司").click()
    _tell(page, 'client({state: "verifying", enterprise_id: "lanjing", extension: "257"})')
    expect(app).to_contain_text("请在“话机”里应答总机的来电")
    _tell(page, 'client({state: "in", enterprise_id: "lanjing", extension: "257", mode: "network", registered: true})')
    expect(app).to_contain_text("苏州蓝鲸物流有限公司 · 分机 257")
    app.get_by_role("button", name="回拨到手机").click()
    app.get_by_role("button", name="退出登录").click()
    page.wait_for_function("window.__simulator.requests.length === 3")
    assert _asked(page) == [
        ["POST", f"{HANDSET}/log_in", {"enterprise_id": "lanjing"}],
        ["POST", f"{HANDSET}/mode", {"mode": "callback"}],
        ["POST", f"{HANDSET}/log_out", {}],
    ]


def test_the_mode_is_shown_only_when_it_is_so(page: Page) -> None:
    app = _app(page)
    _tell(page, 'client({state: "in", enterprise_id: "lanjing", extension: "257", mode: "network", registered: true})')
    callback = app.get_by_role("button", name="回拨到手机")
    callback.click()
    expect(callback).to_have_attribute("aria-pressed", "false")
    _tell(page, 'client({state: "in", enterprise_id: "lanjing", extension: "257", mode: "callback"})')
    expect(callback).to_have_attribute("aria-pressed", "true")
    expect(app).to_contain_text("来电时，手机本身响铃；拨打时，总机先呼叫手机。电脑上也登录时，电脑一起响铃。")
    _tell(page, 'client({state: "in", enterprise_id: "yunfan", extension: "8057", mode: "network", registered: true})')
    expect(app).to_contain_text("来电时，手机客户端响铃。")
    expect(app).not_to_contain_text("电脑")


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("replaced", "已在另一台设备登录"),
        ("code_missed", "没有听到验证码"),
        ("code_too_soon", "请在 42 秒后再试"),
        ("a_code_of_tomorrow", "没有登录成功（a_code_of_tomorrow）"),
    ],
)
def test_why_the_app_is_out_is_said(page: Page, reason: str, words: str) -> None:
    app = _app(page)
    _tell(page, f'client({{state: "out", reason: "{reason}", retry_after_s: 41.2}})')
    expect(app.get_by_role("alert")).to_contain_text(words)


def test_a_call_in_the_app_is_seen_from_the_telephones_too_and_answered(page: Page) -> None:
    fields = '{state: "in", enterprise_id: "lanjing", extension: "257", mode: "network", registered: true}'
    _tell(page, f'client({fields}, {{state: "ringing", direction: "in", peer: "+862557995555"}})')
    tab = page.get_by_role("button", name="手机客户端")
    expect(tab).to_contain_text("（响铃）")
    expect(page).to_have_title("（响铃）模拟电话 — 云总机")
    app = _app(page)
    expect(app).to_contain_text("025-5799 5555")
    app.get_by_role("button", name="应答").click()
    _tell(page, f'client({fields}, {{direction: "in", peer: "+862557995555", elsewhere: true}})')
    expect(app).to_contain_text("已在其他电话接听")
    app.get_by_role("textbox").fill("202")
    app.get_by_role("textbox").press("Enter")
    page.wait_for_function("window.__simulator.requests.length === 2")
    assert _asked(page) == [["POST", f"{HANDSET}/answer", {}], ["POST", f"{HANDSET}/dial", {"number": "202"}]]


def test_the_administrations_rules_are_set_beside_the_colleagues_and_shown_when_they_are_so(page: Page) -> None:
    page.get_by_role("button", name="同事").click()
    page.get_by_role("combobox", name="江苏云帆科技有限公司 的登录规则").select_option("电脑和手机可同时登录")
    page.get_by_role("button", name="张珊 的权限和呼叫方式").click()
    permission = page.get_by_role("combobox", name="张珊 的呼叫权限")
    permission.select_option("内线")
    expect(permission).to_have_value("national")
    page.get_by_role("combobox", name="张珊 的呼叫方式").select_option("回拨到手机")
    _tell(page, 'tell("person", {...window.__simulator.scene.people[0], permission: "internal", mode: "callback"})')
    expect(permission).to_have_value("internal")
    assert _asked(page) == [
        ["PUT", "/api/enterprises/yunfan/policy", {"policy": "shared"}],
        ["PUT", "/api/people/8014/rules?enterprise=yunfan", {"permission": "internal"}],
        ["PUT", "/api/people/8014/rules?enterprise=yunfan", {"mode": "callback"}],
    ]


def test_a_telephone_that_is_answered_by_a_double_click_is_answered(page: Page) -> None:
    fields = '{state: "in", enterprise_id: "lanjing", extension: "257", mode: "network", registered: true}'
    _tell(page, f'client({fields}, {{state: "ringing", direction: "in", peer: "+862557995555"}})')
    app = _app(page)
    app.get_by_role("button", name="应答").click()
    _tell(page, f'client({fields}, {{state: "talking", direction: "in", peer: "+862557995555"}})')
    expect(app.get_by_role("button", name="挂断")).to_be_visible()
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)
    assert _asked(page) == [["POST", f"{HANDSET}/answer", {}]]


def test_a_refused_command_is_said(page: Page) -> None:
    app = _app(page)
    _tell(page, 'refusals.push("not_now")')
    app.get_by_role("button", name="登录 江苏云帆科技有限公司").click()
    expect(page.get_by_text("这个操作现在不适用")).to_be_visible()


@pytest.mark.parametrize("size", [WINDOW, WIDE], ids=["window", "wide"])
@pytest.mark.parametrize("query", ["&lang=zh-CN&theme=light", "&lang=en&theme=dark"])
def test_nothing_is_cut_and_axe_objects_to_nothing(theatre: Theatre, size: Any, query: str) -> None:
    for page in _opened(theatre, size, query):
        fields = '{state: "in", enterprise_id: "lanjing", extension: "257", mode: "network", registered: true}'
        _tell(page, f'client({fields}, {{state: "ringing", direction: "in", peer: "+862557995555"}})')
        _tell(page, "others(3)")
        for tab in page.locator(".sim__views button").all():
            tab.click()
            assert page.evaluate(WIDER) == []
            assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
            page.evaluate(AXE.read_text(encoding="utf-8"))
            rules = "(await axe.run()).violations.map((one) => [one.id, one.nodes.map((node) => node.html)])"
            assert page.evaluate(f"async () => {rules}") == []
