"""The desktop: windows and tray around the telephone. It owns the main thread while it runs."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from backend.core.events import Event
from backend.core.telephone import Telephone
from backend.desktop.standing import Standing, after, standing
from backend.desktop.surface import Surface, TrayIcon, surface
from backend.desktop.words import language, words

log = logging.getLogger(__name__)

ICONS = Path(__file__).parent / "icons"
FIRST_FRAMES_S = 0.4  # the main window draws itself before another one is prepared, unless a call is waiting for that


class Bridge(Protocol):
    """The one thing a page can call; public names beside `request` would be callable from the page too."""

    def request(self, method: str, path: str, body: Any = None) -> dict[str, Any]: ...


@dataclass(frozen=True)
class DesktopParts:
    """What the desktop is given.

    `page` is frontend/index.html; `pushes(send)` calls `send(text)` for every change, in order, with the ASCII JSON of
    packaging/docs/page-api.md, on any thread (send does not block), and returns what ends that. `simulator_url` is
    there in the demo only. `while_opening` is called once, when the window system runs and the browser engine is busy
    with the page: what is slow to load does not delay the window then.
    """

    page: Path
    bridge: Bridge
    telephone: Telephone
    pushes: Callable[[Callable[[str], None]], Callable[[], None]]
    simulator_url: Callable[[], str] | None = None
    while_opening: Callable[[], object] = lambda: None


class Desktop:
    """Build it anywhere, `run` it on the main thread; everything else may be called from any thread."""

    def __init__(self, parts: DesktopParts, window_system: Surface | None = None) -> None:
        self._parts = parts
        self._surface = window_system or surface()
        self._standing = Standing()
        self._leaving = False
        self._rings = threading.Event()
        self._main: Any = None
        self._incoming: Any = None
        self._simulator: Any = None
        self._tray: TrayIcon | None = None

    def run(self) -> None:
        """Show the window and return when the user has left the program."""
        self._surface.prepare()
        import webview

        from backend.desktop.windows import IncomingWindow, SimulatorWindow, main_window

        self._standing = standing(self._parts.telephone.snapshot())
        # The page follows the link's language where the user chose none: the same as the tray's.
        home = f"{self._parts.page.resolve().as_uri()}?lang={language()}"
        self._main = main_window(self._surface, home, self._parts.bridge, self._standing.onboarding, self._may_close)
        self._incoming = IncomingWindow(self._surface, f"{home}&view=incoming", self._parts.bridge)
        self._simulator = SimulatorWindow(self._surface)
        self._main.events.before_show += self._begin
        self._main.events.loaded += self._prepare_the_rest
        endings = [self._parts.pushes(self._push)]
        try:
            # Private: nothing a page shows goes to disk. pywebview makes a browser profile for every window, and two
            # that share a folder freeze each other.
            webview.start(gui=self._surface.gui, private_mode=True, icon=str(ICONS / "app.png"))
        finally:
            for end in endings:
                end()
            self._surface.ended()

    def raise_window(self) -> None:
        """Bring the main window to the front (a second start, the tray)."""
        self._surface.bring_to_front(self._main)

    def open_simulator(self) -> None:
        """Open the simulated telephones in a window of their own, or raise it. Demo only."""
        if self._parts.simulator_url is None:
            return
        wanted = (self._parts.simulator_url(), self._standing.language, self._standing.theme, self._main)
        threading.Thread(target=self._simulator.open, args=wanted, name="simulator", daemon=True).start()

    def quit(self) -> None:
        """Let `run` return."""
        self._leaving = True
        self._rings.set()
        if self._incoming is not None:
            self._incoming.leave()
        self._surface.quit()

    def _begin(self) -> None:
        """On the main thread, once: a polite end of the process is an exit like any other. A small screen gets a small
        window."""
        self._fit()
        self._parts.while_opening()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.quit())

    def _prepare_the_rest(self) -> None:
        """The main window is loaded; on a thread of pywebview. Loaded again (a new page), there is nothing to do."""
        self._main.events.loaded -= self._prepare_the_rest
        self._surface.post(self._make_tray)
        self._rings.wait(FIRST_FRAMES_S)
        if not self._leaving:
            self._incoming.prepare()

    def _make_tray(self) -> None:
        self._tray = self._surface.tray(ICONS, self.raise_window, self.quit)
        if self._tray is None:
            print(words(self._standing.language)["no_tray"], file=sys.stderr)
        self._follow()

    def _follow(self) -> None:
        """Subscribe and then take a snapshot, so that nothing lies between the two; on the windows' thread."""
        self._parts.telephone.subscribe(lambda _seq, event: self._surface.post(lambda: self._apply(event)))
        self._settle(standing(self._parts.telephone.snapshot()))

    def _apply(self, event: Event) -> None:
        self._settle(after(self._standing, event))

    def _settle(self, now: Standing) -> None:
        """Bring windows and tray to where the telephone stands."""
        before, self._standing = self._standing, now
        if now.ringing:
            self._rings.set()
        self._incoming.show(bool(now.ringing))
        if now.onboarding != before.onboarding:
            self._fit()
        if before.ringing & now.talking:
            self.raise_window()
        if (now.language, now.theme) != (before.language, before.theme):
            self._simulator.follow(now.language, now.theme)
        if self._tray is not None:
            say = words(now.language)
            self._tray.set_menu(say["open"], say["exit"])
            self._tray.show_state(now.tray_state, say[now.tray_words])

    def _fit(self) -> None:
        """Give the main window the size of what it shows."""
        from backend.desktop.windows import MAIN, MAIN_MINIMUM, ONBOARDING

        size, minimum = (ONBOARDING, ONBOARDING) if self._standing.onboarding else (MAIN, MAIN_MINIMUM)
        self._surface.resize(self._main, size, minimum)

    def _push(self, text: str) -> None:
        script = f"window.__push&&window.__push({text})"
        self._surface.run_script(self._main, script)
        if self._incoming is not None:
            self._incoming.push(script)

    def _may_close(self) -> bool:
        """The close button hides to the tray, if there is one."""
        if self._leaving:
            return True
        if self._tray is not None:
            self._surface.hide(self._main)
            return False
        self.quit()
        return False
