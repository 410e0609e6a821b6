"""What the desktop needs from a window system beyond pywebview; one implementation for Qt, one for the others."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Literal, Protocol

from backend.desktop.global_keys import KeyGrabber
from backend.desktop.place import Place
from backend.desktop.tray import Job, TrayActions, TrayView

Gui = Literal["qt", "edgechromium", "cocoa"]
Size = tuple[int, int]


class TrayIcon(Protocol):
    """An icon in the system's tray with a menu."""

    def show(self, view: TrayView) -> None:
        """Draw the state and say everything in words."""

    def say(self, title: str, text: str) -> None:
        """A balloon at the icon, where the system has no notifications."""


class Surface(Protocol):
    """A window system. `window` is a pywebview window; every method but `prepare` may be called from any thread."""

    gui: Gui

    def prepare(self) -> None:
        """Load the toolkit; on the main thread, before any window."""

    def message(self, title: str, text: str, button: str) -> None:
        """Say this in a small window of the system, and return when it was closed; on the main thread, where there is
        and will be no other window."""

    def began(self, name: str) -> None:
        """The toolkit runs and no window is made yet; on the main thread."""

    def post(self, job: Job) -> None:
        """Run `job` on the thread of the windows."""

    def make_window(self, attach: Callable[[Any], object], **how: Any) -> Any:
        """A further window, as `webview.create_window(**how)` makes it; off the main thread. `attach(window)` is done
        with it before anything of it happens."""

    def dress(self, window: Any, home: str, *, bridge: bool, popup: bool = False) -> None:
        """Before a window is shown: keep its page at `home`, take the bridge away if it is to have none, and make a
        popup one that takes no focus."""

    def put_beside(self, window: Any, neighbour: Any) -> None:
        """Before a window is shown: where it does not cover its neighbour, if there is room."""

    def run_script(self, window: Any, script: str) -> None:
        """Run JavaScript in the page, in order, without waiting for it."""

    def show_at_corner(self, window: Any, corner: str, margin: int, neighbour: Any) -> None:
        """Show at a corner (bottom_right, ...) of the work area of the neighbour's screen, `margin` px inside, without
        taking the focus."""

    def hide(self, window: Any) -> None:
        """Take it off the screen."""

    def bring_to_front(self, window: Any) -> None:
        """Show it, undo minimising, give it the focus."""

    def resize(self, window: Any, size: Size, minimum: Size) -> None:
        """Give it this size around its present middle, within the work area. CSS px."""

    def place_of(self, window: Any) -> Place | None:
        """Where it stands, None where that is not known; on the windows' thread."""

    def put(self, window: Any, place: Place, minimum: Size) -> None:
        """Where it stood, in view of a screen; on the windows' thread."""

    def minimise(self, window: Any) -> None:
        """Into the task bar."""

    def keep_on_top(self, window: Any, on: bool) -> None:
        """Above all other windows, or no more; without taking the focus."""

    def tray(self, actions: TrayActions) -> TrayIcon | None:
        """An icon for a tray that is there or appears later, None where there never is one; on the windows' thread."""

    def tray_is_there(self) -> bool:
        """Does anything show tray icons now? On the windows' thread."""

    def keys(self, pressed: Callable[[str], None]) -> KeyGrabber | None:
        """The way to keys that work in all programs, None where there is none; `pressed(action)` comes on any thread.
        On the windows' thread."""

    def selected_text(self) -> str:
        """What is selected in whatever program, "" where that is not known. May take a second; not on the windows'
        thread."""

    def quit(self) -> None:
        """Close every window and let the main thread go."""

    def ended(self) -> None:
        """The windows are closed and the main thread is back; tidy up."""


def surface() -> Surface:
    """The window system of this machine."""
    if sys.platform.startswith("linux"):
        from backend.desktop.qt import Qt

        return Qt()
    from backend.desktop.native import Native

    return Native()
