"""The desktop: windows and tray around the telephone. It owns the main thread while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from backend.core.telephone import Telephone


class Bridge(Protocol):
    """The one thing a page can call; public names beside `request` would be callable from the page too."""

    def request(self, method: str, path: str, body: Any = None) -> dict[str, Any]: ...


@dataclass(frozen=True)
class DesktopParts:
    """What the desktop is given.

    `page` is frontend/index.html; `storage` a folder for what the browser engine keeps; `pushes(send)` calls
    `send(text)` for every change, in order, with the ASCII JSON of packaging/docs/page-api.md, on any thread (send does
    not block), and returns what ends that. `simulator_url` is there in the demo only.
    """

    page: Path
    storage: Path
    bridge: Bridge
    telephone: Telephone
    pushes: Callable[[Callable[[str], None]], Callable[[], None]]
    simulator_url: Callable[[], str] | None = None


class Desktop:
    """Build it anywhere, `run` it on the main thread; everything else may be called from any thread."""

    def __init__(self, parts: DesktopParts) -> None:
        raise NotImplementedError

    def run(self) -> None:
        """Show the window and return when the user has left the program."""
        raise NotImplementedError

    def raise_window(self) -> None:
        """Bring the main window to the front (a second start, the tray)."""
        raise NotImplementedError

    def open_simulator(self) -> None:
        """Open the simulated telephones in a window of their own, or raise it. Demo only."""
        raise NotImplementedError

    def quit(self) -> None:
        """Let `run` return."""
        raise NotImplementedError
