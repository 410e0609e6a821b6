"""Windows and macOS: the system's own windows, through pywebview alone. NOT RUN: written from the parts' source."""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from backend.desktop.surface import Gui, Job, Size, TrayIcon


class Native:
    """Implements Surface. pywebview's methods may be called from any thread here, so one worker keeps their order."""

    gui: Gui = "edgechromium" if sys.platform == "win32" else "cocoa"

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
        threading.Thread(target=self._work, name="windows", daemon=True).start()

    def _work(self) -> None:
        while True:
            self._jobs.get()()

    def prepare(self) -> None:
        """Nothing to set before the import."""
        import webview

        webview.settings["OPEN_EXTERNAL_LINKS_IN_BROWSER"] = False

    def began(self, name: str) -> None:
        """Nothing to name."""

    def post(self, job: Job) -> None:
        """In order, on the worker."""
        self._jobs.put(job)

    def make_window(self, attach: Callable[[Any], object], **how: Any) -> Any:
        """pywebview makes it at once; what happens before `attach` is missed."""
        import webview

        attach(window := webview.create_window(**how))
        return window

    def dress(self, window: Any, home: str, *, bridge: bool, popup: bool = False) -> None:
        """A page that has left home is brought back, since pywebview cannot refuse it."""
        window.events.loaded += lambda: window.load_url(home) if _left(window.get_current_url(), home) else None

    def put_beside(self, window: Any, neighbour: Any) -> None:
        """The system places it."""

    def run_script(self, window: Any, script: str) -> None:
        """Waits for the page on the worker."""
        self.post(lambda: window.run_js(script))

    def show_at_corner(self, window: Any, margin: int) -> None:
        """pywebview does not tell the work area: the lower right of the screen, above a usual task bar."""
        import webview

        screen = webview.screens[0]
        left, top = screen.width - margin - window.initial_width, screen.height - margin - 48 - window.initial_height
        self.post(lambda: (window.move(left, top), window.show()))

    def hide(self, window: Any) -> None:
        """Take it off the screen."""
        self.post(window.hide)

    def bring_to_front(self, window: Any) -> None:
        """Show it and undo minimising."""
        self.post(lambda: (window.show(), window.restore()))

    def resize(self, window: Any, size: Size, minimum: Size) -> None:
        """pywebview cannot change the minimum later."""
        self.post(lambda: window.resize(*size))

    def tray(self, icons: Path, on_open: Job, on_exit: Job) -> TrayIcon | None:
        """By pystray; macOS needs its own main loop for that and goes without."""
        if sys.platform != "win32":
            return None
        from backend.desktop.native_tray import NativeTray

        return NativeTray(icons, on_open, on_exit)

    def quit(self) -> None:
        """Close every window."""
        import webview

        for window in list(webview.windows):
            self.post(window.destroy)

    def ended(self) -> None:
        """Nothing to tidy up."""


def _left(address: str | None, home: str) -> bool:
    return address is not None and not address.startswith(home.split("?")[0])
