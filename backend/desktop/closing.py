"""What the close button of the main window does."""

from __future__ import annotations

from typing import Literal


def on_close(*, tray: bool, close_to_tray: bool, in_call: bool) -> Literal["hide", "minimise", "quit"]:
    """Hide to the tray, or quit where the user wants that or there is none. A call is never ended by it: then the
    window is hidden in spite of the setting, or minimised without a tray, and a notification says so."""
    if tray and (close_to_tray or in_call):
        return "hide"
    return "minimise" if in_call else "quit"
