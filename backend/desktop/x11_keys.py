"""Keys of all programs under X11, by passive grabs (X protocol, GrabKey)."""

from __future__ import annotations

import logging
import os
import queue
import select
import threading
from collections.abc import Callable, Mapping

from Xlib import XK, X, error
from Xlib.display import Display

log = logging.getLogger(__name__)

ACTIONS = ("answer", "hang_up", "mute", "dial")
MODIFIERS = {"Ctrl": X.ControlMask, "Alt": X.Mod1Mask, "Shift": X.ShiftMask}
# The same key with caps lock or num lock on is another one for X.
LOCKS = (0, X.LockMask, X.Mod2Mask, X.LockMask | X.Mod2Mask)


def x11_keys(pressed: Callable[[str], None]) -> X11Keys | None:
    """None where X lets no further connection in."""
    try:
        return X11Keys(Display(), pressed)
    except (error.DisplayError, error.XauthError, error.ConnectionClosedError, OSError) as failure:
        log.warning("no keys of all programs: %s", type(failure).__name__)
        return None


class X11Keys:
    """Implements KeyGrabber on a connection and a thread of its own."""

    actions: tuple[str, ...] = ACTIONS

    def __init__(self, display: Display, pressed: Callable[[str], None]) -> None:
        self._display, self._pressed = display, pressed
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._reading, self._writing = os.pipe()
        self._held: dict[tuple[int, int], str] = {}
        self._let_go: dict[int, int] = {}
        threading.Thread(target=self._work, name="keys", daemon=True).start()

    def take(self, chords: Mapping[str, str], taken: Callable[[frozenset[str]], None]) -> None:
        """In order, on the thread."""
        self._post(lambda: taken(self._take(dict(chords))))

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

    def _take(self, chords: dict[str, str]) -> frozenset[str]:
        root = self._display.screen().root
        for code, mask in self._held:
            root.ungrab_key(code, mask)
        self._held = {}
        return frozenset(chord for chord, action in chords.items() if not self._grab(chord, action))

    def _grab(self, chord: str, action: str) -> bool:
        root, refused = self._display.screen().root, error.CatchError(error.BadAccess)
        *modifiers, key = chord.split("+")
        code = self._display.keysym_to_keycode(XK.string_to_keysym(key.lower()))
        mask = sum(MODIFIERS[one] for one in modifiers)
        for lock in LOCKS:
            root.grab_key(code, mask | lock, True, X.GrabModeAsync, X.GrabModeAsync, onerror=refused)
        self._display.sync()
        if refused.get_error() is None:
            self._held |= {(code, mask | lock): action for lock in LOCKS}
            return True
        for lock in LOCKS:  # perhaps one or the other was free
            root.ungrab_key(code, mask | lock)
        return False

    def _hear(self, event: object) -> None:
        """A key that is held down comes as releases with presses of the same time: pressed once is once."""
        kind = getattr(event, "type", None)
        if kind == X.KeyRelease:
            self._let_go[event.detail] = event.time  # type: ignore[attr-defined]
        elif kind == X.KeyPress:
            repeated = self._let_go.get(event.detail) == event.time  # type: ignore[attr-defined]
            action = self._held.get((event.detail, event.state & 0xFF))  # type: ignore[attr-defined]
            if action is not None and not repeated:
                self._pressed(action)
