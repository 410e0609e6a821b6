"""The user's settings: what is allowed, and keeping them."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Mapping
from typing import Any

from backend.core.bus import Bus
from backend.core.choices import is_allowed
from backend.core.errors import InvalidInput, NotPossibleNow, StorageFailed, TelephoneError
from backend.core.events import SettingsChanged
from backend.core.loop import Loop
from backend.core.notices import Notices
from backend.core.ports import SavedSettings
from backend.core.state import Settings
from backend.core.workers import Workers

log = logging.getLogger(__name__)

WRITE_AGAIN_S = 10.0


def changed(settings: Settings, fields: Mapping[str, Any]) -> Settings:
    """The settings with some fields changed. Error: InvalidInput `invalid_setting` with the field."""
    for name, value in fields.items():
        if not is_allowed(name, value):
            raise InvalidInput("invalid_setting", field=name)
    return dataclasses.replace(settings, **fields)


class Preferences:
    """The settings in force: what the user chose, save for what the machine's policy has fixed (`locked`). Belongs to
    the core thread; `keeper` is one worker: the last change is written last."""

    def __init__(self, loop: Loop, bus: Bus, keeper: Workers, notices: Notices, saved: SavedSettings) -> None:
        self._loop, self._bus, self._keeper, self._notices, self._saved = loop, bus, keeper, notices, saved
        self.state = self._chosen = Settings()
        self.locked: tuple[str, ...] = ()
        self._fixed: Mapping[str, Any] = {}

    def load(self) -> None:
        """Read them at the start; unreadable ones are replaced by the defaults and the user is told."""
        try:
            self._chosen = self._saved.load()
        except StorageFailed as error:
            log.warning("settings cannot be read: %s", error.code)
            self._notices.add("settings_not_read", cause=error.code)
        self._fixed = self._saved.locked()
        self.locked = tuple(sorted(self._fixed))
        self.state = dataclasses.replace(self._chosen, **self._fixed)

    def change(self, fields: Mapping[str, Any]) -> Settings:
        """Change some fields: they are in force at once and are written by a worker. Errors: invalid_setting,
        setting_locked."""
        chosen = changed(self._chosen, fields)
        for name in self.locked:
            if name in fields:
                raise NotPossibleNow("setting_locked", field=name)
        if chosen != self._chosen:
            self._chosen = chosen
            self.state = dataclasses.replace(chosen, **self._fixed)
            self._write()
            self._bus.publish(SettingsChanged(self.state))
        return self.state

    def _write(self) -> None:
        settings = self._chosen
        self._keeper.do(lambda: self._saved.save(settings), self._written, self._not_written)

    def _written(self, _: object) -> None:
        self._notices.withdraw("settings_not_saved")

    def _not_written(self, error: TelephoneError) -> None:
        self._notices.add("settings_not_saved", cause=error.code)
        self._loop.after(WRITE_AGAIN_S, self._write)
