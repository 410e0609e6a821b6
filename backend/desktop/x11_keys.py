"""Keys of all programs under X11, by passive grabs (X protocol, GrabKey)."""

from __future__ import annotations

import os
import queue
import select
import threading
from collections.abc import Callable, Mapping
from typing import Any

from Xlib import XK, X, error
from Xlib.display import Display

from backend.desktop.global_keys import ACTIONS

NO_X = (error.DisplayError, error.XauthError, error.ConnectionClosedError, OSError)
MODIFIERS = {"Ctrl": X.ControlMask, "Alt": X.Mod1Mask, "Shift": X.ShiftMask}
# The same key with caps lock or num lock on is another one for X.
LOCKS = (0, X.LockMask, X.Mod2Mask, X.LockMask | X.Mod2Mask)


class X11Keys:
    """Implements KeyGrabber on a connection and a thread of its own. Errors: NO_X where X lets nobody in."""

    actions: tuple[str, ...] = ACTIONS

    def __init__(self, pressed: Callable[[str], None], display: str | None = None) -> None:
        self._pressed = pressed
        self._display = Display(display)
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._reading, self._writing = os.pipe()
        self._wanted: dict[str, str] = {}
        self._taken: Callable[[frozenset[str]], None] = lambda chords: None
        self._held: dict[tuple[int, int], str] = {}
        self._let_go: dict[int, int] = {}
        threading.Thread(target=self._work, name="keys", daemon=True).start()

    def take(self, chords: Mapping[str, str], taken: Callable[[frozenset[str]], None]) -> None:
        """In order, on the thread."""
        self._post(lambda: self._take(dict(chords), taken))

    def stop(self) -> None:
        """X lets go of what a connection held."""
        self._post(None)

    def _post(self, job: Callable[[], None] | None) -> None:
        self._jobs.put(job)
        os.write(self._writing, b".")

    def _work(self) -> None:
        while True:
            while self._display.pending_events():
                self._hear(self._display.next_event())
            ready, _, _ = select.select([self._display, self._reading], [], [])
            if self._reading in ready:
                os.read(self._reading, 1)
                if (job := self._jobs.get()) is None:
                    break
                job()
        self._display.close()

    def _take(self, chords: dict[str, str], taken: Callable[[frozenset[str]], None]) -> None:
        self._wanted, self._taken = chords, taken
        for code, mask in self._held:
            self._display.screen().root.ungrab_key(code, mask)
        self._held = {}
        taken(frozenset(chord for chord, action in chords.items() if not self._grab(chord, action)))

    def _grab(self, chord: str, action: str) -> bool:
        root, refused = self._display.screen().root, error.CatchError(error.BadAccess)
        *modifiers, key = chord.split("+")
        code = self._display.keysym_to_keycode(XK.string_to_keysym(key.lower()))
        masks = [sum(MODIFIERS[one] for one in modifiers) | lock for lock in LOCKS]
        if not code:  # not on this keyboard; to X it would be every key
            return False
        for mask in masks:
            root.grab_key(code, mask, True, X.GrabModeAsync, X.GrabModeAsync, onerror=refused)
        self._display.sync()
        if refused.get_error() is None:
            self._held |= {(code, mask): action for mask in masks}
            return True
        for mask in masks:  # perhaps one or the other was free
            root.ungrab_key(code, mask)
        return False

    def _hear(self, event: Any) -> None:
        """A key that is held down comes as releases with presses of the same time: pressed once is once."""
        if event.type == X.MappingNotify:  # another layout has the letters elsewhere
            self._display.refresh_keyboard_mapping(event)
            self._take(self._wanted, self._taken)
        elif event.type == X.KeyRelease:
            self._let_go[event.detail] = event.time
        elif event.type == X.KeyPress:
            action = self._held.get((event.detail, event.state & 0xFF))
            if action is not None and self._let_go.get(event.detail) != event.time:
                self._pressed(action)
