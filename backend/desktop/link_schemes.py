"""Who opens tel:, sip: and callto: links: a desktop entry on Linux, classes of the user in the registry on Windows. On
macOS the bundle says it and nothing is to be done. The part for Windows is NOT RUN."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence

from backend.desktop import desktop_entry

if sys.platform == "win32":
    import winreg

SCHEMES = ("tel", "sip", "sips", "callto")
ENTRY = "cloud-switchboard-links.desktop"
ANSWER_WITHIN_S = 10.0


def can_set_link_handlers() -> bool:
    """Can it be chosen on this system?"""
    return sys.platform == "win32" or (sys.platform.startswith("linux") and shutil.which("xdg-mime") is not None)


def set_link_handlers(on: bool, command: Sequence[str]) -> None:
    """Open links with `command`, or no more; what another installation has set stays. Error: OSError. Takes up to 10 s:
    not on a thread that anybody waits for."""
    if sys.platform == "win32":
        for scheme in SCHEMES:
            _set_class(on, scheme, f'{subprocess.list2cmdline(command)} "%1"')
    elif sys.platform.startswith("linux"):
        _set_entry(on, command)


def _set_entry(on: bool, command: Sequence[str]) -> None:
    """An entry that is gone is nobody's default any more, so taking it away is enough."""
    types = [f"x-scheme-handler/{scheme}" for scheme in SCHEMES]
    more = ("Name[en]=Cloud Switchboard", "NoDisplay=true", f"MimeType={';'.join(types)};")
    text = desktop_entry.entry("云总机", command, *more, field="%u")
    path = desktop_entry.folder("XDG_DATA_HOME", ".local/share") / "applications" / ENTRY
    standing = path.read_text("utf-8", "replace") if path.exists() else ""
    if not on and standing == text:
        path.unlink()
    elif on and standing != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        try:
            asked = ["xdg-mime", "default", ENTRY, *types]
            subprocess.run(asked, timeout=ANSWER_WITHIN_S, check=True, capture_output=True)
        except (OSError, subprocess.SubprocessError) as error:
            path.unlink()
            raise OSError(f"no default for links: {type(error).__name__}") from error


if sys.platform == "win32":

    def _set_class(on: bool, scheme: str, command: str) -> None:
        base = rf"Software\Classes\{scheme}"
        opening = rf"{base}\shell\open\command"
        try:
            standing = winreg.QueryValue(winreg.HKEY_CURRENT_USER, opening)
        except FileNotFoundError:
            standing = ""
        if on and standing != command:
            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, base) as key:
                winreg.SetValueEx(key, "URL Protocol", 0, winreg.REG_SZ, "")
            winreg.SetValue(winreg.HKEY_CURRENT_USER, opening, winreg.REG_SZ, command)
        elif not on and standing == command:
            winreg.DeleteKey(winreg.HKEY_CURRENT_USER, opening)
