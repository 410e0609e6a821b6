"""The real windows, with a stub page in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, Playwright, expect

from tests.desktop_session import DesktopSession, until
from tests.qt_program import QtProgram, page_of

OBJECTS_OF_THE_CHANNEL = """() => new Promise((done) => {
    qt.webChannelTransport.onmessage = (message) => done(JSON.parse(message.data).data);
    qt.webChannelTransport.send(JSON.stringify({ type: 3, id: 1 }));
})"""
WORK_AREA = (1366, 850)


def test_the_window_stands_in_the_size_of_registration_and_grows_when_it_is_done(
    session: DesktopSession, stub: QtProgram
) -> None:
    before = session.window("stub main")
    assert (before.width, before.height) == (440, 560)
    stub.tell("account yes")
    stub.tell("step done")
    until(lambda: session.window("stub main").width == 1040, "the large window")
    assert session.window("stub main").height == 700
    stub.tell("account no")
    until(lambda: session.window("stub main").width == 440, "the small window again")
    after = session.window("stub main")
    assert (after.x, after.y) == (before.x, before.y)


def test_the_page_reaches_the_program_by_the_bridge(main_page: Page) -> None:
    main_page.wait_for_function("() => window.answer")
    assert main_page.evaluate("window.answer") == {"status": 200, "body": {"asked": "GET /api/state"}}


def test_a_push_reaches_both_pages(stub: QtProgram, main_page: Page, incoming_page: Page) -> None:
    stub.tell("call incoming 8014")
    expect(main_page.locator("#number")).to_have_text("8014")
    expect(incoming_page.locator("#number")).to_have_text("8014")


def test_an_incoming_call_is_shown_in_the_corner_without_taking_the_focus(
    session: DesktopSession, stub: QtProgram, incoming_page: Page
) -> None:
    until(lambda: session.active_window() == "stub main", "the main window has the focus")
    stub.tell("call incoming 8014")
    shown = session.window("stub incoming")
    assert (shown.width, shown.height) == (360, 200)
    assert (shown.x + shown.width, shown.y + shown.height) == (WORK_AREA[0] - 16, WORK_AREA[1] - 16)
    incoming_page.wait_for_function("() => document.visibilityState === 'visible'")
    assert session.active_window() == "stub main"


def test_the_incoming_window_leaves_when_the_call_is_answered(session: DesktopSession, stub: QtProgram) -> None:
    stub.tell("call incoming 8014")
    session.window("stub incoming")
    stub.tell("call established 8014")
    until(lambda: not session.windows("stub incoming"), "the small window is gone")


def test_the_incoming_window_leaves_when_the_caller_gives_up_and_serves_the_next_call(
    session: DesktopSession, stub: QtProgram, incoming_page: Page
) -> None:
    for number in ("8014", "8015"):
        stub.tell(f"call incoming {number}")
        session.window("stub incoming")
        expect(incoming_page.locator("#number")).to_have_text(number)
        stub.tell("call ended")
        until(lambda: not session.windows("stub incoming"), "the small window is gone")


def test_the_close_button_hides_to_the_tray_and_a_second_start_brings_it_back(
    session: DesktopSession, stub: QtProgram, main_page: Page
) -> None:
    session.close("stub main")
    until(lambda: not session.windows("stub main"), "the window is hidden")
    assert stub.process.poll() is None
    stub.tell("raise_window")
    session.window("stub main")
    until(lambda: session.active_window() == "stub main", "the window has the focus")


def test_an_answered_call_brings_the_hidden_window_back(session: DesktopSession, stub: QtProgram) -> None:
    session.close("stub main")
    until(lambda: not session.windows("stub main"), "the window is hidden")
    stub.tell("call incoming 8014")
    session.window("stub incoming")
    stub.tell("call established 8014")
    session.window("stub main")


def test_quitting_ends_the_program_with_code_0(stub: QtProgram) -> None:
    stub.tell("quit")
    assert stub.leave() == 0


def test_a_polite_end_of_the_process_is_an_exit(stub: QtProgram) -> None:
    stub.process.terminate()
    assert stub.leave() == 0


def test_closing_without_a_tray_ends_the_program_which_said_so(tmp_path: Path) -> None:
    with (
        DesktopSession(tmp_path / "home", tray=False) as session,
        QtProgram(session, "tests.desktop.stub_program") as program,
    ):
        session.window("stub main")
        until(lambda: "没有系统托盘" in program.said(), "the program says that there is no tray")
        session.close("stub main")
        assert program.leave() == 0


def test_a_page_cannot_leave_its_address(main_page: Page) -> None:
    home = main_page.url
    main_page.evaluate("() => { window.stayed = true; location.href = 'http://127.0.0.1:9/'; }")
    main_page.evaluate("() => { window.open('http://127.0.0.1:9/'); location.href = 'file:///etc/hosts'; }")
    main_page.wait_for_function("() => new Promise(done => setTimeout(() => done(true), 300))")
    assert main_page.url == home
    assert main_page.evaluate("window.stayed") is True


def test_a_page_whose_process_dies_is_loaded_again(stub: QtProgram, playwright: Playwright) -> None:
    before = stub.browser(playwright)
    page = page_of(before, "index.html", without="view=")
    page.evaluate("window.mark = 1")
    with pytest.raises(Error, match="crash"):
        page.context.new_cdp_session(page).send("Page.crash")
    until(lambda: "loading it again" in stub.said(), "the program has noticed")
    before.close()
    after = stub.browser(playwright)
    page = page_of(after, "index.html", without="view=")
    page.wait_for_function("() => window.answer && !window.mark")
    stub.tell("call incoming 8014")
    expect(page.locator("#number")).to_have_text("8014")
    after.close()


def test_the_simulator_opens_once_has_no_bridge_and_is_told_what_the_user_chooses(
    session: DesktopSession, playwright: Playwright
) -> None:
    page = "data:text/html,<title>stub simulator</title>"
    with QtProgram(session, "tests.desktop.stub_program", page) as program:
        session.window("stub main")
        program.tell("open_simulator")
        program.tell("open_simulator")
        session.window("stub simulator")
        browser = program.browser(playwright)
        simulator = page_of(browser, "simulator")
        assert simulator.evaluate("typeof pywebview") == "undefined"
        assert simulator.evaluate(OBJECTS_OF_THE_CHANNEL) == {}
        simulator.evaluate("() => { window.__choose = (choice) => { window.chosen = choice; }; }")
        program.tell("settings en dark")
        simulator.wait_for_function("() => window.chosen")
        assert simulator.evaluate("window.chosen") == {"language": "en", "theme": "dark"}
        browser.close()
        assert len(session.windows("stub simulator")) == 1
