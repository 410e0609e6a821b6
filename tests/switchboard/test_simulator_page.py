"""The simulator's page in a browser: it rings, is answered, shows the digits, dials; it says when it is cut off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.frontend.stage import ROOT, chromium
from tests.switchboard.process import Process, write_world

MOBILE, LANDLINE, ZHANG_SHAN = "+8613800008057", "+862557995555", "+8613800138000"
AXE = ROOT / "packaging" / "node_modules" / "axe-core" / "axe.min.js"
SIZE = {"width": 720, "height": 600}
WIDE = {"width": 1180, "height": 720}
OVERFLOWING = """() => [...document.querySelectorAll('button, h1, h2, .badge, .seg__item, .banner span')]
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && !one.classList.contains('ellipsis') && one.clientWidth)
  .map((one) => one.textContent)"""
PATIENCE_MS, ORDINARY_PATIENCE_MS = 20_000, 5_000


@dataclass
class Desk:
    """A page of a running switchboard; `trouble` collects what the browser complains about."""

    process: Process
    page: Page
    trouble: list[str] = field(default_factory=list)

    def phone(self, number: str) -> Locator:
        """A telephone on the page."""
        return self.page.locator(f'section[data-number="{number}"]')

    def verify(self, mobile: str = MOBILE) -> None:
        """Place a verification call."""
        status, body = self.process.post("/v1/verifications", mobile=mobile, enterprise_id="yunfan")
        assert status == 201, body

    def key(self, number: str, name: str) -> Locator:
        """A button of a telephone."""
        return self.phone(number).get_by_role("button", name=name, exact=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with chromium() as running:
        yield running.browser
    expect.set_options(timeout=ORDINARY_PATIENCE_MS)


@pytest.fixture(scope="module")
def world_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_world(tmp_path_factory.mktemp("world"), code_resend_s=0.0, codes_per_hour=1000, answer_after_s=0.1)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, world_file: Path) -> Iterator[Process]:
    process = Process(tmp_path_factory.mktemp("data"), "--world", str(world_file))
    yield process
    process.kill()


@pytest.fixture
def desk(browser: Browser, shared: Process) -> Iterator[Desk]:
    shared.simulator("POST", "/api/restart")
    with opened(browser, shared) as desk:
        yield desk
        assert desk.trouble == []


class opened:  # noqa: N801 - reads as a phrase where it is used
    """A page in a context of its own."""

    def __init__(self, browser: Browser, process: Process, query: str = "", **context: Any) -> None:
        wanted = {"viewport": SIZE, "locale": "zh-CN", **context}
        self._context = browser.new_context(**wanted)
        self._desk = Desk(process, self._context.new_page())
        page, trouble = self._desk.page, self._desk.trouble
        page.on("console", lambda said: trouble.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.goto(process.ready["simulator"] + query)
        expect(page.locator(".handset").first).to_be_visible()

    def __enter__(self) -> Desk:
        return self._desk

    def __exit__(self, *_: object) -> None:
        self._context.close()


def test_both_telephones_stand_there_idle(desk: Desk) -> None:
    expect(desk.phone(MOBILE)).to_contain_text("138 0000 8057")
    expect(desk.phone(LANDLINE)).to_contain_text("025-5799 5555")
    for number in (MOBILE, LANDLINE):
        expect(desk.phone(number).get_by_role("status")).to_have_text("空闲")
        expect(desk.key(number, "呼叫")).to_be_disabled()


def test_the_verification_call_rings_is_answered_and_its_digits_are_shown_and_copied(desk: Desk) -> None:
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.verify()
    expect(desk.phone(MOBILE).get_by_role("status")).to_contain_text("响铃")
    expect(desk.phone(MOBILE)).to_contain_text("025-5799 0000")
    expect(desk.page).to_have_title(re.compile("响铃"))
    desk.key(MOBILE, "应答").click()
    expect(desk.phone(MOBILE).get_by_role("status")).to_contain_text("通话中")
    marked = desk.phone(MOBILE).locator(".heard b").first
    expect(marked).to_have_text(re.compile(r"^\d \d \d \d$"), timeout=40_000)
    desk.key(MOBILE, "复制验证码").click()
    expect(desk.page.get_by_text("已复制")).to_be_visible()
    copied = desk.page.evaluate("navigator.clipboard.readText()")
    assert copied == marked.inner_text().replace(" ", "")
    desk.key(MOBILE, "挂断").click()
    expect(desk.phone(MOBILE).get_by_role("status")).to_have_text("空闲")
    expect(marked).to_be_visible()


def test_a_declined_call_leaves_the_telephone_idle_without_a_code(desk: Desk) -> None:
    desk.verify()
    desk.key(MOBILE, "拒接").click()
    expect(desk.phone(MOBILE).get_by_role("status")).to_have_text("空闲")
    expect(desk.phone(MOBILE).locator(".heard")).to_have_count(0)


def test_the_landline_dials_by_its_keys_and_sends_tones(desk: Desk) -> None:
    for digit in "8014":
        desk.key(LANDLINE, digit).click()
    expect(desk.phone(LANDLINE).get_by_role("textbox")).to_have_value("8014")
    desk.key(LANDLINE, "呼叫").click()
    expect(desk.phone(LANDLINE).get_by_role("status")).to_contain_text("通话中")
    expect(desk.phone(LANDLINE)).to_contain_text("张珊")
    for digit in "57":
        desk.key(LANDLINE, digit).click()
    expect(desk.phone(LANDLINE).locator(".sent kbd")).to_have_text(["5", "7"])
    desk.key(LANDLINE, "挂断").click()
    expect(desk.phone(LANDLINE).get_by_role("status")).to_have_text("空闲")


def test_the_keyboard_alone_dials_and_hangs_up(desk: Desk) -> None:
    desk.phone(LANDLINE).get_by_role("textbox").focus()
    desk.page.keyboard.type("8014")
    desk.page.keyboard.press("Enter")
    expect(desk.phone(LANDLINE).get_by_role("status")).to_contain_text("通话中")
    desk.key(LANDLINE, "5").focus()
    desk.page.keyboard.press("9")
    expect(desk.phone(LANDLINE).locator(".sent kbd")).to_have_text(["9"])
    desk.key(LANDLINE, "挂断").focus()
    desk.page.keyboard.press("Enter")
    expect(desk.phone(LANDLINE).get_by_role("status")).to_have_text("空闲")


def test_a_busy_colleague_is_said_in_words(desk: Desk) -> None:
    desk.phone(LANDLINE).get_by_role("textbox").fill("8020")
    desk.key(LANDLINE, "呼叫").click()
    expect(desk.phone(LANDLINE)).to_contain_text("对方忙线")


def test_another_outside_telephone_rings_as_a_card(desk: Desk) -> None:
    desk.verify(ZHANG_SHAN)
    card = desk.phone(ZHANG_SHAN)
    expect(card).to_contain_text("138 0013 8000")
    card.get_by_role("button", name="应答").click()
    expect(card.locator("b.num").last).to_have_text(re.compile(r"^\d \d \d \d$"), timeout=40_000)
    card.get_by_role("button", name="挂断").click()
    expect(card.get_by_role("status")).to_have_text("空闲")
    desk.page.get_by_role("button", name="重新开始").click()
    expect(card).to_have_count(0)


def test_a_colleagues_behaviour_is_switched_and_what_it_heard_can_be_played(desk: Desk) -> None:
    desk.process.simulator("POST", "/api/handsets/%2B862557995555/dial", {"number": "8014"})
    expect(desk.phone(LANDLINE).get_by_role("status")).to_contain_text("通话中")
    desk.page.get_by_role("button", name="同事").click()
    desk.page.get_by_role("searchbox").fill("张珊")
    expect(desk.page.locator(".colleague")).to_have_count(1)
    desk.page.get_by_role("combobox", name="张珊 的电话").select_option("echo")
    desk.page.get_by_role("button", name="听 张珊 的电话听到的声音").click()
    expect(desk.page.locator("audio")).to_have_attribute("src", re.compile("^blob:"))
    expect(desk.page.locator("audio")).not_to_have_js_property("readyState", 0)
    assert desk.process.simulator("GET", "/api/people/8014/behaviour")[1]["behaviour"] == "echo"
    desk.page.get_by_role("searchbox").fill("不存在")
    expect(desk.page.get_by_text("没有找到同事")).to_be_visible()


def test_a_key_that_no_longer_applies_is_explained(desk: Desk) -> None:
    desk.page.route("**/answer", lambda route: route.fulfill(status=409, json={"error": {"code": "not_now"}}))
    desk.verify()
    desk.key(MOBILE, "应答").click()
    expect(desk.page.get_by_text("这个操作现在不适用")).to_be_visible()
    assert desk.trouble[0].startswith("Failed to load resource")
    desk.trouble.clear()


def test_a_cut_connection_is_said_and_comes_back_with_the_switchboard(
    browser: Browser, tmp_path: Path, world_file: Path
) -> None:
    first = Process(tmp_path, "--world", str(world_file))
    with opened(browser, first) as desk:
        first.kill()
        expect(desk.page.get_by_role("alert")).to_contain_text("正在重新连接")
        expect(desk.key(MOBILE, "1")).to_be_disabled()
        second = Process(tmp_path, "--world", str(world_file))
        try:
            expect(desk.page.get_by_role("alert")).to_have_count(0)
            expect(desk.key(MOBILE, "1")).to_be_enabled()
        finally:
            second.kill()


def test_the_link_and_the_browser_choose_the_language_and_the_page_changes_it(
    browser: Browser, shared: Process
) -> None:
    with opened(browser, shared, locale="en-GB") as desk:
        expect(desk.phone(MOBILE)).to_contain_text("Your mobile")
        desk.page.get_by_role("button", name="中文").click()
        expect(desk.phone(MOBILE)).to_contain_text("您的手机")
        assert desk.page.evaluate("document.documentElement.lang") == "zh-CN"
        desk.page.reload()
        expect(desk.phone(MOBILE)).to_contain_text("您的手机")
    with opened(browser, shared, "&lang=en") as desk:
        expect(desk.phone(MOBILE)).to_contain_text("Your mobile")


@pytest.mark.parametrize("wanted", ["light", "dark"])
def test_the_link_or_the_system_chooses_the_theme(browser: Browser, shared: Process, wanted: Any) -> None:
    with opened(browser, shared, color_scheme=wanted) as desk:
        assert desk.page.evaluate("document.documentElement.dataset.theme") == wanted
    other = "light" if wanted == "dark" else "dark"
    with opened(browser, shared, f"&theme={wanted}", color_scheme=other) as desk:
        assert desk.page.evaluate("document.documentElement.dataset.theme") == wanted


@pytest.mark.parametrize("size", [SIZE, WIDE], ids=["window", "wide"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_nothing_overflows_and_everything_has_a_name_and_enough_contrast(
    browser: Browser, shared: Process, language: str, theme: str, size: Any
) -> None:
    shared.simulator("POST", "/api/restart")
    with opened(browser, shared, f"&lang={language}&theme={theme}", viewport=size) as desk:
        desk.verify(ZHANG_SHAN)
        desk.process.simulator("POST", "/api/handsets/%2B862557995555/dial", {"number": "8014"})
        expect(desk.phone(ZHANG_SHAN)).to_have_attribute("data-state", "ringing")
        expect(desk.phone(LANDLINE)).to_have_attribute("data-state", "talking")
        check(desk)
        if size is SIZE:
            desk.page.get_by_role("button", name=re.compile("同事|Colleagues")).click()
            expect(desk.page.get_by_role("searchbox")).to_be_visible()
            check(desk)
        assert desk.trouble == []


def check(desk: Desk) -> None:
    assert desk.page.evaluate(OVERFLOWING) == []
    assert desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(desk) == []


def violations(desk: Desk) -> Any:
    """What axe-core objects to: rule and elements."""
    desk.page.evaluate(AXE.read_text(encoding="utf-8"))
    return desk.page.evaluate(
        "async () => (await axe.run()).violations.map((one) => [one.id, one.nodes.map((node) => node.html)])"
    )


def test_the_checks_see_a_nameless_button_and_a_text_that_is_cut(desk: Desk) -> None:
    desk.page.evaluate("""() => {
        const button = document.querySelector('.handset button:enabled');
        button.textContent = '';
        const title = document.querySelector('.handset h2');
        title.className = '';
        title.style.cssText = 'width: 20px; white-space: nowrap';
    }""")
    assert "button-name" in {rule for rule, _ in violations(desk)}
    assert desk.page.evaluate(OVERFLOWING) == ["您的手机"]
