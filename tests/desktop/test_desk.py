"""Life on a desk: the tray and its menu, the window's place, calls that come in while one does something else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from tests.desktop_session import DesktopSession, until
from tests.fakes.notification_server import NotificationServer
from tests.program import Program
from tests.qt_program import STARTED_S, QtProgram, page_of

STUB = "tests.desktop.stub_program"
WORK_AREA = (1366, 850)


@contextmanager
def started(session: DesktopSession, *arguments: str, **environment: str) -> Iterator[QtProgram]:
    """The stub program, with its icon in the tray."""
    with QtProgram(session, STUB, *arguments, **environment) as program:
        until(session.tray_icons, "an icon in the tray", STARTED_S)
        yield program


@dataclass(frozen=True)
class Desk:
    """A desktop with the stub program, for tests that leave it as they found it."""

    session: DesktopSession
    stub: QtProgram


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with DesktopSession(tmp_path_factory.mktemp("desk") / "home") as session, started(session) as stub:
        session.window("stub main")
        yield Desk(session, stub)


def told(program: QtProgram, what: str) -> str:
    """The next line that begins so."""
    while not (line := program.next_line()).startswith(what):
        pass
    return line


def log_in(session: DesktopSession, program: QtProgram) -> None:
    program.tell("account yes")
    program.tell("step done")
    until(lambda: session.window("stub main").width == 1040, "the large window")


def test_typing_goes_on_in_another_program_while_a_call_comes_in(desk: Desk) -> None:
    session = desk.session
    with Program(session.home / "typist.log", session.environment, "tests.desktop.typist") as typist:
        session.window("somebody writes")
        session.do("wmctrl", "-a", "somebody writes")
        until(lambda: session.active_window() == "somebody writes", "the other program has the focus")
        session.do("xdotool", "type", "before ")
        desk.stub.tell("call incoming 8014")
        session.window("stub incoming")
        session.do("xdotool", "type", "while it rings")
        until(lambda: typist.next_line() == "before while it rings", "all of it was typed there")
        assert session.active_window() == "somebody writes"
    desk.stub.tell("call ended")
    until(lambda: not session.windows("stub incoming"), "the small window is gone")


def test_the_keys_of_all_programs_work_while_one_writes_in_another(desk: Desk) -> None:
    session, stub = desk.session, desk.stub
    stub.tell("setting key_dial=Ctrl+Alt+D")
    with Program(session.home / "writer.log", session.environment, "tests.desktop.typist") as typist:
        session.window("somebody writes")
        session.do("wmctrl", "-a", "somebody writes")
        until(lambda: session.active_window() == "somebody writes", "the other program has the focus")
        stub.tell("call incoming 8014")
        session.window("stub incoming")
        session.do("xdotool", "key", "ctrl+alt+a")
        assert told(stub, "answer") == "answer c1"
        stub.tell("call established 8014")
        until(lambda: not session.windows("stub incoming"), "the small window is gone")
        session.do("xdotool", "type", "025-5799 0000")
        until(lambda: typist.next_line() == "025-5799 0000", "answering has not taken the focus")
        assert session.active_window() == "somebody writes"
        session.do("xdotool", "key", "ctrl+a")
        session.do("xdotool", "key", "ctrl+alt+d")
        assert told(stub, "open_link") == "open_link tel:025-5799 0000"  # to be confirmed in the window
    session.do("xdotool", "key", "ctrl+alt+m")
    assert told(stub, "mute") == "mute c1 True"
    stub.tell("call ended")
    stub.tell("offers")
    assert json.loads(told(stub, "["))[4:] == [["answer", "hang_up", "mute", "dial"], []]


def test_m9_m10_m11_the_tray_menu_opens_the_window_about_log_out_and_exit(
    session: DesktopSession, stub: QtProgram, main_page: Page
) -> None:
    stub.tell("registration registered")
    log_in(session, stub)
    session.close("stub main")
    until(lambda: not session.windows("stub main"), "the window is hidden")
    for row, opened in ((0, ""), (2, "about"), (3, "about logout")):  # row 1 says the state
        session.click_in_tray(row)
        session.window("stub main")
        main_page.wait_for_function(f"() => window.opened.join(' ') === '{opened}'")
        session.do("wmctrl", "-i", "-c", session.window("stub main").id)
        until(lambda: not session.windows("stub main"), "the window is hidden again")
    session.choose_in_tray(4)  # by keys
    assert stub.leave() == 0


def test_a_left_click_on_the_icon_opens_the_window(desk: Desk) -> None:
    desk.session.close("stub main")
    until(lambda: not desk.session.windows("stub main"), "the window is hidden")
    desk.session.click_tray(1)
    desk.session.window("stub main")


def test_closing_is_told_once_and_notifications_answer_and_vanish_like_the_window(session: DesktopSession) -> None:
    with (
        NotificationServer() as server,
        started(session, DBUS_SESSION_BUS_ADDRESS=server.address) as program,
    ):
        session.close("stub main")
        until(server.shown, "the hint")
        assert server.shown()[0].title == "云总机仍在运行"
        assert told(program, "change_settings") == 'change_settings {"tray_told": true}'
        program.tell("setting tray_told=yes")
        program.tell("raise_window")
        session.window("stub main")
        until(lambda: not server.shown(), "it is no longer so")
        session.close("stub main")
        program.tell("call incoming 8014")
        until(server.shown, "the call")
        assert [(one.title, one.text) for one in server.shown()] == [("8014", "来电")]
        server.press("应答")
        assert told(program, "answer") == "answer c1"
        program.tell("call established 8014")
        until(lambda: not session.windows("stub incoming"), "the small window is gone")
        program.tell("call ended")
        program.tell("missed 1")
        until(server.shown, "the missed call")
        server.press("回拨")
        session.window("stub main")
        program.tell("call incoming 8015")
        until(server.shown, "another call")
        program.tell("call established 8015")  # answered in the window
        until(lambda: not server.shown(), "nothing is shown")
        program.tell("offers")
        assert json.loads(told(program, "["))[:3] == [True, True, True]


def test_the_window_comes_back_where_it_stood(session: DesktopSession, playwright: Playwright) -> None:
    with started(session) as program:
        log_in(session, program)
        browser = program.browser(playwright)
        page = page_of(browser, "index.html", without="view=")
        session.do("wmctrl", "-r", "stub main", "-e", "0,200,40,900,600")
        until(lambda: session.window("stub main").width == 900, "the size the user chose")
        page.wait_for_function("() => innerWidth === 900 && innerHeight === 600")  # the program has seen it too
        browser.close()
        before = session.window("stub main")
        program.tell("quit")
        assert program.leave() == 0
    with started(session, "--somebody") as program:
        until(lambda: replace(session.window("stub main"), id=before.id) == before, "the same place")
        session.do("wmctrl", "-r", "stub main", "-b", "add,maximized_vert,maximized_horz")
        until(lambda: session.window("stub main").width == WORK_AREA[0], "maximised")
        session.close("stub main")
        until(lambda: not session.windows("stub main"), "the window is hidden")
        program.tell("account no")
        program.tell("raise_window")
        until(lambda: session.window("stub main").width == 440, "the small window of the registration")
        program.tell("account yes")
        until(lambda: session.window("stub main").width == WORK_AREA[0], "maximised again")


def _is_whole(session: DesktopSession) -> bool:
    """Is the main window on the screen with all of its frame?"""
    shown = session.window("stub main").id
    inside = session.do("xwininfo", "-id", shown)
    x, y, width, height = (int(one) for one in re.findall(r"(?:Absolute upper-left .|Width|Height): +(-?\d+)", inside))
    frame = session.do("xprop", "-id", shown, "_NET_FRAME_EXTENTS").partition("=")[2]
    left, right, top, bottom = (int(one) for one in frame.split(","))
    return min(x - left, y - top) >= 0 and x + width + right <= WORK_AREA[0] and y + height + bottom <= WORK_AREA[1]


@pytest.mark.parametrize("scale", [1.5, pytest.param(2.0, marks=pytest.mark.long)])
def test_on_a_fine_screen_everything_is_larger_and_still_fits(session: DesktopSession, scale: float) -> None:
    with started(session, QT_SCALE_FACTOR=str(scale)) as program:
        until(lambda: _is_whole(session), "all of the registration")
        program.tell("account yes")
        program.tell("step done")
        until(lambda: session.window("stub main").width > WORK_AREA[0] - 50, "as large as fits")
        until(lambda: _is_whole(session), "all of the large window")
        program.tell("call incoming 8014")
        small = session.window("stub incoming")
        assert (small.width, small.height) == (360 * scale, 200 * scale)
        assert WORK_AREA[0] - (small.x + small.width) == pytest.approx(16 * scale, abs=2)


def test_the_call_is_shown_in_the_corner_that_was_chosen(desk: Desk) -> None:
    for corner, place in (("top_left", (16, 16)), ("bottom_left", (16, 634)), ("top_right", (990, 16))):
        desk.stub.tell(f"setting incoming_corner={corner}")
        desk.stub.tell("call incoming 8014")
        shown = desk.session.window("stub incoming")
        desk.stub.tell("call ended")
        assert (shown.x, shown.y) == place
        until(lambda: not desk.session.windows("stub incoming"), "the small window is gone")


def test_the_window_stays_above_the_others_in_a_call_where_that_is_chosen(desk: Desk) -> None:
    def states() -> str:
        return desk.session.do("xprop", "-id", desk.session.window("stub main").id, "_NET_WM_STATE")

    desk.stub.tell("setting on_top_in_call=yes")
    desk.stub.tell("call calling 8014")
    until(lambda: "_NET_WM_STATE_ABOVE" in states(), "above the others")
    desk.stub.tell("call ended")
    until(lambda: "_NET_WM_STATE_ABOVE" not in states(), "no more")


@pytest.mark.long
def test_started_hidden_only_the_icon_is_seen(session: DesktopSession) -> None:
    with started(session, "--hidden") as program:
        assert not session.windows("stub main")
        program.tell("raise_window")
        session.window("stub main")


@pytest.mark.long
def test_started_hidden_without_a_tray_the_window_is_shown_and_a_later_tray_is_taken(tmp_path: Path) -> None:
    with DesktopSession(tmp_path / "home", tray=False) as session, QtProgram(session, STUB, "--hidden") as program:
        assert told(program, "notice no_tray") == "notice no_tray True"
        session.window("stub main", within_s=15)
        session.start_tray()
        assert told(program, "notice no_tray") == "notice no_tray False"
        assert session.tray_icons()
        session.close("stub main")
        until(lambda: not session.windows("stub main"), "the window is hidden")


def test_closing_quits_where_that_is_chosen_but_ends_no_call(session: DesktopSession, stub: QtProgram) -> None:
    stub.tell("setting close_to_tray=no")
    stub.tell("call calling 8014")
    session.close("stub main")
    until(lambda: not session.windows("stub main"), "hidden, since a call is live")
    stub.tell("call ended")
    stub.tell("raise_window")
    session.window("stub main")
    session.close("stub main")
    assert stub.leave() == 0
