"""The system's sound settings: the first way there is."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import Any

import pytest

from backend.desktop.sound_settings import open_sound_settings


def _started(patch: pytest.MonkeyPatch, installed: tuple[str, ...], failure: OSError | None = None) -> list[Any]:
    started: list[Any] = []

    def start(command: Any, **options: Any) -> None:
        if failure is not None:
            raise failure
        started.append(command)

    patch.setattr(shutil, "which", lambda name: name if name in installed else None)
    patch.setattr(subprocess, "Popen", start)
    patch.setattr(sys, "platform", "linux")
    return started


def test_m12_the_systems_sound_settings_are_those_of_the_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    started = _started(monkeypatch, ("pavucontrol", "gnome-control-center"))
    assert open_sound_settings()
    assert started == [("gnome-control-center", "sound")]


def test_a_mac_has_them_always(monkeypatch: pytest.MonkeyPatch) -> None:
    started = _started(monkeypatch, ())
    monkeypatch.setattr(sys, "platform", "darwin")
    assert open_sound_settings()
    assert started[0][0] == "open"


def test_a_system_without_any_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not _opens(monkeypatch, ())
    assert not _opens(monkeypatch, ("pavucontrol",), OSError("no"))


def _opens(patch: pytest.MonkeyPatch, installed: tuple[str, ...], failure: OSError | None = None) -> bool:
    _started(patch, installed, failure)
    return open_sound_settings()
