"""The archive that replaces itself, in its real window: what is refused, what is installed, and what is taken back."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, Error, Playwright, expect

from tests.desktop_session import DesktopSession, until
from tests.e2e.simulated_phones import SimulatedPhones
from tests.e2e.user import User
from tests.program import ROOT
from tests.qt_program import QtProgram, page_of

pytestmark = [pytest.mark.long, pytest.mark.alone, pytest.mark.timeout(1800)]
PICTURES = ROOT / "build" / "bundle-stories"
TITLE = "云总机"
SLOW_MS = 240_000  # hundreds of megabytes are packed, fetched and unpacked
REFUSED = {
    "list": "下载的更新与发布者的签名不符",
    "replayed": "更新服务给出的是旧的版本信息",
    "expired": "更新服务的版本信息已过期",
    "stranger": "更新不是由本程序的发布者签名的",
    "older": "更新服务给出的版本比现在的旧",
    "unreachable": "暂时无法连接更新服务",
}


@pytest.fixture
def home(archive: Path, tmp_path: Path) -> Iterator[Path]:
    """Unpacked where a path has Chinese and spaces; whatever still runs there is ended."""
    place = tmp_path / "我的 程序"
    place.mkdir()
    subprocess.run(["tar", "-xf", str(archive), "-C", str(place)], check=True)
    folder = place / "cloud-switchboard"
    _give_each_start_a_port(folder / "current" / "cloud-switchboard")
    yield folder
    for process in psutil.process_iter(["exe"]):
        if str(process.info["exe"]).startswith(str(folder)):
            os.kill(process.pid, signal.SIGKILL)


# The version before still holds its engine's port while the next one starts; the environment would give both the same.
OWN_PORT = """#!/bin/sh
export QTWEBENGINE_REMOTE_DEBUGGING=127.0.0.1:$((20000 + $$ % 30000))
exec "$(dirname -- "$(readlink -f -- "$0")")/the-program" "$@"
"""


def _give_each_start_a_port(program: Path) -> None:
    """Only to look into the windows of all versions; each next one is packed from this one, with the same beginning."""
    program.rename(program.with_name("the-program"))
    program.write_text(OWN_PORT)
    program.chmod(0o755)


class Updated:
    """The program in its window, whichever version runs at the moment."""

    def __init__(self, program: QtProgram, playwright: Playwright) -> None:
        self._program = program
        self._playwright = playwright
        self._seen = 0
        self.find()

    def find(self) -> None:
        """The window of a version that has just started, and its simulator's. Its engine says its address on standard
        error."""
        engines = until(self._new_engines, "a version with a window", SLOW_MS / 1000)
        self._seen += 1
        found = until(lambda: self._connected(engines[-1]), "its engine answers", SLOW_MS / 1000)
        assert found is not None
        self.user = User(page_of(found, "index.html", without="view=", within_s=60))
        self.user.page.get_by_role("button", name="模拟电话").first.click()
        self.simulator = page_of(found, "token=")
        self.phones = SimulatedPhones(self.simulator.url)

    def _new_engines(self) -> list[str]:
        return re.findall(r"DevTools listening on (ws://\S+)", self._program.said())[self._seen :]

    def _connected(self, engine: str) -> Browser | None:
        try:
            return self._playwright.chromium.connect_over_cdp(engine, no_defaults=True, timeout=5000)
        except Error:  # too busy with starting
            return None

    def publish(self, button: str) -> None:
        """By the button on the simulator's page."""
        self.simulator.get_by_role("button", name="更新", exact=True).click()
        offer = self.simulator.locator("[data-offer]")
        before = offer.get_attribute("data-offer") or ""
        self.simulator.get_by_role("button", name=button).click()
        expect(offer).not_to_have_attribute("data-offer", before, timeout=SLOW_MS)

    def attack(self, kind: str) -> None:
        """What the server does from now on."""
        choice = self.simulator.locator(f"input[name=attack][value={kind}]")
        choice.click()
        expect(choice).to_be_checked()

    def check(self) -> None:
        """关于, 检查新版本."""
        page = self.user.page
        page.evaluate("window.__open('about')")
        page.get_by_role("button", name="检查新版本").click()


def in_menu(home: Path, session: DesktopSession) -> str:
    """The menu entry that `install` makes, which starts the launcher by its quoted path."""
    subprocess.run([home / "install"], env=session.environment, check=True, capture_output=True)
    return (session.home / ".local/share/applications/cloud-switchboard.desktop").read_text("utf-8")


def test_m9_the_program_replaces_itself_and_keeps_everything(
    home: Path, session: DesktopSession, playwright: Playwright, tmp_path: Path
) -> None:
    assert f'Exec="{home}/cloud-switchboard" %u' in in_menu(home, session)
    arguments = ("demo", "--data", str(tmp_path / "data"), "--lang", "zh-CN")
    launcher = str(home / "cloud-switchboard")
    with QtProgram(session, "backend", *arguments, bundle=launcher, PULSE_SERVER="unix:/nonexistent") as program:
        it = Updated(program, playwright)
        it.user.register(it.phones)
        it.user.dial_person("8014", "张珊")
        it.user.wait_talking()
        it.user.hang_up()
        it.publish("发布新版本")
        _refuse_false_lists(it)
        session.photograph(TITLE, PICTURES / "refused.png")
        it.attack("archive")
        _take_update(it)
        dialog = it.user.page.get_by_role("dialog")
        expect(dialog.get_by_text(REFUSED["list"])).to_be_visible(timeout=SLOW_MS)
        dialog.get_by_role("button", name="关闭").last.click()
        it.attack("none")
        first = (home / "current").resolve().name
        _take_update(it)
        session.photograph(TITLE, PICTURES / "updating.png")
        it.find()
        second = (home / "current").resolve().name
        assert second != first
        it.user.wait_registered()  # without a code
        expect(it.user.history().first).to_contain_text("张珊")
        it.publish("立即退出")
        _take_update(it)
        log = tmp_path / "data" / "demo" / "logs" / "program.log"
        until(lambda: _came_back(log.read_text("utf-8")), "the version before starts again", SLOW_MS / 1000)
        session.photograph(TITLE, PICTURES / "taken-back.png")
        assert (home / "current").resolve().name == second


def _take_update(it: Updated) -> None:
    """更新应用 in 自动更新, which opens when there is something new."""
    it.check()
    it.user.page.get_by_role("dialog", name="自动更新").get_by_role("button", name="更新应用").click()


def _refuse_false_lists(it: Updated) -> None:
    """Each attack on the list of versions is refused in words."""
    it.check()  # an old list is known as old by whoever has seen a newer one
    expect(it.user.page.get_by_role("dialog", name="自动更新")).to_be_visible()
    it.user.page.keyboard.press("Escape")
    for kind, words in REFUSED.items():
        it.attack(kind)
        it.check()
        expect(it.user.page.get_by_role("status").filter(has_text=words).first).to_be_visible()


def _came_back(log: str) -> bool:
    """Its engine has no port to be looked into by, so its own words are asked. The page's are in tests/updates."""
    _, failed, after = log.partition("the new version does not start")
    return bool(failed) and "the phone process is up" in after
