"""What the checks make of the telephone's own state."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from backend.core.state import Devices, LineFacts, Notice
from backend.diagnostics import disk, state


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (LineFacts(), "no_call"),
        (LineFacts(codec="G722", loss_percent=0.2, jitter_ms=5, round_trip_ms=40), "good"),
        (LineFacts(codec="G722", loss_percent=2.0), "fair"),
        (LineFacts(codec="G722", jitter_ms=45), "fair"),
        (LineFacts(codec="PCMA", loss_percent=9.0, jitter_ms=5), "poor"),
        (LineFacts(codec="PCMA", round_trip_ms=1500), "poor"),
    ],
)
def test_a_call_sounds_as_its_worst_figure(facts: LineFacts, code: str) -> None:
    found = state.voice(facts)
    assert found.code == code
    assert code == "no_call" or dict(found.detail)["codec"] == facts.codec


def test_sound_devices_are_there_or_what_is_missing_is_said() -> None:
    devices = Devices(("mic",), ("spk",), "mic", "spk")
    assert state.sound(devices).code == "ready"
    assert state.sound(replace(devices, processing=False)).code == "no_processing"
    assert state.sound(replace(devices, problem="no_microphone")).state == "bad"
    assert state.sound(Devices()).state == "off"


@pytest.mark.parametrize(
    ("place", "told", "code"),
    [
        ("keychain", "", "keychain"), ("file", "", "file"), ("", "", "nothing"), ("keychain", "login_locked", "locked"),
        ("", "login_unreadable", "not_kept"), ("", "login_not_cleared", "not_cleared"),
    ],
)  # fmt: skip
def test_where_the_login_is_kept_is_said(place: str, told: str, code: str) -> None:
    assert state.secrets(place, (Notice("1", told),)).code == code


def test_a_disk_is_writable_or_what_is_wrong_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert disk.storage(tmp_path, ()).code in ("writable", "little_room")
    assert disk.storage(tmp_path, (Notice("1", "history_not_saved"),)).code == "history_not_saved"
    assert disk.storage(tmp_path / "gone", ()).code == "read_only"
    monkeypatch.setattr(disk, "FULL_MB", 10**12)
    assert disk.storage(tmp_path, ()).code == "full"
