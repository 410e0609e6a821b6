"""Windows and macOS: what pywebview does with a window. NOT RUN."""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Callable
from typing import Any

from backend.desktop.global_keys import KeyGrabber
from backend.desktop.place import Place, into_view
from backend.desktop.surface import Size
from backend.desktop.tray import Job


class NativeWindows:
    """pywebview's methods may be called from any thread here, so one worker keeps their order."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
        threading.Thread(target=self._work, name="windows", daemon=True).start()

    def _work(self) -> None:
        while True:
            self._jobs.get()()

    def post(self, job: Job) -> None:
        """In order, on the worker."""
        self._jobs.put(job)

    def keys(self, pressed: Callable[[str], None]) -> KeyGrabber | None:
        """Only Windows has them; macOS would first have to be asked for permission."""
        if sys.platform != "win32":
            return None
        from backend.desktop.native_keys import WindowsKeys

        return WindowsKeys(pressed)

    def selected_text(self) -> str:
        """Nobody tells."""
        return ""

    def put_beside(self, window: Any, neighbour: Any) -> None:
        """The system places it."""

    def run_script(self, window: Any, script: str) -> None:
        """Waits for the page on the worker."""
        self.post(lambda: window.run_js(script))

    def show_at_corner(self, window: Any, corner: str, margin: int, neighbour: Any) -> None:
        """pywebview does not tell the work area: of the first screen, clear of a usual task bar."""
        import webview

        screen, bar = webview.screens[0], 48
        right, bottom = screen.width - margin - window.initial_width, screen.height - margin - window.initial_height
        x = margin if corner.endswith("left") else right
        y = margin + bar if corner.startswith("top") else bottom - bar
        self.post(lambda: (window.move(x, y), window.show()))

    def hide(self, window: Any) -> None:
        """Take it off the screen."""
        self.post(window.hide)

    def bring_to_front(self, window: Any) -> None:
        """Show it and undo minimising."""
        self.post(lambda: (window.show(), window.restore()))

    def resize(self, window: Any, size: Size, minimum: Size) -> None:
        """pywebview cannot change the minimum later."""
        self.post(lambda: window.resize(*size))

    def place_of(self, window: Any) -> Place | None:
        """pywebview does not tell whether it is maximised."""
        return Place(window.x, window.y, window.width, window.height)

    def put(self, window: Any, place: Place, minimum: Size) -> None:
        """In view of a screen."""
        import webview

        seen = into_view(place, [Place(one.x, one.y, one.width, one.height) for one in webview.screens])
        self.post(lambda: (window.resize(seen.width, seen.height), window.move(seen.x, seen.y)))

    def minimise(self, window: Any) -> None:
        """Into the task bar or the dock."""
        self.post(window.minimize)

    def keep_on_top(self, window: Any, on: bool) -> None:
        """Above the others, or no more."""
        self.post(lambda: setattr(window, "on_top", on))
