"""What hinders a window is found before it aborts the program, and said with the names of the packages."""

from __future__ import annotations

import ctypes
import socket
from pathlib import Path
from typing import Any

import pytest

from backend.desktop import obstacle as room
from backend.desktop.obstacle import display_answers, missing_libraries, obstacle
from tests.desktop_session import DesktopSession

REPORT = """\tlinux-vdso.so.1 (0x00007ffd)
\tlibxcb-cursor.so.0 => not found
\tlibX11.so.6 => /lib/x86_64-linux-gnu/libX11.so.6 (0x00007f)
\tlibnss3.so => not found
"""


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which Qt's parts do not load; ldd says why."""

    def refuse(name: str) -> Any:
        raise OSError(f"libxcb-cursor.so.0: cannot open shared object file: {name}")

    monkeypatch.setattr(ctypes, "CDLL", refuse)
    monkeypatch.setattr(room, "display_answers", lambda environment: True)


def test_missing_libraries_are_told_with_the_names_of_their_packages(
    broken: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_ldd", lambda library: REPORT)
    found = obstacle()
    assert found is not None
    assert found.code == "missing_libraries"
    assert found.packages == ("libnss3", "libxcb-cursor0")
    assert "apt install libnss3 libxcb-cursor0" in found.text


def test_without_ldd_the_first_missing_library_is_told(broken: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_ldd", lambda library: "")
    found = obstacle()
    assert found is not None
    assert found.packages == ("libxcb-cursor0",)


def test_this_machine_has_all_libraries() -> None:
    assert missing_libraries() == ()


def test_a_display_that_answers_is_no_obstacle(tmp_path: Path) -> None:
    with DesktopSession(tmp_path / "home", tray=False) as session:
        assert display_answers({"DISPLAY": session.environment["DISPLAY"]})


@pytest.mark.parametrize(
    "environment",
    [{}, {"DISPLAY": ""}, {"DISPLAY": "nonsense"}, {"DISPLAY": ":65123"}, {"DISPLAY": "127.0.0.1:59000"},
     {"DISPLAY": "127.0.0.1:99999"}, {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": "/nonexistent"}],
)  # fmt: skip
def test_a_display_that_is_named_but_not_there_is_an_obstacle(environment: dict[str, str]) -> None:
    assert not display_answers(environment)


def test_a_wayland_display_that_answers_is_no_obstacle(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-7"))
        server.listen()
        assert display_answers({"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": str(tmp_path)})


def test_without_a_display_the_terminal_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    found = obstacle()
    assert found is not None
    assert found.code == "no_display"
