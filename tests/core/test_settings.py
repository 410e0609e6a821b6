"""Settings: what is allowed, and that they are kept."""

from __future__ import annotations

from typing import Any

import pytest

from backend.core.errors import InvalidInput, NotPossibleNow, StorageFailed
from backend.core.events import SettingsChanged
from backend.core.settings import WRITE_AGAIN_S, changed
from backend.core.state import Settings
from tests.core.conftest import Bench


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"language": "en"},
        {"theme": "dark", "gain_control": False},
        {"microphone": "USB 麦克风"},
        {"microphone_boost_db": 24, "listening_boost_db": 12},
        {"microphone_boost_db": 0},
        {"text_size": "large", "incoming_corner": "top_left", "history_days": 365, "do_not_disturb": True},
        {"key_answer": "Ctrl+Shift+1", "key_hang_up": "", "key_mute": "Alt+Shift+Z", "key_dial": "Ctrl+Alt+Shift+D"},
    ],
)
def test_what_is_allowed_is_taken(fields: dict[str, Any]) -> None:
    settings = changed(Settings(), fields)
    assert {name: getattr(settings, name) for name in fields} == fields


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", "fr"),
        ("theme", ""),
        ("theme", None),
        ("echo_cancellation", 1),
        ("echo_cancellation", "true"),
        ("microphone", "x" * 257),
        ("microphone", "a\nb"),
        ("speaker", []),
        ("colour", "red"),
        ("microphone_boost_db", 25),
        ("microphone_boost_db", -1),
        ("microphone_boost_db", True),
        ("microphone_boost_db", 6.0),
        ("listening_boost_db", 13),
        ("text_size", "huge"),
        ("incoming_corner", "middle"),
        ("history_days", 31),
        ("history_days", "30"),
        ("close_to_tray", 0),
        ("do_not_disturb", None),
        ("__class__", "x"),
        ("key_answer", "A"),
        ("key_answer", "Ctrl+A"),
        ("key_answer", "Alt+Ctrl+A"),
        ("key_answer", "Ctrl+Alt+a"),
        ("key_answer", "Ctrl+Alt+Delete"),
        ("key_mute", "Ctrl+Alt+M\n"),
        ("key_dial", None),
    ],
)
def test_what_is_not_allowed_is_refused_by_name(name: str, value: Any) -> None:
    with pytest.raises(InvalidInput, match="invalid_setting") as refusal:
        changed(Settings(), {"language": "en", name: value})
    assert refusal.value.detail == {"field": name}


def test_a_change_is_told_and_kept_and_reaches_the_phone(bench: Bench) -> None:
    bench.parts.preferences.change({"microphone": "USB"})
    assert bench.last(SettingsChanged).settings.microphone == "USB"
    assert bench.settings.settings.microphone == "USB"
    assert bench.line.told == [("choose_sound", "USB")]


def test_a_change_that_changes_nothing_is_not_told(bench: Bench) -> None:
    bench.parts.preferences.change({"theme": "system"})
    assert bench.events == []


def test_settings_are_in_force_after_a_start(bench: Bench) -> None:
    bench.settings.settings = Settings(theme="dark", microphone="USB")
    bench.parts.load_settings()
    assert bench.parts.preferences.state.theme == "dark"
    assert bench.line.told == [("choose_sound", "USB")]


def test_settings_that_cannot_be_read_are_told(bench: Bench) -> None:
    bench.settings.failure = StorageFailed("storage_failed")
    bench.parts.load_settings()
    assert bench.parts.preferences.state == Settings()
    assert [notice.code for notice in bench.parts.notices.all()] == ["settings_not_read"]


def test_settings_that_cannot_be_written_are_in_force_and_told_until_they_are(bench: Bench) -> None:
    bench.settings.failure = StorageFailed("disk_full")
    bench.parts.preferences.change({"theme": "dark"})
    assert bench.parts.preferences.state.theme == "dark"
    assert [notice.code for notice in bench.parts.notices.all()] == ["settings_not_saved"]
    bench.settings.failure = None
    bench.loop.advance(WRITE_AGAIN_S)
    assert bench.parts.notices.all() == ()
    assert bench.settings.settings.theme == "dark"


def test_what_the_policy_fixes_is_in_force_and_cannot_be_changed(bench: Bench) -> None:
    bench.settings.settings = Settings(theme="dark", history_days=30)
    bench.settings.fixed = {"history_days": 90, "do_not_disturb": True}
    bench.parts.load_settings()
    assert bench.parts.preferences.state == Settings(theme="dark", history_days=90, do_not_disturb=True)
    assert bench.parts.preferences.locked == ("do_not_disturb", "history_days")
    with pytest.raises(NotPossibleNow, match="setting_locked") as refusal:
        bench.parts.preferences.change({"theme": "light", "history_days": 90})
    assert refusal.value.detail == {"field": "history_days"}
    assert bench.parts.preferences.state.theme == "dark"


def test_what_the_user_chose_is_kept_below_what_the_policy_fixes(bench: Bench) -> None:
    bench.settings.settings = Settings(history_days=30)
    bench.settings.fixed = {"history_days": 90}
    bench.parts.load_settings()
    bench.parts.preferences.change({"theme": "dark"})
    assert bench.settings.settings == Settings(theme="dark", history_days=30)
    assert bench.last(SettingsChanged).settings == Settings(theme="dark", history_days=90)


def test_the_policy_holds_also_when_the_settings_cannot_be_read(bench: Bench) -> None:
    bench.settings.failure = StorageFailed("storage_failed")
    bench.settings.fixed = {"theme": "light"}
    bench.parts.load_settings()
    assert bench.parts.preferences.state == Settings(theme="light")
