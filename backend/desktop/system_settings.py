"""Two settings that are the system's: start at login, and who opens links. What the system refuses is told."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from backend.core.state import Settings
from backend.desktop.autostart import set_autostart
from backend.desktop.link_schemes import set_link_handlers

log = logging.getLogger(__name__)

Set = Callable[[bool, Sequence[str]], None]


class SystemSettings:
    """`notice(code, stands)` tells the user something, or takes it back. The first settings are applied too: the
    program may have moved since."""

    def __init__(self, command: Sequence[str], notice: Callable[[str, bool], object]) -> None:
        self._command, self._notice = command, notice
        self._applied: tuple[bool, bool] | None = None
        self._turn = threading.Lock()

    def settle(self, settings: Settings) -> None:
        """Apply what has changed, on a thread of its own."""
        now = (settings.start_at_login, settings.open_links)
        if now != self._applied and self._command:
            self._applied = now
            threading.Thread(target=self._apply, args=now, name="system-settings", daemon=True).start()

    def _apply(self, start_at_login: bool, open_links: bool) -> None:
        with self._turn:
            self._set("autostart_not_set", set_autostart, start_at_login)
            self._set("links_not_set", set_link_handlers, open_links)

    def _set(self, code: str, set_it: Set, on: bool) -> None:
        try:
            set_it(on, self._command)
        except OSError as error:
            log.warning("%s: %s", code, error)
            self._notice(code, True)
        else:
            self._notice(code, False)
