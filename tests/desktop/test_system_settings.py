"""Start at login and who opens links, in a home folder of one's own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from backend.core.state import Settings
from backend.desktop import autostart, link_schemes
from backend.desktop.autostart import set_autostart
from backend.desktop.link_schemes import can_set_link_handlers, set_link_handlers
from backend.desktop.start_command import start_command
from backend.desktop.system_settings import SystemSettings
from tests.desktop_session import until

COMMAND = ("/opt/云 总机/cloud-switchboard", "--data", 'a "b" 100% $x\\y')


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def mime(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a stand-in for xdg-mime writes down what it was asked."""
    tool = home / "bin" / "xdg-mime"
    tool.parent.mkdir()
    tool.write_text('#!/bin/sh\necho "$@" >> "$HOME/asked"\nexit ${MIME_FAILS:-0}\n')
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tool.parent}:/usr/bin:/bin")
    return home / "asked"


def test_start_at_login_is_an_entry_that_comes_and_goes(home: Path) -> None:
    entry = home / ".config" / "autostart" / "cloud-switchboard.desktop"
    set_autostart(True, COMMAND)
    set_autostart(True, COMMAND)
    [run] = [line for line in entry.read_text("utf-8").splitlines() if line.startswith("Exec=")]
    assert run == r'Exec="/opt/云 总机/cloud-switchboard" --data "a \\"b\\" 100%% \\$x\\\\y" --hidden'
    set_autostart(False, COMMAND)
    assert not entry.exists()
    set_autostart(False, COMMAND)


def test_what_another_installation_has_set_stays(home: Path) -> None:
    set_autostart(True, COMMAND)
    set_autostart(False, ("/usr/bin/cloud-switchboard",))
    assert (home / ".config" / "autostart" / "cloud-switchboard.desktop").exists()
    set_autostart(True, (*COMMAND, "demo"))
    assert len(list((home / ".config" / "autostart").iterdir())) == 2


def test_links_are_opened_here_once_that_is_chosen(home: Path, mime: Path) -> None:
    assert can_set_link_handlers()
    set_link_handlers(True, COMMAND)
    entry = home / ".local" / "share" / "applications" / link_schemes.ENTRY
    assert " %u\n" in entry.read_text("utf-8")
    asked = "default cloud-switchboard-links.desktop " + " ".join(
        f"x-scheme-handler/{scheme}" for scheme in ("tel", "sip", "sips", "callto")
    )
    assert mime.read_text().splitlines() == [asked]
    set_link_handlers(False, COMMAND)
    assert not entry.exists()


def test_a_system_that_refuses_links_leaves_nothing_behind(
    home: Path, mime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIME_FAILS", "3")
    with pytest.raises(OSError, match="no default for links"):
        set_link_handlers(True, COMMAND)
    assert not (home / ".local" / "share" / "applications" / link_schemes.ENTRY).exists()


def test_what_the_system_refuses_is_told_and_taken_back(home: Path, mime: Path) -> None:
    notices: list[tuple[str, bool]] = []
    settings = SystemSettings(COMMAND, lambda code, stands: notices.append((code, stands)))
    (home / ".config").write_text("a file in the place of a folder")
    settings.settle(Settings(start_at_login=True))
    until(lambda: ("autostart_not_set", True) in notices, "it is told")
    until(lambda: ("links_not_set", False) in notices, "the rest was done")
    settings.settle(Settings(start_at_login=True))
    (home / ".config").unlink()
    settings.settle(Settings())
    until(lambda: ("autostart_not_set", False) in notices, "it is taken back")


def test_the_command_starts_the_program_from_any_folder(tmp_path: Path) -> None:
    command = (*start_command(Path(sys.executable), True, tmp_path / "数 据" / "demo"), "--help")
    assert command[-4:-1] == ("demo", "--data", str(tmp_path / "数 据"))
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False)
    assert ran.returncode == 0
    assert "--hidden" in ran.stdout


def test_a_seam_knows_its_names() -> None:
    assert autostart._name(("x", "demo")) != autostart._name(("x",))
