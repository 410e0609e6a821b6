"""Keys that work in all programs: whom they answer, mute and hang up, and how X gives them."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import cast

import pytest

from backend.core.errors import NotPossibleNow
from backend.core.state import Call, Party, Settings, Transfer
from backend.core.telephone import Snapshot, Telephone
from backend.desktop.global_keys import ACTIONS, GlobalKeys
from backend.desktop.x11_keys import X11Keys
from backend.desktop.x11_selection import selected_text
from tests.desktop.samples import NOBODY, call
from tests.desktop_session import DesktopSession, until
from tests.program import Program


class Calls:
    """A telephone with these calls, which remembers what is done to them."""

    def __init__(self, *calls: Call) -> None:
        self._calls = calls
        self.done: list[tuple[object, ...]] = []

    def snapshot(self) -> Snapshot:
        return replace(NOBODY, calls=self._calls)

    def answer(self, call_id: str) -> None:
        self.done.append(("answer", call_id))

    def decline(self, call_id: str) -> None:
        self.done.append(("decline", call_id))

    def hang_up(self, call_id: str) -> None:
        self.done.append(("hang_up", call_id))

    def mute(self, call_id: str, on: bool) -> None:
        self.done.append(("mute", call_id, on))


class Grabber:
    """A system some of whose keys are held by others."""

    actions: tuple[str, ...] = ACTIONS

    def __init__(self, *others: str) -> None:
        self.others = others
        self.held: dict[str, str] = {}

    def take(self, chords: Mapping[str, str], taken: Callable[[frozenset[str]], None]) -> None:
        self.held = {chord: action for chord, action in chords.items() if chord not in self.others}
        taken(frozenset(chords) & frozenset(self.others))

    def stop(self) -> None:
        self.held = {}


def keys(telephone: object = None, heard: list[str] | None = None) -> GlobalKeys:
    told = heard if heard is not None else []
    return GlobalKeys(cast(Telephone, telephone), lambda: told.append("dial"), lambda: told.append("changed"))


TALK, RINGS = call("established", call_id="c1"), call("incoming", call_id="c2")
LEAVES = replace(TALK, transfer=Transfer(Party("8020", "8020")))


@pytest.mark.parametrize(
    ("calls", "action", "done"),
    [
        ((RINGS,), "answer", [("answer", "c2")]),
        ((TALK, RINGS), "answer", [("answer", "c2")]),
        ((TALK,), "answer", []),
        ((RINGS,), "hang_up", [("decline", "c2")]),
        ((TALK, RINGS), "hang_up", [("hang_up", "c1")]),
        ((call("ringing"),), "hang_up", [("hang_up", "c1")]),
        ((LEAVES,), "hang_up", []),
        ((LEAVES,), "mute", []),
        ((TALK,), "mute", [("mute", "c1", True)]),
        ((replace(TALK, muted=True),), "mute", [("mute", "c1", False)]),
        ((RINGS,), "mute", []),
        ((), "hang_up", []),
    ],
)
def test_a_key_does_what_it_says_to_the_call_it_is_for(
    calls: tuple[Call, ...], action: str, done: list[tuple[object, ...]]
) -> None:
    telephone = Calls(*calls)
    keys(telephone).press(action)
    assert telephone.done == done


def test_a_key_that_comes_too_late_does_no_harm() -> None:
    class Gone(Calls):
        def answer(self, call_id: str) -> None:
            raise NotPossibleNow("call_ended")

    keys(Gone(RINGS)).press("answer")


def test_the_keys_that_were_chosen_are_held_and_told_of_where_others_hold_them() -> None:
    heard: list[str] = []
    grabber, held = Grabber("Ctrl+Alt+A"), keys(heard=heard)
    held.start(grabber)
    held.settle(Settings())
    assert grabber.held == {"Ctrl+Alt+H": "hang_up", "Ctrl+Alt+M": "mute"}
    assert (held.conflicts, heard) == (frozenset({"answer"}), ["changed"])
    held.settle(Settings(key_answer="Ctrl+Shift+A", key_mute="", key_dial="Ctrl+Shift+A"))
    assert grabber.held == {"Ctrl+Shift+A": "answer", "Ctrl+Alt+H": "hang_up"}
    assert held.conflicts == {"dial"}  # two of one's own with one key: the first has it
    held.settle(Settings(key_answer="", key_hang_up="", key_mute=""))
    assert (grabber.held, held.conflicts) == ({}, frozenset())


def test_while_new_keys_are_pressed_none_is_held() -> None:
    grabber, held = Grabber(), keys()
    held.start(grabber)
    held.settle(Settings())
    held.pause(True, lambda job: job())
    assert grabber.held == {}
    held.settle(Settings(key_mute="Alt+Shift+9"))
    assert grabber.held == {}
    held.pause(False, lambda job: job())
    assert grabber.held == {"Ctrl+Alt+A": "answer", "Ctrl+Alt+H": "hang_up", "Alt+Shift+9": "mute"}
    held.pause(True, lambda job: job())
    held.stop()
    assert held.actions == ()


def test_what_another_program_held_is_tried_again_after_a_pause() -> None:
    grabber, held = Grabber("Ctrl+Alt+A"), keys()
    held.start(grabber)
    held.settle(Settings())
    grabber.others = ()
    held.pause(False, lambda job: job())
    assert (held.conflicts, grabber.held["Ctrl+Alt+A"]) == (frozenset(), "answer")


def test_a_system_without_such_keys_has_none() -> None:
    held = keys()
    held.start(None)
    held.settle(Settings())
    held.pause(True, lambda job: job())
    held.stop()
    assert (held.actions, held.conflicts) == ((), frozenset())


def held_by(program: X11Keys, chords: dict[str, str]) -> frozenset[str]:
    """Take these keys; returns those that others hold."""
    told: list[frozenset[str]] = []
    program.take(chords, told.append)
    return until(lambda: told, "an answer of X")[0]


def test_what_is_selected_is_read_and_a_program_that_hangs_is_not_waited_for(session: DesktopSession) -> None:
    display = session.environment["DISPLAY"]
    assert selected_text(display) == ""
    with Program(session.home / "typist.log", session.environment, "tests.desktop.typist") as typist:
        session.window("somebody writes")
        session.do("wmctrl", "-a", "somebody writes")
        session.do("xdotool", "type", "8014")
        until(lambda: typist.next_line() == "8014", "it was typed")
        session.do("xdotool", "key", "ctrl+a")
        until(lambda: selected_text(display) == "8014", "it is selected")
        os.kill(typist.process.pid, signal.SIGSTOP)
        assert selected_text(display) == ""
        os.kill(typist.process.pid, signal.SIGCONT)


def test_x_gives_a_key_to_one_program_whatever_locks_are_on(session: DesktopSession) -> None:
    pressed: list[str] = []
    mine, other = (X11Keys(pressed.append, session.environment["DISPLAY"]) for _ in range(2))
    assert held_by(other, {"Ctrl+Alt+H": "other"}) == frozenset()
    assert held_by(mine, {"Ctrl+Alt+A": "answer", "Ctrl+Alt+H": "hang_up", "Alt+Shift+9": "dial"}) == {"Ctrl+Alt+H"}
    session.do("xdotool", "key", "ctrl+alt+a", "key", "ctrl+alt+h", "key", "alt+shift+9")
    until(lambda: pressed == ["answer", "other", "dial"], "each once")
    session.do("xdotool", "key", "Num_Lock", "key", "Caps_Lock", "key", "ctrl+alt+a")
    until(lambda: pressed[3:] == ["answer"], "with the locks on")
    session.do("setxkbmap", "fr")
    until(lambda: session.do("xdotool", "key", "ctrl+alt+a") == "" and "answer" in pressed[4:], "where A is now")
    pressed.clear()
    other.stop()
    until(lambda: not held_by(mine, {"Ctrl+Alt+H": "hang_up"}), "the other program has left")
    session.do("xdotool", "key", "ctrl+alt+a", "key", "ctrl+alt+h")
    until(lambda: pressed == ["hang_up"], "the new key and not the one before")
    mine.stop()
