"""Windows and macOS: the system's own windows, through pywebview alone. NOT RUN: written from the parts' source."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

from backend.desktop.native_windows import NativeWindows
from backend.desktop.surface import Gui, TrayIcon
from backend.desktop.tray import TrayActions

WARNING = 0x30  # MB_OK | MB_ICONWARNING
ALERT = "on run {title, words}\ndisplay alert title message words as warning\nend run"


class Native(NativeWindows):
    """Implements Surface."""

    gui: Gui = "edgechromium" if sys.platform == "win32" else "cocoa"

    def prepare(self) -> None:
        """Nothing to set before the import."""
        import webview

        webview.settings["OPEN_EXTERNAL_LINKS_IN_BROWSER"] = False

    def message(self, title: str, text: str, button: str) -> None:
        """The button is the system's own."""
        if sys.platform == "win32":
            import ctypes

            ctypes.windll.user32.MessageBoxW(None, text, title, WARNING)
        else:
            subprocess.run(["osascript", "-e", ALERT, title, text], check=False)

    def began(self, name: str) -> None:
        """Nothing to name."""

    def make_window(self, attach: Callable[[Any], object], **how: Any) -> Any:
        """pywebview makes it at once; what happens before `attach` is missed."""
        import webview

        attach(window := webview.create_window(**how))
        return window

    def dress(self, window: Any, home: str, *, bridge: bool, popup: bool = False) -> None:
        """A page that has left home is brought back, since pywebview cannot refuse it."""
        window.events.loaded += lambda: window.load_url(home) if _left(window.get_current_url(), home) else None

    def tray(self, actions: TrayActions) -> TrayIcon | None:
        """By pystray; macOS needs its own main loop for that and goes without."""
        if sys.platform != "win32":
            return None
        from backend.desktop.native_tray import NativeTray

        return NativeTray(actions)

    def tray_is_there(self) -> bool:
        """Windows always has one."""
        return sys.platform == "win32"

    def quit(self) -> None:
        """Close every window."""
        import webview

        for window in list(webview.windows):
            self.post(window.destroy)

    def ended(self) -> None:
        """Nothing to tidy up."""


def _left(address: str | None, home: str) -> bool:
    return address is not None and not address.startswith(home.split("?")[0])
