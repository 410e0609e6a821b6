"""The desktop: windows and tray around the telephone. It owns the main thread while it runs."""

from __future__ import annotations

import json
import logging
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from backend.core.errors import TelephoneError
from backend.core.events import Event
from backend.core.link import link_in
from backend.core.telephone import Telephone
from backend.desktop import place
from backend.desktop.alerts import Alerts
from backend.desktop.closing import on_close
from backend.desktop.global_keys import GlobalKeys
from backend.desktop.link_schemes import can_set_link_handlers
from backend.desktop.notifications import Note, Notifications
from backend.desktop.standing import Standing, after, standing
from backend.desktop.surface import Surface, TrayIcon, surface
from backend.desktop.system_settings import SystemSettings
from backend.desktop.tray import TrayActions, tray_view
from backend.desktop.words import language, words

log = logging.getLogger(__name__)

ICON = Path(__file__).parent / "icons" / "app.png"
FIRST_FRAMES_S = 0.4  # the main window draws itself before another one is prepared, unless a call is waiting for that
LOOK_FOR_TRAY_S = 3.0
WINDOW = "window"  # the name of the notification about the main window
PATIENCE = 2  # looks without a tray after which a hidden window is shown: a panel starts late, or is started again


class Bridge(Protocol):
    """The one thing a page can call; public names beside `request` would be callable from the page too."""

    def request(self, method: str, path: str, body: Any = None) -> dict[str, Any]: ...


@dataclass(frozen=True)
class DesktopParts:
    """What the desktop is given.

    `page` is frontend/index.html; `pushes(send)` calls `send(text)` for every change, in order, with the ASCII JSON of
    packaging/docs/page-api.md, on any thread (send does not block), and returns what ends that. `simulator_url` is
    there in the demo only. `while_opening` is called once, when the window system runs and the browser engine is busy
    with the page: what is slow to load does not delay the window then. `data` is where the window's place is kept,
    `command` what starts this program again, `hidden`: begin in the tray. `notice(code, stands)` tells the user
    something in the window, or takes it back.
    """

    page: Path
    bridge: Bridge
    telephone: Telephone
    pushes: Callable[[Callable[[str], None]], Callable[[], None]]
    simulator_url: Callable[[], str] | None = None
    while_opening: Callable[[], object] = lambda: None
    data: Path | None = None
    command: tuple[str, ...] = ()
    hidden: bool = False
    notice: Callable[[str, bool], object] = lambda code, stands: None


class Desktop:
    """Build it anywhere, `run` it on the main thread; everything else may be called from any thread."""

    def __init__(self, parts: DesktopParts, window_system: Surface | None = None) -> None:
        self._parts = parts
        self._surface = window_system or surface()
        self._standing = Standing()
        self._left = threading.Event()
        self._asking = threading.Lock()
        self._rings = threading.Event()
        self._main: Any = None
        self._incoming: Any = None
        self._simulator: Any = None
        self._tray: TrayIcon | None = None
        self._tray_there: bool | None = None
        self._looks_without_tray = 0
        self._shown = not parts.hidden
        self._notified: bool | None = None
        self._hinted = False
        self._notifications = Notifications(words()["title"], ICON, self._can_notify)
        self._alerts = Alerts(
            self._notifications, parts.telephone, self.raise_window, lambda: self.open_page("history")
        )
        self._system = SystemSettings(parts.command, parts.notice)
        self._keys = GlobalKeys(parts.telephone, self._dial_selected, self._offers_changed)

    def run(self) -> None:
        """Show the window and return when the user has left the program."""
        self._surface.prepare()
        import webview

        from backend.desktop.windows import IncomingWindow, SimulatorWindow, main_window

        self._standing = standing(self._parts.telephone.snapshot())
        # The page follows the link's language where the user chose none: the same as the tray's.
        home = f"{self._parts.page.resolve().as_uri()}?lang={language()}"
        self._main = main_window(
            self._surface, home, self._parts.bridge, self._standing.onboarding, self._parts.hidden, self._may_close
        )
        self._incoming = IncomingWindow(self._surface, f"{home}&view=incoming", self._parts.bridge, self._main)
        self._simulator = SimulatorWindow(self._surface)
        self._main.events.before_show += self._begin
        self._main.events.loaded += self._prepare_the_rest
        endings = [self._parts.pushes(self._push)]
        try:
            # Private: nothing a page shows goes to disk. pywebview makes a browser profile for every window, and two
            # that share a folder freeze each other.
            webview.start(gui=self._surface.gui, private_mode=True, icon=str(ICON))
        finally:
            for end in endings:
                end()
            self._left.set()
            self._notifications.stop()
            self._keys.stop()
            self._surface.ended()

    def raise_window(self) -> None:
        """Bring the main window to the front (a second start, the tray)."""
        self._shown = True
        self._surface.bring_to_front(self._main)
        if self._hinted:  # that it is hidden is no longer so
            self._hinted = False
            self._notifications.withdraw(WINDOW)

    def open_page(self, what: str) -> None:
        """Bring the main window to the front and open a page in it: about, logout, settings, help, history, keys."""
        self.raise_window()
        self._surface.run_script(self._main, f"window.__open&&window.__open({json.dumps(what)})")

    def offers(self) -> tuple[bool | None, bool | None, bool, bool, tuple[str, ...], tuple[str, ...]]:
        """Which of tray, notifications, start at login and links this desktop has (None: not known yet), what can be
        had a key for that works in all programs, and which of these keys other programs hold."""
        command = bool(self._parts.command)
        links = command and can_set_link_handlers()
        return self._tray_there, self._notified, command, links, self._keys.actions, tuple(sorted(self._keys.conflicts))

    def pause_keys(self, on: bool) -> None:
        """Let go of the keys of all programs while new ones are pressed on a page."""
        self._surface.post(lambda: self._keys.pause(on, self._surface.post))

    def open_simulator(self) -> None:
        """Open the simulated telephones in a window of their own, or raise it. Demo only."""
        if self._parts.simulator_url is None:
            return
        settings = self._standing.settings
        wanted = (self._parts.simulator_url(), settings.language, settings.theme, self._main)
        threading.Thread(target=self._simulator.open, args=wanted, name="simulator", daemon=True).start()

    def quit(self) -> None:
        """Let `run` return."""
        self._left.set()
        self._rings.set()
        self._surface.post(self._remember_place)
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
        if not self._left.is_set():
            self._incoming.prepare()
            self._notifications.start()
        while not self._left.wait(LOOK_FOR_TRAY_S):
            self._surface.post(self._look_for_tray)

    def _make_tray(self) -> None:
        actions = TrayActions(
            self.raise_window, lambda: self.open_page("about"), lambda: self.open_page("logout"), self.quit
        )
        self._keys.start(self._surface.keys(self._keys.press))
        self._tray = self._surface.tray(actions)
        self._look_for_tray()
        if not self._tray_there:
            print(words(self._standing.settings.language)["no_tray"], file=sys.stderr)
        self._follow()

    def _look_for_tray(self) -> None:
        """A panel may come late, go, and come again. Without one nobody could bring a hidden window back."""
        there = self._tray is not None and self._surface.tray_is_there()
        self._looks_without_tray = 0 if there else self._looks_without_tray + 1
        if there != self._tray_there:
            self._tray_there = there
            self._parts.notice("no_tray", not there and self._standing.settings.close_to_tray)
            self._offers_changed()
        if not self._shown and self._looks_without_tray >= PATIENCE:
            self.raise_window()

    def _can_notify(self, there: bool) -> None:
        self._notified = there
        self._offers_changed()

    def _offers_changed(self) -> None:
        """The page asks again what the desktop has."""
        self._surface.run_script(self._main, "window.__desktop&&window.__desktop()")

    def _dial_selected(self) -> None:
        """Like a link: it is shown and waits for a click. Pressed again while the other program is asked, once is
        enough."""

        def ask() -> None:
            with self._asking, suppress(TelephoneError):  # told in the window
                self._parts.telephone.open_link(link_in(self._surface.selected_text()))
                self.raise_window()

        if not self._asking.locked():
            threading.Thread(target=ask, name="selection", daemon=True).start()

    def _follow(self) -> None:
        """Subscribe and then take a snapshot, so that nothing lies between the two; on the windows' thread."""
        self._parts.telephone.subscribe(lambda _seq, event: self._surface.post(lambda: self._apply(event)))
        self._settle(standing(self._parts.telephone.snapshot()))

    def _apply(self, event: Event) -> None:
        self._settle(after(self._standing, event))

    def _settle(self, now: Standing) -> None:
        """Bring windows, tray and notifications to where the telephone stands."""
        before, settings = self._standing, now.settings
        if now.onboarding and not before.onboarding:
            self._remember_place()
        self._standing = now
        if now.ringing:
            self._rings.set()
        self._incoming.show(bool(now.ringing), settings.incoming_corner)
        if now.onboarding != before.onboarding:
            self._fit()
        if now.talking & {call.id for call in before.ringing} - {self._keys.answered}:
            self.raise_window()  # whoever answers with a key of all programs goes on in the other one
        if now.on_top != before.on_top:
            self._surface.keep_on_top(self._main, now.on_top)
        if (settings.language, settings.theme) != (before.settings.language, before.settings.theme):
            self._simulator.follow(settings.language, settings.theme)
        if self._tray is not None:
            self._tray.show(tray_view(now, words(settings.language)))
        self._alerts.settle(now)
        self._system.settle(settings)
        self._keys.settle(settings)

    def _fit(self) -> None:
        """Give the main window the size of what it shows, and the place it had."""
        from backend.desktop.windows import MAIN, MAIN_MINIMUM, ONBOARDING

        stood = place.read(self._parts.data) if self._parts.data is not None else None
        if self._standing.onboarding:
            self._surface.resize(self._main, ONBOARDING, ONBOARDING)
        elif stood is not None:
            self._surface.put(self._main, stood, MAIN_MINIMUM)
        else:
            self._surface.resize(self._main, MAIN, MAIN_MINIMUM)

    def _remember_place(self) -> None:
        """The small window of the registration has no place of its own."""
        if self._parts.data is not None and not self._standing.onboarding:
            stands = self._surface.place_of(self._main)
            if stands is not None:
                place.write(self._parts.data, stands)

    def _push(self, text: str) -> None:
        script = f"window.__push&&window.__push({text})"
        self._surface.run_script(self._main, script)
        if self._incoming is not None:
            self._incoming.push(script)

    def _may_close(self) -> bool:
        """On the windows' thread, for the close button and for `quit`."""
        if self._left.is_set():
            return True
        now = self._standing
        tray = self._tray is not None and self._surface.tray_is_there()
        in_call = bool(now.talking or now.ringing)
        does = on_close(tray=tray, close_to_tray=now.settings.close_to_tray, in_call=in_call)
        if does == "quit":
            self.quit()
        elif does == "minimise":
            self._surface.minimise(self._main)
            self._tell("in_call", "in_call.minimised")
        else:
            self._hide(in_call)
        return False

    def _hide(self, in_call: bool) -> None:
        self._remember_place()
        self._shown = False
        self._surface.hide(self._main)
        settings = self._standing.settings
        if in_call and not settings.close_to_tray:
            self._tell("in_call", "in_call.hidden")
        elif not settings.tray_told:
            self._tell("hidden", "hidden.text")
            threading.Thread(target=self._was_told, name="tray-told", daemon=True).start()

    def _tell(self, title: str, text: str) -> None:
        """By a notification, or by a balloon at the tray icon."""
        say = words(self._standing.settings.language)
        note = Note(WINDOW, say[title], say[text], self.raise_window)

        def balloon() -> None:
            if self._tray is not None:
                self._tray.say(note.title, note.text)

        self._hinted = True
        self._notifications.show(note, if_not=lambda: self._surface.post(balloon))

    def _was_told(self) -> None:
        with suppress(TelephoneError):  # told once more then
            self._parts.telephone.change_settings({"tray_told": True})
