"""What goes wrong gets a clear sentence in the window, or a clean recovery."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.desktop_session import DesktopSession, until
from tests.e2e.platform import LocalPlatform, world_with
from tests.e2e.running import in_window, sound_of
from tests.e2e.simulated_phones import LANDLINE, SimulatedPhones
from tests.e2e.user import User
from tests.program import Program
from tests.qt_program import QtProgram, free_port, page_of

SOON_S = 30  # seconds between two registrations; the shortest a client takes

pytestmark = pytest.mark.timeout(150)


@contextmanager
def _client(session: DesktopSession, playwright: Playwright, data: Path, **environment: str) -> Iterator[User]:
    """The program without its demo, in its window."""
    with QtProgram(session, "backend", "--data", str(data), **sound_of(None), **environment) as program:
        engine = program.browser(playwright)
        yield User(page_of(engine, "index.html", without="view="))
        engine.close()


@contextmanager
def _client_and_platform(
    session: DesktopSession, playwright: Playwright, folder: Path, **settings: float
) -> Iterator[tuple[User, SimulatedPhones]]:
    """The same, with a platform whose times are these."""
    (folder / "world").mkdir()
    world = world_with(folder / "world", **settings)
    with (
        LocalPlatform(folder / "platform", world) as platform,
        _client(session, playwright, folder / "data", **platform.environment) as user,
    ):
        yield user, platform.phones


def _wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10000:04d}"


def test_an_unknown_number_and_five_wrong_codes_are_told_and_a_new_code_gets_in(
    session: DesktopSession, playwright: Playwright, tmp_path: Path
) -> None:
    with _client_and_platform(session, playwright, tmp_path, code_resend_s=1) as (user, phones):
        alert = user.page.get_by_role("alert")
        user.check_number("139 9999 0000")
        expect(alert).to_contain_text("未检测到您的手机号码所注册企业")
        user.check_number()
        user.choose_enterprise()
        code = phones.hear_code()
        for left in (4, 3, 2, 1):
            user.enter_code(_wrong(code))
            expect(alert).to_contain_text(f"还可以尝试 {left} 次")
        user.enter_code(_wrong(code))
        expect(alert).to_contain_text("已失效")
        user.page.get_by_role("button", name="重新获取验证码").click()
        user.enter_code(phones.hear_code())
        user.wait_registered()


def test_an_expired_code_is_told(session: DesktopSession, playwright: Playwright, tmp_path: Path) -> None:
    times = {"code_resend_s": 1, "code_lifetime_s": 8}
    with _client_and_platform(session, playwright, tmp_path, **times) as (user, phones):
        user.check_number()
        user.choose_enterprise()
        phones.hear_code()
        expect(user.page.get_by_role("alert")).to_contain_text("验证码已过期")


def test_a_platform_that_is_not_there_is_told_and_a_retry_helps(
    session: DesktopSession, playwright: Playwright, tmp_path: Path
) -> None:
    port = free_port()
    address = {"CLOUD_SWITCHBOARD_PLATFORM": f"http://127.0.0.1:{port}"}
    with _client(session, playwright, tmp_path / "data", **address) as user:
        user.check_number()
        expect(user.page.get_by_role("alert")).to_contain_text("无法连接云总机平台")
        with LocalPlatform(tmp_path / "platform", port=port) as platform:
            user.page.get_by_role("button", name="重试").click()
            user.choose_enterprise()
            user.enter_code(platform.phones.hear_code())
            user.wait_registered()


def test_a_switchboard_that_dies_and_comes_back_is_used_again(
    session: DesktopSession, playwright: Playwright, tmp_path: Path
) -> None:
    (tmp_path / "world").mkdir()
    world = world_with(tmp_path / "world", sip_expires_s=SOON_S)
    with LocalPlatform(tmp_path / "platform", world) as first, ExitStack() as stack:
        user = stack.enter_context(_client(session, playwright, tmp_path / "data", **first.environment))
        user.register(first.phones)
        first.process.kill()
        first.process.wait()
        second = stack.enter_context(LocalPlatform(tmp_path / "platform", world))
        user.dial("8014")
        user.wait_talking()
        user.hang_up()
        until(lambda: _rings(user, second.phones), "a caller reaches us again", SOON_S + 10)


def _rings(user: User, phones: SimulatedPhones) -> bool:
    """Call from outside as long as it is refused; does the page ring?"""
    if phones.handset(LANDLINE)["state"] == "idle":
        phones.tell(LANDLINE, "dial", number="8057")
    return user.page.get_by_role("button", name="应答").is_visible()


def test_a_second_start_raises_the_first_and_ends(
    session: DesktopSession, playwright: Playwright, registered: Path
) -> None:
    with in_window(session, playwright, None, registered) as running:
        session.close("云总机")
        until(lambda: not session.windows("云总机"), "the window is hidden in the tray")
        again = ("backend", "demo", "--data", str(registered))
        with Program(session.home / "second.log", session.environment, *again) as second:
            assert second.leave() == 0
            assert "云总机已在运行" in second.said()
        session.window("云总机")
        assert running.program.process.poll() is None


def test_a_corrupt_history_is_kept_aside_and_told(
    session: DesktopSession, playwright: Playwright, registered: Path
) -> None:
    history = next(registered.glob("**/history.db"))
    for beside in history.parent.glob("history.db-*"):
        beside.unlink()
    history.write_bytes(b"this is no database" * 500)
    with in_window(session, playwright, None, registered) as running:
        running.user.wait_registered()
        expect(running.user.page.get_by_text("通话记录文件已损坏")).to_be_visible()
        running.user.dial("8014")
        running.user.wait_talking()
        running.user.hang_up()
        expect(running.user.history()).to_have_count(1)
    assert any(b"this is no database" in path.read_bytes() for path in history.parent.iterdir() if path != history)
    with sqlite3.connect(history) as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    database.close()
