"""Keys of all programs on Windows, by RegisterHotKey. NOT RUN."""

from __future__ import annotations

import ctypes
import queue
import threading
from collections.abc import Callable, Mapping
from ctypes import wintypes
from typing import Any

MODIFIERS = {"Alt": 0x1, "Ctrl": 0x2, "Shift": 0x4}
NO_REPEAT = 0x4000
WM_HOTKEY, WM_APP, WM_QUIT = 0x312, 0x8000, 0x12


class WindowsKeys:
    """Implements KeyGrabber. A hot key belongs to the thread that asked for it, and comes as a message to that."""

    actions: tuple[str, ...] = ("answer", "hang_up", "mute")  # Windows tells nobody what another program has selected

    def __init__(self, pressed: Callable[[str], None]) -> None:
        self._pressed = pressed
        self._user32: Any = ctypes.windll.user32  # type: ignore[attr-defined]
        self._jobs: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._held: list[str] = []
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._work, name="keys", daemon=True)
        self._thread.start()
        self._ready.wait()

    def take(self, chords: Mapping[str, str], taken: Callable[[frozenset[str]], None]) -> None:
        """In order, on the thread."""
        self._jobs.put(lambda: taken(self._take(dict(chords))))
        self._user32.PostThreadMessageW(self._thread.native_id, WM_APP, 0, 0)

    def stop(self) -> None:
        """Windows lets go of what a thread held."""
        self._user32.PostThreadMessageW(self._thread.native_id, WM_QUIT, 0, 0)

    def _work(self) -> None:
        message = wintypes.MSG()
        self._user32.PeekMessageW(ctypes.byref(message), None, 0, 0, 0)  # makes the queue that messages are posted to
        self._ready.set()
        while self._user32.GetMessageW(ctypes.byref(message), None, 0, 0) > 0:
            if message.message == WM_APP:
                self._jobs.get()()
            elif message.message == WM_HOTKEY and message.wParam < len(self._held):
                self._pressed(self._held[message.wParam])

    def _take(self, chords: dict[str, str]) -> frozenset[str]:
        for number in range(len(self._held)):
            self._user32.UnregisterHotKey(None, number)
        self._held, refused = [], set()
        for chord, action in chords.items():
            *modifiers, key = chord.split("+")
            mask = NO_REPEAT | sum(MODIFIERS[one] for one in modifiers)
            if self._user32.RegisterHotKey(None, len(self._held), mask, ord(key)):
                self._held.append(action)
            else:
                refused.add(chord)
        return frozenset(refused)
