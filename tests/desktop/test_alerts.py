"""Which notifications stand there, told from where the telephone stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

import pytest

from backend.core.errors import NotPossibleNow
from backend.core.events import CallChanged, CallEnded, Event, HistoryChanged, SettingsChanged
from backend.core.state import HistoryState, Party, Settings
from backend.core.telephone import Telephone
from backend.desktop.alerts import Alerts
from backend.desktop.notifications import Note, Notifications
from backend.desktop.standing import Standing, after
from tests.desktop.samples import call


class Shown:
    """Notifications that only stand in a list."""

    def __init__(self) -> None:
        self.notes: dict[str, Note] = {}

    def show(self, note: Note, if_not: Callable[[], object] = lambda: None) -> None:
        self.notes[note.name] = note

    def withdraw(self, name: str) -> None:
        del self.notes[name]


class Commands:
    """A telephone whose calls are already over."""

    def answer(self, call_id: str) -> None:
        raise NotPossibleNow("no_such_call")


def shown(*events: Event) -> dict[str, Note]:
    """What stands there after these events."""
    there, now = Shown(), Standing(logged_in=True)
    alerts = Alerts(cast(Notifications, there), cast(Telephone, Commands()), lambda: None, lambda: None)
    for event in events:
        now = after(now, event)
        alerts.settle(now)
    return there.notes


INCOMING, MISSED = CallChanged(call("incoming")), (CallEnded(call("ended")), HistoryChanged(HistoryState(1, 1)))


def test_a_call_is_told_by_name_number_and_main_number() -> None:
    party = Party("8014", "8014", name="李四", via="025-5799 0000")
    note = shown(INCOMING, CallChanged(replace(call("incoming"), party=party)))["incoming"]
    assert (note.title, note.text) == ("李四", "来电 8014 · 经总机 025-5799 0000")
    assert [words for words, _ in note.buttons] == ["应答", "拒接"]
    assert note.urgent


def test_the_number_of_an_unknown_caller_is_said_once() -> None:
    party = Party("025-5799 5555", "+862557995555", via="025-5799 0000")
    came = shown(CallChanged(replace(call("incoming"), party=party)))["incoming"]
    missed = shown(CallEnded(replace(call("ended"), party=party)), HistoryChanged(HistoryState(1, 1)))["missed"]
    assert (came.title, came.text) == ("025-5799 5555", "来电 · 经总机 025-5799 0000")
    assert (missed.title, missed.text) == ("025-5799 5555", "未接来电")


@pytest.mark.parametrize(
    ("events", "names"),
    [
        ([INCOMING], {"incoming"}),
        ([INCOMING, CallChanged(call("established"))], set()),
        ([INCOMING, *MISSED], {"missed"}),
        ([*MISSED, HistoryChanged(HistoryState(2, 0))], set()),
        ([HistoryChanged(HistoryState(1, 3))], set()),
        ([SettingsChanged(Settings(notifications=False)), INCOMING, *MISSED], set()),
        ([INCOMING, SettingsChanged(Settings(notifications=False))], set()),
        ([SettingsChanged(Settings(do_not_disturb=True)), *MISSED], set()),
    ],
)
def test_only_what_is_news_and_wanted_stands_there(events: list[Event], names: set[str]) -> None:
    assert set(shown(*events)) == names


def test_a_button_that_is_pressed_too_late_harms_nobody() -> None:
    [(_, answer), _] = shown(INCOMING)["incoming"].buttons
    answer()
