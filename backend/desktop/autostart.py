"""Start at login: a desktop entry on Linux, a value in the registry on Windows, a launch agent on macOS. The parts for
Windows and macOS are NOT RUN."""

from __future__ import annotations

import plistlib
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from backend.desktop import desktop_entry

if sys.platform == "win32":
    import winreg

RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"


def set_autostart(on: bool, command: Sequence[str]) -> None:
    """Start `command` hidden when the user logs in, or no more. The same again changes nothing, and what another
    installation has set stays. Error: OSError."""
    hidden = (*command, "--hidden")
    if sys.platform == "win32":
        _set_value(on, subprocess.list2cmdline(hidden))
    elif sys.platform == "darwin":
        label = f"{_name(command)}.login"
        agent = {"Label": label, "ProgramArguments": list(hidden), "RunAtLoad": True}
        _set_file(on, Path.home() / "Library" / "LaunchAgents" / f"{label}.plist", plistlib.dumps(agent))
    else:
        text = desktop_entry.entry("云总机", hidden, "Name[en]=Cloud Switchboard", "X-GNOME-Autostart-enabled=true")
        folder = desktop_entry.folder("XDG_CONFIG_HOME", ".config") / "autostart"
        _set_file(on, folder / f"{_name(command)}.desktop", text.encode())


def _name(command: Sequence[str]) -> str:
    return "cloud-switchboard-demo" if "demo" in command else "cloud-switchboard"


def _set_file(on: bool, path: Path, content: bytes) -> None:
    standing = path.read_bytes() if path.exists() else None
    if on and standing != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    elif not on and standing == content:
        path.unlink()


if sys.platform == "win32":

    def _set_value(on: bool, command: str) -> None:
        with winreg.CreateKeyEx(winreg.HKEY_CURRENT_USER, RUN, access=winreg.KEY_ALL_ACCESS) as key:
            standing = None
            with suppress(FileNotFoundError):
                standing = winreg.QueryValueEx(key, "CloudSwitchboard")[0]
            if on and standing != command:
                winreg.SetValueEx(key, "CloudSwitchboard", 0, winreg.REG_SZ, command)
            elif not on and standing == command:
                winreg.DeleteValue(key, "CloudSwitchboard")
