"""The update server on the simulator's page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.frontend.stage import ROOT, chromium
from tests.switchboard.process import Process

AXE = ROOT / "packaging" / "node_modules" / "axe-core" / "axe.min.js"
SIZE: ViewportSize = {"width": 720, "height": 600}
OVERFLOWING = """() => [...document.querySelectorAll('button, h1, h2, .badge, .seg__item')]
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth).map((one) => one.textContent)"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    process = Process(tmp_path_factory.mktemp("data"), "--client-version", "0.1.0")
    yield process
    process.kill()


@pytest.fixture(scope="module")
def page(server: Process) -> Iterator[Page]:
    with chromium() as running:
        page = running.browser.new_page(viewport=SIZE, locale="zh-CN")
        page.goto(server.ready["simulator"])
        page.get_by_role("button", name="更新", exact=True).click()
        yield page
        page.close()


def test_a_version_is_published_and_withdrawn_on_the_page(page: Page) -> None:
    offer = page.get_by_role("group", name="正在提供的版本").get_by_role("status")
    expect(offer).to_have_text("0.1.0，与云总机当前版本相同")
    page.get_by_role("button", name="发布新版本", exact=True).click()
    expect(offer).to_have_text("0.1.1，可以正常使用")
    page.get_by_role("button", name="立即退出").click()
    expect(offer).to_have_text("0.1.2，启动后立即退出")
    page.get_by_role("button", name="撤回", exact=True).click()
    expect(offer).to_have_text("0.1.0，与云总机当前版本相同")


def test_what_the_server_does_is_chosen_on_the_page(page: Page, server: Process) -> None:
    for name, attack in (("重放旧清单", "replayed"), ("错误的密钥", "stranger"), ("正常", "none")):
        page.get_by_role("radio", name=name).click()
        expect(page.get_by_role("radio", name=name)).to_be_checked()
        assert server.simulator("GET", "/api/state")[1]["updates"]["attack"] == attack


def test_the_view_has_no_overflow_and_nothing_axe_objects_to(page: Page) -> None:
    for language in ("中文", "English"):
        if page.get_by_role("button", name=language, exact=True).is_visible():
            page.get_by_role("button", name=language, exact=True).click()
        assert page.evaluate(OVERFLOWING) == []
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("async () => (await axe.run()).violations.map((one) => [one.id, one.nodes.length])")
        assert found == []
