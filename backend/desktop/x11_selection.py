"""What is selected in whatever program under X11 (ICCCM section 2: the primary selection)."""

from __future__ import annotations

import select
import time

from Xlib import X
from Xlib.display import Display

LONGEST = 4096  # bytes that are looked at
PATIENCE_S = 1.0  # the other program may hang


def selected_text(display: str | None = None) -> str:
    """Asked for on a connection of its own, so that nothing else waits for the other program; "" when it gives none in
    time. Errors: those of x11_keys.NO_X."""
    own = Display(display)
    try:
        root, utf8 = own.screen().root, own.intern_atom("UTF8_STRING")
        answer = own.intern_atom("CLOUD_SWITCHBOARD_SELECTED")
        window = root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
        window.convert_selection(own.intern_atom("PRIMARY"), utf8, answer, X.CurrentTime)
        own.flush()
        if not _answered(own, time.monotonic() + PATIENCE_S):
            return ""
        given = window.get_full_property(answer, utf8, LONGEST // 4)
        return given.value[:LONGEST].decode("utf-8", "ignore") if given is not None else ""
    finally:
        own.close()


def _answered(own: Display, deadline: float) -> bool:
    """Has the program that has the selection answered, and given one?"""
    while True:
        while own.pending_events():
            event = own.next_event()
            if event.type == X.SelectionNotify:
                return bool(event.property)
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([own], [], [], left)[0]:
            return False
