"""Notifications on a bus of their own, with a server that presses what the test says."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.desktop import notifications
from backend.desktop.notifications import Note, Notifications
from tests.desktop_session import until
from tests.fakes.notification_server import NotificationServer

ICON = Path(notifications.__file__).parent / "icons" / "app.png"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[NotificationServer]:
    with NotificationServer() as started:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", started.address)
        yield started


@pytest.fixture
def shown(server: NotificationServer) -> Iterator[Notifications]:
    there = Notifications("stub", ICON)
    yield there
    there.stop()


def note(title: str = "张三", text: str = "来电 8014", **heard: threading.Event) -> Note:
    events = {name: heard.get(name, threading.Event()) for name in ("clicked", "answered")}
    return Note("incoming", title, text, events["clicked"].set, (("应答", events["answered"].set),), urgent=True)


def test_a_button_does_what_it_says(server: NotificationServer, shown: Notifications) -> None:
    answered = threading.Event()
    shown.show(note(answered=answered))
    until(server.shown, "a notification")
    server.press("应答")
    assert answered.wait(5)


def test_a_click_opens(server: NotificationServer, shown: Notifications) -> None:
    clicked = threading.Event()
    shown.show(note(clicked=clicked))
    until(server.shown, "a notification")
    server.press("")
    assert clicked.wait(5)


def test_the_next_of_one_name_takes_the_place_and_withdrawing_takes_it_away(
    server: NotificationServer, shown: Notifications
) -> None:
    shown.show(note("张三"))
    shown.show(note("李四"))
    until(lambda: [one.title for one in server.shown()] == ["李四"], "only the second")
    shown.withdraw("incoming")
    until(lambda: not server.shown(), "nothing is shown")
    shown.withdraw("incoming")


def test_leaving_takes_away_what_stands_there(server: NotificationServer, shown: Notifications) -> None:
    shown.show(note())
    until(server.shown, "a notification")
    shown.stop()
    assert not server.shown()


def test_a_hostile_name_is_one_short_line_and_no_markup(server: NotificationServer, shown: Notifications) -> None:
    shown.show(note("<b>\x1b[31m\u202eevil\n" + "x" * 5000, "<a href='http://evil'>8014</a> & \n more" + "y" * 5000))
    until(server.shown, "a notification")
    [it] = server.shown()
    assert it.title.startswith("<b>[31mevil x")  # a title is never markup
    assert len(it.title) <= 80
    assert it.text.startswith("&lt;a href='http://evil'&gt;8014&lt;/a&gt; &amp; more")
    assert len(it.text) < 500


@pytest.mark.parametrize("serving", [True, False])
def test_where_nobody_notifies_something_else_is_done(monkeypatch: pytest.MonkeyPatch, serving: bool) -> None:
    monkeypatch.setattr(notifications, "ANSWER_WITHIN_S", 0.3)
    with NotificationServer(serving=serving) as server:
        server.hang()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", server.address)
        told, heard = threading.Event(), list[bool]()
        there = Notifications("stub", ICON, heard.append)
        there.show(note(), if_not=told.set)
        assert told.wait(5)
        until(lambda: False in heard, "it is known that there is none")
        there.stop()


def test_without_a_bus_something_else_is_done_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all")
    told = threading.Event()
    there = Notifications("stub", ICON)
    there.show(note(), if_not=told.set)
    assert told.wait(5)
    there.stop()
    there.show(note(), if_not=told.set)
