"""The three windows: the main one, the prepared one for an incoming call, and in the demo the simulated telephones."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import webview

from backend.desktop.surface import Size, Surface
from backend.desktop.words import language, words

MAIN: Size = (1040, 700)
MAIN_MINIMUM: Size = (720, 520)
ONBOARDING: Size = (440, 560)
INCOMING: Size = (360, 200)
INCOMING_MARGIN = 16
SIMULATOR: Size = (720, 600)
BACKGROUND = "#F3F2EE"  # the design's paper, so that nothing flashes before the page is there


def main_window(
    surface: Surface, home: str, bridge: object, onboarding: bool, hidden: bool, may_close: Callable[[], bool]
) -> Any:
    """Made before `webview.start`; `may_close` says whether a click on the close button closes."""
    size = ONBOARDING if onboarding else MAIN
    window: Any = webview.create_window(
        words()["title"],
        home,
        js_api=bridge,
        width=size[0],
        height=size[1],
        min_size=ONBOARDING if onboarding else MAIN_MINIMUM,
        text_select=True,
        hidden=hidden,
        background_color=BACKGROUND,
    )
    window.events.initialized += lambda: surface.began(words()["title"])
    window.events.before_show += lambda: surface.dress(window, home, bridge=True)
    window.events.closing += may_close
    return window


class IncomingWindow:
    """Made hidden and with its page loaded, so that a call is on the screen in one frame."""

    def __init__(self, surface: Surface, home: str, bridge: object, main: Any) -> None:
        self._surface = surface
        self._home = home
        self._bridge = bridge
        self._main = main
        self._corner = "bottom_right"
        self._window: Any = None
        self._shown = False
        self._leaving = False
        self._lock = threading.Lock()

    def prepare(self) -> None:
        """Off the main thread only: there pywebview would not make it. Shows at once if a call already rings."""
        window: Any = self._surface.make_window(
            self._attach,
            title=words()["title"],
            url=self._home,
            js_api=self._bridge,
            width=INCOMING[0],
            height=INCOMING[1],
            min_size=INCOMING,
            resizable=False,
            frameless=True,
            easy_drag=False,
            focus=False,
            on_top=True,
            hidden=True,
            background_color=BACKGROUND,
        )
        with self._lock:
            self._window = window
            if self._shown:
                self._surface.show_at_corner(window, self._corner, INCOMING_MARGIN, self._main)

    def _attach(self, window: Any) -> None:
        window.events.before_show += lambda: self._surface.dress(window, self._home, bridge=True, popup=True)
        window.events.closing += lambda: self._leaving

    def show(self, shown: bool, corner: str) -> None:
        """Put it on the screen, at a corner of where the main window is, or take it away; the same again does
        nothing."""
        with self._lock:
            changed, self._shown, self._corner = shown != self._shown, shown, corner
            if not changed or self._window is None:
                return
            if shown:
                self._surface.show_at_corner(self._window, corner, INCOMING_MARGIN, self._main)
            else:
                self._surface.hide(self._window)

    def push(self, script: str) -> None:
        """Tell its page of a change."""
        if self._window is not None:
            self._surface.run_script(self._window, script)

    def leave(self) -> None:
        """From now on it may be closed."""
        self._leaving = True


class SimulatorWindow:
    """Somebody else's page, so without bridge; the demo opens it on request. What the page is told of the user's choice
    is in packaging/docs/simulator-api.md."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self._window: Any = None
        self._lock = threading.Lock()

    def open(self, address: str, chosen: str, theme: str, main: Any) -> None:
        """Open it beside the main window, in this language ("": the system's) and theme, or bring it to the front.
        Off the main thread only."""
        with self._lock:
            if self._window is not None:
                self._surface.bring_to_front(self._window)
                return

            def attach(window: Any) -> None:
                window.events.before_show += lambda: self._surface.dress(window, address, bridge=False)
                window.events.before_show += lambda: self._surface.put_beside(window, main)
                window.events.closed += self._closed

            self._window = self._surface.make_window(
                attach,
                title=words(chosen)["simulator"],
                url=f"{address}&lang={language(chosen)}&theme={theme}",
                width=SIMULATOR[0],
                height=SIMULATOR[1],
                text_select=True,
                background_color=BACKGROUND,
            )

    def follow(self, chosen: str, theme: str) -> None:
        """The user has chosen another language or theme; from any thread."""
        if self._window is not None:
            choice = json.dumps({"language": language(chosen), "theme": theme})
            self._surface.run_script(self._window, f"window.__choose&&window.__choose({choice})")

    def _closed(self) -> None:
        with self._lock:
            self._window = None
