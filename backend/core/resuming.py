"""Takes up the login that was saved; one that cannot be read now, as behind a locked keychain, is tried again."""

from __future__ import annotations

import logging
from collections.abc import Callable

from backend.core.errors import TelephoneError
from backend.core.loop import Loop
from backend.core.notices import Notices
from backend.core.ports import Login, SavedLogin
from backend.core.workers import Workers

LOAD_AGAIN_S = 10.0

log = logging.getLogger(__name__)


class Resuming:
    """Belongs to the core thread. Once stopped, whatever the keychain still says is ignored."""

    def __init__(self, loop: Loop, keeper: Workers, notices: Notices, saved: SavedLogin) -> None:
        self._loop, self._keeper, self._notices, self._saved = loop, keeper, notices, saved
        self._wanted = False
        self._told = ""

    def start(self, loaded: Callable[[Login | None], None], failed: Callable[[], None]) -> None:
        """Read the saved login: `loaded` follows once, with None when there is none; before it `failed` after every
        attempt that could not read it now. It is tried again until `stop` is called."""
        self._wanted = True
        self._load(loaded, failed)

    def stop(self) -> None:
        """The saved login was read, somebody else is logged in, or the program ends."""
        self._wanted = False
        self._notify("")

    def _load(self, loaded: Callable[[Login | None], None], failed: Callable[[], None]) -> None:
        def done(login: Login | None) -> None:
            if self._wanted:
                self.stop()
                loaded(login)

        def refused(error: TelephoneError) -> None:
            if self._wanted:
                log.warning("the saved login cannot be read: %s", error.code)
                if error.code == "keychain_unavailable":
                    self._notify("login_locked")
                else:
                    self._notify("login_not_read", cause=error.code)
                self._loop.after(LOAD_AGAIN_S, lambda: self._load(loaded, failed))
                failed()

        if self._wanted:
            self._keeper.do(self._saved.load, done, refused)

    def _notify(self, code: str, **detail: str) -> None:
        """Once: who has read it is not told again at every attempt."""
        if code != self._told:
            self._notices.withdraw(self._told)
            self._told = code
            if code:
                self._notices.add(code, **detail)
