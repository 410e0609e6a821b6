"""The Debian package on a computer with nothing on it: installed, lived with, removed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.bundle.bare_root import HOME, BareRoot
from tests.desktop_session import DesktopSession, until
from tests.e2e.running import Running
from tests.e2e.simulated_phones import SimulatedPhones
from tests.e2e.user import User
from tests.program import ROOT
from tests.qt_program import QtProgram, page_of

pytestmark = [pytest.mark.long, pytest.mark.alone, pytest.mark.timeout(1800)]
PICTURES = ROOT / "build" / "bundle-stories"
DATA = f"/{HOME}/data"
TITLE = "云总机"


def install(root: BareRoot, package: Path) -> None:
    """By apt, with what the package depends on and nothing else."""
    (root.folder / "tmp" / package.name).write_bytes(package.read_bytes())
    root.run("apt-get", "update")
    root.run("apt-get", "install", "-y", "--no-install-recommends", f"/tmp/{package.name}")


@contextmanager
def running(root: BareRoot, session: DesktopSession, playwright: Playwright) -> Iterator[Running]:
    """The installed demo on this machine's screen."""
    entrance = root.entrance("/usr/bin/cloud-switchboard", session.home / "in-the-root")
    arguments = ("demo", "--data", DATA, "--lang", "zh-CN")
    with QtProgram(session, "backend", *arguments, bundle=entrance, PULSE_SERVER="unix:/nonexistent") as program:
        engine = program.browser(playwright)
        user = User(page_of(engine, "index.html", without="view="))
        user.page.get_by_role("button", name="模拟电话").first.click()
        phones = SimulatedPhones(page_of(engine, "token=").url)
        yield Running(program, user, phones, session, engine)
        engine.close()


def call_and_transfer(it: Running, pictures: Path) -> None:
    """Register by the code that the simulated mobile hears, call, hand the call on, and find it in the history."""
    it.user.register(it.phones)
    it.user.dial_person("8014", "张珊")
    expect(it.user.call.get_by_role("button", name="静音")).to_be_visible()
    it.desktop.photograph(TITLE, pictures / "call.png")
    it.desktop.do("xdotool", "key", "ctrl+alt+m")  # a key of all programs
    expect(it.user.call.get_by_role("button", name="取消静音")).to_be_visible()
    it.user.hang_up()
    it.user.dial("02557995555")
    it.phones.wait_state("+862557995555", "ringing")
    it.phones.tell("+862557995555", "answer")
    it.user.wait_talking()
    it.user.transfer("大客户组", "张珊")
    expect(it.user.over).to_be_visible()
    expect(it.user.history().first).to_contain_text(re.compile("5799 5555"))
    it.desktop.photograph(TITLE, pictures / "history.png")


def look_for_updates(it: Running) -> None:
    """检查新版本: there is none; then there is one, which is apt's to install."""
    page = it.user.page
    page.get_by_role("button", name="检查新版本").click()
    expect(page.get_by_text("您当前已是最新版本")).to_be_visible()
    assert it.engine is not None
    simulator = page_of(it.engine, "token=")
    simulator.get_by_role("button", name="更新", exact=True).click()
    simulator.get_by_role("button", name="立即退出").click()
    expect(simulator.get_by_text("启动后立即退出").first).to_be_visible()
    page.get_by_role("button", name="检查新版本").click()
    expect(page.get_by_role("dialog").get_by_text("sudo apt update")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="关闭").last.click()


def leave(it: Running) -> None:
    """退出, in the tray's menu."""
    it.desktop.click_in_tray(-1)
    assert it.program.process.wait(10) == 0


def test_the_manuals_story_from_installation_to_purge(
    root: BareRoot, session: DesktopSession, playwright: Playwright, package: Path
) -> None:
    install(root, package)
    before = {path for path in root.files() if "cloud-switchboard" not in path}
    with running(root, session, playwright) as it:
        call_and_transfer(it, PICTURES)
        page, desktop = it.user.page, it.desktop
        desktop.close(TITLE)
        until(lambda: not desktop.windows(TITLE), "the window hides in the tray")
        desktop.click_in_tray(0)  # 打开
        desktop.window(TITLE)
        desktop.click_in_tray(2)  # 关于; between them stands the state
        expect(page.get_by_text(re.compile("版本 [0-9]"))).to_be_visible()
        desktop.photograph(TITLE, PICTURES / "about.png")
        look_for_updates(it)
        leave(it)
    with running(root, session, playwright) as it:
        page, desktop = it.user.page, it.desktop
        it.user.wait_registered()  # without a code
        expect(it.user.history().first).to_contain_text(re.compile("5799 5555"))
        desktop.click_in_tray(3)  # 注销
        expect(page.get_by_text("注销此账号？")).to_be_visible()
        desktop.photograph(TITLE, PICTURES / "log-out.png")
        page.get_by_role("button", name="注销", exact=True).click()
        expect(page.get_by_label("手机号码")).to_be_visible()
        desktop.photograph(TITLE, PICTURES / "registration.png")
        leave(it)
    root.run("apt-get", "remove", "-y", "cloud-switchboard")
    root.run("apt-get", "purge", "-y", "cloud-switchboard")
    assert root.files() - before == set()
    assert (root.folder / DATA.lstrip("/")).is_dir()
